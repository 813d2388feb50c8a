//! A line's text made into a checked record, or everything that is wrong with it.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::check::problems_of;
use super::problem::{LineProblem, shorten};
use crate::domain::date::WRONG_EDTF;
use crate::domain::record::Record;
use crate::value::id::RecordKind;

/// A line that can be told.
#[derive(Clone, Debug)]
pub struct ToldLine {
    /// Its number, counted from 1.
    pub number: u64,
    /// What it tells.
    pub record: Record,
    /// The same in the one spelling that equal records share.
    pub json: String,
    /// The SHA-256 of `json`, in hexadecimal.
    pub hash: String,
}

/// Something wrong with a field: its path, the value that stands there, what was expected.
pub struct FieldProblem {
    pub field: String,
    pub value: Option<String>,
    pub expected: String,
}

/// Reads a line. Answers with all of its problems at once.
pub fn parse_line(number: u64, text: &str) -> Result<ToldLine, Vec<LineProblem>> {
    // The error of this reading is thrown away: the careful one below finds all of them, with their paths.
    let problems = match serde_json::from_str::<Record>(text) {
        Ok(record) => match problems_of(&record) {
            problems if problems.is_empty() => return Ok(told(number, record)),
            problems => problems,
        },
        Err(_) => Vec::new(),
    };
    let record = serde_json::from_str::<Value>(text).ok().as_ref().and_then(kind_and_key);
    let problems = if problems.is_empty() { find_problems(text) } else { problems };
    let line = |problem: FieldProblem| LineProblem {
        line: number,
        record: record.clone(),
        field: problem.field,
        value: problem.value,
        expected: problem.expected,
    };
    Err(problems.into_iter().map(line).collect())
}

/// Reads a record that is JSON already. Answers with all of its problems at once.
pub fn read_record(value: &Value) -> Result<Record, Vec<FieldProblem>> {
    let problems = match serde_json::from_value::<Record>(value.clone()) {
        Ok(mut record) => match problems_of(&record) {
            problems if problems.is_empty() => {
                record.normalize();
                return Ok(record);
            }
            problems => problems,
        },
        Err(_) => Vec::new(),
    };
    Err(if problems.is_empty() { find_problems(&value.to_string()) } else { problems })
}

fn told(number: u64, mut record: Record) -> ToldLine {
    record.normalize();
    let json = serde_json::to_string(&record).expect("records are always JSON");
    let hash = Sha256::digest(json.as_bytes());
    let mut hexadecimal = String::with_capacity(64);
    for byte in hash {
        for digit in [byte >> 4, byte & 15] {
            hexadecimal.push(char::from_digit(u32::from(digit), 16).expect("four bits are one digit"));
        }
    }
    ToldLine { number, record, json, hash: hexadecimal }
}

/// How many problems of one line are told.
const PROBLEMS_MAX: usize = 50;

/// Reads a line that cannot be read, again and again, each time without what was wrong before.
fn find_problems(text: &str) -> Vec<FieldProblem> {
    let mut value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return vec![whole_line(text, format!("one JSON object a line ({error})"))],
    };
    if !is_one_record(&value) {
        let expected = "an object with one field, `person`, `event`, `article` or `quotation`";
        return vec![whole_line(text, expected.to_owned())];
    }
    let mut problems: Vec<FieldProblem> = Vec::new();
    while problems.len() < PROBLEMS_MAX {
        match serde_path_to_error::deserialize::<_, Record>(&value) {
            Ok(record) => {
                let sound = |problem: &FieldProblem| {
                    let beside = |known: &FieldProblem| parent(&known.field) == parent(&problem.field);
                    !problems.iter().any(beside)
                };
                let more: Vec<FieldProblem> = problems_of(&record).into_iter().filter(sound).collect();
                problems.extend(more);
                if let (true, Err(error)) = (problems.is_empty(), serde_json::from_str::<Record>(text)) {
                    // What is lost on the way to a `Value`: a field that is given twice.
                    problems.push(whole_line(text, format!("each field once ({error})")));
                }
                break;
            }
            Err(error) => {
                let path = segments(error.path());
                let told = explain(&value, &path, &error.inner().to_string());
                let (problem, path) = told;
                let is_new = problems.iter().all(|known| known.field != problem.field);
                let goes_on = match is_new {
                    true => remove(&mut value, &path),
                    false => fill_in(&mut value, &path),
                };
                if is_new {
                    problems.push(problem);
                }
                if !goes_on {
                    break;
                }
            }
        }
    }
    problems
}

fn whole_line(text: &str, expected: String) -> FieldProblem {
    FieldProblem { field: String::new(), value: Some(shorten(text)), expected }
}

fn is_one_record(value: &Value) -> bool {
    let kind = |(kind, _): (&String, &Value)| kind.parse::<RecordKind>().is_ok();
    value.as_object().is_some_and(|object| object.len() == 1 && object.iter().all(kind))
}

fn kind_and_key(value: &Value) -> Option<(RecordKind, String)> {
    let (kind, record) = value.as_object()?.iter().next()?;
    Some((kind.parse().ok()?, record.get("key")?.as_str()?.to_owned()))
}

