//! The tie of a quotation to who said it, or to whom.

use sea_orm::entity::prelude::*;

/// A row of `attribution`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attribution")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub quotation_id: i64,
    pub person_id: Option<i64>,
    pub rank: i64,
    pub role: String,
    pub status: String,
    pub note: Option<String>,
    pub sort_day: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
