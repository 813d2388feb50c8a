//! The messages of the protocol `graphql-transport-ws`: read from text, strictly, and written as text.

use serde_json::{Map, Value, json};

use super::super::request;
use crate::graphql::Request;

/// What a client says.
pub enum FromClient {
    /// The first message, with what the client tells of itself.
    Init(Map<String, Value>),
    /// Is anybody there?
    Ping(Option<Map<String, Value>>),
    /// Somebody is.
    Pong,
    /// An operation to be carried out.
    Subscribe {
        /// The client's name for it.
        id: String,
        /// The operation.
        request: Box<Request>,
    },
    /// An operation to be ended.
    Complete {
        /// The client's name for it.
        id: String,
    },
}

/// The longest name of an operation, in bytes: it goes out again with every answer.
const ID_MAX: usize = 256;

impl FromClient {
    /// Reads a message. What is wrong with it is told in words short enough for the end of a connection.
    pub fn read(text: &str) -> Result<FromClient, String> {
        let message = crate::value::json::parse(text.as_bytes())
            .map_err(|error| format!("the message is not JSON: {error}"))?;
        let Value::Object(mut message) = message else {
            return Err("the message is not an object".to_owned());
        };
        let kind = message.remove("type");
        let payload = message.remove("payload");
        match kind.as_ref().and_then(Value::as_str) {
            Some("connection_init") => Ok(FromClient::Init(object(payload)?.unwrap_or_default())),
            Some("ping") => Ok(FromClient::Ping(object(payload)?)),
            Some("pong") => object(payload).map(|_| FromClient::Pong),
            Some("subscribe") => {
                let id = id(message.remove("id"))?;
                let payload = payload.ok_or("`payload` is missing")?;
                let request = request::of_value("`payload`", payload).map_err(|error| error.message)?;
                Ok(FromClient::Subscribe { id, request: Box::new(request) })
            }
            Some("complete") => Ok(FromClient::Complete { id: id(message.remove("id"))? }),
            Some(_) => Err("`type` is none that a client may send".to_owned()),
            None => Err("`type` is missing; expected a string".to_owned()),
        }
    }
}

fn object(payload: Option<Value>) -> Result<Option<Map<String, Value>>, String> {
    match payload {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(payload)) => Ok(Some(payload)),
        Some(_) => Err("`payload` is not an object".to_owned()),
    }
}

fn id(id: Option<Value>) -> Result<String, String> {
    match id {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= ID_MAX => Ok(id),
        _ => Err(format!("`id` is not a string of 1 to {ID_MAX} bytes")),
    }
}

/// The client is welcome.
pub fn ack() -> String {
    r#"{"type":"connection_ack"}"#.to_owned()
}

/// Somebody is there. What the client sent with its question goes back.
pub fn pong(payload: Option<Map<String, Value>>) -> String {
    match payload {
        Some(payload) => json!({"type": "pong", "payload": payload}).to_string(),
        None => r#"{"type":"pong"}"#.to_owned(),
    }
}

/// A response to an operation: JSON, passed on as it is.
pub fn next(id: &str, response: &str) -> String {
    format!(r#"{{"id":{},"type":"next","payload":{response}}}"#, Value::from(id))
}

/// An operation that was refused: its response has errors and nothing else.
pub fn error(id: &str, response: &str) -> String {
    let errors = serde_json::from_str::<Value>(response).ok().and_then(|mut response| {
        let errors = response.get_mut("errors")?;
        Some(errors.take())
    });
    json!({"id": id, "type": "error", "payload": errors.unwrap_or_else(|| json!([]))}).to_string()
}

/// An operation is over.
pub fn complete(id: &str) -> String {
    json!({"id": id, "type": "complete"}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_refused() {
        for text in [
            "",
            "not json",
            "[]",
            "{}",
            r#"{"type":7}"#,
            r#"{"type":"start"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"connection_init","payload":"token"}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":7}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert!(FromClient::read(text).is_err(), "{text}");
        }
        let long = format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(ID_MAX + 1));
        assert!(FromClient::read(&long).is_err());
    }

    #[test]
    fn an_id_is_written_as_json() {
        assert_eq!(next("\"1", "{}"), r#"{"id":"\"1","type":"next","payload":{}}"#);
        let refused = error("1", r#"{"errors":[{"message":"no"}]}"#);
        assert_eq!(refused, r#"{"id":"1","payload":[{"message":"no"}],"type":"error"}"#);
    }
}
