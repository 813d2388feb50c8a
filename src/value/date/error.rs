//! Why a text is no date: where, what stands there, and what was expected instead.
//! It never decides; the grammar does.

use std::borrow::Cow;
use std::fmt;

/// Why a text is no historical date.
///
/// Shown as: `` `1938-15-03` is not a date: `15` at position 5; expected a month from `01` to `12` … ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// Where the trouble starts: Unicode scalar values before it, from 0.
    pub position: usize,
    /// The whole text that was given.
    pub value: String,
    /// What was expected at that position.
    pub expected: String,
    /// What the author of the text may have meant, if that is plain.
    pub hint: Option<String>,
}

impl std::error::Error for DateError {}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.is_empty() {
            f.write_str("an empty text is not a date")?;
        } else {
            write!(f, "`{}` is not a date: ", Shortened(&self.value))?;
            match self.found() {
                Some(found) => write!(f, "`{}` at position {}", Shortened(&found), self.position)?,
                None => write!(f, "it ends at position {}", self.position)?,
            }
        }
        write!(f, "; expected {}", self.expected)?;
        match &self.hint {
            Some(hint) => write!(f, "; hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl DateError {
    /// What was expected of the whole text, for sentences that have told it already: `` a date: in place of `15` at
    /// position 5, a month from `01` to `12` … ``.
    pub fn expectation(&self) -> String {
        let place = match self.found() {
            _ if self.value.is_empty() => String::new(),
            Some(found) => {
                format!("a date: in place of `{}` at position {}, ", Shortened(&found), self.position)
            }
            None => format!("a date: at its end, position {}, ", self.position),
        };
        let hint = self.hint.as_ref().map(|hint| format!("; hint: {hint}")).unwrap_or_default();
        format!("{place}{}{hint}", self.expected)
    }

    /// The piece of the value at the position: up to the next separator, at least one character.
    fn found(&self) -> Option<String> {
        let mut rest = self.value.chars().skip(self.position);
        let first = rest.next()?;
        let mut found = String::from(first);
        if first.is_alphanumeric() {
            found.extend(rest.take_while(|letter| letter.is_alphanumeric()));
        }
        Some(found)
    }
}

/// A text of which only the beginning is shown if it is long.
struct Shortened<'a>(&'a str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 64;
        match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(f, "{}…", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}

/// A fault in a text, before the text is known as a whole.
#[derive(Debug)]
pub(super) struct Fault {
    /// Bytes before it.
    pub offset: usize,
    pub expected: Cow<'static, str>,
    pub hint: Option<Cow<'static, str>>,
}

impl Fault {
    pub(super) fn new(offset: usize, expected: &'static str) -> Self {
        Self { offset, expected: expected.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<Cow<'static, str>>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same fault, if the text it was found in starts `base` bytes into the whole.
    pub(super) fn after(self, base: usize) -> Self {
        Self { offset: self.offset + base, ..self }
    }

    pub(super) fn in_text(self, text: &str) -> DateError {
        let before = text.get(..self.offset).unwrap_or(text);
        DateError {
            position: before.chars().count(),
            value: text.to_owned(),
            expected: self.expected.into_owned(),
            hint: self.hint.map(Cow::into_owned),
        }
    }
}

/// What was expected where `edtf-core` found fault with a date or time, in the words of our users.
pub(super) fn expectation(message: &'static str) -> &'static str {
    match message {
        "empty input" => "a date such as `1938-03-15`, `1938-03` or `1938`",
        "year must have exactly four digits (or X)" => "a year of four digits, such as `1938` or `193X`",
        "-0000 is not a valid year" => {
            "a year: the year before `0001` is `0000`, the one before that `-0001`"
        }
        "significant digits cannot combine with unspecified digits" => {
            "either significant digits (`S`) or unspecified ones (`X`), not both"
        }
        "significant digits must be 1-4 for a four-digit year" => {
            "how many of the year's four digits are significant, from `1` to `4`"
        }
        "significant-digit years are year-precision only" => {
            "nothing after significant digits but `?`, `~` or `%`"
        }
        "expected '-' before month" => "`-` and a month after a year of four digits",
        "month must be two digits (or X)" => "a month of two digits, such as `03`",
        "expected '-' before day" => "`-` and a day after the month",
        "day must be two digits (or X)" => "a day of two digits, such as `09`",
        "unexpected characters after day" => "nothing after the day but `?`, `~`, `%` or a time",
        "month must be 01-12 or a sub-year code 21-41" => {
            "a month from `01` to `12`, or a season or part of a year from `21` to `41`"
        }
        "month must be 01-12" | "no calendar month matches the unspecified digits" => {
            "a month from `01` to `12`"
        }
        "sub-year groupings cannot carry a day" => "no day after a season or part of a year",
        "day is out of range for the month" => "a day that the month has",
        "expected digits after 'Y'" => "a year of more than four digits after `Y`",
        "leading zeros are not allowed in Y-prefixed years" => "a year without leading zeros after `Y`",
        "expected digits after exponent 'E'" => "an exponent after `E`",
        "exponential year significand cannot be zero" => "a year that is not zero before `E`",
        "exponent out of supported range" => "an exponent of at most `100000`",
        "Y-prefixed years require |year| > 9999" => "a year of more than four digits after `Y`",
        "significant digits exceed the year's digit count" => {
            "how many of the year's digits are significant, from `1`"
        }
        "Y-prefixed years are year-precision only" => "nothing after a year with `Y` but `?`, `~` or `%`",
        "number out of supported range" => "a number of at most 18 digits",
        "hour must be 00-23 (24 is not allowed)" => "an hour from `00` to `23`",
        "minute must be 00-59" => "a minute from `00` to `59`",
        "second must be 00-60" => "a second from `00` to `59`",
        "time must be hh:mm:ss" | "time components must be two digits" => "a time such as `23:20:30`",
        "shift minutes must be 00-59" => "minutes of the time zone from `00` to `59`",
        "time shift exceeds ±14:00" => "a time zone from `-12:00` to `+14:00`",
        "negative zero time shift is not allowed" => "`Z` or `+00:00` for no shift",
        "time shift must be Z, +hh, +hh:mm or negative"
        | "time shift must be ±hh or ±hh:mm"
        | "time shift components must be two digits" => "a time zone such as `Z`, `+02` or `-05:30`",
        other => other,
    }
}
