//! `vitae schema`: prints the GraphQL schema, as the server serves it. It needs no database.

use crate::graphql;

use super::failure::Failure;
use super::output;

/// Runs the command.
pub fn run() -> Result<(), Failure> {
    output::print(&graphql::sdl())
}
