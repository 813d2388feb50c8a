//! What each line came to: counted, and shown where a dry run asks for it.

use super::{Difference, Import, Outcome};
use crate::domain::change::set::WorkingSet;
use crate::domain::change::{Change, fields_between};

impl Import<'_> {
    /// Counts what each line came to.
    pub(super) fn count(&mut self, set: &WorkingSet, changes: &[Change]) {
        for work in &set.works {
            let has_changed = |place: &usize| !matches!(changes[*place], Change::Nothing);
            // A birth that a person's line of this import made is new to the line that tells it in full, in whichever
            // chunk; one that was there before is not.
            let is_own = |place: usize| self.batch.has_given(set.entries()[place].id);
            let count = match work.is_creation || work.first_in_full.is_some_and(is_own) {
                true => &mut self.summary.created,
                false if work.changed.iter().any(has_changed) => &mut self.summary.updated,
                false => &mut self.summary.unchanged,
            };
            *count += 1;
        }
    }

    /// Shows the difference of each record, if it was asked for.
    pub(super) fn report(&mut self, set: &WorkingSet, changes: &[Change]) {
        if !self.options.dry_run {
            return;
        }
        for (entry, change) in set.entries().iter().zip(changes) {
            let (outcome, fields) = match change {
                // Looked up for a line that was refused: nothing was told of it.
                Change::Nothing if entry.line == 0 => continue,
                Change::Nothing => (Outcome::Unchanged, Vec::new()),
                Change::Creation => (Outcome::Created, fields_between(None, &entry.current)),
                Change::Fields(fields) => (Outcome::Updated, fields.clone()),
                Change::Deletion => (Outcome::Deleted, Vec::new()),
            };
            self.observer.difference(&Difference {
                line: entry.line,
                kind: entry.current.kind(),
                key: entry.current.key().to_string(),
                outcome,
                fields,
            });
        }
    }
}
