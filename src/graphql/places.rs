//! Places for what is under way, so many for each client or token: one more waits until one of its own is free.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Semaphore;

/// The places of each; those of whoever has nothing under way are forgotten.
pub struct Places<K> {
    each: usize,
    taken: Mutex<HashMap<K, Weak<Semaphore>>>,
}

/// From how many on it is looked for those that have nothing under way.
const LOOK_FROM: usize = 1024;

impl<K: Eq + Hash> Places<K> {
    /// So many for each.
    pub fn new(each: usize) -> Places<K> {
        Places { each: each.clamp(1, Semaphore::MAX_PERMITS), taken: Mutex::default() }
    }

    /// How many each has.
    pub fn each(&self) -> usize {
        self.each
    }

    /// The places of somebody.
    pub fn of(&self, whose: K) -> Arc<Semaphore> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = taken.get(&whose).and_then(Weak::upgrade) {
            return places;
        }
        if taken.len() >= LOOK_FROM {
            taken.retain(|_, places| places.strong_count() > 0);
        }
        let places = Arc::new(Semaphore::new(self.each));
        taken.insert(whose, Arc::downgrade(&places));
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_has_places_of_its_own() {
        let places = Places::new(1);
        let first = places.of("a").acquire_owned().await.unwrap();
        assert!(places.of("a").try_acquire_owned().is_err());
        assert!(places.of("b").try_acquire_owned().is_ok());
        drop(first);
        assert!(places.of("a").try_acquire_owned().is_ok());
    }

    #[test]
    fn whoever_has_nothing_under_way_is_forgotten() {
        let places = Places::new(1);
        let kept = places.of(0);
        for other in 1..=LOOK_FROM {
            places.of(other);
        }
        assert!(places.taken.lock().unwrap().len() <= 2);
        assert!(Arc::ptr_eq(&kept, &places.of(0)));
    }
}
