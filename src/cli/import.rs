//! `vitae import`: reads records into the archive, tells what it does while it does it, and ends with
//! one line that sums up. Differences (dry run) and the summary go to standard output, problems and
//! progress to standard error.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use tokio::fs::File;
use tokio::io::{AsyncBufRead, BufReader};

use crate::domain::{Archive, ImportError, ImportOptions, ImportSummary, OnError};

use super::failure::Failure;
use super::progress::Progress;
use super::{clock, database, output, settings};

pub const EXAMPLES: &str = "\
Examples:
  vitae import records.ndjson                      all of it, or nothing when a line is wrong
  vitae import --on-error skip records.ndjson      all that is right; wrong lines are told
  vitae import --dry-run records.ndjson            what would change, record by record
  zcat records.ndjson.gz | vitae import -          from standard input

A line is one record, such as
  {\"person\": {\"key\": \"ada\", \"names\": [{\"text\": \"Ada Lovelace\"}], \"birth\": {\"edtf\": \"1815-12-10\"}}}

Exit codes: 0 done, 1 it failed, 2 a setting is wrong, 3 lines were left out or the file was refused
because of one.";

/// The exit code when lines were wrong.
const LINES_REJECTED: u8 = 3;

/// Runs the command; returns the exit code.
pub async fn run(settings: settings::Import) -> Result<ExitCode, Failure> {
    let (source, size) = open(&settings.file).await?;
    let opened = database::open(&settings.database.url, database::ONE_READER).await?;
    let archive = Archive::new(opened.store.clone(), clock::system());
    let options = options(&settings);
    let mut progress = Progress::new(&settings.file, size);
    let outcome = archive.import(source, &options, &mut progress).await;
    progress.finish();
    opened.store.close().await?;
    if settings.dry_run && opened.is_new {
        // What changes nothing leaves no archive behind: `serve` would take it for one that was there.
        database::remove_file(&settings.database.url);
    }
    let summary = outcome.map_err(|error| match error {
        ImportError::Store(error) => error.into(),
        ImportError::Read { .. } => Failure::fault(format!("{}: {error}", name(&settings.file))),
    })?;
    output::print(&format!("{}\n", Told { summary: &summary, options: &options }))?;
    Ok(match summary.rejected {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(LINES_REJECTED),
    })
}

/// The source and its size in bytes, which standard input does not tell.
async fn open(path: &Path) -> Result<(Box<dyn AsyncBufRead + Unpin + Send>, Option<u64>), Failure> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(BufReader::new(tokio::io::stdin())), None));
    }
    let cannot = |error: std::io::Error| Failure::fault(format!("cannot read `{}`: {error}", path.display()));
    let file = File::open(path).await.map_err(cannot)?;
    let about = file.metadata().await.map_err(cannot)?;
    if about.is_dir() {
        return Err(Failure::fault(format!(
            "`{}` is a directory; expected a file of records",
            path.display()
        )));
    }
    let size = about.is_file().then_some(about.len());
    Ok((Box::new(BufReader::with_capacity(1 << 16, file)), size))
}

/// What the source is called in messages: the file as given, or `standard input`.
pub fn name(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    }
}

fn options(settings: &settings::Import) -> ImportOptions {
    let file_name = settings.file.file_name().map(|name| name.to_string_lossy().into_owned());
    ImportOptions {
        actor: settings.actor.clone(),
        label: settings.label.clone().or(file_name.filter(|name| name != "-")),
        on_error: match settings.on_error {
            settings::OnError::Stop => OnError::Stop,
            settings::OnError::Skip => OnError::Skip,
        },
        dry_run: settings.dry_run,
    }
}

/// The last line of an import.
struct Told<'a> {
    summary: &'a ImportSummary,
    options: &'a ImportOptions,
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ImportSummary { lines, created, updated, unchanged, rejected, contradictions, .. } =
            *self.summary;
        let was_refused = rejected > 0 && self.options.on_error == OnError::Stop;
        if was_refused {
            let lines = counted(lines, "line");
            return write!(f, "nothing changed: {rejected} of {lines} wrong, so the file was refused");
        }
        match (self.options.dry_run, created + updated) {
            (true, _) => write!(
                f,
                "nothing changed (dry run): {created} to create, {updated} to update, {unchanged} the same"
            )?,
            (_, 0) => write!(f, "nothing changed: {unchanged} the same")?,
            _ => write!(f, "{created} created, {updated} updated, {unchanged} the same")?,
        }
        write!(f, ", of {}", counted(lines, "line"))?;
        if rejected > 0 {
            write!(f, "; {} wrong", counted(rejected, "line"))?;
        }
        if contradictions > 0 {
            write!(f, "; {}", counted(contradictions, "contradiction"))?;
        }
        Ok(())
    }
}

fn counted(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
