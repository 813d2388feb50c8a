//! The writer under random inputs: whatever it is given, it says what is wrong or takes it whole; what it took can
//! be told again; what it refused left no trace; what was done is undone.
//!
//! Each case is a list of numbers, from which steps are drawn; proptest shortens the lists that fail. The seed is
//! fixed. `VITAE_FUZZ_CASES` asks for more cases, `VITAE_FUZZ_SEED` for others.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;
use vitae::domain::{
    Archive, Edit, Edited, ImportObserver, ImportOptions, ImportSummary, LineProblem, OnError, Problem,
};
use vitae::store::{Dialect, Store};
use vitae::value::operation::Operation;

use crate::support::TestDatabase;

/// Numbers that choices are drawn from.
mod draws;
/// Edits, drawn.
mod edits;
/// JSON and lines, spoiled.
mod spoil;
/// What was done, undone.
mod undo;
/// The writer, given anything.
mod writer;

use draws::Draws;

/// How many cases run, of which the environment may ask for more.
fn cases(dialect: Dialect, usual: u32) -> u32 {
    let setting = std::env::var("VITAE_FUZZ_CASES").ok().map(|text| text.parse::<u32>().unwrap());
    match dialect {
        Dialect::Sqlite => setting.unwrap_or(usual),
        Dialect::Postgres => setting.map_or(usual, |cases| cases / 10) / 10 + 1,
    }
}

