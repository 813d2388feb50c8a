//! Edits: changes that people ask for, one mutation at a time. What is asked comes as JSON, in the
//! shapes that the API's inputs have; what is wrong with it is told all at once, by path; what is right is
//! written in one transaction, with its revisions.

/// What two persons were before a merge.
mod before;
/// Nobody becomes their own ancestor.
mod circle;
/// Claims: added, changed, ranked, withdrawn.
mod claim;
/// Events told beside a person.
mod events;
/// Records in the import form.
mod import;
/// An input's fields, read one by one.
mod input;
/// Mentions that the service found, as people judge them.
mod mention;
/// Two persons made one, and two again.
mod merge;
/// Where claims were from that an undo brings back.
mod parting;
/// Whole records: created, put, updated, deleted.
mod record;
/// References to records, resolved.
mod reference;
/// One edit under way.
mod session;
/// The two sides of a revision.
mod sides;
/// Whether others changed meanwhile what an edit changes.
mod stale;
/// JSON made into a checked record.
mod told;
/// Changes undone, as new changes.
mod undo;

use serde_json::Value;

use super::Archive;
use super::import::{Difference, ImportSummary, shorten};
use super::mention::MentionStatus;
use crate::store::StoreError;
use crate::value::id::GlobalId;
use crate::value::operation::Operation;

use input::Input;
use session::Session;

/// One change that somebody asks for.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Who asks.
    pub actor: String,
    /// Whether they may overrule others (`force`).
    pub may_overrule: bool,
    /// What is to be done.
    pub operation: Operation,
    /// The mutation's input: an object of JSON.
    pub input: Value,
}

/// What came of an edit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edited {
    /// The record that changed, or was made; none if nothing was done, or it is gone.
    pub record: Option<GlobalId>,
    /// The other record of a merge undone: the one that is back.
    pub restored: Option<GlobalId>,
    /// The record that was deleted.
    pub deleted: Option<GlobalId>,
    /// The claim that was made or changed.
    pub claim: Option<i64>,
    /// The revision of `record` that this made, by its own number among all; none if nothing changed.
    pub revision: Option<i64>,
    /// The batch of the change; none if nothing changed.
    pub batch: Option<i64>,
    /// What changes (or, in a dry run, would) in each record.
    pub differences: Vec<Difference>,
    /// Why nothing was done; empty if it was. With `force`, what was overwritten is told in `overwritten`.
    pub problems: Vec<Problem>,
    /// What later changes were overwritten, or in a dry run would be.
    pub overwritten: Vec<Problem>,
    /// Of an import: what it came to.
    pub import: Option<ImportSummary>,
    /// Of an import: what the records say and the archive does not, and goes on not saying.
    pub contradictions: Vec<Problem>,
}

/// Something that stands in the way of an edit, and that its author can mend.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What sort of thing it is.
    pub code: ProblemCode,
    /// Where in the input, as a path such as `person.names[1].date.edtf`.
    pub field: String,
    /// What is wrong, and what was expected.
    pub message: String,
    /// The value that stands there, shortened.
    pub value: Option<String>,
    /// Of a conflict: what it was when the caller last saw it.
    pub before: Option<Box<Value>>,
    /// Of a conflict: what it is now.
    pub current: Option<Box<Value>>,
}

/// What sort of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCode {
    /// A value is not what it must be.
    Invalid,
    /// What is referred to is not there.
    NotFound,
    /// The key belongs to another record.
    Taken,
    /// Others changed it since.
    Conflict,
    /// Others refer to it.
    InUse,
    /// The token's role is too low for it.
    Forbidden,
}

impl ProblemCode {
    /// As the API spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            ProblemCode::Invalid => "INVALID",
            ProblemCode::NotFound => "NOT_FOUND",
            ProblemCode::Taken => "TAKEN",
            ProblemCode::Conflict => "CONFLICT",
            ProblemCode::InUse => "IN_USE",
            ProblemCode::Forbidden => "FORBIDDEN",
        }
    }
}

impl Problem {
    /// A value that cannot be used.
    fn invalid(field: impl Into<String>, value: Option<String>, expected: &str) -> Problem {
        let field = field.into();
        let message = match &value {
            Some(value) => format!("`{field}` is `{value}`; expected {expected}"),
            None => format!("`{field}` is missing; expected {expected}"),
        };
        Problem { code: ProblemCode::Invalid, field, message, value, before: None, current: None }
    }

    /// A problem of another sort.
    fn other(code: ProblemCode, field: &str, value: Option<String>, message: String) -> Problem {
        Problem { code, field: field.to_owned(), message, value, before: None, current: None }
    }
}

/// Why an edit ends without a change.
enum Stopped {
    /// Its author can mend it.
    Problems(Vec<Problem>),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Stopped {
        Stopped::Store(error)
    }
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Stopped {
        Stopped::Problems(vec![problem])
    }
}

impl Archive {
    /// Does what an edit asks, in one transaction, or nothing.
    pub async fn edit(&self, edit: Edit) -> Result<Edited, StoreError> {
        let input = Input::read(&edit.input);
        if edit.operation == Operation::Import {
            return match self.import_records(&edit, &input).await {
                Ok(edited) => Ok(edited),
                Err(Stopped::Problems(problems)) => Ok(Edited { problems, ..Edited::default() }),
                Err(Stopped::Store(error)) => Err(error),
            };
        }
        let mut session = match Session::begin(self, &edit, &input).await {
            Ok(session) => session,
            Err(Stopped::Problems(problems)) => return Ok(Edited { problems, ..Edited::default() }),
            Err(Stopped::Store(error)) => return Err(error),
        };
        let done = match edit.operation {
            Operation::Create(kind) => session.create(kind, input).await,
            Operation::Put(kind) => session.put(kind, input).await,
            Operation::Update(kind) => session.update(kind, input).await,
            Operation::Delete(kind) => session.delete(kind, input).await,
            Operation::Add(kind) => session.add_claim(kind, input).await,
            Operation::Change(kind) => session.change_claim(kind, input).await,
            Operation::Rank => session.rank(input).await,
            Operation::Withdraw => session.withdraw(input).await,
            Operation::Confirm => session.settle_mention(input, MentionStatus::Confirmed).await,
            Operation::Reject => session.settle_mention(input, MentionStatus::Rejected).await,
            Operation::Name => session.create_from_name(input).await,
            Operation::Merge => session.merge(input).await,
            Operation::Unmerge => session.unmerge(input).await,
            Operation::UndoRevision => session.undo_revision(input).await,
            Operation::UndoBatch => session.undo_batch(input).await,
            Operation::Import => Ok(Edited::default()),
        };
        match done {
            Ok(edited) => {
                session.end(self, edited.problems.is_empty()).await?;
                Ok(edited)
            }
            Err(Stopped::Problems(problems)) => {
                session.give_up().await?;
                Ok(Edited { problems, ..Edited::default() })
            }
            Err(Stopped::Store(error)) => Err(error),
        }
    }
}
