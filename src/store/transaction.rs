//! A transaction that reads and writes many rows at once: every function takes a slice, and the
//! number of statements does not depend on how many records are in it, only on how many chunks.
//! It moves rows; what they mean is the domain's.

use std::sync::{Arc, Mutex};

use foldhash::HashSet;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, EntityName};
use sea_orm::{
    ColumnTrait, ColumnType, EntityTrait, FromQueryResult, Iden, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, TryIntoModel, Value,
};

use super::replica::Server;
use super::search::ToIndex;
use super::sqlite::{Direct, Fetched};
use super::states::CHANNEL;
use super::{Dialect, States, Store, StoreError};

/// The plain struct of one table's rows, such as [`super::PersonRow`].
pub trait Row:
    ModelTrait<Entity: EntityTrait<Model = Self, ActiveModel: Send + TryIntoModel<Self>>>
    + FromQueryResult
    + IntoActiveModel<<Self::Entity as EntityTrait>::ActiveModel>
{
}

impl<M> Row for M where
    M: ModelTrait<Entity: EntityTrait<Model = M, ActiveModel: Send + TryIntoModel<M>>>
        + FromQueryResult
        + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>
{
}

/// An open transaction. Dropped without [`Transaction::commit`], it leaves no trace.
pub struct Transaction {
    inner: Inner,
    dialect: Dialect,
    /// The server that it is on, where that is watched.
    server: Option<Arc<Server>>,
    /// Counted up when it is made permanent.
    states: States,
    /// What is yet to be put into the index: see [`Transaction::index`].
    pub(super) to_index: ToIndex,
    /// Of whom facts are yet to be reckoned: see [`Transaction::keep_facts`].
    pub(super) to_reckon: Mutex<HashSet<i64>>,
}

/// By what a transaction speaks to its database.
enum Inner {
    /// SeaORM's driver.
    Orm(DatabaseTransaction),
    /// SQLite itself.
    Direct(Direct),
}

/// The number that names "the writer" among PostgreSQL's advisory locks. One writer at a time, as on
/// SQLite: ids are then committed in order, and no two imports race for a key.
const WRITER_LOCK: i64 = 0x0056_6974_6165;

impl Store {
    /// Begins a transaction that writes. Waits for its turn: there is one writer at a time.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        let transaction = self.begin().await?;
        if self.dialect() == Dialect::Postgres {
            transaction.take_writer_lock().await?;
        }
        Ok(transaction)
    }

    /// Begins a transaction that may write very much.
    pub async fn write_much(&self) -> Result<Transaction, StoreError> {
        match self.begin_filling().await? {
            Some(transaction) => Ok(transaction),
            None => self.write().await,
        }
    }
}

impl Transaction {
    /// Wraps a transaction of SeaORM.
    pub(super) fn over(inner: DatabaseTransaction, dialect: Dialect) -> Transaction {
        Transaction::by(Inner::Orm(inner), dialect)
    }

    fn by(inner: Inner, dialect: Dialect) -> Transaction {
        Transaction {
            inner,
            dialect,
            server: None,
            states: States::default(),
            to_index: ToIndex::default(),
            to_reckon: Mutex::default(),
        }
    }

    /// The same on a server that is watched: what waits for an answer is given up once the server is known to be lost.
    pub(super) fn on(self, server: Option<Arc<Server>>) -> Transaction {
        Transaction { server, ..self }
    }

    /// Wraps a transaction of the connection that writes to SQLite.
    pub(super) fn direct(inner: Direct) -> Transaction {
        Transaction::by(Inner::Direct(inner), Dialect::Sqlite)
    }

    /// The same, which changes the archive of these states.
    pub(super) fn of(self, states: States) -> Transaction {
        Transaction { states, ..self }
    }

