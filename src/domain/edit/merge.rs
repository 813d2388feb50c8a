//! Two persons made one, and two again. Every claim stays what it was and remembers the person it was made
//! for, or named; so both can be given back, with what was edited meanwhile.

use std::collections::HashSet;

use serde_json::Value;

use super::before::{Fields, give_scalar};
use super::input::Input;
use super::reference::{Named, Wanted};
use super::session::Session;
use super::{Edited, Problem, ProblemCode, Stopped};
use crate::domain::change::set::Entry;
use crate::domain::claim::{Element, Reference, Visitor};
use crate::domain::field::Field;
use crate::domain::person::Person;
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::{ExternalKeyRow, MergerRow, MovedKeyRow, RecordRow, StoreError, Transaction};
use crate::value::id::{GlobalId, RecordKind};

/// How many records that name a person a merge may change.
const REFERRERS_MAX: usize = 20_000;
/// The ties that say whether two records are of one person.
pub const POSSIBLY_SAME: &str = "POSSIBLY_SAME";
pub const NOT_SAME: &str = "NOT_SAME";

impl Session {
    /// Makes one person of two: all that was said of `from` is said of `into`, and its ids and keys lead there.
    pub async fn merge(&mut self, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let from = self.named(&input, "from", RecordKind::Person).await?;
        let into = self.named(&input, "into", RecordKind::Person).await?;
        if from.row.id == into.row.id {
            let shown = Some(format!("person:{}", from.row.id));
            return Err(Problem::invalid("from", shown, "another person than `into`").into());
        }
        let limit = i64::try_from(REFERRERS_MAX + 1).unwrap_or(i64::MAX);
        let referrers = self.transaction.referring_records(&[from.row.id], limit).await?;
        if referrers.len() > REFERRERS_MAX {
            let message =
                format!("more than {REFERRERS_MAX} records name `from`; hint: merge the other way round");
            return Err(
                Problem::other(ProblemCode::InUse, "from", Some(from.key.to_string()), message).into()
            );
        }
        let ids: Vec<i64> = referrers.iter().map(|(id, _)| *id).chain([from.row.id, into.row.id]).collect();
        self.set.load_ids(&self.transaction, &ids).await?;
        self.settle_ties(&from, &into, input.flag("force"))?;
        let moved = self.person(from.row.id)?.clone();
        self.person(into.row.id)?.take_in(moved, from.row.id);
        let target = Reference { key: into.key.clone(), id: into.row.id };
        for entry in self.set.entries_mut() {
            entry.is_deleted |= entry.id == from.row.id;
            entry.current.visit(&mut Repoint { from: from.row.id, to: &target });
        }
        let edited = self.write(into.row.id, expected).await?;
        let batch_id = self.batch.row_id();
        let parts: Vec<MergerRow> = self.transaction.load("moved_to", &[from.row.id], "id").await?;
        let parts: Vec<i64> = parts.iter().map(|row| row.id).collect();
        self.transaction.move_mergers(&parts, into.row.id).await?;
        let (id, to) = (from.row.id, into.row.id);
        self.transaction.insert(vec![MergerRow { id, into_id: to, moved_to: to, batch_id }]).await?;
        self.move_keys(&self.keys(id).await?, to).await?;
        Ok(edited)
    }

    /// Makes two persons again of what was merged.
    pub async fn unmerge(&mut self, input: Input) -> Result<Edited, Stopped> {
        let merger = self.merger(&input).await?;
        let parts = parts_of(&self.transaction, merger.id).await?;
        let named = self.transaction.claims_once_naming(&parts).await?;
        let claims: Vec<crate::store::ClaimRow> = self.transaction.load("id", &named, "id").await?;
        let ids: Vec<i64> = claims.iter().map(|row| row.record_id).chain([merger.moved_to]).collect();
        self.set.load_ids(&self.transaction, &ids).await?;
        if self.set.place_of(merger.moved_to).is_none() {
            let message = format!(
                "`person` became part of person:{}, which is deleted; hint: undo that deletion first",
                merger.moved_to
            );
            return Err(Problem::other(ProblemCode::NotFound, "person", None, message).into());
        }
        let keys = self.keys_once_of(&parts, merger.id).await?;
        let own_key = keys.first().map(|(row, _)| Key::stored(row.key.clone()));
        let own_key = own_key.unwrap_or_else(|| Key::stored(format!("person:{}", merger.id)));
        let row = self.transaction.load::<RecordRow>("id", &[merger.id], "id").await?.pop();
        let fields = self.fields_of(&merger, &parts).await?;
        let mut back = Person::bare(own_key.clone());
        self.person(merger.moved_to)?.give_back(&mut back, &parts, merger.id, &fields);
        self.renew_ties(&merger, &mut back).await?;
        let current = Record::Person(back.into());
        self.set.add_named(Entry::new(merger.id, row, None, current));
        let target = Reference { key: own_key, id: merger.id };
        for entry in self.set.entries_mut() {
            let giving = GiveBack { at: merger.moved_to, parts: &parts, own: merger.id, to: &target };
            entry.current.visit(&mut { giving });
        }
        let mut edited = self.write(merger.moved_to, None).await?;
        self.transaction.delete::<MergerRow>("id", &[merger.id]).await?;
        let others: Vec<i64> = parts.iter().copied().filter(|id| *id != merger.id).collect();
        self.transaction.move_mergers(&others, merger.id).await?;
        self.move_keys(&keys, merger.id).await?;
        edited.restored = Some(GlobalId { kind: RecordKind::Person, number: merger.id });
        Ok(edited)
    }

