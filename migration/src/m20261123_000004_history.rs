//! What reading history needs: the changes of a batch in their order.

use sea_orm_migration::prelude::*;

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261123_000004_history"
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

/// A batch may have a million changes: its pages are read from the index, not sorted.
const UP: &str = "
DROP INDEX revision_batch;
CREATE INDEX revision_of_batch ON revision (batch_id, id);
";

const DOWN: &str = "
DROP INDEX revision_of_batch;
CREATE INDEX revision_batch ON revision (batch_id);
";
