//! Opens the archive that the settings name: looked at first, so that what is no archive is left as
//! it was, then opened, then migrated.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use crate::store::{Found, Store, StoreError, StoreOptions, preflight};

use super::failure::Failure;
use super::value::DatabaseUrl;

/// An archive, open and migrated.
pub struct Opened {
    /// The database.
    pub store: Store,
    /// Whether this process made the archive: there was none before.
    pub is_new: bool,
    /// Whether steps of the schema were missing.
    pub was_behind: bool,
}

/// How the archive's readers run, for commands that answer no queries: one, without haste.
pub const ONE_READER: (usize, Duration) = (1, Duration::from_secs(60));

/// Opens the archive and brings its schema up to date; makes it when there is none.
pub async fn open(url: &DatabaseUrl, readers: (usize, Duration)) -> Result<Opened, Failure> {
    let found = preflight(url.with_password()).await?;
    let opened = open_found(url, found, readers).await?;
    if opened.is_new {
        tracing::info!(database = %url, "made a new archive");
    }
    Ok(opened)
}

/// Opens the archive to look at it alone. Where there is no file of one, an empty archive stands for it in a folder of its own,
/// which is gone once the second part is dropped: a file that is made and removed again would be taken from whoever opened
/// it meanwhile.
pub async fn open_to_look(
    url: &DatabaseUrl,
    readers: (usize, Duration),
) -> Result<(Opened, Option<TempDir>), Failure> {
    let found = preflight(url.with_password()).await?;
    let Some(file) = url.file().filter(|_| found == Found::Nothing) else {
        return Ok((open_found(url, found, readers).await?, None));
    };
    // Beside the file, for what is tried may be as large as what is done.
    let parent = Path::new(file).parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let folder = tempfile::Builder::new().prefix(".vitae-dry-run-").tempdir_in(parent).map_err(|error| {
        Failure::fault(format!("cannot make a temporary folder in `{}`: {error}", parent.display()))
    })?;
    let url = DatabaseUrl::of_file(&folder.path().join("empty.db"));
    Ok((open_found(&url, found, readers).await?, Some(folder)))
}

async fn open_found(url: &DatabaseUrl, found: Found, readers: (usize, Duration)) -> Result<Opened, Failure> {
    let store = Store::open(StoreOptions {
        url: url.with_password().to_owned(),
        readers: readers.0,
        query_timeout: readers.1,
    })
    .await?;
    let was_behind = match migrate(&store).await {
        Ok(was_behind) => was_behind,
        Err(error) => {
            // What counts is why the archive cannot be used, not how closing it went.
            let _ = store.close().await;
            return Err(error.into());
        }
    };
    Ok(Opened { store, is_new: found == Found::Nothing, was_behind })
}

/// Opens an archive whose server cannot be reached, if one of its replicas shows that nothing must be written to it before
/// it is read; else what kept the server from being reached is the error.
pub async fn open_without_primary(
    url: &DatabaseUrl,
    replicas: &[DatabaseUrl],
    readers: (usize, Duration),
    error: StoreError,
) -> Result<Opened, Failure> {
    let options = |url: &DatabaseUrl| StoreOptions {
        url: url.with_password().to_owned(),
        readers: readers.0,
        query_timeout: readers.1,
    };
    for replica in replicas {
        match is_current(options(replica)).await {
            Ok(true) => {
                tracing::warn!(%error, "the archive can be read and not written to: a replica at {replica} is there");
                let store = Store::open_unseen(options(url)).await?;
                return Ok(Opened { store, is_new: false, was_behind: false });
            }
            Ok(false) => tracing::warn!("the replica at {replica} holds no archive of this version"),
            Err(error) => tracing::warn!(%error, "the replica at {replica} cannot be used"),
        }
    }
    Err(error.into())
}

/// Whether an archive can be read as it is.
async fn is_current(options: StoreOptions) -> Result<bool, StoreError> {
    if preflight(&options.url).await? == Found::Nothing {
        return Ok(false);
    }
    let store = Store::open(options).await?;
    let is_current = store.is_current().await;
    // What counts is what was found, not how closing it went.
    let _ = store.close().await;
    is_current
}

/// Brings the schema up to date; tells whether it was not.
async fn migrate(store: &Store) -> Result<bool, StoreError> {
    let is_behind = !store.is_migrated().await?;
    store.migrate().await?;
    Ok(is_behind)
}
