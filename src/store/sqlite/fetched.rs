//! What stands in the rows of a query, from either database.

use std::sync::Arc;

use sea_orm::{DbErr, QueryResult, TryGetable, Value};

/// A row of a query, from either database.
pub(in crate::store) enum Fetched {
    /// As SeaORM's driver gives it.
    Orm(QueryResult),
    /// As SQLite gives it.
    Direct {
        /// The names of its columns.
        names: Arc<[String]>,
        /// What stands in them.
        values: Vec<Value>,
    },
}

impl Fetched {
    /// What stands in the column of a name.
    pub(in crate::store) fn try_get<T: TryGetable + Stored>(&self, column: &str) -> Result<T, DbErr> {
        match self {
            Fetched::Orm(row) => row.try_get("", column),
            Fetched::Direct { names, values } => {
                let at = names.iter().position(|name| name == column);
                cell(at.and_then(|at| values.get(at)), column)
            }
        }
    }

    /// A row of SQLite as a list of JSON.
    pub(in crate::store) fn into_json(self) -> serde_json::Value {
        match self {
            Fetched::Direct { values, .. } => values.into_iter().map(json_of).collect(),
            Fetched::Orm(_) => serde_json::Value::Null,
        }
    }

    /// What stands in the column of a place, counted from 0.
    pub(in crate::store) fn try_get_by_index<T: TryGetable + Stored>(
        &self,
        index: usize,
    ) -> Result<T, DbErr> {
        match self {
            Fetched::Orm(row) => row.try_get_by_index(index),
            Fetched::Direct { values, .. } => cell(values.get(index), &index.to_string()),
        }
    }
}

/// A value as JSON tells it.
fn json_of(value: Value) -> serde_json::Value {
    match value {
        Value::BigInt(Some(number)) => number.into(),
        Value::String(Some(text)) => text.into(),
        Value::Double(Some(number)) => number.into(),
        _ => serde_json::Value::Null,
    }
}

fn cell<T: Stored>(value: Option<&Value>, column: &str) -> Result<T, DbErr> {
    value.and_then(T::of).ok_or_else(|| DbErr::Type(format!("column `{column}` holds {value:?}")))
}

/// What a column may hold.
pub(in crate::store) trait Stored: Sized {
    /// Reads it, if it is one.
    fn of(value: &Value) -> Option<Self>;
}

impl Stored for i64 {
    fn of(value: &Value) -> Option<i64> {
        match value {
            Value::BigInt(number) => *number,
            _ => None,
        }
    }
}

impl Stored for String {
    fn of(value: &Value) -> Option<String> {
        match value {
            Value::String(text) => text.clone(),
            _ => None,
        }
    }
}

impl<T: Stored> Stored for Option<T> {
    fn of(value: &Value) -> Option<Option<T>> {
        match value {
            Value::BigInt(None) | Value::String(None) => Some(None),
            value => T::of(value).map(Some),
        }
    }
}
