//! A primary and its replicas: which of them answers a query.
//!
//! Each server has readers of its own, and a task that watches it (`look`). A query goes to the replica with the least to
//! do that is not too far behind; what meets a lost server is run elsewhere within the same request, for it only reads.
//! What must have come as far as a position is never answered from a server that has not: each answer tells its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::queue::Turn;
use super::reader::{Answered, Crew, Manner, Read, Servers, Source};
use super::{Dialect, Feed, Statement, StoreError, StoreOptions, mask_password};
use crate::value::position::Position;
use crate::value::trace::Timer;
use progress::Progress;

/// The tasks that watch servers.
mod look;
/// When the primary was where, and how far behind that makes a replica.
mod progress;

/// Which replicas there are.
#[derive(Clone)]
pub struct ReplicaOptions {
    /// The address of each.
    pub urls: Vec<String>,
    /// How far behind the primary one may be and still be asked.
    pub lag_max: Duration,
    /// What time it is.
    pub timer: Timer,
}

/// How it stands with a server, for those who ask from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// `primary`, or `replica` with its place among the replicas, from 1.
    pub name: String,
    /// Whether it answers.
    pub is_up: bool,
    /// Whether it is asked: a replica is not while it is too far behind.
    pub is_in_use: bool,
    /// Whether it takes changes.
    pub is_writable: bool,
    /// How far it is behind the primary.
    pub lag: Duration,
}

/// A primary and its replicas.
pub struct Replicas {
    primary: Arc<Server>,
    replicas: Vec<Arc<Server>>,
    lag_max: Duration,
    /// Where the next choice begins among those that have as little to do.
    turn: AtomicUsize,
    /// Told whenever a server was looked at.
    news: Arc<Notify>,
    looks: Mutex<Vec<JoinHandle<()>>>,
}

/// One server.
pub(super) struct Server {
    name: String,
    /// Its address, for logs.
    shown: String,
    crew: Crew,
    /// How many queries it has.
    busy: AtomicUsize,
    seen: watch::Sender<Seen>,
    /// Told when it is to be looked at at once.
    look: Notify,
}

/// What was seen of a server when it was last looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Whether it answers.
    is_up: bool,
    /// Whether it only follows another.
    is_standby: bool,
    position: Position,
    lag: Duration,
}

/// How long it is waited for a replica to come as far as is asked, before the primary is.
const WAIT_FOR_REPLICA: Duration = Duration::from_millis(100);
/// The same where there is no primary to ask.
const WAIT_WITHOUT_PRIMARY: Duration = Duration::from_secs(1);
/// How long it is waited for news before servers are looked at again.
const WAIT_FOR_NEWS: Duration = Duration::from_millis(5);
/// How long the first look at each server may take before the service starts without knowing.
const FIRST_LOOK: Duration = Duration::from_secs(3);

impl Replicas {
    /// Starts the readers of each server and begins to watch it; returns when each was looked at once.
    pub(super) async fn start(
        options: &StoreOptions,
        replicas: ReplicaOptions,
    ) -> Result<Replicas, StoreError> {
        let ReplicaOptions { urls, lag_max, timer } = replicas;
        let primary = Server::start("primary".to_owned(), options).await?;
        let mut servers = Vec::new();
        for (at, url) in urls.into_iter().enumerate() {
            let options = StoreOptions { url, ..options.clone() };
            servers.push((Server::start(format!("replica {}", at + 1), &options).await?, options));
        }
        let news = Arc::new(Notify::new());
        let progress = Arc::new(Mutex::new(Progress::default()));
        let watched: Vec<_> =
            std::iter::once((primary.clone(), options.clone())).chain(servers.iter().cloned()).collect();
        let first_looks: Vec<_> = watched.iter().map(|(server, _)| server.seen.subscribe()).collect();
        let looks = watched
            .into_iter()
            .enumerate()
            .map(|(at, (server, options))| {
                let (news, progress, timer) = (news.clone(), progress.clone(), timer.clone());
                let looker = look::Looker { server, is_primary: at == 0, progress, news, timer, lag_max };
                tokio::spawn(looker.run(options))
            })
            .collect();
        let first = async {
            for mut look in first_looks {
                // It fails only when nobody looks any more.
                let _ = look.changed().await;
            }
        };
        let _ = tokio::time::timeout(FIRST_LOOK, first).await;
        let replicas = servers.into_iter().map(|(server, _)| server).collect();
        let (looks, turn) = (Mutex::new(looks), AtomicUsize::new(0));
        Ok(Replicas { primary, replicas, lag_max, turn, news, looks })
    }

