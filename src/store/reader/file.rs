//! A connection that reads a file of SQLite. What is small is read at once, on the thread that asks: to hand it to another
//! thread and back costs more than to look somebody up by a number. What turns out to be large, and what was expected
//! to be, is read on a thread beside, so that nobody else waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rusqlite::{Connection, ErrorCode};
use tokio::task::spawn_blocking;

use super::super::sqlite::{has_names, number_of, open};
use super::{
    Answered, Bind, Bounds, INTERRUPT_PATIENCE, KEPT_LENGTH, SQLITE_LENGTH_MAX, STATEMENTS_KEPT, Statement,
    StoreError,
};

/// How many steps of its virtual machine SQLite takes between looks whether it is to go on: well under a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;
/// After how many looks a statement is no longer small: some milliseconds.
const LOOKS_AT_ONCE: u32 = 12;

/// A connection.
pub struct FileReader {
    /// Gone while a thread beside works with it.
    connection: Option<Connection>,
    limits: Arc<Limits>,
}

/// What makes SQLite give up the statement that is running.
#[derive(Default)]
struct Limits {
    is_interrupted: AtomicBool,
    looks_left: AtomicU32,
}

impl Limits {
    /// Begins a statement that may go on for so many looks.
    fn begin(&self, looks: u32) {
        self.is_interrupted.store(false, Ordering::Relaxed);
        self.looks_left.store(looks, Ordering::Relaxed);
    }

    /// Looks once; whether the statement is to be given up.
    fn is_over(&self) -> bool {
        let left = self.looks_left.load(Ordering::Relaxed);
        self.looks_left.store(left.saturating_sub(1), Ordering::Relaxed);
        left == 0 || self.is_interrupted.load(Ordering::Relaxed)
    }
}

/// The text that a statement answers with, or how long it is where that is more than it may be.
type Text = Result<String, u64>;

impl FileReader {
    /// Opens the file. It may have to wait for others, so a thread beside does.
    pub(super) async fn open(url: &str) -> Result<FileReader, StoreError> {
        let url = url.to_owned();
        let opened = spawn_blocking(move || {
            let connection = open(&url)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
            connection.pragma_update(None, "query_only", "ON")?;
            let limits = Arc::new(Limits::default());
            let looked_at = limits.clone();
            connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || looked_at.is_over()))?;
            limits.begin(u32::MAX);
            Ok(FileReader { connection: Some(connection), limits })
        });
        opened.await.unwrap_or(Err(StoreError::Busy))
    }

    /// Runs a statement here and now; none if it takes long.
    pub(super) fn fetch_at_once(&self, statement: &Statement, bounds: Bounds) -> Option<Answered> {
        let connection = self.connection.as_ref()?;
        self.limits.begin(LOOKS_AT_ONCE);
        let ran = run(connection, statement, bounds.answer_max.min(SQLITE_LENGTH_MAX));
        (!ran.as_ref().is_err_and(is_interrupted)).then(|| answered(ran, bounds))
    }

    /// Runs a statement no further than it may. The second part tells whether the connection can be used again.
    pub(super) async fn fetch_within(&mut self, statement: &Statement, bounds: Bounds) -> (Answered, bool) {
        if !bounds.is_dear
            && let Some(answered) = self.fetch_at_once(statement, bounds)
        {
            return (answered, true);
        }
        self.fetch_beside(statement.clone(), bounds).await
    }

    async fn fetch_beside(&mut self, statement: Statement, bounds: Bounds) -> (Answered, bool) {
        let Some(connection) = self.connection.take() else { return (Err(StoreError::Busy), false) };
        self.limits.begin(u32::MAX);
        let mut running = spawn_blocking(move || {
            let ran = run(&connection, &statement, bounds.answer_max.min(SQLITE_LENGTH_MAX));
            (connection, ran)
        });
        let Ok(ended) = tokio::time::timeout(bounds.time, &mut running).await else {
            self.limits.is_interrupted.store(true, Ordering::Relaxed);
            // What ends in this time has ended too late all the same.
            let ended = tokio::time::timeout(INTERRUPT_PATIENCE, &mut running).await;
            let Ok(Ok((connection, _))) = ended else { return (Err(bounds.timeout()), false) };
            self.connection = Some(connection);
            return (Err(bounds.timeout()), true);
        };
        match ended {
            Ok((connection, ran)) => {
                self.connection = Some(connection);
                (answered(ran, bounds), true)
            }
            Err(_) => (Err(StoreError::Busy), false),
        }
    }

    /// How SQLite goes about a statement, a line a step.
    pub(super) fn explain(&self, sql: &str) -> Result<Vec<String>, StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Busy)?;
        Ok(steps(connection, sql)?.into_iter().map(|(_, _, step)| step).collect())
    }
}

/// How SQLite goes about a statement: each step with its number, and the number of the step that it is part of.
pub fn steps(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<(i64, i64, String)>> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push((row.get(0)?, row.get(1)?, row.get(3)?));
    }
    Ok(steps)
}

fn run(connection: &Connection, statement: &Statement, most: u64) -> rusqlite::Result<Text> {
    if statement.sql.len() <= KEPT_LENGTH {
        return fetch(&mut *connection.prepare_cached(&statement.sql)?, &statement.binds, most);
    }
    fetch(&mut connection.prepare(&statement.sql)?, &statement.binds, most)
}

fn fetch(prepared: &mut rusqlite::Statement<'_>, binds: &[Bind], most: u64) -> rusqlite::Result<Text> {
    let is_named = has_names(prepared);
    for place in 1..=prepared.parameter_count() {
        match binds.get(number_of(prepared, place, is_named) - 1) {
            Some(Bind::Int(number)) => prepared.raw_bind_parameter(place, number)?,
            Some(Bind::Text(text)) => prepared.raw_bind_parameter(place, text.as_deref())?,
            None => unreachable!("a statement has as many values as places"),
        }
    }
    let mut rows = prepared.raw_query();
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let text = row.get_ref(0)?.as_str()?;
    let length = text.len() as u64;
    Ok(if length > most { Err(length) } else { Ok(text.to_owned()) })
}

fn answered(ran: rusqlite::Result<Text>, bounds: Bounds) -> Answered {
    let bounds = Bounds { answer_max: bounds.answer_max.min(SQLITE_LENGTH_MAX), ..bounds };
    match ran {
        Ok(Ok(text)) => Ok(text.into()),
        Ok(Err(length)) => Err(bounds.too_large(Some(length))),
        Err(error) => Err(match error.sqlite_error_code() {
            Some(ErrorCode::TooBig) => bounds.too_large(None),
            Some(ErrorCode::OutOfMemory) => StoreError::Busy,
            Some(ErrorCode::OperationInterrupted) => bounds.timeout(),
            _ => StoreError::Query(error.to_string()),
        }),
    }
}

fn is_interrupted(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
}
