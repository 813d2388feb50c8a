//! What of records is searched, read from their rows, and the index kept in step with them: what is new or changed
//! is indexed, what is gone is taken out, in the transaction of the change.

use std::collections::HashMap;

use super::rows::Rows;
use crate::store::{StoreError, Transaction};
use crate::value::id::RecordKind;
use crate::value::search::indexed::Searched;

impl Rows {
    /// What of these records is searched; records without anything to be found by are left out.
    pub(super) fn searched(&self) -> Vec<Searched> {
        let mut names: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
        for name in &self.names {
            names.entry(name.person_id).or_default().push((name.id, name.text.clone()));
        }
        // In the order in which they were told, however they came to be here.
        names.values_mut().for_each(|names| names.sort());
        let titled =
            |id: i64, title: &Option<String>| title.iter().map(|title| (id, title.clone())).collect();
        let persons = self.persons.iter().map(|row| Searched {
            id: row.id,
            kind: RecordKind::Person,
            language: None,
            names: names.remove(&row.id).unwrap_or_default(),
            place: None,
            text: row.description.clone(),
        });
        let mut searched: Vec<Searched> = persons.collect();
        searched.extend(self.events.iter().map(|row| Searched {
            id: row.id,
            kind: RecordKind::Event,
            language: None,
            names: titled(row.id, &row.title),
            place: row.place.clone(),
            text: row.description.clone(),
        }));
        searched.extend(self.documents.iter().map(|row| Searched {
            id: row.id,
            kind: row.kind.parse().unwrap_or(RecordKind::Article),
            language: row.language.clone(),
            names: titled(row.id, &row.title),
            place: None,
            text: row.text.clone(),
        }));
        searched.retain(Searched::has_anything);
        searched
    }
}

/// Makes the index hold what is searched now of records, where it held what was searched before of the same.
pub(super) async fn reindex(
    before: Vec<Searched>,
    now: Vec<Searched>,
    transaction: &Transaction,
) -> Result<(), StoreError> {
    let mut before: HashMap<i64, Searched> = before.into_iter().map(|record| (record.id, record)).collect();
    let mut ids = Vec::new();
    let mut changed = Vec::new();
    for record in now {
        let old = before.remove(&record.id);
        if old.as_ref() == Some(&record) {
            continue;
        }
        // What is there again may have been written bare before.
        ids.push(record.id);
        changed.push(record);
    }
    ids.extend(before.into_keys());
    transaction.unindex(&ids).await?;
    transaction.index(&changed).await
}
