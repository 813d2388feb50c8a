//! Connections: slow, idle, silent, too many.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use vitae::store::Dialect;

use super::{DEAR, PATIENCE, QUICK, slow};
use crate::support::{Server, TestDatabase};

async fn server(settings: &[&str]) -> (TestDatabase, Server) {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &[&["--no-seed"], settings].concat());
    (database, server)
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.authority()).await.unwrap()
}

/// All that comes until the service closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("the connection is closed");
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn answers(server: &Server) {
    let answer = timeout(PATIENCE, server.query(QUICK)).await.expect("others are answered");
    assert_eq!(answer, json!({"data": {"__typename": "Query"}}));
}

#[tokio::test]
async fn a_head_that_does_not_come_in_time_ends_the_connection() {
    let (_database, server) = server(&["--header-timeout", "400ms"]).await;
    let mut silent = connect(&server).await;
    let mut slow = connect(&server).await;
    let trickle = tokio::spawn(async move {
        let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}", "X-A: b\r\n".repeat(1000));
        for byte in head.as_bytes() {
            sleep(Duration::from_millis(20)).await;
            if slow.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
        panic!("the whole head was taken");
    });
    answers(&server).await;
    assert_eq!(rest(&mut silent).await, "");
    timeout(PATIENCE, trickle).await.expect("the slow connection is closed").unwrap();
    // One that was answered is no better the second time.
    let mut second = connect(&server).await;
    second.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(100)).await;
    second.write_all(b"GET /health/li").await.unwrap();
    assert!(rest(&mut second).await.ends_with("live\n"));
}

#[tokio::test]
async fn a_body_that_does_not_come_in_time_is_refused() {
    let (_database, server) = server(&["--body-timeout", "300ms"]).await;
    let mut stream = connect(&server).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    answers(&server).await;
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("the body did not come within 300 ms"), "{answer}");
}

#[tokio::test]
async fn a_connection_that_is_idle_too_long_is_closed() {
    let (_database, server) = server(&["--keep-alive-timeout", "400ms"]).await;
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(rest(&mut stream).await.matches("live\n").count(), 3);
}

#[tokio::test]
async fn connections_that_are_idle_make_room_for_others() {
    for settings in [
        ["--max-connections", "20", "--max-connections-per-client", "1000"],
        ["--max-connections", "1000", "--max-connections-per-client", "20"],
    ] {
        let (_database, server) = server(&settings).await;
        let mut idle = Vec::new();
        for _ in 0..200 {
            idle.push(connect(&server).await);
        }
        answers(&server).await;
        // The oldest went first.
        assert_eq!(rest(&mut idle[0]).await, "");
        let newest = idle.last_mut().unwrap();
        newest.write_all(b"GET /health/live HTTP/1.0\r\n\r\n").await.unwrap();
        assert!(rest(newest).await.ends_with("live\n"));
    }
}

#[tokio::test]
async fn a_thousand_idle_connections_keep_nobody_waiting() {
    let (_database, server) = server(&["--max-connections-per-client", "10000"]).await;
    let mut idle = Vec::new();
    for at in 0..1000 {
        let mut stream = connect(&server).await;
        if at % 2 == 0 {
            stream.write_all(b"POST /graphql HTTP/1.1\r\nHost: local").await.unwrap();
        }
        idle.push(stream);
    }
    for _ in 0..10 {
        answers(&server).await;
    }
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_let_go() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let settings = ["--no-seed", "--write-timeout", "500ms", "--max-connections", "1"];
    let server = Server::with(database.url(), &[&settings[..], &DEAR].concat());
    let mut stream = connect(&server).await;
    let body = json!({"query": slow()}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    for _ in 0..3 {
        stream.write_all(request.as_bytes()).await.unwrap();
    }
    sleep(Duration::from_millis(500)).await;
    // The one seat there is will be free again.
    let freed = async {
        loop {
            let mut other = connect(&server).await;
            let _ = other.write_all(b"GET /health/live HTTP/1.0\r\n\r\n").await;
            if rest(&mut other).await.ends_with("live\n") {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(3 * PATIENCE, freed).await.expect("the seat is free again");
}

#[tokio::test]
async fn a_body_of_a_gigabyte_is_refused_before_it_has_come() {
    let (_database, server) = server(&[]).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    let mut announced = connect(&server).await;
    announced.write_all(format!("{head}Content-Length: 1073741824\r\n\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut announced).await.starts_with("HTTP/1.1 413 "));
    let mut chunked = connect(&server).await;
    chunked.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).await.unwrap();
    let piece = [&b"100000\r\n"[..], &vec![b' '; 1 << 20], b"\r\n"].concat();
    let mut sent = 0;
    while sent < 1024 && chunked.write_all(&piece).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 200, "{sent} MiB were taken");
    answers(&server).await;
}
