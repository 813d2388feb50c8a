//! A passage of a document that names a person, with the words around it.

use sea_orm::entity::prelude::*;

/// A row of `mention`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub document_id: i64,
    pub person_id: i64,
    pub rank: i64,
    pub span_start: i64,
    pub span_end: i64,
    pub prefix: String,
    pub surface: String,
    pub suffix: String,
    pub status: String,
    pub score: Option<i64>,
    pub rule: Option<String>,
    pub form: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
