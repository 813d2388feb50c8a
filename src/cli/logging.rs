//! Logs: to standard error, readable on a terminal, one JSON object a line elsewhere.
//! What a command was asked for goes to standard output and never through here.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use super::failure::Failure;
use super::settings::{Log, LogFormat};

/// Sends what `settings` lets through to standard error, from now on and for the whole process.
pub fn install(settings: &Log) -> Result<(), Failure> {
    let is_terminal = io::stderr().is_terminal();
    let filter = EnvFilter::try_new(&settings.filter).map_err(|error| Failure::fault(error.to_string()))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let is_text = match settings.format {
        LogFormat::Auto => is_terminal,
        LogFormat::Text => true,
        LogFormat::Json => false,
    };
    let installed = match is_text {
        true => subscriber.with_ansi(is_terminal && std::env::var_os("NO_COLOR").is_none()).try_init(),
        false => subscriber.json().flatten_event(true).try_init(),
    };
    installed.map_err(|error| Failure::fault(format!("cannot start logging: {error}")))
}

/// Says so when a variable looks like a setting but is none: a spelling mistake would otherwise
/// leave the default in force without a word.
pub fn warn_of_unknown_variables() {
    let commands = super::commands();
    let known: Vec<_> = commands
        .iter()
        .flat_map(|(_, command)| command.get_arguments())
        .filter_map(|argument| argument.get_env())
        .collect();
    for (name, _) in std::env::vars_os() {
        let is_ours = name.to_string_lossy().starts_with("VITAE_");
        let is_for_building = NOT_SETTINGS.iter().any(|prefix| name.to_string_lossy().starts_with(prefix));
        if is_ours && !is_for_building && !known.contains(&name.as_os_str()) {
            tracing::warn!(variable = %name.to_string_lossy(), "this variable names no setting and is ignored");
        }
    }
}

/// Variables of the tests and of the build, which the program itself never reads.
const NOT_SETTINGS: &[&str] = &["VITAE_TEST_", "VITAE_BLESS", "VITAE_UI"];
