//! WebSockets: the door. A request at `/graphql` to change over to WebSocket is looked at before anything else
//! looks at it: whether its page may connect here, whether it speaks the protocol, who asks. What is said once
//! it is open is `conversation`'s.
//!
//! Browsers cannot send a token in a header here, so a connection may begin without one and send it in its
//! first message; nothing is answered before that.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::error::RequestError;
use super::{Service, access};

/// What is said over an open connection.
mod conversation;
/// The messages of the protocol, read and written.
mod message;

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";
/// How many bytes a connection keeps for reading, and for writing: most messages are short.
const BUFFER: usize = 8 << 10;

/// How many connections there may be, and what each may do. Cheap to clone; each clone means the same ones.
#[derive(Clone)]
pub struct Sockets {
    limits: SocketLimits,
    places: Arc<Semaphore>,
    stopping: CancellationToken,
    may_connect: OriginCheck,
}

/// Whether pages of another site may connect, told from the request's headers.
pub type OriginCheck = Arc<dyn Fn(&HeaderMap) -> bool + Send + Sync>;

/// What connections may do.
#[derive(Clone, Copy, Debug)]
pub struct SocketLimits {
    /// How many there may be at once.
    pub connections: u32,
    /// How many operations may be under way at once on each.
    pub operations: usize,
    /// How long a client may take to send its first message.
    pub init_timeout: Duration,
    /// How long a client may say nothing, not even that it is still there.
    pub idle_timeout: Duration,
    /// How long a client may leave what is sent to it unread.
    pub send_timeout: Duration,
}

impl Sockets {
    /// None yet.
    pub fn new(limits: SocketLimits) -> Sockets {
        Sockets {
            limits,
            places: Arc::new(Semaphore::new(limits.connections as usize)),
            stopping: CancellationToken::new(),
            may_connect: Arc::new(|_| false),
        }
    }

    /// Lets pages of other sites connect if `check` says so.
    pub fn allowing(self, check: OriginCheck) -> Sockets {
        Sockets { may_connect: check, ..self }
    }

    /// Tells every client that the service stops.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Waits until every connection is closed.
    pub async fn closed(&self) {
        // It fails only when the places are closed, which nobody does.
        let _ = self.places.acquire_many(self.limits.connections).await;
    }

    fn place(&self) -> Result<OwnedSemaphorePermit, RequestError> {
        let place = self.places.clone().try_acquire_owned().ok().filter(|_| !self.stopping.is_cancelled());
        place.ok_or_else(|| RequestError {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "UNAVAILABLE",
            message: "no more WebSockets are taken at the moment; try again later".to_owned(),
        })
    }
}

/// Takes a request to change over to WebSocket; any other goes on.
pub async fn take(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    match names_websocket(request.headers()) {
        true => open(service, request).await.unwrap_or_else(|refusal| refusal),
        false => next.run(request).await,
    }
}

fn names_websocket(headers: &HeaderMap) -> bool {
    let sent = headers.get_all(header::UPGRADE).iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(|value| value.split(',')).any(|name| name.trim().eq_ignore_ascii_case("websocket"))
}

async fn open(service: Arc<Service>, request: Request) -> Result<Response, Response> {
    let (mut parts, _body) = request.into_parts();
    check_origin(&service.sockets, &parts.headers).map_err(IntoResponse::into_response)?;
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|rejection| not_upgraded(&rejection))?
        .protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        let message = format!(
            "none of the header's subprotocols is spoken here; expected `Sec-WebSocket-Protocol: {PROTOCOL}`"
        );
        return Err(RequestError::malformed(message).into_response());
    }
    let has_token = parts.headers.contains_key(header::AUTHORIZATION);
    let standing = access::standing(&service, &parts.headers).await?;
    let place = service.sockets.place().map_err(IntoResponse::into_response)?;
    let largest = service.body_size_max;
    let upgrade = upgrade.max_message_size(largest).max_frame_size(largest);
    let upgrade = upgrade.read_buffer_size(BUFFER).write_buffer_size(BUFFER);
    Ok(upgrade.on_upgrade(async move |socket| {
        metrics::gauge!("vitae_websockets").increment(1);
        conversation::hold(service, socket, standing, has_token).await;
        metrics::gauge!("vitae_websockets").decrement(1);
        drop(place);
    }))
}

fn not_upgraded(rejection: &WebSocketUpgradeRejection) -> Response {
    let message = format!("the connection cannot change over to WebSocket: {}", rejection.body_text());
    let status = rejection.status();
    let status = if status.is_client_error() { status } else { StatusCode::BAD_REQUEST };
    let mut response = RequestError { status, ..RequestError::malformed(message) }.into_response();
    if status == StatusCode::UPGRADE_REQUIRED {
        response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    }
    response
}

/// Refuses pages of other sites: a browser opens a WebSocket to anywhere without asking first, and tells only
/// by `Origin` for which page. What is no browser sends none.
fn check_origin(sockets: &Sockets, headers: &HeaderMap) -> Result<(), RequestError> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    if is_same_site(headers) || (sockets.may_connect)(headers) {
        return Ok(());
    }
    Err(RequestError {
        status: StatusCode::FORBIDDEN,
        code: "FORBIDDEN",
        message: format!(
            "pages of `{}` may not open a WebSocket here; expected an `Origin` of the same host as `Host`",
            origin.to_str().unwrap_or("…")
        ),
    })
}

/// Whether `Origin` names the host and port that the request was sent to. The scheme is not looked at: whoever
/// takes TLS off in front of the service does not tell.
fn is_same_site(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else { return false };
    let Ok(origin) = origin.parse::<Uri>() else { return false };
    let default = match origin.scheme_str() {
        Some("http") => ":80",
        Some("https") => ":443",
        _ => return false,
    };
    let Some(authority) = origin.authority() else { return false };
    let bare = |text: &str| text.strip_suffix(default).unwrap_or(text).to_ascii_lowercase();
    bare(authority.as_str()) == bare(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_of_this_site_if_it_names_the_host_that_was_asked() {
        for (origin, host, same) in [
            ("http://127.0.0.1:8000", "127.0.0.1:8000", true),
            ("https://Vitae.example", "vitae.example", true),
            ("https://vitae.example", "vitae.example:443", true),
            ("http://vitae.example:80", "vitae.example", true),
            ("http://[::1]:8000", "[::1]:8000", true),
            ("http://vitae.example", "vitae.example:443", false),
            ("http://127.0.0.1:8001", "127.0.0.1:8000", false),
            ("http://localhost:8000", "127.0.0.1:8000", false),
            ("https://vitae.example.evil", "vitae.example", false),
            ("https://evil.example/vitae.example", "vitae.example", false),
            ("https://vitae.example@evil.example", "vitae.example", false),
            ("null", "vitae.example", false),
            ("file://vitae.example", "vitae.example", false),
            ("", "", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            headers.insert(header::HOST, HeaderValue::from_static(host));
            assert_eq!(is_same_site(&headers), same, "{origin} at {host}");
        }
    }
}
