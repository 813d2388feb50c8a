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

impl Transaction {
    /// The revisions of a record after the one numbered `number`, in their order.
    pub async fn revisions_after(&self, record_id: i64, number: i64) -> Result<Vec<RevisionRow>, StoreError> {
        let mut rows: Vec<RevisionRow> = self.load("record_id", &[record_id], "number").await?;
        rows.retain(|row| row.number > number);
        Ok(rows)
    }

    /// Says when a batch ended.
    pub async fn finish_batch(&self, id: i64, at: &str) -> Result<(), StoreError> {
        let sql = "UPDATE batch SET finished_at = $1 WHERE id = $2".to_owned();
        self.execute(sql, vec![Value::from(at), id.into()]).await?;
        Ok(())
    }
}
