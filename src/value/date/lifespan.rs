//! From a birth to a death: one date for a life.
//! It never invents a month or a day, and never says what neither date says.

use edtf_core::{Date, Edtf, IntervalEndpoint, SetElement};

use super::calendar::{Calendar, OPEN_END, OPEN_START};
use super::{HistoricalDate, convert, expression, extent};

/// The interval from `birth` to `death`: `1888-10-09/1938-03-15`. An end that is not known is left empty
/// (`1888-10-09/`); of a birth that is itself an interval or a set the earliest date counts, of such a
/// death the latest; a birth only known to be before 1760 gives `..1760/`.
///
/// It is told in the Gregorian calendar if both dates can be, else in the Julian calendar if both can be,
/// else in the Gregorian with each Julian month or year marked as approximate (`1888~/1938-03-15`).
///
/// `None` if neither date is known, or if the death is before the birth.
pub fn lifespan(birth: Option<&HistoricalDate>, death: Option<&HistoricalDate>) -> Option<HistoricalDate> {
    let start = birth.and_then(End::of_birth);
    let end = death.and_then(End::of_death);
    if start.is_none() && end.is_none() {
        return None;
    }
    let calendar = [Calendar::Gregorian, Calendar::Julian]
        .into_iter()
        .find(|calendar| [&start, &end].into_iter().flatten().all(|end| end.told_in(*calendar).is_some()))
        .unwrap_or_default();
    let start = start.map(|start| {
        let open = if start.open { ".." } else { "" };
        format!("{open}{}", start.show(calendar))
    });
    let end = end.map(|end| {
        let open = if end.open { ".." } else { "" };
        format!("{}{open}", end.show(calendar))
    });
    let edtf = format!("{}/{}", start.unwrap_or_default(), end.unwrap_or_default());
    HistoricalDate::parse(Some(&edtf), None, calendar).ok()
}

/// Where a life starts or ends, as far as it is known.
struct End {
    date: Date,
    calendar: Calendar,
    /// Whether the life may have started at any time before the date, or ended at any time after it.
    open: bool,
}

impl End {
    fn of_birth(birth: &HistoricalDate) -> Option<End> {
        let calendar = birth.calendar();
        let expression = read(birth)?;
        let (date, open) = match extent::of_expression(&expression, calendar) {
            (OPEN_START, OPEN_END) => return None,
            (OPEN_START, _) => (last_date(&expression, calendar)?, true),
            _ => (first_date(&expression, calendar)?, false),
        };
        Some(End { date, calendar, open })
    }

    fn of_death(death: &HistoricalDate) -> Option<End> {
        let calendar = death.calendar();
        let expression = read(death)?;
        let (date, open) = match extent::of_expression(&expression, calendar) {
            (OPEN_START, OPEN_END) => return None,
            (_, OPEN_END) => (first_date(&expression, calendar)?, true),
            _ => (last_date(&expression, calendar)?, false),
        };
        Some(End { date, calendar, open })
    }

    /// The date in `calendar`, if it can be told there exactly.
    fn told_in(&self, calendar: Calendar) -> Option<Date> {
        if calendar == self.calendar { Some(self.date) } else { convert::day(&self.date, self.calendar) }
    }

    /// The date in `calendar`; one that cannot be told there exactly is approximate as a whole.
    fn show(&self, calendar: Calendar) -> String {
        let date = self.told_in(calendar).unwrap_or_else(|| {
            let mut date = self.date;
            date.year.qualifier.approximate = true;
            for field in [&mut date.month, &mut date.day].into_iter().flatten() {
                field.qualifier.approximate = true;
            }
            date
        });
        date.to_string()
    }
}

/// What the EDTF of `date` says, in its own calendar.
fn read(date: &HistoricalDate) -> Option<Edtf> {
    let parsed = expression::parse(date.edtf()?, date.calendar()).ok()?;
    Some(parsed.expression)
}

/// The date from which `expression` has its first day.
fn first_date(expression: &Edtf, calendar: Calendar) -> Option<Date> {
    let dates: Vec<Date> = match expression {
        Edtf::Interval(interval) => dated(&interval.start).into_iter().collect(),
        other => dates(other),
    };
    dates.into_iter().min_by_key(|date| extent::of_date(date, calendar).0)
}

/// The date from which `expression` has its last day.
fn last_date(expression: &Edtf, calendar: Calendar) -> Option<Date> {
    let dates: Vec<Date> = match expression {
        Edtf::Interval(interval) => dated(&interval.end).into_iter().collect(),
        other => dates(other),
    };
    dates.into_iter().max_by_key(|date| extent::of_date(date, calendar).1)
}

/// Every date that is written in the expression.
fn dates(expression: &Edtf) -> Vec<Date> {
    match expression {
        Edtf::Date(date) => vec![*date],
        Edtf::DateTime(moment) => vec![moment.date],
        Edtf::Interval(interval) => [&interval.start, &interval.end].into_iter().filter_map(dated).collect(),
        Edtf::Set(set) => set
            .elements
            .iter()
            .flat_map(|element| match element {
                SetElement::Date(date) | SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) => {
                    vec![*date]
                }
                SetElement::Range(first, last) => vec![*first, *last],
            })
            .collect(),
    }
}

fn dated(endpoint: &IntervalEndpoint) -> Option<Date> {
    match endpoint {
        IntervalEndpoint::Date(date)
        | IntervalEndpoint::OnOrBefore(date)
        | IntervalEndpoint::OnOrAfter(date) => Some(*date),
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
    }
}
