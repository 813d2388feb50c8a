//! The whole HTTP surface, on one screen: routes, media types, limits, health.
//! It turns requests into text for `graphql` and text into responses; it never knows a noun.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::{get, post};

use crate::domain::Archive;
use crate::graphql::Endpoint;

/// One shape for everything that goes wrong before GraphQL sees the request.
mod error;
/// The page at `/`, which tells where things are.
mod front;
/// GraphQL over HTTP: GET and POST.
mod graphql;
/// Whether the process lives, and whether it can answer.
mod health;
/// `POST /import`: records come in, and what becomes of them goes out.
mod import;
/// Which media type an answer takes.
mod media;
/// What an import says, kept until the client has read it.
mod outbox;
/// A request's query, variables and operation, from a body or from an address.
mod request;
/// The body of an import: bounded, unpacked, kept in a file where it must not be waited for.
mod upload;

pub use import::Imports;

/// What the surface needs of the layers below; made by `cli`.
#[derive(Clone)]
pub struct Service {
    /// Answers GraphQL requests.
    pub endpoint: Endpoint,
    /// Tells whether the service can answer.
    pub readiness: Readiness,
    /// Writes figures in Prometheus' text form; without it there is no `/metrics`.
    pub metrics: Option<Figures>,
    /// How large a request's body may be, in bytes; an import's has its own limit.
    pub body_size_max: usize,
    /// The archive, for what is imported into it.
    pub archive: Archive,
    /// How much may be imported, and how many at once.
    pub imports: Imports,
}

/// Asks the layers below whether they can answer; `Err` is the reason why not, in words that may be
/// shown to anyone.
pub type Readiness = Arc<dyn Fn() -> ReadinessAnswer + Send + Sync>;

/// What [`Readiness`] resolves to.
pub type ReadinessAnswer = Pin<Box<dyn Future<Output = Result<(), &'static str>> + Send>>;

/// The figures so far, as text.
pub type Figures = Arc<dyn Fn() -> String + Send + Sync>;

/// Every route of the service.
pub fn router(service: Service) -> Router {
    let mut routes = Router::new()
        .route("/", get(front::page))
        .route("/graphql", get(graphql::by_get).post(graphql::by_post))
        .route("/import", post(import::upload))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready));
    if let Some(figures) = service.metrics.clone() {
        routes = routes.route("/metrics", get(move || async move { health::figures(&figures) }));
    }
    routes
        .method_not_allowed_fallback(error::method_not_allowed)
        .fallback(|uri: Uri| async move { error::not_found(uri.path()) })
        .layer(DefaultBodyLimit::max(service.body_size_max))
        .layer(axum::middleware::map_response(harden))
        .with_state(Arc::new(service))
}

/// No browser may guess that an answer is something other than what it says it is.
async fn harden(mut response: Response) -> Response {
    let nosniff = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}
