//! The rules of the house, held by a test: which layer may name which, how long files and functions
//! may be, what every file must say of itself, and words that tell nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::project;

/// What each layer may name with `crate::`. `cli` wires everything and may name all.
const LAYERS: &[(&str, &[&str])] = &[
    ("cli", &["http", "graphql", "catalog", "plan", "domain", "store", "linking", "value"]),
    ("http", &["graphql", "domain", "value"]),
    ("graphql", &["plan", "catalog", "domain", "store", "value"]),
    ("plan", &["catalog", "store", "value"]),
    ("catalog", &["value"]),
    ("domain", &["linking", "store", "value"]),
    ("store", &["value"]),
    ("linking", &["value"]),
    ("value", &[]),
];

/// Crates that a layer must not name, so that its work stays its own.
const FOREIGN: &[(&str, &[&str])] = &[
    ("http", &["sea_orm", "migration", "async_graphql"]),
    ("graphql", &["sea_orm", "migration", "axum"]),
    ("plan", &["sea_orm", "migration", "axum"]),
    ("catalog", &["sea_orm", "migration", "axum"]),
    ("domain", &["axum", "async_graphql", "migration"]),
    ("store", &["axum", "async_graphql"]),
    ("linking", &["axum", "async_graphql", "sea_orm", "migration", "tokio"]),
    ("value", &["axum", "async_graphql", "sea_orm", "migration", "tokio"]),
];

/// Names for files that say nothing of what is in them, and what to write instead.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "manager", "common", "misc", "types"];

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;

/// One of the project's own Rust files.
struct Source {
    /// From the project's directory, such as `src/store/mod.rs`.
    path: String,
    text: String,
}

impl Source {
    /// The layer that it belongs to, if it is in one.
    fn layer(&self) -> Option<&str> {
        let (layer, _) = self.path.strip_prefix("src/")?.split_once('/')?;
        Some(layer)
    }

    /// Its lines before the tests in it, numbered from 1, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        self.text[..tests]
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests")
    }
}

fn files(extensions: &[&str]) -> Vec<Source> {
    fn visit(directory: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && name != "node_modules" && (!name.starts_with('.') || name == ".ci") {
                    visit(&path, extensions, found);
                }
            } else if extensions.iter().any(|extension| name.ends_with(extension)) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    visit(&project(""), extensions, &mut found);
    found.sort();
    let relative = |path: &Path| path.strip_prefix(project("")).unwrap().to_string_lossy().into_owned();
    found
        .iter()
        .filter_map(|path| Some(Source { path: relative(path), text: std::fs::read_to_string(path).ok()? }))
        .collect()
}

fn sources() -> Vec<Source> {
    let sources = files(&[".rs"]);
    assert!(sources.len() > 30, "the project's files are not where this test looks");
    sources
}

/// Fails with every complaint at once.
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// The parts of a path named in a line, such as `plan` of `crate::plan::Plan`; a group names several.
fn named_after<'a>(line: &'a str, root: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices(root) {
        let starts_a_word = !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let rest = &line[at + root.len()..];
        let group = rest.strip_prefix('{').map(|rest| rest.split('}').next().unwrap_or(rest));
        if starts_a_word {
            let parts = group.map_or_else(|| vec![rest], |group| group.split(',').collect());
            names.extend(parts.into_iter().map(|part| word(part.trim())));
        }
    }
    names
}

