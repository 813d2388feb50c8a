//! Import: records from a stream of lines into the archive, in whatever order they come, as often as
//! they come. What is read, checked, compared and written is one chunk of lines at a time, so that
//! memory does not grow with the file, and the number of statements not with the chunk.

use std::collections::{HashMap, HashSet};

use tokio::io::AsyncBufRead;

use super::change::Batch;
use super::{Archive, Clock, Linking};
use crate::store::{Store, StoreError, Transaction};
use crate::value::id::RecordKind;

/// What each line came to.
mod account;
/// Rules that concern more than one field of a record.
mod check;
/// One chunk of lines: read, checked, looked up, compared, written.
mod chunk;
/// Whether somebody would be their own ancestor.
mod circle;
/// Whether places are in the texts they count in.
mod fit;
/// Lines from a stream, one at a time.
mod lines;
/// Sources that come compressed.
mod packed;
/// A line's text made into a checked record.
mod parse;
/// What is wrong with a line, and how it is told.
mod problem;
/// What an import says, as lines of JSON.
mod report;
/// Lines that wait for what they refer to.
mod waiting;

pub use super::change::FieldChange;
pub use super::telling::Conflict;
pub use packed::Packing;
pub(super) use parse::{ToldLine, read_record};
pub(super) use problem::shorten;
pub use problem::{Contradiction, LineProblem};
pub use report::{Progress as ReportProgress, ReportLine};

pub(super) use chunk::LINES_PER_CHUNK;
use chunk::{Parsed, next_chunk};
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

    /// Whether nobody wants the import any more. Asked again and again; it then ends in
    /// [`ImportError::Abandoned`], and what is not committed is rolled back.
    fn is_gone(&mut self) -> bool {
        false
    }
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

