//! The readers of one server: a queue, and tasks with a connection each that take queries from it. What is small is read
//! by whoever asks, with the connection of a task that has nothing to do.
//!
//! What waits and differs only in its values is run as one statement, where the server takes it so. Whatever is not answered
//! that way is run by itself.
//!
//! A pool would ping its connections and close those whose client hung up in the middle of it, with
//! their statement and page caches; a task finishes what it began and keeps both.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{
    Answered, Bounds, CONNECT_TIMEOUT, Dialect, INTERRUPT_PATIENCE, PING_PATIENCE, Reader, Statement,
    StoreError, StoreOptions,
};
use crate::store::queue::{Queue, Turn, Weight};

/// The readers of one server. Cheap to clone.
#[derive(Clone)]
pub struct Crew {
    door: Arc<Door>,
    /// The connections of the tasks that have nothing to do.
    desks: Arc<[Desk]>,
    tasks: Arc<tokio::sync::Mutex<Vec<JoinHandle<()>>>>,
    /// How long a query may run.
    time: Duration,
}

/// How readers go about it.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether there are other servers: connections need not be there when it begins, and what is lost twice is left to
    /// others.
    pub has_others: bool,
    /// Whether each answer tells at which position it was read.
    pub tells_position: bool,
}

/// Where queries wait; no more come when the last handle is let go of.
struct Door(Arc<Queue>);

impl Drop for Door {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Where a task leaves its connection while it has nothing to do. Held by nobody for longer than something small takes.
type Desk = Mutex<Option<Reader>>;

fn at(desk: &Desk) -> MutexGuard<'_, Option<Reader>> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A statement to run.
pub struct Job {
    statement: Statement,
    /// How many bytes the answer may have.
    answer_max: u64,
    /// Whether it was begun, and took long.
    is_long: bool,
    answer: oneshot::Sender<Answered>,
    /// Until it is begun.
    waiting: Option<Counted>,
}

impl Job {
    /// A job, and where its answer will be.
    pub fn new(statement: Statement, answer_max: u64, is_long: bool) -> (Job, oneshot::Receiver<Answered>) {
        let (answer, answered) = oneshot::channel();
        let waiting = Some(Counted::one("vitae_readers_waiting"));
        (Job { statement, answer_max, is_long, answer, waiting }, answered)
    }

    /// Whether somebody still waits for it.
    pub fn is_wanted(&self) -> bool {
        !self.answer.is_closed()
    }

    /// Whether it can be run as one with another: it is cheap, and differs only in its values.
    pub fn is_alike(&self, other: &Job) -> bool {
        let bounds = |job: &Job| (job.answer_max, job.is_long);
        bounds(self) == bounds(other) && self.statement.is_alike(&other.statement) && self.is_wanted()
    }

    /// It no longer waits.
    fn begun(mut self) -> Job {
        self.waiting = None;
        self
    }

    /// Tells whoever asked, who may have gone away meanwhile.
    fn tell(self, answered: Answered) {
        let _ = self.answer.send(answered);
    }

