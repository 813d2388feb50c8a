//! The command line: wrong settings, import and export, the schema, and their exit codes.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sea_orm::sqlx::{self, ConnectOptions};
use sea_orm::{ConnectionTrait, Statement};
use vitae::store::Dialect;

use crate::support::{Outcome, Program, TestDatabase, for_each_dialect};

#[test]
fn a_wrong_setting_is_told_in_one_sentence_with_what_was_expected() {
    let address = "an IP address and a port, such as `127.0.0.1:8000` or `[::1]:0`";
    let time = "a time from `1ms` to `1440m`, written with `ms`, `s` or `m`, such as `10s`";
    let database = "`sqlite://FILE` or `postgres://USER:PASSWORD@HOST:PORT/NAME`";
    for (arguments, sentence) in [
        (&["--listen", "here"][..], format!("`here` is not a value of --listen (VITAE_LISTEN); expected {address}")),
        (&["serve", "--listen="], format!("--listen (VITAE_LISTEN) has no value; expected {address}")),
        (&["serve", "--listen"], "--listen (VITAE_LISTEN) has no value".to_owned()),
        (
            &["serve", "--readers", "0"],
            "`0` is not a value of --readers (VITAE_READERS); expected `cores` or a whole number from 1 to 1000".to_owned(),
        ),
        (
            &["serve", "--query-timeout", "5"],
            format!("`5` is not a value of --query-timeout (VITAE_QUERY_TIMEOUT); expected {time}"),
        ),
        (
            &["serve", "--max-depth", "-1"],
            "`-1` is not a value of --max-depth (VITAE_MAX_DEPTH); expected a whole number from 1 to 4294967295".to_owned(),
        ),
        (
            &["serve", "--max-body", "1MB"],
            "`1MB` is not a value of --max-body (VITAE_MAX_BODY); expected a number of bytes, such as `65536`, \
             `512KiB` or `1MiB`"
                .to_owned(),
        ),
        (
            &["serve", "--seed=perhaps"],
            "`perhaps` is not a value of --seed (VITAE_SEED); expected `true` or `false`".to_owned(),
        ),
        (
            &["--log", "vitae=loud"],
            "`vitae=loud` is not a value of --log (VITAE_LOG); expected a level such as `info`, or levels by module \
             such as `warn,vitae=debug`"
                .to_owned(),
        ),
        (
            &["schema", "--log-format", "xml"],
            "`xml` is not a value of --log-format (VITAE_LOG_FORMAT); expected `auto`, `text` or `json`".to_owned(),
        ),
        (
            &["migrate", "--database", "mysql://vitae:s3cret@db/vitae"],
            format!("`mysql://vitae:***@db/vitae` is not a value of --database (VITAE_DATABASE); expected {database}"),
        ),
        (
            &["import", "--on-error", "shrug", "x"],
            "`shrug` is not a value of --on-error; expected `stop` or `skip`".to_owned(),
        ),
        (&["import"], "`FILE` is missing; hint: see `vitae import --help`".to_owned()),
        (&["--listn", "x"], "`--listn` is not expected here; hint: `--listen`".to_owned()),
        (&["schema", "extra"], "`extra` is not expected here; hint: see `vitae --help`".to_owned()),
        (
            &["--database", "sqlite://x.db", "import", "f"],
            "`import` is not expected here; hint: the command comes first: `vitae import …`".to_owned(),
        ),
        (
            &["improt"],
            "`improt` is not a command; expected `serve`, `import`, `export`, `backup`, `token`, `check`, `migrate`, `relink`, `schema`, `documents` or `health`"
                .to_owned(),
        ),
        (
            &["health", "https://vitae.example"],
            "`https://vitae.example` is not a value of URL; expected an address such as `http://127.0.0.1:8000`".to_owned(),
        ),
    ] {
        let expected = Outcome { code: Some(2), stdout: String::new(), stderr: format!("vitae: {sentence}\n") };
        assert_eq!(Program::new(arguments).run(), expected, "{arguments:?}");
    }
}

