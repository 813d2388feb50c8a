//! Whose mentions a change concerns: what was found in a text that changes or goes is forgotten, and persons and
//! documents are looked at again.

use std::collections::{BTreeMap, BTreeSet};

use super::set::WorkingSet;
use super::write::Change;
use crate::domain::record::Record;
use crate::domain::rows::Rows;
use crate::linking::lookup::looked_for;
use crate::store::{PersonFormRow, StoreError, Transaction};

/// The records whose mentions are to be found anew.
pub(super) struct Concerned {
    /// Persons and documents that change and stay.
    pub changed: Vec<i64>,
    /// The persons among them.
    pub persons: Vec<i64>,
    /// Persons who go.
    persons_gone: Vec<i64>,
    /// Documents that go, or whose text changes.
    texts_gone: Vec<i64>,
}

/// What changes concern.
pub(super) fn of(set: &WorkingSet, changes: &[Change]) -> Concerned {
    let mut concerned = Concerned {
        changed: Vec::new(),
        persons: Vec::new(),
        persons_gone: Vec::new(),
        texts_gone: Vec::new(),
    };
    for (entry, change) in set.entries().iter().zip(changes).filter(|(_, change)| !change.is_nothing()) {
        let is_person = match &entry.current {
            Record::Event(_) => continue,
            Record::Person(_) => true,
            Record::Article(_) | Record::Quotation(_) => false,
        };
        let is_text = match change {
            Change::Fields(fields) => fields.iter().any(|it| ["body", "text"].contains(&&*it.field)),
            Change::Deletion => true,
            _ => false,
        };
        match (entry.is_deleted, is_person) {
            (true, true) => concerned.persons_gone.push(entry.id),
            (_, false) if is_text => concerned.texts_gone.push(entry.id),
            _ => {}
        }
        if !entry.is_deleted {
            concerned.changed.push(entry.id);
            concerned.persons.extend(is_person.then_some(entry.id));
        }
    }
    concerned
}

impl Concerned {
    /// Forgets what was found of what goes, before it goes.
    pub async fn forget(&self, transaction: &Transaction) -> Result<(), StoreError> {
        let_go(transaction, &self.persons_gone).await?;
        transaction.forget_person_forms(&self.persons_gone).await?;
        transaction.forget_found(&self.texts_gone).await
    }
}

/// Has the documents looked at again that hold what persons may be called who go: each speaks against the others of the same
/// name, thought of or not.
async fn let_go(transaction: &Transaction, ids: &[i64]) -> Result<(), StoreError> {
    let known: Vec<PersonFormRow> = transaction.load("person_id", ids, "person_id, form").await?;
    let forms: BTreeSet<String> = known.into_iter().map(|row| row.form).collect();
    transaction.look_again_at_documents_with(&looked_for(forms.iter())).await
}

/// By which keys the documents are found in which passages may be decided otherwise, for people say another thing than before of
/// whom passages in the same words name. What files tell waits for the texts to be read again.
pub(super) fn judged_anew(now: [&Rows; 2], before: &Rows, by_people: bool) -> Vec<Vec<String>> {
    let mut more: BTreeMap<(&String, i64), i64> = BTreeMap::new();
    for (rows, sign) in [(now[0], 1), (now[1], 1), (before, -1)] {
        for row in rows.mentions.iter().filter(|row| by_people && row.status == "confirmed") {
            *more.entry((&row.form, row.person_id)).or_default() += sign;
        }
    }
    looked_for(more.into_iter().filter(|(_, more)| *more != 0).map(|((form, _), _)| form))
}
