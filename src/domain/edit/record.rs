//! Whole records: created, put, updated, deleted.

use serde_json::Value;

use super::input::Input;
use super::session::{Session, in_use};
use super::told::{self, Form};
use super::{Edited, Problem, ProblemCode, Stopped};
use crate::domain::change::set::Entry;
use crate::domain::claim::{Element, Reference, Visitor};
use crate::domain::event::Event;
use crate::domain::field::Field;
use crate::domain::import::shorten;
use crate::domain::mention::LostMention;
use crate::domain::person::Relation;
use crate::domain::record::Record;
use crate::domain::telling::Telling;
use crate::domain::text::{Key, Token};
use crate::store::StoreError;
use crate::value::id::{GlobalId, RecordKind};

/// How many records one deletion may change.
const CASCADE_MAX: usize = 1000;
/// How many records that refer to one that cannot be deleted are named.
const REFERRERS_NAMED: usize = 20;

impl Session {
    /// Makes a record that was not there.
    pub async fn create(&mut self, kind: RecordKind, input: Input) -> Result<Edited, Stopped> {
        let mut fields = self.fields(kind, &input)?;
        let own_id = match fields.get("key").filter(|key| !key.is_null()) {
            Some(_) => 0,
            None => {
                // A record without a key of its own is known by its id.
                self.batch.reserve(&self.transaction, 1).await?;
                let id = self.batch.next_id();
                fields["key"] = Value::String(GlobalId { kind, number: id }.to_string());
                id
            }
        };
        let record = self.told(kind, fields).await?;
        let found = self.transaction.records_by_keys(&[(kind, record.key())]).await?;
        if let Some(found) = found.first() {
            let is =
                if found.row.deleted == 0 { "is another record's" } else { "is that of a deleted record" };
            let field = format!("{kind}.key");
            let message = format!(
                "`{field}` {is} ({kind}:{}); hint: `put` changes the record with a key",
                found.row.id
            );
            let key = Some(shorten(record.key()));
            return Err(Problem::other(ProblemCode::Taken, &field, key, message).into());
        }
        let place = self.set.add_named(Entry::new(own_id, None, None, Record::bare(&record)));
        self.tell(place, record).await?;
        let id = self.number_of(place).await?;
        self.tell_events(&input, place, false).await?;
        self.write(id, None).await
    }

    /// Makes a record, or changes the one with its key.
    pub async fn put(&mut self, kind: RecordKind, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let mut fields = self.fields(kind, &input)?;
        let Some(key) = fields.get("key").and_then(Value::as_str).map(str::to_owned) else {
            return Err(Problem::invalid(format!("{kind}.key"), None, "the record's key").into());
        };
        let found = self.transaction.records_by_keys(&[(kind, &key)]).await?.pop();
        let place = match found {
            Some(found) if found.home_id != 0 && found.row.deleted != 0 => {
                let message = format!(
                    "`{kind}.key` leads to {kind}:{}, into which it was merged, and which is deleted; hint: undo that \
                     deletion first",
                    found.row.id
                );
                let field = format!("{kind}.key");
                return Err(
                    Problem::other(ProblemCode::NotFound, &field, Some(shorten(&key)), message).into()
                );
            }
            Some(found) => {
                self.set.load_ids(&self.transaction, &[found.row.id]).await?;
                fields["key"] = Value::String(found.own_key);
                match self.set.place_of(found.row.id) {
                    Some(place) => {
                        told::fill_required_of(&mut fields, &self.set.entries()[place].current);
                        place
                    }
                    None => {
                        let record = self.told(kind, fields.clone()).await?;
                        let entry = Entry::new(found.row.id, Some(found.row), None, Record::bare(&record));
                        self.set.add_named(entry)
                    }
                }
            }
            None => {
                let record = self.told(kind, fields.clone()).await?;
                self.set.add_named(Entry::new(0, None, None, Record::bare(&record)))
            }
        };
        let record = self.told(kind, fields).await?;
        self.tell(place, record).await?;
        let id = self.number_of(place).await?;
        self.tell_events(&input, place, true).await?;
        self.write(id, expected).await
    }

    /// Changes fields of a record.
    pub async fn update(&mut self, kind: RecordKind, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let mut fields = self.fields(kind, &input)?;
        let named = self.named(&input, "by", kind).await?;
        self.set.load_ids(&self.transaction, &[named.row.id]).await?;
        let place = self.set.place_of(named.row.id).ok_or(Stopped::Problems(Vec::new()))?;
        fields["key"] = Value::String(named.key.to_string());
        told::fill_required_of(&mut fields, &self.set.entries()[place].current);
        let record = self.told(kind, fields).await?;
        self.tell(place, record).await?;
        self.write(named.row.id, expected).await
    }