/// The identifier at the start of a text.
fn word(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn a_layer_names_only_the_layers_below_it() {
    let allowed: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let mut complaints = Vec::new();
    for source in sources() {
        let Some(layer) = source.layer() else { continue };
        let Some(below) = allowed.get(layer) else {
            complaints.push(format!("{}: `{layer}` is not a layer that this test knows", source.path));
            continue;
        };
        for (number, line) in source.code() {
            for name in named_after(line, "crate::").into_iter().chain(named_after(line, "vitae::")) {
                let is_a_layer = allowed.contains_key(name);
                if is_a_layer && name != layer && !below.contains(&name) {
                    complaints.push(format!("{}:{number}: `{layer}` must not name `{name}`", source.path));
                }
            }
        }
    }
    none(complaints);
}

#[test]
fn the_program_hands_over_to_the_command_line() {
    let sources = sources();
    let main = sources.iter().find(|source| source.path == "src/main.rs").unwrap();
    let named: BTreeSet<_> = main.code().flat_map(|(_, line)| named_after(line, "vitae::")).collect();
    assert_eq!(named, BTreeSet::from(["cli"]));
}

#[test]
fn a_layer_leaves_foreign_work_to_others() {
    let foreign: BTreeMap<_, _> = FOREIGN.iter().copied().collect();
    let mut complaints = Vec::new();
    for source in sources() {
        let crates = source.layer().and_then(|layer| foreign.get(layer)).copied().unwrap_or_default();
        for (number, line) in source.code() {
            for name in crates {
                let names_it = [format!("{name}::"), format!("use {name};")];
                if names_it.iter().any(|text| !named_in(line, text).is_empty()) {
                    complaints
                        .push(format!("{}:{number}: `{name}` is not this layer's business", source.path));
                }
            }
        }
    }
    none(complaints);
}

/// Where `text` stands in `line` at the start of a word.
fn named_in<'a>(line: &'a str, text: &str) -> Vec<&'a str> {
    let starts_a_word = |at: usize| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    };
    line.match_indices(text).filter(|(at, _)| starts_a_word(*at)).map(|(at, _)| &line[at..]).collect()
}

#[test]
fn files_and_functions_stay_short_enough_to_read() {
    let mut complaints = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > FILE_LINES_MAX {
            complaints.push(format!("{}: {lines} lines; at most {FILE_LINES_MAX}", source.path));
        }
        for (number, length) in functions(&source.text) {
            if length > FUNCTION_LINES_MAX {
                let place = &source.path;
                complaints.push(format!(
                    "{place}:{number}: a function of {length} lines; at most {FUNCTION_LINES_MAX}"
                ));
            }
        }
    }
    none(complaints);
}

/// Each function's first line and its length. Formatted code closes a function at its own indentation.
fn functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indentation = &line[..line.len() - code.len()];
        let is_function = [
            "fn ",
            "pub fn ",
            "async fn ",
            "pub async fn ",
            "const fn ",
            "pub const fn ",
            "pub(super) fn ",
            "pub(crate) fn ",
            "pub(super) async fn ",
            "pub(crate) async fn ",
        ]
        .iter()
        .any(|start| code.starts_with(start));
        if !is_function {
            continue;
        }
        let ends = |line: &&str| {
            **line == format!("{indentation}}}")
                || line.starts_with(indentation) && line.ends_with(';') && indent(line) == indentation.len()
        };
        let one_line = line.ends_with('}') || line.ends_with(';');
        let length = if one_line { 1 } else { lines[index..].iter().position(ends).map_or(1, |end| end + 1) };
        found.push((index + 1, length));
    }
    found
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[test]
fn every_file_says_what_it_is() {
    let without = |source: &Source| !source.text.starts_with("//! ");
    none(
        sources()
            .iter()
            .filter(|source| without(source))
            .map(|source| format!("{}: does not open with `//! `", source.path))
            .collect(),
    );
}

#[test]
fn every_module_has_a_line_that_says_what_it_is_for() {
    let mut complaints = Vec::new();
    for source in sources() {
        // Entities are named after their tables and steps after their date, one file each.
        let is_list = source.path == "src/store/entity/mod.rs" || source.path.starts_with("migration/");
        let is_map = !is_list && (!source.is_test() || source.path.starts_with("tests/it/"));
        let mut before = "";
        for (number, line) in source.text.lines().enumerate() {
            let code = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
            let is_module = code.starts_with("mod ") && code.ends_with(';') && code != "mod tests;";
            if is_module && is_map && !before.starts_with("///") {
                complaints.push(format!("{}:{}: `{line}` has no `///` line", source.path, number + 1));
            }
            if !line.starts_with("#[") {
                before = line;
            }
        }
    }
    none(complaints);
}

