//! A connection that reads from PostgreSQL.

use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

use super::super::error::in_words;
use super::{
    Answered, Bind, Bounds, INTERRUPT_PATIENCE, KEPT_LENGTH, PING_PATIENCE, Read, STATEMENTS_KEPT, Statement,
    StoreError, StoreOptions,
};
use crate::value::position::Position;

/// A connection.
pub struct ServerReader(Box<sqlx::PgConnection>);

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
        Ok(ServerReader(Box::new(connection)))
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
        let answered = tokio::time::timeout(PING_PATIENCE, self.0.ping()).await;
        (Err(StoreError::Query(in_words(&error))), answered.is_ok_and(|answered| answered.is_ok()))
    }

    /// Runs a statement. Its text, or how large it would be where that is more than it may be.
    async fn fetch(
        &mut self,
        statement: &Statement,
        bounds: Bounds,
    ) -> Result<Result<Read, u64>, sqlx::Error> {
        let is_kept = statement.sql.len() <= KEPT_LENGTH;
        let (most, tells_position) = (bounds.answer_max, bounds.tells_position);
        let sql = measured(&statement.sql, most, tells_position);
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(is_kept);
        for bind in &statement.binds {
            query = match bind {
                Bind::Int(value) => query.bind(*value),
                Bind::Text(value) => query.bind(value.as_deref().map(str::to_owned)),
            };
        }
        let row = query.fetch_one(&mut *self.0).await?;
        let length = u64::try_from(row.try_get::<i32, _>(0)?).unwrap_or(u64::MAX);
        if length > most {
            return Ok(Err(length));
        }
        let position = match tells_position {
            true => Some(Position { revision: row.try_get(2)?, round: row.try_get(3)? }),
            false => None,
        };
        Ok(Ok(Read { text: row.try_get(1)?, position }))
    }

    /// A plan that is good for any values: prepared, and explained with nulls in their places.
    pub(super) async fn explain(&mut self, sql: &str, types: &str) -> Result<Vec<String>, StoreError> {
        let types = if types.is_empty() { String::new() } else { format!(" ({types})") };
        let prepare = AssertSqlSafe(format!(
            "SET plan_cache_mode = force_generic_plan; PREPARE vitae_slow{types} AS {sql}"
        ));
        sqlx::raw_sql(prepare).execute(&mut *self.0).await?;
        let count = sqlx::raw_sql(
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'vitae_slow'",
        )
        .fetch_one(&mut *self.0)
        .await?
        .try_get::<i32, _>(0)?;
        let nulls = vec!["NULL"; usize::try_from(count).unwrap_or(0)].join(", ");
        let values = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
        let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE vitae_slow{values}"));
        let rows = sqlx::raw_sql(explain).fetch_all(&mut *self.0).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Closes the connection in good order.
    pub(super) async fn close(self) {
        if let Err(error) = self.0.close().await {
            tracing::warn!(%error, "a reader did not close in good order");
        }
    }
}

/// A statement whose row is the length of its text, and the text where it is no longer than it may be: what is not
/// wanted never leaves the server. `OFFSET 0` keeps PostgreSQL from reckoning the text twice. How far the archive has come
/// is read in the same snapshot.
fn measured(sql: &str, most: u64, tells_position: bool) -> String {
    let position = if tells_position { POSITION } else { "" };
    format!(
        "SELECT octet_length(a), CASE WHEN octet_length(a) <= {most} THEN a END{position} \
         FROM ({sql} OFFSET 0) AS q (a)"
    )
}

/// Two columns more: the parts of a [`Position`].
const POSITION: &str =
    ", (SELECT coalesce(max(id), 0) FROM revision), (SELECT coalesce(max(number), 0) FROM link_state)";

/// Whether PostgreSQL stopped a statement at its time limit (SQLSTATE `query_canceled`).
fn is_cancelled(error: &sqlx::Error) -> bool {
    has_code(error, "57014")
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
