//! Which state of the archive something that was read belongs to, so that it can be remembered until the archive changes.
//! A state is told by a number that counts up with whatever may have changed the archive.
//!
//! What this process writes counts up before it is acknowledged: once when it begins to be made permanent, and once when
//! it has been; between the two there is no state at all. What others write is seen by `file` or `server`, within a time
//! that each of them tells. While that cannot be seen there is no state either: it is better to remember nothing.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Dialect, Store, StoreError};
use crate::value::position::Position;
use crate::value::trace::Timer;

/// Changes of other processes, seen in a file of SQLite.
mod file;
/// Changes of other processes, told by a server of PostgreSQL.
mod server;

pub(super) use server::CHANNEL;

/// The states of an archive as this process knows them. Cheap to clone; each clone means the same ones.
#[derive(Clone, Default)]
pub struct States(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// The number of the state that the archive is in.
    number: AtomicU64,
    /// How many transactions are being made permanent.
    committing: AtomicUsize,
    /// How far the archive had come in the state of a number; known only of servers.
    reached: Mutex<Option<(u64, Position)>>,
    /// How changes of others are seen; not at all before it is asked for.
    others: OnceLock<Others>,
}

enum Others {
    File(Box<file::Eye>),
    Server(server::Trust),
}

/// One state of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(u64);

impl Store {
    /// The states of this archive, with what others write to it.
    pub fn states(&self, timer: Timer) -> Result<States, StoreError> {
        let states = self.states.clone();
        let others = match self.dialect {
            Dialect::Sqlite => Others::File(Box::new(file::Eye::open(&self.options.url, timer)?)),
            Dialect::Postgres => Others::Server(server::watch(&states.0, &self.options, timer)),
        };
        // Whoever asked first has told how.
        let _ = states.0.others.set(others);
        Ok(states)
    }
}

impl States {
    /// The state that the archive is in. None while it may be changing, or others could change it unseen.
    pub fn now(&self) -> Option<Stamp> {
        let Shared { number, committing, others, .. } = &*self.0;
        let is_seen = match others.get()? {
            Others::File(eye) => eye.look(number),
            Others::Server(trust) => trust.holds(),
        };
        let state = Stamp(number.load(Ordering::SeqCst));
        (is_seen && committing.load(Ordering::SeqCst) == 0).then_some(state)
    }

    /// Whether what was read since the archive was in this state is what it still holds: whether it is in that state now
    /// and what was read is no older. `position` is where it was read, and known where it may have been a replica.
    pub fn holds(&self, state: Stamp, position: Option<Position>) -> bool {
        let is_as_new = match position {
            None => true,
            Some(position) => {
                let reached = *self.0.reached.lock().unwrap_or_else(PoisonError::into_inner);
                reached.is_some_and(|(number, reached)| number == state.0 && position.reaches(reached))
            }
        };
        is_as_new && self.now() == Some(state)
    }

    /// Lets go of a file, which is then watched no more: whoever closes it last puts its log into it.
    pub(super) fn close(&self) {
        if let Some(Others::File(eye)) = self.0.others.get() {
            eye.close();
        }
    }

    /// Something is made permanent for as long as this is kept.
    pub(super) fn committing(&self) -> Committing {
        self.0.committing.fetch_add(1, Ordering::SeqCst);
        self.changed();
        Committing(self.clone())
    }

    /// The archive may have changed.
    pub(super) fn changed(&self) {
        self.0.number.fetch_add(1, Ordering::SeqCst);
    }

    /// Something was read at this position: where it is further than was known, the archive has changed.
    pub(super) fn seen(&self, position: Position) {
        let mut reached = self.0.reached.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((number, known)) = *reached
            && !known.reaches(position)
        {
            // Whatever this process wrote meanwhile has a number of its own, of which nothing is known here.
            let next = self.0.number.compare_exchange(number, number + 1, Ordering::SeqCst, Ordering::SeqCst);
            match next {
                Ok(_) => *reached = Some((number + 1, known.and(position))),
                Err(_) => self.changed(),
            }
        }
    }
}

/// Something is being made permanent, or was given up: whoever reads meanwhile may see either.
pub(super) struct Committing(States);

impl Drop for Committing {
    fn drop(&mut self) {
        self.0.changed();
        self.0.0.committing.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const fn at(revision: i64) -> Position {
        Position { revision, round: 0 }
    }

    /// States of a server that tells of everything.
    fn states() -> States {
        let states = States::default();
        let trust = server::Trust::new(Arc::new(|| Duration::from_secs(5)));
        trust.extend(Duration::from_secs(5));
        assert!(states.0.others.set(Others::Server(trust)).is_ok());
        states
    }

    #[test]
    fn there_is_no_state_while_something_is_made_permanent() {
        assert_eq!(States::default().now(), None, "nobody sees what others do");
        let states = states();
        let before = states.now().unwrap();
        assert!(states.holds(before, None));
        let (first, second) = (states.committing(), states.committing());
        assert_eq!(states.now(), None);
        assert!(!states.holds(before, None));
        drop(first);
        assert_eq!(states.now(), None, "the other one is not there yet");
        drop(second);
        let after = states.now().unwrap();
        assert_ne!(before, after);
        assert!(!states.holds(before, None) && states.holds(after, None));
    }

    #[test]
    fn what_was_read_must_be_as_new_as_what_is_known() {
        let states = states();
        let state = states.now().unwrap();
        assert!(!states.holds(state, Some(at(9))), "nothing is known of this state");
        *states.0.reached.lock().unwrap() = Some((state.0, at(3)));
        assert!(!states.holds(state, Some(at(2))) && states.holds(state, Some(at(3))));
        states.seen(at(3));
        states.seen(at(1));
        assert!(states.holds(state, Some(at(3))), "that is nothing new");
        states.seen(at(4));
        let next = states.now().unwrap();
        assert_ne!(state, next);
        assert!(!states.holds(next, Some(at(3))) && states.holds(next, Some(at(4))));
        drop(states.committing());
        let written = states.now().unwrap();
        assert!(!states.holds(written, Some(at(4))), "what was written is further than that");
        states.seen(at(5));
        assert_ne!(states.now().unwrap(), written);
        assert!(!states.holds(states.now().unwrap(), Some(at(5))), "there may be more");
    }
}
