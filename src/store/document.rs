//! Articles, quotations, their mentions and attributions, and citations: the rows, as plain structs.

use super::{StoreError, Transaction};

pub use super::entity::appearance::Model as AppearanceRow;
pub use super::entity::article::Model as ArticleRow;
pub use super::entity::attribution::Model as AttributionRow;
pub use super::entity::citation::Model as CitationRow;
pub use super::entity::document::Model as DocumentRow;
pub use super::entity::mention::Model as MentionRow;
pub use super::entity::quotation::Model as QuotationRow;

impl Transaction {
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
        rows.iter()
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "scalars")?)))
            .collect()
    }
}