    /// Which SQL the database speaks.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Makes everything written so far permanent.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.index_what_waits().await?;
        self.reckon_facts().await?;
        let _committing = self.states.committing();
        let server = self.server;
        match self.inner {
            Inner::Orm(inner) => {
                let committed =
                    while_there(server.as_ref(), Box::pin(async { Ok(inner.commit().await?) })).await;
                committed.map_err(|error| match error {
                    StoreError::Lost => StoreError::Doubtful,
                    error => error,
                })
            }
            Inner::Direct(inner) => inner.commit(),
        }
    }

    /// Leaves the database as it was.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Orm(inner) => inner.rollback().await?,
            Inner::Direct(inner) => inner.rollback(),
        }
        Ok(())
    }

    /// Writes new rows.
    pub async fn insert<R: Row>(&self, rows: Vec<R>) -> Result<(), StoreError> {
        self.put(rows, false).await
    }

    /// Writes rows over those with the same primary key, or as new ones.
    pub async fn upsert<R: Row>(&self, rows: Vec<R>) -> Result<(), StoreError> {
        self.put(rows, true).await
    }

    /// Deletes the rows of `R`'s table whose `column` is one of `ids`.
    pub async fn delete<R: Row>(&self, column: &str, ids: &[i64]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let table = table_name::<R>();
        let sql = format!("DELETE FROM {table} WHERE {column} {}", self.one_of());
        self.execute(sql, vec![self.bind_ids(ids)]).await?;
        Ok(())
    }

    /// The rows of `R`'s table whose `column` is one of `ids`, ordered by `order`.
    pub async fn load<R: Row>(&self, column: &str, ids: &[i64], order: &str) -> Result<Vec<R>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let table = table_name::<R>();
        let sql = format!("SELECT * FROM {table} WHERE {column} {} ORDER BY {order}", self.one_of());
        let binds = vec![self.bind_ids(ids)];
        match &self.inner {
            Inner::Orm(inner) => {
                let statement = self.statement(sql, binds);
                let loading =
                    Box::pin(async { Ok(R::Entity::find().from_raw_sql(statement).all(inner).await?) });
                while_there(self.server.as_ref(), loading).await
            }
            Inner::Direct(inner) => {
                let (names, rows) = inner.rows(&sql, &binds).await?;
                models(&names, rows)
            }
        }
    }

    /// Runs a statement and returns how many rows it touched. `sql` is written with `$1`, `$2` …
    pub(super) async fn execute(&self, sql: String, binds: Vec<Value>) -> Result<u64, StoreError> {
        match &self.inner {
            Inner::Orm(inner) => {
                let running = Box::pin(async {
                    Ok(inner.execute_raw(self.statement(sql, binds)).await?.rows_affected())
                });
                while_there(self.server.as_ref(), running).await
            }
            Inner::Direct(inner) => inner.execute(&sql, &binds).await,
        }
    }

    /// Runs a query and returns its rows.
    pub(super) async fn query(&self, sql: String, binds: Vec<Value>) -> Result<Vec<Fetched>, StoreError> {
        match &self.inner {
            Inner::Orm(inner) => {
                let asking = Box::pin(async { Ok(inner.query_all_raw(self.statement(sql, binds)).await?) });
                let rows = while_there(self.server.as_ref(), asking).await?;
                Ok(rows.into_iter().map(Fetched::Orm).collect())
            }
            Inner::Direct(inner) => inner.query(&sql, &binds).await,
        }
    }

    /// The connection to SQLite, where that is what is written to.
    pub(super) fn on_sqlite(&self) -> Option<&Direct> {
        match &self.inner {
            Inner::Direct(inner) => Some(inner),
            Inner::Orm(_) => None,
        }
    }

    /// The end of a condition that holds for the ids bound as `$1` by [`Transaction::bind_ids`].
    pub(super) fn one_of(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "IN (SELECT value FROM json_each($1))",
            Dialect::Postgres => "= ANY (CAST(CAST($1 AS text) AS bigint[]))",
        }
    }

    /// Many ids as one bound value, so that the statement's text does not depend on their number.
    pub(super) fn bind_ids(&self, ids: &[i64]) -> Value {
        let (open, close) = match self.dialect {
            Dialect::Sqlite => ('[', ']'),
            Dialect::Postgres => ('{', '}'),
        };
        let mut text = String::with_capacity(ids.len() * 8 + 2);
        text.push(open);
        for (index, id) in ids.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.push_str(&id.to_string());
        }
        text.push(close);
        Value::String(Some(text))
    }

    async fn put<R: Row>(&self, rows: Vec<R>, over: bool) -> Result<(), StoreError> {
        match self.dialect {
            _ if rows.is_empty() => Ok(()),
            Dialect::Sqlite => self.put_each(rows, over).await,
            Dialect::Postgres => self.put_columns(rows, over).await,
        }
    }

    /// Writes one row after the other: on SQLite a statement that is prepared costs no more than what it writes.
    async fn put_each<R: Row>(&self, rows: Vec<R>, over: bool) -> Result<(), StoreError> {
        let columns: Vec<_> = <R::Entity as EntityTrait>::Column::iter().collect();
        let sql = insert_sql::<R>(&format!("VALUES ({})", vec!["?"; columns.len()].join(", ")), over);
        let values = |row: R| {
            let mut row = row.into_active_model();
            columns.iter().map(|column| field_of(&mut row, *column)).collect()
        };
        match &self.inner {
            Inner::Direct(inner) => inner.execute_each(&sql, rows.into_iter().map(values)).await,
            Inner::Orm(_) => {
                for row in rows {
                    self.execute(sql.clone(), values(row)).await?;
                }
                Ok(())
            }
        }
    }

    /// Writes rows with a bound array for each column: one statement, whose text and plan do not depend
    /// on the number of rows. A server plans a statement of thousands of values anew each time.
    async fn put_columns<R: Row>(&self, rows: Vec<R>, over: bool) -> Result<(), StoreError> {
        let columns: Vec<_> = <R::Entity as EntityTrait>::Column::iter().collect();
        let mut arrays = vec![String::from("{"); columns.len()];
        for row in rows {
            let mut row = row.into_active_model();
            for (column, array) in columns.iter().zip(&mut arrays) {
                push_element(array, &field_of(&mut row, *column));
            }
        }
        let types = columns.iter().map(|column| match column.def().get_column_type() {
            ColumnType::BigInteger => "bigint",
            _ => "text",
        });
        let sql = insert_sql::<R>(&unnest_sql(types), over);
        self.execute(sql, arrays.into_iter().map(closed).collect()).await?;
        Ok(())
    }

    /// Adds rows of sums: those with the same keys become one row that has the sum of both. Keys and sums are the table's
    /// columns, each row has a value for each of them in this order, and no two rows the same keys.
    pub(super) async fn add_up(
        &self,
        table: &str,
        keys: &[&str],
        sums: &[&str],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        let Some(first) = rows.first() else { return Ok(()) };
        let columns = [keys, sums].concat();
        let sql = |source: &str| {
            let set: Vec<String> = sums
                .iter()
                .map(|column| format!("{column} = {table}.{column} + excluded.{column}"))
                .collect();
            format!(
                "INSERT INTO {table} ({}) {source} ON CONFLICT ({}) DO UPDATE SET {}",
                columns.join(", "),
                keys.join(", "),
                set.join(", ")
            )
        };
        if let Inner::Direct(inner) = &self.inner {
            let sql = sql(&format!("VALUES ({})", vec!["?"; columns.len()].join(", ")));
            return inner.execute_each(&sql, rows.into_iter()).await;
        }
        let source = unnest_sql(first.iter().map(|value| match value {
            Value::BigInt(_) => "bigint",
            _ => "text",
        }));
        self.execute(sql(&source), arrays_of(&rows, columns.len())).await?;
        Ok(())
    }

    /// Waits for the writer's turn, though not for ever, and has rows looked up by index until the transaction ends. What an
    /// import has written since it began is in no statistics, and the planner, which takes a table for
    /// what it last knew of it, would read the whole of it for each chunk. Whoever listens is told at the commit, and of
    /// nothing if there is none.
    async fn take_writer_lock(&self) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT set_config('lock_timeout', '60s', true), pg_advisory_xact_lock($1), \
             set_config('enable_seqscan', 'off', true), pg_notify('{CHANNEL}', '')"
        );
        self.query(sql, vec![WRITER_LOCK.into()]).await?;
        Ok(())
    }

    fn statement(&self, sql: String, values: Vec<Value>) -> sea_orm::Statement {
        let db_backend = match self.dialect {
            Dialect::Sqlite => DatabaseBackend::Sqlite,
            Dialect::Postgres => DatabaseBackend::Postgres,
        };
        sea_orm::Statement::from_sql_and_values(db_backend, sql, values)
    }
}

