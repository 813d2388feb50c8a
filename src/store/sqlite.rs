//! SQLite spoken to on the thread that asks: the one connection that writes, and what both it and the readers need. A
//! driver that hands each statement, and each row, to a thread of its own costs more than most of our statements do; an
//! edit has dozens of them. Nothing here waits: whose turn it is to write is settled before a statement runs, and other
//! tasks have theirs between two.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{DbErr, RuntimeErr, Value};
use serde_json::json;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::moment::Moment;
use super::{SQLITE_PRAGMAS, SYNCHRONOUS, StoreError};
use crate::value::search::passage::{Passage, passage};

/// What stands in the rows of a query.
mod fetched;

pub(super) use fetched::Fetched;

/// How many statements stay prepared on a connection.
const STATEMENTS_KEPT: usize = 512;
/// How long a writer waits for the writers of its own process.
const TURN_PATIENCE: Duration = Duration::from_secs(90);
/// How long a writer waits for another process to end its transaction.
const LOCK_PATIENCE: Duration = Duration::from_secs(30);
/// The pauses between looks whether another process still writes; the last one is kept.
const PAUSES: [u64; 6] = [1, 2, 5, 10, 15, 25];
/// How much work is done before other tasks have their turn, in bytes that are bound or read: well under a millisecond.
const WORK_AT_ONCE: usize = 32 << 10;
/// How much work a statement is beside that.
const STATEMENT: usize = 1 << 10;
/// How many rows are written without a look at how much work they are.
const ROWS_AT_ONCE: usize = 64;

/// Opens a connection to the file that an address names, which is there: the store made it when it was opened.
pub(super) fn open(url: &str) -> Result<Connection, StoreError> {
    let options: SqliteConnectOptions = url.parse()?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(options.get_filename(), flags)?;
    for (pragma, value) in SQLITE_PRAGMAS {
        connection.pragma_update(None, pragma, value)?;
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("passage", 2, flags, passage_of)?;
    Ok(connection)
}

/// `passage(shadow, needles)` in a statement: the passage of a text as `[opens, length, [span, …]]`, a span being one number, where it
/// begins in the upper half of its bits and where it ends in the lower: to take a list of lists apart costs as much as to find
/// the passage. SQLite goes through a text character by character each time it is asked for a place in it.
fn passage_of(given: &Context<'_>) -> rusqlite::Result<String> {
    let text = |place| {
        given.get_raw(place).as_str().map_err(|error| rusqlite::Error::UserFunctionError(error.into()))
    };
    let needles: Vec<String> =
        serde_json::from_str(text(1)?).map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
    let Passage { opens, length, spans } = passage(text(0)?, &needles);
    let spans: Vec<u64> =
        spans.into_iter().map(|(begins, ends)| (begins as u64) << 32 | ends as u64).collect();
    Ok(json!([opens, length, spans]).to_string())
}

/// How long the log may grow, in pages, before what stands in it is put into the file; SQLite's own measure.
const LOG_AT_ONCE: i32 = 1000;
/// How long it may grow before the writer does so itself, because the task beside does not keep up.
const LOG_MAX: i32 = 16_000;
/// How often it is looked whether the task beside has ended, a millisecond each, before the writer is closed without it.
const CLOSE_LOOKS: u32 = 5000;
/// How long its file may stay when nothing stands in it, in bytes.
const LOG_KEPT: i64 = 64 << 20;

thread_local! {
    /// How many pages stood in the log after the commit that this thread did last. SQLite tells a function that can keep
    /// nothing of its own, on the thread that commits.
    static PAGES_IN_LOG: Cell<i32> = const { Cell::new(0) };
}

/// The one connection of this process that writes to the archive, opened when it is first needed.
pub(super) struct Writer {
    url: String,
    connection: Arc<Mutex<Option<Connection>>>,
    log: Arc<Log>,
    /// How many transactions were begun, and connections opened, which tell nothing of those before them.
    begun: AtomicU64,
}

/// What was written and does not stand in the file yet. To put it there takes as long as dozens of edits do, and waits for
/// the disk: that is done beside, and no edit waits for it.
struct Log {
    url: String,
    is_being_emptied: AtomicBool,
}

impl Log {
    /// Puts it into the file if it has grown long.
    fn look_after(self: &Arc<Log>, connection: &Connection) {
        let pages = PAGES_IN_LOG.take();
        if pages > LOG_MAX {
            return empty(connection);
        }
        if pages > LOG_AT_ONCE && !self.is_being_emptied.swap(true, Ordering::AcqRel) {
            let log = self.clone();
            tokio::task::spawn_blocking(move || {
                if let Ok(connection) = open(&log.url) {
                    empty(&connection);
                }
                log.is_being_emptied.store(false, Ordering::Release);
            });
        }
    }
}

/// Puts what stands in the log into the file, as far as nobody reads what was there before. What fails is done by the next.
fn empty(connection: &Connection) {
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
        tracing::debug!(%error, "the log was not put into the file");
    }
}

