//! A working set made into rows: what is new, what changed, its revisions, and what follows from it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use super::concerned::{Concerned, judged_anew};
use super::set::{Entry, WorkingSet, curated_fields};
use super::{Batch, FieldChange};
use crate::domain::claim::Rank;
use crate::domain::date::from_columns;
use crate::domain::record::Record;
use crate::domain::rows::{Gone, Rows};
use crate::domain::vitals::{Vital, Vitals};
use crate::store::{
    BirthOrDeath, ExternalKeyRow, PersonRow, RecordRow, RevisionRow, StoreError, Transaction, WithdrawalRow,
};
use crate::value::id::ClaimKind;

/// What becomes of one record: its fields before and after.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is what it was.
    Nothing,
    /// It is new, or there again.
    Creation,
    /// These of its fields change.
    Fields(Vec<FieldChange>),
    /// It is deleted.
    Deletion,
}

impl Change {
    /// Whether the record is what it was.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Change::Nothing)
    }
}

/// What was written: for each entry of the set, in its order.
pub struct Written {
    /// What became of it.
    pub changes: Vec<Change>,
    /// The number of its revision among all; 0 where nothing changed.
    pub revisions: Vec<i64>,
}

impl Batch {
    /// Writes what changed in the set, with its revisions. Answers with what became of each entry.
    pub async fn write(
        &mut self,
        transaction: &Transaction,
        set: &mut WorkingSet,
    ) -> Result<Written, StoreError> {
        let (written, gone) = self.write_all_but_deletions(transaction, set).await?;
        gone.delete(transaction).await?;
        Ok(written)
    }

    /// The same, but for the bare rows of records that are deleted: these may go once nothing points to them, which
    /// may be when more sets have been written.
    pub async fn write_all_but_deletions(
        &mut self,
        transaction: &Transaction,
        set: &mut WorkingSet,
    ) -> Result<(Written, Gone), StoreError> {
        let wanted = set.numbers_wanted();
        self.reserve(transaction, wanted).await?;
        set.number(|| self.next_id());
        let changes: Vec<Change> = set.entries().iter().map(change_of).collect();
        let changed = self.begin_with(transaction, set, &changes).await?;
        let distant = derive_vitals(set, &changes);
        let concerned = super::concerned::of(set, &changes);
        concerned.forget(transaction).await?;
        let [mut new, mut before, mut after] =
            [(); 3].map(|()| Rows { batch_id: self.row_id(), ..Rows::default() });
        let mut back = Rows::default();
        let mut rows = Vec::with_capacity(changed);
        let mut revisions = Vec::with_capacity(changes.len());
        let mut with_moved = Vec::new();
        for (entry, change) in set.entries().iter().zip(&changes) {
            let row = self.record_row(entry, change);
            let revision = self.revision(entry, change, row.revision);
            revisions.push(revision.as_ref().map_or(0, |revision| revision.id));
            rows.extend(revision);
            let Some(old) = &entry.row else {
                new.records.push(row);
                new.external_keys.push(self.external_key(entry));
                entry.current.rows(entry.id, &mut new);
                continue;
            };
            if self.by_people && change.is_nothing() {
                // Told anew and the same: its claims stay the rows that they are.
                continue;
            }
            before.records.push(old.clone());
            after.records.push(row);
            let moved = before.moved.len();
            match &entry.original {
                Some(original) => original.rows(entry.id, &mut before),
                None => {
                    before.only_the_record(entry.id);
                    bare_rows(entry, &mut back);
                }
            }
            if before.moved.len() > moved && !change.is_nothing() {
                with_moved.push((entry, revisions[revisions.len() - 1]));
            }
            let as_it_was = if change.is_nothing() { entry.as_it_was() } else { None };
            match (entry.is_deleted, as_it_was) {
                (true, _) => after.only_the_record(entry.id),
                (false, Some(record)) => record.rows(entry.id, &mut after),
                (false, None) => entry.current.rows(entry.id, &mut after),
            }
        }
        let mut known = known_anew(&new, &before, &after, &concerned);
        let judged = judged_anew([&new, &after], &before, self.by_people);
        back.insert(transaction).await?;
        new.insert(transaction).await?;
        let gone = after.replace(before, transaction).await?;
        transaction.insert(rows).await?;
        self.keep_withdrawals(transaction, set, &changes).await?;
        self.keep_origins(transaction, &with_moved).await?;
        update_vitals(transaction, &distant).await?;
        known.extend(distant);
        transaction.keep_facts(&known.into_iter().collect::<Vec<_>>()).await?;
        transaction.look_again(&concerned.changed).await?;
        transaction.look_again_at_documents_with(&judged).await?;
        Ok((Written { changes, revisions }, gone))
    }

