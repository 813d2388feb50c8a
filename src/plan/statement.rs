//! Objects as JSON that the database writes: texts joined by `concat`, in chunks, so that neither a
//! function's number of arguments nor an expression's depth is ever met.

use async_graphql::parser::types::{Field as DocumentField, SelectionSet};

use super::argument::{Argument, Source};
use super::bind::BindSpec;
use super::collect::{Selected, collect};
use super::error::Refusal;
use super::price::{Price, Size, Times};
use super::ty::Ty;
use super::{HIDDEN_TYPE, Plan, PlanError, Planner};
use crate::catalog::QUERY;
use crate::catalog::declare::{self, Abstract, Field, Object, Read, Rows, Transform};
use crate::store::Dialect;

/// Writes one statement.
pub struct Writer<'p, 'd> {
    pub(super) planner: &'p Planner<'d>,
    pub(super) price: Price,
    pub(super) conditions: usize,
    /// Whether conditions that no index answers walk through all rows there are.
    pub(super) walks: bool,
    pub(super) filters_deep: usize,
    binds: Vec<BindSpec>,
    slots: usize,
    aliases: usize,
    tells_types: bool,
}

/// The rows that an expression may name.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The row that a field belongs to.
    pub t: String,
    /// The row of a node.
    pub n: String,
    /// The row that links both.
    pub l: String,
    /// The prefix of an embedded object's columns.
    pub p: &'static str,
    /// The column that a text filter looks at.
    pub c: String,
}

impl Scope {
    /// The same row under every name: where a field reads its own row.
    pub fn row(alias: &str) -> Scope {
        Scope { t: alias.to_owned(), n: alias.to_owned(), l: alias.to_owned(), ..Scope::default() }
    }
}

impl<'p, 'd> Writer<'p, 'd> {
    pub(super) fn new(planner: &'p Planner<'d>, tells_types: bool) -> Writer<'p, 'd> {
        let price = Price::default();
        Writer {
            planner,
            price,
            conditions: 0,
            walks: true,
            filters_deep: 0,
            binds: Vec::new(),
            slots: 0,
            aliases: 0,
            tells_types,
        }
    }

    /// The plan around an expression.
    pub(super) fn finish(self, expression: &str) -> Plan {
        let dialect = self.planner.dialect;
        let sql = dialect.worded(&format!("SELECT {expression}")).into();
        Plan { sql, binds: self.binds, price: self.price, limits: self.planner.limits, dialect }
    }

