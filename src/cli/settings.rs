//! Every setting, declared once: its flag, its `VITAE_*` variable, its default and what it means.
//! `docs/settings.md` is made from here. A command's struct lists what that command takes.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Subcommand, ValueEnum};

use crate::domain::TokenName;
use crate::value::access::Role;

use super::value::{self, DatabaseUrl, Expiry, Readers, ServiceToken};

/// What is kept and what is trusted of documents and answers.
mod answering;
/// What is seen of the service from outside.
mod observing;
/// Copies of the archive that answer queries.
mod replicating;
/// WebSockets.
mod sockets;

pub use answering::{Answering, Documents};
pub use observing::Observing;
pub use replicating::Replicating;
pub use sockets::WebSockets;
/// Who is let in, and how much one may ask for or keep waiting.
mod guard;

pub use guard::{ForwardedHeader, Guard};

/// Where the archive is.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// The archive's database: `sqlite://FILE` (made when it is not there) or
    /// `postgres://USER:PASSWORD@HOST:PORT/NAME`
    #[arg(long = "database", env = "VITAE_DATABASE", hide_env_values = true, value_name = "URL")]
    #[arg(default_value = "sqlite://vitae.db", value_parser = value::database_url)]
    pub url: DatabaseUrl,
}

/// What is logged, and how it looks. Logs go to standard error.
#[derive(Args, Clone, Debug)]
pub struct Log {
    /// What is logged: a level (`error`, `warn`, `info`, `debug`, `trace`), or levels by module
    #[arg(long = "log", env = "VITAE_LOG", value_name = "FILTER")]
    #[arg(default_value = "warn,vitae=info", value_parser = value::log_filter)]
    pub filter: String,

    /// How logs look: `text` for people, `json` for programs, `auto` for text on a terminal and
    /// JSON elsewhere
    #[arg(long = "log-format", env = "VITAE_LOG_FORMAT", value_name = "FORMAT")]
    #[arg(value_enum, default_value_t = LogFormat::Auto, hide_possible_values = true)]
    pub format: LogFormat,
}

/// How logs look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

/// `vitae serve`.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,

    #[command(flatten)]
    pub replicating: Replicating,

    /// The address to listen on; port 0 takes a free one
    #[arg(long, env = "VITAE_LISTEN", value_name = "ADDRESS:PORT")]
    #[arg(default_value = "127.0.0.1:8000", value_parser = value::socket_address)]
    pub listen: SocketAddr,

    /// How many queries run at once, each on a connection of its own: a number, or `cores` for one
    /// a core, and two at least
    #[arg(long, env = "VITAE_READERS", value_name = "COUNT")]
    #[arg(default_value = "cores", allow_negative_numbers = true, value_parser = value::readers)]
    pub readers: Readers,

    /// How long one query may run before the database is told to stop it
    #[arg(long, env = "VITAE_QUERY_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "10s", value_parser = value::duration)]
    pub query_timeout: Duration,

    #[command(flatten)]
    pub limits: Limits,

    #[command(flatten)]
    pub sockets: WebSockets,

    #[command(flatten)]
    pub guard: Guard,

    #[command(flatten)]
    pub federation: Federation,

    /// Whether a new archive is filled with the demo life; an archive that was there already never is
    #[arg(long, env = "VITAE_SEED", value_name = "true|false", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "true", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    seed: bool,

    /// The same as `--seed=false`; of the two, the last one given counts
    #[arg(long, overrides_with = "seed")]
    no_seed: bool,

    /// Whether those without a token may read; they never write. If not, everything but `/`, the health
    /// checks and the files of the page at `/graphiql/` needs a token
    #[arg(long, env = "VITAE_ANONYMOUS_READING", value_name = "true|false", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "true", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    pub anonymous_reading: bool,

    /// Whether a token of the role `admin` is made for a new archive, and printed this once; an archive
    /// that was there already gets none
    #[arg(long, env = "VITAE_FIRST_TOKEN", value_name = "true|false", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "true", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    pub first_token: bool,

    /// Whether figures for Prometheus are served at `/metrics`: `true` to tokens of the role `admin`,
    /// `open` to everyone who reaches the service
    #[arg(long, env = "VITAE_METRICS", value_name = "true|false|open", value_enum)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "false", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    pub metrics: Metrics,

    /// When the mentions in a document that is written are found: `at-once`, so that the answer to the write has
    /// them, or `later`, a moment after it, so that a write costs the least
    #[arg(long, env = "VITAE_LINKING", value_name = "at-once|later", value_enum)]
    #[arg(default_value = "at-once", hide_possible_values = true)]
    pub linking: Linking,

    #[command(flatten)]
    pub observing: Observing,

    #[command(flatten)]
    pub answering: Answering,

    /// How long requests in flight may take to finish once the service has been told to stop
    #[arg(long, env = "VITAE_STOP_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "10s", value_parser = value::duration)]
    pub stop_timeout: Duration,

    #[command(flatten)]
    pub log: Log,
}

