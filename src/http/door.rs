//! The door: what every request passes before its route is looked for, and every answer on its way out. What many ask
//! again and again is answered here, if it is remembered and nothing about the request needs more than a look: the way
//! through the routes costs more than such an answer.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, Method, header};
use axum::response::{IntoResponse, Response};
use tower::Service as _;

use crate::graphql::{Asking, Question};
use crate::value::access::{Caller, Permission};

use super::error::RequestError;
use super::guard::{self, Client, Peer};
use super::recall::{Manner, Unknown, recall};
use super::{GRAPHQL, Service, access, graphql};

/// What answers every request. Cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Inside>);

struct Inside {
    service: Arc<Service>,
    router: Router,
    /// The paths of the routes.
    paths: Vec<&'static str>,
    /// By what role those without a token are answered here; nothing if all requests must go their way.
    plainly: Option<Caller>,
}

/// Headers of requests that go their way, whatever else is in them: they are looked at there.
const LOOKED_AT: [HeaderName; 4] =
    [header::AUTHORIZATION, header::UPGRADE, header::EXPECT, header::CONTENT_ENCODING];

impl Door {
    /// A door before the routes with these paths. `needs` is what the API needs of those who ask.
    pub fn before(
        router: Router,
        paths: Vec<&'static str>,
        service: Arc<Service>,
        needs: Option<Permission>,
    ) -> Door {
        let caller = Caller::anonymous(service.anonymous_reading);
        let may_ask = needs.is_none_or(|permission| caller.check(permission).is_ok());
        let guards = &service.guards;
        let is_looked_at =
            guards.rate.is_some() || guards.origins.cors().is_some() || service.observer.knows_documents();
        let plainly = (may_ask && !is_looked_at).then_some(caller);
        Door(Arc::new(Inside { service, router, paths, plainly }))
    }

    /// Answers a request that came from there.
    pub async fn answer(&self, request: Request, peer: Option<Peer>) -> Response {
        let Inside { service, router, paths, .. } = &*self.0;
        let mut seen = service.observer.begin(&request, paths);
        let mut response = match service.guards.enter(&request, peer) {
            Ok(client) => match self.at_once(request, client).await {
                Ok(response) => response,
                Err(mut request) => {
                    request.extensions_mut().insert(client);
                    Asking::scope(seen.asking(&service.observer), router.clone().call(*request))
                        .await
                        .unwrap_or_else(|never| match never {})
                }
            },
            Err(refusal) => refusal.into_response(),
        };
        guard::harden(&mut response, peer);
        service.observer.end(seen, &mut response);
        response
    }

    /// Answers a request from memory; gives it back if it is to go its way.
    async fn at_once(&self, request: Request, client: Client) -> Result<Response, Box<Request>> {
        let service = &self.0.service;
        let Some(caller) = self.0.plainly.as_ref().filter(|_| is_plain(&request, service)) else {
            return Err(Box::new(request));
        };
        let Some((media, at_least, length)) = graphql::plainly(&request, service.body_size_max) else {
            return Err(Box::new(request));
        };
        let (mut parts, body) = request.into_parts();
        let manner = Manner { media, headers: &parts.headers, at_least, client: Some(client.network()) };
        let is_safe = parts.method == Method::GET;
        let (recalled, body) = if is_safe {
            let text = parts.uri.query().unwrap_or_default().as_bytes();
            (recall(service, Question { role: caller.role, is_safe, text }, manner).await, body)
        } else {
            let patience = service.guards.body_patience;
            let text = match tokio::time::timeout(patience, to_bytes(body, length)).await {
                Ok(Ok(text)) => text,
                Ok(Err(error)) => {
                    let refusal = RequestError::malformed(format!("the body ended early: {error}"));
                    return Ok(refusal.into_response());
                }
                Err(_) => return Ok(guard::late(patience).into_response()),
            };
            let question = Question { role: caller.role, is_safe, text: &text };
            (recall(service, question, manner).await, Body::from(text))
        };
        recalled.map_err(|admission| {
            parts.extensions.insert(Unknown(admission));
            Box::new(Request::from_parts(parts, body))
        })
    }
}

/// Whether a request can be answered here, if its answer is remembered.
fn is_plain(request: &Request, service: &Service) -> bool {
    let (headers, method) = (request.headers(), request.method());
    request.uri().path() == GRAPHQL
        && (method == Method::GET || method == Method::POST)
        && !LOOKED_AT.iter().any(|name| headers.contains_key(name))
        && !(service.compression && headers.contains_key(header::ACCEPT_ENCODING))
        && access::parameter_for_token(request.uri()).is_none()
}
