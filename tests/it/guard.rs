//! Limits, and who is let in: each refusal names its limit, nobody's page does what its visitor did not ask,
//! and whatever one client does, the others are answered.

/// Connections: slow, idle, silent, too many.
mod connection;
/// Documents and variables: how much of everything they may hold.
mod document;
/// What answers may hold, and one client have.
mod share;
/// Other sites' pages, other names, proxies.
mod site;
/// TLS.
mod tls;

use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{Server, client};

/// How long anything may take in the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A query that asks for nothing.
const QUICK: &str = "{ __typename }";

fn post(server: &Server, query: &str) -> RequestBuilder {
    client().post(server.url("/graphql")).json(&json!({ "query": query }))
}

/// The status, the first error's extensions and the whole body.
async fn refusal(response: Response) -> (u16, Value, String) {
    let status = response.status().as_u16();
    let body = response.text().await.unwrap();
    let json: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
    (status, json["errors"][0]["extensions"].clone(), body)
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// A query that takes the demo archive's database seconds.
fn slow() -> String {
    let levels = 6;
    let persons = format!(
        "persons(first: 20) {{ edges {{ node {{ name {} name {} }} }} }}",
        "relations(first: 10) { edges { node { ".repeat(levels),
        "} } } ".repeat(levels)
    );
    let roots: String = (0..20).map(|at| format!("p{at}: {persons} ")).collect();
    format!("{{ {roots} }}")
}

/// What lets such a query through.
const DEAR: [&str; 2] = ["--max-cost", "4294967295"];
