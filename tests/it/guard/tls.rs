//! TLS: with a certificate that may change while the service runs.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use vitae::store::Dialect;

use super::{PATIENCE, QUICK, header};
use crate::support::{Program, Server, TestDatabase};

/// Makes a certificate for a name, and its key.
fn certificate(directory: &Path, name: &str) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
        .args([
            "-days",
            "2",
            "-subj",
            &format!("/CN={name}"),
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem",
        ])
        .current_dir(directory)
        .output()
        .expect("the tests need `openssl`");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// What a client of OpenSSL is told: the protocol that was agreed on, and whose certificate it is.
fn agreed(server: &Server) -> String {
    let authority = server.url("").strip_prefix("https://").unwrap().to_owned();
    let told = Command::new("openssl")
        .args(["s_client", "-connect", &authority, "-alpn", "h2,http/1.1"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8_lossy(&told.stdout).into_owned()
}

#[tokio::test]
async fn a_service_with_a_certificate_speaks_tls_and_takes_a_new_one_without_a_pause() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let directory = tempfile::tempdir().unwrap();
    certificate(directory.path(), "first.example");
    let file = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (chain, key) = (file("certificate.pem"), file("key.pem"));
    let settings = ["--no-seed", "--log", "info", "--tls-certificate", &chain, "--tls-key", &key];
    let mut server = Server::with(database.url(), &settings);
    assert!(server.ready_line.contains(" at https://127.0.0.1:"), "{}", server.ready_line);
    let client = Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let sent = client.post(server.url("/graphql")).json(&json!({"query": QUICK})).send().await.unwrap();
    assert_eq!(header(&sent, "strict-transport-security"), "max-age=31536000");
    assert_eq!(sent.json::<Value>().await.unwrap(), json!({"data": {"__typename": "Query"}}));
    let plain = server.url("/").replace("https://", "http://");
    assert!(client.get(plain).send().await.is_err());
    let told = agreed(&server);
    assert!(told.contains("ALPN protocol: h2") && told.contains("first.example"), "{told}");

    std::fs::write(&key, "no key").unwrap();
    server.signal("HUP");
    wait_for(&server, "could not be read again").await;
    assert!(agreed(&server).contains("first.example"));

    certificate(directory.path(), "second.example");
    server.signal("HUP");
    wait_for(&server, "the certificate was read again").await;
    assert!(agreed(&server).contains("second.example"));
    server.signal("TERM");
    assert_eq!(server.wait(PATIENCE).await.code(), Some(0));
}

async fn wait_for(server: &Server, words: &str) {
    for _ in 0..500 {
        if server.errors().contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("`{words}` was never logged: {}", server.errors());
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_before_anything_is_made() {
    let directory = tempfile::tempdir().unwrap();
    certificate(directory.path(), "first.example");
    std::fs::write(directory.path().join("other.pem"), "nothing").unwrap();
    for (arguments, code, words) in [
        (&["--tls-certificate", "certificate.pem"][..], 2, "--tls-key"),
        (&["--tls-certificate", "none.pem", "--tls-key", "key.pem"], 1, "cannot read `none.pem`"),
        (&["--tls-certificate", "certificate.pem", "--tls-key", "other.pem"], 1, "the key is not PEM"),
    ] {
        let all = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let outcome = Program::new(&all).directory(directory.path()).run();
        assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(words), "{}", outcome.stderr);
    }
    assert!(!directory.path().join("vitae.db").exists());
}