impl ImportSummary {
    /// What became of the lines, by the names that figures and payloads have for it.
    pub fn outcomes(&self) -> [(&'static str, u64); 4] {
        [
            ("created", self.created),
            ("updated", self.updated),
            ("unchanged", self.unchanged),
            ("rejected", self.rejected),
        ]
    }
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
    /// Nobody wants the import any more.
    #[error("whoever asked for the import has gone")]
    Abandoned,
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
    clock: &'a Clock,
    summary: ImportSummary,
    problems: u64,
    batch: Batch,
    /// What tells the lines that wait in this import from those of another.
    session: i64,
    has_waiting: bool,
    /// The lines that were left out, by the record they tell of: what refers to it is told why it cannot.
    left_out: HashMap<(RecordKind, String), u64>,
    /// The quotations that were told a place in an article: it counts in the body that the file tells, which
    /// may come later.
    told_places: HashSet<i64>,
}

impl Archive {
    /// Imports records, one JSON object a line. Where wrong lines stop it and there are any, the summary
    /// counts them as rejected, the archive is as it was, and all else that is counted would have been.
    ///
    /// Where wrong lines stop it, and in a dry run, the writer's place is held until the source ends: a
    /// source that may be slow is kept in a file first. Where they are skipped, nothing is held while
    /// the source is waited for.
    pub async fn import<R: AsyncBufRead + Unpin + Send>(
        &self,
        source: R,
        options: &ImportOptions,
        observer: &mut dyn ImportObserver,
    ) -> Result<ImportSummary, ImportError> {
        let mut import = Import::new(options, observer, &self.clock);
        let mut lines = Lines::new(source);
        let outcome = match options.dry_run || options.on_error == OnError::Stop {
            true => import.whole(&self.store, &mut lines, self.lines_per_chunk).await,
            false => {
                let session = self.store.session().await?;
                let outcome = import.chunk_by_chunk(&session, &mut lines, self.lines_per_chunk).await;
                if outcome.is_err() {
                    import.forget_waiting(&session).await;
                }
                session.end_session().await;
                outcome
            }
        };
        outcome?;
        let changed = import.summary.created + import.summary.updated;
        if changed >= LARGE
            && import.summary.batch.is_some()
            && let Err(error) = self.store.refresh_statistics(changed).await
        {
            // What was imported is there all the same; the database counts its rows by itself sooner or later.
            tracing::warn!(%error, "the database did not count its rows anew after an import");
        }
        let summary = import.summary;
        // What was imported is there; whom it names is found as it would be after a write of any other kind.
        let linked = match self.linking {
            _ if options.dry_run => Ok(()),
            Linking::All => self.link_pending(|| !observer.is_gone()).await.map(|_| ()),
            Linking::AtOnce => self.link_some().await,
            Linking::Later => Ok(()),
        };
        if let Err(error) = linked {
            // It waits in the database for whoever goes on with it; an import that is there has not failed.
            tracing::warn!(%error, "mentions were not all found after an import");
        }
        Ok(summary)
    }
}

impl<'a> Import<'a> {
    fn new(options: &'a ImportOptions, observer: &'a mut dyn ImportObserver, clock: &'a Clock) -> Import<'a> {
        Import {
            options,
            observer,
            clock,
            summary: ImportSummary::default(),
            problems: 0,
            batch: Batch::new("import", options.actor.clone(), options.label.clone(), clock()),
            session: waiting::next_session(),
            has_waiting: false,
            left_out: HashMap::new(),
            told_places: HashSet::new(),
        }
    }

    /// The whole file, or nothing of it, in one transaction.
    async fn whole<R: AsyncBufRead + Unpin>(
        &mut self,
        store: &Store,
        lines: &mut Lines<R>,
        lines_per_chunk: usize,
    ) -> Result<(), ImportError> {
        let mut next = next_chunk(lines, lines_per_chunk).await?;
        let transaction = store.write_much().await?;
        while let Some(parsed) = next.take() {
            let taking = self.take_chunk(&transaction, parsed);
            let (taken, read) = tokio::join!(taking, next_chunk(lines, lines_per_chunk));
            taken?;
            next = read?;
            self.observer.progress(lines.number(), lines.bytes());
            if self.options.on_error == OnError::Stop && self.problems >= PROBLEMS_MAX {
                break;
            }
        }
        self.take_waiting(&transaction).await?;
        self.go_on()?;
        let is_refused = self.options.on_error == OnError::Stop && self.problems > 0;
        if is_refused || self.options.dry_run {
            return Ok(transaction.rollback().await?);
        }
        self.finish(transaction).await
    }

    /// What is right of the file, a chunk at a time, each in a transaction of its own: what comes next is
    /// read while a chunk is written, and no transaction is open while it is waited for.
    async fn chunk_by_chunk<R: AsyncBufRead + Unpin>(
        &mut self,
        store: &Store,
        lines: &mut Lines<R>,
        lines_per_chunk: usize,
    ) -> Result<(), ImportError> {
        let mut next = next_chunk(lines, lines_per_chunk).await?;
        while let Some(parsed) = next.take() {
            let taking = self.take_alone(store, parsed);
            let (taken, read) = tokio::join!(taking, next_chunk(lines, lines_per_chunk));
            taken?;
            self.observer.progress(lines.number(), lines.bytes());
            next = read?;
        }
        self.go_on()?;
        if !self.has_waiting && self.batch.number().is_none() {
            return Ok(());
        }
        let transaction = store.write().await?;
        self.take_waiting(&transaction).await?;
        // That the import ended may be all that is written here, and it changes no record.
        transaction.count_linking().await?;
        self.finish(transaction).await
    }

    /// Takes a chunk in a transaction of its own.
    async fn take_alone(&mut self, store: &Store, parsed: Parsed) -> Result<(), ImportError> {
        let transaction = store.write().await?;
        self.take_chunk(&transaction, parsed).await?;
        transaction.commit().await?;
        self.batch.forget_reserved();
        Ok(())
    }

    async fn finish(&mut self, transaction: Transaction) -> Result<(), ImportError> {
        self.batch.finish(&transaction, &(self.clock)()).await?;
        transaction.commit().await?;
        self.summary.batch = self.batch.number();
        Ok(())
    }

    /// Ends the import where nobody wants it any more.
    fn go_on(&mut self) -> Result<(), ImportError> {
        match self.observer.is_gone() {
            true => Err(ImportError::Abandoned),
            false => Ok(()),
        }
    }

    /// Takes the lines that wait off a connection that others will use, after the import broke off.
    async fn forget_waiting(&self, store: &Store) {
        if !self.has_waiting {
            return;
        }
        let forget = async {
            let transaction = store.write().await?;
            // Set aside in a transaction that was rolled back, they are gone, and their tables perhaps too.
            transaction.prepare_waiting().await?;
            transaction.end_waiting(self.session).await?;
            transaction.commit().await
        };
        if let Err(error) = forget.await {
            tracing::warn!(%error, "lines of an import that broke off wait until their connection is closed");
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
