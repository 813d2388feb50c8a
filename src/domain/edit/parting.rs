//! What an undo brings back is whose it was: claims that a merge had moved know again where they were from,
//! and persons that were merged since are named by where they are.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::reference;
use super::session::Session;
use super::sides::whole;
use super::told::fill_required_of;
use crate::domain::change::parting::{EachIdentity, Origin};
use crate::domain::change::set::Entry;
use crate::domain::claim::{ClaimId, Element, Reference, Visitor};
use crate::domain::field::Field;
use crate::domain::import::read_record;
use crate::domain::record::Record;
use crate::domain::telling::identity_text;
use crate::domain::text::Key;
use crate::store::{MergerRow, PartedClaimRow, RecordRow, RevisionRow, StoreError};
use crate::value::id::{ClaimKind, RecordKind};

/// By record, what its claims knew of where they were from.
pub type Origins = HashMap<i64, Vec<Origin>>;

/// By its old key, where a merged person is: the key there, and the person that the old key was given to.
type MovedKeys = HashMap<String, (String, i64)>;

impl Session {
    /// The same revisions, in which persons that were merged since are named by where they are; and what the claims
    /// that they took away knew of where they were from.
    pub async fn follow_mergers(
        &self,
        mut rows: Vec<RevisionRow>,
    ) -> Result<(Vec<RevisionRow>, Origins), StoreError> {
        let mut sides: Vec<(usize, bool, Value)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            sides.extend(row.before.as_deref().map(|side| (at, true, whole(side))));
            sides.extend(row.after.as_deref().map(|side| (at, false, whole(side))));
        }
        let mut named: HashSet<String> = HashSet::new();
        for (_, _, side) in &mut sides {
            reference::each_person(side, &mut |key| {
                named.insert(key.clone());
            });
        }
        let keys: Vec<(RecordKind, &str)> =
            named.iter().map(|key| (RecordKind::Person, key.as_str())).collect();
        let found = self.transaction.records_by_keys(&keys).await?.into_iter().filter(|it| it.home_id != 0);
        let moved: MovedKeys = found.map(|it| (it.key, (it.own_key, it.home_id))).collect();
        let mut parted = self.parted_by(&rows).await?;
        let mut origins = Origins::new();
        for (at, is_before, mut side) in sides {
            let row = &mut rows[at];
            if is_before {
                let told = origins_in(&side, self.set.entry(row.record_id), parted.remove(&row.id), &moved);
                origins.entry(row.record_id).or_default().extend(told);
            }
            if moved.is_empty() {
                continue;
            }
            reference::each_person(&mut side, &mut |key| {
                if let Some((own, _)) = moved.get(key) {
                    key.clone_from(own);
                }
            });
            let side = Some(side.to_string());
            if is_before { row.before = side } else { row.after = side }
        }
        origins.retain(|_, told| !told.is_empty());
        Ok((rows, origins))
    }

    /// By revision, the claims that it took away and that a merge had moved.
    async fn parted_by(&self, rows: &[RevisionRow]) -> Result<HashMap<i64, Vec<Origin>>, StoreError> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let rows: Vec<PartedClaimRow> = self.transaction.load("revision_id", &ids, "id").await?;
        let mut parted: HashMap<i64, Vec<Origin>> = HashMap::new();
        for row in rows {
            let Ok(kind) = row.kind.parse::<ClaimKind>() else { continue };
            let (home, target) = (row.home_id.unwrap_or(0), row.target_id.unwrap_or(0));
            parted.entry(row.revision_id).or_default().push(Origin {
                kind,
                identity: row.identity,
                home,
                target,
            });
        }
        Ok(parted)
    }

    /// Has claims that came back know where they were from. Answers with those that cannot be given back whole: where
    /// they stand, and why.
    pub async fn give_origins(&mut self, origins: Origins) -> Result<Vec<(String, String)>, StoreError> {
        if origins.is_empty() {
            return Ok(Vec::new());
        }
        let ids: HashSet<i64> = origins.values().flatten().flat_map(|it| [it.home, it.target]).collect();
        let ids: Vec<i64> = ids.into_iter().filter(|id| *id != 0).collect();
        let mergers: Vec<MergerRow> = self.transaction.load("id", &ids, "id").await?;
        let mut places: HashMap<i64, i64> = ids.iter().map(|id| (*id, *id)).collect();
        places.extend(mergers.iter().map(|row| (row.id, row.moved_to)));
        let there: Vec<i64> = places.values().copied().collect();
        let records: Vec<RecordRow> = self.transaction.load("id", &there, "id").await?;
        let there: Vec<i64> = records.iter().filter(|row| row.deleted == 0).map(|row| row.id).collect();
        let keys = self.transaction.keys_of(&there).await?;
        let mut keys: HashMap<i64, Key> =
            keys.into_iter().map(|row| (row.record_id, Key::stored(row.key))).collect();
        let back = self.set.entries().iter().filter(|entry| !entry.is_deleted);
        keys.extend(back.map(|entry| (entry.id, entry.current.key().clone())));
        let mut refused = Vec::new();
        for entry in self.set.entries_mut().iter_mut().filter(|entry| !entry.is_deleted) {
            let Some(told) = origins.get(&entry.id) else { continue };
            let mut giving = Giving {
                record: entry.id,
                left: told.clone(),
                places: &places,
                keys: &keys,
                refused: Vec::new(),
            };
            giving.pass_over_held(&mut entry.current);
            giving.give(&mut entry.current);
            let place = format!("{}:{}", entry.current.kind(), entry.id);
            refused.extend(giving.refused.into_iter().map(|message| (place.clone(), message)));
        }
        Ok(refused)
    }
}

