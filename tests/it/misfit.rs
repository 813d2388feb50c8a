//! Values that do not fit where they are put: refused, whoever brings them and whatever was asked before.

use serde_json::{Value, json};
use vitae::graphql::{Endpoint, Limits, Request};
use vitae::store::Dialect;

use crate::query::{Archive, LIMITS};
use crate::support::{endpoint, endpoint_with, for_each_dialect};

async fn ask(endpoint: &Endpoint, query: &str, variables: Value) -> Value {
    let variables = variables.as_object().cloned().unwrap_or_default();
    let request = Request { query: query.to_owned(), variables, ..Request::default() };
    serde_json::from_str(&endpoint.answer(request).await.body).unwrap()
}

/// A variable with a default may be null and stand where null must not: nobody may be taken for whom was asked.
#[tokio::test]
async fn null_where_none_may_stand_asks_for_nobody() {
    for_each_dialect(async |dialect| {
        let archive = Archive::seeded(dialect).await;
        let endpoint = endpoint(&archive.store, archive.readers.clone());
        for (query, good, place) in [
            ("query($n: ID = \"a:1\") { node(id: $n) { id } }", json!("person:2"), "id"),
            (
                "query($n: PersonRef = {key: \"a\"}) { person(by: $n) { id } }",
                json!({"key": "demo:person/lenin"}),
                "by",
            ),
            ("query($n: EventRef = {key: \"a\"}) { event(by: $n) { id } }", json!({"key": "a"}), "by"),
            (
                "query($n: ID = \"a:1\") { nodes(ids: [\"person:1\", $n]) { id } }",
                json!("person:2"),
                "ids[1]",
            ),
            (
                "query($n: Edtf = \"1900\") { events(filter: {date: {within: $n}}) { totalCount } }",
                json!("1917"),
                "filter.date.within",
            ),
        ] {
            // Whatever was asked before.
            for before in [Value::Null, good] {
                let answer = ask(&endpoint, query, json!({"n": before})).await;
                if before.is_null() {
                    let error = &answer["errors"][0];
                    assert_eq!(error["extensions"]["code"], "INVALID", "{query}: {answer}");
                    assert_eq!(error["extensions"]["argument"], place, "{query}: {answer}");
                } else {
                    assert!(answer["errors"].is_null(), "{query}: {answer}");
                }
            }
            let answer = ask(&endpoint, query, json!({"n": null})).await;
            assert_eq!(answer["errors"][0]["extensions"]["argument"], place, "{query}: {answer}");
            assert!(
                ask(&endpoint, query, json!({})).await["data"].is_object() || place != "filter.date.within"
            );
        }
        archive.store.close().await.unwrap();
    })
    .await;
}

/// A variable without a default that is not sent must not stand for nobody, or for everybody.
#[tokio::test]
async fn a_variable_that_is_not_there_asks_for_nobody() {
    for_each_dialect(async |dialect| {
        let archive = Archive::seeded(dialect).await;
        let endpoint = endpoint(&archive.store, archive.readers.clone());
        for (query, place) in [
            ("query($x: ID) { node(id: $x) { id } }", "id"),
            ("query($x: ID) { revision(id: $x) { id } }", "id"),
            ("query($x: ID) { batch(id: $x) { id } }", "id"),
            ("query($x: PersonRef) { person(by: $x) { id } }", "by"),
            ("query($x: PersonRef) { quotation(by: $x) { id } }", "by"),
            ("query($x: String) { person(by: {identifier: {scheme: \"wikidata\", value: $x}}) { id } }", "by.identifier.value"),
            ("query($x: String) { persons(filter: {identifier: {scheme: $x, value: \"a\"}}) { totalCount } }", "filter.identifier.scheme"),
            ("query($x: PersonRef) { documents(filter: {mentionsAll: [$x]}) { totalCount } }", "filter.mentionsAll[0]"),
            ("query($x: PersonFilter) { persons(filter: {and: [$x]}) { totalCount } }", "filter.and[0]"),
            ("query($x: String) { suggest(prefix: $x) { id } }", "prefix"),
        ] {
            let answer = ask(&endpoint, query, json!({})).await;
            assert!(answer["data"].is_null(), "{query}: {answer}");
            // Some are told by async-graphql already.
            let argument = &answer["errors"][0]["extensions"]["argument"];
            assert!(*argument == place || argument.is_null(), "{query}: {answer}");
        }
        // What the schema has a default for takes that.
        let usual = "query($x: PersonOrderField, $n: Int) { persons(orderBy: {field: $x}, first: $n) { totalCount } }";
        assert_eq!(ask(&endpoint, usual, json!({})).await["data"]["persons"]["totalCount"], 15);
        archive.store.close().await.unwrap();
    })
    .await;
}

