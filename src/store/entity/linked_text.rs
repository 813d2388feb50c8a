//! A document whose sure mentions are counted, by whom it is and from when, and whether its words are counted, too.

use sea_orm::entity::prelude::*;

/// A row of `linked_text`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "linked_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: i64,
    pub author: i64,
    pub year: i64,
    pub tallied: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
