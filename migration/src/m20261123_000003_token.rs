//! Tokens: what lets a caller do more than read, or read where that is not everybody's.

use sea_orm_migration::prelude::*;

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261123_000003_token"
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

/// `hash`: the SHA-256 of the token's secret, in hexadecimal; the secret itself is nowhere. Tokens have
/// numbers of their own and are never deleted: what was revoked stays in the list.
const UP: &str = "
CREATE TABLE token (
    id INT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT ,
    revoked_at TEXT );
";

const DOWN: &str = "
DROP TABLE token;
";
