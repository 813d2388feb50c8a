//! The wall clock: the only place that looks at it. Everything below `cli` is handed this one.

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::domain::Clock;
use crate::value::moment::Moment;
use crate::value::trace::Timer;

/// The machine's time, as RFC 3339 in UTC with milliseconds.
pub fn system() -> Clock {
    Arc::new(|| now().to_string())
}

/// The machine's time.
pub fn now() -> Moment {
    #[expect(clippy::disallowed_methods, reason = "the one clock, passed in to all that need it")]
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::since_1970(since_epoch.as_millis())
}

/// The machine's time, which never runs backwards: for what is measured.
#[expect(clippy::disallowed_methods, reason = "the one timer, passed in to all that need it")]
pub fn timer() -> Timer {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let start = Instant::now();
    Arc::new(move || since_1970 + start.elapsed())
}
