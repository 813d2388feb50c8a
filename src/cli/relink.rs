//! `vitae relink`: finds anew whom all texts of the archive name.

use super::failure::Failure;
use super::{clock, database, output, settings};
use crate::domain::Archive;

/// Runs the command.
pub async fn run(settings: settings::Migrate) -> Result<(), Failure> {
    let url = &settings.database.url;
    let opened = database::open(url, database::ONE_READER).await?;
    let archive = Archive::new(opened.store.clone(), clock::system());
    archive.relink().await?;
    let looked_at = archive.link_pending(|| true).await?;
    opened.store.close().await?;
    output::print(&format!("looked at {looked_at} persons and documents of {url}\n"))
}
