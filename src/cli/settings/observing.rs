//! Settings of what is seen of the service from outside: figures, traces, slow queries.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

use super::super::value;

/// What is seen of the service from outside.
#[derive(Args, Clone, Debug)]
pub struct Observing {
    /// An address of its own where figures for Prometheus are served at `/metrics`, to everyone who reaches it
    #[arg(long, env = "VITAE_METRICS_LISTEN", value_name = "ADDRESS:PORT", value_parser = value::socket_address)]
    pub metrics_listen: Option<SocketAddr>,

    /// Where traces go, by OTLP over HTTP, such as `http://127.0.0.1:4318`; none are made if not given
    #[arg(long, env = "VITAE_OTLP_ENDPOINT", value_name = "URL", value_parser = value::service_url)]
    pub otlp_endpoint: Option<String>,

    /// How long a query may take before it is logged with its statement and the database's plan for it, without
    /// its values; none is if not given
    #[arg(long, env = "VITAE_SLOW_QUERY", value_name = "TIME", value_parser = value::duration)]
    pub slow_query: Option<Duration>,
}
