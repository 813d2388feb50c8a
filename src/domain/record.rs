//! A record of any kind: one line of an import or an export.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::article::Article;
use super::claim::{Place, Visitor};
use super::event::Event;
use super::field::Field;
use super::person::Person;
use super::quotation::Quotation;
use super::rows::Rows;
use super::telling::Telling;
use super::text::Key;
use crate::value::id::RecordKind;

/// One record: an object with one field that names its kind.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Record {
    /// A human being, or one that a source claims existed.
    Person(Box<Person>),
    /// Something that happened.
    Event(Box<Event>),
    /// A document of prose, or a source known only by its title.
    Article(Box<Article>),
    /// Words ascribed to someone.
    Quotation(Box<Quotation>),
}

impl Record {
    /// Its kind.
    pub fn kind(&self) -> RecordKind {
        match self {
            Record::Person(_) => RecordKind::Person,
            Record::Event(_) => RecordKind::Event,
            Record::Article(_) => RecordKind::Article,
            Record::Quotation(_) => RecordKind::Quotation,
        }
    }

    /// The caller's own name for it.
    pub fn key(&self) -> &Key {
        match self {
            Record::Person(person) => &person.key,
            Record::Event(event) => &event.key,
            Record::Article(article) => &article.key,
            Record::Quotation(quotation) => &quotation.key,
        }
    }

    /// A record with the key (and what can never be empty) of `told`, and nothing else.
    pub fn bare(told: &Record) -> Record {
        match told {
            Record::Person(person) => Record::Person(Person::bare(person.key.clone()).into()),
            Record::Event(event) => Record::Event(Event::bare(event.key.clone(), event.kind.clone()).into()),
            Record::Article(article) => Record::Article(Article::bare(article.key.clone()).into()),
            Record::Quotation(quotation) => {
                Record::Quotation(Quotation::bare(quotation.key.clone(), quotation.text.clone()).into())
            }
        }
    }

    /// Shows a visitor every list and every reference.
    pub fn visit(&mut self, visitor: &mut impl Visitor) {
        match self {
            Record::Person(person) => person.visit(visitor),
            Record::Event(event) => event.visit(visitor),
            Record::Article(article) => article.visit(visitor),
            Record::Quotation(quotation) => quotation.visit(visitor),
        }
    }

    /// Changes this record to what `told`, a record of the same kind, says.
    pub fn tell(&mut self, told: Record, telling: &mut Telling<'_>) {
        match (self, told) {
            (Record::Person(person), Record::Person(told)) => person.tell(*told, telling),
            (Record::Event(event), Record::Event(told)) => event.tell(*told, telling),
            (Record::Article(article), Record::Article(told)) => article.tell(*told, telling),
            (Record::Quotation(quotation), Record::Quotation(told)) => quotation.tell(*told, telling),
            _ => unreachable!("records are found by kind and key"),
        }
    }

    /// Adds the rows of this record, whose number is `id`.
    pub fn rows(&self, id: i64, rows: &mut Rows) {
        rows.record_id = id;
        rows.record_claim(id);
        match self {
            Record::Person(person) => person.rows(id, rows),
            Record::Event(event) => event.rows(id, rows),
            Record::Article(article) => article.rows(id, rows),
            Record::Quotation(quotation) => quotation.rows(id, rows),
        }
    }

    /// Spells what goes without saying in one way only, so that equal records are equal texts.
    pub fn normalize(&mut self) {
        match self {
            Record::Person(person) => {
                let names = person.names.value_mut().into_iter().flatten();
                names.filter_map(|name| name.date.as_mut()).for_each(|date| date.forget_told());
                let relations = person.relations.value_mut().into_iter().flatten();
                relations.filter_map(|relation| relation.date.as_mut()).for_each(|date| date.forget_told());
            }
            Record::Event(event) => {
                if event.rank.value().is_some_and(|rank| rank.is_normal()) {
                    event.rank = Field::Null;
                }
            }
            Record::Article(article) => {
                article.published.value_mut().into_iter().for_each(|date| date.forget_told());
            }
            Record::Quotation(quotation) => {
                quotation.date.value_mut().into_iter().for_each(|date| date.forget_told());
                let attributions = quotation.attributions.value_mut();
                attributions.into_iter().flatten().for_each(|attribution| attribution.normalize());
            }
        }
    }

    /// The keys of the events that a person's `birth` and `death` are shorthand for.
    pub fn vital_keys(&self) -> Vec<(&'static str, Key)> {
        let Record::Person(person) = self else {
            return Vec::new();
        };
        let key =
            |kind: &'static str, suffix: &str| (kind, Key::stored(format!("{}#{suffix}", &*person.key)));
        let birth = (!person.birth.is_absent()).then(|| key("BIRTH", "birth"));
        let death = (!person.death.is_absent()).then(|| key("DEATH", "death"));
        birth.into_iter().chain(death).collect()
    }

    /// Calls `f` with each reference: where it stands, the kind of record it wants, and the key.
    pub fn each_reference(&mut self, mut f: impl FnMut(Place, RecordKind, &Key)) {
        let mut visitor =
            super::claim::EachReference(|place, kind, reference: &mut super::claim::Reference| {
                f(place, kind, &reference.key);
            });
        self.visit(&mut visitor);
    }
}
