//! How many requests one client may send. Uploads and checks of health are not counted: the first have
//! limits of their own, and the second must be answered whatever happens.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use tower_governor::governor::GovernorConfigBuilder;
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

use super::super::error::RequestError;
use super::Client;

/// How many requests one client may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many a second in the long run.
    pub per_second: NonZeroU32,
    /// How many at once after a pause.
    pub burst: NonZeroU32,
}

/// Puts handlers under the limit that they share with the others.
pub type Limited<S> = Box<dyn Fn(MethodRouter<S>) -> MethodRouter<S>>;

/// How often clients that paused are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// A limit for handlers; it needs the runtime.
pub fn limited<S: Clone + Send + Sync + 'static>(rate: Option<Rate>) -> Limited<S> {
    let Some(rate) = rate else { return Box::new(|handlers| handlers) };
    let period = Duration::from_secs(1) / rate.per_second.get();
    let mut builder = GovernorConfigBuilder::default().key_extractor(ByClient);
    let config = builder.period(period).burst_size(rate.burst.get()).finish();
    let config = Arc::new(config.expect("neither the period nor the burst is zero"));
    let limiter = config.limiter().clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(FORGET_EVERY).await;
            limiter.retain_recent();
        }
    });
    let layer = GovernorLayer::new(config).error_handler(move |error| refusal(&error, rate));
    Box::new(move |handlers| handlers.layer(layer.clone()))
}

#[derive(Clone)]
struct ByClient;

impl KeyExtractor for ByClient {
    type Key = IpAddr;

    fn extract<T>(&self, request: &Request<T>) -> Result<IpAddr, GovernorError> {
        let client = request.extensions().get::<Client>();
        Ok(client.map_or(Ipv4Addr::UNSPECIFIED.into(), |client| client.network()))
    }
}

fn refusal(error: &GovernorError, rate: Rate) -> Response<Body> {
    let wait = match error {
        GovernorError::TooManyRequests { wait_time, .. } => wait_time + 1,
        _ => 1,
    };
    let refusal = RequestError {
        status: StatusCode::TOO_MANY_REQUESTS,
        code: "TOO_MANY_REQUESTS",
        message: format!(
            "one client may send {} requests a second, and {} at once; try again in {wait} s",
            rate.per_second, rate.burst
        ),
    };
    let mut response = refusal.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    response
}
