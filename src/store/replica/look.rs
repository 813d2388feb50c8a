//! Watches a server: whether it answers, how far it has come, how far behind that is. On a connection of its own, so
//! that no query keeps it waiting; at once, where somebody wants to know.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::super::reader::{Reader, run};
use super::progress::Progress;
use super::{Seen, Server};
use crate::store::{Dialect, Statement, StoreError, StoreOptions};
use crate::value::position::Position;
use crate::value::trace::Timer;

/// How often a server is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// The least time between two looks, however many want to know.
const PAUSE: Duration = Duration::from_millis(2);
/// How long a replica may take to answer, twice over: others are there.
const PATIENCE: Duration = Duration::from_secs(1);
/// The same of the primary: nothing is written while it counts as lost.
const PATIENCE_WITH_PRIMARY: Duration = Duration::from_secs(2);

/// Looks at one server.
pub struct Looker {
    /// The server.
    pub server: Arc<Server>,
    /// Whether it is the primary.
    pub is_primary: bool,
    /// Where the primary was seen.
    pub progress: Arc<Mutex<Progress>>,
    /// Who waits for news.
    pub news: Arc<Notify>,
    /// What time it is.
    pub timer: Timer,
    /// How far behind a replica may be that is asked.
    pub lag_max: Duration,
}

/// What a server says of itself.
struct Said {
    position: Position,
    is_standby: bool,
}

impl Looker {
    /// Looks again and again, until it is aborted.
    pub async fn run(self, options: StoreOptions) {
        let patience = if self.is_primary { PATIENCE_WITH_PRIMARY } else { PATIENCE };
        let options = StoreOptions { query_timeout: patience, ..options };
        let mut reader = None;
        let mut told = String::new();
        loop {
            let said = look(&mut reader, &options).await;
            let (seen, words) = self.judge(said);
            self.tell(seen, &words, &mut told);
            let _ = tokio::time::timeout(LOOK_EVERY, self.server.look.notified()).await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What that means, and in words, where it is worth telling.
    fn judge(&self, said: Result<Said, StoreError>) -> (Seen, String) {
        let now = (self.timer)();
        let before = self.server.seen();
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let Said { position, is_standby } = match said {
            Ok(said) => said,
            Err(error) => {
                let lag = progress.lag(now, before.position);
                return (Seen { is_up: false, lag, ..before }, format!("is lost: {error}"));
            }
        };
        if self.is_primary {
            progress.note(now, position);
            let words = if is_standby { "follows another server and cannot be written to" } else { "" };
            return (Seen { is_up: true, is_standby, position, lag: Duration::ZERO }, words.to_owned());
        }
        let lag = progress.lag(now, position);
        let seen = Seen { is_up: is_standby, is_standby, position, lag };
        let words = match (is_standby, lag > self.lag_max) {
            (false, _) => "follows nobody any more and is not asked",
            (true, true) => "is too far behind and is not asked",
            (true, false) => "",
        };
        (seen, words.to_owned())
    }

    /// Tells those who wait, the log if it is another thing than before, and the figures.
    fn tell(&self, seen: Seen, words: &str, told: &mut String) {
        let Server { name, shown, .. } = &*self.server;
        match words {
            words if words == told => {}
            "" => tracing::info!("the {name} at {shown} is there again"),
            words => tracing::warn!("the {name} at {shown} {words}"),
        }
        words.clone_into(told);
        let is_up = if seen.is_up { 1.0 } else { 0.0 };
        metrics::gauge!("vitae_server_up", "server" => name.clone()).set(is_up);
        metrics::gauge!("vitae_server_lag_seconds", "server" => name.clone()).set(seen.lag.as_secs_f64());
        self.server.seen.send_replace(seen);
        self.news.notify_waiters();
    }
}

/// Asks a server, once more on a new connection if the one there was is lost.
async fn look(reader: &mut Option<Reader>, options: &StoreOptions) -> Result<Said, StoreError> {
    let had_connection = reader.is_some();
    match ask(reader, options).await {
        Err(_) if had_connection => ask(reader, options).await,
        said => said,
    }
}

async fn ask(reader: &mut Option<Reader>, options: &StoreOptions) -> Result<Said, StoreError> {
    let sql = "SELECT concat(coalesce(max(id), 0), '.', (SELECT coalesce(max(number), 0) FROM link_state), ' ', \
         pg_is_in_recovery()) FROM revision";
    let statement = Statement { sql: sql.into(), binds: Vec::new() };
    let asking = run(reader, options, Dialect::Postgres, &statement);
    let answered = tokio::time::timeout(options.query_timeout, asking).await;
    let text = answered.unwrap_or_else(|_| Err(StoreError::silent(&options.url)))?.text;
    let said = text.split_once(' ').and_then(|(position, is_standby)| {
        Some(Said { position: Position::parse(position)?, is_standby: is_standby == "t" })
    });
    said.ok_or_else(|| StoreError::Query(format!("it says `{text}`")))
}
