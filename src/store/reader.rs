//! Reader tasks: each owns one connection and takes queries from a shared queue.
//!
//! A pool would ping its connections and close those whose client hung up in the middle of it, with
//! their statement and page caches; a task finishes what it began and keeps both.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

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
    queue: mpsc::Sender<Job>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
    /// How long a query may wait for a reader and run, together.
    patience: Duration,
    recording: Option<Recording>,
    watch: Option<Arc<Watch>>,
}

/// Every statement that readers were given, in order.
pub type Recording = Arc<std::sync::Mutex<Vec<Statement>>>;

enum Job {
    /// Run a statement.
    Run { statement: Statement, answer: oneshot::Sender<Result<String, StoreError>>, waiting: Counted },
    /// Close the connection; each task takes one of these.
    Stop,
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
/// How many queries may wait for a reader before new ones wait at the door.
const QUEUE_LENGTH: usize = 1024;

impl Readers {
    /// Opens `options.readers` connections and starts a task on each.
    pub(super) async fn start(options: &StoreOptions, dialect: Dialect) -> Result<Readers, StoreError> {
        let (queue, jobs) = mpsc::channel(QUEUE_LENGTH);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut tasks = Vec::new();
        for _ in 0..options.readers.max(1) {
            let connection = Reader::connect(options, dialect).await?;
            tasks.push(tokio::spawn(work(connection, options.clone(), dialect, jobs.clone())));
        }
        let patience = options.query_timeout + WAIT_FOR_READER;
        Ok(Readers { queue, tasks: Arc::new(Mutex::new(tasks)), patience, recording: None, watch: None })
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

    /// Runs a statement and returns its one text. If the caller goes away, the statement still ends
    /// in good order, or is not begun at all.
    pub async fn fetch(&self, statement: Statement) -> Result<String, StoreError> {
        if let Some(recording) = &self.recording {
            recording.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        }
        let Some(watch) = &self.watch else { return self.run(statement).await };
        let (sql, began) = (statement.sql.clone(), (watch.timer)());
        let result = self.run(statement).await;
        watch.tell(&sql, began, &result);
        result
    }

    async fn run(&self, statement: Statement) -> Result<String, StoreError> {
        let (answer, result) = oneshot::channel();
        let waiting = Counted::one("vitae_readers_waiting");
        let waited = async {
            self.queue.send(Job::Run { statement, answer, waiting }).await.map_err(|_| StoreError::Closed)?;
            result.await.map_err(|_| StoreError::Closed)?
        };
        // A job whose caller has gone is not begun, so that a flood of slow queries passes.
        tokio::time::timeout(self.patience, waited).await.unwrap_or(Err(StoreError::Busy))
    }

    /// Runs what was asked for already, then closes every connection; from then on all is refused.
    pub async fn close(&self) {
        let tasks = std::mem::take(&mut *self.tasks.lock().await);
        for _ in &tasks {
            // A task that is gone already has no connection left to close.
            let _ = self.queue.send(Job::Stop).await;
        }
        for task in tasks {
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

    /// PostgreSQL keeps the time limit itself.
    async fn connect_postgres(options: &StoreOptions) -> Result<Reader, StoreError> {
        let postgres: sqlx::postgres::PgConnectOptions = options.url.parse()?;
        let limit = options.query_timeout.as_millis().max(1).to_string();
        let settings =
            [("default_transaction_read_only", "on"), ("jit", "off"), ("statement_timeout", limit.as_str())];
        let postgres = postgres.options(settings).statement_cache_capacity(STATEMENTS_KEPT);
        let connection = postgres.disable_statement_logging().connect().await?;
        Ok(Reader::Postgres(Box::new(connection)))
    }

    async fn fetch(&mut self, statement: &Statement) -> Result<String, sqlx::Error> {
        let sql = AssertSqlSafe(statement.sql.clone());
        let is_kept = statement.sql.len() <= KEPT_LENGTH;
        match self {
            Reader::Sqlite { connection, .. } => {
                let mut query = sqlx::query(sql).persistent(is_kept);
                for bind in &statement.binds {
                    query = match bind {
                        Bind::Int(value) => query.bind(*value),
                        Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
                    };
                }
                query.fetch_one(&mut **connection).await?.try_get(0)
            }
            Reader::Postgres(connection) => {
                let mut query = sqlx::query(sql).persistent(is_kept);
                for bind in &statement.binds {
                    query = match bind {
                        Bind::Int(value) => query.bind(*value),
                        Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
                    };
                }
                query.fetch_one(&mut **connection).await?.try_get(0)
            }
        }
    }

    /// Runs a statement for no longer than it may. The second part tells whether the connection can be
    /// used again.
    async fn fetch_within(
        &mut self,
        statement: &Statement,
        limit: Duration,
    ) -> (Result<String, StoreError>, bool) {
        let interrupt = match self {
            Reader::Sqlite { interrupt, .. } => Some(interrupt.clone()),
            Reader::Postgres(_) => None,
        };
        let mut fetching = Box::pin(self.fetch(statement));
        let in_time = tokio::time::timeout(limit, &mut fetching).await;
        let timeout = || StoreError::Timeout { limit_ms: limit.as_millis() };
        let result = match in_time {
            Ok(Ok(text)) => return (Ok(text), true),
            Ok(Err(error)) if is_cancelled_by_server(&error) => return (Err(timeout()), true),
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
        match self {
            Reader::Sqlite { connection, .. } => connection.ping().await.is_ok(),
            Reader::Postgres(connection) => connection.ping().await.is_ok(),
        }
    }
}

/// Whether PostgreSQL stopped a statement at its time limit (SQLSTATE `query_canceled`).
fn is_cancelled_by_server(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "57014")
}

/// Takes jobs until the queue closes. A connection that was lost is opened again for the next job, and a
/// job that met the loss is run once more: it only reads.
async fn work(
    reader: Reader,
    options: StoreOptions,
    dialect: Dialect,
    jobs: Arc<Mutex<mpsc::Receiver<Job>>>,
) {
    let mut reader = Some(reader);
    loop {
        let job = jobs.lock().await.recv().await;
        let (statement, answer) = match job {
            Some(Job::Run { statement, answer, waiting }) if !answer.is_closed() => {
                drop(waiting);
                (statement, answer)
            }
            Some(Job::Run { .. }) => continue,
            Some(Job::Stop) | None => break,
        };
        let busy = Counted::one("vitae_readers_busy");
        let mut result = run(&mut reader, &options, dialect, &statement).await;
        let is_lost = reader.is_none() && !matches!(result, Err(StoreError::Timeout { .. }));
        if is_lost {
            tracing::warn!("a reader lost its connection");
            result = run(&mut reader, &options, dialect, &statement).await;
        }
        drop(busy);
        // The caller may have gone away meanwhile.
        let _ = answer.send(result);
    }
    if let Some(reader) = reader {
        reader.close().await;
    }
}

/// Runs a statement on the reader's connection, opened first if need be, and given up if it is spoiled.
pub(super) async fn run(
    reader: &mut Option<Reader>,
    options: &StoreOptions,
    dialect: Dialect,
    statement: &Statement,
) -> Result<String, StoreError> {
    let mut connected = match reader.take() {
        Some(connected) => connected,
        None => Reader::connect(options, dialect).await?,
    };
    let (result, is_usable) = connected.fetch_within(statement, options.query_timeout).await;
    if is_usable {
        *reader = Some(connected);
    }
    result
}
