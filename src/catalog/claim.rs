//! What every claim has: an id, a rank, a remark, and what it rests on.

use super::declare::{Enum, Field, Read, field, rows};

/// A claim's id: its number.
pub(super) fn claim_id() -> Field {
    field(
        "id",
        "ID!",
        "The claim's id on this server. Opaque.",
        Read::Id { prefix: "claim", number: "{t}.id" },
    )
}

/// The claim that an edge is. It is not called `id`: clients that keep what they read under its `id` (Relay, Apollo)
/// would take an edge for one thing, and an edge read from its other end has another node and another cursor.
pub(super) fn claim_of_edge() -> Field {
    field(
        "claim",
        "ID!",
        "The id of the claim that this edge is: what is sent back to change it. Opaque.",
        Read::Id { prefix: "claim", number: "{t}.id" },
    )
}

/// How far a claim is preferred to others that contradict it.
pub(super) fn rank() -> Field {
    field(
        "rank",
        "Rank!",
        "How far this claim is preferred to others that contradict it.",
        Read::Json(
            r#"CASE {t}.rank WHEN 0 THEN '"PREFERRED"' WHEN 1 THEN '"NORMAL"' ELSE '"DEPRECATED"' END"#,
        ),
    )
}

/// A remark, where one was made.
pub(super) fn note() -> Field {
    field("note", "String", "A remark by whoever entered it.", Read::Text("{t}.note"))
}

/// What a record or a claim rests on.
pub(super) fn citations() -> Field {
    field(
        "citations",
        "[Citation!]!",
        "Who says so: the sources that this rests on, best ranked first.",
        Read::List {
            to: "Citation",
            rows: rows("citation {n}", "{n}.claim_id = {t}.id"),
            order: "{n}.rank, {n}.id",
        },
    )
}

pub(super) fn enums() -> Enum {
    Enum {
        name: "Rank",
        description: "How far a claim is preferred to others that contradict it.",
        values: &[
            ("PREFERRED", "The claim to go by."),
            ("NORMAL", "One claim among others."),
            ("DEPRECATED", "Known to be wrong or superseded, and kept because a source says it."),
        ],
    }
}
