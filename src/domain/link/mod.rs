//! Mentions found by the service: whoever and whatever changed is looked at again, in stages. Of persons, what they may
//! be called, which concerns the documents that hold such words; of documents, first whom they name beyond doubt, which
//! is counted, then whom their words are taken for at a first reading, and then whom each passage names. How words are
//! used is counted with the first of these, or last of all, so that a single edit need not wait for it: what many words
//! are in is spread over many pages of the database. Who is meant is `linking`'s to say; this fetches what it must know,
//! and writes what it says.

/// Who is close to the authors of texts.
mod circle;
/// Documents: fetched, counted, decided, written.
mod document;
/// What is kept of that from one part of the work to the next.
mod kept;
/// What the linker must know of the persons that a text may name.
mod known;
/// Persons: what they may be called.
mod person;
/// A piece of a text.
mod window;

pub use document::key_of;
pub use known::Known;

use document::Work;
use kept::Kept;

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
    /// The length of their texts together, in Unicode scalar values.
    pub length: i64,
    /// Whether the words of documents are counted, too: the dearest of all, for what many words stand in few texts.
    tallies: bool,
    /// How many bytes of what was looked up are kept for the next part.
    kept: usize,
}

/// What an edit looks at before it is done; what is left follows.
pub const AT_ONCE: Budget = Budget { persons: 20, documents: 20, length: 200_000, tallies: false, kept: 0 };
/// What is looked at in a transaction of its own.
const PART: Budget =
    Budget { persons: 500, documents: 100, length: 1_000_000, tallies: true, kept: 24 << 20 };
/// The same where nobody else waits for this process: of more texts at once each person is fetched less often.
const LARGE_PART: Budget = Budget { documents: 400, kept: 96 << 20, ..PART };

/// One by one, where a part of the work failed.
const ONE: Budget = Budget { persons: 1, documents: 1, length: 1_000_000, tallies: true, kept: 0 };

/// Who asks for what nobody asks for.
const ACTOR: &str = "vitae";

impl Archive {
    /// Looks at everything that is to be looked at again, part by part; other writers have their turn between two.
    /// Answers with how many persons and documents were. `go_on` is asked before each part.
    pub async fn link_pending(&self, mut go_on: impl FnMut() -> bool) -> Result<u64, StoreError> {
        let usual = if self.store.only_writes() { LARGE_PART } else { PART };
        let (mut all, mut by_ones) = (0, 0);
        let mut kept = Kept::default();
        while go_on() {
            let part = match self.link_part(if by_ones > 0 { ONE } else { usual }, &mut kept).await {
                Ok(part) => part,
                Err(error) if !error.is_refusal() => return Err(error),
                // One of them keeps the others waiting: each is taken by itself until it is found.
                Err(_) if by_ones == 0 => {
                    by_ones = usual.persons + usual.documents;
                    continue;
                }
                Err(error) => {
                    self.set_aside(error).await?;
                    continue;
                }
            };
            by_ones = (by_ones - 1).max(0);
            if part == Part::default() {
                break;
            }
            all += (part.named + part.decided + part.tallied) as u64;
        }
        Ok(all)
    }

    /// Looks at a part of what is to be looked at, if anything is.
    async fn link_part(&self, budget: Budget, kept: &mut Kept) -> Result<Part, StoreError> {
        let transaction = self.store.write().await?;
        let mut batch = Batch::new("link", ACTOR.to_owned(), None, (self.clock)());
        let known = kept.take(&transaction)?;
        let (part, known) = look_again(&transaction, &mut batch, budget, known).await?;
        if part == Part::default() {
            transaction.rollback().await?;
        } else {
            batch.finish(&transaction, &(self.clock)()).await?;
            let now = transaction.moment()?;
            transaction.commit().await?;
            kept.put(now, known, budget.kept);
        }
        Ok(part)
    }

    /// Leaves the one that would be looked at next, for the database refuses what is to be written of it: until it changes,
    /// or everything is looked at again.
    async fn set_aside(&self, error: StoreError) -> Result<(), StoreError> {
        let transaction = self.store.write().await?;
        let next = first_pending(&transaction).await?;
        if next.is_empty() {
            return Err(error);
        }
        transaction.advance(&next, Stage::SetAside).await?;
        let keys = transaction.keys_of(&next).await?;
        for key in keys {
            tracing::error!(record = key.key, %error, "mentions cannot be found by or in a record; it is left for now");
        }
        transaction.commit().await
    }

    /// Has those looked at again that were left because the database refused something.
    pub async fn take_up_set_aside(&self) -> Result<(), StoreError> {
        let transaction = self.store.write().await?;
        transaction.take_up_set_aside().await?;
        transaction.commit().await
    }

