//! What the demo archive must answer: each question that a reader of the life of Nikolai Bukharin would ask,
//! asked of the endpoint on both databases, with the sources of the answer. Nothing here reads a table.

use serde_json::Value;
use vitae::graphql::{Endpoint, Request};
use vitae::store::{Dialect, Store};

use crate::support::{TestDatabase, endpoint};

/// The two calendars, and the two births of Stalin.
mod calendar;
/// What every claim rests on: excerpts, passages, and the claims without a source of their own.
mod evidence;
/// The life from birth to rehabilitation, in order.
mod life;
/// The others: the wife, Kamenev, Zinoviev, Trotsky; and disagreements kept side by side.
mod people;
/// The letters, the quotations, and who is called Koba.
mod quotation;
/// The list of questions and answers, row by row.
mod table;
/// Arrest, trial, charges, confession, sentence.
mod trial;
/// The queries in the documentation, with their answers.
mod worked;

/// How a citation is asked for wherever a query says `...source`.
const SOURCE: &str = "fragment source on Citation { article { key } locator excerpt certainty }";

/// The demo archive on both databases.
pub struct Demo {
    archives: Vec<(Dialect, Endpoint, Store, TestDatabase)>,
}

impl Demo {
    /// Two archives of one test's own.
    pub async fn open() -> Demo {
        let mut archives = Vec::new();
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            let database = TestDatabase::seeded(dialect).await;
            let store = database.open().await;
            let endpoint = endpoint(&store, store.readers().await.unwrap());
            archives.push((dialect, endpoint, store, database));
        }
        Demo { archives }
    }

    /// The answer to a query as it was sent: from both databases, which must answer alike.
    pub async fn answer(&self, query: &str) -> String {
        let mut bodies = Vec::new();
        for (dialect, endpoint, ..) in &self.archives {
            let request = Request { query: query.to_owned(), ..Request::default() };
            bodies.push((dialect, endpoint.answer(request).await.body));
        }
        let (first, body) = bodies.pop().expect("there are two archives");
        for (other, same) in &bodies {
            assert_eq!(&body, same, "{first:?} and {other:?} answer alike to {query}");
        }
        body
    }

    /// The data that a query gives; it must not fail.
    pub async fn ask(&self, query: &str) -> Value {
        let query = if query.contains("...source") { format!("{query} {SOURCE}") } else { query.to_owned() };
        let mut answer: Value = serde_json::from_str(&self.answer(&query).await).unwrap();
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].take()
    }

    /// Ends the test properly: every connection is closed.
    pub async fn close(self) {
        for (_, endpoint, store, _database) in self.archives {
            drop(endpoint);
            store.close().await.unwrap();
        }
    }
}

/// The edges of a connection.
fn edges(connection: &Value) -> &[Value] {
    connection["edges"].as_array().unwrap_or_else(|| panic!("not a list of edges: {connection}"))
}

/// One text of every edge of a connection: `pointer` leads to it, such as `/node/key`.
fn texts<'a>(connection: &'a Value, pointer: &str) -> Vec<&'a str> {
    edges(connection).iter().map(|edge| text(edge, pointer)).collect()
}

/// The text to which `pointer` leads.
fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no text at {pointer} of {value}"))
}

/// The only edge of a connection.
fn only(connection: &Value) -> &Value {
    let [edge] = edges(connection) else { panic!("not one edge: {connection}") };
    edge
}

/// A key without what all keys of the archive begin with.
fn short(key: &str) -> &str {
    key.strip_prefix("demo:").unwrap_or_else(|| panic!("`{key}` is no key of the demo archive"))
}

/// What a key's last part names: `bukharin` of `demo:person/bukharin`.
fn last_part(key: &str) -> &str {
    key.rsplit_once('/').unwrap_or_else(|| panic!("`{key}` has no parts")).1
}

/// A record's or claim's sources, each as the table of questions writes it:
/// `` `cohen-1973` (p. 1): “the words” CERTAIN ``.
fn sources(claim: &Value) -> Vec<String> {
    let citations = claim["citations"].as_array().unwrap_or_else(|| panic!("no citations in {claim}"));
    citations.iter().map(source).collect()
}

fn source(citation: &Value) -> String {
    let mut told = format!("`{}`", last_part(text(citation, "/article/key")));
    if let Some(locator) = citation["locator"].as_str() {
        told.push_str(&format!(" ({locator})"));
    }
    if let Some(excerpt) = citation["excerpt"].as_str() {
        told.push_str(&format!(": “{excerpt}”"));
    }
    format!("{told} {}", text(citation, "/certainty"))
}
