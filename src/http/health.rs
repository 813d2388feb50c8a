//! Whether the process lives, whether it can answer, and its figures.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Service;

/// The process lives; nothing else is looked at, so that a slow database gets nobody restarted.
pub async fn live() -> &'static str {
    "live\n"
}

/// Whether requests can be answered: 200 and how it stands with each server, or 503 and the reason.
pub async fn ready(State(service): State<Arc<Service>>) -> Response {
    match (service.readiness)().await {
        Ok(details) => format!("ready\n{details}").into_response(),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response(),
    }
}

/// The figures in Prometheus' text form.
pub async fn figures(State(service): State<Arc<Service>>) -> Response {
    let Some(metrics) = &service.metrics else { return StatusCode::NOT_FOUND.into_response() };
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (content_type, (metrics.figures)()).into_response()
}
