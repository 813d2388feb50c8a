//! `vitae schema`: prints the GraphQL schema, as the server serves it. It needs no database.

use crate::graphql;

use super::failure::Failure;
use super::output;
use super::settings::Schema;

/// Runs the command.
pub fn run(settings: &Schema) -> Result<(), Failure> {
    output::print(&if settings.federation.is_on { graphql::subgraph_sdl() } else { graphql::sdl() })
}
