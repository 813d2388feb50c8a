//! How the databases go about every example of `tests/query`: SQLite's plans are checked in (`NAME.plan`, written by
//! `make bless`), and on neither database is a table that grows read from end to end, or a list of which nobody knows how
//! long it is put in order, but for what stands in [`WALKED`] and [`SORTED`].

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sqlx::{self, AssertSqlSafe, Row as _};
use serde_json::json;
use vitae::graphql::Request;
use vitae::store::{Bind, Dialect, Statement};

use crate::query::{Archive, Example, examples};
use crate::support::{endpoint, project, same_as_file};

/// What is allowed, where, and why.
mod allowed;

use allowed::{FIXED, SORTED, WALKED};

/// One step of SQLite's plan, with those beneath it.
#[derive(Debug, Default)]
struct Step {
    text: String,
    within: Vec<Step>,
}

/// The tables that aliases stand for in a statement: an alias may stand for several.
type Tables = BTreeMap<String, BTreeSet<String>>;

/// Tables whose rows come with the archive's records.
async fn growing(archive: &Archive) -> BTreeSet<String> {
    let sql = match archive.store.dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        }
        Dialect::Postgres => {
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        }
    };
    let all = texts(archive, sql, 0).await;
    all.into_iter().filter(|name| !FIXED.iter().any(|(fixed, _)| fixed == name)).collect()
}

/// One column of what a statement answers with.
async fn texts(archive: &Archive, sql: &str, column: usize) -> Vec<String> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    match archive.store.dialect() {
        Dialect::Sqlite => {
            let rows = query.fetch_all(archive.store.writer().get_sqlite_connection_pool()).await.unwrap();
            rows.iter().map(|row| row.try_get(column).unwrap()).collect()
        }
        Dialect::Postgres => {
            let rows = query.fetch_all(archive.store.writer().get_postgres_connection_pool()).await.unwrap();
            rows.iter().map(|row| row.try_get(column).unwrap()).collect()
        }
    }
}

/// The statements of an example.
async fn statements(example: &Example, archive: &Archive) -> Vec<Statement> {
    statements_of(example.request.clone(), archive).await
}

async fn statements_of(request: Request, archive: &Archive) -> Vec<Statement> {
    std::mem::take(&mut *archive.recording.lock().unwrap());
    let endpoint = endpoint(&archive.store, archive.readers.clone());
    endpoint.answer(request).await;
    std::mem::take(&mut *archive.recording.lock().unwrap())
}

/// SQLite's plan of a statement.
fn plan(archive: &Archive, sql: &str) -> Step {
    Step { text: String::new(), within: within(&archive.store.steps(sql).unwrap(), 0) }
}

fn within(rows: &[(i64, i64, String)], parent: i64) -> Vec<Step> {
    let own = rows.iter().filter(|(_, above, _)| *above == parent);
    own.map(|(number, _, text)| Step { text: text.clone(), within: within(rows, *number) }).collect()
}

impl Step {
    fn lines(&self, depth: usize, out: &mut String) {
        for step in &self.within {
            out.push_str(&format!("{}{}\n", "  ".repeat(depth), step.text));
            step.lines(depth + 1, out);
        }
    }

    /// Visits the step and all beneath it, each with the names of the sub-selects that it may read.
    fn each<'s>(&'s self, made: &BTreeSet<&'s str>, visit: &mut impl FnMut(&'s Step, &BTreeSet<&'s str>)) {
        let making = |step: &'s Step| {
            step.text.strip_prefix("CO-ROUTINE ").or_else(|| step.text.strip_prefix("MATERIALIZE "))
        };
        let made: BTreeSet<&str> =
            made.iter().copied().chain(self.within.iter().filter_map(making)).collect();
        visit(self, &made);
        self.within.iter().for_each(|step| step.each(&made, visit));
    }

    /// The steps directly beneath that go through rows, each with the tables' names in place of aliases.
    fn loops(&self, tables: &Tables, made: &BTreeSet<&str>) -> Vec<String> {
        let reads =
            |text: &&str| ["SCAN ", "SEARCH ", "MULTI-INDEX "].iter().any(|word| text.starts_with(word));
        let texts = self.within.iter().map(|step| step.text.as_str()).filter(reads);
        texts.map(|text| named(text, tables, made)).collect()
    }
}

/// A step with the table's name in place of its alias; a sub-select has its own, without digits.
fn named(text: &str, tables: &Tables, made: &BTreeSet<&str>) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    if let Some(word) = words.get_mut(1) {
        let table = tables.get(word.as_str()).filter(|_| !made.contains(word.as_str()));
        *word = match table {
            Some(names) => names.iter().map(String::as_str).collect::<Vec<_>>().join("/"),
            None => word.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned(),
        };
    }
    words.join(" ")
}