    /// Looks at as much as an edit does.
    pub(in crate::domain) async fn link_some(&self) -> Result<(), StoreError> {
        if !self.store.has_pending_links().await? {
            return Ok(());
        }
        let transaction = self.store.write().await?;
        let mut batch = Batch::new("link", ACTOR.to_owned(), None, (self.clock)());
        look_again(&transaction, &mut batch, AT_ONCE, Known::default()).await?;
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
    /// Documents of which the sure mentions were counted.
    counted: usize,
    /// Documents that were read for the first time.
    read: usize,
    /// Documents of which it was decided whom they name.
    decided: usize,
    /// Documents of which only the words were counted.
    tallied: usize,
}

/// The one that [`look_again`] looks at first, if any.
async fn first_pending(transaction: &Transaction) -> Result<Vec<i64>, StoreError> {
    let person = transaction.pending(Stage::Naming, 1).await?;
    if !person.is_empty() {
        return Ok(person);
    }
    let documents = transaction.pending_documents(1).await?;
    if !documents.is_empty() {
        return Ok(documents.into_iter().map(|(id, ..)| id).collect());
    }
    transaction.pending(Stage::Tallying, 1).await
}

/// Looks at some of what is to be looked at again. What persons may be called is known before any text is looked at, and
/// where there are many texts, all of them are counted before any is decided upon. `known` is what is known already, and
/// answered with what is known then.
pub async fn look_again(
    transaction: &Transaction,
    batch: &mut Batch,
    budget: Budget,
    mut known: Known,
) -> Result<(Part, Known), StoreError> {
    let mut part = Part::default();
    let persons = transaction.pending(Stage::Naming, budget.persons).await?;
    if !persons.is_empty() {
        known = Known::default();
        person::name(transaction, &persons).await?;
        transaction.looked_at(&persons).await?;
    }
    part.named = persons.len();
    if i64::try_from(part.named) == Ok(budget.persons) {
        return Ok((part, known));
    }
    let waiting = transaction.pending_documents(budget.documents + 1).await?;
    let Some(earliest) = waiting.first().map(|(_, stage, _)| *stage) else {
        if budget.tallies {
            (part.tallied, known) = tally(transaction, budget.documents, known).await?;
        }
        return Ok((part, known));
    };
    let (ids, is_all) = some_of(&waiting, budget, earliest);
    if ids.is_empty() {
        return Ok((part, known));
    }
    let mut work = Work::on(transaction, ids, is_all, known).await?;
    let is_next = |stage: Stage| earliest <= stage as i64 && (is_all || earliest == stage as i64);
    if is_next(Stage::Counting) {
        if budget.tallies {
            work.tally(transaction).await?;
        }
        document::count(transaction, &mut work).await?;
        part.counted = work.ids().len();
    }
    if is_next(Stage::Reading) {
        document::read(transaction, &mut work).await?;
        part.read = work.ids().len();
    }
    if is_next(Stage::Deciding) {
        document::decide(transaction, batch, &mut work).await?;
        let uncounted = work.uncounted();
        let (waiting, done): (Vec<i64>, Vec<i64>) = work.ids().iter().partition(|id| uncounted.contains(id));
        transaction.keep_thought_of(&done).await?;
        transaction.looked_at(&done).await?;
        transaction.advance(&waiting, Stage::Tallying).await?;
        transaction.count_linking().await?;
        part.decided = work.ids().len();
    } else {
        let next = if earliest == Stage::Counting as i64 { Stage::Reading } else { Stage::Deciding };
        transaction.keep_thought_of(work.ids()).await?;
        transaction.advance(work.ids(), next).await?;
    }
    Ok((part, work.into_known()))
}

/// The documents to look at now, and whether these are all. If they are not, all are to come as far as the last before any
/// goes on. A text that is longer than everything together may be waits for the task beside, which takes it by itself.
fn some_of(waiting: &[(i64, i64, i64)], budget: Budget, earliest: i64) -> (Vec<i64>, bool) {
    let count = usize::try_from(budget.documents).unwrap_or(usize::MAX);
    let mut length = 0;
    let fits = |(_, _, more): &&(i64, i64, i64)| {
        length += more;
        length <= budget.length
    };
    let mut fit = waiting.iter().take(count).take_while(fits).count();
    if fit == 0 && budget.tallies {
        fit = 1;
    }
    let is_all = fit == waiting.len();
    let taken = waiting.iter().take(fit).filter(|(_, stage, _)| is_all || *stage == earliest);
    (taken.map(|(id, ..)| *id).collect(), is_all)
}

/// Counts the words of documents whose mentions were found before; tells of how many.
async fn tally(transaction: &Transaction, most: i64, known: Known) -> Result<(usize, Known), StoreError> {
    let ids = transaction.pending(Stage::Tallying, most).await?;
    if ids.is_empty() {
        return Ok((0, known));
    }
    let mut work = Work::on(transaction, ids, false, known).await?;
    work.tally(transaction).await?;
    transaction.keep_thought_of(work.ids()).await?;
    transaction.looked_at(work.ids()).await?;
    Ok((work.ids().len(), work.into_known()))
}
