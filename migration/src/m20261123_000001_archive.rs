//! The archive as it began: records, their claims, what the claims rest on, and the history of both.
//!
//! Every record and every claim has one row in `claim` whose id it shares, so that citations, ranks
//! and history refer to one real key. All ids come from one sequence.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261123_000001_archive"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A step is taken whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, sequence(manager)).await?;
        for table in TABLES {
            dialect::run(
                manager,
                &table
                    .replace("{date}", &date_columns("date"))
                    .replace("{lifespan}", &date_columns("lifespan")),
            )
            .await?;
        }
        dialect::run(manager, INDEXES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // In reverse: what refers goes before what is referred to. Indexes go with their tables.
        for table in TABLES.iter().rev() {
            let name = table.split_whitespace().nth(2).expect("each text begins CREATE TABLE name");
            dialect::run(manager, &format!("DROP TABLE {name}")).await?;
        }
        dialect::run(
            manager,
            match manager.get_connection().get_database_backend() {
                DatabaseBackend::Postgres => "DROP SEQUENCE claim_id",
                _ => "DROP TABLE claim_id",
            },
        )
        .await
    }
}

/// Where ids come from. SQLite has one writer, so a row that counts is enough; PostgreSQL has many.
fn sequence(manager: &SchemaManager<'_>) -> &'static str {
    match manager.get_connection().get_database_backend() {
        DatabaseBackend::Postgres => "CREATE SEQUENCE claim_id",
        _ => "CREATE TABLE claim_id (last_value INT NOT NULL );\nINSERT INTO claim_id VALUES (0)",
    }
}

/// The columns of a historical date: as given (EDTF, wording, calendar), in both calendars, and its
/// bounds as ISO 8601 days and as day numbers (days since 1970-01-01, proleptic Gregorian).
fn date_columns(prefix: &str) -> String {
    format!(
        "{prefix}_edtf TEXT , {prefix}_text TEXT , {prefix}_calendar TEXT , {prefix}_gregorian TEXT , \
         {prefix}_julian TEXT , {prefix}_from TEXT , {prefix}_to TEXT , {prefix}_earliest INT , {prefix}_latest INT ,"
    )
}

const TABLES: &[&str] = &[
    "CREATE TABLE batch (
        id INT PRIMARY KEY,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        label TEXT ,
        started_at TEXT NOT NULL,
        finished_at TEXT )",
    "CREATE TABLE claim (
        id INT PRIMARY KEY,
        kind TEXT NOT NULL,
        record_id INT NOT NULL REFERENCES claim (id),
        origin TEXT NOT NULL,
        batch_id INT NOT NULL REFERENCES batch (id))",
    "CREATE TABLE record (
        id INT PRIMARY KEY REFERENCES claim (id),
        kind TEXT NOT NULL,
        revision INT NOT NULL,
        curated TEXT NOT NULL DEFAULT '',
        import_hash TEXT ,
        import_revision INT )",
    "CREATE TABLE external_key (
        id INT PRIMARY KEY,
        record_id INT NOT NULL REFERENCES record (id),
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        UNIQUE (kind, key))",
    "CREATE TABLE revision (
        id INT PRIMARY KEY,
        record_id INT NOT NULL REFERENCES record (id),
        record_kind TEXT NOT NULL,
        record_key TEXT NOT NULL,
        number INT NOT NULL,
        batch_id INT NOT NULL REFERENCES batch (id),
        operation TEXT NOT NULL,
        at TEXT NOT NULL,
        before TEXT ,
        after TEXT ,
        UNIQUE (record_id, number))",
    "CREATE TABLE event (
        id INT PRIMARY KEY REFERENCES record (id),
        rank INT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT ,
        title_folded TEXT ,
        description TEXT ,
        place TEXT ,
        place_folded TEXT ,
        {date}
        sort_day INT NOT NULL,
        told_in_full INT NOT NULL)",
    "CREATE TABLE person (
        id INT PRIMARY KEY REFERENCES record (id),
        name TEXT ,
        sort_name TEXT NOT NULL,
        gender TEXT ,
        description TEXT ,
        birth_id INT REFERENCES event (id),
        death_id INT REFERENCES event (id),
        {lifespan}
        birth_sort_day INT NOT NULL,
        death_sort_day INT NOT NULL)",
    "CREATE TABLE person_name (
        id INT PRIMARY KEY REFERENCES claim (id),
        person_id INT NOT NULL REFERENCES person (id),
        rank INT NOT NULL,
        kind TEXT ,
        text TEXT NOT NULL,
        folded TEXT NOT NULL,
        language TEXT ,
        {date}
        note TEXT )",
    "CREATE TABLE identifier (
        id INT PRIMARY KEY REFERENCES claim (id),
        person_id INT NOT NULL REFERENCES person (id),
        rank INT NOT NULL,
        scheme TEXT NOT NULL,
        value TEXT NOT NULL)",
    "CREATE TABLE participation (
        id INT PRIMARY KEY REFERENCES claim (id),
        event_id INT NOT NULL REFERENCES event (id),
        person_id INT NOT NULL REFERENCES person (id),
        rank INT NOT NULL,
        role TEXT NOT NULL,
        note TEXT ,
        sort_day INT NOT NULL)",
    "CREATE TABLE relation (
        id INT PRIMARY KEY REFERENCES claim (id),
        person_id INT NOT NULL REFERENCES person (id),
        related_id INT NOT NULL REFERENCES person (id),
        rank INT NOT NULL,
        kind TEXT NOT NULL,
        {date}
        note TEXT )",
    "CREATE TABLE document (
        id INT PRIMARY KEY REFERENCES record (id),
        kind TEXT NOT NULL,
        title TEXT ,
        title_folded TEXT ,
        language TEXT ,
        {date}
        sort_day INT NOT NULL,
        text TEXT )",
    "CREATE TABLE article (
        id INT PRIMARY KEY REFERENCES document (id),
        author TEXT ,
        url TEXT ,
        license TEXT )",
    "CREATE TABLE quotation (
        id INT PRIMARY KEY REFERENCES document (id),
        work TEXT ,
        source_id INT REFERENCES article (id),
        source_start INT ,
        source_end INT ,
        occasion_id INT REFERENCES event (id),
        note TEXT )",
    "CREATE TABLE attribution (
        id INT PRIMARY KEY REFERENCES claim (id),
        quotation_id INT NOT NULL REFERENCES quotation (id),
        person_id INT REFERENCES person (id),
        rank INT NOT NULL,
        role TEXT NOT NULL,
        status TEXT NOT NULL,
        note TEXT ,
        sort_day INT NOT NULL)",
    "CREATE TABLE mention (
        id INT PRIMARY KEY REFERENCES claim (id),
        document_id INT NOT NULL REFERENCES document (id),
        person_id INT NOT NULL REFERENCES person (id),
        rank INT NOT NULL,
        span_start INT NOT NULL,
        span_end INT NOT NULL,
        prefix TEXT NOT NULL,
        surface TEXT NOT NULL,
        suffix TEXT NOT NULL)",
    "CREATE TABLE appearance (
        person_id INT NOT NULL REFERENCES person (id),
        document_id INT NOT NULL REFERENCES document (id),
        document_kind TEXT NOT NULL,
        passages INT NOT NULL,
        sort_day INT NOT NULL,
        PRIMARY KEY (person_id, document_id))",
    "CREATE TABLE citation (
        id INT PRIMARY KEY REFERENCES claim (id),
        claim_id INT NOT NULL REFERENCES claim (id),
        article_id INT NOT NULL REFERENCES article (id),
        rank INT NOT NULL,
        locator TEXT ,
        excerpt TEXT ,
        certainty TEXT ,
        note TEXT )",
];