impl Writer {
    /// A writer of the archive at an address.
    pub(super) fn new(url: &str) -> Writer {
        let log = Log { url: url.to_owned(), is_being_emptied: AtomicBool::new(false) };
        Writer {
            url: url.to_owned(),
            connection: Arc::default(),
            log: Arc::new(log),
            begun: AtomicU64::new(0),
        }
    }

    /// Begins a transaction. It takes the one writer's place at once, so that it never fails halfway for want of it.
    pub(super) async fn begin(&self) -> Result<Direct, StoreError> {
        let mut held = self.turn().await?;
        let connection = self.opened(&mut held)?;
        let mut waited = Duration::ZERO;
        let mut pauses = PAUSES.into_iter();
        let mut pause = 0;
        while let Err(error) = connection.prepare_cached("BEGIN IMMEDIATE").and_then(|mut it| it.execute([]))
        {
            let error = StoreError::from(error);
            if !matches!(error, StoreError::Locked) || waited >= LOCK_PATIENCE {
                return Err(error);
            }
            pause = pauses.next().unwrap_or(pause);
            tokio::time::sleep(Duration::from_millis(pause)).await;
            waited += Duration::from_millis(pause);
        }
        Ok(self.direct(held, false))
    }

    /// The transaction that was begun on the connection.
    fn direct(&self, held: OwnedMutexGuard<Option<Connection>>, is_filling: bool) -> Direct {
        Direct {
            connection: std::sync::Mutex::new(held),
            work: AtomicUsize::new(0),
            log: self.log.clone(),
            is_filling,
            number: self.begun.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// Waits until no other writer of this process is at work.
    async fn turn(&self) -> Result<OwnedMutexGuard<Option<Connection>>, StoreError> {
        let turn = tokio::time::timeout(TURN_PATIENCE, self.connection.clone().lock_owned());
        turn.await.map_err(|_| StoreError::Locked)
    }

    /// The connection, which is opened when it is first needed.
    fn opened<'c>(&self, held: &'c mut Option<Connection>) -> Result<&'c mut Connection, StoreError> {
        match held {
            Some(connection) => Ok(connection),
            none => {
                self.begun.fetch_add(1, Ordering::Relaxed);
                Ok(none.insert(writing(&self.url)?))
            }
        }
    }

    /// Begins a transaction that fills a file in which no record stands yet, if nobody else has it open: without a log beside
    /// the file. In a log, what a transaction wrote is looked for part by part, 16 MB each, whenever a page is read again, so
    /// that an import would take the longer for each record the more it has written. What is added to an empty file
    /// needs no copy of what was there: if the process ends, the file is cut to what it was by whoever opens it next. Until
    /// the transaction ends nobody else can open the file. None where the file is not empty or others have it open.
    pub(super) async fn begin_filling(&self) -> Result<Option<Direct>, StoreError> {
        let mut held = self.turn().await?;
        let connection = self.opened(&mut held)?;
        let is_empty = connection
            .query_row("SELECT NOT EXISTS (SELECT 1 FROM record)", [], |row| row.get::<_, bool>(0))?;
        if !is_empty || set_journal(connection, "TRUNCATE").is_err() {
            return Ok(None);
        }
        // Without a log it is this that keeps a loss of power from leaving half of it.
        connection.pragma_update(None, "synchronous", "FULL")?;
        if let Err(error) = connection.execute_batch("BEGIN EXCLUSIVE") {
            tracing::debug!(%error, "others have opened the file meanwhile: it is filled by way of the log");
            bring_back_log(connection);
            return Ok(None);
        }
        Ok(Some(self.direct(held, true)))
    }