/// Runs a test of drawn numbers on a database.
fn run(dialect: Dialect, usual: u32, length: usize, case: impl AsyncFn(Dialect, Draws)) {
    let seed = std::env::var("VITAE_FUZZ_SEED").ok().map_or(1, |text| text.parse::<u64>().unwrap());
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config {
        cases: cases(dialect, usual),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let numbers = proptest::collection::vec(any::<u32>(), 1..length);
    TestRunner::new_with_rng(config, rng)
        .run(&numbers, |numbers| {
            runtime.block_on(case(dialect, Draws::of(numbers)));
            Ok(())
        })
        .unwrap();
}

/// An archive of its own.
struct Bench {
    archive: Archive,
    store: Store,
    _database: TestDatabase,
}

/// What an import came to, and what was wrong.
struct Report {
    summary: ImportSummary,
    problems: Vec<LineProblem>,
}

#[derive(Default)]
struct Problems(Vec<LineProblem>);

impl ImportObserver for Problems {
    fn problem(&mut self, problem: &LineProblem) {
        self.0.push(problem.clone());
    }
}

impl Bench {
    async fn new(dialect: Dialect) -> Bench {
        let database = TestDatabase::migrated(dialect).await;
        let store = database.open().await;
        let archive = Archive::new(store.clone(), Arc::new(|| "2026-11-23T12:00:00.000Z".to_owned()));
        Bench { archive, store, _database: database }
    }

    async fn import(&self, lines: &[u8], on_error: OnError, chunk: usize) -> Report {
        let options = ImportOptions { actor: "script".to_owned(), label: None, on_error, dry_run: false };
        let mut problems = Problems::default();
        let archive = self.archive.clone().taking(chunk);
        let summary = archive.import(lines, &options, &mut problems).await.unwrap();
        Report { summary, problems: problems.0 }
    }

    async fn edit(&self, operation: Operation, input: Value) -> Edited {
        let edit = Edit { actor: "ada".to_owned(), may_overrule: true, operation, input };
        self.archive.edit(edit).await.unwrap()
    }

    async fn export(&self) -> String {
        let mut lines = Vec::new();
        self.archive.export(&mut lines).await.unwrap();
        String::from_utf8(lines).unwrap()
    }

    /// The first column of each row.
    async fn texts(&self, sql: &str) -> Vec<String> {
        let writer = self.store.writer();
        let statement = Statement::from_string(writer.get_database_backend(), sql.to_owned());
        let rows = writer.query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| row.try_get_by_index::<Option<String>>(0).unwrap().unwrap_or_default())
            .collect()
    }

    async fn revisions(&self) -> String {
        self.texts("SELECT CAST(count(*) AS text) FROM revision").await.remove(0)
    }

    /// The database's own checks.
    async fn is_sound(&self) {
        if self.store.dialect() == Dialect::Sqlite {
            assert_eq!(self.texts("SELECT integrity_check FROM pragma_integrity_check").await, ["ok"]);
            let broken = self.texts("SELECT \"table\" FROM pragma_foreign_key_check").await;
            assert_eq!(broken, Vec::<String>::new());
        }
        crate::search::index_is_true(&self.store).await;
        self.facts_are_true().await;
        self.who_is_thought_of_is_known().await;
    }

    /// Nobody who is gone is thought of in a document, and of everybody who is it can be found in which.
    async fn who_is_thought_of_is_known(&self) {
        const THOUGHT_OF: &str = "(SELECT document_id, person_id FROM candidate UNION SELECT document_id, person_id FROM sure_mention)";
        let gone = format!(
            "SELECT concat(t.document_id, ' ', t.person_id) FROM {THOUGHT_OF} t JOIN record r ON r.id = t.person_id WHERE r.deleted <> 0 \
             UNION ALL SELECT concat(t.document_id, ' ', t.person_id) FROM {THOUGHT_OF} t WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = t.person_id)"
        );
        assert_eq!(self.texts(&gone).await, Vec::<String>::new(), "who is gone");
        let lost = format!(
            "SELECT concat(t.document_id, ' ', t.person_id) FROM {THOUGHT_OF} t WHERE NOT EXISTS \
             (SELECT 1 FROM candidate_document c WHERE c.person_id = t.person_id AND c.document_id = t.document_id) \
             AND NOT EXISTS (SELECT 1 FROM linked_text l WHERE l.document_id = t.document_id AND l.tallied = 0)"
        );
        assert_eq!(self.texts(&lost).await, Vec::<String>::new(), "who is thought of, and not found again");
    }

    /// What the linker knows of each person is what the other tables tell.
    async fn facts_are_true(&self) {
        let joined = match self.store.dialect() {
            Dialect::Sqlite => "group_concat",
            Dialect::Postgres => "string_agg",
        };
        let ties = format!(
            "coalesce((SELECT {joined}(CAST(t.other AS text), ' ' ORDER BY t.other) FROM (SELECT r.related_id AS other FROM relation r \
             WHERE r.person_id = p.id UNION SELECT r.person_id FROM relation r WHERE r.related_id = p.id) t), '')"
        );
        let claims = "(SELECT count(*) FROM claim c WHERE c.record_id = p.id) \
             + (SELECT count(*) FROM participation q WHERE q.person_id = p.id)";
        let told = format!(
            "SELECT concat(p.id, ' ', p.gender, ' ', p.lifespan_earliest, ' ', p.lifespan_latest, ' ', {claims}, ' ', {ties}) \
             FROM person p JOIN record d ON d.id = p.id AND d.deleted = 0 ORDER BY p.id"
        );
        let kept = "SELECT concat(person_id, ' ', gender, ' ', birth, ' ', death, ' ', claims, ' ', ties) \
             FROM person_fact ORDER BY person_id";
        assert_eq!(self.texts(kept).await, self.texts(&told).await, "what is known of persons");
    }

    async fn close(self) {
        self.store.close().await.unwrap();
    }
}

/// Two exports, or lists of texts, that must be the same; what differs first is told.
fn same(one: &str, other: &str, why: &str) {
    for (one, other) in one.lines().zip(other.lines()) {
        assert_eq!(one, other, "{why}");
    }
    assert_eq!(one.lines().count(), other.lines().count(), "{why}");
}

/// A problem says where it is and what was expected.
fn is_told_well(problem: &Problem) {
    assert!(!problem.field.is_empty() && !problem.message.is_empty(), "{problem:?}");
}
