//! Variables: coerced by the types that the document declares for them. What is surely right is taken;
//! anything else is handed back, so that async-graphql words the error, and nothing doubtful ever runs.

use std::collections::BTreeSet;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};
use async_graphql_value::Value as Literal;
use serde_json::{Map, Value};

use super::argument::default_value;
use super::ty::Ty;
use crate::catalog::Catalog;

/// Values by variable name.
pub type Variables = Map<String, Value>;

/// A variable as the document declares it.
#[derive(Clone, Debug)]
pub struct VariableDefinition {
    /// Its name, without the dollar sign.
    pub name: String,
    /// Its type as GraphQL writes it.
    pub ty: String,
    /// Its default, if it has one.
    pub default: Option<Value>,
}

/// The variables that an operation declares.
pub fn definitions(operation: &OperationDefinition) -> Vec<VariableDefinition> {
    let definition = |declared: &async_graphql::Positioned<
        async_graphql::parser::types::VariableDefinition,
    >| {
        let declared = &declared.node;
        VariableDefinition {
            name: declared.name.node.to_string(),
            ty: declared.var_type.node.to_string(),
            default: declared.default_value.as_ref().and_then(|value| value.node.clone().into_json().ok()),
        }
    };
    operation.variable_definitions.iter().map(definition).collect()
}

/// The variable that stands for a text of the document. No document can name it.
pub fn text_variable(place: usize) -> String {
    place.to_string()
}

/// A variable that is not surely right: its name, and what was expected.
#[derive(Debug, PartialEq)]
pub struct NotSure {
    /// The variable's name.
    pub name: String,
    /// The way into its value, such as `.date.within`.
    pub place: String,
    /// What was expected there.
    pub expected: String,
}

/// Coerces the given values: defaults filled in, single values in lists wrapped, ids as texts.
/// Values for variables that are not declared are left out.
pub fn coerce(definitions: &[VariableDefinition], given: &Variables) -> Result<Variables, NotSure> {
    let mut coerced = Variables::new();
    for definition in definitions {
        let ty = Ty(&definition.ty);
        let value = match (given.get(&definition.name), &definition.default) {
            (Some(value), _) => value,
            (None, Some(default)) => default,
            (None, None) if ty.is_non_null() => return Err(not_sure(definition, String::new(), "a value")),
            (None, None) => continue,
        };
        let value = Coercion { catalog: known_types() }
            .value(ty, value)
            .map_err(|(place, expected)| not_sure(definition, place, &expected))?;
        coerced.insert(definition.name.clone(), value);
    }
    Ok(coerced)
}

fn not_sure(definition: &VariableDefinition, place: String, expected: &str) -> NotSure {
    NotSure { name: definition.name.clone(), place, expected: expected.to_owned() }
}

/// Coerces the value of an argument, in which the variables already have their places.
pub(super) fn coerce_argument(ty: Ty<'_>, value: &Value) -> Result<Value, Doubt> {
    Coercion { catalog: known_types() }.value(ty, value)
}

/// What is wrong and where: the place inside the value, and what was expected.
pub(super) type Doubt = (String, String);

/// Every type that a variable may have. Which of them are served was decided when the document was validated.
fn known_types() -> &'static Catalog {
    Catalog::federated()
}

struct Coercion {
    catalog: &'static Catalog,
}

impl Coercion {
    fn value(&self, ty: Ty<'_>, value: &Value) -> Result<Value, Doubt> {
        if value.is_null() {
            return if ty.is_non_null() {
                doubt(format!("a value of type {}, not null", ty.0))
            } else {
                Ok(Value::Null)
            };
        }
        if let Some(item) = ty.item() {
            let Value::Array(items) = value else {
                return Ok(Value::Array(vec![self.value(item, value)?]));
            };
            let coerced = items.iter().enumerate().map(|(index, value)| {
                self.value(item, value).map_err(|(place, expected)| (format!("[{index}]{place}"), expected))
            });
            return coerced.collect::<Result<Vec<_>, _>>().map(Value::Array);
        }
        match (ty.name(), value) {
            ("Int", Value::Number(number))
                if number.as_i64().is_some_and(|int| i32::try_from(int).is_ok()) => {}
            ("Int", _) => return doubt("an integer between -2147483648 and 2147483647".to_owned()),
            ("Float", Value::Number(_)) | ("String", Value::String(_)) | ("Boolean", Value::Bool(_)) => {}
            ("ID", Value::String(_)) => {}
            ("ID", Value::Number(number)) if number.is_i64() => return Ok(Value::String(number.to_string())),
            (name, value) => return self.named(name, value),
        }
        Ok(value.clone())
    }

    fn named(&self, name: &str, value: &Value) -> Result<Value, Doubt> {
        if let Some(enumeration) = self.catalog.enumeration(name) {
            let known = |text: &str| enumeration.values.iter().any(|(value, _)| *value == text);
            return match value {
                Value::String(text) if known(text) => Ok(value.clone()),
                _ => doubt(format!(
                    "one of {}",
                    enumeration.values.iter().map(|it| it.0).collect::<Vec<_>>().join(", ")
                )),
            };
        }
        let Some(object) = self.catalog.input(name) else {
            let scalar = self.catalog.scalars.iter().find(|scalar| scalar.name == name);
            return if scalar.is_some_and(|scalar| !scalar.is_text || value.is_string()) {
                Ok(value.clone())
            } else {
                doubt(format!("a value of type {name}"))
            };
        };
        let Value::Object(given) = value else {
            return doubt(format!("an object of type {name}"));
        };
        if let Some(unknown) = given.keys().find(|key| object.fields.iter().all(|field| field.name != *key)) {
            return Err((format!(".{unknown}"), format!("no such field: {name} does not have it")));
        }
        if object.one_of && (given.len() != 1 || given.values().any(Value::is_null)) {
            return doubt(format!("exactly one field of {name}"));
        }
        let mut coerced = Map::new();
        for field in &object.fields {
            let at = |(place, expected)| (format!(".{}{place}", field.name), expected);
            let default = field.default.map(default_value);
            match given.get(field.name).or(default.as_ref()) {
                Some(value) => {
                    coerced.insert(field.name.to_owned(), self.value(Ty(field.ty), value).map_err(at)?);
                }
                None if Ty(field.ty).is_non_null() => return doubt("a value".to_owned()).map_err(at),
                None => {}
            }
        }
        Ok(Value::Object(coerced))
    }
}

