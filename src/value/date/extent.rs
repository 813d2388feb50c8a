//! The days that a date may cover: its earliest and latest day number, in the calendar it is given in.
//! `edtf-core` has bounds of its own, for the Gregorian calendar and years within 64 bits only.
//! It never parses and never fails: whatever the grammar lets through has an extent.

use edtf_core::{Date, DateField, Edtf, IntervalEndpoint, SetElement, YearKind};

use super::calendar::{Calendar, OPEN_END, OPEN_START};

/// Years beyond this have no day of their own to lose: they saturate.
const FAR_YEAR: i64 = 1_000_000_000_000;

/// First and last day number (inclusive) that `expression` may cover; `OPEN_START` or `OPEN_END` where it
/// is open or unknown.
pub(super) fn of_expression(expression: &Edtf, calendar: Calendar) -> (i64, i64) {
    match expression {
        Edtf::Date(date) => of_date(date, calendar),
        Edtf::DateTime(moment) => of_date(&moment.date, calendar),
        Edtf::Interval(interval) => {
            let earliest = match &interval.start {
                IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrAfter(date) => of_date(date, calendar).0,
                IntervalEndpoint::Open | IntervalEndpoint::Unknown | IntervalEndpoint::OnOrBefore(_) => {
                    OPEN_START
                }
            };
            let latest = match &interval.end {
                IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrBefore(date) => {
                    of_date(date, calendar).1
                }
                IntervalEndpoint::Open | IntervalEndpoint::Unknown | IntervalEndpoint::OnOrAfter(_) => {
                    OPEN_END
                }
            };
            (earliest, latest)
        }
        Edtf::Set(set) => set
            .elements
            .iter()
            .map(|element| of_element(element, calendar))
            .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
            .unwrap_or((OPEN_START, OPEN_END)),
    }
}

/// As [`of_expression`], of one element of a set.
pub(super) fn of_element(element: &SetElement, calendar: Calendar) -> (i64, i64) {
    match element {
        SetElement::Date(date) => of_date(date, calendar),
        SetElement::OnOrBefore(date) => (OPEN_START, of_date(date, calendar).1),
        SetElement::OnOrAfter(date) => (of_date(date, calendar).0, OPEN_END),
        SetElement::Range(first, last) => (of_date(first, calendar).0, of_date(last, calendar).1),
    }
}

/// As [`of_expression`], of a single date. Qualifiers (`?`, `~`, `%`) do not widen it.
pub(super) fn of_date(date: &Date, calendar: Calendar) -> (i64, i64) {
    let season = date.month.and_then(DateField::value).and_then(months_of_part_of_year);
    if let Some((first, last)) = season {
        let (low, high) = years(date);
        // Winter ends in the year that follows.
        let end = if last < first { high.saturating_add(1) } else { high };
        let last_day = calendar.days_in_month(end, last);
        return (calendar.day_number(low, first, 1), calendar.day_number(end, last, last_day));
    }
    if date.month.is_none() {
        let (low, high) = years(date);
        return (calendar.day_number(low, 1, 1), calendar.day_number(high, 12, 31));
    }
    let first = completions(date).find_map(|year| first_day(date, year, calendar));
    let last = completions(date).rev().find_map(|year| last_day(date, year, calendar));
    first.zip(last).expect("the grammar lets no date through that has no day at all")
}

/// Whether some completion of the unspecified digits is a day of the calendar.
pub(super) fn exists(date: &Date, calendar: Calendar) -> bool {
    completions(date).any(|year| first_day(date, year, calendar).is_some())
}

/// First and last month of the seasons and other parts of a year (21 to 41). Where a season lies is a
/// convention: seasons without a hemisphere are read as northern ones, by whole months.
fn months_of_part_of_year(code: u8) -> Option<(u8, u8)> {
    Some(match code {
        21 | 25 | 31 => (3, 5),
        22 | 26 | 32 => (6, 8),
        23 | 27 | 29 => (9, 11),
        24 | 28 | 30 => (12, 2),
        33 => (1, 3),
        34 => (4, 6),
        35 => (7, 9),
        36 => (10, 12),
        37 => (1, 4),
        38 => (5, 8),
        39 => (9, 12),
        40 => (1, 6),
        41 => (7, 12),
        _ => return None,
    })
}

