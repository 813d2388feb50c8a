//! GraphQL over HTTP: a request comes in by POST as JSON, or by GET in the address, and its answer
//! goes out in the media type that the client prefers.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request as HttpRequest, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use crate::graphql::{Answer, Held, Opened, Question, Refused, Request};
use crate::value::access::Caller;
use crate::value::position::Position;

use super::access::{LOW_ROLE, NO_TOKEN, Standing};
use super::error::RequestError;
use super::media::{self, Media};
use super::recall::{Manner, recall};
use super::{Service, conditional, events, position, request};

/// GET: the request is in the address.
pub async fn by_get(
    State(service): State<Arc<Service>>,
    Extension(standing): Extension<Standing>,
    request: HttpRequest,
) -> Result<Response, RequestError> {
    let (Parts { uri, headers, .. }, _) = request.into_parts();
    let accepted = accepted(&headers)?;
    let at_least = position::asked(&headers)?;
    let text = uri.query().unwrap_or_default().as_bytes();
    let question = Question { role: standing.caller.role, is_safe: true, text };
    let manner = Manner { media: accepted.media(), headers: &headers, at_least, client: standing.client };
    if let Accepted::Events { .. } = accepted {
        let request = asked_by(request::of_uri(&uri)?, &standing.caller, question, manner);
        return Ok(open(&service, request, standing, accepted).await);
    }
    answered(&service, &standing.caller, question, manner, || request::of_uri(&uri)).await
}

/// POST: the request is a JSON body.
pub async fn by_post(
    State(service): State<Arc<Service>>,
    Extension(standing): Extension<Standing>,
    mut request: HttpRequest,
) -> Result<Response, RequestError> {
    let headers = std::mem::take(request.headers_mut());
    let accepted = accepted(&headers)?;
    require_json(&headers)?;
    require_unpacked(&headers)?;
    let body = whole_body(&headers, request, service.body_size_max).await?;
    let at_least = position::asked(&headers)?;
    let question = Question { role: standing.caller.role, is_safe: false, text: &body };
    let manner = Manner { media: accepted.media(), headers: &headers, at_least, client: standing.client };
    if let Accepted::Events { .. } = accepted {
        let request = asked_by(request::of_body(&body)?, &standing.caller, question, manner);
        return Ok(open(&service, request, standing, accepted).await);
    }
    answered(&service, &standing.caller, question, manner, || request::of_body(&body)).await
}

/// The answer to a request as one text, from memory or anew. `read` takes it out of its envelope.
async fn answered(
    service: &Service,
    caller: &Caller,
    question: Question<'_>,
    manner: Manner<'_>,
    read: impl FnOnce() -> Result<Request, RequestError>,
) -> Result<Response, RequestError> {
    match recall(service, question, manner).await {
        Ok(response) => Ok(response),
        Err(admission) => {
            let request = asked_by(read()?, caller, question, manner).admitted(admission);
            Ok(anew(service, request, question, manner).await)
        }
    }
}

/// The answer to a request as one text, which is remembered where it may be.
pub async fn anew(
    service: &Service,
    request: Request,
    question: Question<'_>,
    manner: Manner<'_>,
) -> Response {
    metrics::counter!("vitae_graphql_requests_total").increment(1);
    if question.is_safe {
        return conditional::answer(service, request, question, manner).await;
    }
    let admission = request.admission;
    let answer = service.endpoint.answer(request).await;
    service.endpoint.remember(question, admission, &answer, None);
    respond(answer, manner.media)
}

/// What of a plain request must be known before it is answered at the door: as which media type it is to be
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

/// A request with who asks it and by which method, and how far the archive must have come as its headers say.
pub fn asked_by(request: Request, caller: &Caller, question: Question<'_>, manner: Manner<'_>) -> Request {
    let at_least = position::both(request.at_least, manner.at_least);
    let (caller, is_safe, client) = (caller.clone(), question.is_safe, manner.client);
    Request { caller, is_safe, client, at_least, ..request }
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
    let status = media.status(answer.is_request_error);
    let (refused, position) = (answer.refused.map(refusal), answer.position);
    let mut response = one_text(body(answer), media, position);
    *response.status_mut() = status;
    if let Some((status, hint)) = refused {
        *response.status_mut() = status;
        response.headers_mut().extend(hint.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    response
}

/// A body with the headers that all answers have.
pub fn one_text(body: Body, media: Media, position: Option<Position>) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    // As many as an answer has in the end, those of the door included.
    headers.reserve(HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    headers.insert(header::VARY, HeaderValue::from_static(conditional::VARY));
    position::tell(headers, position);
    response
}

/// How many headers there is room for at once.
const HEADERS: usize = 12;

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

impl Accepted {
    /// As which media type an answer goes out that is one text.
    fn media(&self) -> Media {
        match self {
            Accepted::One(media) => *media,
            Accepted::Events { otherwise } => otherwise.unwrap_or(Media::Json),
        }
    }
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