#[test]
fn a_wrong_setting_of_tokens_and_backups_is_told_the_same_way() {
    for (arguments, sentence) in [
        (&["token"][..], "a command is missing; expected `create`, `list` or `revoke`".to_owned()),
        (&["token", "mint"], "`mint` is not a command; expected `create`, `list` or `revoke`".to_owned()),
        (&["token", "create", "--name", "ada"], "`--role ROLE` is missing; hint: see `vitae token create --help`".to_owned()),
        (
            &["token", "create", "--role", "owner", "--name", "ada"],
            "`owner` is not a value of --role; expected `reader`, `editor` or `admin`".to_owned(),
        ),
        (
            &["token", "create", "--role", "reader", "--name", "anonymous"],
            "`anonymous` is not a value of --name; expected 1 to 100 characters on one line, no space around them, and \
             not `anonymous`"
                .to_owned(),
        ),
        (
            &["token", "create", "--role", "reader", "--name", "ada", "--expires", "soon"],
            "`soon` is not a value of --expires; expected a time such as `2027-01-31T18:00:00Z`, a day such as \
             `2027-01-31` (its beginning in UTC), or how long, such as `90m`, `12h`, `30d` or `8w`"
                .to_owned(),
        ),
        (
            &["token", "revoke", "0"],
            "`0` is not a value of ID; expected a token's number, such as `3`; hint: see `vitae token list`".to_owned(),
        ),
        (
            &["serve", "--metrics=all"],
            "`all` is not a value of --metrics (VITAE_METRICS); expected `false`, `true` or `open`".to_owned(),
        ),
        (&["backup"], "`FILE` is missing; hint: see `vitae backup --help`".to_owned()),
        (&["documents"], "`DIRECTORY` is missing; hint: see `vitae documents --help`".to_owned()),
        (
            &["export", "--database", "backups/monday.db"],
            "`backups/monday.db` is not a value of --database (VITAE_DATABASE); expected `sqlite://FILE` or \
             `postgres://USER:PASSWORD@HOST:PORT/NAME`; hint: did you mean `sqlite://backups/monday.db`?"
                .to_owned(),
        ),
    ] {
        let expected = Outcome { code: Some(2), stdout: String::new(), stderr: format!("vitae: {sentence}\n") };
        assert_eq!(Program::new(arguments).run(), expected, "{arguments:?}");
    }
}

#[test]
fn a_wrong_variable_is_told_as_its_flag_is() {
    let outcome = Program::new(&[]).variable("VITAE_MAX_PAGE", "all").run();
    let sentence =
        "`all` is not a value of --max-page (VITAE_MAX_PAGE); expected a whole number from 1 to 4294967295";
    assert_eq!((outcome.code, outcome.stderr), (Some(2), format!("vitae: {sentence}\n")));
}

#[test]
fn the_schema_is_printed_without_a_database() {
    let directory = tempfile::tempdir().unwrap();
    let outcome = Program::new(&["schema"]).directory(directory.path()).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert_eq!(outcome.stdout, vitae::graphql::sdl());
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0);
}

/// Runs a command on a database.
fn run(database: &TestDatabase, arguments: &[&str], input: &str) -> Outcome {
    Program::new(arguments).variable("VITAE_DATABASE", database.url()).input(input).run()
}

fn export(database: &TestDatabase) -> String {
    let outcome = run(database, &["export"], "");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    outcome.stdout
}

const ADA: &str = r#"{"person":{"key":"ada","names":[{"text":"Ada Lovelace"}]}}"#;
const ADA_CORRECTED: &str = r#"{"person":{"key":"ada","names":[{"text":"Ada King, Countess of Lovelace"}]}}"#;
const BABBAGE: &str = r#"{"person":{"key":"babbage","names":[{"text":"Charles Babbage"}]}}"#;
const WRONG: &str = r#"{"person":{"key":"nobody","shoes":2}}"#;

/// The last line of an import that changed something: what it says, and the number of its batch.
fn batch_of(line: &str) -> (String, i64) {
    let (told, batch) = line.trim_end().rsplit_once("; batch:").expect("the batch ends the line");
    (told.to_owned(), batch.parse().unwrap())
}

