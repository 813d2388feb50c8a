//! A bulk insert by hand: every row of a finished archive into one that was only migrated, table by table, by prepared
//! statements in one transaction, with all indexes there from the beginning and foreign keys checked.
//!
//! Nobody else has the file open, so that no log is written beside it: in a long one SQLite looks for pages part by part.
//!
//! It reckons nothing: the rows are read as the service made them, those of the index for searching too. It is what
//! writing them costs.

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OpenFlags};

const PRAGMAS: &str = "
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = NORMAL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -65536;
PRAGMA mmap_size = 1099511627776;
PRAGMA temp_store = FILE;
";
/// Tables that hold rows of their own; what is written to a virtual table stands in these.
const TABLES: &str = "
SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seaql_migrations'
AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid";

/// Copies all rows from one file into the other; how many there were.
pub fn load(from: &str, into: &str) -> rusqlite::Result<u64> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut target = Connection::open(into)?;
    target.execute_batch(PRAGMAS)?;
    let tables: Vec<String> =
        source.prepare(TABLES)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let transaction = target.transaction()?;
    // Records refer to each other in both directions; all is checked at the end.
    transaction.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut copied = 0;
    for table in tables {
        // What a migration leaves there is in the finished archive too.
        transaction.execute(&format!("DELETE FROM \"{table}\""), [])?;
        copied += rows(&source, &transaction, &table)?;
    }
    transaction.commit()?;
    Ok(copied)
}

fn rows(source: &Connection, target: &Connection, table: &str) -> rusqlite::Result<u64> {
    let mut asked = source.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let columns = asked.column_count();
    let places = vec!["?"; columns].join(", ");
    let mut insert = target.prepare(&format!("INSERT INTO \"{table}\" VALUES ({places})"))?;
    let mut rows = asked.query([])?;
    let mut copied = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            insert.raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(row.get_ref(column)?))?;
        }
        insert.raw_execute()?;
        copied += 1;
    }
    Ok(copied)
}
