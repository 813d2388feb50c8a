//! JSON and lines, spoiled at random places.

use serde_json::{Value, json};

use super::Draws;

/// Texts that something may choke on.
const TEXTS: [&str; 18] = [
    "",
    " ",
    "a\u{0}b",
    "\u{1b}[31m",
    "\u{85}",
    "\u{7f}",
    "two\nlines",
    "\u{202e}ltr\u{202c}",
    "\u{feff}x",
    "e\u{301}\u{301}",
    "👩‍👩‍👧",
    "\u{10ffff}",
    "x{\"}\\',",
    "p1",
    "bukharin",
    "PARENT",
    "CHILD",
    "0000",
];

/// Spoils a value: so many times, each at a random place beneath `top` or at it.
pub fn spoil(value: &mut Value, draws: &mut Draws, times: usize) {
    for _ in 0..times {
        let places = places(value);
        let at = draws.of_these(&places).clone();
        let other = value.pointer(draws.of_these(&places).as_str()).cloned().unwrap_or_default();
        match draws.below(8) {
            0 => remove(value, &at),
            1 => set(value, &at, Value::Null),
            2 => {
                let with = retyped(draws);
                set(value, &at, with);
            }
            3 => set(value, &at, other),
            4 => double(value, &at),
            5 => {
                let with = match draws.below(4) {
                    0 => json!("x".repeat(*draws.of_these(&[64, 65, 512, 513, 4096, 4097, 70_000]))),
                    _ => json!(*draws.of_these(&TEXTS)),
                };
                set(value, &at, with);
            }
            6 => {
                if let Some(fields) = value.pointer_mut(&at).and_then(Value::as_object_mut) {
                    fields.insert(
                        (*draws.of_these(&["unknown", "key", "rank", "start", "\u{0}", ""])).to_owned(),
                        other,
                    );
                }
            }
            _ => number(value, &at, draws),
        }
    }
}

fn retyped(draws: &mut Draws) -> Value {
    match draws.below(9) {
        0 => json!(true),
        1 => json!([]),
        2 => json!({}),
        3 => json!([[], {}, null, 1]),
        4 => json!(0),
        5 => json!("x"),
        6 => json!(1.5),
        7 => deep(*draws.of_these(&[20, 100, 200])),
        _ => json!({"key": "bukharin", "id": "person:1"}),
    }
}

/// Numbers that are near an edge, or beyond; where a span counts, one near its place.
fn number(value: &mut Value, at: &str, draws: &mut Draws) {
    let with = match draws.below(9) {
        0 => json!(u64::MAX),
        1 => json!(i64::MIN),
        2 => json!(u32::MAX),
        3 => json!(u64::from(u32::MAX) + 1),
        4 => json!(1e300),
        5 => json!(-1),
        6 => json!(0),
        _ => json!(draws.below(50)),
    };
    let places = places(value);
    let numbers: Vec<&String> =
        places.iter().filter(|place| value.pointer(place).is_some_and(Value::is_number)).collect();
    let at = if numbers.is_empty() { at.to_owned() } else { (*draws.of_these(&numbers)).clone() };
    set(value, &at, with);
}

fn deep(depth: usize) -> Value {
    (0..depth)
        .fold(json!(1), |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({"a": inner}) })
}

/// Every place in a value, as a JSON pointer; the whole first.
fn places(value: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    let mut next = 0;
    while next < places.len() && places.len() < 3000 {
        let place = places[next].clone();
        match value.pointer(&place) {
            Some(Value::Object(fields)) => {
                places.extend(
                    fields
                        .keys()
                        .map(|name| format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))),
                );
            }
            Some(Value::Array(items)) => {
                places.extend((0..items.len()).map(|index| format!("{place}/{index}")))
            }
            _ => {}
        }
        next += 1;
    }
    places
}

fn set(value: &mut Value, at: &str, with: Value) {
    if let Some(place) = value.pointer_mut(at) {
        *place = with;
    }
}

fn remove(value: &mut Value, at: &str) {
    let Some((parent, name)) = at.rsplit_once('/') else { return };
    match value.pointer_mut(parent) {
        Some(Value::Object(fields)) => {
            fields.remove(&name.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            items.remove(name.parse().unwrap());
        }
        _ => {}
    }
}

/// Adds an element of a list once more.
fn double(value: &mut Value, at: &str) {
    let Some((parent, name)) = at.rsplit_once('/') else { return };
    if let Some(Value::Array(items)) = value.pointer_mut(parent) {
        let item = items[name.parse::<usize>().unwrap()].clone();
        items.push(item);
    }
}

/// Spoils the bytes of lines.
pub fn spoil_bytes(bytes: &mut Vec<u8>, draws: &mut Draws) {
    let at = draws.below(bytes.len() + 1);
    let insert: &[u8] = match draws.below(8) {
        0 => {
            bytes.truncate(at);
            return;
        }
        1 => b"\xff\xfe",
        2 => b"\\ud800",
        3 => b"\\u0000",
        4 => b"\n",
        5 => b"\"",
        6 => &[0xef, 0xbb, 0xbf],
        _ => b"\0",
    };
    bytes.splice(at..at, insert.iter().copied());
}
