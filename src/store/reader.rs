//! Reader tasks: each owns one connection and takes queries from a shared queue.
//!
//! A pool would ping its connections and close those whose client hung up in the middle of it, with
//! their statement and page caches; a task finishes what it began and keeps both.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

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
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
    recording: Option<Recording>,
}

/// Every statement that readers were given, in order.
pub type Recording = Arc<std::sync::Mutex<Vec<Statement>>>;

enum Job {
    /// Run a statement.
    Run { statement: Statement, answer: oneshot::Sender<Result<String, StoreError>> },
    /// Close the connection; each task takes one of these.
    Stop,
}

/// How many queries may wait for a reader before new ones wait at the door.
const QUEUE_LENGTH: usize = 1024;

impl Readers {
    /// Opens `options.readers` connections and starts a task on each.
    pub(super) async fn start(options: &StoreOptions, dialect: Dialect) -> Result<Readers, StoreError> {
        let (queue, jobs) = mpsc::channel(QUEUE_LENGTH);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut tasks = Vec::new();
        for _ in 0..options.readers.max(1) {
            let connection = Reader::connect(&options.url, dialect).await?;
            tasks.push(tokio::spawn(work(connection, options.clone(), dialect, jobs.clone())));
        }
        Ok(Readers { queue, tasks: Arc::new(Mutex::new(tasks)), recording: None })
    }

    /// The same readers, with every statement that comes this way written down: how tests count them.
    pub fn recorded(&self) -> (Readers, Recording) {
        let recording = Recording::default();
        let recorded = Readers { recording: Some(recording.clone()), ..self.clone() };
        (recorded, recording)
    }

    /// Runs a statement and returns its one text. If the caller goes away, the statement still ends
    /// in good order, or is not begun at all.
    pub async fn fetch(&self, statement: Statement) -> Result<String, StoreError> {
        if let Some(recording) = &self.recording {
            recording.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        }
        let (answer, result) = oneshot::channel();
        self.queue.send(Job::Run { statement, answer }).await.map_err(|_| StoreError::Closed)?;
        result.await.map_err(|_| StoreError::Closed)?
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

    /// Closes the connection in good order.
    async fn close(self) {
        let closed = match self {
            Reader::Sqlite(connection) => connection.close().await,
            Reader::Postgres(connection) => connection.close().await,
        };
        if let Err(error) = closed {
            tracing::warn!(%error, "a reader did not close in good order");
        }
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
        let job = jobs.lock().await.recv().await;
        let (statement, answer) = match job {
            Some(Job::Run { statement, answer }) if !answer.is_closed() => (statement, answer),
            Some(Job::Run { .. }) => continue,
            Some(Job::Stop) | None => return reader.close().await,
        };
        let limit = options.query_timeout;
        let result = match tokio::time::timeout(limit, reader.fetch(&statement)).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::Timeout { limit_ms: limit.as_millis() }),
        };
        let spoiled = match &result {
            Err(StoreError::Timeout { .. }) => true,
            Err(_) => !reader.is_alive().await,
            Ok(_) => false,
        };
        let _ = answer.send(result);
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
