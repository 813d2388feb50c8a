//! Sizes of pages: told by the document, by a variable, or by nobody.

use serde_json::{Value, json};
use vitae::graphql::{Limits, Request};

use crate::query::{Archive, LIMITS};
use crate::support::{endpoint, endpoint_with, for_each_dialect};

/// On PostgreSQL a size stands in the statement, whoever tells it: that of one request must not be another's.
#[tokio::test]
async fn a_size_that_a_variable_tells_is_that_of_its_request() {
    for_each_dialect(async |dialect| {
        let archive = Archive::seeded(dialect).await;
        let endpoint = endpoint(&archive.store, archive.readers.clone());
        let query = "query Sizes($size: Int, $last: Int = 2, $names: Int = 1) { \
            persons(first: $size) { edges { node { ...More } } } \
            events(last: $last) { edges { node { id } } } } \
            fragment More on Person { names(first: $names) { text } events(first: $size) { edges { node { id } } } }";
        let ask = async |variables: Value| -> Value {
            let variables = variables.as_object().cloned().unwrap();
            let request = Request { query: query.to_owned(), variables, ..Request::default() };
            serde_json::from_str(&endpoint.answer(request).await.body).unwrap()
        };
        let count = |list: &Value| list.as_array().map(Vec::len);
        for (size, last, names) in [(3, 4, 1), (1, 4, 1), (3, 1, 2), (5, 2, 1), (3, 4, 1), (0, 0, 0)] {
            let answer = ask(json!({"size": size, "last": last, "names": names})).await;
            let persons = &answer["data"]["persons"]["edges"];
            assert_eq!((count(persons), count(&answer["data"]["events"]["edges"])), (Some(size), Some(last)));
            for person in persons.as_array().unwrap() {
                assert!(count(&person["node"]["names"]).unwrap() <= names, "{person}");
                assert!(count(&person["node"]["events"]["edges"]).unwrap() <= size, "{person}");
            }
        }
        let answer = ask(json!({"size": 2})).await;
        assert_eq!(count(&answer["data"]["events"]["edges"]), Some(2), "the default");
        let answer = ask(json!({"size": null})).await;
        assert_eq!(count(&answer["data"]["persons"]["edges"]), Some(15), "no size is twenty");
        for size in [-1, 1001] {
            let answer = ask(json!({"size": size})).await;
            let message = answer["errors"][0]["message"].as_str().expect("it is refused");
            assert!(message.contains(&size.to_string()) && message.contains("first"), "{message}");
        }
        archive.store.close().await.unwrap();
    })
    .await;
}

/// Whoever serves an archive may allow less than lists have where nobody asks for a size.
#[tokio::test]
async fn a_list_without_a_size_has_no_more_than_a_page_may_have() {
    for_each_dialect(async |dialect| {
        let archive = Archive::seeded(dialect).await;
        let limits = Limits { page: 3, ..LIMITS };
        let endpoint = endpoint_with(&archive.store, archive.readers.clone(), limits);
        let ask = async |query: &str, variables: Value| -> Value {
            let variables = variables.as_object().cloned().unwrap();
            let request = Request { query: query.to_owned(), variables, ..Request::default() };
            serde_json::from_str(&endpoint.answer(request).await.body).unwrap()
        };
        let query = "query ($size: Int) { persons(first: $size) { edges { node { names(first: $size) { text } } } } \
            suggest(prefix: \"b\") { id } }";
        let answer = ask(query, json!({})).await;
        let persons = answer["data"]["persons"]["edges"].as_array().expect("it is answered");
        assert_eq!(persons.len(), 3);
        let names = persons.iter().map(|edge| edge["node"]["names"].as_array().unwrap().len());
        assert!(names.into_iter().all(|count| (1..=3).contains(&count)), "{answer}");
        assert!((1..=3).contains(&answer["data"]["suggest"].as_array().unwrap().len()), "{answer}");
        for refused in ["{ persons(first: 4) { totalCount } }", "{ suggest(prefix: \"b\", first: 4) { id } }"] {
            let answer = ask(refused, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID", "{answer}");
        }
        let answer = ask(query, json!({"size": 4})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID", "{answer}");
        archive.store.close().await.unwrap();
    })
    .await;
}
