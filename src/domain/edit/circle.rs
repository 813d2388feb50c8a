//! Nobody becomes their own ancestor by an edit, whatever it does: told, ranked, merged, brought back.

use std::collections::HashMap;

use super::session::Session;
use super::{Problem, ProblemCode, Stopped};
use crate::domain::change::ancestry::{Ancestry, Circle, Descent, descents, in_words, named};
use crate::domain::change::set::Entry;
use crate::domain::import::shorten;
use crate::domain::record::Record;
use crate::store::StoreError;
use crate::value::id::ClaimKind;
use crate::value::operation::Operation;

impl Session {
    /// Refuses what would make somebody their own ancestor.
    pub async fn refuse_circles(&self) -> Result<(), Stopped> {
        let mut changes: Vec<(i64, Vec<Descent>, Vec<Descent>)> = Vec::new();
        for entry in self.set.entries() {
            let before = entry.original.as_ref().map_or(Vec::new(), |record| told_by(entry, record));
            let after = if entry.is_deleted { Vec::new() } else { told_by(entry, &entry.current) };
            if !before.is_empty() || !after.is_empty() {
                changes.push((entry.id, before, after));
            }
        }
        let new =
            changes.iter().flat_map(|(_, before, after)| after.iter().filter(|it| !before.contains(it)));
        let parents: Vec<i64> = new.map(|descent| descent.parent).collect();
        if parents.is_empty() {
            return Ok(());
        }
        let mut ancestry = Ancestry::above(&self.transaction, &parents).await?;
        // What is given up anywhere makes room for what is new anywhere.
        for (record, before, after) in &changes {
            let kept = after.iter().filter(|descent| before.contains(descent)).copied().collect();
            let _ = ancestry.tell(*record, before, kept);
        }
        for (record, before, after) in changes {
            if let Err(circle) = ancestry.tell(record, &before, after) {
                return Err(self.circle_problem(&circle).await?.into());
            }
        }
        Ok(())
    }

    async fn circle_problem(&self, circle: &Circle) -> Result<Problem, StoreError> {
        let Descent { child, parent } = circle.closing;
        let ids: Vec<i64> = named(circle).iter().copied().chain([child, parent]).collect();
        let stored = self.transaction.keys_of(&ids).await?;
        let mut keys: HashMap<i64, String> = stored.into_iter().map(|row| (row.record_id, row.key)).collect();
        for entry in self.set.entries() {
            keys.entry(entry.id).or_insert_with(|| entry.current.key().to_string());
        }
        let name = |id: i64| keys.get(&id).map_or(id.to_string(), |key| shorten(key));
        let way = in_words(circle, name);
        let field = match self.operation {
            Operation::Create(_) | Operation::Put(_) | Operation::Update(_) => {
                let is_it = |(kind, other): &(String, i64)| match kind.as_str() {
                    "PARENT" => *other == parent,
                    "CHILD" => *other == child,
                    _ => false,
                };
                let index = self.ties.iter().position(is_it);
                index.map_or("person.relations".to_owned(), |index| {
                    format!("person.relations[{index}].person")
                })
            }
            Operation::Add(ClaimKind::Relation) | Operation::Change(ClaimKind::Relation) => {
                "relation.person".to_owned()
            }
            Operation::Rank => "rank".to_owned(),
            Operation::Merge => "from".to_owned(),
            Operation::UndoRevision => "revision".to_owned(),
            Operation::UndoBatch => "batch".to_owned(),
            _ => "person".to_owned(),
        };
        let (parent, child) = (name(parent), name(child));
        let message = format!(
            "`{field}` would make `{parent}` a parent of `{child}`; expected that nobody is their own ancestor: {way}; hint: \
             one of these ties is wrong; withdraw it, or rank it `DEPRECATED`"
        );
        let code = match self.operation {
            Operation::Merge | Operation::Unmerge | Operation::UndoRevision | Operation::UndoBatch => {
                ProblemCode::Conflict
            }
            _ => ProblemCode::Invalid,
        };
        Ok(Problem::other(code, &field, Some(parent), message))
    }
}

/// What a record says of parents and children.
fn told_by(entry: &Entry, record: &Record) -> Vec<Descent> {
    match record {
        Record::Person(person) => {
            let told = descents(entry.id, person.relations.items(), |other| other.id);
            told.into_iter().map(|(_, descent)| descent).collect()
        }
        _ => Vec::new(),
    }
}
