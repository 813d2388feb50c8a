//! A person's identifier in another catalogue.

use super::claim::{citations, claim_id, rank};
use super::declare::{Condition, InputObject, Object, Read, Transform, field, input};

/// Addresses of schemes that have one page per identifier. A value that is an address is its own.
const URL: &str = "CASE WHEN {t}.value LIKE 'http://%' OR {t}.value LIKE 'https://%' THEN {t}.value \
     ELSE CASE {t}.scheme WHEN 'wikidata' THEN concat('https://www.wikidata.org/wiki/', {t}.value) \
     WHEN 'viaf' THEN concat('https://viaf.org/viaf/', {t}.value) \
     WHEN 'gnd' THEN concat('https://d-nb.info/gnd/', {t}.value) \
     WHEN 'isni' THEN concat('https://isni.org/isni/', replace({t}.value, ' ', '')) \
     WHEN 'lcnaf' THEN concat('https://id.loc.gov/authorities/names/', {t}.value) \
     WHEN 'bioguide' THEN concat('https://bioguide.congress.gov/search/bio/', {t}.value) END END";

pub(super) fn object() -> Object {
    Object {
        name: "Identifier",
        description: "A person's identifier in another catalogue.",
        implements: &[],
        fields: vec![
            claim_id(),
            field(
                "scheme",
                "String!",
                "The catalogue: `wikidata`, `gnd`, `viaf`, …",
                Read::Line("{t}.scheme"),
            ),
            field("value", "String!", "The identifier in it: `Q160279`.", Read::Line("{t}.value")),
            field(
                "url",
                "String",
                "The page for it, where the catalogue is known to have one.",
                Read::Text(URL),
            ),
            rank(),
            citations(),
        ],
    }
}

pub(super) fn inputs() -> [InputObject; 2] {
    [
        InputObject {
            name: "IdentifierRef",
            description: "An identifier in another catalogue.",
            one_of: false,
            fields: vec![
                input(
                    "scheme",
                    "String!",
                    "The catalogue: `wikidata`.",
                    Condition::Sql("{n}.scheme = {1}", Transform::Text),
                ),
                input(
                    "value",
                    "String!",
                    "The identifier in it: `Q160279`.",
                    Condition::Sql("{n}.value = {1}", Transform::Text),
                ),
            ],
        },
        InputObject {
            name: "IdentifierFilter",
            description: "What one of a person's identifiers must be.",
            one_of: false,
            fields: vec![
                input(
                    "scheme",
                    "String!",
                    "The catalogue: `wikidata`.",
                    Condition::Sql("{n}.scheme = {1}", Transform::Text),
                ),
                input(
                    "value",
                    "String",
                    "The identifier in it; any when absent.",
                    Condition::Sql("{n}.value = {1}", Transform::Text),
                ),
            ],
        },
    ]
}
