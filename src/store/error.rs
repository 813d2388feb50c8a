//! What can go wrong between us and the database, each in one sentence for whoever runs the service.

use sea_orm::DbErr;

/// A fault of the store. None of it is shown to API clients: there it is `INTERNAL`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address names no database that we speak to.
    #[error(
        "`{url}` is not a database address; expected `sqlite://FILE` or `postgres://USER@HOST:PORT/NAME`"
    )]
    Address {
        /// The address as given, its password masked.
        url: String,
    },
    /// The database cannot be reached or opened.
    #[error("cannot open the database `{url}`: {reason}")]
    Open {
        /// The address, its password masked.
        url: String,
        /// The driver's words.
        reason: String,
    },
    /// The database was made by a newer version of this program.
    #[error(
        "the database has the schema step `{step}`, which this version does not know; run a newer version"
    )]
    NewerSchema {
        /// The first unknown step.
        step: String,
    },
    /// A query ran longer than it may.
    #[error("the query ran longer than {limit_ms} ms and was stopped")]
    Timeout {
        /// The limit, in milliseconds.
        limit_ms: u128,
    },
    /// The readers have been shut down.
    #[error("the service is shutting down")]
    Closed,
    /// A query of the API failed in the database.
    #[error("the database refused a query: {0}")]
    Query(#[from] sea_orm::sqlx::Error),
    /// Any other statement failed in the database.
    #[error("the database refused a statement: {0}")]
    Statement(#[from] DbErr),
}

impl StoreError {
    /// An address that could not be opened, told without its password.
    pub fn open(url: &str, source: DbErr) -> StoreError {
        StoreError::Open {
            url: mask_password(url),
            reason: source.to_string(),
        }
    }
}

/// An address with its password, if any, replaced by `***`.
pub fn mask_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.split_once('@') {
        Some((user, host)) if user.contains(':') => {
            let name = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{name}:***@{host}")
        }
        _ => url.to_owned(),
    }
}