impl Serve {
    /// Whether a new archive is filled with the demo life.
    pub fn wants_seed(&self) -> bool {
        self.seed && !self.no_seed
    }
}

/// When the mentions in a document are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Linking {
    /// Within the write.
    AtOnce,
    /// After it.
    Later,
}

/// Who sees the service's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Metrics {
    /// Nobody: none are kept.
    False,
    /// Tokens of the role `admin`.
    True,
    /// Everyone who reaches the service.
    Open,
}

/// How much one request may ask for.
#[derive(Args, Clone, Debug)]
pub struct Limits {
    /// How deep a query may nest, counted in selected fields from the root
    #[arg(long, env = "VITAE_MAX_DEPTH", value_name = "LEVELS")]
    #[arg(default_value = "24", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_depth: u32,

    /// How many fields a query may select, fragments counted wherever they are spread
    #[arg(long, env = "VITAE_MAX_FIELDS", value_name = "COUNT")]
    #[arg(default_value = "1000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_fields: u32,

    /// How dear a query may be; roughly the number of rows that it can return
    #[arg(long, env = "VITAE_MAX_COST", value_name = "PRICE")]
    #[arg(default_value = "100000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_cost: u32,

    /// How many nodes one page of a connection may hold (`first`, `last`)
    #[arg(long, env = "VITAE_MAX_PAGE", value_name = "COUNT")]
    #[arg(default_value = "1000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_page: u32,

    /// How many subscriptions may be under way at once
    #[arg(long, env = "VITAE_MAX_SUBSCRIPTIONS", value_name = "COUNT")]
    #[arg(default_value = "1000", allow_negative_numbers = true, value_parser = value::at_least_one)]
    pub max_subscriptions: u32,

    /// How large the body of a request may be
    #[arg(long, env = "VITAE_MAX_BODY", value_name = "SIZE")]
    #[arg(default_value = "1MiB", value_parser = value::byte_size)]
    pub max_body: usize,

    /// How large an upload to `/import` may be, as it comes and unpacked, and what is answered to it
    #[arg(long, env = "VITAE_MAX_IMPORT", value_name = "SIZE")]
    #[arg(default_value = "16GiB", value_parser = value::byte_size)]
    pub max_import: usize,

    /// How long an upload to `/import` may pause before it is given up
    #[arg(long, env = "VITAE_IMPORT_IDLE_TIMEOUT", value_name = "TIME")]
    #[arg(default_value = "30s", value_parser = value::duration)]
    pub import_idle_timeout: Duration,
}

/// `vitae import`.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// The file of records, one JSON object a line, perhaps compressed (gzip, zstd); `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    pub database: Database,

    /// A running service to send the records to, such as `https://vitae.example`, in place of `--database`
    #[arg(long, value_name = "URL", value_parser = value::service_url)]
    pub server: Option<String>,

    /// The token for that service. Better given by the variable: a command's arguments are shown to others
    #[arg(long, env = "VITAE_TOKEN", hide_env_values = true, value_name = "TOKEN", value_parser = value::service_token)]
    pub token: Option<ServiceToken>,

    /// What to do with a line that cannot be imported: `stop` leaves the archive as it was, `skip`
    /// leaves the line out and imports the others
    #[arg(long, value_name = "stop|skip", value_enum, default_value_t = OnError::Stop, hide_possible_values = true)]
    pub on_error: OnError,

    /// Print what would change, record by record, and change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// When the mentions in what is imported are found: `at-once`, or `later`, by the next service on the archive or by
    /// `vitae relink`; with `--server` that service's own setting counts
    #[arg(long, env = "VITAE_LINKING", value_name = "at-once|later", value_enum)]
    #[arg(default_value = "at-once", hide_possible_values = true)]
    pub linking: Linking,

    /// Who imports, as the archive's history will tell
    #[arg(long, env = "VITAE_ACTOR", value_name = "NAME", default_value = "command line")]
    pub actor: String,

    /// What this import is called in the archive's history; the file's name if not given
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,

    #[command(flatten)]
    pub log: Log,
}

/// What to do with a line that cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// Leave the archive as it was.
    Stop,
    /// Leave the line out.
    Skip,
}

/// `vitae export`.
#[derive(Args, Clone, Debug)]
pub struct Export {
    /// The file to write, replaced only when the export is complete; `-` writes to standard output
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,

    #[command(flatten)]
    pub database: Database,

    #[command(flatten)]
    pub log: Log,
}

/// `vitae backup`.
#[derive(Args, Clone, Debug)]
pub struct Backup {
    /// The file to write, replaced only when the backup is complete
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    pub database: Database,

