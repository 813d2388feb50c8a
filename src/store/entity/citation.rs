//! Where a claim comes from.

use sea_orm::entity::prelude::*;

/// A row of `citation`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub claim_id: i64,
    pub article_id: i64,
    pub rank: i64,
    pub locator: Option<String>,
    pub excerpt: Option<String>,
    pub certainty: Option<String>,
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
