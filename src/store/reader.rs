//! Reader tasks: each owns one connection and takes queries from a shared queue.
//!
//! An answer is bounded where it is made: SQLite is compiled so that no value grows beyond [`SQLITE_LENGTH_MAX`], and
//! PostgreSQL sends none that is larger than it may be.
//!
//! A pool would ping its connections and close those whose client hung up in the middle of it, with
//! their statement and page caches; a task finishes what it began and keeps both.

/// A file of SQLite, read.
mod file;
/// A server of PostgreSQL, read.
mod server;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;

use file::FileReader;
use server::ServerReader;

use super::queue::{Queue, Turn};
use super::{Dialect, StoreError, StoreOptions, Watch};

/// A value bound to a statement; never spliced into its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Bind {
    /// A 64-bit integer.
    Int(i64),
    /// A text, or NULL.
    Text(Option<Arc<str>>),
}

/// One statement that answers with one row of one text column.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text, with `?1` or `$1` for the first bound value.
    pub sql: Arc<str>,
    /// The bound values, in order.
    pub binds: Vec<Bind>,
}

/// A handle to the reader tasks; cheap to clone.
#[derive(Clone)]
pub struct Readers {
    door: Arc<Door>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
    /// How long a query may wait for a reader and run, together.
    patience: Duration,
    /// How many bytes an answer may have.
    answer_max: u64,
    recording: Option<Recording>,
    watch: Option<Arc<Watch>>,
}

/// Every statement that readers were given, in order.
pub type Recording = Arc<std::sync::Mutex<Vec<Statement>>>;

/// Where queries wait; no more come when the last handle is let go of.
struct Door(Arc<Queue>);

impl Drop for Door {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What a statement came to.
pub(super) type Answered = Result<String, StoreError>;

/// A statement to run.
pub(super) struct Job {
    statement: Statement,
    /// How many bytes the answer may have.
    answer_max: u64,
    answer: oneshot::Sender<Answered>,
    waiting: Counted,
}

impl Job {
    /// A job, and where its answer will be.
    pub(super) fn new(statement: Statement, answer_max: u64) -> (Job, oneshot::Receiver<Answered>) {
        let (answer, answered) = oneshot::channel();
        let waiting = Counted::one("vitae_readers_waiting");
        (Job { statement, answer_max, answer, waiting }, answered)
    }

    /// Whether somebody still waits for it.
    pub(super) fn is_wanted(&self) -> bool {
        !self.answer.is_closed()
    }

    /// What is to run.
    #[cfg(test)]
    pub(super) fn statement(&self) -> &Statement {
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
/// How large a value may become in SQLite, in bytes, as `.cargo/config.toml` has it compiled.
pub const SQLITE_LENGTH_MAX: u64 = 64 << 20;

impl Readers {
    /// Opens `options.readers` connections and starts a task on each.
    pub(super) async fn start(options: &StoreOptions, dialect: Dialect) -> Result<Readers, StoreError> {
        let queue = Queue::new(options.readers.max(1));
        let mut tasks = Vec::new();
        for _ in 0..options.readers.max(1) {
            let connection = Reader::connect(options, dialect).await?;
            tasks.push(tokio::spawn(work(connection, options.clone(), dialect, queue.clone())));
        }
        let patience = options.query_timeout + WAIT_FOR_READER;
        let (door, tasks) = (Arc::new(Door(queue)), Arc::new(Mutex::new(tasks)));
        Ok(Readers { door, tasks, patience, answer_max: u64::MAX, recording: None, watch: None })
    }

    /// The same readers, with every statement that comes this way written down: how tests count them.
    pub fn recorded(&self) -> (Readers, Recording) {
        let recording = Recording::default();
        let recorded = Readers { recording: Some(recording.clone()), ..self.clone() };
        (recorded, recording)
    }

    /// The same readers, watched.
    pub fn watched(self, watch: Watch) -> Readers {
        Readers { watch: Some(Arc::new(watch)), ..self }
    }

    /// The same readers, whose answers may have so many bytes each.
    pub fn bounded(self, answer_max: u64) -> Readers {
        Readers { answer_max, ..self }
    }

    /// Runs a statement of the service's own and returns its one text.
    pub async fn fetch(&self, statement: Statement) -> Result<String, StoreError> {
        self.fetch_in_turn(statement, Turn::default()).await
    }

    /// Runs a statement and returns its one text. If the caller goes away, the statement still ends
    /// in good order, or is not begun at all.
    pub async fn fetch_in_turn(&self, statement: Statement, turn: Turn) -> Result<String, StoreError> {
        if let Some(recording) = &self.recording {
            recording.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        }
        let Some(watch) = &self.watch else { return self.run(statement, turn).await };
        let (sql, began) = (statement.sql.clone(), (watch.timer)());
        let result = self.run(statement, turn).await;
        watch.tell(&sql, began, &result);
        result
    }

    async fn run(&self, statement: Statement, turn: Turn) -> Result<String, StoreError> {
        let (job, answered) = Job::new(statement, self.answer_max);
        self.door.0.put(turn, job)?;
        // A job whose caller has gone is not begun, so that a flood of slow queries passes.
        match tokio::time::timeout(self.patience, answered).await {
            Ok(answered) => answered.map_err(|_| StoreError::Closed)?,
            Err(_) => Err(StoreError::Busy),
        }
    }

    /// Runs what was asked for already, then closes every connection; from then on all is refused.
    pub async fn close(&self) {
        self.door.0.close();
        for task in std::mem::take(&mut *self.tasks.lock().await) {
            let _ = task.await;
        }
    }
}

/// One connection, for reading only.
pub(super) enum Reader {
    /// A file, read on the thread that asks or on one beside.
    Sqlite(FileReader),
    /// A server.
    Postgres(ServerReader),
}

/// How many prepared statements a connection keeps.
const STATEMENTS_KEPT: usize = 256;
/// The longest statement that is kept prepared: the page of a life has 3 kB, and a giant is rarely asked twice.
const KEPT_LENGTH: usize = 32 << 10;
/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may take to say that it is there.
const PING_PATIENCE: Duration = Duration::from_secs(2);
/// How long an interrupted statement may take to end before its connection is given up.
const INTERRUPT_PATIENCE: Duration = Duration::from_secs(2);

/// How far a statement may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// How long it may run.
    pub(super) time: Duration,
    /// How many bytes its answer may have.
    pub(super) answer_max: u64,
    /// Whether it is expected to take long.
    pub(super) is_dear: bool,
}

impl Bounds {
    fn timeout(self) -> StoreError {
        StoreError::Timeout { limit_ms: self.time.as_millis() }
    }

