//! Writers and readers at once, on one served archive, and beside them another process that writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use vitae::store::Dialect;

use super::setting;
use crate::support::{Program, Server, TestDatabase, Uploader, for_each_dialect};

const WRITERS: usize = 8;
const READERS: usize = 8;

/// The records of one write: two that always say the same number, and one of its own.
fn write(writer: usize, number: u64) -> String {
    let said = number.to_string();
    let event = json!({"event": {"key": format!("w{writer}"), "kind": "COUNT", "description": said}});
    let person = json!({"person": {"key": format!("w{writer}"), "description": said}});
    let own = json!({"person": {"key": format!("w{writer}-{number}"), "names": [{"text": said}]}});
    format!("{event}\n{own}\n{person}\n")
}

/// What both say, asked in one query.
fn question(writer: usize) -> String {
    let by = format!("(by: {{key: \"w{writer}\"}})");
    format!("{{ event{by} {{ description }} person{by} {{ description }} }}")
}

#[tokio::test]
async fn many_write_and_read_at_once_and_nothing_is_lost_or_seen_by_half() {
    let seconds = setting("VITAE_TEST_SECONDS", 3);
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Arc::new(Server::start(&database));
        let uploader = Uploader::new(&server, database.url());
        let over = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| tokio::spawn(keep_writing(uploader.clone(), writer, over.clone())))
            .collect();
        let readers: Vec<_> = (0..READERS)
            .map(|reader| tokio::spawn(keep_reading(server.clone(), reader, over.clone())))
            .collect();
        let url = database.url().to_owned();
        let beside = (over.clone(), dialect);
        let command = tokio::task::spawn_blocking(move || keep_importing(&url, &beside.0));
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        over.store(true, Ordering::Relaxed);
        let mut written = Vec::new();
        for writer in writers {
            written.push(writer.await.unwrap());
        }
        let mut seen = 0;
        for reader in readers {
            seen += reader.await.unwrap();
        }
        let imported = command.await.unwrap();
        let total: u64 = written.iter().sum();
        println!("  {total} writes, {seen} reads, {imported} imports of another process in {seconds} s");
        assert!(written.iter().all(|count| *count > 0) && seen > 0 && imported > 0);
        for (writer, count) in written.iter().enumerate() {
            let said = json!({"description": count.to_string()});
            let answer = server.query(&question(writer)).await;
            assert_eq!(answer, json!({"data": {"event": said, "person": said}}), "writer {writer}");
        }
        let answer = server.query("{ persons { totalCount } }").await;
        let expected = total + WRITERS as u64 + imported;
        assert_eq!(answer["data"]["persons"]["totalCount"], expected, "every acknowledged write is there");
        let log = server.errors();
        let is_complaint =
            |line: &&str| line.contains("locked") || line.contains("holds") || line.contains("ERROR");
        assert_eq!(log.lines().find(is_complaint), None);
    })
    .await;
}

/// Writes numbers until it is over; answers with the last that was acknowledged.
async fn keep_writing(uploader: Uploader, writer: usize, over: Arc<AtomicBool>) -> u64 {
    let mut number = 0;
    while !over.load(Ordering::Relaxed) {
        let parameters = if number % 2 == 0 { "" } else { "?onError=skip" };
        let last = uploader.last(parameters, write(writer, number + 1)).await;
        assert_eq!(last["summary"]["rejected"], 0, "{last}");
        assert!(last["summary"]["batch"].is_string(), "{last}");
        number += 1;
    }
    number
}

/// Asks what both say until it is over; it must be the same, and never less than before.
async fn keep_reading(server: Arc<Server>, reader: usize, over: Arc<AtomicBool>) -> u64 {
    let mut count = 0;
    let mut before = 0;
    while !over.load(Ordering::Relaxed) {
        let answer = server.query(&question(reader % WRITERS)).await;
        assert_eq!(answer["errors"], Value::Null, "{answer}");
        let (event, person) = (&answer["data"]["event"], &answer["data"]["person"]);
        assert_eq!(event, person, "half a transaction");
        let said = event["description"].as_str().map_or(0, |said| said.parse::<u64>().unwrap());
        assert!(said >= before, "{said} after {before}");
        before = said;
        count += 1;
    }
    count
}

/// Imports one record after the other by the command, until it is over; answers with their number.
fn keep_importing(url: &str, over: &AtomicBool) -> u64 {
    let mut count = 0;
    while !over.load(Ordering::Relaxed) {
        let record = json!({"person": {"key": format!("c{count}")}}).to_string();
        let outcome = Program::new(&["import", "-", "--database", url]).input(&record).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        count += 1;
    }
    count
}

/// While one writer holds its place for long, others wait, and are told to try again when it takes too long.
#[tokio::test]
async fn a_writer_that_waits_in_vain_is_told_to_try_again() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let uploader = Uploader::new(&server, database.url());
    let store = database.open().await;
    let held = store.write().await.unwrap();
    let waiting = uploader.last("", write(0, 1)).await;
    let message = "the archive is being written to by others; try again later";
    assert_eq!(waiting, json!({"error": {"code": "UNAVAILABLE", "message": message}}));
    assert!(server.query(&question(0)).await["errors"].is_null(), "reading goes on");
    held.rollback().await.unwrap();
    assert_eq!(uploader.last("", write(0, 1)).await["summary"]["created"], 3);
}
