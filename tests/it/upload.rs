//! Records over the network: what is taken, what is refused, what is said, and who waits for whom.

/// `vitae import --server`: the same words and exit codes as a local import, and patience.
mod push;
/// Clients that stall, hang up, or do not listen.
mod slow;

use async_compression::tokio::write::{GzipEncoder, ZstdEncoder};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use vitae::store::Dialect;

use crate::bench::{lines, small_archive};
use crate::support::{Server, TestDatabase, Uploader, for_each_dialect, token};

async fn service(dialect: Dialect, settings: &[&str]) -> (TestDatabase, Server, Uploader) {
    let database = TestDatabase::migrated(dialect).await;
    let server = Server::with(database.url(), &[&["--no-seed"], settings].concat());
    let uploader = Uploader::new(&server, database.url());
    (database, server, uploader)
}

async fn persons(server: &Server) -> Value {
    server.query("{ persons { totalCount } }").await["data"]["persons"]["totalCount"].clone()
}

/// So many persons, a line each.
fn people(count: usize) -> String {
    (0..count).map(|index| format!("{}\n", json!({"person": {"key": format!("p{index}")}}))).collect()
}

async fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzipEncoder::new(Vec::new());
    encoder.write_all(text.as_bytes()).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

async fn zstd(text: &str) -> Vec<u8> {
    let mut encoder = ZstdEncoder::new(Vec::new());
    encoder.write_all(text.as_bytes()).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

#[tokio::test]
async fn records_arrive_and_arrive_again_for_nothing() {
    for_each_dialect(async |dialect| {
        for on_error in ["stop", "skip"] {
            let (database, server, uploader) = service(dialect, &[]).await;
            let parameters = format!("?onError={on_error}&label=a%20set");
            let first = uploader.last(&parameters, lines(&small_archive())).await;
            let batch = first["summary"]["batch"].as_str().unwrap().to_owned();
            let expected = json!({"summary": {"lines": 6, "created": 6, "updated": 0, "unchanged": 0,
                "rejected": 0, "contradictions": 0, "batch": batch, "refused": false, "position": first["summary"]["position"]}});
            assert_eq!(first, expected);
            assert!(first["summary"]["position"].is_string(), "{first}");
            let revisions = "SELECT CAST(count(*) AS text) FROM revision";
            let before = crate::survival::texts_at(database.url(), revisions).await;
            let again = uploader.send(&parameters, lines(&small_archive())).await;
            let expected = json!({"summary": {"lines": 6, "created": 0, "updated": 0, "unchanged": 6,
                "rejected": 0, "contradictions": 0, "batch": null, "refused": false, "position": again[0]["summary"]["position"]}});
            assert_eq!(again, [expected]);
            assert_eq!(crate::survival::texts_at(database.url(), revisions).await, before);
            let told = "SELECT 'batch:' || id || ' ' || label || ' by ' || actor || CASE WHEN finished_at IS NULL \
                 THEN ', not done' ELSE '' END FROM batch";
            let batches = crate::survival::texts_at(database.url(), told).await;
            assert_eq!(batches, [format!("{batch} a set by an editor")]);
            assert_eq!(persons(&server).await, 2);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_import_is_refused_at_the_door() {
    let (database, server, uploader) = service(Dialect::Sqlite, &["--max-import", "1KiB"]).await;
    let reader = Uploader::with(&server, token(database.url(), "reader"));
    let of = |parameters: &str| uploader.request(parameters);
    let typed = |name: &str| {
        let request = uploader.client.post(&uploader.url).bearer_auth(&uploader.token);
        if name.is_empty() { request } else { request.header("content-type", name) }
    };
    let lines = "application/x-ndjson";
    for (request, status, message) in [
        (uploader.client.post(&uploader.url).header("content-type", lines), 401, "this needs a token"),
        (reader.request(""), 403, "this needs the role `editor`"),
        (typed(""), 415, "the content type is missing; expected `application/x-ndjson`, in UTF-8"),
        (typed("text/plain"), 415, "`text/plain` is not a content type for records; expected"),
        (typed("application/x-ndjson; charset=latin1"), 415, "`application/x-ndjson; charset=latin1` is not"),
        (of("").header("content-encoding", "br"), 415, "`br` is not a content encoding that is read here"),
        (of("?onError=maybe"), 400, "`onError` is `maybe`; expected `stop` or `skip`"),
        (of("?dryRun=1"), 400, "`dryRun` is `1`; expected `true` or `false`"),
        (of("?dryRun=true&dryRun=true"), 400, "`dryRun` is given more than once"),
        (of("?label="), 400, "`label` is ``; expected 1 to 4096 characters on one line"),
        (of("?on_error=skip"), 400, "`on_error` is not a parameter of an import; expected `onError`"),
        (of("").body("x".repeat(2000)), 413, "the upload is larger than 1024 bytes"),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{message}");
        let answer: Value = response.json().await.unwrap();
        let told = answer["errors"][0]["message"].as_str().unwrap().to_owned();
        assert!(told.starts_with(message), "{told}");
    }
    for name in ["application/jsonl", "Application/JSON-Lines; charset=UTF-8", "application/x-ndjson"] {
        assert_eq!(typed(name).body("").send().await.unwrap().status(), 200, "{name}");
    }
    assert_eq!(uploader.client.get(&uploader.url).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_line() {
    let (_database, server, uploader) = service(Dialect::Sqlite, &[]).await;
    let person = r#"{"person": {"key": "p"}}"#;
    let long = [person.as_bytes(), b"\n\"", &vec![b'a'; 17 << 20], b"\"\n", person.as_bytes()].concat();
    for (body, line, expected) in [
        (b"{}\n\xff\n".to_vec(), 2, "UTF-8, which ends at byte 0 of the line"),
        (b"\xff\xfe{\0}\0".to_vec(), 1, "UTF-8, which ends at byte 0 of the line"),
        (b"\n\r\n\0\n".to_vec(), 3, "one JSON object a line"),
        (b"\n{\"person\": {\"key\": \"a\0b\"}}".to_vec(), 2, "one JSON object a line"),
        (b"\n{\"person\": {\"key\": \"a\\u0000b\"}}".to_vec(), 2, ""),
        (long, 2, "a line of at most 16777216 bytes"),
        (gzip(person).await, 1, "lines of text; these bytes are `gzip`, which was not said"),
    ] {
        let said = uploader.send("", body).await;
        let problem =
            said.iter().filter_map(|line| line.get("problem")).find(|problem| problem["line"] == line);
        let told = problem.unwrap_or_else(|| panic!("{expected}: {said:?}"))["expected"].as_str().unwrap();
        assert!(told.starts_with(expected), "{told}");
        assert_eq!(said.last().unwrap()["summary"]["refused"], true);
    }
    assert_eq!(persons(&server).await, 0);
    for (body, count) in [("", 0), ("\n\r\n", 0), ("\u{feff}{\"person\": {\"key\": \"p\"}}\r\n", 1)] {
        let last = uploader.last("", body).await;
        assert_eq!((&last["summary"]["lines"], &last["summary"]["refused"]), (&json!(count), &json!(false)));
    }
}

#[tokio::test]
async fn compressed_records_are_unpacked_and_half_of_them_refused() {
    for_each_dialect(async |dialect| {
        let (_database, server, uploader) = service(dialect, &["--max-import", "256KiB"]).await;
        let send = async |encoding: &str, parameters: &str, body: Vec<u8>| {
            let request = uploader.request(parameters).header("content-encoding", encoding).body(body);
            crate::support::hear(request).await.pop().unwrap()
        };
        let text = people(3000);
        let (gzipped, zstded) = (gzip(&text).await, zstd(&text).await);
        for (encoding, packed) in [("gzip", &gzipped), ("zstd", &zstded)] {
            for body in
                [packed[..packed.len() / 2].to_vec(), [packed, &b"garbage"[..]].concat(), text.clone().into()]
            {
                let last = send(encoding, "", body).await;
                assert_eq!(last["error"]["code"], "UNREADABLE", "{last}");
                let message = last["error"]["message"].as_str().unwrap();
                assert!(message.starts_with("the file cannot be read after line "), "{message}");
                assert!(message.contains(&format!(": it is not whole {encoding}: ")), "{message}");
                assert_eq!(persons(&server).await, 0);
            }
            let bomb = "\n".repeat(1 << 20);
            let bomb = if encoding == "gzip" { gzip(&bomb).await } else { zstd(&bomb).await };
            let last = send(encoding, "?onError=skip", bomb).await;
            assert_eq!(last["error"]["code"], "PAYLOAD_TOO_LARGE", "{last}");
        }
        let members = [gzip(&people(2)).await, gzip("").await, gzip(&people(5)).await].concat();
        assert_eq!(send("gzip", "?onError=skip", members).await["summary"]["created"], 5);
        assert_eq!(send("zstd", "?onError=skip", zstded).await["summary"]["created"], 2995);
        assert_eq!(send("gzip", "", gzipped).await["summary"]["unchanged"], 3000);
        assert_eq!(send("identity", "", text.into()).await["summary"]["unchanged"], 3000);
    })
    .await;
}
