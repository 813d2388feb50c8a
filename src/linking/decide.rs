//! Who is meant by which passage: candidates weighed, the longest passage that holds taken, persons named
//! in full taken for the shorter forms of the same text. Same input, same output. Never fetches, never fails.

use std::cmp::{Ordering, Reverse};

use foldhash::HashMap;

use super::forms::How;
use super::gather::{self, Local, Span};
use super::guard::{self, Surroundings};
use super::lookup::{ENTRIES, Entry, Lookup};
use super::rank::{Anchor, Scene, weigh};
use super::spot::{Keys, Piece};
use super::token::Tokens;
use super::unresolved;

pub use super::rank::{CIRCLE, Document};
pub use super::settings::{Settings, Weights};

/// The most candidates kept for a passage.
pub const KEPT: usize = 3;

/// The least score of a passage that is told at all.
const FLOOR: f64 = 0.1;

/// A passage with who may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it starts, in Unicode scalar values.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The best candidates, best first: the person, the score of 1000, the rule. Empty for a name that
    /// looks like a person's and is nobody's.
    pub candidates: Vec<(i64, u16, &'static str)>,
    /// Whether the first candidate is sure enough to be linked.
    pub linked: bool,
    /// Whether the form has one person only, and says by itself who is meant: what counts as an
    /// unambiguous mention.
    pub unambiguous: bool,
}

/// A weighed passage.
struct Weighed {
    first: usize,
    last: usize,
    candidates: Vec<(i64, f64, How)>,
    alone: bool,
}

impl Weighed {
    fn best(&self) -> f64 {
        self.candidates.first().map_or(0.0, |candidate| candidate.1)
    }
}

/// What of a text, or a window of one, stays the same however often persons are named: the passages that may be names,
/// and who may be meant. It is made once, and weighed at each reading.
pub struct Prepared {
    spans: Vec<Span>,
    surroundings: HashMap<(usize, usize), Surroundings>,
    /// Those who are near the author, by whom short forms were looked for.
    near: Vec<i64>,
}

impl Prepared {
    /// Whether it holds for a document: the same persons are near its author.
    pub fn is_of(&self, document: &Document) -> bool {
        self.near == near(document)
    }
}

/// Whose short forms are looked for even where nobody is named in full.
fn near(document: &Document) -> Vec<i64> {
    document.about.iter().take(KEPT).chain(document.circle.iter().take(CIRCLE)).copied().collect()
}

/// Finds the passages that may be names, of a text or a window of one.
pub fn prepare(document: &Document, piece: &Piece, lookup: &Lookup) -> Prepared {
    let Piece { tokens, readings, keys } = piece;
    let mut spans = gather::spans(tokens, readings, lookup);
    let near = near(document);
    let local = local(near.clone(), lookup, keys);
    gather::add_local(tokens, readings, &local, true, lookup, &mut spans);
    Prepared { spans, surroundings: HashMap::default(), near }
}

/// Decides who is meant by them.
pub fn decide(
    prepared: &mut Prepared,
    document: &Document,
    piece: &Piece,
    lookup: &Lookup,
    settings: &Settings,
) -> Vec<Found> {
    let Piece { tokens, readings, keys } = piece;
    let Prepared { spans, surroundings, .. } = prepared;
    let mut spans = spans.clone();
    let mut anchored = about(document);
    let mut chosen = Vec::new();
    for round in 0..3 {
        let scene = Scene { tokens, lookup, document, anchored: &anchored, weights: &settings.weights };
        chosen = choose(&scene, &spans, surroundings);
        if round == 2 {
            break;
        }
        let mut named = about(document);
        for weighed in &chosen {
            anchor(weighed, round, &mut named);
        }
        // Whom these bring along is among the candidates by now, and the weights are those that they were.
        let is_settled = round > 0 && named == anchored;
        anchored = named;
        if anchored.is_empty() || is_settled {
            break;
        }
        let local = local(anchored.keys().copied().collect(), lookup, keys);
        gather::add_local(tokens, readings, &local, false, lookup, &mut spans);
    }
    let mut found: Vec<Found> = chosen.iter().map(|weighed| found(weighed, tokens, settings)).collect();
    found.extend(unresolved::names(tokens, lookup, &found));
    found.sort_by_key(|found| (found.start, found.end));
    found
}

/// Takes the person of a long form, and in the second round of a sure surname, for the rest of the text.
fn anchor(weighed: &Weighed, round: usize, anchored: &mut HashMap<i64, Anchor>) {
    let Some((person, score, how)) = weighed.candidates.first() else { return };
    let strong = how.is_strong() && weighed.last > weighed.first || *how == How::Full;
    let sure = strong && *score >= 0.5;
    let fairly = round == 1 && *score >= 0.8 && !matches!(how, How::Letter | How::Prefix | How::Initials);
    if sure || fairly {
        let first = anchored.is_empty();
        let anchor = anchored.entry(*person).or_insert(Anchor { sure: 0.0, times: 0, first });
        anchor.sure = anchor.sure.max(if sure { *score } else { 0.5 });
        anchor.times += u32::from(sure);
    }
}

/// The persons a document is about, as if named in full.
fn about(document: &Document) -> HashMap<i64, Anchor> {
    let persons = document.about.iter().take(KEPT);
    persons.map(|person| (*person, Anchor { sure: 1.0, times: 2, first: true })).collect()
}

