//! Reader tasks: each owns one connection and takes queries from a shared queue.
//!
//! A pool would ping its connections and close those whose client hung up in the middle of it, with
//! their statement and page caches; a task finishes what it began and keeps both.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{Dialect, SQLITE_PRAGMAS, StoreError, StoreOptions};

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
    recording: Option<Recording>,
}

/// Every statement that readers were given, in order.
pub type Recording = Arc<std::sync::Mutex<Vec<Statement>>>;

struct Job {
    statement: Statement,
    answer: oneshot::Sender<Result<String, StoreError>>,
}

/// How many queries may wait for a reader before new ones wait at the door.
const QUEUE_LENGTH: usize = 1024;

impl Readers {
    /// Opens `options.readers` connections and starts a task on each.
    pub(super) async fn start(options: &StoreOptions, dialect: Dialect) -> Result<Readers, StoreError> {
        let (queue, jobs) = mpsc::channel(QUEUE_LENGTH);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..options.readers.max(1) {
            let connection = Reader::connect(&options.url, dialect).await?;
            tokio::spawn(work(connection, options.clone(), dialect, jobs.clone()));
        }
        Ok(Readers { queue, recording: None })
    }

    /// The same readers, with every statement that comes this way written down: how tests count them.
    pub fn recorded(&self) -> (Readers, Recording) {
        let recording = Recording::default();
        (Readers { queue: self.queue.clone(), recording: Some(recording.clone()) }, recording)
    }

    /// Runs a statement and returns its one text. If the caller goes away, the statement still ends
    /// in good order, or is not begun at all.
    pub async fn fetch(&self, statement: Statement) -> Result<String, StoreError> {
        if let Some(recording) = &self.recording {
            recording.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        }
        let (answer, result) = oneshot::channel();
        self.queue.send(Job { statement, answer }).await.map_err(|_| StoreError::Closed)?;
        result.await.map_err(|_| StoreError::Closed)?
    }
}

/// One connection, for reading only.
enum Reader {
    Sqlite(Box<sqlx::SqliteConnection>),
    Postgres(Box<sqlx::PgConnection>),
}

impl Reader {
    async fn connect(url: &str, dialect: Dialect) -> Result<Reader, StoreError> {
        Ok(match dialect {
            Dialect::Sqlite => {
                let mut options: sqlx::sqlite::SqliteConnectOptions = url.parse()?;
                for (pragma, value) in SQLITE_PRAGMAS {
                    options = options.pragma(*pragma, *value);
                }
                let options = options.pragma("query_only", "ON").statement_cache_capacity(512);
                Reader::Sqlite(Box::new(options.disable_statement_logging().connect().await?))
            }
            Dialect::Postgres => {
                let options: sqlx::postgres::PgConnectOptions = url.parse()?;
                let options = options.options([("default_transaction_read_only", "on"), ("jit", "off")]);
                let options = options.statement_cache_capacity(512);
                Reader::Postgres(Box::new(options.disable_statement_logging().connect().await?))
            }
        })
    }

    async fn fetch(&mut self, statement: &Statement) -> Result<String, StoreError> {
        let sql = AssertSqlSafe(statement.sql.clone());
        Ok(match self {
            Reader::Sqlite(connection) => {
                let mut query = sqlx::query(sql);
                for bind in &statement.binds {
                    query = match bind {
                        Bind::Int(value) => query.bind(*value),
                        Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
                    };
                }
                query.fetch_one(&mut **connection).await?.try_get(0)?
            }
            Reader::Postgres(connection) => {
                let mut query = sqlx::query(sql);
                for bind in &statement.binds {
                    query = match bind {
                        Bind::Int(value) => query.bind(*value),
                        Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
                    };
                }
                query.fetch_one(&mut **connection).await?.try_get(0)?
            }
        })
    }

    /// Whether the connection can be used again after an error.
    async fn is_alive(&mut self) -> bool {
        match self {
            Reader::Sqlite(connection) => connection.ping().await.is_ok(),
            Reader::Postgres(connection) => connection.ping().await.is_ok(),
        }
    }
}

/// Takes jobs until the queue closes. A connection that a time limit or a fault spoiled is replaced.
async fn work(
    mut reader: Reader,
    options: StoreOptions,
    dialect: Dialect,
    jobs: Arc<Mutex<mpsc::Receiver<Job>>>,
) {
    loop {
        let Some(job) = jobs.lock().await.recv().await else {
            return;
        };
        if job.answer.is_closed() {
            continue;
        }
        let limit = options.query_timeout;
        let result = match tokio::time::timeout(limit, reader.fetch(&job.statement)).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::Timeout { limit_ms: limit.as_millis() }),
        };
        let spoiled = match &result {
            Err(StoreError::Timeout { .. }) => true,
            Err(_) => !reader.is_alive().await,
            Ok(_) => false,
        };
        let _ = job.answer.send(result);
        if spoiled {
            reader = reconnect(&options.url, dialect).await;
        }
    }
}

/// Opens a connection anew, trying again until the database is back.
async fn reconnect(url: &str, dialect: Dialect) -> Reader {
    let mut pause = Duration::from_millis(50);
    loop {
        match Reader::connect(url, dialect).await {
            Ok(reader) => return reader,
            Err(error) => tracing::warn!(%error, "a reader cannot reconnect yet"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(5));
    }
}
