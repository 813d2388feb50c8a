//! Other sites' pages, other names, proxies.

use reqwest::Method;
use vitae::store::Dialect;

use super::{QUICK, header, post, refusal};
use crate::support::{Server, TestDatabase, client, token};

const FOREIGN: &str = "https://evil.example";

async fn server(settings: &[&str]) -> (TestDatabase, Server) {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &[&["--no-seed"], settings].concat());
    (database, server)
}

#[tokio::test]
async fn only_its_own_names_lead_to_a_service_of_this_machine() {
    let (_database, server) = server(&["--allowed-hosts", "vitae.example,[fd00::1]"]).await;
    let port = server.authority().rsplit_once(':').unwrap().1.to_owned();
    for (host, expected) in [
        ("localhost".to_owned(), 200),
        (format!("LOCALHOST:{port}"), 200),
        (format!("127.0.0.1:{port}"), 200),
        (format!("[::1]:{port}"), 200),
        ("vitae.example".to_owned(), 200),
        ("[fd00::1]:1".to_owned(), 200),
        ("evil.example".to_owned(), 421),
        (format!("localhost.evil.example:{port}"), 421),
        ("localhost:x".to_owned(), 421),
    ] {
        let status = post(&server, QUICK).header("host", &host).send().await.unwrap().status();
        assert_eq!(status, expected, "{host}");
        let health = client().get(server.url("/health/live")).header("host", &host);
        assert_eq!(health.send().await.unwrap().status(), 200, "{host}");
    }
    let refused = post(&server, QUICK).header("host", "evil.example").send().await.unwrap();
    let (_, extensions, body) = refusal(refused).await;
    assert_eq!(extensions["code"], "MISDIRECTED", "{body}");
}

#[tokio::test]
async fn pages_of_other_sites_change_nothing_whatever_they_send() {
    let (database, server) = server(&[]).await;
    let token = token(database.url(), "admin");
    let own = format!("http://{}", server.authority());
    for (name, value, expected) in [
        ("origin", FOREIGN, 403),
        ("origin", "null", 403),
        ("origin", own.as_str(), 200),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "same-origin", 200),
        ("sec-fetch-site", "none", 200),
    ] {
        let sent = post(&server, QUICK).header(name, value).send().await.unwrap();
        assert_eq!(sent.status(), expected, "{name}: {value}");
        assert_eq!(header(&sent, "access-control-allow-origin"), "");
        let import = client().post(server.url("/import")).bearer_auth(&token).header(name, value);
        let import = import.header("content-type", "application/x-ndjson").body("");
        assert_eq!(import.send().await.unwrap().status(), expected, "{name}: {value}");
        // What is only read cannot be read by a page whose site is not named.
        let read = client().get(server.url("/graphql")).query(&[("query", QUICK)]).header(name, value);
        let read = read.send().await.unwrap();
        assert_eq!((read.status().as_u16(), header(&read, "access-control-allow-origin")), (200, ""));
    }
    // What pages may send without asking first is not taken from anybody.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        for path in ["/graphql", "/import"] {
            let simple = client().post(server.url(path)).bearer_auth(&token).header("content-type", kind);
            let status = simple.body("{\"query\":\"{ __typename }\"}").send().await.unwrap().status();
            assert_eq!(status, 415, "{path} {kind}");
        }
    }
    // A socket may be read by any page that opens it, so that another site's must not.
    let socket = client().get(server.url("/graphql")).header("origin", FOREIGN);
    let socket = socket.header("connection", "upgrade").header("upgrade", "websocket");
    assert_eq!(socket.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn pages_of_sites_that_are_named_may_ask() {
    let named = "https://app.example";
    for (setting, origin, allowed, credentials) in
        [(named, named, named, "true"), (named, FOREIGN, "", "true"), ("*", FOREIGN, "*", "")]
    {
        let (_database, server) = server(&["--cors-origins", setting]).await;
        let preflight = client().request(Method::OPTIONS, server.url("/graphql")).header("origin", origin);
        let preflight = preflight
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,authorization");
        let told = preflight.send().await.unwrap();
        assert_eq!(header(&told, "access-control-allow-origin"), allowed);
        let credentials =
            if allowed.is_empty() { header(&told, "access-control-allow-credentials") } else { credentials };
        assert_eq!(header(&told, "access-control-allow-credentials"), credentials);
        assert_eq!(header(&told, "access-control-allow-headers"), "content-type,authorization");
        let sent = post(&server, QUICK).header("origin", origin).header("sec-fetch-site", "cross-site");
        let sent = sent.send().await.unwrap();
        let expected = if allowed.is_empty() { 403 } else { 200 };
        assert_eq!(
            (sent.status().as_u16(), header(&sent, "access-control-allow-origin")),
            (expected, allowed)
        );
        assert!(header(&sent, "vary").contains("accept") || expected == 403, "{:?}", sent.headers());
        let socket = client().get(server.url("/graphql")).header("origin", origin);
        let socket = socket.header("connection", "upgrade").header("upgrade", "websocket");
        let socket = socket
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "MDEyMzQ1Njc4OWFiY2RlZg==");
        let socket = socket.header("sec-websocket-protocol", "graphql-transport-ws").send().await.unwrap();
        assert_eq!(socket.status(), if allowed.is_empty() { 403 } else { 101 }, "{setting} {origin}");
    }
}

