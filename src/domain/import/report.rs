//! What an import says, as lines of JSON: written by a service while it imports, read by whoever sent the
//! records, and the same on both sides.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{
    Conflict, Contradiction, Difference, FieldChange, ImportError, ImportSummary, LineProblem, Outcome,
};
use crate::value::id::RecordKind;
use crate::value::position::Position;

/// One line: an object of one field, which says what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReportLine {
    /// How far it has come.
    Progress(Progress),
    /// Something wrong with a line.
    Problem(Problem),
    /// Something that the file says and the archive does not.
    Contradiction(Disagreement),
    /// What a record was and will be; in a dry run.
    Difference(Change),
    /// What it came to: the last line of an import that came to its end.
    Summary(Summary),
    /// Why it broke off: the last line of one that did not.
    Error(Fault),
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Lines read.
    pub lines: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of the upload that have arrived, as they were sent.
    pub received: u64,
}

/// Something wrong with a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    line: u64,
    kind: Option<String>,
    key: Option<String>,
    field: String,
    value: Option<String>,
    expected: String,
    message: String,
}

/// Something that the file says and the archive does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Disagreement {
    line: u64,
    kind: String,
    key: String,
    field: String,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    archive: Option<Value>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    file: Option<Value>,
    is_settled: bool,
    message: String,
}

/// What a record was and will be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    line: u64,
    kind: String,
    key: String,
    outcome: String,
    fields: Vec<ChangedField>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ChangedField {
    field: String,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    after: Option<Value>,
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    lines: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
    contradictions: u64,
    batch: Option<String>,
    refused: bool,
    /// How far the archive has come with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<String>,
}

/// Why an import broke off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The code for programs.
    pub code: String,
    /// The sentence for people.
    pub message: String,
}

/// A field that is there, though it may be null.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl ReportLine {
    /// The line as it is written, its end included.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string(self).expect("a report is JSON");
        text.push('\n');
        text
    }

    /// What an import came to; `was_refused` where a wrong line stopped it.
    pub fn summary(summary: &ImportSummary, was_refused: bool, position: Option<Position>) -> ReportLine {
        ReportLine::Summary(Summary {
            lines: summary.lines,
            created: summary.created,
            updated: summary.updated,
            unchanged: summary.unchanged,
            rejected: summary.rejected,
            contradictions: summary.contradictions,
            batch: summary.batch.map(|number| format!("batch:{number}")),
            refused: was_refused,
            position: position.map(|position| position.to_string()),
        })
    }

    /// Why an import broke off, in words for whoever sent the records.
    pub fn fault(error: &ImportError) -> ReportLine {
        let code = match error {
            ImportError::Abandoned => "ABANDONED",
            ImportError::Read { reason, .. } => code_of(reason),
            ImportError::Store(error) => error.code(),
        };
        match code {
            "INTERNAL" => ReportLine::internal(),
            _ => ReportLine::error(code, error.to_string()),
        }
    }

    /// Why the records never came to be read, or what is said of them cannot be kept.
    pub fn failure(reason: &std::io::Error) -> ReportLine {
        ReportLine::error(code_of(reason), reason.to_string())
    }

    /// A fault of the service itself.
    pub fn internal() -> ReportLine {
        ReportLine::error("INTERNAL", "an internal error; the service's log tells more".to_owned())
    }

    fn error(code: &str, message: String) -> ReportLine {
        ReportLine::Error(Fault { code: code.to_owned(), message })
    }
}

fn code_of(reason: &std::io::Error) -> &'static str {
    use std::io::ErrorKind::{FileTooLarge, StorageFull, TimedOut};
    match reason.kind() {
        FileTooLarge => "PAYLOAD_TOO_LARGE",
        StorageFull => "STORAGE_FULL",
        TimedOut => "TIMEOUT",
        _ => "UNREADABLE",
    }
}

