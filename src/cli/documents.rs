//! Documents in a directory: what `--trusted-documents` reads, and `vitae documents`, which lists them and tells
//! which are no longer valid.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::graphql::{Checker, Trusted, hash};

use super::failure::Failure;
use super::{output, settings};

pub const EXAMPLES: &str = "\
Examples:
  vitae documents documents/            each document: its hash, its operations, its file
  vitae documents --json documents/     one JSON object a line

A file `*.graphql` or `*.gql` is one document. A file `*.json` is a manifest as relay-compiler and
graphql-codegen write it ({\"ID\": \"TEXT\"}), or Apollo's.

Exit codes: 0 all are valid, 1 it failed, 2 a setting is wrong, 3 a document is not valid.";

/// The exit code when a document is not valid.
const INVALID: u8 = 3;
/// The largest file that is read.
const BYTES_AT_MOST: u64 = 64 << 20;
/// How many directories may lie one in another.
const DEPTH: usize = 16;

/// A document of a directory.
pub struct Found {
    /// Its file, from the directory.
    pub file: String,
    /// What a manifest calls it; its hash is a name of it anyway.
    pub id: Option<String>,
    /// The document.
    pub text: String,
}

/// Runs the command; returns the exit code.
pub async fn run(settings: settings::Documents) -> Result<ExitCode, Failure> {
    let found = read(&settings.directory)?;
    let checker = Checker::new();
    let mut invalid = 0;
    for document in &found {
        let checked = checker.operations(&document.text).await;
        invalid += usize::from(checked.is_err());
        output::print(&match settings.json {
            true => in_json(document, &checked),
            false => in_words(document, &checked),
        })?;
    }
    if !settings.json {
        output::print(&format!("{} documents, {invalid} of them not valid\n", found.len()))?;
    }
    Ok(if invalid == 0 { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

type Checked = Result<Vec<Option<String>>, Vec<String>>;

fn in_words(document: &Found, checked: &Checked) -> String {
    let operations = match checked {
        Ok(names) => names.iter().map(|name| name.as_deref().unwrap_or("-")).collect::<Vec<_>>().join(","),
        Err(_) => "not valid".to_owned(),
    };
    let hash = hash(&document.text);
    let mut line = format!("{hash}  {operations}  {}", document.file);
    if let Some(id) = document.id.as_ref().filter(|id| **id != hash) {
        write!(line, " ({id})").unwrap_or_default();
    }
    line.push('\n');
    for problem in checked.as_ref().err().into_iter().flatten() {
        writeln!(line, "    {problem}").unwrap_or_default();
    }
    line
}

fn in_json(document: &Found, checked: &Checked) -> String {
    let (operations, problems) = match checked {
        Ok(names) => (json!(names), json!([])),
        Err(problems) => (json!([]), json!(problems)),
    };
    let Found { file, id, text } = document;
    let line =
        json!({"sha256": hash(text), "id": id, "operations": operations, "file": file, "problems": problems});
    format!("{line}\n")
}

/// The documents that alone may run, of a directory. What is not valid is logged: it will be refused.
pub async fn trusted(directory: &Path) -> Result<Trusted, Failure> {
    let found = read(directory)?;
    let checker = Checker::new();
    let mut trusted = Trusted::default();
    for Found { file, id, text } in found {
        if let Err(problems) = checker.operations(&text).await {
            tracing::warn!(file, id, problem = problems.first(), "a trusted document is not valid");
        }
        if let Some(id) = trusted.add(&text, id) {
            let directory = directory.display();
            return Err(Failure::fault(format!("`{id}` names two documents in `{directory}`")));
        }
        // A file ends with a line break, which clients do not send.
        trusted.add(text.trim(), None);
    }
    match trusted.is_empty() {
        true => Err(Failure::fault(format!("there is no document in `{}`", directory.display()))),
        false => Ok(trusted),
    }
}

/// Every document of a directory and of those in it, by their files' names.
pub fn read(directory: &Path) -> Result<Vec<Found>, Failure> {
    let mut files = Vec::new();
    walk(directory, DEPTH, &mut files)?;
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let file = path.strip_prefix(directory).unwrap_or(&path).display().to_string();
        match extension.as_str() {
            "graphql" | "gql" => found.push(Found { file, id: None, text: text(&path)? }),
            "json" => found.extend(manifest(&file, &text(&path)?)?),
            _ => {}
        }
    }
    Ok(found)
}

fn walk(directory: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let cannot =
        |error: std::io::Error| Failure::fault(format!("cannot read `{}`: {error}", directory.display()));
    for entry in std::fs::read_dir(directory).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        match path.is_dir() {
            true if depth == 0 => {
                return Err(Failure::fault(format!("`{}` lies too deep", path.display())));
            }
            true => walk(&path, depth - 1, files)?,
            false => files.push(path),
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, Failure> {
    let cannot = |error: std::io::Error| Failure::fault(format!("cannot read `{}`: {error}", path.display()));
    let length = std::fs::metadata(path).map_err(cannot)?.len();
    if length > BYTES_AT_MOST {
        let path = path.display();
        return Err(Failure::fault(format!("`{path}` has {length} bytes; at most {BYTES_AT_MOST} are read")));
    }
    std::fs::read_to_string(path).map_err(cannot)
}

/// The documents of a manifest: `{"ID": "TEXT"}`, or Apollo's `{"operations": [{"id": …, "body": …}]}`.
fn manifest(file: &str, text: &str) -> Result<Vec<Found>, Failure> {
    let wrong = |why: &str| Failure::fault(format!("`{file}` is no manifest of documents: {why}"));
    let manifest: Value = serde_json::from_str(text).map_err(|error| wrong(&error.to_string()))?;
    let found = |id: &str, text: &str| Found {
        file: file.to_owned(),
        id: Some(id.to_owned()),
        text: text.to_owned(),
    };
    if let Some(operations) = manifest.get("operations").and_then(Value::as_array) {
        let one =
            |operation: &Value| Some(found(operation.get("id")?.as_str()?, operation.get("body")?.as_str()?));
        let all: Option<Vec<Found>> = operations.iter().map(one).collect();
        return all.ok_or_else(|| wrong("each of its operations needs `id` and `body`, both strings"));
    }
    let members = manifest.as_object().ok_or_else(|| wrong("expected an object"))?;
    let one = |(id, text): (&String, &Value)| Some(found(id, text.as_str()?));
    let all: Option<Vec<Found>> = members.iter().map(one).collect();
    all.ok_or_else(|| wrong("expected the text of a document under each id"))
}
