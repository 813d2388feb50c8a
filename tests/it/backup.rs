//! Backups: copies of an archive that others read and write meanwhile, and archives made of them.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use migration::{Migrator, MigratorTrait};
use reqwest::Client;
use sea_orm::{ConnectionTrait, Statement};
use tempfile::TempDir;
use vitae::store::{Dialect, Store, StoreOptions};

use crate::support::{Outcome, Program, Server, TestDatabase, for_each_dialect};

fn backup(database: &TestDatabase, file: &Path) -> Outcome {
    Program::new(&["backup", "--database", database.url(), file.to_str().unwrap()]).run()
}

fn export(url: &str) -> String {
    let outcome = Program::new(&["export", "--database", url]).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    outcome.stdout
}

fn url_of(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn open(url: &str) -> Store {
    let query_timeout = std::time::Duration::from_secs(30);
    Store::open(StoreOptions { url: url.to_owned(), readers: 1, query_timeout }).await.unwrap()
}

/// The one column `text` of a query's rows.
async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(store.writer().get_database_backend(), sql.to_owned());
    let rows = store.writer().query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

/// What only a copy keeps: revisions, batches, tokens, numbers.
async fn history(url: &str) -> Vec<String> {
    let store = open(url).await;
    let mut rows = texts(
        &store,
        "SELECT concat_ws('|', id, record_id, batch_id, number, operation, before, after) AS text FROM revision ORDER BY id",
    )
    .await;
    rows.extend(
        texts(&store, "SELECT concat_ws('|', id, kind, actor, label) AS text FROM batch ORDER BY id").await,
    );
    rows.extend(texts(&store, "SELECT concat_ws('|', id, name, hash) AS text FROM token ORDER BY id").await);
    store.close().await.unwrap();
    rows
}

fn files(directory: &TempDir) -> usize {
    std::fs::read_dir(directory).unwrap().count()
}

#[tokio::test]
async fn a_copy_of_an_archive_that_is_served_is_the_same_archive() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let created = Program::new(&["token", "create", "--role", "reader", "--name", "ada"])
        .variable("VITAE_DATABASE", database.url())
        .run();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("monday.db");
    std::fs::set_permissions(database.file(), Permissions::from_mode(0o640)).unwrap();
    let outcome = backup(&database, &file);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    let told = format!("wrote a copy of {} to {}\n", database.url(), file.display());
    assert_eq!(outcome, Outcome { code: Some(0), stdout: told, stderr: String::new() });
    assert_eq!(files(&directory), 1);
    let query = "{ persons(first: 50) { totalCount edges { node { id key names { text } } } } }";
    let answer = server.query(query).await;
    let copy = Server::with(&url_of(&file), &["--anonymous-reading=false"]);
    let request = Client::new().post(copy.url("/graphql")).json(&serde_json::json!({ "query": query }));
    let response = request.bearer_auth(created.stdout.trim()).send().await.unwrap();
    assert_eq!(response.json::<serde_json::Value>().await.unwrap(), answer);
    assert!(answer["data"]["persons"]["totalCount"].as_u64().is_some_and(|count| count > 5), "{answer}");
    drop((copy, server));
    assert_eq!(export(&url_of(&file)), export(database.url()));
    let revisions = history(&url_of(&file)).await;
    assert!(revisions.len() > 50, "{revisions:?}");
    assert_eq!(revisions, history(database.url()).await);
}

#[tokio::test]
async fn a_backup_of_a_served_archive_takes_the_place_of_the_last_one() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("backup");
        std::fs::write(&file, "an older one").unwrap();
        let link = directory.path().join("link");
        symlink(&file, &link).unwrap();
        assert_eq!(backup(&database, &link).code, Some(0));
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(files(&directory), 2);
        let start = std::fs::read(&file).unwrap();
        assert!(start.starts_with(if dialect == Dialect::Sqlite {
            b"SQLite format 3"
        } else {
            b"{\"person\":"
        }));
        drop(server);
    })
    .await;
}

#[tokio::test]
async fn on_postgres_a_backup_is_an_export_and_says_so() {
    let database = TestDatabase::seeded(Dialect::Postgres).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("monday.ndjson");
    let outcome = backup(&database, &file);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("wrote an export of postgres://"), "{}", outcome.stdout);
    let note = "vitae: on PostgreSQL a backup is an export of the records, to be read by `vitae import`; history \
                and tokens are not in it; hint: `pg_dump` keeps everything\n";
    assert_eq!(outcome.stderr, note);
    assert_eq!(files(&directory), 1);
    let whole = std::fs::read_to_string(&file).unwrap();
    assert_eq!(whole, export(database.url()));
    let again = TestDatabase::fresh(Dialect::Postgres).await;
    let imported = Program::new(&["import", "--database", again.url(), file.to_str().unwrap()]).run();
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);
    assert_eq!(export(again.url()), whole);
}

