//! Events: what an import may tell of one, in full or by a person's `birth` and `death`, and the rows
//! it becomes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::citation::{Citation, citation_rows};
use super::claim::{ClaimId, Element, Rank, Reference, Visitor};
use super::date::{Date, DateColumns, date_length, sort_day};
use super::field::Field;
use super::rows::Rows;
use super::telling::Telling;
use super::text::{Key, Line, Prose, Token};
use crate::store::{EventRow, ParticipationRow};
use crate::value::id::{ClaimKind, RecordKind};
use crate::value::name::fold;

/// Something that happened.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The caller's own stable name for the event.
    pub key: Key,
    /// What happened, in a word: BIRTH, DEATH, MARRIAGE, ARREST, TRIAL, or another.
    pub kind: Token,
    /// What happened, in a line.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub title: Field<Line>,
    /// What happened, at length.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<Prose>,
    /// When. A wording and a calendar that are left out stay as they are while the EDTF is the same.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub date: Field<Date>,
    /// Where.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub place: Field<Line>,
    /// Which of several tellings to believe first.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub rank: Field<Rank>,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub participants: Field<Vec<Participation>>,
    /// Where the record itself comes from.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub citations: Field<Vec<Citation>>,
    /// Which parts event records have told; see [`Told`].
    #[serde(skip)]
    pub told: Told,
}

/// A person's part in an event.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// The key of the person.
    pub person: Reference,
    /// SUBJECT (whose birth or death it is), PARTICIPANT, or another word.
    #[serde(default = "participant", skip_serializing_if = "is_participant")]
    pub role: Token,
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

/// Whether it is the key of an event that a person's `birth` or `death` tells.
fn is_shorthand(key: &Key) -> bool {
    key.ends_with("#birth") || key.ends_with("#death")
}

const PARTICIPANT: &str = "PARTICIPANT";
const SUBJECT: &str = "SUBJECT";

fn participant() -> Token {
    Token::stored(PARTICIPANT.to_owned())
}

fn is_participant(role: &Token) -> bool {
    **role == *PARTICIPANT
}

/// Which parts of an event its own records have told, as bits of the column `told_in_full`: what they
/// told is not told again by a person's `birth` or `death`, in whichever order the two arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told(pub i64);

impl Told {
    const EVENT: i64 = 1;
    const DATE: i64 = 2;
    const TEXT: i64 = 4;
    const CALENDAR: i64 = 8;
    const PARTICIPANTS: i64 = 16;

    /// Whether any event record has told this event.
    pub fn in_full(self) -> bool {
        self.0 & Self::EVENT != 0
    }

    fn has(self, part: i64) -> bool {
        self.0 & part != 0
    }

    fn by(event: &Event) -> Told {
        let date = event.date.value();
        let parts = [
            (Self::EVENT, true),
            (Self::DATE, !event.date.is_absent()),
            (Self::TEXT, date.is_some_and(|date| date.told_text)),
            (Self::CALENDAR, date.is_some_and(|date| date.told_calendar)),
            (Self::PARTICIPANTS, !event.participants.is_absent()),
        ];
        Told(parts.iter().filter(|(_, told)| *told).map(|(part, _)| part).sum())
    }
}

impl Event {
    /// An event of which only key and kind are known.
    pub fn bare(key: Key, kind: Token) -> Event {
        Event {
            key,
            kind,
            title: Field::Absent,
            description: Field::Absent,
            date: Field::Absent,
            place: Field::Absent,
            rank: Field::Absent,
            participants: Field::Absent,
            citations: Field::Absent,
            told: Told::default(),
        }
    }

    /// Shows a visitor every list.
    pub fn visit(&mut self, visitor: &mut impl Visitor) {
        visitor.list("participants", &mut self.participants);
        visitor.list("citations", &mut self.citations);
    }

    /// Changes this record to what an event record says.
    pub fn tell(&mut self, told: Event, telling: &mut Telling<'_>) {
        let parts = Told::by(&told);
        telling.required("kind", &mut self.kind, told.kind);
        telling.scalar("title", &mut self.title, told.title);
        telling.scalar("description", &mut self.description, told.description);
        self.tell_date(told.date, telling);
        telling.scalar("place", &mut self.place, told.place);
        telling.scalar("rank", &mut self.rank, told.rank);
        if !self.told.has(Told::PARTICIPANTS) && told.participants.items().len() > 1 {
            // What a person's `birth` put here takes its place in the order of the list.
            telling.forget_imported(&mut self.participants);
        }
        telling.list("participants", &mut self.participants, told.participants);
        telling.list("citations", &mut self.citations, told.citations);
        // What a person's `birth` told is told by it still, when a change of it is undone.
        if !telling.is_undoing || !is_shorthand(&self.key) {
            self.told = Told(self.told.0 | parts.0);
        }
    }

