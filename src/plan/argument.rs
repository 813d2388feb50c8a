//! Arguments, split into what shapes the statement (presence, null, flags, enum values, objects) and leaves
//! whose values are only bound when it runs.

use std::borrow::Cow;

use async_graphql_value::Value as Literal;
use serde_json::Value;

use super::collect::Selected;
use super::ty::Ty;
use super::variable::Variables;
use super::{PlanError, Planner, Refusal};
use crate::catalog::declare::Input;
use crate::store::Dialect;

/// Where a bound value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// It stands in the document.
    Literal(Value),
    /// It is a part of a variable.
    Variable {
        /// The variable's name.
        name: String,
        /// The way to the part.
        path: Vec<Step>,
    },
    /// A list of some of each.
    List(Vec<Source>),
}

/// One step into a variable's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A field of an object.
    Field(String),
    /// An element of a list.
    Index(usize),
}

/// An argument as the plan sees it.
#[derive(Clone, Debug)]
pub enum Argument {
    /// The value null.
    Null,
    /// A flag, which shapes the statement.
    Flag(bool),
    /// An enum's value, which shapes the statement.
    Enum(String),
    /// Any other scalar, or a list of scalars.
    Leaf(Source),
    /// A list of input objects.
    List(Vec<Argument>),
    /// An input object: the fields that are there, defaults included.
    Object(Vec<(String, Argument)>),
}

impl Source {
    /// Whether a variable has a part in it.
    pub fn names(&self, variable: &str) -> bool {
        match self {
            Source::Literal(_) => false,
            Source::Variable { name, .. } => name == variable,
            Source::List(sources) => sources.iter().any(|source| source.names(variable)),
        }
    }

