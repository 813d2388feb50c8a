//! GraphQL over HTTP: a request comes in by POST as JSON, or by GET in the address, and its answer
//! goes out in the media type that the client prefers.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request as HttpRequest, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::graphql::{Admission, Answer, Held, Opened, Question, Refused, Request};
use crate::value::position::Position;

use super::access::{LOW_ROLE, NO_TOKEN, Standing};
use super::error::RequestError;
use super::media::{self, Media};
use super::recall::{Manner, Unknown, recall};
use super::{Service, conditional, events, position, request};

/// GET: the request is in the address.
pub async fn by_get(
    State(service): State<Arc<Service>>,
    Extension(standing): Extension<Standing>,
    request: HttpRequest,
) -> Result<Response, RequestError> {
    let unknown = unknown(&request);
    let (Parts { uri, headers, .. }, _) = request.into_parts();
    let accepted = accepted(&headers)?;
    let at_least = position::asked(&headers)?;
    let Accepted::One(media) = accepted else {
        let request = Request { is_safe: true, ..request::of_uri(&uri)? };
        return Ok(open(&service, asked_by(request, &standing, at_least), standing, accepted).await);
    };
    let text = uri.query().unwrap_or_default().as_bytes();
    let question = Question { role: standing.caller.role, is_safe: true, text };
    let manner = Manner { media, headers: &headers, at_least, client: standing.client };
    let admission = match known(&service, unknown, question, manner).await {
        Ok(response) => return Ok(response),
        Err(admission) => admission,
    };
    let request = Request { is_safe: true, ..request::of_uri(&uri)? };
    let request = asked_by(request, &standing, at_least).admitted(admission);
    metrics::counter!("vitae_graphql_requests_total").increment(1);
    Ok(conditional::answer(&service, request, question, manner).await)
}

/// POST: the request is a JSON body.
pub async fn by_post(
    State(service): State<Arc<Service>>,
    Extension(standing): Extension<Standing>,
    mut request: HttpRequest,
) -> Result<Response, RequestError> {
    let (headers, unknown) = (std::mem::take(request.headers_mut()), unknown(&request));
    let accepted = accepted(&headers)?;
    require_json(&headers)?;
    require_unpacked(&headers)?;
    let body = whole_body(&headers, request, service.body_size_max).await?;
    let at_least = position::asked(&headers)?;
    let Accepted::One(media) = accepted else {
        let request = asked_by(request::of_body(&body)?, &standing, at_least);
        return Ok(open(&service, request, standing, accepted).await);
    };
    let question = Question { role: standing.caller.role, is_safe: false, text: &body };
    let manner = Manner { media, headers: &headers, at_least, client: standing.client };
    let admission = match known(&service, unknown, question, manner).await {
        Ok(response) => return Ok(response),
        Err(admission) => admission,
    };
    let request = asked_by(request::of_body(&body)?, &standing, at_least).admitted(admission);
    metrics::counter!("vitae_graphql_requests_total").increment(1);
    let answer = service.endpoint.answer(request).await;
    service.endpoint.remember(question, admission, &answer, None);
    Ok(respond(answer, media))
}

/// What of a plain request must be known before its answer is looked for at the door: as which media type it is to be
/// given, how far the archive must have come, and how long its body is. None if anything about it must be told.
pub fn plainly(request: &HttpRequest, limit: usize) -> Option<(Media, Option<Position>, usize)> {
    let headers = request.headers();
    let Ok(Accepted::One(media)) = accepted(headers) else { return None };
    let length = match *request.method() == Method::POST {
        true => {
            require_json(headers).ok()?;
            usize::try_from(announced(headers)?).ok().filter(|length| *length <= limit)?
        }
        false => 0,
    };
    Some((media, position::asked(headers).ok()?, length))
}

/// Whether an answer was looked for at the door: not for a second time then.
fn unknown(request: &HttpRequest) -> Option<Unknown> {
    request.extensions().get().copied()
}

/// The answer, if it is remembered; else under what it may be.
async fn known(
    service: &Service,
    unknown: Option<Unknown>,
    question: Question<'_>,
    manner: Manner<'_>,
) -> Result<Response, Option<Admission>> {
    match unknown {
        Some(Unknown(admission)) => Err(admission),
        None => recall(service, question, manner).await,
    }
}

/// A request with who asks it, and how far the archive must have come as its headers say.
fn asked_by(request: Request, standing: &Standing, at_least: Option<Position>) -> Request {
    let at_least = position::both(request.at_least, at_least);
    Request { caller: standing.caller.clone(), client: standing.client, at_least, ..request }
}