fn doubt<T>(expected: String) -> Result<T, Doubt> {
    Err((String::new(), expected))
}

/// The shape of coerced variables: two requests with one document and equal shapes have the same plan.
pub fn shape(definitions: &[VariableDefinition], coerced: &Variables) -> String {
    let mut shape = String::new();
    for definition in definitions {
        match coerced.get(&definition.name) {
            Some(value) => write_shape(&mut shape, Ty(&definition.ty), value),
            None => shape.push('-'),
        }
    }
    shape
}

/// The variables that tell somewhere in a document how many rows a list has.
pub fn sizes(document: &ExecutableDocument) -> Vec<String> {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    let mut found = BTreeSet::new();
    for set in operations.chain(fragments) {
        find_sizes(set, &mut found);
    }
    found.into_iter().collect()
}

fn find_sizes(set: &SelectionSet, found: &mut BTreeSet<String>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                for (name, value) in &field.node.arguments {
                    if let ("first" | "last", Literal::Variable(variable)) = (name.node.as_str(), &value.node)
                    {
                        found.insert(variable.to_string());
                    }
                }
                find_sizes(&field.node.selection_set.node, found);
            }
            Selection::InlineFragment(fragment) => find_sizes(&fragment.node.selection_set.node, found),
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// Adds the values of these variables to a shape. PostgreSQL takes a page of a size that is bound for a tenth of the table, and
/// plans each request anew (`Writer::size` in `statement.rs`): there a plan is one for a size.
pub fn add_sizes(shape: &mut String, sizes: &[String], coerced: &Variables) {
    for name in sizes {
        shape.push('#');
        if let Some(size) = coerced.get(name).and_then(Value::as_i64) {
            shape.push_str(&size.to_string());
        }
    }
}

fn write_shape(shape: &mut String, ty: Ty<'_>, value: &Value) {
    let catalog = Catalog::get();
    match value {
        Value::Null => shape.push('0'),
        Value::Bool(flag) => shape.push(if *flag { 't' } else { 'f' }),
        Value::Array(items) if catalog.input(ty.name()).is_some() => {
            shape.push('[');
            for item in items {
                write_shape(shape, ty.item().unwrap_or(ty), item);
            }
            shape.push(']');
        }
        Value::Object(fields) => {
            shape.push('{');
            for (name, value) in fields {
                shape.push_str(name);
                shape.push(':');
                let inner =
                    catalog.input(ty.name()).and_then(|it| it.fields.iter().find(|field| field.name == name));
                write_shape(shape, inner.map_or(ty, |field| Ty(field.ty)), value);
            }
            shape.push('}');
        }
        Value::String(text) if ty.item().is_none() && catalog.enumeration(ty.name()).is_some() => {
            shape.push('=');
            shape.push_str(text);
            shape.push(';');
        }
        // A set of an enum's values: in whatever order, however often.
        Value::Array(items) if catalog.enumeration(ty.name()).is_some() => {
            let chosen: BTreeSet<&str> = items.iter().filter_map(Value::as_str).collect();
            shape.push('[');
            for text in chosen {
                shape.push_str(text);
                shape.push(';');
            }
            shape.push(']');
        }
        // Whether a list has one value, and whether that stands by itself.
        Value::Array(items) if items.len() == 1 => shape.push('s'),
        Value::String(_) | Value::Number(_) if ty.item().is_some() => shape.push('b'),
        Value::Array(_) | Value::String(_) | Value::Number(_) => shape.push('1'),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;
    use crate::catalog::declare::{Condition, Transform, list_size, page_arguments};

    #[test]
    fn variables_that_tell_sizes_are_found_wherever_they_stand() {
        let text = "query A($a: Int, $b: Int, $c: Int, $d: Int) {x(first: $a, after: $d) {... {y(last: $b)}} ...f} \
                    query B {z(first: 3, filter: {first: $d})} fragment f on A {z(first: $c, size: $d)}";
        assert_eq!(sizes(&parse_query(text).expect("it is GraphQL")), ["a", "b", "c"]);
    }

    #[test]
    fn whatever_is_a_size_is_called_first_or_last() {
        let is_size = |name: &str| matches!(name, "first" | "last");
        for object in &Catalog::federated().objects {
            for input in object.fields.iter().flat_map(|field| &field.arguments) {
                if matches!(input.condition, Condition::InRows(_, Transform::PageSize)) {
                    assert!(is_size(input.name), "{}", input.name);
                }
            }
        }
        let [first, _, last, _] = page_arguments();
        assert!([first, last, list_size()].iter().all(|input| is_size(input.name)));
    }

    #[test]
    fn sizes_make_shapes() {
        let shape = |size: Value| {
            let mut shape = String::new();
            let coerced = Variables::from_iter([("a".to_owned(), size), ("c".to_owned(), 1.into())]);
            add_sizes(&mut shape, &["a".to_owned(), "b".to_owned(), "c".to_owned()], &coerced);
            shape
        };
        assert_eq!((shape(10.into()), shape(Value::Null)), ("#10##1".to_owned(), "###1".to_owned()));
    }
}
