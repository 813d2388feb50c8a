//! Mutations: what a document asks to be done, and how each payload is read once it is done. Everything
//! that can be refused is refused here, before anything is done.
//!
//! A payload is one statement whose text is its JSON. The rows that it leads to are named by numbers that
//! are only known afterwards; what it tells of itself is bound as JSON.

use async_graphql::parser::types::{OperationDefinition, SelectionSet};
use async_graphql_value::Value as Literal;
use serde_json::{Map, Value, json};

use super::argument::{Source, Step};
use super::collect::{Selected, collect};
use super::statement::{Scope, Writer, fill, select};
use super::ty::Ty;
use super::variable::{Variables, coerce_argument};
use super::{Plan, PlanError, Planner, Refusal};
use crate::catalog::MUTATION;
use crate::catalog::declare::{Field, Made, Mutation, Read, Rows, Transform, View};
use crate::store::Statement;

/// A root field of a mutation.
pub struct Wanted {
    /// Its key in the answer.
    pub key: String,
    /// What is to be done; none where only the type's name is asked.
    pub task: Option<Task>,
}

/// Something to be done, and how to tell of it.
pub struct Task {
    /// Which mutation.
    pub mutation: &'static Mutation,
    /// Its input, coerced: what is absent is not there, and null is null.
    pub input: Value,
    /// How its payload is read.
    pub payload: Payload,
}

/// How a payload is read.
pub struct Payload {
    plan: Plan,
    told: Vec<(String, &'static str, Told)>,
}

/// What is selected of something that is told: the whole value, or of an object (or each of a list) these
/// keys.
enum Told {
    Whole,
    Fields(Vec<(String, ToldField)>),
}

enum ToldField {
    TypeName(&'static str),
    Field(&'static str, Told),
}

/// What a mutation came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The numbers of what was changed or made.
    pub parts: Vec<(Made, i64)>,
    /// What it tells of itself, by the names of the payload's fields.
    pub told: Map<String, Value>,
}

/// The names under which a payload's values are bound. No variable of GraphQL can be called so.
const PARTS: &str = "#parts";
const TOLD: &str = "#told";

impl Planner<'_> {
    /// What the operation asks to be done, in order, with its payloads planned.
    pub fn mutations(&self, operation: &OperationDefinition) -> Result<Vec<Wanted>, PlanError> {
        let fields = collect(self, MUTATION, &[&operation.selection_set.node])?;
        fields.iter().map(|selected| self.wanted(selected)).collect()
    }

    fn wanted(&self, selected: &Selected<'_>) -> Result<Wanted, PlanError> {
        let key = selected.key.to_owned();
        if selected.name() == "__typename" {
            return Ok(Wanted { key, task: None });
        }
        let mutation = self.catalog.mutation(selected.name());
        let mutation = mutation.ok_or(PlanError::NotTaken("a mutation that is not in the catalog"))?;
        let input = self.input(Ty(mutation.input), selected.argument("input"))?;
        let payload = self.payload(Ty(mutation.payload).name(), &selected.sets)?;
        Ok(Wanted { key, task: Some(Task { mutation, input, payload }) })
    }

    /// An argument's value with the variables in their places, coerced.
    fn input(&self, ty: Ty<'_>, literal: Option<&Literal>) -> Result<Value, PlanError> {
        let value = literal.and_then(|literal| known(literal, self.variables));
        let value = value.unwrap_or(Value::Null);
        coerce_argument(ty, &value).map_err(|(place, expected)| {
            let argument = format!("input{place}");
            let value = place_of(&value, &place);
            Refusal::argument(&argument, value, &expected).into()
        })
    }

    fn payload(&self, object: &'static str, sets: &[&SelectionSet]) -> Result<Payload, PlanError> {
        let mut writer = Writer::new(self, false);
        let body = writer.value(object, &Scope::default(), sets)?;
        let mut told = Vec::new();
        for selected in collect(self, object, sets)? {
            if let Some(field) = self.catalog.field(object, selected.name())
                && matches!(field.read, Read::Told)
            {
                told.push((selected.key.to_owned(), field.name, self.told(field, &selected.sets)?));
            }
        }
        Ok(Payload { plan: writer.finish(&body), told })
    }

    fn told(&self, field: &'static Field, sets: &[&SelectionSet]) -> Result<Told, PlanError> {
        let Some(object) = self.catalog.object(Ty(field.ty).name()) else {
            return Ok(Told::Whole);
        };
        let mut fields = Vec::new();
        for selected in collect(self, object.name, sets)? {
            let inner = match self.catalog.field(object.name, selected.name()) {
                Some(field) => ToldField::Field(field.name, self.told(field, &selected.sets)?),
                None => ToldField::TypeName(object.name),
            };
            fields.push((selected.key.to_owned(), inner));
        }
        Ok(Told::Fields(fields))
    }
}

/// A literal as JSON; nothing for a variable without a value, nor a field for one.
fn known(literal: &Literal, variables: &Variables) -> Option<Value> {
    match literal {
        Literal::Variable(name) => variables.get(name.as_str()).cloned(),
        Literal::List(items) => {
            Some(items.iter().map(|item| known(item, variables).unwrap_or(Value::Null)).collect())
        }
        Literal::Object(fields) => {
            let known = |(name, value): (&async_graphql::Name, &Literal)| {
                Some((name.to_string(), known(value, variables)?))
            };
            Some(Value::Object(fields.iter().filter_map(known).collect()))
        }
        constant => constant.clone().into_json().ok(),
    }
}

/// What stands at a place such as `.person.names[1].rank`; null where nothing does.
fn place_of<'v>(value: &'v Value, place: &str) -> &'v Value {
    let mut steps = place.split(['.', '[']).filter(|step| !step.is_empty());
    let found = steps.try_fold(value, |value, step| match step.strip_suffix(']') {
        Some(index) => value.get(index.parse::<usize>().ok()?),
        None => value.get(step),
    });
    found.unwrap_or(&Value::Null)
}

