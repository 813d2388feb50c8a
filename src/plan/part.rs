//! Rows of several sorts: one select each, of which only those are read that were asked for, from the cursor
//! on, part after part, and no further than the page goes.

use super::argument::Argument;
use super::collect::Selected;
use super::connection::Page;
use super::statement::{Scope, Writer};
use super::ty::Ty;
use super::{PlanError, Planner};
use crate::catalog::declare::{Condition, Field, Input, Overlap, Part, Rows, Transform};

/// What stands after FROM, with the words of arguments in it yet.
pub(super) struct From {
    whole: String,
    /// The other two, where they differ: where rows have parts, or are read by a stretch of time.
    others: Option<[String; 2]>,
}

impl From {
    /// The same for all of them.
    pub(super) fn alike(whole: String) -> From {
        From { whole, others: None }
    }

    /// One for each.
    pub(super) fn apart(whole: String, range: String, page: String) -> From {
        From { whole, others: Some([range, page]) }
    }

    /// Every row, whatever the cursors say.
    pub(super) fn whole(&self) -> &str {
        &self.whole
    }

    /// What lies between the cursors; at least one row more than the page, where there are so many.
    pub(super) fn range(&self) -> &str {
        self.others.as_ref().map_or(&self.whole, |[range, _]| range)
    }

    /// What may be on the page, with `{same}` where columns that are the same in all rows go.
    pub(super) fn page(&self) -> &str {
        self.others.as_ref().map_or(&self.whole, |[_, page]| page)
    }
}

/// A part that is read.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    /// Its place among the others, from 1.
    place: usize,
    part: &'static Part,
    /// Whether nothing is asked for: then it stands for the columns alone.
    is_empty: bool,
}

impl Chosen {
    /// Whether anything of it is asked for.
    pub(super) fn is_read(&self) -> bool {
        !self.is_empty
    }
}

/// How much of a part is read.
#[derive(Clone, Copy)]
enum Extent {
    Whole,
    Range,
    Page,
}

impl<'d> Writer<'_, 'd> {
    /// Rows with the bound values of arguments in place that stand in the rows themselves.
    pub(super) fn in_rows(
        &mut self,
        mut text: String,
        field: &'static Field,
        selected: &Selected<'d>,
    ) -> Result<String, PlanError> {
        for input in &field.arguments {
            let (letter, transform) = match input.condition {
                Condition::InRows(letter, Transform::Search(_)) => {
                    self.search_in_rows(&mut text, letter, input, selected)?;
                    continue;
                }
                Condition::InRows(letter, transform) => (letter, transform),
                Condition::RefInRows(letter) => {
                    let number = self.referred(input, selected)?;
                    text = text.replace(&format!("{{{letter}1}}"), &number);
                    continue;
                }
                _ => continue,
            };
            let argument = self.planner.argument(input, selected.argument(input.name))?;
            let source = argument.as_ref().and_then(Argument::source);
            // A number of rows that is known stands in the statement: PostgreSQL takes one that is bound for a tenth of all, and plans
            // each time anew. It is bound as well where the list ends, and refused there.
            let number = source.as_ref().filter(|_| transform == Transform::PageSize);
            if let Some(size) = number.and_then(|source| self.planner.known_number(source)) {
                text = text.replace(&format!("{{{letter}1}}"), &size.to_string());
                continue;
            }
            let slot = source.map(|source| self.bind(source, transform, input.name));
            for at in 0..transform.width() {
                let place = slot.map(|slot| self.planner.dialect.place(slot + at));
                text = text.replace(&format!("{{{letter}{}}}", at + 1), place.as_deref().unwrap_or("''"));
            }
        }
        Ok(text)
    }

    /// The same of a search, of which those values alone are bound that the rows name: there are many.
    fn search_in_rows(
        &mut self,
        text: &mut String,
        letter: char,
        input: &'static Input,
        selected: &Selected<'d>,
    ) -> Result<(), PlanError> {
        let argument = self.planner.argument(input, selected.argument(input.name))?;
        let source = argument.as_ref().and_then(Argument::source);
        let source = source.ok_or(PlanError::NotTaken("no search where one belongs"))?;
        let word = |number: u32| format!("{{{letter}{number}}}");
        let numbers: Vec<u32> = (1..u64::BITS).filter(|number| text.contains(&word(*number))).collect();
        let named = numbers.iter().fold(0, |named, number| named | 1 << number);
        if named > 0 {
            let slot = self.bind(source, Transform::Search(named), input.name);
            for (at, number) in numbers.into_iter().enumerate() {
                *text = text.replace(&word(number), &self.planner.dialect.place(slot + at));
            }
        }
        Ok(())
    }

    /// The number of the record that an argument refers to.
    fn referred(&mut self, input: &'static Input, selected: &Selected<'d>) -> Result<String, PlanError> {
        let argument = self.planner.argument(input, selected.argument(input.name))?;
        let argument = argument.ok_or(PlanError::NotTaken("no reference where one belongs"))?;
        self.reference(Ty(input.ty).name(), "{ref}", &argument, &Scope::default(), input.name)
    }

    /// The parts that an argument asks for, or that may have what one asks for; all, where none does.
    pub(super) fn chosen_parts(
        &self,
        rows: &Rows,
        field: &'static Field,
        selected: &Selected<'d>,
    ) -> Result<Vec<Chosen>, PlanError> {
        let chosen = |(place, part)| Chosen { place, part, is_empty: false };
        let parts: Vec<Chosen> = (1..).zip(rows.parts).map(chosen).collect();
        let chooses = |input: &&Input| {
            matches!(input.condition, Condition::Parts | Condition::InRows(_, Transform::SearchKinds))
        };
        let Some(input) = field.arguments.iter().find(chooses) else { return Ok(parts) };
        let argument = self.planner.argument(input, selected.argument(input.name))?;
        let Some(source) = argument.as_ref().and_then(Argument::source) else { return Ok(parts) };
        // The values of an enum are part of the shape, on which a plan may depend.
        let value = source.resolve(self.planner.variables);
        let asked: Vec<&str> = value.as_array().into_iter().flatten().filter_map(|it| it.as_str()).collect();
        let is_asked = |part: &Part| match input.condition {
            Condition::Parts => asked.contains(&part.sort),
            _ => part.kinds.is_empty() || part.kinds.iter().any(|kind| asked.contains(kind)),
        };
        let first = parts.first().map(|first| Chosen { is_empty: true, ..*first });
        let chosen: Vec<Chosen> = parts.into_iter().filter(|it| is_asked(it.part)).collect();
        Ok(if chosen.is_empty() { first.into_iter().collect() } else { chosen })
    }

    /// The rows of a connection with its parts in place.
    pub(super) fn from(&self, rows: &Rows, from: String, parts: &[Chosen], page: &Page) -> From {
        if rows.parts.is_empty() {
            return From::alike(from);
        }
        let with = |union: &str| from.replace("{parts}", union);
        let whole = with(&self.planner.union(parts, page, Extent::Whole));
        let size = self.planner.dialect.size(page.size);
        match rows.overlap {
            Some(overlap) if page.is_first() && parts.iter().all(Chosen::is_read) => {
                let first = |size: &str| with(&self.planner.first(overlap, parts, size));
                From::apart(whole, first(&format!("{size} + 1")), first(&size))
            }
            _ => {
                let range = with(&self.planner.union(parts, page, Extent::Range));
                From::apart(whole, range, with(&self.planner.union(parts, page, Extent::Page)))
            }
        }
    }
}

