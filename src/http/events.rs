//! Server-sent events: how a subscription's responses go out, one connection for each, in the words of the
//! GraphQL over SSE protocol: `next` for each response, `complete` at the end.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};

use crate::domain::TokenRefused;
use crate::graphql::{Answer, Changes};

use super::access::{Standing, Watch};
use super::error::RequestError;
use super::position;

/// How often a line without meaning is sent where there is nothing to tell, so that nobody between takes
/// the connection for dead.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(12);

/// The last event. One without a line of data is none to browsers, and `Event` leaves an empty one out.
const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";

/// What proxies that gather answers before they pass them on are told.
const UNGATHERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// A subscription's responses as they come, as long as the token holds of whoever asked for them.
pub fn of(changes: Box<Changes>, standing: Standing) -> Response {
    respond(stream::unfold(Some((changes, standing.watch())), async |following| {
        let (mut changes, mut watch) = following?;
        match next(&mut changes, &mut watch).await {
            Ok(response) => Some((response?, Some((changes, watch)))),
            Err(refused) => Some((RequestError::unauthenticated(refused.to_string()).body(), None)),
        }
    }))
}

/// The next response, or why there are no more for this token.
async fn next(changes: &mut Changes, watch: &mut Watch) -> Result<Option<String>, TokenRefused> {
    let response = tokio::select! {
        response = changes.next() => response,
        refused = watch.over() => return Err(refused),
    };
    watch.holds().await?;
    Ok(response)
}

/// One answer to a client that takes nothing but events.
pub fn of_one(answer: Answer) -> Response {
    let Answer { body, held, position, .. } = answer;
    // Its room is given back when the stream is let go of, at its end.
    let mut response = respond(stream::iter([body]).inspect(move |_| {
        let _ = &held;
    }));
    position::tell(response.headers_mut(), position);
    response
}

fn respond(responses: impl Stream<Item = String> + Send + 'static) -> Response {
    let next = responses.map(|response| Ok::<_, Infallible>(Event::default().event("next").data(response)));
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE_EVERY);
    let events = Sse::new(next).keep_alive(keep_alive);
    let response = ([(header::VARY, "accept"), UNGATHERED], events).into_response();
    response.map(|body| {
        let complete = stream::iter([Ok(Bytes::from_static(COMPLETE))]);
        Body::from_stream(body.into_data_stream().chain(complete))
    })
}
