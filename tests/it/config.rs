//! Settings and what the documentation says of them: every setting is documented, with its variable
//! and default, and the documentation names none that does not exist.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::support::{Program, project, same_as_file};

const PREFACE: &str = "\
# Settings

Each setting is a flag of a command, such as `--listen`, or a variable, such as `VITAE_LISTEN`; the flag
wins. Flags come after the command. `vitae COMMAND --help` tells the same as this page, which is made
from the program by `make bless`.
";

/// The page that documents every setting, command by command.
fn page() -> String {
    let mut page = PREFACE.to_owned();
    for (name, command) in vitae::cli::commands() {
        let about = command.get_about().unwrap_or_default();
        write!(page, "\n## `vitae {name}`\n{about}.\n\n").unwrap();
        page.push_str("| setting | variable | default | meaning |\n|---|---|---|---|\n");
        for argument in command.get_arguments() {
            page.push_str(&row(argument));
        }
    }
    page
}

fn row(argument: &clap::Arg) -> String {
    let values: Vec<_> =
        argument.get_value_names().unwrap_or_default().iter().map(|name| name.to_string()).collect();
    let is_switch = matches!(argument.get_action(), clap::ArgAction::SetTrue);
    let setting = match (argument.get_long(), values.join(" ")) {
        (Some(flag), _) if is_switch => format!("`--{flag}`"),
        (Some(flag), value) => format!("`--{flag}` *{value}*"),
        (None, value) => format!("*{value}*"),
    };
    let code = |text: Option<String>| text.map_or("—".to_owned(), |text| format!("`{text}`"));
    let variable = code(argument.get_env().map(|name| name.to_string_lossy().into_owned()));
    let default = argument.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    let default = code(default.filter(|_| !is_switch));
    let meaning =
        argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let cell = |text: &str| text.replace('|', "\\|");
    format!("| {} | {variable} | {default} | {} |\n", cell(&setting), cell(&meaning))
}

#[test]
fn the_page_of_settings_is_current() {
    same_as_file("docs/settings.md", &page());
}

#[test]
fn every_setting_is_explained() {
    for (name, command) in vitae::cli::commands() {
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.len() > 10, "{} of {name} is not explained", argument.get_id());
        }
    }
}

/// The same flag means the same in every command.
#[test]
fn a_setting_that_two_commands_share_is_one_setting() {
    let mut seen = std::collections::BTreeMap::new();
    for (_, command) in vitae::cli::commands() {
        for argument in command.get_arguments().filter(|argument| argument.get_long().is_some()) {
            let flag = argument.get_long().unwrap_or_default().to_owned();
            let told = (argument.get_env().map(ToOwned::to_owned), argument.get_default_values().to_vec());
            let first = seen.entry(flag.clone()).or_insert_with(|| told.clone());
            assert_eq!(*first, told, "--{flag}");
        }
    }
}

#[test]
fn the_documentation_names_no_setting_that_does_not_exist() {
    let commands = vitae::cli::commands();
    let arguments = || commands.iter().flat_map(|(_, command)| command.get_arguments());
    let variables: BTreeSet<String> = arguments()
        .filter_map(|argument| argument.get_env())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let flags: BTreeSet<String> =
        arguments().filter_map(|argument| argument.get_long()).map(|flag| format!("--{flag}")).collect();
    // Those of the build script, which are told to cargo.
    let script = std::fs::read_to_string(project("build.rs")).unwrap();
    let of_the_build: BTreeSet<&str> = words(&script, "VITAE_UI").collect();
    for file in documents() {
        let text = std::fs::read_to_string(&file).unwrap();
        for flag in text.split("`--").skip(1).map(|rest| format!("--{}", word(rest))) {
            assert!(flags.contains(&flag), "{}: {flag}", file.display());
        }
        for name in words(&text, "VITAE_") {
            let is_for_developers = name.starts_with("VITAE_TEST_") || name == "VITAE_BLESS";
            assert!(
                is_for_developers
                    || name == "VITAE_"
                    || variables.contains(name)
                    || of_the_build.contains(name),
                "{}: {name}",
                file.display()
            );
        }
    }
}

/// The readme, the documentation and the container: everything that tells people what to set.
fn documents() -> Vec<std::path::PathBuf> {
    let mut files =
        vec![project("README.md"), project("CONTRIBUTING.md"), project("Dockerfile"), project("Makefile")];
    for entry in std::fs::read_dir(project("docs")).unwrap() {
        files.push(entry.unwrap().path());
    }
    files.retain(|file| file.is_file());
    assert!(files.len() >= 4, "{files:?}");
    files
}

/// The words of `text` that begin with `start`.
fn words<'a>(text: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(start).map(|(at, _)| {
        let rest = &text[at..];
        let end = rest
            .find(|letter: char| !letter.is_ascii_uppercase() && letter != '_' && !letter.is_ascii_digit());
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// The flag's name at the start of a text.
fn word(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn help_teaches_with_examples() {
    let help = Program::new(&["--help"]).run();
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for command in vitae::cli::command().get_subcommands() {
        assert!(help.stdout.contains(&format!("\n  {}", command.get_name())), "{}", command.get_name());
    }
    assert!(help.stdout.contains("Examples:\n  vitae  "), "{}", help.stdout);
    for command in ["serve", "import", "export", "backup", "token"] {
        let help = Program::new(&[command, "--help"]).run();
        assert!(help.stdout.contains(&format!("Examples:\n  vitae {command}")), "{}", help.stdout);
    }
}

#[test]
fn help_shows_no_password() {
    let secret = "postgres://vitae:s3cret@db/vitae";
    let help = Program::new(&["serve", "--help"]).variable("VITAE_DATABASE", secret).run();
    assert!(!help.stdout.contains("s3cret"), "{}", help.stdout);
}