    /// The one value of a list of one.
    pub fn only(&self) -> Option<&Source> {
        match self {
            Source::List(sources) => match sources.as_slice() {
                [Source::Literal(Value::Null)] => None,
                [one] => Some(one),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value in this request.
    pub fn resolve<'v>(&'v self, variables: &'v Variables) -> Cow<'v, Value> {
        match self {
            Source::Literal(value) => Cow::Borrowed(value),
            Source::List(sources) => Cow::Owned(Value::Array(
                sources.iter().map(|source| source.resolve(variables).into_owned()).collect(),
            )),
            Source::Variable { name, path } => {
                let mut value = variables.get(name.as_str()).unwrap_or(&Value::Null);
                for step in path {
                    value = match step {
                        Step::Field(field) => value.get(field),
                        Step::Index(index) => value.get(index),
                    }
                    .unwrap_or(&Value::Null);
                }
                Cow::Borrowed(value)
            }
        }
    }
}

impl Argument {
    /// A field of an input object.
    pub fn get(&self, name: &str) -> Option<&Argument> {
        match self {
            Argument::Object(fields) => {
                fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Where the value to bind comes from; nothing for objects and null.
    pub fn source(&self) -> Option<Source> {
        Some(match self {
            Argument::Leaf(source) => source.clone(),
            Argument::Flag(flag) => Source::Literal(Value::Bool(*flag)),
            Argument::Enum(value) => Source::Literal(Value::String(value.clone())),
            Argument::Null | Argument::List(_) | Argument::Object(_) => return None,
        })
    }
}

impl Planner<'_> {
    /// A number that a statement may depend on: one that stands in the document or, on PostgreSQL, one that a variable tells,
    /// see [`add_sizes`](super::variable::add_sizes).
    pub(super) fn known_number(&self, source: &Source) -> Option<i64> {
        match source {
            Source::Literal(value) => value.as_i64(),
            Source::Variable { name, path } if path.is_empty() && self.dialect == Dialect::Postgres => {
                self.variables.get(name.as_str())?.as_i64()
            }
            Source::Variable { .. } | Source::List(_) => None,
        }
    }

    /// Whether an argument is there, by itself or by a variable that is.
    pub(super) fn is_given(&self, input: &Input, selected: &Selected<'_>) -> bool {
        match selected.argument(input.name) {
            Some(Literal::Variable(name)) => self.variables.contains_key(name.as_str()),
            given => given.is_some(),
        }
    }

    /// The argument as given, or its default, or nothing.
    pub(super) fn argument(
        &self,
        input: &Input,
        given: Option<&Literal>,
    ) -> Result<Option<Argument>, PlanError> {
        let argument = self.given_or_default(input, given)?;
        match &argument {
            Some(argument) => self.refuse_misshapen(Ty(input.ty), argument, input.name)?,
            None if Ty(input.ty).is_non_null() => return Err(no_value(input.name, Ty(input.ty)).into()),
            None => {}
        }
        Ok(argument)
    }

    /// Where an object belongs, async-graphql lets any literal pass; a filter that is none must not be
    /// taken for one that asks nothing.
    /// Nor must null, or a variable that is not there, where a value must stand: async-graphql looks at what is sent only where a
    /// variable is all of an argument, and a condition that is null asks nothing.
    fn refuse_misshapen(&self, ty: Ty<'_>, argument: &Argument, path: &str) -> Result<(), PlanError> {
        match argument {
            Argument::Null if ty.is_non_null() => return Err(no_value(path, ty).into()),
            Argument::Leaf(Source::List(items)) if ty.item().is_some_and(Ty::is_non_null) => {
                let is_null = |item: &Source| item.resolve(self.variables).is_null();
                if let Some(at) = items.iter().position(is_null) {
                    return Err(no_value(&format!("{path}[{at}]"), ty.item().unwrap_or(ty)).into());
                }
            }
            _ => {}
        }
        let Some(object) = self.catalog.input(ty.name()) else { return Ok(()) };
        match argument {
            Argument::Null => Ok(()),
            Argument::List(items) => items.iter().enumerate().try_for_each(|(index, item)| {
                self.refuse_misshapen(ty.item().unwrap_or(ty), item, &format!("{path}[{index}]"))
            }),
            Argument::Object(_) => object.fields.iter().try_for_each(|input| {
                let path = || format!("{path}.{}", input.name);
                match argument.get(input.name) {
                    Some(value) => self.refuse_misshapen(Ty(input.ty), value, &path()),
                    None if Ty(input.ty).is_non_null() => Err(no_value(&path(), Ty(input.ty)).into()),
                    None => Ok(()),
                }
            }),
            Argument::Flag(_) | Argument::Enum(_) | Argument::Leaf(_) => {
                let value = argument.source().map(|source| source.resolve(self.variables).into_owned());
                let names: Vec<&str> = object.fields.iter().take(3).map(|field| field.name).collect();
                let expected =
                    format!("an object of type {}, such as `{{{}: …}}`", object.name, names.join(": …, "));
                Err(Refusal::argument(path, &value.unwrap_or_default(), &expected).into())
            }
        }
    }

    fn given_or_default(
        &self,
        input: &Input,
        given: Option<&Literal>,
    ) -> Result<Option<Argument>, PlanError> {
        let ty = Ty(input.ty);
        if let Some(literal) = given
            && let Some(argument) = self.literal(ty, literal)?
        {
            return Ok(Some(argument));
        }
        Ok(input.default.map(|default| self.known(ty, &default_value(default), &mut Place::Literal)))
    }

    /// What stands in the document; nothing for a variable without a value.
    fn literal(&self, ty: Ty<'_>, literal: &Literal) -> Result<Option<Argument>, PlanError> {
        match literal {
            Literal::Variable(name) => Ok(self.variables.get(name.as_str()).map(|value| {
                self.known(ty, value, &mut Place::Variable { name: name.to_string(), path: Vec::new() })
            })),
            Literal::List(items) if self.has_objects(ty) => {
                let item = ty.item().ok_or(PlanError::NotTaken("a list where none belongs"))?;
                let mut arguments = Vec::with_capacity(items.len());
                for literal in items {
                    arguments.push(self.literal(item, literal)?.unwrap_or(Argument::Null));
                }
                Ok(Some(Argument::List(arguments)))
            }
            Literal::List(items) => {
                let item = ty.item().ok_or(PlanError::NotTaken("a list where none belongs"))?;
                let mut sources = Vec::with_capacity(items.len());
                for literal in items {
                    sources.push(match self.literal(item, literal)? {
                        Some(argument) => argument.source().unwrap_or(Source::Literal(Value::Null)),
                        None => Source::Literal(Value::Null),
                    });
                }
                Ok(Some(Argument::Leaf(Source::List(sources))))
            }
            Literal::Object(given) if !self.is_whole(ty) => self.literal_object(ty, given),
            constant => {
                let value = constant
                    .clone()
                    .into_json()
                    .map_err(|_| PlanError::NotTaken("a literal of no JSON form"))?;
                Ok(Some(self.known(ty, &value, &mut Place::Literal)))
            }
        }
    }

    fn literal_object(
        &self,
        ty: Ty<'_>,
        given: &async_graphql::indexmap::IndexMap<async_graphql::Name, Literal>,
    ) -> Result<Option<Argument>, PlanError> {
        let object =
            self.catalog.input(ty.name()).ok_or(PlanError::NotTaken("an object where none belongs"))?;
        let mut fields = Vec::new();
        for input in &object.fields {
            if let Some(argument) = self.given_or_default(input, given.get(input.name))? {
                fields.push((input.name.to_owned(), argument));
            }
        }
        let object = Argument::Object(fields);
        Ok(Some(if ty.item().is_some() { Argument::List(vec![object]) } else { object }))
    }

    /// A value whose shape is known; its leaves are remembered by where they stand.
    fn known(&self, ty: Ty<'_>, value: &Value, place: &mut Place) -> Argument {
        if value.is_null() {
            return Argument::Null;
        }
        if let Some(item) = ty.item() {
            return match value {
                Value::Array(items) if self.has_objects(ty) => {
                    let known = |(index, value)| {
                        place.within(Step::Index(index), |place| self.known(item, value, place))
                    };
                    Argument::List(items.iter().enumerate().map(known).collect())
                }
                // That a list has one value shapes the statement: see `Source::only`.
                Value::Array(items) if items.len() == 1 => {
                    let only = place.within(Step::Index(0), |place| place.source(&items[0]));
                    Argument::Leaf(Source::List(vec![only]))
                }
                Value::Array(_) => Argument::Leaf(place.source(value)),
                // One value stands for a list of it.
                single if self.has_objects(ty) => Argument::List(vec![self.known(item, single, place)]),
                single => Argument::Leaf(Source::List(vec![place.source(single)])),
            };
        }
        match (value, self.catalog.input(ty.name())) {
            (Value::Object(given), Some(object)) => {
                let fields = object.fields.iter().filter_map(|input| {
                    let value = given.get(input.name)?;
                    let step = Step::Field(input.name.to_owned());
                    Some((
                        input.name.to_owned(),
                        place.within(step, |place| self.known(Ty(input.ty), value, place)),
                    ))
                });
                Argument::Object(fields.collect())
            }
            (Value::Bool(flag), _) => Argument::Flag(*flag),
            (Value::String(text), _) if self.catalog.enumeration(ty.name()).is_some() => {
                Argument::Enum(text.clone())
            }
            _ => Argument::Leaf(place.source(value)),
        }
    }

    /// Whether it is a scalar that takes any JSON, objects too.
    fn is_whole(&self, ty: Ty<'_>) -> bool {
        self.catalog.scalars.iter().any(|scalar| !scalar.is_text && scalar.name == ty.name())
    }

    fn has_objects(&self, ty: Ty<'_>) -> bool {
        self.catalog.input(ty.name()).is_some()
    }
}

/// Where a known value stands.
enum Place {
    Literal,
    Variable { name: String, path: Vec<Step> },
}

impl Place {
    fn within<T>(&mut self, step: Step, visit: impl FnOnce(&mut Place) -> T) -> T {
        if let Place::Variable { path, .. } = self {
            path.push(step);
        }
        let result = visit(self);
        if let Place::Variable { path, .. } = self {
            path.pop();
        }
        result
    }

    fn source(&self, value: &Value) -> Source {
        match self {
            Place::Literal => Source::Literal(value.clone()),
            Place::Variable { name, path } => Source::Variable { name: name.clone(), path: path.clone() },
        }
    }
}

/// What is said where a value must stand and there is none.
fn no_value(path: &str, ty: Ty<'_>) -> Refusal {
    Refusal::argument(path, &Value::Null, &format!("a value of type {}, not null", ty.0))
}

/// A default of the catalog as a value: an integer, a flag, or an enum's value.
pub(super) fn default_value(default: &str) -> Value {
    match default.parse::<i64>() {
        Ok(number) => Value::from(number),
        Err(_) => serde_json::from_str(default).unwrap_or_else(|_| Value::String(default.to_owned())),
    }
}
