//! Settings of `vitae serve` that say who is let in, and how much one may ask for or keep waiting.

use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
use clap::{ArgAction, Args, ValueEnum};

use crate::cli::value;
use crate::http::Network;

/// Who is let in, and how much one may ask for or keep waiting.
#[derive(Args, Clone, Debug)]
pub struct Guard {
    #[command(flatten)]
    pub documents: Documents,

    #[command(flatten)]
    pub shares: Shares,

    #[command(flatten)]
    pub connections: Connections,

    #[command(flatten)]
    pub sites: Sites,
}

/// How much a request's document and variables may hold.
#[derive(Args, Clone, Debug)]
pub struct Documents {
    /// How long a query's text may be
    #[arg(long, env = "VITAE_MAX_QUERY_LENGTH", value_name = "SIZE")]
    #[arg(default_value = "100000", value_parser = value::byte_size)]
    pub max_query_length: usize,

    /// How many words and signs a query's text may have
    #[arg(long, env = "VITAE_MAX_TOKENS", value_name = "COUNT")]
    #[arg(default_value = "15000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_tokens: u32,

    /// How many aliases a query may have, fragments counted wherever they are spread
    #[arg(long, env = "VITAE_MAX_ALIASES", value_name = "COUNT")]
    #[arg(default_value = "500", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_aliases: u32,

    /// How many fields a query may select at its root, fragments counted wherever they are spread
    #[arg(long, env = "VITAE_MAX_ROOT_FIELDS", value_name = "COUNT")]
    #[arg(default_value = "250", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_root_fields: u32,

    /// How many directives a query may have, fragments counted wherever they are spread
    #[arg(long, env = "VITAE_MAX_DIRECTIVES", value_name = "COUNT")]
    #[arg(default_value = "250", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_directives: u32,

    /// How many fragments a query may have: its definitions, and each as often as it is spread
    #[arg(long, env = "VITAE_MAX_FRAGMENTS", value_name = "COUNT")]
    #[arg(default_value = "1000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_fragments: u32,

    /// How deep lists may nest in arguments and variables
    #[arg(long, env = "VITAE_MAX_LISTS", value_name = "LEVELS")]
    #[arg(default_value = "16", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_lists: u32,

    /// How large the variables of a request may be, as JSON
    #[arg(long, env = "VITAE_MAX_VARIABLES", value_name = "SIZE")]
    #[arg(default_value = "1MiB", value_parser = value::byte_size)]
    pub max_variables: usize,

    /// How long whoever asks for more than is allowed waits for the refusal
    #[arg(long, env = "VITAE_REFUSAL_DELAY", value_name = "TIME")]
    #[arg(default_value = "100ms", value_parser = value::duration)]
    pub refusal_delay: Duration,

    /// Whether the schema may be asked for by `__schema` and `__type`
    #[arg(long, env = "VITAE_INTROSPECTION", value_name = "true|false", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "true", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    pub introspection: bool,

    /// Whether an error about a name that does not exist tells names like it
    #[arg(long, env = "VITAE_SUGGESTIONS", value_name = "true|false", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "true", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    pub suggestions: bool,
}

/// How much answers may hold, and how much of the service one client may have.
#[derive(Args, Clone, Debug)]
pub struct Shares {
    /// How large an answer may be; on SQLite at most 64 MiB
    #[arg(long, env = "VITAE_MAX_ANSWER", value_name = "SIZE")]
    #[arg(default_value = "16MiB", value_parser = value::byte_size)]
    pub max_answer: usize,

    /// How large all answers may be that wait for their clients to take them; those of one client, half of it
    #[arg(long, env = "VITAE_MAX_UNSENT", value_name = "SIZE")]
    #[arg(default_value = "256MiB", value_parser = value::byte_size)]
    pub max_unsent: usize,

    /// Above which price a query is dear: of the readers, one is kept for queries that are not
    #[arg(long, env = "VITAE_DEAR_COST", value_name = "PRICE")]
    #[arg(default_value = "5000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub dear_cost: u32,

    /// How many subscriptions one client may have under way at once
    #[arg(long, env = "VITAE_MAX_SUBSCRIPTIONS_PER_CLIENT", value_name = "COUNT")]
    #[arg(default_value = "100", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_subscriptions_per_client: u32,

    /// How many WebSockets one client may have at once
    #[arg(long, env = "VITAE_MAX_WEBSOCKETS_PER_CLIENT", value_name = "COUNT")]
    #[arg(default_value = "100", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_websockets_per_client: u32,
}

