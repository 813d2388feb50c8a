//! Settings of replicas: copies of the archive on other servers of PostgreSQL, which answer queries.

use std::time::Duration;

use clap::Args;

use super::super::value::{self, DatabaseUrl};

/// Which replicas there are, and when they are asked.
#[derive(Args, Clone, Debug)]
pub struct Replicating {
    /// The addresses of replicas of a PostgreSQL archive, separated by commas: servers that stream from the one that
    /// `--database` names. Queries go to them, changes to that one
    #[arg(long, env = "VITAE_REPLICAS", hide_env_values = true, value_name = "URLS")]
    #[arg(value_delimiter = ',', value_parser = value::replica_url)]
    pub replicas: Vec<DatabaseUrl>,

    /// How far a replica may be behind and still be asked, up to 5 minutes; while the server that `--database` names is
    /// lost, any is
    #[arg(long, env = "VITAE_MAX_REPLICA_LAG", value_name = "TIME")]
    #[arg(default_value = "10s", value_parser = value::replica_lag)]
    pub max_replica_lag: Duration,
}
