//! How long the dates of events and documents may last, so that what overlaps a stretch of time is found by an index.
//!
//! `date_length` is the least of a few lengths in days that a date does not exceed from its first day to its last: what
//! overlaps a stretch and is no longer than that begins no earlier than so long before it. -1 stands for what is open at its
//! beginning and sorts by its end, 4000000000000 for what is longer than all of them, or open at its end. What has no day has
//! none.
//!
//! Beside that, events and documents are kept in the order of their titles, those without one first, as lists by title have
//! them: `event_title` and `document_title` have none of those at their place.

use sea_orm_migration::prelude::*;

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000013_date_length"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A step is taken whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["event", "document"] {
            dialect::run(manager, &COLUMN.replace("{table}", table)).await?;
        }
        dialect::run(manager, INDEXES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const COLUMN: &str = "
ALTER TABLE {table} ADD COLUMN date_length INT NULL;
UPDATE {table} SET date_length = CASE
    WHEN date_earliest = -4000000000000 THEN -1
    WHEN date_latest - date_earliest <= 0 THEN 0
    WHEN date_latest - date_earliest <= 31 THEN 31
    WHEN date_latest - date_earliest <= 366 THEN 366
    WHEN date_latest - date_earliest <= 1830 THEN 1830
    WHEN date_latest - date_earliest <= 9150 THEN 9150
    WHEN date_latest - date_earliest <= 36600 THEN 36600
    WHEN date_latest - date_earliest <= 183000 THEN 183000
    ELSE 4000000000000 END
    WHERE date_earliest IS NOT NULL;
";

/// What follows the order is what a look must see beside, so that no row is read that is not on the page.
const INDEXES: &str = "
CREATE INDEX event_length ON event (date_length, sort_day, id, date_latest, kind);
CREATE INDEX event_kind_length ON event (kind, date_length, sort_day, id, date_latest);
CREATE INDEX document_length ON document (date_length, sort_day, id, date_latest, kind);
CREATE INDEX event_title_order ON event (coalesce(title_folded, ''), id);
CREATE INDEX document_title_order ON document (coalesce(title_folded, ''), id);
";

const DOWN: &str = "
DROP INDEX event_length;
DROP INDEX event_kind_length;
DROP INDEX document_length;
DROP INDEX event_title_order;
DROP INDEX document_title_order;
ALTER TABLE event DROP COLUMN date_length;
ALTER TABLE document DROP COLUMN date_length;
";
