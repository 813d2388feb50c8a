//! Randomness: the only place that asks the system for it. Everything below `cli` is handed it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::Secret;
use crate::value::trace::Numbers;

use super::failure::Failure;

/// The secret of a new token.
pub fn random() -> Result<Secret, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::fault(format!("the system has no random bytes for a token: {error}")))?;
    Ok(Secret::new(bytes))
}

/// Numbers for the ids of requests and spans, none of them 0: a random one first, and from there on as SplitMix64
/// has them, which gives each only once. They need not be hard to guess.
pub fn numbers() -> Result<Numbers, Failure> {
    let mut seed = [0; 8];
    getrandom::fill(&mut seed)
        .map_err(|error| Failure::fault(format!("the system has no random bytes for ids: {error}")))?;
    let state = AtomicU64::new(u64::from_le_bytes(seed));
    Ok(Arc::new(move || {
        let mut number = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)).max(1)
    }))
}