    /// Begins the batch, and takes the numbers that it needs, if anything changes; tells how many records do.
    async fn begin_with(
        &mut self,
        transaction: &Transaction,
        set: &WorkingSet,
        changes: &[Change],
    ) -> Result<usize, StoreError> {
        let changed = changes.iter().filter(|change| !change.is_nothing()).count();
        let withdrawals: usize = set.entries().iter().map(|entry| entry.withdrawals.len()).sum();
        if changed > 0 {
            let new = set.entries().iter().filter(|entry| entry.row.is_none()).count();
            self.reserve(transaction, changed + new + withdrawals + 1).await?;
            self.begin(transaction).await?;
        }
        Ok(changed)
    }

    /// Keeps what people took away, forgets what they said again, and what the files say of merged records.
    async fn keep_withdrawals(
        &mut self,
        transaction: &Transaction,
        set: &WorkingSet,
        changes: &[Change],
    ) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        let mut homes = Vec::new();
        for (entry, _) in set.entries().iter().zip(changes).filter(|(_, change)| !change.is_nothing()) {
            homes.extend(entry.homes.values().cloned());
            let renewed: Vec<&(ClaimKind, String)> =
                entry.renewals.iter().filter(|what| entry.withdrawn.contains(what)).collect();
            for (kind, identity) in renewed {
                transaction.forget_withdrawal(entry.id, *kind, identity).await?;
            }
            let is_known = |what: &&(ClaimKind, String)| {
                entry.withdrawn.contains(what) && !entry.renewals.contains(what)
            };
            let mut told = HashSet::new();
            let unknown = entry.withdrawals.iter().filter(|what| !is_known(what) && told.insert(*what));
            for (kind, identity) in unknown {
                rows.push(WithdrawalRow {
                    id: self.next_id(),
                    record_id: entry.id,
                    kind: kind.as_str().to_owned(),
                    identity: identity.clone(),
                    batch_id: self.row_id(),
                });
            }
        }
        transaction.insert(rows).await?;
        transaction.upsert(homes).await
    }

    fn record_row(&self, entry: &Entry, change: &Change) -> RecordRow {
        let mut row = entry.row.clone().unwrap_or_else(|| RecordRow {
            id: entry.id,
            kind: entry.current.kind().as_str().to_owned(),
            revision: 0,
            curated: String::new(),
            import_hash: None,
            import_revision: (!self.by_people).then_some(0),
            deleted: 0,
        });
        if change.is_nothing() {
            return row;
        }
        row.deleted = i64::from(entry.is_deleted);
        // A change by an import leaves the record as the imports want it, unless people had a say.
        let was_current = row.import_revision == Some(row.revision) || entry.hash.is_some();
        row.revision += 1;
        if was_current && !entry.is_contradicted && (!self.by_people || entry.follows) {
            row.import_revision = Some(row.revision);
        }
        if entry.hash.is_some() {
            row.import_hash.clone_from(&entry.hash);
        }
        if !entry.set.is_empty() {
            let mut curated = curated_fields(&row);
            curated.extend(entry.set.iter().cloned());
            curated.sort();
            curated.dedup();
            row.curated = curated.join(",");
        }
        row
    }

    fn external_key(&mut self, entry: &Entry) -> ExternalKeyRow {
        ExternalKeyRow {
            id: self.next_id(),
            record_id: entry.id,
            kind: entry.current.kind().as_str().to_owned(),
            key: entry.current.key().to_string(),
        }
    }

    fn revision(&mut self, entry: &Entry, change: &Change, number: i64) -> Option<RevisionRow> {
        let (operation, before, after) = match change {
            Change::Nothing => return None,
            Change::Creation => {
                let after = serde_json::to_string(&entry.current).expect("records are always JSON");
                let is_back = entry.row.as_ref().is_some_and(|row| row.deleted != 0);
                (if is_back { "restore" } else { "create" }, None, Some(after))
            }
            Change::Fields(fields) => {
                let (before, after) = both_sides(entry, fields);
                ("update", Some(before), Some(after))
            }
            Change::Deletion => {
                let before = entry.original.as_ref().unwrap_or(&entry.current);
                ("delete", Some(serde_json::to_string(before).expect("records are always JSON")), None)
            }
        };
        Some(RevisionRow {
            id: self.next_id(),
            record_id: entry.id,
            record_kind: entry.current.kind().as_str().to_owned(),
            record_key: entry.current.key().to_string(),
            number,
            batch_id: self.row_id(),
            operation: self.operation.unwrap_or(operation).to_owned(),
            at: self.now.clone(),
            before,
            after,
        })
    }
}

