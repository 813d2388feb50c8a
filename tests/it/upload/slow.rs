//! Clients that stall, hang up, or do not listen: none of them keeps the place of the one writer.

use std::time::Duration;

use reqwest::Body;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use vitae::store::Dialect;

use super::{people, persons, service};
use crate::support::{Server, Uploader, for_each_dialect};

/// A body that is sent as the test gives it.
fn given() -> (mpsc::Sender<String>, Body) {
    let (sender, pieces) = mpsc::channel::<String>(1);
    let pieces = futures_util::stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((Ok::<_, std::io::Error>(piece), pieces))
    });
    (sender, Body::wrap_stream(pieces))
}

/// One record of another client; it must not have to wait for anybody but who is being served: a dry run of some thousand
/// records takes seconds.
async fn write_one(uploader: &Uploader, key: &str) {
    let record = json!({"person": {"key": key}}).to_string();
    let patience = Duration::from_secs(25);
    let last = tokio::time::timeout(patience, uploader.last("", record)).await.unwrap();
    assert_eq!(last["summary"]["created"], 1, "{last}");
}

/// Waits until so many persons are there.
async fn until(server: &Server, count: usize) {
    for _ in 0..400 {
        if persons(server).await == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} persons and not {count}", persons(server).await);
}

#[tokio::test]
async fn a_client_that_stalls_holds_up_nobody_and_is_given_up() {
    for_each_dialect(async |dialect| {
        let (_database, server, uploader) = service(dialect, &["--import-idle-timeout", "3s"]).await;
        let mut kept = 0;
        for parameters in ["?onError=stop", "?onError=skip", "?dryRun=true&onError=skip"] {
            let (sender, body) = given();
            let (sent, slow) = (uploader.clone(), parameters.to_owned());
            let sending = tokio::spawn(async move { sent.last(&slow, body).await });
            sender.send(people(1500)).await.unwrap();
            let is_kept = parameters == "?onError=skip";
            kept += if is_kept { 1000 } else { 0 };
            until(&server, kept).await;
            write_one(&uploader, parameters).await;
            kept += 1;
            let last = sending.await.unwrap();
            let message = last["error"]["message"].as_str().unwrap_or_default().to_owned();
            assert!(message.ends_with("nothing more of the upload came for 3000 ms"), "{last}");
            assert_eq!(last["error"]["code"], "TIMEOUT");
            assert_eq!(persons(&server).await, kept);
            drop(sender);
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_whole_chunks_or_nothing() {
    for_each_dialect(async |dialect| {
        let (_database, server, uploader) = service(dialect, &[]).await;
        for (parameters, expected) in [("?onError=stop", 0), ("?onError=skip", 2000)] {
            let (sender, body) = given();
            let sending = tokio::spawn(uploader.request(parameters).body(body).send());
            sender.send(people(2300)).await.unwrap();
            if expected > 0 {
                until(&server, expected + 1).await;
            }
            sending.abort();
            drop(sending.await);
            write_one(&uploader, &format!("after {parameters}")).await;
            assert_eq!(persons(&server).await, expected + 1 + usize::from(expected > 0));
            // Not before: a body whose sender goes while the connection still stands ends well, and is a whole upload.
            drop(sender);
        }
        // Repeated, it is complete.
        let last = uploader.last("?onError=skip", people(2300)).await;
        assert_eq!((&last["summary"]["created"], &last["summary"]["unchanged"]), (&json!(300), &json!(2000)));
    })
    .await;
}

/// The upload has arrived; nobody waits for the answer any more.
#[tokio::test]
async fn a_client_that_does_not_wait_for_the_answer_gets_nothing_done() {
    for_each_dialect(async |dialect| {
        let (_database, server, uploader) = service(dialect, &[]).await;
        let text = people(20_000);
        let mut stream = send_raw(&server, &uploader, "?onError=stop", &text).await;
        let mut head = [0; 15];
        stream.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.0 200 OK");
        drop(stream);
        write_one(&uploader, "after").await;
        assert_eq!(persons(&server).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_client_that_does_not_listen_holds_up_nobody_and_hears_all_in_the_end() {
    for_each_dialect(async |dialect| {
        let (_database, server, uploader) = service(dialect, &[]).await;
        let body: String = (0..4000)
            .map(|index| json!({"person": {"key": format!("p{index}"), "description": "d".repeat(4000)}}))
            .map(|record| format!("{record}\n"))
            .collect();
        let mut stream = send_raw(&server, &uploader, "?dryRun=true", &body).await;
        // A dry run holds the writer's place; what it says is more than any socket keeps.
        tokio::time::sleep(Duration::from_secs(1)).await;
        write_one(&uploader, "meanwhile").await;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (_head, lines) = answer.split_once("\r\n\r\n").unwrap();
        let told: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told.iter().filter(|line| line.get("difference").is_some()).count(), 4000);
        assert_eq!(told.last().unwrap()["summary"]["created"], 4000);
        assert_eq!(persons(&server).await, 1);
    })
    .await;
}

/// Sends a whole upload and reads nothing. In HTTP/1.0 the answer comes as it is, without lengths between.
async fn send_raw(server: &Server, uploader: &Uploader, parameters: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.authority()).await.unwrap();
    let head = format!(
        "POST /import{parameters} HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n",
        uploader.token,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    stream
}

/// What `curl` does with a large file: it asks first, and takes any answer but this one for a no.
#[tokio::test]
async fn a_client_that_asks_whether_to_send_is_told_to() {
    let (_database, server, uploader) = service(Dialect::Sqlite, &[]).await;
    let mut stream = TcpStream::connect(server.authority()).await.unwrap();
    let body = people(3);
    let head = format!(
        "POST /import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        uploader.token,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\"created\":3"), "{answer}");
}
