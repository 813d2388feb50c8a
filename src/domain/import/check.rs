//! The rules of a record that concern more than one of its fields.

use super::parse::FieldProblem;
use crate::domain::claim::Element;
use crate::domain::field::Field;
use crate::domain::mention::Mention;
use crate::domain::record::Record;
use crate::domain::text::Key;

/// The longest list in a record.
pub const LIST_MAX: usize = 100_000;

/// What is wrong with a record, as far as the record alone can tell.
pub fn problems_of(record: &Record) -> Vec<FieldProblem> {
    let mut problems = Problems(Vec::new());
    match record {
        Record::Person(person) => {
            problems.list("names", &person.names);
            problems.list("identifiers", &person.identifiers);
            problems.list("relations", &person.relations);
            problems.list("citations", &person.citations);
            for (index, relation) in person.relations.items().iter().enumerate() {
                if relation.person.key == person.key {
                    problems.add(format!("relations[{index}].person"), &person.key, "another person");
                }
            }
            let has_vitals = !person.birth.is_absent() || !person.death.is_absent();
            if has_vitals && person.key.chars().count() > Key::MAX - "#birth".len() {
                let expected = "at most 506 characters, where the key of the birth or the death adds 6";
                problems.add("key".to_owned(), &person.key, expected);
            }
        }
        Record::Event(event) => {
            problems.list("participants", &event.participants);
            problems.list("citations", &event.citations);
        }
        Record::Article(article) => {
            problems.list("mentions", &article.mentions);
            problems.list("citations", &article.citations);
            match &article.body {
                Field::Absent => problems.spans(&article.mentions, None),
                body => problems.spans(&article.mentions, Some(body.value().map_or("", |body| body))),
            }
        }
        Record::Quotation(quotation) => {
            problems.list("attributions", &quotation.attributions);
            problems.list("mentions", &quotation.mentions);
            problems.list("citations", &quotation.citations);
            problems.spans(&quotation.mentions, Some(&quotation.text));
            if let Some(source) = quotation.source.value() {
                problems.source(source.start, source.end);
            }
        }
    }
    problems.0
}

struct Problems(Vec<FieldProblem>);

impl Problems {
    fn add(&mut self, field: String, value: &str, expected: &str) {
        self.0.push(FieldProblem {
            field,
            value: Some(super::problem::shorten(value)),
            expected: expected.to_owned(),
        });
    }

    fn list<E: Element>(&mut self, name: &str, list: &Field<Vec<E>>) {
        self.length(name.to_owned(), list.items().len());
        for (index, element) in list.items().iter().enumerate() {
            let citations = element.citations().map_or(0, <[_]>::len);
            self.length(format!("{name}[{index}].citations"), citations);
        }
    }

    fn length(&mut self, field: String, length: usize) {
        if length > LIST_MAX {
            let expected = format!("at most {LIST_MAX} elements");
            self.add(field, &format!("a list of {length}"), &expected);
        }
    }

    /// Spans begin before they end, and end within the text, if it is known.
    fn spans(&mut self, mentions: &Field<Vec<Mention>>, text: Option<&str>) {
        if mentions.items().is_empty() {
            return;
        }
        let length = text.map(|text| text.chars().count());
        for (index, mention) in mentions.items().iter().enumerate() {
            if mention.start >= mention.end {
                let expected = format!("more than `start`, which is `{}`", mention.start);
                self.add(format!("mentions[{index}].end"), &mention.end.to_string(), &expected);
            } else if let Some(length) = length.filter(|length| mention.end as usize > *length) {
                let expected = format!("at most {length}, the length of the text in Unicode scalar values");
                self.add(format!("mentions[{index}].end"), &mention.end.to_string(), &expected);
            }
        }
    }

    fn source(&mut self, start: Option<u32>, end: Option<u32>) {
        match (start, end) {
            (Some(start), Some(end)) if start >= end => {
                let expected = format!("more than `start`, which is `{start}`");
                self.add("source.end".to_owned(), &end.to_string(), &expected);
            }
            (Some(start), None) => self.add("source.start".to_owned(), &start.to_string(), "`end` beside it"),
            (None, Some(end)) => self.add("source.end".to_owned(), &end.to_string(), "`start` beside it"),
            _ => {}
        }
    }
}
