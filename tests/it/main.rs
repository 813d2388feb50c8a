//! The one integration binary: each chapter asks the parts together what a user would ask them,
//! with real databases and the real program.

/// The command line: what it prints, its exit codes, what it leaves untouched.
mod cli;
/// Settings and what the documentation says of them.
mod config;
/// The HTTP surface.
mod http;
/// The one door for writes: records in and out.
mod import;
/// Queries by example: answers, statements, both databases, plan and executor.
mod query;
/// The record form: what a line may say, what is said of a wrong one, its schema and its page.
mod record_form;
/// The database's schema: steps up and down, references, indexes, both databases alike.
mod schema;
/// Databases, servers and files for the other chapters.
mod support;
/// The rules of the house, held by a test.
mod tidy;
