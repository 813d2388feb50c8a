//! Bound values: from what the API was given to what the database compares. What cannot be one is refused
//! here, by the argument's name, before the database is asked.

use std::sync::Arc;

use serde_json::{Value, json};

use super::argument::Source;
use super::error::Refusal;
use super::representation;
use super::search::{self, Searches};
use super::variable::Variables;
use crate::catalog::declare::Transform;
use crate::store::{Bind, Dialect};
use crate::value::date::{Calendar, DateError, HistoricalDate};
use crate::value::id::{GlobalId, numbered};
use crate::value::name::fold;

/// The value of one argument, and the places it takes in the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct BindSpec {
    /// Where it comes from.
    pub source: Source,
    /// What is made of it.
    pub transform: Transform,
    /// The argument's path, such as `filter.date.within`, for errors.
    pub argument: String,
}

impl BindSpec {
    /// Appends the bound values, as many as the transform is wide. Searches are read once each.
    pub fn evaluate(
        &self,
        variables: &Variables,
        page_max: i64,
        dialect: Dialect,
        search: &mut Searches,
        out: &mut Vec<Bind>,
    ) -> Result<(), Refusal> {
        let value = self.source.resolve(variables);
        let refuse = |expected: &str| Refusal::argument(&self.argument, &value, expected);
        let refused = |expected: String| refuse(&expected);
        let text = || match value.as_str() {
            None => Err(refuse("a text")),
            Some(text) if text.len() > TEXT_LENGTH => Err(refuse(&format!("at most {TEXT_LENGTH} bytes"))),
            Some(text) if text.contains('\0') => Err(refuse("a text without the character U+0000")),
            Some(text) => Ok(text),
        };
        // Folding may make a text longer: some letters decompose into many.
        let folded = || match fold(text()?) {
            folded if folded.len() > TEXT_LENGTH => Err(refuse(&format!("at most {TEXT_LENGTH} bytes"))),
            folded => Ok(folded),
        };
        match self.transform {
            Transform::Text | Transform::Key => out.push(bound(text()?)),
            Transform::Folded => out.push(bound(&folded()?)),
            Transform::Contains => out.push(bound(&like_pattern(&folded()?))),
            Transform::StartsWith => {
                let start = folded()?;
                out.extend([bound(&start), bound(&format!("{start}\u{10FFFF}"))]);
            }
            Transform::List => out.push(list(&value, page_max, str::to_owned).map_err(refused)?),
            Transform::LowerList => out.push(list(&value, page_max, str::to_lowercase).map_err(refused)?),
            Transform::Id(kind) => match text()?.parse::<GlobalId>() {
                Ok(id) if id.kind == kind => out.push(Bind::Int(id.number)),
                Ok(id) => return Err(refuse(&format!("an id of the kind `{kind}`, not `{}`", id.kind))),
                Err(()) => return Err(refuse(&format!("an id such as `{kind}:17`"))),
            },
            Transform::Numbered(prefix) => match numbered(prefix, text()?) {
                Some(number) => out.push(Bind::Int(number)),
                None => return Err(refuse(&format!("an id such as `{prefix}:17`"))),
            },
            Transform::Ids => out.push(ids(&value, page_max).map_err(|expected| refuse(&expected))?),
            Transform::AnyId => {
                let id: GlobalId = text()?.parse().map_err(|()| refuse(ANY_ID))?;
                out.extend([bound(id.kind.as_str()), Bind::Int(id.number)]);
            }
            Transform::AnyIds => out.push(any_ids(&value, page_max).map_err(|expected| refuse(&expected))?),
            Transform::Representations => out.push(representation::all(&value, page_max).map_err(refused)?),
            Transform::Date => out.extend(days(text()?).map_err(|expected| refuse(&expected))?),
            Transform::SearchKinds => out.push(search::kinds(&value, dialect.engine())),
            Transform::Search(named) => {
                let read = search.values(text()?, named, dialect.engine(), out);
                read.map_err(|error| search::refusal(&error, &self.argument, &value))?;
            }
            Transform::NameStart => out.extend(search::name_start(text()?).map_err(refuse)?),
            Transform::Number => out.push(number(&value).ok_or_else(|| refuse("a whole number"))?),
            Transform::Within(least, most) => {
                out.push(within(&value, (least, most), "a whole number").map_err(refused)?);
            }
            Transform::PageSize => {
                out.push(within(&value, (0, page_max), "a number of rows").map_err(refused)?);
            }
            Transform::Told => out.push(bound(value.as_str().unwrap_or("null"))),
            Transform::Cursor { order, texts } => {
                let keys = cursor(text()?, order, texts);
                out.extend(keys.ok_or_else(|| refuse("a cursor that this list gave, in the same order"))?);
            }
        }
        Ok(())
    }
}

