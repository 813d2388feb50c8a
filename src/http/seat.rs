//! How connections are doing, and how many there may be. Where there is no room for one more, the one that
//! has been idle longest goes: whoever opens thousands and says nothing keeps nobody out.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::listen::Bounds;

/// All connections there are.
pub struct Room {
    bounds: Bounds,
    began: Instant,
    seats: Mutex<Seats>,
}

#[derive(Default)]
struct Seats {
    last: u64,
    by_number: BTreeMap<u64, Arc<Seat>>,
    by_client: HashMap<IpAddr, usize>,
}

/// One connection. Its times are milliseconds since the room was opened, and 0 is never.
pub struct Seat {
    number: u64,
    client: IpAddr,
    room: Arc<Room>,
    /// How many requests are being answered.
    in_flight: AtomicUsize,
    has_asked: AtomicBool,
    is_http2: AtomicBool,
    /// Since when no request is being answered.
    idle_since: AtomicU64,
    /// Since when the head of a request is coming.
    head_since: AtomicU64,
    read_at: AtomicU64,
    /// Since when the client takes nothing of what is written.
    stalled_since: AtomicU64,
    /// Told when the seat is given to somebody else.
    pub given_away: Notify,
}

impl Room {
    /// An empty one.
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a connection is silent is no fact of the archive, and nothing that is answered tells it"
    )]
    pub fn new(bounds: Bounds) -> Arc<Room> {
        Arc::new(Room { bounds, began: Instant::now(), seats: Mutex::default() })
    }

    /// A seat for a client; none if all are taken by connections that are doing something.
    pub fn take(self: &Arc<Room>, client: IpAddr) -> Option<Holder> {
        let mut seats = self.seats();
        let of_client = seats.by_client.get(&client).copied().unwrap_or(0);
        let is_bounded = !self.bounds.proxies.trusts(client);
        if is_bounded && of_client >= self.bounds.per_client && !seats.free(Some(client)) {
            return None;
        }
        if seats.by_number.len() >= self.bounds.connections && !seats.free(None) {
            return None;
        }
        seats.last += 1;
        let seat = Arc::new(Seat {
            number: seats.last,
            client,
            room: self.clone(),
            in_flight: AtomicUsize::new(0),
            has_asked: AtomicBool::new(false),
            is_http2: AtomicBool::new(false),
            idle_since: AtomicU64::new(self.now()),
            head_since: AtomicU64::new(0),
            read_at: AtomicU64::new(0),
            stalled_since: AtomicU64::new(0),
            given_away: Notify::new(),
        });
        seats.by_number.insert(seat.number, seat.clone());
        *seats.by_client.entry(client).or_default() += 1;
        metrics::gauge!("vitae_connections").set(seats.by_number.len() as f64);
        Some(Holder(seat))
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1
    }
}

impl Seats {
    /// Takes the seat of the oldest connection that is idle, of this client if one is named.
    fn free(&mut self, client: Option<IpAddr>) -> bool {
        let mut idle = self.by_number.values().filter(|seat| {
            client.is_none_or(|client| seat.client == client) && seat.in_flight.load(Ordering::Relaxed) == 0
        });
        let Some(seat) = idle.next().cloned() else { return false };
        self.remove(&seat);
        seat.given_away.notify_one();
        metrics::counter!("vitae_connections_given_away_total").increment(1);
        true
    }

    fn remove(&mut self, seat: &Seat) {
        if self.by_number.remove(&seat.number).is_none() {
            return;
        }
        metrics::gauge!("vitae_connections").set(self.by_number.len() as f64);
        if let Some(count) = self.by_client.get_mut(&seat.client) {
            *count -= 1;
            if *count == 0 {
                self.by_client.remove(&seat.client);
            }
        }
    }
}

impl Seat {
    /// A request has come whole as far as its head.
    pub fn begin(self: &Arc<Seat>, is_http2: bool) -> Asked {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        self.has_asked.store(true, Ordering::Relaxed);
        self.is_http2.store(is_http2, Ordering::Relaxed);
        self.head_since.store(0, Ordering::Relaxed);
        Asked(self.clone())
    }

    /// HTTP is done with the connection. What it was upgraded to, if anything, is never idle.
    pub fn leave(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the client has had its time.
    pub fn is_overdue(&self) -> bool {
        let bounds = &self.room.bounds;
        let since = |time: &AtomicU64| time.load(Ordering::Relaxed);
        let has_asked = self.has_asked.load(Ordering::Relaxed);
        let (from, limit) = if self.in_flight.load(Ordering::Relaxed) > 0 {
            match since(&self.stalled_since) {
                0 => return false,
                // Whoever still sends may not have time to read yet.
                stalled => (stalled.max(since(&self.read_at)), bounds.write_timeout),
            }
        } else {
            match (since(&self.head_since), has_asked) {
                // Between requests HTTP/2 talks about other things.
                (0, true) => (since(&self.idle_since), bounds.keep_alive_timeout),
                (_, true) if self.is_http2.load(Ordering::Relaxed) => {
                    (since(&self.idle_since), bounds.keep_alive_timeout)
                }
                (0, false) => (since(&self.idle_since), bounds.header_timeout),
                (head, _) => (head, bounds.header_timeout),
            }
        };
        u128::from(self.room.now().saturating_sub(from)) > limit.as_millis()
    }

    fn has_read(&self) {
        let now = self.room.now();
        self.read_at.store(now, Ordering::Relaxed);
        if self.in_flight.load(Ordering::Relaxed) == 0 && self.head_since.load(Ordering::Relaxed) == 0 {
            self.head_since.store(now, Ordering::Relaxed);
        }
    }

    fn has_tried_to_write(&self, is_stalled: bool) {
        match (is_stalled, self.stalled_since.load(Ordering::Relaxed)) {
            (true, 0) => self.stalled_since.store(self.room.now(), Ordering::Relaxed),
            (true, _) | (false, 0) => {}
            (false, _) => self.stalled_since.store(0, Ordering::Relaxed),
        }
    }
}

/// A request that is being answered, until the last of its answer is written or nobody wants it any more.
pub struct Asked(Arc<Seat>);

impl Drop for Asked {
    fn drop(&mut self) {
        let seat = &self.0;
        seat.idle_since.store(seat.room.now(), Ordering::Relaxed);
        seat.head_since.store(0, Ordering::Relaxed);
        seat.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Holds a seat as long as the connection is open, whatever it is used for.
pub struct Holder(Arc<Seat>);

impl Holder {
    /// The seat.
    pub fn seat(&self) -> &Arc<Seat> {
        &self.0
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.room.seats().remove(&self.0);
    }
}

/// A connection's bytes, watched.
pub struct Line<S> {
    /// Where they go and come from.
    pub stream: S,
    /// Let go of when the connection is closed.
    pub holder: Holder,
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before {
            self.holder.seat().has_read();
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.holder.seat().has_tried_to_write(written.is_pending());
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.holder.seat().has_tried_to_write(written.is_pending());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
