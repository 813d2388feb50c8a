//! Bodies that must come in time: whoever sends a request one byte a minute keeps nothing for long.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use tokio::time::Sleep;

use super::super::error::RequestError;

/// Gives the body of a request so much time, all in all. An import's has none: it may take hours, and looks
/// after itself.
pub async fn hurry(State(patience): State<Duration>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() || request.uri().path() == "/import" {
        return next.run(request).await;
    }
    let is_late = Arc::new(AtomicBool::new(false));
    let end = Box::pin(tokio::time::sleep(patience));
    let request = request.map(|body| Body::new(Hurried { body, end, is_late: is_late.clone() }));
    let response = next.run(request).await;
    match is_late.load(Ordering::Relaxed) {
        true => late(patience).into_response(),
        false => response,
    }
}

/// What is said of a body that did not come in time.
pub fn late(patience: Duration) -> RequestError {
    RequestError {
        status: StatusCode::REQUEST_TIMEOUT,
        code: "TIMEOUT",
        message: format!("the body did not come within {} ms", patience.as_millis()),
    }
}

struct Hurried {
    body: Body,
    end: Pin<Box<Sleep>>,
    is_late: Arc<AtomicBool>,
}

impl HttpBody for Hurried {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        match self.end.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.is_late.store(true, Ordering::Relaxed);
                Poll::Ready(Some(Err(axum::Error::new(std::io::Error::other("it did not come in time")))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
