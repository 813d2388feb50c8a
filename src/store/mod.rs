//! The database: opened once, one pool for writers and a few reader tasks for queries.
//! It keeps rows and runs statements; it decides nothing.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx;
use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr,
};
use sea_orm::{IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use migration::MigratorTrait;

use error::is_held;
use replica::Server;
use sqlite::Writer;

/// Who is whose parent.
mod ancestry;
/// The request that is being answered.
mod asking;
/// Batches and revisions: what changed together, and what it was before.
mod batch;
/// Numbers for records and claims.
mod claim;
/// Articles, quotations, and who is said to have said them.
mod document;
/// SeaORM's entities, one file a table; seen by the store alone.
mod entity;
/// What can go wrong between us and the database.
mod error;
/// Events and who took part.
mod event;
/// The last change, watched for those who follow.
mod feed;
/// Whom authors' words were taken for.
mod habit;
/// What the linker keeps.
mod link;
/// What the linker looks up for texts.
mod lookup;
/// Which transactions nobody wrote between.
mod moment;
/// What edits leave behind: mergers, moved keys and claims, what was taken away.
mod moved;
/// Persons, their names, identifiers and relations.
mod person;
/// A look at a database before it is opened.
mod preflight;
/// Queries that wait for a reader, and whose turn it is.
mod queue;
/// The tasks that answer queries, each with a connection of its own.
mod reader;
/// Records by their keys.
mod record;
/// A primary and its replicas: who answers a query.
mod replica;
/// The search index: kept with each write, and made anew when its rules change.
mod search;
/// SQLite spoken to directly.
mod sqlite;
/// Which state of the archive something belongs to that was read.
mod states;
/// Tokens, and what a request must know of one.
mod token;
/// Many rows at once, in one transaction.
mod transaction;
/// Lines of an import that wait for what they refer to.
mod waiting;
/// Statements seen from outside: figures, spans, slow ones.
mod watch;

pub use ancestry::ParentRow;
pub use asking::{AskedDocument, Asking};
pub use batch::{BatchRow, LATER_MAX, RevisionRow};
pub use claim::{ClaimMark, ClaimRow};
pub use document::{
    AppearanceRow, ArticleRow, AttributionRow, CitationRow, DocumentRow, MentionRow, QuotationRow,
};
pub use error::{StoreError, mask_password};
pub use event::{BirthOrDeath, EventRow, ParticipationRow};
pub use feed::{Feed, Follower};
pub use habit::AskedHabit;
pub use link::{
    CandidateRow, HabitPassageRow, LinkedTextRow, MentionUseRow, PersonFactRow, PersonFormRow, Stage,
    SureMentionRow, UnresolvedNameRow, WordUseRow,
};
pub use lookup::{BY_ANYBODY, FormBearer, ToldName};
pub use moment::Moment;
pub use moved::{MergerRow, MovedClaimRow, MovedKeyRow, PartedClaimRow, Referring, WithdrawalRow};
pub use person::{IdentifierRow, PersonNameRow, PersonRow, RelationRow};
pub use preflight::{Found, preflight};
pub use queue::{Turn, Weight};
pub use reader::{Bind, Read, Readers, Recording, SQLITE_LENGTH_MAX, Servers, Source, Statement};
pub use record::{ExternalKeyRow, FoundRecord, RecordRow};
pub use replica::{ReplicaOptions, State};
pub use states::{Stamp, States};
pub use token::{TokenRow, TokenStanding};
pub use transaction::{Row, Transaction};
pub use waiting::WaitingLine;
pub use watch::{Slow, Watch};

/// Which SQL a database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// A file beside the process.
    Sqlite,
    /// A server, perhaps on another machine.
    Postgres,
}

/// The lock that a process holds on PostgreSQL while it migrates; any number that is ours alone.
const MIGRATION_LOCK: i64 = 0x0056_4954_4145;

/// How long a step of the schema that another process takes may need to be written down.
const STEP_PATIENCE: Duration = Duration::from_millis(200);

/// How long a database may take to be opened: longer than a server may take to answer, and as long as others may hold a
/// SQLite file.
const OPEN_PATIENCE: Duration = Duration::from_secs(12);
/// The pause before a SQLite file that another holds is tried again.
const OPEN_PAUSE: Duration = Duration::from_millis(25);

/// How a store is opened.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite://FILE` or `postgres://USER@HOST:PORT/NAME`.
    pub url: String,
    /// How many queries run at once.
    pub readers: usize,
    /// How long one query may run before the database is told to stop.
    pub query_timeout: Duration,
}

