//! Why a command ended badly: one sentence for whoever typed it, and the exit code for scripts.
//! Sentences are lower case without a full stop; what was given stands in backticks.

use std::error::Error as _;
use std::fmt;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::store::{StoreError, mask_password};

/// A command's bad end. Its `Display` is the sentence.
#[derive(Debug)]
pub struct Failure {
    sentence: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Something outside failed: a file, a database, an address.
    Fault,
    /// The arguments or variables are wrong; nothing was begun.
    Settings,
}

impl Failure {
    /// Something outside failed.
    pub fn fault(sentence: impl Into<String>) -> Failure {
        Failure { sentence: sentence.into(), kind: Kind::Fault }
    }

    /// The settings do not go together.
    pub fn settings(sentence: impl Into<String>) -> Failure {
        Failure { sentence: sentence.into(), kind: Kind::Settings }
    }

    /// What clap found wrong with the arguments or with the variables that stand for them.
    /// `name` is the command that was asked for, as it was typed: `token create`.
    pub fn of_arguments(error: &clap::Error, command: &clap::Command, name: &str) -> Failure {
        Failure { sentence: Wrong { error, command, name }.to_string(), kind: Kind::Settings }
    }

    /// The exit code that scripts see.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            Kind::Fault => 1,
            Kind::Settings => 2,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::fault(error.to_string())
    }
}

/// Clap's error told in one sentence of ours. Clap's own words take several lines and never name
/// the variable from which a value came.
struct Wrong<'a> {
    error: &'a clap::Error,
    command: &'a clap::Command,
    name: &'a str,
}

impl Wrong<'_> {
    /// What clap knows about one side of the error, in its words without its brackets.
    fn about(&self, kind: ContextKind) -> Option<String> {
        match self.error.get(kind)? {
            ContextValue::String(text) => Some(text.clone()),
            ContextValue::Strings(texts) => Some(quoted(texts)),
            other => Some(other.to_string()),
        }
        .filter(|text| !text.is_empty())
    }

    /// The setting at fault: `--listen (VITAE_LISTEN)`.
    fn setting(&self) -> String {
        let shown = self.about(ContextKind::InvalidArg).unwrap_or_default();
        if !shown.starts_with('-') {
            return shown.trim_matches(['[', ']', '<', '>']).to_owned();
        }
        let flag = shown.split(['=', '[', ' ']).next().unwrap_or_default().to_owned();
        let variable = self
            .command
            .get_subcommands()
            .flat_map(clap::Command::get_arguments)
            .find(|argument| argument.get_long() == flag.strip_prefix("--"))
            .and_then(|argument| argument.get_env());
        match variable {
            Some(variable) => format!("{flag} ({})", variable.to_string_lossy()),
            None => flag,
        }
    }

    /// The commands to choose from.
    fn commands(&self) -> String {
        let commands: Vec<_> = self.command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
        quoted(&commands)
    }

    /// What the value's parser expects.
    fn expected(&self) -> Option<String> {
        match self.error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(values)) if !values.is_empty() => Some(quoted(values)),
            _ => self.error.source().map(ToString::to_string),
        }
    }
}

impl fmt::Display for Wrong<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hint = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(|kind| self.about(kind));
        match self.error.kind() {
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                match self.about(ContextKind::InvalidValue) {
                    Some(value) => {
                        write!(f, "`{}` is not a value of {}", mask_password(&value), self.setting())?;
                    }
                    None => write!(f, "{} has no value", self.setting())?,
                }
                match self.expected() {
                    Some(expected) => write!(f, "; expected {expected}"),
                    None => Ok(()),
                }
            }
            ErrorKind::UnknownArgument => {
                let argument = self.about(ContextKind::InvalidArg).unwrap_or_default();
                write!(f, "`{argument}` is not expected here; hint: ")?;
                match (self.command.find_subcommand(&argument), hint) {
                    (Some(_), _) if self.command.get_name() != "vitae" => f.write_str("see `vitae --help`"),
                    (Some(_), _) => write!(f, "the command comes first: `vitae {argument} …`"),
                    (None, Some(hint)) => f.write_str(&tick(&hint)),
                    (None, None) => f.write_str("see `vitae --help`"),
                }
            }
            ErrorKind::InvalidSubcommand => {
                let name = self.about(ContextKind::InvalidSubcommand).unwrap_or_default();
                write!(f, "`{name}` is not a command; expected {}", self.commands())
            }
            ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                write!(f, "a command is missing; expected {}", self.commands())
            }
            ErrorKind::MissingRequiredArgument => {
                let missing = self.about(ContextKind::InvalidArg).unwrap_or_default();
                let missing = missing.replace(['<', '>'], "");
                write!(f, "{missing} is missing; hint: see `vitae {} --help`", self.name)
            }
            _ => f.write_str(first_line(&self.error.to_string())),
        }
    }
}

/// Clap's own first line, without its `error: `.
fn first_line(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line)
}

fn tick(text: &str) -> String {
    match text.contains('`') {
        true => text.to_owned(),
        false => format!("`{text}`"),
    }
}

/// "`a`, `b` or `c`".
fn quoted(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| tick(text)).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}
