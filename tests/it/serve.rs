//! Starting, seeding and stopping the service.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use vitae::store::Dialect;

use crate::support::{Admin, Program, Server, TestDatabase, for_each_dialect};

const PATIENCE: Duration = Duration::from_secs(20);

/// How many persons an archive holds.
async fn persons(server: &Server) -> u64 {
    let answer = server.query("{ persons { totalCount } }").await;
    answer["data"]["persons"]["totalCount"].as_u64().unwrap_or_else(|| panic!("{answer}"))
}

#[tokio::test]
async fn it_serves_without_a_command_and_says_where() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::run(Program::new(&["--listen", "127.0.0.1:0"]).directory(directory.path()));
    let expected = format!("Vitae serves sqlite://vitae.db at {}\n", server.url("/graphql"));
    assert_eq!(server.ready_line, expected);
    assert!(directory.path().join("vitae.db").exists());
    assert_eq!(server.query("{ __typename }").await, json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test]
async fn only_a_new_archive_is_filled_with_the_demo_life() {
    for_each_dialect(async |dialect| {
        let new = TestDatabase::fresh(dialect).await;
        let first = Server::with(new.url(), &[]);
        let people = persons(&first).await;
        assert!(people > 5, "{people}");
        drop(first);
        assert_eq!(persons(&Server::with(new.url(), &[])).await, people);
        let there_already = TestDatabase::migrated(dialect).await;
        assert_eq!(persons(&Server::with(there_already.url(), &[])).await, 0);
        let unwanted = TestDatabase::fresh(dialect).await;
        assert_eq!(persons(&Server::with(unwanted.url(), &["--no-seed"])).await, 0);
        assert_eq!(persons(&Server::with(unwanted.url(), &[])).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_request_in_flight_is_finished_before_the_service_stops() {
    for signal in ["TERM", "INT"] {
        let database = TestDatabase::migrated(Dialect::Sqlite).await;
        let mut server = Server::start(&database);
        let idle = TcpStream::connect(server.authority()).await.unwrap();
        let mut stream = TcpStream::connect(server.authority()).await.unwrap();
        let body = r#"{"query":"{ __typename }"}"#;
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // The service asks for the body: the request is in flight.
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).await.unwrap();
        assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
        server.signal(signal);
        wait_until_closed(&server).await;
        stream.write_all(body.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with(r#"{"data":{"__typename":"Query"}}"#), "{answer}");
        let status = server.wait(PATIENCE).await;
        assert_eq!(status.code(), Some(0), "{}", server.errors());
        drop(idle);
    }
}

/// Returns once the service accepts no more connections.
async fn wait_until_closed(server: &Server) {
    for _ in 0..500 {
        if TcpStream::connect(server.authority()).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the service still accepts connections");
}

#[tokio::test]
async fn a_service_that_stopped_leaves_one_whole_file() {
    let database = TestDatabase::fresh(Dialect::Sqlite).await;
    let mut server = Server::with(database.url(), &[]);
    let people = persons(&server).await;
    server.signal("TERM");
    server.wait(PATIENCE).await;
    let file = database.file();
    let beside = std::fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "a log was left beside the file");
    let copy = tempfile::tempdir().unwrap();
    let copied = copy.path().join("copy.db");
    std::fs::copy(file, &copied).unwrap();
    let url = format!("sqlite://{}", copied.display());
    assert_eq!(persons(&Server::with(&url, &[])).await, people);
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_service() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    for (patience, second_signal) in [("100ms", false), ("60s", true)] {
        let mut server = Server::with(database.url(), &["--stop-timeout", patience]);
        let mut stream = TcpStream::connect(server.authority()).await.unwrap();
        let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        // A second request on another connection is answered, so the first has been seen.
        server.query("{ __typename }").await;
        server.signal("TERM");
        wait_until_closed(&server).await;
        if second_signal {
            server.signal("TERM");
        }
        let status = server.wait(PATIENCE).await;
        assert_eq!(status.code(), Some(0), "{}", server.errors());
        let warning = if second_signal { "told to stop again" } else { "did not finish in time" };
        assert!(server.errors().contains(warning), "{}", server.errors());
    }
}

#[test]
fn an_address_that_is_taken_leaves_no_archive_behind() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let directory = tempfile::tempdir().unwrap();
    let outcome = Program::new(&["--listen", &address]).directory(directory.path()).run();
    assert_eq!(outcome.code, Some(1));
    let expected = format!(
        "vitae: cannot listen on `{address}`: Address already in use (os error 98); hint: another program listens \
         there; `--listen 127.0.0.1:0` takes a free port\n"
    );
    assert_eq!(outcome.stderr, expected);
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0);
}

#[tokio::test]
async fn nothing_that_is_printed_or_logged_holds_the_password() {
    let database = TestDatabase::fresh(Dialect::Postgres).await;
    let (user, host) = ("postgres:s3cret", Admin::url_of(database.name()));
    let host = host.rsplit_once('@').expect("the address names a user").1;
    let url = format!("postgres://{user}@{host}");
    let mut server = Server::with(&url, &["--log", "trace", "--metrics"]);
    assert!(server.ready_line.starts_with("Vitae serves postgres://postgres:***@"), "{}", server.ready_line);
    server.query("{ __typename }").await;
    server.signal("TERM");
    server.wait(PATIENCE).await;
    let errors = server.errors();
    assert!(errors.contains("told to stop"), "{errors}");
    assert!(!errors.contains("s3cret"), "{errors}");
}

#[tokio::test]
async fn logs_are_json_where_no_person_reads_them() {
    let directory = tempfile::tempdir().unwrap();
    for (format, is_json) in [("auto", true), ("json", true), ("text", false)] {
        let program =
            Program::new(&["--listen", "127.0.0.1:0", "--no-seed", "--log-format", format, "--log", "info"]);
        let mut server = Server::run(program.directory(directory.path()).variable("VITAE_LISTN", "x"));
        server.signal("TERM");
        server.wait(PATIENCE).await;
        let errors = server.errors();
        let parsed = errors.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok());
        assert_eq!(parsed, is_json, "{format}: {errors}");
        assert!(errors.contains("names no setting") && errors.contains("VITAE_LISTN"), "{errors}");
        assert!(!errors.contains('\u{1b}'), "{errors}");
    }
}

#[tokio::test]
async fn the_program_tells_whether_a_service_is_ready() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let address = server.authority().to_owned();
    for program in [
        Program::new(&["health", &server.url("/graphql")]),
        Program::new(&["health", "--listen", &address]),
        Program::new(&["health"]).variable("VITAE_LISTEN", &address),
    ] {
        let outcome = program.run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), "ready\n"), "{}", outcome.stderr);
    }
    let store = database.open().await;
    let hide = "ALTER TABLE seaql_migrations RENAME TO hidden";
    sea_orm::ConnectionTrait::execute_unprepared(store.writer(), hide).await.unwrap();
    let outcome = Program::new(&["health", &server.url("")]).run();
    let expected = format!("vitae: `{address}` is not ready: the database's schema is not up to date\n");
    assert_eq!((outcome.code, outcome.stderr), (Some(1), expected));
    drop(server);
    let outcome = Program::new(&["health", "--listen", &address]).run();
    let expected = format!("vitae: nothing answers at `{address}`: Connection refused (os error 111)\n");
    assert_eq!((outcome.code, outcome.stderr), (Some(1), expected));
}
