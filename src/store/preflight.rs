//! A look at a database before it is opened for good: whether it can be reached, whether it holds an
//! archive, and if it cannot be used, why, in one sentence. It changes nothing, but for what a killed import left half done.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _};

use super::error::{in_words, mask_password};
use super::{Dialect, StoreError};

/// What a database's address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No archive yet: no file, or a database without tables.
    Nothing,
    /// An archive, of this version's schema or another.
    Archive,
}

/// How long another program may hold the file, or a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The first bytes of every SQLite file.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// Looks at the database that `url` names and changes nothing in it.
///
/// It is an error when the database cannot be reached or read, and when it holds tables that are not
/// an archive's.
pub async fn preflight(url: &str) -> Result<Found, StoreError> {
    let refused = |reason: String| StoreError::Open { url: mask_password(url), reason };
    match Dialect::of(url) {
        Some(Dialect::Sqlite) => sqlite(url).await.map_err(refused),
        Some(Dialect::Postgres) => match tokio::time::timeout(PATIENCE, postgres(url)).await {
            Ok(found) => found.map_err(refused),
            Err(_) => Err(refused(format!("no answer within {} s", PATIENCE.as_secs()))),
        },
        None => Err(StoreError::Address { url: mask_password(url) }),
    }
}

async fn sqlite(url: &str) -> Result<Found, String> {
    let options: sqlx::sqlite::SqliteConnectOptions = url.parse().map_err(|error| in_words(&error))?;
    let file = options.get_filename().to_owned();
    if !holds_bytes(file.clone()).await? {
        return Ok(Found::Nothing);
    }
    let options = options.read_only(true).create_if_missing(false).busy_timeout(PATIENCE);
    // Where no log stands beside the file, nobody works on it, and it can be read without a trace:
    // a file that we refuse is left alone, and so is the directory that it is in.
    if !beside(&file, "-wal").exists() {
        look(options.clone().immutable(true)).await?;
    }
    // An import that was killed while it filled the file left what it had written, and beside it what takes that back:
    // SQLite does so before it reads, and must be allowed to.
    let was_left = std::fs::metadata(beside(&file, "-journal")).is_ok_and(|about| about.len() > 0);
    look(options.read_only(!was_left)).await
}

/// A file of SQLite's beside another: `-wal` is there while anyone has an archive open, or after a crash; `-journal` while
/// an empty one is filled, or after a crash.
fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

async fn look(options: sqlx::sqlite::SqliteConnectOptions) -> Result<Found, String> {
    let options = options.disable_statement_logging();
    let mut connection = options.connect().await.map_err(|error| in_words(&error))?;
    let outcome = sqlx::query_as::<_, (i64, i64)>(
        "SELECT count(*), count(*) FILTER (WHERE name = 'seaql_migrations') FROM sqlite_master WHERE type = 'table'",
    )
    .fetch_one(&mut connection)
    .await;
    let closed = connection.close().await;
    let (tables, steps) = outcome.map_err(|error| in_words(&error))?;
    closed.map_err(|error| in_words(&error))?;
    found(tables, steps)
}

/// Whether the file is there and holds something. That it could be made is checked as far as it can
/// be without making it.
async fn holds_bytes(file: PathBuf) -> Result<bool, String> {
    let mut start = Vec::with_capacity(SQLITE_MAGIC.len());
    let opened = tokio::fs::File::open(&file).await;
    match opened {
        Ok(opened) => {
            use tokio::io::AsyncReadExt as _;
            opened.take(SQLITE_MAGIC.len() as u64).read_to_end(&mut start).await.map_err(
                |error| match error.kind() {
                    ErrorKind::IsADirectory => "it is a directory; expected a file".to_owned(),
                    _ => error.to_string(),
                },
            )?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let directory = directory_of(&file);
            return match tokio::fs::metadata(&directory).await {
                Ok(about) if about.is_dir() => Ok(false),
                _ => Err(format!("the directory `{}` does not exist", directory.display())),
            };
        }
        Err(error) => return Err(error.to_string()),
    }
    match start.is_empty() || start == SQLITE_MAGIC {
        true => Ok(!start.is_empty()),
        false => Err("the file is not a SQLite database".to_owned()),
    }
}

fn directory_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

async fn postgres(url: &str) -> Result<Found, String> {
    let options: sqlx::postgres::PgConnectOptions = url.parse().map_err(|error| in_words(&error))?;
    let mut connection =
        options.disable_statement_logging().connect().await.map_err(|error| in_words(&error))?;
    // An extension's own tables are not somebody's data.
    let outcome = sqlx::query_as::<_, (i64, i64)>(
        "SELECT count(*), count(*) FILTER (WHERE relname = 'seaql_migrations') FROM pg_class \
         WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace(current_schema()) \
         AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')",
    )
    .fetch_one(&mut connection)
    .await;
    // What matters has been read; a server that drops the connection now has said all we need.
    let _ = connection.close().await;
    let (tables, steps) = outcome.map_err(|error| in_words(&error))?;
    found(tables, steps)
}

fn found(tables: i64, steps: i64) -> Result<Found, String> {
    match (tables, steps) {
        (0, _) => Ok(Found::Nothing),
        (_, 0) => Err("it holds other tables; expected an archive or an empty database".to_owned()),
        _ => Ok(Found::Archive),
    }
}