impl std::fmt::Debug for StoreOptions {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let StoreOptions { url, readers, query_timeout } = self;
        let url = mask_password(url);
        write!(f, "StoreOptions {{ url: {url:?}, readers: {readers}, query_timeout: {query_timeout:?} }}")
    }
}

/// An open database.
#[derive(Clone)]
pub struct Store {
    writer: DatabaseConnection,
    /// Where SQLite is written to.
    sqlite: Option<Arc<Writer>>,
    options: StoreOptions,
    dialect: Dialect,
    /// The server that is written to, where it is watched.
    primary: Option<Arc<Server>>,
    /// Whether this process does nothing but write.
    only_writes: bool,
    /// Counted up by whatever is written.
    states: States,
}

/// How many connections write to a server.
const WRITERS: u32 = 8;

/// What SQLite is told on each connection: a log beside the file so that readers never wait for the
/// writer, a cache of 64 MB, the file mapped into memory, and references that are enforced.
const SQLITE_PRAGMAS: &[(&str, &str)] = &[
    ("journal_mode", "WAL"),
    ("synchronous", SYNCHRONOUS),
    ("foreign_keys", "ON"),
    ("busy_timeout", "10000"),
    ("cache_size", "-65536"),
    ("mmap_size", "1099511627776"),
    ("temp_store", "FILE"),
];

/// When SQLite waits for the disk: where there is a log, no file is left half written by this.
const SYNCHRONOUS: &str = "NORMAL";

impl Dialect {
    /// The dialect that a database's address names.
    pub fn of(url: &str) -> Option<Dialect> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Dialect::Sqlite),
            "postgres" | "postgresql" => Some(Dialect::Postgres),
            _ => None,
        }
    }
}

impl Store {
    /// Opens the database. A SQLite file that does not exist is made; nothing is migrated.
    pub async fn open(options: StoreOptions) -> Result<Store, StoreError> {
        let dialect = Dialect::of(&options.url)
            .ok_or_else(|| StoreError::Address { url: mask_password(&options.url) })?;
        let connections = if dialect == Dialect::Sqlite { 1 } else { WRITERS };
        let writer = connect(&options.url, connections, false).await?;
        let sqlite = (dialect == Dialect::Sqlite).then(|| Arc::new(Writer::new(&options.url)));
        let (primary, only_writes, states) = (None, false, States::default());
        Ok(Store { writer, sqlite, options, dialect, primary, only_writes, states })
    }

    /// Opens a server that cannot be reached at the moment: it is connected to when it is needed.
    pub async fn open_unseen(options: StoreOptions) -> Result<Store, StoreError> {
        let writer = connect(&options.url, WRITERS, true).await?;
        let (dialect, states) = (Dialect::Postgres, States::default());
        Ok(Store { writer, sqlite: None, options, dialect, primary: None, only_writes: false, states })
    }

    /// Which SQL this database speaks.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The connection pool for writes and for statements that are not queries of the API.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The same, for a process that answers nobody: an empty file is filled without a log beside it.
    pub fn only_writing(self) -> Store {
        Store { only_writes: true, ..self }
    }

    /// Whether this process answers nobody.
    pub fn only_writes(&self) -> bool {
        self.only_writes
    }

    /// Begins a transaction that fills an empty file, where this process does nothing else and nobody has it open.
    pub(super) async fn begin_filling(&self) -> Result<Option<Transaction>, StoreError> {
        let Some(writer) = self.sqlite.as_ref().filter(|_| self.only_writes) else { return Ok(None) };
        // The connection by which the archive was migrated; it is opened again when it is needed.
        self.writer.get_sqlite_connection_pool().acquire().await?.close().await?;
        let begun = writer.begin_filling().await?;
        Ok(begun.map(|direct| Transaction::direct(direct).of(self.states.clone())))
    }

