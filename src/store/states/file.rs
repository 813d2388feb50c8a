//! Changes of other processes in a file of SQLite: a connection of its own is asked whether anybody wrote since. What
//! another process wrote is seen by whoever asks [`LOOK_EVERY`] after it was committed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use crate::store::StoreError;
use crate::store::sqlite::open;
use crate::value::trace::Timer;

/// How old what is known may be.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How long the file is left alone after it could not be looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What looks at the file.
pub(super) struct Eye {
    url: String,
    timer: Timer,
    /// Until when what is known need not be looked at again, in microseconds.
    fresh_until: AtomicU64,
    looking: Mutex<Looking>,
}

struct Looking {
    connection: Option<Connection>,
    /// SQLite's number for what this connection saw last: another one means that others wrote.
    version: i64,
    /// Before when the file is not opened again.
    patience: Duration,
}

impl Eye {
    pub(super) fn open(url: &str, timer: Timer) -> Result<Eye, StoreError> {
        let connection = Some(connect(url)?);
        let looking = Looking { connection, version: 0, patience: Duration::ZERO };
        Ok(Eye { url: url.to_owned(), timer, fresh_until: AtomicU64::new(0), looking: looking.into() })
    }

    /// Looks whether others wrote, unless that was done a moment ago, and counts `number` up if they did. Tells whether it
    /// could be seen.
    pub(super) fn look(&self, number: &AtomicU64) -> bool {
        let now = (self.timer)();
        if micros(now) < self.fresh_until.load(Ordering::SeqCst) {
            return true;
        }
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        if micros(now) < self.fresh_until.load(Ordering::SeqCst) {
            return true;
        }
        match looking.version(&self.url, now) {
            Some(version) => {
                if version != std::mem::replace(&mut looking.version, version) {
                    number.fetch_add(1, Ordering::SeqCst);
                }
                self.fresh_until.store(micros(now + LOOK_EVERY), Ordering::SeqCst);
                true
            }
            None => {
                number.fetch_add(1, Ordering::SeqCst);
                false
            }
        }
    }

    /// Closes the connection for good.
    pub(super) fn close(&self) {
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        (looking.connection, looking.patience) = (None, Duration::MAX);
    }
}

impl Looking {
    /// What SQLite says; none where it cannot be asked.
    fn version(&mut self, url: &str, now: Duration) -> Option<i64> {
        if self.connection.is_none() && now >= self.patience {
            self.patience = now + LOOK_AGAIN;
            self.connection = connect(url).ok();
        }
        let asked = ask(self.connection.as_ref()?);
        if let Err(error) = &asked {
            tracing::warn!(%error, "the archive's file cannot be watched: no answers are remembered meanwhile");
            self.connection = None;
        }
        asked.ok()
    }
}

/// A connection that waits for nobody.
fn connect(url: &str) -> Result<Connection, StoreError> {
    let connection = open(url)?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

fn ask(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
