//! How much of something each of many may have: counted while it is had, forgotten when it is given back.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What each has, and may have at most.
#[derive(Debug)]
pub struct Shares<K> {
    most: u64,
    had: Mutex<HashMap<K, u64>>,
}

/// A part of what somebody may have, given back when this is let go of.
#[derive(Debug)]
pub struct Share<K: Eq + Hash> {
    of: Arc<Shares<K>>,
    whose: K,
    amount: u64,
}

impl<K: Eq + Hash + Clone> Shares<K> {
    /// Shares of at most so much each.
    pub fn new(most: u64) -> Arc<Shares<K>> {
        Arc::new(Shares { most, had: Mutex::default() })
    }

    /// How much each may have.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// So much more for somebody; none where that would be more than they may have.
    pub fn take(self: &Arc<Shares<K>>, whose: K, amount: u64) -> Option<Share<K>> {
        let mut all = self.had();
        let had = all.entry(whose.clone()).or_default();
        let has = had.saturating_add(amount);
        if has > self.most {
            if *had == 0 {
                all.remove(&whose);
            }
            return None;
        }
        *had = has;
        drop(all);
        Some(Share { of: self.clone(), whose, amount })
    }
}

impl<K> Shares<K> {
    fn had(&self) -> MutexGuard<'_, HashMap<K, u64>> {
        self.had.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Drop for Share<K> {
    fn drop(&mut self) {
        let mut all = self.of.had();
        if let Some(had) = all.get_mut(&self.whose) {
            *had -= self.amount;
            if *had == 0 {
                all.remove(&self.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_share_and_gives_it_back() {
        let shares = Shares::new(3);
        let first = shares.take("a", 2).unwrap();
        assert!(shares.take("a", 2).is_none());
        let second = shares.take("a", 1).unwrap();
        let third = shares.take("b", 3).unwrap();
        assert!(shares.take("c", 4).is_none());
        drop(first);
        let fourth = shares.take("a", 2).unwrap();
        drop((second, third, fourth));
        assert!(shares.had().is_empty());
    }
}
