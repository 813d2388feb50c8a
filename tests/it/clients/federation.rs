//! The service as a part of a larger graph.

use serde_json::{Value, json};
use vitae::store::Dialect;

use super::{content, said};
use crate::support::{Program, Server, TestDatabase, Uploader, for_each_dialect};

fn federated(database: &TestDatabase) -> Server {
    Server::with(database.url(), &["--no-seed", "--federation", "--metrics=open"])
}

/// Posts a request with variables.
async fn ask(server: &Server, uploader: &Uploader, query: &str, variables: Value) -> Value {
    let request = uploader.client.post(server.url("/graphql")).bearer_auth(&uploader.token);
    let response = request.json(&json!({"query": query, "variables": variables})).send().await.unwrap();
    response.json().await.unwrap()
}

#[tokio::test]
async fn a_gateway_composes_it_and_asks_it() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = federated(&database);
        content(&said("tests/clients", "node", &["federation.mjs", &server.url("/graphql")], &[]).await);
    })
    .await;
}

#[tokio::test]
async fn entities_are_planned_and_lead_on_from_a_merged_person() {
    const ENTITIES: &str = "query($representations: [_Any!]!) { \
        _entities(representations: $representations) { ... on Person { key } } }";
    const MERGE: &str = "mutation { mergePersons(input: {from: {key: \"two\"}, into: {key: \"one\"}}) { \
        userErrors { message } } }";
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = federated(&database);
        let uploader = Uploader::new(&server, database.url());
        let lines = "{\"person\": {\"key\": \"one\"}}\n{\"person\": {\"key\": \"two\"}}\n";
        uploader.last("", lines).await;
        let two = server.query("{ person(by: {key: \"two\"}) { id } }").await["data"]["person"]["id"].take();
        let representations = json!([
            {"__typename": "Person", "id": two},
            {"__typename": "Person", "key": "two"},
            {"__typename": "Person", "key": "none"},
            {"__typename": "Person", "key": "one", "name": "whatever else is known of it"},
        ]);
        let asked = async || {
            let variables = json!({"representations": representations});
            ask(&server, &uploader, ENTITIES, variables).await["data"]["_entities"].take()
        };
        let key = |key: &str| json!({"key": key});
        assert_eq!(asked().await, json!([key("two"), key("two"), null, key("one")]));
        let merged = ask(&server, &uploader, MERGE, json!({})).await;
        assert_eq!(merged["data"]["mergePersons"]["userErrors"], json!([]), "{merged}");
        assert_eq!(asked().await, json!([key("one"), key("one"), null, key("one")]));
        let figures = uploader.client.get(server.url("/metrics")).send().await.unwrap().text().await.unwrap();
        assert!(!figures.contains("vitae_plan_fallback_total{"), "{figures}");
    })
    .await;
}

#[tokio::test]
async fn too_many_representations_are_refused_by_name() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = federated(&database);
    let uploader = Uploader::new(&server, database.url());
    let query = "query($many: [_Any!]!) { _entities(representations: $many) { __typename } }";
    let many = vec![json!({"__typename": "Person", "key": "x"}); 1001];
    let answer = ask(&server, &uploader, query, json!({"many": many})).await;
    assert_eq!(answer["errors"][0]["extensions"]["argument"], "representations", "{answer}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("at most 1000"), "{answer}");
}

#[tokio::test]
async fn nothing_of_it_is_there_without_the_switch() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    for query in ["{ _service { sdl } }", "{ _entities(representations: []) { __typename } }"] {
        let answer = server.query(query).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{answer}");
    }
    for name in ["_Any", "_Entity", "_Service"] {
        let answer = server.query(&format!("{{ __type(name: \"{name}\") {{ kind }} }}")).await;
        assert_eq!(answer["data"]["__type"], Value::Null, "{answer}");
    }
}

#[tokio::test]
async fn the_schema_for_composition_is_printed_as_it_is_told() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = federated(&database);
    let told = server.query("{ _service { sdl } }").await;
    let printed = Program::new(&["schema", "--federation"]).run();
    assert_eq!(told["data"]["_service"]["sdl"], printed.stdout);
}
