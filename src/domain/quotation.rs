//! Quotations: words ascribed to someone, by whom, with what standing, and the rows they become.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::article::DocumentParts;
use super::citation::{Citation, citation_rows};
use super::claim::{ClaimId, Element, Rank, Reference, Visitor};
use super::date::Date;
use super::field::Field;
use super::mention::{Mention, Mentioning, TextChange, mention_rows, tell_mentions};
use super::rows::Rows;
use super::telling::Telling;
use super::text::{Key, Language, Line, Prose};
use crate::store::{AttributionRow, QuotationRow};
use crate::value::id::{ClaimKind, RecordKind};

/// Words ascribed to someone.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quotation {
    /// The caller's own stable name for the quotation.
    pub key: Key,
    /// The words.
    pub text: Prose,
    /// What the quotation is called.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub title: Field<Line>,
    /// The language of the words.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub language: Field<Language>,
    /// When they were said or written.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub date: Field<Date>,
    /// Where they were printed.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub work: Field<Line>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub note: Field<Prose>,
    /// Who is said to have said them, and to whom.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub attributions: Field<Vec<Attribution>>,
    /// The article that quotes them, and where in it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub source: Field<Source>,
    /// The key of the event at which they were said.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub occasion: Field<Reference>,
    /// The passages of the words that name a person.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub mentions: Field<Vec<Mention>>,
    /// Where the record itself comes from.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub citations: Field<Vec<Citation>>,
}

/// Who is said to have said it, or to whom it was said.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// The key of the person; left out if nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Reference>,
    /// Whether the person said it or was told it.
    #[serde(default, skip_serializing_if = "AttributionRole::is_speaker")]
    pub role: AttributionRole,
    /// How well it is attested. Left out: ATTRIBUTED, or ANONYMOUS where there is no person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AttributionStatus>,
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

/// The article that quotes the words, and the span `[start, end)` of its body.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The key of the article.
    pub article: Reference,
    /// How many Unicode scalar values of the body stand before the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// How many stand before their end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
}

/// Whether the person said it or was told it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum AttributionRole {
    /// Who said it.
    #[default]
    Speaker,
    /// To whom it was said.
    Addressee,
}

impl AttributionRole {
    fn is_speaker(&self) -> bool {
        *self == AttributionRole::Speaker
    }

    fn as_str(self) -> &'static str {
        ["SPEAKER", "ADDRESSEE"][self as usize]
    }

    fn of(text: &str) -> AttributionRole {
        match text {
            "ADDRESSEE" => AttributionRole::Addressee,
            _ => AttributionRole::Speaker,
        }
    }
}

/// How well an attribution is attested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum AttributionStatus {
    /// There is a record of it from that time.
    Verified,
    /// Someone says so.
    Attributed,
    /// Some say so, others deny it.
    Disputed,
    /// It is known to be wrong.
    Misattributed,
    /// Nobody knows who said it.
    Anonymous,
}

impl AttributionStatus {
    const ALL: [(AttributionStatus, &'static str); 5] = [
        (AttributionStatus::Verified, "VERIFIED"),
        (AttributionStatus::Attributed, "ATTRIBUTED"),
        (AttributionStatus::Disputed, "DISPUTED"),
        (AttributionStatus::Misattributed, "MISATTRIBUTED"),
        (AttributionStatus::Anonymous, "ANONYMOUS"),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    fn of(text: &str) -> Option<AttributionStatus> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(it, _)| *it)
    }
}

impl Quotation {
    /// A quotation of which only key and words are known.
    pub fn bare(key: Key, text: Prose) -> Quotation {
        Quotation {
            key,
            text,
            title: Field::Absent,
            language: Field::Absent,
            date: Field::Absent,
            work: Field::Absent,
            note: Field::Absent,
            attributions: Field::Absent,
            source: Field::Absent,
            occasion: Field::Absent,
            mentions: Field::Absent,
            citations: Field::Absent,
        }
    }

    /// Shows a visitor every list and every reference.
    pub fn visit(&mut self, visitor: &mut impl Visitor) {
        visitor.list("attributions", &mut self.attributions);
        if let Some(source) = self.source.value_mut() {
            visitor.reference("source.article", RecordKind::Article, &mut source.article);
        }
        if let Some(occasion) = self.occasion.value_mut() {
            visitor.reference("occasion", RecordKind::Event, occasion);
        }
        visitor.list("mentions", &mut self.mentions);
        visitor.list("citations", &mut self.citations);
    }

