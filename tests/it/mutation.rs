//! Mutations: their form, who may ask for which, what reaches the domain, how payloads are read, and what
//! comes of them.

use serde_json::{Map, Value, json};
use vitae::graphql::{Answer, Endpoint, Request};
use vitae::store::{Dialect, Readers, Recording, Store};
use vitae::value::access::Caller;

use crate::support::{TestDatabase, endpoint};

/// The form of every mutation, and who may ask for it.
mod form;
/// What is told of a mutation, as it reaches the domain.
mod input;
/// How payloads are read.
mod payload;
/// Mutations over HTTP.
mod served;
/// Mutations from document to answer.
mod whole;

/// An archive that mutations change, and what is asked of its readers.
struct Archive {
    endpoint: Endpoint,
    readers: Readers,
    recording: Recording,
    store: Store,
    dialect: Dialect,
    _database: TestDatabase,
}

impl Archive {
    /// The demo archive.
    async fn seeded(dialect: Dialect) -> Archive {
        Archive::on(TestDatabase::seeded(dialect).await, dialect).await
    }

    async fn on(database: TestDatabase, dialect: Dialect) -> Archive {
        let store = database.open().await;
        let (readers, recording) = store.readers().await.unwrap().recorded();
        let endpoint = endpoint(&store, readers.clone());
        Archive { endpoint, readers, recording, store, dialect, _database: database }
    }

    /// What is answered, as it goes out.
    async fn answer(&self, caller: Caller, query: &str, variables: Value) -> Answer {
        let variables = variables.as_object().cloned().unwrap_or_else(Map::new);
        let query = query.to_owned();
        self.endpoint.answer(Request { query, variables, caller, ..Request::default() }).await
    }

    /// What is answered, as JSON.
    async fn ask(&self, caller: Caller, query: &str, variables: Value) -> Value {
        serde_json::from_str(&self.answer(caller, query, variables).await.body).unwrap()
    }

    async fn close(self) {
        let Archive { endpoint, readers, store, .. } = self;
        drop(endpoint);
        readers.close().await;
        store.close().await.unwrap();
    }
}

/// The code of the first error of a refusal.
fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

/// No variables.
fn none() -> Value {
    json!({})
}
