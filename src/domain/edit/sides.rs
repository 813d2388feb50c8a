//! The two sides of a revision as JSON, and a list without what a change put there.

use serde_json::{Map, Value};

/// A list without what a change put there, and with what it took away. `Err`: something it put there was changed or
/// taken away since, and the list is what it would be all the same.
pub fn list_back(was: &Value, became: &Value, now: &Value) -> Result<Value, Value> {
    let elements = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let (was, became, mut now) = (elements(was), elements(became), elements(now));
    let mut is_whole = true;
    for (_, added) in beyond(&became, &was) {
        match now.iter().position(|element| element == added) {
            Some(at) => {
                now.remove(at);
            }
            None => is_whole = false,
        }
    }
    let count = |list: &[Value], element: &Value| list.iter().filter(|known| *known == element).count();
    for (at, removed) in beyond(&was, &became) {
        if count(&now, removed) < count(&was, removed) {
            now.insert(at.min(now.len()), removed.clone());
        }
    }
    let list = if now.is_empty() { Value::Null } else { Value::Array(now) };
    if is_whole { Ok(list) } else { Err(list) }
}

/// The elements of a list that another has not, or not so often, with their places.
fn beyond<'a>(list: &'a [Value], other: &[Value]) -> Vec<(usize, &'a Value)> {
    let mut left: Vec<&Value> = other.iter().collect();
    let mut beyond = Vec::new();
    for (at, element) in list.iter().enumerate() {
        match left.iter().position(|known| *known == element) {
            Some(known) => {
                left.swap_remove(known);
            }
            None => beyond.push((at, element)),
        }
    }
    beyond
}

/// A record whose lists are in an order of their own: claims that came back are the youngest of theirs.
pub fn in_order(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for (_, field) in fields.iter_mut() {
                *field = in_order(std::mem::take(field));
            }
        }
        Value::Array(items) => {
            for item in items.iter_mut() {
                *item = in_order(std::mem::take(item));
            }
            items.sort_by_cached_key(Value::to_string);
        }
        _ => {}
    }
    value
}

/// One side of a revision, as JSON.
pub fn whole(side: &str) -> Value {
    serde_json::from_str(side).unwrap_or_default()
}

/// The fields of a record, without the kind around them.
pub fn fields(record: &Value) -> Map<String, Value> {
    let fields = record.as_object().and_then(|kinds| kinds.values().next());
    fields.and_then(Value::as_object).cloned().unwrap_or_default()
}