impl Planner<'_> {
    fn union(&self, parts: &[Chosen], page: &Page, extent: Extent) -> String {
        let mut each: Vec<String> = parts.iter().map(|chosen| self.part(chosen, page, extent)).collect();
        let Extent::Page = extent else { return each.join(" UNION ALL ") };
        if page.descending != page.backward {
            each.reverse();
        }
        // Both databases read the parts one after another and only as far as the limit goes (`ServerReader::connect` sees to
        // it), so that what comes after a full page is never asked.
        let size = self.dialect.size(page.size);
        format!("SELECT *{{same}} FROM ({}) p LIMIT {size}", each.join(" UNION ALL "))
    }

    /// The same of a first page of parts that share rows. A part that does not fill the page is read to its end, so all that it has
    /// is known to those after it; where one fills it, none after it is asked.
    fn first(&self, overlap: &Overlap, parts: &[Chosen], size: &str) -> String {
        let is_named = |places: &[usize]| parts.iter().any(|chosen| places.contains(&chosen.place));
        let shared = overlap.shared.iter().filter(|(_, places)| is_named(places));
        let mut tables: Vec<String> = shared.map(|(table, _)| (*table).to_owned()).collect();
        let mut each = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for Chosen { place, part: Part { sort, id, columns, wheres, .. }, .. } in parts {
            let from = overlap.from[place - 1];
            let but = match known.is_empty() {
                true => String::new(),
                false => format!(" AND {id} NOT IN ({})", known.join(" UNION ALL ")),
            };
            let table = format!("part{place}");
            tables.push(format!(
                "{table} AS MATERIALIZED (SELECT {id} AS id FROM {from} WHERE {wheres}{but} ORDER BY {id} LIMIT {size})"
            ));
            known.push(format!("SELECT id FROM {table}"));
            each.push(format!("SELECT {place} AS place, '{sort}' AS sort, id, {columns} FROM {table}"));
        }
        let (tables, each) = (tables.join(", "), each.join(" UNION ALL "));
        format!("SELECT *{{same}} FROM (WITH {tables} {each}) p LIMIT {size}")
    }

    fn part(&self, chosen: &Chosen, page: &Page, extent: Extent) -> String {
        let Chosen { place, part: Part { sort, id, columns, from, wheres, .. }, is_empty } = chosen;
        let none = if *is_empty { " AND FALSE" } else { "" };
        let mut select = format!(
            "SELECT {place} AS place, '{sort}' AS sort, {id} AS id, {columns} FROM {from} WHERE {wheres}{none}"
        );
        if let Extent::Whole = extent {
            return select;
        }
        let (low, high) = if page.descending { (page.before, page.after) } else { (page.after, page.before) };
        for (slot, comparison, open) in [(low, ">", -1), (high, "<", i64::MAX)] {
            let Some(slot) = slot else { continue };
            let (at, number) = (self.dialect.place(slot), self.dialect.place(slot + 1));
            // The first is known before a row is read; the second goes by the part's own key.
            select.push_str(&format!(
                " AND {place} {comparison}= {at} AND {id} {comparison} CASE WHEN {place} = {at} THEN {number} \
                 ELSE {open} END"
            ));
        }
        if let Extent::Range = extent {
            return select;
        }
        let direction = if page.descending != page.backward { " DESC" } else { "" };
        let size = self.dialect.size(page.size);
        format!("SELECT * FROM ({select} ORDER BY {id}{direction} LIMIT {size}) p{place}")
    }
}
