//! How long each of several runs of a statement takes when they are one, and so how many may be: whoever waits for that
//! connection waits for all of them, and the longer a statement takes, the less it matters what it takes to begin it.

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::quality::RandomState;

/// How many are run as one at most.
const TOGETHER_MAX: u64 = 16;
/// How many of which nothing is known yet.
const AT_FIRST: u64 = 4;
/// How long they are to take together, in microseconds.
const TIME_TOGETHER: u64 = 10_000;
/// Of how many statements it is known at most.
const KEPT: usize = 1_000;

/// Of each statement, how many microseconds one run took of late, among others. Texts are long and many: they are known by
/// their hash, and two that have the same share a pace.
#[derive(Default)]
pub struct Paces {
    by_text: HashMap<u64, u64>,
    hasher: RandomState,
}

impl Paces {
    /// How many runs of this may be one. What is too slow comes nearer each time that it is asked for: one day it is tried
    /// again.
    pub fn most(&mut self, sql: &str) -> usize {
        let most = match self.by_text.get_mut(&self.hasher.hash_one(sql)) {
            None => AT_FIRST,
            Some(pace) => {
                let most = TIME_TOGETHER / (*pace).max(1);
                if most < 2 {
                    *pace -= *pace / 1024;
                }
                most.min(TOGETHER_MAX)
            }
        };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// So many runs took so many microseconds together.
    pub fn took(&mut self, sql: &str, runs: u64, time: u64) {
        let now = time / runs.max(1);
        let before = self.by_text.get(&self.hasher.hash_one(sql)).copied().unwrap_or(now);
        // One that was held up by others says little.
        self.keep(sql, before - before / 4 + now / 4);
    }

    /// Several runs of this were not taken as one, or not in time.
    pub fn failed(&mut self, sql: &str) {
        self.keep(sql, u64::MAX);
    }

    fn keep(&mut self, sql: &str, pace: u64) {
        let text = self.hasher.hash_one(sql);
        if self.by_text.len() >= KEPT && !self.by_text.contains_key(&text) {
            self.by_text.clear();
        }
        self.by_text.insert(text, pace);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_one_takes_the_fewer_are_one() {
        let mut paces = Paces::default();
        let sql = "SELECT $1";
        assert_eq!(paces.most(sql), 4);
        for (time, most) in [(800, 16), (8_000, 16), (80_000, 3), (80_000, 2), (80_000, 1)] {
            paces.took(sql, 8, time);
            assert_eq!(paces.most(sql), most, "{time}");
        }
        paces.took(sql, 8, 0);
        assert_eq!(paces.most(sql), 2);
    }

    #[test]
    fn what_was_too_slow_is_tried_again_one_day() {
        let mut paces = Paces::default();
        let sql = "SELECT max($1)";
        paces.failed(sql);
        let asked = (0..100_000).position(|_| paces.most(sql) >= 2);
        assert!(asked.is_some_and(|asked| asked > 10_000), "{asked:?}");
    }

    #[test]
    fn not_all_statements_are_kept() {
        let mut paces = Paces::default();
        for number in 0..3 * KEPT {
            paces.took(&number.to_string(), 1, 1);
            assert!(paces.by_text.len() <= KEPT);
        }
        // What is known already makes nothing forgotten.
        assert_eq!(paces.by_text.len(), KEPT);
        paces.took("7", 1, 1);
        paces.took(&(3 * KEPT - 1).to_string(), 1, 1);
        assert!(paces.by_text.len() > 1, "{}", paces.by_text.len());
    }
}
