//! Beginnings of names lie by person: whether a person has a better one is a look-up in one place, and SQLite keeps two
//! trees of them in place of three. PostgreSQL asks its index for what is searched before it sorts: it took rows in the order
//! of their numbers to come by the first twenty of them, and read the whole table where there were fewer.
//!
//! Nothing that is kept changes, so nothing is indexed anew.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_000011_search_look_ups"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A step is taken whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_postgres = manager.get_connection().get_database_backend() == DatabaseBackend::Postgres;
        if is_postgres {
            dialect::run(manager, &FUNCTION.replace("{first}", " OFFSET 0")).await?;
        }
        let keyed = if is_postgres { "" } else { " WITHOUT ROWID," };
        dialect::run(manager, &UP.replace("{keyed}", keyed)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_connection().get_database_backend() == DatabaseBackend::Postgres {
            dialect::run(manager, &FUNCTION.replace("{first}", "")).await?;
        }
        dialect::run(manager, DOWN).await
    }
}

/// `OFFSET 0` keeps what stands around it, such as the order and the limit of a page, from what it reads.
const FUNCTION: &str = "
CREATE OR REPLACE FUNCTION search_index (asked text) RETURNS TABLE (rowid BIGINT) LANGUAGE sql STABLE AS
    'SELECT i.rowid FROM search_index i WHERE i.vector @@ CAST(asked AS tsquery){first}'
";

/// PostgreSQL's names of indexes are the schema's, so the old table goes before the new one has its own.
const UP: &str = "
CREATE TABLE name_beginning (
    person INT NOT NULL,
    start TEXT NOT NULL,
    name INT NOT NULL,
    place INT NOT NULL,
    PRIMARY KEY (person, start, name, place)){keyed};
INSERT INTO name_beginning (person, start, name, place)
    SELECT person, start, name, place FROM name_start ORDER BY person, start, name, place;
DROP TABLE name_start;
ALTER TABLE name_beginning RENAME TO name_start;
CREATE INDEX name_start_start ON name_start (start, person, name, place);
";

const DOWN: &str = "
CREATE TABLE name_beginning (
    name INT NOT NULL,
    place INT NOT NULL,
    person INT NOT NULL,
    start TEXT NOT NULL,
    PRIMARY KEY (name, place));
INSERT INTO name_beginning (name, place, person, start) SELECT name, place, person, start FROM name_start;
DROP TABLE name_start;
ALTER TABLE name_beginning RENAME TO name_start;
CREATE INDEX name_start_start ON name_start (start, person, name, place);
";
