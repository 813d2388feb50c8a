//! What the chapters share: a database of their own on either dialect, the program run or served,
//! and files that a test keeps true.

/// Endpoints over an archive, and who asks them.
mod asking;
/// Files that tests keep true, and how they are made anew.
mod bless;
/// A database for one test, on SQLite or on PostgreSQL.
mod database;
/// The PostgreSQL server that the tests use.
mod postgres;
/// The program, run to its end.
mod program;
/// The program, serving.
mod server;
/// Records on their way to a service.
pub mod uploader;

pub use asking::{editor, endpoint, endpoint_with, with_role};
pub use bless::{project, same_as_file};
pub use database::{TestDatabase, for_each_dialect};
pub use postgres::Admin;
pub use program::{Outcome, Program};
pub use server::Server;
pub use uploader::{Uploader, client, hear, token};
