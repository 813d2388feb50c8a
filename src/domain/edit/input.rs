//! An input's fields, read one by one: what is wrong with one does not hide what is wrong with another.

use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use super::{Problem, Stopped};
use crate::domain::import::shorten;

/// The longest label of a batch, in Unicode scalar values.
const LABEL_MAX: usize = 512;

/// The input of a mutation.
pub struct Input {
    fields: Map<String, Value>,
    problems: Mutex<Vec<Problem>>,
}

impl Input {
    /// The fields of an input; what is no object has none.
    pub fn read(value: &Value) -> Input {
        let fields = value.as_object().cloned().unwrap_or_default();
        Input { fields, problems: Mutex::default() }
    }

    /// A field, absent where it is null.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// A field that must be there.
    pub fn required(&self, name: &str, expected: &str) -> Option<&Value> {
        let found = self.get(name);
        if found.is_none() {
            self.wrong(Problem::invalid(name, None, expected));
        }
        found
    }

    /// What the batch is to be called.
    pub fn label(&self) -> Option<String> {
        let label = self.get("label")?.as_str()?.to_owned();
        if label.chars().count() > LABEL_MAX || label.chars().any(char::is_control) || label.is_empty() {
            let expected = format!("a text of 1 to {LABEL_MAX} characters on one line");
            self.wrong(Problem::invalid("label", Some(shorten(&label)), &expected));
            return None;
        }
        Some(label)
    }

    /// A flag; false if it is left out.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The revision that the caller last saw.
    pub fn expected_revision(&self) -> Option<i64> {
        let value = self.get("expectedRevision")?;
        match value.as_i64().filter(|number| *number > 0) {
            None => {
                let expected = "a record's `revision`: a number above 0";
                self.wrong(Problem::invalid("expectedRevision", Some(value.to_string()), expected));
                None
            }
            number => number,
        }
    }

    /// The number in an id such as `claim:17`.
    pub fn number(&self, name: &str, prefix: &str) -> Option<i64> {
        let expected = format!("an id such as `{prefix}:17`");
        let text = self.required(name, &expected)?.as_str().unwrap_or_default();
        let number = number_of(text, prefix);
        if number.is_none() {
            self.wrong(Problem::invalid(name, Some(shorten(text)), &expected));
        }
        number
    }

    /// Notes a problem.
    pub fn wrong(&self, problem: Problem) {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    fn taken(&self) -> Vec<Problem> {
        std::mem::take(&mut *self.problems.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stops here, with what was wrong so far.
    pub fn stopped(&self) -> Stopped {
        Stopped::Problems(self.taken())
    }

    /// Stops here if anything was wrong so far.
    pub fn check(&self) -> Result<(), Stopped> {
        match self.taken() {
            problems if problems.is_empty() => Ok(()),
            problems => Err(Stopped::Problems(problems)),
        }
    }
}

/// The number in an id such as `claim:17`, spelled exactly so.
pub fn number_of(text: &str, prefix: &str) -> Option<i64> {
    let digits = text.strip_prefix(prefix)?.strip_prefix(':')?;
    let number: i64 = digits.parse().ok()?;
    (number > 0 && number.to_string() == digits).then_some(number)
}
