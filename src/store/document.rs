//! Articles, quotations, their mentions and attributions, and citations: the rows, as plain structs.

use super::{Dialect, StoreError, Transaction};

pub use super::entity::appearance::Model as AppearanceRow;
pub use super::entity::article::Model as ArticleRow;
pub use super::entity::attribution::Model as AttributionRow;
pub use super::entity::citation::Model as CitationRow;
pub use super::entity::document::Model as DocumentRow;
pub use super::entity::mention::Model as MentionRow;
pub use super::entity::quotation::Model as QuotationRow;

impl Transaction {
    /// Deletes appearances by person and document.
    pub async fn delete_appearances(&self, pairs: &[(i64, i64)]) -> Result<(), StoreError> {
        if pairs.is_empty() {
            return Ok(());
        }
        let pairs = serde_json::to_string(pairs).expect("numbers are always JSON");
        let wanted = match self.dialect() {
            Dialect::Sqlite => "SELECT value ->> 0, value ->> 1 FROM json_each($1)",
            Dialect::Postgres => {
                "SELECT CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS bigint) \
                 FROM json_array_elements(CAST($1 AS json))"
            }
        };
        let sql = format!("DELETE FROM appearance WHERE (person_id, document_id) IN ({wanted})");
        self.execute(sql, vec![pairs.into()]).await?;
        Ok(())
    }

    /// How many Unicode scalar values the text of each of these documents has; none without a text.
    pub async fn text_lengths(&self, document_ids: &[i64]) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
        if document_ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT id, CAST(length(text) AS bigint) AS scalars FROM document WHERE id {}",
            self.one_of()
        );
        let rows = self.query(sql, vec![self.bind_ids(document_ids)]).await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, row.try_get("scalars")?))).collect()
    }
}
