//! The door: what every request passes before its route is looked for, and every answer on its way out. A request for the
//! API is answered here, from memory or anew, if nothing about it needs more than a look: the way through the routes
//! costs more than an answer from memory, and as much as looking somebody up.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, header};
use axum::response::{IntoResponse, Response};
use tower::Service as _;

use crate::graphql::{Asking, Question};
use crate::value::access::{Caller, Permission};

use super::error::RequestError;
use super::guard::{self, Client, Peer};
use super::observe::Seen;
use super::recall::{Manner, recall};
use super::{GRAPHQL, Service, access, compress, graphql, request};

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
            Ok(client) => match self.at_once(request, client, &mut seen).await {
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

    /// Answers a plain request; gives back what is to go its way.
    async fn at_once(
        &self,
        request: Request,
        client: Client,
        seen: &mut Seen,
    ) -> Result<Response, Box<Request>> {
        let service = &self.0.service;
        let Some(caller) = self.0.plainly.as_ref().filter(|_| is_plain(&request)) else {
            return Err(Box::new(request));
        };
        let Some((media, at_least, length)) = graphql::plainly(&request, service.body_size_max) else {
            return Err(Box::new(request));
        };
        let (parts, body) = request.into_parts();
        let client = Some(client.network());
        let manner = Manner { media, headers: &parts.headers, at_least, client };
        let answer = self.plain(&parts, manner, (body, length), caller, seen).await;
        Ok(match service.compression {
            true => compress::packed(&parts.headers, answer).await,
            false => answer,
        })
    }

    /// Answers a plain request with a body of so many bytes.
    async fn plain(
        &self,
        parts: &Parts,
        manner: Manner<'_>,
        (body, length): (Body, usize),
        caller: &Caller,
        seen: &mut Seen,
    ) -> Response {
        let service = &self.0.service;
        let is_safe = parts.method == Method::GET;
        let text = match is_safe {
            true => Bytes::new(),
            false => match whole(body, length, service.guards.body_patience).await {
                Ok(text) => text,
                Err(refusal) => return refusal,
            },
        };
        let asked = match is_safe {
            true => parts.uri.query().unwrap_or_default().as_bytes(),
            false => &text,
        };
        let question = Question { role: caller.role, is_safe, text: asked };
        let admission = match recall(service, question, manner).await {
            Ok(response) => return response,
            Err(admission) => admission,
        };
        let request = match is_safe {
            true => request::of_uri(&parts.uri),
            false => request::of_body(&text),
        };
        let request = match request {
            Ok(request) => graphql::asked_by(request, caller, question, manner).admitted(admission),
            Err(refusal) => return refusal.into_response(),
        };
        // What answers anew is large; what is remembered need not make room for it.
        let answering = Box::pin(graphql::anew(service, request, question, manner));
        Asking::scope(seen.asking(&service.observer), answering).await
    }
}

/// The body of a request, so many bytes, or the refusal of one that does not come.
async fn whole(body: Body, length: usize, patience: Duration) -> Result<Bytes, Response> {
    match tokio::time::timeout(patience, to_bytes(body, length)).await {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(error)) => {
            Err(RequestError::malformed(format!("the body ended early: {error}")).into_response())
        }
        Err(_) => Err(guard::late(patience).into_response()),
    }
}

/// Whether a request can be answered here.
fn is_plain(request: &Request) -> bool {
    let (headers, method) = (request.headers(), request.method());
    request.uri().path() == GRAPHQL
        && (method == Method::GET || method == Method::POST)
        && !LOOKED_AT.iter().any(|name| headers.contains_key(name))
        && access::parameter_for_token(request.uri()).is_none()
}