/// Which tables of the archive the aliases of a statement stand for.
fn tables(sql: &str, known: &BTreeSet<String>) -> Tables {
    let mut tables = Tables::new();
    let words: Vec<&str> = sql.split([' ', ',', '(', ')', '\n']).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2) {
        if known.contains(pair[0]) && pair[1].chars().all(|letter| letter.is_ascii_alphanumeric()) {
            tables.entry(pair[1].to_owned()).or_default().insert(pair[0].to_owned());
        }
    }
    tables
}

/// What of a plan is not allowed: tables that are read from end to end, and lists that are put in order.
fn refused(example: &str, plan: &Step, tables: &Tables, known: &BTreeSet<String>) -> Vec<String> {
    let is_allowed = |list: &[(&str, &str, &str)], text: &str| {
        list.iter().any(|(place, allowed, _)| example.contains(place) && text.starts_with(allowed))
    };
    let mut refused = Vec::new();
    plan.each(&BTreeSet::new(), &mut |step, made| {
        let loops = step.loops(tables, made);
        let is_walk = |text: &&String| {
            let table = text.strip_prefix("SCAN ").and_then(|rest| rest.split([' ', '/']).next());
            table.is_some_and(|table| known.contains(table))
        };
        refused.extend(loops.iter().filter(is_walk).filter(|text| !is_allowed(WALKED, text)).cloned());
        let sorts = step
            .within
            .iter()
            .any(|step| step.text.starts_with("USE TEMP B-TREE FOR") && step.text.ends_with("ORDER BY"));
        if sorts {
            let first = loops.first().cloned().unwrap_or_default();
            if !is_allowed(SORTED, &first) {
                refused.push(format!("put in order: {first}"));
            }
        }
    });
    refused
}

#[tokio::test]
async fn every_example_has_the_plan_that_is_checked_in() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    for example in examples(&project("tests/query")) {
        let mut text = String::new();
        for statement in statements(&example, &archive).await {
            plan(&archive, &statement.sql).lines(0, &mut text);
        }
        same_as_file(&format!("{}.plan", example.path), &text);
    }
    archive.store.close().await.unwrap();
}

#[tokio::test]
async fn no_example_walks_a_table_that_grows_or_sorts_without_end() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let known = growing(&archive).await;
    let mut all = Vec::new();
    for example in examples(&project("tests/query")) {
        for statement in statements(&example, &archive).await {
            let plan = plan(&archive, &statement.sql);
            let refused = refused(&example.path, &plan, &tables(&statement.sql, &known), &known);
            all.extend(refused.into_iter().map(|step| format!("{}: {step}", example.path)));
        }
    }
    archive.store.close().await.unwrap();
    all.dedup();
    assert!(all.is_empty(), "neither read by an index nor allowed:\n{}", all.join("\n"));
}

/// The types of what is bound to a statement, as PostgreSQL is told them.
fn types_of(statement: &Statement) -> String {
    let of = |bind: &Bind| match bind {
        Bind::Int(_) => "bigint",
        Bind::Text(_) => "text",
    };
    in_brackets(&statement.binds.iter().map(of).collect::<Vec<_>>())
}

fn in_brackets(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        words => format!("({})", words.join(", ")),
    }
}

/// PostgreSQL's plan of a statement for any values, where it reads a whole table only if no index will do.
async fn plan_on_postgres(archive: &Archive, statement: &Statement, settings: &str) -> Vec<String> {
    generic_plan(archive, statement, &format!("{} AS {}", types_of(statement), statement.sql), settings).await
}

/// The same of several such statements that are run as one.
async fn plan_of_several(archive: &Archive, statement: &Statement) -> Vec<String> {
    generic_plan(archive, statement, &format!("AS {}", statement.together()), "").await
}

async fn generic_plan(
    archive: &Archive,
    statement: &Statement,
    prepared: &str,
    settings: &str,
) -> Vec<String> {
    let nulls = in_brackets(&vec!["NULL"; statement.binds.len()]);
    let sql = format!(
        "{settings} SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_parallel_append = off; \
         PREPARE example {prepared}; EXPLAIN (COSTS off) EXECUTE example{nulls}; DEALLOCATE example; RESET ALL"
    );
    texts(archive, &sql, 0).await
}

