//! Queries by example. Each `tests/query/**/NAME.graphql` (with `NAME.variables.json` where it takes
//! variables) has its answer in `NAME.json` and the statements that ran on SQLite in `NAME.sql`: an N+1 is a
//! second statement in a diff. Each runs on both databases, by the plan and by async-graphql's executor, and
//! all four answers must be equal to the byte.

use std::path::{Path, PathBuf};

use serde_json::Value;
use vitae::graphql::{Limits, Request};
use vitae::store::{Bind, Dialect, Readers, Recording, Statement, Store};

use crate::support::{TestDatabase, endpoint, project, same_as_file};

/// The service's own defaults.
pub const LIMITS: Limits = Limits { depth: 24, fields: 1000, cost: 100_000, page: 1000 };

/// One example.
pub struct Example {
    /// Its path in the project without the ending.
    pub path: String,
    pub request: Request,
    /// Why the executor cannot answer it, where it cannot: its first line says `# executor: REASON`.
    beyond_executor: bool,
}

/// What one way of answering gave.
struct Given {
    body: String,
    statements: Vec<Statement>,
}

#[tokio::test]
async fn every_example_is_one_statement_with_one_answer_everywhere() {
    let examples = examples(&project("tests/query"));
    assert!(examples.len() >= 40, "only {} examples were found", examples.len());
    // Queries cannot write, so that all examples share one archive on each database.
    let archives = [Archive::seeded(Dialect::Sqlite).await, Archive::seeded(Dialect::Postgres).await];
    let mut failures = Vec::new();
    for example in &examples {
        if let Err(panic) = outcome(check(example, &archives)).await {
            failures.push(format!("{}: {panic}", example.path));
        }
    }
    for archive in archives {
        archive.store.close().await.unwrap();
    }
    assert!(
        failures.is_empty(),
        "{} of {} examples:\n{}",
        failures.len(),
        examples.len(),
        failures.join("\n\n")
    );
}

/// The demo archive, and readers that write down what they run.
pub struct Archive {
    pub store: Store,
    pub readers: Readers,
    pub recording: Recording,
    _database: TestDatabase,
}

impl Archive {
    pub async fn seeded(dialect: Dialect) -> Archive {
        let database = TestDatabase::seeded(dialect).await;
        let store = database.open().await;
        let (readers, recording) = store.readers().await.unwrap().recorded();
        Archive { store, readers, recording, _database: database }
    }
}

async fn check(example: &Example, archives: &[Archive; 2]) {
    let [on_sqlite, on_postgres] =
        [answers(example, &archives[0]).await, answers(example, &archives[1]).await];
    let (plan, executor) = &on_sqlite;
    let pretty: Value = serde_json::from_str(&plan.body).expect("an answer is JSON");
    same_as_file(&format!("{}.json", example.path), &format!("{pretty:#}\n"));
    same_as_file(&format!("{}.sql", example.path), &statements(&plan.statements));
    for (dialect, (plan, _)) in [("SQLite", &on_sqlite), ("PostgreSQL", &on_postgres)] {
        assert_eq!(plan.statements.len(), 1, "a query is one statement on {dialect}");
    }
    assert_eq!(plan.body, on_postgres.0.body, "SQLite and PostgreSQL answer alike");
    if !example.beyond_executor {
        assert_eq!(plan.body, executor.body, "the plan and the executor answer alike on SQLite");
        assert_eq!(plan.body, on_postgres.1.body, "the plan and the executor answer alike on PostgreSQL");
    }
}

/// The answers by the plan and by the executor.
async fn answers(example: &Example, archive: &Archive) -> (Given, Given) {
    let endpoint = endpoint(&archive.store, archive.readers.clone());
    let taken = || std::mem::take(&mut *archive.recording.lock().unwrap());
    taken();
    let by_plan = endpoint.answer(example.request.clone()).await.body;
    let by_plan = Given { body: by_plan, statements: taken() };
    // Once more: the document and its plan now come from the cache.
    let again = endpoint.answer(example.request.clone()).await.body;
    assert_eq!(again, by_plan.body, "a second time is like the first");
    assert_eq!(taken().len(), 1, "a second time is one statement too");
    let by_executor = endpoint.answer_by_executor(example.request.clone()).await.body;
    (by_plan, Given { body: by_executor, statements: taken() })
}

/// The statements with the values bound to them, a part of the selection a line.
fn statements(statements: &[Statement]) -> String {
    let one = |statement: &Statement| {
        let binds = statement.binds.iter().enumerate().map(|(at, bind)| match bind {
            Bind::Int(value) => format!("-- ?{} = {value}\n", at + 1),
            Bind::Text(value) => format!("-- ?{} = {}\n", at + 1, serde_json::to_string(value).unwrap()),
        });
        let sql =
            statement.sql.replace(", (SELECT ", ",\n(SELECT ").replace(" FROM (SELECT ", " FROM\n(SELECT ");
        format!("{}{sql};\n", binds.collect::<String>())
    };
    statements.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Every example in a folder.
pub fn examples(folder: &Path) -> Vec<Example> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(examples(&path));
        } else if path.extension().is_some_and(|ending| ending == "graphql") {
            found.push(example(&path));
        }
    }
    found
}

fn example(path: &Path) -> Example {
    let query = std::fs::read_to_string(path).unwrap();
    let stem = path.with_extension("");
    let variables = std::fs::read_to_string(stem.with_extension("variables.json"));
    let variables = variables.map(|text| serde_json::from_str(&text).unwrap()).unwrap_or_default();
    let operation_name = query.lines().find_map(|line| line.strip_prefix("# operation: ")).map(str::to_owned);
    Example {
        path: stem.strip_prefix(project("")).unwrap().to_string_lossy().into_owned(),
        beyond_executor: query.lines().any(|line| line.starts_with("# executor: ")),
        request: Request { query, operation_name, variables, ..Request::default() },
    }
}

/// Runs a future to its end or to its panic, and tells what the panic said.
async fn outcome(future: impl Future<Output = ()>) -> Result<(), String> {
    let mut future = Box::pin(future);
    std::future::poll_fn(|context| {
        let poll = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| future.as_mut().poll(context)));
        match poll {
            Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
            Ok(std::task::Poll::Ready(())) => std::task::Poll::Ready(Ok(())),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or(panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                std::task::Poll::Ready(Err(text.unwrap_or_default()))
            }
        }
    })
    .await
}
