//! Persons: what an import may tell of one, and the rows it becomes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::citation::{Citation, citation_rows};
use super::claim::{ClaimId, Element, Rank, Reference, Visitor};
use super::date::{Date, DateColumns};
use super::field::Field;
use super::rows::Rows;
use super::telling::Telling;
use super::text::{Key, Language, Line, Prose, Token};
use super::vitals::Vitals;
use crate::store::{IdentifierRow, PersonNameRow, PersonRow, RelationRow};
use crate::value::id::{ClaimKind, RecordKind};
use crate::value::name::{Parts, fold, parts};

/// A human being, or one that a source claims existed.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The caller's own stable name for the person.
    pub key: Key,
    /// What the person is or was called.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub names: Field<Vec<Name>>,
    /// A word of an open vocabulary, such as FEMALE.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub gender: Field<Token>,
    /// Who this was, in a line or two.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<Prose>,
    /// Shorthand for the event `<key>#birth`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub birth: Field<Date>,
    /// Shorthand for the event `<key>#death`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub death: Field<Date>,
    /// What other catalogues call the person.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub identifiers: Field<Vec<Identifier>>,
    /// Ties to other persons.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub relations: Field<Vec<Relation>>,
    /// Where the record itself comes from.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub citations: Field<Vec<Citation>>,
    /// Birth, death and lifespan as the events tell them.
    #[serde(skip)]
    pub vitals: Vitals,
}

/// A name of a person.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The name as it is written.
    pub text: Line,
    /// PREFERRED, ALIAS, BIRTH_NAME, MARRIED, PSEUDONYM, DESCRIPTION, or another word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Token>,
    /// The language and script it is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// When it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
    /// Which of several to believe first.
    #[serde(default, skip_serializing_if = "Rank::is_normal")]
    pub rank: Rank,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Its row.
    #[serde(skip)]
    pub claim: ClaimId,
}

/// What another catalogue calls a person.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// The catalogue, such as `wikidata` or `gnd`.
    pub scheme: Line,
    /// The identifier there.
    pub value: Line,
    /// Which of several to believe first.
    #[serde(default, skip_serializing_if = "Rank::is_normal")]
    pub rank: Rank,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Its row.
    #[serde(skip)]
    pub claim: ClaimId,
}

/// A tie from one person to another.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// What the other is to the person: SPOUSE, PARENT, CHILD, TEACHER, ALLY, OPPONENT, or another word.
    pub kind: Token,
    /// The key of the other person.
    pub person: Reference,
    /// When it held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
    /// Which of several to believe first.
    #[serde(default, skip_serializing_if = "Rank::is_normal")]
    pub rank: Rank,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Its row.
    #[serde(skip)]
    pub claim: ClaimId,
}

impl Person {
    /// A person of whom only the key is known.
    pub fn bare(key: Key) -> Person {
        Person {
            key,
            names: Field::Absent,
            gender: Field::Absent,
            description: Field::Absent,
            birth: Field::Absent,
            death: Field::Absent,
            identifiers: Field::Absent,
            relations: Field::Absent,
            citations: Field::Absent,
            vitals: Vitals::default(),
        }
    }

    /// Shows a visitor every list.
    pub fn visit(&mut self, visitor: &mut impl Visitor) {
        visitor.list("names", &mut self.names);
        visitor.list("identifiers", &mut self.identifiers);
        visitor.list("relations", &mut self.relations);
        visitor.list("citations", &mut self.citations);
    }

    /// Changes this record to what `told` says. Birth and death are told to their events instead.
    pub fn tell(&mut self, told: Person, telling: &mut Telling<'_>) {
        telling.list("names", &mut self.names, told.names);
        telling.scalar("gender", &mut self.gender, told.gender);
        telling.scalar("description", &mut self.description, told.description);
        telling.list("identifiers", &mut self.identifiers, told.identifiers);
        telling.list("relations", &mut self.relations, told.relations);
        telling.list("citations", &mut self.citations, told.citations);
    }

    /// Adds the rows of this record, whose number is `id`.
    pub fn rows(&self, id: i64, rows: &mut Rows) {
        let name = self.best_name();
        let vitals = &self.vitals;
        let lifespan = vitals.lifespan.clone();
        rows.persons.push(PersonRow {
            id,
            name: name.map(|name| name.text.to_string()),
            sort_name: name.map(|name| fold(&name.text)).unwrap_or_default(),
            gender: self.gender.value().map(|gender| gender.to_string()),
            description: self.description.value().map(|description| description.to_string()),
            birth_id: vitals.birth_id,
            death_id: vitals.death_id,
            lifespan_edtf: lifespan.edtf,
            lifespan_text: lifespan.text,
            lifespan_calendar: lifespan.calendar,
            lifespan_gregorian: lifespan.gregorian,
            lifespan_julian: lifespan.julian,
            lifespan_from: lifespan.from,
            lifespan_to: lifespan.to,
            lifespan_earliest: lifespan.earliest,
            lifespan_latest: lifespan.latest,
            birth_sort_day: vitals.birth_sort_day,
            death_sort_day: vitals.death_sort_day,
        });
        self.names.items().iter().for_each(|name| name.rows(id, rows));
        for identifier in self.identifiers.items() {
            identifier.rows(id, rows);
        }
        for relation in self.relations.items() {
            relation.rows(id, rows);
        }
        citation_rows(self.citations.items(), id, rows);
    }

