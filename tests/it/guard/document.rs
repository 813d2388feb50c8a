//! Documents and variables: how much of everything they may hold.

use std::time::Duration;

use serde_json::{Value, json};
use vitae::store::Dialect;

use super::{DEAR, PATIENCE, QUICK, header, post, refusal, slow};
use crate::support::{Server, TestDatabase, client, for_each_dialect, token};

#[tokio::test]
async fn whoever_asks_for_too_much_waits_for_the_refusal_and_keeps_nobody_waiting() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let settings = ["--no-seed", "--max-concurrent", "1", "--max-cost", "50", "--refusal-delay", "10m"];
    let server = Server::with(database.url(), &settings);
    let dear = "{ persons(first: 1000) { edges { node { id } } } }";
    let get = client().get(server.url("/graphql")).query(&[("query", dear)]);
    let events = post(&server, dear).header("accept", "text/event-stream");
    for asking in [post(&server, dear), get, events] {
        let waiting = tokio::time::timeout(Duration::from_millis(300), asking.send());
        let (waiting, answered) = tokio::join!(waiting, post(&server, QUICK).send());
        assert!(waiting.is_err(), "{waiting:?}");
        assert_eq!(answered.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn each_limit_is_told_with_what_was_measured_and_what_is_allowed() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let limits = "--no-seed --max-query-length 400 --max-tokens 70 --max-aliases 3 --max-root-fields 4 \
                  --max-directives 2 --max-fragments 3 --max-lists 1 --max-variables 64 --max-depth 5 \
                  --max-fields 12 --max-cost 50";
    let server = Server::with(database.url(), &limits.split_whitespace().collect::<Vec<_>>());
    let deep = "{ persons { edges { node { relations { edges { node { id } } } } } } }";
    let (long, many) = (" ".repeat(401), "id ".repeat(80));
    for (query, variables, limit, measured, allowed) in [
        (format!("{QUICK}{long}"), json!({}), "length", QUICK.len() + 401, 400),
        (format!("{{ {many} }}"), json!({}), "tokens", 82, 70),
        (
            "{ a: __typename b: __typename c: __typename d: __typename }".to_owned(),
            json!({}),
            "aliases",
            4,
            3,
        ),
        (
            "{ ...f ...f } fragment f on Query { __typename __typename __typename }".to_owned(),
            json!({}),
            "roots",
            6,
            4,
        ),
        (
            "{ __typename @skip(if: false) @skip(if: true) @include(if: true) }".to_owned(),
            json!({}),
            "directives",
            3,
            2,
        ),
        (
            "{ ...f ...f ... { __typename } } fragment f on Query { __typename }".to_owned(),
            json!({}),
            "fragments",
            4,
            3,
        ),
        ("{ nodes(ids: [[\"person:1\"]]) { id } }".to_owned(), json!({}), "lists", 2, 1),
        ("query($v: [ID!]!) { nodes(ids: $v) { id } }".to_owned(), json!({"v": [["a"]]}), "lists", 2, 1),
        (QUICK.to_owned(), json!({"v": "x".repeat(70)}), "variables", 77, 64),
        (deep.to_owned(), json!({}), "depth", 7, 5),
        (
            "{ __typename persons { edges { node { id key name gender id key name gender id } } } }"
                .to_owned(),
            json!({}),
            "fields",
            13,
            12,
        ),
        ("{ persons(first: 1000) { edges { node { id } } } }".to_owned(), json!({}), "cost", 1020, 50),
    ] {
        let request = json!({"query": query, "variables": variables});
        let response = client().post(server.url("/graphql")).json(&request).send().await.unwrap();
        let (status, extensions, body) = refusal(response).await;
        assert_eq!((status, &extensions["code"]), (200, &json!("TOO_COSTLY")), "{query}: {body}");
        assert_eq!(
            (&extensions["limit"], &extensions["allowed"]),
            (&json!(limit), &json!(allowed)),
            "{body}"
        );
        // What a page costs is told elsewhere.
        if limit != "cost" {
            assert_eq!(extensions["measured"], json!(measured), "{body}");
        }
        assert!(extensions["measured"].as_u64() > extensions["allowed"].as_u64(), "{body}");
    }
}

#[tokio::test]
async fn a_schema_that_is_not_told_is_told_by_nothing() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--introspection=false", "--suggestions=false"]);
    for query in [
        "{ __schema { types { name } } }",
        "{ t: __type(name: \"Person\") { name } }",
        "{ ...f } fragment f on Query { ... { __schema { types { name } } } }",
        "query A { __typename } query B { __schema { types { name } } }",
    ] {
        let (_, extensions, body) = refusal(post(&server, query).send().await.unwrap()).await;
        assert_eq!(extensions["code"], "INTROSPECTION_DISABLED", "{body}");
        let get = client().get(server.url("/graphql")).query(&[("query", query)]);
        let (_, extensions, _) = refusal(get.send().await.unwrap()).await;
        assert_eq!(extensions["code"], "INTROSPECTION_DISABLED");
    }
    assert_eq!(server.query("{ __typename persons { __typename } }").await["errors"], Value::Null);
    let helpful = Server::start(&database);
    let guess = helpful.query("{ person_s { id } }").await["errors"][0]["message"].to_string();
    assert!(guess.contains("Did you mean"), "{guess}");
    for query in ["{ person_s { id } }", "{ persons(frst: 1) { totalCount } }"] {
        let (_, extensions, body) = refusal(post(&server, query).send().await.unwrap()).await;
        assert_eq!(extensions["code"], "GRAPHQL_VALIDATION_FAILED", "{body}");
        assert!(!body.contains("Did you mean"), "{body}");
    }
}

