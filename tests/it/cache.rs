//! What need not be sent again: answers that a client has, documents that a service knows; and what is sent
//! smaller.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vitae::store::Dialect;

use crate::support::{Program, Server, TestDatabase, Uploader, for_each_dialect, token, uploader};

/// Settings: documents that alone may run, and the command that lists them.
mod trusted;

const COUNT: &str = "{ persons { totalCount } }";

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn get(server: &Server, parameters: &[(&str, &str)]) -> RequestBuilder {
    uploader::client().get(server.url("/graphql")).query(parameters)
}

fn ask(server: &Server, query: &str) -> RequestBuilder {
    get(server, &[("query", query)])
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// The tag of an answer.
async fn tag(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    header(&response, "etag").to_owned()
}

/// The status of an answer to somebody who has the one with this tag.
async fn again(request: RequestBuilder, tag: &str) -> u16 {
    let response = request.header("if-none-match", tag).send().await.unwrap();
    response.status().as_u16()
}

async fn figures(server: &Server) -> String {
    reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap()
}

fn person(key: &str) -> String {
    json!({"person": {"key": key, "names": [{"text": format!("Name of {key}")}]}}).to_string() + "\n"
}

#[tokio::test]
async fn an_answer_is_not_sent_again_until_the_archive_changes() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::with(database.url(), &["--no-seed", "--metrics=open"]);
        // Another process writes, and another one answers.
        let other = Server::start(&database);
        let first = tag(ask(&server, COUNT)).await;
        assert!(first.starts_with("W/\"") && first.ends_with("-j\""), "{first}");
        assert_eq!(tag(ask(&other, COUNT)).await, first, "every process gives the same tag");
        for read in ["true", "false", "false"] {
            let response = ask(&server, COUNT).header("if-none-match", &first).send().await.unwrap();
            assert_eq!(response.status(), 304, "{read}");
            assert_eq!(header(&response, "etag"), first);
            assert_eq!(header(&response, "cache-control"), "public, max-age=0, must-revalidate");
            assert_eq!(header(&response, "vary"), "accept, authorization, accept-encoding, vitae-position");
            assert_eq!(response.text().await.unwrap(), "");
        }
        let told = figures(&server).await;
        assert!(told.contains("vitae_unchanged_total{read=\"true\"} 1\n"), "{told}");
        assert!(told.contains("vitae_unchanged_total{read=\"false\"} 2\n"), "{told}");
        let uploader = Uploader::new(&other, database.url());
        uploader.last("", person("somebody-new")).await;
        assert_eq!(again(ask(&server, COUNT), &first).await, 200, "there is a person more");
        let second = tag(ask(&server, COUNT)).await;
        assert_ne!(second, first);
        assert_eq!(again(ask(&server, COUNT), &second).await, 304);
        // What a change does not touch is the same by its text.
        let places = "{ __type(name: \"Person\") { name } }";
        assert_eq!(again(ask(&server, places), &tag(ask(&server, places)).await).await, 304);
        assert_eq!(again(ask(&server, COUNT), &format!("\"x\", {first} , {second}")).await, 304);
        assert_eq!(again(ask(&server, COUNT), second.strip_prefix("W/").unwrap()).await, 304);
        assert_eq!(again(ask(&server, COUNT), "*").await, 304);
        assert_eq!(again(ask(&server, COUNT), "\"something else\"").await, 200);
        let as_response = || ask(&server, COUNT).header("accept", "application/graphql-response+json");
        assert_eq!(again(as_response(), &second).await, 200, "the same text as another type");
        assert!(tag(as_response()).await.ends_with("-g\""));
    })
    .await;
}

/// Every kind of change is seen through the shortcut, one after another.
#[tokio::test]
async fn no_change_goes_unseen() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Server::start(&database);
        let editor = token(database.url(), "editor");
        let query = "{ persons { edges { node { key revision names { text rank } } } totalCount } }";
        let mut known = tag(ask(&server, query)).await;
        for mutation in [
            r#"mutation { createPerson(input: {person: {key: "ada", names: [{text: "Ada"}]}}) { userErrors { message } } }"#,
            r#"mutation { createPerson(input: {person: {key: "eva", names: [{text: "Eva"}]}}) { userErrors { message } } }"#,
            r#"mutation { updatePerson(input: {by: {key: "ada"}, person: {names: [{text: "Ada L."}]}}) { userErrors { message } } }"#,
            r#"mutation { mergePersons(input: {from: {key: "eva"}, into: {key: "ada"}}) { userErrors { message } } }"#,
            r#"mutation { deletePerson(input: {by: {key: "ada"}}) { userErrors { message } } }"#,
        ] {
            // Seen twice, it is answered without being read; then comes the change.
            assert_eq!(again(ask(&server, query), &known).await, 304, "before {mutation}");
            assert_eq!(again(ask(&server, query), &known).await, 304, "before {mutation}");
            let request = uploader::client().post(server.url("/graphql")).bearer_auth(&editor);
            let answer: Value =
                request.json(&json!({ "query": mutation })).send().await.unwrap().json().await.unwrap();
            assert!(answer.get("errors").is_none(), "{answer}");
            let response = ask(&server, query).header("if-none-match", &known).send().await.unwrap();
            assert_eq!(response.status(), 200, "after {mutation}");
            known = header(&response, "etag").to_owned();
        }
    })
    .await;
}

