//! The kinds of text that a record holds, each checked when it is made: keys, tokens, lines, prose,
//! language tags and addresses. Whoever holds one need not check it again.

use std::borrow::Cow;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Declares a checked text: its limit in Unicode scalar values, its pattern for the JSON Schema, and
/// the check, which answers with what was expected.
macro_rules! checked_text {
    ($(#[doc = $doc:literal])* $name:ident, max: $max:expr, pattern: $pattern:expr, check: $check:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The greatest length, in Unicode scalar values.
            pub const MAX: usize = $max;

            /// A text that was checked when it was first stored.
            pub fn stored(text: String) -> Self {
                $name(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            /// Refuses with what was expected, in words.
            fn try_from(text: String) -> Result<Self, String> {
                let check: fn(String) -> Result<String, String> = $check;
                check_length(&text, Self::MAX)?;
                check(text).map($name)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let description = concat!($($doc),*).trim();
                json_schema!({
                    "type": "string", "description": description,
                    "minLength": 1, "maxLength": $max, "pattern": $pattern
                })
            }
        }
    };
}

checked_text!(
    /// The caller's own stable name for a record, unique among its kind.
    Key, max: 512, pattern: r"^[^\u0000-\u001f\u007f-\u009f]+$", check: one_line
);
checked_text!(
    /// A word of an open vocabulary in upper case, such as `PARTY-AFFILIATION`.
    Token, max: 64, pattern: "^[A-Z][A-Z0-9_-]*$", check: token
);
checked_text!(
    /// A text of one line.
    Line, max: 4096, pattern: r"^[^\u0000-\u001f\u007f-\u009f]+$", check: one_line
);
checked_text!(
    /// A text of any number of lines.
    Prose, max: 16_777_216, pattern: r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]+$", check: prose
);
checked_text!(
    /// A BCP 47 language tag, script included where it matters: `ru-Cyrl`.
    Language, max: 64, pattern: "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", check: language
);
checked_text!(
    /// The address of a page: `http://…` or `https://…`.
    Url, max: 4096, pattern: r"^https?://[^\u0000-\u0020\u007f-\u009f]+$", check: url
);

fn check_length(text: &str, max: usize) -> Result<(), String> {
    if text.is_empty() {
        return Err(
            "a text that is not empty; hint: leave the field out, or write null to clear it".to_owned()
        );
    }
    if !text.chars().any(is_seen) {
        return Err("a text with something to be seen in it, not blanks alone".to_owned());
    }
    // Bytes bound scalar values from above, so most texts are not counted.
    if text.len() > max {
        let length = text.chars().count();
        if length > max {
            return Err(format!("at most {max} characters, not {length}"));
        }
    }
    Ok(())
}

/// Whether a letter can be seen: neither a blank nor one of those that have no width of their own.
fn is_seen(letter: char) -> bool {
    let is_without_width = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}');
    !letter.is_whitespace() && !letter.is_control() && !is_without_width
}

fn one_line(text: String) -> Result<String, String> {
    let is_unwanted = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    match text.chars().position(is_unwanted) {
        None => Ok(text),
        Some(at) if text.chars().nth(at).is_some_and(char::is_control) => {
            Err(format!("no control character, such as the one at position {at}"))
        }
        Some(at) => Err(format!("a text of one line, without the line separator at position {at}")),
    }
}

fn prose(text: String) -> Result<String, String> {
    let is_unwanted =
        |letter: char| (letter < ' ' && !matches!(letter, '\n' | '\r' | '\t')) || letter == '\u{7f}';
    match text.chars().position(is_unwanted) {
        None => Ok(text),
        Some(at) => {
            Err(format!("no control character but line breaks and tabs, such as the one at position {at}"))
        }
    }
}

fn token(text: String) -> Result<String, String> {
    if token_is_well_formed(&text) {
        return Ok(text);
    }
    let word = "a word of capital letters, digits, `_` and `-`, such as `MEMBER_OF`";
    let upper = text.trim().to_uppercase().replace(' ', "_");
    match token_is_well_formed(&upper) {
        true => Err(format!("{word}; hint: write `{upper}`")),
        false => Err(word.to_owned()),
    }
}

fn token_is_well_formed(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|letter| {
            letter.is_ascii_uppercase() || letter.is_ascii_digit() || matches!(letter, b'_' | b'-')
        })
}

/// Tags are kept in their usual spelling (`ru-Cyrl`, not `RU-cyrl`), so that equal tags are equal texts.
fn language(text: String) -> Result<String, String> {
    oxilangtag::LanguageTag::parse_and_normalize(&text)
        .map(oxilangtag::LanguageTag::into_inner)
        .map_err(|reason| format!("a BCP 47 language tag, such as `de` or `ru-Cyrl` ({reason})"))
}

fn url(text: String) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_address =
        rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(|c: char| c.is_control() || c == ' '));
    match is_address {
        true => Ok(text),
        false => Err("an address that begins with `https://` or `http://`, without spaces".to_owned()),
    }
}
