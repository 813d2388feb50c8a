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

    /// What of the claims of these records is out of the ordinary: people made or changed them, or a
    /// merge moved them. The others are left out.
    pub async fn claim_marks(&self, record_ids: &[i64]) -> Result<Vec<ClaimMark>, StoreError> {
        if record_ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT c.id, c.origin, m.home_id, m.target_id FROM claim c LEFT JOIN moved_claim m ON m.id = c.id \
             WHERE c.record_id {} AND (c.origin <> $2 OR m.id IS NOT NULL)",
            self.one_of()
        );
        let binds = vec![self.bind_ids(record_ids), Value::from("import")];
        let rows = self.query(sql, binds).await?;
        rows.iter()
            .map(|row| {
                let origin: String = row.try_get("origin")?;
                Ok(ClaimMark {
                    id: row.try_get("id")?,
                    is_curated: origin != "import",
                    home_id: row.try_get::<Option<i64>>("home_id")?.unwrap_or(0),
                    target_id: row.try_get::<Option<i64>>("target_id")?.unwrap_or(0),
                })
            })
            .collect()
    }

    /// Notes that people made or changed these claims, in the batch `batch_id`.
    pub async fn mark_curated(&self, ids: &[i64], batch_id: i64) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let one_of = self.one_of();
        let sql = format!("UPDATE claim SET origin = 'curated', batch_id = $2 WHERE id {one_of}");
        self.execute(sql, vec![self.bind_ids(ids), batch_id.into()]).await?;
        Ok(())
    }

    /// Moves claims to the record `record_id`.
    pub async fn move_claims(&self, ids: &[i64], record_id: i64) -> Result<(), StoreError> {
        let sql = format!("UPDATE claim SET record_id = $2 WHERE id {}", self.one_of());
        self.execute(sql, vec![self.bind_ids(ids), record_id.into()]).await?;
        Ok(())
    }
}

/// What of a claim is out of the ordinary.
#[derive(Clone, Copy, Debug)]
pub struct ClaimMark {
    /// The claim.
    pub id: i64,
    /// Whether people made or changed it.
    pub is_curated: bool,
    /// The record it was made for, where a merge moved it; 0 otherwise.
    pub home_id: i64,
    /// The person it named before that one was merged; 0 otherwise.
    pub target_id: i64,
}
