//! What answers may hold, and how much of the service one client may have: large answers, answers that nobody takes,
//! queries that are dear, subscriptions, WebSockets, imports.

use std::time::Duration;

use reqwest::{Body, RequestBuilder, Response};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use vitae::store::Dialect;

use super::{DEAR, PATIENCE, QUICK, header, post, refusal, slow};
use crate::support::{Server, TestDatabase, Uploader, client, for_each_dialect, token};

/// An archive with an article of 900 kB.
async fn fat(dialect: Dialect, settings: &[&str]) -> (TestDatabase, Server) {
    let database = TestDatabase::migrated(dialect).await;
    let server = Server::with(database.url(), &[&["--no-seed", "--refusal-delay", "1ms"], settings].concat());
    let article = json!({"article": {"key": "fat", "title": "Fat", "body": "0123456789".repeat(90_000)}});
    let last = Uploader::new(&server, database.url()).last("", article.to_string()).await;
    assert_eq!(last["summary"]["created"], 1, "{last}");
    (database, server)
}

/// So many times the article's 900 kB.
fn copies(count: usize) -> String {
    let texts: String = (0..count).map(|at| format!("t{at}: text ")).collect();
    format!("{{ article(by: {{key: \"fat\"}}) {{ {texts} }} }}")
}

/// What the process has had in memory at once at most, in MB.
fn peak(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// As whom a trusted proxy says somebody asks.
fn as_client(request: RequestBuilder, last: u8) -> RequestBuilder {
    request.header("x-forwarded-for", format!("192.0.2.{last}"))
}

const PROXY: [&str; 2] = ["--trusted-proxies", "127.0.0.0/8"];

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused_before_it_fills_the_memory() {
    for_each_dialect(async |dialect| {
        let (database, server) = fat(dialect, &[]).await;
        assert!(server.query(&copies(15)).await["errors"].is_null());
        let before = peak(&server);
        // PostgreSQL makes all of it before it knows.
        let many = if dialect == Dialect::Sqlite { 400 } else { 60 };
        for asking in [
            post(&server, &copies(20)),
            post(&server, &copies(many)),
            client().get(server.url("/graphql")).query(&[("query", copies(many))]),
            post(&server, &copies(40)).header("accept", "application/graphql-response+json"),
        ] {
            let (status, extensions, body) = refusal(asking.send().await.unwrap()).await;
            assert_eq!((status, &extensions["code"]), (200, &json!("TOO_COSTLY")), "{body}");
            assert_eq!(extensions["limit"], "answer", "{body}");
            assert_eq!(extensions["allowed"], 16 << 20, "{body}");
            let measured = &extensions["measured"];
            assert!(measured.is_null() || measured.as_u64() > Some(16 << 20), "{body}");
            assert!(body.len() < 500);
        }
        let grown = peak(&server).saturating_sub(before);
        assert!(grown < 400, "{dialect:?}: {grown} MB for answers that were refused");
        let texts: String = (0..30).map(|at| format!("t{at}: text ")).collect();
        let change = "updateArticle(input: {by: {key: \"fat\"}, article: {title: \"T\"}})";
        let change = format!("mutation {{ {change} {{ article {{ {texts} }} }} }}");
        let changing = post(&server, &change).bearer_auth(token(database.url(), "editor"));
        let (_, extensions, body) = refusal(changing.send().await.unwrap()).await;
        assert_eq!((&extensions["limit"], &extensions["done"]), (&json!("answer"), &json!(true)), "{body}");
    })
    .await;
}

#[tokio::test]
async fn what_the_executor_answers_is_bounded_too() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--max-answer", "2KiB"]);
    let asked = post(&server, "{ __schema { types { name } } }").send().await.unwrap();
    let (_, extensions, body) = refusal(asked).await;
    assert_eq!((&extensions["limit"], &extensions["allowed"]), (&json!("answer"), &json!(2048)), "{body}");
    assert_eq!(server.query(QUICK).await, json!({"data": {"__typename": "Query"}}));
}

