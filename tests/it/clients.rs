//! Other people's tools: what Relay, linters, code generators and gates against breaking changes make of the schema,
//! and the examples, each run as its readers would run it.

/// The examples, run against a service.
mod example;
/// A service as a part of a larger graph.
mod federation;

use std::path::Path;
use std::process::{Command, Stdio};

use tokio::task::spawn_blocking;
use vitae::store::Dialect;

use crate::support::{Server, TestDatabase, project};

/// How a tool ended: whether it was content, and all it said.
struct Said {
    is_content: bool,
    words: String,
}

/// Runs a program in a folder of the project. What is not installed fails: nothing is left out in silence.
async fn said(folder: &str, program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = Command::new(program);
    command.args(arguments).envs(variables.iter().copied()).current_dir(project(folder)).stdin(Stdio::null());
    // Colours are for terminals.
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    let line = format!("{program} {} (in {folder}/)", arguments.join(" "));
    let ended = spawn_blocking(move || command.output()).await.unwrap();
    let output = ended.unwrap_or_else(|error| panic!("{line}: {error}; tests/prepare installs it"));
    let words = [output.stdout, output.stderr].map(|words| String::from_utf8_lossy(&words).into_owned());
    Said { is_content: output.status.success(), words: format!("{line}\n{}", words.concat()) }
}

/// Runs a script of `tests/clients/package.json`.
async fn script(name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let is_installed = Path::new(&project("tests/clients/node_modules")).is_dir();
    assert!(is_installed, "tests/clients has no packages: tests/prepare installs them");
    said("tests/clients", "npm", &[&["run", "--silent", name, "--"], arguments].concat(), variables).await
}

fn content(said: &Said) {
    assert!(said.is_content, "\n{}", said.words);
}

/// The schema with a flaw, in a file where tools look.
fn flawed(name: &str, from: &str, to: &str) -> String {
    let schema = std::fs::read_to_string(project("schema.graphql")).unwrap();
    assert!(schema.contains(from), "the schema has no `{from}` any more");
    let path = format!("tests/clients/generated/{name}.graphql");
    std::fs::create_dir_all(project("tests/clients/generated")).unwrap();
    std::fs::write(project(&path), schema.replacen(from, to, 1)).unwrap();
    path
}

#[tokio::test]
async fn the_linter_has_nothing_to_say() {
    content(&script("lint", &[], &[]).await);
    let flawed = flawed("unlinked", "\thasNextPage: Boolean!", "\thasNextPage: Boolean");
    let said = script("lint", &[], &[("SCHEMA", &flawed)]).await;
    assert!(!said.is_content && said.words.contains("relay-page-info"), "\n{}", said.words);
}

#[tokio::test]
async fn relay_compiles_a_life_and_pages_through_it() {
    content(&script("relay", &[], &[]).await);
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::start(&database);
    content(&said("tests/clients", "node", &["relay.mjs", &server.url("/graphql")], &[]).await);
}

#[tokio::test]
async fn types_are_made_of_operations_and_hold() {
    content(&script("types", &[], &[]).await);
}

#[tokio::test]
async fn no_change_breaks_clients_in_silence() {
    content(&script("breaking", &[], &[]).await);
    let flawed = flawed("breaking", "\tlifespan: HistoricalDate\n", "\tlife: HistoricalDate\n");
    let said = script("breaking", &[&project(&flawed).to_string_lossy()], &[]).await;
    assert!(!said.is_content && said.words.contains("`Person.lifespan`"), "\n{}", said.words);
}
