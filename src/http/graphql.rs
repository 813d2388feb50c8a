//! GraphQL over HTTP: a request comes in by POST as JSON, or by GET in the address, and its answer
//! goes out in the media type that the client prefers.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request as HttpRequest, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::graphql::Request;
use crate::value::access::Caller;

use super::error::RequestError;
use super::media::Media;
use super::{Service, request};

/// GET: the request is in the address.
pub async fn by_get(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let media = media(&headers)?;
    answer(&service, Request { caller, ..request::of_uri(&uri)? }, media).await
}

/// POST: the request is a JSON body.
pub async fn by_post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    request: HttpRequest,
) -> Result<Response, RequestError> {
    let media = media(request.headers())?;
    require_json(request.headers())?;
    let body = whole_body(request, service.body_size_max).await?;
    answer(&service, Request { caller, ..request::of_body(&body)? }, media).await
}

async fn answer(service: &Service, request: Request, media: Media) -> Result<Response, RequestError> {
    metrics::counter!("vitae_graphql_requests_total").increment(1);
    let answer = service.endpoint.answer(request).await;
    let content_type = [(header::CONTENT_TYPE, media.content_type()), (header::VARY, "accept")];
    Ok((media.status(answer.is_request_error), content_type, answer.body).into_response())
}

fn media(headers: &HeaderMap) -> Result<Media, RequestError> {
    // Several `Accept` headers mean what one with commas means.
    let accept: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = accept.join(", ");
    Media::negotiate(Some(&accept)).ok_or_else(|| RequestError::not_acceptable(&accept))
}

/// Anything but JSON is refused: forms and plain text are what other sites may send without asking.
fn require_json(headers: &HeaderMap) -> Result<(), RequestError> {
    let given = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("…"));
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

/// The body, refused as soon as it is known to be too large.
async fn whole_body(request: HttpRequest, limit: usize) -> Result<Bytes, RequestError> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(RequestError::too_large(limit));
    }
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => RequestError::too_large(limit),
        _ => RequestError::malformed(format!("the body ended early: {rejection}")),
    })
}
