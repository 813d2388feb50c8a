//! The database's schema, read back from each database: its steps go up, down and up again, every
//! reference has a key and an index, and SQLite and PostgreSQL hold the same.

use std::collections::{BTreeMap, BTreeSet};

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use vitae::store::{Dialect, Store, StoreError};

use crate::support::{TestDatabase, for_each_dialect};

/// What a database holds: its columns, its references and its indexes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Schema {
    /// table → columns, with whether each may be empty.
    tables: BTreeMap<String, BTreeMap<String, bool>>,
    /// (table, column) → table that it refers to.
    references: BTreeMap<(String, String), String>,
    /// (table, first column of an index or key).
    led_by: BTreeSet<(String, String)>,
    /// The names of the indexes, those that keys bring with them left out.
    indexes: BTreeSet<String>,
}

/// The tables that are the migrations' own, and SQLite's stand-in for a sequence.
const NOT_RECORDS: &[&str] = &["seaql_migrations", "claim_id"];

/// Columns that follow from others and have no key, for an index of them would cost every edit dozens of pages: that nobody
/// stands there who is gone is held by the random edits of `fuzz`, and documents that are gone are passed over.
const WITHOUT_A_KEY: &[(&str, &str)] =
    &[("candidate", "person_id"), ("sure_mention", "person_id"), ("candidate_document", "document_id")];

#[derive(FromQueryResult)]
struct Column {
    place: String,
    name: String,
    optional: bool,
}

#[derive(FromQueryResult)]
struct Reference {
    place: String,
    name: String,
    target: String,
}

#[derive(FromQueryResult)]
struct Index {
    place: String,
    index: String,
    lead: String,
    of_a_key: bool,
}

/// Columns, references and indexes, as each database tells of itself.
fn questions(dialect: Dialect) -> [&'static str; 3] {
    match dialect {
        Dialect::Sqlite => [
            "SELECT m.name AS place, c.name, c.\"notnull\" = 0 AND c.pk = 0 AS optional \
             FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'",
            "SELECT m.name AS place, f.\"from\" AS name, f.\"table\" AS target \
             FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'",
            // An INTEGER PRIMARY KEY is the table itself and has no index of its own.
            "SELECT m.name AS place, i.name AS \"index\", coalesce(c.name, 'an expression') AS lead, i.origin <> 'c' AS of_a_key \
             FROM sqlite_master AS m, pragma_index_list(m.name) AS i, pragma_index_info(i.name) AS c \
             WHERE m.type = 'table' AND c.seqno = 0 \
             UNION SELECT m.name, 'primary key', c.name, 1 FROM sqlite_master AS m, pragma_table_info(m.name) AS c \
             WHERE m.type = 'table' AND c.pk = 1",
        ],
        Dialect::Postgres => [
            "SELECT t.relname::text AS place, a.attname::text AS name, NOT a.attnotnull AS optional \
             FROM pg_class AS t JOIN pg_attribute AS a ON a.attrelid = t.oid \
             WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped",
            "SELECT t.relname::text AS place, a.attname::text AS name, f.relname::text AS target \
             FROM pg_constraint AS k JOIN pg_class AS t ON t.oid = k.conrelid JOIN pg_class AS f ON f.oid = k.confrelid \
             JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = ANY (k.conkey) WHERE k.contype = 'f'",
            "SELECT t.relname::text AS place, n.relname::text AS \"index\", coalesce(a.attname::text, 'an expression') AS lead, \
             EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u')) AS of_a_key \
             FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid JOIN pg_class AS n ON n.oid = i.indexrelid \
             LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] \
             WHERE t.relnamespace = 'public'::regnamespace",
        ],
    }
}

async fn rows<Row: FromQueryResult>(store: &Store, sql: &str) -> Vec<Row> {
    let connection = store.writer();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    Row::find_by_statement(statement).all(connection).await.unwrap()
}

impl Schema {
    async fn read(store: &Store) -> Schema {
        let mut schema = Schema::default();
        let [columns, references, indexes] = questions(store.dialect());
        // An index of texts is each database's own: a virtual table with tables of its own, or a vector.
        let counts = |place: &str| {
            !NOT_RECORDS.contains(&place)
                && !place.starts_with("document_key")
                && !place.starts_with("search_index")
        };
        for row in rows::<Column>(store, columns).await {
            if counts(&row.place) {
                schema.tables.entry(row.place).or_default().insert(row.name, row.optional);
            }
        }
        for row in rows::<Reference>(store, references).await {
            if counts(&row.place) {
                schema.references.insert((row.place, row.name), row.target);
            }
        }
        for row in rows::<Index>(store, indexes).await {
            if counts(&row.place) {
                schema.led_by.insert((row.place, row.lead));
                if !row.of_a_key {
                    schema.indexes.insert(row.index);
                }
            }
        }
        schema
    }
}

async fn fresh(dialect: Dialect) -> (TestDatabase, Store) {
    let database = TestDatabase::fresh(dialect).await;
    let store = database.open().await;
    store.migrate().await.unwrap();
    (database, store)
}

