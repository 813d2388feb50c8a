//! Mutations: their form, who may ask for which, what reaches the domain, how payloads are read, and what
//! comes of them.

use serde_json::{Map, Value, json};
use vitae::graphql::{Answer, Endpoint, Request};
use vitae::store::{Dialect, Readers, Recording, Store};
use vitae::value::access::Caller;

use crate::support::{TestDatabase, editor, endpoint};

/// The form of every mutation, and who may ask for it.
mod form;
/// What is told of a mutation, as it reaches the domain.
mod input;
/// How payloads are read.
mod payload;
/// Records and claims, made, changed and taken away.
mod record;
/// Mutations over HTTP.
mod served;
/// Merging, undoing, importing; several mutations at once; faults.
mod whole;

/// An archive that mutations change, and what is asked of its readers.
pub struct Archive {
    endpoint: Endpoint,
    pub readers: Readers,
    recording: Recording,
    pub store: Store,
    dialect: Dialect,
    _database: TestDatabase,
}

impl Archive {
    /// The demo archive.
    async fn seeded(dialect: Dialect) -> Archive {
        Archive::on(TestDatabase::seeded(dialect).await, dialect).await
    }

    pub async fn on(database: TestDatabase, dialect: Dialect) -> Archive {
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
    pub async fn ask(&self, caller: Caller, query: &str, variables: Value) -> Value {
        serde_json::from_str(&self.answer(caller, query, variables).await.body).unwrap()
    }

    /// An archive without a record.
    pub async fn empty(dialect: Dialect) -> Archive {
        Archive::on(TestDatabase::migrated(dialect).await, dialect).await
    }

    /// The payload of a document's one mutation, which must be done.
    pub async fn done(&self, text: &str) -> Value {
        let payload = self.payload(text).await;
        assert_eq!(payload["userErrors"], json!([]), "{text}");
        payload
    }

    /// The payload of a document's one mutation, done or not.
    pub async fn payload(&self, text: &str) -> Value {
        let text = format!("mutation {{ it: {text} }}");
        let told = self.ask(editor(), &text, none()).await;
        assert!(told.get("errors").is_none(), "{text}: {told}");
        told["data"]["it"].clone()
    }

    pub async fn data(&self, text: &str) -> Value {
        self.ask(editor(), text, none()).await["data"].clone()
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