    /// Deletes a record, and with `cascade` what refers to it.
    pub async fn delete(&mut self, kind: RecordKind, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let named = self.named(&input, "by", kind).await?;
        let id = named.row.id;
        self.set.load_ids(&self.transaction, &[id]).await?;
        let mut gone = vec![id];
        if kind == RecordKind::Person {
            gone.extend(self.own_vitals(id).await?);
        }
        let limit = i64::try_from(CASCADE_MAX + 1).unwrap_or(i64::MAX);
        let referrers = self.transaction.referring_records(&gone, limit).await?;
        if !referrers.is_empty() && !input.flag("cascade") {
            return Err(Stopped::Problems(self.name_referrers(&referrers).await?));
        }
        if referrers.len() > CASCADE_MAX {
            let message =
                format!("more than {CASCADE_MAX} records refer to it; hint: take some of that away first");
            return Err(Problem::other(ProblemCode::InUse, "by", Some(named.key.to_string()), message).into());
        }
        let ids: Vec<i64> = referrers.iter().map(|(id, _)| *id).chain(gone.iter().copied()).collect();
        self.set.load_ids(&self.transaction, &ids).await?;
        for entry in self.set.entries_mut() {
            match gone.contains(&entry.id) {
                true => entry.is_deleted = true,
                false => entry.tell_by_people(|record, telling| {
                    record.visit(&mut DropReferences { gone: &gone, telling });
                    drop_source(record, &gone);
                }),
            }
        }
        let mut edited = self.write(id, expected).await?;
        edited.deleted = Some(GlobalId { kind, number: id });
        Ok(edited)
    }

    /// The births and deaths that are a person's alone, and to which nothing else refers.
    async fn own_vitals(&mut self, person: i64) -> Result<Vec<i64>, StoreError> {
        let referrers = self.transaction.referring_records(&[person], 1000).await?;
        let ids: Vec<i64> =
            referrers.iter().filter(|(_, what)| what == "participation").map(|(id, _)| *id).collect();
        let mut own = Vec::new();
        let events = crate::domain::load::load(&self.transaction, RecordKind::Event, &ids).await?;
        for (id, record) in events {
            let Record::Event(event) = record else { continue };
            let is_alone = event.participants.items().len() == 1 && event.subjects().count() == 1;
            if is_alone && self.transaction.referring_records(&[id], 1).await?.is_empty() {
                own.push(id);
            }
        }
        self.set.load_ids(&self.transaction, &own).await?;
        Ok(own)
    }

    async fn name_referrers(&self, referrers: &[(i64, String)]) -> Result<Vec<Problem>, StoreError> {
        let named = &referrers[..referrers.len().min(REFERRERS_NAMED)];
        let ids: Vec<i64> = named.iter().map(|(id, _)| *id).collect();
        let keys = self.transaction.keys_of(&ids).await?;
        let problem = |(id, what): &(i64, String)| {
            let row = keys.iter().find(|row| row.record_id == *id);
            let by = row.map_or(id.to_string(), |row| format!("{} `{}`", row.kind, shorten(&row.key)));
            in_use("by", &by, what)
        };
        Ok(named.iter().map(problem).collect())
    }

    /// The fields of the record that the input tells.
    fn fields(&self, kind: RecordKind, input: &Input) -> Result<Value, Stopped> {
        let fields = input.required(kind.as_str(), "the record's fields").cloned();
        input.check()?;
        match fields {
            Some(fields) if fields.is_object() => Ok(fields),
            other => {
                let shown = other.map(|value| shorten(&value.to_string()));
                Err(Problem::invalid(kind.as_str(), shown, "an object").into())
            }
        }
    }

    async fn told(&self, kind: RecordKind, fields: Value) -> Result<Record, Stopped> {
        let form = Form { kind, path: kind.as_str(), inner: "", made: None };
        told::read(&self.transaction, &form, fields).await
    }

