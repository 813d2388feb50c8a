//! Whether the service can answer: its database does, and has every step of the schema.
//! Asked through the readers, as requests are: neither a writer at work nor the loss of one server makes it unready.

use std::sync::Arc;
use std::time::Duration;

use migration::MigratorTrait;

use crate::http::Readiness;
use crate::store::{Readers, State, Statement, Store};

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks the database when called; `Err` is the reason why the service is not ready.
pub fn readiness(store: Store, readers: Readers) -> Readiness {
    Arc::new(move || {
        let (store, readers) = (store.clone(), readers.clone());
        Box::pin(async move {
            match tokio::time::timeout(PATIENCE, check(&store, &readers)).await {
                Ok(outcome) => outcome,
                Err(_) => Err("the database does not answer in time"),
            }
        })
    })
}

async fn check(store: &Store, readers: &Readers) -> Result<String, &'static str> {
    if readers.has_replicas() {
        // All are watched anyway. Should one hang just now, others answer.
        let is_any_up = readers.states().iter().any(|state| state.is_up);
        return is_any_up.then(|| servers(readers)).ok_or("the database does not answer");
    }
    let steps =
        Statement { sql: "SELECT CAST(count(*) AS TEXT) FROM seaql_migrations".into(), binds: Vec::new() };
    let known = migration::Migrator::migrations().len();
    match readers.fetch(steps).await {
        Ok(taken) if taken.parse().is_ok_and(|taken: usize| taken >= known) => Ok(String::new()),
        Ok(_) => Err("the database's schema is not up to date"),
        Err(error) => {
            tracing::warn!(%error, "the database cannot be asked");
            match store.is_migrated().await {
                Ok(false) => Err("the database's schema is not up to date"),
                _ => Err("the database does not answer"),
            }
        }
    }
}

/// How it stands with the primary and each replica, a line each; nothing where there are none. Whoever may ask whether
/// the service is ready is told no address.
fn servers(readers: &Readers) -> String {
    let line = |(at, state): (usize, State)| {
        let State { name, is_up, is_in_use, is_writable, lag } = state;
        match (is_up, is_in_use) {
            (false, _) => format!("{name}: lost\n"),
            (true, false) => format!("{name}: {:.1} s behind, not in use\n", lag.as_secs_f64()),
            (true, true) if at == 0 && !is_writable => format!("{name}: in use, takes no changes\n"),
            (true, true) => format!("{name}: in use\n"),
        }
    };
    readers.states().into_iter().enumerate().map(line).collect()
}
