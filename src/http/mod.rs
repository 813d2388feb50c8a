//! The whole HTTP surface, on one screen: routes, media types, limits, health.
//! It turns requests into text for `graphql` and text into responses; it never knows a noun.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Uri;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};

use crate::domain::{Archive, Gate};
use crate::graphql::Endpoint;
use crate::value::access::Permission;

/// Who asks, and whether they may.
mod access;
/// Answers made smaller on their way out.
mod compress;
/// What may be kept of an answer: `ETag`, `Cache-Control`, 304.
mod conditional;
/// What every request passes before its route.
mod door;
/// One shape for everything that goes wrong before GraphQL sees the request.
mod error;
/// Server-sent events: the responses of a subscription.
mod events;
/// The page at `/`, which tells where things are.
mod front;
/// The page on which queries are tried.
mod graphiql;
/// GraphQL over HTTP: GET and POST.
mod graphql;
/// What stands between the network and the routes.
mod guard;
/// Whether the process lives, and whether it can answer.
mod health;
/// `POST /import`: records come in, and what becomes of them goes out.
mod import;
/// Connections: taken, watched, and ended in good order.
mod listen;
/// Which media type an answer takes.
mod media;
/// Documents that are named instead of sent.
mod named;
/// Requests seen from outside: ids, figures, spans.
mod observe;
/// What an import says, kept until the client has read it.
mod outbox;
/// How far the archive has come, told and asked for.
mod position;
/// Answers from memory.
mod recall;
/// A request's query, variables and operation, from a body or from an address.
mod request;
/// How connections are doing, and how many there may be.
mod seat;
/// The certificate of TLS, read again when its files change.
mod tls;
/// The body of an import: bounded, unpacked, kept in a file where it must not be waited for.
mod upload;
/// WebSockets: queries, mutations and subscriptions over one connection.
mod ws;

pub use door::Door;
pub use guard::{Client, Forwarding, Guards, Hosts, Network, Origins, Peer, Proxies, Rate};
pub use import::Imports;
pub use listen::{Bounds, serve};
pub use observe::Observer;
pub use tls::Certificate;
pub use ws::{SocketLimits, Sockets};

/// What the surface needs of the layers below; made by `cli`.
#[derive(Clone)]
pub struct Service {
    /// Answers GraphQL requests.
    pub endpoint: Endpoint,
    /// Tells whether the service can answer.
    pub readiness: Readiness,
    /// Tells who has a token.
    pub gate: Gate,
    /// Whether those without a token may read. They never write.
    pub anonymous_reading: bool,
    /// The service's figures; without them there is no `/metrics`.
    pub metrics: Option<Metrics>,
    /// Who looks at requests from outside.
    pub observer: Arc<Observer>,
    /// Whether answers are compressed for clients that take them so.
    pub compression: bool,
    /// How large a request's body may be, in bytes; an import's has its own limit.
    pub body_size_max: usize,
    /// The archive, for what is imported into it.
    pub archive: Archive,
    /// How much may be imported, and how many at once.
    pub imports: Imports,
    /// The WebSockets there are, and may be.
    pub sockets: Sockets,
    /// Who is let in, and how far.
    pub guards: Guards,
}

/// Asks the layers below whether they can answer; `Err` is the reason why not, in words that may be
/// shown to anyone.
pub type Readiness = Arc<dyn Fn() -> ReadinessAnswer + Send + Sync>;

/// What [`Readiness`] resolves to: what else may be told, a line each, or why not.
pub type ReadinessAnswer = Pin<Box<dyn Future<Output = Result<String, &'static str>> + Send>>;

/// Figures for Prometheus.
#[derive(Clone)]
pub struct Metrics {
    /// Writes them in Prometheus' text form.
    pub figures: Figures,
    /// Whether everybody may see them, whatever the route needs.
    pub is_open: bool,
}

/// The figures so far, as text.
pub type Figures = Arc<dyn Fn() -> String + Send + Sync>;

/// One route: its path, what it needs of whoever asks, and its handlers.
struct Route {
    path: &'static str,
    /// Without one, everybody is answered and no token is looked at.
    needs: Option<Permission>,
    handlers: MethodRouter<Arc<Service>>,
}

/// Every route of the service, with what it needs: the one place where both are declared. A route that
/// looks at who asks takes an `Extension<Caller>`.
fn table() -> Vec<Route> {
    let open = |path, handlers| Route { path, needs: None, handlers };
    let needs = |permission, path, handlers| Route { path, needs: Some(permission), handlers };
    vec![
        open("/", get(front::page)),
        open("/graphiql", get(graphiql::redirect)),
        open("/graphiql/", get(graphiql::page)),
        open("/graphiql/{*file}", get(graphiql::asset)),
        open("/health/live", get(health::live)),
        open("/health/ready", get(health::ready)),
        // Mutations need more; who may do which is checked where they are known.
        needs(Permission::Read, GRAPHQL, get(graphql::by_get).post(graphql::by_post)),
        needs(Permission::Write, "/import", post(import::upload)),
        needs(Permission::Administer, METRICS, get(health::figures)),
    ]
}

/// The path of the API, where WebSockets are opened too.
const GRAPHQL: &str = "/graphql";

/// The path of the figures, which are there only if they are kept.
const METRICS: &str = "/metrics";

/// Every path, and what it needs of whoever asks; nothing where everybody is answered.
pub fn routes() -> Vec<(&'static str, Option<Permission>)> {
    table().into_iter().map(|route| (route.path, route.needs)).collect()
}

/// The routes, guarded, behind their door.
pub fn door(service: Service) -> Door {
    let service = Arc::new(service);
    let (mut routes, mut paths, mut asked) = (Router::new(), Vec::new(), None);
    let limited = guard::limited(service.guards.rate);
    for Route { path, needs, handlers } in table() {
        let needs = match (path, &service.metrics) {
            (METRICS, None) => continue,
            (METRICS, Some(metrics)) if metrics.is_open => None,
            _ => needs,
        };
        paths.push(path);
        if path == GRAPHQL {
            asked = needs;
        }
        let handlers = match needs {
            Some(permission) => {
                let guard = access::Guard { service: service.clone(), permission };
                handlers.route_layer(from_fn_with_state(guard, access::check))
            }
            None => handlers,
        };
        let is_counted = path != "/import" && !path.starts_with("/health/");
        let handlers = if is_counted { limited(handlers) } else { handlers };
        let handlers = match path {
            // Before the guard: there, who asks is told by the first message, if not before.
            GRAPHQL => handlers.route_layer(from_fn_with_state(service.clone(), ws::take)),
            _ => handlers,
        };
        routes = routes.route(path, handlers);
    }
    let routes = routes
        .method_not_allowed_fallback(error::method_not_allowed)
        .fallback(|uri: Uri| async move { error::not_found(uri.path()) })
        .layer(DefaultBodyLimit::max(service.body_size_max))
        .layer(from_fn(access::refuse_token_in_address))
        .with_state(service.clone());
    let routes = match service.compression {
        true => routes.layer(compress::layer()),
        false => routes,
    };
    let routes = guard::around(routes, &service.guards);
    Door::before(routes, paths, service, asked)
}