/// Many persons, so that an import takes longer than a backup.
fn many(directory: &TempDir, count: usize) -> PathBuf {
    let file = directory.path().join("many.ndjson");
    let line = |number| {
        format!(r#"{{"person":{{"key":"p{number:06}","names":[{{"text":"Person {number}"}}]}}}}"#) + "\n"
    };
    std::fs::write(&file, (0..count).map(line).collect::<String>()).unwrap();
    file
}

/// The import writes a thousand lines at a time, each time in one transaction: a copy has so many whole
/// ones, and all that belongs to each.
#[tokio::test]
async fn a_backup_made_while_others_write_is_the_archive_at_one_moment() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let directory = tempfile::tempdir().unwrap();
        let records = many(&directory, 12_000);
        let import =
            ["import", "--on-error", "skip", "--database", database.url(), records.to_str().unwrap()];
        let mut importing = Program::new(&import).into_command();
        let mut importing = importing
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let (mut counts, mut number) = (Vec::new(), 0);
        while importing.try_wait().unwrap().is_none() {
            number += 1;
            let file = directory.path().join(format!("copy-{number}"));
            let outcome = backup(&database, &file);
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
            counts.push(persons_in(&file, dialect).await);
        }
        assert!(importing.wait().unwrap().success());
        assert!(counts.iter().all(|count| count % 1000 == 0) && counts.is_sorted(), "{counts:?}");
        assert!(
            counts.iter().any(|count| (1..12_000).contains(count)),
            "{counts:?}: none was made meanwhile"
        );
        let last = directory.path().join("last");
        assert_eq!(backup(&database, &last).code, Some(0));
        assert_eq!(persons_in(&last, dialect).await, 12_000);
    })
    .await;
}

/// How many persons are in a backup, each with its name and, in a copy, its revision.
async fn persons_in(file: &Path, dialect: Dialect) -> usize {
    if dialect == Dialect::Postgres {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.is_empty() || text.ends_with("}\n"));
        return text.lines().filter(|line| line.contains(r#""names":[{"text":"Person "#)).count();
    }
    let store = open(&url_of(file)).await;
    let count = async |sql: &str| -> usize { texts(&store, sql).await[0].parse().unwrap() };
    let persons = count("SELECT CAST(count(*) AS TEXT) AS text FROM person").await;
    assert_eq!(count("SELECT CAST(count(*) AS TEXT) AS text FROM person_name").await, persons);
    assert_eq!(count("SELECT CAST(count(*) AS TEXT) AS text FROM revision").await, persons);
    let check = store.writer().get_database_backend();
    let check = Statement::from_string(check, "PRAGMA integrity_check".to_owned());
    let row = store.writer().query_one_raw(check).await.unwrap().unwrap();
    assert_eq!(row.try_get::<String>("", "integrity_check").unwrap(), "ok");
    store.close().await.unwrap();
    persons
}

#[tokio::test]
async fn a_backup_goes_to_a_file_that_is_nobodys_archive() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let other = TestDatabase::seeded(Dialect::Sqlite).await;
    let servers = [Server::start(&database), Server::start(&other)];
    servers[1].query("{ persons { totalCount } }").await;
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    assert!(std::process::Command::new("mkfifo").arg(place("pipe")).status().unwrap().success());
    symlink(place("nothing"), place("nowhere")).unwrap();
    let log = PathBuf::from(format!("{}-wal", database.file().display()));
    let before = [database.file(), other.file()].map(|file| std::fs::read(file).unwrap());
    for (file, expected) in [
        (database.file(), "is the archive itself; expected another file"),
        (log, "is the archive itself; expected another file"),
        (other.file(), "is an archive in use, or one that was not closed in good order"),
        (directory.path().to_owned(), "is a directory; expected a file"),
        (place("pipe"), "is a pipe or a device; expected a file"),
        ("/dev/null".into(), "is a pipe or a device; expected a file"),
        (place("nowhere"), "is a link that leads nowhere; expected a file"),
        (place("no/monday.db"), "/no` does not exist; make it first"),
        ("-".into(), "`-` is standard output; expected a file"),
    ] {
        let refused = backup(&database, &file);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""), "{}", file.display());
        assert!(refused.stderr.contains(expected), "{}", refused.stderr);
    }
    assert_eq!(files(&directory), 2);
    assert_eq!([database.file(), other.file()].map(|file| std::fs::read(file).unwrap()), before);
}

#[tokio::test]
async fn a_backup_of_no_archive_says_so_and_makes_none() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        let directory = tempfile::tempdir().unwrap();
        let refused = backup(&database, &directory.path().join("monday.db"));
        assert_eq!(refused.code, Some(1));
        assert!(refused.stderr.contains("there is no archive at"), "{}", refused.stderr);
        assert_eq!(files(&directory), 0);
        if dialect == Dialect::Sqlite {
            assert!(!database.file().exists());
        }
    })
    .await;
}

#[tokio::test]
async fn a_backup_leaves_an_older_archive_as_old_as_it_is() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let store = database.open().await;
        Migrator::down(store.writer(), Some(1)).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("before");
        let outcome = backup(&database, &file);
        assert!(!store.is_migrated().await.unwrap());
        store.close().await.unwrap();
        match dialect {
            Dialect::Sqlite => {
                assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
                assert_eq!(
                    export(&url_of(&file)),
                    export(database.url()),
                    "a copy is brought up to date as any archive"
                );
            }
            Dialect::Postgres => {
                assert!(
                    outcome.stderr.contains("the database's schema is not up to date"),
                    "{}",
                    outcome.stderr
                );
                assert_eq!((outcome.code, files(&directory)), (Some(1), 0));
            }
        }
    })
    .await;
}
