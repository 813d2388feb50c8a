//! The records that some lines tell of, in memory: as they were, and as they become.

use std::collections::{HashMap, HashSet};

use super::outlived::{DELETED, leave_out_deleted};
use crate::domain::claim::{EachClaim, EachReference, Element, Reference, Visitor};
use crate::domain::event::Event;
use crate::domain::field::Field;
use crate::domain::import::{Conflict, Contradiction, ToldLine};
use crate::domain::load::load;
use crate::domain::person::Relation;
use crate::domain::record::Record;
use crate::domain::telling::Telling;
use crate::domain::text::{Key, Token};
use crate::store::{RecordRow, StoreError, Transaction};
use crate::value::id::{ClaimKind, RecordKind};

pub use super::entry::{Entry, curated_fields};

/// A record's kind and key.
pub type Name = (RecordKind, Key);

/// A key that a merge moved.
struct Moved {
    home: RecordRow,
    own_key: Key,
}

/// See [`WorkingSet::follow_mergers`].
struct FollowMergers<'a>(&'a HashMap<Name, Moved>);

impl Visitor for FollowMergers<'_> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            let Some((_, kind, reference)) = element.reference_mut() else { continue };
            if let Some(moved) = self.0.get(&(kind, reference.key.clone())) {
                reference.key = moved.own_key.clone();
                element.claim_mut().target = moved.home.id;
            }
        }
    }

    // Only persons are merged, and no record names a person but in a list.
    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}

/// What one line did.
pub struct LineWork {
    /// The records that its telling changed, as places in the set.
    pub changed: Vec<usize>,
    /// Whether its own record was told nothing before.
    pub is_creation: bool,
    /// The event that it was the first to tell in full, after a person's record told of it in short.
    pub first_in_full: Option<usize>,
}

/// The records of some lines.
#[derive(Default)]
pub struct WorkingSet {
    found: HashMap<Name, RecordRow>,
    /// Of keys that a merge moved: the record they were given to, its row, and the key of where they are.
    moved: HashMap<Name, Moved>,
    /// By line, what it says of records that people deleted.
    outlived: HashMap<u64, Vec<Contradiction>>,
    entries: Vec<Entry>,
    places: HashMap<Name, usize>,
    pub works: Vec<LineWork>,
}

impl WorkingSet {
    /// Looks up everything that the lines name: their records, their births and deaths, their references.
    pub async fn find(transaction: &Transaction, lines: &mut [ToldLine]) -> Result<WorkingSet, StoreError> {
        let mut names: HashSet<Name> = HashSet::with_capacity(lines.len() * 4);
        for line in lines.iter_mut() {
            names.insert((line.record.kind(), line.record.key().clone()));
            let vitals = line.record.vital_keys();
            names.extend(vitals.into_iter().map(|(_, key)| (RecordKind::Event, key)));
            line.record.each_reference(|_, kind, key| {
                names.insert((kind, key.clone()));
            });
        }
        let wanted: Vec<(RecordKind, &str)> = names.iter().map(|(kind, key)| (*kind, &**key)).collect();
        let mut set = WorkingSet::default();
        let mut homes: HashMap<i64, Vec<(Name, Key)>> = HashMap::new();
        for found in transaction.records_by_keys(&wanted).await? {
            let name = (found.kind, Key::stored(found.key));
            if found.home_id != 0 {
                let own_key = Key::stored(found.own_key);
                set.found.insert((found.kind, own_key.clone()), found.row.clone());
                homes.entry(found.home_id).or_default().push((name.clone(), own_key));
            }
            set.found.insert(name, found.row);
        }
        let ids: Vec<i64> = homes.keys().copied().collect();
        for home in transaction.load::<RecordRow>("id", &ids, "id").await? {
            for (name, own_key) in homes.remove(&home.id).unwrap_or_default() {
                set.moved.insert(name, Moved { home: home.clone(), own_key });
            }
        }
        for line in lines.iter_mut() {
            set.follow_mergers(line);
            let outlived = leave_out_deleted(line, |name| set.is_deleted(name));
            if !outlived.is_empty() {
                set.outlived.insert(line.number, outlived);
            }
        }
        Ok(set)
    }

    /// Makes references by a key that moved name the record where it is now, and their claims remember which they named.
    fn follow_mergers(&self, line: &mut ToldLine) {
        if !self.moved.is_empty() {
            line.record.visit(&mut FollowMergers(&self.moved));
        }
    }

