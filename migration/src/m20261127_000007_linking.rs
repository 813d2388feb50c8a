//! Mentions that the service finds by itself: how sure it is, whom else it thought of, what people say of it,
//! and names that nobody bears yet.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_000007_linking"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A step is taken whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(KEYS_INDEX[usize::from(!is_sqlite(manager))]).await?;
        if !is_sqlite(manager) {
            connection
                .execute_unprepared("CREATE INDEX document_key_keys ON document_key USING gin (keys)")
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

fn is_sqlite(manager: &SchemaManager) -> bool {
    manager.get_connection().get_database_backend() == DatabaseBackend::Sqlite
}

/// The keys of the words of each document, to be found by: on SQLite and on PostgreSQL. A key is a token of sixteen
/// hexadecimal digits, so that neither database takes it apart.
const KEYS_INDEX: [&str; 2] = [
    "CREATE VIRTUAL TABLE document_key USING fts5 (keys, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')",
    "CREATE TABLE document_key (document_id BIGINT PRIMARY KEY REFERENCES document (id), keys tsvector NOT NULL)",
];

/// `mention.status`: `confirmed` and `rejected` as people and files say, `candidate` as the service found it, with a
/// score of 1000 and the rule that found it; `form` is what its words are looked up by.
/// `person_form`: what a person may be called in a text, by the form that is looked up; `how` and `weight` as the
/// linker has them. `person_words`: the words of a person's names, taken apart. `candidate`: whom a passage may name, best
/// first. `unresolved_name`: passages that look like names and are nobody's; `name_count` counts them (`rarity` is the
/// number below zero: the most frequent first). `word_use`: how often a word stands in the texts of `linked_text` that are
/// `tallied`: with a small letter, with a capital, behind an article, behind a preposition of place, with a full stop,
/// behind a given name. `sure_mention`: whom a document names beyond doubt, and how often; `mention_use` sums that up by
/// the author and the year of the documents, and by anybody at any time (author -1). `habit_passage`: whom a document's
/// words were taken for at the first reading; `habit` sums that up. `pending_link`: who and what is to be looked at again:
/// at stage 0 persons, 1 documents to be counted, 2 to be read for the first time, 3 to be decided, 4 whose words are to
/// be counted. `link_state`: one row, whose number grows whenever mentions are found.
const UP: &str = "
ALTER TABLE mention ADD COLUMN status TEXT NOT NULL DEFAULT 'confirmed';
ALTER TABLE mention ADD COLUMN score INT NULL;
ALTER TABLE mention ADD COLUMN rule TEXT NULL;
ALTER TABLE mention ADD COLUMN form TEXT NOT NULL DEFAULT '';
CREATE INDEX mention_form ON mention (form, id, person_id) WHERE status = 'confirmed';
CREATE TABLE person_form (
    person_id INT NOT NULL REFERENCES person (id),
    form TEXT NOT NULL,
    how INT NOT NULL,
    weight INT NOT NULL,
    PRIMARY KEY (person_id, form, how));
CREATE INDEX person_form_form ON person_form (form, person_id, how, weight);
CREATE TABLE person_words (
    person_id INT PRIMARY KEY REFERENCES person (id),
    words TEXT NOT NULL);
CREATE TABLE candidate (
    document_id INT NOT NULL REFERENCES document (id),
    span_start INT NOT NULL,
    span_end INT NOT NULL,
    place INT NOT NULL,
    person_id INT NOT NULL REFERENCES person (id),
    score INT NOT NULL,
    rule TEXT NOT NULL,
    surface TEXT NOT NULL,
    PRIMARY KEY (document_id, span_start, span_end, place));
CREATE INDEX candidate_person ON candidate (person_id, document_id);
CREATE TABLE unresolved_name (
    document_id INT NOT NULL REFERENCES document (id),
    span_start INT NOT NULL,
    span_end INT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    surface TEXT NOT NULL,
    suffix TEXT NOT NULL,
    PRIMARY KEY (document_id, span_start, span_end));
CREATE INDEX unresolved_name_name ON unresolved_name (name, document_id, span_start);
CREATE TABLE name_count (
    name TEXT PRIMARY KEY,
    passages INT NOT NULL,
    rarity INT NOT NULL,
    surface TEXT NOT NULL);
CREATE INDEX name_count_rarity ON name_count (rarity, name);
CREATE TABLE linked_text (
    document_id INT PRIMARY KEY REFERENCES document (id),
    author INT NOT NULL,
    year INT NOT NULL,
    tallied INT NOT NULL);
CREATE TABLE sure_mention (
    document_id INT NOT NULL REFERENCES document (id),
    person_id INT NOT NULL REFERENCES person (id),
    passages INT NOT NULL,
    called INT NOT NULL,
    PRIMARY KEY (document_id, person_id));
CREATE INDEX sure_mention_person ON sure_mention (person_id, document_id);
CREATE TABLE mention_use (
    person_id INT NOT NULL REFERENCES person (id),
    author INT NOT NULL,
    year INT NOT NULL,
    passages INT NOT NULL,
    called INT NOT NULL,
    PRIMARY KEY (person_id, author, year));
CREATE INDEX mention_use_author ON mention_use (author, year, person_id, passages) WHERE author > 0;
CREATE TABLE habit_passage (
    document_id INT NOT NULL REFERENCES document (id),
    words TEXT NOT NULL,
    person_id INT NOT NULL REFERENCES person (id),
    score INT NOT NULL,
    PRIMARY KEY (document_id, words, person_id));
CREATE INDEX habit_passage_person ON habit_passage (person_id, document_id);
CREATE TABLE habit (
    author INT NOT NULL,
    words TEXT NOT NULL,
    year INT NOT NULL,
    person_id INT NOT NULL REFERENCES person (id),
    score INT NOT NULL,
    PRIMARY KEY (author, words, year, person_id));
CREATE INDEX habit_person ON habit (person_id);
CREATE TABLE word_use (
    word TEXT PRIMARY KEY,
    small INT NOT NULL,
    capital INT NOT NULL,
    determined INT NOT NULL,
    placed INT NOT NULL,
    dotted INT NOT NULL,
    named INT NOT NULL);
CREATE TABLE pending_link (
    id INT PRIMARY KEY REFERENCES record (id),
    stage INT NOT NULL);
CREATE INDEX pending_link_stage ON pending_link (stage, id);
CREATE TABLE link_state (
    id INT PRIMARY KEY,
    number INT NOT NULL);
INSERT INTO link_state (id, number) VALUES (1, 0);
INSERT INTO pending_link (id, stage) SELECT id, CASE kind WHEN 'person' THEN 0 ELSE 1 END FROM record WHERE kind IN ('person', 'article', 'quotation') AND deleted = 0;
";

const DOWN: &str = "
DROP TABLE link_state;
DROP TABLE pending_link;
DROP TABLE word_use;
DROP TABLE document_key;
DROP TABLE habit;
DROP TABLE habit_passage;
DROP TABLE mention_use;
DROP TABLE sure_mention;
DROP TABLE linked_text;
DROP TABLE name_count;
DROP TABLE unresolved_name;
DROP TABLE candidate;
DROP TABLE person_words;
DROP TABLE person_form;
DROP INDEX mention_form;
DELETE FROM citation WHERE claim_id IN (SELECT id FROM mention WHERE status <> 'confirmed');
DELETE FROM moved_claim WHERE id IN (SELECT id FROM mention WHERE status <> 'confirmed');
DELETE FROM mention WHERE status <> 'confirmed';
DELETE FROM claim WHERE kind = 'mention' AND NOT EXISTS (SELECT 1 FROM mention m WHERE m.id = claim.id);
ALTER TABLE mention DROP COLUMN form;
ALTER TABLE mention DROP COLUMN rule;
ALTER TABLE mention DROP COLUMN score;
ALTER TABLE mention DROP COLUMN status;
";
