//! Whom a passage may name, as the service found it.

use sea_orm::entity::prelude::*;

/// A row of `candidate`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "candidate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub span_start: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub span_end: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    pub person_id: i64,
    pub score: i64,
    pub rule: String,
    pub surface: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
