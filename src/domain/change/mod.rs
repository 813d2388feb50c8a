//! Changes under way: the records that lines or edits tell of, in memory, as they were and as they
//! become; and how that is written: rows, revisions, and what follows from them.

use std::collections::VecDeque;

use serde_json::Value;

use crate::store::{BatchRow, StoreError, Transaction};

/// Nobody is their own ancestor.
pub mod ancestry;
/// Whose mentions a change concerns.
mod concerned;
/// One record under change.
mod entry;
/// What lines say of records that people deleted.
mod outlived;
/// Where claims were from that leave their record.
pub mod parting;
/// Quotations follow their words in an article that changes.
pub mod reanchor;
/// The records that some lines tell of, in memory.
pub mod set;
/// What is new and what changed, made into rows and revisions.
mod write;

pub use outlived::DELETED;
pub use write::{Change, fields_between};

/// A field before and after; none where there is nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field's name in the record form.
    pub field: String,
    /// What it was.
    pub before: Option<Value>,
    /// What it becomes.
    pub after: Option<Value>,
}

/// A batch of changes under way: who makes them, when, and the numbers that they take.
pub struct Batch {
    kind: &'static str,
    /// What its revisions are called; as they are, where that is none.
    operation: Option<&'static str>,
    /// Whether people make the changes, not a file.
    by_people: bool,
    actor: String,
    label: Option<String>,
    /// When it began: the time of all its changes.
    now: String,
    /// Reserved numbers, not yet given.
    ids: VecDeque<i64>,
    /// The first number that it reserved.
    first_id: Option<i64>,
    id: Option<i64>,
}

impl Batch {
    /// A batch that has changed nothing yet, and has no row.
    pub fn new(kind: &'static str, actor: String, label: Option<String>, now: String) -> Batch {
        let (operation, by_people) = (None, kind != "import");
        Batch {
            kind,
            operation,
            by_people,
            actor,
            label,
            now,
            ids: VecDeque::new(),
            first_id: None,
            id: None,
        }
    }

    /// The same batch, whose revisions are called so.
    pub fn called(self, operation: &'static str) -> Batch {
        Batch { operation: Some(operation), ..self }
    }

    /// Its number; none while nothing has changed.
    pub fn number(&self) -> Option<i64> {
        self.id
    }

    /// Sees to it that so many numbers can be given.
    pub async fn reserve(&mut self, transaction: &Transaction, count: usize) -> Result<(), StoreError> {
        let missing = count.saturating_sub(self.ids.len());
        self.ids.extend(transaction.reserve_ids(missing).await?);
        self.first_id = self.first_id.or(self.ids.front().copied());
        Ok(())
    }

    /// The next reserved number.
    pub fn next_id(&mut self) -> i64 {
        self.ids.pop_front().expect("as many as are given were reserved before")
    }

    /// Whether a number is not older than the batch: given by it, or meanwhile by others.
    pub fn has_given(&self, id: i64) -> bool {
        self.first_id.is_some_and(|first| id >= first)
    }

    /// Gives up the numbers that are reserved and not given. Called when a transaction ends and another will
    /// go on: what others write between the two takes higher numbers, and a feed in the order of numbers
    /// would miss what came after them with a lower one.
    pub fn forget_reserved(&mut self) {
        self.ids.clear();
    }

    /// Writes the batch's row, once. One number must have been reserved for it.
    pub async fn begin(&mut self, transaction: &Transaction) -> Result<(), StoreError> {
        if self.id.is_some() {
            return Ok(());
        }
        let id = self.next_id();
        self.id = Some(id);
        let row = BatchRow {
            id,
            kind: self.kind.to_owned(),
            actor: self.actor.clone(),
            label: self.label.clone(),
            started_at: self.now.clone(),
            finished_at: None,
        };
        transaction.insert(vec![row]).await
    }

    /// Says when the batch ended, if it changed anything.
    pub async fn finish(&self, transaction: &Transaction, at: &str) -> Result<(), StoreError> {
        match self.id {
            Some(id) => transaction.finish_batch(id, at).await,
            None => Ok(()),
        }
    }

    /// The number that rows of this batch name. Asked for only where something changed, or where no row
    /// will use it.
    pub fn row_id(&self) -> i64 {
        self.id.unwrap_or_default()
    }
}
