//! What answers queries: of each server a few tasks with a connection of their own (`crew`). Where there are replicas,
//! `replica.rs` chooses the server.
//!
//! An answer is bounded where it is made: SQLite is compiled so that no value grows beyond [`SQLITE_LENGTH_MAX`], and
//! PostgreSQL sends none that is larger than it may be.

/// The readers of one server.
mod crew;
/// A file of SQLite, read.
mod file;
/// How many runs of a statement may be one.
mod pace;
/// A server of PostgreSQL, read.
mod server;
/// Several runs of one statement as one.
mod together;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use file::FileReader;
use server::ServerReader;

pub(super) use crew::{Crew, Job, Manner, run};

use super::queue::Turn;
use super::replica::{Replicas, State};
use super::{Dialect, Feed, ReplicaOptions, States, Store, StoreError, StoreOptions, Watch};
use crate::value::position::Position;

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

impl Statement {
    /// The types of its values, as PostgreSQL calls them: a statement may have values whose types nothing else tells.
    pub fn types(&self) -> String {
        self.binds.iter().map(Bind::ty).collect::<Vec<_>>().join(", ")
    }

    /// What PostgreSQL runs instead of several such statements that differ only in their values: rows of the answers, each
    /// with the number of its run; the values are lists.
    pub fn together(&self) -> String {
        format!("SELECT {}, a FROM {}", together::NUMBER, together::source(self))
    }

    /// Whether another is the same but for its values.
    pub(super) fn is_alike(&self, other: &Statement) -> bool {
        // Statements of one plan share their text.
        (Arc::ptr_eq(&self.sql, &other.sql) || self.sql == other.sql)
            && self.binds.iter().map(Bind::ty).eq(other.binds.iter().map(Bind::ty))
    }
}

impl Bind {
    /// Its type, as PostgreSQL calls it.
    fn ty(&self) -> &'static str {
        match self {
            Bind::Int(_) => "bigint",
            Bind::Text(_) => "text",
        }
    }
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The text.
    pub text: String,
    /// How far the archive had come in the snapshot that it was read from; known only where there are replicas.
    pub position: Option<Position>,
}

/// Where something is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Which servers may be asked.
    pub servers: Servers,
    /// How far the server must have come.
    pub at_least: Option<Position>,
}

/// Which servers may be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Servers {
    /// A replica, or the primary where none will do.
    #[default]
    Any,
    /// The primary, or a replica where it is lost.
    PrimaryFirst,
    /// The primary alone.
    Primary,
}

/// A handle to the reader tasks; cheap to clone.
#[derive(Clone)]
pub struct Readers {
    primary: Crew,
    replicas: Option<Arc<Replicas>>,
    /// How far the archive is known to have come, where there are no replicas.
    known: Arc<Mutex<Position>>,
    /// Told of what is read that is new.
    states: States,
    /// How many bytes an answer may have.
    answer_max: u64,
    recording: Option<Recording>,
    watch: Option<Arc<Watch>>,
}

/// Every statement that readers were given, in order.
pub type Recording = Arc<Mutex<Vec<Statement>>>;

/// What a statement came to.
pub(super) type Answered = Result<Read, StoreError>;

/// How large a value may become in SQLite, in bytes, as `.cargo/config.toml` has it compiled.
pub const SQLITE_LENGTH_MAX: u64 = 64 << 20;

impl Source {
    /// Any server.
    pub const ANY: Source = Source { servers: Servers::Any, at_least: None };
    /// The primary, or a replica where it is lost.
    pub const PRIMARY_FIRST: Source = Source { servers: Servers::PrimaryFirst, at_least: None };
    /// The primary alone.
    pub const PRIMARY: Source = Source { servers: Servers::Primary, at_least: None };

    /// The same, where the server has come as far as this.
    pub fn at_least(self, position: Option<Position>) -> Source {
        Source { at_least: position, ..self }
    }
}

impl From<String> for Read {
    fn from(text: String) -> Read {
        Read { text, position: None }
    }
}

impl Store {
    /// Starts the tasks that answer queries.
    pub async fn readers(&self) -> Result<Readers, StoreError> {
        let alone = Manner { has_others: false, tells_position: false };
        let crew = Crew::start(&self.options, self.dialect, alone).await?;
        Ok(Readers::new(crew, None, self.states.clone()))
    }

    /// Starts the tasks that answer queries, those of replicas too, and those that watch the servers.
    pub async fn readers_with(&self, replicas: ReplicaOptions) -> Result<Readers, StoreError> {
        let replicas = Replicas::start(&self.options, replicas).await?;
        Ok(Readers::new(replicas.primary().clone(), Some(Arc::new(replicas)), self.states.clone()))
    }

    /// How SQLite goes about a statement: each step with its number, and the number of the step that it is part of.
    pub fn steps(&self, sql: &str) -> Result<Vec<(i64, i64, String)>, StoreError> {
        Ok(file::steps(&super::sqlite::open(&self.options.url)?, sql)?)
    }

    /// This store, which refuses to write as long as the readers know the primary to be lost.
    pub fn guarded(self, readers: &Readers) -> Store {
        Store { primary: readers.replicas.as_ref().map(|replicas| replicas.watched_primary()), ..self }
    }
}

