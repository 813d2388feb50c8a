//! Import: records from a stream of lines into the archive, in whatever order they come, as often as
//! they come. What is read, checked, compared and written is one chunk of lines at a time, so that
//! memory does not grow with the file, and the number of statements not with the chunk.

use std::collections::HashMap;

use tokio::io::AsyncBufRead;

use super::Archive;
use super::change::Batch;
use crate::store::StoreError;
use crate::value::id::RecordKind;

/// What each line came to.
mod account;
/// Rules that concern more than one field of a record.
mod check;
/// One chunk of lines: read, checked, looked up, compared, written.
mod chunk;
/// Lines from a stream, one at a time.
mod lines;
/// A line's text made into a checked record.
mod parse;
/// What is wrong with a line, and how it is told.
mod problem;
/// Lines that wait for what they refer to.
mod waiting;

pub use super::change::FieldChange;
pub use super::telling::Conflict;
pub(super) use parse::{ToldLine, read_record};
pub(super) use problem::shorten;
pub use problem::{Contradiction, LineProblem};

pub(super) use chunk::LINES_PER_CHUNK;
use chunk::{parse_chunk, read_chunk};
use lines::Lines;

/// How a file is imported.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Who asks for it.
    pub actor: String,
    /// What the batch is called.
    pub label: Option<String>,
    /// What a wrong line means for the others.
    pub on_error: OnError,
    /// Whether to show the difference only, and change nothing.
    pub dry_run: bool,
}

/// What a wrong line means for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// The whole file is refused, and the archive left as it was.
    Stop,
    /// The line is left out, and the others are kept.
    Skip,
}

/// Who watches an import.
pub trait ImportObserver: Send + Sync {
    /// So many lines and bytes have been read.
    fn progress(&mut self, _lines: u64, _bytes: u64) {}

    /// What a record was and will be; told in a dry run only.
    fn difference(&mut self, _difference: &Difference) {}

    /// Something wrong with a line.
    fn problem(&mut self, _problem: &LineProblem) {}

    /// Something that the file says and the archive does not; the archive stays as it is.
    fn contradiction(&mut self, _contradiction: &Contradiction) {}
}

/// An observer that looks away.
pub struct Unobserved;

impl ImportObserver for Unobserved {}

/// What an import does to one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The last line that tells of the record.
    pub line: u64,
    /// What the record is.
    pub kind: RecordKind,
    /// Its key.
    pub key: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The fields that change; all of them for a new record.
    pub fields: Vec<FieldChange>,
}

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created,
    /// Some of it changes.
    Updated,
    /// It is what it was.
    Unchanged,
    /// It is deleted. No import does that.
    Deleted,
}

/// What an import came to. Lines = created + updated + unchanged + rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Lines that are not blank.
    pub lines: u64,
    /// Lines that told of a record for the first time.
    pub created: u64,
    /// Lines that changed a record.
    pub updated: u64,
    /// Lines that changed nothing.
    pub unchanged: u64,
    /// Lines left out because something is wrong with them.
    pub rejected: u64,
    /// What the file says and the archive does not.
    pub contradictions: u64,
    /// The batch of the changes; none if nothing changed or nothing was kept.
    pub batch: Option<i64>,
}

/// Why an import broke off; the archive is as it was, or, where wrong lines are skipped, holds the
/// chunks that were complete.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read on.
    #[error("the file cannot be read after line {line}: {reason}")]
    Read {
        /// The last line that was read.
        line: u64,
        /// The system's words.
        reason: std::io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// After how many problems a file that will be refused is not read any further.
const PROBLEMS_MAX: u64 = 100;

/// After how many changes the database looks at its tables anew.
const LARGE: u64 = 1000;
/// How many lines that were left out are remembered.
const LEFT_OUT_MAX: usize = 10_000;

/// An import under way.
struct Import<'a> {
    options: &'a ImportOptions,
    observer: &'a mut dyn ImportObserver,
    summary: ImportSummary,
    problems: u64,
    batch: Batch,
    /// What tells the lines that wait in this import from those of another.
    session: i64,
    has_waiting: bool,
    /// The lines that were left out, by the record they tell of: what refers to it is told why it cannot.
    left_out: HashMap<(RecordKind, String), u64>,
}

impl Archive {
    /// Imports records, one JSON object a line. Where wrong lines stop it and there are any, the summary
    /// counts them as rejected, the archive is as it was, and all else that is counted would have been.
    pub async fn import<R: AsyncBufRead + Unpin + Send>(
        &self,
        source: R,
        options: &ImportOptions,
        observer: &mut dyn ImportObserver,
    ) -> Result<ImportSummary, ImportError> {
        let store = self.store.session().await?;
        let is_whole = options.dry_run || options.on_error == OnError::Stop;
        let mut import = Import::new(options, observer, (self.clock)());
        let mut lines = Lines::new(source);
        let mut transaction = store.write().await?;
        transaction.prepare_waiting().await?;
        let mut next = read_chunk(&mut lines, self.lines_per_chunk).await?;
        while let Some(chunk) = next.take() {
            let parsed = parse_chunk(chunk);
            let (read, parsed) = tokio::join!(read_chunk(&mut lines, self.lines_per_chunk), parsed);
            next = read?;
            import.take_chunk(&transaction, parsed).await?;
            import.observer.progress(lines.number(), lines.bytes());
            if options.on_error == OnError::Stop && import.problems >= PROBLEMS_MAX {
                break;
            }
            if !is_whole {
                transaction.commit().await?;
                import.batch.forget_reserved();
                transaction = store.write().await?;
            }
        }
        import.take_waiting(&transaction).await?;
        let is_refused = options.on_error == OnError::Stop && import.problems > 0;
        if is_refused || options.dry_run {
            transaction.rollback().await?;
            return Ok(import.summary);
        }
        import.batch.finish(&transaction, &(self.clock)()).await?;
        transaction.commit().await?;
        if import.summary.created + import.summary.updated >= LARGE {
            self.store.refresh_statistics().await?;
        }
        import.summary.batch = import.batch.number();
        Ok(import.summary)
    }
}

impl<'a> Import<'a> {
    fn new(options: &'a ImportOptions, observer: &'a mut dyn ImportObserver, now: String) -> Import<'a> {
        Import {
            options,
            observer,
            summary: ImportSummary::default(),
            problems: 0,
            batch: Batch::new("import", options.actor.clone(), options.label.clone(), now),
            session: waiting::next_session(),
            has_waiting: false,
            left_out: HashMap::new(),
        }
    }

    /// Reports what is wrong with one line, which is left out.
    fn reject(&mut self, problems: &[LineProblem]) {
        self.summary.rejected += 1;
        if let Some(LineProblem { line, record: Some((kind, key)), .. }) = problems.first()
            && self.left_out.len() < LEFT_OUT_MAX
        {
            self.left_out.entry((*kind, key.clone())).or_insert(*line);
        }
        self.problems += problems.len() as u64;
        for problem in problems {
            self.observer.problem(problem);
        }
    }
}
