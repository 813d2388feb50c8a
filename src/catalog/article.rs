//! An article: prose with a body, or a source of which only the title is known.

use super::declare::{
    Condition, Connection, Field, InputObject, Object, Read, field, input, int, order, rows,
};
use super::record::reference;
use super::{citation, document};
use crate::value::id::RecordKind;

pub(super) fn object() -> Object {
    let text = |name, description, sql| field(name, "String", description, Read::Text(sql));
    let mut fields = document::fields("When it was published.");
    fields.extend([
        text("author", "Who wrote it, as printed.", "(SELECT a.author FROM article a WHERE a.id = {t}.id)"),
        text("url", "Where it is published.", "(SELECT a.url FROM article a WHERE a.id = {t}.id)"),
        text(
            "license",
            "Under which terms its text may be used.",
            "(SELECT a.license FROM article a WHERE a.id = {t}.id)",
        ),
        quotations(),
        field(
            "supports",
            "CitationConnection!",
            "The claims that rest on this article, in the order of entry.",
            Read::Connection(Box::new(citation::connection())),
        ),
    ]);
    Object {
        name: "Article",
        description: "Prose that tells of people, or a source that others cite.",
        implements: &["Node", "Document"],
        fields,
    }
}

/// The quotations that stand in an article.
fn quotations() -> Field {
    let connection = Connection {
        name: "QuotedConnection",
        edge: "QuotedEdge",
        node: "Quotation",
        description: "A quotation that stands in an article.",
        rows: rows("quotation {l} JOIN document {n} ON {n}.id = {l}.id", "{l}.source_id = {t}.id"),
        orders: vec![order("PLACE", &[int("coalesce({l}.source_start, 0)"), int("{l}.id")])],
        order_input: "",
        edge_fields: Vec::new(),
    };
    field(
        "quotations",
        "QuotedConnection!",
        "The quotations that stand in it, in the order of the text.",
        Read::Connection(Box::new(connection)),
    )
}

/// One article.
pub(super) fn by_reference() -> Field {
    let one = Read::One { to: "Article", rows: rows("document {n}", "{n}.kind = 'article'") };
    field("article", "Article", "The article with this id or key; null when there is none.", one)
        .taking([input("by", "ArticleRef!", "Which article.", Condition::Ref("{n}.id = {ref}"))])
}

pub(super) fn inputs() -> InputObject {
    InputObject {
        name: "ArticleRef",
        description: "Which article: exactly one of these.",
        one_of: true,
        fields: reference(
            RecordKind::Article,
            "(SELECT k.record_id FROM external_key k WHERE k.kind = 'article' AND k.key = {1})",
        ),
    }
}
