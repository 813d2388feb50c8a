//! An archive to import into, and records to import, for the chapters about both.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use vitae::domain::{
    Archive, Contradiction, Difference, ImportObserver, ImportOptions, ImportSummary, LineProblem, OnError,
};
use vitae::store::{Dialect, Store};

use crate::support::TestDatabase;

/// An archive in a database of its own.
pub struct Bench {
    pub archive: Archive,
    pub store: Store,
    _database: TestDatabase,
}

/// All that an import says.
#[derive(Default)]
pub struct Report {
    pub summary: ImportSummary,
    pub problems: Vec<String>,
    pub contradictions: Vec<Contradiction>,
    pub differences: Vec<Difference>,
}

impl ImportObserver for Report {
    fn problem(&mut self, problem: &LineProblem) {
        self.problems.push(problem.to_string());
    }

    fn contradiction(&mut self, contradiction: &Contradiction) {
        self.contradictions.push(contradiction.clone());
    }

    fn difference(&mut self, difference: &Difference) {
        self.differences.push(difference.clone());
    }
}

impl Bench {
    pub async fn new(dialect: Dialect) -> Bench {
        let database = TestDatabase::migrated(dialect).await;
        let store = database.open().await;
        let clock = Arc::new(|| "2026-11-23T12:00:00Z".to_owned());
        Bench { archive: Archive::new(store.clone(), clock), store, _database: database }
    }

    /// An archive whose imports take so many lines at once.
    pub async fn taking(dialect: Dialect, lines_per_chunk: usize) -> Bench {
        let bench = Bench::new(dialect).await;
        Bench { archive: bench.archive.taking(lines_per_chunk), ..bench }
    }

    pub async fn import_as(&self, bytes: &[u8], on_error: OnError, dry_run: bool) -> Report {
        let options =
            ImportOptions { actor: "a test".to_owned(), label: Some("a file".to_owned()), on_error, dry_run };
        let mut report = Report::default();
        report.summary = self.archive.import(bytes, &options, &mut report).await.unwrap();
        let summary = &report.summary;
        let told = summary.created + summary.updated + summary.unchanged + summary.rejected;
        assert_eq!(told, summary.lines, "every line is counted once: {summary:?}");
        report
    }

    /// Imports records that are right.
    pub async fn import(&self, records: &[Value]) -> Report {
        let report = self.import_as(lines(records).as_bytes(), OnError::Stop, false).await;
        assert_eq!(report.problems, Vec::<String>::new());
        report
    }

    pub async fn export(&self) -> String {
        let mut sink = Vec::new();
        self.archive.export(&mut sink).await.unwrap();
        String::from_utf8(sink).unwrap()
    }

    /// The records that an export writes.
    pub async fn records(&self) -> Vec<Value> {
        let export = self.export().await;
        export.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub async fn execute(&self, sql: &str) {
        let statement = Statement::from_string(self.store.writer().get_database_backend(), sql.to_owned());
        let done = self.store.writer().execute_raw(statement).await.unwrap();
        assert!(done.rows_affected() > 0, "`{sql}` finds what it changes");
    }

    /// The first column of the first row, a number.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.store.writer().get_database_backend(), sql.to_owned());
        let row = self.store.writer().query_one_raw(statement).await.unwrap();
        row.map_or(0, |row| row.try_get_by_index(0).unwrap())
    }

    /// The first column of every row, a text.
    pub async fn texts(&self, sql: &str) -> Vec<Option<String>> {
        let statement = Statement::from_string(self.store.writer().get_database_backend(), sql.to_owned());
        let rows = self.store.writer().query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    pub async fn revisions(&self) -> i64 {
        self.number("SELECT count(*) FROM revision").await
    }
}

pub fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// Two persons tied to each other, an event, an article that cites itself, a quotation: every kind of claim.
pub fn small_archive() -> Vec<Value> {
    vec![
        json!({"quotation": {"key": "q", "text": "Koba, why do you need me to die?", "date": {"edtf": "1938-03"},
            "attributions": [{"person": "bukharin", "status": "DISPUTED", "citations": [{"article": "book"}]},
                {"person": "stalin", "role": "ADDRESSEE"}],
            "source": {"article": "life", "start": 0, "end": 8}, "occasion": "trial",
            "mentions": [{"start": 0, "end": 4, "person": "stalin"}]}}),
        json!({"article": {"key": "life", "title": "A Life", "body": "Bukharin wrote to Koba. Bukharin waited.",
            "published": {"edtf": "1990"}, "language": "en", "url": "https://example.org/life", "license": "CC0",
            "mentions": [{"start": 0, "end": 8, "person": "bukharin"}, {"start": 18, "end": 22, "person": "stalin"},
                {"start": 24, "end": 32, "person": "bukharin"}],
            "citations": [{"article": "book", "locator": "p. 1"}]}}),
        json!({"person": {"key": "bukharin", "names": [
                {"text": "Nikolai Bukharin", "kind": "PREFERRED", "citations": [
                    {"article": "book", "locator": "p. 7", "excerpt": "Bukharin", "certainty": "CERTAIN", "note": "n"}]},
                {"text": "Николай Бухарин", "language": "ru-Cyrl", "date": {"edtf": "1888/1938"}}],
            "gender": "MALE", "birth": {"edtf": "1888-09-27", "calendar": "JULIAN"}, "death": {"edtf": "1938-03-15"},
            "identifiers": [{"scheme": "wikidata", "value": "Q169029"}],
            "relations": [{"kind": "ALLY", "person": "stalin", "date": {"text": "for a while"}}],
            "citations": [{"article": "book"}]}}),
        json!({"event": {"key": "trial", "kind": "TRIAL", "title": "The trial", "date": {"edtf": "1938-03-02/1938-03-13"},
            "place": "Moscow", "participants": [{"person": "bukharin", "role": "DEFENDANT"}, {"person": "stalin"}]}}),
        json!({"person": {"key": "stalin", "names": [{"text": "Stalin"}, {"text": "Koba", "kind": "ALIAS"}],
            "relations": [{"kind": "OPPONENT", "person": "bukharin"}]}}),
        json!({"article": {"key": "book", "title": "A printed book"}}),
    ]
}
