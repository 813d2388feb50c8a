//! The archive's schema, step by step, on SQLite and PostgreSQL.
//! Each step is one file with an `up` and a `down`; this crate knows only SQL.
//!
//! To add a step: write `mYYYYMMDD_NNNNNN_what.rs` beside the others, list it last in
//! [`Migrator::migrations`], and keep `down` the exact reverse of `up` (a test goes up, down, up).

use sea_orm_migration::prelude::MigrationTrait;
pub use sea_orm_migration::prelude::{MigratorTrait, async_trait};

mod dialect;
mod m20261123_000001_archive;
mod m20261123_000002_editing;
mod m20261123_000003_token;
mod m20261123_000004_history;
mod m20261123_000005_candidates;
mod m20261127_000006_parted;
mod m20261127_000007_linking;
mod m20261127_000008_search;
mod m20261128_000009_search_language;
mod m20261128_000010_person_fact;
mod m20261128_000011_search_look_ups;
mod m20261129_000012_one_tree;
mod m20261129_000013_date_length;

/// Every step, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_archive::Migration),
            Box::new(m20261123_000002_editing::Migration),
            Box::new(m20261123_000003_token::Migration),
            Box::new(m20261123_000004_history::Migration),
            Box::new(m20261123_000005_candidates::Migration),
            Box::new(m20261127_000006_parted::Migration),
            Box::new(m20261127_000007_linking::Migration),
            Box::new(m20261127_000008_search::Migration),
            Box::new(m20261128_000009_search_language::Migration),
            Box::new(m20261128_000010_person_fact::Migration),
            Box::new(m20261128_000011_search_look_ups::Migration),
            Box::new(m20261129_000012_one_tree::Migration),
            Box::new(m20261129_000013_date_length::Migration),
        ]
    }
}
