//! The service seen from outside: figures, traces, ids of requests, slow queries; and that errors show nothing.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use vitae::store::Dialect;

use crate::support::{Program, Server, TestDatabase, Uploader, for_each_dialect, project, token, uploader};

const COUNT: &str = "query Count { persons { totalCount } }";
const SECRET: &str = "Tell nobody";

/// A service that logs what is worth a warning, as JSON.
fn serve(database: &TestDatabase, settings: &[&str]) -> Server {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--no-seed", "--database", database.url()];
    Server::run(Program::new(&[&arguments, settings].concat()))
}

fn ask(server: &Server, query: &str, variables: Value) -> RequestBuilder {
    let body = json!({"query": query, "variables": variables});
    uploader::client().post(server.url("/graphql")).json(&body)
}

/// Waits until something is there.
async fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..200 {
        if let Some(found) = look() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("there is no {what}");
}

/// The value of a figure, by its name and labels.
fn figure(figures: &str, name: &str) -> Option<f64> {
    let line =
        figures.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))?;
    line.rsplit_once(' ')?.1.parse().ok()
}

#[tokio::test]
async fn figures_are_served_at_an_address_of_their_own() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server =
            serve(&database, &["--metrics-listen", "127.0.0.1:0", "--readers", "2", "--answer-memory", "0"]);
        let url = wait_for("address of the figures", || {
            let said = server.said();
            Some(said.lines().find_map(|line| line.strip_prefix("Figures at "))?.to_owned())
        })
        .await;
        for _ in 0..3 {
            ask(&server, COUNT, json!({})).send().await.unwrap();
        }
        uploader::client().get(server.url("/nowhere")).send().await.unwrap();
        let uploader = Uploader::new(&server, database.url());
        let line = json!({"person": {"key": "somebody", "names": [{"text": "Somebody"}]}}).to_string();
        uploader.last("", line).await;
        let records = json!({"records": [{"person": {"key": "another"}}, {"person": {"key": "somebody"}}]});
        let told =
            "mutation($input: ImportRecordsInput!) { importRecords(input: $input) { created unchanged } }";
        let editor = token(database.url(), "editor");
        let told = ask(&server, told, json!({"input": records})).bearer_auth(editor).send().await.unwrap();
        assert_eq!(told.json::<Value>().await.unwrap()["data"]["importRecords"]["created"], 1);
        assert_eq!(uploader::client().get(server.url("/metrics")).send().await.unwrap().status(), 404);
        let told = reqwest::get(&url).await.unwrap().text().await.unwrap();
        for (name, value) in [
            (r#"vitae_http_requests_total{route="/graphql",method="POST",status="200"}"#, 4.0),
            (r#"vitae_http_requests_total{route="other",method="GET",status="404"}"#, 2.0),
            (r#"vitae_http_request_duration_seconds_count{route="/graphql"}"#, 4.0),
            (r#"vitae_http_request_duration_seconds_bucket{route="/graphql",le="+Inf"}"#, 4.0),
            ("vitae_graphql_requests_total", 4.0),
            ("vitae_query_cost_count", 3.0),
            (r#"vitae_cache_lookups_total{cache="documents",outcome="miss"}"#, 2.0),
            (r#"vitae_cache_lookups_total{cache="documents",outcome="hit"}"#, 2.0),
            (r#"vitae_cache_lookups_total{cache="plans",outcome="hit"}"#, 2.0),
            (r#"vitae_cache_entries{cache="documents"}"#, 2.0),
            (r#"vitae_import_records_total{outcome="created"}"#, 2.0),
            (r#"vitae_import_records_total{outcome="unchanged"}"#, 1.0),
            ("vitae_readers", 2.0),
            ("vitae_readers_busy", 0.0),
            ("vitae_readers_waiting", 0.0),
        ] {
            assert_eq!(figure(&told, name), Some(value), "{name} in\n{told}");
        }
        let statements = figure(&told, r#"vitae_statements_total{outcome="done"}"#);
        assert!(statements >= Some(3.0), "{told}");
        assert_eq!(figure(&told, "vitae_statement_duration_seconds_count"), statements, "{told}");
        let described = told.lines().filter(|line| line.starts_with("# TYPE ")).count();
        assert_eq!(described, told.lines().filter(|line| line.starts_with("# HELP ")).count(), "{told}");
    })
    .await;
}

/// Each figure that the code keeps has its row in the documentation, and the other way round.
#[test]
fn every_figure_is_documented() {
    fn visit(directory: &std::path::Path, names: &mut std::collections::BTreeSet<String>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, names);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for start in ["counter!(", "gauge!(", "histogram!(", "Counted::one("] {
                let named = text.split(start).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
                names.extend(named.map(|rest| rest.split('"').next().unwrap().to_owned()));
            }
        }
    }
    let mut kept = std::collections::BTreeSet::new();
    visit(&project("src"), &mut kept);
    assert!(kept.len() > 15, "{kept:?}");
    let page = std::fs::read_to_string(project("docs/metrics.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `vitae_"));
    let documented: std::collections::BTreeSet<String> =
        rows.map(|rest| format!("vitae_{}", rest.split('`').next().unwrap())).collect();
    assert_eq!(documented, kept);
}

#[tokio::test]
async fn a_request_keeps_its_id_or_is_given_one() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = serve(&database, &[]);
    let told = async |given: Option<&str>, path: &str| {
        let request = uploader::client().get(server.url(path));
        let request = given.iter().fold(request, |request, id| request.header("x-request-id", *id));
        let response = request.send().await.unwrap();
        assert!(response.headers().get("traceparent").is_none(), "no traces are kept");
        response.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(told(Some("ours-17"), "/health/live").await, "ours-17");
    assert_eq!(told(Some("ours-18"), "/nowhere").await, "ours-18");
    let made = told(None, "/graphql").await;
    assert!(made.len() == 16 && made.bytes().all(|byte| byte.is_ascii_hexdigit()), "{made}");
    assert_ne!(told(None, "/graphql").await, made);
    for wrong in ["two words", &"x".repeat(129), ""] {
        assert_eq!(told(Some(wrong), "/").await.len(), 16, "{wrong}");
    }
}

/// A collector of traces: every span that it was sent.
async fn collector() -> (String, Arc<Mutex<Vec<Value>>>) {
    async fn take(State(spans): State<Arc<Mutex<Vec<Value>>>>, body: Bytes) {
        let message: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(message["resourceSpans"][0]["resource"]["attributes"][0]["value"]["stringValue"], "vitae");
        let sent = message["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap().clone();
        spans.lock().unwrap().extend(sent);
    }
    let spans: Arc<Mutex<Vec<Value>>> = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let routes = Router::new().route("/v1/traces", post(take)).with_state(spans.clone());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (url, spans)
}

fn attribute<'s>(span: &'s Value, key: &str) -> &'s str {
    let mut attributes = span["attributes"].as_array().unwrap().iter();
    let found = attributes.find(|attribute| attribute["key"] == key);
    found.and_then(|attribute| attribute["value"]["stringValue"].as_str()).unwrap_or_default()
}

#[tokio::test]
async fn a_request_and_its_statements_are_spans_of_the_callers_trace() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let (url, spans) = collector().await;
        let mut server = serve(&database, &["--otlp-endpoint", &url]);
        let query = "query Named($name: String!) { persons(filter: {keys: [$name]}) { totalCount } }";
        let (trace, caller) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
        let request = ask(&server, query, json!({ "name": SECRET })).header("x-request-id", "ours-19");
        let response = request.header("traceparent", format!("00-{trace}-{caller}-01")).send().await.unwrap();
        let place = response.headers()["traceparent"].to_str().unwrap().to_owned();
        let answer: Value = response.json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{answer}");
        let unsampled = ask(&server, "{ events { totalCount } }", json!({}));
        unsampled.header("traceparent", format!("00-{trace}-{caller}-00")).send().await.unwrap();
        ask(&server, COUNT, json!({})).send().await.unwrap();
        // What is left is sent when the service ends.
        server.signal("TERM");
        server.wait(Duration::from_secs(20)).await;
        let spans = spans.lock().unwrap().clone();
        let of_trace: Vec<&Value> = spans.iter().filter(|span| span["traceId"] == trace).collect();
        let [statement, request] = of_trace[..] else { panic!("{spans:#?}") };
        assert_eq!((&request["name"], &request["kind"]), (&json!("POST /graphql"), &json!(2)));
        assert_eq!(request["parentSpanId"], caller);
        assert_eq!(place, format!("00-{trace}-{}-01", request["spanId"].as_str().unwrap()));
        for (key, value) in [
            ("http.response.status_code", "200"),
            ("http.route", "/graphql"),
            ("vitae.request_id", "ours-19"),
            ("graphql.operation.name", "Named"),
            ("graphql.operation.type", "query"),
        ] {
            assert_eq!(attribute(request, key), value, "{request}");
        }
        assert_eq!(attribute(request, "vitae.document.sha256"), vitae::graphql::hash(query));
        assert_eq!(
            (&statement["name"], &statement["parentSpanId"]),
            (&json!("statement"), &request["spanId"])
        );
        assert!(attribute(statement, "db.query.text").contains("FROM person"), "{statement}");
        let time = |span: &Value, key: &str| span[key].as_str().unwrap().parse::<u64>().unwrap();
        assert!(time(request, "startTimeUnixNano") <= time(statement, "startTimeUnixNano"));
        assert!(time(statement, "endTimeUnixNano") <= time(request, "endTimeUnixNano"));
        let others: Vec<&Value> = spans.iter().filter(|span| span["traceId"] != trace).collect();
        assert_eq!(others.len(), 2, "a trace of its own, and none for what is not sampled: {others:#?}");
        assert_eq!(others[0]["traceId"], others[1]["traceId"]);
        assert!(!json!(spans).to_string().contains(SECRET), "a value is in a trace");
    })
    .await;
}

#[tokio::test]
async fn a_collector_that_is_away_keeps_nobody_waiting() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let mut server = serve(&database, &["--otlp-endpoint", "http://127.0.0.1:9", "--metrics=open"]);
    let answer: Value = ask(&server, COUNT, json!({})).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["persons"]["totalCount"], 15);
    wait_for("warning", || server.errors().contains("traces cannot be sent").then_some(())).await;
    let figures = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    assert!(figure(&figures, "vitae_spans_dropped_total") >= Some(2.0), "{figures}");
    server.signal("TERM");
    assert!(server.wait(Duration::from_secs(20)).await.success());
}