#[tokio::test]
async fn the_same_import_again_changes_nothing_and_says_so() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        let summary = |input: &str| {
            let outcome = run(&database, &["import", "-"], input);
            assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
            outcome.stdout
        };
        let both = format!("{ADA}\n{BABBAGE}\n");
        let (told, batch) = batch_of(&summary(&both));
        assert_eq!(told, "2 created, 0 updated, 0 the same, of 2 lines");
        assert!(batch > 0);
        assert_eq!(summary(&both), "nothing changed: 2 the same, of 2 lines\n");
        let corrected = format!("{ADA_CORRECTED}\n{BABBAGE}\n");
        let (told, later) = batch_of(&summary(&corrected));
        assert_eq!(told, "0 created, 1 updated, 1 the same, of 2 lines");
        assert!(later > batch, "each import that changes something has a batch of its own");
        assert_eq!(export(&database), corrected);
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_tells_the_differences_and_changes_nothing() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        run(&database, &["import", "-"], ADA);
        let outcome = run(&database, &["import", "--dry-run", "-"], &format!("{ADA_CORRECTED}\n{BABBAGE}\n"));
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        let (differences, summary) = outcome.stdout.trim_end().rsplit_once('\n').unwrap();
        assert_eq!(summary, "nothing changed (dry run): 1 to create, 1 to update, 0 the same, of 2 lines");
        assert!(differences.contains("ada") && differences.contains("Countess"), "{differences}");
        assert!(differences.contains("babbage"), "{differences}");
        assert_eq!(export(&database), format!("{ADA}\n"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_line_is_told_with_its_place_and_kept_out_as_asked() {
    for_each_dialect(async |dialect| {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("records.ndjson");
        std::fs::write(&file, format!("{ADA}\n{WRONG}\n{BABBAGE}\n")).unwrap();
        let file = file.to_str().unwrap();
        let database = TestDatabase::fresh(dialect).await;
        let place = format!("{file}:2: ");
        let stopped = run(&database, &["import", file], "");
        assert_eq!(stopped.code, Some(3), "{stopped:?}");
        assert!(
            stopped.stderr.starts_with(&place) && stopped.stderr.contains("`shoes`"),
            "{}",
            stopped.stderr
        );
        assert!(stopped.stdout.ends_with("wrong, so the file was refused\n"), "{}", stopped.stdout);
        assert_eq!(export(&database), "");
        let skipped = run(&database, &["import", "--on-error", "skip", file], "");
        assert_eq!(skipped.code, Some(3), "{skipped:?}");
        assert_eq!(skipped.stderr, stopped.stderr);
        assert_eq!(batch_of(&skipped.stdout).0, "2 created, 0 updated, 0 the same, of 3 lines; 1 line wrong");
        assert_eq!(export(&database), format!("{ADA}\n{BABBAGE}\n"));
    })
    .await;
}

#[tokio::test]
async fn an_export_takes_the_place_of_a_file_only_when_it_is_whole() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let whole = export(&database);
        assert!(whole.lines().count() > 10);
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("backup.ndjson");
        std::fs::write(&file, "older").unwrap();
        let outcome = run(&database, &["export", file.to_str().unwrap()], "");
        assert_eq!(outcome, Outcome { code: Some(0), stdout: String::new(), stderr: String::new() });
        assert_eq!(std::fs::read_to_string(&file).unwrap(), whole);
        assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 1);
        let again = TestDatabase::fresh(dialect).await;
        assert_eq!(run(&again, &["import", file.to_str().unwrap()], "").code, Some(0));
        assert_eq!(export(&again), whole);
    })
    .await;
}

#[tokio::test]
async fn files_that_cannot_be_read_or_written_are_told() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path().display();
    for (command, path, sentence) in [
        ("import", format!("{here}/none.ndjson"), "cannot read `{}`: No such file or directory (os error 2)"),
        ("import", format!("{here}"), "`{}` is a directory; expected a file of records"),
        (
            "export",
            format!("{here}/no/backup.ndjson"),
            "cannot write `{}`: No such file or directory (os error 2)",
        ),
    ] {
        let outcome = run(&database, &[command, &path], "");
        let stderr = format!("vitae: {}\n", sentence.replace("{}", &path));
        assert_eq!(outcome, Outcome { code: Some(1), stdout: String::new(), stderr });
    }
}