#[tokio::test]
async fn answers_that_nobody_takes_do_not_fill_the_memory() {
    leave_unread("20MiB", 15, 0).await;
}

/// A remembered answer is forgotten at any time, and those who do not take it would keep it all the same.
#[tokio::test]
async fn neither_do_remembered_ones() {
    leave_unread("10MiB", 8, 3).await;
}

/// Answers with so many copies of the article, asked for so often before, are left unread where so much may be.
async fn leave_unread(unsent: &str, copied: usize, asked: usize) {
    let settings = ["--max-unsent", unsent, "--concurrent-wait", "300ms", "--metrics=open"];
    let (_database, server) = fat(Dialect::Sqlite, &[&settings[..], &PROXY].concat()).await;
    let query = copies(copied);
    for _ in 0..asked {
        post(&server, &query).send().await.unwrap().bytes().await.unwrap();
    }
    let figures = client().get(server.url("/metrics")).send().await.unwrap().text().await.unwrap();
    let is_remembered = figures.contains("vitae_cache_entries{cache=\"answers\"} 1\n");
    assert_eq!(is_remembered, asked > 0, "{figures}");
    // What is on its way in the sockets themselves has been sent: two of these are more than they keep.
    let mut unread = Vec::new();
    for last in [1, 2] {
        let mut stream = TcpStream::connect(server.authority()).await.unwrap();
        let body = json!({"query": query}).to_string();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.{last}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        if last == 1 {
            stream.read_exact(&mut [0; 15]).await.unwrap();
        }
        unread.push(stream);
    }
    let refused = as_client(post(&server, &query), 3).send().await.unwrap();
    assert_eq!(header(&refused, "retry-after"), "1");
    let (status, extensions, body) = refusal(refused).await;
    assert_eq!((status, &extensions["code"]), (503, &json!("UNAVAILABLE")), "{body}");
    assert_eq!(extensions["limit"], "unsent");
    assert_eq!(server.query(QUICK).await, json!({"data": {"__typename": "Query"}}));
    drop(unread);
    let is_free = async {
        while as_client(post(&server, &query), 3).send().await.unwrap().status() != 200 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, is_free).await.expect("there is room again");
}

#[tokio::test]
async fn dear_queries_leave_a_reader_to_the_others() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let settings = ["--no-seed", "--readers", "2", "--query-timeout", "3s"];
        let server = Server::with(database.url(), &[&settings[..], &DEAR].concat());
        let attackers: Vec<_> = (0..6).map(|_| tokio::spawn(post(&server, &slow()).send())).collect();
        sleep(Duration::from_millis(500)).await;
        for _ in 0..5 {
            let answered = timeout(Duration::from_secs(2), server.query("{ persons { totalCount } }")).await;
            assert!(answered.expect("cheap queries are answered")["data"]["persons"]["totalCount"].is_u64());
            let ready = client().get(server.url("/health/ready")).send().await.unwrap();
            assert_eq!(ready.status(), 200);
        }
        // Those that found no reader in time are told to come again.
        let mut ends = Vec::new();
        for attacker in attackers {
            let response = attacker.await.unwrap().unwrap();
            let again = header(&response, "retry-after").to_owned();
            let (status, extensions, _) = refusal(response).await;
            ends.push((status, extensions["code"].as_str().unwrap_or_default().to_owned(), again));
        }
        let busy = (503, "UNAVAILABLE".to_owned(), "1".to_owned());
        // Where the machine is quick, the answer is too large before its time is over.
        let is_stopped =
            |end: &(u16, String, String)| end.0 == 200 && ["TIMEOUT", "TOO_COSTLY"].contains(&&*end.1);
        assert!(ends.contains(&busy) && ends.iter().any(is_stopped), "{ends:?}");
        assert!(ends.iter().all(|end| *end == busy || is_stopped(end)), "{ends:?}");
    })
    .await;
}

