//! Historical dates as sources give them: EDTF (ISO 8601-2, levels 0 to 2), the original wording, the
//! calendar, and bounds as day numbers so that a database can filter and sort. `docs/dates.md` tells users.
//! A date here never says more than its source: nothing invents a month or a day, and qualifiers never
//! widen bounds.

/// The two calendars and their day numbers.
mod calendar;
/// From one calendar to the other.
mod convert;
/// What is wrong with a date, and where.
mod error;
/// EDTF, taken apart and put together.
mod expression;
/// The days that a date covers.
mod extent;
/// The time from a birth to a death.
mod lifespan;
#[cfg(test)]
mod tests;

pub use calendar::{Calendar, OPEN_END, OPEN_START, UNDATED};
pub use error::DateError;
pub use lifespan::lifespan;

use calendar::{FIRST_DAY, LAST_DAY};
use error::Fault;

/// A date of a claim: EDTF, or the wording of the source, or both; always with the calendar that the source
/// used. Two dates are equal if they were given alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoricalDate {
    text: Option<Box<str>>,
    calendar: Calendar,
    told: Option<Told>,
}

/// What the EDTF of a date says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    edtf: Box<str>,
    in_other_calendar: Option<Box<str>>,
    level: u8,
    bounds: Bounds,
}

impl HistoricalDate {
    /// Reads a date: `edtf` in `calendar`, `text` as the source words it. One of the two is enough: a date
    /// without `edtf` is only worded, and has no level, no bounds and no other calendar.
    ///
    /// Both are kept exactly as given. The error names the position (in Unicode scalar values) in `edtf`.
    pub fn parse(
        edtf: Option<&str>,
        text: Option<&str>,
        calendar: Calendar,
    ) -> Result<HistoricalDate, DateError> {
        if edtf.is_none() && text.is_none_or(|text| text.trim().is_empty()) {
            let fault = Fault::new(0, "a date in EDTF, the wording of the source, or both");
            return Err(fault.in_text(text.unwrap_or_default()));
        }
        let told = match edtf {
            Some(edtf) => Some(Told::read(edtf, calendar).map_err(|fault| fault.in_text(edtf))?),
            None => None,
        };
        Ok(HistoricalDate { text: text.map(Box::from), calendar, told })
    }

    /// The EDTF as given; `None` if the date is only worded.
    pub fn edtf(&self) -> Option<&str> {
        self.told.as_ref().map(|told| &*told.edtf)
    }

    /// The wording of the source as given.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The calendar in which the source gives the date.
    pub fn calendar(&self) -> Calendar {
        self.calendar
    }

    /// The lowest EDTF conformance level (0 to 2) at which the text is valid.
    pub fn level(&self) -> Option<u8> {
        self.told.as_ref().map(|told| told.level)
    }

    /// The date as EDTF of the Gregorian calendar. For a date given in the Julian calendar `None` unless it
    /// is a day, or an interval or set of days: a Julian year is no Gregorian year.
    pub fn gregorian(&self) -> Option<&str> {
        self.in_calendar(Calendar::Gregorian)
    }

    /// The date as EDTF of the Julian calendar, by the same rule.
    pub fn julian(&self) -> Option<&str> {
        self.in_calendar(Calendar::Julian)
    }

    /// The days that the date may cover, whichever calendar it is given in; `None` if it is only worded.
    pub fn bounds(&self) -> Option<Bounds> {
        self.told.as_ref().map(|told| told.bounds)
    }

    /// Where the date sorts: by its earliest day, or its latest if its start is open, or [`UNDATED`].
    pub fn sort_day(&self) -> i64 {
        match self.bounds() {
            None => UNDATED,
            Some(bounds) if bounds.earliest == OPEN_START => bounds.latest,
            Some(bounds) => bounds.earliest,
        }
    }

    fn in_calendar(&self, calendar: Calendar) -> Option<&str> {
        let told = self.told.as_ref()?;
        if calendar == self.calendar { Some(&told.edtf) } else { told.in_other_calendar.as_deref() }
    }
}

impl Told {
    fn read(edtf: &str, calendar: Calendar) -> Result<Told, Fault> {
        let parsed = expression::parse(edtf, calendar)?;
        let (earliest, latest) = extent::of_expression(&parsed.expression, calendar);
        let in_other_calendar = convert::to_other(&parsed.expression, calendar);
        Ok(Told {
            edtf: edtf.into(),
            in_other_calendar: in_other_calendar.map(|expression| expression.to_string().into()),
            level: parsed.level,
            bounds: Bounds { earliest, latest },
        })
    }
}

/// The first and last day that a date may cover (both inclusive), as days since 1970-01-01 of the proleptic
/// Gregorian calendar. [`OPEN_START`] and [`OPEN_END`] where the date is open or unknown at that end; days
/// of years too far to count saturate one short of those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The first day.
    pub earliest: i64,
    /// The last day, not before the first.
    pub latest: i64,
}

/// The lengths that dates are told apart by, in days from the first to the last: a day, a month, a year, five and
/// twenty-five years, a century, five of them. Each is the least for some: most dates are as exact as a calendar is.
pub const LENGTHS: [i64; 7] = [0, 31, 366, 1_830, 9_150, 36_600, 183_000];
/// Stands for the length of a date that is open at its start, and sorts by its end.
pub const WITHOUT_START: i64 = -1;
/// Stands for a length beyond all [`LENGTHS`], and for that of a date that is open at its end.
pub const WITHOUT_LENGTH: i64 = OPEN_END;

impl Bounds {
    /// The least of [`LENGTHS`] that the days from the first to the last do not exceed, or what stands for it.
    pub fn length(&self) -> i64 {
        if self.earliest == OPEN_START {
            return WITHOUT_START;
        }
        let days = self.latest - self.earliest;
        LENGTHS.into_iter().find(|length| days <= *length).unwrap_or(WITHOUT_LENGTH)
    }

    /// The first day in ISO 8601 (Gregorian): `1888-10-09`, `-0521-01-01`, `+12000-01-01`. `None` if open,
    /// or too far to count (about eleven thousand million years).
    pub fn from_iso(&self) -> Option<String> {
        iso(self.earliest)
    }

    /// The last day, likewise.
    pub fn to_iso(&self) -> Option<String> {
        iso(self.latest)
    }
}

fn iso(day_number: i64) -> Option<String> {
    if day_number <= FIRST_DAY || day_number >= LAST_DAY {
        return None;
    }
    let (year, month, day) = Calendar::Gregorian.civil(day_number);
    let sign = match year {
        ..0 => "-",
        0..=9999 => "",
        _ => "+",
    };
    Some(format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs()))
}

/// Whether a date with `bounds` may lie in `window`: the two share a day.
pub fn possibly_within(bounds: Bounds, window: Bounds) -> bool {
    bounds.earliest <= window.latest && window.earliest <= bounds.latest
}

/// Whether a date with `bounds` lies in `window` wherever within its bounds it lies: no day of it is
/// outside. An open end is only within a window that is open at that end too.
pub fn certainly_within(bounds: Bounds, window: Bounds) -> bool {
    window.earliest <= bounds.earliest && bounds.latest <= window.latest
}
