//! What every record has: an id, a key, references to it, and lists of it in an order.

use super::declare::{Condition, Enum, Field, Input, InputObject, Read, Sql, Transform, field, input};
use crate::value::id::RecordKind;

/// The id of a record whose row tells its kind.
pub(super) const ID_BY_KIND: Read = Read::Json(r#"concat('"', {t}.kind, ':', {t}.id, '"')"#);

/// A record's id: its kind and its number.
pub(super) fn record_id(read: Read) -> Field {
    field(
        "id",
        "ID!",
        "The record's id on this server, such as `person:17`. Opaque: keep it, compare it, send it back. Across \
         servers and imports, use the key.",
        read,
    )
}

/// The key that the caller gave a record.
pub(super) fn key() -> Field {
    field(
        "key",
        "String!",
        "The stable name that whoever entered the record gave it, unique among records of its kind, such as \
         `congress:B000944`. Importing the same key again updates the same record.",
        Read::Line("(SELECT k.key FROM external_key k WHERE k.record_id = {t}.id ORDER BY k.id LIMIT 1)"),
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

/// The record that an id leads to: a person that was merged became another.
pub(super) const WHERE_IT_IS: Sql = "coalesce((SELECT m.moved_to FROM merger m WHERE m.id = {1}), {1})";

/// The record that an id leads to, or a key `{3}` of the kind `{2}` where no id is given.
pub(super) const ID_OR_KEY_IS: Sql = "coalesce((SELECT m.moved_to FROM merger m WHERE m.id = {1}), {1}, \
     (SELECT k.record_id FROM external_key k WHERE k.kind = {2} AND k.key = {3}))";

/// The fields of a reference to a record by id or by key. The id of a person that was merged leads to the one it became.
pub(super) fn reference(kind: RecordKind, by_key: Sql) -> Vec<Input> {
    let by_id = if kind == RecordKind::Person { WHERE_IT_IS } else { "{1}" };
    vec![
        input("id", "ID", "The record's id on this server.", Condition::Sql(by_id, Transform::Id(kind))),
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

pub(super) fn inputs() -> [InputObject; 3] {
    [
        ordering("PersonOrder", "PersonOrderField!", "NAME"),
        ordering("EventOrder", "EventOrderField!", "DATE"),
        ordering("DocumentOrder", "DocumentOrderField!", "DATE"),
    ]
}

pub(super) fn enums() -> Enum {
    Enum {
        name: "OrderDirection",
        description: "Which way a list runs.",
        values: &[
            ("ASC", "Upwards: A before Z, early before late; what has no date comes last."),
            ("DESC", "Downwards: Z before A, late before early; what has no date comes first."),
        ],
    }
}
