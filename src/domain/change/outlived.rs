//! What lines say of records that people deleted: left out, and told as contradictions, so that what else
//! a line says can be taken.

use serde::Serialize;

use super::set::Name;
use crate::domain::claim::{Element, Reference, Visitor};
use crate::domain::field::Field;
use crate::domain::import::{Conflict, Contradiction, ToldLine};
use crate::domain::record::Record;
use crate::value::id::RecordKind;

/// What the archive says of such a record.
pub const DELETED: &str = "deleted";

/// Takes out of a line what names a record that was deleted.
pub fn leave_out_deleted(line: &mut ToldLine, is_deleted: impl Fn(&Name) -> bool) -> Vec<Contradiction> {
    let (number, kind, key) = (line.number, line.record.kind(), line.record.key().to_string());
    let mut leaving = Leaving { is_deleted: &is_deleted, left: Vec::new() };
    line.record.visit(&mut leaving);
    if let Record::Quotation(quotation) = &mut line.record {
        let article = quotation.source.value().map(|source| source.article.key.clone());
        if article.is_some_and(|key| is_deleted(&(RecordKind::Article, key))) {
            leaving.leave("source".to_owned(), &quotation.source);
            quotation.source = Field::Absent;
        }
        let event = quotation.occasion.value().map(|event| event.key.clone());
        if event.is_some_and(|key| is_deleted(&(RecordKind::Event, key))) {
            leaving.leave("occasion".to_owned(), &quotation.occasion);
            quotation.occasion = Field::Absent;
        }
    }
    let told = |(field, file)| Contradiction {
        line: number,
        kind,
        key: key.clone(),
        conflict: Conflict { field, archive: Some(DELETED.into()), file, is_settled: false },
    };
    leaving.left.into_iter().map(told).collect()
}

struct Leaving<'a, F> {
    is_deleted: &'a F,
    left: Vec<(String, Option<serde_json::Value>)>,
}

impl<F: Fn(&Name) -> bool> Leaving<'_, F> {
    fn leave(&mut self, field: String, what: &impl Serialize) {
        self.left.push((field, serde_json::to_value(what).ok()));
    }

    fn is_gone<E: Element>(&self, element: &mut E) -> bool {
        let named = element.reference_mut();
        named.is_some_and(|(_, kind, reference)| (self.is_deleted)(&(kind, reference.key.clone())))
    }
}

impl<F: Fn(&Name) -> bool> Visitor for Leaving<'_, F> {
    fn list<E: Element>(&mut self, name: &'static str, list: &mut Field<Vec<E>>) {
        let Some(elements) = list.value_mut() else { return };
        let mut at = 0;
        elements.retain_mut(|element| {
            at += 1;
            let path = format!("{name}[{}]", at - 1);
            if self.is_gone(element) {
                self.leave(path, element);
                return false;
            }
            let mut citation_at = 0;
            if let Some(citations) = element.citations_mut() {
                citations.retain_mut(|citation| {
                    citation_at += 1;
                    let is_gone = self.is_gone(citation);
                    if is_gone {
                        self.leave(format!("{path}.citations[{}]", citation_at - 1), citation);
                    }
                    !is_gone
                });
            }
            true
        });
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}