/// Of whom something is known that was not before, or no longer is.
fn known_anew(new: &Rows, before: &Rows, after: &Rows, concerned: &Concerned) -> BTreeSet<i64> {
    let newly_told = new.told_of();
    let (before, after) = (before.told_of(), after.told_of());
    let told_of =
        newly_told.iter().chain(before.symmetric_difference(&after)).flat_map(|(_, persons)| *persons);
    told_of.chain(concerned.persons.iter().copied()).collect()
}

/// The row of a record that is there again, so that what is new may name it; what it holds is written over it.
fn bare_rows(entry: &Entry, rows: &mut Rows) {
    if !entry.is_deleted {
        Record::bare(&entry.current).rows(entry.id, rows);
        rows.claims.clear();
    }
}

fn change_of(entry: &Entry) -> Change {
    let is_new = entry.row.as_ref().is_none_or(|row| row.revision == 0);
    match &entry.original {
        None if entry.is_deleted => Change::Nothing,
        _ if entry.is_deleted => Change::Deletion,
        _ if is_new => Change::Creation,
        None => Change::Creation,
        Some(original) => match fields_between(Some(original), &entry.current) {
            fields if fields.is_empty() => Change::Nothing,
            fields => Change::Fields(fields),
        },
    }
}

/// The fields that differ, in the order of their names.
pub fn fields_between(before: Option<&Record>, after: &Record) -> Vec<FieldChange> {
    let before = before.map(fields_of).unwrap_or_default();
    let mut after = fields_of(after);
    let mut fields: Vec<FieldChange> = Vec::new();
    for (field, old) in before {
        let new = after.remove(&field);
        if new.as_ref() != Some(&old) {
            fields.push(FieldChange { field, before: Some(old), after: new });
        }
    }
    fields.extend(after.into_iter().map(|(field, new)| FieldChange {
        field,
        before: None,
        after: Some(new),
    }));
    fields.sort_by(|one, other| one.field.cmp(&other.field));
    fields
}

