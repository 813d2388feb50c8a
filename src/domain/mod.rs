//! The rules of the archive, and [`Archive`], the one door for every write: the command line, the demo
//! archive, and what comes over the network all pass it. It knows nothing of HTTP or GraphQL.

/// Articles.
mod article;
/// Changes under way, and how they are written.
mod change;
/// Citations.
mod citation;
/// What all claims share.
mod claim;
/// Dates as records tell them.
mod date;
/// The demo archive.
pub mod demo;
/// Changes that people ask for.
pub mod edit;
/// Events and participations.
mod event;
/// The whole archive as lines.
mod export;
/// Absent, null, or a value.
mod field;
/// Records from a file into the archive.
mod import;
/// Mentions that the service finds by itself.
mod link;
/// Records from their rows.
mod load;
/// Mentions and appearances.
mod mention;
/// Persons, names, identifiers and relations.
mod person;
/// Quotations and attributions.
mod quotation;
/// A record of any kind.
mod record;
/// Rows and the difference between sets of them.
mod rows;
/// The record form as a JSON Schema.
mod schema;
/// What of records is searched, and the index in step with them.
mod search;
/// How a record changes when an import tells of it.
mod telling;
/// Checked texts.
mod text;
/// Tokens: who asks, and what they may do.
mod token;
/// Birth, death and lifespan.
mod vitals;

use std::sync::Arc;

use crate::store::{Store, StoreError};

pub use edit::{Edit, Edited, Problem, ProblemCode};
pub use export::{ExportError, ExportSummary};
pub use import::{
    Conflict, Contradiction, Difference, FieldChange, ImportError, ImportObserver, ImportOptions,
    ImportSummary, LineProblem, OnError, Outcome, Packing, ReportLine, ReportProgress, Unobserved,
};
pub use record::Record;
pub use schema::record_schema;
pub use token::{
    Gate, IssuedToken, NewToken, Revocation, Secret, Token, TokenError, TokenName, TokenRefused, TokenState,
};

/// Tells the time as RFC 3339 in UTC, such as `2026-11-23T14:05:31Z`.
pub type Clock = Arc<dyn Fn() -> String + Send + Sync>;

/// The archive: the one door for every write.
#[derive(Clone)]
pub struct Archive {
    store: Store,
    clock: Clock,
    lines_per_chunk: usize,
    linking: Linking,
}

/// When the mentions are found that a write concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// All of them before the write is over: nobody else looks for them.
    All,
    /// Those of a single edit, or as many, within it; a task beside goes on with the rest ([`Archive::link_pending`]).
    AtOnce,
    /// By the task beside alone: a write costs the least, and its mentions come a moment later.
    Later,
}

impl Archive {
    /// The archive in an open, migrated database.
    pub fn new(store: Store, clock: Clock) -> Archive {
        Archive { store, clock, lines_per_chunk: import::LINES_PER_CHUNK, linking: Linking::All }
    }

    /// The same archive, whose mentions are found at another time.
    pub fn linking(self, linking: Linking) -> Archive {
        Archive { linking, ..self }
    }

    /// The same archive, whose imports take so many lines at once: a matter of memory and speed, never of
    /// what comes of it.
    pub fn taking(self, lines_per_chunk: usize) -> Archive {
        Archive { lines_per_chunk: lines_per_chunk.max(1), ..self }
    }

    /// Refuses where it is known beforehand that nothing can be written.
    pub fn require_writable(&self) -> Result<(), StoreError> {
        self.store.require_writable()
    }

    /// Whether the archive holds no record.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(!self.store.has_records().await?)
    }
}