    /// The readers of the primary.
    pub(super) fn primary(&self) -> &Crew {
        &self.primary.crew
    }

    /// The primary, as those who write must know it.
    pub(super) fn watched_primary(&self) -> Arc<Server> {
        self.primary.clone()
    }

    fn servers(&self) -> impl Iterator<Item = &Arc<Server>> {
        std::iter::once(&self.primary).chain(&self.replicas)
    }

    /// How it stands with each server, the primary first.
    pub(super) fn states(&self) -> Vec<State> {
        let state = |server: &Arc<Server>| {
            let Seen { is_up, is_standby, lag, .. } = server.seen();
            let (is_in_use, is_writable) = (is_up && lag <= self.lag_max, is_up && !is_standby);
            State { name: server.name.clone(), is_up, is_in_use, is_writable, lag }
        };
        self.servers().map(state).collect()
    }

    /// Runs a statement where it may be run.
    pub(super) async fn run(
        &self,
        statement: Statement,
        turn: Turn,
        answer_max: u64,
        source: Source,
    ) -> Answered {
        let asked = Asked { statement, turn, answer_max, at_least: source.at_least };
        match source.servers {
            Servers::Any => self.anywhere(&asked).await,
            Servers::Primary => self.at_primary(&asked).await,
            Servers::PrimaryFirst => match self.at_primary(&asked).await {
                Err(StoreError::Lost) => self.without_primary(&asked).await,
                answered => answered,
            },
        }
    }

    async fn anywhere(&self, asked: &Asked) -> Answered {
        if let Some(answered) = self.by_replicas(asked, self.lag_max).await {
            return answered;
        }
        if self.wait_for(asked, self.lag_max, WAIT_FOR_REPLICA).await
            && let Some(answered) = self.by_replicas(asked, self.lag_max).await
        {
            return answered;
        }
        match self.at_primary(asked).await {
            Err(StoreError::Lost) => self.without_primary(asked).await,
            answered => answered,
        }
    }

    /// Asks the primary. Where the archive has not come as far as is asked, nobody has; that is found out before anything
    /// larger is read.
    async fn at_primary(&self, asked: &Asked) -> Answered {
        let is_known = asked.is_met_by(Some(self.primary.seen().position));
        if !is_known {
            asked.met(self.ask_primary(&Asked { statement: Feed::position(), ..asked.clone() }).await?)?;
        }
        asked.met(self.ask_primary(asked).await?)
    }

    /// Asks the primary, once more if it only cut a connection.
    async fn ask_primary(&self, asked: &Asked) -> Answered {
        match self.primary.ask(asked).await {
            Err(StoreError::Lost) if self.primary.seen().is_up => self.primary.ask(asked).await,
            answered => answered,
        }
    }

    /// Asks the replicas while the primary is lost: one that is far behind is better than none, but for those who say how
    /// far it must have come.
    async fn without_primary(&self, asked: &Asked) -> Answered {
        self.wait_for(asked, Duration::MAX, WAIT_WITHOUT_PRIMARY).await;
        if let Some(answered) = self.by_replicas(asked, Duration::MAX).await {
            return answered;
        }
        let up = self.replicas.iter().map(|replica| replica.seen()).filter(|seen| seen.is_up);
        match (asked.at_least, up.map(|seen| seen.position).reduce(Position::and)) {
            (Some(asked), Some(reached)) if !reached.reaches(asked) => {
                Err(StoreError::BehindPosition { asked, reached })
            }
            _ => Err(StoreError::Lost),
        }
    }

    /// Asks one replica after the other until one answers; none if none does.
    async fn by_replicas(&self, asked: &Asked, lag_max: Duration) -> Option<Answered> {
        let mut tried = vec![false; self.replicas.len()];
        while let Some(at) = self.choose(asked.at_least, lag_max, &tried) {
            tried[at] = true;
            match self.replicas[at].ask(asked).await {
                Err(StoreError::Lost) => {
                    metrics::counter!("vitae_reads_moved_total").increment(1);
                }
                Ok(read) if !asked.is_met_by(read.position) => {}
                answered => return Some(answered),
            }
        }
        None
    }

    /// The replica with the least to do of those that may be asked; where more is allowed to be old than usual, the one
    /// that is furthest.
    fn choose(&self, at_least: Option<Position>, lag_max: Duration, tried: &[bool]) -> Option<usize> {
        let count = self.replicas.len();
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let may_be_asked = |at: &usize| {
            let seen = self.replicas[*at].seen();
            !tried[*at]
                && seen.is_up
                && seen.lag <= lag_max
                && at_least.is_none_or(|at_least| seen.position.reaches(at_least))
        };
        let places = (0..count).map(|step| (first + step) % count).filter(may_be_asked);
        places.min_by_key(|at| {
            let replica = &self.replicas[*at];
            let behind = if lag_max == Duration::MAX { replica.seen().lag } else { Duration::ZERO };
            (behind, replica.busy.load(Ordering::Relaxed))
        })
    }

