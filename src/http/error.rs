//! What goes wrong before GraphQL sees a request, in GraphQL's own shape:
//! `{"errors":[{"message":"…","extensions":{"code":"…"}}]}`, with the HTTP status that fits.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A request that is refused at the door.
#[derive(Debug)]
pub struct RequestError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code for programs.
    pub code: &'static str,
    /// The sentence for people: lower case, what was given in backticks, what was expected.
    pub message: String,
}

impl RequestError {
    /// The request is not one of GraphQL over HTTP.
    pub fn malformed(message: impl Into<String>) -> RequestError {
        RequestError { status: StatusCode::BAD_REQUEST, code: "BAD_REQUEST", message: message.into() }
    }

    /// The body is not JSON by its content type.
    pub fn media_type(given: Option<&str>) -> RequestError {
        RequestError {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            code: "UNSUPPORTED_MEDIA_TYPE",
            message: match given {
                Some(given) => {
                    format!("`{given}` is not a content type for queries; expected `application/json`")
                }
                None => "the content type is missing; expected `application/json`".to_owned(),
            },
        }
    }

    /// The body is packed.
    pub fn content_encoding(given: &str) -> RequestError {
        RequestError {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            code: "UNSUPPORTED_MEDIA_TYPE",
            message: format!("a body with the content encoding `{given}` is not taken; expected it unpacked"),
        }
    }

    /// Nobody is asking, or a token that does not hold.
    pub fn unauthenticated(message: String) -> RequestError {
        RequestError { status: StatusCode::UNAUTHORIZED, code: "UNAUTHENTICATED", message }
    }

    /// The body is larger than `limit` bytes.
    pub fn too_large(limit: usize) -> RequestError {
        RequestError {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            code: "PAYLOAD_TOO_LARGE",
            message: format!("the body is larger than {limit} bytes"),
        }
    }

    /// None of the media types that the client accepts is one of ours.
    pub fn not_acceptable(accept: &str) -> RequestError {
        RequestError {
            status: StatusCode::NOT_ACCEPTABLE,
            code: "NOT_ACCEPTABLE",
            message: format!(
                "no answer can be written as `{accept}`; expected `application/graphql-response+json` or \
                 `application/json`"
            ),
        }
    }
}

impl RequestError {
    /// The JSON that tells of it.
    pub fn body(&self) -> String {
        let message = serde_json::Value::from(self.message.as_str());
        let code = self.code;
        format!(r#"{{"errors":[{{"message":{message},"extensions":{{"code":"{code}"}}}}]}}"#)
    }
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        let content_type = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
        (self.status, content_type, self.body()).into_response()
    }
}

/// There is nothing at `path`.
pub fn not_found(path: &str) -> RequestError {
    RequestError {
        status: StatusCode::NOT_FOUND,
        code: "NOT_FOUND",
        message: format!("there is nothing at `{path}`; hint: queries go to `/graphql`"),
    }
}

/// The route knows other methods only; axum's `Allow` header names them.
pub async fn method_not_allowed() -> RequestError {
    RequestError {
        status: StatusCode::METHOD_NOT_ALLOWED,
        code: "METHOD_NOT_ALLOWED",
        message: "this method is not allowed here; the header `allow` names those that are".to_owned(),
    }
}
