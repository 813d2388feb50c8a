//! A name of a person: typed, tagged with its language and script, dated, sourced.

use super::claim::{citations, claim_id, note, rank};
use super::date::date_field;
use super::declare::{Condition, InputObject, Object, Read, Transform, field, input};

pub(super) fn object() -> Object {
    Object {
        name: "PersonName",
        description: "A name by which a person is or was known.",
        implements: &[],
        fields: vec![
            claim_id(),
            field("text", "String!", "The name as it is written.", Read::Line("{t}.text")),
            field(
                "kind",
                "String",
                "What sort of name: `PREFERRED`, `ALIAS`, `BIRTH_NAME`, `MARRIED`, `PSEUDONYM`, `DESCRIPTION` (known \
                 only by a role, such as \"his wife\"), or any other word that the source uses.",
                Read::Word("{t}.kind"),
            ),
            field(
                "language",
                "String",
                "Its language and script as a BCP 47 tag: `en`, `ru-Cyrl`, `ka-Geor`.",
                Read::Word("{t}.language"),
            ),
            date_field("date", "When the name was in use.", "date"),
            note(),
            rank(),
            citations(),
        ],
    }
}

pub(super) fn inputs() -> InputObject {
    InputObject {
        name: "NameFilter",
        description: "What one of a person's names must be like. Accents, case and doubled spaces do not matter: \
                      `dzugasvili` finds `Džugašvili`. All given conditions must hold for the same name.",
        one_of: false,
        fields: vec![
            input(
                "contains",
                "String",
                "It contains these characters anywhere.",
                Condition::Sql("{n}.folded LIKE {1} ESCAPE '\\'", Transform::Contains),
            ),
            input(
                "startsWith",
                "String",
                "It begins with these characters.",
                Condition::Sql("{n}.folded >= {1} AND {n}.folded < {2}", Transform::StartsWith),
            ),
            input(
                "equals",
                "String",
                "It is this name.",
                Condition::Sql("{n}.folded = {1}", Transform::Folded),
            ),
            input(
                "kinds",
                "[String!]",
                "It is of one of these kinds.",
                Condition::Sql("{n}.kind IN {list}", Transform::List),
            ),
            input(
                "languages",
                "[String!]",
                "It is tagged with one of these languages, exactly as written: `ru-Cyrl`.",
                Condition::Sql("{n}.language IN {list}", Transform::List),
            ),
        ],
    }
}
