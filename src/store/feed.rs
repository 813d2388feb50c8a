//! The number of the last change that was committed, watched for everyone who follows the archive.
//!
//! Numbers are committed in order: there is one writer at a time, which takes its numbers while it has its
//! turn and gives its turn up only when what it wrote can be seen. So whoever has read every change up to a
//! number that can be seen has missed none, whichever process wrote it.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;

use super::reader::{Reader, run};
use super::{Dialect, Readers, Source, Statement, Store, StoreError, StoreOptions, Turn};
use crate::value::position::Position;

/// How often the database is asked for its last change while somebody follows: other processes write to it too.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long it is left alone after it could not be asked.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Watches the archive for all who follow it. Cheap to clone; asks nothing while nobody follows.
#[derive(Clone)]
pub struct Feed {
    watch: Arc<Watch>,
}

/// The task that watches; it ends with the last handle to it.
struct Watch {
    shared: Arc<Shared>,
    task: std::sync::Mutex<Option<JoinHandle<()>>>,
    places: Arc<Semaphore>,
}

struct Shared {
    /// The last change that was seen; nothing once the feed is closed.
    latest: watch::Sender<Option<i64>>,
    /// Told when somebody begins to follow, and when the feed closes.
    wanted: Notify,
}

/// Somebody who follows the archive; their place is free again when they let go of this.
pub struct Follower {
    latest: watch::Receiver<Option<i64>>,
    _place: OwnedSemaphorePermit,
}

impl Store {
    /// A feed that so many may follow at once.
    pub fn feed(&self, followers_max: usize) -> Feed {
        let own = Looks::Own { reader: None, options: self.options.clone(), dialect: self.dialect };
        Feed::begin(own, followers_max)
    }
}

/// By what the last change is looked for.
enum Looks {
    /// A connection of its own.
    Own { reader: Option<Reader>, options: StoreOptions, dialect: Dialect },
    /// Readers: they know where, when the primary is lost.
    By(Readers),
}

impl Looks {
    async fn look(&mut self) -> Result<i64, StoreError> {
        let text = match self {
            Looks::Own { reader, options, dialect } => {
                run(reader, options, *dialect, &Feed::latest()).await?.text
            }
            Looks::By(readers) => {
                readers.read(Feed::latest(), Turn::default(), Source::PRIMARY_FIRST).await?.text
            }
        };
        Ok(text.parse().unwrap_or(0))
    }

    /// Gives up what is not needed while nobody follows.
    async fn rest(&mut self) {
        if let Looks::Own { reader, .. } = self
            && let Some(reader) = reader.take()
        {
            reader.close().await;
        }
    }
}

impl Readers {
    /// A feed that so many may follow at once, of what these readers see.
    pub fn feed(&self, followers_max: usize) -> Feed {
        Feed::begin(Looks::By(self.clone()), followers_max)
    }
}

impl Feed {
    fn begin(looks: Looks, followers_max: usize) -> Feed {
        let shared = Arc::new(Shared { latest: watch::Sender::new(Some(0)), wanted: Notify::new() });
        let task = tokio::spawn(look(shared.clone(), looks));
        let places = Arc::new(Semaphore::new(followers_max.min(Semaphore::MAX_PERMITS)));
        Feed { watch: Arc::new(Watch { shared, task: Some(task).into(), places }) }
    }
}

impl Feed {
    /// The statement that answers with the number of the last change, in decimal.
    pub fn latest() -> Statement {
        let sql = "SELECT CAST(coalesce(max(id), 0) AS TEXT) FROM revision";
        Statement { sql: sql.into(), binds: Vec::new() }
    }

    /// The statement that answers with the archive's [`Position`].
    pub fn position() -> Statement {
        let sql = "SELECT CAST(coalesce(max(id), 0) AS TEXT) || '.' \
            || CAST((SELECT coalesce(max(number), 0) FROM link_state) AS TEXT) FROM revision";
        Statement { sql: sql.into(), binds: Vec::new() }
    }

    /// Whether whatever changes the answer of a statement changes the archive's version too. All but one column
    /// is only written together with a revision: an import that leaves lines out is over when nothing of it is
    /// left to write.
    pub fn is_versioned(statement: &Statement) -> bool {
        !statement.sql.contains("finished_at")
    }

    /// The statement that answers with the archive's version, which no other state of it has: the number and
    /// time of the last change, how often mentions were found anew, and how many steps of the schema were taken.
    pub fn version() -> Statement {
        let sql = "SELECT CAST(coalesce(max(id), 0) AS TEXT) || ' ' \
            || coalesce((SELECT at FROM revision ORDER BY id DESC LIMIT 1), '') || ' ' \
            || CAST((SELECT coalesce(max(number), 0) FROM link_state) AS TEXT) || ' ' \
            || CAST((SELECT count(*) FROM seaql_migrations) AS TEXT) FROM revision";
        Statement { sql: sql.into(), binds: Vec::new() }
    }

    /// The position that a version tells.
    pub(super) fn position_of(version: &str) -> Option<Position> {
        let mut parts = version.split(' ');
        let revision = parts.next()?;
        // The last part is the number of steps.
        let round = parts.rev().nth(1)?;
        Position::parse(&format!("{revision}.{round}"))
    }

    /// Begins to follow; none where as many as may follow already.
    pub fn follow(&self) -> Option<Follower> {
        let place = self.watch.places.clone().try_acquire_owned().ok()?;
        let latest = self.watch.shared.latest.subscribe();
        self.watch.shared.wanted.notify_one();
        Some(Follower { latest, _place: place })
    }

    /// Ends every following in good order, at once.
    pub fn stop(&self) {
        self.watch.shared.close();
    }

    /// Stops, and closes the connection.
    pub async fn close(&self) {
        self.stop();
        let task = self.watch.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            // It ends by itself; if it was aborted, it has ended.
            let _ = task.await;
        }
    }
}

impl Follower {
    /// Waits until there are changes after the one with this number, and tells the number of the last. None
    /// when the feed has been closed.
    pub async fn beyond(&mut self, number: i64) -> Option<i64> {
        let seen = self.latest.wait_for(|latest| latest.is_none_or(|latest| latest > number)).await;
        seen.ok().and_then(|latest| *latest)
    }
}

impl Shared {
    fn close(&self) {
        self.latest.send_replace(None);
        self.wanted.notify_one();
    }

    fn is_closed(&self) -> bool {
        self.latest.borrow().is_none()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.close();
    }
}

/// Looks for the last change as long as somebody follows, on a connection that is open only then.
async fn look(shared: Arc<Shared>, mut looks: Looks) {
    let mut is_blind = false;
    while !shared.is_closed() {
        if shared.latest.receiver_count() == 0 {
            looks.rest().await;
            shared.wanted.notified().await;
            continue;
        }
        let pause = match looks.look().await {
            Ok(number) => {
                is_blind = false;
                shared.latest.send_if_modified(|latest| match latest {
                    Some(known) if *known != number => {
                        *known = number;
                        true
                    }
                    _ => false,
                });
                LOOK_EVERY
            }
            Err(error) => {
                // Once, and not for each look until it can be asked again.
                if !std::mem::replace(&mut is_blind, true) {
                    tracing::warn!(%error, "the archive cannot be watched at the moment");
                }
                LOOK_AGAIN
            }
        };
        // Whoever begins to follow, and the end of the feed, are seen at once.
        let _ = tokio::time::timeout(pause, shared.wanted.notified()).await;
    }
    looks.rest().await;
}
