//! WebSockets: the door. A request at `/graphql` to change over to WebSocket is looked at before anything else
//! looks at it: whether it speaks the protocol, and who asks. Whether its page may connect here was asked before, as of
//! every request (`guard/origin.rs`). What is said once it is open is `conversation`'s.
//!
//! Browsers cannot send a token in a header here, so a connection may begin without one and send it in its
//! first message; nothing is answered before that.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::value::share::{Share, Shares};

use super::error::RequestError;
use super::{Client, Service, access};

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
    by_client: Arc<Shares<IpAddr>>,
    stopping: CancellationToken,
}

/// The place of one connection, in all and among its client's.
struct Place {
    _one: OwnedSemaphorePermit,
    _share: Option<Share<IpAddr>>,
}

/// What connections may do.
#[derive(Clone, Copy, Debug)]
pub struct SocketLimits {
    /// How many there may be at once.
    pub connections: u32,
    /// How many of them one client may have.
    pub per_client: u32,
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
            by_client: Shares::new(u64::from(limits.per_client)),
            stopping: CancellationToken::new(),
        }
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

    fn place(&self, client: Option<IpAddr>) -> Result<Place, RequestError> {
        let unavailable =
            |message| RequestError { status: StatusCode::SERVICE_UNAVAILABLE, code: "UNAVAILABLE", message };
        let share = client.map(|client| self.by_client.take(client, 1).ok_or(())).transpose();
        let share = share.map_err(|()| {
            let most = self.by_client.most();
            unavailable(format!("this client has {most} WebSockets, and no more are taken; hint: close one"))
        })?;
        let place = self.places.clone().try_acquire_owned().ok().filter(|_| !self.stopping.is_cancelled());
        let place = place.ok_or_else(|| {
            unavailable("no more WebSockets are taken at the moment; try again later".to_owned())
        })?;
        Ok(Place { _one: place, _share: share })
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

/// Whether a key is what RFC 6455 wants: sixteen bytes in base64. HTTP/2 has none.
fn has_good_key(headers: &HeaderMap) -> bool {
    headers.get(header::SEC_WEBSOCKET_KEY).is_none_or(|key| {
        let digits = key.as_bytes().strip_suffix(b"==").unwrap_or_default();
        digits.len() == 22 && digits.iter().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/'))
    })
}

async fn open(service: Arc<Service>, request: Request) -> Result<Response, Response> {
    let (mut parts, _body) = request.into_parts();
    if !has_good_key(&parts.headers) {
        let message = "the header `Sec-WebSocket-Key` is malformed; expected 16 bytes in base64";
        return Err(RequestError::malformed(message).into_response());
    }
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
    let client = Client::named_in(&parts.extensions);
    let standing = access::standing(&service, &parts.headers).await?.from(client);
    let place = service.sockets.place(client).map_err(IntoResponse::into_response)?;
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
