//! Which stretches of two texts are the same: first what both begin and end with, then, between, runs of
//! words that are unique in both, and word by word where the gaps are small. What it costs grows with the
//! length of the texts, not with its square, and depends on no clock: a gap that would cost too much is
//! left without a match.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::joins;

/// A stretch that both texts have, in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where it begins in the old text.
    pub old: usize,
    /// Where it begins in the new text.
    pub new: usize,
    /// How long it is.
    pub length: usize,
}

impl Run {
    /// Where it ends in the old text.
    pub fn old_end(&self) -> usize {
        self.old + self.length
    }

    /// Where it ends in the new text.
    pub fn new_end(&self) -> usize {
        self.new + self.length
    }

    /// Whether it holds a stretch of the old text.
    pub fn holds(&self, old: &Range<usize>) -> bool {
        self.old <= old.start && old.end <= self.old_end()
    }
}

/// How two texts lie beside each other.
pub(super) struct Alignment {
    /// The stretches that stand in the same order in both, in that order.
    pub runs: Vec<Run>,
    /// The stretches that stand elsewhere, in the order of the old text.
    pub moved: Vec<Run>,
}

/// How many words and marks in a row make a stretch that is looked for as a whole; the longest first.
const ROWS: [usize; 3] = [8, 3, 1];
/// Up to how many words and marks, of both texts together, are compared one by one.
const SMALL: usize = 1000;
/// How many such comparisons are made altogether.
const COMPARISONS: usize = 32_000_000;
/// How far a stretch that moved is followed beyond the words that are unique.
const MOVED_BEYOND: usize = 64;

impl Alignment {
    /// Lays two texts beside each other.
    pub fn of(old: &str, new: &str) -> Alignment {
        let before = common_start(old, new);
        let after = common_end(&old[before..], &new[before..]);
        let (old_middle, new_middle) = (&old[before..old.len() - after], &new[before..new.len() - after]);
        let before = old[..before].chars().count();
        let after = old[old.len() - after..].chars().count();
        let mut words = HashMap::new();
        let old = Tokens::of(old_middle, before, &mut words);
        let new = Tokens::of(new_middle, before, &mut words);
        let mut matching = Matching { pairs: Vec::new(), comparisons: COMPARISONS };
        matching.align(&old.words, &new.words, (0, 0), &ROWS);
        let moved = moved(&old.words, &new.words, &matching.pairs);
        let run = |pair: &Pair| Run {
            old: old.starts[pair.old],
            new: new.starts[pair.new],
            length: old.starts[pair.old + pair.length] - old.starts[pair.old],
        };
        let first = Run { old: 0, new: 0, length: before };
        let last = Run { old: old.end(), new: new.end(), length: after };
        let mut runs: Vec<Run> = Vec::with_capacity(matching.pairs.len() + 2);
        for next in [first].into_iter().chain(matching.pairs.iter().map(run)).chain([last]) {
            match runs.last_mut() {
                Some(run) if run.old_end() == next.old && run.new_end() == next.new => {
                    run.length += next.length;
                }
                _ => runs.push(next),
            }
        }
        Alignment { runs, moved: moved.iter().map(run).collect() }
    }

    /// The stretch in the same order that holds this one of the old text.
    pub fn run_of(&self, old: &Range<usize>) -> Option<&Run> {
        let place = self.runs.partition_point(|run| run.old <= old.start);
        self.runs[..place].iter().rev().take(2).find(|run| run.holds(old))
    }

    /// The stretch that moved and holds this one of the old text.
    pub fn moved_run_of(&self, old: &Range<usize>) -> Option<&Run> {
        let place = self.moved.partition_point(|run| run.old <= old.start);
        self.moved[..place].iter().rev().take(8).find(|run| run.holds(old))
    }
}

