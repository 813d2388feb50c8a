//! References to records, by id, key or identifier: looked up all at once, and put as keys where they stood,
//! so that what is left is the import form.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Problem, ProblemCode};
use crate::domain::import::shorten;
use crate::domain::text::Key;
use crate::store::{MergerRow, RecordRow, StoreError, Transaction};
use crate::value::id::{GlobalId, RecordKind};

/// A reference as an input gives it.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    Id(GlobalId),
    Key(String),
    Identifier(String, String),
}

/// A reference to be looked up.
pub struct Wanted {
    field: String,
    kind: RecordKind,
    given: Given,
}

/// A record that a reference names.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its row.
    pub row: RecordRow,
    /// Its own first key.
    pub key: Key,
}

/// The fields of the record form that name other records, and of which kind.
const FIELDS: [(&str, RecordKind); 3] =
    [("person", RecordKind::Person), ("article", RecordKind::Article), ("occasion", RecordKind::Event)];

impl Wanted {
    /// Reads a reference: an object with one of `id`, `key` and, for persons, `identifier`.
    pub fn read(field: &str, kind: RecordKind, value: &Value) -> Result<Wanted, Problem> {
        let identifier = if kind == RecordKind::Person { ", `identifier`" } else { "" };
        let expected = format!("an object with one of `id`, `key`{identifier}");
        let wrong = |expected: &str| Problem::invalid(field, Some(shorten(&value.to_string())), expected);
        let object = value.as_object().ok_or_else(|| wrong(&expected))?;
        let mut given = object.iter().filter(|(_, value)| !value.is_null());
        let (Some((name, value)), None) = (given.next(), given.next()) else {
            return Err(wrong(&expected));
        };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let given = match name.as_str() {
            "id" => {
                let id = value.as_str().and_then(|text| text.parse::<GlobalId>().ok());
                let id = id.filter(|id| id.kind == kind);
                Given::Id(id.ok_or_else(|| wrong(&format!("an id such as `{kind}:17`")))?)
            }
            "key" => Given::Key(text(Some(value)).ok_or_else(|| wrong("a key"))?),
            "identifier" if kind == RecordKind::Person => {
                let parts = (text(value.get("scheme")), text(value.get("value")));
                let (Some(scheme), Some(value)) = parts else {
                    return Err(wrong("an identifier with `scheme` and `value`"));
                };
                Given::Identifier(scheme, value)
            }
            _ => return Err(wrong(&expected)),
        };
        Ok(Wanted { field: field.to_owned(), kind, given })
    }

    fn missing(&self) -> Problem {
        let shown = match &self.given {
            Given::Id(id) => id.to_string(),
            Given::Key(key) => shorten(key),
            Given::Identifier(scheme, value) => shorten(&format!("{scheme} {value}")),
        };
        let message = format!("`{}` is `{shown}`; expected {} of the archive", self.field, a(self.kind));
        Problem::other(ProblemCode::NotFound, &self.field, Some(shown), message)
    }
}

fn a(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Person => "a person",
        RecordKind::Event => "an event",
        RecordKind::Article => "an article",
        RecordKind::Quotation => "a quotation",
    }
}

/// Looks up references, each: the record that it names, merged ones where they are now, or what is wrong.
pub async fn look_up(
    transaction: &Transaction,
    wanted: &[Wanted],
) -> Result<Vec<Result<Named, Problem>>, StoreError> {
    let keys: Vec<(RecordKind, &str)> = wanted
        .iter()
        .filter_map(|wanted| match &wanted.given {
            Given::Key(key) => Some((wanted.kind, key.as_str())),
            _ => None,
        })
        .collect();
    let mut by_key: HashMap<(RecordKind, String), i64> = HashMap::new();
    for found in transaction.records_by_keys(&keys).await? {
        by_key.insert((found.kind, found.key), found.row.id);
    }
    let mut ids: Vec<Option<i64>> = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        ids.push(match &wanted.given {
            Given::Id(id) => Some(id.number),
            Given::Key(key) => by_key.get(&(wanted.kind, key.clone())).copied(),
            Given::Identifier(scheme, value) => transaction.person_by_identifier(scheme, value).await?,
        });
    }
    let all: Vec<i64> = ids.iter().flatten().copied().collect();
    let mergers: Vec<MergerRow> = transaction.load("id", &all, "id").await?;
    let moved: HashMap<i64, i64> = mergers.into_iter().map(|row| (row.id, row.moved_to)).collect();
    let now = |id: i64| moved.get(&id).copied().unwrap_or(id);
    let all: Vec<i64> = all.into_iter().map(now).collect();
    let rows: Vec<RecordRow> = transaction.load("id", &all, "id").await?;
    let rows: HashMap<i64, RecordRow> = rows
        .into_iter()
        .filter(|row| row.deleted == 0 && row.revision > 0)
        .map(|row| (row.id, row))
        .collect();
    let keys: HashMap<i64, String> =
        transaction.keys_of(&all).await?.into_iter().map(|row| (row.record_id, row.key)).collect();
    let named = |(wanted, id): (&Wanted, Option<i64>)| {
        let id = id.map(now);
        let row = id.and_then(|id| rows.get(&id)).filter(|row| row.kind == wanted.kind.as_str());
        let key = row.and_then(|row| keys.get(&row.id));
        match (row, key) {
            (Some(row), Some(key)) => Ok(Named { row: row.clone(), key: Key::stored(key.clone()) }),
            _ => Err(wanted.missing()),
        }
    };
    Ok(wanted.iter().zip(ids).map(named).collect())
}

