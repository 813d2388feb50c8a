//! What the linker must know of a person, in one row.

use sea_orm::entity::prelude::*;

/// A row of `person_fact`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    pub words: String,
    pub gender: Option<String>,
    pub birth: Option<i64>,
    pub death: Option<i64>,
    pub claims: i64,
    pub ties: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
