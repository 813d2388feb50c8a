//! Vitae's two ways to answer a query, the plan and the executor, each behind a bare HTTP route, so that
//! both stand on the same HTTP layer as the limit. It must never do what the service itself does not.
//!
//! `routes migrate URL` brings a database's schema up; `routes URL ADDRESS READERS` serves `/plan` and
//! `/executor` on one thread.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use vitae::domain::Archive;
use vitae::graphql::{Answer, Endpoint, Limits, Request};
use vitae::plan::Variables;
use vitae::store::{Store, StoreOptions};

/// What a client posts.
#[derive(serde::Deserialize)]
struct Envelope {
    query: String,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<Variables>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["migrate", url] => Ok(Store::open(options(url, 1)).await?.migrate().await?),
        [url, address, readers] => serve(url, address, readers.parse()?).await,
        _ => Err("expected `routes migrate URL` or `routes URL ADDRESS READERS`".into()),
    }
}

async fn serve(url: &str, address: &str, readers: usize) -> Result<(), Box<dyn Error>> {
    let store = Store::open(options(url, readers)).await?;
    // Generous: what is refused is not what is measured here.
    let limits = Limits { depth: 32, fields: 2000, cost: 10_000_000, page: 1000 };
    // Nothing is written here, so that no clock is asked.
    let archive = Archive::new(store.clone(), Arc::new(String::new));
    let endpoint = Endpoint::new(archive, store.readers().await?, store.dialect(), limits);
    let router = Router::new()
        .route("/plan", post(plan))
        .route("/executor", post(executor))
        .with_state(endpoint);
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("ready {}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

fn options(url: &str, readers: usize) -> StoreOptions {
    StoreOptions { url: url.to_owned(), readers, query_timeout: Duration::from_secs(30) }
}

async fn plan(State(endpoint): State<Endpoint>, body: Bytes) -> Response {
    match request(&body) {
        Ok(request) => respond(endpoint.answer(request).await),
        Err(refused) => refused,
    }
}

async fn executor(State(endpoint): State<Endpoint>, body: Bytes) -> Response {
    match request(&body) {
        Ok(request) => respond(endpoint.answer_by_executor(request).await),
        Err(refused) => refused,
    }
}

fn request(body: &[u8]) -> Result<Request, Response> {
    let envelope: Envelope = serde_json::from_slice(body)
        .map_err(|error| (axum::http::StatusCode::BAD_REQUEST, error.to_string()).into_response())?;
    Ok(Request {
        query: envelope.query,
        operation_name: envelope.operation_name,
        variables: envelope.variables.unwrap_or_default(),
        ..Request::default()
    })
}

fn respond(answer: Answer) -> Response {
    ([(CONTENT_TYPE, "application/json")], answer.body).into_response()
}