    /// Tells a record by people, its birth and death included.
    async fn tell(&mut self, place: usize, told: Record) -> Result<(), Stopped> {
        let vitals = told.vital_keys();
        let (birth, death) = match &told {
            Record::Person(person) => (person.birth.clone(), person.death.clone()),
            _ => (Field::Absent, Field::Absent),
        };
        let lost = self.lost_mentions(place, &told);
        if !lost.is_empty() {
            let field = if told.kind() == RecordKind::Article { "article.body" } else { "quotation.text" };
            return Err(Stopped::Problems(lost.iter().map(|lost| mention_lost(field, lost)).collect()));
        }
        if let Record::Person(person) = &told {
            let tie = |tie: &Relation| (tie.kind.to_string(), tie.person.id);
            self.ties = person.relations.items().iter().map(tie).collect();
        }
        let entry = &mut self.set.entries_mut()[place];
        entry.tell_by_people(|record, telling| record.tell(told, telling));
        let subject = Reference { key: entry.current.key().clone(), id: entry.id };
        for (kind, key) in vitals {
            let date = if kind == "BIRTH" { birth.clone() } else { death.clone() };
            let Some(place) = self.vital(kind, key, matches!(date, Field::Value(_))).await? else {
                continue;
            };
            if let Record::Event(event) = &self.set.entries()[place].current
                && *event.kind != *kind
            {
                let field = format!("person.{}", kind.to_ascii_lowercase());
                let expected = format!("the event `{}` to be a {kind}, not a {}", &*event.key, &*event.kind);
                return Err(Problem::invalid(field, Some(shorten(&event.key)), &expected).into());
            }
            self.set.entries_mut()[place].tell_by_people(|record, telling| {
                if let Record::Event(event) = record {
                    event.tell_vital(&subject, date, telling);
                }
            });
        }
        Ok(())
    }

    /// Where the event is that a person's `birth` or `death` is shorthand for; made if it is `wanted`.
    async fn vital(&mut self, kind: &str, key: Key, is_wanted: bool) -> Result<Option<usize>, StoreError> {
        let event = Record::Event(Event::bare(key.clone(), Token::stored(kind.to_owned())).into());
        let found = self.transaction.records_by_keys(&[(RecordKind::Event, &key)]).await?.pop();
        let entry = match found {
            Some(found) => {
                self.set.load_ids(&self.transaction, &[found.row.id]).await?;
                if let Some(place) = self.set.place_of(found.row.id) {
                    return Ok(Some(place));
                }
                Entry::new(found.row.id, Some(found.row), None, event)
            }
            None => Entry::new(0, None, None, event),
        };
        Ok(is_wanted.then(|| self.set.add_named(entry)))
    }

    /// The number of a record, given now if it has none yet.
    async fn number_of(&mut self, place: usize) -> Result<i64, StoreError> {
        if self.set.entries()[place].id == 0 {
            self.batch.reserve(&self.transaction, 1).await?;
            self.set.entries_mut()[place].id = self.batch.next_id();
        }
        Ok(self.set.entries()[place].id)
    }
}

/// A text that no longer has the words of a mention.
fn mention_lost(field: &str, lost: &LostMention) -> Problem {
    let message = format!(
        "`{field}` no longer has the words `{}`, from {} to {}, that name the person `{}`; hint: tell `mentions` anew \
         beside it, or withdraw that one first",
        shorten(&lost.words),
        lost.start,
        lost.end,
        shorten(&lost.person)
    );
    Problem::other(ProblemCode::InUse, field, Some(shorten(&lost.words)), message)
}

/// Takes away where a quotation comes from and the occasion on which it was said, where these go.
fn drop_source(record: &mut Record, gone: &[i64]) {
    let Record::Quotation(quotation) = record else { return };
    if quotation.source.value().is_some_and(|source| gone.contains(&source.article.id)) {
        quotation.source = Field::Absent;
    }
    if quotation.occasion.value().is_some_and(|occasion| gone.contains(&occasion.id)) {
        quotation.occasion = Field::Absent;
    }
}

/// Takes away whatever refers to records that go.
struct DropReferences<'a, 't> {
    gone: &'a [i64],
    telling: &'a mut Telling<'t>,
}

impl Visitor for DropReferences<'_, '_> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        let Some(elements) = list.value_mut() else { return };
        for at in (0..elements.len()).rev() {
            let reference = elements[at].reference_mut().map(|(_, _, reference)| reference.id);
            if reference.is_some_and(|id| self.gone.contains(&id)) {
                self.telling.take_away(elements, at, "");
                continue;
            }
            let of = crate::domain::telling::identity_text(&elements[at], "");
            if let Some(citations) = elements[at].citations_mut() {
                for citation in (0..citations.len()).rev() {
                    if self.gone.contains(&citations[citation].article.id) {
                        self.telling.take_away(citations, citation, &of);
                    }
                }
            }
        }
        if elements.is_empty() {
            *list = Field::Absent;
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}