    /// Begins a transaction that may write.
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        let begun = match &self.sqlite {
            Some(writer) => Transaction::direct(writer.begin().await?),
            None => {
                let begun = self.begin_on_server().await?;
                Transaction::over(begun, self.dialect).on(self.primary.clone())
            }
        };
        Ok(begun.of(self.states.clone()))
    }

    /// Begins a transaction on a server. Connections that were lost while nobody used them are found out by whoever
    /// uses them next, which must cost nobody a write.
    async fn begin_on_server(&self) -> Result<sea_orm::DatabaseTransaction, StoreError> {
        for _ in 0..WRITERS {
            match self.while_there(Box::pin(async { Ok(self.writer.begin().await?) })).await {
                Err(StoreError::Lost) => {}
                begun => return begun,
            }
        }
        Err(StoreError::Lost)
    }

    /// Does what needs the primary, and gives it up once the primary is known to be lost.
    async fn while_there<T>(
        &self,
        doing: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let Some(primary) = &self.primary else { return doing.await };
        primary.require_writable()?;
        let done = primary.while_there(doing).await;
        // What was lost meanwhile is told as it is from then on.
        if done.is_err() { primary.require_writable().and(done) } else { done }
    }

    /// Refuses where the archive is known not to take what is to be written.
    pub fn require_writable(&self) -> Result<(), StoreError> {
        self.primary.as_ref().map_or(Ok(()), |primary| primary.require_writable())
    }

    /// This store with one connection of its own, so that what a connection keeps (temporary tables)
    /// is there from one transaction to the next. SQLite's writer has one connection anyway.
    pub async fn session(&self) -> Result<Store, StoreError> {
        let mut session = self.clone();
        if self.dialect == Dialect::Postgres {
            session.writer = self.while_there(Box::pin(connect(&self.options.url, 1, false))).await?;
        }
        Ok(session)
    }

    /// Ends a session: closes the connection that it had for itself.
    pub async fn end_session(self) {
        if self.dialect == Dialect::Postgres {
            // What was to be kept has been committed; a connection that is lost needs no closing.
            let _ = self.writer.close().await;
        }
    }

    /// Begins a transaction that sees the archive as it is now, whatever others write meanwhile, on a
    /// connection of its own.
    pub async fn snapshot(&self) -> Result<Transaction, StoreError> {
        let connection = connect(&self.options.url, 1, false).await?;
        let is_sqlite = self.dialect == Dialect::Sqlite;
        let options = TransactionOptions {
            isolation_level: (!is_sqlite).then_some(IsolationLevel::RepeatableRead),
            access_mode: (!is_sqlite).then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: is_sqlite.then_some(SqliteTransactionMode::Deferred),
        };
        let inner = connection.begin_with_options(options).await?;
        Ok(Transaction::over(inner, self.dialect))
    }

    /// Writes a copy of a SQLite archive, as it is at one moment, to a file that is not there yet or is
    /// empty. Others
    /// read and write the archive meanwhile. A server copies its databases itself.
    pub async fn copy_to(&self, file: &std::path::Path) -> Result<(), StoreError> {
        let connection = connect(&self.options.url, 1, false).await?;
        let file = file.to_string_lossy().into_owned();
        let backend = connection.get_database_backend();
        let copy = sea_orm::Statement::from_sql_and_values(backend, "VACUUM INTO $1", [file.into()]);
        let copied = connection.execute_raw(copy).await;
        connection.close().await?;
        copied?;
        Ok(())
    }

    /// Brings the schema to this binary's version. Does nothing when it is there already.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.refuse_newer_schema().await?;
        if self.dialect == Dialect::Sqlite {
            self.migrate_beside_others().await?;
            return self.index_by_these_rules().await;
        }
        // Several processes may start at once on one server: the first migrates, the others wait for it.
        let mut gate = self.writer.get_postgres_connection_pool().acquire().await?;
        sqlx::query("SELECT pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut *gate).await?;
        let migrated = migration::Migrator::up(&self.writer, None).await;
        let indexed = if migrated.is_ok() { self.index_by_these_rules().await } else { Ok(()) };
        sqlx::query("SELECT pg_advisory_unlock($1)").bind(MIGRATION_LOCK).execute(&mut *gate).await?;
        migrated?;
        indexed
    }

    /// Of several processes that start at once on one file, all but one fail at a step that another takes
    /// first, while it may still be at the next one: a failure counts where nobody gets any further.
    async fn migrate_beside_others(&self) -> Result<(), StoreError> {
        let mut applied = self.applied_steps().await?;
        loop {
            let Err(error) = migration::Migrator::up(&self.writer, None).await else { return Ok(()) };
            // A step may be there a moment before it is written down.
            tokio::time::sleep(STEP_PATIENCE).await;
            let now = self.applied_steps().await?;
            if self.is_migrated().await? {
                return Ok(());
            }
            if now == applied {
                return Err(error.into());
            }
            applied = now;
        }
    }

    /// Whether the archive is as this binary needs it, so that nothing must be written before it is read. Refuses one of
    /// a newer version.
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        self.refuse_newer_schema().await?;
        Ok(self.is_migrated().await? && self.is_indexed_by_these_rules().await?)
    }

    /// Whether every step of the schema that this binary knows has been taken.
    pub async fn is_migrated(&self) -> Result<bool, StoreError> {
        let applied = self.applied_steps().await?;
        Ok(migration::Migrator::migrations()
            .iter()
            .all(|step| applied.iter().any(|name| name == step.name())))
    }

    /// Has the database count its rows anew after much was written: PostgreSQL plans badly on old counts, and
    /// its own upkeep may come late or be switched off. `changed` is how many records were written; SQLite's index of words is
    /// put together by it.
    pub async fn refresh_statistics(&self, changed: u64) -> Result<(), StoreError> {
        if self.dialect == Dialect::Sqlite {
            self.writer.execute_unprepared("PRAGMA optimize").await?;
            return self.merge_index(changed).await;
        }
        self.writer.execute_unprepared("ANALYZE").await?;
        // What was indexed last waits in a list, which every search reads until it is put in its place.
        self.writer.execute_unprepared("SELECT gin_clean_pending_list('search_index_vector')").await?;
        Ok(())
    }

    /// Whether the database answers at all.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.writer.ping().await?)
    }

    /// Closes every connection once what is in flight has finished.
    pub async fn close(self) -> Result<(), StoreError> {
        self.states.close();
        if let Some(writer) = &self.sqlite {
            writer.close().await;
        }
        Ok(self.writer.close().await?)
    }

    async fn refuse_newer_schema(&self) -> Result<(), StoreError> {
        let known = migration::Migrator::migrations();
        match self
            .applied_steps()
            .await?
            .into_iter()
            .find(|name| known.iter().all(|step| step.name() != name))
        {
            Some(step) => Err(StoreError::NewerSchema { step }),
            None => Ok(()),
        }
    }

    /// The names of the steps taken so far; none when the database is empty.
    async fn applied_steps(&self) -> Result<Vec<String>, StoreError> {
        let catalog = match self.dialect {
            Dialect::Sqlite => "SELECT count(*) AS n FROM sqlite_master WHERE name = 'seaql_migrations'",
            Dialect::Postgres => {
                "SELECT count(*) AS n FROM pg_class WHERE oid = to_regclass('seaql_migrations')"
            }
        };
        let backend = self.writer.get_database_backend();
        let raw = |sql: &str| sea_orm::Statement::from_string(backend, sql.to_owned());
        let there = self.writer.query_one_raw(raw(catalog)).await?.map(|row| row.try_get::<i64>("", "n"));
        if there.transpose()?.unwrap_or(0) == 0 {
            return Ok(Vec::new());
        }
        let rows =
            self.writer.query_all_raw(raw("SELECT version FROM seaql_migrations ORDER BY version")).await?;
        rows.iter().map(|row| Ok(row.try_get("", "version")?)).collect()
    }
}