/// How many requests and connections there may be, and how long each may keep the service waiting.
#[derive(Args, Clone, Debug)]
pub struct Connections {
    /// How many GraphQL requests may be under way at once, those that wait for the database included; one
    /// client has a quarter of them
    #[arg(long, env = "VITAE_MAX_CONCURRENT", value_name = "COUNT")]
    #[arg(default_value = "512", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_concurrent: u32,

    /// How long one more may wait for one of them to end before it is turned away
    #[arg(long, env = "VITAE_CONCURRENT_WAIT", value_name = "TIME")]
    #[arg(default_value = "5s", value_parser = value::duration)]
    pub concurrent_wait: Duration,

    /// How many requests a second one client may send in the long run, uploads and health checks not
    /// counted; as many as it likes if not given
    #[arg(long, env = "VITAE_MAX_RATE", value_name = "COUNT")]
    #[arg(allow_negative_numbers = true, value_parser = value::up_to_a_million)]
    pub max_rate: Option<u32>,

    /// How many requests one client may send at once after a pause, where `--max-rate` is given
    #[arg(long, env = "VITAE_MAX_BURST", value_name = "COUNT")]
    #[arg(default_value = "100", allow_negative_numbers = true, value_parser = value::up_to_a_million)]
    pub max_burst: u32,

    /// How many connections there may be; for one more, the one that is idle longest is closed
    #[arg(long, env = "VITAE_MAX_CONNECTIONS", value_name = "COUNT")]
    #[arg(default_value = "10000", allow_negative_numbers = true, value_parser = value::up_to_a_million)]
    pub max_connections: u32,

    /// How many connections one address may have, trusted proxies excepted; for one more, its own that is
    /// idle longest is closed
    #[arg(long, env = "VITAE_MAX_CONNECTIONS_PER_CLIENT", value_name = "COUNT")]
    #[arg(default_value = "1000", allow_negative_numbers = true, value_parser = value::up_to_a_million)]
    pub max_connections_per_client: u32,

    /// How long the head of a request may take to come
    #[arg(long, env = "VITAE_HEADER_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "10s", value_parser = value::duration)]
    pub header_timeout: Duration,

    /// How long the body of a request may take to come; uploads to `/import` excepted
    #[arg(long, env = "VITAE_BODY_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "30s", value_parser = value::duration)]
    pub body_timeout: Duration,

    /// How long a connection may be idle between two requests
    #[arg(long, env = "VITAE_KEEP_ALIVE_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "75s", value_parser = value::duration)]
    pub keep_alive_timeout: Duration,

    /// How long a client may take nothing of its answer
    #[arg(long, env = "VITAE_WRITE_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "60s", value_parser = value::duration)]
    pub write_timeout: Duration,

    /// The certificate for TLS, with its chain, in PEM; read again when it changes. Without it the service
    /// speaks plain HTTP
    #[arg(long, env = "VITAE_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,

    /// The key of that certificate, in PEM
    #[arg(long, env = "VITAE_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
}

/// Which names, sites and proxies are believed.
#[derive(Args, Clone, Debug)]
pub struct Sites {
    /// The proxies whose word is taken for where a request comes from, separated by commas
    #[arg(long, env = "VITAE_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',')]
    #[arg(value_parser = value::network)]
    pub trusted_proxies: Vec<Network>,

    /// The header in which those proxies write down where a request comes from
    #[arg(long, env = "VITAE_FORWARDED_HEADER", value_name = "x-forwarded-for|forwarded", value_enum)]
    #[arg(default_value = "x-forwarded-for", hide_possible_values = true)]
    pub forwarded_header: ForwardedHeader,

    /// Names under which the service may be asked, separated by commas. On a loopback address `localhost`,
    /// `127.0.0.1` and `[::1]` always are among them; elsewhere any name is taken if none is given
    #[arg(long, env = "VITAE_ALLOWED_HOSTS", value_name = "HOSTS", value_delimiter = ',')]
    #[arg(value_parser = value::host)]
    pub allowed_hosts: Vec<String>,

    /// The sites whose pages may ask, separated by commas, such as `https://app.example`; `*` for all, without
    /// what browsers know of their users
    #[arg(long, env = "VITAE_CORS_ORIGINS", value_name = "ORIGINS", value_delimiter = ',')]
    #[arg(value_parser = value::origin)]
    pub cors_origins: Vec<HeaderValue>,
}

/// Where proxies write down where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// `Forwarded`.
    Forwarded,
}