    fn too_large(self, measured: Option<u64>) -> StoreError {
        StoreError::TooLarge { measured, allowed: self.answer_max }
    }
}

impl Reader {
    pub(super) async fn connect(options: &StoreOptions, dialect: Dialect) -> Result<Reader, StoreError> {
        let opening = async {
            match dialect {
                Dialect::Sqlite => Ok(Reader::Sqlite(FileReader::open(&options.url).await?)),
                Dialect::Postgres => Ok(Reader::Postgres(ServerReader::connect(options).await?)),
            }
        };
        let opened = tokio::time::timeout(CONNECT_TIMEOUT, opening).await;
        opened.unwrap_or_else(|_| Err(StoreError::silent(&options.url)))
    }

    /// Runs a statement no further than it may. The second part tells whether the connection can be used again.
    async fn fetch_within(&mut self, statement: &Statement, bounds: Bounds) -> (Answered, bool) {
        match self {
            Reader::Sqlite(reader) => reader.fetch_within(statement, bounds).await,
            Reader::Postgres(reader) => reader.fetch_within(statement, bounds).await,
        }
    }

    /// How the database goes about a statement, a line a step. It is asked without the values: PostgreSQL would
    /// show them.
    pub(super) async fn explain(&mut self, sql: &str) -> Result<Vec<String>, StoreError> {
        match self {
            Reader::Sqlite(reader) => reader.explain(sql),
            Reader::Postgres(reader) => reader.explain(sql).await,
        }
    }

    /// Closes the connection in good order.
    pub(super) async fn close(self) {
        if let Reader::Postgres(reader) = self {
            reader.close().await;
        }
    }
}

/// Takes jobs until the queue closes. A connection that was lost is opened again for the next job, and a
/// job that met the loss is run once more: it only reads.
async fn work(reader: Reader, options: StoreOptions, dialect: Dialect, queue: Arc<Queue>) {
    let mut reader = Some(reader);
    while let Some((Job { statement, answer_max, answer, waiting }, place)) = queue.take().await {
        drop(waiting);
        if answer.is_closed() {
            continue;
        }
        let busy = Counted::one("vitae_readers_busy");
        let bounds = Bounds { time: options.query_timeout, answer_max, is_dear: place.is_some() };
        let mut result = run_in_time(&mut reader, &options, dialect, &statement, bounds).await;
        let is_lost = reader.is_none() && !matches!(result, Err(StoreError::Timeout { .. }));
        if is_lost {
            tracing::warn!("a reader lost its connection");
            result = run_in_time(&mut reader, &options, dialect, &statement, bounds).await;
            // What a connection says that was lost on the way means nothing.
            if reader.is_none() && matches!(result, Err(StoreError::Query(_))) {
                result = Err(StoreError::Busy);
            }
        }
        drop((busy, place));
        // The caller may have gone away meanwhile.
        let _ = answer.send(result);
    }
    if let Some(reader) = reader {
        reader.close().await;
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
pub(super) async fn run(
    reader: &mut Option<Reader>,
    options: &StoreOptions,
    dialect: Dialect,
    statement: &Statement,
) -> Answered {
    let bounds = Bounds { time: options.query_timeout, answer_max: u64::MAX, is_dear: false };
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
