//! Lines of an import that wait for what they refer to, in temporary tables of the import's connection.
//! They are part of its transaction, and gone with its connection.

use sea_orm::Value;

use super::record::json_pairs;
use super::{Dialect, StoreError, Transaction};
use crate::value::id::RecordKind;

/// A line that waits.
#[derive(Clone, Debug)]
pub struct WaitingLine {
    /// Its number in the file.
    pub line: i64,
    /// The record it tells of, as kind and key, and those that it makes, itself included.
    pub supplies: Vec<(RecordKind, String)>,
    /// What it refers to.
    pub references: Vec<(RecordKind, String)>,
    /// Whether it is told after all others: nothing refers to it, and it asks what the others say.
    pub is_late: bool,
    /// Whether it tells of places in a text that it does not tell itself.
    pub needs_text: bool,
    /// The record as JSON.
    pub record: String,
}

const TABLES: [&str; 9] = [
    "CREATE TEMP TABLE IF NOT EXISTS import_line (session BIGINT, line BIGINT, late BIGINT, needs_text BIGINT, record TEXT)",
    "CREATE TEMP TABLE IF NOT EXISTS import_supply (session BIGINT, line BIGINT, own BIGINT, kind TEXT, key TEXT)",
    "CREATE TEMP TABLE IF NOT EXISTS import_reference (session BIGINT, line BIGINT, kind TEXT, key TEXT)",
    "CREATE INDEX IF NOT EXISTS import_line_order ON import_line (session, late, line)",
    "CREATE INDEX IF NOT EXISTS import_line_number ON import_line (line)",
    "CREATE INDEX IF NOT EXISTS import_supply_line ON import_supply (line)",
    "CREATE INDEX IF NOT EXISTS import_supply_key ON import_supply (session, kind, key)",
    "CREATE INDEX IF NOT EXISTS import_reference_key ON import_reference (session, kind, key)",
    "CREATE INDEX IF NOT EXISTS import_reference_line ON import_reference (session, line)",
];

/// Holds for a reference `r` that neither the archive nor a waiting line of its session can meet.
const IS_MISSING: &str = "NOT EXISTS (SELECT 1 FROM external_key k JOIN record d ON d.id = k.record_id AND d.deleted = 0 \
     WHERE k.kind = r.kind AND k.key = r.key) \
     AND NOT EXISTS (SELECT 1 FROM import_supply s WHERE s.session = r.session AND s.kind = r.kind AND s.key = r.key)";

impl Transaction {
    /// Makes the tables, if this connection has none yet.
    pub async fn prepare_waiting(&self) -> Result<(), StoreError> {
        for table in TABLES {
            self.execute(table.to_owned(), Vec::new()).await?;
        }
        Ok(())
    }

    /// Sets lines aside.
    pub async fn wait(&self, session: i64, lines: &[WaitingLine]) -> Result<(), StoreError> {
        let flags = |line: &WaitingLine| (i64::from(line.is_late), i64::from(line.needs_text));
        let records: Vec<(i64, (i64, i64), &str)> =
            lines.iter().map(|line| (line.line, flags(line), line.record.as_str())).collect();
        let mut supplies = Vec::new();
        let mut references = Vec::new();
        for line in lines {
            for (index, (kind, key)) in line.supplies.iter().enumerate() {
                supplies.push((line.line, i64::from(index == 0), kind.as_str(), key));
            }
            references.extend(line.references.iter().map(|(kind, key)| (line.line, kind.as_str(), key)));
        }
        let json =
            |rows: serde_json::Result<String>| Value::String(Some(rows.expect("texts are always JSON")));
        let line = "CAST(value ->> 0 AS bigint)";
        for (table, columns, rows) in [
            (
                "import_line",
                format!(
                    "{line}, CAST(value -> 1 ->> 0 AS bigint), CAST(value -> 1 ->> 1 AS bigint), value ->> 2"
                ),
                json(serde_json::to_string(&records)),
            ),
            (
                "import_supply",
                format!("{line}, CAST(value ->> 1 AS bigint), value ->> 2, value ->> 3"),
                json(serde_json::to_string(&supplies)),
            ),
            (
                "import_reference",
                format!("{line}, value ->> 1, value ->> 2"),
                json(serde_json::to_string(&references)),
            ),
        ] {
            let each = self.json_elements("$2");
            let sql = format!("INSERT INTO {table} SELECT CAST($1 AS bigint), {columns} FROM {each}");
            self.execute(sql, vec![session.into(), rows]).await?;
        }
        Ok(())
    }

    /// Which of these records a waiting line tells of.
    pub async fn waited_for(
        &self,
        session: i64,
        keys: &[(RecordKind, &str)],
    ) -> Result<Vec<(RecordKind, String)>, StoreError> {
        let each = self.json_elements("$2");
        // The cross join tells SQLite the order: it would look through the whole list for each line that waits.
        let sql = format!(
            "SELECT DISTINCT s.kind, s.key FROM (SELECT value ->> 0 AS kind, value ->> 1 AS key FROM {each}) w \
             CROSS JOIN import_supply s WHERE s.session = $1 AND s.own = 1 AND s.kind = w.kind AND s.key = w.key"
        );
        let rows = self.query(sql, vec![session.into(), json_pairs(keys)]).await?;
        named(&rows)
    }

