//! A tie from one person to another, seen from either end.

use super::claim::{citations, claim_of_edge, note, rank};
use super::date::date_field;
use super::declare::{Connection, Enum, Read, field, int, order, rows};

/// Relations in which a person stands, whichever end they were told from.
pub(super) fn connection() -> Connection {
    Connection {
        name: "RelationConnection",
        edge: "RelationEdge",
        node: "Person",
        description: "A tie to another person.",
        rows: rows(
            "relation {l} JOIN person {n} ON {n}.id = CASE WHEN {l}.person_id = {t}.id THEN {l}.related_id \
             ELSE {l}.person_id END",
            "({l}.person_id = {t}.id OR {l}.related_id = {t}.id)",
        ),
        orders: vec![order("ENTRY", &[int("{l}.id")])],
        order_input: "",
        edge_fields: vec![
            claim_of_edge(),
            field(
                "kind",
                "String!",
                "The tie: `SPOUSE`, `PARENT`, `FRIEND`, `ALLY`, `OPPONENT`, `TEACHER`, `SUCCESSOR`, or any other word \
                 that the source uses.",
                Read::Word("{t}.kind"),
            ),
            field(
                "direction",
                "RelationDirection!",
                "Which of the two the word describes.",
                Read::Json(r#"CASE WHEN {t}.person_id = {n}.id THEN '"INCOMING"' ELSE '"OUTGOING"' END"#),
            ),
            date_field("date", "When it held.", "date"),
            note(),
            rank(),
            citations(),
        ],
    }
}

pub(super) fn enums() -> Enum {
    Enum {
        name: "RelationDirection",
        description: "Which of two persons a relation's word describes.",
        values: &[
            ("OUTGOING", "The node is the SUCCESSOR (or whatever the kind says) of the person asked about."),
            ("INCOMING", "The person asked about is the SUCCESSOR (or whatever the kind says) of the node."),
        ],
    }
}