    /// What is to run.
    #[cfg(test)]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }
}

/// One more of a figure, for as long as this is kept.
struct Counted(&'static str);

impl Counted {
    fn one(figure: &'static str) -> Counted {
        metrics::gauge!(figure).increment(1);
        Counted(figure)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!(self.0).decrement(1);
    }
}

/// How long a query may wait for a reader.
const WAIT_FOR_READER: Duration = Duration::from_secs(5);

impl Crew {
    /// Opens `options.readers` connections and starts a task on each.
    pub async fn start(options: &StoreOptions, dialect: Dialect, manner: Manner) -> Result<Crew, StoreError> {
        let queue = Queue::new(options.readers.max(1));
        let mut desks = Vec::new();
        for _ in 0..options.readers.max(1) {
            desks.push(Mutex::new(match manner.has_others {
                true => None,
                false => Some(Reader::connect(options, dialect).await?),
            }));
        }
        let desks: Arc<[Desk]> = desks.into();
        let begin = |place| {
            let own = Own { desks: desks.clone(), place };
            tokio::spawn(
                Worker { own, options: options.clone(), dialect, manner, queue: queue.clone() }.work(),
            )
        };
        let tasks = Arc::new(tokio::sync::Mutex::new((0..desks.len()).map(begin).collect()));
        Ok(Crew { door: Arc::new(Door(queue)), desks, tasks, time: options.query_timeout })
    }

    /// Runs a statement. If the caller goes away, it still ends in good order, or is not begun at all.
    pub async fn run(&self, statement: Statement, turn: Turn, answer_max: u64) -> Answered {
        let is_small = turn.weight == Weight::Small && self.door.0.is_idle();
        let at_once = if is_small { self.at_once(&statement, answer_max) } else { AtOnce::NotFree };
        if let AtOnce::Read(answered) = at_once {
            return answered;
        }
        let (job, answered) = Job::new(statement, answer_max, matches!(at_once, AtOnce::TooLong));
        self.door.0.put(turn, job)?;
        // A job whose caller has gone is not begun, so that a flood of slow queries passes.
        match tokio::time::timeout(self.time + WAIT_FOR_READER, answered).await {
            Ok(answered) => answered.map_err(|_| StoreError::Closed)?,
            Err(_) => Err(StoreError::Busy),
        }
    }

    /// Runs what is small here and now, where that can be done and a connection is free.
    fn at_once(&self, statement: &Statement, answer_max: u64) -> AtOnce {
        let bounds = Bounds { time: self.time, answer_max, is_dear: false, tells_position: false };
        for desk in &*self.desks {
            if let Ok(mut reader) = desk.try_lock()
                && let Some(Reader::Sqlite(reader)) = reader.as_mut()
            {
                let _busy = Counted::one("vitae_readers_busy");
                return match reader.fetch_at_once(statement, bounds) {
                    Some(answered) => AtOnce::Read(answered),
                    None => AtOnce::TooLong,
                };
            }
        }
        AtOnce::NotFree
    }

    /// Runs what was asked for already, then closes every connection; from then on all is refused.
    pub async fn close(&self) {
        self.door.0.close();
        for task in std::mem::take(&mut *self.tasks.lock().await) {
            let _ = task.await;
        }
    }
}

/// What became of something small that was to be read at once.
enum AtOnce {
    /// It was read.
    Read(Answered),
    /// It was begun, and takes long.
    TooLong,
    /// No connection was free.
    NotFree,
}

/// The desk of one task.
struct Own {
    desks: Arc<[Desk]>,
    place: usize,
}

impl Own {
    fn desk(&self) -> MutexGuard<'_, Option<Reader>> {
        at(&self.desks[self.place])
    }
}

/// What one task works with.
struct Worker {
    own: Own,
    options: StoreOptions,
    dialect: Dialect,
    manner: Manner,
    queue: Arc<Queue>,
}

impl Worker {
    /// Takes jobs until the queue closes.
    async fn work(self) {
        let is_there = self.own.desk().is_some();
        if !is_there {
            // Whether the server can be reached is told by those who watch it.
            let reader = Reader::connect(&self.options, self.dialect).await.ok();
            *self.own.desk() = reader;
        }
        while let Some((job, mut place)) = self.queue.take().await {
            let job = job.begun();
            if !job.is_wanted() {
                continue;
            }
            let is_dear = job.is_long || place.is_some();
            let alike = if is_dear { Vec::new() } else { self.alike(&job).await };
            let left = match alike.is_empty() {
                true => vec![job],
                false => self.run_together(std::iter::once(job).chain(alike).collect()).await,
            };
            for job in left.into_iter().filter(Job::is_wanted) {
                let answered = self.run_alone(&job, is_dear).await;
                drop(place.take());
                job.tell(answered);
            }
        }
        let reader = self.own.desk().take();
        if let Some(reader) = reader {
            reader.close().await;
        }
    }

    /// Those that wait and can be run as one with this.
    async fn alike(&self, job: &Job) -> Vec<Job> {
        let most = self.own.desk().as_mut().map_or(1, |reader| reader.together_at_most(&job.statement));
        if most < 2 {
            return Vec::new();
        }
        // Others that have something to ask are heard first: they may ask for the same.
        tokio::task::yield_now().await;
        self.queue.take_alike(job, most - 1).into_iter().map(Job::begun).collect()
    }

    fn bounds(&self, job: &Job, is_dear: bool) -> Bounds {
        let (time, tells_position) = (self.options.query_timeout, self.manner.tells_position);
        Bounds { time, answer_max: job.answer_max, is_dear, tells_position }
    }