/// Whoever asks while others write is never told that what they have is still the same once it is not.
#[tokio::test]
async fn an_answer_is_never_older_than_what_was_acknowledged_before() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Server::start(&database);
        let uploader = Uploader::new(&server, database.url());
        let acknowledged = Arc::new(AtomicU64::new(0));
        let writing = {
            let acknowledged = acknowledged.clone();
            tokio::spawn(async move {
                for number in 1..=30 {
                    uploader.last("", person(&format!("person-{number}"))).await;
                    acknowledged.store(number, Ordering::SeqCst);
                }
            })
        };
        let (mut tag, mut count, mut unchanged) = (String::new(), 0, 0);
        while count < 30 {
            let before = acknowledged.load(Ordering::SeqCst);
            let request = ask(&server, COUNT).header("if-none-match", tag.as_str());
            let response = request.send().await.unwrap();
            if response.status() == 304 {
                unchanged += 1;
            } else {
                tag = header(&response, "etag").to_owned();
                let answer: Value = response.json().await.unwrap();
                count = answer["data"]["persons"]["totalCount"].as_u64().unwrap();
            }
            assert!(count >= before, "{count} are known, and {before} were there");
        }
        assert!(unchanged > 0, "nothing was told to be the same");
        writing.await.unwrap();
    })
    .await;
}

/// When an import that leaves lines out is over is told by the one column that is written without a revision.
#[tokio::test]
async fn the_end_of_an_import_is_seen() {
    use sea_orm::ConnectionTrait;
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        let query = "{ changes(first: 1) { edges { node { batch { finishedAt } } } } }";
        let response = ask(&server, query).send().await.unwrap();
        let known = header(&response, "etag").to_owned();
        let body = response.text().await.unwrap();
        assert!(body.contains("finishedAt") && !known.is_empty(), "{body}");
        for _ in 0..3 {
            assert_eq!(again(ask(&server, query), &known).await, 304);
        }
        let store = database.open().await;
        let sql = "UPDATE batch SET finished_at = '2031-01-01T00:00:00.000Z'";
        store.writer().execute_unprepared(sql).await.unwrap();
        assert_eq!(again(ask(&server, query), &known).await, 200);
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_asks_and_what_is_told_decide_who_may_keep_it() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let reader = token(database.url(), "reader");
    let kept = async |request: RequestBuilder| {
        let response = request.send().await.unwrap();
        (header(&response, "cache-control").to_owned(), header(&response, "etag").is_empty())
    };
    let private = ("private, max-age=0, must-revalidate".to_owned(), false);
    assert_eq!(kept(ask(&server, COUNT).bearer_auth(&reader)).await, private);
    let unkept = ("no-store".to_owned(), true);
    assert_eq!(kept(ask(&server, "{ nothing }")).await, unkept);
    assert_eq!(kept(ask(&server, "mutation { __typename }")).await, unkept);
    let head = Client::new().head(server.url("/graphql")).query(&[("query", COUNT)]).send().await.unwrap();
    assert_eq!(
        (head.status().as_u16(), header(&head, "etag")),
        (200, tag(ask(&server, COUNT)).await.as_str())
    );
    let revoked = tag(ask(&server, COUNT).bearer_auth(&reader)).await;
    Program::new(&["token", "revoke", "1", "--database", database.url()]).run();
    assert_eq!(
        again(ask(&server, COUNT).bearer_auth(&reader), &revoked).await,
        401,
        "who has no token any more"
    );
}

