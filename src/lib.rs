//! Vitae: lives, the events in them, and the documents that tell of them.
//!
//! A request flows down: `cli` starts `http`, `http` hands text to `graphql`, which plans a query with
//! `plan` from the `catalog` and runs it as one statement in `store`, or hands a write to `domain`,
//! the one door for writes. `value` holds the words that all of them share.

/// The tables and indexes, step by step (a crate of its own).
pub use migration;

/// Every type of the API, declared once.
pub mod catalog;
/// The command line: one file a command, and the settings; the one place that sees everything.
pub mod cli;
/// The one door for writes.
pub mod domain;
/// GraphQL: text in, JSON out.
pub mod graphql;
/// Routes, media types, limits, health.
pub mod http;
/// Who is meant by which passage of a text.
pub mod linking;
/// From a selection to one statement.
pub mod plan;
/// The database: pools, reader tasks, rows.
pub mod store;
/// Ids, dates, names, spans: words every layer shares.
pub mod value;
