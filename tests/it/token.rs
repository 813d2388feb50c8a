//! Tokens: made, listed, revoked; who may do what over HTTP; and that a secret is nowhere but with
//! whoever asked for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;
use sha2::{Digest, Sha256};
use vitae::domain::{Archive, Clock, Gate, NewToken, Revocation, Secret, TokenError, TokenRefused};
use vitae::store::{Dialect, Store};
use vitae::value::access::{Permission, Role};

use crate::support::{Outcome, Program, Server, TestDatabase, for_each_dialect, project};

const PATIENCE: Duration = Duration::from_secs(20);
const QUERY: &str = r#"{"query":"{ __typename }"}"#;

/// Runs `vitae token …` on a database.
fn token(database: &TestDatabase, arguments: &[&str]) -> Outcome {
    Program::new(&[&["token"], arguments].concat()).variable("VITAE_DATABASE", database.url()).run()
}

/// Makes a token with the program.
fn created(database: &TestDatabase, role: &str, more: &[&str]) -> String {
    let outcome = token(database, &[&["create", "--role", role, "--name", role], more].concat());
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    outcome.stdout.strip_suffix('\n').unwrap().to_owned()
}

fn secret_of(token: &str) -> &str {
    token.rsplit_once('_').unwrap().1
}

fn post(server: &Server) -> RequestBuilder {
    Client::new().post(server.url("/graphql")).header("content-type", "application/json").body(QUERY)
}

/// Status, challenge and body of an answer.
async fn told(request: RequestBuilder) -> (u16, String, String) {
    let response = request.send().await.unwrap();
    let challenge =
        response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), challenge.unwrap_or_default(), response.text().await.unwrap())
}

/// The message and code of a refusal, which has the one shape.
fn refusal(body: &str) -> (String, String) {
    let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let error = &body["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{body}")).to_owned();
    (text(&error["message"]), text(&error["extensions"]["code"]))
}

/// A clock that tests set.
fn clock_at(text: &str) -> (Clock, Arc<Mutex<String>>) {
    let time = Arc::new(Mutex::new(text.to_owned()));
    let shown = time.clone();
    (Arc::new(move || shown.lock().unwrap().clone()), time)
}

fn new_token(name: &str, role: Role, expires_at: Option<&str>) -> NewToken {
    let expires_at = expires_at.map(|text| text.parse().unwrap());
    NewToken { name: name.to_owned().try_into().unwrap(), role, expires_at }
}

async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(store.writer().get_database_backend(), sql.to_owned());
    let rows = store.writer().query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

#[tokio::test]
async fn a_token_opens_what_its_role_may_until_it_is_revoked_while_it_is_served() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Server::with(database.url(), &["--anonymous-reading=false"]);
        assert_eq!(told(post(&server)).await.0, 401);
        let reader = created(&database, "reader", &[]);
        let editor = created(&database, "editor", &["--expires", "30d"]);
        assert!(reader.starts_with("vitae_1_") && editor.starts_with("vitae_2_"), "{reader} {editor}");
        assert_eq!((secret_of(&reader).len(), secret_of(&reader) == secret_of(&editor)), (64, false));
        assert_eq!(told(post(&server).bearer_auth(&reader)).await.0, 200);
        let table = token(&database, &["list"]).stdout;
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["ID", "NAME", "ROLE", "CREATED", "EXPIRES", "STATE"]);
        assert_eq!(
            (&lines[1][..3], lines[1][4], lines[1][5]),
            (&["1", "reader", "reader"][..], "never", "active")
        );
        assert!(!table.contains(secret_of(&reader)), "{table}");
        let revoked = token(&database, &["revoke", "1"]);
        assert_eq!((revoked.code, revoked.stdout.as_str()), (Some(0), "revoked token 1 (reader)\n"));
        let (status, challenge, body) = told(post(&server).bearer_auth(&reader)).await;
        assert_eq!((status, challenge.as_str()), (401, r#"Bearer realm="vitae", error="invalid_token""#));
        assert_eq!(refusal(&body), ("the token was revoked".to_owned(), "UNAUTHENTICATED".to_owned()));
        assert_eq!(told(post(&server).bearer_auth(&editor)).await.0, 200);
        let again = token(&database, &["revoke", "1"]);
        assert!(
            again.code == Some(0)
                && again.stdout.starts_with("nothing to do: token 1 (reader) was revoked at "),
            "{again:?}"
        );
        let unknown = token(&database, &["revoke", "9"]);
        assert_eq!(unknown.stderr, "vitae: there is no token `9`; hint: see `vitae token list`\n");
        let listed: Value = serde_json::from_str(&token(&database, &["list", "--json"]).stdout).unwrap();
        assert_eq!((&listed[0]["state"], &listed[1]["state"]), (&"revoked".into(), &"active".into()));
        assert!(listed[0]["revokedAt"].is_string() && listed[1]["expiresAt"].is_string(), "{listed}");
    })
    .await;
}

