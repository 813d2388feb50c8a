//! When the primary was seen where. From that it is known how far behind a replica is, in time: its own clock does not
//! tell, for while nothing is written it has nothing to tell.

use std::collections::VecDeque;
use std::time::Duration;

use crate::value::position::Position;

/// The positions at which the primary was seen, and when first.
#[derive(Debug, Default)]
pub struct Progress {
    seen: VecDeque<(Duration, Position)>,
}

/// How many are kept: at ten a second, more than any lag that may be allowed.
const KEPT: usize = 4096;

impl Progress {
    /// The primary was seen there.
    pub fn note(&mut self, now: Duration, position: Position) {
        match self.seen.back() {
            Some((_, last)) if *last == position => return,
            // Another server, or one that was put back: what was seen before says nothing of it.
            Some((_, last)) if !position.reaches(*last) => self.seen.clear(),
            _ => {}
        }
        if self.seen.len() == KEPT {
            self.seen.pop_front();
        }
        self.seen.push_back((now, position));
    }

    /// For how long the primary has been further than this.
    pub fn lag(&self, now: Duration, position: Position) -> Duration {
        let reached = self.seen.partition_point(|(_, seen)| position.reaches(*seen));
        self.seen.get(reached).map_or(Duration::ZERO, |(since, _)| now.saturating_sub(*since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(revision: i64) -> Position {
        Position { revision, round: 0 }
    }

    const fn second(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_replica_is_behind_since_the_primary_went_further() {
        let mut progress = Progress::default();
        assert_eq!(progress.lag(second(9), at(1)), Duration::ZERO, "nothing is known of the primary");
        for (now, position) in [(10, 1), (11, 1), (12, 2), (20, 3)] {
            progress.note(second(now), at(position));
        }
        assert_eq!(progress.lag(second(21), at(0)), second(11));
        assert_eq!(progress.lag(second(21), at(1)), second(9));
        assert_eq!(progress.lag(second(21), at(2)), second(1));
        assert_eq!(progress.lag(second(21), at(3)), Duration::ZERO);
        assert_eq!(
            progress.lag(second(21), at(4)),
            Duration::ZERO,
            "it was looked at later than the primary"
        );
    }

    #[test]
    fn a_primary_that_went_back_is_another_one() {
        let mut progress = Progress::default();
        progress.note(second(1), at(5));
        progress.note(second(2), at(4));
        assert_eq!(progress.lag(second(9), at(4)), Duration::ZERO);
        assert_eq!(progress.lag(second(9), at(3)), second(7));
    }

    #[test]
    fn what_is_kept_has_an_end() {
        let mut progress = Progress::default();
        for number in 0..10_000 {
            progress.note(Duration::from_millis(number * 100), at(number as i64));
        }
        assert_eq!(progress.seen.len(), KEPT);
        assert!(progress.lag(second(1000), at(0)) > second(400));
    }
}
