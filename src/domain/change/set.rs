//! The records that some lines tell of, in memory: as they were, and as they become.

use std::collections::{HashMap, HashSet};

use crate::domain::claim::{EachClaim, EachReference, Reference};
use crate::domain::event::Event;
use crate::domain::field::Field;
use crate::domain::import::{Contradiction, ToldLine};
use crate::domain::load::load;
use crate::domain::record::Record;
use crate::domain::telling::Telling;
use crate::domain::text::{Key, Token};
use crate::store::{FoundRecord, RecordRow, StoreError, Transaction};
use crate::value::id::RecordKind;

/// A record's kind and key.
pub type Name = (RecordKind, Key);

/// One record.
pub struct Entry {
    /// Its number; 0 before it has one.
    pub id: i64,
    /// Its row; none before it is first written.
    pub row: Option<RecordRow>,
    /// The record as it was; none if it was not.
    pub original: Option<Record>,
    /// The record as it becomes.
    pub current: Record,
    /// The hash of the last line that told it.
    pub hash: Option<String>,
    /// Whether something was said that the archive contradicts.
    pub is_contradicted: bool,
    /// The last line that touched it.
    pub line: u64,
}

/// What one line did.
pub struct LineWork {
    /// The records that its telling changed, as places in the set.
    pub changed: Vec<usize>,
    /// Whether it told its own record for the first time.
    pub is_creation: bool,
}

/// The records of some lines.
#[derive(Default)]
pub struct WorkingSet {
    found: HashMap<Name, RecordRow>,
    entries: Vec<Entry>,
    places: HashMap<Name, usize>,
    pub works: Vec<LineWork>,
}

impl WorkingSet {
    /// Looks up everything that the lines name: their records, their births and deaths, their references.
    pub async fn find(transaction: &Transaction, lines: &mut [ToldLine]) -> Result<WorkingSet, StoreError> {
        let mut names: HashSet<Name> = HashSet::with_capacity(lines.len() * 4);
        for line in lines {
            names.insert((line.record.kind(), line.record.key().clone()));
            let vitals = line.record.vital_keys();
            names.extend(vitals.into_iter().map(|(_, key)| (RecordKind::Event, key)));
            line.record.each_reference(|_, kind, key| {
                names.insert((kind, key.clone()));
            });
        }
        let wanted: Vec<(RecordKind, &str)> = names.iter().map(|(kind, key)| (*kind, &**key)).collect();
        let found = transaction.records_by_keys(&wanted).await?;
        let named = |found: FoundRecord| ((found.kind, Key::stored(found.key)), found.row);
        Ok(WorkingSet { found: found.into_iter().map(named).collect(), ..WorkingSet::default() })
    }

    /// The row of a record that the archive held before these lines.
    pub fn found(&self, name: &Name) -> Option<&RecordRow> {
        self.found.get(name)
    }

