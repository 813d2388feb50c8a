//! Mutations over HTTP: by POST alone, by whoever has a token that allows them.

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use vitae::store::Dialect;

use crate::support::{Program, Server, TestDatabase};

const CREATE: &str = r#"mutation { createPerson(input: {person: {key: "ada"}}) { person { key } } }"#;

fn token(database: &TestDatabase, role: &str) -> String {
    let arguments = ["token", "create", "--role", role, "--name", role, "--database", database.url()];
    let made = Program::new(&arguments).run();
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    made.stdout.trim().to_owned()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn asked(request: RequestBuilder) -> (Response, u16) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (response, status)
}

#[tokio::test]
async fn a_mutation_is_asked_by_post_with_a_token_that_allows_it() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let (reader, editor) = (token(&database, "reader"), token(&database, "editor"));
    let server = Server::start(&database);
    let client = Client::new();
    let get = || client.get(server.url("/graphql")).query(&[("query", CREATE)]);
    let post = || client.post(server.url("/graphql")).json(&json!({"query": CREATE}));

    // A link must never change anything, whoever follows it.
    for request in [get(), get().bearer_auth(&reader), get().bearer_auth(&editor)] {
        let (response, status) = asked(request).await;
        assert_eq!((status, header(&response, "allow")), (405, "POST"));
        let told: Value = response.json().await.unwrap();
        assert_eq!(told["errors"][0]["extensions"]["code"], "METHOD_NOT_ALLOWED");
    }
    let (response, status) = asked(post()).await;
    assert_eq!(status, 401);
    assert!(header(&response, "www-authenticate").starts_with("Bearer"));
    let (response, status) = asked(post().bearer_auth(&reader)).await;
    assert_eq!(status, 403);
    let told: Value = response.json().await.unwrap();
    assert_eq!(told["errors"][0]["extensions"]["code"], "FORBIDDEN");

    let (response, status) = asked(post().bearer_auth(&editor)).await;
    assert_eq!(status, 200);
    let told: Value = response.json().await.unwrap();
    assert_eq!(told, json!({"data": {"createPerson": {"person": {"key": "ada"}}}}));
    let history = server.query("{ batches { edges { node { actor kind } } } }").await;
    assert_eq!(history["data"]["batches"]["edges"][0]["node"]["actor"], "editor");
}
