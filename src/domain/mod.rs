//! STAND-IN, replaced in the merge by the real door for writes: it has the same signatures and keeps nothing.

use std::sync::Arc;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};

use crate::store::{Store, StoreError};
use import::{ImportError, ImportObserver, ImportOptions, ImportSummary, LineProblem, OnError};

/// Tells the time as RFC 3339 in UTC; passed in, so that tests choose it.
pub type Clock = Arc<dyn Fn() -> String + Send + Sync>;

/// Records from a file into the archive.
pub mod import {
    use crate::store::StoreError;
    use std::fmt;

    /// What a wrong line means for the others.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum OnError {
        /// Refuse the whole file.
        Stop,
        /// Leave the line out and go on.
        Skip,
    }

    /// How an import is done.
    #[derive(Clone, Debug)]
    pub struct ImportOptions {
        /// Who imports.
        pub actor: String,
        /// What the batch is called.
        pub label: Option<String>,
        /// What to do with a line that cannot be imported.
        pub on_error: OnError,
        /// Whether to show the differences and change nothing.
        pub dry_run: bool,
    }

    macro_rules! report {
        ($($name:ident)+) => { $(
            /// One thing to report, told by its `Display`.
            #[derive(Debug)]
            pub struct $name {
                /// The line, counted from 1.
                pub line: u64,
            }
            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "line {}: a stand-in", self.line)
                }
            }
        )+ };
    }
    report!(Difference LineProblem Contradiction);

    /// Who watches an import.
    pub trait ImportObserver: Send {
        /// So many lines and bytes have been read.
        fn progress(&mut self, _lines: u64, _bytes: u64) {}
        /// A record differs (dry run only).
        fn difference(&mut self, _difference: &Difference) {}
        /// A line cannot be imported.
        fn problem(&mut self, _problem: &LineProblem) {}
        /// A record contradicts what others say.
        fn contradiction(&mut self, _contradiction: &Contradiction) {}
    }

    /// What an import came to.
    #[derive(Clone, Debug, Default)]
    pub struct ImportSummary {
        /// Lines read.
        pub lines: u64,
        /// Records that are new.
        pub created: u64,
        /// Records that changed.
        pub updated: u64,
        /// Records that were so already.
        pub unchanged: u64,
        /// Lines that were left out.
        pub rejected: u64,
        /// Contradictions reported.
        pub contradictions: u64,
        /// The batch of the changes.
        pub batch: Option<i64>,
    }

    /// Why an import ended early.
    #[derive(Debug, thiserror::Error)]
    pub enum ImportError {
        /// Something is wrong with the file, and it was to be all or nothing.
        #[error("{} of {} lines cannot be imported; nothing was changed", .0.rejected, .0.lines)]
        Refused(ImportSummary),
        /// The source cannot be read.
        #[error("cannot read the records: {0}")]
        Read(#[from] std::io::Error),
        /// The database failed.
        #[error(transparent)]
        Store(#[from] StoreError),
    }
}

/// What an export wrote.
#[derive(Clone, Debug, Default)]
pub struct ExportSummary {
    /// Records written.
    pub records: u64,
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The sink cannot be written.
    #[error("cannot write the records: {0}")]
    Write(#[from] std::io::Error),
}

/// The one door for writes.
pub struct Archive;

impl Archive {
    /// Opens the door.
    pub fn new(_store: Store, _clock: Clock) -> Archive {
        Archive
    }
    /// Whether it holds no record.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(true)
    }
    /// Reads lines; keeps nothing.
    pub async fn import<R: AsyncBufRead + Unpin + Send>(
        &self,
        source: R,
        options: &ImportOptions,
        observer: &mut dyn ImportObserver,
    ) -> Result<ImportSummary, ImportError> {
        let mut summary = ImportSummary::default();
        let (mut lines, mut bytes) = (source.lines(), 0);
        while let Some(line) = lines.next_line().await? {
            summary.lines += 1;
            bytes += line.len() as u64 + 1;
            if serde_json::from_str::<serde_json::Value>(&line).is_err() {
                summary.rejected += 1;
                observer.problem(&LineProblem { line: summary.lines });
            }
            observer.progress(summary.lines, bytes);
        }
        if summary.rejected > 0 && options.on_error == OnError::Stop {
            return Err(ImportError::Refused(summary));
        }
        Ok(summary)
    }
    /// Writes nothing.
    pub async fn export<W: AsyncWrite + Unpin + Send>(
        &self,
        mut sink: W,
    ) -> Result<ExportSummary, ExportError> {
        sink.flush().await?;
        Ok(ExportSummary::default())
    }
    /// Imports the demo archive.
    pub async fn seed(&self) -> Result<ImportSummary, ImportError> {
        Ok(ImportSummary::default())
    }
}
