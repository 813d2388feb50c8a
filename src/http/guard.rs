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

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;

use super::error::RequestError;

pub use client::{Client, Forwarding, Network, Peer, Proxies};
pub use host::Hosts;
pub use hurry::late;
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

/// Stands guard around the routes, behind the door: bodies that must come in time, and what browsers are told of pages
/// that may ask.
pub fn around(routes: Router, guards: &Guards) -> Router {
    let patience = guards.body_patience;
    let routes = routes.layer(from_fn_with_state(patience, hurry::hurry));
    match guards.origins.cors() {
        Some(cors) => routes.layer(cors),
        None => routes,
    }
}

impl Guards {
    /// Lets a request in, if it was meant for this service, and tells whom it comes from.
    pub fn enter(&self, request: &Request, peer: Option<Peer>) -> Result<Client, RequestError> {
        let client = self.proxies.client(peer, request.headers());
        host::require(request)?;
        self.hosts.check(request)?;
        self.origins.check(request)?;
        Ok(client)
    }
}

/// What every answer tells browsers, unless its route knows better: it is nothing other than what it says it
/// is, it loads nothing, nobody frames it, and where it leads is nobody's business.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// A year: browsers come back by TLS only.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// Has browsers make no more of an answer than it is.
pub fn harden(response: &mut Response, peer: Option<Peer>) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if peer.is_some_and(|peer| peer.is_tls) {
        let value = HeaderValue::from_static(STRICT_TRANSPORT);
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(value);
    }
}
