//! Beginnings of names lie by person: whether a person has a better one is a look-up in one place, and SQLite keeps two
//! trees of them in place of three.
//!
//! Nothing that is kept changes, so nothing is indexed anew.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_000011_name_start"
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
        let keyed = if is_postgres { "" } else { " WITHOUT ROWID," };
        dialect::run(manager, &UP.replace("{keyed}", keyed)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

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