    #[command(flatten)]
    pub log: Log,
}

/// `vitae token`.
#[derive(Args, Clone, Debug)]
pub struct Token {
    #[command(subcommand)]
    pub command: TokenCommand,
}

/// What may be done with tokens.
#[derive(Clone, Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it; it is shown this once
    Create(CreateToken),
    /// List the tokens: number, name, role, times, and whether they hold
    List(ListTokens),
    /// Revoke a token: from now on it opens nothing
    Revoke(RevokeToken),
}

impl TokenCommand {
    /// What is logged.
    pub fn log(&self) -> &Log {
        match self {
            TokenCommand::Create(settings) => &settings.log,
            TokenCommand::List(settings) => &settings.log,
            TokenCommand::Revoke(settings) => &settings.log,
        }
    }
}

/// `vitae token create`.
#[derive(Args, Clone, Debug)]
pub struct CreateToken {
    /// What the token allows: `reader` reads, `editor` writes too, `admin` overrules others too
    #[arg(long, value_name = "ROLE", value_parser = value::role)]
    pub role: Role,

    /// Whose it is, as the archive's history will tell
    #[arg(long, value_name = "NAME", value_parser = value::token_name)]
    pub name: TokenName,

    /// Until when it holds: a time to come such as `2027-01-31` or `2027-01-31T18:00:00+01:00`, or how
    /// long, such as `12h` or `30d`; without end if not given
    #[arg(long, value_name = "TIME", value_parser = value::expiry, allow_negative_numbers = true)]
    pub expires: Option<Expiry>,

    #[command(flatten)]
    pub database: Database,

    #[command(flatten)]
    pub log: Log,
}

/// `vitae token list`.
#[derive(Args, Clone, Debug)]
pub struct ListTokens {
    /// Print a list in JSON, for programs
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub database: Database,

    #[command(flatten)]
    pub log: Log,
}

/// `vitae token revoke`.
#[derive(Args, Clone, Debug)]
pub struct RevokeToken {
    /// The token's number: the first of its parts, and in `vitae token list`
    #[arg(value_name = "ID", value_parser = value::token_id, allow_negative_numbers = true)]
    pub id: i64,

    #[command(flatten)]
    pub database: Database,

    #[command(flatten)]
    pub log: Log,
}

/// `vitae check`.
#[derive(Args, Clone, Debug)]
pub struct Check {
    #[command(flatten)]
    pub database: Database,

    /// Only these kinds of inconsistencies, separated by commas; all if not given
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = value::inconsistency_kind)]
    pub kinds: Vec<String>,

    /// Print one JSON object a line, for programs
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub log: Log,
}

/// `vitae migrate` and `vitae relink`.
#[derive(Args, Clone, Debug)]
pub struct Migrate {
    #[command(flatten)]
    pub database: Database,

    #[command(flatten)]
    pub log: Log,
}

/// Whether the service is a part of a larger graph.
#[derive(Args, Clone, Debug)]
pub struct Federation {
    /// Whether the service is a subgraph of Apollo Federation 2: a gateway may ask `_service` and
    /// `_entities`, and other services may refer to records by `id` and by `key`
    #[arg(long = "federation", env = "VITAE_FEDERATION", value_name = "true|false", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_value = "false", default_missing_value = "true")]
    #[arg(hide_possible_values = true)]
    pub is_on: bool,
}

/// `vitae schema`.
#[derive(Args, Clone, Debug)]
pub struct Schema {
    #[command(flatten)]
    pub federation: Federation,

    #[command(flatten)]
    pub log: Log,
}

/// `vitae health`.
#[derive(Args, Clone, Debug)]
pub struct Health {
    /// The service's address; if not given, the one that `--listen` names, on this machine
    #[arg(value_name = "URL", value_parser = value::http_url)]
    pub address: Option<String>,

    /// The address that the service listens on
    #[arg(long, env = "VITAE_LISTEN", value_name = "ADDRESS:PORT")]
    #[arg(default_value = "127.0.0.1:8000", value_parser = value::socket_address)]
    pub listen: SocketAddr,

    #[command(flatten)]
    pub log: Log,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::Serve;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: Serve,
    }

    #[test]
    fn of_seed_and_no_seed_the_last_one_counts() {
        for (flags, wanted) in [
            (&[][..], true),
            (&["--seed"], true),
            (&["--seed=true"], true),
            (&["--seed=false"], false),
            (&["--no-seed"], false),
            (&["--seed", "--no-seed"], false),
            (&["--no-seed", "--seed"], true),
        ] {
            let line = Line::try_parse_from([&["vitae"], flags].concat()).unwrap();
            assert_eq!(line.serve.wants_seed(), wanted, "{flags:?}");
        }
    }
}
