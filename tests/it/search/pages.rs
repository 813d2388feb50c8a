//! A list of what was found is one list, however it is read: a first page passes over what better tiers have by its number, every
//! other page and the count ask the index for what they have not.

use serde_json::{Value, json};

use vitae::graphql::{Endpoint, Request};

use super::{article, person};
use crate::bench::Bench;
use crate::support::{endpoint, for_each_dialect};

const PAGE: &str = "query ($text: String!, $kinds: [RecordKind!], $first: Int, $after: String, $last: Int, $before: String) {
    search(text: $text, kinds: $kinds, first: $first, after: $after, last: $last, before: $before) { totalCount
        edges { cursor score matchedBy matchedIn snippet { text spans { start end } } node { id } }
        pageInfo { hasNextPage hasPreviousPage } } }";

async fn page(endpoint: &Endpoint, variables: Value) -> Value {
    let asked = variables.as_object().unwrap().clone();
    let request = Request { query: PAGE.to_owned(), variables: asked, ..Request::default() };
    let answer: Value = serde_json::from_str(&endpoint.answer(request).await.body).unwrap();
    assert_eq!(answer["errors"], Value::Null, "{variables}");
    answer["data"]["search"].clone()
}

/// The edges of a list, read from its beginning or its end in pages of a size.
async fn read(endpoint: &Endpoint, text: &str, kinds: &Value, size: usize, is_backward: bool) -> Vec<Value> {
    let (count, cursor, more) =
        if is_backward { ("last", "before", "hasPreviousPage") } else { ("first", "after", "hasNextPage") };
    let mut edges: Vec<Value> = Vec::new();
    loop {
        let end = if is_backward { edges.first() } else { edges.last() };
        let at = end.map_or(Value::Null, |edge| edge["cursor"].clone());
        let page = page(endpoint, json!({"text": text, "kinds": kinds, count: size, cursor: at})).await;
        let found = page["edges"].as_array().unwrap().clone();
        let place = if is_backward { 0 } else { edges.len() };
        edges.splice(place..place, found);
        let is_more = page["pageInfo"][more] == true;
        assert_eq!(
            is_more,
            edges.len() < usize::try_from(page["totalCount"].as_i64().unwrap()).unwrap(),
            "{text}"
        );
        if !is_more {
            return edges;
        }
    }
}

/// Those of these kinds; all, where none is told. Of some kinds not every tier is asked.
fn of_kinds(edges: &[Value], kinds: &Value) -> Vec<Value> {
    let is_of = |edge: &&Value| {
        let kind = edge["node"]["id"].as_str().unwrap().split(':').next().unwrap().to_uppercase();
        kinds.as_array().is_none_or(|kinds| kinds.contains(&json!(kind)))
    };
    edges.iter().filter(is_of).cloned().collect()
}

#[tokio::test]
async fn a_list_is_the_same_however_it_is_read() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                person("trotsky", &["Trotsky, Leon", "Лев Давидович Троцкий", "Leon Trotzki"]),
                person("kamenev", &["Lev Kamenev", "Kameneff"]),
                person("kamensky", &["Lev Kamensky"]),
                person("kameniev", &["Leo Kameniev"]),
                json!({"person": {"key": "levy", "names": [{"text": "Leon Levy"}], "description": "Knew Leon-Trotsky and Kamenev."}}),
                json!({"event": {"key": "meeting", "kind": "MEETING", "title": "Lev Kamenev", "place": "Kamenev"}}),
                article("a", "Leon Trotsky", "Leon Trotsky, again Trotsky."),
                article("b", "On Lev Kamenev", &"Much was said of the war. ".repeat(9)),
                article("c", "Letter", &format!("{}Trotsky met Lev Kamenev at last.", "And so on to Leon. ".repeat(12))),
                article("d", "War", "Kamenevs wrote of wars and of a trotskyist."),
            ])
            .await;
        let readers = bench.store.readers().await.unwrap();
        let endpoint = endpoint(&bench.store, readers.clone());
        for text in [
            "lev", "trotsky", "leon-trotsky", "leon trotsky", "lev kamenev", "kamenev", "kameniev", "kamenef", "trotzky", "Троцкий",
            "trotsky -war", "kamenev -\"lev kamenev\"", "kameneev -lev", "lev trotski -levy", "name:leon", "title:lev place:kamenev",
            "text:kamenev", "\"leon trotsky\"", "kam*", "war", "of war", "lev nobody",
        ] {
            let of_any_kind = read(&endpoint, text, &Value::Null, 50, false).await;
            for kinds in [json!(["PERSON", "ARTICLE"]), json!(["PERSON"]), json!(["EVENT"]), json!(["ARTICLE"]), Value::Null] {
                let whole = read(&endpoint, text, &kinds, 50, false).await;
                assert_eq!(whole, of_kinds(&of_any_kind, &kinds), "`{text}` of {kinds}");
                let mut ids: Vec<&Value> = whole.iter().map(|edge| &edge["node"]["id"]).collect();
                ids.sort_by_key(ToString::to_string);
                ids.dedup();
                assert_eq!(ids.len(), whole.len(), "`{text}` has a record twice: {whole:?}");
                for size in [1, 3] {
                    for is_backward in [false, true] {
                        let read = read(&endpoint, text, &kinds, size, is_backward).await;
                        assert_eq!(read, whole, "`{text}` in pages of {size}, {is_backward}");
                    }
                }
            }
        }
        readers.close().await;
    })
    .await;
}
