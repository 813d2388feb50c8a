//! A name of a person.

use sea_orm::entity::prelude::*;

/// A row of `person_name`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub person_id: i64,
    pub rank: i64,
    pub kind: Option<String>,
    pub text: String,
    pub folded: String,
    pub signature: String,
    pub block: String,
    pub given: String,
    pub language: Option<String>,
    pub date_edtf: Option<String>,
    pub date_text: Option<String>,
    pub date_calendar: Option<String>,
    pub date_gregorian: Option<String>,
    pub date_julian: Option<String>,
    pub date_from: Option<String>,
    pub date_to: Option<String>,
    pub date_earliest: Option<i64>,
    pub date_latest: Option<i64>,
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