/// How many bytes two texts begin with that are the same, whole words only.
fn common_start(old: &str, new: &str) -> usize {
    let same = old.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
    let is_between = |text: &str, at: usize| {
        text.is_char_boundary(at) && !joins(text[..at].chars().next_back(), text[at..].chars().next())
    };
    (0..=same).rev().find(|at| is_between(old, *at) && is_between(new, *at)).unwrap_or(0)
}

/// How many bytes two texts end with that are the same, whole words only.
fn common_end(old: &str, new: &str) -> usize {
    let pairs = old.bytes().rev().zip(new.bytes().rev());
    let same = pairs.take_while(|(one, other)| one == other).count();
    let is_between = |text: &str, at: usize| {
        text.is_char_boundary(at) && !joins(text[..at].chars().next_back(), text[at..].chars().next())
    };
    let both = |length: &usize| is_between(old, old.len() - length) && is_between(new, new.len() - length);
    (0..=same).rev().find(both).unwrap_or(0)
}

/// A text as words and single marks: equal ones have equal numbers.
struct Tokens {
    words: Vec<u32>,
    /// Where each begins, in scalar values of the whole text, and where the last ends.
    starts: Vec<usize>,
}

impl Tokens {
    fn of<'text>(text: &'text str, at: usize, known: &mut HashMap<&'text str, u32>) -> Tokens {
        let mut tokens = Tokens { words: Vec::new(), starts: vec![at] };
        let (mut begin, mut scalar, mut last) = (0, at, None);
        for (byte, letter) in text.char_indices() {
            if byte > begin && !joins(last, Some(letter)) {
                tokens.push(&text[begin..byte], scalar, known);
                begin = byte;
            }
            last = Some(letter);
            scalar += 1;
        }
        if begin < text.len() {
            tokens.push(&text[begin..], scalar, known);
        }
        tokens
    }

    fn push<'text>(&mut self, word: &'text str, end: usize, known: &mut HashMap<&'text str, u32>) {
        let next = u32::try_from(known.len()).expect("no text has 2^32 words");
        self.words.push(*known.entry(word).or_insert(next));
        self.starts.push(end);
    }

    fn end(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }
}

/// A stretch that both texts have, in words and marks.
#[derive(Clone, Copy, Debug)]
struct Pair {
    old: usize,
    new: usize,
    length: usize,
}

struct Matching {
    pairs: Vec<Pair>,
    comparisons: usize,
}

