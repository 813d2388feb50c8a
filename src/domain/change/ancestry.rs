//! Nobody is their own ancestor: whether what records come to say of parents and children would go round in a
//! circle. What the archive says already is not asked; a circle that is there stays until somebody changes it.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet, VecDeque};

use crate::domain::claim::{Rank, Reference};
use crate::domain::person::Relation;
use crate::store::{StoreError, Transaction};

/// A child and one of its parents, by numbers. Below 0 are those that have no number yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Descent {
    /// The child.
    pub child: i64,
    /// The parent.
    pub parent: i64,
}

/// What would make somebody their own ancestor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    /// What closes it.
    pub closing: Descent,
    /// From the parent up to the child: each is a child of the next.
    pub path: Vec<i64>,
}

/// Whether a tie says who is whose parent, and is believed.
pub fn is_descent(relation: &Relation) -> bool {
    relation.rank != Rank::Deprecated && matches!(&*relation.kind, "PARENT" | "CHILD")
}

/// What the ties in a person's record say of parents. `number` tells the number of who is named.
pub fn descents(
    person: i64,
    relations: &[Relation],
    mut number: impl FnMut(&Reference) -> i64,
) -> Vec<(usize, Descent)> {
    let told = relations.iter().enumerate().filter(|(_, relation)| is_descent(relation));
    told.map(|(index, relation)| {
        let other = number(&relation.person);
        let descent = match &*relation.kind {
            "PARENT" => Descent { child: person, parent: other },
            _ => Descent { child: other, parent: person },
        };
        (index, descent)
    })
    .collect()
}

/// Who descends from whom, as far as it matters.
#[derive(Default)]
pub struct Ancestry {
    /// What the archive says: by child, the parents and whose records say so.
    stored: HashMap<i64, Vec<(i64, i64)>>,
    /// What is told of these records' ties, instead of what the archive says.
    told: HashMap<i64, Vec<Descent>>,
    /// The same, by child: the parents, as often as they are told.
    parents: HashMap<i64, Vec<i64>>,
}

impl Ancestry {
    /// Looks up the ancestors of persons of the archive.
    pub async fn above(transaction: &Transaction, persons: &[i64]) -> Result<Ancestry, StoreError> {
        let mut ancestry = Ancestry::default();
        for row in transaction.parents_above(persons).await? {
            ancestry.stored.entry(row.child).or_default().push((row.parent, row.told_by));
        }
        Ok(ancestry)
    }

    /// Takes what a record comes to say of parents. Of what it did not say `before`, nothing may close a circle;
    /// what does is told, and then everything is as it was.
    pub fn tell(&mut self, record: i64, before: &[Descent], after: Vec<Descent>) -> Result<(), Circle> {
        let known: HashSet<Descent> = before.iter().copied().collect();
        let new: Vec<Descent> = after.iter().filter(|descent| !known.contains(descent)).copied().collect();
        let replaced = self.put(record, after);
        for closing in new {
            if let Some(path) = self.path(closing.parent, closing.child) {
                match replaced {
                    Some(replaced) => {
                        self.put(record, replaced);
                    }
                    None => self.forget(record),
                }
                return Err(Circle { closing, path });
            }
        }
        Ok(())
    }

    fn put(&mut self, record: i64, descents: Vec<Descent>) -> Option<Vec<Descent>> {
        let replaced = self.told.contains_key(&record).then(|| {
            let old = self.told.get(&record).cloned().unwrap_or_default();
            self.forget(record);
            old
        });
        for descent in &descents {
            self.parents.entry(descent.child).or_default().push(descent.parent);
        }
        self.told.insert(record, descents);
        replaced
    }

    fn forget(&mut self, record: i64) {
        for descent in self.told.remove(&record).unwrap_or_default() {
            if let Some(parents) = self.parents.get_mut(&descent.child)
                && let Some(at) = parents.iter().position(|parent| *parent == descent.parent)
            {
                parents.swap_remove(at);
            }
        }
    }

    /// The shortest way up from a person to one of their ancestors, both included.
    fn path(&self, from: i64, to: i64) -> Option<Vec<i64>> {
        let mut below: HashMap<i64, i64> = HashMap::from([(from, from)]);
        let mut next = VecDeque::from([from]);
        while let Some(person) = next.pop_front() {
            if person == to {
                let mut path = vec![to];
                while let Some(child) = path.last().and_then(|last| below.get(last)).copied() {
                    if path.last() == Some(&child) {
                        break;
                    }
                    path.push(child);
                }
                path.reverse();
                return Some(path);
            }
            let stored = self.stored.get(&person).into_iter().flatten();
            let stored = stored.filter(|(_, by)| !self.told.contains_key(by)).map(|(parent, _)| *parent);
            let told = self.parents.get(&person).into_iter().flatten().copied();
            for parent in stored.chain(told) {
                if let Slot::Vacant(slot) = below.entry(parent) {
                    slot.insert(person);
                    next.push_back(parent);
                }
            }
        }
        None
    }
}

/// How many persons of a circle are named.
const NAMED_MAX: usize = 6;

/// The persons of a circle as numbers, as many as are named.
pub fn named(circle: &Circle) -> &[i64] {
    &circle.path[..circle.path.len().min(NAMED_MAX)]
}

/// A circle in words: `a` is a child of `b`, `b` of `c`. `name` tells what a person is called.
pub fn in_words(circle: &Circle, name: impl Fn(i64) -> String) -> String {
    let shown = named(circle);
    let mut words = Vec::new();
    for (index, pair) in shown.windows(2).enumerate() {
        let link = if index == 0 { "is a child of" } else { "of" };
        words.push(format!("`{}` {link} `{}`", name(pair[0]), name(pair[1])));
    }
    if shown.len() < circle.path.len() {
        words.push("and so on".to_owned());
    }
    match words.is_empty() {
        true => format!("`{}` would be their own parent", name(circle.closing.child)),
        false => words.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descent(child: i64, parent: i64) -> Descent {
        Descent { child, parent }
    }

    #[test]
    fn what_closes_a_circle_is_told_with_the_way_round() {
        let mut ancestry = Ancestry::default();
        assert_eq!(ancestry.tell(1, &[], vec![descent(1, 2)]), Ok(()));
        assert_eq!(ancestry.tell(2, &[], vec![descent(2, 3), descent(2, 4)]), Ok(()));
        let circle = Circle { closing: descent(4, 1), path: vec![1, 2, 4] };
        assert_eq!(ancestry.tell(4, &[], vec![descent(4, 5), descent(4, 1)]), Err(circle.clone()));
        assert_eq!(in_words(&circle, |id| id.to_string()), "`1` is a child of `2`, `2` of `4`");
        // What was refused was not taken, and what gives a tie up makes room for another.
        assert_eq!(ancestry.tell(5, &[], vec![descent(5, 4)]), Ok(()));
        assert_eq!(ancestry.tell(1, &[descent(1, 2)], Vec::new()), Ok(()));
        assert_eq!(ancestry.tell(4, &[], vec![descent(4, 1)]), Ok(()));
    }

    #[test]
    fn a_circle_that_is_there_already_ends_and_is_not_told_again() {
        let mut ancestry = Ancestry::default();
        ancestry.stored.insert(1, vec![(2, 1)]);
        ancestry.stored.insert(2, vec![(1, 2)]);
        assert_eq!(ancestry.tell(1, &[descent(1, 2)], vec![descent(1, 2)]), Ok(()));
        assert_eq!(ancestry.tell(3, &[], vec![descent(3, 1)]), Ok(()));
        assert!(ancestry.tell(3, &[], vec![descent(3, 1), descent(2, 3)]).is_err());
    }
}
