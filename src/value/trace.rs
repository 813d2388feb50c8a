//! What is known of work under way: whose request it is part of, and the pieces that traces are made of. Ids and
//! headers are those of W3C Trace Context.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Tells how long ago 1970 was, never running backwards: what spans and durations are measured by.
pub type Timer = Arc<dyn Fn() -> Duration + Send + Sync>;

/// Gives a number that nobody gave before.
pub type Numbers = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Takes spans that ended.
pub type Spans = Arc<dyn Fn(Span) + Send + Sync>;

/// Where in a trace something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The trace's id.
    pub trace: u128,
    /// The id of the span that is under way.
    pub span: u64,
    /// Whether whoever began the trace keeps it.
    pub is_sampled: bool,
}

impl Place {
    /// The place that a `traceparent` names; none if it is malformed, which then counts as not sent.
    pub fn parse(header: &str) -> Option<Place> {
        let mut parts = header.trim().split('-');
        let version = hexadecimal(parts.next()?, 2)?;
        let trace = hexadecimal(parts.next()?, 32)?;
        let span = u64::try_from(hexadecimal(parts.next()?, 16)?).ok()?;
        let flags = hexadecimal(parts.next()?, 2)?;
        // Later versions may have more parts, the first one has not.
        let is_good = version != 0xff && (version > 0 || parts.next().is_none()) && trace != 0 && span != 0;
        is_good.then_some(Place { trace, span, is_sampled: flags & 1 == 1 })
    }
}

fn hexadecimal(text: &str, length: usize) -> Option<u128> {
    let is_good = text.len() == length && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    is_good.then(|| u128::from_str_radix(text, 16).ok()).flatten()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace, self.span, u8::from(self.is_sampled))
    }
}

/// Something that was done, from when to when.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// Its own place.
    pub place: Place,
    /// The span that it is part of.
    pub parent: Option<u64>,
    /// What was done, in few words that many spans share.
    pub name: String,
    /// Whether it answers somebody, and does not ask.
    pub is_server: bool,
    /// When it began.
    pub began: Duration,
    /// When it ended.
    pub ended: Duration,
    /// What else is known of it; never a value of a request.
    pub attributes: Vec<(&'static str, String)>,
    /// Whether it failed.
    pub has_failed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let place = Place::parse(header).unwrap();
        assert_eq!((place.to_string().as_str(), place.is_sampled), (header, true));
        assert!(Place::parse("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00-more").is_some());
        for wrong in [
            "",
            "00",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }
}
