//! Each request seen from outside: its id, which is told to the client and stands in the log; and, where somebody
//! looks, figures and a span in a trace.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
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

/// What is kept of a request until it is answered.
pub struct Seen {
    id: HeaderValue,
    method: &'static str,
    route: &'static str,
    began: Duration,
    parent: Option<Place>,
    place: Option<Place>,
    /// What is told of it while it is answered, where it does not end at the door.
    asking: Option<Arc<Asking>>,
}

impl Seen {
    /// The request, for those who tell of what is done for it.
    pub fn asking(&mut self, observer: &Observer) -> Arc<Asking> {
        let id = self.id.to_str().unwrap_or_default().to_owned();
        let asking = Arc::new(Asking::new(id, self.place, observer.knows_documents()));
        self.asking.insert(asking).clone()
    }
}

impl Observer {
    /// Begins to look at a request to one of these routes, or to none.
    pub fn begin(&self, request: &Request, routes: &[&'static str]) -> Seen {
        let id = given_id(request.headers()).cloned().unwrap_or_else(|| new_id((self.numbers)()));
        let (parent, place) = self.place(request.headers());
        let (mut method, mut route, mut began) = ("", "", Duration::ZERO);
        if self.keeps_figures || place.is_some() {
            (method, route) = (known_method(request.method()), known_route(request.uri().path(), routes));
            began = (self.timer)();
        }
        Seen { id, method, route, began, parent, place, asking: None }
    }

    /// Tells of a request that is answered, and its client by which id.
    pub fn end(&self, seen: Seen, response: &mut Response) {
        if self.keeps_figures || seen.place.is_some() {
            self.tell(&seen, response.status().as_u16());
        }
        let headers = response.headers_mut();
        if let Some(header) = seen.place.and_then(|place| HeaderValue::from_str(&place.to_string()).ok()) {
            headers.insert(TRACE_PARENT, header);
        }
        headers.insert(REQUEST_ID, seen.id);
    }

    /// Whether somebody wants to know which documents are asked for.
    pub fn knows_documents(&self) -> bool {
        self.watches_documents || self.spans.is_some()
    }

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

    fn tell(&self, seen: &Seen, status: u16) {
        let ended = (self.timer)();
        let Seen { method, route, place, .. } = *seen;
        if self.keeps_figures {
            let status = status.to_string();
            metrics::counter!("vitae_http_requests_total", "route" => route, "method" => method, "status" => status)
                .increment(1);
            let took = ended.saturating_sub(seen.began).as_secs_f64();
            metrics::histogram!("vitae_http_request_duration_seconds", "route" => route).record(took);
        }
        let (Some(spans), Some(place)) = (&self.spans, place.filter(|place| place.is_sampled)) else {
            return;
        };
        let mut attributes = vec![
            ("http.request.method", method.to_owned()),
            ("http.route", route.to_owned()),
            ("http.response.status_code", status.to_string()),
            ("vitae.request_id", seen.id.to_str().unwrap_or_default().to_owned()),
        ];
        if let Some(document) = seen.asking.as_ref().and_then(|asking| asking.document()) {
            attributes.push(("graphql.operation.type", document.kind.to_owned()));
            attributes.push(("vitae.document.sha256", document.hash.clone()));
            let name = document.operation.clone();
            attributes.extend(name.map(|name| ("graphql.operation.name", name)));
        }
        spans(Span {
            place,
            parent: seen.parent.map(|parent| parent.span),
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
fn given_id(headers: &HeaderMap) -> Option<&HeaderValue> {
    let id = headers.get(REQUEST_ID)?;
    let is_good = (1..=ID_MAX).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic);
    is_good.then_some(id)
}

/// A number as an id: sixteen hexadecimal digits.
fn new_id(number: u64) -> HeaderValue {
    let digit = |place: usize| b"0123456789abcdef"[(number >> (60 - 4 * place)) as usize & 15];
    let digits: [u8; 16] = std::array::from_fn(digit);
    HeaderValue::from_bytes(&digits).unwrap_or(HeaderValue::from_static("0"))
}

/// The route of a path, one of those declared: clients must not make figures of their own.
fn known_route(path: &str, routes: &[&'static str]) -> &'static str {
    let is_of = |route: &str| match route.strip_suffix("{*file}") {
        Some(folder) => path.len() > folder.len() && path.starts_with(folder),
        None => route == path,
    };
    routes.iter().copied().find(|route| is_of(route)).unwrap_or("other")
}

/// A method, one of those in use: clients must not make figures of their own.
fn known_method(method: &Method) -> &'static str {
    let known = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"];
    known.into_iter().find(|known| method.as_str() == *known).unwrap_or("other")
}
