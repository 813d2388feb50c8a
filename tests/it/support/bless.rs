//! Files that tests keep true: compared as they are, and written anew by `make bless`.

use std::path::{Path, PathBuf};

/// The project's directory, or a file in it.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares `actual` with a file of the project. With `VITAE_BLESS` set, writes the file instead,
/// except where `CI` is set: there a test must never make itself pass.
pub fn same_as_file(path: &str, actual: &str) {
    let file = project(path);
    if std::env::var_os("VITAE_BLESS").is_some() {
        assert!(std::env::var_os("CI").is_none(), "VITAE_BLESS is set where CI is");
        std::fs::write(&file, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if let Some((number, (expected, actual))) = first_difference(&expected, actual) {
        panic!(
            "{path} is not current; line {number} is\n  {expected}\nand should be\n  {actual}\n`make bless` writes it anew"
        );
    }
}

fn first_difference<'a>(expected: &'a str, actual: &'a str) -> Option<(usize, (&'a str, &'a str))> {
    if expected == actual {
        return None;
    }
    let lines = expected.lines().count().max(actual.lines().count());
    let at = |text: &'a str, number: usize| text.lines().nth(number).unwrap_or("(nothing)");
    (0..lines)
        .map(|number| (number + 1, (at(expected, number), at(actual, number))))
        .find(|(_, (expected, actual))| expected != actual)
        .or(Some((lines, ("(the end of the file)", "(another end)"))))
}
