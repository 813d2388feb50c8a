//! A connection that reads from PostgreSQL.

use std::time::Duration;

use futures_util::StreamExt as _;
use sea_orm::sqlx::postgres::PgRow;
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

use super::super::error::in_words;
use super::pace::Paces;
use super::together::{self, List};
use super::{
    Answered, Bind, Bounds, INTERRUPT_PATIENCE, KEPT_LENGTH, PING_PATIENCE, Read, STATEMENTS_KEPT, Statement,
    StoreError, StoreOptions,
};
use crate::value::position::Position;

/// A connection.
pub struct ServerReader {
    connection: Box<sqlx::PgConnection>,
    paces: Paces,
}

impl ServerReader {
    /// PostgreSQL keeps the time limit itself. It must read the parts of a list in their order, and stop when a page is full:
    /// workers would read several at once, in any order.
    pub(super) async fn connect(options: &StoreOptions) -> Result<ServerReader, StoreError> {
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
        Ok(ServerReader { connection: Box::new(connection), paces: Paces::default() })
    }

    /// Runs a statement no further than it may. The second part tells whether the connection can be used again.
    pub(super) async fn fetch_within(&mut self, statement: &Statement, bounds: Bounds) -> (Answered, bool) {
        let mut fetching = Box::pin(self.fetch(statement, bounds));
        let error = match tokio::time::timeout(bounds.time, &mut fetching).await {
            Ok(Ok(Ok(read))) => return (Ok(read), true),
            Ok(Ok(Err(length))) => return (Err(bounds.too_large(Some(length))), true),
            Ok(Err(error)) if is_cancelled(&error) => return (Err(bounds.timeout()), true),
            Ok(Err(error)) if is_too_large(&error) => return (Err(bounds.too_large(None)), true),
            Ok(Err(error)) if is_out_of_memory(&error) => return (Err(StoreError::Busy), true),
            Ok(Err(error)) if is_in_the_way(&error) => return (Err(StoreError::Lost), true),
            Ok(Err(error)) => error,
            Err(_) => {
                let has_ended = tokio::time::timeout(INTERRUPT_PATIENCE, &mut fetching).await.is_ok();
                return (Err(bounds.timeout()), has_ended);
            }
        };
        drop(fetching);
        let answered = tokio::time::timeout(PING_PATIENCE, self.connection.ping()).await;
        (Err(StoreError::Query(in_words(&error))), answered.is_ok_and(|answered| answered.is_ok()))
    }

    /// Runs a statement. Its text, or how large it would be where that is more than it may be.
    async fn fetch(
        &mut self,
        statement: &Statement,
        bounds: Bounds,
    ) -> Result<Result<Read, u64>, sqlx::Error> {
        let is_kept = statement.sql.len() <= KEPT_LENGTH;
        let sql = measured("", &format!("({} OFFSET 0) AS q (a)", statement.sql), bounds);
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(is_kept);
        for bind in &statement.binds {
            query = match bind {
                Bind::Int(value) => query.bind(*value),
                Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
            };
        }
        told(&query.fetch_one(&mut *self.connection).await?, 0, bounds)
    }

    /// How many runs of this statement may be one. Without values nothing tells one from another.
    pub(super) fn together_at_most(&mut self, statement: &Statement) -> usize {
        let may_be = statement.sql.len() <= KEPT_LENGTH && !statement.binds.is_empty();
        if may_be { self.paces.most(&statement.sql) } else { 1 }
    }

    /// Runs statements that are alike as one, no further than it may, and tells each answer as it comes, with the place of
    /// its statement. Those that are not answered may be run by themselves. Returns whether the connection can be used again,
    /// and how long the first that is not answered was run if there was no more time.
    pub(super) async fn fetch_together(
        &mut self,
        alike: &[Statement],
        bounds: Bounds,
        mut tell: impl FnMut(usize, Answered),
    ) -> (bool, Option<Duration>) {
        let Some(first) = alike.first() else { return (true, None) };
        // How many microseconds the server had taken when it gave the last answer.
        let mut taken = 0;
        let told = |place: usize, time: u64, answer: Answered| {
            taken = time;
            tell(place, answer);
        };
        let mut fetching = Box::pin(self.fetch_each(first, together::lists(alike), bounds, told));
        let (ended, is_usable) = match tokio::time::timeout(bounds.time, &mut fetching).await {
            Ok(ended) => (Some(ended), true),
            Err(_) => (None, tokio::time::timeout(INTERRUPT_PATIENCE, &mut fetching).await.is_ok()),
        };
        drop(fetching);
        let error = match ended {
            Some(Ok(())) => {
                self.paces.took(&first.sql, alike.len() as u64, taken);
                return (true, None);
            }
            Some(Err(error)) if !is_cancelled(&error) => error,
            _ => {
                self.paces.failed(&first.sql);
                return (is_usable, Some(bounds.time.saturating_sub(Duration::from_micros(taken))));
            }
        };
        if is_not_taken(&error) {
            tracing::debug!(sql = %first.sql, %error, "several runs of a statement were not taken as one");
            self.paces.failed(&first.sql);
        }
        // If the server says so, one of them goes wrong by itself, too.
        (error.as_database_error().is_some(), None)
    }

