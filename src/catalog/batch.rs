//! What was changed together: one import or one edit, by whom and when.

use super::declare::{Condition, Connection, Field, Object, Read, Transform, field, input, int, order, rows};
use super::revision;

pub(super) fn object() -> Object {
    let text = |name, ty, description, sql| field(name, ty, description, Read::Text(sql));
    Object {
        name: "Batch",
        description: "What was changed together: one import, or one edit.",
        implements: &[],
        fields: vec![
            field(
                "id",
                "ID!",
                "The batch's id on this server, such as `batch:12`. Opaque.",
                Read::Id { prefix: "batch", number: "{t}.id" },
            ),
            text("kind", "String!", "How it came about: `import`, `edit`, …", "{t}.kind"),
            text("actor", "String!", "Who asked for it.", "{t}.actor"),
            text("label", "String", "What they called it: a file's name, or a remark.", "{t}.label"),
            text("startedAt", "String!", "When it began (RFC 3339, UTC).", "{t}.started_at"),
            text(
                "finishedAt",
                "String",
                "When it ended; null while it runs, and where it broke off.",
                "{t}.finished_at",
            ),
            revision::of_batch(),
        ],
    }
}

/// All batches.
pub(super) fn all() -> Field {
    let connection = Connection {
        name: "BatchConnection",
        edge: "BatchEdge",
        node: "Batch",
        description: "A batch in a list.",
        rows: rows("batch {n}", ""),
        orders: vec![order("ENTRY", &[int("{n}.id")])],
        order_input: "",
        edge_fields: Vec::new(),
    };
    let only =
        |name, description, sql| input(name, "[String!]", description, Condition::Sql(sql, Transform::List));
    field(
        "batches",
        "BatchConnection!",
        "Everything that was changed, by imports and edits: the first one first.",
        Read::Connection(Box::new(connection)),
    )
    .taking([
        only("kinds", "Only batches of these kinds: `import`, `edit`, …", "{n}.kind IN {list}"),
        only("actors", "Only batches of these.", "{n}.actor IN {list}"),
        only("labels", "Only batches that are called this, exactly.", "{n}.label IN {list}"),
    ])
}

/// One batch.
pub(super) fn by_id() -> Field {
    let one = Read::One { to: "Batch", rows: rows("batch {n}", "") };
    field("batch", "Batch", "The batch with this id; null when there is none.", one).taking([input(
        "id",
        "ID!",
        "Its id, such as `batch:12`.",
        Condition::Sql("{n}.id = {1}", Transform::Numbered("batch")),
    )])
}
