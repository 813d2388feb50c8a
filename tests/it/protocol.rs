//! The protocols, spoken by programs that others wrote: audits and clients from npm, and a fuzzer from PyPI. Each
//! suite is a script in `tests/node/` or `tests/python/` against a service with the demo archive, on both
//! databases; `tests/prepare` installs what they need.

use std::path::Path;
use std::process::Command;

use crate::support::{Server, TestDatabase, for_each_dialect, project, token};

/// Settings under which what a service waits for is over soon.
const QUICK: &[&str] = &[
    "--no-seed",
    "--websocket-init-timeout=1s",
    "--websocket-idle-timeout=2s",
    "--websocket-send-timeout=1s",
    "--max-websocket-operations=4",
    "--max-body=64KiB",
];

/// Runs a program to its end. What it says is shown only if it fails.
fn run(mut command: Command) {
    let named = command.get_program().to_string_lossy().into_owned();
    command.env("VITAE", env!("CARGO_BIN_EXE_vitae")).env("CI", "true");
    let output = command.output().unwrap_or_else(|error| {
        panic!("`{named}` cannot be run: {error}; hint: `tests/prepare` installs what these tests need")
    });
    let said = String::from_utf8_lossy(&output.stdout);
    let failing: Vec<&str> = said.lines().filter(|line| !line.starts_with("pass")).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{named} failed:\n{}\n{errors}", failing.join("\n"));
}

/// Runs a suite in `tests/node/`.
async fn node(suite: &str, arguments: &[&str]) {
    let directory = project("tests/node");
    assert!(
        directory.join("node_modules").exists(),
        "the packages of `tests/node` are not installed; hint: `tests/prepare` installs them"
    );
    let mut command = Command::new("node");
    command.arg(directory.join(suite)).args(arguments).current_dir(directory);
    tokio::task::spawn_blocking(move || run(command)).await.unwrap();
}

/// Runs a suite against a service with the demo archive, on both databases.
async fn against_both(suite: &str, more: &[&str]) {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        node(suite, &[&[server.url("/graphql").as_str()], more].concat()).await;
    })
    .await;
}

/// Runs a suite that writes, and that revokes a token, on both databases.
async fn against_both_with_tokens(suite: &str) {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let (editor, reader) = (token(database.url(), "editor"), token(database.url(), "reader"));
        let server = Server::with(database.url(), QUICK);
        let process = server.process().to_string();
        node(suite, &[&server.url("/graphql"), database.url(), &editor, &reader, &process]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_audit_of_graphql_over_http_passes() {
    against_both("audit.mjs", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_people_use_are_answered() {
    against_both("clients.mjs", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_answered_as_the_schema_promises() {
    let examples = project("tests/query");
    against_both("nullability.mjs", &[&examples.to_string_lossy()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_over_server_sent_events_keep_to_their_protocol() {
    against_both_with_tokens("events.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn websockets_keep_to_their_protocol() {
    against_both_with_tokens("sockets.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_query_and_no_mutation_makes_a_fault() {
    /// How long it is tried on each database, in seconds.
    const SECONDS: &str = "40";
    let (directory, program) = (project("tests/python"), project("target/python/bin/schemathesis"));
    assert!(
        Path::new(&program).exists(),
        "`{}` is not installed; hint: `tests/prepare` installs it",
        program.display()
    );
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let editor = token(database.url(), "editor");
        let server = Server::start(&database);
        let mut command = Command::new(&program);
        command.args(["run", &server.url("/graphql"), "--phases=fuzzing", "--max-time", SECONDS]);
        // What is refused for a reason that no schema tells is no failure; a fault of the service is one.
        command.args([
            "--exclude-checks=positive_data_acceptance",
            "--generation-deterministic",
            "--no-color",
        ]);
        command.args(["--max-examples=40", "--workers=2"]);
        command.arg(format!("--header=Authorization: Bearer {editor}"));
        command.env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONPATH", &directory);
        // It leaves a directory of its own where it runs.
        command.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(env!("CARGO_TARGET_TMPDIR"));
        tokio::task::spawn_blocking(move || run(command)).await.unwrap();
        assert_eq!(server.errors(), "", "the service logged a fault");
    })
    .await;
}