#[test]
fn nothing_unfinished_or_reckless_is_left() {
    // Spelled in two parts, so that this file does not name what it forbids.
    let forbidden: Vec<String> = [".unwr|ap()", "to|do!(", "unimple|mented!(", "db|g!(", "FIX|ME", "XX|X"]
        .iter()
        .map(|word| word.replace('|', ""))
        .collect();
    let mut complaints = Vec::new();
    for source in sources() {
        let beyond_tests = if source.is_test() { &forbidden[1..] } else { &forbidden[..] };
        for (number, line) in source.code() {
            for word in beyond_tests.iter().filter(|word| line.contains(word.as_str())) {
                complaints.push(format!("{}:{number}: `{word}`", source.path));
            }
        }
    }
    none(complaints);
}

#[test]
fn file_names_say_what_is_in_the_file() {
    let is_empty = |source: &Source| {
        let stem = Path::new(&source.path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        EMPTY_NAMES.contains(&stem.as_str()) || source.path.split('/').any(|part| EMPTY_NAMES.contains(&part))
    };
    none(
        sources()
            .iter()
            .filter(|source| is_empty(source))
            .map(|source| format!("{}: name it after what is in it", source.path))
            .collect(),
    );
}

/// A noun has the same file name in each layer that knows nouns, so that one search finds the whole
/// slice. The tables of articles and quotations are one file in the store: both are documents.
#[test]
fn a_noun_has_the_same_file_name_in_every_layer() {
    const NOUNS: &[&str] = &["person", "event", "article", "quotation"];
    let paths: BTreeSet<String> = sources().into_iter().map(|source| source.path).collect();
    let has = |layer: &str, noun: &str| {
        [format!("src/{layer}/{noun}.rs"), format!("src/{layer}/{noun}/mod.rs")]
            .iter()
            .any(|path| paths.contains(path))
    };
    let mut complaints = Vec::new();
    for layer in ["catalog", "domain", "store"] {
        for noun in NOUNS {
            let is_document = layer == "store" && ["article", "quotation"].contains(noun);
            let is_there = has(layer, noun) || (is_document && has(layer, "document"));
            if !is_there {
                complaints.push(format!("src/{layer}/{noun}.rs is missing"));
            }
            if has(layer, &format!("{noun}s")) {
                complaints.push(format!("src/{layer}/{noun}s.rs: nouns are singular"));
            }
        }
    }
    none(complaints);
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    // Spelled in parts, so that this file does not name them.
    let places: Vec<String> =
        ["/wo|rk/", "/tmp/w|t", "/ro|ot/", "/ho|me/"].iter().map(|place| place.replace('|', "")).collect();
    let mut complaints = Vec::new();
    for source in files(&[
        ".rs",
        ".md",
        ".toml",
        ".yml",
        ".json",
        ".graphql",
        ".sql",
        ".mjs",
        "Makefile",
        "Dockerfile",
        "run",
    ]) {
        for (number, line) in source.text.lines().enumerate() {
            for place in places.iter().filter(|place| line.contains(place.as_str())) {
                complaints.push(format!("{}:{}: `{place}`", source.path, number + 1));
            }
        }
    }
    none(complaints);
}

/// The rules above read code as text; these are the texts that they must not misread.
#[test]
fn the_rules_see_what_they_forbid() {
    assert_eq!(named_after("use crate::store::Store;", "crate::"), ["store"]);
    assert_eq!(named_after("use crate::{http, plan::Plan};", "crate::"), ["http", "plan"]);
    assert_eq!(named_after("    crate::cli::run(crate::value::id())", "crate::"), ["cli", "value"]);
    assert_eq!(named_after("use my_crate::store;", "crate::"), [""; 0]);
    assert_eq!(named_in("use sea_orm::DbErr;", "sea_orm::").len(), 1);
    assert_eq!(named_in("use not_sea_orm::DbErr;", "sea_orm::").len(), 0);
    let text = "fn one() {}\nimpl A {\n    pub async fn two(\n        a: u8,\n    ) {\n        b;\n    }\n\n    fn three();\n}\n";
    assert_eq!(functions(text), [(1, 1), (3, 5), (9, 1)]);
}
