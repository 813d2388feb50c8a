//! Figures for Prometheus: which there are, how they are kept, and the address where they are served by
//! themselves.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::graphql::Endpoint;
use crate::http::Figures;

use super::failure::Failure;

/// The upper bounds of durations, in seconds.
const SECONDS: &[f64] =
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// The upper bounds of prices.
const PRICES: &[f64] = &[1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0];

/// Figures are kept from here on; histograms are folded together now and then, or they would grow.
pub fn install() -> Result<PrometheusHandle, Failure> {
    const UPKEEP_EVERY: Duration = Duration::from_secs(5);
    let cannot = |error: &dyn std::fmt::Display| Failure::fault(format!("cannot keep figures: {error}"));
    let figures = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), SECONDS)
        .and_then(|builder| {
            builder.set_buckets_for_metric(Matcher::Full("vitae_query_cost".to_owned()), PRICES)
        })
        .map_err(|error| cannot(&error))?
        .install_recorder()
        .map_err(|error| cannot(&error))?;
    describe();
    let upkeep = figures.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP_EVERY).await;
            upkeep.run_upkeep();
        }
    });
    Ok(figures)
}

/// What each figure is. `docs/metrics.md` lists the same.
fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!("vitae_http_requests_total", "Requests, by route, method and status.");
    describe_histogram!("vitae_http_request_duration_seconds", "Time until an answer begins, by route.");
    describe_counter!("vitae_graphql_requests_total", "GraphQL requests.");
    describe_histogram!("vitae_query_cost", "Price of queries that were run.");
    describe_counter!("vitae_plan_fallback_total", "Queries that the plan did not take, by reason.");
    describe_counter!("vitae_unchanged_total", "Answers that the client had, by whether they were read.");
    describe_counter!("vitae_cache_lookups_total", "Looks into a cache, by cache and outcome.");
    describe_gauge!("vitae_cache_entries", "What a cache holds.");
    describe_gauge!("vitae_cache_bytes", "What a cache is reckoned to take in memory.");
    describe_gauge!("vitae_readers", "Connections that answer queries.");
    describe_gauge!("vitae_readers_busy", "Connections that run a statement.");
    describe_gauge!("vitae_readers_waiting", "Statements that wait for a connection.");
    describe_counter!("vitae_statements_total", "Statements of queries, by outcome.");
    describe_counter!(
        "vitae_statements_together_total",
        "Statements answered together with others like them."
    );
    describe_histogram!("vitae_statement_duration_seconds", "Time of a statement, waiting included.");
    describe_gauge!("vitae_server_up", "Whether the primary and each replica answer.");
    describe_gauge!("vitae_server_lag_seconds", "How far a replica is behind the primary.");
    describe_counter!("vitae_reads_total", "Statements of queries where there are replicas, by server.");
    describe_counter!(
        "vitae_reads_moved_total",
        "Statements that a replica was lost for, and that ran elsewhere."
    );
    describe_counter!("vitae_mutations_total", "Mutations, by name and outcome.");
    describe_gauge!("vitae_subscriptions", "Subscriptions under way.");
    describe_gauge!("vitae_websockets", "WebSockets that are open.");
    describe_counter!("vitae_websockets_closed_total", "WebSockets that the service closed, by close code.");
    describe_gauge!("vitae_connections", "Connections that are open.");
    describe_counter!("vitae_connections_given_away_total", "Idle connections that made room for new ones.");
    describe_counter!("vitae_connections_refused_total", "Connections for which there was no room.");
    describe_counter!("vitae_imports_total", "Uploads to `/import` that were begun.");
    describe_counter!(
        "vitae_import_records_total",
        "Records of such uploads and of `importRecords`, by outcome."
    );
    describe_counter!("vitae_spans_dropped_total", "Spans that could not be sent.");
}

/// The figures as text, as they are when it is asked for.
pub fn shown(figures: PrometheusHandle, endpoint: Endpoint) -> Figures {
    std::sync::Arc::new(move || {
        endpoint.report();
        figures.render()
    })
}

/// Listens for those who ask for figures alone.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let cannot = |error| Failure::fault(format!("cannot listen on `{address}` for figures: {error}"));
    TcpListener::bind(address).await.map_err(cannot)
}

/// Serves figures to everyone who reaches their address, until the task is aborted.
pub fn serve(listener: TcpListener, figures: Figures) -> JoinHandle<()> {
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    let routes = Router::new().route("/metrics", get(async move || (content_type, figures())));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "figures are no longer served");
        }
    })
}