impl<'d> Writer<'_, 'd> {
    /// What a mutation tells of itself.
    pub(super) fn told(&mut self, selected: &Selected<'d>) -> String {
        let path = vec![Step::Field(selected.key.to_owned())];
        let source = Source::Variable { name: TOLD.to_owned(), path };
        let slot = self.bind(source, Transform::Told, selected.key);
        self.planner.dialect.place(slot)
    }

    /// What a part of a mutation's outcome leads to.
    pub(super) fn outcome(
        &mut self,
        (part, rows, view): (Made, &Rows, &'static View),
        selected: &Selected<'d>,
    ) -> Result<String, PlanError> {
        let path = vec![Step::Field(part.name().to_owned())];
        let source = Source::Variable { name: PARTS.to_owned(), path };
        let slot = self.bind(source, Transform::Number, part.name());
        let number = self.planner.dialect.place(slot);
        let (scope, wheres) = self.rows(rows, &Scope::default());
        let row = Scope::row(scope.n);
        let value = match view {
            View::Row(to) => self.value(to, &row, &selected.sets)?,
            View::Edge { object, field } => {
                let field = self.planner.catalog.field(object, field);
                let Some(Field { read: Read::Connection(connection), .. }) = field else {
                    return Err(PlanError::NotTaken("an edge of no connection"));
                };
                self.one_edge(connection, &row, &number, selected)?
            }
        };
        let wheres: Vec<String> = wheres.iter().map(|text| text.replace("{1}", &number)).collect();
        Ok(format!("coalesce({}, 'null')", select(&value, &fill(rows.from, &scope), &wheres)))
    }
}

impl Payload {
    /// The statement that reads it, and its price.
    pub fn bind(&self, variables: &Variables, outcome: &Outcome) -> Result<(Statement, u64), Refusal> {
        // The input may be large, and no payload is read by it.
        let is_bound = |name: &String| self.plan.binds.iter().any(|spec| spec.source.names(name));
        let selected = variables.iter().filter(|(name, _)| is_bound(name));
        let mut values: Variables = selected.map(|(name, value)| (name.clone(), value.clone())).collect();
        let parts = Made::ALL.iter().map(|part| {
            let known = outcome.parts.iter().find(|(other, _)| other == part);
            (part.name().to_owned(), Value::from(known.map_or(0, |(_, number)| *number)))
        });
        values.insert(PARTS.to_owned(), Value::Object(parts.collect()));
        let told = self.told.iter().map(|(key, name, told)| {
            let mut text = String::new();
            told.write(outcome.told.get(*name).unwrap_or(&Value::Null), &mut text);
            (key.clone(), Value::String(text))
        });
        values.insert(TOLD.to_owned(), Value::Object(told.collect()));
        self.plan.bind(&values)
    }
}

impl Told {
    /// Writes what is selected of a value, in the order of the selection.
    fn write(&self, value: &Value, out: &mut String) {
        match (self, value) {
            (Told::Fields(_), Value::Array(items)) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    self.write(item, out);
                }
                out.push(']');
            }
            (Told::Fields(fields), Value::Object(_)) => {
                out.push('{');
                for (at, (key, field)) in fields.iter().enumerate() {
                    out.push_str(if at == 0 { "\"" } else { ",\"" });
                    out.push_str(key);
                    out.push_str("\":");
                    match field {
                        ToldField::TypeName(name) => out.push_str(&json!(name).to_string()),
                        ToldField::Field(name, told) => told.write(&value[*name], out),
                    }
                }
                out.push('}');
            }
            (_, value) => out.push_str(&value.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_in_a_value() {
        let value = json!({"person": {"names": [{"text": "a"}, {"rank": 7}]}});
        assert_eq!(place_of(&value, ".person.names[1].rank"), &json!(7));
        assert_eq!(place_of(&value, ".person.names[2].rank"), &Value::Null);
        assert_eq!(place_of(&value, ""), &value);
    }

    #[test]
    fn what_is_told_keeps_the_order_of_the_selection() {
        let whole = |name| ToldField::Field(name, Told::Whole);
        let told = Told::Fields(vec![
            ("z".to_owned(), whole("field")),
            ("type".to_owned(), ToldField::TypeName("UserError")),
            ("a".to_owned(), whole("before")),
        ]);
        let mut text = String::new();
        told.write(&json!([{"field": "\"x", "before": {"b": [1]}}, {}]), &mut text);
        assert_eq!(
            text,
            r#"[{"z":"\"x","type":"UserError","a":{"b":[1]}},{"z":null,"type":"UserError","a":null}]"#
        );
    }
}