/// PostgreSQL keeps a plan for any values only where it looks no dearer than those for the values that were asked, and takes
/// a page of unknown size for a tenth of the table: then it would plan each request anew.
#[tokio::test]
async fn a_page_of_a_size_is_not_planned_anew_on_postgres() {
    let archive = Archive::seeded(Dialect::Postgres).await;
    // Enough rows that it matters; who refers to whom does not.
    let many = "SET session_replication_role = replica; \
        INSERT INTO document SELECT (jsonb_populate_record(d, jsonb_build_object('id', 1000000 + g))).* \
        FROM document d, generate_series(1, 5000) g WHERE d.id = (SELECT min(id) FROM document WHERE kind = 'article'); \
        RESET session_replication_role; ANALYZE";
    texts(&archive, many, 0).await;
    let all = examples(&project("tests/query"));
    let example = all.iter().find(|example| example.path.ends_with("page/after_title")).unwrap();
    let told = statements(example, &archive).await;
    // The same where a variable tells the size.
    let first = "first: 2";
    assert!(example.request.query.contains(first), "{}", example.request.query);
    let query = example.request.query.replace(first, "first: $first");
    let request = Request {
        query: format!("query Page($first: Int) {}", &query[query.find('{').unwrap()..]),
        variables: json!({"first": 2}).as_object().cloned().unwrap(),
        ..Request::default()
    };
    let by_variable = statements_of(request, &archive).await;
    let text = |statements: &[Statement]| statements.iter().map(|it| it.sql.to_string()).collect::<Vec<_>>();
    assert_eq!(text(&by_variable), text(&told));
    let [statement] = told.as_slice() else { panic!("{told:?}") };
    let values: Vec<String> = statement
        .binds
        .iter()
        .map(|bind| match bind {
            Bind::Int(number) => number.to_string(),
            Bind::Text(text) => format!("'{}'", text.as_deref().unwrap()),
        })
        .collect();
    assert_eq!(values.len(), 2, "the cursor, and not the size: {values:?}");
    let sql = format!(
        "PREPARE page {} AS {}; {} SELECT generic_plans::text FROM pg_prepared_statements WHERE name = 'page'",
        types_of(statement),
        statement.sql,
        format!("EXECUTE page ({});", values.join(", ")).repeat(8)
    );
    let told = texts(&archive, &sql, 0).await;
    assert_eq!(told.last().map(String::as_str), Some("3"), "{told:?}");
    archive.store.close().await.unwrap();
}

/// The tables that a plan of PostgreSQL's reads from end to end.
fn read_whole(plan: &[String], known: &BTreeSet<String>) -> Vec<String> {
    let table = |line: &String| line.split("Seq Scan on ").nth(1)?.split(' ').next().map(str::to_owned);
    plan.iter().filter_map(table).filter(|table| known.contains(table)).collect()
}

#[tokio::test]
async fn no_example_reads_a_whole_table_that_grows_on_postgres() {
    let archive = Archive::seeded(Dialect::Postgres).await;
    let known = growing(&archive).await;
    let mut all = Vec::new();
    for example in examples(&project("tests/query")) {
        for statement in statements(&example, &archive).await {
            let mut plan = plan_on_postgres(&archive, &statement, "").await;
            if !statement.binds.is_empty() {
                plan.extend(plan_of_several(&archive, &statement).await);
            }
            for table in read_whole(&plan, &known) {
                let is_allowed = allowed::READ_WHOLE
                    .iter()
                    .any(|(place, allowed, _)| example.path.ends_with(place) && *allowed == table);
                if !is_allowed {
                    all.push(format!("{}: {table}", example.path));
                }
            }
        }
    }
    archive.store.close().await.unwrap();
    all.dedup();
    assert!(all.is_empty(), "read whole and not allowed:\n{}", all.join("\n"));
}

/// What overlaps a stretch of time is read length by length in order, and no further than the page goes.
#[tokio::test]
async fn what_overlaps_a_stretch_is_merged_and_never_sorted() {
    const LISTS: [&str; 3] = ["event/overlapping", "event/overlapping_page", "document/overlapping"];
    let archives = [Archive::seeded(Dialect::Sqlite).await, Archive::seeded(Dialect::Postgres).await];
    let mut seen = 0;
    for example in examples(&project("tests/query")) {
        if !LISTS.iter().any(|list| example.path.ends_with(list)) {
            continue;
        }
        seen += 1;
        let statement = &statements(&example, &archives[0]).await[0];
        let mut text = String::new();
        plan(&archives[0], &statement.sql).lines(0, &mut text);
        assert!(text.contains("MERGE (UNION ALL)"), "{text}");
        let is_long = |line: &str| line.contains(" s ") && !line.contains("USING COVERING INDEX");
        assert!(!text.lines().any(is_long), "only the index is read: {text}");
        let statement = &statements(&example, &archives[1]).await[0];
        // Of rows as few as these PostgreSQL would rather make a heap and sort it than read an index in its order.
        let plan = plan_on_postgres(&archives[1], statement, "SET enable_bitmapscan = off;").await;
        assert!(plan.iter().any(|line| line.contains("Merge Append")), "{}", plan.join("\n"));
        // What is read backwards is turned round: a page, not the list.
        let sorts = plan.iter().filter(|line| line.trim_start_matches([' ', '-', '>']) == "Sort").count();
        let turned = usize::from(example.request.query.contains("last:"));
        assert_eq!(sorts, turned, "{}", plan.join("\n"));
    }
    assert_eq!(seen, LISTS.len());
    for archive in archives {
        archive.store.close().await.unwrap();
    }
}
