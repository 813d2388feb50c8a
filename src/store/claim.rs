//! Numbers for records and claims, reserved in blocks, and the claims' rows.

use super::{Dialect, StoreError, Transaction};
use sea_orm::Value;

pub use super::entity::claim::Model as ClaimRow;

impl Transaction {
    /// Reserves `count` ids, ascending. On PostgreSQL ids that a rollback gives up are never used again.
    pub async fn reserve_ids(&self, count: usize) -> Result<Vec<i64>, StoreError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let count = i64::try_from(count).expect("no file asks for 2^63 ids");
        let sql = match self.dialect() {
            Dialect::Sqlite => "UPDATE claim_id SET last_value = last_value + $1 RETURNING last_value",
            // Nobody takes a number between the two calls: there is one writer at a time.
            Dialect::Postgres => "SELECT setval('claim_id', nextval('claim_id') + $1 - 1)",
        };
        let rows = self.query(sql.to_owned(), vec![count.into()]).await?;
        let last: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
        Ok((last - count + 1..=last).collect())
    }

    /// Which of `ids` people made or changed (`origin` is not `import`).
    pub async fn curated_claims(&self, record_ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        if record_ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT id FROM claim WHERE record_id {} AND origin <> $2", self.one_of());
        let binds = vec![self.bind_ids(record_ids), Value::from("import")];
        let rows = self.query(sql, binds).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}