#[tokio::test]
async fn the_schema_goes_up_down_and_up_again() {
    for_each_dialect(async |dialect| {
        let (_database, store) = fresh(dialect).await;
        let up = Schema::read(&store).await;
        assert!(up.tables.contains_key("person"), "{up:?}");
        Migrator::down(store.writer(), None).await.unwrap();
        assert_eq!(Schema::read(&store).await, Schema::default());
        assert!(!store.is_migrated().await.unwrap());
        store.migrate().await.unwrap();
        assert_eq!(Schema::read(&store).await, up);
        assert!(store.is_migrated().await.unwrap());
        store.migrate().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn every_reference_has_a_key_and_an_index_that_leads_with_it() {
    for_each_dialect(async |dialect| {
        let (_database, store) = fresh(dialect).await;
        let schema = Schema::read(&store).await;
        let mut seen = 0;
        for (table, columns) in &schema.tables {
            let has_key = |column: &&String| !WITHOUT_A_KEY.contains(&(table.as_str(), column.as_str()));
            for column in columns.keys().filter(|column| column.ends_with("_id")).filter(has_key) {
                let place = (table.clone(), column.clone());
                assert!(schema.references.contains_key(&place), "{table}.{column} refers to nothing");
                seen += 1;
            }
        }
        for (table, column) in schema.references.keys() {
            let place = (table.clone(), column.clone());
            assert!(schema.led_by.contains(&place), "no index of {table} leads with {column}");
        }
        assert!(seen >= 20, "only {seen} references were found");
    })
    .await;
}

/// The tables whose row is a claim or a record and shares its id with the row that says so.
#[tokio::test]
async fn an_id_that_is_shared_refers_to_the_row_it_is_shared_with() {
    for_each_dialect(async |dialect| {
        let (_database, store) = fresh(dialect).await;
        let schema = Schema::read(&store).await;
        let parent =
            |table: &str| schema.references.get(&(table.to_owned(), "id".to_owned())).map(String::as_str);
        for (table, expected) in [
            ("record", "claim"),
            ("person", "record"),
            ("event", "record"),
            ("document", "record"),
            ("article", "document"),
            ("quotation", "document"),
            ("person_name", "claim"),
            ("identifier", "claim"),
            ("participation", "claim"),
            ("relation", "claim"),
            ("attribution", "claim"),
            ("mention", "claim"),
            ("citation", "claim"),
        ] {
            assert_eq!(parent(table), Some(expected), "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn both_databases_hold_the_same() {
    let (_file, sqlite) = fresh(Dialect::Sqlite).await;
    let (_server, postgres) = fresh(Dialect::Postgres).await;
    assert_eq!(Schema::read(&sqlite).await, Schema::read(&postgres).await);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_named() {
    for_each_dialect(async |dialect| {
        let (_database, store) = fresh(dialect).await;
        let insert =
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_future', 0)";
        store.writer().execute_unprepared(insert).await.unwrap();
        match store.migrate().await {
            Err(StoreError::NewerSchema { step }) => assert_eq!(step, "m29990101_000001_future"),
            other => panic!("{other:?}"),
        }
    })
    .await;
}

/// SQLite looks at bound page sizes when it plans, and then throws the plan away at the next bind; the
/// flag that forbids it stands in `.cargo/config.toml`, where a build elsewhere may miss it.
#[tokio::test]
async fn sqlite_is_compiled_so_that_statements_stay_prepared() {
    let database = TestDatabase::fresh(Dialect::Sqlite).await;
    let store = database.open().await;
    let options: Vec<String> = sea_orm::sqlx::query_scalar("PRAGMA compile_options")
        .fetch_all(store.writer().get_sqlite_connection_pool())
        .await
        .unwrap();
    assert!(options.iter().any(|option| option == "ENABLE_QPSG"), "{options:?}");
    assert!(options.iter().any(|option| option == "DEFAULT_MEMSTATUS=0"), "{options:?}");
    // Otherwise each table that a statement makes for itself begins with touching twenty pages.
    assert!(options.iter().any(|option| option == "DEFAULT_PCACHE_INITSZ=0"), "{options:?}");
    let longest = format!("MAX_LENGTH={}", vitae::store::SQLITE_LENGTH_MAX);
    assert!(options.contains(&longest), "{options:?}");
    // With it, all connections wait for one lock at each page.
    assert!(!options.iter().any(|option| option == "ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
    // Otherwise files beyond two gigabytes are read by calls of the system, page by page.
    let mapped: i64 = sea_orm::sqlx::query_scalar("PRAGMA mmap_size")
        .fetch_one(store.writer().get_sqlite_connection_pool())
        .await
        .unwrap();
    assert_eq!(mapped, 1 << 40, "{options:?}");
    store.close().await.unwrap();
}

/// An import took minutes longer where each statement that finds rows by a list was compiled anew.
#[tokio::test]
async fn postgresql_compiles_no_statements_of_those_who_write() {
    let database = TestDatabase::fresh(Dialect::Postgres).await;
    let store = database.open().await;
    let session = store.session().await.unwrap();
    for store in [&store, &session] {
        let pool = store.writer().get_postgres_connection_pool();
        let compiles: String = sea_orm::sqlx::query_scalar("SHOW jit").fetch_one(pool).await.unwrap();
        assert_eq!(compiles, "off");
    }
    session.end_session().await;
    store.close().await.unwrap();
}

#[tokio::test]
async fn several_processes_may_migrate_at_once() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::fresh(dialect).await;
        let stores = [database.open().await, database.open().await, database.open().await];
        let [first, second, third] = &stores;
        let migrated = tokio::join!(first.migrate(), second.migrate(), third.migrate());
        assert!(migrated.0.is_ok() && migrated.1.is_ok() && migrated.2.is_ok(), "{migrated:?}");
        for store in stores {
            assert!(store.is_migrated().await.unwrap());
            store.close().await.unwrap();
        }
    })
    .await;
}

#[test]
fn an_address_is_told_without_its_password() {
    let options = vitae::store::StoreOptions {
        url: "postgres://vitae:secret@db/archive".to_owned(),
        readers: 1,
        query_timeout: std::time::Duration::from_secs(1),
    };
    assert!(!format!("{options:?}").contains("secret"));
}