    /// The whole answer of an operation.
    pub(super) fn root(&mut self, sets: &[&'d SelectionSet]) -> Result<String, PlanError> {
        let mut json = Json::default();
        json.text("{\"data\":{");
        for (at, selected) in collect(self.planner, QUERY, sets)?.iter().enumerate() {
            json.key(at, selected.key);
            match selected.name() {
                "__typename" => json.text("\"Query\""),
                "__schema" | "__type" => return Err(PlanError::NotTaken("introspection")),
                _ => {
                    let value = self.field(QUERY, selected, &Scope::default())?;
                    json.append(value);
                }
            }
        }
        json.text("}}");
        Ok(json.render())
    }

    /// One root field's value.
    pub(super) fn root_field(&mut self, field: &'d DocumentField) -> Result<String, PlanError> {
        let key = field.response_key().node.as_str();
        let selected = Selected { key, field, sets: vec![&field.selection_set.node] };
        Ok(self.field(QUERY, &selected, &Scope::default())?.render())
    }

    /// A new alias, unlike any other of the statement.
    pub(super) fn alias(&mut self, letter: &str) -> String {
        self.aliases += 1;
        format!("{letter}{}", self.aliases)
    }

    /// The first place of a bound value; equal ones share it.
    pub(super) fn bind(&mut self, source: Source, transform: Transform, argument: &str) -> usize {
        let mut slot = 0;
        for known in &self.binds {
            if known.source == source && known.transform == transform {
                return slot;
            }
            slot += known.transform.width();
        }
        self.binds.push(BindSpec { source, transform, argument: argument.to_owned() });
        self.slots += transform.width();
        slot
    }

    /// Reckons what `write` writes as read so many times.
    pub(super) fn priced<T>(
        &mut self,
        times: Times,
        write: impl FnOnce(&mut Self) -> Result<T, PlanError>,
    ) -> Result<T, PlanError> {
        let outer = std::mem::take(&mut self.price);
        let written = write(self);
        let inner = std::mem::replace(&mut self.price, outer);
        self.price.times(times, inner);
        written
    }

    /// A row of a type, object or abstract, as JSON.
    pub(super) fn value(
        &mut self,
        to: &str,
        row: &Scope,
        sets: &[&'d SelectionSet],
    ) -> Result<Json, PlanError> {
        let catalog = self.planner.catalog;
        match (catalog.object(to), catalog.abstract_type(to)) {
            (Some(object), _) => self.object(object, row, sets, false),
            (None, Some(abstract_type)) => self.one_of(abstract_type, row, sets),
            (None, None) => Err(PlanError::NotTaken("a type that is not in the catalog")),
        }
    }

    fn object(
        &mut self,
        object: &'static Object,
        row: &Scope,
        sets: &[&'d SelectionSet],
        tells_type: bool,
    ) -> Result<Json, PlanError> {
        self.price.add(1);
        let mut json = Json::default();
        json.text("{");
        let mut at = 0;
        if tells_type {
            json.key(0, HIDDEN_TYPE);
            json.text(&format!("\"{}\"", object.name));
            at = 1;
        }
        for selected in collect(self.planner, object.name, sets)? {
            json.key(at, selected.key);
            at += 1;
            if selected.name() == "__typename" {
                json.text(&format!("\"{}\"", object.name));
            } else {
                let value = self.field(object.name, &selected, row)?;
                json.append(value);
            }
        }
        json.text("}");
        Ok(json)
    }

    /// The object that a row's discriminator tells.
    fn one_of(
        &mut self,
        abstract_type: &'static Abstract,
        row: &Scope,
        sets: &[&'d SelectionSet],
    ) -> Result<Json, PlanError> {
        let mut case = format!("CASE {}", fill(abstract_type.discriminator, row));
        for member in &abstract_type.members {
            let object =
                self.planner.catalog.object(member.object).ok_or(PlanError::NotTaken("an unknown member"))?;
            let value = match member.rows {
                None => self.object(object, row, sets, self.tells_types)?.render(),
                Some(rows) => {
                    let scope = Scope { n: self.alias("n"), ..row.clone() };
                    let value = self.object(object, &Scope::row(&scope.n), sets, self.tells_types)?;
                    select(&value.render(), &fill(rows.from, &scope), &[fill(rows.scope, &scope)])
                }
            };
            case.push_str(&format!(" WHEN '{}' THEN {value}", member.value));
        }
        case.push_str(" END");
        Ok(Json::of(format!("coalesce({case}, 'null')")))
    }

    /// A field of an object of the catalog, as JSON that is never NULL.
    fn field(&mut self, object: &str, selected: &Selected<'d>, row: &Scope) -> Result<Json, PlanError> {
        let field = self.planner.catalog.field(object, selected.name());
        let field: &'static Field = field.ok_or(PlanError::NotTaken("a field that is not in the catalog"))?;
        self.read(field, selected, row)
    }

    /// What a declared field reads from its row.
    pub(super) fn read(
        &mut self,
        field: &'static Field,
        selected: &Selected<'d>,
        row: &Scope,
    ) -> Result<Json, PlanError> {
        let dialect = self.planner.dialect;
        let non_null = Ty(field.ty).is_non_null();
        self.price.add(field.cost);
        Ok(Json::of(match &field.read {
            Read::Text(sql) => dialect.quote(&fill(sql, row), non_null),
            Read::Number(sql) => dialect.number(&fill(sql, row), non_null),
            Read::Json(sql) => fill(sql, row),
            Read::Id { prefix, number } => {
                let mut json = Json::default();
                json.text(&format!("\"{prefix}:"));
                json.sql(fill(number, row));
                json.text("\"");
                return Ok(json);
            }
            Read::Embedded { object, prefix, present } => {
                let row = Scope { p: prefix, ..row.clone() };
                let value = self.value(object, &row, &selected.sets)?.render();
                format!("CASE WHEN {} THEN {value} ELSE 'null' END", fill(present, &row))
            }
            Read::One { to, rows } => {
                let (scope, mut wheres) = self.rows(rows, row);
                wheres.extend(self.argument_conditions(field, selected, &scope, rows.scope.is_empty())?);
                let value = self.value(to, &Scope::row(&scope.n), &selected.sets)?.render();
                let from = self.in_rows(fill(rows.from, &scope), field, selected)?;
                format!("coalesce({}, 'null')", select(&value, &from, &wheres))
            }
            Read::List { to, rows, order } => self.list(field, selected, row, to, rows, order)?,
            Read::Nodes { to, number, by } => self.nodes(field, selected, to, (number, *by))?,
            Read::Served => return Err(PlanError::NotTaken("what the service tells of itself")),
            Read::Feed { .. } => return Err(PlanError::NotTaken("a feed where one value belongs")),
            Read::Connection(connection) => self.connection(connection, field, selected, row)?,
            Read::Told => self.told(selected),
            Read::Outcome { part, rows, view } => self.outcome((*part, rows, view), selected)?,
        }))
    }

    /// New aliases for rows that are tied to a row, and the condition that ties them.
    pub(super) fn rows(&mut self, rows: &Rows, row: &Scope) -> (Scope, Vec<String>) {
        let n = self.alias("n");
        let l = if rows.from.contains("{l}") { self.alias("l") } else { n.clone() };
        let scope = Scope { t: row.t.clone(), n, l, ..Scope::default() };
        let wheres = if rows.scope.is_empty() { Vec::new() } else { vec![fill(rows.scope, &scope)] };
        (scope, wheres)
    }

    /// A bounded list of rows.
    fn list(
        &mut self,
        field: &'static Field,
        selected: &Selected<'d>,
        row: &Scope,
        to: &str,
        rows: &Rows,
        order: &str,
    ) -> Result<String, PlanError> {
        let own = field.arguments.iter().find(|input| input.name == "first");
        let first = self.page_size(own.unwrap_or(&declare::list_size()), selected)?;
        let (scope, mut wheres) = self.rows(rows, row);
        let from = self.in_rows(fill(rows.from, &scope), field, selected)?;
        let size = self.planner.dialect.size(first);
        let from = from.replace("{first}", &size);
        wheres.extend(self.argument_conditions(field, selected, &scope, false)?);
        // Most lists are short whatever `first` allows: a name or two, not a hundred.
        let times = Times::of(first, LIST_RECKONED_AS);
        let value =
            self.priced(times, |writer| writer.value(to, &Scope::row(&scope.n), &selected.sets))?.render();
        let joined = self.planner.dialect.join("r.j");
        Ok(format!(
            "(SELECT concat('[', coalesce({joined}, ''), ']') FROM ({} ORDER BY {} LIMIT {}) r)",
            select_text(&format!("{value} AS j"), &from, &wheres),
            fill(order, &scope),
            size,
        ))
    }

    /// Records by a list of ids, in its order.
    fn nodes(
        &mut self,
        field: &'static Field,
        selected: &Selected<'d>,
        to: &str,
        (number, by): (&str, Transform),
    ) -> Result<String, PlanError> {
        let input = field.arguments.first();
        let input = input.ok_or(PlanError::NotTaken("a list of ids without its argument"))?;
        let argument = self.planner.argument(input, selected.argument(input.name))?;
        let source =
            argument.as_ref().and_then(Argument::source).ok_or(PlanError::NotTaken("no list of ids"))?;
        let slot = self.bind(source, by, input.name);
        let row = Scope::row(&self.alias("n"));
        let most = u64::try_from(self.planner.limits.page).unwrap_or(0);
        let value =
            self.priced(Times::Fixed(most.min(100)), |writer| writer.value(to, &row, &selected.sets))?;
        let joined = self.planner.dialect.join("r.j");
        let ids = self.planner.dialect.ids(slot, &row.n, number);
        Ok(format!(
            "(SELECT concat('[', coalesce({joined}, ''), ']') FROM (SELECT {} AS j FROM {ids}) r)",
            value.render()
        ))
    }

    /// The size of a page. On PostgreSQL one that the document tells stands in the statement: one that is bound is taken for a
    /// tenth of all rows, so that a plan for any size looks dear beside one for this size, and each request is planned anew.
    pub(super) fn size(&mut self, source: Source, argument: &str) -> Size {
        let known = match (self.planner.dialect, &source) {
            (Dialect::Postgres, Source::Literal(value)) => value.as_i64(),
            _ => None,
        };
        // What is too large is refused where it is bound.
        match known.filter(|size| *size <= self.planner.limits.page).map(u64::try_from) {
            Some(Ok(size)) => Size::Known(size),
            _ => Size::Bound(self.bind(source, Transform::PageSize, argument)),
        }
    }

    /// The size of a page that an argument asks for.
    pub(super) fn page_size(
        &mut self,
        input: &declare::Input,
        selected: &Selected<'d>,
    ) -> Result<Size, PlanError> {
        let argument = self.planner.argument(input, selected.argument(input.name))?;
        match argument.as_ref().and_then(Argument::source) {
            Some(source) => Ok(self.size(source, input.name)),
            None => {
                let expected = format!("a number of rows from 0 to {}", self.planner.limits.page);
                Err(Refusal::argument(input.name, &serde_json::Value::Null, &expected).into())
            }
        }
    }
}

/// How many rows a plain list is reckoned as, when it allows for more.
const LIST_RECKONED_AS: u64 = 5;

/// A scalar sub-select.
pub(super) fn select(value: &str, from: &str, wheres: &[String]) -> String {
    format!("({})", select_text(value, from, wheres))
}

/// A select without parentheses around it.
pub(super) fn select_text(value: &str, from: &str, wheres: &[String]) -> String {
    if wheres.is_empty() {
        return format!("SELECT {value} FROM {from}");
    }
    format!("SELECT {value} FROM {from} WHERE {}", wheres.join(" AND "))
}

/// A declared text with its placeholders for rows filled in. Others, such as `{1}`, are left.
pub(super) fn fill(template: &str, scope: &Scope) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        let known = match rest.as_bytes().get(at + 1..at + 3) {
            Some(b"t}") => Some(scope.t.as_str()),
            Some(b"n}") => Some(scope.n.as_str()),
            Some(b"l}") => Some(scope.l.as_str()),
            Some(b"p}") => Some(scope.p),
            Some(b"c}") => Some(scope.c.as_str()),
            _ => None,
        };
        match known {
            Some(name) => {
                filled.push_str(name);
                rest = &rest[at + 3..];
            }
            None => {
                filled.push('{');
                rest = &rest[at + 1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// JSON that is partly known when the statement is written and partly read when it runs.
#[derive(Default)]
pub(super) struct Json {
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    Sql(String),
}

/// How many arguments one `concat` takes: PostgreSQL allows 100.
const CONCAT_ARGUMENTS: usize = 90;

impl Json {
    /// Appends known text. It holds names and punctuation of JSON only, never a value.
    pub(super) fn text(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    /// Appends a key, after a comma unless it is the first.
    pub(super) fn key(&mut self, at: usize, key: &str) {
        self.text(&format!("{}\"{key}\":", if at == 0 { "" } else { "," }));
    }

    /// One expression that is never NULL.
    pub(super) fn of(sql: String) -> Json {
        Json { parts: vec![Part::Sql(sql)] }
    }

    /// Appends more of the same.
    pub(super) fn append(&mut self, more: Json) {
        for part in more.parts {
            match part {
                Part::Text(text) => self.text(&text),
                Part::Sql(sql) => self.sql(sql),
            }
        }
    }

    /// Appends an expression that is never NULL.
    pub(super) fn sql(&mut self, sql: String) {
        self.parts.push(Part::Sql(sql));
    }

    /// One expression for all of it.
    pub(super) fn render(self) -> String {
        let mut parts: Vec<String> = self
            .parts
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => format!("'{text}'"),
                Part::Sql(sql) => sql,
            })
            .collect();
        if parts.len() == 1 {
            return parts.remove(0);
        }
        // What is too long for one call grows from the left, so that a text that grows too large ends the statement
        // before all the others are in memory as well.
        let rest = parts.split_off(parts.len().min(CONCAT_ARGUMENTS));
        let rest: Vec<_> = rest.chunks(CONCAT_ARGUMENTS - 1).collect();
        let mut text = "concat(".repeat(rest.len() + 1) + &parts.join(", ") + ")";
        for chunk in rest {
            text += &format!(", {})", chunk.join(", "));
        }
        text
    }
}
