//! The HTTP surface: what is answered with which status, media type and words, whoever asks how.

use reqwest::{Client, RequestBuilder, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Admin, Server, TestDatabase, for_each_dialect};
use vitae::store::Dialect;

const QUERY: &str = r#"{"query":"{ __typename }"}"#;
const ANSWER: &str = r#"{"data":{"__typename":"Query"}}"#;
const JSON: &str = "application/json; charset=utf-8";
const RESPONSE_JSON: &str = "application/graphql-response+json; charset=utf-8";

async fn server() -> (TestDatabase, Server) {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    (database, server)
}

fn post(server: &Server, body: &str) -> RequestBuilder {
    let request = Client::new().post(server.url("/graphql"));
    request.header("content-type", "application/json").body(body.to_owned())
}

/// Status, media type and body of an answer; every answer must forbid browsers to guess.
async fn told(request: RequestBuilder) -> (u16, String, String) {
    let response = request.send().await.unwrap();
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    let content_type = header(&response, "content-type");
    (response.status().as_u16(), content_type, response.text().await.unwrap())
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name).map(|value| value.to_str().unwrap());
    value.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_query_is_answered_by_post_and_by_get() {
    let (_database, server) = server().await;
    let whole = (200, JSON.to_owned(), ANSWER.to_owned());
    assert_eq!(told(post(&server, QUERY)).await, whole);
    let get = |parameters: &[(&str, &str)]| Client::new().get(server.url("/graphql")).query(parameters);
    assert_eq!(told(get(&[("query", "{ __typename }")])).await, whole);
    let named = [
        ("query", "query A { __typename } query B { b: __typename }"),
        ("operationName", "A"),
        ("variables", "{}"),
    ];
    assert_eq!(told(get(&named)).await, whole);
}

#[tokio::test]
async fn the_media_type_is_the_one_that_the_client_prefers() {
    let (_database, server) = server().await;
    for (accept, content_type) in [
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/json;q=0.5, application/graphql-response+json", RESPONSE_JSON),
    ] {
        let answer = told(post(&server, QUERY).header("accept", accept)).await;
        assert_eq!(answer, (200, content_type.to_owned(), ANSWER.to_owned()), "{accept}");
    }
    let (status, _, body) = told(post(&server, QUERY).header("accept", "text/html")).await;
    assert_eq!(status, 406);
    assert_eq!(
        body,
        r#"{"errors":[{"message":"no answer can be written as `text/html`; expected `application/graphql-response+json` or `application/json`","extensions":{"code":"NOT_ACCEPTABLE"}}]}"#
    );
}

#[tokio::test]
async fn a_query_that_is_none_is_a_400_except_for_older_clients() {
    let (_database, server) = server().await;
    for query in ["{", "{ nothingOfThatName }"] {
        let body = serde_json::json!({ "query": query }).to_string();
        for (accept, expected) in [("application/graphql-response+json", 400), ("application/json", 200)] {
            let (status, _, body) = told(post(&server, &body).header("accept", accept)).await;
            assert_eq!(status, expected, "{query} as {accept}");
            let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert!(answer["errors"][0]["message"].is_string(), "{answer}");
            assert!(answer.get("data").is_none(), "{answer}");
        }
    }
}

#[tokio::test]
async fn only_json_is_a_query() {
    let (_database, server) = server().await;
    for (content_type, status) in [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON;charset=\"UTF-8\"", 200),
        ("application/json; charset=latin1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/graphql", 415),
    ] {
        let request = Client::new().post(server.url("/graphql")).body(QUERY);
        let answer = told(request.header("content-type", content_type)).await;
        assert_eq!(answer.0, status, "{content_type}");
    }
    let (status, _, body) = told(Client::new().post(server.url("/graphql")).body(QUERY)).await;
    assert_eq!(status, 415);
    assert_eq!(
        body,
        r#"{"errors":[{"message":"the content type is missing; expected `application/json`","extensions":{"code":"UNSUPPORTED_MEDIA_TYPE"}}]}"#
    );
}

