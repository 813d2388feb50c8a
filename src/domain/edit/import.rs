//! Records in the import form, taken from a mutation: made into lines, and given to the writer that takes files.

use serde_json::Value;

use super::input::Input;
use super::{Edit, Edited, Problem, ProblemCode, Stopped, reference};
use crate::domain::Archive;
use crate::domain::import::{
    Contradiction, Difference, ImportError, ImportObserver, ImportOptions, LineProblem, OnError,
};
use crate::store::StoreError;

/// How many records one mutation may bring.
pub const RECORDS_MAX: usize = 1000;

impl Archive {
    /// Takes the records of an input.
    pub(super) async fn import_records(&self, edit: &Edit, input: &Input) -> Result<Edited, Stopped> {
        let on_error = match input.get("onError").and_then(Value::as_str) {
            Some("SKIP") => OnError::Skip,
            _ => OnError::Stop,
        };
        let label = input.label();
        let records = input.required("records", "a list of records").and_then(Value::as_array).cloned();
        input.check()?;
        let records = records.unwrap_or_default();
        if records.len() > RECORDS_MAX {
            let expected =
                format!("at most {RECORDS_MAX} records; hint: send more as lines to `POST /import`");
            return Err(Problem::invalid("records", Some(records.len().to_string()), &expected).into());
        }
        let mut observer = Observer::default();
        let (lines, unread) = self.lines_of(records, &mut observer.problems).await?;
        let options = ImportOptions {
            actor: edit.actor.clone(),
            label,
            on_error: if on_error == OnError::Stop && unread > 0 { OnError::Skip } else { on_error },
            // What cannot be kept is still looked through, so that all that is wrong is told at once.
            dry_run: input.flag("dryRun") || (on_error == OnError::Stop && unread > 0),
        };
        let mut summary = match self.import(lines.as_bytes(), &options, &mut observer).await {
            Ok(summary) => summary,
            Err(ImportError::Store(error)) => return Err(error.into()),
            Err(error @ (ImportError::Read { .. } | ImportError::Abandoned)) => {
                let expected = format!("records that can be read ({error})");
                return Err(Problem::invalid("records", None, &expected).into());
            }
        };
        summary.lines += unread;
        summary.rejected += unread;
        let is_refused = on_error == OnError::Stop && !observer.problems.is_empty();
        let is_told = input.flag("dryRun");
        Ok(Edited {
            batch: summary.batch.filter(|_| !is_refused),
            differences: if is_told { observer.differences } else { Vec::new() },
            problems: observer.problems,
            contradictions: observer.contradictions,
            import: Some(summary),
            ..Edited::default()
        })
    }

    /// The records as lines, each on the line of its place. One that cannot be told is an empty line; so many are these.
    async fn lines_of(
        &self,
        records: Vec<Value>,
        problems: &mut Vec<Problem>,
    ) -> Result<(String, u64), StoreError> {
        let mut unread = 0;
        let transaction = self.store.snapshot().await?;
        let mut lines = String::new();
        for (index, record) in records.into_iter().enumerate() {
            let path = format!("records[{index}]");
            let mut told = serde_json::Map::new();
            let before = problems.len();
            for (kind, mut fields) in record.as_object().cloned().unwrap_or_default() {
                if fields.is_null() {
                    continue;
                }
                let path = format!("{path}.{kind}");
                reference::put_keys_unasked(&transaction, &mut fields, &path, problems).await?;
                told.insert(kind, fields);
            }
            match problems.len() == before {
                true => lines.push_str(&Value::Object(told).to_string()),
                false => unread += 1,
            }
            lines.push('\n');
        }
        transaction.rollback().await?;
        Ok((lines, unread))
    }
}

/// Gathers what the import says.
#[derive(Default)]
struct Observer {
    problems: Vec<Problem>,
    contradictions: Vec<Problem>,
    differences: Vec<Difference>,
}

impl ImportObserver for Observer {
    fn difference(&mut self, difference: &Difference) {
        self.differences.push(difference.clone());
    }

    fn problem(&mut self, problem: &LineProblem) {
        let kind = problem.record.as_ref().map_or(String::new(), |(kind, _)| format!(".{kind}"));
        let inner = match problem.field.as_str() {
            "" => String::new(),
            field => format!(".{field}"),
        };
        let field = format!("records[{}]{kind}{inner}", problem.line.saturating_sub(1));
        self.problems.push(Problem::invalid(field, problem.value.clone(), &problem.expected));
    }

    fn contradiction(&mut self, contradiction: &Contradiction) {
        let Contradiction { line, kind, conflict, .. } = contradiction;
        let field = format!("records[{}].{kind}.{}", line.saturating_sub(1), conflict.field);
        let message = format!("{contradiction}");
        let message = message.split_once(": ").map_or(message.clone(), |(_, rest)| rest.to_owned());
        let problem = Problem::other(ProblemCode::Conflict, &field, None, message);
        let boxed = |value: &Option<Value>| value.clone().map(Box::new);
        let (before, current) = (boxed(&conflict.file), boxed(&conflict.archive));
        self.contradictions.push(Problem { before, current, ..problem });
    }
}
