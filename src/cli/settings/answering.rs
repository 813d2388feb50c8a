//! Settings of answers: which documents run, and whether what goes out is compressed.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::Log;
use crate::cli::value;

/// Which documents run, and how answers go out.
#[derive(Args, Clone, Debug)]
pub struct Answering {
    /// A directory of documents; if given, these alone may run: files named `*.graphql` or `*.gql`, and
    /// manifests of persisted documents named `*.json`
    #[arg(long, env = "VITAE_TRUSTED_DOCUMENTS", value_name = "DIRECTORY")]
    pub trusted_documents: Option<PathBuf>,

    /// Whether answers are compressed for clients that take them so (zstd, brotli, gzip)
    #[arg(long, env = "VITAE_COMPRESSION", value_name = "true|false", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "true", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    pub compression: bool,

    /// How much memory remembered answers may take: a query that comes again is answered from there until the archive
    /// changes; 0 for none
    #[arg(long, env = "VITAE_ANSWER_MEMORY", value_name = "SIZE")]
    #[arg(default_value = "64MiB", value_parser = value::byte_size_or_none)]
    pub answer_memory: usize,
}

/// `vitae documents`.
#[derive(Args, Clone, Debug)]
pub struct Documents {
    /// The directory: files named `*.graphql` or `*.gql`, and manifests of persisted documents named `*.json`
    #[arg(value_name = "DIRECTORY")]
    pub directory: PathBuf,

    /// Print one JSON object a line, for programs
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub log: Log,
}
