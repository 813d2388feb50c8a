//! A human being, or one that a source claims existed.

use sea_orm::entity::prelude::*;

/// A row of `person`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub name: Option<String>,
    pub sort_name: String,
    pub gender: Option<String>,
    pub description: Option<String>,
    pub birth_id: Option<i64>,
    pub death_id: Option<i64>,
    pub lifespan_edtf: Option<String>,
    pub lifespan_text: Option<String>,
    pub lifespan_calendar: Option<String>,
    pub lifespan_gregorian: Option<String>,
    pub lifespan_julian: Option<String>,
    pub lifespan_from: Option<String>,
    pub lifespan_to: Option<String>,
    pub lifespan_earliest: Option<i64>,
    pub lifespan_latest: Option<i64>,
    pub birth_sort_day: i64,
    pub death_sort_day: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
