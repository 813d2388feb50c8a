//! Filters and references as SQL conditions. What a filter means stands in the catalog; here its rows,
//! its nested filters and its bound values are put in place.

use super::alias::Alias;
use super::argument::Argument;
use super::collect::Selected;
use super::error::Refusal;
use super::statement::{Scope, Writer, fill};
use super::ty::Ty;
use super::{PlanError, Planner};
use crate::catalog::declare::{Condition, Field, Input, InputObject, Sql, Transform};

impl<'d> Writer<'_, 'd> {
    /// The conditions that a field's arguments set on its rows. Where these are the rows of one record, they are
    /// few; otherwise a condition that no index answers `walks` through all there are.
    pub(super) fn argument_conditions(
        &mut self,
        field: &'static Field,
        selected: &Selected<'d>,
        scope: &Scope,
        walks: bool,
    ) -> Result<Vec<String>, PlanError> {
        // Counted for each list of rows: its conditions are what the database plans together.
        self.conditions = 0;
        self.walks = walks;
        let mut conditions = Vec::new();
        for input in &field.arguments {
            if let Some(argument) = self.planner.argument(input, selected.argument(input.name))? {
                conditions.extend(self.condition(input, &argument, scope, input.name)?);
            }
        }
        Ok(conditions)
    }

    /// What one input asks of the rows; nothing for null.
    fn condition(
        &mut self,
        input: &'static Input,
        argument: &Argument,
        scope: &Scope,
        path: &str,
    ) -> Result<Option<String>, PlanError> {
        if matches!(argument, Argument::Null) {
            return Ok(None);
        }
        self.count_condition()?;
        let ty = Ty(input.ty);
        Ok(Some(match &input.condition {
            // Which parts are read, and what stands in the rows, is known when these are written.
            Condition::None | Condition::Parts | Condition::InRows(..) | Condition::RefInRows(_) => {
                return Ok(None);
            }
            Condition::Sql(sql, transform) => {
                if *transform == Transform::Contains && self.walks {
                    self.price.add(WALK_RECKONED_AS);
                }
                self.bound(sql, *transform, argument, scope, path)?
            }
            Condition::Flag(yes, no) => {
                fill(if matches!(argument, Argument::Flag(true)) { yes } else { no }, scope)
            }
            Condition::Date { earliest, latest, around } => {
                self.date(argument, scope, path, [earliest, latest, around])?
            }
            Condition::Ref(sql) => self.reference(ty.name(), sql, argument, scope, path)?,
            Condition::EachRef(sql) => {
                let each = |writer: &mut Self, item: &Argument, path: &str| {
                    writer.reference(ty.name(), sql, item, scope, path)
                };
                conjunction(&self.each(argument, path, each)?)
            }
            Condition::Group => conjunction(&self.group(self.filter(ty)?, argument, scope, path)?),
            Condition::Column(column) => {
                let scope = Scope { c: fill(column, scope), ..scope.clone() };
                conjunction(&self.group(self.filter(ty)?, argument, &scope, path)?)
            }
            Condition::Exists(sql) => {
                let x = self.alias("x");
                self.filters_deep += 1;
                if self.filters_deep > FILTERS_DEEP {
                    let (measured, allowed) = (self.filters_deep as u64, FILTERS_DEEP as u64);
                    return Err(Refusal::too_costly("depth", measured, allowed).into());
                }
                self.price.add(WALK_RECKONED_AS * DEEPER_COSTS.pow(self.filters_deep as u32 - 1));
                let inner = self.group(self.filter(ty)?, argument, &Scope::row(x), path)?;
                self.filters_deep -= 1;
                surround(sql, x, &conjunction(&inner), scope)
            }
            Condition::All => conjunction(&self.groups(ty, argument, scope, path)?),
            Condition::Any => {
                let any = self.groups(ty, argument, scope, path)?;
                if any.is_empty() { "FALSE".to_owned() } else { format!("({})", any.join(" OR ")) }
            }
            // What cannot be told (a date that is not known) does not hold, so its opposite does.
            Condition::Not => {
                let inner = self.group(self.filter(ty)?, argument, scope, path)?;
                format!("NOT coalesce({}, FALSE)", conjunction(&inner))
            }
        }))
    }

    /// A statement with endless conditions would cost before it runs.
    fn count_condition(&mut self) -> Result<(), PlanError> {
        self.conditions += 1;
        self.price.add(CONDITION_RECKONED_AS);
        if self.conditions > CONDITIONS {
            return Err(Refusal::too_costly("conditions", self.conditions as u64, CONDITIONS as u64).into());
        }
        Ok(())
    }

    fn filter(&self, ty: Ty<'_>) -> Result<&'static InputObject, PlanError> {
        self.planner
            .catalog
            .input(ty.name())
            .ok_or(PlanError::NotTaken("a filter that is not in the catalog"))
    }

    /// The conditions of an input object's fields.
    fn group(
        &mut self,
        object: &'static InputObject,
        argument: &Argument,
        scope: &Scope,
        path: &str,
    ) -> Result<Vec<String>, PlanError> {
        let mut conditions = Vec::new();
        for input in &object.fields {
            if let Some(argument) = argument.get(input.name) {
                conditions.extend(self.condition(
                    input,
                    argument,
                    scope,
                    &format!("{path}.{}", input.name),
                )?);
            }
        }
        Ok(conditions)
    }

    /// One conjunction for each filter of a list.
    fn groups(
        &mut self,
        ty: Ty<'_>,
        argument: &Argument,
        scope: &Scope,
        path: &str,
    ) -> Result<Vec<String>, PlanError> {
        let object = self.filter(ty)?;
        self.each(argument, path, |writer, item, path| {
            Ok(conjunction(&writer.group(object, item, scope, path)?))
        })
    }

    fn each(
        &mut self,
        argument: &Argument,
        path: &str,
        mut write: impl FnMut(&mut Self, &Argument, &str) -> Result<String, PlanError>,
    ) -> Result<Vec<String>, PlanError> {
        let Argument::List(items) = argument else {
            return Err(PlanError::NotTaken("no list where one belongs"));
        };
        let mut written = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.count_condition()?;
            written.push(write(self, item, &format!("{path}[{index}]"))?);
        }
        Ok(written)
    }

    /// A condition with its bound values in place.
    fn bound(
        &mut self,
        sql: Sql,
        transform: Transform,
        argument: &Argument,
        scope: &Scope,
        path: &str,
    ) -> Result<String, PlanError> {
        let source = argument.source().ok_or(PlanError::NotTaken("no scalar where one belongs"))?;
        let dialect = self.planner.dialect;
        // What is equal to one value is read by index in the index's order; what is in a list is not.
        if let (Transform::List, Some(one), true) = (transform, source.only(), sql.contains(IN_LIST)) {
            let slot = self.bind(one.clone(), Transform::Text, path);
            return Ok(fill(sql, scope).replace(IN_LIST, &format!("= {}", dialect.place(slot))));
        }
        let slot = self.bind(source, transform, path);
        let mut condition = fill(sql, scope).replace("{1}", &dialect.place(slot));
        if transform.width() > 1 {
            condition = condition.replace("{2}", &dialect.place(slot + 1));
        }
        let condition = condition.replace("{among}", &dialect.among(slot));
        Ok(condition.replace("{list}", &dialect.list(slot)))
    }

    /// A date's bounds against a window; `parts` are the earliest day, the latest day, what is around.
    fn date(
        &mut self,
        argument: &Argument,
        scope: &Scope,
        path: &str,
        parts: [Sql; 3],
    ) -> Result<String, PlanError> {
        let [earliest, latest, around] = parts;
        let source = argument.get("within").and_then(Argument::source);
        let source = source.ok_or(PlanError::NotTaken("a date filter without its stretch"))?;
        let slot = self.bind(source, Transform::Date, &format!("{path}.within"));
        let (from, to) = (self.planner.dialect.place(slot), self.planner.dialect.place(slot + 1));
        let x = self.alias("x");
        let (earliest, latest) = (around_row(earliest, x, scope), around_row(latest, x, scope));
        let inner = match argument.get("certainty") {
            Some(Argument::Enum(certainty)) if certainty == "CERTAINLY" => {
                format!("({earliest} >= {from} AND {latest} <= {to})")
            }
            _ => format!("({earliest} <= {to} AND {latest} >= {from})"),
        };
        Ok(if around.is_empty() { inner } else { surround(around, x, &inner, scope) })
    }

    /// A condition on the record that a reference names.
    pub(super) fn reference(
        &mut self,
        ty: &str,
        sql: Sql,
        argument: &Argument,
        scope: &Scope,
        path: &str,
    ) -> Result<String, PlanError> {
        let object = self.filter(Ty(ty))?;
        let number = self.group(object, argument, scope, path)?;
        match number.as_slice() {
            [number] => Ok(fill(sql, scope).replace("{ref}", number)),
            _ => {
                let fields: Vec<&str> = object.fields.iter().map(|field| field.name).collect();
                let expected = format!("exactly one of {}, and not null", fields.join(", "));
                Err(Refusal::argument(path, &serde_json::Value::Null, &expected).into())
            }
        }
    }
}

