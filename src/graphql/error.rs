//! Errors as clients read them: a message, and a code in `extensions`. Nothing of the database, no path and
//! no trace is told; faults are logged here, once.

use async_graphql::{Response, ServerError};
use serde_json::{Value, json};

use super::Answer;
use crate::plan::{NotSure, Refusal};
use crate::store::StoreError;

/// How many errors of a document are told: a client mends the first ones first.
const ERRORS_TOLD: usize = 20;

fn request_error(errors: &Value) -> Answer {
    Answer { body: json!({ "errors": errors }).to_string(), is_request_error: true }
}

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
    request_error(&json!([{"message": refusal.message, "extensions": refusal.extensions}]))
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

/// A document that is longer than any honest one.
pub fn document_too_long(length: usize, allowed: usize) -> Answer {
    let message = format!("the query has {length} bytes, and {allowed} are allowed");
    let extensions = json!({"code": "TOO_COSTLY", "limit": "length", "measured": length, "allowed": allowed});
    request_error(&json!([{"message": message, "extensions": extensions}]))
}

/// The message and code of a fault of the store.
pub fn fault(fault: &StoreError) -> (String, &'static str) {
    match fault {
        StoreError::Timeout { .. } => (format!("{fault}; hint: ask for less at once"), "TIMEOUT"),
        StoreError::Busy => (format!("{fault}; try again later"), "UNAVAILABLE"),
        StoreError::Closed | StoreError::Locked => (fault.to_string(), fault.code()),
        StoreError::Full => {
            tracing::error!(error = %fault, "the archive cannot be written");
            (fault.to_string(), fault.code())
        }
        StoreError::Open { .. } => {
            tracing::error!(error = %fault, "the database cannot be reached");
            ("the database cannot be reached at the moment; try again later".to_owned(), "UNAVAILABLE")
        }
        _ => {
            tracing::error!(error = %fault, "a query failed");
            ("an internal error; the service's log tells more".to_owned(), "INTERNAL")
        }
    }
}

/// A query that failed in the database.
pub fn store(error: &StoreError) -> Answer {
    let (message, code) = fault(error);
    let body =
        json!({"data": null, "errors": [{"message": message, "extensions": {"code": code}}]}).to_string();
    Answer { body, is_request_error: false }
}

/// What the executor answered. Refused before it ran anything, there is no `data`.
pub fn executed(response: &Response) -> Answer {
    if response.is_ok() {
        let data = serde_json::to_string(&response.data).expect("a response is JSON");
        return Answer { body: format!("{{\"data\":{data}}}"), is_request_error: false };
    }
    if response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty())
    {
        return request_errors(&response.errors);
    }
    let errors: Vec<Value> = response.errors.iter().map(with_code).collect();
    let data = serde_json::to_string(&response.data).expect("a response is JSON");
    let errors = Value::Array(errors);
    Answer { body: format!("{{\"data\":{data},\"errors\":{errors}}}"), is_request_error: false }
}

/// An error of async-graphql; one without a code of ours is a document that is not valid.
fn with_code(error: &ServerError) -> Value {
    let mut value = serde_json::to_value(error).expect("an error is JSON");
    if value["extensions"]["code"].is_null() {
        value["extensions"]["code"] = "GRAPHQL_VALIDATION_FAILED".into();
    }
    value
}
