//! The passages that may be names, each with the persons who may be meant: what was looked up, held
//! against the words as they are spelled. Never weighs one person against another.

use std::cell::Cell;

use foldhash::HashMap;

use super::forms::How;
use super::lookup::{ENTRIES, Entry, Facts, Lookup};
use super::nicknames;
use super::parts::NameWord;
use super::spot::{Manner, Reading};
use super::token::{Gap, Token, Tokens};

/// How well the words of a passage fit a person's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// They sound alike.
    Sounds,
    /// Abbreviated, not by the beginning.
    Loose,
    /// Abbreviated, one letter of a name.
    Initial,
    /// A pet name.
    Nickname,
    /// Abbreviated by the beginning.
    Beginning,
    /// But for an ending.
    Stem,
    /// As spelled.
    Exact,
}

/// A person who may be meant.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The person.
    pub person: i64,
    /// The form.
    pub how: How,
    /// How the text was read.
    pub manner: Manner,
    /// The worst fit of its words.
    pub fit: Fit,
    /// The weight of the form, of that of its kind.
    pub share: f64,
    /// How often curators confirmed the person behind the form.
    pub confirmed: u32,
    /// The weight of it, whoever else is named, once it is reckoned.
    pub alone: Cell<Option<f64>>,
}

/// A passage that may be a name.
#[derive(Clone, Debug)]
pub struct Span {
    /// The first word.
    pub first: usize,
    /// The last word.
    pub last: usize,
    /// Who may be meant.
    pub candidates: Vec<Candidate>,
    /// How many more persons have the form.
    pub more: u32,
}

impl Span {
    /// The number of its words.
    pub fn words(&self) -> usize {
        self.last - self.first + 1
    }

    /// Takes a candidate in, or a better reading of one.
    pub fn add(&mut self, candidate: Candidate) {
        let known = self.candidates.iter_mut().find(|known| known.person == candidate.person);
        let is_other = match known {
            None => {
                self.candidates.push(candidate);
                true
            }
            Some(known) => {
                let better = (candidate.manner != Manner::Skipped, candidate.how.weight(), candidate.fit)
                    > (known.manner != Manner::Skipped, known.how.weight(), known.fit);
                let confirmed = known.confirmed.max(candidate.confirmed);
                if better {
                    *known = candidate;
                }
                if better || known.confirmed != confirmed {
                    known.confirmed = confirmed;
                    known.alone.take();
                }
                better
            }
        };
        if is_other {
            // Against whoever was confirmed behind a form speak those who bear it.
            let confirmed = self.candidates.iter().filter(|known| known.how == How::Confirmed);
            confirmed.for_each(|known| known.alone.set(None));
        }
    }
}

/// The passages of a text for which something was found, in order.
pub fn spans(tokens: &Tokens, readings: &[Reading], lookup: &Lookup) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for reading in readings {
        let hits = lookup.forms.get(reading.key);
        let confirmed = lookup.confirmed.get(&reading.key).copied();
        if hits.is_none() && confirmed.is_none() {
            continue;
        }
        let mut span = match spans.pop_if(|span| (span.first, span.last) == (reading.first, reading.last)) {
            Some(span) => span,
            None => Span { first: reading.first, last: reading.last, candidates: Vec::new(), more: 0 },
        };
        if let Some(hits) = hits {
            if matches!(reading.manner, Manner::Plain | Manner::Shortened) {
                span.more = span
                    .more
                    .max(hits.more + u32::try_from(hits.entries.len().saturating_sub(ENTRIES)).unwrap_or(0));
            }
            for entry in hits.entries.iter().take(ENTRIES) {
                consider(tokens, reading, entry, lookup.facts.get(&entry.person), &mut span);
            }
        }
        let fit = if reading.manner == Manner::Stem { Fit::Stem } else { Fit::Exact };
        for (person, count) in confirmed.into_iter().flatten() {
            span.add(Candidate {
                person: *person,
                how: How::Confirmed,
                manner: reading.manner,
                fit,
                share: 1.0,
                confirmed: *count,
                alone: Cell::default(),
            });
        }
        spans.push(span);
    }
    spans.retain(|span| !span.candidates.is_empty());
    spans
}

/// Takes a person in whose names the words of a passage fit.
pub fn consider(tokens: &Tokens, reading: &Reading, entry: &Entry, facts: Option<&Facts>, span: &mut Span) {
    let Entry { person, how, weight } = *entry;
    if reading.comma != (how == How::Inverted) && reading.comma {
        return;
    }
    let Some(facts) = facts else { return };
    let words = tokens.words.get(reading.first..=reading.last).unwrap_or_default();
    let mut worst = Fit::Exact;
    for (at, word) in words.iter().enumerate() {
        let last = at + 1 == words.len();
        if reading.manner == Manner::Skipped && at > 0 && !last {
            continue;
        }
        if compound(words, at, &facts.words) {
            continue;
        }
        match fit(word, &facts.words, last) {
            Some(fit) => worst = worst.min(fit),
            None => return,
        }
    }
    let share = f64::from(weight) / f64::from(how.weight());
    let alone = Cell::default();
    span.add(Candidate { person, how, manner: reading.manner, fit: worst, share, confirmed: 0, alone });
}

