//! Endpoints over an archive, and who asks them.

use std::sync::Arc;

use vitae::domain::{Archive, Clock};
use vitae::graphql::{Endpoint, Limits};
use vitae::store::{Readers, Store};
use vitae::value::access::{Caller, Role};

use crate::query::LIMITS;

/// A clock that stands still.
fn clock() -> Clock {
    Arc::new(|| "2026-01-02T03:04:05.000Z".to_owned())
}

/// An endpoint with the service's own limits, over an open archive.
pub fn endpoint(store: &Store, readers: Readers) -> Endpoint {
    endpoint_with(store, readers, LIMITS)
}

/// The same under limits of its own.
pub fn endpoint_with(store: &Store, readers: Readers, limits: Limits) -> Endpoint {
    Endpoint::new(Archive::new(store.clone(), clock()), readers, store.dialect(), limits)
}

/// Somebody with a token of this role.
pub fn with_role(role: Role) -> Caller {
    Caller { name: format!("the {role}"), role: Some(role) }
}

/// Somebody who may write.
pub fn editor() -> Caller {
    with_role(Role::Editor)
}