/// Waits for a server, but no longer than it is there.
async fn while_there<T>(
    server: Option<&Arc<Server>>,
    doing: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    match server {
        Some(server) => server.while_there(doing).await,
        None => doing.await,
    }
}

fn table_name<R: Row>() -> &'static str {
    R::Entity::default().table_name()
}

/// The value of one field of a row, which is taken out of it.
fn field_of<A: ActiveModelTrait>(row: &mut A, column: <A::Entity as EntityTrait>::Column) -> Value {
    row.take(column).into_value().expect("a whole row has every column")
}

/// Rows of SQLite as rows of a table, whose columns it holds by these names.
fn models<R: Row>(names: &[String], rows: Vec<Vec<Value>>) -> Result<Vec<R>, StoreError> {
    let place = |column: <R::Entity as EntityTrait>::Column| {
        let name = column.to_string();
        let none = match column.def().get_column_type() {
            ColumnType::BigInteger => Value::BigInt(None),
            _ => Value::String(None),
        };
        let at = names.iter().position(|one| *one == name);
        at.map(|at| (column, at, none)).ok_or_else(|| DbErr::Type(format!("no column `{name}`")))
    };
    let places: Vec<_> = <R::Entity as EntityTrait>::Column::iter().map(place).collect::<Result<_, _>>()?;
    let model = |mut values: Vec<Value>| {
        let mut row = <R::Entity as EntityTrait>::ActiveModel::default();
        for (column, at, none) in &places {
            let value = std::mem::replace(&mut values[*at], Value::Bool(None));
            let is_null = matches!(value, Value::BigInt(None));
            row.try_set(*column, if is_null { none.clone() } else { value })?;
        }
        Ok(row.try_into_model()?)
    };
    rows.into_iter().map(model).collect()
}