/// A step of a path into a JSON value.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Field(String),
    Index(usize),
}

/// The path that serde tells, the record's kind first.
fn segments(path: &serde_path_to_error::Path) -> Vec<Step> {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Field(key.clone())),
            Segment::Enum { variant } => Some(Step::Field(variant.clone())),
            Segment::Unknown => None,
        })
        .collect()
}

/// The path as people read it: without the record's kind.
fn spell(path: &[Step]) -> String {
    let mut spelled = String::new();
    for step in path.iter().skip(1) {
        match step {
            Step::Index(index) => spelled.push_str(&format!("[{index}]")),
            Step::Field(name) if spelled.is_empty() => spelled.push_str(name),
            Step::Field(name) => spelled.push_str(&format!(".{name}")),
        }
    }
    spelled
}

/// What serde's words mean, and the path to take out before reading again.
fn explain(value: &Value, path: &[Step], message: &str) -> (FieldProblem, Vec<Step>) {
    let quoted = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?;
        Some(rest.split('`').nth(1)?.to_owned())
    };
    let mut path = path.to_vec();
    if let Some(name) = quoted("missing field ") {
        path.push(Step::Field(name));
        let problem = FieldProblem {
            field: spell(&path),
            value: None,
            expected: "a value, for this field is never left out".to_owned(),
        };
        return (problem, path);
    }
    if let Some(name) = quoted("unknown field ") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        if path.last() != Some(&Step::Field(name.clone())) {
            path.push(Step::Field(name.clone()));
        }
        let problem = FieldProblem {
            field: spell(&path),
            value: find(value, &path).map(|value| shorten(&value.to_string())),
            expected: known_field(&name, &known),
        };
        return (problem, path);
    }
    let mut place = path.clone();
    let message = match message.strip_prefix(WRONG_EDTF) {
        Some(expected) => {
            // The date is taken out whole: without its `edtf` it would be wrong again.
            place.push(Step::Field("edtf".to_owned()));
            expected
        }
        None => message,
    };
    let expected = match message.split_once(", expected ") {
        Some((_, expected)) if message.starts_with("invalid ") || message.starts_with("unknown variant ") => {
            in_plain_words(expected)
        }
        _ => message.to_owned(),
    };
    let problem = FieldProblem {
        field: spell(&place),
        value: find(value, &place).map(|value| match value {
            Value::String(text) => shorten(text),
            other => shorten(&other.to_string()),
        }),
        expected,
    };
    (problem, path)
}

/// What serde calls by Rust's names.
fn in_plain_words(expected: &str) -> String {
    match expected {
        "a sequence" => "a list".to_owned(),
        "a string" | "string" => "a text".to_owned(),
        "u32" => "a whole number from 0 to 4294967295".to_owned(),
        "a map" => "an object".to_owned(),
        name if name.starts_with("struct ") => "an object".to_owned(),
        other => other.to_owned(),
    }
}

fn known_field(name: &str, known: &[&str]) -> String {
    let nearest = known.iter().min_by_key(|known| distance(name, known));
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match nearest.filter(|nearest| distance(name, nearest) <= 1 + name.len() / 3) {
        Some(nearest) => format!("one of the fields {list}; hint: did you mean `{nearest}`?"),
        None => format!("one of the fields {list}"),
    }
}

/// How many letters must be added, dropped or changed to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, wanted) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *wanted);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

fn find<'a>(value: &'a Value, path: &[Step]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Field(name) => value.get(name),
        Step::Index(index) => value.get(index),
    })
}

/// The element that a field belongs to; rules that join it with others cannot be told where it is wrong.
fn parent(field: &str) -> &str {
    field.rsplit_once('.').map_or(field, |(parent, _)| parent)
}

/// Puts something harmless where a field that cannot be left out was taken out: a word, then a number.
fn fill_in(value: &mut Value, path: &[Step]) -> bool {
    let Some((Step::Field(name), parents)) = path.split_last() else {
        return false;
    };
    let Some(object) = find_mut(value, parents).and_then(Value::as_object_mut) else {
        return false;
    };
    let filling = match object.get(name) {
        None => Value::from("X"),
        Some(Value::String(_)) => Value::from(1),
        Some(_) => return false,
    };
    object.insert(name.clone(), filling);
    true
}

/// Takes out what stands at a path, so that the rest can be read. An element of a list stays where it
/// is, so that the paths of those after it stay true: nothing more can be read then.
fn remove(value: &mut Value, path: &[Step]) -> bool {
    let Some((Step::Field(name), parents)) = path.split_last() else {
        return false;
    };
    let object = find_mut(value, parents).and_then(Value::as_object_mut);
    // What is missing cannot be taken out: the next reading says so again, and it is filled in.
    object.is_some_and(|object| {
        object.remove(name);
        true
    })
}

fn find_mut<'a>(value: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Field(name) => value.get_mut(name),
        Step::Index(index) => value.get_mut(index),
    })
}