    /// Closes the connection once what is in flight has finished.
    pub(super) async fn close(&self) {
        self.connection.lock().await.take();
        // Whoever closes last puts the rest of the log into the file.
        for _ in 0..CLOSE_LOOKS {
            if !self.log.is_being_emptied.load(Ordering::Acquire) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// A connection that writes. It never waits for a lock by itself: that would hold the thread.
fn writing(url: &str) -> Result<Connection, StoreError> {
    let connection = open(url)?;
    connection.busy_timeout(Duration::ZERO)?;
    // A large import leaves a log as large as itself, which SQLite would keep.
    connection.pragma_update(None, "journal_size_limit", LOG_KEPT)?;
    // It takes the place of SQLite's own, which puts the log into the file within a commit.
    connection.wal_hook(Some(|_, pages| {
        PAGES_IN_LOG.set(pages);
        Ok(())
    }));
    Ok(connection)
}

/// A transaction on the connection that writes. Dropped without [`Direct::commit`], it leaves no trace.
pub(super) struct Direct {
    connection: std::sync::Mutex<OwnedMutexGuard<Option<Connection>>>,
    /// How much was done since other tasks had their turn.
    work: AtomicUsize,
    log: Arc<Log>,
    /// Whether it writes into the file itself: see [`Writer::begin_filling`].
    is_filling: bool,
    /// Its number among the writer's: see [`Writer::begun`].
    number: u64,
}

impl Direct {
    /// When it came.
    pub(super) fn moment(&self) -> Result<Moment, StoreError> {
        let version = self.with(|connection| {
            connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
        })?;
        Ok(Moment { number: self.number, version })
    }

    /// Makes everything written so far permanent.
    pub(super) fn commit(self) -> Result<(), StoreError> {
        self.with(|connection| {
            connection.prepare_cached("COMMIT")?.execute([])?;
            self.log.look_after(connection);
            Ok(())
        })
    }

    /// Leaves the database as it was.
    pub(super) fn rollback(self) {
        drop(self);
    }

    /// Runs a statement and returns how many rows it touched.
    pub(super) async fn execute(&self, sql: &str, binds: &[Value]) -> Result<u64, StoreError> {
        let changed = self.with(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            bind(&mut statement, binds)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            drop(rows);
            Ok(connection.changes())
        })?;
        self.let_others(size_of(binds)).await;
        Ok(changed)
    }

    /// Runs a statement once for each list of values.
    pub(super) async fn execute_each(
        &self,
        sql: &str,
        rows: impl ExactSizeIterator<Item = Vec<Value>>,
    ) -> Result<(), StoreError> {
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            let mut size = 0;
            self.with(|connection| {
                let mut statement = connection.prepare_cached(sql)?;
                for values in rows.by_ref().take(ROWS_AT_ONCE) {
                    bind(&mut statement, &values)?;
                    statement.raw_execute()?;
                    size += values.len() * 8 + size_of(&values);
                }
                Ok(())
            })?;
            self.let_others(size).await;
        }
        Ok(())
    }

    /// Runs a query and returns its rows.
    pub(super) async fn query(&self, sql: &str, binds: &[Value]) -> Result<Vec<Fetched>, StoreError> {
        let (names, rows) = self.rows(sql, binds).await?;
        Ok(rows.into_iter().map(|values| Fetched::Direct { names: names.clone(), values }).collect())
    }

    /// Runs a query: the names of its columns, and what stands in them, a list for each row.
    pub(super) async fn rows(
        &self,
        sql: &str,
        binds: &[Value],
    ) -> Result<(Arc<[String]>, Vec<Vec<Value>>), StoreError> {
        let (names, rows) = self.with(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let names: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
            bind(&mut statement, binds)?;
            let mut rows = statement.raw_query();
            let mut fetched = Vec::new();
            while let Some(row) = rows.next()? {
                let values: Result<_, _> = (0..names.len()).map(|at| row.get_ref(at).map(value_of)).collect();
                fetched.push(values?);
            }
            Ok((names, fetched))
        })?;
        self.let_others(size_of(binds) + rows.len() * names.len() * 16).await;
        Ok((names, rows))
    }