/// The most bytes of one text: SQLite refuses patterns above 50,000.
pub(super) const TEXT_LENGTH: usize = 10_000;
const ANY_ID: &str = "an id such as `person:17`";

pub(super) fn bound(text: &str) -> Bind {
    Bind::Text(Some(Arc::from(text)))
}

fn number(value: &Value) -> Option<Bind> {
    value.as_i64().map(Bind::Int)
}

fn within(value: &Value, (least, most): (i64, i64), what: &str) -> Result<Bind, String> {
    let number = value.as_i64().filter(|number| (least..=most).contains(number));
    number.map(Bind::Int).ok_or_else(|| format!("{what} from {least} to {most}"))
}

/// The earliest and the latest day of a date in EDTF.
fn days(text: &str) -> Result<[Bind; 2], String> {
    let date = HistoricalDate::parse(Some(text), None, Calendar::Gregorian);
    let in_edtf =
        |error: DateError| format!("a date in EDTF: at position {}, {}", error.position, error.expected);
    let bounds = date.map_err(in_edtf)?.bounds().ok_or("a date in EDTF")?;
    Ok([Bind::Int(bounds.earliest), Bind::Int(bounds.latest)])
}

/// A LIKE pattern for texts that contain this one; its own wildcards are escaped.
fn like_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// A list of texts as JSON, which no text with U+0000 may enter: PostgreSQL has no such text.
fn list(value: &Value, page_max: i64, map: impl Fn(&str) -> String) -> Result<Bind, String> {
    let items = value.as_array().ok_or("a list of texts")?;
    if items.len() as i64 > page_max {
        return Err(format!("at most {page_max} texts"));
    }
    let usable = |item: &Value| item.as_str().filter(|text| !text.contains('\0')).map(&map);
    let items: Option<Vec<String>> = items.iter().map(usable).collect();
    Ok(bound(&json!(items.ok_or("texts without the character U+0000")?).to_string()))
}

fn any_ids(value: &Value, page_max: i64) -> Result<Bind, String> {
    each_id(value, page_max, |id| json!({"k": id.kind.as_str(), "n": id.number}))
}

fn ids(value: &Value, page_max: i64) -> Result<Bind, String> {
    each_id(value, page_max, |id| json!(id.to_string()))
}

fn each_id(value: &Value, page_max: i64, map: impl Fn(GlobalId) -> Value) -> Result<Bind, String> {
    let items = value.as_array().ok_or("a list of ids")?;
    if items.len() as i64 > page_max {
        return Err(format!("at most {page_max} ids"));
    }
    let parse = |item: &Value| item.as_str().and_then(|text| text.parse().ok()).map(&map);
    let ids: Option<Vec<Value>> = items.iter().map(parse).collect();
    Ok(bound(&Value::Array(ids.ok_or(format!("{ANY_ID} in each place"))?).to_string()))
}

/// The keys in a cursor `ORDER.key.key`: integers in decimal, texts in hexadecimal.
fn cursor(text: &str, order: &str, texts: &[bool]) -> Option<Vec<Bind>> {
    let mut parts = text.split('.');
    if parts.next() != Some(order) {
        return None;
    }
    let keys: Option<Vec<Bind>> = texts
        .iter()
        .map(|is_text| {
            let part = parts.next()?;
            if *is_text { unhex(part).map(|text| bound(&text)) } else { part.parse().ok().map(Bind::Int) }
        })
        .collect();
    if parts.next().is_some() { None } else { keys }
}

fn unhex(text: &str) -> Option<String> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let bytes: Result<Vec<u8>, _> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16)).collect();
    String::from_utf8(bytes.ok()?).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_in_a_search_are_letters() {
        assert_eq!(like_pattern("50%_\\"), "%50\\%\\_\\\\%");
    }

    #[test]
    fn a_cursor_of_another_order_is_none() {
        assert_eq!(cursor("DATE.5.7", "DATE", &[false, false]), Some(vec![Bind::Int(5), Bind::Int(7)]));
        assert_eq!(cursor("NAME.616263.7", "NAME", &[true, false]), Some(vec![bound("abc"), Bind::Int(7)]));
        for text in ["NAME.5.7", "DATE.5", "DATE.5.7.9", "DATE.x.7", "", "DATE"] {
            assert_eq!(cursor(text, "DATE", &[false, false]), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_cursor_gives_back_the_keys_it_was_made_of(name in "[^\\x00]*", id: i64) {
            let hex: String = name.bytes().map(|byte| format!("{byte:02X}")).collect();
            let keys = cursor(&format!("NAME.{hex}.{id}"), "NAME", &[true, false]);
            proptest::prop_assert_eq!(keys, Some(vec![bound(&name), Bind::Int(id)]));
        }

        #[test]
        fn no_text_makes_a_cursor_panic(text in "\\PC*") {
            let _ = cursor(&text, "NAME", &[true, false]);
            let _ = unhex(&text);
        }
    }
}