    /// The name under which a record is kept here: by its own first key.
    pub fn own_name(&self, name: Name) -> Name {
        match self.moved.get(&name) {
            Some(moved) => (name.0, moved.own_key.clone()),
            None => name,
        }
    }

    /// The row of a record that the archive held before these lines; none if it was deleted.
    pub fn found(&self, name: &Name) -> Option<&RecordRow> {
        self.found.get(name).filter(|row| row.deleted == 0)
    }

    /// Whether people deleted the record.
    pub fn is_deleted(&self, name: &Name) -> bool {
        self.found.get(name).is_some_and(|row| row.deleted != 0)
    }

    /// Whether the archive already holds what the line tells, by the hash of what it was last told.
    pub fn is_unchanged(&self, line: &ToldLine) -> bool {
        let is_current = |row: &RecordRow| row.revision > 0 && row.import_revision == Some(row.revision);
        let name = (line.record.kind(), line.record.key().clone());
        if self.moved.contains_key(&name) {
            return false;
        }
        let own = self.found(&name);
        let is_told =
            own.is_some_and(|row| is_current(row) && row.import_hash.as_deref() == Some(&line.hash));
        is_told
            && line.record.vital_keys().into_iter().all(|(_, key)| {
                let event = self.found(&(RecordKind::Event, key));
                event.is_none_or(is_current)
            })
    }

    /// Whether the archive takes what a line says of a field: people have not set it, and the line does not
    /// say again what it said before.
    pub fn is_heard(&self, line: &ToldLine, field: &str) -> bool {
        let name = (line.record.kind(), line.record.key().clone());
        let told = self.places.get(&name).and_then(|place| self.entries[*place].hash.as_ref());
        self.found(&name).is_none_or(|row| {
            let is_repeated = told.is_none() && row.import_hash.as_deref() == Some(&line.hash);
            !is_repeated && !curated_fields(row).iter().any(|curated| curated == field)
        })
    }

    /// Loads the records that the lines change, as they are.
    pub async fn load(&mut self, transaction: &Transaction, lines: &[ToldLine]) -> Result<(), StoreError> {
        let mut rows: HashMap<i64, RecordRow> = HashMap::new();
        for line in lines {
            let own = (line.record.kind(), line.record.key().clone());
            let vitals = line.record.vital_keys().into_iter().map(|(_, key)| (RecordKind::Event, key));
            for name in vitals.chain([own]) {
                if let Some(row) = self.found.get(&name) {
                    rows.insert(row.id, row.clone());
                }
            }
        }
        self.load_rows(transaction, rows).await
    }

    /// Loads records by their numbers, as they are; those that are there already stay as they are.
    pub async fn load_ids(&mut self, transaction: &Transaction, ids: &[i64]) -> Result<(), StoreError> {
        let known: HashSet<i64> = self.entries.iter().map(|entry| entry.id).collect();
        let wanted: Vec<i64> = ids.iter().copied().filter(|id| !known.contains(id)).collect();
        let rows: Vec<RecordRow> = transaction.load("id", &wanted, "id").await?;
        self.load_rows(transaction, rows.into_iter().map(|row| (row.id, row)).collect()).await
    }

    async fn load_rows(
        &mut self,
        transaction: &Transaction,
        rows: HashMap<i64, RecordRow>,
    ) -> Result<(), StoreError> {
        let ids: Vec<i64> = rows.keys().copied().collect();
        let mut withdrawn: HashMap<i64, HashSet<(ClaimKind, String)>> = HashMap::new();
        for (record_id, kind, identity) in transaction.withdrawn(&ids).await? {
            withdrawn.entry(record_id).or_default().insert((kind, identity));
        }
        for kind in RecordKind::ALL {
            let ids: Vec<i64> =
                rows.values().filter(|row| row.kind == kind.as_str()).map(|row| row.id).collect();
            for (id, record) in load(transaction, *kind, &ids).await? {
                let name = (*kind, record.key().clone());
                let row = Some(rows[&id].clone());
                let mut entry = Entry::new(id, row, Some(record.clone()), record);
                entry.withdrawn = withdrawn.remove(&id).unwrap_or_default();
                self.add(name, entry);
            }
        }
        Ok(())
    }