    /// Runs a query once for each list of values, whose places are `?1` and so on, and hands on each row with the place of
    /// its list. Where many are looked up by their keys, this costs what SQLite takes to find them.
    pub(super) async fn look_up<P: rusqlite::Params>(
        &self,
        sql: &str,
        lists: Vec<P>,
        mut take: impl FnMut(usize, &rusqlite::Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        let mut lists = lists.into_iter().enumerate().peekable();
        while lists.peek().is_some() {
            let mut rows_taken = 0;
            self.with(|connection| {
                let mut statement = connection.prepare_cached(sql)?;
                for (at, values) in lists.by_ref().take(ROWS_AT_ONCE * 2) {
                    let mut rows = statement.query(values)?;
                    while let Some(row) = rows.next()? {
                        take(at, row)?;
                        rows_taken += 1;
                    }
                }
                Ok(())
            })?;
            self.let_others(rows_taken * 32).await;
        }
        Ok(())
    }

    fn with<T>(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let held = self.lock();
        let connection = held.as_ref().ok_or(StoreError::Closed)?;
        Ok(run(connection)?)
    }

    fn lock(&self) -> MutexGuard<'_, OwnedMutexGuard<Option<Connection>>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets other tasks of this thread have their turn, now and then.
    async fn let_others(&self, bytes: usize) {
        let done = self.work.fetch_add(STATEMENT + bytes, Ordering::Relaxed) + STATEMENT + bytes;
        if done >= WORK_AT_ONCE {
            self.work.store(0, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Direct {
    /// Rolls back what was not committed. SQLite may have done so by itself, as it does when the disk is full. A connection
    /// that cannot roll back is closed, which does.
    fn drop(&mut self) {
        let mut held = self.lock();
        let Some(connection) = held.as_ref() else { return };
        let is_open = || !connection.is_autocommit();
        if is_open() && connection.execute_batch("ROLLBACK").is_err() && is_open() {
            held.take();
        } else if self.is_filling {
            bring_back_log(connection);
        }
    }
}

/// Lets readers and the writer go on beside each other again, as they do on each connection.
fn bring_back_log(connection: &Connection) {
    let brought_back = set_journal(connection, "WAL")
        .and_then(|()| connection.pragma_update(None, "synchronous", SYNCHRONOUS));
    if let Err(error) = brought_back {
        // It is brought back by the next who opens the file.
        tracing::debug!(%error, "the log was not brought back");
    }
}

/// Has SQLite keep what a transaction must be able to take back in this way; fails where it keeps to another.
fn set_journal(connection: &Connection, wanted: &str) -> rusqlite::Result<()> {
    let set: String = connection.pragma_update_and_check(None, "journal_mode", wanted, |row| row.get(0))?;
    match set.eq_ignore_ascii_case(wanted) {
        true => Ok(()),
        false => Err(rusqlite::Error::InvalidQuery),
    }
}

/// How large bound values are, in bytes.
fn size_of(binds: &[Value]) -> usize {
    let length = |value: &Value| match value {
        Value::String(Some(text)) => text.len(),
        _ => 8,
    };
    binds.iter().map(length).sum()
}

/// Binds values to a statement, whose places are `?` in their order, or `$1` and `?1` for the first.
fn bind(statement: &mut rusqlite::Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
    let is_named = has_names(statement);
    for place in 1..=statement.parameter_count() {
        match values.get(number_of(statement, place, is_named) - 1) {
            Some(Value::BigInt(Some(number))) => statement.raw_bind_parameter(place, number)?,
            Some(Value::Int(Some(number))) => statement.raw_bind_parameter(place, number)?,
            Some(Value::String(Some(text))) => statement.raw_bind_parameter(place, text.as_str())?,
            Some(Value::BigInt(None) | Value::Int(None) | Value::String(None)) => {
                statement.raw_bind_parameter(place, rusqlite::types::Null)?;
            }
            other => unreachable!("every bound value is a number or a text, not {other:?}"),
        }
    }
    Ok(())
}

/// Whether the places of a statement are `$1`, which SQLite takes for names and numbers in the order in which they come.
pub(super) fn has_names(statement: &rusqlite::Statement<'_>) -> bool {
    statement.parameter_name(1).is_some_and(|name| name.starts_with('$'))
}

/// Which bound value, counted from 1, belongs in a place.
pub(super) fn number_of(statement: &rusqlite::Statement<'_>, place: usize, is_named: bool) -> usize {
    let name = if is_named { statement.parameter_name(place) } else { None };
    name.and_then(|name| name.get(1..)?.parse().ok()).filter(|number| *number > 0).unwrap_or(place)
}

fn value_of(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::BigInt(None),
        ValueRef::Integer(number) => Value::BigInt(Some(number)),
        ValueRef::Real(number) => Value::Double(Some(number)),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            Value::String(Some(String::from_utf8_lossy(text).into_owned()))
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error().map(|error| error.extended_code) {
            Some(code) => StoreError::of_sqlite(code, &error.to_string()),
            None => StoreError::Statement(DbErr::Exec(RuntimeErr::Internal(error.to_string()))),
        }
    }
}
