//! Records as other services of a larger graph refer to them: by type and by id or key.

use serde_json::{Value, json};

use super::bind::{TEXT_LENGTH, bound};
use crate::store::Bind;
use crate::value::id::{GlobalId, RecordKind};

/// A list of representations as one bound value; what was expected where one is none.
pub(super) fn all(value: &Value, page_max: i64) -> Result<Bind, String> {
    let items = value.as_array().ok_or("a list of representations")?;
    if items.len() as i64 > page_max {
        return Err(format!("at most {page_max} representations"));
    }
    let rows: Result<Vec<Value>, String> = items.iter().map(one).collect();
    Ok(bound(&Value::Array(rows?).to_string()))
}

/// One of them. What other services keep for an id or a key may never have been one: that is no record, and no
/// reason to refuse the others.
fn one(item: &Value) -> Result<Value, String> {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let kind = text("__typename").and_then(kind);
    let kind = kind.ok_or("`__typename` `Person`, `Event`, `Article` or `Quotation` in each place")?;
    match (item.get("id"), item.get("key")) {
        (Some(_), _) => {
            let id = text("id").and_then(|id| id.parse::<GlobalId>().ok()).filter(|id| id.kind == kind);
            Ok(json!({"k": kind.as_str(), "n": id.map(|id| id.number)}))
        }
        (None, Some(_)) => {
            let usable = |key: &&str| key.len() <= TEXT_LENGTH && !key.contains('\0');
            Ok(json!({"k": kind.as_str(), "key": text("key").filter(usable)}))
        }
        (None, None) => Err("an `id` or a `key` in each place".to_owned()),
    }
}

/// The kind that a type's name stands for: the same word.
fn kind(name: &str) -> Option<RecordKind> {
    let mut letters = name.chars();
    let first = letters.next().filter(char::is_ascii_uppercase)?;
    format!("{}{}", first.to_ascii_lowercase(), letters.as_str()).parse().ok()
}