#[tokio::test]
async fn a_document_that_was_registered_is_named_by_its_hash() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        let hash = sha256(COUNT);
        let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}}).to_string();
        let by_hash = || get(&server, &[("extensions", &extensions)]);
        let told = async |request: RequestBuilder| {
            let response = request.send().await.unwrap();
            let kept = header(&response, "cache-control").to_owned();
            (response.status().as_u16(), kept, response.json::<Value>().await.unwrap())
        };
        let (status, kept, unknown) = told(by_hash()).await;
        assert_eq!((status, kept.as_str()), (200, "no-store"));
        let not_found = json!({"errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]});
        assert_eq!(unknown, not_found);
        let answer = json!({"data": {"persons": {"totalCount": 15}}});
        let register = get(&server, &[("query", COUNT), ("extensions", &extensions)]);
        assert_eq!(told(register).await.2, answer);
        assert_eq!(told(by_hash()).await.2, answer);
        assert_eq!(again(by_hash(), &tag(ask(&server, COUNT)).await).await, 304);
        let by_post = |body: Value| uploader::client().post(server.url("/graphql")).json(&body);
        let upper = json!({"persistedQuery": {"version": 1, "sha256Hash": hash.to_uppercase()}});
        assert_eq!(told(by_post(json!({ "extensions": upper }))).await.2, answer);
        assert_eq!(told(by_post(json!({"documentId": format!("sha256:{hash}")}))).await.2, answer);
        let other = by_post(json!({"query": "{ __typename }", "extensions": upper}));
        assert_eq!(told(other).await.2["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_MISMATCH");
        let invalid = "{ nothing }";
        let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": sha256(invalid)}});
        told(by_post(json!({"query": invalid, "extensions": extensions}))).await;
        let unregistered = told(by_post(json!({ "extensions": extensions }))).await.2;
        assert_eq!(unregistered, not_found, "what is not valid is not kept");
        for (body, message) in [
            (json!({"extensions": {"persistedQuery": {"version": 2}}}), "has not the version 1"),
            (json!({"extensions": {"persistedQuery": {"version": 1}}}), "has no SHA-256 of 64 digits"),
            (json!({"query": COUNT, "documentId": "x"}), "`documentId` and `query` exclude each other"),
            (json!({"documentId": ""}), "`documentId` has 0 bytes; expected 1 to 256"),
            (json!({"documentId": 1}), "`documentId` is a number; expected a string or null"),
        ] {
            let (status, _, told) = told(by_post(body)).await;
            assert_eq!(status, 400);
            assert!(told["errors"][0]["message"].as_str().unwrap().contains(message), "{told}");
        }
    })
    .await;
}

#[tokio::test]
async fn large_answers_are_compressed_for_who_takes_them_so() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let large = "{ persons { edges { node { id key names { text } } } } }";
    let asked = async |query: &str, accepted: &str| {
        let response = ask(&server, query).header("accept-encoding", accepted).send().await.unwrap();
        assert_eq!(header(&response, "vary"), "accept, authorization, accept-encoding, vitae-position");
        let encoding = header(&response, "content-encoding").to_owned();
        let tag = header(&response, "etag").to_owned();
        (encoding, tag, response.bytes().await.unwrap().len())
    };
    let (encoding, plain_tag, plain) = asked(large, "identity").await;
    assert_eq!(encoding, "");
    for encoding in ["gzip", "br", "zstd"] {
        let (used, tag, length) = asked(large, encoding).await;
        assert_eq!((used.as_str(), &tag), (encoding, &plain_tag));
        assert!(length * 2 < plain, "{encoding}: {length} of {plain}");
    }
    assert_eq!(asked(large, "gzip;q=0.5, br").await.0, "br");
    assert_eq!(asked(COUNT, "gzip, br, zstd").await.0, "", "a small answer");
    let response =
        uploader::client().get(server.url("/graphql")).query(&[("query", "subscription { changed { id } }")]);
    let events = response
        .header("accept", "text/event-stream")
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&events, "content-encoding"), "", "events");
    drop(events);
    let uploader = Uploader::new(&server, database.url());
    let lines: String = (0..200).map(|number| person(&format!("person-{number}"))).collect();
    let import = uploader.request("").header("accept-encoding", "gzip").body(lines).send().await.unwrap();
    assert_eq!(header(&import, "content-encoding"), "", "an import's answer goes out as it comes");
    drop(server);
    let server = Server::with(database.url(), &["--no-seed", "--compression=false"]);
    let response = ask(&server, large).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(header(&response, "content-encoding"), "");
}

/// A file of a directory.
fn write(directory: &Path, name: &str, text: &str) {
    std::fs::write(directory.join(name), text).unwrap();
}
