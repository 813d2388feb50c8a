//! JSON as it was sent. `serde_json` takes a key of its own, of which it must not be told by others, for text that is
//! to be read as JSON once more: values could nest as deep as they like, whatever its own limit says.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Error, Map, Value};

/// Reads a value; what nests deeper than 128 levels is refused.
pub fn parse(text: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice::<Sent>(text).map(|Sent(value)| value)
}

/// Reads the members of an object in the order in which they were sent; none of any other value. A list of few is read, and
/// looked through, sooner than a map is made.
pub fn parse_members(text: &[u8]) -> Result<Option<Members>, Error> {
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => serde_json::from_slice(text).map(Some),
        _ => parse(text).map(|_| None),
    }
}

/// The members of an object. Of several with one name the last one counts.
#[derive(Debug, Default)]
pub struct Members(Vec<(String, Value)>);

impl Members {
    /// Takes out the member of this name.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().rposition(|(own, _)| own == name)?;
        Some(std::mem::take(&mut self.0[at].1))
    }
}

impl From<Map<String, Value>> for Members {
    fn from(map: Map<String, Value>) -> Members {
        Members(map.into_iter().collect())
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members, A::Error> {
                let mut list = Vec::with_capacity(USUAL);
                while let Some((name, Sent(value))) = members.next_entry::<String, Sent>()? {
                    list.push((name, value));
                }
                Ok(Members(list))
            }
        }
        deserializer.deserialize_map(List)
    }
}

/// How many members the requests have that most clients send.
const USUAL: usize = 4;

/// A value in which no key has a meaning.
struct Sent(Value);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sent, D::Error> {
        deserializer.deserialize_any(Reader).map(Sent)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Sent(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Sent(value))) = members.next_entry::<String, Sent>()? {
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_serde_json_reads_it() {
        for text in [
            r#"{"a": [1, -2, 2.5, 18446744073709551615, 1e400, "\u00e4\n", null, true], "a": {}, "": ""}"#,
            r#"{"a": [1, -2, 2.5, 18446744073709551615, 1e40, "\u00e4\n", null, true], "a": {}, "": ""}"#,
            " [] ",
            "[] []",
            "{\"a\"}",
            "",
        ] {
            let usual = serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
            assert_eq!(parse(text.as_bytes()).map_err(|error| error.to_string()), usual, "{text}");
        }
    }

    #[test]
    fn members_are_those_of_the_map() {
        for text in
            [r#" {"a": 1, "b": {"a": 2}, "a": 3}"#, "{}", "[1]", "null", "{", "{\"a\": }", "{} {}", ""]
        {
            let usual = parse(text.as_bytes()).map_err(|error| error.to_string());
            let members = parse_members(text.as_bytes()).map_err(|error| error.to_string());
            let of = |name: &str| {
                let members = parse_members(text.as_bytes()).unwrap();
                members.and_then(|mut members| members.remove(name))
            };
            match usual {
                Ok(value) => {
                    assert_eq!(members.unwrap().is_some(), value.is_object(), "{text}");
                    assert_eq!(
                        (of("a"), of("b")),
                        (value.get("a").cloned(), value.get("b").cloned()),
                        "{text}"
                    );
                }
                Err(error) => assert_eq!(members.unwrap_err(), error, "{text}"),
            }
        }
    }

    #[test]
    fn no_key_makes_text_be_read_as_json() {
        for key in ["$serde_json::private::RawValue", r"\u0024serde_json::private::RawValue"] {
            let text = format!(r#"{{"{key}": "[[1]]"}}"#);
            let value = parse(text.as_bytes()).unwrap();
            assert_eq!(value["$serde_json::private::RawValue"], "[[1]]");
        }
        assert!(parse("[".repeat(200).as_bytes()).is_err());
    }
}