#[tokio::test]
async fn every_answer_keeps_browsers_from_making_more_of_it() {
    let (_database, server) = server(&["--max-body", "1KiB"]).await;
    for (method, path, body) in [
        (Method::GET, "/", ""),
        (Method::GET, "/health/live", ""),
        (Method::GET, "/graphql?query={__typename}", ""),
        (Method::GET, "/graphql", ""),
        (Method::GET, "/nothing", ""),
        (Method::DELETE, "/graphql", ""),
        (Method::POST, "/import", ""),
        (Method::POST, "/graphql", &"x".repeat(2000)),
    ] {
        let request = client().request(method.clone(), server.url(path)).body(body.to_owned());
        let answer = request.header("content-type", "application/json").send().await.unwrap();
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", ""),
        ] {
            assert_eq!(header(&answer, name), value, "{method} {path}: {name}");
        }
    }
}

#[tokio::test]
async fn a_client_sends_as_many_requests_as_it_may() {
    let rate = ["--max-rate", "1", "--max-burst", "3"];
    let (_database, server) = server(&rate).await;
    let statuses = async |server: &Server, from: &str| {
        let mut statuses = Vec::new();
        for _ in 0..6 {
            let sent = post(server, QUICK).header("x-forwarded-for", from).send().await.unwrap();
            statuses.push(sent.status().as_u16());
        }
        statuses
    };
    assert_eq!(statuses(&server, "192.0.2.1").await[..3], [200, 200, 200]);
    // Nobody is asked where they come from.
    let refused = post(&server, QUICK).header("x-forwarded-for", "192.0.2.2").send().await.unwrap();
    assert!(header(&refused, "retry-after").parse::<u64>().unwrap() >= 1);
    let (status, extensions, body) = refusal(refused).await;
    assert_eq!((status, extensions["code"].as_str()), (429, Some("TOO_MANY_REQUESTS")), "{body}");
    for _ in 0..5 {
        assert_eq!(client().get(server.url("/health/live")).send().await.unwrap().status(), 200);
    }
    drop(server);
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let trusting = ["--no-seed", "--trusted-proxies", "127.0.0.0/8"];
    let server = Server::with(database.url(), &[&trusting[..], &rate].concat());
    for client in ["192.0.2.1", "6.6.6.6, 192.0.2.2", "2001:db8:1::1"] {
        let statuses = statuses(&server, client).await;
        assert_eq!(statuses[..3], [200, 200, 200], "{client}");
        assert!(statuses.contains(&429), "{client}: {statuses:?}");
    }
    assert_eq!(
        post(&server, QUICK).header("x-forwarded-for", "2001:db8:1::2").send().await.unwrap().status(),
        429
    );
}
