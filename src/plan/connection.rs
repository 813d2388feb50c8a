//! Pages: the rows between two cursors, in an order, and what comes before and after them.
//!
//! A page reads its rows by their sort keys, never by counting from the start, so the thousandth page
//! costs what the first does. Whether there is more is asked only when it is selected.

use serde_json::Value;

use super::PlanError;
use super::argument::Argument;
use super::collect::{Selected, collect};
use super::error::Refusal;
use super::json::Json;
use super::part::From;
use super::price::{Size, Times};
use super::statement::{Scope, Writer, fill, select, select_text};
use super::stretch::Within;
use crate::catalog::declare::{self, Connection, Field, Order, Transform};

/// Which rows a page holds.
pub(super) struct Page {
    order: &'static Order,
    pub(super) descending: bool,
    pub(super) backward: bool,
    pub(super) size: Size,
    pub(super) after: Option<usize>,
    pub(super) before: Option<usize>,
}

impl Page {
    /// Whether it is the first of the list, from its beginning.
    pub(super) fn is_first(&self) -> bool {
        !self.descending && !self.backward && self.after.is_none() && self.before.is_none()
    }
}

/// A connection's rows in the statement: aliases, tables, conditions without and with the cursors.
struct Frame<'f, 'd> {
    /// The list and what was asked of it, for the words of arguments in `from`; none where it has none.
    asked: Option<(&'static Field, &'f Selected<'d>)>,
    scope: Scope,
    /// The rows that the order is read from: `scope`, but where they are read by a stretch of time.
    ordered: Scope,
    within: Option<Within>,
    from: From,
    all: Vec<String>,
    range: Vec<String>,
    page: Page,
    /// What walking through all rows is reckoned as, where a page is not read by an index.
    walk: u64,
}

/// What a page holds for each `edges` that is selected, and whether cursors are read beside.
#[derive(Default)]
struct Columns {
    edges: Vec<String>,
    cursors: bool,
}

impl<'d> Writer<'_, 'd> {
    /// A connection as JSON.
    pub(super) fn connection(
        &mut self,
        connection: &'static Connection,
        field: &'static Field,
        selected: &Selected<'d>,
        row: &Scope,
    ) -> Result<String, PlanError> {
        let frame = self.frame(connection, field, selected, row)?;
        let mut columns = Columns::default();
        let mut json = Json::default();
        json.text("{");
        for (at, slot) in collect(self.planner, connection.name, &selected.sets)?.iter().enumerate() {
            json.key(at, slot.key);
            match slot.name() {
                "__typename" => json.quoted(connection.name),
                "totalCount" => {
                    self.price.add(COUNT_RECKONED_AS + frame.walk);
                    let from = self.narrowest(&frame, frame.from.whole(), &frame.all)?;
                    json.sql(&select("count(*)", &from, &frame.all));
                }
                "edges" => {
                    self.price.add(frame.walk);
                    let times = Times::of(frame.page.size, u64::MAX);
                    let edge = self.priced(times, |writer| writer.edge(connection, &frame, slot))?;
                    let column = format!("r.j{}", columns.edges.len());
                    columns.edges.push(edge);
                    json.text("[");
                    json.sql(&format!("coalesce({}, '')", self.planner.dialect.join(&column)));
                    json.text("]");
                }
                "pageInfo" => {
                    let info = self.page_info(&frame, slot, &mut columns)?;
                    json.sql(&info);
                }
                _ => return Err(PlanError::NotTaken("a field that no connection has")),
            }
        }
        json.text("}");
        let body = json.render();
        if columns.edges.is_empty() && !columns.cursors {
            return Ok(body);
        }
        let rows = self.page_rows(connection, &frame, &columns)?;
        Ok(["(SELECT ", &body, " FROM (", &rows, ") r)"].concat())
    }

    /// The one edge of a row whose link has this number, without a page around it; NULL when there is none.
    pub(super) fn one_edge(
        &mut self,
        connection: &'static Connection,
        row: &Scope,
        number: &str,
        selected: &Selected<'d>,
    ) -> Result<String, PlanError> {
        let order = connection.orders.first().ok_or(PlanError::NotTaken("a list without an order"))?;
        let page = Page {
            order,
            descending: false,
            backward: false,
            size: Size::Known(1),
            after: None,
            before: None,
        };
        let (scope, mut all) = self.rows(&connection.rows, row);
        all.push(format!("{}.id = {number}", scope.l));
        let rows = fill(connection.rows.from, &scope);
        let from = From::alike(rows.clone());
        let frame = Frame {
            asked: None,
            ordered: scope.clone(),
            scope,
            within: None,
            from,
            range: Vec::new(),
            all,
            page,
            walk: 0,
        };
        let edge = self.edge(connection, &frame, selected)?;
        Ok(select(&edge, &rows, &frame.all))
    }

