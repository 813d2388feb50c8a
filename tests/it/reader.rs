//! The tasks that answer queries: what runs too long is really stopped, and a lost connection costs nobody
//! a query.

use std::time::Duration;

use futures_util::FutureExt;
use vitae::store::{Dialect, Statement, Store, StoreError, StoreOptions, Turn, Weight};

use crate::support::{Admin, TestDatabase, for_each_dialect};

async fn open(database: &TestDatabase, query_timeout: Duration) -> Store {
    let options = StoreOptions { url: database.url().to_owned(), readers: 1, query_timeout };
    Store::open(options).await.unwrap()
}

fn statement(sql: &str) -> Statement {
    Statement { sql: sql.into(), binds: Vec::new() }
}

/// A statement that would run for ever.
fn endless(dialect: Dialect) -> Statement {
    statement(match dialect {
        Dialect::Sqlite => {
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT concat(count(*)) FROM n"
        }
        Dialect::Postgres => "SELECT concat(pg_sleep(3600))",
    })
}

#[tokio::test]
async fn a_query_that_runs_too_long_is_stopped_and_the_reader_goes_on() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let store = open(&database, Duration::from_millis(200)).await;
        let readers = store.readers().await.unwrap();
        for _ in 0..3 {
            let stopped = readers.fetch(endless(dialect)).await;
            assert!(matches!(stopped, Err(StoreError::Timeout { limit_ms: 200 })), "{stopped:?}");
            // The one reader is free again only if the statement has really ended.
            assert_eq!(
                readers.fetch(statement("SELECT concat('still ', 'here')")).await.unwrap(),
                "still here"
            );
        }
        drop(readers);
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_fails_does_not_spoil_the_next() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let store = open(&database, Duration::from_secs(10)).await;
        let readers = store.readers().await.unwrap();
        let failed = readers.fetch(statement("SELECT nothing FROM nowhere")).await;
        assert!(matches!(failed, Err(StoreError::Query(_))), "{failed:?}");
        assert_eq!(readers.fetch(statement("SELECT concat(1)")).await.unwrap(), "1");
        let written = readers.fetch(statement("DELETE FROM person RETURNING concat(id)")).await;
        assert!(matches!(written, Err(StoreError::Query(_))), "a reader cannot write: {written:?}");
        drop(readers);
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_the_server_ends_costs_no_query() {
    let database = TestDatabase::migrated(Dialect::Postgres).await;
    let store = open(&database, Duration::from_secs(10)).await;
    let readers = store.readers().await.unwrap();
    for _ in 0..3 {
        Admin::connect().await.disconnect_all(database.name()).await;
        assert_eq!(readers.fetch(statement("SELECT concat(1)")).await.unwrap(), "1");
    }
    drop(readers);
    store.close().await.unwrap();
}

#[tokio::test]
async fn dear_statements_never_have_all_readers() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let query_timeout = Duration::from_secs(2);
        let options = StoreOptions { url: database.url().to_owned(), readers: 3, query_timeout };
        let store = Store::open(options).await.unwrap();
        let readers = store.readers().await.unwrap();
        let dear = Turn { client: None, weight: Weight::Dear };
        let running: Vec<_> = (0..4)
            .map(|_| {
                let (readers, endless) = (readers.clone(), endless(dialect));
                tokio::spawn(async move { readers.fetch_in_turn(endless, dear).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
        for _ in 0..10 {
            let cheap = readers.fetch(statement("SELECT concat(1)"));
            let answered = tokio::time::timeout(Duration::from_secs(1), cheap).await;
            assert_eq!(answered.expect("one reader is free").unwrap(), "1");
        }
        for running in running {
            assert!(matches!(running.await.unwrap(), Err(StoreError::Timeout { .. })));
        }
        readers.close().await;
        assert!(matches!(readers.fetch(statement("SELECT concat(1)")).await, Err(StoreError::Closed)));
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_small_is_read_at_once_and_what_only_seems_so_keeps_nobody_waiting() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let query_timeout = Duration::from_secs(2);
        let options = StoreOptions { url: database.url().to_owned(), readers: 2, query_timeout };
        let store = Store::open(options).await.unwrap();
        let readers = store.readers().await.unwrap();
        let small = Turn { client: None, weight: Weight::Small };
        let mut asked = Box::pin(readers.fetch_in_turn(statement("SELECT concat(1)"), small));
        match (asked.as_mut().now_or_never(), dialect) {
            (Some(answered), Dialect::Sqlite) => assert_eq!(answered.unwrap(), "1"),
            (None, Dialect::Postgres) => assert_eq!(asked.await.unwrap(), "1"),
            (answered, _) => panic!("{answered:?}"),
        }
        let endless = {
            let (readers, endless) = (readers.clone(), endless(dialect));
            tokio::spawn(async move { readers.fetch_in_turn(endless, small).await })
        };
        tokio::time::sleep(Duration::from_millis(200)).await;
        for turn in [small, Turn::default()].repeat(5) {
            let other = readers.fetch_in_turn(statement("SELECT concat(1)"), turn);
            let answered = tokio::time::timeout(Duration::from_secs(1), other).await;
            assert_eq!(answered.expect("the other reader is free").unwrap(), "1");
        }
        assert!(matches!(endless.await.unwrap(), Err(StoreError::Timeout { .. })));
        assert_eq!(readers.fetch_in_turn(statement("SELECT concat(1)"), small).await.unwrap(), "1");
        readers.close().await;
        let refused = readers.fetch_in_turn(statement("SELECT concat(1)"), small).await;
        assert!(matches!(refused, Err(StoreError::Closed)));
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_too_large_leaves_its_reader_as_it_was() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let store = open(&database, Duration::from_secs(10)).await;
        let readers = store.readers().await.unwrap().bounded(1000);
        let longer = |times: usize| {
            let text =
                (0..times).fold("concat('x')".to_owned(), |text, _| format!("replace({text}, 'x', 'xx')"));
            statement(&format!("SELECT {text}"))
        };
        assert_eq!(readers.fetch(longer(9)).await.unwrap().len(), 512);
        let refused = readers.fetch(longer(10)).await;
        assert!(matches!(refused, Err(StoreError::TooLarge { measured: Some(1024), allowed: 1000 })));
        if dialect == Dialect::Sqlite {
            // Larger than any value becomes.
            let refused = readers.fetch(longer(27)).await;
            assert!(matches!(refused, Err(StoreError::TooLarge { measured: None, allowed: 1000 })));
        }
        assert_eq!(readers.fetch(longer(0)).await.unwrap(), "x");
        drop(readers);
        store.close().await.unwrap();
    })
    .await;
}
