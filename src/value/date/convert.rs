//! From one calendar to the other, where that can be said faithfully: days, and intervals and sets of days.
//! It never rounds: a month or a year of one calendar is no month or year of the other, so it has none.

use edtf_core::{
    Date, DateField, DateTime, Edtf, Interval, IntervalEndpoint, Set, SetElement, Year, YearKind,
};

use super::calendar::Calendar;

/// `expression`, given in `from`, in the other calendar; `None` where no EDTF says exactly the same.
pub(super) fn to_other(expression: &Edtf, from: Calendar) -> Option<Edtf> {
    Some(match expression {
        Edtf::Date(date) => Edtf::Date(day(date, from)?),
        Edtf::DateTime(moment) => {
            Edtf::DateTime(DateTime { date: day(&moment.date, from)?, time: moment.time })
        }
        Edtf::Interval(interval) => Edtf::Interval(Interval {
            start: endpoint(&interval.start, from)?,
            end: endpoint(&interval.end, from)?,
        }),
        Edtf::Set(set) => Edtf::Set(Set {
            kind: set.kind,
            elements: set
                .elements
                .iter()
                .map(|element| self::element(element, from))
                .collect::<Option<_>>()?,
        }),
    })
}

fn endpoint(endpoint: &IntervalEndpoint, from: Calendar) -> Option<IntervalEndpoint> {
    Some(match endpoint {
        IntervalEndpoint::Open => IntervalEndpoint::Open,
        IntervalEndpoint::Unknown => IntervalEndpoint::Unknown,
        IntervalEndpoint::Date(date) => IntervalEndpoint::Date(day(date, from)?),
        IntervalEndpoint::OnOrBefore(date) => IntervalEndpoint::OnOrBefore(day(date, from)?),
        IntervalEndpoint::OnOrAfter(date) => IntervalEndpoint::OnOrAfter(day(date, from)?),
    })
}

fn element(element: &SetElement, from: Calendar) -> Option<SetElement> {
    Some(match element {
        SetElement::Date(date) => SetElement::Date(day(date, from)?),
        SetElement::OnOrBefore(date) => SetElement::OnOrBefore(day(date, from)?),
        SetElement::OnOrAfter(date) => SetElement::OnOrAfter(day(date, from)?),
        SetElement::Range(first, last) => SetElement::Range(day(first, from)?, day(last, from)?),
    })
}

/// A day with all its digits, and with one qualifier for all of it (or none): a doubt about the month alone
/// would become a doubt about something else.
pub(super) fn day(date: &Date, from: Calendar) -> Option<Date> {
    let (month, day) = (date.month?, date.day?);
    let qualifier = date.year.qualifier;
    if month.qualifier != qualifier || day.qualifier != qualifier {
        return None;
    }
    let number = from.day_number(date.year.value()?, month.value()?, day.value()?);
    let (year, month, day) = from.other().civil(number);
    let magnitude = u16::try_from(year.unsigned_abs()).ok().filter(|year| *year <= 9999)?;
    let digit = |place: u16| Some((magnitude / place % 10) as u8);
    let field = |value: u8| DateField { digits: [Some(value / 10), Some(value % 10)], qualifier };
    Some(Date {
        year: Year {
            kind: YearKind::Standard {
                negative: year < 0,
                digits: [digit(1000), digit(100), digit(10), digit(1)],
            },
            significant_digits: None,
            qualifier,
        },
        month: Some(field(month)),
        day: Some(field(day)),
    })
}
