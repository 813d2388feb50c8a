//! A passage that looks like a name and is nobody's.

use sea_orm::entity::prelude::*;

/// A row of `unresolved_name`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unresolved_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub span_start: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub span_end: i64,
    pub name: String,
    pub prefix: String,
    pub surface: String,
    pub suffix: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
