//! From a text to a parsed EDTF expression: dates, times, intervals and sets, in either calendar.
//! Single dates are parsed by `edtf-core`; what it gets wrong is put right here, once (`docs/dates.md`
//! lists each case). It never computes bounds of its own.

use edtf_core::{
    Date, DateTime, Edtf, Interval, IntervalEndpoint, Precision, Set, SetElement, SetKind, Time, TimeShift,
    YearKind,
};

use super::calendar::Calendar;
use super::error::{Fault, expectation};
use super::extent;

/// A parsed text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub expression: Edtf,
    /// The lowest conformance level (0 to 2) at which the text, as written, is valid.
    pub level: u8,
}

/// Parses a whole text. A fault carries its offset in bytes.
pub(super) fn parse(text: &str, calendar: Calendar) -> Result<Parsed, Fault> {
    if let Some((offset, letter)) = text.char_indices().find(|(_, letter)| !letter.is_ascii_graphic()) {
        let fault = Fault::new(offset, "digits, letters and signs of EDTF only");
        return Err(match letter.is_whitespace() {
            true => fault.hint("a date has no spaces, not even after the commas of a set"),
            false => fault,
        });
    }
    let mut reader = Reader { calendar, qualified_from_the_left: false };
    let expression = match text.as_bytes().first() {
        Some(b'[' | b'{') => Edtf::Set(reader.set(text)?),
        _ => match (text.split_once('/'), text.split_once('T')) {
            (Some((start, end)), _) => Edtf::Interval(reader.interval(start, end)?),
            (None, Some((date, time))) => Edtf::DateTime(reader.moment(date, time)?),
            (None, None) => Edtf::Date(reader.date(text)?),
        },
    };
    let level = match &expression {
        // A time of day is level 0, but its date may be before the year 0.
        Edtf::DateTime(moment) => Edtf::Date(moment.date).level(),
        other => other.level(),
    };
    Ok(Parsed { level: if reader.qualified_from_the_left { 2 } else { level }, expression })
}

/// What is the same, and what is learnt, all along a text.
struct Reader {
    calendar: Calendar,
    /// Whether a qualifier stands before the last component it qualifies ends: level 2, even where the
    /// same meaning could be written at level 1.
    qualified_from_the_left: bool,
}

impl Reader {
    /// One date: a year, month, season or day.
    fn date(&mut self, token: &str) -> Result<Date, Fault> {
        let last = token.len().saturating_sub(1);
        self.qualified_from_the_left |= token.find(['?', '~', '%']).is_some_and(|offset| offset < last);
        if let Some((sign, unsigned)) = without_sign_if_masked(token) {
            return self.masked_before_year_0(sign, &unsigned);
        }
        match Edtf::parse(token) {
            Ok(Edtf::Date(date)) => Ok(date),
            Ok(_) => Err(Fault::new(0, "a single date")),
            Err(error) => self.julian_leap_day(token, error.offset).ok_or_else(|| {
                let offset = end_if_cut_short(token, error);
                let fault = Fault::new(offset, expectation(error.message));
                match hint(token, offset, self.calendar) {
                    Some(hint) => fault.hint(hint),
                    None => fault,
                }
            }),
        }
    }

    /// `-01XX`: the same digits without the sign (at byte `sign`) have the same months and days, and at
    /// least one completion other than the year 0.
    fn masked_before_year_0(&mut self, sign: usize, unsigned: &str) -> Result<Date, Fault> {
        let mut date = self.date(unsigned).map_err(|fault| match fault.offset {
            offset if offset >= sign => fault.after(1),
            _ => fault,
        })?;
        if let YearKind::Standard { negative, .. } = &mut date.year.kind {
            *negative = true;
        }
        Ok(date)
    }

    /// 29 February of a year that is a leap year in the Julian calendar only.
    fn julian_leap_day(&self, token: &str, offset: usize) -> Option<Date> {
        if self.calendar != Calendar::Julian || token.get(offset..offset + 2) != Some("29") {
            return None;
        }
        let mut stand_in = token.to_owned();
        stand_in.replace_range(offset..offset + 2, "28");
        let Ok(Edtf::Date(mut date)) = Edtf::parse(&stand_in) else {
            return None;
        };
        date.day.as_mut()?.digits = [Some(2), Some(9)];
        extent::exists(&date, Calendar::Julian).then_some(date)
    }

