//! One record under change: as it was, and as it becomes.

use std::collections::{HashMap, HashSet};

use crate::domain::record::Record;
use crate::domain::telling::Telling;
use crate::store::RecordRow;
use crate::value::id::ClaimKind;

/// One record.
pub struct Entry {
    /// Its number; 0 before it has one.
    pub id: i64,
    /// Its row; none before it is first written.
    pub row: Option<RecordRow>,
    /// The record as it was; none if it was not, or was deleted.
    pub original: Option<Record>,
    /// The record as it becomes.
    pub current: Record,
    /// Whether it is to be deleted.
    pub is_deleted: bool,
    /// Whether nobody tells it anything, and it only follows what another record becomes.
    pub follows: bool,
    /// The hash of the last line that told it.
    pub hash: Option<String>,
    /// Whether something was said that the archive contradicts.
    pub is_contradicted: bool,
    /// The last line that touched it.
    pub line: u64,
    /// What people took away from it, by kind and identity.
    pub withdrawn: HashSet<(ClaimKind, String)>,
    /// The fields that people set in this change.
    pub set: Vec<String>,
    /// What people take away in this change that an import had given.
    pub withdrawals: Vec<(ClaimKind, String)>,
    /// What people say in this change that they had taken away.
    pub renewals: Vec<(ClaimKind, String)>,
    /// The rows of the records that a merge made part of it, as far as lines tell of them.
    pub homes: HashMap<i64, RecordRow>,
}

/// The fields of a record that people have set.
pub fn curated_fields(row: &RecordRow) -> Vec<String> {
    let names = row.curated.split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

impl Entry {
    /// A record as it is; `original` is none where there is none yet, or none any more.
    pub fn new(id: i64, row: Option<RecordRow>, original: Option<Record>, current: Record) -> Entry {
        Entry {
            id,
            row,
            original,
            current,
            is_deleted: false,
            follows: false,
            hash: None,
            is_contradicted: false,
            line: 0,
            withdrawn: HashSet::new(),
            set: Vec::new(),
            withdrawals: Vec::new(),
            renewals: Vec::new(),
            homes: HashMap::new(),
        }
    }

    /// The record as it was, with what no reader sees of what was told of it since: what two lines of a file say, the
    /// second against the first, leaves its claims the rows that they are.
    pub fn as_it_was(&self) -> Option<Record> {
        let mut record = self.original.clone()?;
        match (&mut record, &self.current) {
            (Record::Event(was), Record::Event(is)) => was.told = is.told,
            (Record::Person(was), Record::Person(is)) => was.vitals.clone_from(&is.vitals),
            _ => {}
        }
        Some(record)
    }

    /// Has people tell the record something.
    pub fn tell_by_people(&mut self, tell: impl FnOnce(&mut Record, &mut Telling<'_>)) {
        self.tell_over(false, tell);
    }

    /// Tells the record again what it said before a change that is undone.
    pub fn tell_again(&mut self, tell: impl FnOnce(&mut Record, &mut Telling<'_>)) {
        self.tell_over(true, tell);
    }

    fn tell_over(&mut self, is_undoing: bool, tell: impl FnOnce(&mut Record, &mut Telling<'_>)) {
        let mut telling = Telling { is_undoing, ..Telling::by_people(&self.withdrawn) };
        tell(&mut self.current, &mut telling);
        let Telling { set, withdrawals, renewals, .. } = telling;
        self.set.extend(set);
        self.withdrawals.extend(withdrawals);
        self.renewals.extend(renewals);
    }
}
