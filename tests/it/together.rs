//! Statements that wait for a reader of PostgreSQL and differ only in their values are run as one. Nobody can tell by what is
//! answered, but for `statement_timestamp()`, which is one for all that ran as one.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use vitae::store::{Bind, Dialect, Readers, Statement, Store, StoreError, StoreOptions};

use crate::query::examples;
use crate::support::{Admin, TestDatabase, endpoint, for_each_dialect, project};

/// What is put after an answer: when the statement began that gave it.
const WHEN: &str = "to_char(statement_timestamp(), 'HH24:MI:SS.US')";

async fn open(database: &TestDatabase, readers: usize, query_timeout: Duration) -> Store {
    Store::open(StoreOptions { url: database.url().to_owned(), readers, query_timeout }).await.unwrap()
}

fn statement(sql: &str, binds: Vec<Bind>) -> Statement {
    Statement { sql: sql.into(), binds }
}

/// What statements come to that all wait for the one reader there is.
async fn waiting(readers: &Readers, statements: Vec<Statement>) -> Vec<Result<String, StoreError>> {
    let busy = statement("SELECT concat(pg_sleep(0.05))", Vec::new());
    // They are put into the queue in their order, before any is answered.
    let asked = std::iter::once(busy).chain(statements);
    let mut answers = join_all(asked.map(|statement| readers.fetch(statement))).await;
    answers.remove(0).unwrap();
    answers
}

/// Answers that end in when their statement began, and how many statements those were.
fn parted(answers: Vec<Result<String, StoreError>>) -> (Vec<String>, usize) {
    let parts = answers.into_iter().map(|answer| {
        let answer = answer.unwrap();
        let (text, when) = answer.rsplit_once('@').unwrap();
        (text.to_owned(), when.to_owned())
    });
    let (texts, times): (Vec<_>, BTreeSet<_>) = parts.unzip();
    (texts, times.len())
}

#[tokio::test]
async fn statements_that_differ_in_their_values_are_one_and_each_has_its_own_answer() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let store = open(&database, 1, Duration::from_secs(10)).await;
    let readers = store.readers().await.unwrap();
    let sql = format!("SELECT concat($1 + 1, ' $1 ', coalesce($2, 'nobody'), '@', {WHEN})");
    let names = [Some("Koba"), None, Some("O'Brien \"$1\""), Some(""), Some("Бухарин {,}")];
    let run = |number: i64| {
        let name = names[usize::try_from(number).unwrap() % names.len()];
        statement(&sql, vec![Bind::Int(number), Bind::Text(name.map(Into::into))])
    };
    let expected = |number: i64| {
        let name = names[usize::try_from(number).unwrap() % names.len()];
        format!("{} $1 {}", number + 1, name.unwrap_or("nobody"))
    };
    let (texts, began) = parted(waiting(&readers, (0..20).map(run).collect()).await);
    assert_eq!(texts, (0..20).map(expected).collect::<Vec<_>>());
    // Four as long as nothing is known of a statement; then as many as take little time, which a busy machine makes few.
    assert!(began <= 17, "twenty began {began} times");
    // By itself it is what it was.
    assert_eq!(parted(vec![readers.fetch(run(3)).await]), (vec![expected(3)], 1));
    readers.close().await;
    store.close().await.unwrap();
}

#[tokio::test]
async fn what_takes_long_is_run_by_itself() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let store = open(&database, 1, Duration::from_secs(10)).await;
    let readers = store.readers().await.unwrap();
    let sql = format!("SELECT concat($1, pg_sleep(0.02), '@', {WHEN})");
    let runs = |numbers: std::ops::Range<i64>| {
        numbers.map(|number| statement(&sql, vec![Bind::Int(number)])).collect()
    };
    let (texts, began) = parted(waiting(&readers, runs(0..12)).await);
    assert_eq!(texts, (0..12).map(|number: i64| number.to_string()).collect::<Vec<_>>());
    assert_eq!(began, 9, "four are tried together");
    let (_, began) = parted(waiting(&readers, runs(0..6)).await);
    assert_eq!(began, 6);
    readers.close().await;
    store.close().await.unwrap();
}

#[tokio::test]
async fn what_goes_wrong_for_one_costs_the_others_nothing() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let store = open(&database, 1, Duration::from_secs(10)).await;
    let readers = store.readers().await.unwrap().bounded(1000);
    let with = |sql: &str, values: &[i64]| -> Vec<Statement> {
        values.iter().map(|value| statement(sql, vec![Bind::Int(*value)])).collect()
    };
    // One divides by nothing.
    let answers = waiting(&readers, with("SELECT concat(100 / $1)", &[1, 2, 0, 4, 5])).await;
    let texts: Vec<_> = answers.iter().map(|answer| answer.as_deref().unwrap_or("failed")).collect();
    assert_eq!(texts, ["100", "50", "failed", "25", "20"]);
    assert!(
        matches!(&answers[2], Err(StoreError::Query(told)) if told.contains("division by zero")),
        "{answers:?}"
    );
    // One is larger than it may be.
    let answers = waiting(&readers, with("SELECT repeat('x', CAST($1 AS integer))", &[1, 1001, 1000])).await;
    assert!(
        matches!(answers[1], Err(StoreError::TooLarge { measured: Some(1001), allowed: 1000 })),
        "{answers:?}"
    );
    assert_eq!([0, 2].map(|at: usize| answers[at].as_ref().unwrap().len()), [1, 1000]);
    // An aggregate of nothing but values is not taken for several, and is what it is by itself.
    for _ in 0..2 {
        let answers = waiting(&readers, with("SELECT concat(max($1))", &[1, 2, 3])).await;
        assert_eq!(answers.into_iter().map(Result::unwrap).collect::<Vec<_>>(), ["1", "2", "3"]);
    }
    // One has no row at all.
    let answers = waiting(&readers, with("SELECT concat($1) WHERE $1 <> 2", &[1, 2, 3])).await;
    assert!(matches!(answers[1], Err(StoreError::Query(_))), "{answers:?}");
    assert_eq!([0, 2].map(|at: usize| answers[at].as_deref().unwrap()), ["1", "3"]);
    readers.close().await;
    store.close().await.unwrap();
}

