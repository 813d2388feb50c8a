//! A record's tokens in SQLite's index; PostgreSQL's table has others.

use sea_orm::entity::prelude::*;

/// A row of `search_index`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_index")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub rowid: i64,
    pub name: String,
    pub place: String,
    pub text: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
