//! The tables that the bench asks, as SeaORM has them: a column each, and what refers to what.

pub mod person {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub name: Option<String>,
        pub sort_name: String,
        pub birth_id: Option<i64>,
        pub death_id: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::event::Entity",
            from = "Column::BirthId",
            to = "super::event::Column::Id"
        )]
        Birth,
        #[sea_orm(
            belongs_to = "super::event::Entity",
            from = "Column::DeathId",
            to = "super::event::Column::Id"
        )]
        Death,
    }

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::event::Entity", def = "Relation::Birth.def()")]
        Birth,
        #[sea_orm(entity = "super::event::Entity", def = "Relation::Death.def()")]
        Death,
        #[sea_orm(
            entity = "super::external_key::Entity",
            def = "super::external_key::Relation::Person.def().rev()"
        )]
        Keys,
        #[sea_orm(
            entity = "super::person_name::Entity",
            def = "super::person_name::Relation::Person.def().rev()"
        )]
        Names,
        #[sea_orm(
            entity = "super::participation::Entity",
            def = "super::participation::Relation::Person.def().rev()"
        )]
        Participations,
        #[sea_orm(
            entity = "super::appearance::Entity",
            def = "super::appearance::Relation::Person.def().rev()"
        )]
        Appearances,
        #[sea_orm(
            entity = "super::attribution::Entity",
            def = "super::attribution::Relation::Person.def().rev()"
        )]
        Attributions,
    }
}

pub mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub kind: String,
        pub title: Option<String>,
        pub place: Option<String>,
        pub date_edtf: Option<String>,
        pub date_text: Option<String>,
        pub date_earliest: Option<i64>,
        pub date_latest: Option<i64>,
        pub sort_day: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(
            entity = "super::participation::Entity",
            def = "super::participation::Relation::Event.def().rev()"
        )]
        Participations,
    }
}

pub mod external_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "external_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub record_id: i64,
        pub key: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::person::Entity",
            from = "Column::RecordId",
            to = "super::person::Column::Id"
        )]
        Person,
    }

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::person::Entity", def = "Relation::Person.def()")]
        Person,
    }
}

pub mod person_name {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_name")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub person_id: i64,
        pub rank: i64,
        pub kind: Option<String>,
        pub text: String,
        pub language: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::person::Entity",
            from = "Column::PersonId",
            to = "super::person::Column::Id"
        )]
        Person,
    }

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::person::Entity", def = "Relation::Person.def()")]
        Person,
    }
}

pub mod participation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "participation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub event_id: i64,
        pub person_id: i64,
        pub role: String,
        pub sort_day: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::person::Entity",
            from = "Column::PersonId",
            to = "super::person::Column::Id"
        )]
        Person,
        #[sea_orm(
            belongs_to = "super::event::Entity",
            from = "Column::EventId",
            to = "super::event::Column::Id"
        )]
        Event,
    }

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::person::Entity", def = "Relation::Person.def()")]
        Person,
        #[sea_orm(entity = "super::event::Entity", def = "Relation::Event.def()")]
        Event,
    }
}

pub mod appearance {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "appearance")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: i64,
        pub passages: i64,
        pub sort_day: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::person::Entity",
            from = "Column::PersonId",
            to = "super::person::Column::Id"
        )]
        Person,
        #[sea_orm(
            belongs_to = "super::document::Entity",
            from = "Column::DocumentId",
            to = "super::document::Column::Id"
        )]
        Document,
    }

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::person::Entity", def = "Relation::Person.def()")]
        Person,
        #[sea_orm(entity = "super::document::Entity", def = "Relation::Document.def()")]
        Document,
    }
}

pub mod document {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub kind: String,
        pub title: Option<String>,
        pub date_edtf: Option<String>,
        pub text: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::mention::Entity", def = "super::mention::Relation::Document.def().rev()")]
        Mentions,
    }
}

pub mod mention {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mention")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub document_id: i64,
        pub person_id: i64,
        pub span_start: i64,
        pub span_end: i64,
        pub surface: String,
        pub prefix: String,
        pub suffix: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::document::Entity",
            from = "Column::DocumentId",
            to = "super::document::Column::Id"
        )]
        Document,
    }

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::document::Entity", def = "Relation::Document.def()")]
        Document,
    }
}

pub mod attribution {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attribution")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub quotation_id: i64,
        pub person_id: Option<i64>,
        pub role: String,
        pub status: String,
        pub sort_day: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::person::Entity",
            from = "Column::PersonId",
            to = "super::person::Column::Id"
        )]
        Person,
        #[sea_orm(
            belongs_to = "super::document::Entity",
            from = "Column::QuotationId",
            to = "super::document::Column::Id"
        )]
        Quotation,
    }

    impl ActiveModelBehavior for ActiveModel {}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelatedEntity)]
    pub enum RelatedEntity {
        #[sea_orm(entity = "super::person::Entity", def = "Relation::Person.def()")]
        Person,
        #[sea_orm(entity = "super::document::Entity", def = "Relation::Quotation.def()")]
        Quotation,
    }
}