/// What the claims of one side of a revision knew of where they were from: as kept when they were taken away, and from
/// the persons they name that were merged since. Told as they are told again, with the keys of today.
fn origins_in(
    side: &Value,
    entry: Option<&Entry>,
    parted: Option<Vec<Origin>>,
    moved: &MovedKeys,
) -> Vec<Origin> {
    let mut parted = parted.unwrap_or_default();
    if parted.is_empty() && moved.is_empty() {
        return Vec::new();
    }
    let mut form = side.clone();
    if let (Some(entry), Some(fields)) = (entry, form.as_object_mut().and_then(|it| it.values_mut().next())) {
        fill_required_of(fields, &entry.current);
    }
    let Ok(mut record) = read_record(&form) else { return Vec::new() };
    let mut reading = Reading { parted: &mut parted, moved, told: Vec::new() };
    record.visit(&mut reading);
    reading.told
}

/// See [`origins_in`].
struct Reading<'a> {
    parted: &'a mut Vec<Origin>,
    moved: &'a MovedKeys,
    told: Vec<Origin>,
}

impl Reading<'_> {
    fn take(&mut self, kind: ClaimKind, identity: &str) -> (i64, i64) {
        let at = self.parted.iter().position(|it| it.kind == kind && it.identity == identity);
        at.map(|at| self.parted.swap_remove(at)).map_or((0, 0), |it| (it.home, it.target))
    }

    fn tell(&mut self, kind: ClaimKind, identity: String, (home, target): (i64, i64)) {
        if home != 0 || target != 0 {
            self.told.push(Origin { kind, identity, home, target });
        }
    }
}

impl Visitor for Reading<'_> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            let was = identity_text(element, "");
            let (home, mut target) = self.take(E::KIND, &was);
            if let Some((_, RecordKind::Person, reference)) = element.reference_mut()
                && let Some((own, home_id)) = self.moved.get(&*reference.key)
            {
                reference.key = Key::stored(own.clone());
                target = if target == 0 { *home_id } else { target };
            }
            let is = identity_text(element, "");
            for citation in element.citations().unwrap_or_default() {
                let known = self.take(ClaimKind::Citation, &identity_text(citation, &was));
                self.tell(ClaimKind::Citation, identity_text(citation, &is), known);
            }
            self.tell(E::KIND, is, (home, target));
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}

/// Claims of one record that are told where they were from.
struct Giving<'a> {
    record: i64,
    left: Vec<Origin>,
    /// Where each person is that was merged.
    places: &'a HashMap<i64, i64>,
    /// The keys of those that are there.
    keys: &'a HashMap<i64, Key>,
    refused: Vec<String>,
}

impl Giving<'_> {
    /// Leaves out what claims that never went away know themselves.
    fn pass_over_held(&mut self, record: &mut Record) {
        let left = &mut self.left;
        record.visit(&mut EachIdentity {
            is_meant: |claim: &ClaimId| claim.id != 0 && (claim.home != 0 || claim.target != 0),
            each: |kind, identity: &str, claim: &mut ClaimId, _: Option<&Reference>| {
                let is_it = |it: &Origin| {
                    (it.kind, &*it.identity, it.home, it.target) == (kind, identity, claim.home, claim.target)
                };
                if let Some(at) = left.iter().position(is_it) {
                    left.swap_remove(at);
                }
                None
            },
        });
    }

    fn give(&mut self, record: &mut Record) {
        record.visit(&mut EachIdentity {
            is_meant: |claim: &ClaimId| claim.id == 0,
            each: |kind, identity: &str, claim: &mut ClaimId, named: Option<&Reference>| {
                let at = self.left.iter().position(|it| it.kind == kind && it.identity == identity)?;
                let origin = self.left.swap_remove(at);
                self.give_home(origin.home, claim);
                self.give_target(origin.target, claim, named)
            },
        });
    }

    fn give_home(&mut self, home: i64, claim: &mut ClaimId) {
        if home == 0 {
            return;
        }
        if self.places.get(&home) == Some(&self.record) {
            claim.home = if home == self.record { 0 } else { home };
            return;
        }
        let message = format!(
            "a claim of it was made for person:{home}, which is no part of it any more; expected them merged, as they \
             were; hint: merge them first, or say it again of person:{home}"
        );
        self.refuse(message);
    }

    /// Has a claim that comes back name the person it named: where that one is today.
    fn give_target(
        &mut self,
        target: i64,
        claim: &mut ClaimId,
        named: Option<&Reference>,
    ) -> Option<Reference> {
        let named = named.filter(|_| target != 0)?;
        let place = self.places.get(&target).copied().unwrap_or(target);
        let Some(key) = self.keys.get(&place) else {
            let message = format!(
                "a claim of it named person:{target}, which is deleted; expected that person there; hint: bring that \
                 back first"
            );
            self.refuse(message);
            return None;
        };
        claim.target = if place == target { 0 } else { target };
        (named.id != place).then(|| Reference { key: key.clone(), id: place })
    }

    fn refuse(&mut self, message: String) {
        if !self.refused.contains(&message) {
            self.refused.push(message);
        }
    }
}
