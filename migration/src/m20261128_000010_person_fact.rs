//! What the linker must know of a person, in one row: it reads hundreds of persons for a text, and looking each up in six
//! tables costs six times as much. It takes the place of `person_words`.
//!
//! `words`: the words of the person's names, taken apart. `birth` and `death`: the first day and the last of the lifespan.
//! `claims`: how many claims and participations there are, each up to 1000. `ties`: persons that it is tied to, by their
//! numbers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_000010_person_fact"
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
        let joined = if is_postgres { "string_agg" } else { "group_concat" };
        dialect::run(manager, &UP.replace("{joined}", joined)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE person_fact (
    person_id INT PRIMARY KEY REFERENCES person (id),
    words TEXT NOT NULL,
    gender TEXT NULL,
    birth INT NULL,
    death INT NULL,
    claims INT NOT NULL,
    ties TEXT NOT NULL);
INSERT INTO person_fact (person_id, words, gender, birth, death, claims, ties)
    SELECT p.id, coalesce((SELECT w.words FROM person_words w WHERE w.person_id = p.id), ''), p.gender,
        p.lifespan_earliest, p.lifespan_latest,
        (SELECT count(*) FROM (SELECT 1 FROM claim c WHERE c.record_id = p.id LIMIT 1000) one)
        + (SELECT count(*) FROM (SELECT 1 FROM participation q WHERE q.person_id = p.id LIMIT 1000) one),
        coalesce((SELECT {joined}(CAST(t.other AS text), ' ' ORDER BY t.other) FROM (
            SELECT r.related_id AS other FROM relation r WHERE r.person_id = p.id
            UNION SELECT r.person_id FROM relation r WHERE r.related_id = p.id) t), '')
    FROM person p JOIN record d ON d.id = p.id WHERE d.deleted = 0;
DROP TABLE person_words;
";

const DOWN: &str = "
CREATE TABLE person_words (
    person_id INT PRIMARY KEY REFERENCES person (id),
    words TEXT NOT NULL);
INSERT INTO person_words (person_id, words) SELECT person_id, words FROM person_fact;
DROP TABLE person_fact;
";
