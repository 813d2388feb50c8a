//! GraphiQL: its files, its examples, and the page in a browser. The browser is driven by
//! `tests/browser/graphiql.mjs`.

use std::process::{Command, Stdio};
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use vitae::store::Dialect;

use crate::support::{Server, TestDatabase, for_each_dialect, project, token};

/// How long the browser may take for everything, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(240);

/// One example of the page.
struct Example {
    name: String,
    request: Value,
}

/// The examples, in the order of the tabs.
fn examples() -> Vec<Example> {
    let directory = project("ui/src/examples");
    let files = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path());
    let mut documents: Vec<_> = files.filter(|path| path.extension().unwrap() == "graphql").collect();
    documents.sort();
    let read = |document: &std::path::PathBuf| {
        let variables = std::fs::read_to_string(document.with_extension("variables.json"));
        let variables: Value = variables.map_or(json!({}), |text| serde_json::from_str(&text).unwrap());
        let query = std::fs::read_to_string(document).unwrap();
        let name = document.file_stem().unwrap().to_string_lossy().into_owned();
        Example { name, request: json!({ "query": query, "variables": variables }) }
    };
    documents.iter().map(read).collect()
}

fn ask(server: &Server, example: &Example, token: &str) -> RequestBuilder {
    Client::new().post(server.url("/graphql")).bearer_auth(token).json(&example.request)
}

#[tokio::test]
async fn every_example_of_the_page_is_answered() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        let token = token(database.url(), "editor");
        let (followed, asked): (Vec<_>, Vec<_>) =
            examples().into_iter().partition(|example| example.name.ends_with("changed"));
        let mut events = ask(&server, &followed[0], &token).header("accept", "text/event-stream");
        events = events.timeout(Duration::from_secs(30));
        let mut events = events.send().await.unwrap();
        for example in &asked {
            let answer: Value = ask(&server, example, &token).send().await.unwrap().json().await.unwrap();
            assert_eq!(answer.get("errors"), None, "{}", example.name);
            let data = answer["data"].as_object().unwrap();
            assert!(data.values().all(|value| !value.is_null()), "{}: {answer}", example.name);
            if let Some(payload) = data.get("putPerson") {
                assert_eq!(payload["userErrors"], json!([]));
                assert_eq!(payload["person"]["birth"]["date"]["gregorian"], "1878-02-18");
            }
        }
        let event = events.chunk().await.unwrap().unwrap();
        let event = String::from_utf8_lossy(&event);
        assert!(event.starts_with("event: next\n"), "{event}");
        assert!(event.contains(r#""recordKey":"example:person/maria-ulyanova""#), "{event}");
    })
    .await;
}

#[test]
fn every_example_says_what_it_asks_and_has_a_name() {
    let examples = examples();
    assert!(examples.len() >= 7, "only {} examples were found", examples.len());
    for Example { name, request } in &examples {
        let query = request["query"].as_str().unwrap();
        assert!(query.starts_with("# "), "{name} begins with what it asks");
        assert!(
            query.lines().all(|line| line.chars().count() <= 80),
            "{name} has a line too wide for the page"
        );
        let names = ["query ", "mutation ", "subscription "];
        let is_named = query.lines().any(|line| {
            names.iter().any(|kind| line.strip_prefix(kind).is_some_and(|rest| !rest.starts_with(['{', '('])))
        });
        assert!(is_named, "{name} has an operation with a name: it is the tab's");
    }
}

/// A service with the demo archive, unless the page was left out of the build by intention.
async fn with_page() -> Option<(TestDatabase, Server)> {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let page = get(&server, "/graphiql/", "br").await.text().await.unwrap();
    if page.contains("VITAE_UI=none") {
        println!("GraphiQL is not in this build: VITAE_UI=none");
        return None;
    }
    assert!(!page.contains("GraphiQL is not in this build"), "{page}");
    Some((database, server))
}

