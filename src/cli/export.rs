//! `vitae export`: writes the whole archive as records, to standard output or to a file that is
//! replaced only when the export is complete.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncWriteExt, BufWriter};

use crate::domain::{Archive, ExportError, ExportSummary};

use crate::store::{Found, preflight};

use super::failure::Failure;
use super::{clock, database, settings};

pub const EXAMPLES: &str = "\
Examples:
  vitae export                            every record, to standard output
  vitae export all.ndjson                 to a file, replaced only when all of it is written
  vitae export | zstd > all.ndjson.zst

History, tokens, old keys of merged persons and what people took away are not in it: a copy made by
`vitae backup` (SQLite) or `pg_dump` (PostgreSQL) keeps them.
Importing an export into an empty archive and exporting again gives the same bytes.";

/// Runs the command.
pub async fn run(settings: settings::Export) -> Result<(), Failure> {
    if preflight(settings.database.url.with_password()).await? == Found::Nothing {
        return Err(Failure::fault(format!("there is no archive at `{}`", settings.database.url)));
    }
    refuse_own_file(&settings.file, &settings.database)?;
    let opened = database::open(&settings.database.url, database::ONE_READER).await?;
    let archive = Archive::new(opened.store.clone(), clock::system());
    let summary = match settings.file.as_os_str() == "-" {
        true => to_standard_output(&archive).await?,
        false => to_file(&archive, &settings.file).await?,
    };
    opened.store.close().await?;
    tracing::info!(records = summary.records, "exported");
    Ok(())
}

async fn to_standard_output(archive: &Archive) -> Result<ExportSummary, Failure> {
    let mut sink = BufWriter::new(tokio::io::stdout());
    match archive.export(&mut sink).await {
        // A reader that has seen enough (`vitae export | head`) is no error.
        Err(ExportError::Write(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            Ok(ExportSummary::default())
        }
        Err(error) => Err(Failure::fault(error.to_string())),
        Ok(summary) => match sink.flush().await {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::fault(format!("cannot write to standard output: {error}")))
            }
            _ => Ok(summary),
        },
    }
}

/// An export must not take the place of the archive that it reads.
pub fn refuse_own_file(file: &Path, database: &settings::Database) -> Result<(), Failure> {
    let Some(archive) = database.url.file() else { return Ok(()) };
    let same = |other: String| match (file.canonicalize(), Path::new(&other).canonicalize()) {
        (Ok(file), Ok(other)) => file == other,
        _ => false,
    };
    if ["", "-wal", "-shm"].iter().any(|end| same(format!("{archive}{end}"))) {
        let file = file.display();
        return Err(Failure::fault(format!("`{file}` is the archive itself; expected another file")));
    }
    Ok(())
}

/// Writes beside `path` and takes its place at the end, so that a cut export never passes for one.
pub async fn to_file(archive: &Archive, path: &Path) -> Result<ExportSummary, Failure> {
    // Where a link leads; what is not there yet has its own name.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.metadata().is_ok_and(|about| !about.is_file()) {
        return straight_into(archive, path).await;
    }
    let unfinished = unfinished(path);
    let outcome = write_and_rename(archive, &unfinished, path).await;
    if outcome.is_err() {
        // The error that counts is the first one; the file may never have been made.
        let _ = tokio::fs::remove_file(&unfinished).await;
    }
    outcome
}

/// A pipe or a device keeps its place: it is written to as it is.
async fn straight_into(archive: &Archive, path: &Path) -> Result<ExportSummary, Failure> {
    let cannot =
        |error: std::io::Error| Failure::fault(format!("cannot write `{}`: {error}", path.display()));
    let file = tokio::fs::OpenOptions::new().write(true).open(path).await.map_err(cannot)?;
    let mut sink = BufWriter::with_capacity(1 << 16, file);
    let summary = archive.export(&mut sink).await.map_err(|error| Failure::fault(error.to_string()))?;
    sink.flush().await.map_err(cannot)?;
    Ok(summary)
}

async fn write_and_rename(
    archive: &Archive,
    unfinished: &Path,
    path: &Path,
) -> Result<ExportSummary, Failure> {
    let cannot =
        |error: std::io::Error| Failure::fault(format!("cannot write `{}`: {error}", path.display()));
    let file = tokio::fs::File::create(unfinished).await.map_err(cannot)?;
    let mut sink = BufWriter::with_capacity(1 << 16, file);
    let summary = archive.export(&mut sink).await.map_err(|error| Failure::fault(error.to_string()))?;
    sink.flush().await.map_err(cannot)?;
    sink.get_ref().sync_all().await.map_err(cannot)?;
    tokio::fs::rename(unfinished, path).await.map_err(cannot)?;
    Ok(summary)
}

/// The name under which an export grows: in the same directory, so that renaming moves no bytes.
pub fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, ToOwned::to_owned);
    name.push(format!(".unfinished-{}", std::process::id()));
    path.with_file_name(name)
}
