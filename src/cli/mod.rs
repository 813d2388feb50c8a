//! The command line: the commands, their settings, and what they print.
//! The one place that sees everything and wires it together; it holds no rules of the archive.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// `vitae backup`: a copy of the archive in one file.
mod backup;
/// `vitae check`: prints what is inconsistent in the archive.
mod check;
/// The wall clock, for those below that may not look at one.
mod clock;
/// Opens, checks and migrates the archive that the settings name.
mod database;
/// Documents in a directory; `vitae documents`: lists and checks them.
mod documents;
/// `vitae export`: writes the whole archive as records.
mod export;
/// Why a command ended badly: one sentence and an exit code.
mod failure;
/// Figures for Prometheus, and where they are served.
mod figures;
/// Limits and who is let in, from settings to the layers below.
mod guard;
/// `vitae health`: asks a running service whether it is ready.
mod health;
/// `vitae import`: reads records into the archive.
mod import;
/// Mentions found in the background of a service.
mod linker;
/// Logs: to standard error, readable on a terminal, JSON otherwise.
mod logging;
/// `vitae migrate`: brings the archive's schema up to date.
mod migrate;
/// Spans on their way to a collector.
mod otlp;
/// Standard output, where a closed pipe is no error.
mod output;
/// What a person sees while an import runs.
mod progress;
/// `vitae import --server`: sends records to a running service.
mod push;
/// Whether the service can answer.
mod ready;
/// `vitae relink`.
mod relink;
/// `vitae schema`: prints the GraphQL schema.
mod schema;
/// The randomness of tokens, for those below that may not ask for any.
mod secret;
/// What is seen of the service from outside, put together.
mod seen;
/// `vitae serve`: answers requests until it is told to stop.
mod serve;
/// Every setting: its flag, its variable, its default, what it means.
mod settings;
/// `vitae token`: makes, lists and revokes tokens.
mod token;
/// The values that settings take, and what each expects.
mod value;

use failure::Failure;

/// The arguments of the program.
#[derive(Debug, Parser)]
#[command(name = "vitae", version, about, long_about = LONG_ABOUT, after_long_help = EXAMPLES)]
#[command(override_usage = "vitae [COMMAND] [SETTINGS]", max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the archive over GraphQL (what `vitae` does when no command is given)
    #[command(after_long_help = serve::EXAMPLES)]
    Serve(Box<settings::Serve>),
    /// Read records into the archive, as often as you like: what is there already is left alone
    #[command(after_long_help = import::EXAMPLES)]
    Import(settings::Import),
    /// Write every record, in the form that `import` reads
    #[command(after_long_help = export::EXAMPLES)]
    Export(settings::Export),
    /// Copy the archive to a file, also while it is served and written
    #[command(after_long_help = backup::EXAMPLES)]
    Backup(settings::Backup),
    /// Make, list and revoke the tokens by which callers are known
    #[command(after_long_help = token::EXAMPLES)]
    Token(settings::Token),
    /// Print what cannot be true together in the archive, and what nobody stands behind
    #[command(after_long_help = check::EXAMPLES)]
    Check(settings::Check),
    /// Bring the archive's schema up to date (`serve`, `import`, `export` and `check` do so by themselves)
    Migrate(settings::Migrate),
    /// Find anew whom all texts name, as after a change of the rules; also while the archive is served
    Relink(settings::Migrate),
    /// Print the GraphQL schema
    Schema(settings::Schema),
    /// List the documents of a directory, and check them against the schema
    #[command(after_long_help = documents::EXAMPLES)]
    Documents(settings::Documents),
    /// Ask a running service whether it is ready, for container health checks
    Health(settings::Health),
}

const LONG_ABOUT: &str = "\
Vitae keeps biographical records (persons, events, articles, quotations, and who says so) and serves
them over GraphQL. Without a command it serves: a new archive is made in ./vitae.db, filled with a
demo life, and served at http://127.0.0.1:8000/graphql.";

const EXAMPLES: &str = "\
Examples:
  vitae                                        make or open ./vitae.db and serve it
  vitae serve --database postgres://vitae@db/vitae --listen 0.0.0.0:8000
  vitae import records.ndjson                  read a file of records; again is free
  vitae import --dry-run records.ndjson        show what would change, change nothing
  vitae export all.ndjson                      write every record to a file
  vitae backup monday.db                       copy the archive, also while it is served
  vitae token create --role editor --name ada  print a token that may write
  vitae schema > schema.graphql                the schema, for client generators

Each setting is also a variable: --listen is VITAE_LISTEN, --database is VITAE_DATABASE.
`vitae COMMAND --help` tells what a command takes.";

