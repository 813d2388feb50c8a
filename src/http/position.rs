//! How far the archive has come, in headers: an answer tells it, and a request that sends it back is answered by no
//! server that has not come as far.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::value::position::Position;

use super::error::RequestError;

/// The header, of answers and of requests.
pub const POSITION: HeaderName = HeaderName::from_static("vitae-position");

/// What is said of a position that is none; `given` stands in `part`.
pub fn malformed(part: &str, given: &str) -> RequestError {
    let given: String = given.chars().take(SHOWN).collect();
    RequestError::malformed(format!(
        "{part} is `{given}`; expected a position such as `1742.88`, as an answer told it"
    ))
}

/// How much of a wrong one is repeated.
const SHOWN: usize = 60;

/// The position that a request asks for. Of several, one that reaches them all.
pub fn asked(headers: &HeaderMap) -> Result<Option<Position>, RequestError> {
    let mut asked: Option<Position> = None;
    for value in headers.get_all(POSITION) {
        let text = value.to_str().unwrap_or("…").trim();
        let position = Position::parse(text).ok_or_else(|| malformed("the header `Vitae-Position`", text))?;
        asked = Some(asked.map_or(position, |other| other.and(position)));
    }
    Ok(asked)
}

/// The position that both ask for, whoever does.
pub fn both(one: Option<Position>, other: Option<Position>) -> Option<Position> {
    one.into_iter().chain(other).reduce(Position::and)
}

/// Tells a position with an answer.
pub fn tell(headers: &mut HeaderMap, position: Option<Position>) {
    if let Some(value) = position.and_then(|position| HeaderValue::from_str(&position.to_string()).ok()) {
        headers.insert(POSITION, value);
    }
}