    fn tell_date(&mut self, told: Field<Date>, telling: &mut Telling<'_>) {
        let told = match told {
            Field::Value(date) => Field::Value(date.told_over(self.date.value())),
            other => other,
        };
        let is_first = !self.told.has(Told::DATE);
        if let (true, Some(before), Some(date)) = (is_first, self.date.value(), told.value())
            && before.value.edtf() != date.value.edtf()
        {
            telling.disagreement("date", before, date);
        }
        telling.scalar("date", &mut self.date, told);
    }

    /// Changes this record to what a person's `birth` or `death` says: it overwrites nothing that an
    /// event record told.
    pub fn tell_vital(&mut self, person: &Reference, told: Field<Date>, telling: &mut Telling<'_>) {
        let Field::Value(date) = told else {
            if told == Field::Null && (telling.by_people || !self.told.has(Told::DATE)) {
                telling.scalar("date", &mut self.date, Field::Null);
            }
            return;
        };
        if telling.by_people || !self.told.has(Told::PARTICIPANTS) {
            self.add_subject(person, telling);
        }
        let fills = match self.date.value() {
            _ if telling.by_people || !self.told.has(Told::DATE) => date.told_over(self.date.value()),
            Some(stored) if stored.value.edtf() == date.value.edtf() => Date {
                told_text: date.told_text && !self.told.has(Told::TEXT),
                told_calendar: date.told_calendar && !self.told.has(Told::CALENDAR),
                ..date
            }
            .told_over(Some(stored)),
            stored => {
                telling.contradiction("date", stored, &date);
                return;
            }
        };
        telling.scalar("date", &mut self.date, Field::Value(fills));
    }

    fn add_subject(&mut self, person: &Reference, telling: &mut Telling<'_>) {
        let is_subject = |part: &Participation| part.person == *person && *part.role == *SUBJECT;
        if self.participants.items().iter().any(is_subject) {
            return;
        }
        telling.add("participants", &mut self.participants, Participation::subject(person.clone()));
    }

    /// Whether this is a birth or a death, and if so whose: the persons in the role SUBJECT.
    pub fn subjects(&self) -> impl Iterator<Item = &Reference> {
        let is_vital = matches!(&*self.kind, "BIRTH" | "DEATH");
        let parts = self.participants.items().iter();
        parts.filter(move |part| is_vital && *part.role == *SUBJECT).map(|part| &part.person)
    }

    /// Adds the rows of this record, whose number is `id`.
    pub fn rows(&self, id: i64, rows: &mut Rows) {
        let value = self.date.value().map(|date| &date.value);
        let date = DateColumns::of(value);
        let sort_day = sort_day(value);
        rows.events.push(EventRow {
            id,
            rank: self.rank.value().copied().unwrap_or_default().number(),
            kind: self.kind.to_string(),
            title: self.title.value().map(|title| title.to_string()),
            title_folded: self.title.value().map(|title| fold(title)),
            description: self.description.value().map(|description| description.to_string()),
            place: self.place.value().map(|place| place.to_string()),
            place_folded: self.place.value().map(|place| fold(place)),
            date_edtf: date.edtf,
            date_text: date.text,
            date_calendar: date.calendar,
            date_gregorian: date.gregorian,
            date_julian: date.julian,
            date_from: date.from,
            date_to: date.to,
            date_earliest: date.earliest,
            date_latest: date.latest,
            date_length: value.and_then(date_length),
            sort_day,
            told_in_full: self.told.0,
        });
        for participation in self.participants.items() {
            participation.rows(id, sort_day, rows);
        }
        citation_rows(self.citations.items(), id, rows);
    }
}

impl Participation {
    /// The part of the one who is born or dies.
    pub fn subject(person: Reference) -> Participation {
        Participation {
            person,
            role: Token::stored(SUBJECT.to_owned()),
            note: None,
            rank: Rank::Normal,
            citations: Vec::new(),
            claim: ClaimId::default(),
        }
    }

    fn rows(&self, event_id: i64, sort_day: i64, rows: &mut Rows) {
        rows.claim(&self.claim, ClaimKind::Participation);
        rows.participations.push(ParticipationRow {
            id: self.claim.id,
            event_id,
            person_id: self.person.id,
            rank: self.rank.number(),
            role: self.role.to_string(),
            note: self.note.clone().map(Into::into),
            sort_day,
        });
        citation_rows(&self.citations, self.claim.id, rows);
    }
}

impl Element for Participation {
    const KIND: ClaimKind = ClaimKind::Participation;

    type Identity<'a> = (&'a str, &'a str);

    fn identity(&self) -> Self::Identity<'_> {
        (&self.person.key, &self.role)
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