    /// The rows of a connection: what ties them, what the arguments ask, where the cursors cut.
    fn frame<'f>(
        &mut self,
        connection: &'static Connection,
        field: &'static Field,
        selected: &'f Selected<'d>,
        row: &Scope,
    ) -> Result<Frame<'f, 'd>, PlanError> {
        let page = self.page(connection, selected)?;
        let (scope, mut all) = self.rows(&connection.rows, row);
        let walks = connection.rows.scope.is_empty();
        all.extend(self.argument_conditions(field, selected, &scope, walks)?);
        let asked = Some((field, selected));
        if let Some(within) = self.within(&connection.rows, field, selected, page.order)? {
            let ordered = Scope::row(self.alias("l"));
            let from = self.stretched(&within, &page, ordered.l, scope.n);
            let (within, all, range) = (Some(within), Vec::new(), Vec::new());
            return Ok(Frame { asked, scope, ordered, within, from, all, range, page, walk: 0 });
        }
        let mut range = all.clone();
        let (beyond, short_of) = if page.descending { ("<", ">") } else { (">", "<") };
        range.extend(page.after.map(|slot| self.beside(&page, &scope, beyond, slot)));
        range.extend(page.before.map(|slot| self.beside(&page, &scope, short_of, slot)));
        let chosen = self.chosen_parts(&connection.rows, field, selected)?;
        let from = self.from(&connection.rows, fill(connection.rows.from, &scope), &chosen, &page);
        let walked = chosen.iter().filter(|it| it.is_read()).count();
        let walk = connection.rows.part_cost * walked as u64;
        let ordered = scope.clone();
        Ok(Frame { asked, scope, ordered, within: None, from, all, range, page, walk })
    }

    /// What `first`, `after`, `last`, `before` and the order ask for.
    fn page(&mut self, connection: &'static Connection, selected: &Selected<'d>) -> Result<Page, PlanError> {
        let (name, descending) = self.planner.order(&connection.order_argument(), selected)?;
        let order = connection.orders.iter().find(|order| Some(order.name) == name.as_deref());
        let order =
            order.or(connection.orders.first()).ok_or(PlanError::NotTaken("a list without an order"))?;
        let [first, after, last, before] = declare::page_arguments();
        let is_given = |argument: &Option<Argument>| !matches!(argument, None | Some(Argument::Null));
        let given_first = self.planner.argument(&first, selected.argument("first"))?;
        let given_last = self.planner.argument(&last, selected.argument("last"))?;
        let (backward, size) = match (is_given(&given_first), is_given(&given_last)) {
            (true, true) => {
                let refusal =
                    Refusal::argument("last", &Value::from("both"), "either `first` or `last`, not both");
                return Err(refusal.into());
            }
            (false, true) => (true, self.page_size(&last, selected)?),
            (true, false) => (false, self.page_size(&first, selected)?),
            (false, false) => (false, self.default_size(declare::PAGE_SIZE, "first")),
        };
        let mut cursor = |input: declare::Input| -> Result<Option<usize>, PlanError> {
            let argument = self.planner.argument(&input, selected.argument(input.name))?;
            let transform = Transform::Cursor { order: order.name, texts: texts(order) };
            Ok(argument
                .as_ref()
                .and_then(Argument::source)
                .map(|source| self.bind(source, transform, input.name)))
        };
        let (after, before) = (cursor(after)?, cursor(before)?);
        Ok(Page { order, descending, backward, size, after, before })
    }

    /// Rows on one side of a cursor: `(k1, k2) > (?, ?)`.
    fn beside(&self, page: &Page, scope: &Scope, comparison: &str, slot: usize) -> String {
        let keys: Vec<String> = page.order.keys.iter().map(|key| fill(key.sql, scope)).collect();
        let places: Vec<String> = (0..keys.len()).map(|at| self.planner.dialect.place(slot + at)).collect();
        let beside = format!("({}) {comparison} ({})", keys.join(", "), places.join(", "));
        match (keys.first(), places.first()) {
            // SQLite finds no place in an index by a row whose first value is reckoned: it is told of that one alone.
            (Some(key), Some(place)) if key.contains('(') => {
                format!("{key} {}= {place} AND {beside}", comparison.trim_end_matches('='))
            }
            _ => beside,
        }
    }

    /// The cursor of a row: the order's name and the sort keys, texts in hexadecimal.
    fn cursor(&self, frame: &Frame<'_, 'd>) -> String {
        let keys = frame.page.order.keys.iter().map(|key| {
            let sql = fill(key.sql, &frame.scope);
            if key.is_text { self.planner.dialect.hex(&sql) } else { sql }
        });
        format!("concat('{}', '.', {})", frame.page.order.name, keys.collect::<Vec<_>>().join(", '.', "))
    }

    /// An edge as JSON.
    fn edge(
        &mut self,
        connection: &'static Connection,
        frame: &Frame<'_, 'd>,
        selected: &Selected<'d>,
    ) -> Result<String, PlanError> {
        let mut json = Json::default();
        json.text("{");
        let row = Scope { n: frame.scope.n, ..Scope::row(frame.scope.l) };
        for (at, slot) in collect(self.planner, connection.edge, &selected.sets)?.iter().enumerate() {
            json.key(at, slot.key);
            match slot.name() {
                "__typename" => json.quoted(connection.edge),
                "cursor" => {
                    json.text("\"");
                    json.sql(&self.cursor(frame));
                    json.text("\"");
                }
                "node" => {
                    let (n, row) = (frame.scope.n, Scope::row(frame.scope.n));
                    if connection.rows.from.contains(" LEFT JOIN ") {
                        let value = self.value(connection.node, &row, &slot.sets)?;
                        json.sql(&format!("CASE WHEN {n}.id IS NULL THEN 'null' ELSE {value} END"));
                    } else {
                        self.write(connection.node, &row, &slot.sets, &mut json)?;
                    }
                }
                name => {
                    let field = connection.edge_fields.iter().find(|field| field.name == name);
                    let field = field.ok_or(PlanError::NotTaken("a field that no edge has"))?;
                    self.read(field, slot, &row, &mut json)?;
                }
            }
        }
        json.text("}");
        Ok(json.render())
    }

    /// `pageInfo` as JSON.
    fn page_info(
        &mut self,
        frame: &Frame<'_, 'd>,
        selected: &Selected<'d>,
        columns: &mut Columns,
    ) -> Result<String, PlanError> {
        let mut json = Json::default();
        json.text("{");
        for (at, slot) in collect(self.planner, "PageInfo", &selected.sets)?.iter().enumerate() {
            json.key(at, slot.key);
            match slot.name() {
                "__typename" => json.quoted("PageInfo"),
                "hasNextPage" => {
                    json.sql(&self.has_more(frame, !frame.page.backward, frame.page.before, false)?);
                }
                "hasPreviousPage" => {
                    json.sql(&self.has_more(frame, frame.page.backward, frame.page.after, true)?);
                }
                "startCursor" | "endCursor" => {
                    columns.cursors = true;
                    let dialect = self.planner.dialect;
                    json.sql(&if slot.name() == "startCursor" {
                        dialect.first("r.c")
                    } else {
                        dialect.last("r.c")
                    });
                }
                _ => return Err(PlanError::NotTaken("a field that no page has")),
            }
        }
        json.text("}");
        Ok(json.render())
    }

    /// Whether there are rows beyond one end of the page: beyond its size, where `is_cut` by it, or beyond
    /// the cursor at that end.
    fn has_more(
        &mut self,
        frame: &Frame<'_, 'd>,
        is_cut: bool,
        cursor: Option<usize>,
        at_start: bool,
    ) -> Result<String, PlanError> {
        let mut somewhere = Vec::new();
        if is_cut {
            let from = self.narrowest(frame, frame.from.range(), &frame.range)?;
            let rows = select_text("1", &from, &frame.range);
            let size = self.planner.dialect.size(frame.page.size);
            somewhere.push(format!("EXISTS ({rows} LIMIT 1 OFFSET {size})"));
        }
        if let Some(slot) = cursor {
            let is_up_to = at_start != frame.page.descending;
            let mut beyond = frame.all.clone();
            let from = match &frame.within {
                Some(within) => self.stretched_beyond(within, slot, is_up_to, frame.ordered.l),
                None => {
                    let comparison = if is_up_to { "<=" } else { ">=" };
                    beyond.push(self.beside(&frame.page, &frame.scope, comparison, slot));
                    self.narrowest(frame, frame.from.whole(), &beyond)?
                }
            };
            somewhere.push(format!("EXISTS ({})", select_text("1", &from, &beyond)));
        }
        if somewhere.is_empty() {
            return Ok("'false'".to_owned());
        }
        self.price.add(frame.walk * somewhere.len() as u64);
        Ok(format!("CASE WHEN {} THEN 'true' ELSE 'false' END", somewhere.join(" OR ")))
    }

    /// Rows that are counted: the linking table alone where no condition looks at the node.
    fn narrowest(
        &mut self,
        frame: &Frame<'_, 'd>,
        from: &str,
        conditions: &[String],
    ) -> Result<String, PlanError> {
        let node = format!("{}.", frame.scope.n);
        let looks_at_node = conditions.iter().any(|condition| condition.contains(&node));
        let whole = frame.from.whole();
        // Rows made by a sub-select may join inside of it.
        let is_linked = frame.scope.n != frame.scope.l && !whole.starts_with('(');
        self.asked_in(frame, if looks_at_node || !is_linked { from } else { first_table(whole) }, "")
    }

    /// Rows with what was asked in its place, and with such columns of those that are the same in all of them.
    fn asked_in(&mut self, frame: &Frame<'_, 'd>, from: &str, same: &str) -> Result<String, PlanError> {
        let from = if from.contains('{') { from.replace("{same}", same) } else { from.to_owned() };
        match frame.asked {
            Some((field, selected)) => self.in_rows(from, field, selected),
            None => Ok(from),
        }
    }

    /// The rows of the page in their order, each with its edges and, where needed, its cursor.
    fn page_rows(
        &mut self,
        connection: &'static Connection,
        frame: &Frame<'_, 'd>,
        columns: &Columns,
    ) -> Result<String, PlanError> {
        let page = &frame.page;
        let mut values: Vec<String> = columns
            .edges
            .iter()
            .enumerate()
            .map(|(at, edge)| [edge, " AS j", &at.to_string()].concat())
            .collect();
        if columns.cursors {
            values.push(format!("{} AS c", self.cursor(frame)));
        }
        let same = connection.rows.overlap.map_or(&[][..], |overlap| overlap.same).iter();
        let same = same.filter(|(name, _)| {
            let name = format!("{}.{name}", frame.scope.l);
            values.iter().any(|value| value.contains(&name))
        });
        let same: String = same.map(|(name, column)| format!(", {column} AS {name}")).collect();
        let from = self.asked_in(frame, frame.from.page(), &same)?;
        let keys: Vec<String> = page.order.keys.iter().map(|key| fill(key.sql, &frame.ordered)).collect();
        let order = |names: &[String], downwards: bool| {
            let direction = if downwards { " DESC" } else { "" };
            names.iter().map(|name| format!("{name}{direction}")).collect::<Vec<_>>().join(", ")
        };
        if page.backward {
            values.extend(keys.iter().enumerate().map(|(at, key)| format!("{key} AS k{at}")));
        }
        let rows = select_text(&values.join(", "), &from, &frame.range);
        let keys_order = order(&keys, page.descending != page.backward);
        let size = self.planner.dialect.size(page.size);
        let rows = [&rows, " ORDER BY ", &keys_order, " LIMIT ", &size].concat();
        if !page.backward {
            return Ok(rows);
        }
        let names: Vec<String> = (0..keys.len()).map(|at| format!("b.k{at}")).collect();
        Ok(format!("SELECT * FROM ({rows}) b ORDER BY {}", order(&names, page.descending)))
    }
}

/// The first table of joined ones.
fn first_table(tables: &str) -> &str {
    let first = tables.split(" LEFT JOIN ").next().unwrap_or(tables);
    first.split(" JOIN ").next().unwrap_or(first)
}

/// What counting the whole list is reckoned as: an index is walked, nothing is written.
const COUNT_RECKONED_AS: u64 = 50;

/// Which of an order's keys are texts, as the transform of its cursors wants it.
fn texts(order: &Order) -> &'static [bool] {
    match order.keys.iter().map(|key| key.is_text).collect::<Vec<_>>().as_slice() {
        [true, false] => &[true, false],
        [false, true] => &[false, true],
        [false, false] => &[false, false],
        [true] => &[true],
        _ => &[false],
    }
}
