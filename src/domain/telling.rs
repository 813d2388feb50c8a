//! How a record changes when an import tells of it: field by field, element by element, never over
//! what people have set. What would have to be overwritten is reported instead.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use serde::Serialize;
use serde_json::Value;

use super::citation::Citation;
use super::claim::{ClaimId, Element};
use super::field::Field;
use crate::value::id::ClaimKind;

/// One telling of one record.
pub struct Telling<'a> {
    /// The fields that people have set since.
    pub curated: &'a [String],
    /// The file says what it said before: whatever differs now, people have changed.
    pub is_repeated: bool,
    /// Whether people tell it: then what they say stands, whoever said otherwise.
    pub by_people: bool,
    /// Whether it says again what was said before a change that is undone: then nobody says anything new, and
    /// nothing is marked as said or taken away by people.
    pub is_undoing: bool,
    /// The record that the telling is of, where a merge moved its key: only claims made for it are told.
    pub home: i64,
    /// What people took away, by kind and identity: no import brings it back.
    pub withdrawn: Cow<'a, HashSet<(ClaimKind, String)>>,
    /// Whether anything changed.
    pub has_changed: bool,
    /// What was not done, and why.
    pub conflicts: Vec<Conflict>,
    /// The fields that people set in this telling.
    pub set: Vec<String>,
    /// What people take away in this telling that an import had given.
    pub withdrawals: Vec<(ClaimKind, String)>,
    /// What people say in this telling that they had taken away.
    pub renewals: Vec<(ClaimKind, String)>,
}

/// Something the file says and the archive contradicts; the archive was left as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The field, as a path: `names[2].note`.
    pub field: String,
    /// What the archive says; none if people removed it.
    pub archive: Option<Value>,
    /// What the file says; none if it no longer says anything.
    pub file: Option<Value>,
    /// Whether the file's word was taken: two parts of it disagree, and the fuller one stands.
    pub is_settled: bool,
}