#[tokio::test]
async fn the_archive_keeps_a_hash_and_no_secret() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let text = created(&database, "admin", &[]);
        let store = database.open().await;
        let rows = texts(
            &store,
            "SELECT concat_ws('|', id, name, role, hash, expires_at, revoked_at) AS text FROM token",
        )
        .await;
        let hash =
            Sha256::digest(secret_of(&text)).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(rows, [format!("1|admin|admin|{hash}")]);
        store.close().await.unwrap();
        if dialect == Dialect::Sqlite {
            let bytes = std::fs::read(database.file()).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(holds(&hash) && !holds(secret_of(&text)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_holds_until_its_time_is_over_by_the_clock_that_was_handed_in() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let store = database.open().await;
        let (clock, time) = clock_at("2026-11-23T12:00:00.000Z");
        let archive = Archive::new(store.clone(), clock.clone());
        let readers = store.readers().await.unwrap();
        let gate = Gate::new(readers.clone(), clock);
        let past = new_token("ada", Role::Editor, Some("2026-11-23T12:00:00Z"));
        match archive.create_token(&past, Secret::new([1; 32])).await {
            Err(TokenError::Over(_)) => {}
            other => panic!("{other:?}"),
        }
        let new = new_token("Ada|Lovelace", Role::Editor, Some("2026-11-23T13:00:00+00:30"));
        let issued = archive.create_token(&new, Secret::new([1; 32])).await.unwrap();
        let caller = gate.caller(issued.text()).await.unwrap();
        assert_eq!((caller.name.as_str(), caller.role), ("Ada|Lovelace", Some(Role::Editor)));
        *time.lock().unwrap() = "2026-11-23T12:29:59.999Z".to_owned();
        assert!(gate.caller(issued.text()).await.is_ok());
        *time.lock().unwrap() = "2026-11-23T12:30:00Z".to_owned();
        assert_eq!(gate.caller(issued.text()).await, Err(TokenRefused::Expired));
        assert_eq!(archive.tokens().await.unwrap()[0].state.as_str(), "expired");
        // What a token is not, is told only to whoever has its secret.
        let wrong = issued.text().replace("01", "02");
        assert_eq!(gate.caller(&wrong).await, Err(TokenRefused::Unknown));
        assert!(matches!(archive.revoke_token(1).await.unwrap(), Revocation::Done(_)));
        assert_eq!(gate.caller(issued.text()).await, Err(TokenRefused::Revoked));
        assert_eq!(gate.caller(&wrong).await, Err(TokenRefused::Unknown));
        readers.close().await;
        assert_eq!(gate.caller(issued.text()).await, Err(TokenRefused::Unchecked));
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_token_costs_a_request_one_statement() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let store = database.open().await;
        let (clock, _) = clock_at("2026-11-23T12:00:00.000Z");
        let (readers, recording) = store.readers().await.unwrap().recorded();
        let gate = Gate::new(readers.clone(), clock.clone());
        let archive = Archive::new(store.clone(), clock);
        let issued =
            archive.create_token(&new_token("ada", Role::Reader, None), Secret::new([9; 32])).await.unwrap();
        gate.caller(issued.text()).await.unwrap();
        assert_eq!(recording.lock().unwrap().len(), 1);
        assert_eq!(gate.caller("vitae_1_secret").await, Err(TokenRefused::Malformed));
        assert_eq!(recording.lock().unwrap().len(), 1, "what is malformed is not asked for");
        readers.close().await;
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_token_is_made_and_revoked_while_an_import_holds_the_writers_place() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let store = database.open().await;
    let writing = store.write().await.unwrap();
    created(&database, "reader", &[]);
    assert_eq!(token(&database, &["revoke", "1"]).stdout, "revoked token 1 (reader)\n");
    writing.rollback().await.unwrap();
    store.close().await.unwrap();
}

/// The comparison is `subtle`'s, and there is no other.
#[test]
fn hashes_are_compared_in_constant_time() {
    let source = std::fs::read_to_string(project("src/domain/token.rs")).unwrap();
    let compared: Vec<&str> = source
        .lines()
        .filter(|line| line.contains("hash") && (line.contains("==") || line.contains("ct_eq")))
        .collect();
    assert_eq!(compared.len(), 1, "{compared:?}");
    assert!(compared[0].contains(".ct_eq("), "{compared:?}");
}

/// Who may ask what: anybody (where anonymous reading is on, where it is off), a reader, an editor, an
/// admin. Every route stands here.
const MATRIX: &[(&str, &str, [bool; 5])] = &[
    ("GET", "/", [true, true, true, true, true]),
    ("GET", "/graphiql", [true, true, true, true, true]),
    ("GET", "/graphiql/", [true, true, true, true, true]),
    ("GET", "/graphiql/{*file}", [true, true, true, true, true]),
    ("GET", "/health/live", [true, true, true, true, true]),
    ("GET", "/health/ready", [true, true, true, true, true]),
    ("GET", "/graphql", [true, false, true, true, true]),
    ("POST", "/graphql", [true, false, true, true, true]),
    ("POST", "/import", [false, false, false, true, true]),
    ("GET", "/metrics", [false, false, false, false, true]),
];

/// A good request to a route.
fn request(server: &Server, method: &str, path: &str) -> RequestBuilder {
    match (method, path) {
        ("GET", "/graphql") => Client::new().get(server.url(path)).query(&[("query", "{ __typename }")]),
        ("GET", "/graphiql/{*file}") => Client::new().get(server.url("/graphiql/index.html")),
        ("GET", _) => Client::new().get(server.url(path)),
        ("POST", "/graphql") => post(server),
        ("POST", "/import") => {
            Client::new().post(server.url(path)).header("content-type", "application/x-ndjson").body("")
        }
        _ => Client::new().post(server.url(path)),
    }
}

#[tokio::test]
async fn every_route_is_open_to_whom_it_should_be() {
    let declared: BTreeSet<&str> = vitae::http::routes().into_iter().map(|(path, _)| path).collect();
    let tried: BTreeSet<&str> = MATRIX.iter().map(|(_, path, _)| *path).collect();
    assert_eq!(declared, tried, "every route stands in the matrix");
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let tokens = ["reader", "editor", "admin"].map(|role| created(&database, role, &[]));
        let revoked = created(&database, "admin", &[]);
        token(&database, &["revoke", "4"]);
        for anonymous in [true, false] {
            let setting = format!("--anonymous-reading={anonymous}");
            let server = Server::with(database.url(), &["--metrics", &setting]);
            for (method, path, allowed) in MATRIX {
                let about = format!("{method} {path}, anonymous reading {anonymous}");
                let (status, challenge, body) = told(request(&server, method, path)).await;
                match allowed[usize::from(!anonymous)] {
                    true => assert!(status < 400, "{about}: {status}"),
                    false => {
                        assert_eq!((status, challenge.as_str()), (401, r#"Bearer realm="vitae""#), "{about}");
                        assert_eq!(refusal(&body).1, "UNAUTHENTICATED", "{about}");
                    }
                }
                for (text, allowed) in tokens.iter().zip(&allowed[2..]) {
                    let (status, challenge, body) =
                        told(request(&server, method, path).bearer_auth(text)).await;
                    match allowed {
                        true => assert!(status < 400, "{about}, {text}: {status} {body}"),
                        false => {
                            let low = r#"Bearer realm="vitae", error="insufficient_scope""#;
                            assert_eq!((status, challenge.as_str()), (403, low), "{about}, {text}");
                            assert_eq!(refusal(&body).1, "FORBIDDEN", "{about}, {text}");
                        }
                    }
                }
                let needs_nothing = vitae::http::routes().contains(&(path, None::<Permission>));
                let (status, ..) = told(request(&server, method, path).bearer_auth(&revoked)).await;
                assert_eq!(status, if needs_nothing { 200 } else { 401 }, "{about}, revoked");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn figures_are_open_where_they_were_opened() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--metrics=open", "--anonymous-reading=false"]);
    assert_eq!(told(request(&server, "GET", "/metrics")).await.0, 200);
    assert_eq!(told(post(&server)).await.0, 401);
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_even_where_none_is_needed() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let text = created(&database, "editor", &[]);
        let server = Server::start(&database);
        let other_secret = "0".repeat(64);
        let malformed =
            "the token is malformed; expected `vitae_NUMBER_SECRET`, as it was printed when it was made";
        let not_bearer = "the header `Authorization` is malformed; expected `Bearer TOKEN`";
        let unknown = "the token is not known here";
        for (value, message) in [
            (format!("Bearer vitae_1_{other_secret}"), unknown),
            (format!("Bearer vitae_2_{}", secret_of(&text)), unknown),
            (format!("Bearer vitae_9223372036854775807_{other_secret}"), unknown),
            (format!("Bearer {}", secret_of(&text)), malformed),
            (format!("Bearer {text}x"), malformed),
            (format!("Bearer {text}, Bearer {text}"), malformed),
            ("Bearer".to_owned(), not_bearer),
            ("Bearer  ".to_owned(), not_bearer),
            (text.clone(), not_bearer),
            (format!("Basic {text}"), not_bearer),
            (String::new(), not_bearer),
        ] {
            let (status, challenge, body) = told(post(&server).header("authorization", &value)).await;
            assert_eq!(refusal(&body), (message.to_owned(), "UNAUTHENTICATED".to_owned()), "{value}");
            assert_eq!((status, challenge.as_str()), (401, r#"Bearer realm="vitae", error="invalid_token""#));
            assert!(!body.contains(secret_of(&text)), "{body}");
        }
        for value in [format!("bearer {text}"), format!("BEARER   {text}")] {
            assert_eq!(told(post(&server).header("authorization", &value)).await.0, 200, "{value}");
        }
        let twice = post(&server).bearer_auth(&text).bearer_auth(&text);
        let (status, _, body) = told(twice).await;
        let message = "the header `Authorization` is given more than once; expected one";
        assert_eq!((status, refusal(&body)), (400, (message.to_owned(), "BAD_REQUEST".to_owned())));
    })
    .await;
}

#[tokio::test]
async fn an_address_is_no_place_for_a_token() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let text = created(&database, "admin", &[]);
    let server = Server::with(database.url(), &["--metrics"]);
    let mut paths: Vec<&str> = MATRIX.iter().map(|(_, path, _)| *path).collect();
    paths.push("/nothing");
    for path in paths {
        for name in ["token", "access_token", "authorization", "Token", "access%5Ftoken"] {
            let address = server.url(&format!("{path}?query=%7B__typename%7D&{name}={text}"));
            for request in [Client::new().get(&address), Client::new().get(&address).bearer_auth(&text)] {
                let (status, _, body) = told(request).await;
                let (message, code) = refusal(&body);
                assert_eq!((status, code.as_str()), (400, "BAD_REQUEST"), "{address}");
                assert!(message.contains("an address is no place for a token"), "{message}");
                assert!(!body.contains(secret_of(&text)), "{body}");
            }
        }
    }
}

/// The tokens that a service printed when it began.
async fn printed(mut server: Server) -> Vec<String> {
    server.signal("TERM");
    server.wait(PATIENCE).await;
    assert!(server.ready_line.ends_with("/graphql\n"), "{}", server.ready_line);
    server.said().lines().filter(|line| line.starts_with("vitae_")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_new_archive_has_one_first_token_and_prints_it_once() {
    for_each_dialect(async |dialect| {
        let new = TestDatabase::fresh(dialect).await;
        let first = printed(Server::with(new.url(), &["--no-seed"])).await;
        assert_eq!(first.len(), 1, "{first:?}");
        assert_eq!(printed(Server::with(new.url(), &["--no-seed"])).await, [""; 0]);
        let listed = token(&new, &["list"]).stdout;
        assert!(
            listed.lines().count() == 2 && listed.contains("first token") && listed.contains("admin"),
            "{listed}"
        );
        let server = Server::with(new.url(), &["--metrics", "--anonymous-reading=false"]);
        assert_eq!(told(request(&server, "GET", "/metrics").bearer_auth(&first[0])).await.0, 200);
        let there_already = TestDatabase::migrated(dialect).await;
        assert_eq!(printed(Server::start(&there_already)).await, [""; 0]);
        let unwanted = TestDatabase::fresh(dialect).await;
        assert_eq!(
            printed(Server::with(unwanted.url(), &["--no-seed", "--first-token=false"])).await,
            [""; 0]
        );
        assert_eq!(token(&unwanted, &["list"]).stdout.lines().count(), 1);
    })
    .await;
}

#[tokio::test]
async fn of_services_that_begin_at_once_one_prints_the_first_token() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        let url = database.url();
        let starting = || {
            std::thread::scope(|scope| {
                let start = || Server::with(url, &["--no-seed"]);
                let threads = [scope.spawn(start), scope.spawn(start), scope.spawn(start)];
                threads.map(|thread| thread.join().unwrap())
            })
        };
        let mut tokens = Vec::new();
        for server in starting() {
            tokens.extend(printed(server).await);
        }
        assert_eq!(tokens.len(), 1, "{tokens:?}");
        assert_eq!(token(&database, &["list"]).stdout.lines().count(), 2);
    })
    .await;
}

#[tokio::test]
async fn two_who_ask_for_a_first_token_at_once_do_not_both_get_one() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let stores = [database.open().await, database.open().await];
        let (clock, _) = clock_at("2026-11-23T12:00:00.000Z");
        let archives = stores.each_ref().map(|store| Archive::new(store.clone(), clock.clone()));
        let (one, other) = tokio::join!(
            archives[0].create_first_token(Secret::new([1; 32])),
            archives[1].create_first_token(Secret::new([2; 32])),
        );
        let issued = [one.unwrap(), other.unwrap()].into_iter().flatten().count();
        assert_eq!(issued, 1);
        for store in stores {
            store.close().await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn no_secret_is_logged() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        let mut server = Server::with(database.url(), &["--no-seed", "--log", "trace", "--metrics"]);
        let text = created(&database, "reader", &[]);
        let other = format!("vitae_1_{}", "ab".repeat(32));
        for sent in [&text, &other] {
            told(post(&server).bearer_auth(sent)).await;
            told(request(&server, "GET", "/metrics").bearer_auth(sent)).await;
            told(Client::new().get(server.url(&format!("/graphql?token={sent}")))).await;
            told(post(&server).header("authorization", format!("Basic {sent}"))).await;
        }
        let traced = token(&database, &["create", "--role", "admin", "--name", "traced", "--log", "trace"]);
        token(&database, &["revoke", "2"]);
        server.signal("TERM");
        server.wait(PATIENCE).await;
        let first = server.said().lines().last().unwrap().to_owned();
        assert!(first.starts_with("vitae_1_"), "{first}");
        let logged = server.errors() + &traced.stderr;
        assert!(logged.contains("TRACE"), "{logged}");
        for text in [first.as_str(), &text, &other, traced.stdout.trim()] {
            assert!(!logged.contains(secret_of(text)), "{text} was logged");
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_for_no_archive_makes_none() {
    let database = TestDatabase::fresh(Dialect::Sqlite).await;
    for arguments in [&["create", "--role", "admin", "--name", "ada"][..], &["list"], &["revoke", "1"]] {
        let outcome = token(&database, arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""));
        assert!(outcome.stderr.contains("there is no archive at"), "{}", outcome.stderr);
        assert!(!database.file().exists());
    }
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let past = token(&database, &["create", "--role", "admin", "--name", "ada", "--expires", "2020-01-01"]);
    let expected = "vitae: `2020-01-01T00:00:00.000Z` is over already; expected a time to come\n";
    assert_eq!((past.code, past.stdout.as_str(), past.stderr.as_str()), (Some(1), "", expected));
}