/// async-graphql passes over an argument in which a variable stands that it has no value for.
#[tokio::test]
async fn what_stands_beside_a_variable_is_looked_at() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    for (query, variables) in [
        (
            "query($k: String) { persons(filter: {keys: [$k], nope: 1}) { totalCount } }",
            json!({"k": "demo:person/lenin"}),
        ),
        (
            "query($k: PersonFilter) { persons(filter: {or: [$k, {nope: 1}]}) { totalCount } }",
            json!({"k": {"keys": ["a"]}}),
        ),
        ("query($k: String) { person(by: {identifier: {scheme: $k}}) { id } }", json!({"k": "wikidata"})),
        ("query($k: String) { person(by: {key: $k, nope: 1}) { id } }", json!({"k": "demo:person/lenin"})),
        (
            "query($d: OrderDirection) { persons(orderBy: {feld: NAME, direction: $d}) { totalCount } }",
            json!({"d": "DESC"}),
        ),
        (
            "query($d: OrderDirection) { persons(orderBy: {field: NOPE, direction: $d}) { totalCount } }",
            json!({"d": "DESC"}),
        ),
        (
            "query($d: OrderDirection) { persons(orderBy: {field: \"x\", direction: $d}) { totalCount } }",
            json!({}),
        ),
        (
            "query($k: Edtf) { persons(filter: {bornWithin: {within: $k, certainty: NOPE}}) { totalCount } }",
            json!({"k": "1870"}),
        ),
        ("query($k: DocumentKind) { documents(kinds: [$k, NOPE]) { totalCount } }", json!({"k": "ARTICLE"})),
        (
            "query($k: RecordKind!) { search(text: \"Lenin\", kinds: [\"x\", $k]) { totalCount } }",
            json!({"k": "PERSON"}),
        ),
        (
            "query($k: String) { persons(filter: {keys: [$k], isMentioned: \"true\"}) { totalCount } }",
            json!({"k": "a"}),
        ),
        (
            "query A($k: String) { ...f } query B { persons { totalCount } } \
          fragment f on Query { persons(filter: {keys: [$k], nope: 1}) { totalCount } }",
            json!({"k": "a", "operation": "A"}),
        ),
    ] {
        let endpoint = endpoint(&archive.store, archive.readers.clone());
        let operation_name = variables["operation"].as_str().map(str::to_owned);
        let mut request = Request { query: query.to_owned(), operation_name, ..Request::default() };
        request.variables = variables.as_object().cloned().unwrap();
        // The other operation has nothing wrong with it, and says nothing of this one.
        if request.operation_name.is_some() {
            let other = Request { operation_name: Some("B".to_owned()), ..request.clone() };
            let answer: Value = serde_json::from_str(&endpoint.answer(other).await.body).unwrap();
            assert_eq!(answer["data"]["persons"]["totalCount"], 15, "{answer}");
        }
        let answer: Value = serde_json::from_str(&endpoint.answer(request).await.body).unwrap();
        assert!(answer["data"].is_null() && answer["errors"].is_array(), "{query}: {answer}");
    }
    archive.store.close().await.unwrap();
}

/// The parser goes no deeper, whatever whoever serves the archive allows; and the limit that is told is the one that holds.
#[tokio::test]
async fn how_deep_the_parser_goes_is_told_as_it_is() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let endpoint = endpoint_with(
        &archive.store,
        archive.readers.clone(),
        Limits { depth: 100, cost: u64::MAX, ..LIMITS },
    );
    let nested = |sets: usize| format!("{}{{ __typename {}", "{ ... ".repeat(sets - 1), "}".repeat(sets));
    let answer = ask(&endpoint, &nested(65), json!({})).await;
    assert_eq!(answer["data"]["__typename"], "Query", "{answer}");
    let answer = ask(&endpoint, &nested(66), json!({})).await;
    let told = &answer["errors"][0]["extensions"];
    assert_eq!((&told["limit"], &told["allowed"]), (&json!("depth"), &json!(65)), "{answer}");
    archive.store.close().await.unwrap();
}