/// An answer to somebody who takes events.
async fn open(service: &Service, request: Request, standing: Standing, accepted: Accepted) -> Response {
    metrics::counter!("vitae_graphql_requests_total").increment(1);
    let otherwise = match accepted {
        Accepted::One(media) => Some(media),
        Accepted::Events { otherwise } => otherwise,
    };
    match (service.endpoint.open(request).await, otherwise) {
        (Opened::Changes(changes), _) => events::of(changes, standing),
        (Opened::Answer(answer), Some(media)) => respond(answer, media),
        // Whoever may not ask so is told by the status, which no event has; what is wrong with the document is told by
        // an event, as the protocol wants it.
        (Opened::Answer(answer), None) if answer.refused.is_some() => respond(answer, Media::Json),
        (Opened::Answer(answer), None) => events::of_one(answer),
    }
}

/// An answer as one text.
pub fn respond(answer: Answer, media: Media) -> Response {
    let content_type = [(header::CONTENT_TYPE, media.content_type()), (header::VARY, conditional::VARY)];
    let status = media.status(answer.is_request_error);
    let (refused, position) = (answer.refused.map(refusal), answer.position);
    let body = body(answer);
    let mut response = match refused {
        None => (status, content_type, body).into_response(),
        Some((status, hint)) => (status, hint, content_type, body).into_response(),
    };
    position::tell(response.headers_mut(), position);
    response
}

/// An answer's bytes; whoever is the last to let go of them gives its room back.
fn body(answer: Answer) -> Body {
    match answer.held.is_some() {
        true => Body::from(Bytes::from_owner(Waiting { text: answer.body, _held: answer.held })),
        false => Body::from(answer.body),
    }
}

/// An answer that waits for its client.
struct Waiting {
    text: String,
    _held: Held,
}

impl AsRef<[u8]> for Waiting {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

/// The status that tells why somebody may not ask so, and the header that tells how they may.
fn refusal(refused: Refused) -> (StatusCode, [(HeaderName, &'static str); 1]) {
    match refused {
        Refused::NeedsToken => (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, NO_TOKEN)]),
        Refused::NeedsRole => (StatusCode::FORBIDDEN, [(header::WWW_AUTHENTICATE, LOW_ROLE)]),
        Refused::NeedsPost => (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]),
        Refused::Crowded => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]),
    }
}

/// How a client takes its answer.
enum Accepted {
    /// As one text.
    One(Media),
    /// By events, and perhaps as one text where there is but one.
    Events { otherwise: Option<Media> },
}

fn accepted(headers: &HeaderMap) -> Result<Accepted, RequestError> {
    let mut sent = headers.get_all(header::ACCEPT).iter();
    // What most clients say needs no reckoning.
    match (sent.next().map(HeaderValue::as_bytes), sent.next()) {
        (None | Some(b"*/*" | b"application/json"), None) => return Ok(Accepted::One(Media::Json)),
        (Some(b"application/graphql-response+json"), None) => {
            return Ok(Accepted::One(Media::GraphqlResponse));
        }
        _ => {}
    }
    // Several `Accept` headers mean what one with commas means.
    let accept: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = accept.join(", ");
    match (media::names_events(&accept), Media::negotiate(Some(&accept))) {
        (true, otherwise) => Ok(Accepted::Events { otherwise }),
        (false, Some(media)) => Ok(Accepted::One(media)),
        (false, None) => Err(RequestError::not_acceptable(&accept)),
    }
}

/// Anything but JSON is refused: forms and plain text are what other sites may send without asking.
fn require_json(headers: &HeaderMap) -> Result<(), RequestError> {
    let given = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("…"));
    if given == Some("application/json") {
        return Ok(());
    }
    let mut parts = given.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .all(|(_, charset)| charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"));
    match is_json && is_utf8 {
        true => Ok(()),
        false => Err(RequestError::media_type(given)),
    }
}

/// A body that is packed is refused in words, before it is read as JSON and found to be none.
fn require_unpacked(headers: &HeaderMap) -> Result<(), RequestError> {
    for value in headers.get_all(header::CONTENT_ENCODING) {
        let given = value.to_str().unwrap_or("…");
        if !given.trim().eq_ignore_ascii_case("identity") {
            return Err(RequestError::content_encoding(given));
        }
    }
    Ok(())
}

/// The body, refused as soon as it is known to be too large.
async fn whole_body(headers: &HeaderMap, request: HttpRequest, limit: usize) -> Result<Bytes, RequestError> {
    if announced(headers).is_some_and(|length| length > limit as u64) {
        return Err(RequestError::too_large(limit));
    }
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => RequestError::too_large(limit),
        _ => RequestError::malformed(format!("the body ended early: {rejection}")),
    })
}

/// How long a body is said to be, in bytes.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
