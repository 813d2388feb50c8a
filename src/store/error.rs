//! What can go wrong between us and the database, each in one sentence for whoever runs the service.

use std::io::ErrorKind;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

use crate::value::position::Position;

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
        /// Why, in words for people.
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
    /// An answer is larger than it may be.
    #[error("the answer is larger than {allowed} bytes")]
    TooLarge {
        /// How many bytes it has, where that is known.
        measured: Option<u64>,
        /// How many it may have.
        allowed: u64,
    },
    /// No reader was free in time.
    #[error("the service is busy")]
    Busy,
    /// Others wrote all the time that a writer may wait for its turn.
    #[error("the archive is being written to by others; try again later")]
    Locked,
    /// There is no room for what is to be written. What is there can still be read.
    #[error("the disk is full; nothing more can be written")]
    Full,
    /// A connection to the database was lost. What was asked on it was not done.
    #[error("the connection to the database was lost; try again")]
    Lost,
    /// A connection was lost while a change was being made permanent.
    #[error(
        "the connection to the database was lost while the change was being made permanent; whether it was is not known; \
         hint: look before you repeat it"
    )]
    Doubtful,
    /// The primary cannot be written to, but there are replicas.
    #[error(
        "the archive cannot be written to at the moment, for its primary is lost; what is there can be read; try again later"
    )]
    NotWritable,
    /// No replica has come as far as it was asked to, and the primary is lost.
    #[error(
        "the position `{asked}` cannot be read at the moment: the primary is lost, and the replicas have come to \
         `{reached}`; try again later, or without the position for what is older"
    )]
    BehindPosition {
        /// The position that was asked for.
        asked: Position,
        /// How far they have come.
        reached: Position,
    },
    /// The archive has never been where it was asked to be.
    #[error(
        "the position `{asked}` is not known: the archive has come to `{reached}`; hint: the position is another \
         archive's, or what was written until then is lost; ask without it"
    )]
    UnknownPosition {
        /// The position that was asked for.
        asked: Position,
        /// How far it has come.
        reached: Position,
    },
    /// The readers have been shut down.
    #[error("the service is shutting down")]
    Closed,
    /// A query of the API failed in the database.
    #[error("the database refused a query: {0}")]
    Query(String),
    /// Any other statement failed in the database.
    #[error("the database refused a statement: {}", statement_in_words(.0))]
    Statement(DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> StoreError {
        if matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) {
            return StoreError::Locked;
        }
        match driver_error(&error).and_then(Obstacle::of) {
            Some(obstacle) => obstacle.into(),
            None => StoreError::Statement(error),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match Obstacle::of(&error) {
            Some(obstacle) => obstacle.into(),
            None => StoreError::Query(in_words(&error)),
        }
    }
}

/// What goes away by itself or once there is room: whoever meets it may try again.
enum Obstacle {
    /// Somebody else writes.
    Locked,
    /// There is no room.
    Full,
    /// The connection is lost.
    Lost,
    /// The server only follows another.
    NotWritable,
}

impl From<Obstacle> for StoreError {
    fn from(obstacle: Obstacle) -> StoreError {
        match obstacle {
            Obstacle::Locked => StoreError::Locked,
            Obstacle::Full => StoreError::Full,
            Obstacle::Lost => StoreError::Lost,
            Obstacle::NotWritable => StoreError::NotWritable,
        }
    }
}

impl Obstacle {
    /// SQLite's result codes, extended ones too, and PostgreSQL's error codes.
    fn of(error: &sqlx::Error) -> Option<Obstacle> {
        match error {
            sqlx::Error::Database(error) => Obstacle::of_code(error.code().as_deref()?),
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Some(Obstacle::Lost),
            _ => None,
        }
    }

    fn of_code(code: &str) -> Option<Obstacle> {
        match code {
            // A file that ends where a size limit does cannot be written (778), nor its index (4874).
            "13" | "778" | "4874" | "53100" => Some(Obstacle::Full),
            // Busy in its kinds; a lock that was waited for in vain, a deadlock, no connection left.
            "5" | "261" | "517" | "773" | "55P03" | "40P01" | "53300" => Some(Obstacle::Locked),
            // The server ends the session: it stops, or broke down, or starts.
            "57P01" | "57P02" | "57P03" => Some(Obstacle::Lost),
            "25006" => Some(Obstacle::NotWritable),
            _ => None,
        }
    }
}

impl StoreError {
    /// What SQLite says when it is spoken to directly, with its extended result code.
    pub(super) fn of_sqlite(code: i32, message: &str) -> StoreError {
        let code = code.to_string();
        match Obstacle::of_code(&code) {
            Some(obstacle) => obstacle.into(),
            None => {
                let words = sqlite_in_words(&code).unwrap_or(message).to_owned();
                StoreError::Statement(DbErr::Exec(RuntimeErr::Internal(words)))
            }
        }
    }

