//! Whom a document's words were taken for at the first reading.

use sea_orm::entity::prelude::*;

/// A row of `habit_passage`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "habit_passage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub words: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    pub score: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
