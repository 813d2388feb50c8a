//! Reader tasks: each owns one connection and takes queries from a shared queue.
//!
//! An answer is bounded where it is made: SQLite is compiled so that no value grows beyond [`SQLITE_LENGTH_MAX`], and
//! PostgreSQL sends none that is larger than it may be.
//!
//! A pool would ping its connections and close those whose client hung up in the middle of it, with
//! their statement and page caches; a task finishes what it began and keeps both.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;

use super::queue::{Queue, Turn};
use super::{Dialect, SQLITE_PRAGMAS, StoreError, StoreOptions, Watch};

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
    Sqlite {
        connection: Box<sqlx::SqliteConnection>,
        /// Set to make SQLite give up the statement that is running.
        interrupt: Arc<AtomicBool>,
    },
    Postgres(Box<sqlx::PgConnection>),
}

/// How many steps of its virtual machine SQLite takes between looks at the interrupt: well under a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;
/// How many prepared statements a connection keeps.
const STATEMENTS_KEPT: usize = 256;
/// The longest statement that is kept prepared: the page of a life has 3 kB, and a giant is rarely asked twice.
const KEPT_LENGTH: usize = 32 << 10;
/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may take to say that it is there. The driver may wait for ever for one whose thread
/// has just ended, as it does where there is no memory left.
const PING_PATIENCE: Duration = Duration::from_secs(2);
/// How long an interrupted statement may take to end before its connection is given up.
const INTERRUPT_PATIENCE: Duration = Duration::from_secs(2);

impl Reader {
    pub(super) async fn connect(options: &StoreOptions, dialect: Dialect) -> Result<Reader, StoreError> {
        let opened = match dialect {
            Dialect::Sqlite => tokio::time::timeout(CONNECT_TIMEOUT, Reader::connect_sqlite(options)).await,
            Dialect::Postgres => {
                tokio::time::timeout(CONNECT_TIMEOUT, Reader::connect_postgres(options)).await
            }
        };
        opened.unwrap_or_else(|_| Err(StoreError::silent(&options.url)))
    }

    async fn connect_sqlite(options: &StoreOptions) -> Result<Reader, StoreError> {
        let mut sqlite: sqlx::sqlite::SqliteConnectOptions = options.url.parse()?;
        for (pragma, value) in SQLITE_PRAGMAS {
            sqlite = sqlite.pragma(*pragma, *value);
        }
        let sqlite = sqlite.pragma("query_only", "ON").statement_cache_capacity(STATEMENTS_KEPT);
        let mut connection = sqlite.disable_statement_logging().connect().await?;
        let interrupt = Arc::new(AtomicBool::new(false));
        let is_interrupted = interrupt.clone();
        let go_on = move || !is_interrupted.load(Ordering::Relaxed);
        connection.lock_handle().await?.set_progress_handler(STEPS_BETWEEN_LOOKS, go_on);
        Ok(Reader::Sqlite { connection: Box::new(connection), interrupt })
    }

    /// PostgreSQL keeps the time limit itself. It must read the parts of a list in their order, and stop when a page is full:
    /// workers would read several at once, in any order.
    async fn connect_postgres(options: &StoreOptions) -> Result<Reader, StoreError> {
        let postgres: sqlx::postgres::PgConnectOptions = options.url.parse()?;
        let limit = options.query_timeout.as_millis().max(1).to_string();
        let settings = [
            ("default_transaction_read_only", "on"),
            ("jit", "off"),
            ("enable_parallel_append", "off"),
            ("statement_timeout", limit.as_str()),
        ];
        let postgres = postgres.options(settings).statement_cache_capacity(STATEMENTS_KEPT);
        let connection = postgres.disable_statement_logging().connect().await?;
        Ok(Reader::Postgres(Box::new(connection)))
    }