/// Opens a pool of so many connections, each of them when it is first needed where `later` says so.
async fn connect(url: &str, connections: u32, later: bool) -> Result<DatabaseConnection, StoreError> {
    let mut connect = ConnectOptions::new(url.to_owned());
    connect.sqlx_logging(false).test_before_acquire(false).connect_timeout(Duration::from_secs(10));
    connect.max_connections(connections).connect_lazy(later);
    connect
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>);
    connect.map_sqlx_sqlite_opts(|mut sqlite| {
        for (pragma, value) in SQLITE_PRAGMAS {
            sqlite = sqlite.pragma(*pragma, *value);
        }
        sqlite.create_if_missing(true)
    });
    // Statements that find rows by lists are taken for costly, and compiled each time, which takes longer than they do.
    connect.map_sqlx_postgres_opts(|postgres| postgres.options([("jit", "off")]));
    let mut held = None;
    let connecting = async {
        // Whoever is first at a new file tells it to keep a log. SQLite waits for nobody there, whatever patience it is told
        // to have: of those who open the file meanwhile all fail at once but one.
        loop {
            match Database::connect(connect.clone()).await {
                Err(error) if is_held(&error) => held = Some(error),
                connected => return connected,
            }
            tokio::time::sleep(OPEN_PAUSE).await;
        }
    };
    let connected = tokio::time::timeout(OPEN_PATIENCE, connecting).await;
    let silent = || held.unwrap_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
    connected.unwrap_or_else(|_| Err(silent())).map_err(|source| StoreError::open(url, source))
}
