//! What is kept of what was looked up, from one part of the work to the next: texts name the same persons again and again.

use super::known::Known;
use crate::store::{Moment, StoreError, Transaction};

/// What was known at the end of a transaction.
#[derive(Default)]
pub struct Kept(Option<(Moment, Known)>);

impl Kept {
    /// What of it still holds in this transaction, and is no longer kept: all, if nobody wrote since, or else nothing.
    pub fn take(&mut self, transaction: &Transaction) -> Result<Known, StoreError> {
        let Some((before, known)) = self.0.take() else { return Ok(Known::default()) };
        let follows = transaction.moment()?.is_some_and(|now| now.follows(before));
        Ok(if follows { known } else { Known::default() })
    }

    /// Keeps what is known at the end of the transaction of that moment, which was made permanent: no more than so many bytes.
    /// Of more nothing is kept, and all begins anew.
    pub fn put(&mut self, moment: Option<Moment>, mut known: Known, most: usize) {
        known.keep();
        self.0 = moment.filter(|_| known.size() <= most).map(|moment| (moment, known));
    }
}
