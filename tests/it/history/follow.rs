//! Subscriptions: changes as they come, whichever process makes them, each once, to as many as may follow.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use vitae::graphql::{Changes, Endpoint, Opened, Request};
use vitae::store::Dialect;

use super::{History, nodes, person};
use crate::query::LIMITS;
use crate::support::{Program, Server, TestDatabase, endpoint, for_each_dialect, project};

impl History {
    /// A subscription, without HTTP.
    async fn follow(&self, endpoint: &Endpoint, query: &str) -> Box<Changes> {
        match endpoint.open(Request { query: query.to_owned(), ..Request::default() }).await {
            Opened::Changes(changes) => changes,
            Opened::Answer(answer) => panic!("{query}: {}", answer.body),
        }
    }
}

#[tokio::test]
async fn a_subscription_reads_a_page_when_its_client_has_taken_the_one_before() {
    for_each_dialect(async |dialect| {
        let history = History::new(dialect).await;
        let many: Vec<Value> = (0..60).map(|at| person(&format!("p{at:02}"), "x")).collect();
        history.import("one", &many).await;
        let (readers, recording) = history.store.readers().await.unwrap().recorded();
        let feed = history.store.feed(1);
        let followed = endpoint(&history.store, readers).following(feed.clone());
        let query = r#"subscription { changed(after: "COMMIT.0") { recordKey } }"#;
        let mut changes = history.follow(&followed, query).await;
        for at in 0..60 {
            let expected = format!(r#"{{"data":{{"changed":{{"recordKey":"p{at:02}"}}}}}}"#);
            assert_eq!(changes.next().await, Some(expected));
            assert_eq!(recording.lock().unwrap().len(), at / 25 + 1, "after {} changes", at + 1);
        }
        // Items that are dear are read few at a time, and one that is too dear is refused.
        drop(changes);
        let dear = |first| format!(
            "subscription {{ changed(after: \"COMMIT.0\") {{ batch {{ changes(first: {first}) {{ edges {{ node {{ id }} }} }} }} }} }}"
        );
        let tight = vitae::graphql::Limits { cost: 400, ..LIMITS };
        let readers = history.store.readers().await.unwrap();
        let endpoint = Endpoint::new(history.archive.clone(), readers, dialect, tight).following(feed.clone());
        let mut changes = history.follow(&endpoint, &dear(100)).await;
        for _ in 0..60 {
            assert!(changes.next().await.unwrap().starts_with(r#"{"data":{"changed":{"batch""#));
        }
        drop(changes);
        match endpoint.open(Request { query: dear(300), ..Request::default() }).await {
            Opened::Answer(answer) => assert!(answer.body.contains("TOO_COSTLY"), "{}", answer.body),
            Opened::Changes(_) => panic!("an item of this price must be refused"),
        }
        let mut changes = history.follow(&endpoint, "subscription { changed { id } }").await;
        feed.close().await;
        assert_eq!(changes.next().await, None);
    })
    .await;
}

/// What `docs/history.md` shows can be asked as it stands.
#[tokio::test]
async fn each_request_of_the_page_on_history_is_valid() {
    let history = History::new(Dialect::Sqlite).await;
    let endpoint = history.endpoint.clone().following(history.store.feed(10));
    let page = std::fs::read_to_string(project("docs/history.md")).unwrap();
    let requests: Vec<&str> =
        page.split("```graphql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(requests.len() >= 4);
    for request in requests {
        match request.starts_with("subscription") {
            true => drop(history.follow(&endpoint, request).await),
            false => drop(history.ask(request, json!({})).await),
        }
    }
}

/// The events of an answer, one after the other.
pub struct Events {
    response: Response,
    read: String,
}

impl Events {
    pub async fn of(request: RequestBuilder) -> Events {
        let response = request.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Events { response, read: String::new() }
    }

    /// The next event's name and data; none at the end. Comments are passed over.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            while let Some((event, rest)) = self.read.split_once("\n\n") {
                let part = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|line| line.trim_start().to_owned())
                };
                let (name, data) = (part("event:"), part("data:"));
                self.read = rest.to_owned();
                if let Some(name) = name {
                    return Some((name, data.unwrap_or_default()));
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk());
            let chunk = chunk.await.expect("an event within twenty seconds").unwrap()?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next so many responses.
    pub async fn take(&mut self, count: usize) -> Vec<Value> {
        let mut taken = Vec::new();
        while taken.len() < count {
            let (name, data) = self.next().await.expect("no end yet");
            assert_eq!(name, "next");
            taken.push(serde_json::from_str(&data).unwrap());
        }
        taken
    }
}

fn post(server: &Server, query: &str) -> RequestBuilder {
    Client::new().post(server.url("/graphql")).json(&json!({ "query": query }))
}

fn imported(database: &TestDatabase, records: &[Value]) {
    let file: String = records.iter().map(|record| format!("{record}\n")).collect();
    let outcome = Program::new(&["import", "-", "--database", database.url()]).input(&file).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

fn keys(responses: &[Value]) -> Vec<String> {
    let key = |response: &Value| response["data"]["changed"]["recordKey"].as_str().unwrap().to_owned();
    responses.iter().map(key).collect()
}

#[tokio::test]
async fn changes_by_another_process_are_told_as_they_come_each_once() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        imported(&database, &[person("before", "x")]);
        let server = Server::start(&database);
        let all = "subscription { changed { recordKey } }";
        let mut followed = Events::of(post(&server, all)).await;
        let mut events = Events::of(post(
            &server,
            "subscription { it: changed(kinds: [EVENT]) { cursor record { ... on Event { kind } } } }",
        ))
        .await;
        // More than one page of them at once.
        let many: Vec<Value> = (0..250).map(|at| person(&format!("p{at:03}"), "x")).collect();
        imported(&database, &many);
        imported(&database, &[json!({"event": {"key": "e", "kind": "TRIAL"}})]);
        imported(&database, &[person("p007", "y")]);
        let told = followed.take(252).await;
        let mut expected: Vec<String> = (0..250).map(|at| format!("p{at:03}")).collect();
        expected.extend(["e".to_owned(), "p007".to_owned()]);
        assert_eq!(keys(&told), expected);
        let event = events.take(1).await.remove(0);
        assert_eq!(event["data"]["it"]["record"], json!({"kind": "TRIAL"}));
        // Who was away goes on where they were.
        let after = event["data"]["it"]["cursor"].as_str().unwrap();
        let query = format!(r#"subscription {{ changed(after: "{after}") {{ recordKey }} }}"#);
        let mut again = Events::of(post(&server, &query)).await;
        assert_eq!(keys(&again.take(1).await), ["p007"]);
        imported(&database, &[person("last", "x")]);
        for events in [&mut again, &mut followed] {
            assert_eq!(keys(&events.take(1).await), ["last"]);
        }
    })
    .await;
}

#[tokio::test]
async fn two_services_on_one_database_tell_the_same_while_several_write() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let servers = [Server::start(&database), Server::start(&database)];
        let query = "subscription { changed { recordKey } }";
        let mut streams = Vec::new();
        for server in &servers {
            streams.push(Events::of(post(server, query)).await);
        }
        std::thread::scope(|scope| {
            for writer in 0..3 {
                let database = &database;
                scope.spawn(move || {
                    for import in 0..3 {
                        let key = |at| person(&format!("{writer}/{import}/{at}"), "x");
                        imported(database, &(0..5).map(key).collect::<Vec<_>>());
                    }
                });
            }
        });
        let mut told = Vec::new();
        for stream in &mut streams {
            told.push(keys(&stream.take(45).await));
        }
        assert_eq!(told[0], told[1]);
        let order = servers[0].query("{ changes(first: 100) { edges { node { recordKey } } } }").await;
        let key = |node: &Value| node["recordKey"].as_str().unwrap().to_owned();
        let order: Vec<String> = nodes(&order["data"]["changes"]).iter().map(key).collect();
        assert_eq!(told[0], order);
    })
    .await;
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_its_place_to_another() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--max-subscriptions", "1", "--metrics=open"]);
    let query = "subscription { changed { id } }";
    let figures = async || reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    for _ in 0..3 {
        let first = Events::of(post(&server, query)).await;
        assert!(figures().await.contains("vitae_subscriptions 1"));
        let (name, refused) = Events::of(post(&server, query)).await.next().await.unwrap();
        let refused: Value = serde_json::from_str(&refused).unwrap();
        assert_eq!((&*name, &refused["errors"][0]["extensions"]["code"]), ("next", &json!("UNAVAILABLE")));
        drop(first);
        let is_free = async {
            while !figures().await.contains("vitae_subscriptions 0") {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(3), is_free).await.expect("the place is free again");
    }
}

