//! Answers made smaller for clients that take them so: zstd, brotli or gzip, whichever a client prefers.

use axum::http::{HeaderMap, StatusCode, Version, header};
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

/// Answers of GraphQL, figures and pages. Not events and not the answer to an import, which must go out as they
/// come; nor what forbids it.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &axum::http::Extensions) -> bool {
    let of = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = of(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let shrinks = ["application/json", "application/graphql-response+json", "text/plain", "text/html"];
    shrinks.contains(&media) && !of(header::CACHE_CONTROL).contains("no-transform")
}
