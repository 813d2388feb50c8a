//! What a mutation does: named in the catalog, carried out by the domain.

use super::access::Permission;
use super::id::{ClaimKind, RecordKind};

/// One kind of change that may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Make a record that was not there.
    Create(RecordKind),
    /// Make a record, or change the one with its key.
    Put(RecordKind),
    /// Change fields of a record.
    Update(RecordKind),
    /// Delete a record.
    Delete(RecordKind),
    /// Add a claim to a record.
    Add(ClaimKind),
    /// Change a claim.
    Change(ClaimKind),
    /// Say which of several claims to believe first.
    Rank,
    /// Take a claim away.
    Withdraw,
    /// Say that a passage names the person that it is said to name.
    Confirm,
    /// Say that it does not.
    Reject,
    /// Make a person of a name that is nobody's.
    Name,
    /// Make one person of two.
    Merge,
    /// Make two persons again of what was merged.
    Unmerge,
    /// Undo one revision.
    UndoRevision,
    /// Undo all that a batch did.
    UndoBatch,
    /// Take records in the import form.
    Import,
}

impl Operation {
    /// What whoever asks for it must be allowed to.
    pub fn permission(self) -> Permission {
        match self {
            Operation::UndoBatch => Permission::Administer,
            _ => Permission::Write,
        }
    }
}