    /// Where the record with this number is.
    pub fn place_of(&self, id: i64) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id)
    }

    /// Adds a record that is not there yet, under its own key. Answers where it is.
    pub fn add_named(&mut self, entry: Entry) -> usize {
        let name = (entry.current.kind(), entry.current.key().clone());
        self.add(name, entry)
    }

    /// The entry of a record, by its number.
    pub fn entry(&self, id: i64) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The record as it is so far, if it was loaded or told.
    pub fn current(&self, name: &Name) -> Option<&Record> {
        self.places.get(&self.own_name(name.clone())).map(|place| &self.entries[*place].current)
    }

    /// Every record.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every record, to be given numbers.
    pub fn entries_mut(&mut self) -> &mut [Entry] {
        &mut self.entries
    }

    /// Tells what a line says. Answers with what the archive contradicts.
    pub fn tell(&mut self, line: ToldLine) -> Vec<Contradiction> {
        let vitals = line.record.vital_keys();
        let name = (line.record.kind(), line.record.key().clone());
        let place = self.place(&line.record);
        if let Some(Moved { home, .. }) = self.moved.get(&name) {
            self.entries[place].homes.entry(home.id).or_insert_with(|| home.clone());
        }
        let home = self.moved.get(&name).map_or(0, |moved| moved.home.id);
        let entry = &mut self.entries[place];
        let is_new = entry.row.as_ref().is_none_or(|row| row.revision == 0) && entry.hash.is_none();
        let is_first_in_full = matches!(&entry.current, Record::Event(event) if !event.told.in_full());
        let person = match &line.record {
            Record::Person(person) => Some((person.birth.clone(), person.death.clone())),
            _ => None,
        };
        let subject = Reference::from(self.own_name(name).1);
        let mut contradictions = self.outlived.remove(&line.number).unwrap_or_default();
        self.entries[place].is_contradicted |= !contradictions.is_empty();
        let first_in_full = is_first_in_full.then_some(place);
        let mut work = LineWork { changed: Vec::new(), is_creation: is_new, first_in_full };
        let (number, hash) = (line.number, line.hash);
        let repeated = self.telling(
            (place, home),
            number,
            Some(hash),
            &mut work,
            &mut contradictions,
            |record, telling| {
                record.tell(line.record, telling);
            },
        );
        if let Some((birth, death)) = person {
            for (kind, key) in vitals {
                let told = if kind == "BIRTH" { birth.clone() } else { death.clone() };
                if matches!(told, Field::Null) && !self.is_known(&(RecordKind::Event, key.clone())) {
                    continue;
                }
                if self.is_deleted(&(RecordKind::Event, key.clone())) {
                    let field = kind.to_ascii_lowercase();
                    let file = told.value().and_then(|date| serde_json::to_value(date).ok());
                    let conflict = Conflict { field, archive: Some(DELETED.into()), file, is_settled: false };
                    let (kind, key) = (RecordKind::Person, subject.key.to_string());
                    contradictions.push(Contradiction { line: number, kind, key, conflict });
                    continue;
                }
                let event = Event::bare(key, Token::stored(kind.to_owned()));
                let place = self.place(&Record::Event(event.into()));
                let is_repeated = repeated;
                let is_bare = self.entries[place].row.as_ref().is_some_and(|row| row.revision == 0);
                self.telling((place, 0), number, None, &mut work, &mut contradictions, |record, telling| {
                    telling.is_repeated = is_repeated;
                    if let Record::Event(event) = record {
                        if is_bare && !event.told.in_full() {
                            event.kind = Token::stored(kind.to_owned());
                        }
                        if *event.kind != *kind {
                            // The key is something else's, which no birth or death tells.
                            let told = Token::stored(kind.to_owned());
                            return telling.contradiction("kind", Some(&event.kind), &told);
                        }
                        event.tell_vital(&subject, told, telling);
                    }
                });
            }
        }
        self.works.push(work);
        contradictions
    }

    /// The ties that a person would have, were a line told now, or after lines that left them `so_far`.
    pub fn ties_after(&self, line: &ToldLine, so_far: Option<&Field<Vec<Relation>>>) -> Field<Vec<Relation>> {
        let name = (line.record.kind(), line.record.key().clone());
        let entry = self.places.get(&self.own_name(name.clone())).map(|place| &self.entries[*place]);
        let stored = entry.and_then(|entry| match &entry.current {
            Record::Person(person) => Some(&person.relations),
            _ => None,
        });
        let mut ties = so_far.or(stored).cloned().unwrap_or_default();
        let Record::Person(told) = &line.record else { return ties };
        let moved = self.moved.get(&name);
        let row = match (moved, entry) {
            (Some(moved), Some(entry)) => Some(entry.homes.get(&moved.home.id).unwrap_or(&moved.home)),
            (_, entry) => entry.and_then(|entry| entry.row.as_ref().filter(|_| entry.hash.is_none())),
        };
        let told_before = row.filter(|_| so_far.is_none()).and_then(|row| row.import_hash.as_ref());
        let nothing = HashSet::new();
        let withdrawn = entry.map_or(&nothing, |entry| &entry.withdrawn);
        let mut telling = Telling::new(&[], withdrawn, told_before == Some(&line.hash));
        telling.home = moved.map_or(0, |moved| moved.home.id);
        telling.list("relations", &mut ties, told.relations.clone());
        ties
    }

    /// One telling of one record, or of what a merge made part of it: its place, and the record told of where that is
    /// another. Answers whether the file says what it said before.
    fn telling(
        &mut self,
        (place, home): (usize, i64),
        line: u64,
        hash: Option<String>,
        work: &mut LineWork,
        contradictions: &mut Vec<Contradiction>,
        tell: impl FnOnce(&mut Record, &mut Telling<'_>),
    ) -> bool {
        let entry = &mut self.entries[place];
        let row = entry.row.as_ref();
        let curated: Vec<String> = row.map_or(Vec::new(), curated_fields);
        let told_before = match home {
            0 => row.filter(|_| entry.hash.is_none()).and_then(|row| row.import_hash.as_ref()),
            home => entry.homes.get(&home).and_then(|row| row.import_hash.as_ref()),
        };
        let is_repeated = told_before.is_some() && told_before == hash.as_ref();
        let mut telling = Telling::new(&curated, &entry.withdrawn, is_repeated);
        telling.home = home;
        tell(&mut entry.current, &mut telling);
        let Telling { has_changed, conflicts, withdrawals, renewals, .. } = telling;
        entry.withdrawals.extend(withdrawals);
        entry.renewals.extend(renewals);
        if has_changed {
            work.changed.push(place);
        }
        entry.line = line;
        match entry.homes.get_mut(&home) {
            Some(row) if has_changed => row.import_hash = hash,
            Some(_) => {}
            None => entry.hash = hash.or(entry.hash.take()),
        }
        entry.is_contradicted |= conflicts.iter().any(|conflict| !conflict.is_settled);
        let (kind, key) = (entry.current.kind(), entry.current.key().to_string());
        contradictions.extend(conflicts.into_iter().map(|conflict| Contradiction {
            line,
            kind,
            key: key.clone(),
            conflict,
        }));
        is_repeated
    }

    fn is_known(&self, name: &Name) -> bool {
        self.places.contains_key(name)
    }

    /// Where the record of this kind and key is; a bare one is made if it is not there.
    fn place(&mut self, told: &Record) -> usize {
        let name = self.own_name((told.kind(), told.key().clone()));
        if let Some(place) = self.places.get(&name) {
            return *place;
        }
        self.add(name, Entry::new(0, None, None, Record::bare(told)))
    }

    fn add(&mut self, name: Name, entry: Entry) -> usize {
        let place = self.entries.len();
        self.entries.push(entry);
        self.places.insert(name, place);
        place
    }

    /// How many numbers the records and claims still want.
    pub fn numbers_wanted(&mut self) -> usize {
        let mut wanted = 0;
        for entry in &mut self.entries {
            wanted += usize::from(entry.id == 0);
            entry.current.visit(&mut EachClaim(|_, claim: &mut crate::domain::claim::ClaimId| {
                wanted += usize::from(claim.id == 0);
            }));
        }
        wanted
    }

    /// Gives every record and claim its number, and every reference the number of what it refers to.
    pub fn number(&mut self, mut next: impl FnMut() -> i64) {
        for entry in self.entries.iter_mut().filter(|entry| entry.id == 0) {
            entry.id = next();
        }
        let (found, places) = (&self.found, &self.places);
        let ids: Vec<i64> = self.entries.iter().map(|entry| entry.id).collect();
        for entry in &mut self.entries {
            entry.current.visit(&mut EachClaim(|_, claim: &mut crate::domain::claim::ClaimId| {
                if claim.id == 0 {
                    claim.id = next();
                }
            }));
            entry.current.visit(&mut EachReference(|_, kind, reference: &mut Reference| {
                if reference.id == 0 {
                    let name = (kind, reference.key.clone());
                    let told = places.get(&name).map(|place| ids[*place]);
                    let id = told.or_else(|| found.get(&name).map(|row| row.id));
                    reference.id = id.expect("references to nothing were refused before");
                }
            }));
        }
    }
}
