//! The PostgreSQL server that the tests use: databases are made and dropped here.
//! Every name begins with this checkout's own prefix, so that two checkouts never meet.

use std::hash::{DefaultHasher, Hash, Hasher};

use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection};

/// A connection to the server's own database, with the right to make others.
pub struct Admin {
    connection: PgConnection,
}

impl Admin {
    /// Where the server is: `VITAE_TEST_POSTGRES`, or the usual place on this machine.
    fn url() -> String {
        std::env::var("VITAE_TEST_POSTGRES")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned())
    }

    /// The address of another database on the same server.
    pub fn url_of(database: &str) -> String {
        let url = Admin::url();
        let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
        let server = address.rsplit_once('/').expect("VITAE_TEST_POSTGRES ends in /NAME").0;
        let mark = if parameters.is_empty() { "" } else { "?" };
        format!("{server}/{database}{mark}{parameters}")
    }

    /// Connects. Without a server the test fails: a database that is not there is never skipped.
    pub async fn connect() -> Admin {
        let url = Admin::url();
        let connection = PgConnection::connect(&url).await.unwrap_or_else(|error| {
            panic!(
                "PostgreSQL does not answer at `{url}`: {error}\n`make test` starts a server of its own; \
                 VITAE_TEST_POSTGRES names another"
            )
        });
        Admin { connection }
    }

    /// Runs statements that answer nothing.
    pub async fn execute(&mut self, sql: &str) {
        self.try_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    pub async fn try_execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut self.connection).await.map(drop)
    }

    /// The databases whose name begins with `prefix`.
    pub async fn databases(&mut self, prefix: &str) -> Vec<String> {
        sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE starts_with(datname::text, $1)")
            .bind(prefix)
            .fetch_all(&mut self.connection)
            .await
            .unwrap()
    }

    /// Ends every session of a database but keeps it.
    pub async fn disconnect_all(&mut self, database: &str) {
        let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1";
        let ended = sqlx::query_scalar::<_, i64>(sql).bind(database).fetch_one(&mut self.connection);
        ended.await.unwrap();
    }

    /// Makes a database as a copy of another.
    pub async fn copy(&mut self, template: &str, database: &str) {
        self.execute(&format!("CREATE DATABASE {database} TEMPLATE {template}")).await;
    }

    /// Drops a database, whoever is still connected to it.
    pub async fn drop(&mut self, database: &str) {
        self.execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
    }
}

/// What the names of this checkout's databases begin with.
pub fn prefix() -> String {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_MANIFEST_DIR").hash(&mut hasher);
    format!("vitae_{:08x}", hasher.finish() as u32)
}
