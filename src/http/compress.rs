//! Answers made smaller for clients that take them so: zstd, brotli or gzip, whichever a client prefers.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, Request, StatusCode, Version, header};
use axum::response::Response;
use tower::{Layer, Service};
use tower_http::CompressionLevel;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, predicate};

/// The smallest answer that is compressed: a smaller one goes out in one packet anyway.
const BYTES_AT_LEAST: u16 = 1024;

/// How hard is tried, on the scale of each method: an answer is made once and sent once, so what counts is the
/// time. From here on each step costs much time and wins little.
const LEVEL: i32 = 2;

/// What is compressed: one text that is complete, whose type is known to shrink.
pub type Worthwhile = And<SizeAbove, fn(StatusCode, Version, &HeaderMap, &axum::http::Extensions) -> bool>;

/// The layer around all routes. What is encoded already is left alone.
pub fn layer() -> CompressionLayer<Worthwhile> {
    let is_text: fn(StatusCode, Version, &HeaderMap, &axum::http::Extensions) -> bool = is_text;
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(LEVEL))
        .compress_when(predicate::SizeAbove::new(BYTES_AT_LEAST).and(is_text))
}

/// An answer as a client takes it that sent these headers.
pub async fn packed(asked: &HeaderMap, answer: Response) -> Response {
    let is_small = answer.body().size_hint().upper().is_some_and(|bytes| bytes < u64::from(BYTES_AT_LEAST));
    if is_small || !asked.contains_key(header::ACCEPT_ENCODING) {
        return answer;
    }
    let mut request = Request::new(());
    for value in asked.get_all(header::ACCEPT_ENCODING) {
        request.headers_mut().append(header::ACCEPT_ENCODING, value.clone());
    }
    let Ok(answer) = layer().layer(Ready(Some(answer))).call(request).await;
    answer.map(Body::new)
}

/// An answer that is there already.
struct Ready(Option<Response>);

impl Service<Request<()>> for Ready {
    type Response = Response;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        std::future::ready(Ok(self.0.take().unwrap_or_default()))
    }
}

/// Answers of GraphQL, figures and pages. Not events and not the answer to an import, which must go out as they
/// come; nor what forbids it.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &axum::http::Extensions) -> bool {
    let of = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = of(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let shrinks = ["application/json", "application/graphql-response+json", "text/plain", "text/html"];
    shrinks.contains(&media) && !of(header::CACHE_CONTROL).contains("no-transform")
}
