//! Objects as JSON that the database writes: texts joined by `concat`, in chunks, so that neither a
//! function's number of arguments nor an expression's depth is ever met.

use async_graphql::parser::types::{Field as DocumentField, SelectionSet};

use super::alias::Alias;
use super::argument::{Argument, Source};
use super::bind::BindSpec;
use super::collect::{Selected, collect};
use super::error::Refusal;
use super::json::Json;
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
    pub t: Alias,
    /// The row of a node.
    pub n: Alias,
    /// The row that links both.
    pub l: Alias,
    /// The prefix of an embedded object's columns.
    pub p: &'static str,
    /// The column that a text filter looks at.
    pub c: String,
}

impl Scope {
    /// The same row under every name: where a field reads its own row.
    pub fn row(alias: Alias) -> Scope {
        Scope { t: alias, n: alias, l: alias, ..Scope::default() }
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
        let sql = dialect.worded(["SELECT ", expression].concat()).into();
        Plan { sql, binds: self.binds, price: self.price, limits: self.planner.limits, dialect }
    }

    /// The whole answer of an operation.
    pub(super) fn root(&mut self, sets: &[&'d SelectionSet]) -> Result<String, PlanError> {
        let mut json = Json::default();
        json.text("{\"data\":{");
        for (at, selected) in collect(self.planner, QUERY, sets)?.iter().enumerate() {
            json.key(at, selected.key);
            match selected.name() {
                "__typename" => json.quoted(QUERY),
                "__schema" | "__type" => return Err(PlanError::NotTaken("introspection")),
                _ => self.field(QUERY, selected, &Scope::default(), &mut json)?,
            }
        }
        json.text("}}");
        Ok(json.render())
    }

    /// Prices those root fields that can be planned, for which others may stand beside them.
    pub(super) fn priced_roots(&mut self, set: &'d SelectionSet) -> Result<(), PlanError> {
        for selected in collect(self.planner, QUERY, &[set])? {
            let mut json = Json::default();
            match self.field(QUERY, &selected, &Scope::default(), &mut json) {
                Ok(()) | Err(PlanError::NotTaken(_)) => {}
                Err(refused) => return Err(refused),
            }
        }
        Ok(())
    }

    /// One root field's value.
    pub(super) fn root_field(&mut self, field: &'d DocumentField) -> Result<String, PlanError> {
        let key = field.response_key().node.as_str();
        let selected = Selected { key, field, sets: vec![&field.selection_set.node] };
        let mut json = Json::default();
        self.field(QUERY, &selected, &Scope::default(), &mut json)?;
        Ok(json.render())
    }

    /// A new alias, unlike any other of the statement.
    pub(super) fn alias(&mut self, letter: &'static str) -> Alias {
        self.aliases += 1;
        Alias::of(letter, self.aliases)
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

    /// A row of a type, object or abstract, as an expression.
    pub(super) fn value(
        &mut self,
        to: &str,
        row: &Scope,
        sets: &[&'d SelectionSet],
    ) -> Result<String, PlanError> {
        let mut json = Json::default();
        self.write(to, row, sets, &mut json)?;
        Ok(json.render())
    }

    /// The same, written behind what there is.
    pub(super) fn write(
        &mut self,
        to: &str,
        row: &Scope,
        sets: &[&'d SelectionSet],
        json: &mut Json,
    ) -> Result<(), PlanError> {
        let catalog = self.planner.catalog;
        match (catalog.object(to), catalog.abstract_type(to)) {
            (Some(object), _) => self.object(object, row, sets, false, json),
            (None, Some(abstract_type)) => {
                json.sql(&self.one_of(abstract_type, row, sets)?);
                Ok(())
            }
            (None, None) => Err(PlanError::NotTaken("a type that is not in the catalog")),
        }
    }

    fn object(
        &mut self,
        object: &'static Object,
        row: &Scope,
        sets: &[&'d SelectionSet],
        tells_type: bool,
        json: &mut Json,
    ) -> Result<(), PlanError> {
        self.price.add(1);
        json.text("{");
        let mut at = 0;
        if tells_type {
            json.key(0, HIDDEN_TYPE);
            json.quoted(object.name);
            at = 1;
        }
        for selected in collect(self.planner, object.name, sets)? {
            json.key(at, selected.key);
            at += 1;
            if selected.name() == "__typename" {
                json.quoted(object.name);
            } else {
                self.field(object.name, &selected, row, json)?;
            }
        }
        json.text("}");
        Ok(())
    }

    /// The object that a row's discriminator tells.
    fn one_of(
        &mut self,
        abstract_type: &'static Abstract,
        row: &Scope,
        sets: &[&'d SelectionSet],
    ) -> Result<String, PlanError> {
        let mut case = format!("CASE {}", fill(abstract_type.discriminator, row));
        for member in &abstract_type.members {
            let object =
                self.planner.catalog.object(member.object).ok_or(PlanError::NotTaken("an unknown member"))?;
            let mut json = Json::default();
            let value = match member.rows {
                None => {
                    self.object(object, row, sets, self.tells_types, &mut json)?;
                    json.render()
                }
                Some(rows) => {
                    let scope = Scope { n: self.alias("n"), ..row.clone() };
                    self.object(object, &Scope::row(scope.n), sets, self.tells_types, &mut json)?;
                    select(&json.render(), &fill(rows.from, &scope), &[fill(rows.scope, &scope)])
                }
            };
            case.push_str(&format!(" WHEN '{}' THEN {value}", member.value));
        }
        case.push_str(" END");
        Ok(format!("coalesce({case}, 'null')"))
    }

    /// A field of an object of the catalog, as JSON that is never NULL.
    fn field(
        &mut self,
        object: &str,
        selected: &Selected<'d>,
        row: &Scope,
        json: &mut Json,
    ) -> Result<(), PlanError> {
        let field = self.planner.catalog.field(object, selected.name());
        let field: &'static Field = field.ok_or(PlanError::NotTaken("a field that is not in the catalog"))?;
        self.read(field, selected, row, json)
    }

    /// What a declared field reads from its row.
    pub(super) fn read(
        &mut self,
        field: &'static Field,
        selected: &Selected<'d>,
        row: &Scope,
        json: &mut Json,
    ) -> Result<(), PlanError> {
        let dialect = self.planner.dialect;
        let non_null = Ty(field.ty).is_non_null();
        self.price.add(field.cost);
        let sql = match &field.read {
            Read::Text(sql) => {
                json.filled(dialect.quote(non_null), sql, row);
                return Ok(());
            }
            Read::Line(sql) => {
                json.filled(dialect.quote_line(non_null), sql, row);
                return Ok(());
            }
            Read::Word(sql) if non_null => {
                json.text("\"");
                json.filled(("", ""), sql, row);
                json.text("\"");
                return Ok(());
            }
            Read::Word(sql) => {
                json.filled(dialect.quote_word(), sql, row);
                return Ok(());
            }
            Read::Number(sql) => {
                json.filled(dialect.number(non_null), sql, row);
                return Ok(());
            }
            Read::Json(sql) => {
                json.filled(("", ""), sql, row);
                return Ok(());
            }
            Read::Id { prefix, number } => {
                json.text("\"");
                json.text(prefix);
                json.text(":");
                json.filled(("", ""), number, row);
                json.text("\"");
                return Ok(());
            }
            Read::Embedded { object, prefix, present } => {
                let row = Scope { p: prefix, ..row.clone() };
                let value = self.value(object, &row, &selected.sets)?;
                ["CASE WHEN ", &fill(present, &row), " THEN ", &value, " ELSE 'null' END"].concat()
            }
            Read::One { to, rows } => {
                let (scope, mut wheres) = self.rows(rows, row);
                wheres.extend(self.argument_conditions(field, selected, &scope, rows.scope.is_empty())?);
                let value = self.value(to, &Scope::row(scope.n), &selected.sets)?;
                let from = self.in_rows(fill(rows.from, &scope), field, selected)?;
                ["coalesce(", &select(&value, &from, &wheres), ", 'null')"].concat()
            }
            Read::List { to, rows, order } => self.list(field, selected, row, to, rows, order)?,
            Read::Nodes { to, number, by } => self.nodes(field, selected, to, (number, *by))?,
            Read::Served => return Err(PlanError::NotTaken("what the service tells of itself")),
            Read::Feed { .. } => return Err(PlanError::NotTaken("a feed where one value belongs")),
            Read::Connection(connection) => self.connection(connection, field, selected, row)?,
            Read::Told => self.told(selected),
            Read::Outcome { part, rows, view } => self.outcome((*part, rows, view), selected)?,
        };
        json.sql(&sql);
        Ok(())
    }

    /// New aliases for rows that are tied to a row, and the condition that ties them.
    pub(super) fn rows(&mut self, rows: &Rows, row: &Scope) -> (Scope, Vec<String>) {
        let n = self.alias("n");
        let l = if rows.from.contains("{l}") { self.alias("l") } else { n };
        let scope = Scope { t: row.t, n, l, ..Scope::default() };
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
        let value = self.priced(times, |writer| writer.value(to, &Scope::row(scope.n), &selected.sets))?;
        let joined = self.planner.dialect.join("r.j");
        let rows = select_text(&[&value, " AS j"].concat(), &from, &wheres);
        let (head, order) =
            (["(SELECT concat('[', coalesce(", &joined, ", ''), ']') FROM ("].concat(), fill(order, &scope));
        Ok([&head, rows.as_str(), " ORDER BY ", &order, " LIMIT ", &size, ") r)"].concat())
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
        let row = Scope::row(self.alias("n"));
        let most = u64::try_from(self.planner.limits.page).unwrap_or(0);
        let value =
            self.priced(Times::Fixed(most.min(100)), |writer| writer.value(to, &row, &selected.sets))?;
        let joined = self.planner.dialect.join("r.j");
        let ids = self.planner.dialect.ids(slot, row.n, number);
        Ok(format!(
            "(SELECT concat('[', coalesce({joined}, ''), ']') FROM (SELECT {value} AS j FROM {ids}) r)"
        ))
    }

    /// The size of a page. On PostgreSQL one that the document tells stands in the statement: one that is bound is taken for a
    /// tenth of all rows, so that a plan for any size looks dear beside one for this size, and each request is planned anew.
    pub(super) fn size(&mut self, source: Source, argument: &str) -> Size {
        let known = match self.planner.dialect {
            Dialect::Postgres => self.planner.known_number(&source),
            Dialect::Sqlite => None,
        };
        // What is too large is refused where it is bound.
        match known.filter(|size| *size <= self.planner.limits.page).map(u64::try_from) {
            Some(Ok(size)) => Size::Known(size),
            _ => Size::Bound(self.bind(source, Transform::PageSize, argument)),
        }
    }

    /// The size of a page where none is asked for: no more than a page may have.
    pub(super) fn default_size(&mut self, default: &str, argument: &str) -> Size {
        let usual = default.parse().unwrap_or(i64::MAX).min(self.planner.limits.page);
        self.size(Source::Literal(usual.into()), argument)
    }

    /// The size of a page that an argument asks for.
    pub(super) fn page_size(
        &mut self,
        input: &declare::Input,
        selected: &Selected<'d>,
    ) -> Result<Size, PlanError> {
        if let (Some(default), false) = (input.default, self.planner.is_given(input, selected)) {
            return Ok(self.default_size(default, input.name));
        }
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
    let mut text = String::with_capacity(2 + select_length(value, from, wheres));
    text.push('(');
    write_select(&mut text, value, from, wheres);
    text.push(')');
    text
}

/// A select without parentheses around it.
pub(super) fn select_text(value: &str, from: &str, wheres: &[String]) -> String {
    let mut text = String::with_capacity(select_length(value, from, wheres));
    write_select(&mut text, value, from, wheres);
    text
}

fn select_length(value: &str, from: &str, wheres: &[String]) -> usize {
    const WORDS: usize = "SELECT  FROM  WHERE ".len();
    WORDS + value.len() + from.len() + wheres.iter().map(|it| it.len() + " AND ".len()).sum::<usize>()
}

fn write_select(text: &mut String, value: &str, from: &str, wheres: &[String]) {
    for part in ["SELECT ", value, " FROM ", from] {
        text.push_str(part);
    }
    for (at, condition) in wheres.iter().enumerate() {
        text.push_str(if at == 0 { " WHERE " } else { " AND " });
        text.push_str(condition);
    }
}

/// A declared text with its placeholders for rows filled in. Others, such as `{1}`, are left.
pub(super) fn fill(template: &str, scope: &Scope) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    fill_into(&mut filled, template, scope);
    filled
}

/// The same, written behind what there is.
pub(super) fn fill_into(filled: &mut String, template: &str, scope: &Scope) {
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        match rest.as_bytes().get(at + 1..at + 3) {
            Some(b"t}") => scope.t.write(filled),
            Some(b"n}") => scope.n.write(filled),
            Some(b"l}") => scope.l.write(filled),
            Some(b"p}") => filled.push_str(scope.p),
            Some(b"c}") => filled.push_str(&scope.c),
            _ => {
                filled.push('{');
                rest = &rest[at + 1..];
                continue;
            }
        }
        rest = &rest[at + 3..];
    }
    filled.push_str(rest);
}