/// What `vitae schema | head -1` does to the program.
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Program::new(&["schema"]).into_command();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = child.stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[tokio::test]
async fn an_export_never_takes_the_place_of_the_archive_or_of_a_device() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let before = std::fs::read(database.file()).unwrap();
    let export =
        |file: &Path| Program::new(&["export", "--database", database.url(), file.to_str().unwrap()]).run();
    let link = database.file().with_file_name("link");
    std::os::unix::fs::symlink(database.file(), &link).unwrap();
    for own in [database.file(), link] {
        let refused = export(&own);
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        assert!(
            refused.stderr.contains("is the archive itself; expected another file"),
            "{}",
            refused.stderr
        );
        assert_eq!(std::fs::read(database.file()).unwrap(), before);
    }
    // What is there already and no plain file is written to and stays what it is; a link stays a link.
    let target = database.file().with_file_name("target.ndjson");
    std::fs::write(&target, "old").unwrap();
    let link = database.file().with_file_name("another-link");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    assert_eq!(export(&link).code, Some(0));
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(std::fs::read_to_string(&target).unwrap().starts_with(r#"{"person":"#));
}

#[tokio::test]
async fn an_export_of_no_archive_says_so_and_makes_none() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        let refused = Program::new(&["export", "--database", database.url()]).run();
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""), "{}", refused.stderr);
        assert!(refused.stderr.contains("there is no archive at"), "{}", refused.stderr);
        if dialect == Dialect::Sqlite {
            assert!(!database.file().exists());
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_file_holds_does_not_steer_the_terminal() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let line = "{\"event\": {\"key\": \"e\", \"kind\": \"a\\u001b[31m\\u0007\"}}\n";
    let told = Program::new(&["import", "-", "--database", database.url()]).input(line).run();
    assert_eq!(told.code, Some(3), "{}", told.stderr);
    assert!(!told.stderr.contains(['\u{1b}', '\u{7}']), "{:?}", told.stderr);
}

#[tokio::test]
async fn a_dry_run_where_there_is_no_archive_makes_none() {
    let database = TestDatabase::fresh(Dialect::Sqlite).await;
    let line = "{\"person\": {\"key\": \"ada\"}}\n";
    let told = Program::new(&["import", "-", "--dry-run", "--database", database.url()]).input(line).run();
    assert_eq!((told.code, told.stdout.contains("1 to create")), (Some(0), true), "{}", told.stdout);
    let directory = database.file().parent().unwrap().to_owned();
    assert_eq!(std::fs::read_dir(directory).unwrap().count(), 0);
}

#[tokio::test]
async fn a_dry_run_takes_no_archive_from_those_who_make_it_meanwhile() {
    let database = TestDatabase::fresh(Dialect::Sqlite).await;
    let mut command =
        Program::new(&["import", "-", "--dry-run", "--database", database.url()]).into_command();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(BABBAGE.as_bytes()).unwrap();
    // It has begun, and waits for more.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let made = run(&database, &["import", "-"], ADA);
    assert_eq!((made.code, made.stdout.starts_with("1 created")), (Some(0), true), "{}", made.stderr);
    drop(stdin);
    let told = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(told.contains("1 to create"), "{told}");
    assert!(run(&database, &["export"], "").stdout.contains("ada"));
}