impl Readers {
    fn new(primary: Crew, replicas: Option<Arc<Replicas>>, states: States) -> Readers {
        let known = Arc::default();
        Readers { primary, replicas, known, states, answer_max: u64::MAX, recording: None, watch: None }
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

    /// Whether there are replicas; what is read then tells its position.
    pub fn has_replicas(&self) -> bool {
        self.replicas.is_some()
    }

    /// How it stands with the primary and the replicas, where there are any.
    pub fn states(&self) -> Vec<State> {
        self.replicas.as_ref().map(|replicas| replicas.states()).unwrap_or_default()
    }

    /// Runs a statement of the service's own and returns its one text.
    pub async fn fetch(&self, statement: Statement) -> Result<String, StoreError> {
        self.fetch_in_turn(statement, Turn::default()).await
    }

    /// Runs a statement anywhere and returns its one text.
    pub async fn fetch_in_turn(&self, statement: Statement, turn: Turn) -> Result<String, StoreError> {
        Ok(self.read(statement, turn, Source::ANY).await?.text)
    }

    /// Runs a statement. If the caller goes away, it still ends in good order, or is not begun at all.
    pub async fn read(&self, statement: Statement, turn: Turn, source: Source) -> Result<Read, StoreError> {
        if let Some(recording) = &self.recording {
            recording.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        }
        let Some(watch) = &self.watch else { return self.run(statement, turn, source).await };
        let types = watch.slow.as_ref().map(|_| statement.types());
        let (sql, began) = (statement.sql.clone(), (watch.timer)());
        let result = self.run(statement, turn, source).await;
        watch.tell(&sql, types, began, &result);
        result
    }

    async fn run(&self, statement: Statement, turn: Turn, source: Source) -> Answered {
        match &self.replicas {
            Some(replicas) => {
                let read = Box::pin(replicas.run(statement, turn, self.answer_max, source)).await?;
                if let Some(position) = read.position {
                    self.states.seen(position);
                }
                Ok(read)
            }
            None => {
                if let Some(asked) = source.at_least {
                    self.require(asked).await?;
                }
                self.primary.run(statement, turn, self.answer_max).await
            }
        }
    }

    /// Refuses a position that the one server there is has not come to: there is none further.
    async fn require(&self, asked: Position) -> Result<(), StoreError> {
        if self.have_come_to(asked) {
            return Ok(());
        }
        let reached = Box::pin(self.position()).await?;
        match reached.reaches(asked) {
            true => Ok(()),
            false => Err(StoreError::UnknownPosition { asked, reached }),
        }
    }

    /// Whether the one server there is is known to have come as far as this.
    pub fn have_come_to(&self, asked: Position) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).reaches(asked)
    }

    /// How far the archive has come, on the server that is written to.
    pub async fn position(&self) -> Result<Position, StoreError> {
        let text = self.run(Feed::position(), Turn::default(), Source::PRIMARY).await?.text;
        let position =
            Position::parse(&text).ok_or_else(|| StoreError::Query(format!("a position is `{text}`")))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.reaches(position) {
            // Before anybody is told that this was reached: what was remembered may be older. With replicas it is known of
            // whatever is read, this as well.
            if self.replicas.is_none() {
                self.states.changed();
            }
            *known = known.and(position);
        }
        Ok(position)
    }

    /// Runs what was asked for already, then closes every connection; from then on all is refused.
    pub async fn close(&self) {
        self.primary.close().await;
        if let Some(replicas) = &self.replicas {
            replicas.close().await;
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
    /// Whether it is to tell at which position it was read.
    pub(super) tells_position: bool,
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

    /// How many runs of this statement may be one.
    fn together_at_most(&mut self, statement: &Statement) -> usize {
        match self {
            Reader::Sqlite(_) => 1,
            Reader::Postgres(reader) => reader.together_at_most(statement),
        }
    }

    /// Runs statements that are alike as one, no further than it may, and tells each answer as it comes, with the place of
    /// its statement. Not all may be answered. Returns whether the connection can be used again, and how long the first that
    /// is not answered was run if there was no more time.
    async fn fetch_together(
        &mut self,
        alike: &[Statement],
        bounds: Bounds,
        tell: impl FnMut(usize, Answered),
    ) -> (bool, Option<Duration>) {
        match self {
            Reader::Sqlite(_) => (true, None),
            Reader::Postgres(reader) => reader.fetch_together(alike, bounds, tell).await,
        }
    }

    /// How the database goes about a statement whose values have these types, a line a step. It is asked without the
    /// values: PostgreSQL would show them.
    pub(super) async fn explain(&mut self, sql: &str, types: &str) -> Result<Vec<String>, StoreError> {
        match self {
            Reader::Sqlite(reader) => reader.explain(sql),
            Reader::Postgres(reader) => reader.explain(sql, types).await,
        }
    }

    /// Closes the connection in good order.
    pub(super) async fn close(self) {
        if let Reader::Postgres(reader) = self {
            reader.close().await;
        }
    }
}
