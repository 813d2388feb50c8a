//! The wall clock: the only place that looks at it. Everything below `cli` is handed this one.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::Clock;
use crate::value::moment::Moment;

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
