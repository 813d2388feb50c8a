//! Errors as clients read them: a message, and a code in `extensions`. Nothing of the database, no path and
//! no trace is told; faults are logged here, once.

use async_graphql::{Response, ServerError};
use serde_json::{Value, json};

use super::room::Held;
use super::{Answer, Refused};
use crate::plan::{NotSure, PlanError, Refusal, TOO_COSTLY};
use crate::store::{Asking, StoreError};
use crate::value::access::Denied;

/// How many errors of a document are told: a client mends the first ones first.
const ERRORS_TOLD: usize = 20;

fn request_error(errors: &Value) -> Answer {
    let body = json!({ "errors": errors }).to_string();
    Answer {
        body,
        is_request_error: true,
        has_errors: true,
        refused: None,
        is_too_much: false,
        is_lasting: false,
        position: None,
        held: Held::default(),
    }
}

/// Whoever asks may not do it.
pub fn denied(denied: Denied) -> Answer {
    let (code, refused) = match denied {
        Denied::NeedsToken(_) => ("UNAUTHENTICATED", Refused::NeedsToken),
        Denied::NeedsRole(_) => ("FORBIDDEN", Refused::NeedsRole),
    };
    let errors = json!([{"message": denied.to_string(), "extensions": {"code": code}}]);
    Answer { refused: Some(refused), ..request_error(&errors) }
}

/// A mutation by a method that must change nothing.
pub fn needs_post() -> Answer {
    let message = "a mutation cannot be asked for by GET; expected POST";
    let errors = json!([{"message": message, "extensions": {"code": "METHOD_NOT_ALLOWED"}}]);
    Answer { refused: Some(Refused::NeedsPost), ..request_error(&errors) }
}

/// As many requests as may be are being answered, and none ended in time.
pub fn crowded(allowed: usize, whose: &str) -> Answer {
    let message =
        format!("{allowed} requests{whose} are being answered, and no more are taken; try again later");
    let extensions = json!({"code": "UNAVAILABLE", "limit": "concurrent", "allowed": allowed});
    let errors = json!([{"message": message, "extensions": extensions}]);
    Answer { refused: Some(Refused::Crowded), ..request_error(&errors) }
}

/// There is no room for an answer: too many wait for clients that do not take them.
pub fn no_room() -> Answer {
    let message = "too many answers wait to be taken, and there is no room for another; \
                   hint: take them faster, or ask for less at once";
    let errors = json!([{"message": message, "extensions": {"code": "UNAVAILABLE", "limit": "unsent"}}]);
    Answer { refused: Some(Refused::Crowded), ..request_error(&errors) }
}

/// The schema is asked for where it is not told.
pub fn no_introspection() -> Answer {
    let message = "this service does not tell its schema: `__schema` and `__type` are switched off; \
                   hint: ask whoever runs it for the schema, which `vitae schema` prints";
    request_error(&json!([{"message": message, "extensions": {"code": "INTROSPECTION_DISABLED"}}]))
}

/// Takes guesses out of errors: they tell of names that were not asked for.
pub fn without_suggestions(errors: &mut [ServerError]) {
    for error in errors {
        if let Some(cut) = error.message.find(" Did you mean") {
            error.message.truncate(cut);
        }
    }
}

/// A mutation that has no plan: what is wrong with it.
pub fn unplanned(error: PlanError) -> Answer {
    match error {
        PlanError::Refused(refused) => refusal(&refused),
        PlanError::NotTaken(reason) => {
            let message =
                format!("the mutation has {reason}, which is not supported; expected mutations only");
            request_error(&json!([{"message": message, "extensions": {"code": "INVALID"}}]))
        }
    }
}

/// Payloads, or fields that are read one by one, that cost too much together.
pub fn too_dear(price: u64, allowed: u64) -> Answer {
    refusal(&Refusal::too_costly("cost", price, allowed))
}

/// A mutation that could not be done: the ones before it are, the ones after it are not.
pub fn undone(key: &str, error: &StoreError) -> Answer {
    let (message, mut extensions) = fault(error);
    // Whether it was done is not always known.
    extensions["done"] = if matches!(error, StoreError::Doubtful) { Value::Null } else { false.into() };
    faulty(&json!({"message": message, "path": [key], "extensions": extensions}))
}

