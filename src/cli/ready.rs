//! Whether the service can answer: its database does, and has every step of the schema.
//! Asked through the readers, as requests are: a writer at work makes nobody unready.

use std::sync::Arc;
use std::time::Duration;

use migration::MigratorTrait;

use crate::http::Readiness;
use crate::store::{Readers, Statement, Store};

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

async fn check(store: &Store, readers: &Readers) -> Result<(), &'static str> {
    let steps =
        Statement { sql: "SELECT CAST(count(*) AS TEXT) FROM seaql_migrations".into(), binds: Vec::new() };
    let known = migration::Migrator::migrations().len();
    match readers.fetch(steps).await {
        Ok(taken) if taken.parse().is_ok_and(|taken: usize| taken >= known) => Ok(()),
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
