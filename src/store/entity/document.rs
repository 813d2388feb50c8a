//! What mentions people: what articles and quotations share.

use sea_orm::entity::prelude::*;

/// A row of `document`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: String,
    pub title: Option<String>,
    pub title_folded: Option<String>,
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
    pub date_length: Option<i64>,
    pub sort_day: i64,
    pub text: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