    /// Tells each answer, and how many microseconds the server had taken by then.
    async fn fetch_each(
        &mut self,
        statement: &Statement,
        lists: Vec<List>,
        bounds: Bounds,
        mut tell: impl FnMut(usize, u64, Answered),
    ) -> Result<(), sqlx::Error> {
        let before = format!("{}, {TIME}, ", together::NUMBER);
        let sql = measured(&before, &together::source(statement), bounds);
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for list in lists {
            query = match list {
                List::Ints(values) => query.bind(values),
                List::Texts(values) => query.bind(values),
            };
        }
        let mut rows = query.fetch(&mut *self.connection);
        while let Some(row) = rows.next().await.transpose()? {
            let number: i64 = row.try_get(0)?;
            let time = u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0);
            let read = told(&row, 2, bounds)?;
            if let Ok(place) = usize::try_from(number - 1) {
                tell(place, time, read.map_err(|length| bounds.too_large(Some(length))));
            }
        }
        Ok(())
    }

    /// A plan that is good for any values: prepared, and explained with nulls in their places.
    pub(super) async fn explain(&mut self, sql: &str, types: &str) -> Result<Vec<String>, StoreError> {
        let types = if types.is_empty() { String::new() } else { format!(" ({types})") };
        let prepare = AssertSqlSafe(format!(
            "SET plan_cache_mode = force_generic_plan; PREPARE vitae_slow{types} AS {sql}"
        ));
        sqlx::raw_sql(prepare).execute(&mut *self.connection).await?;
        let count = sqlx::raw_sql(
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'vitae_slow'",
        )
        .fetch_one(&mut *self.connection)
        .await?
        .try_get::<i32, _>(0)?;
        let nulls = vec!["NULL"; usize::try_from(count).unwrap_or(0)].join(", ");
        let values = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
        let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE vitae_slow{values}"));
        let rows = sqlx::raw_sql(explain).fetch_all(&mut *self.connection).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Closes the connection in good order.
    pub(super) async fn close(self) {
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "a reader did not close in good order");
        }
    }
}

/// A statement whose row is the length of the text `a` of `source`, and that text where it is no longer than it may be: what
/// is not wanted never leaves the server. `OFFSET 0` in the source keeps PostgreSQL from reckoning the text twice. How far
/// the archive has come is read in the same snapshot.
fn measured(before: &str, source: &str, bounds: Bounds) -> String {
    let most = bounds.answer_max;
    let position = if bounds.tells_position { POSITION } else { "" };
    format!(
        "SELECT {before}octet_length(a), CASE WHEN octet_length(a) <= {most} THEN a END{position} FROM {source}"
    )
}

/// What a row of [`measured`] tells from this column on: a text, or how large it would be where that is more than it may be.
fn told(row: &PgRow, column: usize, bounds: Bounds) -> Result<Result<Read, u64>, sqlx::Error> {
    let length = u64::try_from(row.try_get::<i32, _>(column)?).unwrap_or(u64::MAX);
    if length > bounds.answer_max {
        return Ok(Err(length));
    }
    let position = match bounds.tells_position {
        true => Some(Position { revision: row.try_get(column + 2)?, round: row.try_get(column + 3)? }),
        false => None,
    };
    Ok(Ok(Read { text: row.try_get(column + 1)?, position }))
}

/// How many microseconds a statement has taken by now.
const TIME: &str = "CAST(date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000 AS bigint)";

/// Two columns more: the parts of a [`Position`].
const POSITION: &str =
    ", (SELECT coalesce(max(id), 0) FROM revision), (SELECT coalesce(max(number), 0) FROM link_state)";

/// Whether PostgreSQL stopped a statement at its time limit (SQLSTATE `query_canceled`).
fn is_cancelled(error: &sqlx::Error) -> bool {
    has_code(error, "57014")
}

/// Whether what is taken by itself is not taken several times as one: of SQLSTATE's classes "syntax error or access rule
/// violation" and "feature not supported". An aggregate of nothing but values is such.
fn is_not_taken(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code.starts_with("42") || code.starts_with("0A"))
}

/// Whether a text grew beyond what the database can hold: `program_limit_exceeded`.
fn is_too_large(error: &sqlx::Error) -> bool {
    has_code(error, "54000")
}

/// Whether there was no memory for it at the moment: `out_of_memory`.
fn is_out_of_memory(error: &sqlx::Error) -> bool {
    has_code(error, "53200")
}

/// Whether a replica stopped it, for what is replayed there takes away what it reads: `serialization_failure`.
fn is_in_the_way(error: &sqlx::Error) -> bool {
    has_code(error, "40001")
}

fn has_code(error: &sqlx::Error, wanted: &str) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == wanted)
}
