//! Names that stand in documents and are nobody's yet.

use super::declare::{Connection, Field, Object, Read, field, int, order, rows, text};

pub(super) fn object() -> Object {
    Object {
        name: "UnresolvedName",
        description: "A name that stands in documents, looks like a person's, and is nobody's yet.",
        implements: &[],
        fields: vec![
            field(
                "name",
                "String!",
                "The name as it stands: what `createPersonFromName` takes.",
                Read::Text("{t}.surface"),
            ),
            field("passageCount", "Int!", "How often it stands in documents.", Read::Number("{t}.passages")),
            field(
                "passages",
                "[UnresolvedPassage!]!",
                "Where it stands.",
                Read::List {
                    to: "UnresolvedPassage",
                    rows: rows("unresolved_name {n}", "{n}.name = {t}.name"),
                    order: "{n}.document_id, {n}.span_start",
                },
            ),
        ],
    }
}

pub(super) fn passage() -> Object {
    let number = |name, description, sql| field(name, "Int!", description, Read::Number(sql));
    let words = |name, description, sql| field(name, "String!", description, Read::Text(sql));
    Object {
        name: "UnresolvedPassage",
        description: "A passage with a name that is nobody's.",
        implements: &[],
        fields: vec![
            number("start", "Where it begins, in Unicode scalar values from 0.", "{t}.span_start"),
            number("end", "Where it ends, in Unicode scalar values.", "{t}.span_end"),
            words("surface", "Its words.", "{t}.surface"),
            words(
                "context",
                "The passage with what stands before and after it.",
                "concat({t}.prefix, {t}.surface, {t}.suffix)",
            ),
            field(
                "document",
                "Document!",
                "Where it stands.",
                Read::One { to: "Document", rows: rows("document {n}", "{n}.id = {t}.document_id") },
            ),
        ],
    }
}

/// All names that are nobody's.
pub(super) fn all() -> Field {
    let connection = Connection {
        name: "UnresolvedNameConnection",
        edge: "UnresolvedNameEdge",
        node: "UnresolvedName",
        description: "A name in a list.",
        rows: rows("name_count {n}", ""),
        orders: vec![order("FREQUENCY", &[int("{n}.rarity"), text("{n}.name")])],
        order_input: "",
        edge_fields: Vec::new(),
    };
    field(
        "unresolvedNames",
        "UnresolvedNameConnection!",
        "Names that stand in documents and are nobody's yet, the most frequent first.",
        Read::Connection(Box::new(connection)),
    )
}
