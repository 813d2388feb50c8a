//! A person's part in an event.

use sea_orm::entity::prelude::*;

/// A row of `participation`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub event_id: i64,
    pub person_id: i64,
    pub rank: i64,
    pub role: String,
    pub note: Option<String>,
    pub sort_day: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
