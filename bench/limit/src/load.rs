//! A bulk insert by hand: every row of a finished archive into one that was only migrated, table by table, by prepared
//! statements in one transaction, with all indexes there from the beginning and foreign keys checked.
//!
//! Nobody else has the file open, so that no log is written beside it: in a long one SQLite looks for pages part by part.
//!
//! It reckons nothing: the rows are read as the service made them, and so are the words that the indexes for searching are
//! given, which were taken out of the finished ones beforehand. It is what writing them costs.

use std::collections::BTreeMap;

use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, OpenFlags, params_from_iter};

const PRAGMAS: &str = "
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = NORMAL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -65536;
PRAGMA mmap_size = 1099511627776;
PRAGMA temp_store = FILE;
";
/// Tables that hold rows of their own, but for those in which FTS5 keeps its indexes.
const TABLES: &str = "
SELECT name FROM sqlite_schema t WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seaql_migrations'
AND sql NOT LIKE 'CREATE VIRTUAL%' AND NOT EXISTS (SELECT 1 FROM sqlite_schema v WHERE v.sql LIKE 'CREATE VIRTUAL%'
AND t.name IN (v.name || '_data', v.name || '_idx', v.name || '_docsize', v.name || '_config')) ORDER BY rowid";
/// Indexes of words.
const INDEXES: &str =
    "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%USING fts5%' ORDER BY rowid";

/// Takes the words of each index out into a file: a table of its name, with a row for each text.
pub fn words(archive: &str, into: &str) -> rusqlite::Result<()> {
    let source = Connection::open_with_flags(archive, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let target = Connection::open(into)?;
    target.execute_batch("PRAGMA synchronous = OFF; BEGIN")?;
    for index in names(&source, INDEXES)? {
        let columns = columns_of(&source, &index)?;
        let list = columns.join(", ");
        target.execute_batch(&format!("CREATE TABLE \"{index}\" (id INTEGER PRIMARY KEY, {list})"))?;
        let places = vec!["?"; columns.len() + 1].join(", ");
        let mut insert = target.prepare(&format!("INSERT INTO \"{index}\" VALUES ({places})"))?;
        source.execute_batch(&format!(
            "CREATE VIRTUAL TABLE temp.\"{index}_words\" USING fts5vocab (main, \"{index}\", instance)"
        ))?;
        let sql = format!("SELECT doc, col, term FROM temp.\"{index}_words\" ORDER BY doc, col, \"offset\"");
        let mut asked = source.prepare(&sql)?;
        let mut rows = asked.query([])?;
        let mut text = (0, BTreeMap::<usize, String>::new());
        let mut finish = |(id, mut words): (i64, BTreeMap<usize, String>)| {
            let texts =
                (0..columns.len()).map(|column| Value::Text(words.remove(&column).unwrap_or_default()));
            insert.execute(params_from_iter(std::iter::once(Value::Integer(id)).chain(texts)))
        };
        while let Some(row) = rows.next()? {
            let (id, column, word): (i64, Option<String>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if text.0 != id && !text.1.is_empty() {
                finish(std::mem::take(&mut text))?;
            }
            text.0 = id;
            // An index that keeps no places tells no columns either.
            let place =
                column.and_then(|column| columns.iter().position(|one| *one == format!("\"{column}\"")));
            let words = text.1.entry(place.unwrap_or(0)).or_default();
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&word);
        }
        if !text.1.is_empty() {
            finish(text)?;
        }
    }
    target.execute_batch("COMMIT")
}

/// Writes all rows of an archive, and the words that were taken out of its indexes, into one file; how many there were.
pub fn load(archive: &str, words: &str, into: &str) -> rusqlite::Result<u64> {
    let open = |path| Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let (source, words) = (open(archive)?, open(words)?);
    let mut target = Connection::open(into)?;
    target.execute_batch(PRAGMAS)?;
    let transaction = target.transaction()?;
    // Records refer to each other in both directions; all is checked at the end.
    transaction.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut written = 0;
    for table in names(&source, TABLES)? {
        // What a migration leaves there is in the finished archive too.
        transaction.execute(&format!("DELETE FROM \"{table}\""), [])?;
        let columns = columns_of(&source, &table)?;
        written += rows(&source, &transaction, &table, &columns.join(", "))?;
    }
    for index in names(&source, INDEXES)? {
        let columns = columns_of(&source, &index)?;
        written += rows(&words, &transaction, &index, &format!("rowid, {}", columns.join(", ")))?;
    }
    // The service leaves this one in one part, too.
    transaction.execute_batch("INSERT INTO search_index (search_index) VALUES ('optimize')")?;
    transaction.commit()?;
    Ok(written)
}

fn names(archive: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    archive.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn columns_of(archive: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT '\"' || name || '\"' FROM pragma_table_info(?)";
    archive.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
}

fn rows(source: &Connection, target: &Connection, table: &str, columns: &str) -> rusqlite::Result<u64> {
    let mut asked = source.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let count = asked.column_count();
    let places = vec!["?"; count].join(", ");
    let mut insert = target.prepare(&format!("INSERT INTO \"{table}\" ({columns}) VALUES ({places})"))?;
    let mut rows = asked.query([])?;
    let mut written = 0;
    while let Some(row) = rows.next()? {
        for column in 0..count {
            insert.raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(row.get_ref(column)?))?;
        }
        insert.raw_execute()?;
        written += 1;
    }
    Ok(written)
}
