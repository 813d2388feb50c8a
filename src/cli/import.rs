//! `vitae import`: reads records into the archive, tells what it does while it does it, and ends with
//! one line that sums up. Differences (dry run) and the summary go to standard output, problems and
//! progress to standard error. The archive is opened here, or a service is asked ([`super::push`]).

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use tokio::fs::File;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::domain::{Archive, ImportError, ImportOptions, ImportSummary, Linking, OnError, Packing};

use super::failure::Failure;
use super::progress::Progress;
use super::{clock, database, output, push, settings};

pub const EXAMPLES: &str = "\
Examples:
  vitae import records.ndjson                      all of it, or nothing when a line is wrong
  vitae import --on-error skip records.ndjson      all that is right; wrong lines are told
  vitae import --dry-run records.ndjson            what would change, record by record
  vitae import records.ndjson.zst                  compressed files are known by their first bytes
  some-program | vitae import -                    from standard input
  VITAE_TOKEN=… vitae import --server https://vitae.example records.ndjson
                                                   into a running service, which needs a token

A line is one record, such as
  {\"person\": {\"key\": \"ada\", \"names\": [{\"text\": \"Ada Lovelace\"}], \"birth\": {\"edtf\": \"1815-12-10\"}}}

Exit codes: 0 done, 1 it failed, 2 a setting is wrong, 3 lines were left out or the file was refused
because of one.";

/// The exit code when lines were wrong.
const LINES_REJECTED: u8 = 3;

/// Runs the command; returns the exit code.
pub async fn run(settings: settings::Import) -> Result<ExitCode, Failure> {
    if let Some(server) = &settings.server {
        return push::run(&settings, server).await;
    }
    let source = Source::open(&settings.file).await?;
    let size = source.size.filter(|_| source.packing == Packing::Plain);
    let url = &settings.database.url;
    let (opened, _folder) = match settings.dry_run {
        true => database::open_to_look(url, database::ONE_READER).await?,
        false => (database::open(url, database::ONE_READER).await?, None),
    };
    let linking = match settings.linking {
        settings::Linking::AtOnce => Linking::All,
        settings::Linking::Later => Linking::Later,
    };
    let archive = Archive::new(opened.store.clone().only_writing(), clock::system()).linking(linking);
    let options = options(&settings);
    let mut progress = Progress::new(&settings.file, size);
    let lines = BufReader::with_capacity(1 << 16, source.packing.unpack(source.bytes));
    let outcome = archive.import(lines, &options, &mut progress).await;
    progress.finish();
    opened.store.close().await?;
    let summary = outcome.map_err(|error| match error {
        ImportError::Store(error) => error.into(),
        ImportError::Read { .. } | ImportError::Abandoned => {
            Failure::fault(format!("{}: {error}", name(&settings.file)))
        }
    })?;
    conclude(&summary, &options)
}

/// Sums up, and tells the exit code.
pub fn conclude(summary: &ImportSummary, options: &ImportOptions) -> Result<ExitCode, Failure> {
    output::print(&format!("{}\n", Told { summary, options }))?;
    Ok(match summary.rejected {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(LINES_REJECTED),
    })
}

/// A file of records, or standard input.
pub struct Source {
    /// Its bytes as they are.
    pub bytes: Box<dyn AsyncBufRead + Unpin + Send>,
    /// How they are compressed.
    pub packing: Packing,
    /// How many there are, which standard input does not tell.
    pub size: Option<u64>,
}

impl Source {
    /// Opens it and looks at its first bytes.
    pub async fn open(path: &Path) -> Result<Source, Failure> {
        let cannot = |error: std::io::Error| Failure::fault(format!("cannot read `{}`: {error}", name(path)));
        if path.as_os_str() == "-" {
            return Source::of(BufReader::new(tokio::io::stdin()), None).await.map_err(cannot);
        }
        let file = File::open(path).await.map_err(cannot)?;
        let about = file.metadata().await.map_err(cannot)?;
        if about.is_dir() {
            return Err(Failure::fault(format!(
                "`{}` is a directory; expected a file of records",
                path.display()
            )));
        }
        let size = about.is_file().then_some(about.len());
        Source::of(BufReader::with_capacity(1 << 16, file), size).await.map_err(cannot)
    }

    async fn of<R>(mut bytes: BufReader<R>, size: Option<u64>) -> std::io::Result<Source>
    where
        R: tokio::io::AsyncRead + Unpin + Send + 'static,
    {
        // A pipe may give its first bytes one at a time.
        let mut start = Vec::with_capacity(START);
        while start.len() < START {
            let more = bytes.fill_buf().await?;
            let wanted = more.len().min(START - start.len());
            start.extend_from_slice(&more[..wanted]);
            bytes.consume(wanted);
            if wanted == 0 {
                break;
            }
        }
        let packing = Packing::of_start(&start);
        let bytes = BufReader::with_capacity(1 << 16, std::io::Cursor::new(start).chain(bytes));
        Ok(Source { bytes: Box::new(bytes), packing, size })
    }
}

/// As many first bytes as tell how a source is compressed.
const START: usize = 4;

/// What the source is called in messages: the file as given, or `standard input`.
pub fn name(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    }
}

/// How the settings say that the records are to be imported.
pub fn options(settings: &settings::Import) -> ImportOptions {
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
        let ImportSummary { lines, created, updated, unchanged, rejected, contradictions, batch } =
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
        if let Some(batch) = batch {
            write!(f, "; batch:{batch}")?;
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
