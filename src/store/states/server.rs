//! Changes of other processes on a server of PostgreSQL. Whoever writes notifies at the commit, and one connection
//! listens; when it hears something, and four times a second at all events, it asks for the archive's version. So a change
//! is known within milliseconds, and where notifications do not come through (a pooler between, another engine) within
//! [`LOOK_EVERY`]. What is known counts for [`TRUSTED_FOR`] from when it was asked for, so that a connection that dies in
//! silence is no harm.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Row as _};

use super::Shared;
use crate::store::{Feed, StoreError, StoreOptions};
use crate::value::position::Position;
use crate::value::trace::Timer;

/// What those who write notify, and the others listen to.
pub(in crate::store) const CHANNEL: &str = "vitae";

/// How often the archive is asked for its version, whatever is heard.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long an answer to that may take.
const PATIENCE: Duration = Duration::from_millis(700);
/// For how long it counts, from when it was asked for.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// How long a connection may take to open.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// What the connection is called among those of its server.
const NAME: &str = "vitae: changes";

/// Until when a change by others would be known.
pub(super) struct Trust {
    timer: Timer,
    until: AtomicU64,
}

impl Trust {
    pub(super) fn new(timer: Timer) -> Trust {
        Trust { timer, until: AtomicU64::new(0) }
    }

    pub(super) fn holds(&self) -> bool {
        micros((self.timer)()) < self.until.load(Ordering::SeqCst)
    }

    /// The archive was asked for its version then.
    pub(super) fn extend(&self, asked: Duration) {
        self.until.store(micros(asked + TRUSTED_FOR), Ordering::SeqCst);
    }

    fn end(&self) {
        self.until.store(0, Ordering::SeqCst);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Begins to watch; it ends when nobody wants to know any more.
pub(super) fn watch(shared: &Arc<Shared>, options: &StoreOptions, timer: Timer) -> Trust {
    let watcher = Watcher {
        shared: Arc::downgrade(shared),
        url: options.url.clone(),
        timer: timer.clone(),
        listener: None,
        version: String::new(),
        said: String::new(),
    };
    tokio::spawn(watcher.run());
    Trust::new(timer)
}

struct Watcher {
    shared: Weak<Shared>,
    url: String,
    timer: Timer,
    listener: Option<PgListener>,
    /// What was known last.
    version: String,
    /// What the log was told last.
    said: String,
}

impl Watcher {
    async fn run(mut self) {
        while let Some(shared) = self.shared.upgrade() {
            let looked = self.look(&shared).await;
            if looked.is_err() {
                self.listener = None;
                shared.unseen();
            }
            drop(shared);
            self.tell(looked.err());
            self.wait().await;
        }
    }

    /// Asks for the archive's version, and counts up if it is another one.
    async fn look(&mut self, shared: &Shared) -> Result<(), StoreError> {
        let listener = match &mut self.listener {
            Some(listener) => listener,
            none => none.insert(connect(&self.url).await?),
        };
        loop {
            let (began, number) = ((self.timer)(), shared.number.load(Ordering::SeqCst));
            let asking =
                sqlx::raw_sql(AssertSqlSafe(Feed::version().sql.to_string())).fetch_one(&mut *listener);
            let row = tokio::time::timeout(PATIENCE, asking).await;
            let row = row.map_err(|_| StoreError::silent(&self.url))??;
            let version: String = row.try_get(0)?;
            let position = Feed::position_of(&version)
                .ok_or_else(|| StoreError::Query(format!("the version is `{version}`")))?;
            let is_new = version != self.version;
            self.version = version;
            if shared.found(number, is_new, position, began) {
                return Ok(());
            }
        }
    }

    /// Waits until something is heard, or it is time to look again anyway.
    async fn wait(&mut self) {
        let Some(listener) = &mut self.listener else { return tokio::time::sleep(LOOK_EVERY).await };
        let heard = tokio::time::timeout(LOOK_EVERY, listener.try_recv()).await;
        match heard {
            // What else came is known by the same look.
            Ok(Ok(Some(_))) => while listener.next_buffered().is_some() {},
            Err(_) => {}
            Ok(Ok(None) | Err(_)) => {
                self.listener = None;
                if let Some(shared) = self.shared.upgrade() {
                    shared.unseen();
                }
            }
        }
    }

    /// Tells the log, if it is another thing than before.
    fn tell(&mut self, error: Option<StoreError>) {
        let words = error.map(|error| error.to_string()).unwrap_or_default();
        match words.as_str() {
            same if same == self.said => {}
            "" => tracing::info!("changes of other processes are seen again"),
            error => {
                tracing::warn!(
                    error,
                    "changes of other processes cannot be seen: no answers are remembered meanwhile"
                );
            }
        }
        self.said = words;
    }
}

impl Shared {
    /// The archive had this position when it was asked for, and was in the state of `number` before. If it changed by
    /// others, it is in another state now. Tells whether all is known, or it must be asked again.
    fn found(&self, number: u64, is_new: bool, position: Position, asked: Duration) -> bool {
        let (number, is_known) = match is_new {
            true => (number + 1, self.number.fetch_add(1, Ordering::SeqCst) == number),
            false => (number, true),
        };
        if is_known {
            *self.reached.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, position));
            if let Some(super::Others::Server(trust)) = self.others.get() {
                trust.extend(asked);
            }
        }
        is_known
    }

    /// Others may change the archive unseen.
    fn unseen(&self) {
        if let Some(super::Others::Server(trust)) = self.others.get() {
            trust.end();
        }
        self.number.fetch_add(1, Ordering::SeqCst);
    }
}

/// A connection that listens, if the server lets it.
async fn connect(url: &str) -> Result<PgListener, StoreError> {
    let connecting = async {
        let options: PgConnectOptions = url.parse()?;
        let options = options.application_name(NAME).disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT_PATIENCE);
        let pool = pool.idle_timeout(None).max_lifetime(None).connect_with(options).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        match listener.listen(CHANNEL).await {
            Err(error @ sqlx::Error::Database(_)) => {
                tracing::info!(%error, "the server lets nobody listen: it is asked for changes four times a second");
            }
            listening => listening?,
        }
        Ok(listener)
    };
    tokio::time::timeout(CONNECT_PATIENCE, connecting).await.unwrap_or_else(|_| Err(StoreError::silent(url)))
}
