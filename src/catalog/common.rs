//! Fields and inputs that many types share: ids, keys, ranks, citations, texts, directions.

use super::declare::{Condition, Enum, Field, Input, InputObject, Read, Sql, Transform, field, input, rows};
use crate::value::id::RecordKind;

/// A record's id: its kind and its number.
pub(super) fn record_id(expression: Sql) -> Field {
    field(
        "id",
        "ID!",
        "The record's id on this server, such as `person:17`. Opaque: keep it, compare it, send it back. Across \
         servers and imports, use the key.",
        Read::Json(expression),
    )
}

/// A claim's id: its number.
pub(super) fn claim_id() -> Field {
    field(
        "id",
        "ID!",
        "The claim's id on this server. Opaque.",
        Read::Json(r#"concat('"claim:', {t}.id, '"')"#),
    )
}

/// The key that the caller gave a record.
pub(super) fn key() -> Field {
    field(
        "key",
        "String!",
        "The stable name that whoever entered the record gave it, unique among records of its kind, such as \
         `congress:B000944`. Importing the same key again updates the same record.",
        Read::Text("(SELECT k.key FROM external_key k WHERE k.record_id = {t}.id ORDER BY k.id LIMIT 1)"),
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

/// Filters that combine others of the same type.
pub(super) fn combinations(list: &'static str, one: &'static str) -> [Input; 3] {
    [
        input("and", list, "All of these hold.", Condition::All),
        input("or", list, "At least one of these holds. An empty list holds never.", Condition::Any),
        input("not", one, "This does not hold.", Condition::Not),
    ]
}

/// The fields of a reference to a record by id or by key.
pub(super) fn reference(kind: RecordKind, by_key: Sql) -> Vec<Input> {
    vec![
        input("id", "ID", "The record's id on this server.", Condition::Sql("{1}", Transform::Id(kind))),
        input(
            "key",
            "String",
            "The record's key, such as `congress:B000944`.",
            Condition::Sql(by_key, Transform::Key),
        ),
    ]
}

/// The input that orders a list by one of several fields.
fn ordering(name: &'static str, field_ty: &'static str, default: &'static str) -> InputObject {
    InputObject {
        name,
        description: "What a list is ordered by, and which way.",
        one_of: false,
        fields: vec![
            input("field", field_ty, "What it is ordered by.", Condition::None).or(default),
            input("direction", "OrderDirection!", "Which way it runs.", Condition::None).or("ASC"),
        ],
    }
}

pub(super) fn inputs() -> Vec<InputObject> {
    let orders = [
        ordering("PersonOrder", "PersonOrderField!", "NAME"),
        ordering("EventOrder", "EventOrderField!", "DATE"),
        ordering("DocumentOrder", "DocumentOrderField!", "DATE"),
    ];
    let text = InputObject {
        name: "TextFilter",
        description: "What a short text must be like. Accents, case and doubled spaces do not matter: `lodz` finds \
                      `Łódź`. All given conditions must hold.",
        one_of: false,
        fields: vec![
            input(
                "contains",
                "String",
                "It contains these characters anywhere.",
                Condition::Sql("{c} LIKE {1} ESCAPE '\\'", Transform::Contains),
            ),
            input(
                "startsWith",
                "String",
                "It begins with these characters.",
                Condition::Sql("{c} >= {1} AND {c} < {2}", Transform::StartsWith),
            ),
            input("equals", "String", "It is this text.", Condition::Sql("{c} = {1}", Transform::Folded)),
        ],
    };
    orders.into_iter().chain([text]).collect()
}

pub(super) fn enums() -> Vec<Enum> {
    vec![
        Enum {
            name: "Rank",
            description: "How far a claim is preferred to others that contradict it.",
            values: &[
                ("PREFERRED", "The claim to go by."),
                ("NORMAL", "One claim among others."),
                ("DEPRECATED", "Known to be wrong or superseded, and kept because a source says it."),
            ],
        },
        Enum {
            name: "OrderDirection",
            description: "Which way a list runs.",
            values: &[
                ("ASC", "Upwards: A before Z, early before late; what has no date comes last."),
                ("DESC", "Downwards: Z before A, late before early; what has no date comes first."),
            ],
        },
    ]
}
