//! One SQL text for two databases: the few words that differ are written as tokens and replaced here.
//! It knows types and table options, nothing of the archive.

use sea_orm_migration::prelude::{DbErr, SchemaManager};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

/// Runs each statement of `script` (they end in `;` at the end of a line).
///
/// `INT` is a 64-bit integer and `TEXT` text that compares by code point on both databases (SQLite's
/// BINARY, PostgreSQL's "C"), so that both sort alike. SQLite's tables are STRICT: a wrong type is
/// an error when it is written, not when it is read. `WITHOUT ROWID` behind a table keeps it in the order of its
/// key on SQLite, and says nothing on PostgreSQL.
pub async fn run(manager: &SchemaManager<'_>, script: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let sqlite = connection.get_database_backend() == DatabaseBackend::Sqlite;
    for statement in script.split(";\n").map(str::trim).filter(|text| !text.is_empty()) {
        connection.execute_unprepared(&translate(statement, sqlite)).await?;
    }
    Ok(())
}

fn translate(statement: &str, sqlite: bool) -> String {
    let (statement, options) = match statement.strip_suffix(" WITHOUT ROWID") {
        Some(statement) => (statement, " STRICT, WITHOUT ROWID"),
        None => (statement, " STRICT"),
    };
    if !sqlite {
        return statement.replace(" INT ", " BIGINT ").replace(" TEXT ", " TEXT COLLATE \"C\" ");
    }
    let is_table = statement.starts_with("CREATE TABLE");
    format!("{}{}", statement.replace(" INT ", " INTEGER "), if is_table { options } else { "" })
}
