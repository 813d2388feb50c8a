//! What is kept of what was looked up, from one part of the work to the next: texts name the same persons again and again.

use super::known::Known;
use crate::store::{Moment, StoreError, Transaction};

/// What was known at the end of a transaction.
pub struct Kept {
    known: Option<(Moment, Known)>,
    /// How many forms, words, persons and counts may be kept. Of more nothing is, and all begins anew.
    most: usize,
}

impl Kept {
    /// Nothing yet; later no more than so many, each some 150 bytes.
    pub fn of(most: usize) -> Kept {
        Kept { known: None, most }
    }

    /// What of it still holds in this transaction, and is no longer kept: all, if nobody wrote since, or else nothing.
    pub fn take(&mut self, transaction: &Transaction) -> Result<Known, StoreError> {
        let Some((before, known)) = self.known.take() else { return Ok(Known::default()) };
        let follows = transaction.moment()?.is_some_and(|now| now.follows(before));
        Ok(if follows { known } else { Known::default() })
    }

    /// Keeps what is known at the end of the transaction of that moment, which was made permanent.
    pub fn put(&mut self, moment: Option<Moment>, mut known: Known) {
        known.keep();
        self.known = moment.filter(|_| known.kept() <= self.most).map(|moment| (moment, known));
    }
}
