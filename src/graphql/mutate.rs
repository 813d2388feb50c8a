//! Mutations carried out: planned whole, then done one after another, each in a transaction of its own,
//! and each payload read once its change is there.
//!
//! async-graphql's executor has no part in it: it would do twice what a document selects twice under one
//! key, where GraphQL merges both into one.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::document::Document;
use super::{Answer, Inner, Request, error};
use crate::catalog::declare::{Made, Mutation};
use crate::domain::{
    Difference, Edit, Edited, ImportSummary, Outcome as RecordOutcome, Problem, ProblemCode,
};
use crate::plan::{Outcome, Task, Variables, Wanted};
use crate::store::{Source, StoreError};
use crate::value::access::{Caller, Permission};
use crate::value::operation::Operation as Doing;

/// Why a mutation has no payload.
enum Failure {
    /// It could not be done.
    Undone(StoreError),
    /// It is done, and could not be read.
    Unread(StoreError),
}

impl Inner {
    /// Carries out an operation whose caller may ask for it. Whoever hangs up in the middle stops nothing.
    pub(super) async fn mutate(
        self: Arc<Self>,
        request: Request,
        document: &Document,
        variables: Variables,
    ) -> Answer {
        let Some(operation) = document.operation(request.operation_name()) else {
            return error::no_operation();
        };
        let planner = self.planner(document, &variables);
        let wanted = match planner.mutations(document.definition(operation)) {
            Ok(wanted) => wanted,
            Err(refused) => return error::unplanned(refused),
        };
        let price = match self.reckon(&wanted, &variables) {
            Ok(price) => price,
            Err(refused) => return refused,
        };
        let (price, tells_position) = (request.tells_cost.then_some(price), request.tells_position);
        let caller = request.caller;
        let inner = self.clone();
        let doing = tokio::spawn(async move {
            let answer = inner.carry_out(wanted, &variables, &caller).await;
            // What others have changed since is no harm: whoever asks for this position sees their own change.
            Answer { position: inner.position().await, ..answer }
        });
        let answer = doing.await.unwrap_or_else(|fault| {
            tracing::error!(error = %fault, "a mutation broke off");
            error::broken_off()
        });
        self.tell(answer, price, tells_position)
    }

    /// The price of all payloads together. Refuses what no payload could be read for, or what costs too much.
    fn reckon(&self, wanted: &[Wanted], variables: &Variables) -> Result<u64, Answer> {
        let mut price = 0_u64;
        for task in wanted.iter().filter_map(|wanted| wanted.task.as_ref()) {
            let bound = task.payload.bind(variables, &Outcome::default());
            price = price.saturating_add(bound.map_err(|refusal| error::refusal(&refusal))?.1);
        }
        match price > self.engine.limits.cost {
            true => Err(error::too_dear(price, self.engine.limits.cost)),
            false => Ok(price),
        }
    }

    async fn carry_out(&self, wanted: Vec<Wanted>, variables: &Variables, caller: &Caller) -> Answer {
        let mut body = "{\"data\":{".to_owned();
        for (at, Wanted { key, task }) in wanted.into_iter().enumerate() {
            body.push_str(if at == 0 { "\"" } else { ",\"" });
            body.push_str(&key);
            body.push_str("\":");
            let Some(task) = task else {
                body.push_str("\"Mutation\"");
                continue;
            };
            match self.task(task, variables, caller).await {
                Ok(payload) => match self.too_large(body.len() + payload.len()) {
                    None => body.push_str(&payload),
                    Some(fault) => return error::unread(&key, &fault),
                },
                Err(Failure::Undone(fault)) => return error::undone(&key, &fault),
                Err(Failure::Unread(fault)) => return error::unread(&key, &fault),
            }
        }
        body.push_str("}}");
        Answer::answered(body)
    }

    /// What is to be said of so many bytes of payloads, if they are too many.
    fn too_large(&self, length: usize) -> Option<StoreError> {
        let (measured, allowed) = (length as u64, self.rules.answer);
        (measured > allowed).then_some(StoreError::TooLarge { measured: Some(measured), allowed })
    }

    /// Does one thing and reads its payload.
    async fn task(&self, task: Task, variables: &Variables, caller: &Caller) -> Result<String, Failure> {
        let Task { mutation, input, payload } = task;
        let too_long = self.too_long(mutation, &input);
        let edited = match too_long.is_empty() {
            true => self.archive.edit(edit(mutation, input, caller)).await.map_err(Failure::Undone)?,
            false => Edited { problems: too_long, ..Edited::default() },
        };
        let end = if edited.problems.is_empty() { "done" } else { "refused" };
        metrics::counter!("vitae_mutations_total", "mutation" => mutation.name, "outcome" => end)
            .increment(1);
        for (outcome, records) in edited.import.iter().flat_map(ImportSummary::outcomes) {
            metrics::counter!("vitae_import_records_total", "outcome" => outcome).increment(records);
        }
        let outcome = outcome(edited);
        let bound = payload.bind(variables, &outcome);
        // What is refused here was refused before anything was done.
        let (statement, price) = bound.map_err(|_| Failure::Unread(StoreError::Closed))?;
        let turn = self.engine.turn(None, price);
        let read = self.engine.readers.read(statement, turn, Source::PRIMARY).await;
        read.map(|read| read.text).map_err(Failure::Unread)
    }