/// A record's fields as JSON, without the kind around them.
fn fields_of(record: &Record) -> Map<String, Value> {
    let value = serde_json::to_value(record).expect("records are always JSON");
    let fields = match value {
        Value::Object(kinds) => kinds.into_iter().next().map(|(_, fields)| fields),
        _ => None,
    };
    match fields {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The two sides of a change in the record form: each an import that would bring it about. Beside a text stand its
/// mentions, which count in it, though they be the same.
fn both_sides(entry: &Entry, fields: &[FieldChange]) -> (String, String) {
    let key = Value::String(entry.current.key().to_string());
    let (mut before, mut after) = (Map::new(), Map::new());
    for side in [&mut before, &mut after] {
        side.insert("key".to_owned(), key.clone());
    }
    for change in fields {
        before.insert(change.field.clone(), change.before.clone().unwrap_or_default());
        after.insert(change.field.clone(), change.after.clone().unwrap_or_default());
    }
    let is_text = fields.iter().any(|change| ["body", "text"].contains(&&*change.field));
    if let (true, Some(mentions)) = (is_text, fields_of(&entry.current).remove("mentions")) {
        before.entry("mentions").or_insert_with(|| mentions.clone());
        after.entry("mentions").or_insert(mentions);
    }
    let kind = entry.current.kind().as_str();
    let side =
        |fields: Map<String, Value>| Value::Object([(kind.to_owned(), fields.into())].into_iter().collect());
    (side(before).to_string(), side(after).to_string())
}

/// Derives birth, death and lifespan of the persons that are new: all events that tell of them are in
/// the set. Answers with the other persons whose births and deaths changed.
fn derive_vitals(set: &mut WorkingSet, changes: &[Change]) -> Vec<i64> {
    let is_new = |entry: &Entry| entry.row.is_none() && matches!(entry.current, Record::Person(_));
    let new: HashSet<i64> =
        set.entries().iter().filter(|entry| is_new(entry)).map(|entry| entry.id).collect();
    let mut births: HashMap<i64, Vec<Vital>> = HashMap::new();
    let mut deaths: HashMap<i64, Vec<Vital>> = HashMap::new();
    let mut distant = HashSet::new();
    for (entry, change) in set.entries().iter().zip(changes) {
        let Record::Event(event) = &entry.current else {
            continue;
        };
        let has_changed = !matches!(change, Change::Nothing);
        let before = entry.original.as_ref().and_then(|record| match record {
            Record::Event(event) => Some(event),
            _ => None,
        });
        let after = (!entry.is_deleted).then_some(event).into_iter();
        for person in before.into_iter().chain(after).flat_map(|event| event.subjects()) {
            if has_changed && !new.contains(&person.id) {
                distant.insert(person.id);
            }
        }
        for person in event.subjects().filter(|person| new.contains(&person.id)) {
            let vitals = if *event.kind == *"BIRTH" { &mut births } else { &mut deaths };
            vitals.entry(person.id).or_default().push(Vital {
                event_id: entry.id,
                rank: event.rank.value().copied().unwrap_or_default(),
                date: event.date.value().map(|date| date.value.clone()),
            });
        }
    }
    for entry in set.entries_mut().iter_mut().filter(|entry| new.contains(&entry.id)) {
        let best = |vitals: &mut HashMap<i64, Vec<Vital>>| vitals.remove(&entry.id).and_then(Vital::best);
        let (birth, death) = (best(&mut births), best(&mut deaths));
        if let Record::Person(person) = &mut entry.current {
            person.vitals = Vitals::of(birth.as_ref(), death.as_ref());
        }
    }
    distant.into_iter().collect()
}

/// Derives birth, death and lifespan of persons from all events that tell of them.
async fn update_vitals(transaction: &Transaction, person_ids: &[i64]) -> Result<(), StoreError> {
    let mut births: HashMap<i64, Vec<Vital>> = HashMap::new();
    let mut deaths: HashMap<i64, Vec<Vital>> = HashMap::new();
    for row in transaction.births_and_deaths(person_ids).await? {
        let vitals = if row.kind == "BIRTH" { &mut births } else { &mut deaths };
        vitals.entry(row.person_id).or_default().push(vital_of(&row));
    }
    let persons: Vec<PersonRow> = transaction.load("id", person_ids, "id").await?;
    let changed = persons.into_iter().filter_map(|mut row| {
        let birth = births.remove(&row.id).and_then(Vital::best);
        let death = deaths.remove(&row.id).and_then(Vital::best);
        Vitals::of(birth.as_ref(), death.as_ref()).put_into(&mut row).then_some(row)
    });
    transaction.upsert(changed.collect()).await
}

fn vital_of(row: &BirthOrDeath) -> Vital {
    Vital {
        event_id: row.event_id,
        rank: Rank::of(row.rank),
        date: from_columns(row.edtf.as_deref(), row.text.as_deref(), row.calendar.as_deref()),
    }
}