    /// Changes this record to what `told` says. Mentions follow their words when the text changes.
    pub fn tell(&mut self, told: Quotation, telling: &mut Telling<'_>) {
        let change = TextChange::of(&self.text, &told.text);
        telling.required("text", &mut self.text, told.text);
        telling.scalar("title", &mut self.title, told.title);
        telling.scalar("language", &mut self.language, told.language);
        telling.scalar("date", &mut self.date, told.date);
        telling.scalar("work", &mut self.work, told.work);
        telling.scalar("note", &mut self.note, told.note);
        telling.list("attributions", &mut self.attributions, told.attributions);
        telling.scalar("source", &mut self.source, told.source);
        telling.scalar("occasion", &mut self.occasion, told.occasion);
        tell_mentions(&mut self.mentions, told.mentions, change.as_ref(), &self.text, telling);
        telling.list("citations", &mut self.citations, told.citations);
    }

    /// Adds the rows of this record, whose number is `id`.
    pub fn rows(&self, id: i64, rows: &mut Rows) {
        let document = DocumentParts {
            kind: RecordKind::Quotation,
            title: self.title.value(),
            language: self.language.value(),
            date: self.date.value(),
            text: Some(&self.text),
        };
        let sort_day = document.rows(id, rows);
        let source = self.source.value();
        rows.quotations.push(QuotationRow {
            id,
            work: self.work.value().map(|work| work.to_string()),
            source_id: source.map(|source| source.article.id),
            source_start: source.and_then(|source| source.start).map(i64::from),
            source_end: source.and_then(|source| source.end).map(i64::from),
            occasion_id: self.occasion.value().map(|occasion| occasion.id),
            note: self.note.value().map(|note| note.to_string()),
        });
        for attribution in self.attributions.items() {
            attribution.rows(id, sort_day, rows);
        }
        let mentioning =
            Mentioning { document_id: id, kind: RecordKind::Quotation, sort_day, text: &self.text };
        mention_rows(self.mentions.items(), &mentioning, rows);
        citation_rows(self.citations.items(), id, rows);
    }
}

impl Attribution {
    fn rows(&self, quotation_id: i64, sort_day: i64, rows: &mut Rows) {
        rows.claim(&self.claim, ClaimKind::Attribution);
        rows.attributions.push(AttributionRow {
            id: self.claim.id,
            quotation_id,
            person_id: self.person.as_ref().map(|person| person.id),
            rank: self.rank.number(),
            role: self.role.as_str().to_owned(),
            status: self.standing().as_str().to_owned(),
            note: self.note.clone().map(Into::into),
            sort_day,
        });
        citation_rows(&self.citations, self.claim.id, rows);
    }

    fn standing(&self) -> AttributionStatus {
        self.status.unwrap_or(Self::usual_status(self.person.is_some()))
    }

    fn usual_status(has_person: bool) -> AttributionStatus {
        match has_person {
            true => AttributionStatus::Attributed,
            false => AttributionStatus::Anonymous,
        }
    }

    /// Leaves out a status that goes without saying, so that equal attributions are equal texts.
    pub fn normalize(&mut self) {
        let usual = Self::usual_status(self.person.is_some());
        self.status = self.status.filter(|status| *status != usual);
    }

    /// A stored attribution to `person`.
    pub fn stored(row: AttributionRow, person: Option<Reference>, claim: ClaimId) -> Attribution {
        let mut attribution = Attribution {
            person,
            role: AttributionRole::of(&row.role),
            status: AttributionStatus::of(&row.status),
            note: row.note.map(Prose::stored),
            rank: Rank::of(row.rank),
            citations: Vec::new(),
            claim,
        };
        attribution.normalize();
        attribution
    }
}

impl Element for Attribution {
    const KIND: ClaimKind = ClaimKind::Attribution;

    type Identity<'a> = (Option<&'a str>, AttributionRole);

    fn identity(&self) -> Self::Identity<'_> {
        (self.person.as_ref().map(|person| &*person.key), self.role)
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
        let person = self.person.as_mut()?;
        Some(("person", RecordKind::Person, person))
    }
}
