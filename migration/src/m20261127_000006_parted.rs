//! Where claims were from that left their record, so that undoing that gives them back whole.

use sea_orm_migration::prelude::*;

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_000006_parted"
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

/// `parted_claim`: a claim that a merge had moved (see `moved_claim`) and that a revision took away or
/// rewrote: its kind and what made it the same claim, and the record it was made for or the person it named.
const UP: &str = "
CREATE TABLE parted_claim (
    id INT PRIMARY KEY,
    revision_id INT NOT NULL REFERENCES revision (id),
    kind TEXT NOT NULL,
    identity TEXT NOT NULL,
    home_id INT REFERENCES record (id),
    target_id INT REFERENCES record (id));
CREATE INDEX parted_claim_revision ON parted_claim (revision_id, id);
CREATE INDEX parted_claim_home ON parted_claim (home_id);
CREATE INDEX parted_claim_target ON parted_claim (target_id);
";

const DOWN: &str = "
DROP TABLE parted_claim;
";