/// So many times a field at the root.
fn roots(count: usize, field: &str) -> String {
    format!("{{ {} }}", (0..count).map(|at| format!("r{at}: {field} ")).collect::<String>())
}

/// What takes an archive of thirty thousand persons long may be asked, and not many times at once.
#[tokio::test]
async fn what_walks_through_much_is_dear_and_refused_when_it_is_multiplied() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--refusal-delay", "1ms"]);
    let report =
        "inconsistencies(first: 100) { totalCount pageInfo { hasNextPage } edges { node { message } } }";
    let some = "inconsistencies(kinds: [SELF_RELATION]) { edges { node { message } } }";
    let beside = "person(by: {key: \"a\"}) { appearsWith { documentCount } }";
    let chain = "path(from: {key: \"a\"}, to: {key: \"b\"}) { length }";
    let named = "persons(filter: {name: {contains: \"a\"}}) { edges { node { id } } }";
    let nested = "persons(filter: {not: {participation: {eventLike: {participation: {personLike: {not: \
                  {genders: [\"MALE\"]}}}}}}}) { edges { node { id } } }";
    let counted = |size: usize| {
        format!("changes(first: {size}) {{ edges {{ node {{ batch {{ changes {{ totalCount }} }} }} }} }}")
    };
    for (field, accepted, refused) in
        [(report, 1, 2), (some, 20, 51), (beside, 20, 100), (chain, 6, 7), (named, 20, 200), (nested, 1, 10)]
    {
        let answer = server.query(&roots(accepted, field)).await;
        assert!(answer["errors"].is_null(), "{field}: {answer}");
        let (_, extensions, body) =
            refusal(post(&server, &roots(refused, field)).send().await.unwrap()).await;
        assert_eq!(extensions["limit"], "cost", "{field}: {body}");
    }
    assert!(server.query(&roots(1, &counted(100))).await["errors"].is_null());
    let (_, extensions, body) = refusal(post(&server, &roots(1, &counted(1000))).send().await.unwrap()).await;
    assert_eq!(extensions["limit"], "cost", "{body}");
}