/// The short forms of the persons named, and of the author's circle, as far as they are among the keys of a text.
fn local(mut persons: Vec<i64>, lookup: &Lookup, keys: &Keys) -> Local {
    persons.sort_unstable();
    persons.dedup();
    let mut local = Local::default();
    for person in persons {
        let Some(facts) = lookup.facts.get(&person) else { continue };
        for word in facts.words.iter() {
            let how = match word.role {
                super::parts::Role::Given => How::Given,
                super::parts::Role::Middle => How::Middle,
                super::parts::Role::Surname => How::Surname,
                super::parts::Role::Title | super::parts::Role::Other => continue,
            };
            let mut add = |key: &str, how: How| {
                if let Some(key) = keys.get_index_of(key) {
                    let entries = local.entry(key).or_default();
                    // What dozens of persons of one text share tells none of them.
                    if entries.len() < ENTRIES {
                        entries.push(Entry { person, how, weight: how.weight() });
                    }
                }
            };
            add(&word.key, how);
            add(&word.initial, How::Letter);
        }
    }
    local
}

/// How sure a passage must be to come before shorter ones that are surer.
const HOLDS: f64 = 0.3;

/// Weighs passages and takes those that do not overlap: of those that hold the longest first, then of the others. What lies
/// in a passage that was taken is not weighed: a full name has few bearers, and each of its words has dozens.
fn choose(
    scene: &Scene,
    spans: &[Span],
    surroundings: &mut HashMap<(usize, usize), Surroundings>,
) -> Vec<Weighed> {
    let mut by_length: Vec<&Span> = spans.iter().collect();
    by_length.sort_by_key(|span| Reverse(span.words()));
    let mut taken = vec![false; scene.tokens.words.len()];
    let mut is_free = |first: usize, last: usize, is_to_be_taken: bool| {
        let Some(words) = taken.get_mut(first..=last) else { return false };
        let is_free = words.iter().all(|taken| !taken);
        if is_free && is_to_be_taken {
            words.fill(true);
        }
        is_free
    };
    let (mut chosen, mut doubtful) = (Vec::new(), Vec::new());
    for of_length in by_length.chunk_by(|one, other| one.words() == other.words()) {
        let mut holding = Vec::new();
        for span in of_length {
            if !is_free(span.first, span.last, false) {
                continue;
            }
            let look = || guard::look(scene.tokens, span.first, span.last, scene.lookup, scene.weights);
            let around = surroundings.entry((span.first, span.last)).or_insert_with(look);
            let one = weighed(scene, span, around);
            match one.best() {
                best if best >= HOLDS => holding.push(one),
                best if best >= FLOOR => doubtful.push(one),
                _ => {}
            }
        }
        holding.sort_by(surest_first);
        chosen.extend(holding.into_iter().filter(|one| is_free(one.first, one.last, true)));
    }
    let length = |weighed: &Weighed| weighed.last - weighed.first;
    doubtful.sort_by(|one, other| length(other).cmp(&length(one)).then_with(|| surest_first(one, other)));
    chosen.extend(doubtful.into_iter().filter(|one| is_free(one.first, one.last, true)));
    chosen.sort_by_key(|weighed| weighed.first);
    chosen
}

fn surest_first(one: &Weighed, other: &Weighed) -> Ordering {
    other.best().total_cmp(&one.best()).then_with(|| one.first.cmp(&other.first))
}

/// The probabilities of a passage's candidates, against each other and against nobody being meant.
fn weighed(scene: &Scene, span: &Span, around: &Surroundings) -> Weighed {
    let weights: Vec<f64> =
        span.candidates.iter().map(|candidate| weigh(scene, span, candidate, around)).collect();
    let top = weights.iter().copied().fold(around.nobody, f64::max);
    let mut sum: f64 = (around.nobody - top).exp();
    sum += weights.iter().map(|weight| (weight - top).exp()).sum::<f64>();
    if span.more > 0 {
        sum *= 1.0 + scene.weights.more * f64::from(span.more).ln_1p();
    }
    let scored = span.candidates.iter().zip(&weights);
    let mut candidates: Vec<(i64, f64, How)> = scored
        .map(|(candidate, weight)| (candidate.person, (weight - top).exp() / sum, candidate.how))
        .collect();
    candidates.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let alone = candidates.len() == 1 && span.more == 0;
    candidates.truncate(KEPT);
    Weighed { first: span.first, last: span.last, candidates, alone }
}

fn found(weighed: &Weighed, tokens: &Tokens, settings: &Settings) -> Found {
    let place = |at: usize| tokens.words.get(at).map_or((0, 0), |word| (word.start, word.end));
    let score = |probability: f64| (probability * 1000.0).round().clamp(0.0, 1000.0) as u16;
    let candidates: Vec<(i64, u16, &'static str)> = weighed
        .candidates
        .iter()
        .map(|(person, probability, how)| (*person, score(*probability), how.name()))
        .collect();
    let best = candidates.first().map_or(0, |candidate| candidate.1);
    let second = candidates.get(1).map_or(0, |candidate| candidate.1);
    let how = weighed.candidates.first().map(|candidate| candidate.2);
    let telling = how.is_some_and(|how| how.is_strong() || (weighed.alone && matches!(how, How::Surname)));
    Found {
        start: place(weighed.first).0,
        end: place(weighed.last).1,
        candidates,
        linked: best >= settings.threshold && best >= second.saturating_add(settings.margin),
        unambiguous: (telling && best >= 900) || (how == Some(How::GivenInitial) && best >= 800),
    }
}
