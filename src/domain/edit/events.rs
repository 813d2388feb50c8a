//! Events told beside a person, in the same edit: who takes part in them goes without saying.

use serde_json::{Value, json};

use super::input::Input;
use super::session::Session;
use super::told::{self, Form};
use super::{Problem, ProblemCode, Stopped};
use crate::domain::change::set::Entry;
use crate::domain::claim::Reference;
use crate::domain::import::shorten;
use crate::domain::record::Record;
use crate::value::id::{GlobalId, RecordKind};

/// How many events may be told beside one person.
const EVENTS_MAX: usize = 1000;

impl Session {
    /// Tells the events of an input, which are those of the person at `place`.
    pub async fn tell_events(&mut self, input: &Input, place: usize, is_put: bool) -> Result<(), Stopped> {
        let events = input.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
        if events.len() > EVENTS_MAX {
            let expected = format!("at most {EVENTS_MAX} events");
            return Err(Problem::invalid("events", Some(events.len().to_string()), &expected).into());
        }
        let entry = &self.set.entries()[place];
        let person = Reference { key: entry.current.key().clone(), id: entry.id };
        let mut problems = Vec::new();
        for (index, event) in events.into_iter().enumerate() {
            match self.tell_event(&format!("events[{index}]"), event, &person, is_put).await {
                Ok(()) => {}
                Err(Stopped::Problems(wrong)) => problems.extend(wrong),
                Err(store) => return Err(store),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Stopped::Problems(problems)) }
    }

    async fn tell_event(
        &mut self,
        path: &str,
        mut event: Value,
        person: &Reference,
        is_put: bool,
    ) -> Result<(), Stopped> {
        if event.get("participants").is_none_or(Value::is_null) {
            let is_vital = matches!(event.get("kind").and_then(Value::as_str), Some("BIRTH" | "DEATH"));
            let role = if is_vital { "SUBJECT" } else { "PARTICIPANT" };
            event["participants"] = json!([{"person": {"key": person.key.to_string()}, "role": role}]);
        }
        let key = event.get("key").and_then(Value::as_str).map(str::to_owned);
        let (own_id, key) = match (key, is_put) {
            (Some(key), _) => (0, key),
            (None, true) => {
                return Err(Problem::invalid(format!("{path}.key"), None, "the event's key").into());
            }
            (None, false) => {
                self.batch.reserve(&self.transaction, 1).await?;
                let id = self.batch.next_id();
                (id, GlobalId { kind: RecordKind::Event, number: id }.to_string())
            }
        };
        event["key"] = Value::String(key.clone());
        let found = self.transaction.records_by_keys(&[(RecordKind::Event, &key)]).await?.pop();
        let row = match found {
            Some(found) if !is_put => {
                let field = format!("{path}.key");
                let message = format!("`{field}` is another record's (event:{})", found.row.id);
                let key = Some(shorten(&key));
                return Err(Problem::other(ProblemCode::Taken, &field, key, message).into());
            }
            Some(found) => {
                self.set.load_ids(&self.transaction, &[found.row.id]).await?;
                Some(found.row)
            }
            None => None,
        };
        let known = row.as_ref().and_then(|row| self.set.place_of(row.id));
        if let Some(place) = known {
            told::fill_required_of(&mut event, &self.set.entries()[place].current);
        }
        let form = Form { kind: RecordKind::Event, path, inner: "", made: Some(person) };
        let told = told::read(&self.transaction, &form, event).await?;
        let id = row.as_ref().map_or(own_id, |row| row.id);
        let place = match known {
            Some(place) => place,
            None => self.set.add_named(Entry::new(id, row, None, Record::bare(&told))),
        };
        self.set.entries_mut()[place].tell_by_people(|record, telling| record.tell(told, telling));
        Ok(())
    }
}