    /// Runs a statement. Its text, or how large it would be where that is more than it may be.
    async fn fetch(&mut self, statement: &Statement, most: u64) -> Result<Result<String, u64>, sqlx::Error> {
        let is_kept = statement.sql.len() <= KEPT_LENGTH;
        match self {
            Reader::Sqlite { connection, .. } => {
                let mut query = sqlx::query(AssertSqlSafe(statement.sql.clone())).persistent(is_kept);
                for bind in &statement.binds {
                    query = match bind {
                        Bind::Int(value) => query.bind(*value),
                        Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
                    };
                }
                let row = query.fetch_one(&mut **connection).await?;
                let text: &str = row.try_get(0)?;
                let length = text.len() as u64;
                Ok(if length > most { Err(length) } else { Ok(text.to_owned()) })
            }
            Reader::Postgres(connection) => {
                let mut query =
                    sqlx::query(AssertSqlSafe(measured(&statement.sql, most))).persistent(is_kept);
                for bind in &statement.binds {
                    query = match bind {
                        Bind::Int(value) => query.bind(*value),
                        Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
                    };
                }
                let row = query.fetch_one(&mut **connection).await?;
                let length = u64::try_from(row.try_get::<i32, _>(0)?).unwrap_or(u64::MAX);
                Ok(if length > most { Err(length) } else { Ok(row.try_get(1)?) })
            }
        }
    }

    /// Runs a statement for no longer than it may. The second part tells whether the connection can be
    /// used again.
    async fn fetch_within(
        &mut self,
        statement: &Statement,
        limit: Duration,
        answer_max: u64,
    ) -> (Answered, bool) {
        let interrupt = match self {
            Reader::Sqlite { interrupt, .. } => Some(interrupt.clone()),
            Reader::Postgres(_) => None,
        };
        let allowed = if interrupt.is_some() { answer_max.min(SQLITE_LENGTH_MAX) } else { answer_max };
        let too_large = |measured| StoreError::TooLarge { measured, allowed };
        let mut fetching = Box::pin(self.fetch(statement, allowed));
        let in_time = tokio::time::timeout(limit, &mut fetching).await;
        let timeout = || StoreError::Timeout { limit_ms: limit.as_millis() };
        let result = match in_time {
            Ok(Ok(Ok(text))) => return (Ok(text), true),
            Ok(Ok(Err(length))) => return (Err(too_large(Some(length))), true),
            Ok(Err(error)) if is_cancelled_by_server(&error) => return (Err(timeout()), true),
            Ok(Err(error)) if is_too_large(&error) => return (Err(too_large(None)), true),
            Ok(Err(error)) if is_out_of_memory(&error) => return (Err(StoreError::Busy), true),
            Ok(Err(error)) => Err(StoreError::Query(error)),
            Err(_) => {
                if let Some(interrupt) = &interrupt {
                    interrupt.store(true, Ordering::Relaxed);
                }
                let has_ended = tokio::time::timeout(INTERRUPT_PATIENCE, &mut fetching).await.is_ok();
                if let Some(interrupt) = &interrupt {
                    interrupt.store(false, Ordering::Relaxed);
                }
                return (Err(timeout()), has_ended);
            }
        };
        drop(fetching);
        let is_alive = self.is_alive().await;
        (result, is_alive)
    }

    /// Closes the connection in good order.
    pub(super) async fn close(self) {
        let closed = match self {
            Reader::Sqlite { connection, .. } => connection.close().await,
            Reader::Postgres(connection) => connection.close().await,
        };
        if let Err(error) = closed {
            tracing::warn!(%error, "a reader did not close in good order");
        }
    }

    /// Whether the connection can be used again after an error.
    async fn is_alive(&mut self) -> bool {
        let answered = match self {
            Reader::Sqlite { connection, .. } => tokio::time::timeout(PING_PATIENCE, connection.ping()).await,
            Reader::Postgres(connection) => tokio::time::timeout(PING_PATIENCE, connection.ping()).await,
        };
        answered.is_ok_and(|answered| answered.is_ok())
    }
}

