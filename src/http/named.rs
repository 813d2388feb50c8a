//! Documents that a request names instead of sending them: `documentId`, and Apollo's `persistedQuery` among the
//! extensions.

use serde_json::{Map, Value};

use crate::graphql::DocumentName;

use super::error::RequestError;

/// The longest name: a hash has 64 letters, and manifests may have words of their own.
const LENGTH_MAX: usize = 256;

/// What the document is called, if it is named. `id` is the parameter `documentId`; `query` is what was sent
/// as the document, if anything was.
pub fn of(
    id: Option<String>,
    extensions: &Map<String, Value>,
    query: Option<&str>,
) -> Result<Option<DocumentName>, RequestError> {
    if let Some(id) = id {
        if query.is_some() {
            return Err(RequestError::malformed(
                "`documentId` and `query` exclude each other; expected one of them",
            ));
        }
        return match (1..=LENGTH_MAX).contains(&id.len()) {
            true => Ok(Some(DocumentName::Id(id))),
            false => Err(RequestError::malformed(format!(
                "`documentId` has {} bytes; expected 1 to {LENGTH_MAX}",
                id.len()
            ))),
        };
    }
    extensions.get("persistedQuery").filter(|it| !it.is_null()).map(persisted).transpose()
}

fn persisted(given: &Value) -> Result<DocumentName, RequestError> {
    let malformed = |what: &str| {
        RequestError::malformed(format!("`extensions.persistedQuery` {what}; expected `{EXPECTED}`"))
    };
    if given.get("version").and_then(Value::as_i64) != Some(1) {
        return Err(malformed("has not the version 1"));
    }
    let hash = given.get("sha256Hash").and_then(Value::as_str).unwrap_or_default();
    let is_hash = hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    match is_hash {
        true => Ok(DocumentName::Hash(hash.to_ascii_lowercase())),
        false => Err(malformed("has no SHA-256 of 64 digits")),
    }
}

const EXPECTED: &str = r#"{"version": 1, "sha256Hash": "…"}"#;
