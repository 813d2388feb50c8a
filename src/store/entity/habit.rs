//! Whom an author's words were taken for in a year.

use sea_orm::entity::prelude::*;

/// A row of `habit`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "habit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub author: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub words: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    pub score: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