    /// The name to show: of the lowest rank, one of kind PREFERRED first, then the oldest.
    fn best_name(&self) -> Option<&Name> {
        let is_other = |name: &Name| name.kind.as_deref() != Some("PREFERRED");
        self.names.items().iter().min_by_key(|name| (name.rank, is_other(name), name.claim.id))
    }
}

impl Name {
    fn rows(&self, person_id: i64, rows: &mut Rows) {
        rows.claim(&self.claim, ClaimKind::Name);
        let date = DateColumns::of(self.date.as_ref().map(|date| &date.value));
        let folded = fold(&self.text);
        // What only describes somebody is shared by many that it describes as well.
        let is_name = self.kind.as_deref() != Some("DESCRIPTION");
        let parts = if is_name { parts(&folded) } else { Parts::default() };
        rows.names.push(PersonNameRow {
            id: self.claim.id,
            person_id,
            rank: self.rank.number(),
            kind: self.kind.clone().map(Into::into),
            text: self.text.to_string(),
            folded,
            signature: parts.signature,
            block: parts.block,
            given: parts.given,
            language: self.language.clone().map(Into::into),
            date_edtf: date.edtf,
            date_text: date.text,
            date_calendar: date.calendar,
            date_gregorian: date.gregorian,
            date_julian: date.julian,
            date_from: date.from,
            date_to: date.to,
            date_earliest: date.earliest,
            date_latest: date.latest,
            note: self.note.clone().map(Into::into),
        });
        citation_rows(&self.citations, self.claim.id, rows);
    }
}

impl Identifier {
    fn rows(&self, person_id: i64, rows: &mut Rows) {
        rows.claim(&self.claim, ClaimKind::Identifier);
        rows.identifiers.push(IdentifierRow {
            id: self.claim.id,
            person_id,
            rank: self.rank.number(),
            scheme: self.scheme.to_string(),
            value: self.value.to_string(),
        });
        citation_rows(&self.citations, self.claim.id, rows);
    }
}

impl Relation {
    fn rows(&self, person_id: i64, rows: &mut Rows) {
        rows.claim(&self.claim, ClaimKind::Relation);
        let date = DateColumns::of(self.date.as_ref().map(|date| &date.value));
        rows.relations.push(RelationRow {
            id: self.claim.id,
            person_id,
            related_id: self.person.id,
            rank: self.rank.number(),
            kind: self.kind.to_string(),
            date_edtf: date.edtf,
            date_text: date.text,
            date_calendar: date.calendar,
            date_gregorian: date.gregorian,
            date_julian: date.julian,
            date_from: date.from,
            date_to: date.to,
            date_earliest: date.earliest,
            date_latest: date.latest,
            note: self.note.clone().map(Into::into),
        });
        citation_rows(&self.citations, self.claim.id, rows);
    }
}

impl Element for Name {
    const KIND: ClaimKind = ClaimKind::Name;

    type Identity<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

    fn identity(&self) -> Self::Identity<'_> {
        (&self.text, self.language.as_deref(), self.kind.as_deref())
    }

    fn claim(&self) -> &ClaimId {
        &self.claim
    }

    fn claim_mut(&mut self) -> &mut ClaimId {
        &mut self.claim
    }

    fn rank_mut(&mut self) -> &mut Rank {
        &mut self.rank
    }

    fn citations_mut(&mut self) -> Option<&mut Vec<Citation>> {
        Some(&mut self.citations)
    }

    fn citations(&self) -> Option<&[Citation]> {
        Some(&self.citations)
    }
}

impl Element for Identifier {
    const KIND: ClaimKind = ClaimKind::Identifier;

    type Identity<'a> = (&'a str, &'a str);

    fn identity(&self) -> Self::Identity<'_> {
        (&self.scheme, &self.value)
    }

    fn claim(&self) -> &ClaimId {
        &self.claim
    }

    fn claim_mut(&mut self) -> &mut ClaimId {
        &mut self.claim
    }

    fn rank_mut(&mut self) -> &mut Rank {
        &mut self.rank
    }

    fn citations_mut(&mut self) -> Option<&mut Vec<Citation>> {
        Some(&mut self.citations)
    }

    fn citations(&self) -> Option<&[Citation]> {
        Some(&self.citations)
    }
}

impl Element for Relation {
    const KIND: ClaimKind = ClaimKind::Relation;

    type Identity<'a> = (&'a str, &'a str);

    fn identity(&self) -> Self::Identity<'_> {
        (&self.kind, &self.person.key)
    }

    fn claim(&self) -> &ClaimId {
        &self.claim
    }

    fn claim_mut(&mut self) -> &mut ClaimId {
        &mut self.claim
    }

    fn rank_mut(&mut self) -> &mut Rank {
        &mut self.rank
    }

    fn citations_mut(&mut self) -> Option<&mut Vec<Citation>> {
        Some(&mut self.citations)
    }

    fn citations(&self) -> Option<&[Citation]> {
        Some(&self.citations)
    }

    fn reference_mut(&mut self) -> Option<(&'static str, RecordKind, &mut Reference)> {
        Some(("person", RecordKind::Person, &mut self.person))
    }
}
