//! Mentions found by the service: whoever and whatever changed is looked at again, in stages. Of persons, what they may
//! be called, which concerns the documents that hold such words; of documents, first their words and whom they name
//! beyond doubt, which is counted, then whom their words are taken for at a first reading, and then whom each passage
//! names. Who is meant is `linking`'s to say; this
//! fetches what it must know, and writes what it says.

/// Documents: fetched, counted, decided, written.
mod document;
/// What the linker must know of the persons that a text may name.
mod known;
/// Persons: what they may be called.
mod person;

pub use document::key_of;

use super::Archive;
use super::change::Batch;
use crate::store::{Stage, StoreError, Transaction};

/// How many of each are looked at at most.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Persons.
    pub persons: i64,
    /// Documents.
    pub documents: i64,
}

/// What an edit looks at before it is done; what is left follows.
pub const AT_ONCE: Budget = Budget { persons: 20, documents: 20 };
/// What is looked at in a transaction of its own.
const PART: Budget = Budget { persons: 500, documents: 100 };

/// Who asks for what nobody asks for.
const ACTOR: &str = "vitae";

impl Archive {
    /// Looks at everything that is to be looked at again, part by part; other writers have their turn between two.
    /// Answers with how many persons and documents were. `go_on` is asked before each part.
    pub async fn link_pending(&self, mut go_on: impl FnMut() -> bool) -> Result<u64, StoreError> {
        let mut all = 0;
        while go_on() {
            let transaction = self.store.write().await?;
            let mut batch = Batch::new("link", ACTOR.to_owned(), None, (self.clock)());
            let part = look_again(&transaction, &mut batch, PART).await?;
            if part == Part::default() {
                transaction.rollback().await?;
                break;
            }
            batch.finish(&transaction, &(self.clock)()).await?;
            transaction.commit().await?;
            all += (part.named + part.decided) as u64;
        }
        Ok(all)
    }

    /// Looks at as much as an edit does.
    pub(in crate::domain) async fn link_some(&self) -> Result<(), StoreError> {
        if !self.store.has_pending_links().await? {
            return Ok(());
        }
        let transaction = self.store.write().await?;
        let mut batch = Batch::new("link", ACTOR.to_owned(), None, (self.clock)());
        look_again(&transaction, &mut batch, AT_ONCE).await?;
        batch.finish(&transaction, &(self.clock)()).await?;
        transaction.commit().await
    }

    /// Has everything looked at again.
    pub async fn relink(&self) -> Result<(), StoreError> {
        let transaction = self.store.write().await?;
        transaction.look_again_at_all().await?;
        transaction.commit().await
    }
}

/// How many were looked at in one part, by stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Persons.
    named: usize,
    /// Documents of which the words were counted.
    counted: usize,
    /// Documents that were read for the first time.
    read: usize,
    /// Documents of which it was decided whom they name.
    decided: usize,
}

/// Looks at some of what is to be looked at again. What persons may be called is known before any text is looked at,
/// and words are counted before any text is decided upon.
pub async fn look_again(
    transaction: &Transaction,
    batch: &mut Batch,
    budget: Budget,
) -> Result<Part, StoreError> {
    let mut part = Part::default();
    let persons = transaction.pending(Stage::Naming, budget.persons).await?;
    if !persons.is_empty() {
        person::name(transaction, &persons).await?;
        transaction.looked_at(&persons).await?;
    }
    part.named = persons.len();
    if i64::try_from(part.named) == Ok(budget.persons) {
        return Ok(part);
    }
    let uncounted = transaction.pending(Stage::Counting, budget.documents).await?;
    if !uncounted.is_empty() {
        document::count(transaction, &uncounted).await?;
        transaction.advance(&uncounted, Stage::Reading).await?;
    }
    part.counted = uncounted.len();
    if i64::try_from(part.counted) == Ok(budget.documents) {
        return Ok(part);
    }
    let unread = transaction.pending(Stage::Reading, budget.documents).await?;
    if !unread.is_empty() {
        document::read(transaction, &unread).await?;
        transaction.advance(&unread, Stage::Deciding).await?;
    }
    part.read = unread.len();
    if i64::try_from(part.read) == Ok(budget.documents) {
        return Ok(part);
    }
    let undecided = transaction.pending(Stage::Deciding, budget.documents).await?;
    if !undecided.is_empty() {
        document::decide(transaction, batch, &undecided).await?;
        transaction.looked_at(&undecided).await?;
        transaction.count_linking().await?;
    }
    part.decided = undecided.len();
    Ok(part)
}