/// Puts keys where references stood in a record of the API's form, without asking whether a key is there: an import
/// may bring it. Adds what is wrong to `problems`.
pub async fn put_keys_unasked(
    transaction: &Transaction,
    record: &mut Value,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Result<(), StoreError> {
    let mut wanted = Vec::new();
    walk(record, path, &mut |field, kind, value| match Wanted::read(field, kind, value) {
        Ok(Wanted { given: Given::Key(key), .. }) => *value = Value::String(key),
        Ok(reference) => wanted.push(reference),
        Err(problem) => problems.push(problem),
    });
    if wanted.is_empty() {
        return Ok(());
    }
    let mut keys: HashMap<String, String> = HashMap::new();
    for (wanted, found) in wanted.iter().zip(look_up(transaction, &wanted).await?) {
        match found {
            Ok(named) => {
                keys.insert(wanted.field.clone(), named.key.to_string());
            }
            Err(problem) => problems.push(problem),
        }
    }
    walk(record, path, &mut |field, _, value| {
        if let Some(key) = keys.remove(field) {
            *value = Value::String(key);
        }
    });
    Ok(())
}

/// Puts keys where references stood in a record of the API's form. Answers with the records that were named,
/// by kind and key, and adds what is wrong to `problems`. `kept` are the places where keys stand already.
pub async fn put_keys(
    transaction: &Transaction,
    record: &mut Value,
    kept: &HashSet<String>,
    problems: &mut Vec<Problem>,
) -> Result<HashMap<(RecordKind, Key), i64>, StoreError> {
    let mut wanted = Vec::new();
    walk(record, "", &mut |field, kind, value| match Wanted::read(field, kind, value) {
        _ if kept.contains(field) => {}
        Ok(reference) => wanted.push(reference),
        Err(problem) => problems.push(problem),
    });
    let mut names = HashMap::new();
    let mut keys: HashMap<String, String> = HashMap::new();
    for (wanted, found) in wanted.iter().zip(look_up(transaction, &wanted).await?) {
        match found {
            Ok(named) => {
                keys.insert(wanted.field.clone(), named.key.to_string());
                names.insert((wanted.kind, named.key), named.row.id);
            }
            Err(problem) => problems.push(problem),
        }
    }
    walk(record, "", &mut |field, _, value| {
        if kept.contains(field) {
            return;
        }
        // What could not be found was told already; any key lets the rest be read.
        *value = Value::String(keys.remove(field).unwrap_or_else(|| "?".to_owned()));
    });
    Ok(names)
}

/// Makes references by key to a person that the same edit makes plain keys, which are looked up no more. Answers where
/// they stand.
pub fn keep_made(record: &mut Value, key: &Key) -> HashSet<String> {
    let mut kept = HashSet::new();
    walk(record, "", &mut |field, kind, value| {
        let given = value.get("key").and_then(Value::as_str);
        if kind == RecordKind::Person && given == Some(&**key) {
            *value = Value::String(key.to_string());
            kept.insert(field.to_owned());
        }
    });
    kept
}

/// Shows the key of each person that a record of the record form names.
pub fn each_person(record: &mut Value, visit: &mut impl FnMut(&mut String)) {
    // The record's kind around its fields is no reference.
    for fields in record.as_object_mut().into_iter().flat_map(|kinds| kinds.values_mut()) {
        walk(fields, "", &mut |_, kind, value| {
            if let (RecordKind::Person, Value::String(key)) = (kind, value) {
                visit(key);
            }
        });
    }
}

/// Shows each reference in a value: its path, the kind of record it wants, and itself.
fn walk(value: &mut Value, path: &str, visit: &mut impl FnMut(&str, RecordKind, &mut Value)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}.{name}");
                match FIELDS.iter().find(|(field, _)| field == name) {
                    Some((_, kind)) if !value.is_null() => visit(&path, *kind, value),
                    _ => walk(value, &path, visit),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, &format!("{path}[{index}]"), visit);
            }
        }
        _ => {}
    }
}