    /// A day and a time of day, from what stands before and after the `T`.
    fn moment(&mut self, day: &str, time: &str) -> Result<DateTime, Fault> {
        let date = self.date(day)?;
        if date.precision() != Precision::Day
            || Edtf::Date(date).level() > 1
            || day.contains(['?', '~', '%', 'X'])
        {
            return Err(Fault::new(0, "a plain day such as `1985-04-12` before a time"));
        }
        // The time is parsed on a day that every calendar has.
        const ANY_DAY: &str = "2000-01-01T";
        let base = day.len() + 1;
        let time = match Edtf::parse(&format!("{ANY_DAY}{time}")) {
            Ok(Edtf::DateTime(moment)) => Ok(moment.time),
            Ok(_) => Err(Fault::new(0, "a time such as `23:20:30`")),
            Err(error) => {
                let offset = error.offset.saturating_sub(ANY_DAY.len());
                Err(Fault::new(offset, expectation(error.message)))
            }
        };
        time.and_then(check_time).map(|time| DateTime { date, time }).map_err(|fault| fault.after(base))
    }

    /// An interval, from what stands before and after the first `/`.
    fn interval(&mut self, start: &str, end: &str) -> Result<Interval, Fault> {
        let end_base = start.len() + 1;
        if let Some(second) = end.find('/') {
            return Err(Fault::new(end_base + second, "one `/` only, between two dates"));
        }
        if start.is_empty() && end.is_empty() {
            return Err(Fault::new(0, "a date, or `..`, at one end at least"));
        }
        let start = match start {
            "" => IntervalEndpoint::Unknown,
            ".." => IntervalEndpoint::Open,
            _ => match start.strip_prefix("..") {
                Some(date) => IntervalEndpoint::OnOrBefore(self.date(date).map_err(|fault| fault.after(2))?),
                None => IntervalEndpoint::Date(self.date(start)?),
            },
        };
        let end = match end {
            "" => IntervalEndpoint::Unknown,
            ".." => IntervalEndpoint::Open,
            _ => {
                let date = end.strip_suffix("..");
                let parsed = self.date(date.unwrap_or(end)).map_err(|fault| fault.after(end_base))?;
                match date {
                    Some(_) => IntervalEndpoint::OnOrAfter(parsed),
                    None => IntervalEndpoint::Date(parsed),
                }
            }
        };
        if let (IntervalEndpoint::Date(first), IntervalEndpoint::Date(last)) = (&start, &end) {
            self.check_order(first, last, end_base)?;
        }
        Ok(Interval { start, end })
    }

    /// `{…}` or `[…]`.
    fn set(&mut self, text: &str) -> Result<Set, Fault> {
        let (kind, close) = match text.as_bytes()[0] {
            b'{' => (SetKind::AllMembers, '}'),
            _ => (SetKind::OneMember, ']'),
        };
        let Some(inner) = text[1..].strip_suffix(close) else {
            return Err(match close {
                '}' => Fault::new(text.len(), "`}` at the end of a set that starts with `{`"),
                _ => Fault::new(text.len(), "`]` at the end of a set that starts with `[`"),
            });
        };
        let mut elements = Vec::new();
        let mut base = 1;
        for element in inner.split(',') {
            elements.push(self.element(element).map_err(|fault| fault.after(base))?);
            base += element.len() + 1;
        }
        Ok(Set { kind, elements })
    }

    /// A date of a set, or `..1984`, `1984..`, `1670..1673`.
    fn element(&mut self, element: &str) -> Result<SetElement, Fault> {
        let Some((first, last)) = element.split_once("..") else {
            return self.date(element).map(SetElement::Date);
        };
        let base = first.len() + 2;
        match (first, last) {
            ("", _) => self.date(last).map(SetElement::OnOrBefore).map_err(|fault| fault.after(base)),
            (_, "") => self.date(first).map(SetElement::OnOrAfter),
            _ => {
                let from = self.date(first)?;
                let to = self.date(last).map_err(|fault| fault.after(base))?;
                check_range_end(&from)?;
                check_range_end(&to).map_err(|fault| fault.after(base))?;
                if from.precision() != to.precision() {
                    return Err(Fault::new(base, "two years, two months or two days around `..`"));
                }
                self.check_order(&from, &to, base)?;
                Ok(SetElement::Range(from, to))
            }
        }
    }