/// First and last year that a date may lie in.
fn years(date: &Date) -> (i64, i64) {
    let (value, width) = match date.year.kind {
        YearKind::Standard { .. } => match date.year.value() {
            Some(value) => (value, 4),
            None => {
                let mut years = completions(date);
                let first = years.next().expect("a masked year has at least nine completions");
                return (first, years.next_back().unwrap_or(first));
            }
        },
        YearKind::Big { value } => (value, digits(value)),
        YearKind::Exponential { significand, exponent } => {
            let value = 10_i64.checked_pow(exponent).and_then(|power| significand.checked_mul(power));
            match value {
                Some(value) => (value, digits(value)),
                None => {
                    let far = FAR_YEAR * significand.signum();
                    return (far, far);
                }
            }
        }
    };
    let Some(significant) = date.year.significant_digits else {
        return (value, value);
    };
    // `1950S2` is some year from 1900 to 1999: the digits after the significant ones are swept.
    let sweep = 10_i128.pow(width.saturating_sub(significant));
    let magnitude = i128::from(value).abs();
    let low = magnitude - magnitude % sweep;
    let high = low + sweep - 1;
    let saturated = |year: i128| year.clamp(-i128::from(FAR_YEAR), i128::from(FAR_YEAR)) as i64;
    if value < 0 { (saturated(-high), saturated(-low)) } else { (saturated(low), saturated(high)) }
}

/// How many decimal digits `value` has.
fn digits(value: i64) -> u32 {
    value.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1)
}

/// The years that a year of four digits may be, in order of time.
fn completions(date: &Date) -> impl DoubleEndedIterator<Item = i64> {
    let (negative, digits) = match date.year.kind {
        YearKind::Standard { negative, digits } => (negative, digits),
        // Longer years carry no month, so nobody asks for their completions.
        YearKind::Big { .. } | YearKind::Exponential { .. } => (false, [None; 4]),
    };
    let masked = digits.iter().filter(|digit| digit.is_none()).count() as u32;
    let count = 10_i64.pow(masked);
    (0..count)
        // Before the year 0 the larger number is the earlier year.
        .map(move |index| if negative { count - 1 - index } else { index })
        .map(move |filling| {
            let mut filling = filling;
            let mut year = 0;
            let mut place = 1;
            for digit in digits.iter().rev() {
                let digit = match digit {
                    Some(digit) => i64::from(*digit),
                    None => {
                        let digit = filling % 10;
                        filling /= 10;
                        digit
                    }
                };
                year += digit * place;
                place *= 10;
            }
            if negative { -year } else { year }
        })
        // There is no `-0000`.
        .filter(move |year| !negative || *year != 0)
}

/// The first day within `year` that fits the month and the day of `date`, if any does.
fn first_day(date: &Date, year: i64, calendar: Calendar) -> Option<i64> {
    (1..=12).filter(|month| fits(date.month, *month)).find_map(|month| {
        (1..=calendar.days_in_month(year, month))
            .find(|day| fits(date.day, *day))
            .map(|day| calendar.day_number(year, month, day))
    })
}

/// The last day within `year` that fits the month and the day of `date`, if any does.
fn last_day(date: &Date, year: i64, calendar: Calendar) -> Option<i64> {
    (1..=12).rev().filter(|month| fits(date.month, *month)).find_map(|month| {
        (1..=calendar.days_in_month(year, month))
            .rev()
            .find(|day| fits(date.day, *day))
            .map(|day| calendar.day_number(year, month, day))
    })
}

/// Whether a month or day may be `value`: unspecified digits, or none at all, fit any.
fn fits(field: Option<DateField>, value: u8) -> bool {
    field.is_none_or(|field| {
        let [tens, ones] = field.digits;
        tens.is_none_or(|tens| tens == value / 10) && ones.is_none_or(|ones| ones == value % 10)
    })
}
