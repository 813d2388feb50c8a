//! Answers that are remembered: the same bytes as without, for those who may be told, until the archive changes; bounded,
//! and given up where changes could go unseen.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use vitae::store::Dialect;

use crate::support::{
    Admin, Program, Server, TestDatabase, Uploader, client, for_each_dialect, project, token,
};

/// States of the archive, where time stands still.
mod states;

const COUNT: &str = "{ persons { totalCount } }";

/// A service that remembers answers, and counts how often.
fn remembering(database: &TestDatabase, settings: &[&str]) -> Server {
    Server::with(database.url(), &[&["--no-seed", "--metrics=open"], settings].concat())
}

/// A service that does not.
fn forgetful(database: &TestDatabase) -> Server {
    Server::with(database.url(), &["--no-seed", "--answer-memory", "0", "--metrics=open"])
}

fn post(client: &Client, server: &Server, query: &str) -> RequestBuilder {
    client.post(server.url("/graphql")).json(&json!({ "query": query }))
}

async fn figure(server: &Server, name: &str) -> Option<u64> {
    let text = client().get(server.url("/metrics")).send().await.unwrap().text().await.unwrap();
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// How many answers came from memory.
async fn hits(server: &Server) -> u64 {
    let name = "vitae_cache_lookups_total{cache=\"answers\",outcome=\"hit\"} ";
    figure(server, name).await.unwrap_or_default()
}

async fn misses(server: &Server) -> u64 {
    let name = "vitae_cache_lookups_total{cache=\"answers\",outcome=\"miss\"} ";
    figure(server, name).await.unwrap_or_default()
}

/// How many persons there are, as it is answered.
async fn count(client: &Client, server: &Server) -> u64 {
    let answer: Value = post(client, server, COUNT).send().await.unwrap().json().await.unwrap();
    answer["data"]["persons"]["totalCount"].as_u64().unwrap_or_else(|| panic!("{answer}"))
}

/// Asks until the answer comes from memory.
async fn until_remembered(client: &Client, server: &Server) {
    for _ in 0..400 {
        let before = hits(server).await;
        count(client, server).await;
        if hits(server).await > before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never: an answer from memory; the service says: {}", server.errors());
}

async fn put(client: &Client, server: &Server, token: &str, key: &str) {
    let query = "mutation ($key: String!) { putPerson(input: {person: {key: $key}}) { person { key } userErrors { message } } }";
    let body = json!({"query": query, "variables": {"key": key}});
    let request = client.post(server.url("/graphql")).bearer_auth(token).json(&body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["putPerson"]["person"]["key"], key, "{answer}");
}

/// All that a client sees of an answer, but for what is another each time.
async fn seen(response: Response) -> (u16, Vec<(String, String)>, String) {
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let mut headers: Vec<_> =
        headers.filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str())).collect();
    headers.sort();
    let body = response.bytes().await.unwrap();
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

/// Every example of a query as a body.
fn examples(directory: &Path, found: &mut Vec<Value>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            examples(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "graphql") {
            let query = std::fs::read_to_string(&path).unwrap();
            let variables = std::fs::read_to_string(path.with_extension("variables.json"));
            let variables: Value = variables.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
            found.push(json!({"query": query, "variables": variables}));
        }
    }
}