/// What a condition says of a value that is in a list.
const IN_LIST: &str = "IN {list}";
/// How many conditions a query may set: PostgreSQL's planning grows with their square and worse (50 take it
/// 0.8 s, 100 take 5 s).
const CONDITIONS: usize = 64;
/// How many filters on other rows may lie one in another: each is an `EXISTS` in an `EXISTS`.
const FILTERS_DEEP: usize = 5;
/// What a condition is reckoned as: the rows that it may look at are not known before.
const CONDITION_RECKONED_AS: u64 = 10;

/// What a condition is reckoned as that no index answers: a text that is looked for anywhere in others, a filter on
/// other rows.
const WALK_RECKONED_AS: u64 = 500;
/// How many times as much a filter is reckoned as that lies in another.
const DEEPER_COSTS: u64 = 3;

/// Conditions that all hold.
fn conjunction(conditions: &[String]) -> String {
    match conditions {
        [] => "TRUE".to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(" AND ")),
    }
}

fn around_row(sql: Sql, x: Alias, scope: &Scope) -> String {
    fill(sql, scope).replace("{x}", &x.to_string())
}

fn surround(sql: Sql, x: Alias, inner: &str, scope: &Scope) -> String {
    around_row(sql, x, scope).replace("{inner}", inner)
}

impl Planner<'_> {
    /// The direction and the order that an argument asks for: the order's name, if told, and whether downwards.
    pub(super) fn order(
        &self,
        input: &Input,
        selected: &Selected<'_>,
    ) -> Result<(Option<String>, bool), PlanError> {
        let argument = self.argument(input, selected.argument(input.name))?;
        let as_enum = |argument: Option<&Argument>| match argument {
            Some(Argument::Enum(value)) => Some(value.clone()),
            _ => None,
        };
        let (order, direction) = match &argument {
            Some(object @ Argument::Object(_)) => {
                (as_enum(object.get("field")), as_enum(object.get("direction")))
            }
            other => (None, as_enum(other.as_ref())),
        };
        Ok((order, direction.as_deref() == Some("DESC")))
    }
}