#[tokio::test]
async fn a_slow_query_is_logged_with_its_plan_and_without_its_values() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = serve(&database, &["--slow-query", "1ms", "--max-cost", "1000000000"]);
        let query = "query Named($name: String!, $id: ID!) { persons(first: 700) { totalCount edges { node { names { text } appearsWith { person { events(first: 50) { edges { node { participants(first: 20) { edges { node { names { text } } } } } } } } } } } } person(by: {key: $name}) { key } literal: person(by: {key: \"Nor this\"}) { key } node(id: $id) { id } }";
        let variables = json!({"name": SECRET, "id": "person:424242"});
        // Plans are asked for one at a time; the first that is slow gets its own.
        let lines = || -> Vec<Value> {
            let errors = server.errors();
            let slow = errors.lines().filter(|line| line.contains("a query was slow"));
            let planned = slow.filter(|line| !line.contains("not asked for"));
            planned.map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        // It reads thousands of rows; a machine may yet be quick.
        for _ in 0..20 {
            ask(&server, query, variables.clone()).header("x-request-id", "ours-20").send().await.unwrap();
            if server.errors().contains("a query was slow") {
                break;
            }
        }
        let line = wait_for("slow query", || lines().into_iter().next()).await;
        assert_eq!((&line["request"], &line["operation"]), (&json!("ours-20"), &json!("Named")), "{line}");
        assert_eq!(line["document"], vitae::graphql::hash(query));
        assert!(line["took_ms"].as_u64() >= Some(1) && line["outcome"] == "done", "{line}");
        assert!(line["statement"].as_str().unwrap().contains("FROM person"), "{line}");
        let plan = line["plan"].as_str().unwrap();
        let step = if dialect == Dialect::Sqlite { "SEARCH" } else { "cost=" };
        assert!(plan.contains(step), "{plan}");
        for value in [SECRET, "Nor this", "424242"] {
            assert!(!server.errors().contains(value), "{value} in {}", server.errors());
        }
    })
    .await;
}

