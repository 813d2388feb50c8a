//! What all claims share: an id, an origin, a rank, citations; and how a list of them is told anew.

use std::hash::Hash;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::citation::Citation;
use super::field::Field;
use super::text::Key;
use crate::value::id::{ClaimKind, RecordKind};

/// Which of several claims to believe first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Rank {
    /// The best one known.
    Preferred,
    /// As good as any.
    #[default]
    Normal,
    /// Known to be wrong, and kept because a source says so.
    Deprecated,
}

impl Rank {
    /// The number in the database.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The rank that a number in the database stands for.
    pub fn of(number: i64) -> Rank {
        match number {
            0 => Rank::Preferred,
            2 => Rank::Deprecated,
            _ => Rank::Normal,
        }
    }

    /// Whether an export leaves it out.
    pub fn is_normal(&self) -> bool {
        *self == Rank::Normal
    }
}

/// The row behind a claim. Two claims that say the same are equal, whatever rows they have.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClaimId {
    /// Its number; 0 before it has one.
    pub id: i64,
    /// Whether people made or changed it.
    pub curated: bool,
    /// Whether people make or change it just now.
    pub touched: bool,
    /// The record it was made for, where a merge moved it; 0 otherwise.
    pub home: i64,
    /// The person it named before that one was merged; 0 otherwise.
    pub target: i64,
}

impl ClaimId {
    /// Notes that people say so.
    pub fn touch(&mut self) {
        self.curated = true;
        self.touched = true;
    }
}

impl PartialEq for ClaimId {
    fn eq(&self, _: &ClaimId) -> bool {
        true
    }
}

/// Another record, by its key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(from = "Key", into = "Key")]
pub struct Reference {
    /// The key in the file.
    pub key: Key,
    /// The record's number; 0 before it is looked up.
    pub id: i64,
}

impl From<Key> for Reference {
    fn from(key: Key) -> Reference {
        Reference { key, id: 0 }
    }
}

impl From<Reference> for Key {
    fn from(reference: Reference) -> Key {
        reference.key
    }
}

impl PartialEq for Reference {
    fn eq(&self, other: &Reference) -> bool {
        self.key == other.key
    }
}

impl JsonSchema for Reference {
    fn inline_schema() -> bool {
        Key::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Key::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Key::json_schema(generator)
    }
}

/// A claim in a list of a record.
pub trait Element: Clone + PartialEq + Serialize {
    /// What kind of claim it is.
    const KIND: ClaimKind;

    /// What makes it the same claim as one told before, though its other parts may differ.
    type Identity<'a>: Eq + Hash + Serialize
    where
        Self: 'a;

    /// See [`Element::Identity`].
    fn identity(&self) -> Self::Identity<'_>;

    /// The row behind it.
    fn claim(&self) -> &ClaimId;

    /// The row behind it, to be given a number.
    fn claim_mut(&mut self) -> &mut ClaimId;

    /// Which of several to believe first.
    fn rank_mut(&mut self) -> &mut Rank;

    /// Where it comes from; a citation itself has no citations.
    fn citations_mut(&mut self) -> Option<&mut Vec<Citation>> {
        None
    }

    /// The same, to be read.
    fn citations(&self) -> Option<&[Citation]> {
        None
    }

    /// The record it refers to, if any, with the name of the field and the kind of the record.
    fn reference_mut(&mut self) -> Option<(&'static str, RecordKind, &mut Reference)> {
        None
    }
}

/// Looks at every list and every reference of a record; see `Record::visit`.
pub trait Visitor {
    /// A list of claims.
    fn list<E: Element>(&mut self, name: &'static str, list: &mut Field<Vec<E>>);

    /// A reference of the record itself.
    fn reference(&mut self, name: &'static str, kind: RecordKind, reference: &mut Reference);
}

/// Where in a record a reference stands: `participants[2].citations[0].article`.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    list: Option<(&'static str, usize)>,
    citation: Option<usize>,
    field: &'static str,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some((list, index)) = self.list {
            write!(f, "{list}[{index}].")?;
        }
        if let Some(citation) = self.citation {
            write!(f, "citations[{citation}].")?;
        }
        f.write_str(self.field)
    }
}

/// Calls a function for each reference of a record.
pub struct EachReference<F>(pub F);

impl<F: FnMut(Place, RecordKind, &mut Reference)> Visitor for EachReference<F> {
    fn list<E: Element>(&mut self, name: &'static str, list: &mut Field<Vec<E>>) {
        for (index, element) in list.value_mut().into_iter().flatten().enumerate() {
            let list = Some((name, index));
            if let Some((field, kind, reference)) = element.reference_mut() {
                let citation = None;
                (self.0)(Place { list, citation, field }, kind, reference);
            }
            for (index, citation) in element.citations_mut().into_iter().flatten().enumerate() {
                let place = Place { list, citation: Some(index), field: "article" };
                (self.0)(place, RecordKind::Article, &mut citation.article);
            }
        }
    }

    fn reference(&mut self, field: &'static str, kind: RecordKind, reference: &mut Reference) {
        let place = Place { list: None, citation: None, field };
        (self.0)(place, kind, reference);
    }
}

/// Calls a function for each claim in the lists of a record, citations after what they support.
pub struct EachClaim<F>(pub F);

impl<F: FnMut(ClaimKind, &mut ClaimId)> Visitor for EachClaim<F> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            (self.0)(E::KIND, element.claim_mut());
            for citation in element.citations_mut().into_iter().flatten() {
                (self.0)(ClaimKind::Citation, &mut citation.claim);
            }
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}
