//! What two persons were before they were made one, as far as taking that back must know it.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Stopped;
use super::merge::{NOT_SAME, POSSIBLY_SAME};
use super::session::Session;
use crate::domain::claim::Reference;
use crate::domain::field::Field;
use crate::domain::import::read_record;
use crate::domain::person::{Person, Relation};
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::{MergerRow, RevisionRow, StoreError, Transaction};
use crate::value::id::RecordKind;

impl Session {
    /// What becomes of the fields of one value, where a merge is taken back.
    pub async fn fields_of(&self, merger: &MergerRow, parts: &[i64]) -> Result<Fields, StoreError> {
        let mut fields = Fields::default();
        for name in FIELDS {
            let value =
                before_merge(&self.transaction, merger).await?.own.get(name).cloned().unwrap_or_default();
            if value.is_null() || self.was_lent(merger.id, name, parts).await? {
                continue;
            }
            let fate = if self.went_on(merger, name).await? { Fate::TakenBack } else { Fate::AsItWas(value) };
            fields.insert(name, fate);
        }
        Ok(fields)
    }

    /// Whether a field's value went from a person to where it is now: every merger on the way took it over.
    async fn went_on(&self, merger: &MergerRow, name: &str) -> Result<bool, StoreError> {
        let mut step = merger.clone();
        loop {
            if !before_merge(&self.transaction, &step).await?.was_taken_over(name) {
                return Ok(false);
            }
            if step.into_id == merger.moved_to {
                return Ok(true);
            }
            match self.transaction.load::<MergerRow>("id", &[step.into_id], "id").await?.pop() {
                Some(next) => step = next,
                None => return Ok(false),
            }
        }
    }

    /// Whether a person had a field from another that was merged into it, and is parted from it now.
    async fn was_lent(&self, id: i64, name: &str, parts: &[i64]) -> Result<bool, StoreError> {
        let revisions: Vec<RevisionRow> = self.transaction.load("record_id", &[id], "number DESC").await?;
        let taken = revisions.iter().filter(|row| row.operation == "merge" && row.after.is_some());
        for row in taken {
            let Some(before) = row.before.as_deref() else { continue };
            if !fields_of_person(before).get(name).is_some_and(Value::is_null) {
                continue;
            }
            let batch: Vec<RevisionRow> = self.transaction.load("batch_id", &[row.batch_id], "id").await?;
            let lender = batch.iter().find(|other| other.after.is_none() && other.record_kind == "person");
            return Ok(lender.is_some_and(|lender| !parts.contains(&lender.record_id)));
        }
        Ok(false)
    }

    /// Says again whether the two were thought to be the same: what a merge used up.
    pub async fn renew_ties(&mut self, merger: &MergerRow, back: &mut Person) -> Result<(), Stopped> {
        if merger.into_id != merger.moved_to {
            return Ok(());
        }
        let before = before_merge(&self.transaction, merger).await?;
        let other = self.person(merger.moved_to)?.key.clone();
        let own = Reference { key: back.key.clone(), id: merger.id };
        let mut ties = ties_to(&before.own, &back.key, &other);
        let mut back_ties = ties_to(&before.other, &other, &back.key);
        self.find_sources(ties.iter_mut().chain(&mut back_ties)).await?;
        let to_other = Reference { key: other, id: merger.moved_to };
        add_ties(&mut back.relations, ties, &to_other);
        add_ties(&mut self.person(merger.moved_to)?.relations, back_ties, &own);
        Ok(())
    }

    /// Gives citations the numbers of their articles; those whose article is gone are left out.
    async fn find_sources(&self, ties: impl Iterator<Item = &mut Relation>) -> Result<(), StoreError> {
        for tie in ties {
            let cited: Vec<Key> = tie.citations.iter().map(|citation| citation.article.key.clone()).collect();
            let keys: Vec<(RecordKind, &str)> =
                cited.iter().map(|key| (RecordKind::Article, &**key)).collect();
            let found = self.transaction.records_by_keys(&keys).await?;
            tie.citations.retain_mut(|citation| {
                let row =
                    found.iter().find(|found| *found.key == *citation.article.key && found.row.deleted == 0);
                citation.article.id = row.map_or(0, |found| found.row.id);
                row.is_some()
            });
        }
        Ok(())
    }
}

/// The two sides of a merge as its revisions tell them: what the one was, and which fields the other took over.
async fn before_merge(transaction: &Transaction, merger: &MergerRow) -> Result<Before, StoreError> {
    let revisions: Vec<RevisionRow> = transaction.load("batch_id", &[merger.batch_id], "id").await?;
    let side = |id: i64| {
        let row = revisions.iter().find(|row| row.record_id == id);
        row.and_then(|row| row.before.as_deref()).map(fields_of_person).unwrap_or_default()
    };
    Ok(Before { own: side(merger.id), other: side(merger.into_id) })
}

fn fields_of_person(side: &str) -> Value {
    let value: Value = serde_json::from_str(side).unwrap_or_default();
    value.get("person").cloned().unwrap_or_default()
}

/// What the two sides of a merge were, as fields of the record form.
struct Before {
    own: Value,
    other: Value,
}

impl Before {
    /// Whether the other had no such field before.
    fn was_taken_over(&self, name: &str) -> bool {
        self.other.get(name).is_some_and(Value::is_null)
    }
}

/// The fields of one value that a merge may take over.
const FIELDS: [&str; 2] = ["gender", "description"];

/// What becomes of a field of one value.
pub enum Fate {
    /// It comes back as it is now, from where it went.
    TakenBack,
    /// It comes back as it was.
    AsItWas(Value),
}

/// What becomes of each; those that are not there were nobody's.
pub type Fields = HashMap<&'static str, Fate>;

/// The ties of a person that say whether another is the same, as the record form tells them.
fn ties_to(fields: &Value, own: &Key, other: &Key) -> Vec<Relation> {
    let is_tie = |relation: &&Value| {
        let kind = relation["kind"].as_str().unwrap_or_default();
        relation["person"].as_str() == Some(&**other) && [POSSIBLY_SAME, NOT_SAME].contains(&kind)
    };
    let ties: Vec<&Value> = fields["relations"].as_array().into_iter().flatten().filter(is_tie).collect();
    let form = json!({"person": {"key": own.to_string(), "relations": ties}});
    match read_record(&form) {
        Ok(Record::Person(person)) => person.relations.items().to_vec(),
        _ => Vec::new(),
    }
}

fn add_ties(relations: &mut Field<Vec<Relation>>, ties: Vec<Relation>, to: &Reference) {
    for mut tie in ties {
        tie.person = to.clone();
        match relations {
            Field::Value(there) => there.push(tie),
            _ => *relations = Field::Value(vec![tie]),
        }
    }
}

/// Gives a field of one value back, or leaves it where it is.
pub fn give_scalar<T: serde::de::DeserializeOwned>(
    at: &mut Field<T>,
    back: &mut Field<T>,
    fate: Option<&Fate>,
) {
    match fate {
        None => {}
        Some(Fate::TakenBack) => *back = std::mem::take(at),
        Some(Fate::AsItWas(value)) => {
            *back = serde_json::from_value(value.clone()).map_or(Field::Absent, Field::Value);
        }
    }
}
