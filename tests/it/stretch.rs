//! Lists by a stretch of time, which are read by how long dates may last: whatever is asked for, they tell what the same
//! filter tells said in other words, which is read row by row.

use migration::{Migrator, MigratorTrait};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use vitae::graphql::{Endpoint, Request};
use vitae::store::{Dialect, Recording};

use crate::bench::Bench;
use crate::support::{endpoint, for_each_dialect};

/// What is drawn for one list: a number for each choice, which its own test draws from.
type Drawn = Vec<u32>;

/// How many events there are, and half as many documents.
const EVENTS: u32 = 400;
const KINDS: &[&str] = &["ARREST", "MEETING", "TERM"];

/// A choice made of a drawn number.
struct Draws(std::vec::IntoIter<u32>);

impl Draws {
    fn below(&mut self, count: u32) -> u32 {
        self.0.next().unwrap_or(0) % count
    }

    fn of_these<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        &these[self.below(these.len() as u32) as usize]
    }

    /// A year as EDTF writes it: mostly of two centuries, sometimes before Christ.
    fn year(&mut self) -> String {
        match self.below(8) {
            0 => format!("-{:04}", 1 + self.below(900)),
            1 => format!("{:04}", self.below(1800)),
            _ => format!("{}", 1800 + self.below(200)),
        }
    }

    /// A date of any length, open ones among them.
    fn date(&mut self) -> String {
        let (year, month, day) = (self.year(), 1 + self.below(12), 1 + self.below(28));
        let number: i64 = year.parse().unwrap();
        match self.below(14) {
            0..4 => format!("{year}-{month:02}-{day:02}"),
            4 => format!("{year}-{month:02}"),
            5 | 6 => year,
            7 | 8 => {
                let years = i64::from(*self.of_these(&[1, 3, 5, 9, 24, 60, 99, 300, 499, 520, 900]));
                match number + years {
                    later @ ..0 => format!("{year}/-{:04}", -later),
                    later => format!("{year}/{later:04}"),
                }
            }
            9 => format!("{year}/.."),
            10 => format!("../{year}-{month:02}"),
            11 => {
                ["../..", "/1850", "1850/", "Y-17000000", "Y-17000000/.."][self.below(5) as usize].to_owned()
            }
            12 => ["19XX", "193X", "17XX", "18XX-12", "[1810,1816]", "[..1910]"][self.below(6) as usize]
                .to_owned(),
            _ => format!("{year}~"),
        }
    }
}

/// Events and articles with dates of all sorts, and some without.
async fn archive(dialect: Dialect) -> Bench {
    let bench = Bench::new(dialect).await;
    let mut draws =
        Draws((0..EVENTS * 20).map(|at| at.wrapping_mul(2_654_435_761) >> 7).collect::<Vec<_>>().into_iter());
    let mut records = Vec::new();
    for at in 0..EVENTS {
        let mut event =
            json!({"key": format!("e{at}"), "kind": draws.of_these(KINDS), "title": format!("Event {at}")});
        let date = match draws.below(12) {
            0 => Value::Null,
            1 => json!({"text": "long ago"}),
            _ => json!({"edtf": draws.date()}),
        };
        if !date.is_null() {
            event["date"] = date.clone();
        }
        records.push(json!({"event": event}));
        let (kind, text, when) =
            if at % 4 == 0 { ("article", "title", "published") } else { ("quotation", "text", "date") };
        if at % 2 == 0 {
            let mut document = json!({"key": format!("d{at}"), text: format!("Document {at}")});
            if !date.is_null() {
                document[when] = date;
            }
            records.push(json!({kind: document}));
        }
    }
    bench.import(&records).await;
    bench
}

/// One who asks, and what becomes of it in the database.
struct Asked {
    endpoint: Endpoint,
    recording: Recording,
}

impl Asked {
    async fn answer(&self, query: &str, variables: Map<String, Value>) -> Value {
        let request = Request { query: query.to_owned(), variables, ..Request::default() };
        let answer: Value = serde_json::from_str(&self.endpoint.answer(request).await.body).unwrap();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["list"].clone()
    }

    /// Whether the last statement was read by how long dates may last, or within the stretch.
    fn is_by_stretch(&self) -> bool {
        let statements = std::mem::take(&mut *self.recording.lock().unwrap());
        statements.last().unwrap().sql.contains(" s WHERE ")
    }
}