#[tokio::test]
async fn what_comes_again_is_answered_by_the_same_bytes_from_memory() {
    let mut queries = Vec::new();
    examples(&project("tests/query"), &mut queries);
    queries.truncate(60);
    for wrong in ["{ nothing }", "{", "mutation { __typename }", "{ __schema { queryType { name } } }"] {
        queries.push(json!({ "query": wrong }));
    }
    queries.push(json!({"query": COUNT, "extensions": {"cost": true}}));
    queries.push(json!({"query": COUNT, "extensions": {"position": true}}));
    queries.push(json!("no object"));
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let (with, without) = (remembering(&database, &[]), forgetful(&database));
        let reader = token(database.url(), "reader");
        let client = client();
        until_remembered(&client, &with).await;
        for query in &queries {
            let ways: [&dyn Fn(&Server) -> RequestBuilder; 5] = [
                &|server| client.post(server.url("/graphql")).json(query),
                &|server| {
                    let post = client.post(server.url("/graphql")).json(query);
                    post.header("accept", "application/graphql-response+json").bearer_auth(&reader)
                },
                &|server| {
                    let post = client.post(server.url("/graphql")).json(query);
                    post.header("accept-encoding", "zstd")
                },
                &|server| {
                    let text = query["query"].as_str().unwrap_or_default();
                    let get = client.get(server.url("/graphql"));
                    get.query(&[("query", text), ("variables", &query["variables"].to_string())])
                },
                &|server| {
                    let text = query["query"].as_str().unwrap_or_default();
                    let get = client.get(server.url("/graphql")).query(&[("query", text)]);
                    get.header("if-none-match", "*").header("accept", "text/html, */*;q=0.5")
                },
            ];
            for way in ways {
                let expected = seen(way(&without).send().await.unwrap()).await;
                for _ in 0..3 {
                    assert_eq!(seen(way(&with).send().await.unwrap()).await, expected, "{query}");
                }
            }
        }
        let known = hits(&with).await;
        assert!(known > queries.len() as u64, "only {known} answers came from memory");
        assert_eq!((hits(&without).await, misses(&without).await), (0, 0));
        assert_eq!(figure(&without, "vitae_cache_bytes{cache=\"answers\"} ").await, None);
    })
    .await;
}

/// Whoever has an answer is told so from memory, and by the tag that it always had.
#[tokio::test]
async fn an_answer_that_the_client_has_is_not_sent_from_memory_either() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = remembering(&database, &[]);
        let client = client();
        let get = || client.get(server.url("/graphql")).query(&[("query", COUNT)]);
        until_remembered(&client, &server).await;
        let first = get().send().await.unwrap();
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        let before = hits(&server).await;
        for _ in 0..6 {
            let same = get().header("if-none-match", &tag).send().await.unwrap();
            assert_eq!(
                (same.status().as_u16(), same.headers()["etag"].to_str().unwrap()),
                (304, tag.as_str())
            );
            assert_eq!(get().header("if-none-match", "\"other\"").send().await.unwrap().status(), 200);
        }
        assert!(hits(&server).await >= before + 8, "they come from memory");
        let uploader = Uploader::new(&server, database.url());
        uploader.last("", "{\"person\": {\"key\": \"somebody-new\"}}\n").await;
        assert_eq!(get().header("if-none-match", &tag).send().await.unwrap().status(), 200);
    })
    .await;
}

/// Many ask all the time while others write: whoever asks after a change was acknowledged reads it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_is_older_than_what_was_acknowledged_before() {
    for_each_dialect(async |dialect| {
        const WRITES: u64 = 60;
        let database = TestDatabase::migrated(dialect).await;
        let server = Arc::new(remembering(&database, &[]));
        let editor = token(database.url(), "editor");
        let acknowledged = Arc::new(AtomicU64::new(0));
        until_remembered(&client(), &server).await;
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let (server, acknowledged, client) = (server.clone(), acknowledged.clone(), client());
                tokio::spawn(async move {
                    let mut known = 0;
                    while known < WRITES {
                        let before = acknowledged.load(Ordering::SeqCst).max(known);
                        known = count(&client, &server).await;
                        assert!(known >= before, "{known} are known, and {before} were there");
                    }
                })
            })
            .collect();
        let before = hits(&server).await;
        let writer = client();
        for number in 1..=WRITES {
            put(&writer, &server, &editor, &format!("person-{number}")).await;
            acknowledged.store(number, Ordering::SeqCst);
            // Now and then there is time to remember something that must be forgotten by the next.
            if number % 4 == 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        for reader in readers {
            reader.await.unwrap();
        }
        assert!(hits(&server).await > before, "nothing came from memory");
    })
    .await;
}

