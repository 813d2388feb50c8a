//! Languages of texts beyond the most usual one of each script: where an archive has none of them, a search need not look
//! for the stems that words have there.
//!
//! The service fills the table when it indexes records; it is derived, so it refers to nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_000009_search_language"
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
        dialect::run(manager, &TABLE.replace("{keyed}", keyed)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE search_language").await
    }
}

const TABLE: &str = "
CREATE TABLE search_language (
    language TEXT PRIMARY KEY){keyed}
";