    /// Waits until a replica that may be asked is known to have come as far as is asked; tells whether one has.
    async fn wait_for(&self, asked: &Asked, lag_max: Duration, patience: Duration) -> bool {
        let Some(at_least) = asked.at_least else { return false };
        let usable =
            || self.replicas.iter().filter(|replica| replica.seen().is_up && replica.seen().lag <= lag_max);
        let waiting = async {
            while usable().next().is_some() {
                let mut news = std::pin::pin!(self.news.notified());
                news.as_mut().enable();
                if usable().any(|replica| replica.seen().position.reaches(at_least)) {
                    return true;
                }
                usable().chain([&self.primary]).for_each(|server| server.look.notify_one());
                let _ = tokio::time::timeout(WAIT_FOR_NEWS, news).await;
            }
            false
        };
        tokio::time::timeout(patience, waiting).await.unwrap_or(false)
    }

    /// Ends the watching and closes the replicas' connections; the primary's are closed by whoever has them.
    pub(super) async fn close(&self) {
        self.stop_looking();
        for replica in &self.replicas {
            replica.crew.close().await;
        }
    }

    fn stop_looking(&self) {
        for look in self.looks.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            look.abort();
        }
    }
}

impl Drop for Replicas {
    fn drop(&mut self) {
        self.stop_looking();
    }
}

/// What is to be run.
#[derive(Clone)]
struct Asked {
    statement: Statement,
    turn: Turn,
    answer_max: u64,
    at_least: Option<Position>,
}

impl Asked {
    fn is_met_by(&self, position: Option<Position>) -> bool {
        self.at_least.is_none_or(|asked| position.is_some_and(|position| position.reaches(asked)))
    }

    /// What was read from the primary, if it has come as far as is asked.
    fn met(&self, read: Read) -> Answered {
        match (self.at_least, read.position) {
            (Some(asked), Some(reached)) if !reached.reaches(asked) => {
                Err(StoreError::UnknownPosition { asked, reached })
            }
            _ => Ok(read),
        }
    }
}

/// One more query of a server, for as long as this is kept.
struct Busy<'s>(&'s AtomicUsize);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Server {
    async fn start(name: String, options: &StoreOptions) -> Result<Arc<Server>, StoreError> {
        let manner = Manner { has_others: true, tells_position: true };
        let crew = Crew::start(options, Dialect::Postgres, manner).await?;
        Ok(Arc::new(Server {
            name,
            shown: mask_password(&options.url),
            crew,
            busy: AtomicUsize::new(0),
            seen: watch::Sender::new(Seen::default()),
            look: Notify::new(),
        }))
    }

    fn seen(&self) -> Seen {
        *self.seen.borrow()
    }

    /// Asks this server. What it is asked when it is lost, or found to be lost meanwhile, is [`StoreError::Lost`].
    async fn ask(&self, asked: &Asked) -> Answered {
        if !self.seen().is_up {
            return Err(StoreError::Lost);
        }
        self.busy.fetch_add(1, Ordering::Relaxed);
        let _busy = Busy(&self.busy);
        let Asked { statement, turn, answer_max, .. } = asked;
        let answered = tokio::select! {
            biased;
            answered = self.crew.run(statement.clone(), *turn, *answer_max) => answered,
            () = self.lost() => Err(StoreError::Lost),
        };
        match &answered {
            Err(StoreError::Lost) => self.look.notify_one(),
            _ => metrics::counter!("vitae_reads_total", "server" => self.name.clone()).increment(1),
        }
        answered
    }

    /// Returns once this server is known to be lost.
    pub(super) async fn lost(&self) {
        // Nobody else lets go of what is told here.
        let _ = self.seen.subscribe().wait_for(|seen| !seen.is_up).await;
    }

    /// Does what waits for this server, and gives it up once the server is known to be lost.
    pub(super) async fn while_there<T>(
        &self,
        doing: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        tokio::select! {
            biased;
            done = doing => done,
            () = self.lost() => Err(StoreError::Lost),
        }
    }

    /// Refuses where this server is known not to take what is to be written.
    pub(super) fn require_writable(&self) -> Result<(), StoreError> {
        let Seen { is_up, is_standby, .. } = self.seen();
        if is_up && !is_standby { Ok(()) } else { Err(StoreError::NotWritable) }
    }
}
