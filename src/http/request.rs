//! A request's query, operation name and variables: from a JSON body or from the parameters of an
//! address. Every refusal names the part that is wrong and what was expected.

use axum::extract::Query;
use axum::http::Uri;
use serde_json::{Map, Value};

use crate::graphql::Request;
use crate::value::json::{self, Members};
use crate::value::position::Position;

use super::error::RequestError;
use super::{named, position};

/// The request in a JSON body.
pub fn of_body(body: &[u8]) -> Result<Request, RequestError> {
    let malformed = |error| RequestError::malformed(format!("the body is not JSON: {error}"));
    match json::parse_members(body).map_err(malformed)? {
        Some(parts) => of_parts(parts),
        None => Err(wrong("the body", &json::parse(body).map_err(malformed)?, AN_OBJECT)),
    }
}

/// The request in a JSON value, which `part` names in what is said of a wrong one.
pub fn of_value(part: &str, value: Value) -> Result<Request, RequestError> {
    match value {
        Value::Object(parts) => of_parts(parts.into()),
        value => Err(wrong(part, &value, AN_OBJECT)),
    }
}

const AN_OBJECT: &str = "an object with `query`";

fn of_parts(mut parts: Members) -> Result<Request, RequestError> {
    let query = match parts.remove("query") {
        None => None,
        Some(Value::String(query)) => Some(query),
        Some(other) => return Err(wrong("`query`", &other, "a string")),
    };
    let id = match parts.remove("documentId") {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) => Some(id),
        Some(other) => return Err(wrong("`documentId`", &other, "a string or null")),
    };
    let extensions = object("`extensions`", parts.remove("extensions"));
    let name = named::of(id, extensions.as_ref().unwrap_or(&Map::new()), query.as_deref())?;
    let mut request = Request {
        query: match (&name, query) {
            (_, Some(query)) => query,
            (Some(_), None) => String::new(),
            (None, None) => return Err(query_missing()),
        },
        name,
        operation_name: match parts.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(other) => return Err(wrong("`operationName`", &other, "a string or null")),
        },
        variables: object("`variables`", parts.remove("variables"))?,
        ..Request::default()
    };
    // Whatever else is in `extensions`, what is not an object is no request of GraphQL.
    read_extensions(&mut request, &extensions?)?;
    Ok(request)
}

/// The request in the parameters of an address: `?query=…&variables={…}&operationName=…`.
pub fn of_uri(uri: &Uri) -> Result<Request, RequestError> {
    let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|error| RequestError::malformed(format!("the address is malformed: {error}")))?;
    let of = |name: &str| {
        let mut values = parameters.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(RequestError::malformed(format!("`{name}` is given more than once"))),
            (value, None) => Ok(value.map(|(_, value)| value.clone())),
        }
    };
    let query = of("query")?;
    let id = of("documentId")?;
    if query.is_none() && id.is_none() && of("extensions")?.is_none() {
        // Somebody who opens the address in a browser, most likely.
        return Err(RequestError::malformed(format!(
            "{QUERY_MISSING}; hint: the page for trying queries is at `/graphiql/`"
        )));
    }
    let variables = json_object("variables", of("variables")?)?;
    let extensions = json_object("extensions", of("extensions")?)?;
    let name = named::of(id, &extensions, query.as_deref())?;
    let mut request = Request {
        query: match (&name, query) {
            (_, Some(query)) => query,
            (Some(_), None) => String::new(),
            (None, None) => return Err(query_missing()),
        },
        name,
        operation_name: of("operationName")?.filter(|name| !name.is_empty()),
        variables,
        ..Request::default()
    };
    read_extensions(&mut request, &extensions)?;
    Ok(request)
}

/// Reads from `extensions` whether the answer is to tell the price of the query, and how far the archive had come; and how
/// far it must have come. What else is in there is not known here.
fn read_extensions(request: &mut Request, extensions: &Map<String, Value>) -> Result<(), RequestError> {
    request.tells_cost = extensions.get("cost") == Some(&Value::Bool(true));
    let part = "`extensions.position`";
    match extensions.get("position") {
        None | Some(Value::Null | Value::Bool(false)) => {}
        Some(Value::Bool(true)) => request.tells_position = true,
        Some(Value::String(text)) => {
            request.tells_position = true;
            request.at_least = Some(Position::parse(text).ok_or_else(|| position::malformed(part, text))?);
        }
        Some(other) => return Err(wrong(part, other, "`true`, or a position such as `1742.88` as a string")),
    }
    Ok(())
}

const QUERY_MISSING: &str = "`query` is missing; expected a GraphQL document";

fn query_missing() -> RequestError {
    RequestError::malformed(QUERY_MISSING)
}

/// A parameter that holds an object as JSON; an empty one counts as none.
fn json_object(name: &str, text: Option<String>) -> Result<Map<String, Value>, RequestError> {
    let value = text
        .filter(|text| !text.is_empty())
        .map(|text| json::parse(text.as_bytes()))
        .transpose()
        .map_err(|error| RequestError::malformed(format!("`{name}` is not JSON: {error}")))?;
    object(&format!("`{name}`"), value)
}

fn object(part: &str, value: Option<Value>) -> Result<Map<String, Value>, RequestError> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(other) => Err(wrong(part, &other, "an object or null")),
    }
}

fn wrong(part: &str, given: &Value, expected: &str) -> RequestError {
    let given = match given {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    RequestError::malformed(format!("{part} is {given}; expected {expected}"))
}
