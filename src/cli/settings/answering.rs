//! Settings of answers: which documents run, and whether what goes out is compressed.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::Log;

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
