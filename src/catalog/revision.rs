//! One change to one record, and the lists of changes: of a record, of a batch, of the whole archive.

use super::declare::{
    Condition, Connection, Enum, Field, Input, Object, Order, Read, Rows, Scalar, Transform, field, input,
};
use super::declare::{int, order, rows};

pub(super) fn object() -> Object {
    let side = |name, description, sql| field(name, "JSON", description, Read::Json(sql)).costing(2);
    let mut fields = about();
    fields.extend(subject());
    fields.extend([
        field(
            "batch",
            "Batch!",
            "What it was changed together with, by whom.",
            Read::One { to: "Batch", rows: rows("batch {n}", "{n}.id = {t}.batch_id") },
        ),
        side(
            "before",
            "What it was: the fields that changed, in the form of an import, as `{\"person\": {…}}`. Null where there \
             was no record before.",
            "coalesce({t}.before, 'null')",
        ),
        side(
            "after",
            "What it became: the fields that changed, in the form of an import. Null where there is no record any more.",
            "coalesce({t}.after, 'null')",
        ),
    ]);
    Object {
        name: "Revision",
        description: "One change to one record: what it was before, and what it is since.",
        implements: &[],
        fields,
    }
}

/// What a revision tells of itself.
fn about() -> Vec<Field> {
    vec![
        field(
            "id",
            "ID!",
            "The revision's id on this server, such as `revision:17`. Opaque.",
            Read::Id { prefix: "revision", number: "{t}.id" },
        ),
        field(
            "cursor",
            "String!",
            "Its place among all changes of the archive: what `changes` and `changed` take as `after`. Opaque.",
            Read::Json(r#"concat('"COMMIT.', {t}.id, '"')"#),
        ),
        field(
            "number",
            "Int!",
            "Which change to the record it is, from 1. The record's `revision` is the number of its last one.",
            Read::Number("{t}.number"),
        ),
        field(
            "operation",
            "RevisionOperation!",
            "What was done.",
            Read::Json(r#"concat('"', upper({t}.operation), '"')"#),
        ),
        field("at", "String!", "When it was done (RFC 3339, UTC).", Read::Word("{t}.at")),
    ]
}

/// The record that a revision changed, which may be gone.
fn subject() -> [Field; 4] {
    [
        field(
            "recordId",
            "ID!",
            "The id of the record, which may be gone since.",
            Read::Json(r#"concat('"', {t}.record_kind, ':', {t}.record_id, '"')"#),
        ),
        field(
            "recordKind",
            "RecordKind!",
            "What the record is.",
            Read::Json(r#"concat('"', upper({t}.record_kind), '"')"#),
        ),
        field(
            "recordKey",
            "String!",
            "The key that the record had at the time.",
            Read::Line("{t}.record_key"),
        ),
        field(
            "record",
            "Node",
            "The record as it is now; null when it is gone.",
            Read::One { to: "Node", rows: rows("record {n}", "{n}.id = {t}.record_id") },
        ),
    ]
}

/// The order in which changes were committed, which is that of their numbers: one writer writes at a time.
pub(super) fn by_commit() -> Order {
    order("COMMIT", &[int("{n}.id")])
}

fn connection(rows: Rows, order: Order) -> Read {
    Read::Connection(Box::new(Connection {
        name: "RevisionConnection",
        edge: "RevisionEdge",
        node: "Revision",
        description: "A change in a list.",
        rows,
        orders: vec![order],
        order_input: "",
        edge_fields: Vec::new(),
    }))
}

/// How often a record was changed, and how.
pub(super) fn of_record() -> [Field; 2] {
    [
        field(
            "revision",
            "Int!",
            "How often the record was changed: the number of its last revision. Send it back as `expectedRevision`.",
            Read::Number("(SELECT r.revision FROM record r WHERE r.id = {t}.id)"),
        ),
        field(
            "revisions",
            "RevisionConnection!",
            "Every change to the record, the first one first.",
            connection(rows("revision {n}", "{n}.record_id = {t}.id"), order("NUMBER", &[int("{n}.number")])),
        )
        .taking([operations()]),
    ]
}

/// The changes of a batch.
pub(super) fn of_batch() -> Field {
    field(
        "changes",
        "RevisionConnection!",
        "What was changed, in the order in which it was.",
        connection(rows("revision {n}", "{n}.batch_id = {t}.id"), by_commit()),
    )
    .taking([kinds(), operations()])
    .costing(OF_BATCH_RECKONED_AS)
}

/// What the changes of a batch are reckoned as beside those that are told: an import has them by the hundred thousand.
const OF_BATCH_RECKONED_AS: u64 = 150;

/// Every change of the archive.
pub(super) fn all() -> Field {
    field(
        "changes",
        "RevisionConnection!",
        "Every change of the archive, in the order of commit. Nothing is ever put in before what was read already: \
         who goes on after the last cursor they saw misses nothing.",
        connection(rows("revision {n}", ""), by_commit()),
    )
    .taking([
        kinds(),
        ids(),
        operations(),
        input(
            "actors",
            "[String!]",
            "Only changes by these.",
            Condition::Sql(
                "{n}.batch_id IN (SELECT b.id FROM batch b WHERE b.actor IN {list})",
                Transform::List,
            ),
        ),
    ])
}

/// One revision.
pub(super) fn by_id() -> Field {
    let one = Read::One { to: "Revision", rows: rows("revision {n}", "") };
    field("revision", "Revision", "The revision with this id; null when there is none.", one).taking([input(
        "id",
        "ID!",
        "Its id, such as `revision:17`.",
        Condition::Sql("{n}.id = {1}", Transform::Numbered("revision")),
    )])
}

/// Only changes to records of some kinds.
pub(super) fn kinds() -> Input {
    input(
        "kinds",
        "[RecordKind!]",
        "Only changes to records of these kinds.",
        Condition::Sql("{n}.record_kind IN {list}", Transform::LowerList),
    )
}

/// Only changes to some records.
pub(super) fn ids() -> Input {
    input(
        "ids",
        "[ID!]",
        "Only changes to the records with these ids.",
        Condition::Sql(
            // The number finds the record by index; the kind must be the record's too.
            "({n}.record_id {among} AND concat({n}.record_kind, ':', {n}.record_id) IN {list})",
            Transform::Ids,
        ),
    )
}

fn operations() -> Input {
    input(
        "operations",
        "[RevisionOperation!]",
        "Only changes of these sorts.",
        Condition::Sql("{n}.operation IN {list}", Transform::LowerList),
    )
}

pub(super) fn enums() -> [Enum; 2] {
    [
        Enum {
            name: "RecordKind",
            description: "What a record is.",
            values: &[
                ("PERSON", "A human being, or one that a source claims existed."),
                ("EVENT", "Something that happened, or that a source says happened."),
                ("ARTICLE", "Prose that tells of people, or a source that others cite."),
                ("QUOTATION", "Words ascribed to someone."),
            ],
        },
        Enum {
            name: "RevisionOperation",
            description: "What was done to a record.",
            values: &[
                ("CREATE", "It was made."),
                ("UPDATE", "Some of it was changed."),
                ("DELETE", "It was deleted."),
                ("RESTORE", "It was deleted, and came back."),
                ("MERGE", "It became part of another, or another became part of it."),
                ("UNMERGE", "A merge was taken back."),
                ("UNDO", "An earlier change was taken back."),
            ],
        },
    ]
}

pub(super) fn scalar() -> Scalar {
    Scalar {
        name: "JSON",
        description: "Any JSON value, as it is.",
        specified_by: "https://www.rfc-editor.org/rfc/rfc8259",
        is_text: false,
    }
}
