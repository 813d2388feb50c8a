//! `docs/dates.md` is true: every row of its tables is asserted.

use super::*;

const PAGE: &str = include_str!("../../../../docs/dates.md");

/// The rows of the first table below a heading, without its head; cells as written.
pub(super) fn table(heading: &str) -> Vec<Vec<String>> {
    let (_, section) =
        PAGE.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section `{heading}`"));
    let rows: Vec<Vec<String>> = section
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect();
    assert!(!rows.is_empty(), "no table in section `{heading}`");
    rows
}

/// What stands between backticks in a cell.
pub(super) fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Both bounds as the page shows them.
pub(super) fn iso(bounds: Bounds) -> (String, String) {
    let shown = |day: Option<String>| day.unwrap_or_else(|| "open".to_owned());
    (shown(bounds.from_iso()), shown(bounds.to_iso()))
}

fn parse(cell: &str, calendar: Calendar) -> HistoricalDate {
    let text = code(cell).remove(0);
    HistoricalDate::parse(Some(&text), None, calendar).unwrap_or_else(|error| panic!("{error}"))
}

/// A row as an array, so that a missing column is noticed.
fn cells<const COLUMNS: usize>(row: Vec<String>) -> [String; COLUMNS] {
    row.try_into().unwrap_or_else(|row| panic!("not {COLUMNS} columns: {row:?}"))
}

#[test]
fn forms_are_as_documented() {
    for row in table("Forms") {
        let [edtf, _, level, from, to] = cells(row);
        let date = parse(&edtf, Calendar::Gregorian);
        assert_eq!(date.level().map(|level| level.to_string()), Some(level), "{edtf}");
        assert_eq!(iso(date.bounds().unwrap()), (from, to), "{edtf}");
    }
}

#[test]
fn calendars_are_as_documented() {
    for row in table("Calendars") {
        let [edtf, calendar, gregorian, julian, from, to] = cells(row);
        let date = parse(&edtf, calendar.parse().unwrap());
        let shown = |form: Option<&str>| form.map_or("-".to_owned(), |form| format!("`{form}`"));
        assert_eq!(shown(date.gregorian()), gregorian, "{edtf}");
        assert_eq!(shown(date.julian()), julian, "{edtf}");
        assert_eq!(iso(date.bounds().unwrap()), (from, to), "{edtf}");
    }
}

#[test]
fn certainty_is_as_documented() {
    for row in table("Certainty") {
        let [date, window, possibly, certainly] = cells(row);
        let bounds = |cell: &str| parse(cell, Calendar::Gregorian).bounds().unwrap();
        let yes = |answer: bool| if answer { "yes" } else { "no" };
        let (date_bounds, window_bounds) = (bounds(&date), bounds(&window));
        assert_eq!(yes(possibly_within(date_bounds, window_bounds)), possibly, "{date} {window}");
        assert_eq!(yes(certainly_within(date_bounds, window_bounds)), certainly, "{date} {window}");
    }
}

#[test]
fn lifespans_are_as_documented() {
    let date = |cell: &str| {
        let calendar = match cell.ends_with("(J)") {
            true => Calendar::Julian,
            false => Calendar::Gregorian,
        };
        (cell != "-").then(|| parse(cell, calendar))
    };
    for row in table("Lifespan") {
        let [birth, death, expected] = cells(row);
        let life = lifespan(date(&birth).as_ref(), date(&death).as_ref());
        assert_eq!(life, date(&expected), "{birth} {death}");
    }
}

#[test]
fn errors_are_as_documented() {
    for row in table("What is refused") {
        let [text, calendar, position, message] = cells(row);
        let text = code(&text).remove(0);
        let error = HistoricalDate::parse(Some(&text), None, calendar.parse().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.position.to_string(), position, "{text}");
        assert_eq!(error.value, text);
    }
}