impl<'a> Telling<'a> {
    /// A telling to a record of which people have set the fields `curated`.
    pub fn new(
        curated: &'a [String],
        withdrawn: &'a HashSet<(ClaimKind, String)>,
        is_repeated: bool,
    ) -> Telling<'a> {
        Telling {
            curated,
            is_repeated,
            by_people: false,
            is_undoing: false,
            home: 0,
            withdrawn: Cow::Borrowed(withdrawn),
            has_changed: false,
            conflicts: Vec::new(),
            set: Vec::new(),
            withdrawals: Vec::new(),
            renewals: Vec::new(),
        }
    }

    /// A telling by people: it overwrites whatever was said.
    pub fn by_people(withdrawn: &'a HashSet<(ClaimKind, String)>) -> Telling<'a> {
        Telling { by_people: true, ..Telling::new(&[], withdrawn, false) }
    }

    /// Tells a field of one value.
    pub fn scalar<T: PartialEq + Serialize>(&mut self, name: &str, stored: &mut Field<T>, told: Field<T>) {
        if told.is_absent() || stored.value() == told.value() {
            return;
        }
        if self.is_kept(name, stored.value().is_some()) {
            self.conflict(name, stored.value(), told.value());
            return;
        }
        self.note(name);
        *stored = match told {
            Field::Value(value) => Field::Value(value),
            _ => Field::Absent,
        };
    }

    /// Tells a field that is never empty.
    pub fn required<T: PartialEq + Serialize>(&mut self, name: &str, stored: &mut T, told: T) {
        if *stored == told {
            return;
        }
        if self.is_kept(name, true) {
            self.conflict(name, Some(&*stored), Some(&told));
            return;
        }
        self.note(name);
        *stored = told;
    }

    /// Tells a list: it replaces what imports gave, and leaves what people added.
    pub fn list<E: Element>(&mut self, name: &str, stored: &mut Field<Vec<E>>, told: Field<Vec<E>>) {
        let told = match told {
            Field::Absent => return,
            Field::Null => Vec::new(),
            Field::Value(told) => told,
        };
        let mut elements = match std::mem::take(stored) {
            Field::Value(elements) => elements,
            _ => Vec::new(),
        };
        self.elements(name, &mut elements, told, "");
        if !elements.is_empty() {
            *stored = Field::Value(elements);
        }
    }

    /// Takes an element of a list away.
    pub fn take_away<E: Element>(&mut self, stored: &mut Vec<E>, at: usize, of: &str) {
        let mut element = stored.remove(at);
        self.has_changed = true;
        withdraw(&mut element, of, &mut self.withdrawals);
    }

    /// Adds one element to a list.
    pub fn add<E: Element>(&mut self, name: &str, stored: &mut Field<Vec<E>>, mut element: E) {
        if self.is_repeated || self.is_withdrawn(&element, "") {
            self.conflict(name, None::<&E>, Some(&element));
            return;
        }
        self.make(&mut element, "");
        match stored {
            Field::Value(elements) => elements.push(element),
            _ => *stored = Field::Value(vec![element]),
        }
    }

    /// Adds one element to a list of a claim's own; `of` is what makes it that claim.
    pub fn add_to<E: Element>(&mut self, stored: &mut Vec<E>, mut element: E, of: &str) {
        self.make(&mut element, of);
        stored.push(element);
    }

    /// Takes out of a list what imports put there and people left alone, so that it is told anew.
    pub fn forget_imported<E: Element>(&mut self, stored: &mut Field<Vec<E>>) {
        if let (false, Some(elements)) = (self.is_repeated, stored.value_mut()) {
            elements.retain_mut(is_curated_anywhere);
        }
    }

    /// Notes that the archive keeps what it says though the file says otherwise.
    pub fn contradiction<T: Serialize>(&mut self, field: &str, archive: Option<&T>, file: &T) {
        self.conflict(field, archive, Some(file));
    }

    /// Notes that the file told a field twice, and that the fuller telling stands.
    pub fn disagreement<T: Serialize>(&mut self, field: &str, archive: &T, file: &T) {
        if self.is_repeated || self.is_curated(field) {
            return;
        }
        self.conflict(field, Some(archive), Some(file));
        if let Some(conflict) = self.conflicts.last_mut() {
            conflict.is_settled = true;
        }
    }

    /// Tells a list of elements; `of` is the identity of the claim that it belongs to, if it is one.
    fn elements<E: Element>(&mut self, path: &str, stored: &mut Vec<E>, told: Vec<E>, of: &str) {
        let is_free = !self.is_repeated && !self.by_people && self.withdrawn.is_empty() && self.home == 0;
        if stored.is_empty() && is_free {
            self.has_changed |= !told.is_empty();
            *stored = told;
            return;
        }
        let home = (!self.by_people).then_some(self.home);
        let mut matches = match_up(stored, &told, home);
        if home == Some(0) {
            know_again(stored, &told, &mut matches);
        }
        let mut is_told = vec![false; stored.len()];
        let mut added = Vec::new();
        for (index, (mut element, found)) in told.into_iter().zip(matches).enumerate() {
            match found {
                Some(at) => {
                    is_told[at] = true;
                    self.element(&format!("{path}[{index}]"), &mut stored[at], element, of);
                }
                None if self.is_repeated || self.is_withdrawn(&element, of) => {
                    self.conflict(&format!("{path}[{index}]"), None::<&E>, Some(&element));
                }
                None => {
                    self.make(&mut element, of);
                    added.push(element);
                }
            }
        }
        self.remove_untold(path, stored, &is_told, of);
        stored.extend(added);
    }

    /// Tells one element that was there before: its citations by their own identities, the rest as one.
    pub fn element<E: Element>(&mut self, path: &str, stored: &mut E, mut told: E, of: &str) {
        let told_citations = told.citations_mut().map(std::mem::take);
        let mut citations = stored.citations_mut().map(std::mem::take);
        if *stored != told {
            if !self.by_people && (self.is_repeated || stored.claim().curated) {
                self.conflict(path, Some(&*stored), Some(&told));
            } else {
                self.has_changed = true;
                if self.marks() && !stored.claim().curated && stored.identity() != told.identity() {
                    self.withdrawals.push((E::KIND, identity_text(stored, of)));
                }
                *told.claim_mut() = *stored.claim();
                *stored = told;
                if self.marks() {
                    stored.claim_mut().touch();
                }
            }
        }
        if let (Some(citations), Some(told)) = (&mut citations, told_citations) {
            let of = identity_text(stored, of);
            self.elements::<Citation>(&format!("{path}.citations"), citations, told, &of);
        }
        if let (Some(place), Some(citations)) = (stored.citations_mut(), citations) {
            *place = citations;
        }
    }

    fn remove_untold<E: Element>(&mut self, path: &str, stored: &mut Vec<E>, is_told: &[bool], of: &str) {
        if self.is_repeated {
            return;
        }
        let mut index = 0;
        let mut kept = Vec::new();
        let before = stored.len();
        stored.retain_mut(|element| {
            index += 1;
            if is_told[index - 1] || !(self.by_people || element.claim().home == self.home) {
                return true;
            }
            if self.by_people {
                if !self.is_undoing {
                    withdraw(element, of, &mut self.withdrawals);
                }
                return false;
            }
            if element.claim().curated {
                return true;
            }
            let stays = is_curated_anywhere(element);
            if stays {
                kept.push((index - 1, serde_json::to_value(&*element).ok()));
            }
            stays
        });
        self.has_changed |= stored.len() < before;
        for (index, archive) in kept {
            self.conflicts.push(Conflict {
                field: format!("{path}[{index}]"),
                archive,
                file: None,
                is_settled: false,
            });
        }
    }

    /// Notes that an element is new, and who says so.
    fn make<E: Element>(&mut self, element: &mut E, of: &str) {
        self.has_changed = true;
        element.claim_mut().home = self.home;
        if !self.by_people {
            return;
        }
        let marks = self.marks();
        let mark = |claim: &mut ClaimId| {
            if marks {
                claim.touch();
            }
        };
        mark(element.claim_mut());
        let own = identity_text(element, of);
        for citation in element.citations_mut().into_iter().flatten() {
            mark(&mut citation.claim);
            self.renewals.push((ClaimKind::Citation, identity_text(citation, &own)));
        }
        self.renewals.push((E::KIND, own));
    }

    fn is_withdrawn<E: Element>(&self, element: &E, of: &str) -> bool {
        !self.by_people
            && !self.withdrawn.is_empty()
            && self.withdrawn.contains(&(E::KIND, identity_text(element, of)))
    }

    /// Whether a field stays as it is whatever is told.
    fn is_kept(&self, name: &str, is_there: bool) -> bool {
        if self.by_people {
            return false;
        }
        // What a merged record says of itself does not overwrite the one it became part of.
        self.is_repeated || self.is_curated(name) || (self.home != 0 && is_there)
    }

    /// Whether people say something new.
    fn marks(&self) -> bool {
        self.by_people && !self.is_undoing
    }

    /// Notes that a field changes, and who set it.
    fn note(&mut self, name: &str) {
        self.has_changed = true;
        if self.marks() {
            self.set.push(name.to_owned());
        }
    }

    fn is_curated(&self, name: &str) -> bool {
        self.curated.iter().any(|curated| curated == name)
    }

    fn conflict<A: Serialize, F: Serialize>(&mut self, field: &str, archive: Option<A>, file: Option<F>) {
        let json = |value: Result<Value, _>| value.unwrap_or(Value::Null);
        self.conflicts.push(Conflict {
            field: field.to_owned(),
            archive: archive.map(|value| json(serde_json::to_value(value))),
            file: file.map(|value| json(serde_json::to_value(value))),
            is_settled: false,
        });
    }
}

