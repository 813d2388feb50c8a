//! Where a claim comes from: an article, an exact place in it, how certain, who entered it and when.

use super::claim::{claim_id, note, rank};
use super::declare::{Connection, Enum, Field, Object, Read, field, int, order, rows};

/// Who entered a claim, and when: from the batch it came with.
fn entered() -> [Field; 2] {
    [
        field(
            "recordedBy",
            "String!",
            "Who entered it.",
            Read::Text("(SELECT b.actor FROM claim c JOIN batch b ON b.id = c.batch_id WHERE c.id = {t}.id)"),
        ),
        field(
            "recordedAt",
            "String!",
            "When it was entered (RFC 3339, UTC).",
            Read::Text(
                "(SELECT b.started_at FROM claim c JOIN batch b ON b.id = c.batch_id WHERE c.id = {t}.id)",
            ),
        ),
    ]
}

pub(super) fn object() -> Object {
    let mut fields = vec![
        claim_id(),
        field(
            "article",
            "Article!",
            "The source.",
            Read::One { to: "Article", rows: rows("document {n}", "{n}.id = {t}.article_id") },
        ),
        field(
            "locator",
            "String",
            "Where in the source: a page, a chapter, a folio.",
            Read::Line("{t}.locator"),
        ),
        field("excerpt", "String", "The words of the source that say it.", Read::Text("{t}.excerpt")),
        field(
            "certainty",
            "CitationCertainty",
            "How certain the source is of it, where told.",
            Read::Word("{t}.certainty"),
        ),
        note(),
        rank(),
        field(
            "supports",
            "String!",
            "What kind of claim it supports: `record`, `name`, `identifier`, `participation`, `relation`, `attribution` \
             or `mention`.",
            Read::Word("(SELECT c.kind FROM claim c WHERE c.id = {t}.claim_id)"),
        ),
        field(
            "record",
            "Node!",
            "The record whose claim it supports.",
            Read::One {
                to: "Node",
                rows: rows(
                    "record {n}",
                    "{n}.id = (SELECT c.record_id FROM claim c WHERE c.id = {t}.claim_id)",
                ),
            },
        ),
    ];
    fields.extend(entered());
    Object {
        name: "Citation",
        description: "Where a claim comes from: who says so.",
        implements: &[],
        fields,
    }
}

/// The claims that rest on an article.
pub(super) fn connection() -> Connection {
    Connection {
        name: "CitationConnection",
        edge: "CitationEdge",
        node: "Citation",
        description: "A claim that rests on a source.",
        rows: rows("citation {n}", "{n}.article_id = {t}.id"),
        orders: vec![order("ENTRY", &[int("{n}.id")])],
        order_input: "",
        edge_fields: Vec::new(),
    }
}

pub(super) fn enums() -> Enum {
    Enum {
        name: "CitationCertainty",
        description: "How certain a source is of what it says.",
        values: &[
            ("CERTAIN", "It says so without doubt."),
            ("PROBABLE", "It holds it to be likely."),
            ("POSSIBLE", "It holds it to be possible."),
            ("DOUBTFUL", "It reports it and doubts it."),
        ],
    }
}
