//! `vitae backup`: a copy of the archive in one file, made while others read and write it. The file is
//! replaced only when the copy is complete. On PostgreSQL, whose copies are its own tools' work, it is an
//! export.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tokio::fs::OpenOptions;

use crate::domain::Archive;
use crate::store::{Dialect, Found, Store, StoreOptions, preflight};

use super::failure::Failure;
use super::value::DatabaseUrl;
use super::{clock, database, export, output, settings};

pub const EXAMPLES: &str = "\
Examples:
  vitae backup vitae-monday.db                    a copy of ./vitae.db, also while it is served
  vitae serve --database sqlite://vitae-monday.db   the copy is an archive like any other
  vitae backup --database postgres://vitae@db/vitae monday.ndjson
                                                  on PostgreSQL: an export of the records

On SQLite the copy has everything: records, history, tokens. An export has the records alone; `pg_dump`
keeps the rest.";

/// Runs the command.
pub async fn run(settings: settings::Backup) -> Result<(), Failure> {
    let url = &settings.database.url;
    if preflight(url.with_password()).await? == Found::Nothing {
        return Err(Failure::fault(format!("there is no archive at `{url}`")));
    }
    let file = target(&settings.file)?;
    export::refuse_own_file(&file, &settings.database)?;
    refuse_archive_in_use(&file)?;
    let (readers, query_timeout) = database::ONE_READER;
    // Not migrated: a backup is what one makes before that, and it changes nothing.
    let store =
        Store::open(StoreOptions { url: url.with_password().to_owned(), readers, query_timeout }).await?;
    let outcome = match store.dialect() {
        Dialect::Sqlite => copy(&store, url, &file).await,
        Dialect::Postgres => export_to(&store, &file).await,
    };
    let closed = store.close().await;
    let what = outcome?;
    closed?;
    output::print(&format!("wrote {what} of {url} to {}\n", settings.file.display()))
}

/// The file to write, which is none yet or a plain one, in a directory that is there.
fn target(given: &Path) -> Result<PathBuf, Failure> {
    let wrong = |what: &str| Failure::fault(format!("`{}` {what}; expected a file", given.display()));
    if given.as_os_str() == "-" {
        return Err(wrong("is standard output"));
    }
    if given.to_str().is_none() {
        return Err(wrong("has a name that is not UTF-8"));
    }
    // Where a link leads; what is not there yet has its own name.
    let absolute = || std::path::absolute(given).unwrap_or_else(|_| given.to_owned());
    let file = given.canonicalize().unwrap_or_else(|_| absolute());
    match file.symlink_metadata() {
        Ok(about) if about.is_dir() => return Err(wrong("is a directory")),
        Ok(about) if about.is_symlink() => return Err(wrong("is a link that leads nowhere")),
        Ok(about) if !about.is_file() => return Err(wrong("is a pipe or a device")),
        _ => {}
    }
    let directory = directory_of(&file);
    match directory.is_dir() && file.file_name().is_some() {
        true => Ok(file),
        false => {
            let directory = directory.display();
            Err(Failure::fault(format!("the directory `{directory}` does not exist; make it first")))
        }
    }
}

fn directory_of(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// While an archive is open, its log lies beside it: to put another file in its place would lose what is
/// in the log, and mix the two.
fn refuse_archive_in_use(file: &Path) -> Result<(), Failure> {
    for end in ["-wal", "-shm", "-journal"] {
        let mut beside = file.as_os_str().to_owned();
        beside.push(end);
        if Path::new(&beside).exists() {
            return Err(Failure::fault(format!(
                "`{}` is an archive in use, or one that was not closed in good order: `{}` lies beside it; \
                 expected another file",
                file.display(),
                Path::new(&beside).display()
            )));
        }
    }
    Ok(())
}

/// A copy of the file, beside its place and then in it.
async fn copy(store: &Store, url: &DatabaseUrl, file: &Path) -> Result<&'static str, Failure> {
    let unfinished = export::unfinished(file);
    let outcome = copy_and_rename(store, url, &unfinished, file).await;
    if outcome.is_err() {
        // The error that counts is the first one; the file may never have been made.
        let _ = std::fs::remove_file(&unfinished);
        let mut journal = unfinished.into_os_string();
        journal.push("-journal");
        let _ = std::fs::remove_file(journal);
    }
    outcome.map(|()| "a copy")
}

async fn copy_and_rename(
    store: &Store,
    url: &DatabaseUrl,
    unfinished: &Path,
    file: &Path,
) -> Result<(), Failure> {
    let cannot =
        |error: std::io::Error| Failure::fault(format!("cannot write `{}`: {error}", file.display()));
    // A file of this name is what an earlier process of the same number left.
    match std::fs::remove_file(unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot(error)),
        _ => {}
    }
    // Nobody else's until it is complete; then whoever may read the archive may read its copy.
    let mut own = OpenOptions::new();
    own.write(true).create_new(true).mode(0o600);
    let written = own.open(unfinished).await.map_err(cannot)?;
    store.copy_to(unfinished).await?;
    if let Some(archive) = url.file() {
        let allowed = tokio::fs::metadata(archive).await.map_err(cannot)?.permissions();
        written.set_permissions(allowed).await.map_err(cannot)?;
    }
    written.sync_all().await.map_err(cannot)?;
    tokio::fs::rename(unfinished, file).await.map_err(cannot)?;
    keep_name(directory_of(file)).await.map_err(cannot)
}

/// Has the directory written too, so that the new name outlasts a loss of power.
async fn keep_name(directory: &Path) -> std::io::Result<()> {
    tokio::fs::File::open(directory).await?.sync_all().await
}

async fn export_to(store: &Store, file: &Path) -> Result<&'static str, Failure> {
    if !store.is_migrated().await? {
        return Err(Failure::fault(
            "the database's schema is not up to date; hint: `vitae migrate` brings it there, and `pg_dump` \
             keeps it as it is",
        ));
    }
    let archive = Archive::new(store.clone(), clock::system());
    export::to_file(&archive, file).await?;
    keep_name(directory_of(file))
        .await
        .map_err(|error| Failure::fault(format!("cannot write `{}`: {error}", file.display())))?;
    eprintln!(
        "vitae: on PostgreSQL a backup is an export of the records, to be read by `vitae import`; history and \
         tokens are not in it; hint: `pg_dump` keeps everything"
    );
    Ok("an export")
}