    /// Runs jobs that are alike as one. Returns those that it did not answer: it went wrong for one of them, the connection
    /// was lost, or there was no time.
    async fn run_together(&self, jobs: Vec<Job>) -> Vec<Job> {
        let _busy = Counted::one("vitae_readers_busy");
        let reader = self.own.desk().take();
        let (Some(mut reader), Some(first)) = (reader, jobs.first()) else { return jobs };
        let bounds = self.bounds(first, false);
        let statements: Vec<_> = jobs.iter().map(|job| job.statement.clone()).collect();
        let mut left: Vec<_> = jobs.into_iter().map(Some).collect();
        let tell = |place: usize, answered: Answered| {
            if let Some(job) = left.get_mut(place).and_then(Option::take) {
                metrics::counter!("vitae_statements_together_total").increment(1);
                job.tell(answered);
            }
        };
        let (is_usable, ran) = reader.fetch_together(&statements, bounds, tell).await;
        if is_usable {
            *self.own.desk() = Some(reader);
        }
        let mut left: VecDeque<_> = left.into_iter().flatten().collect();
        // They are answered in order: it is the first that stands in the others' way.
        if let Some(slow) = left.pop_front() {
            match ran {
                // Whoever asked has no patience left to have it run so long again.
                Some(ran) if ran >= bounds.time.min(WAIT_FOR_READER) => slow.tell(Err(bounds.timeout())),
                _ => left.push_back(slow),
            }
        }
        left.into()
    }

    /// Runs a job. A connection that was lost is opened again, and a job that met the loss is run once more, for it only
    /// reads: the connection may have been lost long before.
    async fn run_alone(&self, job: &Job, is_dear: bool) -> Answered {
        let _busy = Counted::one("vitae_readers_busy");
        let Worker { options, dialect, .. } = self;
        let (dialect, has_others) = (*dialect, self.manner.has_others);
        let bounds = self.bounds(job, is_dear);
        let mut reader = self.own.desk().take();
        let mut result = run_in_time(&mut reader, options, dialect, &job.statement, bounds).await;
        let is_lost = reader.is_none() && !matches!(result, Err(StoreError::Timeout { .. }));
        if is_lost {
            match has_others {
                true => tracing::debug!("a reader lost its connection"),
                false => tracing::warn!("a reader lost its connection"),
            }
            result = run_in_time(&mut reader, options, dialect, &job.statement, bounds).await;
            // What a connection says that was lost on the way means nothing.
            result = match result {
                Err(StoreError::Timeout { .. }) => result,
                Err(_) if reader.is_none() && has_others => Err(StoreError::Lost),
                Err(StoreError::Query(_)) if reader.is_none() => Err(StoreError::Busy),
                result => result,
            };
        }
        *self.own.desk() = reader;
        result
    }
}

/// Runs a statement as [`run_bounded`] does. Whatever the driver waits for, the reader goes on after a while, with
/// another connection.
async fn run_in_time(
    reader: &mut Option<Reader>,
    options: &StoreOptions,
    dialect: Dialect,
    statement: &Statement,
    bounds: Bounds,
) -> Answered {
    let patience = options.query_timeout + CONNECT_TIMEOUT + INTERRUPT_PATIENCE + PING_PATIENCE * 2;
    let running = run_bounded(reader, options, dialect, statement, bounds);
    tokio::time::timeout(patience, running).await.unwrap_or(Err(StoreError::Busy))
}

/// Runs a statement of the service's own on the reader's connection.
pub async fn run(
    reader: &mut Option<Reader>,
    options: &StoreOptions,
    dialect: Dialect,
    statement: &Statement,
) -> Answered {
    let bounds =
        Bounds { time: options.query_timeout, answer_max: u64::MAX, is_dear: false, tells_position: false };
    run_bounded(reader, options, dialect, statement, bounds).await
}

/// Runs a statement on the reader's connection, opened first if need be, and given up if it is spoiled.
async fn run_bounded(
    reader: &mut Option<Reader>,
    options: &StoreOptions,
    dialect: Dialect,
    statement: &Statement,
    bounds: Bounds,
) -> Answered {
    let mut connected = match reader.take() {
        Some(connected) => connected,
        None => Reader::connect(options, dialect).await?,
    };
    let (result, is_usable) = connected.fetch_within(statement, bounds).await;
    if is_usable {
        *reader = Some(connected);
    }
    result
}