    pub fn person(&mut self, id: i64) -> Result<&mut Person, Stopped> {
        let place = self.set.place_of(id);
        match place.map(|place| &mut self.set.entries_mut()[place].current) {
            Some(Record::Person(person)) => Ok(person),
            _ => {
                Err(Problem::invalid("person", Some(format!("person:{id}")), "a person of the archive")
                    .into())
            }
        }
    }

    /// A tie between the two that says whether they are the same is used up; any other stands in the way.
    fn settle_ties(&mut self, from: &Named, into: &Named, force: bool) -> Result<(), Stopped> {
        let mut problems = Vec::new();
        for (one, other) in [(from.row.id, into.row.id), (into.row.id, from.row.id)] {
            let person = self.person(one)?;
            for relation in person.relations.items().iter().filter(|relation| relation.person.id == other) {
                let kind = &*relation.kind;
                if kind == POSSIBLY_SAME || (kind == NOT_SAME && force) {
                    continue;
                }
                let hint = match kind {
                    NOT_SAME => "`force: true` overrules it",
                    _ => "change or withdraw that claim first, which `force` does not overrule",
                };
                let message = format!(
                    "`from` and `into` are tied as `{kind}` (claim:{}), so they are taken for two; expected no such tie; \
                     hint: {hint}",
                    relation.claim.id
                );
                let value = Some(kind.to_owned());
                problems.push(Problem::other(ProblemCode::Conflict, "from", value, message));
            }
            if let Some(relations) = person.relations.value_mut() {
                relations.retain(|relation| relation.person.id != other);
            }
        }
        match problems.is_empty() {
            true if force && !self.may_overrule => {
                let message = "`force` needs a token of the role `admin`".to_owned();
                Err(Problem::other(ProblemCode::Forbidden, "force", None, message).into())
            }
            true => Ok(()),
            false => Err(Stopped::Problems(problems)),
        }
    }

    /// The merge that the input wants undone: by the old id or a key of the one that was merged.
    async fn merger(&self, input: &Input) -> Result<MergerRow, Stopped> {
        let value = input.required("person", "the old id or a key of a person that was merged").cloned();
        input.check()?;
        let value = value.unwrap_or_default();
        Wanted::read("person", RecordKind::Person, &value)?;
        let id = match (value.get("id").and_then(Value::as_str), value.get("key").and_then(Value::as_str)) {
            (Some(id), _) => id.parse::<GlobalId>().map(|id| id.number).unwrap_or_default(),
            (_, Some(key)) => {
                let found = self.transaction.records_by_keys(&[(RecordKind::Person, key)]).await?.pop();
                found.map_or(0, |found| found.home_id)
            }
            _ => 0,
        };
        let row = self.transaction.load::<MergerRow>("id", &[id], "id").await?.pop();
        row.ok_or_else(|| {
            let shown = super::shorten(&value.to_string());
            let message = format!(
                "`person` is `{shown}`; expected the old id or a key of a person that was merged into another"
            );
            Problem::other(ProblemCode::NotFound, "person", Some(shown), message).into()
        })
    }

    /// The keys of a record, each with the record it was given to.
    async fn keys(&self, id: i64) -> Result<Vec<(ExternalKeyRow, i64)>, StoreError> {
        let rows: Vec<ExternalKeyRow> = self.transaction.load("record_id", &[id], "id").await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let moved: Vec<MovedKeyRow> = self.transaction.load("id", &ids, "id").await?;
        let home = |row: &ExternalKeyRow| {
            moved.iter().find(|moved| moved.id == row.id).map_or(id, |moved| moved.home_id)
        };
        Ok(rows.into_iter().map(|row| (row.clone(), home(&row))).collect())
    }

    /// The keys that were given to these records, those of `first` before the others.
    async fn keys_once_of(
        &self,
        parts: &[i64],
        first: i64,
    ) -> Result<Vec<(ExternalKeyRow, i64)>, StoreError> {
        let moved: Vec<MovedKeyRow> = self.transaction.load("home_id", parts, "id").await?;
        let ids: Vec<i64> = moved.iter().map(|row| row.id).collect();
        let rows: Vec<ExternalKeyRow> = self.transaction.load("id", &ids, "id").await?;
        let home = |row: &ExternalKeyRow| {
            moved.iter().find(|moved| moved.id == row.id).map_or(0, |moved| moved.home_id)
        };
        let mut keys: Vec<_> = rows.into_iter().map(|row| (row.clone(), home(&row))).collect();
        keys.sort_by_key(|(row, home)| (*home != first, row.id));
        Ok(keys)
    }