    /// Some lines after the line `after` that refer to nothing: neither in the archive nor among those that wait.
    pub async fn hopeless_lines(
        &self,
        session: i64,
        after: i64,
        count: i64,
    ) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = format!(
            "SELECT l.line, l.record FROM import_line l WHERE l.session = $1 AND l.line > $2 AND EXISTS \
             (SELECT 1 FROM import_reference r WHERE r.session = l.session AND r.line = l.line AND {IS_MISSING}) \
             ORDER BY l.line LIMIT $3"
        );
        let rows = self.query(sql, vec![session.into(), after.into(), count.into()]).await?;
        rows.iter().map(|row| Ok((row.try_get("line")?, row.try_get("record")?))).collect()
    }

    /// The waiting lines, in their order, of articles that are not in the archive and of which a line
    /// tells places in a text that it does not tell itself.
    pub async fn lines_without_text(&self, session: i64) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT l.line, l.record FROM import_line l \
             JOIN import_supply s ON s.session = l.session AND s.line = l.line AND s.own = 1 \
             WHERE l.session = $1 AND s.key IN (SELECT o.key FROM import_line n \
             JOIN import_supply o ON o.session = n.session AND o.line = n.line AND o.own = 1 \
             WHERE n.session = $1 AND n.needs_text = 1) AND s.kind = 'article' AND NOT EXISTS \
             (SELECT 1 FROM external_key k WHERE k.kind = s.kind AND k.key = s.key) ORDER BY l.line";
        let rows = self.query(sql.to_owned(), vec![session.into()]).await?;
        rows.iter().map(|row| Ok((row.try_get("line")?, row.try_get("record")?))).collect()
    }

    /// What these lines refer to in vain.
    pub async fn missing_references(
        &self,
        session: i64,
        lines: &[i64],
    ) -> Result<Vec<(i64, RecordKind, String)>, StoreError> {
        let one_of = self.one_of();
        let sql = format!(
            "SELECT r.line, r.kind, r.key FROM import_reference r \
             WHERE r.line {one_of} AND r.session = $2 AND {IS_MISSING}"
        );
        let rows = self.query(sql, vec![self.bind_ids(lines), session.into()]).await?;
        let names = named(&rows)?;
        let lines: Result<Vec<i64>, StoreError> = rows.iter().map(|row| Ok(row.try_get("line")?)).collect();
        Ok(lines?.into_iter().zip(names).map(|(line, (kind, key))| (line, kind, key)).collect())
    }

    /// Forgets lines.
    pub async fn stop_waiting(&self, session: i64, lines: &[i64]) -> Result<(), StoreError> {
        let one_of = self.one_of();
        for table in ["import_line", "import_supply", "import_reference"] {
            let sql = format!("DELETE FROM {table} WHERE line {one_of} AND session = $2");
            self.execute(sql, vec![self.bind_ids(lines), session.into()]).await?;
        }
        Ok(())
    }

    /// Some records that waiting lines make and waiting lines refer to, and that are not there yet: those that come after
    /// the kind and key `after`.
    pub async fn wanted_records(
        &self,
        session: i64,
        after: (&str, &str),
        count: i64,
    ) -> Result<Vec<(RecordKind, String)>, StoreError> {
        let sql = "SELECT DISTINCT s.kind, s.key FROM import_supply s WHERE s.session = $1 AND s.kind <> 'quotation' \
             AND (s.kind, s.key) > ($2, $3) AND EXISTS (SELECT 1 FROM import_reference r WHERE r.session = s.session AND r.kind = s.kind AND r.key = s.key) \
             AND NOT EXISTS (SELECT 1 FROM external_key k WHERE k.kind = s.kind AND k.key = s.key) \
             ORDER BY s.kind, s.key LIMIT $4";
        let binds = vec![session.into(), after.0.into(), after.1.into(), count.into()];
        let rows = self.query(sql.to_owned(), binds).await?;
        named(&rows)
    }

    /// The next waiting lines after the line `after`, late ones or the others: their numbers and the
    /// lengths of their records.
    pub async fn waiting_lines(
        &self,
        session: i64,
        is_late: bool,
        after: i64,
        count: i64,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "SELECT line, CAST(length(record) AS bigint) AS size FROM import_line \
             WHERE session = $1 AND late = $2 AND line > $3 ORDER BY line LIMIT $4";
        let binds = vec![session.into(), i64::from(is_late).into(), after.into(), count.into()];
        let rows = self.query(sql.to_owned(), binds).await?;
        rows.iter().map(|row| Ok((row.try_get("line")?, row.try_get("size")?))).collect()
    }

    /// The records of these waiting lines, in the order of the lines.
    pub async fn waiting_records(
        &self,
        session: i64,
        lines: &[i64],
    ) -> Result<Vec<(i64, String)>, StoreError> {
        let one_of = self.one_of();
        let sql = format!(
            "SELECT line, record FROM import_line WHERE line {one_of} AND session = $2 ORDER BY line"
        );
        let rows = self.query(sql, vec![self.bind_ids(lines), session.into()]).await?;
        rows.iter().map(|row| Ok((row.try_get("line")?, row.try_get("record")?))).collect()
    }

    /// Forgets every line of a session.
    pub async fn end_waiting(&self, session: i64) -> Result<(), StoreError> {
        for table in ["import_line", "import_supply", "import_reference"] {
            let sql = format!("DELETE FROM {table} WHERE session = $1");
            self.execute(sql, vec![session.into()]).await?;
        }
        Ok(())
    }

    /// The elements of a bound JSON array, each as `value`.
    pub(super) fn json_elements(&self, bind: &str) -> String {
        match self.dialect() {
            Dialect::Sqlite => format!("json_each({bind})"),
            Dialect::Postgres => format!("json_array_elements(CAST({bind} AS json))"),
        }
    }
}

fn named(rows: &[super::sqlite::Fetched]) -> Result<Vec<(RecordKind, String)>, StoreError> {
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get("kind")?;
            let kind = kind.parse().expect("kinds are written by this program");
            Ok((kind, row.try_get("key")?))
        })
        .collect()
}