async fn get(server: &Server, path: &str, accept_encoding: &str) -> Response {
    let request = Client::new().get(server.url(path)).header("accept-encoding", accept_encoding);
    request.send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// The addresses of files in the page's source.
fn files(page: &str) -> Vec<String> {
    let quoted = page.split('"').filter_map(|part| part.strip_prefix("./"));
    quoted.map(|path| format!("/graphiql/{path}")).collect()
}

#[tokio::test]
async fn the_page_may_ask_here_and_nowhere_else() {
    let Some((_database, server)) = with_page().await else { return };
    let response = get(&server, "/graphiql/", "identity").await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&response, "cache-control"), "no-cache");
    assert_eq!(header(&response, "referrer-policy"), "no-referrer");
    let policy = header(&response, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
    assert!(!policy.contains("http") && !policy.contains('*') && !policy.contains("eval"), "{policy}");
    // Under any path: nothing on the page begins at the root or elsewhere.
    let page = response.text().await.unwrap();
    assert!(!page.contains("src=\"/") && !page.contains("href=\"/") && !page.contains("http"), "{page}");
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let response = client.get(server.url("/graphiql")).send().await.unwrap();
    assert_eq!((response.status().as_u16(), header(&response, "location")), (308, "graphiql/"));
    let front = get(&server, "/", "identity").await.text().await.unwrap();
    assert!(front.contains("\n/graphiql/ "), "{front}");
    let front = client.get(server.url("/")).header("accept", "text/html,*/*;q=0.8").send().await.unwrap();
    assert_eq!(header(&front, "content-type"), "text/html; charset=utf-8");
    let front = front.text().await.unwrap();
    assert!(front.contains(r#"<a href="./graphiql/">/graphiql/</a>"#), "{front}");
}

#[tokio::test]
async fn files_come_packed_and_are_kept_by_the_browser() {
    let Some((_database, server)) = with_page().await else { return };
    let page = get(&server, "/graphiql/", "identity").await.text().await.unwrap();
    let files = files(&page);
    assert!(files.len() >= 2, "{page}");
    for path in &files {
        let mut lengths = Vec::new();
        for (accepted, encoding) in
            [("gzip, deflate, br;q=0.9", "br"), ("br;q=0, GZIP", "gzip"), ("zstd", ""), ("identity", "")]
        {
            let response = get(&server, path, accepted).await;
            assert_eq!((response.status().as_u16(), header(&response, "content-encoding")), (200, encoding));
            assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(header(&response, "vary"), "accept-encoding");
            assert_eq!(header(&response, "x-content-type-options"), "nosniff");
            lengths.push(response.bytes().await.unwrap().len());
        }
        assert!(lengths[0] < lengths[2] && lengths[1] < lengths[2], "{path}: {lengths:?}");
        assert_eq!(lengths[2], lengths[3]);
    }
    let response = get(&server, "/graphiql/", "br").await;
    let mark = header(&response, "etag").to_owned();
    for known in [mark.clone(), format!("W/{mark}"), format!("\"other\", {mark}")] {
        let again = Client::new().get(server.url("/graphiql/")).header("if-none-match", known).send().await;
        assert_eq!(again.unwrap().status(), 304);
    }
    let missing = get(&server, "/graphiql/assets/nothing.js", "br").await;
    assert_eq!(missing.status(), 404);
    let licenses = get(&server, "/graphiql/licenses.txt", "identity").await;
    assert_eq!(header(&licenses, "content-type"), "text/plain; charset=utf-8");
    let licenses = licenses.text().await.unwrap();
    for package in ["graphiql ", "monaco-editor ", "react ", "graphql-sse "] {
        assert!(licenses.lines().any(|line| line.starts_with(package)), "{package} has no license told");
    }
}

#[tokio::test]
async fn the_page_works_in_a_browser() {
    let Some((database, server)) = with_page().await else { return };
    let directory = project("tests/browser");
    assert!(
        directory.join("node_modules").exists(),
        "the browser's driver is missing; `tests/prepare` installs it"
    );
    let screens = project("target/screens");
    std::fs::create_dir_all(&screens).unwrap();
    let address = server.url("");
    let token = token(database.url(), "editor");
    let driver = Command::new("node")
        .arg(directory.join("graphiql.mjs"))
        .args([&address, &token])
        .arg(&screens)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("`node` cannot be run; `tests/prepare` installs it");
    let process = driver.id();
    let done = tokio::task::spawn_blocking(move || driver.wait_with_output().unwrap());
    let Ok(output) = tokio::time::timeout(PATIENCE, done).await else {
        let _ = Command::new("kill").arg(process.to_string()).status();
        panic!("the browser was not done within {PATIENCE:?}; its pictures are in {}", screens.display());
    };
    let output = output.unwrap();
    let (told, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    print!("{told}");
    assert!(output.status.success(), "{told}{errors}\npictures are in {}", screens.display());
}