    /// Gives keys to the record `to`, after those it has. One that was given to it itself is its own again.
    async fn move_keys(&mut self, keys: &[(ExternalKeyRow, i64)], to: i64) -> Result<(), StoreError> {
        self.batch.reserve(&self.transaction, keys.len()).await?;
        let mut rows = Vec::new();
        for (row, home_id) in keys {
            let id = self.batch.next_id();
            self.transaction.move_key(row.id, id, to).await?;
            if *home_id != to {
                rows.push(MovedKeyRow { id, home_id: *home_id });
            }
        }
        self.transaction.insert(rows).await
    }
}

/// A record and all that became part of it.
async fn parts_of(transaction: &Transaction, id: i64) -> Result<Vec<i64>, StoreError> {
    let mut parts = vec![id];
    let mut next = vec![id];
    while !next.is_empty() {
        let rows: Vec<MergerRow> = transaction.load("into_id", &next, "id").await?;
        next = rows.iter().map(|row| row.id).collect();
        parts.extend(&next);
    }
    Ok(parts)
}

impl Person {
    /// Takes in what was said of another person.
    fn take_in(&mut self, other: Person, from: i64) {
        append(&mut self.names, other.names, from);
        append(&mut self.identifiers, other.identifiers, from);
        append(&mut self.relations, other.relations, from);
        append(&mut self.citations, other.citations, from);
        if self.gender.value().is_none() {
            self.gender = other.gender;
        }
        if self.description.value().is_none() {
            self.description = other.description;
        }
    }

    /// Gives back what was made for the persons `parts`.
    fn give_back(&mut self, back: &mut Person, parts: &[i64], own: i64, fields: &Fields) {
        let parts: HashSet<i64> = parts.iter().copied().collect();
        part(&mut self.names, &mut back.names, &parts, own);
        part(&mut self.identifiers, &mut back.identifiers, &parts, own);
        part(&mut self.relations, &mut back.relations, &parts, own);
        part(&mut self.citations, &mut back.citations, &parts, own);
        give_scalar(&mut self.gender, &mut back.gender, fields.get("gender"));
        give_scalar(&mut self.description, &mut back.description, fields.get("description"));
    }
}

/// Adds elements that were made for another record, which they remember.
fn append<E: Element>(to: &mut Field<Vec<E>>, from: Field<Vec<E>>, home: i64) {
    let Field::Value(mut elements) = from else { return };
    for element in &mut elements {
        let mark = |own: &mut i64| {
            if *own == 0 {
                *own = home;
            }
        };
        mark(&mut element.claim_mut().home);
        element.citations_mut().into_iter().flatten().for_each(|citation| mark(&mut citation.claim.home));
    }
    match to {
        Field::Value(there) => there.extend(elements),
        _ => *to = Field::Value(elements),
    }
}

/// Moves elements that were made for one of `parts`; those of `own` need not remember it any more.
fn part<E: Element>(from: &mut Field<Vec<E>>, to: &mut Field<Vec<E>>, parts: &HashSet<i64>, own: i64) {
    let Field::Value(elements) = std::mem::take(from) else { return };
    let (mut back, left): (Vec<E>, Vec<E>) =
        elements.into_iter().partition(|element| parts.contains(&element.claim().home));
    for element in &mut back {
        let forget = |home: &mut i64| {
            if *home == own {
                *home = 0;
            }
        };
        forget(&mut element.claim_mut().home);
        element.citations_mut().into_iter().flatten().for_each(|citation| forget(&mut citation.claim.home));
    }
    if !left.is_empty() {
        *from = Field::Value(left);
    }
    if !back.is_empty() {
        *to = Field::Value(back);
    }
}

/// Makes what names one person name another, and remember it.
struct Repoint<'a> {
    from: i64,
    to: &'a Reference,
}

impl Visitor for Repoint<'_> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            let Some((_, RecordKind::Person, reference)) = element.reference_mut() else { continue };
            if reference.id == self.from {
                *reference = self.to.clone();
                let target = &mut element.claim_mut().target;
                if *target == 0 {
                    *target = self.from;
                }
            }
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}

/// Makes what once named one of `parts`, and still names where that was, name it again.
struct GiveBack<'a> {
    at: i64,
    parts: &'a [i64],
    own: i64,
    to: &'a Reference,
}

impl Visitor for GiveBack<'_> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            if !self.parts.contains(&element.claim().target) {
                continue;
            }
            let Some((_, RecordKind::Person, reference)) = element.reference_mut() else { continue };
            if reference.id == self.at {
                *reference = self.to.clone();
                let target = &mut element.claim_mut().target;
                if *target == self.own {
                    *target = 0;
                }
            }
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}
