//! A passage of a document that names a person.

use super::claim::{citations, claim_id, rank};
use super::declare::{Connection, Object, Read, field, int, order, rows};

pub(super) fn object() -> Object {
    let number = |name, description, sql| field(name, "Int!", description, Read::Number(sql));
    let text = |name, description, sql| field(name, "String!", description, Read::Text(sql));
    Object {
        name: "Mention",
        description: "A passage that names a person: where it stands, its words, and the words around it.",
        implements: &[],
        fields: vec![
            claim_id(),
            number(
                "start",
                "Where it begins in the document's text, in Unicode scalar values from 0.",
                "{t}.span_start",
            ),
            number(
                "end",
                "Where it ends, in Unicode scalar values; the character there is no longer part of it.",
                "{t}.span_end",
            ),
            text("surface", "The words that name the person.", "{t}.surface"),
            text("prefix", "Up to 32 characters before it.", "{t}.prefix"),
            text("suffix", "Up to 32 characters after it.", "{t}.suffix"),
            text(
                "context",
                "The passage with what stands before and after it.",
                "concat({t}.prefix, {t}.surface, {t}.suffix)",
            ),
            field(
                "person",
                "Person!",
                "Who is meant.",
                Read::One { to: "Person", rows: rows("person {n}", "{n}.id = {t}.person_id") },
            ),
            field(
                "document",
                "Document!",
                "Where it stands.",
                Read::One { to: "Document", rows: rows("document {n}", "{n}.id = {t}.document_id") },
            ),
            rank(),
            citations(),
        ],
    }
}

/// The mentions in a document, in the order of the text.
pub(super) fn connection() -> Connection {
    Connection {
        name: "MentionConnection",
        edge: "MentionEdge",
        node: "Mention",
        description: "A mention in a document.",
        rows: rows("mention {n}", "{n}.document_id = {t}.id"),
        orders: vec![order("PLACE", &[int("{n}.span_start"), int("{n}.id")])],
        order_input: "",
        edge_fields: Vec::new(),
    }
}
