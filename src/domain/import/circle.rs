//! Whether lines would make somebody their own ancestor. The line that closes the circle is refused, when its
//! turn comes last: until the file ends, a later line may give up what closes it.

use std::collections::{HashMap, HashSet};

use super::parse::ToldLine;
use super::problem::{LineProblem, shorten};
use super::{Import, ImportError};
use crate::domain::change::ancestry::{Ancestry, Circle, Descent, descents, in_words, is_descent, named};
use crate::domain::change::set::{Name, WorkingSet};
use crate::domain::claim::Reference;
use crate::domain::field::Field;
use crate::domain::person::{Person, Relation};
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::{StoreError, Transaction};
use crate::value::id::RecordKind;

impl Import<'_> {
    /// Refuses the lines that close a circle, now that no line comes after them.
    pub(super) async fn refuse_circles(
        &mut self,
        transaction: &Transaction,
        set: &WorkingSet,
        lines: Vec<ToldLine>,
    ) -> Result<Vec<ToldLine>, ImportError> {
        let mut circles = circles(transaction, set, &lines.iter().collect::<Vec<_>>()).await?;
        if circles.is_empty() {
            return Ok(lines);
        }
        let mut left = Vec::with_capacity(lines.len());
        for line in lines {
            match circles.remove(&line.number) {
                Some(problem) => self.reject(&[problem]),
                None => left.push(line),
            }
        }
        Ok(left)
    }
}

/// Of lines that are told in their order, those that would close a circle, by their numbers: what is wrong with each.
pub(super) async fn circles(
    transaction: &Transaction,
    set: &WorkingSet,
    lines: &[&ToldLine],
) -> Result<HashMap<u64, LineProblem>, StoreError> {
    let tells =
        |line: &&&ToldLine| person_of(line).is_some_and(|it| it.relations.items().iter().any(is_descent));
    if !lines.iter().any(|line| tells(&line)) {
        return Ok(HashMap::new());
    }
    let mut numbers = Numbers { set, new: HashMap::new() };
    let mut ancestry = Ancestry::above(transaction, &asked(lines, &mut numbers)).await?;
    let mut so_far: HashMap<Name, Field<Vec<Relation>>> = HashMap::new();
    let mut closing: Vec<(&ToldLine, Circle)> = Vec::new();
    for line in lines.iter().filter(|line| person_of(line).is_some_and(|it| !it.relations.is_absent())) {
        let name = set.own_name((RecordKind::Person, line.record.key().clone()));
        let person = numbers.of(&name.1);
        let after = set.ties_after(line, so_far.get(&name));
        let before = so_far.get(&name).map_or_else(|| stored_ties(set, &name), Field::items);
        let before = bare(descents(person, before, |other| numbers.of(&other.key)));
        let told = bare(descents(person, after.items(), |other| numbers.of(&other.key)));
        match ancestry.tell(person, &before, told) {
            Ok(()) => {
                so_far.insert(name, after);
            }
            Err(circle) => closing.push((line, circle)),
        }
    }
    let ids: HashSet<i64> = closing.iter().flat_map(|(_, circle)| named(circle)).copied().collect();
    let ids: Vec<i64> = ids.into_iter().filter(|id| *id > 0).collect();
    let mut keys: HashMap<i64, String> =
        transaction.keys_of(&ids).await?.into_iter().map(|row| (row.record_id, row.key)).collect();
    let new = std::mem::take(&mut numbers.new);
    keys.extend(new.into_iter().map(|(key, number)| (number, key.to_string())));
    let name = |id: i64| keys.get(&id).map_or(id.to_string(), |key| shorten(key));
    Ok(closing
        .into_iter()
        .map(|(line, circle)| (line.number, problem(line, &circle, in_words(&circle, name), &mut numbers)))
        .collect())
}

/// The persons of the archive whose ancestors must be known: the parents that lines tell. None, if no line tells of
/// a child that is in the archive: then no way leads from there to what is told.
fn asked(lines: &[&ToldLine], numbers: &mut Numbers<'_>) -> Vec<i64> {
    let mut parents = HashSet::new();
    let mut has_known_child = false;
    for (line, person) in lines.iter().filter_map(|line| Some((line, person_of(line)?))) {
        let name = numbers.set.own_name((RecordKind::Person, line.record.key().clone()));
        let id = numbers.of(&name.1);
        for (_, descent) in descents(id, person.relations.items(), |other| numbers.of(&other.key)) {
            has_known_child |= descent.child > 0;
            parents.insert(descent.parent);
        }
    }
    parents.into_iter().filter(|id| has_known_child && *id > 0).collect()
}

/// Numbers of persons by their keys: those of the archive, and others for who is not in it yet.
struct Numbers<'a> {
    set: &'a WorkingSet,
    new: HashMap<Key, i64>,
}

impl Numbers<'_> {
    fn of(&mut self, key: &Key) -> i64 {
        let name = (RecordKind::Person, key.clone());
        if let Some(row) = self.set.found(&name) {
            return row.id;
        }
        let next = -1 - i64::try_from(self.new.len()).unwrap_or(i64::MAX - 1);
        *self.new.entry(name.1).or_insert(next)
    }
}

fn person_of(line: &ToldLine) -> Option<&Person> {
    match &line.record {
        Record::Person(person) => Some(person),
        _ => None,
    }
}

fn stored_ties<'a>(set: &'a WorkingSet, name: &Name) -> &'a [Relation] {
    match set.current(name) {
        Some(Record::Person(person)) => person.relations.items(),
        _ => &[],
    }
}

fn bare(descents: Vec<(usize, Descent)>) -> Vec<Descent> {
    descents.into_iter().map(|(_, descent)| descent).collect()
}

/// What is wrong with a line that closes a circle: the tie that does.
fn problem(line: &ToldLine, circle: &Circle, way: String, numbers: &mut Numbers<'_>) -> LineProblem {
    let relations = person_of(line).map_or(&[][..], |person| person.relations.items());
    let name = numbers.set.own_name((RecordKind::Person, line.record.key().clone()));
    let person = numbers.of(&name.1);
    let told = descents(person, relations, |other: &Reference| numbers.of(&other.key));
    let found = told.into_iter().find(|(_, descent)| *descent == circle.closing);
    let index = found.map_or(0, |(index, _)| index);
    let relation = relations.get(index);
    let whom = match relation {
        Some(relation) if &*relation.kind == "CHILD" => "somebody from whom this person does not descend",
        _ => "somebody who does not descend from this person",
    };
    LineProblem {
        line: line.number,
        record: Some((RecordKind::Person, line.record.key().to_string())),
        field: format!("relations[{index}].person"),
        value: relation.map(|relation| shorten(&relation.person.key)),
        expected: format!("{whom}: {way}"),
    }
}