#[tokio::test]
async fn an_import_may_leave_it_to_others_to_find_mentions() {
    const LINES: &str = r#"{"person":{"key":"koba","names":[{"text":"Iosif Stalin"}]}}
{"article":{"key":"note","title":"A note","body":"They wrote to Iosif Stalin.","language":"en"}}
"#;
    for_each_dialect(async |dialect| {
        for (linking, is_left) in [("at-once", false), ("later", true)] {
            let database = TestDatabase::migrated(dialect).await;
            let found = async || {
                let store = database.open().await;
                let counted = Statement::from_string(
                    store.writer().get_database_backend(),
                    "SELECT count(*) FROM mention WHERE surface = 'Iosif Stalin'",
                );
                let counted = store.writer().query_one_raw(counted).await.unwrap().unwrap();
                let found =
                    (counted.try_get_by_index::<i64>(0).unwrap(), store.has_pending_links().await.unwrap());
                store.close().await.unwrap();
                found
            };
            let told = run(&database, &["import", "-", "--linking", linking], LINES);
            assert!(told.stdout.starts_with("2 created"), "{told:?}");
            assert_eq!(found().await, if is_left { (0, true) } else { (1, false) }, "{linking}");
            assert_eq!(run(&database, &["relink"], "").code, Some(0));
            assert_eq!(found().await, (1, false), "{linking}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_empty_file_is_filled_without_a_log_and_one_that_others_have_open_is_not() {
    let persons = |from: usize| -> String {
        (from..from + 1500).map(|number| format!("{{\"person\":{{\"key\":\"p{number}\"}}}}\n")).collect()
    };
    for (is_empty, is_alone) in [(true, true), (true, false), (false, true)] {
        let database = TestDatabase::migrated(Dialect::Sqlite).await;
        if !is_empty {
            assert_eq!(run(&database, &["import", "-"], ADA).code, Some(0));
        }
        let other = if is_alone { None } else { Some(database.open().await) };
        let mut command = Program::new(&["import", "-", "--database", database.url()]).into_command();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(persons(0).as_bytes()).unwrap();
        // The first thousand is being written, and the rest waited for.
        let size = |end: &str| {
            let file = format!("{}{end}", database.file().display());
            std::fs::metadata(file).map_or(0, |about| about.len())
        };
        if is_empty && is_alone {
            let mut looks = 6000;
            while size("-journal") == 0 && looks > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
                looks -= 1;
            }
            assert_ne!(looks, 0, "the file is not filled");
            assert_eq!(size("-wal"), 0);
            let refused = run(&database, &["export"], "");
            assert_eq!(refused.code, Some(1));
            assert!(refused.stderr.contains("another program holds the file"), "{}", refused.stderr);
        } else {
            tokio::time::sleep(Duration::from_millis(500)).await;
            assert_eq!((size("-journal"), export(&database).lines().count()), (0, usize::from(!is_empty)));
        }
        stdin.write_all(persons(1500).as_bytes()).unwrap();
        drop(stdin);
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stdout).unwrap();
        assert!(told.starts_with("3000 created"), "{told}");
        if let Some(other) = other {
            other.close().await.unwrap();
        }
        assert_eq!(export(&database).lines().count(), if is_empty { 3000 } else { 3001 });
        // Bytes 18 and 19 of the file tell how it is written: by way of a log.
        assert_eq!(std::fs::read(database.file()).unwrap()[18..20], [2, 2]);
    }
}

#[tokio::test]
async fn what_a_killed_import_left_in_a_file_is_taken_back_by_whoever_opens_it() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let options: SqliteConnectOptions = database.url().parse().unwrap();
    let options = options.journal_mode(SqliteJournalMode::Truncate).pragma("cache_size", "10");
    let mut connection = options.connect().await.unwrap();
    let filling = "BEGIN EXCLUSIVE; CREATE TABLE filler (bytes BLOB); \
        INSERT INTO filler SELECT randomblob(1000) FROM json_each('[' || substr(replace(hex(zeroblob(2000)), '00', ',1'), 2) || ']')";
    sqlx::raw_sql(filling).execute(&mut connection).await.unwrap();
    // What stands on the disk is what a kill would leave there.
    let left = tempfile::tempdir().unwrap();
    let (file, journal) = (left.path().join("left.db"), left.path().join("left.db-journal"));
    std::fs::copy(database.file(), &file).unwrap();
    std::fs::copy(format!("{}-journal", database.file().display()), &journal).unwrap();
    let size = |file: &Path| std::fs::metadata(file).map_or(0, |about| about.len());
    assert!(size(&journal) > 0 && size(&file) > 1_000_000, "{} {}", size(&journal), size(&file));
    let url = format!("sqlite://{}", file.display());
    let outcome = Program::new(&["export", "--database", &url]).run();
    assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (Some(0), "", ""));
    assert!(size(&journal) == 0 && size(&file) < 1_000_000, "{} {}", size(&journal), size(&file));
    let outcome = Program::new(&["import", "-", "--database", &url]).input(ADA).run();
    assert_eq!(
        (outcome.code, outcome.stdout.starts_with("1 created")),
        (Some(0), true),
        "{}",
        outcome.stderr
    );
}