impl Matching {
    /// Finds what `old` and `new` have in the same order; they begin at `at` in their texts.
    fn align(&mut self, mut old: &[u32], mut new: &[u32], mut at: (usize, usize), rows: &[usize]) {
        let same = |pair: &(&u32, &u32)| pair.0 == pair.1;
        let begin = old.iter().zip(new).take_while(same).count();
        self.push(at, begin);
        (old, new, at) = (&old[begin..], &new[begin..], (at.0 + begin, at.1 + begin));
        let end = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
        (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
        let size = old.len() + new.len();
        if !old.is_empty() && !new.is_empty() {
            match rows.split_first() {
                _ if size <= SMALL => self.compare(old, new, at),
                Some((row, rows)) => self.part(old, new, at, *row, rows),
                None => {}
            }
        }
        self.push((at.0 + old.len(), at.1 + new.len()), end);
    }

    /// Word by word.
    fn compare(&mut self, old: &[u32], new: &[u32], at: (usize, usize)) {
        let cost = (old.len() + new.len()).pow(2);
        if cost > self.comparisons {
            return;
        }
        self.comparisons -= cost;
        for operation in capture_diff_slices(Algorithm::Myers, old, new) {
            if let DiffOp::Equal { old_index, new_index, len } = operation {
                self.push((at.0 + old_index, at.1 + new_index), len);
            }
        }
    }

    /// Parts both at the rows of words that are unique in each, and aligns what is between.
    fn part(&mut self, old: &[u32], new: &[u32], at: (usize, usize), row: usize, rows: &[usize]) {
        let (mut old_from, mut new_from) = (0, 0);
        for (old_at, new_at) in in_order(&unique_rows(old, new, row)) {
            // Rows overlap: what the last gap took is taken.
            if old_at < old_from || new_at < new_from {
                continue;
            }
            let between = (&old[old_from..old_at], &new[new_from..new_at]);
            self.align(between.0, between.1, (at.0 + old_from, at.1 + new_from), rows);
            let pairs = old[old_at..].iter().zip(&new[new_at..]);
            let length = pairs.take_while(|(one, other)| one == other).count();
            self.push((at.0 + old_at, at.1 + new_at), length);
            (old_from, new_from) = (old_at + length, new_at + length);
        }
        self.align(&old[old_from..], &new[new_from..], (at.0 + old_from, at.1 + new_from), rows);
    }

    fn push(&mut self, at: (usize, usize), length: usize) {
        if length > 0 {
            self.pairs.push(Pair { old: at.0, new: at.1, length });
        }
    }
}

/// The rows of so many words that each text has exactly once: where they begin, in the old text's order.
fn unique_rows(old: &[u32], new: &[u32], row: usize) -> Vec<(usize, usize)> {
    /// Where a row is; none if it is there more than once.
    #[derive(Default)]
    struct Places {
        old: Option<usize>,
        new: Option<usize>,
        old_count: u32,
        new_count: u32,
    }
    let mut places: HashMap<&[u32], Places> = HashMap::new();
    for (at, words) in old.windows(row).enumerate() {
        let place = places.entry(words).or_default();
        place.old = Some(at);
        place.old_count += 1;
    }
    for (at, words) in new.windows(row).enumerate() {
        if let Some(place) = places.get_mut(words) {
            place.new = Some(at);
            place.new_count += 1;
        }
    }
    let unique = places.into_values().filter(|place| (place.old_count, place.new_count) == (1, 1));
    let mut found: Vec<(usize, usize)> = unique.filter_map(|place| place.old.zip(place.new)).collect();
    found.sort_unstable();
    found
}

/// The most of these places that stand in the same order in both texts.
fn in_order(places: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the chain of that length that ends earliest in the new text.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        let length = ends.partition_point(|end| places[*end].1 < place.1);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        chain.push(places[index]);
        next = before[index];
    }
    chain.reverse();
    chain
}

/// The stretches of unique words that both texts have in another order.
fn moved(old: &[u32], new: &[u32], kept: &[Pair]) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    // How far the stretches at one distance reach.
    let mut reached: HashMap<isize, usize> = HashMap::new();
    for (old_at, new_at) in unique_rows(old, new, ROWS[0]) {
        let index = kept.partition_point(|pair| pair.old <= old_at);
        let distance = new_at.cast_signed() - old_at.cast_signed();
        let is_kept = index.checked_sub(1).is_some_and(|index| {
            let pair = kept[index];
            pair.new.cast_signed() - pair.old.cast_signed() == distance && old_at < pair.old + pair.length
        });
        if is_kept || reached.get(&distance).is_some_and(|end| old_at + ROWS[0] <= *end) {
            continue;
        }
        let pairs = old[..old_at].iter().rev().zip(new[..new_at].iter().rev()).take(MOVED_BEYOND);
        let back = pairs.take_while(|(one, other)| one == other).count();
        let pairs = old[old_at..].iter().zip(&new[new_at..]).take(ROWS[0] + MOVED_BEYOND);
        let length = back + pairs.take_while(|(one, other)| one == other).count();
        let pair = Pair { old: old_at - back, new: new_at - back, length };
        let end = pair.old + pair.length;
        let joined = found.last_mut().filter(|last| {
            last.old <= pair.old
                && pair.old <= last.old + last.length
                && last.new + pair.old == pair.new + last.old
        });
        match joined {
            Some(last) => last.length = end - last.old,
            None => found.push(pair),
        }
        reached.insert(distance, end);
    }
    found.sort_unstable_by_key(|pair| pair.old);
    found
}