    /// Lists of the input that are longer than any page.
    fn too_long(&self, mutation: &Mutation, input: &Value) -> Vec<Problem> {
        let most = usize::try_from(self.engine.limits.page).unwrap_or(usize::MAX);
        let mut problems = Vec::new();
        for (name, value) in input.as_object().into_iter().flatten() {
            // How many records an import may have is its own rule.
            match (name.as_str(), value) {
                ("records", Value::Array(items)) if mutation.operation == Doing::Import => {
                    each(items, name, most, &mut problems);
                }
                _ => long_lists(value, name, most, &mut problems),
            }
        }
        problems
    }
}

fn edit(mutation: &Mutation, input: Value, caller: &Caller) -> Edit {
    Edit {
        actor: caller.name.clone(),
        may_overrule: caller.check(Permission::Administer).is_ok(),
        operation: mutation.operation,
        input,
    }
}

fn long_lists(value: &Value, path: &str, most: usize, problems: &mut Vec<Problem>) {
    match value {
        Value::Array(items) if items.len() > most => {
            problems.push(too_many(path, items.len(), &format!("at most {most} elements in one list")));
        }
        Value::Array(items) => each(items, path, most, problems),
        Value::Object(fields) => {
            for (name, value) in fields {
                long_lists(value, &format!("{path}.{name}"), most, problems);
            }
        }
        _ => {}
    }
}

fn each(items: &[Value], path: &str, most: usize, problems: &mut Vec<Problem>) {
    for (index, item) in items.iter().enumerate() {
        long_lists(item, &format!("{path}[{index}]"), most, problems);
    }
}

fn too_many(path: &str, length: usize, expected: &str) -> Problem {
    Problem {
        code: ProblemCode::Invalid,
        field: path.to_owned(),
        message: format!("`{path}` has {length} elements; expected {expected}"),
        value: Some(format!("{length} elements")),
        before: None,
        current: None,
    }
}

/// What an edit came to, as payloads tell it.
fn outcome(edited: Edited) -> Outcome {
    let numbers = [
        (Made::Record, edited.record.map(|id| id.number)),
        (Made::Restored, edited.restored.map(|id| id.number)),
        (Made::Claim, edited.claim),
        (Made::Revision, edited.revision),
        (Made::Batch, edited.batch),
    ];
    let problems = |problems: &[Problem]| Value::Array(problems.iter().map(problem).collect());
    let mut told = Map::new();
    told.insert("userErrors".to_owned(), problems(&edited.problems));
    told.insert("deletedId".to_owned(), json!(edited.deleted.map(|id| id.to_string())));
    told.insert("overwritten".to_owned(), problems(&edited.overwritten));
    told.insert("contradictions".to_owned(), problems(&edited.contradictions));
    told.extend(edited.import.iter().flat_map(counts));
    told.insert("changes".to_owned(), Value::Array(edited.differences.iter().map(difference).collect()));
    let parts = numbers.into_iter().filter_map(|(part, number)| Some((part, number?))).collect();
    Outcome { parts, told }
}

/// What the records of an import came to.
fn counts(summary: &ImportSummary) -> impl Iterator<Item = (String, Value)> {
    let all = std::iter::once(("records", summary.lines)).chain(summary.outcomes());
    all.map(|(name, count)| (name.to_owned(), json!(count)))
}

fn problem(problem: &Problem) -> Value {
    let field = match problem.field.as_str() {
        "" => "input".to_owned(),
        path => format!("input.{path}"),
    };
    json!({
        "code": problem.code.as_str(),
        "field": field,
        "message": problem.message,
        "value": problem.value,
        "before": problem.before,
        "current": problem.current,
    })
}

fn difference(difference: &Difference) -> Value {
    let outcome = match difference.outcome {
        RecordOutcome::Created => "CREATED",
        RecordOutcome::Updated => "UPDATED",
        RecordOutcome::Unchanged => "UNCHANGED",
        RecordOutcome::Deleted => "DELETED",
    };
    let fields: Vec<Value> = difference
        .fields
        .iter()
        .map(|it| json!({"field": it.field, "before": it.before, "after": it.after}))
        .collect();
    let kind = difference.kind.as_str().to_uppercase();
    json!({"kind": kind, "key": difference.key, "outcome": outcome, "fields": fields})
}
