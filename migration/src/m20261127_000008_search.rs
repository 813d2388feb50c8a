//! The search index: tokens of each record, passages, and names by their beginnings, slips and sounds.
//!
//! The tables are filled by the service when it opens the archive: it alone knows how texts become tokens, and it
//! does so whenever these rules change (`search_rules` holds the number of those that the index was made by).
//! The tables hold nothing that is not derived, so they refer to nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_000008_search"
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
        dialect::run(manager, if is_postgres { POSTGRES } else { SQLITE }).await?;
        let keyed = if is_postgres { "" } else { " WITHOUT ROWID," };
        dialect::run(manager, &TABLES.replace("{keyed}", keyed)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        if manager.get_connection().get_database_backend() == DatabaseBackend::Postgres {
            dialect::run(manager, "DROP FUNCTION search_index (text)").await?;
        }
        dialect::run(manager, "DROP TABLE search_index").await
    }
}

/// Tokens come folded and separated by spaces, so what takes them apart need only leave them alone. Nothing of the
/// texts is kept: they are in the archive.
const SQLITE: &str = "CREATE VIRTUAL TABLE search_index USING fts5 (name, place, text, content = '', \
     contentless_delete = 1, tokenize = 'ascii')";

/// The function has the name and the form of what SQLite makes of its table, so that one text asks either. It is
/// written so that PostgreSQL puts it into the query and sees the index.
const POSTGRES: &str = "
CREATE TABLE search_index (rowid BIGINT PRIMARY KEY, vector tsvector NOT NULL);
CREATE INDEX search_index_vector ON search_index USING gin (vector);
CREATE FUNCTION search_index (asked text) RETURNS TABLE (rowid BIGINT) LANGUAGE sql STABLE AS
    'SELECT i.rowid FROM search_index i WHERE i.vector @@ CAST(asked AS tsquery)'
";

const TABLES: &str = "
CREATE TABLE search_text (
    id INT PRIMARY KEY,
    is_long INT NOT NULL,
    shadow TEXT NOT NULL);
CREATE TABLE name_word (
    word TEXT PRIMARY KEY,
    sound TEXT NOT NULL){keyed};
CREATE INDEX name_word_sound ON name_word (sound, word);
CREATE TABLE name_variant (
    variant TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (variant, word)){keyed};
CREATE TABLE name_start (
    name INT NOT NULL,
    place INT NOT NULL,
    person INT NOT NULL,
    start TEXT NOT NULL,
    PRIMARY KEY (name, place));
CREATE INDEX name_start_start ON name_start (start, person, name, place);
CREATE TABLE search_rules (
    rules INT NOT NULL);
INSERT INTO search_rules VALUES (0)
";

const DOWN: &str = "
DROP TABLE search_rules;
DROP TABLE name_start;
DROP TABLE name_variant;
DROP TABLE name_word;
DROP TABLE search_text;
";
