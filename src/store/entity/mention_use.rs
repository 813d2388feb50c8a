//! How often an author names a person beyond doubt in a year, and how familiarly.

use sea_orm::entity::prelude::*;

/// A row of `mention_use`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mention_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub author: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i64,
    pub passages: i64,
    pub called: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
