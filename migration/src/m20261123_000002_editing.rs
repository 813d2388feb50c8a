//! What editing needs: records that were deleted or merged, claims that a merge moved, and what people
//! took away that imports had given.

use sea_orm_migration::prelude::*;

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261123_000002_editing"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A step is taken whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

/// `record.deleted`: 0 there, 1 deleted by people, 2 its making undone (an import may make it again).
/// `merger`: a person that became part of another (`into_id`), and where it is now (`moved_to`, which
/// differs where that one was merged in turn).
/// `moved_key` and `moved_claim`: what a merge moved, and the record that it was given to or made for
/// (`home_id`); of a claim that names a person, the one it named before that was merged (`target_id`).
/// `withdrawal`: what people took away from a record that an import had given, by its kind and by what
/// makes it the same claim, so that no import brings it back.
const UP: &str = "
ALTER TABLE record ADD COLUMN deleted INT NOT NULL DEFAULT 0;
CREATE TABLE merger (
    id INT PRIMARY KEY REFERENCES record (id),
    into_id INT NOT NULL REFERENCES record (id),
    moved_to INT NOT NULL REFERENCES record (id),
    batch_id INT NOT NULL REFERENCES batch (id));
CREATE TABLE moved_key (
    id INT PRIMARY KEY REFERENCES external_key (id),
    home_id INT NOT NULL REFERENCES record (id));
CREATE TABLE moved_claim (
    id INT PRIMARY KEY REFERENCES claim (id),
    home_id INT REFERENCES record (id),
    target_id INT REFERENCES record (id));
CREATE TABLE withdrawal (
    id INT PRIMARY KEY,
    record_id INT NOT NULL REFERENCES record (id),
    kind TEXT NOT NULL,
    identity TEXT NOT NULL,
    batch_id INT NOT NULL REFERENCES batch (id));
CREATE INDEX merger_into ON merger (into_id, id);
CREATE INDEX merger_moved_to ON merger (moved_to, id);
CREATE INDEX merger_batch ON merger (batch_id);
CREATE INDEX moved_key_home ON moved_key (home_id, id);
CREATE INDEX moved_claim_home ON moved_claim (home_id, id);
CREATE INDEX moved_claim_target ON moved_claim (target_id, id);
CREATE INDEX withdrawal_record ON withdrawal (record_id, id);
CREATE INDEX withdrawal_batch ON withdrawal (batch_id);
";

const DOWN: &str = "
DROP TABLE withdrawal;
DROP TABLE moved_claim;
DROP TABLE moved_key;
DROP TABLE merger;
ALTER TABLE record DROP COLUMN deleted;
";