    /// Whether the archive already holds what the line tells, by the hash of what it was last told.
    pub fn is_unchanged(&self, line: &ToldLine) -> bool {
        let is_current = |row: &RecordRow| row.revision > 0 && row.import_revision == Some(row.revision);
        let own = self.found(&(line.record.kind(), line.record.key().clone()));
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
            !is_repeated && !row.curated.split(',').any(|curated| curated.trim() == field)
        })
    }

    /// Loads records by their numbers, as they are; those that are there already stay as they are.
    pub async fn load_ids(&mut self, transaction: &Transaction, ids: &[i64]) -> Result<(), StoreError> {
        let known: HashSet<i64> = self.entries.iter().map(|entry| entry.id).collect();
        let wanted: Vec<i64> = ids.iter().copied().filter(|id| !known.contains(id)).collect();
        let rows: Vec<RecordRow> = transaction.load("id", &wanted, "id").await?;
        for kind in RecordKind::ALL {
            let rows: HashMap<i64, &RecordRow> =
                rows.iter().filter(|row| row.kind == kind.as_str()).map(|row| (row.id, row)).collect();
            let ids: Vec<i64> = rows.keys().copied().collect();
            for (id, record) in load(transaction, *kind, &ids).await? {
                let entry = Entry {
                    id,
                    row: Some(rows[&id].clone()),
                    original: Some(record.clone()),
                    current: record,
                    hash: None,
                    is_contradicted: false,
                    line: 0,
                };
                self.add((*kind, entry.current.key().clone()), entry);
            }
        }
        Ok(())
    }

    /// Loads the records that the lines change, as they are.
    pub async fn load(&mut self, transaction: &Transaction, lines: &[ToldLine]) -> Result<(), StoreError> {
        let mut names: Vec<Name> = Vec::new();
        for line in lines {
            names.push((line.record.kind(), line.record.key().clone()));
            let vitals = line.record.vital_keys();
            names.extend(vitals.into_iter().map(|(_, key)| (RecordKind::Event, key)));
        }
        for kind in RecordKind::ALL {
            let known = names.iter().filter(|name| name.0 == *kind);
            let wanted: HashMap<i64, &Name> =
                known.filter_map(|name| Some((self.found.get(name)?.id, name))).collect();
            let ids: Vec<i64> = wanted.keys().copied().collect();
            for (id, record) in load(transaction, *kind, &ids).await? {
                let name = wanted[&id].clone();
                let row = self.found[&name].clone();
                self.add(
                    name,
                    Entry {
                        id,
                        row: Some(row),
                        original: Some(record.clone()),
                        current: record,
                        hash: None,
                        is_contradicted: false,
                        line: 0,
                    },
                );
            }
        }
        Ok(())
    }

    /// The record as it is so far, if it was loaded or told.
    pub fn current(&self, name: &Name) -> Option<&Record> {
        self.places.get(name).map(|place| &self.entries[*place].current)
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
        let place = self.place(&line.record);
        let entry = &mut self.entries[place];
        let is_new = entry.row.as_ref().is_none_or(|row| row.revision == 0) && entry.hash.is_none();
        let is_first_in_full = match &entry.current {
            Record::Event(event) => !event.told.in_full(),
            _ => false,
        };
        let person = match &line.record {
            Record::Person(person) => Some((person.birth.clone(), person.death.clone())),
            _ => None,
        };
        let subject = Reference::from(line.record.key().clone());
        let mut contradictions = Vec::new();
        let mut work = LineWork { changed: Vec::new(), is_creation: is_new || is_first_in_full };
        let (number, hash) = (line.number, line.hash);
        let repeated =
            self.telling(place, number, Some(hash), &mut work, &mut contradictions, |record, telling| {
                record.tell(line.record, telling);
            });
        if let Some((birth, death)) = person {
            for (kind, key) in vitals {
                let told = if kind == "BIRTH" { birth.clone() } else { death.clone() };
                if matches!(told, Field::Null) && !self.is_known(&(RecordKind::Event, key.clone())) {
                    continue;
                }
                let event = Event::bare(key, Token::stored(kind.to_owned()));
                let place = self.place(&Record::Event(event.into()));
                let is_repeated = repeated;
                let is_bare = self.entries[place].row.as_ref().is_some_and(|row| row.revision == 0);
                self.telling(place, number, None, &mut work, &mut contradictions, |record, telling| {
                    telling.is_repeated = is_repeated;
                    if let Record::Event(event) = record {
                        if is_bare && !event.told.in_full() {
                            event.kind = Token::stored(kind.to_owned());
                        }
                        event.tell_vital(&subject, told, telling);
                    }
                });
            }
        }
        self.works.push(work);
        contradictions
    }

    /// One telling of one record. Answers whether the file says what it said before.
    fn telling(
        &mut self,
        place: usize,
        line: u64,
        hash: Option<String>,
        work: &mut LineWork,
        contradictions: &mut Vec<Contradiction>,
        tell: impl FnOnce(&mut Record, &mut Telling<'_>),
    ) -> bool {
        let entry = &mut self.entries[place];
        let row = entry.row.as_ref();
        let curated: Vec<String> = row.map_or(Vec::new(), |row| {
            let names = row.curated.split(',').map(str::trim);
            names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
        });
        let told_before = row.filter(|_| entry.hash.is_none()).and_then(|row| row.import_hash.as_ref());
        let is_repeated = told_before.is_some() && told_before == hash.as_ref();
        let mut telling = Telling::new(&curated, is_repeated);
        tell(&mut entry.current, &mut telling);
        if telling.has_changed {
            work.changed.push(place);
        }
        entry.line = line;
        entry.hash = hash.or(entry.hash.take());
        entry.is_contradicted |= telling.conflicts.iter().any(|conflict| !conflict.is_settled);
        let (kind, key) = (entry.current.kind(), entry.current.key().to_string());
        contradictions.extend(telling.conflicts.into_iter().map(|conflict| Contradiction {
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
        let name = (told.kind(), told.key().clone());
        if let Some(place) = self.places.get(&name) {
            return *place;
        }
        let entry = Entry {
            id: 0,
            row: None,
            original: None,
            current: Record::bare(told),
            hash: None,
            is_contradicted: false,
            line: 0,
        };
        self.add(name, entry)
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