    /// Refuses an interval or range that cannot but end before it starts. Overlap is fine: what starts on
    /// 3 June 1917 may well end in 1917.
    fn check_order(&self, first: &Date, last: &Date, offset: usize) -> Result<(), Fault> {
        let earliest = extent::of_date(first, self.calendar).0;
        let latest = extent::of_date(last, self.calendar).1;
        if earliest > latest {
            return Err(Fault::new(offset, "an end that is not before the start"));
        }
        Ok(())
    }
}

/// If `token` is a year before the year 0 with unspecified digits: where its sign stands, and the token
/// without it.
fn without_sign_if_masked(token: &str) -> Option<(usize, String)> {
    let sign = usize::from(token.starts_with(['?', '~', '%']));
    let year = token.get(sign..)?.strip_prefix('-')?;
    // Only a whole year is worth the detour: anything else is better reported with its sign.
    let digits = year.get(..4)?;
    let masked = digits.contains('X') && digits.chars().all(|digit| digit == 'X' || digit.is_ascii_digit());
    masked.then(|| (sign, format!("{}{year}", &token[..sign])))
}

/// Where a range in a set starts or ends: it must be one plain year, month or day.
fn check_range_end(date: &Date) -> Result<(), Fault> {
    let plain = !date.has_unspecified()
        && !date.is_uncertain()
        && !date.is_approximate()
        && date.precision() != Precision::Season
        && date.year.significant_digits.is_none();
    if plain { Ok(()) } else { Err(Fault::new(0, "a plain year, month or day beside `..`")) }
}

/// A second 60 must be able to be a leap second, which ends a day of UTC; and no time zone is further west
/// than 12 hours.
fn check_time(time: Time) -> Result<Time, Fault> {
    const MINUTES_OF_A_DAY: i32 = 24 * 60;
    let shift = match time.shift {
        None => None,
        Some(TimeShift::Utc) => Some(0),
        Some(TimeShift::Offset { minutes, .. }) => Some(i32::from(minutes)),
    };
    if shift.is_some_and(|minutes| minutes < -12 * 60) {
        return Err(Fault::new(8, "a time zone from `-12:00` to `+14:00`"));
    }
    if time.second == 60 {
        let minute = i32::from(time.hour) * 60 + i32::from(time.minute);
        let may_be_a_leap_second = match shift {
            Some(shift) => (minute - shift).rem_euclid(MINUTES_OF_A_DAY) == MINUTES_OF_A_DAY - 1,
            // Time zones differ by whole quarters of an hour.
            None => minute % 15 == 14,
        };
        if !may_be_a_leap_second {
            return Err(Fault::new(6, "a second from `00` to `59`"));
        }
    }
    Ok(time)
}

/// `edtf-core` points at the last character where it should point at the end of a text that is too short.
fn end_if_cut_short(token: &str, error: edtf_core::ParseError) -> usize {
    let too_short = matches!(
        error.message,
        "year must have exactly four digits (or X)"
            | "month must be two digits (or X)"
            | "day must be two digits (or X)"
    );
    let at_a_digit =
        token[error.offset..].starts_with(|letter: char| letter.is_ascii_digit() || letter == 'X');
    error.offset + usize::from(too_short && at_a_digit)
}

/// What the author of a faulty date may have meant.
fn hint(token: &str, offset: usize, calendar: Calendar) -> Option<String> {
    let unqualified = token.trim_end_matches(['?', '~', '%']);
    let qualifier = &token[unqualified.len()..];
    let unsigned = unqualified.strip_prefix('-').unwrap_or(unqualified);
    let digits_only = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    if token.contains('x') {
        return Some(format!("unspecified digits are capital: `{}`", token.replace('x', "X")));
    }
    if let Some((first, last)) = token.split_once("..") {
        return Some(format!("between two dates, or before or after one, is `[{first}..{last}]`"));
    }
    match unsigned.len() {
        2 if digits_only => {
            Some(format!("a century is written `{unqualified}XX{qualifier}`, a year with four digits"))
        }
        3 if digits_only => {
            Some(format!("a decade is written `{unqualified}X{qualifier}`, a year with four digits"))
        }
        5.. if digits_only => Some(format!("a year of more than four digits is written `Y{token}`")),
        _ if calendar == Calendar::Gregorian && token.get(offset..offset + 2) == Some("29") => {
            let julian = Reader { calendar: Calendar::Julian, qualified_from_the_left: false };
            julian
                .julian_leap_day(token, offset)
                .map(|_| "the day exists in the Julian calendar: give the calendar `JULIAN`".to_owned())
        }
        _ => None,
    }
}
