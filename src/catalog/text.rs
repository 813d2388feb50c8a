//! Filters on short texts: titles and places.

use super::declare::{Condition, InputObject, Transform, input};

pub(super) fn inputs() -> InputObject {
    InputObject {
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
    }
}
