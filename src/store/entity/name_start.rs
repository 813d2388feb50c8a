//! A name of a person from one of its words on.

use sea_orm::entity::prelude::*;

/// A row of `name_start`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "name_start")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub start: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