    /// An address that could not be opened, told without its password.
    pub fn open(url: &str, source: DbErr) -> StoreError {
        StoreError::Open { url: mask_password(url), reason: statement_in_words(&source) }
    }

    /// Whether the database refused what it was asked, and would again.
    pub fn is_refusal(&self) -> bool {
        matches!(self, StoreError::Query(_) | StoreError::Statement(_))
    }

    /// The code for programs, where a fault is told to them.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Timeout { .. } => "TIMEOUT",
            StoreError::TooLarge { .. } => "TOO_COSTLY",
            StoreError::Busy
            | StoreError::Locked
            | StoreError::Closed
            | StoreError::Lost
            | StoreError::Doubtful
            | StoreError::NotWritable
            | StoreError::Open { .. } => "UNAVAILABLE",
            StoreError::BehindPosition { .. } => "POSITION_NOT_REACHED",
            StoreError::UnknownPosition { .. } => "POSITION_UNKNOWN",
            StoreError::Full => "STORAGE_FULL",
            _ => "INTERNAL",
        }
    }

    /// An address where nothing answers in time.
    pub fn silent(url: &str) -> StoreError {
        StoreError::Open { url: mask_password(url), reason: "it does not answer".to_owned() }
    }
}

/// What the driver says, in words for people: without its layers, and with SQLite's codes spelled out.
pub(super) fn in_words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code();
            code.as_deref().and_then(sqlite_in_words).unwrap_or_else(|| database.message()).to_owned()
        }
        sqlx::Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused => {
            "nothing listens at that address".to_owned()
        }
        sqlx::Error::Io(io) => io.to_string(),
        sqlx::Error::Configuration(reason) => format!("the address is malformed: {reason}"),
        other => other.to_string(),
    }
}

/// What a result code of SQLite means to people, where they can do something about it.
fn sqlite_in_words(code: &str) -> Option<&'static str> {
    match code {
        code if is_busy(code) => Some("another program holds the file"),
        "8" | "1032" => Some("the file cannot be written"),
        "11" => Some("the file is damaged"),
        "13" => Some("the disk is full"),
        "14" => Some("the file cannot be opened or made"),
        "26" => Some("the file is not a SQLite database"),
        _ => None,
    }
}

fn statement_in_words(error: &DbErr) -> String {
    if let DbErr::Exec(RuntimeErr::Internal(words)) = error {
        return words.clone();
    }
    driver_error(error).map_or_else(|| error.to_string(), in_words)
}

/// Whether a SQLite file could not be opened because another holds it.
pub(super) fn is_held(error: &DbErr) -> bool {
    matches!(driver_error(error), Some(sqlx::Error::Database(error)) if error.code().as_deref().is_some_and(is_busy))
}

/// SQLite's result codes for a file that another holds.
fn is_busy(code: &str) -> bool {
    matches!(code, "5" | "6" | "261" | "517")
}

/// The driver's own error in SeaORM's.
fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// An address with its password replaced by `***`, whether it stands before the host or among the
/// parameters.
pub fn mask_password(url: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let mut masked = mask_user_part(address);
    for (at, parameter) in parameters.split('&').filter(|one| !one.is_empty()).enumerate() {
        masked.push(if at == 0 { '?' } else { '&' });
        match parameter.split_once('=') {
            Some((name @ ("password" | "sslpassword"), _)) => masked.push_str(&format!("{name}=***")),
            _ => masked.push_str(parameter),
        }
    }
    masked
}

/// `user:password@host` as `user:***@host`. The last `@` counts: a password may hold one too.
fn mask_user_part(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    match rest.rsplit_once('@').map(|(user, host)| (user.split_once(':'), host)) {
        Some((Some((name, _)), host)) => format!("{scheme}://{name}:***@{host}"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::mask_password;

    #[test]
    fn a_password_is_masked_wherever_it_stands() {
        for (url, masked) in [
            ("postgres://vitae:secret@db:5432/vitae", "postgres://vitae:***@db:5432/vitae"),
            ("postgres://vitae:se:c@ret@db/vitae", "postgres://vitae:***@db/vitae"),
            (
                "postgres://vitae@db/vitae?sslmode=require&password=secret",
                "postgres://vitae@db/vitae?sslmode=require&password=***",
            ),
            ("postgres://vitae@db/vitae", "postgres://vitae@db/vitae"),
            ("sqlite://vitae.db", "sqlite://vitae.db"),
        ] {
            assert_eq!(mask_password(url), masked);
        }
    }
}