/// What another process writes is seen within the time that `docs/caching.md` tells.
#[tokio::test]
async fn what_another_process_writes_is_seen_in_time() {
    for_each_dialect(async |dialect| {
        let bound = match dialect {
            Dialect::Sqlite => Duration::from_millis(5),
            Dialect::Postgres => Duration::from_secs(1),
        };
        let database = TestDatabase::migrated(dialect).await;
        let (server, other) = (remembering(&database, &[]), forgetful(&database));
        let editor = token(database.url(), "editor");
        let client = client();
        for number in 1..=5 {
            until_remembered(&client, &server).await;
            put(&client, &other, &editor, &format!("person-{number}")).await;
            tokio::time::sleep(bound).await;
            assert_eq!(count(&client, &server).await, number);
        }
        // A command is another process as well.
        until_remembered(&client, &server).await;
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("more.ndjson");
        std::fs::write(&file, "{\"person\": {\"key\": \"by-a-command\"}}\n").unwrap();
        let import = Program::new(&["import", file.to_str().unwrap(), "--database", database.url()]).run();
        assert_eq!(import.code, Some(0), "{}", import.stderr);
        tokio::time::sleep(bound).await;
        assert_eq!(count(&client, &server).await, 6);
    })
    .await;
}

/// Whoever learnt of a change elsewhere and says so reads it at once.
#[tokio::test]
async fn who_asks_for_a_position_is_never_answered_from_before_it() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let (server, other) = (remembering(&database, &[]), forgetful(&database));
        let editor = token(database.url(), "editor");
        let client = client();
        let names = "{ persons { edges { node { key } } } }";
        for number in 1..=20 {
            for _ in 0..3 {
                count(&client, &server).await;
                post(&client, &server, names).send().await.unwrap();
            }
            let query = format!(
                "mutation {{ putPerson(input: {{person: {{key: \"person-{number}\"}}}}) {{ person {{ key }} }} }}"
            );
            let written = post(&client, &other, &query).bearer_auth(&editor).send().await.unwrap();
            let position = written.headers()["vitae-position"].clone();
            // The first makes it known that the archive has come so far; the second was remembered before it had.
            for query in [COUNT, names, COUNT, names] {
                let asked = post(&client, &server, query).header("vitae-position", &position);
                let answer: Value = asked.send().await.unwrap().json().await.unwrap();
                let (counted, named) = (&answer["data"]["persons"]["totalCount"], &answer["data"]["persons"]["edges"]);
                let found = counted.as_u64().or_else(|| Some(named.as_array()?.len() as u64));
                assert_eq!(found, Some(number), "{answer}");
            }
        }
        let malformed = post(&client, &server, COUNT).header("vitae-position", "yesterday").send().await.unwrap();
        assert_eq!(malformed.status(), 400);
        let beyond = post(&client, &server, COUNT).header("vitae-position", "999999.0").send().await.unwrap();
        let beyond: Value = beyond.json().await.unwrap();
        assert_eq!(beyond["errors"][0]["extensions"]["code"], "POSITION_UNKNOWN", "{beyond}");
    })
    .await;
}

#[tokio::test]
async fn what_is_remembered_is_for_those_who_may_be_told() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = remembering(&database, &["--anonymous-reading=false"]);
    let (reader, editor) = (token(database.url(), "reader"), token(database.url(), "editor"));
    let client = client();
    let ask = async |token: Option<&str>| {
        let request = post(&client, &server, COUNT);
        let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        request.send().await.unwrap().status().as_u16()
    };
    // One look at the file for the first state of the archive.
    ask(Some(&reader)).await;
    for _ in 0..3 {
        assert_eq!(ask(Some(&reader)).await, 200);
    }
    let known = hits(&server).await;
    assert!(known >= 1, "nothing was remembered");
    assert_eq!(ask(None).await, 401);
    assert_eq!(hits(&server).await, known);
    assert_eq!(ask(Some(&editor)).await, 200);
    assert_eq!(hits(&server).await, known, "roles do not share what is remembered");
    assert_eq!(ask(Some("vitae_1_nonsense")).await, 401);
    Program::new(&["token", "revoke", "1", "--database", database.url()]).run();
    assert_eq!(ask(Some(&reader)).await, 401, "revoked");
    assert_eq!(hits(&server).await, known);
}

