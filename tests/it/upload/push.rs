//! `vitae import --server`: the same words and exit codes as a local import, and patience.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use vitae::store::Dialect;

use super::{gzip, people, persons, service, zstd};
use crate::bench::{lines, small_archive};
use crate::support::{Outcome, Program, TestDatabase, for_each_dialect};

/// Files that are imported one after the other: what each comes to is told by words and exit code.
fn files() -> Vec<(&'static [&'static str], String)> {
    let corrected = json!({"person": {"key": "stalin", "gender": "MALE"}});
    let told_twice = json!({"event": {"key": "stalin#birth", "kind": "BIRTH", "date": {"edtf": "1878"}}});
    let told_once = json!({"person": {"key": "stalin", "birth": {"edtf": "1879"}}});
    let wrong = "{\"person\": {\"key\": \"x\", \"gender\": \"male\"}}\n\nnothing\n";
    vec![
        (&["--dry-run"], lines(&small_archive())),
        (&[], lines(&small_archive())),
        (&[], lines(&small_archive())),
        (&["--dry-run"], lines(&[corrected.clone(), json!({"person": {"key": "new"}})])),
        (&[], lines(&[corrected])),
        (&[], lines(&[told_twice, told_once])),
        (&[], format!("{wrong}{}", lines(&small_archive()))),
        (&["--on-error", "skip"], format!("{wrong}{}", json!({"person": {"key": "y"}}))),
    ]
}

#[tokio::test]
async fn a_push_says_and_does_what_a_local_import_does() {
    for_each_dialect(async |dialect| {
        let (_database, server, uploader) = service(dialect, &[]).await;
        let here = TestDatabase::migrated(dialect).await;
        let directory = tempfile::tempdir().unwrap();
        let url = server.url("/");
        for (settings, text) in files() {
            std::fs::write(directory.path().join("a.ndjson"), &text).unwrap();
            let import = |to: [&str; 2]| -> Outcome {
                let arguments = [&["import", "a.ndjson"], &to[..], settings].concat();
                Program::new(&arguments)
                    .variable("VITAE_TOKEN", &uploader.token)
                    .directory(directory.path())
                    .run()
            };
            let local = import(["--database", here.url()]);
            assert_eq!(import(["--server", &url]), local, "{text}");
            assert!(local.code != Some(1), "{}", local.stderr);
        }
        // The same, compressed: from a file, from standard input, here and there.
        let expected = "nothing changed: 6 the same, of 6 lines\n";
        for packed in [gzip(&lines(&small_archive())).await, zstd(&lines(&small_archive())).await] {
            std::fs::write(directory.path().join("packed"), &packed).unwrap();
            for to in [["--server", &url], ["--database", here.url()]] {
                let program = Program::new(&["import", "packed", to[0], to[1]]);
                let outcome =
                    program.variable("VITAE_TOKEN", &uploader.token).directory(directory.path()).run();
                assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expected, ""));
            }
        }
        let program = Program::new(&["import", "-", "--server", &url]).input(&lines(&small_archive()));
        let outcome = program.variable("VITAE_TOKEN", &uploader.token).run();
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expected, ""));
    })
    .await;
}

#[tokio::test]
async fn a_push_that_is_refused_says_why() {
    let (_database, server, uploader) = service(Dialect::Sqlite, &["--max-import", "64KiB"]).await;
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("a.ndjson"), people(5000)).unwrap();
    let url = server.url("");
    let push = |token: &str, more: &[&str]| {
        let program = Program::new(&[&["import", "a.ndjson", "--server", &url], more].concat());
        let program = if token.is_empty() { program } else { program.variable("VITAE_TOKEN", token) };
        program.variable("VITAE_DATABASE", "sqlite://nowhere/else").directory(directory.path()).run()
    };
    let no_token = "vitae: {url}: the service refused the import: this needs a token of the role `editor`";
    let too_large = "vitae: {url}: the import broke off: the file cannot be read after line ";
    let both = "vitae: `--database` and `--server` exclude each other; expected one of them\n";
    let both_too = "vitae: `--linking` and `--server` exclude each other; expected one of them\n";
    for (outcome, code, message) in [
        (push("", &[]), 1, no_token),
        (push(&uploader.token, &["--on-error", "skip"]), 1, too_large),
        (push(&uploader.token, &["--database", "sqlite://a.db"]), 2, both),
        (push(&uploader.token, &["--linking", "later"]), 2, both_too),
    ] {
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(code), ""), "{}", outcome.stderr);
        assert!(outcome.stderr.starts_with(&message.replace("{url}", &url)), "{}", outcome.stderr);
    }
    let program = Program::new(&["import", "-", "--server", "http://127.0.0.1:1"]);
    let outcome = program.input(&people(1)).run();
    assert_eq!(outcome.code, Some(1));
    assert!(!outcome.stderr.contains("trying again"), "standard input cannot be read again");
}

/// Passes connections on to a service; the first that has sent much is cut in the middle: which one that is, is the
/// client's to choose, and one that was opened before the cut but sends after it is passed on whole.
async fn cutting(service: String) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let was_cut = Arc::new(AtomicBool::new(false));
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let mut server = TcpStream::connect(&service).await.unwrap();
            let was_cut = was_cut.clone();
            tokio::spawn(async move {
                // Enough for the question that comes first, and some of the upload.
                let goes_on = {
                    let (mut from, mut to) = client.split();
                    let (mut back, mut on) = server.split();
                    let mut limited = tokio::io::AsyncReadExt::take(&mut from, 20_000);
                    tokio::select! {
                        _ = tokio::io::copy(&mut limited, &mut on) => {}
                        _ = tokio::io::copy(&mut back, &mut to) => {}
                    }
                    limited.limit() == 0 && was_cut.swap(true, Ordering::SeqCst)
                };
                if goes_on {
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    });
    (address, count)
}

#[tokio::test]
async fn a_connection_that_is_cut_is_tried_again() {
    let (_database, server, uploader) = service(Dialect::Sqlite, &[]).await;
    let (address, connections) = cutting(server.authority().to_owned()).await;
    let directory = tempfile::tempdir().unwrap();
    // Names that cannot be compressed away.
    let text: String = (0..4000_u64)
        .map(|index| {
            format!(
                "{}\n",
                json!({"person": {"key": format!("{:x}", index.wrapping_mul(0x9e37_79b9_7f4a_7c15))}})
            )
        })
        .collect();
    std::fs::write(directory.path().join("a.ndjson"), text).unwrap();
    let arguments = ["import", "a.ndjson", "--on-error", "skip", "--server", &address];
    let program =
        Program::new(&arguments).variable("VITAE_TOKEN", &uploader.token).directory(directory.path());
    let outcome = tokio::task::spawn_blocking(|| program.run()).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let again = "; trying again in 1 s (what is there already is left alone)\n";
    assert!(outcome.stderr.ends_with(again) && outcome.stderr.lines().count() == 1, "{}", outcome.stderr);
    assert!(connections.load(Ordering::Relaxed) >= 2);
    assert_eq!(persons(&server).await, 4000);
}