/// Adds an element to the text of a PostgreSQL array.
fn push_element(array: &mut String, value: &Value) {
    if array.len() > 1 {
        array.push(',');
    }
    match value {
        Value::BigInt(Some(number)) => array.push_str(&number.to_string()),
        Value::String(Some(text)) => {
            array.push('"');
            for character in text.chars() {
                if matches!(character, '"' | '\\') {
                    array.push('\\');
                }
                array.push(character);
            }
            array.push('"');
        }
        Value::BigInt(None) | Value::String(None) => array.push_str("NULL"),
        other => unreachable!("every column is a number or a text, not {other:?}"),
    }
}

/// Rows of so many columns as an array for each column, to be bound.
pub(super) fn arrays_of(rows: &[Vec<Value>], columns: usize) -> Vec<Value> {
    let mut arrays = vec![String::from("{"); columns];
    for row in rows {
        row.iter().zip(&mut arrays).for_each(|(value, array)| push_element(array, value));
    }
    arrays.into_iter().map(closed).collect()
}

/// The text of an array whose elements were added, to be bound.
fn closed(mut array: String) -> Value {
    array.push('}');
    Value::String(Some(array))
}

/// The rows of bound arrays, one for each column, of these types.
fn unnest_sql<'t>(types: impl Iterator<Item = &'t str>) -> String {
    let array =
        |(index, element): (usize, &str)| format!("CAST(CAST(${} AS text) AS {element}[])", index + 1);
    let arrays: Vec<String> = types.enumerate().map(array).collect();
    format!("SELECT * FROM unnest({})", arrays.join(", "))
}

/// The statement that writes `rows` into `R`'s table.
fn insert_sql<R: Row>(rows: &str, over: bool) -> String {
    let columns: Vec<String> =
        <R::Entity as EntityTrait>::Column::iter().map(|column| column.to_string()).collect();
    let mut sql = format!("INSERT INTO {} ({}) {rows}", table_name::<R>(), columns.join(", "));
    if over {
        let keys: Vec<String> =
            <R::Entity as EntityTrait>::PrimaryKey::iter().map(|key| key.into_column().to_string()).collect();
        let set: Vec<String> = columns
            .iter()
            .filter(|column| !keys.contains(column))
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        sql.push_str(&format!(" ON CONFLICT ({}) DO UPDATE SET {}", keys.join(", "), set.join(", ")));
    }
    sql
}
