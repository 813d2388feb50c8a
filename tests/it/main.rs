//! The one integration binary: each chapter asks the parts together what a user would ask them,
//! with real databases and the real program.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says so and ends")]

/// Texts that are corrected: mentions and quotations keep to their words.
mod anchor;
/// Copies of an archive in use, and archives made of them.
mod backup;
/// An archive to import into, and records to import.
mod bench;
/// GraphiQL, in a browser.
mod browser;
/// What need not be sent again, and what is sent smaller.
mod cache;
/// The command line: what it prints, its exit codes, what it leaves untouched.
mod cli;
/// Other people's tools, and the examples.
mod clients;
/// Settings and what the documentation says of them.
mod config;
/// What clients rely on: the schema, descriptions, refusals, pages.
mod contract;
/// The demo archive: each question that it must answer, with its sources.
mod demo;
/// Edits.
mod edit;
/// How the databases go about every example.
mod explain;
/// The whole archive out again.
mod export;
/// Documents that differ in their texts alone.
mod form;
/// The writer under random inputs.
mod fuzz;
/// Limits, and who is let in: whatever one client does, the others are answered.
mod guard;
/// What changed, as it was, and as it comes.
mod history;
/// The HTTP surface.
mod http;
/// The one door for writes: records in and out.
mod import;
/// Texts with letters that JSON writes otherwise.
mod letters;
/// Mentions that the service finds by itself.
mod linking;
/// Answers that are remembered.
mod memory;
/// Values that do not fit.
mod misfit;
/// Mutations: their form, who may ask for which, what they are told and what they tell.
mod mutation;
/// The service seen from outside: figures, traces, slow queries.
mod observe;
/// How persons hang together: the shortest chain of those who are mentioned together.
mod path;
/// The protocols, spoken by programs that others wrote.
mod protocol;
/// The report on consistency, and candidates for a merge.
mod quality;
/// Queries by example: answers, statements, both databases, plan and executor.
mod query;
/// Reader tasks: time limits, lost connections.
mod reader;
/// The record form: what a line may say, what is said of a wrong one, its schema and its page.
mod record_form;
/// Databases that cannot be opened: one sentence, and nothing changed.
mod refusal;
/// A primary and two replicas: who answers, what one reads of one's own changes, and what each loss costs.
mod replica;
/// The database's schema: steps up and down, references, indexes, both databases alike.
mod schema;
/// Search and suggestions: what is found, in which order, and that the index follows every change.
mod search;
/// Starting, seeding and stopping the service.
mod serve;
/// How many rows a page has.
mod size;
/// Lists by a stretch of time.
mod stretch;
/// Databases, servers and files for the other chapters.
mod support;
/// What an import must survive: kills, a full disk, many at once.
mod survival;
/// The rules of the house, held by a test.
mod tidy;
/// Statements that are run as one.
mod together;
/// Tokens, and who may do what over HTTP.
mod token;
/// Records over the network: what is taken, what is refused, what is said.
mod upload;