/// Whether people made or changed the element, or one of its citations.
fn is_curated_anywhere<E: Element>(element: &mut E) -> bool {
    let is_cited = |element: &mut E| {
        let citations = element.citations_mut();
        citations.is_some_and(|citations| citations.iter().any(|citation| citation.claim.curated))
    };
    element.claim().curated || is_cited(element)
}

/// What makes an element the same claim, as a text; `of` is that of the claim it belongs to.
pub fn identity_text<E: Element>(element: &E, of: &str) -> String {
    serde_json::to_string(&(of, element.identity())).expect("texts are always JSON")
}

/// Notes that people take an element away: what of it an import had given is not to come back.
fn withdraw<E: Element>(element: &mut E, of: &str, withdrawals: &mut Vec<(ClaimKind, String)>) {
    let own = identity_text(element, of);
    for citation in element.citations_mut().into_iter().flatten().filter(|citation| !citation.claim.curated) {
        withdrawals.push((ClaimKind::Citation, identity_text(citation, &own)));
    }
    if !element.claim().curated {
        withdrawals.push((E::KIND, own));
    }
}

/// For each told element, which stored one it is, of those made for the same record. Where several are
/// alike, in their order.
fn match_up<E: Element>(stored: &[E], told: &[E], home: Option<i64>) -> Vec<Option<usize>> {
    let mut by_identity: HashMap<E::Identity<'_>, VecDeque<usize>> = HashMap::with_capacity(stored.len());
    for (index, element) in stored.iter().enumerate() {
        if home.is_some_and(|home| element.claim().home != home) {
            continue;
        }
        by_identity.entry(element.identity()).or_default().push_back(index);
    }
    told.iter()
        .map(|element| {
            let alike = by_identity.get_mut(&element.identity());
            alike.and_then(VecDeque::pop_front)
        })
        .collect()
}

/// What a record is told that a merge brought to it already, to the letter, is the same claim: an export tells its own
/// archive nothing.
fn know_again<E: Element>(stored: &[E], told: &[E], matches: &mut [Option<usize>]) {
    let moved = |at: &usize| stored[*at].claim().home != 0;
    let mut left: Vec<usize> = (0..stored.len()).filter(moved).collect();
    for (element, found) in told.iter().zip(matches).filter(|(_, found)| found.is_none()) {
        let known = left.iter().position(|at| stored[*at] == *element);
        *found = known.map(|known| left.swap_remove(known));
    }
}
