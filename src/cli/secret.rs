//! Randomness: the only place that asks the system for it. Everything below `cli` is handed it.

use crate::domain::Secret;

use super::failure::Failure;

/// The secret of a new token.
pub fn random() -> Result<Secret, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::fault(format!("the system has no random bytes for a token: {error}")))?;
    Ok(Secret::new(bytes))
}
