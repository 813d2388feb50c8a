//! Who asks, and whether they may: before a request reaches its route, its token is looked up and held
//! against what the route needs.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use futures_util::FutureExt;
use tokio::time::{Interval, MissedTickBehavior};

use crate::domain::{Gate, TokenRefused};
use crate::value::access::{Caller, Denied, Permission};

use super::error::RequestError;
use super::{Client, Service};

/// What a route needs of whoever asks, beside the service that tells who that is.
#[derive(Clone)]
pub struct Guard {
    /// The service.
    pub service: Arc<Service>,
    /// What the route needs.
    pub permission: Permission,
}

/// Lets a request through to its route, with its [`Caller`] and its [`Standing`] among its extensions, or
/// refuses it.
pub async fn check(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let standing = match standing(&guard.service, request.headers()).await {
        Ok(standing) => standing.from(Client::named_in(request.extensions())),
        Err(refusal) => return refusal,
    };
    if let Err(denied) = standing.caller.check(guard.permission) {
        return refuse_caller(denied);
    }
    request.extensions_mut().insert(standing.caller.clone());
    request.extensions_mut().insert(standing);
    next.run(request).await
}

/// By what somebody asks: kept for answers that take long, for which their token is looked up again and again.
#[derive(Clone)]
pub struct Standing {
    /// Who asks.
    pub caller: Caller,
    /// Where they ask from.
    pub client: Option<IpAddr>,
    gate: Gate,
    token: Option<Arc<str>>,
}

impl Standing {
    /// Somebody without a token.
    pub fn anonymous(service: &Service) -> Standing {
        let caller = Caller::anonymous(service.anonymous_reading);
        Standing { caller, client: None, gate: service.gate.clone(), token: None }
    }

    /// Somebody who sent `Bearer TOKEN`.
    pub async fn of_bearer(service: &Service, text: &str) -> Result<Standing, TokenRefused> {
        let token = bearer(text).ok_or(TokenRefused::Malformed)?;
        let caller = service.gate.caller(token).await?;
        Ok(Standing { caller, client: None, gate: service.gate.clone(), token: Some(token.into()) })
    }

    /// The same, asking from there.
    pub fn from(self, client: Option<IpAddr>) -> Standing {
        Standing { client, ..self }
    }

    /// Looks up the token, where there is one.
    pub async fn check(&self) -> Result<(), TokenRefused> {
        match &self.token {
            Some(token) => self.gate.caller(token).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Begins to watch the token.
    pub fn watch(self) -> Watch {
        let every = |period| {
            let mut ticks = tokio::time::interval(period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks.reset();
            ticks
        };
        Watch { standing: self, stale: every(FRESH_FOR), looks: every(LOOK_EVERY) }
    }
}

/// Watches a token while something is under way for whoever sent it. Where the token cannot be looked up it
/// holds on: what is under way was allowed once.
pub struct Watch {
    /// By what they ask.
    pub standing: Standing,
    stale: Interval,
    looks: Interval,
}

/// How old the last look at a token may be when something is told that was not asked for just now.
const FRESH_FOR: Duration = Duration::from_secs(1);
/// How often a token is looked at while there is nothing to tell.
const LOOK_EVERY: Duration = Duration::from_secs(5);

impl Watch {
    /// Looks up the token, unless it was looked up a moment ago.
    pub async fn holds(&mut self) -> Result<(), TokenRefused> {
        match self.stale.tick().now_or_never() {
            Some(_) => self.look().await,
            None => Ok(()),
        }
    }

    /// Waits until the token does not hold any more; without one, for ever. May be dropped and called again.
    pub async fn over(&mut self) -> TokenRefused {
        loop {
            self.looks.tick().await;
            if let Err(refused) = self.look().await {
                return refused;
            }
        }
    }

    async fn look(&self) -> Result<(), TokenRefused> {
        match self.standing.check().await {
            Err(TokenRefused::Unchecked) => Ok(()),
            looked_up => looked_up,
        }
    }
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

/// Which parameter of an address is one for a token.
pub fn parameter_for_token(uri: &Uri) -> Option<&'static str> {
    // Most addresses have names that need no decoding, or none at all.
    let mut names = uri.query()?.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    let is_one = |name: &str| TOKEN_PARAMETERS.iter().any(|known| name.eq_ignore_ascii_case(known));
    if !names.any(|name| name.contains(['%', '+']) || is_one(name)) {
        return None;
    }
    let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    let is_sent = |name: &str| parameters.iter().any(|(sent, _)| sent.trim().eq_ignore_ascii_case(name));
    TOKEN_PARAMETERS.iter().copied().find(|name| is_sent(name))
}

/// Who asks. A token that is not good is refused even where none is needed: whoever sends one relies on it.
pub async fn standing(service: &Service, headers: &HeaderMap) -> Result<Standing, Response> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    match (sent.next(), sent.next()) {
        (None, _) => Ok(Standing::anonymous(service)),
        (Some(_), Some(_)) => {
            let message = "the header `Authorization` is given more than once; expected one";
            Err(RequestError::malformed(message).into_response())
        }
        (Some(value), None) => {
            let text = value.to_str().ok().filter(|text| bearer(text).is_some()).ok_or_else(not_bearer)?;
            Standing::of_bearer(service, text).await.map_err(refuse_token)
        }
    }
}

/// The token in `Bearer TOKEN`.
fn bearer(text: &str) -> Option<&str> {
    let (scheme, token) = text.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn not_bearer() -> Response {
    let message = "the header `Authorization` is malformed; expected `Bearer TOKEN`".to_owned();
    challenge(RequestError::unauthenticated(message), INVALID_TOKEN)
}

fn refuse_token(refused: TokenRefused) -> Response {
    match refused {
        TokenRefused::Unchecked => RequestError {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "UNAVAILABLE",
            message: refused.to_string(),
        }
        .into_response(),
        _ => challenge(RequestError::unauthenticated(refused.to_string()), INVALID_TOKEN),
    }
}

fn refuse_caller(denied: Denied) -> Response {
    match denied {
        Denied::NeedsToken(_) => challenge(RequestError::unauthenticated(denied.to_string()), NO_TOKEN),
        Denied::NeedsRole(_) => {
            let (status, code, message) = (StatusCode::FORBIDDEN, "FORBIDDEN", denied.to_string());
            challenge(RequestError { status, code, message }, LOW_ROLE)
        }
    }
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