#[tokio::test]
async fn a_slow_search_is_logged_with_its_plan() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = serve(&database, &["--slow-query", "1ms", "--max-cost", "1000000000"]);
        let query = "{ search(text: \"lenin stal* -berlin\", first: 100) { totalCount edges { matchedBy matchedIn snippet { text spans { start } } node { id } } } }";
        let plan = || {
            let errors = server.errors();
            let mut slow = errors.lines().filter(|line| line.contains("a query was slow"));
            let line = slow.find(|line| line.contains("snippet") && !line.contains("not asked for"))?;
            Some(serde_json::from_str::<Value>(line).unwrap()["plan"].as_str().unwrap().to_owned())
        };
        for _ in 0..50 {
            let answer: Value = ask(&server, query, json!({})).send().await.unwrap().json().await.unwrap();
            assert!(answer["data"]["search"]["totalCount"].as_u64() > Some(0), "{answer}");
            if plan().is_some() {
                break;
            }
        }
        let plan = wait_for("slow query", plan).await;
        let step = if dialect == Dialect::Sqlite { "VIRTUAL TABLE" } else { "search_index" };
        assert!(plan.contains(step), "{plan}");
    })
    .await;
}

/// What goes wrong is logged with the request's id, and the client is told nothing of the database.
#[tokio::test]
async fn a_fault_is_told_in_the_log_and_not_to_the_client() {
    use sea_orm::ConnectionTrait;
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = serve(&database, &[]);
        let store = database.open().await;
        store.writer().execute_unprepared("ALTER TABLE person_name RENAME TO hidden").await.unwrap();
        let query = "{ persons { edges { node { names { text } } } } }";
        let request = ask(&server, query, json!({})).header("x-request-id", "ours-21");
        let body = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL", "{answer}");
        for word in ["SELECT", "person_name", "hidden", "sqlite", "postgres", ".rs", "/"] {
            assert!(!body.contains(word), "{word} in {body}");
        }
        let line = wait_for("line in the log", || {
            let errors = server.errors();
            Some(
                serde_json::from_str::<Value>(errors.lines().find(|line| line.contains("a query failed"))?)
                    .unwrap(),
            )
        })
        .await;
        assert_eq!(line["request"], "ours-21", "{line}");
        store.close().await.unwrap();
    })
    .await;
}
