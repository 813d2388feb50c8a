//! The program, run to its end: what it printed and its exit code.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// One run of the program.
pub struct Program {
    command: Command,
    input: Vec<u8>,
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// `vitae ARGUMENTS`, without the settings that this process's own environment holds.
    pub fn new(arguments: &[&str]) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vitae"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("VITAE_") {
                command.env_remove(name);
            }
        }
        command.args(arguments).env("VITAE_LOG", "warn");
        Program { command, input: Vec::new() }
    }

    pub fn variable(mut self, name: &str, value: &str) -> Program {
        self.command.env(name, value);
        self
    }

    pub fn directory(mut self, directory: &Path) -> Program {
        self.command.current_dir(directory);
        self
    }

    pub fn input(mut self, input: &str) -> Program {
        self.input = input.as_bytes().to_vec();
        self
    }

    /// The command itself, to be started by someone else.
    pub fn into_command(self) -> Command {
        self.command
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Outcome {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = self.input;
        // A program that refuses its settings never reads its input.
        let writing = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap();
        Outcome {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
