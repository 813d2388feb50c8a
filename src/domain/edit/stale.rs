//! No lost update: an edit that was made of an older revision stands, unless it changes the very field or claim
//! that others changed since.

use std::collections::HashSet;

use serde_json::Value;

use super::{Problem, ProblemCode, Stopped};
use crate::domain::change::set::Entry;
use crate::domain::change::{FieldChange, fields_between};
use crate::store::{LATER_MAX, RevisionRow, Transaction};

/// Refuses an edit of what others changed since the revision `expected`, with both states of each field.
pub async fn check(transaction: &Transaction, entry: &Entry, expected: i64) -> Result<(), Stopped> {
    let current = entry.row.as_ref().map_or(0, |row| row.revision);
    if expected > current {
        let message =
            format!("`expectedRevision` is `{expected}`; expected at most {current}, the record's revision");
        let value = Some(expected.to_string());
        return Err(Problem::other(ProblemCode::Invalid, "expectedRevision", value, message).into());
    }
    if expected == current {
        return Ok(());
    }
    if current - expected > LATER_MAX {
        let message = format!(
            "the record was changed more than {LATER_MAX} times since revision {expected} (now {current}); hint: read it again"
        );
        let value = Some(expected.to_string());
        return Err(Problem::other(ProblemCode::Conflict, "expectedRevision", value, message).into());
    }
    let later: Vec<Later> =
        transaction.revisions_after(entry.id, expected).await?.iter().map(Later::read).collect();
    let mine: Vec<FieldChange> = match (&entry.original, entry.is_deleted) {
        (Some(original), true) => {
            fields_between(Some(original), &crate::domain::record::Record::bare(original))
        }
        (original, _) => fields_between(original.as_ref(), &entry.current),
    };
    let mut problems = Vec::new();
    for change in mine {
        let touches: Vec<&Later> = later.iter().filter(|later| later.collides(&change)).collect();
        if let Some(first) = touches.first() {
            let message = format!(
                "`{}` was changed since revision {expected}: by revision {} (now {current}); hint: read the record \
                 again, and decide",
                change.field, first.number
            );
            let value = Some(expected.to_string());
            problems.push(Problem {
                before: first.before(&change.field).map(Box::new),
                current: change.before.clone().map(Box::new),
                ..Problem::other(ProblemCode::Conflict, "expectedRevision", value, message)
            });
        }
    }
    if entry.is_deleted && problems.is_empty() {
        let message = format!(
            "the record was changed since revision {expected} (now {current}); hint: read it again, and decide"
        );
        let value = Some(expected.to_string());
        problems.push(Problem::other(ProblemCode::Conflict, "expectedRevision", value, message));
    }
    if problems.is_empty() { Ok(()) } else { Err(Stopped::Problems(problems)) }
}

/// A later revision: the fields that it changed, before and after.
struct Later {
    number: i64,
    before: Value,
    after: Value,
}

impl Later {
    fn read(row: &RevisionRow) -> Later {
        Later {
            number: row.number,
            before: fields(row.before.as_deref()),
            after: fields(row.after.as_deref()),
        }
    }

    fn before(&self, field: &str) -> Option<Value> {
        self.before.get(field).filter(|value| !value.is_null()).cloned()
    }

    /// Whether it changed what this change changes: the same field, or of a list the same element.
    fn collides(&self, change: &FieldChange) -> bool {
        let (before, after) = (self.before.get(&change.field), self.after.get(&change.field));
        if before.is_none() && after.is_none() {
            return false;
        }
        let is_list = |value: Option<&Value>| value.is_none_or(|value| value.is_array() || value.is_null());
        let lists = [before, after, change.before.as_ref(), change.after.as_ref()];
        if !lists.into_iter().all(is_list) {
            return true;
        }
        // What the later revision made or changed, as it is now, must not be what this one changes or removes.
        let made: HashSet<String> = texts(after).difference(&texts(before)).cloned().collect();
        let mine = texts(change.before.as_ref());
        let kept = texts(change.after.as_ref());
        mine.iter().any(|element| !kept.contains(element) && made.contains(element))
    }
}

fn texts(list: Option<&Value>) -> HashSet<String> {
    let elements = list.and_then(Value::as_array).into_iter().flatten();
    elements.map(Value::to_string).collect()
}

/// The fields of one side of a revision, without the kind around them.
fn fields(side: Option<&str>) -> Value {
    let value: Value = side.and_then(|side| serde_json::from_str(side).ok()).unwrap_or_default();
    value.as_object().and_then(|kinds| kinds.values().next().cloned()).unwrap_or_default()
}
