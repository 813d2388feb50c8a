//! The service, or the command, is killed while it imports: what is there afterwards is whole, and the
//! same import again makes it complete.

use std::collections::HashSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Statement};
use vitae::store::{Dialect, Store, StoreOptions};

use super::{CHUNK, Records, records, setting};
use crate::support::{Program, Server, TestDatabase, Uploader, for_each_dialect, token};

/// How the records are imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Over HTTP, a chunk at a time.
    Skip,
    /// Over HTTP, all or nothing.
    Stop,
    /// `vitae import`, a chunk at a time.
    Command,
    /// `vitae import`, all or nothing: a SQLite file is filled without a log.
    Filling,
}

const PATIENCE: Duration = Duration::from_secs(60);

/// What an archive holds when all went well.
struct Reference {
    export: String,
    lines: HashSet<String>,
    counts: Vec<i64>,
    took: Duration,
}

#[tokio::test]
async fn an_import_that_is_killed_leaves_whole_records_and_is_completed_by_repeating_it() {
    let records = records(setting("VITAE_TEST_RECORDS", 20_000) as usize);
    let kills = setting("VITAE_TEST_KILLS", 8).div_ceil(2);
    let seed = setting("VITAE_TEST_SEED", 20_261_123);
    println!("{} records, {kills} kills on each database, seed {seed}", records.names.len());
    for_each_dialect(async |dialect| {
        let reference = reference(dialect, &records).await;
        for kill in 0..kills {
            let way = [Way::Skip, Way::Stop, Way::Command, Way::Filling][kill as usize % 4];
            let moment = reference.took.mul_f64(random(seed + kill));
            survive(dialect, way, moment, &records, &reference).await;
        }
    })
    .await;
}

/// A number from 0 to 1, always the same for the same seed.
fn random(seed: u64) -> f64 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for shift in [30, 27, 31] {
        mixed = (mixed ^ (mixed >> shift)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

async fn reference(dialect: Dialect, records: &Records) -> Reference {
    let database = TestDatabase::migrated(dialect).await;
    let server = Server::start(&database);
    let uploader = Uploader::new(&server, database.url());
    let began = now();
    let last = uploader.last("?onError=stop", records.text.clone()).await;
    let took = now() - began;
    assert_eq!(last["summary"]["created"], records.names.len(), "{last}");
    let export = export(&database);
    let lines = export.lines().map(str::to_owned).collect();
    println!("  at one go: {took:?}");
    Reference { export, lines, counts: counts(&database).await, took }
}

async fn survive(dialect: Dialect, way: Way, moment: Duration, records: &Records, reference: &Reference) {
    let database = TestDatabase::migrated(dialect).await;
    let token = token(database.url(), "editor");
    let was_done = match way {
        Way::Skip => kill_service(&database, "?onError=skip", moment, records, &token).await,
        Way::Stop => kill_service(&database, "?onError=stop", moment, records, &token).await,
        Way::Command => kill_command(&database, "skip", moment, records).await,
        Way::Filling => kill_command(&database, "stop", moment, records).await,
    };
    let there = whole_records(&export(&database), way, records, reference);
    println!("  {way:?}, killed after {moment:?}: {there} records are there; was done: {was_done}");
    assert!(!was_done || there == records.names.len(), "what was acknowledged is lost");
    if dialect == Dialect::Sqlite {
        assert_eq!(texts(&database, "PRAGMA integrity_check").await, ["ok"]);
        assert_eq!(texts(&database, "SELECT \"table\" FROM pragma_foreign_key_check").await, [""; 0]);
    }
    match way {
        Way::Command | Way::Filling => {
            let file = file_of(records);
            let arguments = ["import", "--on-error", "skip", "--database", database.url()];
            let outcome = Program::new(&[&arguments[..], &[file.path().to_str().unwrap()]].concat()).run();
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        }
        Way::Skip | Way::Stop => {
            let server = Server::start(&database);
            let uploader = Uploader::with(&server, token);
            let last = uploader.last("?onError=skip", records.text.clone()).await;
            assert_eq!(last["summary"]["lines"], records.names.len(), "{last}");
            assert_eq!(last["summary"]["unchanged"], there, "{last}");
        }
    }
    assert!(export(&database) == reference.export, "the same import again does not make it complete");
    assert_eq!(counts(&database).await, reference.counts, "records, claims, revisions");
}

/// Uploads to a service that is killed after a while; tells whether the import had ended.
async fn kill_service(
    database: &TestDatabase,
    parameters: &str,
    moment: Duration,
    records: &Records,
    token: &str,
) -> bool {
    let mut server = Server::start(database);
    let uploader = Uploader::with(&server, token.to_owned());
    let request = uploader.request(parameters).body(records.text.clone());
    let sending = tokio::spawn(async move {
        let mut response = request.send().await.ok()?;
        let mut answer = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            answer.extend_from_slice(&piece);
        }
        String::from_utf8(answer).ok()
    });
    tokio::time::sleep(moment).await;
    server.signal("KILL");
    server.wait(PATIENCE).await;
    sending.await.unwrap().is_some_and(|answer| answer.contains("\"summary\""))
}

async fn kill_command(database: &TestDatabase, on_error: &str, moment: Duration, records: &Records) -> bool {
    let file = file_of(records);
    let arguments = ["import", "--on-error", on_error, "--database", database.url()];
    let program = Program::new(&[&arguments[..], &[file.path().to_str().unwrap()]].concat());
    let mut command = program.into_command();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    tokio::time::sleep(moment).await;
    let was_done = child.try_wait().unwrap().is_some();
    // SIGKILL; it may have ended already.
    let _ = child.kill();
    child.wait().unwrap();
    was_done
}

fn file_of(records: &Records) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &records.text).unwrap();
    file
}

