//! The demo archive: the life of Nikolai Bukharin, in the form of any other import.

use super::Archive;
use super::import::{ImportError, ImportOptions, ImportSummary, OnError, Unobserved};

/// The records, one JSON object a line.
pub const RECORDS: &str = include_str!("../demo/bukharin.ndjson");

impl Archive {
    /// Imports the demo archive. Doing so again changes nothing.
    pub async fn seed(&self) -> Result<ImportSummary, ImportError> {
        let options = ImportOptions {
            actor: "vitae".to_owned(),
            label: Some("demo".to_owned()),
            on_error: OnError::Stop,
            dry_run: false,
        };
        self.import(RECORDS.as_bytes(), &options, &mut Unobserved).await
    }
}