/// Runs the command that `arguments` (the program's name first) ask for; returns the exit code:
/// 0 done, 1 it failed, 2 a setting is wrong, 3 an import left lines out, a check found something, or a document is not valid.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = with_command(arguments.into_iter().collect());
    let outcome = match parse(&arguments) {
        Ok(arguments) => arguments.run(),
        // Help or the version was asked for: the "error" is the answer, and clap prints it in colour
        // where colours show. A reader that has gone away already is no failure.
        Err(answer) if !answer.use_stderr() => {
            let _ = answer.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => Err(Failure::of_arguments(&error, &asked(&arguments), &asked_name(&arguments))),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("vitae: {failure}");
        failure.exit_code()
    })
}

/// Every command and setting, as clap knows them: what the documentation is checked against.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// The arguments as settings. What is only meant for an archive that is opened here is refused beside the
/// address of a service; a variable for it may be set all the same.
fn parse(arguments: &[OsString]) -> Result<Arguments, clap::Error> {
    let matches = command().try_get_matches_from(arguments)?;
    if let Some(("import", import)) = matches.subcommand()
        && import.contains_id("server")
    {
        for (id, flag) in [("url", "database"), ("actor", "actor"), ("linking", "linking")] {
            if import.value_source(id) == Some(ValueSource::CommandLine) {
                let words = format!("`--{flag}` and `--server` exclude each other; expected one of them");
                return Err(clap::Error::raw(ErrorKind::ArgumentConflict, words));
            }
        }
    }
    Arguments::from_arg_matches(&matches)
}

/// Every command that does something, by its whole name (`token create`), with its settings.
pub fn commands() -> Vec<(String, clap::Command)> {
    let mut commands = Vec::new();
    for one in command().get_subcommands() {
        let name = one.get_name();
        let below = one.get_subcommands().map(|two| (format!("{name} {}", two.get_name()), two.clone()));
        match one.has_subcommands() {
            true => commands.extend(below),
            false => commands.push((name.to_owned(), one.clone())),
        }
    }
    commands
}

/// The command whose commands were to be chosen from: `token`, or the program itself.
fn asked(arguments: &[OsString]) -> clap::Command {
    let program = command();
    let first = arguments.get(1).map(|first| first.to_string_lossy().into_owned()).unwrap_or_default();
    match program.find_subcommand(&first) {
        Some(one) if one.has_subcommands() => one.clone(),
        _ => program,
    }
}

/// The whole name of the command that is asked for: `token create`.
fn asked_name(arguments: &[OsString]) -> String {
    let words: Vec<String> =
        arguments.iter().skip(1).take(2).map(|word| word.to_string_lossy().into_owned()).collect();
    let mut names = commands().into_iter().map(|(name, _)| name);
    let asked = names.find(|name| words.first() == Some(name) || *name == words.join(" "));
    asked.unwrap_or_else(|| "COMMAND".to_owned())
}

/// The arguments with `serve` put in where no command is given.
fn with_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_about_the_program =
        |argument: &OsString| ["-h", "--help", "-V", "--version"].iter().any(|flag| argument == flag);
    let names_a_command = arguments
        .get(1)
        .is_some_and(|first| !first.to_string_lossy().starts_with('-') || is_about_the_program(first));
    if !names_a_command {
        arguments.insert(1.min(arguments.len()), "serve".into());
    }
    arguments
}

impl Arguments {
    fn run(self) -> Result<ExitCode, Failure> {
        logging::install(self.command.log())?;
        logging::warn_of_unknown_variables();
        let done = |()| ExitCode::SUCCESS;
        match self.command {
            Command::Serve(settings) => block_on(serve::run(*settings)).map(done),
            Command::Import(settings) => block_on(import::run(settings)),
            Command::Export(settings) => block_on(export::run(settings)).map(done),
            Command::Backup(settings) => block_on(backup::run(settings)).map(done),
            Command::Token(settings) => block_on(token::run(settings)).map(done),
            Command::Check(settings) => block_on(check::run(settings)),
            Command::Migrate(settings) => block_on(migrate::run(settings)).map(done),
            Command::Relink(settings) => block_on(relink::run(settings)).map(done),
            Command::Schema(settings) => schema::run(&settings).map(done),
            Command::Documents(settings) => block_on(documents::run(settings)),
            Command::Health(settings) => block_on(health::run(settings)).map(done),
        }
    }
}

impl Command {
    fn log(&self) -> &settings::Log {
        match self {
            Command::Serve(settings) => &settings.log,
            Command::Import(settings) => &settings.log,
            Command::Export(settings) => &settings.log,
            Command::Backup(settings) => &settings.log,
            Command::Token(settings) => settings.command.log(),
            Command::Check(settings) => &settings.log,
            Command::Migrate(settings) => &settings.log,
            Command::Relink(settings) => &settings.log,
            Command::Schema(settings) => &settings.log,
            Command::Documents(settings) => &settings.log,
            Command::Health(settings) => &settings.log,
        }
    }
}

fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::fault(format!("cannot start the worker threads: {error}")))?
        .block_on(command)
}