#[tokio::test]
async fn one_client_does_not_have_all_places_among_the_requests_under_way() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let settings = ["--no-seed", "--readers", "2", "--query-timeout", "3s", "--max-concurrent", "4"];
    let server = Server::with(database.url(), &[&settings[..], &DEAR, &PROXY].concat());
    let attackers: Vec<_> =
        (0..8).map(|_| tokio::spawn(as_client(post(&server, &slow()), 1).send())).collect();
    sleep(Duration::from_millis(300)).await;
    for _ in 0..10 {
        let asked = as_client(post(&server, "{ persons { totalCount } }"), 2).send();
        let answered = timeout(Duration::from_secs(1), asked).await.expect("others are answered");
        assert_eq!(answered.unwrap().status(), 200);
    }
    let mut refused = 0;
    for attacker in attackers {
        let response = attacker.await.unwrap().unwrap();
        if response.status() == 503 {
            let (_, extensions, body) = refusal(response).await;
            assert_eq!(extensions["allowed"], 1, "{body}");
            assert!(body.contains("1 requests of this client are being answered"), "{body}");
            refused += 1;
        }
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn one_client_has_its_share_of_subscriptions_and_websockets() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let shares = ["--no-seed", "--max-subscriptions-per-client", "1", "--max-websockets-per-client", "1"];
    let server = Server::with(database.url(), &[&shares[..], &PROXY].concat());
    let follow = |last| {
        let request = post(&server, "subscription { changed { id } }").header("accept", "text/event-stream");
        as_client(request, last).send()
    };
    let first = follow(1).await.unwrap();
    let (refused, other) = (follow(1).await.unwrap().text().await.unwrap(), follow(2).await.unwrap());
    assert!(refused.contains(r#""limit":"subscriptions""#) && refused.contains("UNAVAILABLE"), "{refused}");
    drop((first, other));
    let socket = async |last| -> Response {
        let socket = client().get(server.url("/graphql")).header("connection", "upgrade");
        let socket = socket.header("upgrade", "websocket").header("sec-websocket-version", "13");
        let socket = socket.header("sec-websocket-key", "MDEyMzQ1Njc4OWFiY2RlZg==");
        let socket = socket.header("sec-websocket-protocol", "graphql-transport-ws");
        as_client(socket, last).send().await.unwrap()
    };
    let open = socket(1).await.upgrade().await.unwrap();
    let refused = socket(1).await;
    assert_eq!(refused.status(), 503);
    assert!(refused.text().await.unwrap().contains("this client has 1 WebSockets"));
    assert_eq!(socket(2).await.status(), 101);
    drop(open);
    let is_free = async {
        while socket(1).await.status() != 101 || follow(1).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, is_free).await.expect("the places are free again");
}

#[tokio::test]
async fn one_token_has_a_quarter_of_the_imports() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed"]);
    let first = Uploader::new(&server, database.url());
    let second = Uploader::with(&server, token(database.url(), "admin"));
    let begin = |uploader: &Uploader| {
        let pieces = futures_util::stream::once(async { Ok::<_, std::io::Error>("{\"person\"") });
        let pieces = futures_util::StreamExt::chain(pieces, futures_util::stream::pending());
        tokio::spawn(uploader.request("").body(Body::wrap_stream(pieces)).send())
    };
    let uploads: Vec<_> = (0..6).map(|_| begin(&first)).collect();
    sleep(Duration::from_millis(500)).await;
    let record = json!({"person": {"key": "a"}}).to_string();
    let last = timeout(Duration::from_secs(5), second.last("", record)).await.expect("others import");
    assert_eq!(last["summary"]["created"], 1, "{last}");
    // Those that have begun go on as long as their clients listen.
    let mut begun = Vec::new();
    for upload in uploads {
        begun.push(upload.await.unwrap().unwrap());
    }
    let mut statuses: Vec<u16> = begun.iter().map(|response| response.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 503, 503]);
}
