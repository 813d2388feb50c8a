//! Who said a quotation, or to whom, and how well that stands.

use super::claim::{citations, claim_of_edge, note, rank};
use super::declare::{Condition, Connection, Enum, Field, Input, InputObject, Read, Transform, field, input};
use super::declare::{int, order, rows};

/// What every edge between a quotation and a person tells.
fn edge_fields() -> Vec<Field> {
    vec![
        claim_of_edge(),
        field(
            "role",
            "AttributionRole!",
            "Whether the person speaks or is spoken to.",
            Read::Word("{t}.role"),
        ),
        field("status", "AttributionStatus!", "How well the attribution stands.", Read::Word("{t}.status")),
        note(),
        rank(),
        citations(),
    ]
}

/// Conditions on the attribution itself.
fn arguments(default_role: Option<&'static str>) -> [Input; 2] {
    let by_role = Condition::Sql("{l}.role = {1}", Transform::Text);
    let role = input("role", "AttributionRole", "Whether the person speaks or is spoken to.", by_role);
    [
        match default_role {
            Some(default) => role.or(default),
            None => role,
        },
        input(
            "statuses",
            "[AttributionStatus!]",
            "Only attributions that stand like this.",
            Condition::Sql("{l}.status IN {list}", Transform::List),
        ),
    ]
}

/// The quotations ascribed to a person.
pub(super) fn of_person() -> Field {
    let connection = Connection {
        name: "PersonQuotationConnection",
        edge: "PersonQuotationEdge",
        node: "Quotation",
        description: "A quotation ascribed to a person, or addressed to them.",
        rows: rows(
            "attribution {l} JOIN document {n} ON {n}.id = {l}.quotation_id",
            "{l}.person_id = {t}.id",
        ),
        orders: vec![order("DATE", &[int("{l}.sort_day"), int("{l}.id")])],
        order_input: "",
        edge_fields: edge_fields(),
    };
    field(
        "quotations",
        "PersonQuotationConnection!",
        "The quotations ascribed to this person, by their dates; with `role: ADDRESSEE`, those addressed to them.",
        Read::Connection(Box::new(connection)),
    )
    .taking(arguments(Some("SPEAKER")))
}

/// Who said a quotation, and to whom. An anonymous speaker has no node.
pub(super) fn of_quotation() -> Field {
    let connection = Connection {
        name: "AttributionConnection",
        edge: "AttributionEdge",
        node: "Person",
        description: "A person to whom a quotation is ascribed or addressed; without a node when nobody is named.",
        rows: rows(
            "attribution {l} LEFT JOIN person {n} ON {n}.id = {l}.person_id",
            "{l}.quotation_id = {t}.id",
        ),
        orders: vec![order("RANK", &[int("{l}.rank"), int("{l}.id")])],
        order_input: "",
        edge_fields: edge_fields(),
    };
    field(
        "attributions",
        "AttributionConnection!",
        "To whom the words are ascribed, and to whom they are addressed, best ranked first.",
        Read::Connection(Box::new(connection)),
    )
    .taking(arguments(None))
}

pub(super) fn inputs() -> Vec<InputObject> {
    vec![InputObject {
        name: "AttributionFilter",
        description: "What one of a quotation's attributions must be. All given conditions must hold for the same one.",
        one_of: false,
        fields: vec![
            input("person", "PersonRef", "It is to this person.", Condition::Ref("{n}.person_id = {ref}")),
            input(
                "role",
                "AttributionRole",
                "The person has this role.",
                Condition::Sql("{n}.role = {1}", Transform::Text),
            ),
            input(
                "statuses",
                "[AttributionStatus!]",
                "It stands like this.",
                Condition::Sql("{n}.status IN {list}", Transform::List),
            ),
        ],
    }]
}

pub(super) fn enums() -> Vec<Enum> {
    vec![
        Enum {
            name: "AttributionStatus",
            description: "How well the attribution of a quotation stands.",
            values: &[
                (
                    "VERIFIED",
                    "The words stand in a source of the speaker's own, or in a record made as they spoke.",
                ),
                ("ATTRIBUTED", "A source ascribes them, and nothing is known against it."),
                ("DISPUTED", "Sources disagree whether they are the speaker's, or genuine at all."),
                ("MISATTRIBUTED", "They are known to be someone else's, or never to have been said."),
                ("ANONYMOUS", "Nobody is named."),
            ],
        },
        Enum {
            name: "AttributionRole",
            description: "Which side of a quotation a person is on.",
            values: &[("SPEAKER", "Who says or writes it."), ("ADDRESSEE", "To whom it is said or written.")],
        },
    ]
}