/// The list of events or documents, with all that a page tells.
fn query(list: &str, filter: &str, order: &str) -> String {
    format!(
        "query($filter: {filter}, $first: Int, $after: String, $last: Int, $before: String, $orderBy: {order}) {{ \
         list: {list}(filter: $filter, first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {{ \
         totalCount edges {{ cursor node {{ key date {{ edtf }} }} }} \
         pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    )
}

/// A filter and the same in other words, and a page of the list.
fn drawn(draws: &mut Draws, kinds: &[&str], cursors: &[Value]) -> (Value, Value, Map<String, Value>) {
    let mut date = json!({"within": draws.date()});
    if draws.below(3) == 0 {
        date["certainty"] = json!("CERTAINLY");
    }
    let (mut filter, mut other) = (json!({"date": date}), json!({"and": [{"date": date}]}));
    let asked = match draws.below(8) {
        0 => Some(json!([])),
        1 => Some(json!([kinds[0], kinds[1]])),
        2 | 3 => None,
        _ => Some(json!([draws.of_these(kinds)])),
    };
    if let Some(asked) = asked {
        filter["kinds"] = asked.clone();
        other["kinds"] = asked;
    }
    let mut page = Map::new();
    let direction = *draws.of_these(&["ASC", "DESC"]);
    page.insert("orderBy".to_owned(), json!({"field": "DATE", "direction": direction}));
    page.insert(
        (*draws.of_these(&["first", "last"])).to_owned(),
        json!(draws.of_these(&[0, 1, 3, 20, 1000])),
    );
    for end in ["after", "before"] {
        if draws.below(3) == 0 {
            page.insert(end.to_owned(), draws.of_these(cursors).clone());
        }
    }
    (filter, other, page)
}

/// The cursors of a whole list, which are also those of rows that a stretch leaves out.
async fn cursors(asked: &Asked, query: &str) -> Vec<Value> {
    let whole = asked.answer(query, Map::from_iter([("first".to_owned(), json!(1000))])).await;
    whole["edges"].as_array().unwrap().iter().map(|edge| edge["cursor"].clone()).collect()
}

/// Any list, drawn many times.
fn any_list(dialect: Dialect, list: &str, filter: &str, order: &str, kinds: &[&str]) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (bench, asked) = runtime.block_on(async {
        let bench = archive(dialect).await;
        let (readers, recording) = bench.store.readers().await.unwrap().recorded();
        let endpoint = endpoint(&bench.store, readers);
        (bench, Asked { endpoint, recording })
    });
    let query = query(list, filter, order);
    let cursors = runtime.block_on(cursors(&asked, &query));
    assert!(cursors.len() as u32 >= EVENTS / 2, "{}", cursors.len());
    let mut found = 0;
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let found_in = std::cell::RefCell::new(&mut found);
    TestRunner::new_with_rng(config, rng)
        .run(&proptest::collection::vec(any::<u32>(), 24), |numbers: Drawn| {
            let (filter, other, page) = drawn(&mut Draws(numbers.into_iter()), kinds, &cursors);
            let with = |filter: &Value| {
                let mut variables = page.clone();
                variables.insert("filter".to_owned(), filter.clone());
                variables
            };
            let by_stretch = runtime.block_on(asked.answer(&query, with(&filter)));
            prop_assert!(asked.is_by_stretch());
            let row_by_row = runtime.block_on(asked.answer(&query, with(&other)));
            prop_assert!(!asked.is_by_stretch());
            prop_assert_eq!(&by_stretch, &row_by_row, "{} {:?}", filter, page);
            **found_in.borrow_mut() += by_stretch["edges"].as_array().unwrap().len();
            Ok(())
        })
        .unwrap();
    assert!(found > 1000, "only {found} rows were found");
    runtime.block_on(async {
        drop(asked);
        bench.store.close().await.unwrap();
    });
}

#[test]
fn any_list_of_events_by_a_stretch_is_what_it_is_row_by_row() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        any_list(dialect, "events", "EventFilter", "EventOrder", KINDS);
    }
}

#[test]
fn any_list_of_documents_by_a_stretch_is_what_it_is_row_by_row() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        any_list(dialect, "documents", "DocumentFilter", "DocumentOrder", &["ARTICLE", "QUOTATION"]);
    }
}

/// What an archive has that was made before lengths were kept, is what the service would write today.
#[tokio::test]
async fn the_step_reckons_the_lengths_that_the_service_writes() {
    for_each_dialect(async |dialect| {
        let bench = archive(dialect).await;
        let steps = Migrator::migrations();
        let since = steps.iter().rev().position(|step| step.name().ends_with("_date_length")).unwrap() + 1;
        for table in ["event", "document"] {
            let sql = format!("SELECT concat(id, ' ', date_length) FROM {table} ORDER BY id");
            let written = bench.texts(&sql).await;
            Migrator::down(bench.store.writer(), Some(since as u32)).await.unwrap();
            Migrator::up(bench.store.writer(), None).await.unwrap();
            assert_eq!(bench.texts(&sql).await, written, "{table}");
            let lengths = bench.number(&format!("SELECT count(DISTINCT date_length) FROM {table}")).await;
            assert_eq!(lengths, 9, "every length is there: {table}");
        }
        bench.store.close().await.unwrap();
    })
    .await;
}
