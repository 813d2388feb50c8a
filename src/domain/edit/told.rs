//! JSON in the API's form made into a checked record, or everything that is wrong with it.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Problem, Stopped, reference};
use crate::domain::claim::{EachReference, Reference};
use crate::domain::import::read_record;
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::Transaction;
use crate::value::id::RecordKind;

/// What a record is read from.
pub struct Form<'a> {
    /// What it is.
    pub kind: RecordKind,
    /// Where its fields stand in the input, such as `person`.
    pub path: &'a str,
    /// The same place in the record form, such as `names[0]` where only a name is told; empty for a whole record.
    pub inner: &'a str,
    /// A record that the same edit makes, and that is named before it is there.
    pub made: Option<&'a Reference>,
}

/// Reads the fields of a record, references in the API's form. Every reference has its number.
pub async fn read(transaction: &Transaction, form: &Form<'_>, mut fields: Value) -> Result<Record, Stopped> {
    let mut problems = Vec::new();
    let kept = form.made.map(|made| reference::keep_made(&mut fields, &made.key)).unwrap_or_default();
    let mut names = reference::put_keys(transaction, &mut fields, &kept, &mut problems).await?;
    names.extend(form.made.map(|made| ((RecordKind::Person, made.key.clone()), made.id)));
    for problem in &mut problems {
        let field = problem.field.trim_start_matches('.').to_owned();
        rename(problem, field, form);
    }
    match read_record(&json!({ form.kind.as_str(): fields })) {
        Ok(mut record) if problems.is_empty() => {
            number_references(&mut record, &names);
            Ok(record)
        }
        Ok(_) => Err(Stopped::Problems(problems)),
        Err(wrong) => {
            // A reference that was told already is not told again for what stands in its place.
            for wrong in wrong {
                let mut problem = Problem::invalid(wrong.field.clone(), wrong.value, &wrong.expected);
                rename(&mut problem, wrong.field, form);
                if problems.iter().all(|known| known.field != problem.field) {
                    problems.push(problem);
                }
            }
            Err(Stopped::Problems(problems))
        }
    }
}

/// Tells a problem by its place in the input.
fn rename(problem: &mut Problem, field: String, form: &Form<'_>) {
    let rest = field.strip_prefix(form.inner).unwrap_or(&field);
    let place = match rest.trim_start_matches('.') {
        "" => form.path.to_owned(),
        rest if rest.starts_with('[') => format!("{}{rest}", form.path),
        rest => format!("{}.{rest}", form.path),
    };
    // The message begins with the field as it was called so far.
    let old = problem.field.clone();
    problem.message = problem.message.replacen(&format!("`{old}`"), &format!("`{place}`"), 1);
    problem.field = place;
}

fn number_references(record: &mut Record, names: &HashMap<(RecordKind, Key), i64>) {
    record.visit(&mut EachReference(|_, kind, reference: &mut Reference| {
        if let Some(id) = names.get(&(kind, reference.key.clone())) {
            reference.id = *id;
        }
    }));
}

/// Adds the fields of a stored record that are never left out, so that a form that leaves them out can be read.
pub fn fill_required_of(fields: &mut Value, record: &Record) {
    let Some(fields) = fields.as_object_mut() else { return };
    fields.insert("key".to_owned(), Value::String(record.key().to_string()));
    let (name, value) = match record {
        Record::Event(event) => ("kind", event.kind.to_string()),
        Record::Quotation(quotation) => ("text", quotation.text.to_string()),
        _ => return,
    };
    if !fields.contains_key(name) {
        fields.insert(name.to_owned(), Value::String(value));
    }
}