#[tokio::test]
async fn a_malformed_request_is_told_what_was_expected() {
    let (_database, server) = server().await;
    for (body, message) in [
        ("", "the body is not JSON: EOF while parsing a value at line 1 column 0"),
        ("{", "the body is not JSON: EOF while parsing an object at line 1 column 1"),
        ("[]", "the body is a list; expected an object with `query`"),
        ("{}", "`query` is missing; expected a GraphQL document"),
        (r#"{"query":1}"#, "`query` is a number; expected a string"),
        (
            r#"{"query":"{ a }","operationName":{}}"#,
            "`operationName` is an object; expected a string or null",
        ),
        (r#"{"query":"{ a }","variables":[]}"#, "`variables` is a list; expected an object or null"),
        (r#"{"query":"{ a }","extensions":"x"}"#, "`extensions` is a string; expected an object or null"),
    ] {
        let (status, content_type, answer) = told(post(&server, body)).await;
        let expected = serde_json::json!({ "errors": [{ "message": message, "extensions": { "code": "BAD_REQUEST" } }] });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&answer).unwrap(), expected, "{body}");
        assert_eq!((status, content_type.as_str()), (400, JSON), "{body}");
    }
}

#[tokio::test]
async fn a_malformed_address_is_told_what_was_expected() {
    let (_database, server) = server().await;
    for (parameters, message) in [
        (
            "",
            "`query` is missing; expected a GraphQL document; hint: the page for trying queries is at `/graphiql/`",
        ),
        ("?query=a&query=b", "`query` is given more than once"),
        ("?query=a&variables=%7B", "`variables` is not JSON: EOF while parsing an object at line 1 column 1"),
        ("?query=a&variables=1", "`variables` is a number; expected an object or null"),
    ] {
        let request = Client::new().get(server.url(&format!("/graphql{parameters}")));
        let (status, _, answer) = told(request).await;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["errors"][0]["message"], message, "{parameters}");
        assert_eq!(status, 400, "{parameters}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_announced_or_not() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--max-body", "1KiB"]);
    let at_most = format!("{QUERY:1024}");
    assert_eq!(told(post(&server, &at_most)).await.0, 200);
    let too_large = format!("{QUERY:1025}");
    let refusal = r#"{"errors":[{"message":"the body is larger than 1024 bytes","extensions":{"code":"PAYLOAD_TOO_LARGE"}}]}"#;
    let refused = (413, JSON.to_owned(), refusal.to_owned());
    assert_eq!(told(post(&server, &too_large)).await, refused);
    let chunked = format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n401\r\n{too_large}\r\n0\r\n\r\n"
    );
    let answer = exchange(&server, &chunked).await;
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.ends_with(refusal), "{answer}");
}

#[tokio::test]
async fn a_request_tells_whom_it_is_for_once() {
    let (_database, server) = server().await;
    for (hosts, version, status) in [
        ("", "1.1", "400"),
        ("Host: localhost\r\nHost: localhost\r\n", "1.1", "400"),
        ("Host: localhost\r\n", "1.1", "200"),
        ("", "1.0", "200"),
    ] {
        let request = format!("GET /health/live HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n");
        let answer = exchange(&server, &request).await;
        assert!(answer.starts_with(&format!("HTTP/{version} {status}")), "{hosts}: {answer}");
        assert_eq!(answer.contains("the header `Host` is "), status == "400", "{answer}");
    }
}

#[tokio::test]
async fn a_websocket_needs_a_key_that_is_one() {
    let (_database, server) = server().await;
    for (key, status) in
        [("", 400), ("short", 400), ("MDEyMzQ1Njc4OWFiY2RlZ===", 400), ("MDEyMzQ1Njc4OWFiY2RlZg==", 101)]
    {
        let socket = Client::new().get(server.url("/graphql")).header("connection", "upgrade");
        let socket = socket.header("upgrade", "websocket").header("sec-websocket-version", "13");
        let socket = socket.header("sec-websocket-protocol", "graphql-transport-ws");
        let answer = socket.header("sec-websocket-key", key).send().await.unwrap();
        assert_eq!(answer.status(), status, "{key}");
    }
}

