//! Every text of `tests/data/edtf_cases.ndjson` is read as its line says, or is listed with another reading
//! and a reason in `docs/dates.md`. A listed text that needs no listing fails too.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::docs::{self, code};
use super::*;

const CASES: &str = include_str!("../../../../tests/data/edtf_cases.ndjson");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    edtf: String,
    valid: bool,
    level: Option<u8>,
    #[serde(default)]
    level_disputed: bool,
    from: Option<String>,
    to: Option<String>,
}

/// What a text is read as where that differs from its line.
#[derive(Debug, PartialEq, Eq)]
enum Reading {
    Refused,
    Valid,
    Level(u8),
    Bounds(String, String),
}

impl Reading {
    fn of_cell(cell: &str) -> Reading {
        match cell.split_once(' ') {
            None if cell == "refused" => Reading::Refused,
            None if cell == "valid" => Reading::Valid,
            Some(("level", level)) => Reading::Level(level.parse().unwrap()),
            _ => {
                let (from, to) = cell.split_once(" to ").unwrap_or_else(|| panic!("no reading: {cell}"));
                Reading::Bounds(from.to_owned(), to.to_owned())
            }
        }
    }
}

/// The readings that `docs/dates.md` lists.
fn listed() -> BTreeMap<String, Reading> {
    let mut listed = BTreeMap::new();
    for row in docs::table("Where test suites disagree") {
        let [texts, reading, reason] = row.try_into().expect("three columns");
        assert!(!reason.is_empty(), "no reason for {texts}");
        for text in code(&texts) {
            let twice = listed.insert(text.clone(), Reading::of_cell(&reading));
            assert_eq!(twice, None, "`{text}` is listed twice");
        }
    }
    listed
}

/// How `case` is read, where that is not what its line says.
fn difference(case: &Case) -> Option<Reading> {
    let date = match HistoricalDate::parse(Some(&case.edtf), None, Calendar::Gregorian) {
        Ok(date) if !case.valid => {
            assert!(date.level().is_some());
            return Some(Reading::Valid);
        }
        Ok(date) => date,
        Err(error) => {
            assert_eq!(error.value, case.edtf);
            assert!(error.position <= case.edtf.chars().count(), "{error}");
            return case.valid.then_some(Reading::Refused);
        }
    };
    let level = date.level().unwrap();
    if case.level_disputed || case.level.is_some_and(|expected| expected != level) {
        return Some(Reading::Level(level));
    }
    let (from, to) = docs::iso(date.bounds().unwrap());
    let as_given = |given: &Option<String>, ours: &str| given.as_deref().is_none_or(|given| given == ours);
    if as_given(&case.from, &from) && as_given(&case.to, &to) {
        None
    } else {
        Some(Reading::Bounds(from, to))
    }
}

#[test]
fn every_case_is_read_as_given_or_listed_with_a_reason() {
    let mut listed = listed();
    let mut as_given = 0;
    let mut otherwise = 0;
    let mut unexplained = Vec::new();
    for line in CASES.lines() {
        let case: Case = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let reading = listed.remove(&case.edtf);
        match (difference(&case), reading) {
            (None, None) => as_given += 1,
            (Some(ours), Some(listed)) if ours == listed => otherwise += 1,
            (ours, listed) => unexplained.push(format!("`{}`: {ours:?}, listed as {listed:?}", case.edtf)),
        }
    }
    assert!(unexplained.is_empty(), "\n{}", unexplained.join("\n"));
    assert!(listed.is_empty(), "listed, but no case: {listed:?}");
    assert_eq!(as_given + otherwise, 502);
}
