//! What finding doubles needs: names taken apart, and keys that differ only by case or space.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend, Statement, Value};

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261123_000005_candidates"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A step is taken whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await?;
        take_apart(manager.get_connection()).await?;
        dialect::run(manager, INDEXES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

/// `signature`, `block` and `given` are what the service makes of a folded name when it writes one: its
/// words in order, last name and initial, first names.
const COLUMNS: &str = "
ALTER TABLE person_name ADD COLUMN signature TEXT NOT NULL DEFAULT '';
ALTER TABLE person_name ADD COLUMN block TEXT NOT NULL DEFAULT '';
ALTER TABLE person_name ADD COLUMN given TEXT NOT NULL DEFAULT '';
";

/// Made when the columns are filled, which is quicker.
const INDEXES: &str = "
CREATE INDEX person_name_signature ON person_name (signature, person_id);
CREATE INDEX person_name_block ON person_name (block, person_id);
CREATE INDEX external_key_alike ON external_key (kind, lower(replace(key, ' ', '')), record_id);
";

const DOWN: &str = "
DROP INDEX external_key_alike;
DROP INDEX person_name_block;
DROP INDEX person_name_signature;
ALTER TABLE person_name DROP COLUMN given;
ALTER TABLE person_name DROP COLUMN block;
ALTER TABLE person_name DROP COLUMN signature;
";

/// How many names are read and written at once.
const AT_ONCE: usize = 1000;

/// Fills the new columns of names that are there already.
async fn take_apart(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let mut after = i64::MIN;
    loop {
        let sql = format!(
            "SELECT id, folded FROM person_name WHERE id > {} AND (kind IS NULL OR kind <> 'DESCRIPTION') \
             ORDER BY id LIMIT {AT_ONCE}",
            place(backend, 0)
        );
        let names =
            connection.query_all_raw(Statement::from_sql_and_values(backend, sql, [after.into()])).await?;
        if names.is_empty() {
            return Ok(());
        }
        let mut values: Vec<Value> = Vec::with_capacity(names.len() * 4);
        for name in &names {
            after = name.try_get("", "id")?;
            let [signature, block, given] = parts(&name.try_get::<String>("", "folded")?);
            values.extend([after.into(), signature.into(), block.into(), given.into()]);
        }
        let rows: Vec<String> = (0..names.len()).map(|row| row_of_places(backend, row * 4)).collect();
        let sql = format!(
            "WITH made (id, signature, block, given) AS (VALUES {}) UPDATE person_name SET signature = made.signature, \
             block = made.block, given = made.given FROM made WHERE made.id = person_name.id",
            rows.join(", ")
        );
        connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
}

fn place(backend: DatabaseBackend, at: usize) -> String {
    match backend {
        DatabaseBackend::Postgres => format!("${}", at + 1),
        _ => format!("?{}", at + 1),
    }
}

fn row_of_places(backend: DatabaseBackend, first: usize) -> String {
    let places: Vec<String> = (first..first + 4).map(|at| place(backend, at)).collect();
    match backend {
        // What is only bound has no type of its own there.
        DatabaseBackend::Postgres => {
            format!("({}::bigint, {}::text, {}::text, {}::text)", places[0], places[1], places[2], places[3])
        }
        _ => format!("({})", places.join(", ")),
    }
}

/// A copy of what the service did when this step was written: steps never change.
fn parts(folded: &str) -> [String; 3] {
    const ORDINALS: &[&str] = &[
        "jr", "sr", "junior", "senior", "younger", "elder", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix",
    ];
    let (last, first) = folded.split_once(',').unwrap_or(("", folded));
    let mut words: Vec<String> = [first, last].iter().flat_map(|text| words(text)).collect();
    let mut ordinals: Vec<String> = Vec::new();
    if words.iter().any(|word| !ORDINALS.contains(&word.as_str())) {
        ordinals = words.extract_if(.., |word| ORDINALS.contains(&word.as_str())).collect();
    }
    let mut sorted: Vec<&str> = words.iter().chain(&ordinals).map(String::as_str).collect();
    sorted.sort_unstable();
    let signature = shortened(&sorted.join(" "));
    let surname = words.pop().unwrap_or_default();
    let given = shortened(&words.join(" "));
    let block = given.chars().next().map(|initial| shortened(&format!("{surname} {initial}")));
    [signature, block.unwrap_or_default(), given]
}

fn words(text: &str) -> Vec<String> {
    const IDLE: &[&str] = &[
        "the", "of", "and", "de", "da", "di", "do", "dos", "del", "della", "van", "von", "der", "den", "zu",
        "la", "le", "du", "des", "y", "e", "et", "ibn", "bin", "al", "el", "sir", "dame", "lord", "lady",
        "mr", "mrs", "ms", "miss", "dr", "prof", "rev", "saint", "st", "count", "countess", "baron",
        "baroness",
    ];
    let text = text.replace(['\'', '`', '´'], "");
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !IDLE.contains(word)).map(str::to_owned).collect()
}

fn shortened(text: &str) -> String {
    text[..text.floor_char_boundary(240)].to_owned()
}
