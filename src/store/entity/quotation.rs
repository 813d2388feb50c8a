//! What only a quotation has.

use sea_orm::entity::prelude::*;

/// A row of `quotation`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quotation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub work: Option<String>,
    pub source_id: Option<i64>,
    pub source_start: Option<i64>,
    pub source_end: Option<i64>,
    pub occasion_id: Option<i64>,
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
