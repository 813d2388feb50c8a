//! A claim that a merge had moved and that a revision took from its record.

use sea_orm::entity::prelude::*;

/// A row of `parted_claim`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parted_claim")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub revision_id: i64,
    pub kind: String,
    pub identity: String,
    pub home_id: Option<i64>,
    pub target_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
