//! A quotation: words ascribed to someone, where they stand, and on what occasion they were said.

use super::claim::note;
use super::declare::{Condition, Field, InputObject, Object, Read, field, input, rows};
use super::record::reference;
use super::{attribution, document};
use crate::value::id::RecordKind;

pub(super) fn object() -> Object {
    let mut fields = document::fields("When it was said or written.");
    fields.extend([
        field(
            "work",
            "String",
            "The work in which it was printed, as the source names it.",
            Read::Line("(SELECT q.work FROM quotation q WHERE q.id = {t}.id)"),
        ),
        note_of_quotation(),
        attribution::of_quotation(),
        field(
            "source",
            "Article",
            "The article in which it stands.",
            Read::One {
                to: "Article",
                rows: rows(
                    "document {n}",
                    "{n}.id = (SELECT q.source_id FROM quotation q WHERE q.id = {t}.id)",
                ),
            },
        ),
        field(
            "sourceStart",
            "Int",
            "Where it begins in the source's text, in Unicode scalar values.",
            Read::Number("(SELECT q.source_start FROM quotation q WHERE q.id = {t}.id)"),
        ),
        field(
            "sourceEnd",
            "Int",
            "Where it ends in the source's text, in Unicode scalar values.",
            Read::Number("(SELECT q.source_end FROM quotation q WHERE q.id = {t}.id)"),
        ),
        field(
            "occasion",
            "Event",
            "The event at which it was said or written.",
            Read::One {
                to: "Event",
                rows: rows(
                    "event {n}",
                    "{n}.id = (SELECT q.occasion_id FROM quotation q WHERE q.id = {t}.id)",
                ),
            },
        ),
    ]);
    Object {
        name: "Quotation",
        description: "Words ascribed to someone.",
        implements: &["Node", "Document"],
        fields,
    }
}

/// The remark on a quotation, which its own table keeps.
fn note_of_quotation() -> Field {
    Field { read: Read::Text("(SELECT q.note FROM quotation q WHERE q.id = {t}.id)"), ..note() }
}

/// One quotation.
pub(super) fn by_reference() -> Field {
    let one = Read::One { to: "Quotation", rows: rows("document {n}", "{n}.kind = 'quotation'") };
    field("quotation", "Quotation", "The quotation with this id or key; null when there is none.", one)
        .taking([input("by", "QuotationRef!", "Which quotation.", Condition::Ref("{n}.id = {ref}"))])
}

pub(super) fn inputs() -> InputObject {
    InputObject {
        name: "QuotationRef",
        description: "Which quotation: exactly one of these.",
        one_of: true,
        fields: reference(
            RecordKind::Quotation,
            "(SELECT k.record_id FROM external_key k WHERE k.kind = 'quotation' AND k.key = {1})",
        ),
    }
}