/// How many records are there. Each is as it should be; with it is all that its line told, and all that was
/// told in the same chunk.
fn whole_records(export: &str, way: Way, records: &Records, reference: &Reference) -> usize {
    let mut there = HashSet::new();
    for line in export.lines() {
        assert!(reference.lines.contains(line), "half a record: {line}");
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let (kind, told) = record.as_object().unwrap().iter().next().unwrap();
        there.insert(format!("{kind} {}", told["key"].as_str().unwrap()));
    }
    let count = records.names.iter().filter(|name| there.contains(*name)).count();
    let births = there.iter().filter(|name| name.ends_with("#birth")).count();
    let persons = there.iter().filter(|name| name.starts_with("person ")).count();
    assert_eq!(
        (births, there.len()),
        (persons, count + births),
        "a person without a birth, or more than was told"
    );
    if count == records.names.len() {
        return count;
    }
    let is_whole = matches!(way, Way::Stop | Way::Filling);
    assert!(count == 0 || !is_whole, "a part of what was to be all or nothing");
    let told = |index: &usize| !records.waits[*index];
    let is_there = |index: &usize| there.contains(&records.names[*index]);
    let first_missing = (0..records.names.len()).filter(told).find(|index| !is_there(index));
    let whole = first_missing.unwrap_or(records.names.len());
    if first_missing.is_some() {
        assert_eq!(whole % CHUNK, 0, "a part of a chunk");
    }
    let beyond = (whole..records.names.len()).filter(is_there).count();
    assert_eq!(beyond, 0, "a later chunk without an earlier one");
    assert!(!(0..whole).any(|index| records.waits[index] && is_there(&index)), "told before its time");
    count
}

fn export(database: &TestDatabase) -> String {
    let outcome = Program::new(&["export", "--database", database.url()]).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    outcome.stdout
}

async fn counts(database: &TestDatabase) -> Vec<i64> {
    let mut counts = Vec::new();
    // Mentions that the service finds by itself come when they come.
    for table in ["record", "claim WHERE origin <> 'automatic'", "revision"] {
        let sql = format!("SELECT CAST(count(*) AS text) FROM {table}");
        counts.push(texts(database, &sql).await[0].parse().unwrap());
    }
    counts
}

async fn texts(database: &TestDatabase, sql: &str) -> Vec<String> {
    texts_at(database.url(), sql).await
}

/// The first column of each row that an archive answers with.
pub async fn texts_at(url: &str, sql: &str) -> Vec<String> {
    let options = StoreOptions { url: url.to_owned(), readers: 1, query_timeout: PATIENCE };
    let store = Store::open(options).await.unwrap();
    let statement = Statement::from_string(store.writer().get_database_backend(), sql.to_owned());
    let rows = store.writer().query_all_raw(statement).await.unwrap();
    let texts = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    store.close().await.unwrap();
    texts
}

#[expect(clippy::disallowed_methods, reason = "the moments to kill at lie within the time an import takes")]
fn now() -> Instant {
    Instant::now()
}