/// A statement whose row is the length of its text, and the text where it is no longer than it may be: what is not
/// wanted never leaves the server. `OFFSET 0` keeps PostgreSQL from reckoning the text twice.
fn measured(sql: &str, most: u64) -> String {
    format!(
        "SELECT octet_length(a), CASE WHEN octet_length(a) <= {most} THEN a END FROM ({sql} OFFSET 0) AS q (a)"
    )
}

/// Whether PostgreSQL stopped a statement at its time limit (SQLSTATE `query_canceled`).
fn is_cancelled_by_server(error: &sqlx::Error) -> bool {
    has_code(error, "57014")
}

/// Whether a text grew beyond what the database can hold: SQLite's `SQLITE_TOOBIG`, PostgreSQL's
/// `program_limit_exceeded`.
fn is_too_large(error: &sqlx::Error) -> bool {
    has_code(error, "18") || has_code(error, "54000")
}

/// Whether there was no memory for it at the moment: SQLite's `SQLITE_NOMEM`, PostgreSQL's `out_of_memory`.
fn is_out_of_memory(error: &sqlx::Error) -> bool {
    has_code(error, "7") || has_code(error, "53200")
}

fn has_code(error: &sqlx::Error, wanted: &str) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == wanted)
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
        let mut result = run_in_time(&mut reader, &options, dialect, &statement, answer_max).await;
        let is_lost = reader.is_none() && !matches!(result, Err(StoreError::Timeout { .. }));
        if is_lost {
            tracing::warn!("a reader lost its connection");
            result = run_in_time(&mut reader, &options, dialect, &statement, answer_max).await;
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
    answer_max: u64,
) -> Answered {
    let patience = options.query_timeout + CONNECT_TIMEOUT + INTERRUPT_PATIENCE + PING_PATIENCE * 2;
    let running = run_bounded(reader, options, dialect, statement, answer_max);
    tokio::time::timeout(patience, running).await.unwrap_or(Err(StoreError::Busy))
}

/// Runs a statement of the service's own on the reader's connection.
pub(super) async fn run(
    reader: &mut Option<Reader>,
    options: &StoreOptions,
    dialect: Dialect,
    statement: &Statement,
) -> Answered {
    run_bounded(reader, options, dialect, statement, u64::MAX).await
}

/// Runs a statement on the reader's connection, opened first if need be, and given up if it is spoiled.
async fn run_bounded(
    reader: &mut Option<Reader>,
    options: &StoreOptions,
    dialect: Dialect,
    statement: &Statement,
    answer_max: u64,
) -> Answered {
    let mut connected = match reader.take() {
        Some(connected) => connected,
        None => Reader::connect(options, dialect).await?,
    };
    let (result, is_usable) = connected.fetch_within(statement, options.query_timeout, answer_max).await;
    if is_usable {
        *reader = Some(connected);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As where the driver's thread ended of itself: what is asked of the connection is never answered.
    #[tokio::test]
    async fn a_connection_that_does_not_answer_is_given_up_and_another_opened() {
        let url = "sqlite::memory:".to_owned();
        let options = StoreOptions { url, readers: 1, query_timeout: Duration::from_millis(200) };
        let mut reader = Reader::connect(&options, Dialect::Sqlite).await.unwrap();
        if let Reader::Sqlite { connection, .. } = &mut reader {
            let _held = std::mem::ManuallyDrop::new(connection.lock_handle().await.unwrap());
        }
        let answered = tokio::time::timeout(PING_PATIENCE * 2, reader.is_alive()).await;
        assert!(matches!(answered, Ok(false)), "{answered:?}");
        let mut reader = Some(reader);
        let statement = Statement { sql: "SELECT concat(1)".into(), binds: Vec::new() };
        let stopped = run(&mut reader, &options, Dialect::Sqlite, &statement).await;
        assert!(matches!(stopped, Err(StoreError::Timeout { .. })) && reader.is_none(), "{stopped:?}");
        assert_eq!(run(&mut reader, &options, Dialect::Sqlite, &statement).await.unwrap(), "1");
    }
}