/// Indexes end in the order of the edge they serve, so that reading an edge sorts nothing, and the hottest
/// go on with what the edge shows, so that the linking row itself is not read.
const INDEXES: &str = "
CREATE INDEX claim_record ON claim (record_id);
CREATE INDEX claim_batch ON claim (batch_id);
CREATE INDEX external_key_record ON external_key (record_id, id, key);
CREATE INDEX revision_batch ON revision (batch_id);
CREATE INDEX event_order ON event (sort_day, id);
CREATE INDEX event_kind_order ON event (kind, sort_day, id);
CREATE INDEX event_title ON event (title_folded, id);
CREATE INDEX event_place ON event (place_folded, sort_day, id);
CREATE INDEX person_name_order ON person (sort_name, id);
CREATE INDEX person_birth_order ON person (birth_sort_day, id);
CREATE INDEX person_death_order ON person (death_sort_day, id);
CREATE INDEX person_birth ON person (birth_id);
CREATE INDEX person_death ON person (death_id);
CREATE INDEX person_name_of_person ON person_name (person_id, rank, id);
CREATE INDEX person_name_folded ON person_name (folded, person_id);
CREATE INDEX identifier_of_person ON identifier (person_id, id);
CREATE INDEX identifier_value ON identifier (scheme, value, person_id);
CREATE INDEX participation_of_person ON participation (person_id, sort_day, id, event_id, role);
CREATE INDEX participation_of_event ON participation (event_id, id, person_id, role);
CREATE INDEX relation_of_person ON relation (person_id, id);
CREATE INDEX relation_of_related ON relation (related_id, id);
CREATE INDEX document_order ON document (sort_day, id);
CREATE INDEX document_kind_order ON document (kind, sort_day, id);
CREATE INDEX document_title ON document (title_folded, id);
CREATE INDEX quotation_source ON quotation (source_id, source_start, id);
CREATE INDEX quotation_occasion ON quotation (occasion_id, id);
CREATE INDEX attribution_of_quotation ON attribution (quotation_id, id);
CREATE INDEX attribution_of_person ON attribution (person_id, role, sort_day, id);
CREATE INDEX mention_of_document ON mention (document_id, span_start, id);
CREATE INDEX mention_of_person ON mention (person_id, document_id, span_start, id);
CREATE INDEX appearance_of_person ON appearance (person_id, sort_day, document_id, passages);
CREATE INDEX appearance_of_document ON appearance (document_id, person_id);
CREATE INDEX citation_of_claim ON citation (claim_id, id);
CREATE INDEX citation_of_article ON citation (article_id, id);
";
