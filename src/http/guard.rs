//! What stands between the network and the routes: whose request it is, whether it was meant for this
//! service, whether another site may send it, how many a client may send, how long a body may take; and the
//! headers that keep browsers from making more of an answer than it is.

/// Which address a request comes from.
mod client;
/// Whether a request was meant for this service.
mod host;
/// Bodies that must come in time.
mod hurry;
/// What pages of other sites may do.
mod origin;
/// How many requests a client may send.
mod rate;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};

pub use client::{Client, Forwarding, Network, Peer, Proxies};
pub use host::Hosts;
pub use origin::Origins;
pub use rate::{Rate, limited};

/// Who is let in, and how far.
#[derive(Clone, Debug)]
pub struct Guards {
    /// Whose word is taken for where a request comes from.
    pub proxies: Proxies,
    /// The names under which the service is asked.
    pub hosts: Hosts,
    /// The sites whose pages may ask.
    pub origins: Origins,
    /// How many requests one client may send; as many as it likes if not given.
    pub rate: Option<Rate>,
    /// How long the body of a request may take to come; an import has patience of its own.
    pub body_patience: Duration,
}

/// Stands guard around the routes.
pub fn around(routes: Router, guards: &Guards) -> Router {
    let patience = guards.body_patience;
    let routes = routes.layer(from_fn_with_state(patience, hurry::hurry));
    let routes = match guards.origins.cors() {
        Some(cors) => routes.layer(cors),
        None => routes,
    };
    let guards = Arc::new(guards.clone());
    routes.layer(from_fn_with_state(guards, enter)).layer(from_fn(harden))
}

async fn enter(State(guards): State<Arc<Guards>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let client = guards.proxies.client(peer, request.headers());
    request.extensions_mut().insert(client);
    let checked = host::require(&request)
        .and_then(|()| guards.hosts.check(&request))
        .and_then(|()| guards.origins.check(&request));
    match checked {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// What every answer tells browsers, unless its route knows better: it is nothing other than what it says it
/// is, it loads nothing, nobody frames it, and where it leads is nobody's business.
const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// A year: browsers come back by TLS only.
const STRICT_TRANSPORT: &str = "max-age=31536000";

async fn harden(request: Request, next: Next) -> Response {
    let is_tls = request.extensions().get::<Peer>().is_some_and(|peer| peer.is_tls);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_tls {
        let value = HeaderValue::from_static(STRICT_TRANSPORT);
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(value);
    }
    response
}
