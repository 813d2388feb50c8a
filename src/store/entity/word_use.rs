//! A word and how it stands in all documents.

use sea_orm::entity::prelude::*;

/// A row of `word_use`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "word_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    pub small: i64,
    pub capital: i64,
    pub determined: i64,
    pub placed: i64,
    pub dotted: i64,
    pub named: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
