//! Lists of what overlaps a stretch of time, in the order of dates. What overlaps may have begun long before, so that no one
//! range of an index has it all; of what lasts no longer than so long, one has. The list is read length by length, each
//! by an index from where its rows may begin, and put in order as it is read: no further than the page goes.

use super::alias::Alias;
use super::argument::Argument;
use super::collect::Selected;
use super::connection::Page;
use super::part::From;
use super::statement::Writer;
use super::{PlanError, Planner};
use crate::catalog::declare::{Field, Input, Order, Rows, Stretch, Transform};
use crate::value::date::{LENGTHS, WITHOUT_LENGTH, WITHOUT_START};

/// A stretch that rows are asked for by, and nothing that another index answers.
pub(super) struct Within {
    stretch: &'static Stretch,
    /// The places of its first and last day.
    first: String,
    last: String,
    /// Whether they must lie in it whole.
    is_whole: bool,
    /// What else each row must be.
    kinds: Vec<String>,
}

/// A cursor by which rows are cut off, and whether its own row is among those that are left.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    slot: usize,
    is_with: bool,
}

/// The cursors after which rows begin, and before which they end.
type Cuts = (Option<Cut>, Option<Cut>);

impl<'d> Writer<'_, 'd> {
    /// The stretch that a list in this order can be read by. What is bound was bound by the same conditions before.
    pub(super) fn within(
        &mut self,
        rows: &Rows,
        field: &'static Field,
        selected: &Selected<'d>,
        order: &Order,
    ) -> Result<Option<Within>, PlanError> {
        let Some(stretch) = rows.stretch.filter(|stretch| stretch.order == order.name) else {
            return Ok(None);
        };
        let [filter, date] = stretch.asked;
        let Some(Argument::Object(asked)) = self.planner.given(field, selected, filter)? else {
            return Ok(None);
        };
        let of_filter = |name: &str| asked.iter().find(|(field, _)| field == name).map(|(_, value)| value);
        let (kinds, transform) = stretch.kinds;
        let is_known = |(name, value): &(String, Argument)| {
            [date, kinds].contains(&name.as_str()) || matches!(value, Argument::Null)
        };
        let Some(asked_date) = of_filter(date).filter(|_| asked.iter().all(is_known)) else {
            return Ok(None);
        };
        let Some(source) = asked_date.get("within").and_then(Argument::source) else { return Ok(None) };
        let is_whole = matches!(asked_date.get("certainty"), Some(Argument::Enum(it)) if it == "CERTAINLY");
        let beside = self.planner.given(field, selected, kinds)?;
        let of_kinds: Result<_, _> = [(beside.as_ref(), kinds.to_owned())]
            .into_iter()
            .chain([(of_filter(kinds), format!("{filter}.{kinds}"))])
            .filter_map(|(argument, path)| Some((argument?, path)))
            .filter(|(argument, _)| !matches!(argument, Argument::Null))
            .map(|(argument, path)| self.of_kinds(stretch, transform, argument, &path))
            .collect();
        let slot = self.bind(source, Transform::Date, &format!("{filter}.{date}.within"));
        let place = |slot| self.planner.dialect.place(slot);
        let (first, last) = (place(slot), place(slot + 1));
        Ok(Some(Within { stretch, first, last, is_whole, kinds: of_kinds? }))
    }

    /// What a list of kinds asks of a row. What is joined to nothing is not looked up by an index, which would have
    /// the kinds one after another and not the dates in order.
    fn of_kinds(
        &mut self,
        stretch: &Stretch,
        transform: Transform,
        argument: &Argument,
        path: &str,
    ) -> Result<String, PlanError> {
        let source = argument.source().ok_or(PlanError::NotTaken("no list where one belongs"))?;
        let (kind, dialect) = (stretch.kind, self.planner.dialect);
        if let (Transform::List, Some(one), true) = (transform, source.only(), stretch.leads_with_kind) {
            let slot = self.bind(one.clone(), Transform::Text, path);
            return Ok(format!("s.{kind} = {}", dialect.place(slot)));
        }
        let slot = self.bind(source, transform, path);
        Ok(format!("s.{kind} || '' {}", dialect.one_of(slot)))
    }

    /// The rows between a page's cursors in all three extents, for its node `n` and, on the page, its order `l`.
    pub(super) fn stretched(&self, within: &Within, page: &Page, l: Alias, n: Alias) -> From {
        let cut = |slot: Option<usize>| slot.map(|slot| Cut { slot, is_with: false });
        let (after, before) = (cut(page.after), cut(page.before));
        let cuts = if page.descending { (before, after) } else { (after, before) };
        let direction = if page.descending != page.backward { " DESC" } else { "" };
        let order = format!("ORDER BY sort_day{direction}, id{direction}");
        let lists = self.planner.lengths(within, cuts).into_iter().zip(1..);
        // PostgreSQL plans each for itself: it must be told the order of each.
        let lists: Vec<String> =
            lists.map(|(list, at)| format!("SELECT * FROM ({list} {order}) {l}_{at}")).collect();
        let size = self.planner.dialect.size(page.size);
        let table = within.stretch.table;
        From::apart(
            self.planner.unordered(within, (None, None), l),
            self.planner.unordered(within, cuts, l),
            format!(
                "({} {order} LIMIT {size}) {l} JOIN {table} {n} ON {n}.id = {l}.id",
                lists.join(" UNION ALL ")
            ),
        )
    }

    /// The rows up to a cursor, or from it on, its own among them.
    pub(super) fn stretched_beyond(&self, within: &Within, slot: usize, is_up_to: bool, l: Alias) -> String {
        let cut = Some(Cut { slot, is_with: true });
        self.planner.unordered(within, if is_up_to { (None, cut) } else { (cut, None) }, l)
    }
}