#[tokio::test]
async fn the_price_of_a_query_is_told_to_those_who_ask() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        let query = "{ persons(first: 3) { edges { node { key } } } }";
        let plain = server.query(query).await;
        assert_eq!(plain["extensions"], Value::Null);
        let asked = json!({"query": query, "extensions": {"cost": true}});
        let told = client().post(server.url("/graphql")).json(&asked).send().await.unwrap();
        let told: Value = told.json().await.unwrap();
        assert_eq!(told["data"], plain["data"]);
        assert_eq!(told["extensions"]["cost"]["allowed"], json!(100_000));
        assert!(told["extensions"]["cost"]["measured"].as_u64().unwrap() >= 3, "{told}");
        let parameters = [("query", query), ("extensions", r#"{"cost":true}"#)];
        let got = client().get(server.url("/graphql")).query(&parameters).send().await.unwrap();
        assert_eq!(got.json::<Value>().await.unwrap(), told);
        let change =
            "mutation { createPerson(input: {person: {names: [{text: \"A\"}]}}) { userErrors { code } } }";
        let changed = client()
            .post(server.url("/graphql"))
            .bearer_auth(token(database.url(), "editor"))
            .json(&json!({"query": change, "extensions": {"cost": true}}));
        let changed: Value = changed.send().await.unwrap().json().await.unwrap();
        assert!(changed["extensions"]["cost"]["measured"].is_u64(), "{changed}");
    })
    .await;
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_stopped_in_the_database() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let settings = ["--no-seed", "--readers", "1", "--query-timeout", "300ms"];
        let server = Server::with(database.url(), &[&settings[..], &DEAR].concat());
        for _ in 0..2 {
            let (_, extensions, body) = refusal(post(&server, &slow()).send().await.unwrap()).await;
            assert_eq!(extensions["code"], "TIMEOUT", "{}", &body[..body.len().min(300)]);
            // The one reader is free again.
            let answer = server.query("{ persons { totalCount } }").await;
            assert!(answer["data"]["persons"]["totalCount"].is_u64(), "{answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_more_requests_are_under_way_than_may_be() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    // What is remembered is answered without a place: two early answers, and nobody would be refused.
    let settings = "--no-seed --answer-memory 0 --max-concurrent 1 --concurrent-wait 100ms";
    let settings: Vec<_> = settings.split_whitespace().chain(DEAR).collect();
    let server = Server::with(database.url(), &settings);
    let (first, refused) = loop {
        let first = tokio::spawn(post(&server, &slow()).send());
        let refused = loop {
            let response = post(&server, QUICK).send().await.unwrap();
            if response.status() != 200 || first.is_finished() {
                break response;
            }
        };
        // On a busy machine one of the others may have had the place for so long that the first was refused.
        if refused.status() != 200 && !first.is_finished() {
            break (first, refused);
        }
        assert_eq!(first.await.unwrap().unwrap().status(), 503, "only who waited too long has no place");
    };
    assert_eq!(header(&refused, "retry-after"), "1");
    let (status, extensions, body) = refusal(refused).await;
    assert_eq!((status, &extensions["code"]), (503, &json!("UNAVAILABLE")), "{body}");
    assert_eq!(extensions["allowed"], 1);
    assert_eq!(first.await.unwrap().unwrap().status(), 200);
    assert_eq!(server.query(QUICK).await, json!({"data": {"__typename": "Query"}}));
}

#[tokio::test]
async fn others_are_answered_while_somebody_asks_for_too_much() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::with(database.url(), &["--no-seed"]);
        let (open, close) = ("relations { edges { node { ".repeat(7), "} } } ".repeat(7));
        let bombs = [
            format!("{{ persons {{ edges {{ node {{ {open} id {close} }} }} }} }}"),
            format!("{{ {} }}", "a { ".repeat(5000)),
            format!("{{ {} }}", "id ".repeat(20_000)),
            format!("{{ {} }}", (0..1000).map(|at| format!("a{at}: __typename ")).collect::<String>()),
            slow(),
        ];
        let url = server.url("/graphql");
        let attackers = (0..4).map(|_| {
            let (bombs, url) = (bombs.clone(), url.clone());
            tokio::spawn(async move {
                let client = client();
                for bomb in bombs.iter().cycle().take(25) {
                    let sent = client.post(&url).json(&json!({"query": bomb})).send().await.unwrap();
                    let (_, extensions, body) = refusal(sent).await;
                    assert_eq!(extensions["code"], "TOO_COSTLY", "{body}");
                }
            })
        });
        let attackers: Vec<_> = attackers.collect();
        for _ in 0..10 {
            let query = server.query("{ persons { totalCount } }");
            let answer = tokio::time::timeout(PATIENCE, query).await.expect("others are answered");
            assert!(answer["data"]["persons"]["totalCount"].is_u64(), "{answer}");
        }
        for attacker in attackers {
            attacker.await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn no_error_tells_what_is_inside() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        let token = token(database.url(), "admin");
        let mut bodies = Vec::new();
        let mut ask = async |query: &str| {
            let request = post(&server, query).bearer_auth(&token);
            bodies.push(request.send().await.unwrap().text().await.unwrap());
        };
        let queries = [
            "{",
            "{ nothing }",
            "{ node(id: \"person:x\") { id } }",
            "{ node(id: \"person:999999999999999999999\") { id } }",
            "{ persons(first: -1) { totalCount } }",
            "{ persons(after: \"'; DROP TABLE person; --\") { totalCount } }",
            "{ person(by: {key: \"\\u0000\"}) { id } }",
            "mutation { createPerson(input: {person: {key: \"\\u0000\"}}) { userErrors { message } } }",
            "mutation { deletePerson(input: {by: {id: \"person:1\"}}) { userErrors { message } } }",
            "mutation { undoBatch(input: {batch: \"batch:99\"}) { userErrors { message } } }",
        ];
        for query in queries {
            ask(query).await;
        }
        // A database that is broken under the service.
        let store = database.open().await;
        let hide = "ALTER TABLE person RENAME TO hidden";
        sea_orm::ConnectionTrait::execute_unprepared(store.writer(), hide).await.unwrap();
        ask("{ persons { edges { node { key } } } }").await;
        assert!(bodies.last().unwrap().contains("INTERNAL"), "{bodies:?}");
        let bodies = &mut bodies;
        let import = client().post(server.url("/import")).bearer_auth(&token);
        let import =
            import.header("content-type", "application/x-ndjson").body("{\"person\": {\"key\": \"a\"}}\n");
        bodies.push(import.send().await.unwrap().text().await.unwrap());
        for path in ["/nothing", "/graphql?query=%00&variables=x", "/import?x=y", "/health/ready"] {
            bodies.push(client().get(server.url(path)).send().await.unwrap().text().await.unwrap());
        }
        let inside = [
            "select ",
            "SELECT ",
            "INSERT",
            "UPDATE ",
            "sqlx",
            "sqlite",
            "postgres",
            "no such table",
            "does not exist\"",
            ".rs:",
            "panicked",
            "src/",
            "/tmp",
            "/home",
            ".db",
            "RUST_BACKTRACE",
            "hidden",
            "stack backtrace",
        ];
        for body in bodies {
            for word in inside {
                assert!(!body.contains(word), "`{word}` in {body}");
            }
        }
        store.close().await.unwrap();
    })
    .await;
}
