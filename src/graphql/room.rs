//! Room for answers that wait until their clients have taken them. Whoever asks for much and reads nothing would
//! otherwise fill the memory: how many bytes wait is bounded, in all and for each client.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::value::share::{Share, Shares};

/// All the room there is.
pub struct Room {
    kibibytes: Arc<Semaphore>,
    /// How much one answer may take, in KiB, so that the largest finds room once all others are gone.
    most: u32,
    by_client: Arc<Shares<IpAddr>>,
    /// Answers that wait for room are in memory as well.
    waiting: Arc<Shares<()>>,
}

/// The room that an answer has, until its last byte is handed over. Two answers do not differ by it.
#[derive(Clone, Debug, Default)]
pub struct Held(Option<Arc<Place>>);

#[derive(Debug)]
struct Place {
    _room: OwnedSemaphorePermit,
    _share: Option<Share<IpAddr>>,
}

/// What always finds room, in bytes: the sockets themselves may keep as much.
const SMALL: u64 = 64 << 10;

impl Room {
    /// Room for so many bytes in all, of answers of at most so many. One client may have half of it.
    pub fn new(all: u64, answer: u64) -> Room {
        let most = u32::try_from(all.div_ceil(1024)).unwrap_or(u32::MAX);
        let kibibytes = usize::try_from(most).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Room {
            kibibytes: Arc::new(Semaphore::new(kibibytes)),
            most,
            by_client: Shares::new((all / 2).max(answer)),
            waiting: Shares::new(all.max(answer)),
        }
    }

    /// Room for an answer, once there is some; none where there is none in time, or none at all for this client.
    pub async fn hold(&self, length: usize, client: Option<IpAddr>, patience: Duration) -> Option<Held> {
        let length = length as u64;
        if length <= SMALL {
            return Some(Held::default());
        }
        let share = match client {
            Some(client) => Some(self.by_client.take(client, length)?),
            None => None,
        };
        let wanted = u32::try_from(length.div_ceil(1024)).unwrap_or(u32::MAX).min(self.most);
        let room = match self.kibibytes.clone().try_acquire_many_owned(wanted) {
            Ok(room) => room,
            Err(_) => {
                let _waiting = self.waiting.take((), length)?;
                let room = self.kibibytes.clone().acquire_many_owned(wanted);
                tokio::time::timeout(patience, room).await.ok()?.ok()?
            }
        };
        Some(Held(Some(Arc::new(Place { _room: room, _share: share }))))
    }
}

impl Held {
    /// Whether any room is held: a small answer needs none.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

impl PartialEq for Held {
    fn eq(&self, _: &Held) -> bool {
        true
    }
}

impl Eq for Held {}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;

    #[tokio::test]
    async fn room_is_bounded_in_all_and_for_each_client() {
        let room = Room::new(4 * MIB as u64, MIB as u64);
        let of = |client: u8| Some(IpAddr::from([192, 0, 2, client]));
        let (none, long) = (Duration::ZERO, Duration::from_secs(20));
        let first = [room.hold(MIB, of(1), none).await.unwrap(), room.hold(MIB, of(1), none).await.unwrap()];
        assert!(room.hold(MIB, of(1), long).await.is_none(), "half is a client's");
        let second = room.hold(MIB, of(2), none).await.unwrap();
        let _third = room.hold(MIB, of(3), none).await.unwrap();
        assert!(room.hold(MIB, of(3), none).await.is_none(), "no more is there");
        assert!(!room.hold(1000, of(4), none).await.unwrap().is_some(), "what is small is not counted");
        let (waited, ()) = tokio::join!(room.hold(MIB, of(3), long), async { drop(second) });
        assert!(waited.unwrap().is_some());
        drop(first);
        assert!(room.hold(MIB, of(1), none).await.is_some());
    }
}