impl Planner<'_> {
    /// An argument by its name, as given.
    fn given(
        &self,
        field: &'static Field,
        selected: &Selected<'_>,
        name: &str,
    ) -> Result<Option<Argument>, PlanError> {
        let input: Option<&Input> = field.arguments.iter().find(|input| input.name == name);
        input.map_or(Ok(None), |input| self.argument(input, selected.argument(name)))
    }

    /// The rows in no order.
    fn unordered(&self, within: &Within, cuts: Cuts, l: Alias) -> String {
        format!("({}) {l}", self.lengths(within, cuts).join(" UNION ALL "))
    }

    /// A select for each length of dates, of the columns `sort_day` and `id`.
    fn lengths(&self, within: &Within, cuts: Cuts) -> Vec<String> {
        let Within { first, last, .. } = within;
        if within.is_whole {
            // What lies in the stretch whole begins in it, however long it is.
            let beside = [format!("s.date_earliest >= {first}"), format!("s.date_latest <= {last}")];
            return vec![self.one_length(within, (Some(first), Some(last)), cuts, beside)];
        }
        let of = |length| format!("s.date_length = {length}");
        let ends_late_enough = format!("s.date_latest >= {first}");
        let mut lists = vec![
            // It sorts by its end.
            self.one_length(within, (Some(first), None), cuts, [of(WITHOUT_START)]),
        ];
        for length in LENGTHS {
            let earliest = if length == 0 { first.clone() } else { format!("{first} - {length}") };
            let days = (Some(&earliest), Some(last));
            lists.push(match length {
                0 => self.one_length(within, days, cuts, [of(0)]),
                _ => self.one_length(within, days, cuts, [of(length), ends_late_enough.clone()]),
            });
        }
        let endless = [of(WITHOUT_LENGTH), ends_late_enough];
        lists.push(self.one_length(within, (None, Some(last)), cuts, endless));
        lists
    }

    fn one_length(
        &self,
        within: &Within,
        (earliest, latest): (Option<&String>, Option<&String>),
        (after, before): Cuts,
        beside: impl IntoIterator<Item = String>,
    ) -> String {
        let mut conditions = within.kinds.clone();
        conditions.extend(beside);
        conditions.extend(self.beyond('>', earliest, after));
        conditions.extend(self.beyond('<', latest, before));
        let table = within.stretch.table;
        format!("SELECT s.sort_day, s.id FROM {table} s WHERE {}", conditions.join(" AND "))
    }

    /// Where rows begin or end: at a day, at a cursor, or at that of both which leaves less. It is one condition, so that it is
    /// one bound of the index.
    fn beyond(&self, side: char, day: Option<&String>, cut: Option<Cut>) -> Option<String> {
        let Some(Cut { slot, is_with }) = cut else {
            return day.map(|day| format!("s.sort_day {side}= {day}"));
        };
        let (at, number) = (self.dialect.place(slot), self.dialect.place(slot + 1));
        let comparison = if is_with { format!("{side}=") } else { side.to_string() };
        let bound = match day {
            None => format!("{at}, {number}"),
            Some(day) => {
                let any = if side == '>' { -1 } else { i64::MAX };
                format!(
                    "CASE WHEN {at} {side}= {day} THEN {at} ELSE {day} END, \
                     CASE WHEN {at} {side}= {day} THEN {number} ELSE {any} END"
                )
            }
        };
        Some(format!("(s.sort_day, s.id) {comparison} ({bound})"))
    }
}
