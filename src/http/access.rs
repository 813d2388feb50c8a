//! Who asks, and whether they may: before a request reaches its route, its token is looked up and held
//! against what the route needs.

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::domain::TokenRefused;
use crate::value::access::{Caller, Denied, Permission};

use super::Service;
use super::error::RequestError;

/// What a route needs of whoever asks, beside the service that tells who that is.
#[derive(Clone)]
pub struct Guard {
    /// The service.
    pub service: Arc<Service>,
    /// What the route needs.
    pub permission: Permission,
}

/// Lets a request through to its route, with its [`Caller`] among its extensions, or refuses it.
pub async fn check(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let caller = match caller(&guard.service, request.headers()).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal,
    };
    if let Err(denied) = caller.check(guard.permission) {
        return refuse_caller(denied);
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Refuses a token in the address, wherever it leads: addresses end up in logs and histories.
pub async fn refuse_token_in_address(request: Request, next: Next) -> Response {
    match parameter_for_token(request.uri()) {
        Some(name) => RequestError::malformed(format!(
            "the parameter `{name}` is not taken: an address is no place for a token, for it is logged; \
             expected the header `Authorization: Bearer TOKEN`; hint: revoke the token if it was one"
        ))
        .into_response(),
        None => next.run(request).await,
    }
}

/// Names of parameters under which clients send tokens.
const TOKEN_PARAMETERS: &[&str] = &["token", "access_token", "authorization"];

fn parameter_for_token(uri: &Uri) -> Option<&'static str> {
    let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    let is_sent = |name: &str| parameters.iter().any(|(sent, _)| sent.trim().eq_ignore_ascii_case(name));
    TOKEN_PARAMETERS.iter().copied().find(|name| is_sent(name))
}

/// Who asks. A token that is not good is refused even where none is needed: whoever sends one relies on it.
async fn caller(service: &Service, headers: &HeaderMap) -> Result<Caller, Response> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    match (sent.next(), sent.next()) {
        (None, _) => Ok(Caller::anonymous(service.anonymous_reading)),
        (Some(_), Some(_)) => {
            let message = "the header `Authorization` is given more than once; expected one";
            Err(RequestError::malformed(message).into_response())
        }
        (Some(value), None) => {
            let token = bearer(value).ok_or_else(not_bearer)?;
            service.gate.caller(token).await.map_err(refuse_token)
        }
    }
}

/// The token in `Bearer TOKEN`.
fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn not_bearer() -> Response {
    let message = "the header `Authorization` is malformed; expected `Bearer TOKEN`".to_owned();
    challenge(unauthenticated(message), INVALID_TOKEN)
}

fn refuse_token(refused: TokenRefused) -> Response {
    match refused {
        TokenRefused::Unchecked => RequestError {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "UNAVAILABLE",
            message: refused.to_string(),
        }
        .into_response(),
        _ => challenge(unauthenticated(refused.to_string()), INVALID_TOKEN),
    }
}

fn refuse_caller(denied: Denied) -> Response {
    match denied {
        Denied::NeedsToken(_) => challenge(unauthenticated(denied.to_string()), NO_TOKEN),
        Denied::NeedsRole(_) => {
            let (status, code, message) = (StatusCode::FORBIDDEN, "FORBIDDEN", denied.to_string());
            challenge(RequestError { status, code, message }, LOW_ROLE)
        }
    }
}

fn unauthenticated(message: String) -> RequestError {
    RequestError { status: StatusCode::UNAUTHORIZED, code: "UNAUTHENTICATED", message }
}

/// What clients without a token are asked for in `WWW-Authenticate` (RFC 6750).
pub const NO_TOKEN: &str = r#"Bearer realm="vitae""#;
const INVALID_TOKEN: &str = r#"Bearer realm="vitae", error="invalid_token""#;
/// The same of clients whose token is not enough.
pub const LOW_ROLE: &str = r#"Bearer realm="vitae", error="insufficient_scope""#;

fn challenge(refusal: RequestError, challenge: &'static str) -> Response {
    let mut response = refusal.into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}
