//! How a record changes when an import tells of it: field by field, element by element, never over
//! what people have set. What would have to be overwritten is reported instead.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;
use serde_json::Value;

use super::citation::Citation;
use super::claim::Element;
use super::field::Field;

/// One telling of one record.
pub struct Telling<'a> {
    /// The fields that people have set since.
    pub curated: &'a [String],
    /// The file says what it said before: whatever differs now, people have changed.
    pub is_repeated: bool,
    /// Whether anything changed.
    pub has_changed: bool,
    /// What was not done, and why.
    pub conflicts: Vec<Conflict>,
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
    pub fn new(curated: &'a [String], is_repeated: bool) -> Telling<'a> {
        Telling { curated, is_repeated, has_changed: false, conflicts: Vec::new() }
    }

    /// Tells a field of one value.
    pub fn scalar<T: PartialEq + Serialize>(&mut self, name: &str, stored: &mut Field<T>, told: Field<T>) {
        if told.is_absent() || stored.value() == told.value() {
            return;
        }
        if self.is_repeated || self.is_curated(name) {
            self.conflict(name, stored.value(), told.value());
            return;
        }
        self.has_changed = true;
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
        if self.is_repeated || self.is_curated(name) {
            self.conflict(name, Some(&*stored), Some(&told));
            return;
        }
        self.has_changed = true;
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
        self.elements(name, &mut elements, told);
        if !elements.is_empty() {
            *stored = Field::Value(elements);
        }
    }

    /// Adds one element to a list.
    pub fn add<E: Element>(&mut self, name: &str, stored: &mut Field<Vec<E>>, element: E) {
        if self.is_repeated {
            self.conflict(name, None::<&E>, Some(&element));
            return;
        }
        self.has_changed = true;
        match stored {
            Field::Value(elements) => elements.push(element),
            _ => *stored = Field::Value(vec![element]),
        }
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

    fn elements<E: Element>(&mut self, path: &str, stored: &mut Vec<E>, told: Vec<E>) {
        if stored.is_empty() && !self.is_repeated {
            self.has_changed |= !told.is_empty();
            *stored = told;
            return;
        }
        let matches = match_up(stored, &told);
        let mut is_told = vec![false; stored.len()];
        let mut added = Vec::new();
        for (index, (element, found)) in told.into_iter().zip(matches).enumerate() {
            match found {
                Some(at) => {
                    is_told[at] = true;
                    self.element(&format!("{path}[{index}]"), &mut stored[at], element);
                }
                None if self.is_repeated => {
                    self.conflict(&format!("{path}[{index}]"), None::<&E>, Some(&element));
                }
                None => added.push(element),
            }
        }
        self.has_changed |= !added.is_empty();
        self.remove_untold(path, stored, &is_told);
        stored.extend(added);
    }

    /// Tells one element that was there before: its citations by their own identities, the rest as one.
    fn element<E: Element>(&mut self, path: &str, stored: &mut E, mut told: E) {
        let told_citations = told.citations_mut().map(std::mem::take);
        let mut citations = stored.citations_mut().map(std::mem::take);
        if *stored != told {
            if self.is_repeated || stored.claim().curated {
                self.conflict(path, Some(&*stored), Some(&told));
            } else {
                self.has_changed = true;
                *told.claim_mut() = *stored.claim();
                *stored = told;
            }
        }
        if let (Some(citations), Some(told)) = (&mut citations, told_citations) {
            self.elements::<Citation>(&format!("{path}.citations"), citations, told);
        }
        if let (Some(place), Some(citations)) = (stored.citations_mut(), citations) {
            *place = citations;
        }
    }

    fn remove_untold<E: Element>(&mut self, path: &str, stored: &mut Vec<E>, is_told: &[bool]) {
        if self.is_repeated {
            return;
        }
        let mut index = 0;
        let mut kept = Vec::new();
        let before = stored.len();
        stored.retain_mut(|element| {
            index += 1;
            if is_told[index - 1] || element.claim().curated {
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

/// For each told element, which stored one it is. Where several are alike, in their order.
fn match_up<E: Element>(stored: &[E], told: &[E]) -> Vec<Option<usize>> {
    let mut by_identity: HashMap<E::Identity<'_>, VecDeque<usize>> = HashMap::with_capacity(stored.len());
    for (index, element) in stored.iter().enumerate() {
        by_identity.entry(element.identity()).or_default().push_back(index);
    }
    told.iter()
        .map(|element| {
            let alike = by_identity.get_mut(&element.identity());
            alike.and_then(VecDeque::pop_front)
        })
        .collect()
}
