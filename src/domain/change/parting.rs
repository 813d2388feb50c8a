//! Claims that a merge had moved and that leave their record: what they knew of where they were from is kept
//! with the revision that takes them, so that undoing it gives them back whole.

use std::collections::HashSet;

use super::Batch;
use super::set::Entry;
use crate::domain::claim::{ClaimId, Element, Reference, Visitor};
use crate::domain::field::Field;
use crate::domain::telling::identity_text;
use crate::store::{PartedClaimRow, StoreError, Transaction};
use crate::value::id::{ClaimKind, RecordKind};

/// What a claim knows of where it was from, and what makes it that claim.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// What kind of claim it is.
    pub kind: ClaimKind,
    /// What makes it the same claim, as [`identity_text`] tells it.
    pub identity: String,
    /// See [`ClaimId::home`].
    pub home: i64,
    /// See [`ClaimId::target`].
    pub target: i64,
}

/// Calls a function for each claim in the lists of a record that `is_meant`: with its kind, with what makes it the
/// same claim, and with the person it names. The function may have it name another person.
pub struct EachIdentity<M, F> {
    /// Which claims are shown.
    pub is_meant: M,
    /// What is called.
    pub each: F,
}

impl<M, F> Visitor for EachIdentity<M, F>
where
    M: Fn(&ClaimId) -> bool,
    F: FnMut(ClaimKind, &str, &mut ClaimId, Option<&Reference>) -> Option<Reference>,
{
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            let cited = element.citations().unwrap_or_default();
            let is_cited = cited.iter().any(|citation| (self.is_meant)(&citation.claim));
            if !is_cited && !(self.is_meant)(element.claim()) {
                continue;
            }
            let own = identity_text(element, "");
            for citation in element.citations_mut().into_iter().flatten() {
                if (self.is_meant)(&citation.claim) {
                    let identity = identity_text(citation, &own);
                    (self.each)(ClaimKind::Citation, &identity, &mut citation.claim, None);
                }
            }
            if !(self.is_meant)(element.claim()) {
                continue;
            }
            let named = element.reference_mut().filter(|(_, kind, _)| *kind == RecordKind::Person);
            let named = named.map(|(_, _, reference)| reference.clone());
            let other = (self.each)(E::KIND, &own, element.claim_mut(), named.as_ref());
            if let (Some(other), Some((_, _, reference))) = (other, element.reference_mut()) {
                *reference = other;
            }
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}

impl Batch {
    /// Keeps where the claims were from that these records lose; each comes with the number of the revision.
    pub(super) async fn keep_origins(
        &mut self,
        transaction: &Transaction,
        changed: &[(&Entry, i64)],
    ) -> Result<(), StoreError> {
        // Claims that go from one person to another are not lost; such a change is taken back by its opposite.
        if ["merge", "unmerge"].contains(&self.kind) {
            return Ok(());
        }
        let mut lost = Vec::new();
        for (entry, revision_id) in changed {
            lost.extend(lost_origins(entry).into_iter().map(|origin| (origin, *revision_id)));
        }
        self.reserve(transaction, lost.len()).await?;
        let some = |id: i64| (id != 0).then_some(id);
        let row = |(origin, revision_id): (Origin, i64)| PartedClaimRow {
            id: self.next_id(),
            revision_id,
            kind: origin.kind.as_str().to_owned(),
            identity: origin.identity,
            home_id: some(origin.home),
            target_id: some(origin.target),
        };
        let rows = lost.into_iter().map(row).collect();
        transaction.insert(rows).await
    }
}

/// The claims that a merge had moved and that a record does not hold any more, or not as the same claims.
fn lost_origins(entry: &Entry) -> Vec<Origin> {
    let Some(original) = &entry.original else { return Vec::new() };
    let mut held: HashSet<(i64, Origin)> = HashSet::new();
    if !entry.is_deleted {
        each_origin(&mut entry.current.clone(), |id, origin| {
            held.insert((id, origin));
        });
    }
    let mut lost = Vec::new();
    each_origin(&mut original.clone(), |id, origin| {
        if !held.contains(&(id, origin.clone())) {
            lost.push(origin);
        }
    });
    lost
}

fn each_origin(record: &mut crate::domain::record::Record, mut each: impl FnMut(i64, Origin)) {
    record.visit(&mut EachIdentity {
        is_meant: |claim: &ClaimId| claim.home != 0 || claim.target != 0,
        each: |kind, identity: &str, claim: &mut ClaimId, _: Option<&Reference>| {
            let (home, target) = (claim.home, claim.target);
            each(claim.id, Origin { kind, identity: identity.to_owned(), home, target });
            None
        },
    });
}