#[tokio::test]
async fn no_key_of_a_body_has_a_meaning_of_its_own() {
    let (_database, server) = server().await;
    let body = serde_json::json!({"$serde_json::private::RawValue": QUERY}).to_string();
    let (status, _, body) = told(post(&server, &body)).await;
    assert_eq!(status, 400);
    assert!(body.contains("`query` is missing"), "{body}");
}

/// What the service answers to these bytes, until it closes the connection.
async fn exchange(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.authority()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_says_so() {
    let (_database, server) = server().await;
    let (status, _, body) = told(Client::new().get(server.url("/graphiqql"))).await;
    assert_eq!(status, 404);
    assert_eq!(
        body,
        r#"{"errors":[{"message":"there is nothing at `/graphiqql`; hint: queries go to `/graphql`","extensions":{"code":"NOT_FOUND"}}]}"#
    );
    let response = Client::new().delete(server.url("/graphql")).send().await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(header(&response, "allow"), "GET,HEAD,POST");
    let (status, content_type, body) = told(Client::new().get(server.url("/"))).await;
    assert_eq!((status, content_type.as_str()), (200, "text/plain; charset=utf-8"));
    assert!(body.contains("/graphql") && body.contains("/health/ready"), "{body}");
}

#[tokio::test]
async fn figures_are_served_only_where_they_were_asked_for() {
    let (database, server) = server().await;
    assert_eq!(told(Client::new().get(server.url("/metrics"))).await.0, 404);
    drop(server);
    let server = Server::with(database.url(), &["--no-seed", "--metrics=open"]);
    told(post(&server, QUERY)).await;
    let (status, content_type, body) = told(Client::new().get(server.url("/metrics"))).await;
    assert_eq!((status, content_type.as_str()), (200, "text/plain; version=0.0.4; charset=utf-8"));
    assert!(body.contains("\nvitae_graphql_requests_total 1\n"), "{body}");
}

#[tokio::test]
async fn the_service_is_ready_while_its_database_is() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Server::start(&database);
        let ask = async |path: &str| {
            let (status, _, body) = told(Client::new().get(server.url(path))).await;
            (status, body)
        };
        let ready = (200, "ready\n".to_owned());
        assert_eq!(ask("/health/ready").await, ready);
        let store = database.open().await;
        let execute = async |sql: &str| {
            use sea_orm::ConnectionTrait;
            store.writer().execute_unprepared(sql).await.unwrap();
        };
        execute("ALTER TABLE seaql_migrations RENAME TO hidden").await;
        let behind = (503, "the database's schema is not up to date\n".to_owned());
        assert_eq!(ask("/health/ready").await, behind);
        assert_eq!(ask("/health/live").await, (200, "live\n".to_owned()));
        execute("ALTER TABLE hidden RENAME TO seaql_migrations").await;
        assert_eq!(ask("/health/ready").await, ready);
    })
    .await;
}

#[tokio::test]
async fn the_service_is_not_ready_while_the_server_turns_it_away() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let server = Server::start(&database);
    let ask = async || told(Client::new().get(server.url("/health/ready"))).await;
    assert_eq!(ask().await.0, 200);
    let mut admin = Admin::connect().await;
    let name = database.name();
    admin.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    admin.disconnect_all(name).await;
    let (status, _, body) = ask().await;
    assert_eq!(status, 503);
    assert!(body.starts_with("the database does not answer"), "{body}");
    admin.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    for _ in 0..100 {
        if ask().await.0 == 200 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the service did not find back to its database: {}", server.errors());
}
