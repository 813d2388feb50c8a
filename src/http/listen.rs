//! Connections: each is taken if there is room, speaks TLS where the service has a certificate, HTTP/1.1 or
//! HTTP/2 as the client likes, and ends when its client keeps it waiting. Told to stop, the service takes no
//! more, and lets those that are there finish what they began.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Request, Response, Version};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::door::Door;
use super::guard::{Peer, Proxies};
use super::seat::{Asked, Holder, Line, Room, Seat};
use super::tls::Certificate;

/// How many connections there may be, and how long each may keep the service waiting.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// How many there may be.
    pub connections: usize,
    /// How many one address may have, if it is not a trusted proxy's.
    pub per_client: usize,
    /// The proxies that are trusted.
    pub proxies: Proxies,
    /// How long the head of a request, or the greeting of TLS, may take to come.
    pub header_timeout: Duration,
    /// How long a connection may be idle between two requests.
    pub keep_alive_timeout: Duration,
    /// How long a client may take nothing of its answer.
    pub write_timeout: Duration,
}

/// The longest head of a request, in bytes: an address with a query is part of it.
const HEAD: usize = 64 << 10;
/// How many requests one connection of HTTP/2 may have under way.
const STREAMS: u32 = 128;
/// How often a client of HTTP/2 is asked whether it is still there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);
/// How long to wait when no connection can be taken, such as for want of files.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop` resolves, then until the last request in flight is answered. Dropped, it drops every
/// connection.
pub async fn serve(
    listener: TcpListener,
    door: Door,
    bounds: Bounds,
    certificate: Option<Arc<Certificate>>,
    stop: impl Future<Output = ()>,
) {
    let room = Room::new(bounds.clone());
    let (finish, finishing) = watch::channel(false);
    let host = Arc::new(Host { door, builder: builder(), bounds, certificate, finishing });
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => match room.take(address.ip().to_canonical()) {
                    Some(holder) => {
                        connections.spawn(host.clone().attend(stream, address, holder));
                    }
                    None => metrics::counter!("vitae_connections_refused_total").increment(1),
                },
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    // Nobody is left to tell where there is no connection.
    let _ = finish.send(true);
    while connections.join_next().await.is_some() {}
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // How long a head may take is watched from outside, where it is known what came before it.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD as u32)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
    builder
}

/// What every connection needs.
struct Host {
    door: Door,
    builder: Builder<TokioExecutor>,
    bounds: Bounds,
    certificate: Option<Arc<Certificate>>,
    finishing: watch::Receiver<bool>,
}

impl Host {
    async fn attend(self: Arc<Host>, stream: TcpStream, address: SocketAddr, holder: Holder) {
        tracing::trace!(%address, "a connection was taken");
        // An answer that waits to be sent together with the next is an answer late.
        let _ = stream.set_nodelay(true);
        let Some(certificate) = &self.certificate else {
            return self.talk(stream, Peer { address, is_tls: false }, holder).await;
        };
        let acceptor = TlsAcceptor::from(certificate.current());
        let seat = holder.seat().clone();
        let greeted = tokio::select! {
            greeted = tokio::time::timeout(self.bounds.header_timeout, acceptor.accept(stream)) => greeted,
            () = seat.given_away.notified() => return,
        };
        match greeted {
            Ok(Ok(stream)) => Box::pin(self.talk(stream, Peer { address, is_tls: true }, holder)).await,
            Ok(Err(error)) => tracing::debug!(%error, "a client did not agree on TLS"),
            Err(_) => tracing::debug!("a client took too long to agree on TLS"),
        }
    }

    async fn talk<S>(&self, stream: S, peer: Peer, holder: Holder)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let seat = holder.seat().clone();
        let service = service_fn(|request| answer(self.door.clone(), request, peer, &seat));
        let line = TokioIo::new(Line { stream, holder });
        let mut connection = std::pin::pin!(self.builder.serve_connection_with_upgrades(line, service));
        let mut finishing = self.finishing.clone();
        let (mut is_ending, mut is_told) = (false, false);
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection broke off");
                    }
                    break;
                }
                _ = finishing.wait_for(|is_over| *is_over), if !is_told => {
                    is_told = true;
                    connection.as_mut().graceful_shutdown();
                }
                () = seat.given_away.notified() => break,
                () = tokio::time::sleep(self.look_every()) => match (seat.is_overdue(), is_ending) {
                    (false, _) => is_ending = false,
                    (true, true) => break,
                    (true, false) => {
                        is_ending = true;
                        connection.as_mut().graceful_shutdown();
                    }
                },
            }
        }
        seat.leave();
    }

    /// How often a connection is looked at.
    fn look_every(&self) -> Duration {
        let Bounds { header_timeout, keep_alive_timeout, write_timeout, .. } = self.bounds;
        let shortest = header_timeout.min(keep_alive_timeout).min(write_timeout);
        (shortest / 4).clamp(Duration::from_millis(5), Duration::from_secs(5))
    }
}

fn answer(
    door: Door,
    request: Request<Incoming>,
    peer: Peer,
    seat: &Arc<Seat>,
) -> impl Future<Output = Result<Response<Body>, Infallible>> + use<> {
    let asked = seat.begin(request.version() == Version::HTTP_2);
    async move {
        let response = door.answer(request.map(Body::new), Some(peer)).await;
        Ok(response.map(|body| Body::new(Counted { body, _asked: asked })))
    }
}

/// The body of an answer: until it is written, its request is in flight.
struct Counted {
    body: Body,
    _asked: Asked,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
