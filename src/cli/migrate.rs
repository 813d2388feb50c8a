//! `vitae migrate`: brings the archive's schema up to date and says whether there was anything to do.

use super::failure::Failure;
use super::{database, output, settings};

/// Runs the command.
pub async fn run(settings: settings::Migrate) -> Result<(), Failure> {
    let url = &settings.database.url;
    let opened = database::open(url, database::ONE_READER).await?;
    opened.store.close().await?;
    let outcome = match (opened.is_new, opened.was_behind) {
        (true, _) => "made a new archive in",
        (false, true) => "brought the schema up to date in",
        (false, false) => "nothing to do: the schema is up to date in",
    };
    output::print(&format!("{outcome} {url}\n"))
}