/// Whoever waits gives up five seconds after a statement's time. What runs too long has had that time when it was one with
/// others: it does not have it again, nor do others wait for it again.
#[tokio::test]
async fn one_that_takes_too_long_is_stopped_and_the_others_are_answered() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let store = open(&database, 1, Duration::from_secs(6)).await;
    let sleep = |seconds: i64| statement("SELECT concat($1, pg_sleep($1))", vec![Bind::Int(seconds)]);
    for slow in [0, 1] {
        let readers = store.readers().await.unwrap();
        let mut seconds = [0; 4];
        seconds[slow] = 3600;
        let answers = waiting(&readers, seconds.map(sleep).into()).await;
        for (place, answer) in answers.into_iter().enumerate() {
            match place == slow {
                true => assert!(matches!(answer, Err(StoreError::Timeout { limit_ms: 6000 })), "{answer:?}"),
                false => assert_eq!(answer.unwrap(), "0"),
            }
        }
        readers.close().await;
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_is_lost_meanwhile_costs_nobody_an_answer() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let store = open(&database, 1, Duration::from_secs(10)).await;
    let readers = store.readers().await.unwrap();
    let sql = "SELECT concat($1, pg_sleep(0.2))";
    let runs = (0..8).map(|number| statement(sql, vec![Bind::Int(number)])).collect();
    let asking = waiting(&readers, runs);
    let ending = async {
        // When the first answers of four that are one have been told, and the last have not.
        tokio::time::sleep(Duration::from_millis(450)).await;
        Admin::connect().await.disconnect_all(database.name()).await;
    };
    let (answers, ()) = tokio::join!(asking, ending);
    let expected: Vec<_> = (0..8).map(|number: i64| number.to_string()).collect();
    assert_eq!(answers.into_iter().map(Result::unwrap).collect::<Vec<_>>(), expected);
    readers.close().await;
    store.close().await.unwrap();
}

/// The longest statement that is kept prepared; what is longer is run by itself.
const KEPT_LENGTH: usize = 32 << 10;

#[tokio::test]
async fn every_example_answers_the_same_for_several_at_once() {
    let database = TestDatabase::seeded(Dialect::Postgres).await;
    let store = open(&database, 1, Duration::from_secs(10)).await;
    let readers = store.readers().await.unwrap();
    let (recorded, recording) = readers.recorded();
    let endpoint = endpoint(&store, recorded);
    let (mut seen, mut longer) = (0, 0);
    for example in examples(&project("tests/query")) {
        endpoint.answer(example.request.clone()).await;
        let statements = std::mem::take(&mut *recording.lock().unwrap());
        for told in statements {
            if told.binds.is_empty() {
                continue;
            }
            seen += 1;
            let alone = readers.fetch(told.clone()).await.unwrap();
            let sql = format!("SELECT concat(a, '@', {WHEN}) FROM ({} OFFSET 0) AS w (a)", told.sql);
            let run = statement(&sql, told.binds.clone());
            let (texts, began) = parted(waiting(&readers, vec![run; 3]).await);
            assert_eq!(texts, [alone.as_str(); 3], "{}", example.path);
            let is_longer = sql.len() > KEPT_LENGTH;
            assert_eq!(began == 1, !is_longer, "{} began {began} times", example.path);
            longer += usize::from(is_longer);
        }
    }
    assert!(seen > 40 && longer > 0, "{seen} statements with values were seen, {longer} of them long");
    readers.close().await;
    store.close().await.unwrap();
}

/// Of SQLite nothing is run together: to begin a statement costs it nothing.
#[tokio::test]
async fn each_gets_its_own_answer_on_both_databases() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let store = open(&database, 2, Duration::from_secs(10)).await;
        let readers = store.readers().await.unwrap();
        let place = if dialect == Dialect::Sqlite { "?1" } else { "$1" };
        let sql = format!("SELECT concat('number ', CAST({place} AS bigint))");
        let asked = (0..200).map(|number| readers.fetch(statement(&sql, vec![Bind::Int(number)])));
        let answers: Vec<_> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers, (0..200).map(|number| format!("number {number}")).collect::<Vec<_>>());
        readers.close().await;
        store.close().await.unwrap();
    })
    .await;
}
