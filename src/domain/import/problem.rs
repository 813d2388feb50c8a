//! What is wrong with a line, said so that whoever wrote the file can mend it.

use std::fmt;

use super::{Difference, Outcome};
use crate::domain::telling::Conflict;
use crate::value::id::RecordKind;

/// One thing wrong with one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineProblem {
    /// The line, counted from 1.
    pub line: u64,
    /// The record that the line tells of, if that much can be read: its kind and key.
    pub record: Option<(RecordKind, String)>,
    /// The field, as a path such as `participants[2].person`; empty where it is the whole line.
    pub field: String,
    /// The value that stands there, shortened; none where something is missing.
    pub value: Option<String>,
    /// What was expected, in words.
    pub expected: String,
}

/// The line's number, then the sentence: `12: person `x`: `gender` is `male`; expected …`, so that a file's
/// name and a colon before it make a place that editors open.
impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        if let Some((kind, key)) = &self.record {
            write!(f, "{kind} `{}`: ", shorten(key))?;
        }
        match (self.field.as_str(), &self.value) {
            ("", None) => {}
            ("", Some(value)) => write!(f, "`{value}` cannot be read; ")?,
            (field, None) => write!(f, "`{field}` is missing; ")?,
            (field, Some(value)) => write!(f, "`{field}` is `{value}`; ")?,
        }
        write!(f, "expected {}", self.expected)
    }
}

/// Something that a file says and the archive does not; the archive was left as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The line, counted from 1.
    pub line: u64,
    /// What the record is.
    pub kind: RecordKind,
    /// Its key.
    pub key: String,
    /// What contradicts what.
    pub conflict: Conflict,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, kind, key) = (self.line, self.kind, &self.key);
        let conflict = &self.conflict;
        write!(f, "{line}: {kind} `{}`: `{}`: ", shorten(key), conflict.field)?;
        let said = |value: &Option<serde_json::Value>| {
            value.as_ref().map_or("nothing".to_owned(), |value| format!("`{}`", shorten(&value.to_string())))
        };
        let (archive, file) = (said(&conflict.archive), said(&conflict.file));
        if conflict.is_settled {
            return write!(
                f,
                "the person's record says {archive}, the event's own {file}; the event's own is kept"
            );
        }
        write!(f, "the archive says {archive}, the file {file}; the archive's is kept")
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Created => "create",
            Outcome::Updated => "update",
            Outcome::Unchanged => "same",
            Outcome::Deleted => "delete",
        };
        write!(f, "{outcome} {} `{}`", self.kind, self.key)?;
        if self.outcome == Outcome::Updated {
            for change in &self.fields {
                let side = |value: &Option<serde_json::Value>| {
                    value.as_ref().map_or("nothing".to_owned(), ToString::to_string)
                };
                write!(f, "\n  {}: {} -> {}", change.field, side(&change.before), side(&change.after))?;
            }
        }
        Ok(())
    }
}

/// The greatest length of a value in a message, in Unicode scalar values.
const SHOWN: usize = 80;

/// A value short enough for a message.
pub fn shorten(text: &str) -> String {
    let shown = match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    };
    // What a file holds must not steer the terminal that shows it.
    shown
        .chars()
        .flat_map(|letter| {
            if letter.is_control() {
                Shown::Escaped(letter.escape_default())
            } else {
                Shown::Plain(std::iter::once(letter))
            }
        })
        .collect()
}

/// A letter as it is shown.
enum Shown {
    Plain(std::iter::Once<char>),
    Escaped(std::char::EscapeDefault),
}

impl Iterator for Shown {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Shown::Plain(letter) => letter.next(),
            Shown::Escaped(letters) => letters.next(),
        }
    }
}
