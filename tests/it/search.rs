//! Search and suggestions: what is found on both databases, in which order and why; texts that are no search; hostile
//! ones; and that the index follows every change.

use serde_json::{Value, json};
use vitae::graphql::Request;

use crate::bench::Bench;
use crate::support::{endpoint, for_each_dialect};

/// The whole answer to a query with variables.
async fn answer(bench: &Bench, query: &str, variables: Value) -> Value {
    let readers = bench.store.readers().await.unwrap();
    let endpoint = endpoint(&bench.store, readers.clone());
    let variables = variables.as_object().unwrap().clone();
    let request = Request { query: query.to_owned(), variables, ..Request::default() };
    let answer = endpoint.answer(request).await;
    readers.close().await;
    serde_json::from_str(&answer.body).unwrap()
}

const FOUND: &str = "query ($text: String!, $first: Int = 50) { search(text: $text, first: $first) { edges { score matchedBy \
     node { ... on Person { key } ... on Event { key } ... on Article { key } ... on Quotation { key } } } } }";

/// The keys of what a search finds, each with why.
async fn found(bench: &Bench, text: &str) -> Vec<String> {
    let answer = answer(bench, FOUND, json!({"text": text})).await;
    assert_eq!(answer["errors"], Value::Null, "{text}");
    let edges = answer["data"]["search"]["edges"].as_array().unwrap();
    let line = |edge: &Value| {
        format!("{} {}", edge["node"]["key"].as_str().unwrap(), edge["matchedBy"].as_str().unwrap())
    };
    edges.iter().map(line).collect()
}

fn person(key: &str, names: &[&str]) -> Value {
    let names: Vec<Value> = names.iter().map(|name| json!({"text": name})).collect();
    json!({"person": {"key": key, "names": names}})
}

fn article(key: &str, title: &str, body: &str) -> Value {
    json!({"article": {"key": key, "title": title, "body": body}})
}

#[tokio::test]
async fn documents_are_found_by_phrases_of_folded_words() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let long = format!("{} {} at last", "the old man ".repeat(6000), "Leon Trotsky");
        bench
            .import(&[
                article("a", "One", "He met Lev Davidovich Trotsky in Vienna."),
                article("b", "Leon Trotsky", "Trotsky, Leon: nobody."),
                article("c", "Three", &long),
                json!({"quotation": {"key": "q", "text": "ЛЕВ Троцкий!"}}),
                json!({"person": {"key": "p", "names": [], "description": "Leon Trotsky"}}),
            ])
            .await;
        let transaction = bench.store.write().await.unwrap();
        let keys = async |phrases: &[&[&str]], limit| {
            let phrases: Vec<Vec<String>> =
                phrases.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect();
            let ids = transaction.documents_with(&phrases, limit).await.unwrap();
            let rows = transaction.keys_of(&ids).await.unwrap();
            rows.into_iter().map(|row| row.key).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(keys(&[&["leon", "trotsky"]], 10).await, "c");
        assert_eq!(keys(&[&["trotsky", "leon"]], 10).await, "b");
        assert_eq!(keys(&[&["trotsky"]], 10).await, "a b c");
        assert_eq!(keys(&[&["trotsky"]], 2).await, "a b");
        assert_eq!(keys(&[&["лев", "троцкии"], &["in", "vienna"], &["nobody", "else"]], 10).await, "a q");
        assert_eq!(keys(&[&["vienna\" OR \"man"], &["'"], &[]], 10).await, "");
        assert_eq!(keys(&[], 10).await, "");
        transaction.rollback().await.unwrap();
    })
    .await;
}
