//! The price of a query: how many rows it may read at most. Known from the document and its page sizes
//! before the database is asked.

use crate::store::Bind;

/// A tree of rows: each node's own, times how often it is read.
#[derive(Clone, Debug, Default)]
pub struct Price {
    own: u64,
    parts: Vec<(Times, Price)>,
}

/// How often a part is read.
#[derive(Clone, Copy, Debug)]
pub enum Times {
    /// As often as this.
    Fixed(u64),
    /// As often as a bound page size says, and no more than this.
    Page {
        /// The place of the bound value, from 0.
        slot: usize,
        /// What is reckoned at most.
        at_most: u64,
    },
}

/// How many rows a page may have.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    /// As many as the document says.
    Known(u64),
    /// As many as is bound at this place, from 0.
    Bound(usize),
}

impl Times {
    /// As often as a page has rows, and no more than `at_most`.
    pub fn of(size: Size, at_most: u64) -> Times {
        match size {
            Size::Known(size) => Times::Fixed(size.min(at_most)),
            Size::Bound(slot) => Times::Page { slot, at_most },
        }
    }
}

impl Price {
    /// Adds rows that are read once.
    pub fn add(&mut self, rows: u64) {
        self.own = self.own.saturating_add(rows);
    }

    /// Adds a part that is read several times.
    pub fn times(&mut self, times: Times, part: Price) {
        self.parts.push((times, part));
    }

    /// How many parts it has, its own parts' included.
    pub fn parts(&self) -> usize {
        self.parts.iter().map(|(_, part)| 1 + part.parts()).sum()
    }

    /// The whole price with these bound values.
    pub fn total(&self, binds: &[Bind]) -> u64 {
        self.parts.iter().fold(self.own, |sum, (times, part)| {
            let times = match times {
                Times::Fixed(times) => *times,
                Times::Page { slot, at_most } => match binds.get(*slot) {
                    Some(Bind::Int(size)) => u64::try_from(*size).unwrap_or(0).min(*at_most),
                    _ => *at_most,
                },
            };
            sum.saturating_add(times.saturating_mul(part.total(binds)))
        })
    }
}