/// Whether a word is one half of a compound that a name has as one word.
fn compound(words: &[Token], at: usize, names: &[NameWord]) -> bool {
    let pair = |one: usize| {
        let (Some(one), Some(other)) = (words.get(one), words.get(one + 1)) else { return false };
        let joined = || format!("{}{}", one.folded, other.folded);
        other.gap == Gap::Hyphen
            && names.iter().any(|name| name.folded.starts_with(&one.folded) && name.folded == joined())
    };
    pair(at) || at.checked_sub(1).is_some_and(pair)
}

/// How well a word of a text fits one of the words of a person's names.
pub fn fit(word: &Token, names: &[NameWord], last: bool) -> Option<Fit> {
    if word.is_unspaced() {
        return Some(Fit::Exact);
    }
    let folded = word.folded.as_str();
    if names.iter().any(|name| name.folded == folded) {
        return Some(Fit::Exact);
    }
    let stems = if last || word.declines() { word.stems.as_slice() } else { &[] };
    if stems.iter().any(|stem| names.iter().any(|name| name.folded == stem.folded)) {
        return Some(Fit::Stem);
    }
    let letter = word.letters() == 1;
    if word.dotted || letter {
        if names.iter().any(|name| name.folded.starts_with(folded)) {
            return Some(if letter { Fit::Initial } else { Fit::Beginning });
        }
        if word.letters() <= 4 && names.iter().any(|name| abbreviates(folded, &name.folded)) {
            return Some(Fit::Loose);
        }
        let called = |name: &NameWord| {
            nicknames::nicknames(&name.folded).iter().any(|called| abbreviates(folded, called))
        };
        if !letter && names.iter().any(called) {
            return Some(Fit::Loose);
        }
    }
    if letter {
        return None;
    }
    if names.iter().any(|name| word.pet_of.contains(&name.folded.as_str())) {
        return Some(Fit::Nickname);
    }
    let sounds = |name: &NameWord| name.key == word.key || stems.iter().any(|stem| stem.key == name.key);
    names.iter().any(sounds).then_some(Fit::Sounds)
}

/// Whether a word abbreviates a name: the same first letter, the others in the same order.
fn abbreviates(short: &str, name: &str) -> bool {
    let mut letters = name.chars();
    let mut at_start = true;
    for letter in short.chars() {
        if std::mem::take(&mut at_start) {
            if letters.next() != Some(letter) {
                return false;
            }
        } else if !letters.any(|other| other == letter) {
            return false;
        }
    }
    !short.is_empty() && short.len() < name.len()
}

/// The persons who are named in a longer form, by the places of their keys, for the rest of the text: a key that was too
/// common to be looked up in full finds them too.
pub type Local = HashMap<usize, Vec<Entry>>;

/// Takes persons in as candidates for short forms: those who are named in a longer form in the same text, or those who are
/// `near` its author alone. Against the latter all speak who bear the form too and are not thought of.
pub fn add_local(
    tokens: &Tokens,
    readings: &[Reading],
    local: &Local,
    near: bool,
    lookup: &Lookup,
    spans: &mut Vec<Span>,
) {
    if local.is_empty() {
        return;
    }
    let hits = |reading: &Reading| lookup.forms.get(reading.key);
    let others = |reading: &Reading| hits(reading).filter(|_| near).map_or(0, |hits| hits.more);
    let mut at: HashMap<(usize, usize), usize> =
        spans.iter().enumerate().map(|(at, span)| ((span.first, span.last), at)).collect();
    for reading in readings {
        let Some(persons) = local.get(&reading.key) else { continue };
        let place = (reading.first, reading.last);
        let index = *at.entry(place).or_insert_with(|| {
            let more = others(reading);
            spans.push(Span { first: reading.first, last: reading.last, candidates: Vec::new(), more });
            spans.len() - 1
        });
        let Some(span) = spans.get_mut(index) else { continue };
        if !near && hits(reading).is_some_and(|hits| hits.entries.is_empty()) {
            span.more = 0;
        }
        for entry in persons {
            consider(tokens, reading, entry, lookup.facts.get(&entry.person), span);
        }
    }
    spans.retain(|span| !span.candidates.is_empty());
    spans.sort_by_key(|span| (span.first, span.last));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_keep_the_order_of_letters() {
        assert!(
            abbreviates("kfm", "kaufmann") && abbreviates("schw", "schwarzkopf") && abbreviates("mz", "mizi")
        );
        assert!(
            !abbreviates("fk", "kaufmann") && !abbreviates("kaufmann", "kaufmann") && !abbreviates("", "x")
        );
    }
}
