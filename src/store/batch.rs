//! Batches, what changed together, and revisions, what changed in each record.

use sea_orm::Value;

use super::{Store, StoreError, Transaction};

pub use super::entity::batch::Model as BatchRow;
pub use super::entity::revision::Model as RevisionRow;

impl Store {
    /// Whether the archive holds any record.
    pub async fn has_records(&self) -> Result<bool, StoreError> {
        use sea_orm::ConnectionTrait;
        let writer = self.writer();
        let sql = "SELECT 1 FROM record LIMIT 1".to_owned();
        let statement = sea_orm::Statement::from_string(writer.get_database_backend(), sql);
        Ok(writer.query_one_raw(statement).await?.is_some())
    }
}

/// How many later revisions of a record are looked at.
pub const LATER_MAX: i64 = 1000;

impl Transaction {
    /// The revisions of a record after the one numbered `number`, in their order; the first thousand of them.
    pub async fn revisions_after(&self, record_id: i64, number: i64) -> Result<Vec<RevisionRow>, StoreError> {
        let sql = "SELECT id FROM revision WHERE record_id = $1 AND number > $2 ORDER BY number LIMIT $3"
            .to_owned();
        let rows = self.query(sql, vec![record_id.into(), number.into(), LATER_MAX.into()]).await?;
        let ids: Result<Vec<i64>, StoreError> = rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect();
        self.load("id", &ids?, "number").await
    }

    /// Some revisions of a batch, those that deleted records or the others, the newest first, from below `before`.
    pub async fn revisions_of_batch(
        &self,
        batch_id: i64,
        deletions: bool,
        before: i64,
        count: i64,
    ) -> Result<Vec<RevisionRow>, StoreError> {
        let after = if deletions { "IS NULL" } else { "IS NOT NULL" };
        let sql = format!(
            "SELECT id FROM revision WHERE batch_id = $1 AND after {after} AND id < $2 ORDER BY id DESC LIMIT $3"
        );
        let rows = self.query(sql, vec![batch_id.into(), before.into(), count.into()]).await?;
        let ids: Result<Vec<i64>, StoreError> = rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect();
        self.load("id", &ids?, "id DESC").await
    }

    /// Says when a batch ended.
    pub async fn finish_batch(&self, id: i64, at: &str) -> Result<(), StoreError> {
        let sql = "UPDATE batch SET finished_at = $1 WHERE id = $2".to_owned();
        self.execute(sql, vec![Value::from(at), id.into()]).await?;
        Ok(())
    }
}