/// Whoever reads through the archive once leaves no trace, and what is remembered has an end.
#[tokio::test]
async fn a_scan_wipes_nothing_and_all_is_bounded() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = remembering(&database, &["--answer-memory", "200KiB"]);
    let client = client();
    until_remembered(&client, &server).await;
    let entries = async || figure(&server, "vitae_cache_entries{cache=\"answers\"} ").await.unwrap();
    let bytes = async || figure(&server, "vitae_cache_bytes{cache=\"answers\"} ").await.unwrap();
    assert_eq!(entries().await, 1);
    let ask = async |number: usize| {
        let query = format!("{{ a{number}: persons {{ edges {{ node {{ id key names {{ text }} }} }} }} }}");
        let answer = post(&client, &server, &query).send().await.unwrap().text().await.unwrap();
        assert!(answer.len() > 1500, "{answer}");
        answer.len()
    };
    for number in 0..500 {
        ask(number).await;
    }
    assert_eq!(entries().await, 1, "what is asked once is not kept");
    let before = hits(&server).await;
    count(&client, &server).await;
    assert_eq!(hits(&server).await, before + 1, "what was remembered is still there");
    let mut length = 0;
    for number in 0..400 {
        for _ in 0..2 {
            length = ask(1000 + number).await;
        }
        if number % 10 == 0 {
            count(&client, &server).await;
        }
        let (entries, bytes) = (entries().await, bytes().await);
        assert!(bytes <= 200 << 10, "{bytes} bytes");
        assert!(entries * length as u64 <= 200 << 10, "{entries} answers of {length} bytes");
    }
    assert!(bytes().await > 100 << 10, "most of the memory is used");
    let before = hits(&server).await;
    count(&client, &server).await;
    assert_eq!(hits(&server).await, before + 1, "what is asked often stays");
}

/// Where changes could go unseen, nothing is remembered; then all is as before.
#[tokio::test]
async fn without_a_listener_nothing_is_remembered() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let (server, other) = (remembering(&database, &["--readers", "2"]), forgetful(&database));
    let editor = token(database.url(), "editor");
    let client = client();
    until_remembered(&client, &server).await;
    count(&client, &other).await;
    put(&client, &other, &editor, "before").await;
    until_remembered(&client, &server).await;
    let mut admin = Admin::connect().await;
    let name = database.name();
    // Nobody connects anew, and the connection that listens is lost.
    admin.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    let listeners = format!("datname = '{name}' AND application_name = 'vitae: changes'");
    admin.execute(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listeners}")).await;
    for _ in 0..400 {
        if server.errors().contains("changes of other processes cannot be seen") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let known = hits(&server).await;
    for number in 2..=5 {
        for _ in 0..3 {
            assert_eq!(count(&client, &server).await, number - 1);
        }
        put(&client, &other, &editor, &format!("person-{number}")).await;
        assert_eq!(count(&client, &server).await, number, "nothing is remembered meanwhile");
    }
    assert_eq!(hits(&server).await, known, "nothing comes from memory");
    admin.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    until_remembered(&client, &server).await;
    put(&client, &other, &editor, "after").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(count(&client, &server).await, 6);
}

/// A document that is sent with its hash is kept under it, though its answer is remembered.
#[tokio::test]
async fn documents_are_registered_all_the_same() {
    use sha2::{Digest, Sha256};
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = remembering(&database, &[]);
    let client = client();
    let hash: String = Sha256::digest(COUNT).iter().map(|byte| format!("{byte:02x}")).collect();
    let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    let ask = async |body: Value| {
        let request = client.post(server.url("/graphql")).json(&body);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let answer = json!({"data": {"persons": {"totalCount": 15}}});
    until_remembered(&client, &server).await;
    let known = hits(&server).await;
    for _ in 0..3 {
        assert_eq!(ask(json!({"query": COUNT, "extensions": extensions})).await, answer);
    }
    assert_eq!(hits(&server).await, known, "each of them registers the document");
    for _ in 0..4 {
        assert_eq!(ask(json!({ "extensions": extensions })).await, answer);
    }
    assert!(hits(&server).await >= known + 2, "by its hash it is only asked for");
}
