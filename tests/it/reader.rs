//! The tasks that answer queries: what runs too long is really stopped, and a lost connection costs nobody
//! a query.

use std::time::Duration;

use vitae::store::{Dialect, Statement, Store, StoreError, StoreOptions};

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
