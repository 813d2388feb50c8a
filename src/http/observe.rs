//! Each request seen from outside: its id, which is told to the client and stands in the log; and, where somebody
//! looks, figures and a span in a trace.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

use crate::graphql::Asking;
use crate::value::trace::{Numbers, Place, Span, Spans, Timer};

/// Who looks at requests.
#[derive(Clone)]
pub struct Observer {
    /// Gives numbers for ids.
    pub numbers: Numbers,
    /// What time it is.
    pub timer: Timer,
    /// Whether figures are kept.
    pub keeps_figures: bool,
    /// Whether somebody wants to know which documents are asked for.
    pub watches_documents: bool,
    /// Who takes spans; none are made without it.
    pub spans: Option<Spans>,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
/// The longest id that is taken from a client.
const ID_MAX: usize = 128;

/// Answers a request in sight of the observer.
pub async fn observe(State(observer): State<Arc<Observer>>, request: Request, next: Next) -> Response {
    let id = given_id(request.headers()).unwrap_or_else(|| format!("{:016x}", (observer.numbers)()));
    let header = HeaderValue::from_str(&id);
    let (parent, place) = observer.place(request.headers());
    let asking = Arc::new(Asking::new(id, place, observer.watches_documents || place.is_some()));
    let mut response = if observer.keeps_figures || place.is_some() {
        let seen = Seen {
            method: method(request.method()),
            route: request.extensions().get::<MatchedPath>().map_or("other", |path| known(path.as_str())),
            parent: parent.map(|parent| parent.span),
            began: (observer.timer)(),
        };
        let response = Asking::scope(asking.clone(), next.run(request)).await;
        observer.tell(&seen, &asking, response.status().as_u16());
        response
    } else {
        Asking::scope(asking.clone(), next.run(request)).await
    };
    if let Ok(header) = header {
        response.headers_mut().insert(REQUEST_ID, header);
    }
    if let Some(header) = place.and_then(|place| HeaderValue::from_str(&place.to_string()).ok()) {
        response.headers_mut().insert(TRACE_PARENT, header);
    }
    response
}

/// What is told of a request once it is answered.
struct Seen {
    method: &'static str,
    route: &'static str,
    parent: Option<u64>,
    began: Duration,
}

impl Observer {
    /// The span that the request comes from, and the place of its own one; none where no traces are kept.
    fn place(&self, headers: &HeaderMap) -> (Option<Place>, Option<Place>) {
        if self.spans.is_none() {
            return (None, None);
        }
        let sent = headers.get(TRACE_PARENT).and_then(|value| Place::parse(value.to_str().ok()?));
        let numbers = &self.numbers;
        let own = match sent {
            Some(sent) => Place { span: numbers(), ..sent },
            None => Place {
                trace: u128::from(numbers()) << 64 | u128::from(numbers()),
                span: numbers(),
                is_sampled: true,
            },
        };
        (sent, Some(own))
    }

    fn tell(&self, seen: &Seen, asking: &Asking, status: u16) {
        let ended = (self.timer)();
        let Seen { method, route, .. } = *seen;
        if self.keeps_figures {
            let status = status.to_string();
            metrics::counter!("vitae_http_requests_total", "route" => route, "method" => method, "status" => status)
                .increment(1);
            let took = ended.saturating_sub(seen.began).as_secs_f64();
            metrics::histogram!("vitae_http_request_duration_seconds", "route" => route).record(took);
        }
        let (Some(spans), Some(place)) = (&self.spans, asking.place.filter(|place| place.is_sampled)) else {
            return;
        };
        let mut attributes = vec![
            ("http.request.method", method.to_owned()),
            ("http.route", route.to_owned()),
            ("http.response.status_code", status.to_string()),
            ("vitae.request_id", asking.id.clone()),
        ];
        if let Some(document) = asking.document() {
            attributes.push(("graphql.operation.type", document.kind.to_owned()));
            attributes.push(("vitae.document.sha256", document.hash.clone()));
            let name = document.operation.clone();
            attributes.extend(name.map(|name| ("graphql.operation.name", name)));
        }
        spans(Span {
            place,
            parent: seen.parent,
            name: format!("{method} {route}"),
            is_server: true,
            began: seen.began,
            ended,
            attributes,
            has_failed: status >= 500,
        });
    }
}

/// The id that a client gave its request, if it can stand in a log.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let is_good = (1..=ID_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    is_good.then(|| id.to_owned())
}

/// The path of a route, one of those declared: clients must not make figures of their own.
fn known(path: &str) -> &'static str {
    super::paths().find(|known| *known == path).unwrap_or("other")
}

/// A method, one of those in use: clients must not make figures of their own.
fn method(method: &Method) -> &'static str {
    let known = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"];
    known.into_iter().find(|known| method.as_str() == *known).unwrap_or("other")
}
