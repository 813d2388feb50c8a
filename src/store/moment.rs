//! When a transaction that writes came: what was looked up in the one before it still holds if nobody wrote between them.

use super::{StoreError, Transaction};

/// The place of a transaction among all that write to its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its number among those of this process.
    pub(super) number: u64,
    /// What SQLite tells its connection by when others have written.
    pub(super) version: i64,
}

impl Moment {
    /// Whether nobody wrote between that transaction, which was made permanent, and this one.
    pub fn follows(self, before: Moment) -> bool {
        self.number == before.number + 1 && self.version == before.version
    }
}

impl Transaction {
    /// When it came. On PostgreSQL, where others may write from other machines, none can tell.
    pub fn moment(&self) -> Result<Option<Moment>, StoreError> {
        self.on_sqlite().map(super::sqlite::Direct::moment).transpose()
    }
}