/// A mutation that is done, and whose payload could not be read.
pub fn unread(key: &str, error: &StoreError) -> Answer {
    let (message, mut extensions) = fault(error);
    let message = format!("the change is made, but what was asked about it cannot be read: {message}");
    extensions["done"] = true.into();
    faulty(&json!({"message": message, "path": [key], "extensions": extensions}))
}

/// A mutation that ended in the middle of something.
pub fn broken_off() -> Answer {
    faulty(&json!({"message": INTERNAL, "extensions": {"code": "INTERNAL"}}))
}

fn faulty(error: &Value) -> Answer {
    with_errors(json!({"data": null, "errors": [error]}).to_string())
}

fn with_errors(body: String) -> Answer {
    Answer { has_errors: true, ..Answer::answered(body) }
}

/// A hash that no document is registered under: the client sends the document next. Clients look for this
/// message and this code.
pub fn unknown_persisted() -> Answer {
    let error =
        json!({"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}});
    request_error(&json!([error]))
}

/// A document that was sent with the hash of another.
pub fn other_hash(given: &str) -> Answer {
    let message = format!("`{given}` is not the SHA-256 of the query; expected the 64 digits of its own");
    request_error(&json!([{"message": message, "extensions": {"code": "PERSISTED_QUERY_MISMATCH"}}]))
}

/// A document that may not run, for only trusted ones may.
pub fn untrusted_document() -> Answer {
    let message = "this document is not one of those that this service was told to trust; expected one of them, or its `documentId`";
    request_error(&json!([{"message": message, "extensions": {"code": "DOCUMENT_NOT_TRUSTED"}}]))
}

/// A name that no trusted document has.
pub fn unknown_trusted() -> Answer {
    let message = "no document of that id is one of those that this service was told to trust";
    request_error(&json!([{"message": message, "extensions": {"code": "DOCUMENT_NOT_TRUSTED"}}]))
}

/// What is told of a fault of our own.
const INTERNAL: &str = "an internal error; the service's log tells more";

/// What async-graphql refused.
pub fn request_errors(errors: &[ServerError]) -> Answer {
    let errors: Vec<Value> = errors.iter().take(ERRORS_TOLD).map(with_code).collect();
    request_error(&Value::Array(errors))
}

/// A document that cannot be parsed.
pub fn server(error: ServerError) -> Answer {
    request_errors(&[error])
}

/// What the plan refused.
pub fn refusal(refusal: &Refusal) -> Answer {
    let is_too_much = refusal.extensions["code"] == TOO_COSTLY;
    let answer = request_error(&json!([{"message": refusal.message, "extensions": refusal.extensions}]));
    Answer { is_too_much, ..answer }
}

/// A variable that is not what the document declares.
pub fn variable(doubt: &NotSure) -> Answer {
    let NotSure { name, place, expected } = doubt;
    let message = format!("the variable `${name}{place}` cannot be used: expected {expected}");
    let extensions = json!({"code": "INVALID", "variable": name, "place": place, "expected": expected});
    request_error(&json!([{"message": message, "extensions": extensions}]))
}

/// A document of several operations, and none of that name.
pub fn no_operation() -> Answer {
    let message = "the document has several operations or none of that name; expected `operationName` to be one of them";
    request_error(
        &json!([{"message": message, "extensions": {"code": "INVALID", "argument": "operationName"}}]),
    )
}

/// A subscription that was not asked for by events.
pub fn not_by_events() -> Answer {
    let message = "a subscription is answered by server-sent events or over a WebSocket; expected the header `Accept: text/event-stream`";
    request_error(&json!([{"message": message, "extensions": {"code": "NOT_ACCEPTABLE"}}]))
}

/// A subscription that cannot be read.
pub fn not_followed(reason: &str) -> Answer {
    let message = format!("the subscription has {reason}, which is not supported there");
    request_error(&json!([{"message": message, "extensions": {"code": "INVALID"}}]))
}

/// A client follows as often as one may.
pub fn too_many_of_one(allowed: u64) -> Answer {
    let message = format!(
        "{allowed} subscriptions of this client are under way, and no more are taken; \
         hint: end one, or ask `changes(after: …)` now and then"
    );
    let extensions = json!({"code": "UNAVAILABLE", "limit": "subscriptions", "allowed": allowed});
    request_error(&json!([{"message": message, "extensions": extensions}]))
}

/// As many subscriptions as there may be are under way.
pub fn too_many_subscriptions() -> Answer {
    let message = "no more subscriptions are taken at the moment; try again later, or ask `changes(after: …)` now and then";
    request_error(&json!([{"message": message, "extensions": {"code": "UNAVAILABLE"}}]))
}

/// A document that is longer than any honest one.
pub fn document_too_long(length: usize, allowed: usize) -> Answer {
    let message = format!("the query has {length} bytes, and {allowed} are allowed");
    let extensions = json!({"code": TOO_COSTLY, "limit": "length", "measured": length, "allowed": allowed});
    refusal(&Refusal { message, extensions })
}

/// The message of a fault of the store, and what programs are told of it.
pub fn fault(fault: &StoreError) -> (String, Value) {
    let message = match fault {
        StoreError::Timeout { .. } => format!("{fault}; hint: ask for less at once"),
        StoreError::TooLarge { measured, allowed } => return too_large(*measured, *allowed),
        StoreError::Busy => format!("{fault}; try again later"),
        StoreError::Closed | StoreError::Locked | StoreError::Lost | StoreError::NotWritable => {
            fault.to_string()
        }
        StoreError::Doubtful => {
            tracing::error!(error = %fault, request = Asking::id_now(), "a change was perhaps made");
            fault.to_string()
        }
        StoreError::BehindPosition { asked, reached } | StoreError::UnknownPosition { asked, reached } => {
            let extensions = json!({
                "code": fault.code(),
                "asked": asked.to_string(),
                "reached": reached.to_string(),
            });
            return (fault.to_string(), extensions);
        }
        StoreError::Full => {
            tracing::error!(error = %fault, request = Asking::id_now(), "the archive cannot be written");
            fault.to_string()
        }
        StoreError::Open { .. } => {
            tracing::error!(error = %fault, request = Asking::id_now(), "the database cannot be reached");
            "the database cannot be reached at the moment; try again later".to_owned()
        }
        _ => {
            tracing::error!(error = %fault, request = Asking::id_now(), "a query failed");
            return (INTERNAL.to_owned(), json!({"code": "INTERNAL"}));
        }
    };
    (message, json!({"code": fault.code()}))
}

/// How many bytes an answer has is not always known: the database gives up on the way.
fn too_large(measured: Option<u64>, allowed: u64) -> (String, Value) {
    let hint = "hint: ask for smaller pages with `first`, or for fewer texts";
    let mut extensions = json!({"code": TOO_COSTLY, "limit": "answer", "allowed": allowed});
    let has = match measured {
        Some(measured) => {
            extensions["measured"] = measured.into();
            format!("has {measured} bytes")
        }
        None => "has too many bytes".to_owned(),
    };
    (format!("the answer {has}, and {allowed} are allowed; {hint}"), extensions)
}

/// A query that failed in the database, or was not begun there in time.
pub fn store(error: &StoreError) -> Answer {
    let (message, extensions) = fault(error);
    let told = json!({"message": message, "extensions": extensions});
    match error {
        StoreError::Busy | StoreError::Lost | StoreError::BehindPosition { .. } => {
            Answer { refused: Some(Refused::Crowded), ..request_error(&json!([told])) }
        }
        StoreError::UnknownPosition { .. } => request_error(&json!([told])),
        StoreError::TooLarge { .. } => Answer { is_too_much: true, ..faulty(&told) },
        _ => faulty(&told),
    }
}

/// What the executor answered. Refused before it ran anything, there is no `data`.
pub fn executed(response: &Response) -> Answer {
    if response.is_ok() {
        let data = serde_json::to_string(&response.data).expect("a response is JSON");
        return Answer::answered(format!("{{\"data\":{data}}}"));
    }
    if response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty())
    {
        return request_errors(&response.errors);
    }
    let errors: Vec<Value> = response.errors.iter().map(with_code).collect();
    let data = serde_json::to_string(&response.data).expect("a response is JSON");
    let errors = Value::Array(errors);
    with_errors(format!("{{\"data\":{data},\"errors\":{errors}}}"))
}

/// An error of async-graphql; one without a code of ours is a document that is not valid.
fn with_code(error: &ServerError) -> Value {
    let mut value = serde_json::to_value(error).expect("an error is JSON");
    if value["extensions"]["code"].is_null() {
        value["extensions"]["code"] = "GRAPHQL_VALIDATION_FAILED".into();
    }
    value
}