#[tokio::test]
async fn a_service_that_stops_ends_its_subscriptions_in_good_order() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let mut server = Server::start(&database);
        let mut events = Events::of(post(&server, "subscription { changed { id } }")).await;
        server.signal("TERM");
        assert_eq!(events.next().await, Some(("complete".to_owned(), String::new())));
        assert_eq!(events.next().await, None);
        let status = server.wait(Duration::from_secs(5)).await;
        assert_eq!(status.code(), Some(0), "{}", server.errors());
    })
    .await;
}

#[tokio::test]
async fn the_last_event_has_a_line_of_data() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let answer = post(&server, "{ __typename }").header("accept", "text/event-stream").send().await.unwrap();
    let text = answer.text().await.unwrap();
    assert!(text.ends_with("\n\nevent: complete\ndata:\n\n"), "{text}");
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused_in_words() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    for (query, message) in [
        ("subscription { changed { id } again: changed { id } }", "a subscription selects one field"),
        ("subscription { __typename }", "Unknown field"),
        (r#"subscription { changed(after: "x") { id } }"#, "a cursor that this list gave"),
        (r#"subscription { changed(ids: ["x"]) { id } }"#, "an id such as `person:17`"),
        ("subscription { nothing }", "Unknown field"),
    ] {
        let mut events = Events::of(post(&server, query)).await;
        let (name, data) = events.next().await.unwrap();
        assert!(name == "next" && data.contains(message), "{query}: {data}");
        assert_eq!(events.next().await.unwrap().0, "complete");
        assert_eq!(events.next().await, None);
    }
    // A subscription without events, and events without a subscription.
    let response =
        post(&server, "subscription { changed { id } }").send().await.unwrap().text().await.unwrap();
    assert!(response.contains("Accept: text/event-stream"), "{response}");
    let mut events = Events::of(post(&server, "{ __typename }")).await;
    assert_eq!(events.next().await.unwrap().1, r#"{"data":{"__typename":"Query"}}"#);
    assert_eq!(events.next().await.unwrap().0, "complete");
    let both = post(&server, "{ __typename }").header("accept", "application/json, text/event-stream");
    assert_eq!(both.send().await.unwrap().text().await.unwrap(), r#"{"data":{"__typename":"Query"}}"#);
}
