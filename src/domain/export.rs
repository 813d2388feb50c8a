//! Export: the whole archive as lines that an import takes, page by page, so that memory does not grow
//! with it. What is written is the archive at one moment, whatever others write meanwhile.

use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::Archive;
use super::load::load;
use crate::store::{StoreError, Transaction};
use crate::value::id::RecordKind;

/// What an export wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportSummary {
    /// Records, each on a line.
    pub records: u64,
}

/// Why an export ended early; what was written until then is no whole archive.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The sink cannot be written.
    #[error("cannot write the records: {0}")]
    Write(#[from] std::io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many records are in memory at once.
const RECORDS_PER_PAGE: u64 = 200;

impl Archive {
    /// Writes every record, one JSON object a line: persons, events, articles, quotations, each kind in
    /// the order of its keys (by bytes). What goes without saying is left out; lists are in the order in
    /// which their claims were made. Importing it into an empty archive and exporting again gives the
    /// same bytes.
    pub async fn export<W: AsyncWrite + Unpin + Send>(
        &self,
        mut sink: W,
    ) -> Result<ExportSummary, ExportError> {
        let transaction = self.store.snapshot().await?;
        let mut summary = ExportSummary::default();
        for kind in RecordKind::ALL {
            summary.records += export_kind(&transaction, *kind, &mut sink).await?;
        }
        sink.flush().await?;
        transaction.rollback().await?;
        Ok(summary)
    }
}

async fn export_kind<W: AsyncWrite + Unpin + Send>(
    transaction: &Transaction,
    kind: RecordKind,
    sink: &mut W,
) -> Result<u64, ExportError> {
    let mut written = 0;
    let mut after = String::new();
    loop {
        let page = transaction.keys_after(kind, &after, RECORDS_PER_PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(written);
        };
        after.clone_from(&last.key);
        let ids: Vec<i64> = page.iter().map(|row| row.record_id).collect();
        let records = load(transaction, kind, &ids).await?;
        let mut lines = Vec::new();
        for row in &page {
            // A record with several keys is written once, with the first of them.
            let record = records.get(&row.record_id);
            let Some(record) = record.filter(|record| **record.key() == *row.key) else {
                continue;
            };
            serde_json::to_writer(&mut lines, record).expect("records are always JSON");
            lines.push(b'\n');
            written += 1;
        }
        sink.write_all(&lines).await?;
    }
}
