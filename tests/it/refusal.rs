//! Databases that cannot be opened: each command says why in one sentence, ends with exit code 1, and
//! leaves what it found as it was.

use std::path::Path;
use std::time::Duration;

use sea_orm::ConnectionTrait;
use sea_orm::sqlx::{Connection, Executor, SqliteConnection};
use vitae::store::Dialect;

use crate::support::{Admin, Outcome, Program, TestDatabase, for_each_dialect};

/// Every command that opens a database.
const COMMANDS: &[&[&str]] =
    &[&["serve", "--listen", "127.0.0.1:0"], &["import", "-"], &["export"], &["migrate"]];

/// What each command says of this database, which must be the same, and nothing else.
fn refusal_of(url: &str) -> String {
    let mut refusals: Vec<String> = COMMANDS.iter().map(|command| refusal(command, url)).collect();
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "the commands disagree: {refusals:#?}");
    refusals.remove(0)
}

fn refusal(command: &[&str], url: &str) -> String {
    let outcome = Program::new(command).variable("VITAE_DATABASE", url).run();
    let Outcome { code, stdout, stderr } = outcome;
    assert_eq!((code, stdout.as_str()), (Some(1), ""), "{command:?}: {stderr}");
    stderr
}

fn url_of(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

#[tokio::test]
async fn a_file_that_is_no_archive_is_left_as_it_was() {
    let archive = std::fs::read(TestDatabase::migrated(Dialect::Sqlite).await.file()).unwrap();
    let mut damaged = archive.clone();
    damaged[100..4096].fill(0xa5);
    let directory = tempfile::tempdir().unwrap();
    for (name, bytes, reason) in [
        ("text.db", &b"Dear Koba, why do you need me to die?"[..], "the file is not a SQLite database"),
        ("short.db", b"SQLite", "the file is not a SQLite database"),
        ("damaged.db", &damaged, "the file is damaged"),
        ("cut.db", &archive[..archive.len() / 2], "the file is damaged"),
        ("header.db", &archive[..100], "the file is damaged"),
    ] {
        let file = directory.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let url = url_of(&file);
        assert_eq!(refusal_of(&url), format!("vitae: cannot open the database `{url}`: {reason}\n"));
        assert!(std::fs::read(&file).unwrap() == bytes, "{name} was changed");
    }
    let names = std::fs::read_dir(&directory).unwrap().count();
    assert_eq!(names, 5, "something was left beside the files");
}

#[test]
fn a_place_where_no_file_can_be_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    let absent = here.join("no/such/vitae.db");
    let expected = format!("the directory `{}` does not exist", here.join("no/such").display());
    assert_eq!(refusal_of(&url_of(&absent)), told(&absent, &expected));
    assert_eq!(refusal_of(&url_of(here)), told(here, "it is a directory; expected a file"));
    // Nobody may make files there, whoever runs the tests. An export makes none and finds nothing.
    let unwritable = Path::new("/proc/vitae.db");
    let url = url_of(unwritable);
    for command in COMMANDS.iter().filter(|command| command[0] != "export") {
        assert_eq!(refusal(command, &url), told(unwritable, "the file cannot be opened or made"));
    }
    assert_eq!(refusal(&["export"], &url), format!("vitae: there is no archive at `{url}`\n"));
    assert_eq!(std::fs::read_dir(here).unwrap().count(), 0);
}

fn told(file: &Path, reason: &str) -> String {
    format!("vitae: cannot open the database `{}`: {reason}\n", url_of(file))
}

#[tokio::test]
async fn a_file_that_another_program_holds_is_told() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let mut holder = SqliteConnection::connect(database.url()).await.unwrap();
    // Without the log beside the file, a writer keeps readers out as well.
    holder.execute("PRAGMA journal_mode = DELETE").await.unwrap();
    holder.execute("BEGIN EXCLUSIVE").await.unwrap();
    let refused = refusal(&["migrate"], database.url());
    assert_eq!(refused, told(&database.file(), "another program holds the file"));
    holder.close().await.unwrap();
    let outcome = Program::new(&["migrate", "--database", database.url()]).run();
    assert_eq!(outcome.stdout, format!("nothing to do: the schema is up to date in {}\n", database.url()));
}

#[tokio::test]
async fn who_opens_a_new_file_that_another_just_makes_waits_for_it() {
    let database = TestDatabase::fresh(Dialect::Sqlite).await;
    let url = format!("{}?mode=rwc", database.url());
    let mut holder = SqliteConnection::connect(&url).await.unwrap();
    // The file is not told to keep a log yet, and who holds it this far is about to do so.
    holder.execute("BEGIN IMMEDIATE").await.unwrap();
    let (store, ()) = tokio::join!(database.open(), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        holder.execute("ROLLBACK").await.unwrap();
    });
    store.migrate().await.unwrap();
    assert!(store.is_migrated().await.unwrap());
    store.close().await.unwrap();
    holder.close().await.unwrap();
}

#[tokio::test]
async fn a_database_of_something_else_is_left_alone() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        let store = database.open().await;
        store.writer().execute_unprepared("CREATE TABLE person (shoe_size INTEGER)").await.unwrap();
        let reason = "it holds other tables; expected an archive or an empty database";
        let refused = refusal_of(database.url());
        assert_eq!(refused, format!("vitae: cannot open the database `{}`: {reason}\n", database.url()));
        assert!(!store.is_migrated().await.unwrap());
        store.writer().execute_unprepared("DROP TABLE person").await.unwrap();
        let outcome = Program::new(&["migrate", "--database", database.url()]).run();
        assert_eq!(
            outcome.stdout,
            format!("made a new archive in {}\n", database.url()),
            "{}",
            outcome.stderr
        );
    })
    .await;
}

#[tokio::test]
async fn a_newer_archive_is_left_to_a_newer_program() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let store = database.open().await;
        let step = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_future', 0)";
        store.writer().execute_unprepared(step).await.unwrap();
        store.close().await.unwrap();
        let before = (dialect == Dialect::Sqlite).then(|| std::fs::read(database.file()).unwrap());
        assert_eq!(
            refusal_of(database.url()),
            "vitae: the database has the schema step `m29990101_000001_future`, which this version does not know; \
             run a newer version\n"
        );
        let after = (dialect == Dialect::Sqlite).then(|| std::fs::read(database.file()).unwrap());
        assert!(before == after, "the file was changed");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told_without_its_password() {
    // A port that the system gives to nobody, for a service that nobody has.
    let port = 1;
    let refused = refusal_of(&format!("postgres://vitae:s3cret@127.0.0.1:{port}/vitae"));
    let shown = format!("postgres://vitae:***@127.0.0.1:{port}/vitae");
    assert_eq!(
        refused,
        format!("vitae: cannot open the database `{shown}`: nothing listens at that address\n")
    );
    // One that listens and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://vitae@{}/vitae", silent.local_addr().unwrap());
    let refused = refusal(&["migrate"], &url);
    assert_eq!(refused, format!("vitae: cannot open the database `{url}`: no answer within 3 s\n"));
}

#[tokio::test]
async fn a_database_that_the_server_does_not_have_is_told() {
    let url = Admin::url_of("vitae_of_nobody");
    let reason = "database \"vitae_of_nobody\" does not exist";
    assert_eq!(refusal_of(&url), format!("vitae: cannot open the database `{url}`: {reason}\n"));
}