impl From<&LineProblem> for ReportLine {
    fn from(problem: &LineProblem) -> ReportLine {
        let record = problem.record.as_ref();
        ReportLine::Problem(Problem {
            line: problem.line,
            kind: record.map(|(kind, _)| kind.to_string()),
            key: record.map(|(_, key)| key.clone()),
            field: problem.field.clone(),
            value: problem.value.clone(),
            expected: problem.expected.clone(),
            message: without_line(&problem.to_string()),
        })
    }
}

impl From<&Contradiction> for ReportLine {
    fn from(contradiction: &Contradiction) -> ReportLine {
        let conflict = &contradiction.conflict;
        ReportLine::Contradiction(Disagreement {
            line: contradiction.line,
            kind: contradiction.kind.to_string(),
            key: contradiction.key.clone(),
            field: conflict.field.clone(),
            archive: conflict.archive.clone(),
            file: conflict.file.clone(),
            is_settled: conflict.is_settled,
            message: without_line(&contradiction.to_string()),
        })
    }
}

impl From<&Difference> for ReportLine {
    fn from(difference: &Difference) -> ReportLine {
        let field = |change: &FieldChange| ChangedField {
            field: change.field.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
        };
        ReportLine::Difference(Change {
            line: difference.line,
            kind: difference.kind.to_string(),
            key: difference.key.clone(),
            outcome: outcome_word(difference.outcome).to_owned(),
            fields: difference.fields.iter().map(field).collect(),
        })
    }
}

/// The sentence without the line's number before it, which has a field of its own.
fn without_line(sentence: &str) -> String {
    sentence.split_once(": ").map_or(sentence, |(_, rest)| rest).to_owned()
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Updated => "updated",
        Outcome::Unchanged => "unchanged",
        Outcome::Deleted => "deleted",
    }
}

/// None of these is what a service of this version writes.
type NotOurs = ();

impl TryFrom<Problem> for LineProblem {
    type Error = NotOurs;

    fn try_from(problem: Problem) -> Result<LineProblem, NotOurs> {
        let record = problem.kind.map(|kind| kind.parse::<RecordKind>()).transpose().map_err(drop)?;
        Ok(LineProblem {
            line: problem.line,
            record: record.zip(problem.key),
            field: problem.field,
            value: problem.value,
            expected: problem.expected,
        })
    }
}

impl TryFrom<Disagreement> for Contradiction {
    type Error = NotOurs;

    fn try_from(told: Disagreement) -> Result<Contradiction, NotOurs> {
        Ok(Contradiction {
            line: told.line,
            kind: told.kind.parse().map_err(drop)?,
            key: told.key,
            conflict: Conflict {
                field: told.field,
                archive: told.archive,
                file: told.file,
                is_settled: told.is_settled,
            },
        })
    }
}

impl TryFrom<Change> for Difference {
    type Error = NotOurs;

    fn try_from(told: Change) -> Result<Difference, NotOurs> {
        let outcomes = [Outcome::Created, Outcome::Updated, Outcome::Unchanged, Outcome::Deleted];
        let outcome = outcomes.into_iter().find(|outcome| outcome_word(*outcome) == told.outcome);
        let field = |change: ChangedField| FieldChange {
            field: change.field,
            before: change.before,
            after: change.after,
        };
        Ok(Difference {
            line: told.line,
            kind: told.kind.parse().map_err(drop)?,
            key: told.key,
            outcome: outcome.ok_or(())?,
            fields: told.fields.into_iter().map(field).collect(),
        })
    }
}

impl From<Summary> for ImportSummary {
    fn from(told: Summary) -> ImportSummary {
        ImportSummary {
            lines: told.lines,
            created: told.created,
            updated: told.updated,
            unchanged: told.unchanged,
            rejected: told.rejected,
            contradictions: told.contradictions,
            batch: told.batch.and_then(|batch| batch.strip_prefix("batch:")?.parse().ok()),
        }
    }
}
