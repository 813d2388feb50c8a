//! Day arithmetic: a day of a calendar to a number of days and back, for any year and without overflow.
//! Day numbers count from 1970-01-01 of the proleptic Gregorian calendar, whichever calendar the day is of.
//! It never knows EDTF.

use std::fmt;
use std::str::FromStr;

/// The start of a date that is open or unknown at its start, as a day number.
pub const OPEN_START: i64 = -4_000_000_000_000;
/// The end of a date that is open or unknown at its end, as a day number.
pub const OPEN_END: i64 = 4_000_000_000_000;
/// Where a date without any known day sorts: last.
pub const UNDATED: i64 = OPEN_END;

/// The first and last day numbers that stand for a day; days of enormous years saturate here.
pub(super) const FIRST_DAY: i64 = OPEN_START + 1;
pub(super) const LAST_DAY: i64 = OPEN_END - 1;

/// No day of a year beyond this is below [`LAST_DAY`], and its day number still fits an `i64` by far.
const ENORMOUS_YEAR: i64 = 20_000_000_000;

/// Day numbers of 1 March of the year 0.
const GREGORIAN_MARCH_OF_YEAR_0: i64 = -719_468;
const JULIAN_MARCH_OF_YEAR_0: i64 = -719_470;

/// The calendar in which a source gives a date. Both are proleptic: they reach back before their own
/// introduction, and both have a year 0 (the year 1 before Christ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Calendar {
    /// The calendar of today, in use from 15 October 1582, in Russia from 14 February 1918.
    #[default]
    Gregorian,
    /// The calendar of Julius Caesar, "old style": every fourth year is a leap year.
    Julian,
}

impl Calendar {
    /// The spelling in the database and in the API: `GREGORIAN` or `JULIAN`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gregorian => "GREGORIAN",
            Self::Julian => "JULIAN",
        }
    }

    /// The other of the two.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Gregorian => Self::Julian,
            Self::Julian => Self::Gregorian,
        }
    }

    /// Whether February of `year` has 29 days.
    pub(super) const fn is_leap(self, year: i64) -> bool {
        match self {
            Self::Gregorian => {
                year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
            }
            Self::Julian => year.rem_euclid(4) == 0,
        }
    }

    /// How many days `month` (1 to 12) of `year` has.
    pub(super) const fn days_in_month(self, year: i64, month: u8) -> u8 {
        match month {
            4 | 6 | 9 | 11 => 30,
            2 if self.is_leap(year) => 29,
            2 => 28,
            _ => 31,
        }
    }

    /// The day number of a day of this calendar; days of enormous years give the first or last day number.
    pub fn day_number(self, year: i64, month: u8, day: u8) -> i64 {
        let year = year.clamp(-ENORMOUS_YEAR, ENORMOUS_YEAR);
        // Years that start in March have their leap day at the end.
        let year = year - i64::from(month <= 2);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let leap_days = match self {
            Self::Gregorian => year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400),
            Self::Julian => year.div_euclid(4),
        };
        let number = 365 * year + leap_days + day_of_year + self.march_of_year_0();
        number.clamp(FIRST_DAY, LAST_DAY)
    }

    /// The year, month and day of this calendar with that day number.
    pub const fn civil(self, day_number: i64) -> (i64, u8, u8) {
        let days = day_number - self.march_of_year_0();
        let (era_years, era_days) = match self {
            Self::Gregorian => (400, 146_097),
            Self::Julian => (4, 1_461),
        };
        let era = days.div_euclid(era_days);
        let day_of_era = days.rem_euclid(era_days);
        let year_of_era = match self {
            Self::Gregorian => {
                (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365
            }
            Self::Julian => (day_of_era - day_of_era / 1_460) / 365,
        };
        let leap_days = match self {
            Self::Gregorian => year_of_era / 4 - year_of_era / 100,
            Self::Julian => 0,
        };
        let day_of_year = day_of_era - 365 * year_of_era - leap_days;
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * era_years + year_of_era + (month <= 2) as i64;
        (year, month as u8, day as u8)
    }

    const fn march_of_year_0(self) -> i64 {
        match self {
            Self::Gregorian => GREGORIAN_MARCH_OF_YEAR_0,
            Self::Julian => JULIAN_MARCH_OF_YEAR_0,
        }
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Calendar {
    type Err = ();

    /// Accepts exactly `GREGORIAN` and `JULIAN`.
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "GREGORIAN" => Ok(Self::Gregorian),
            "JULIAN" => Ok(Self::Julian),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CALENDARS: [Calendar; 2] = [Calendar::Gregorian, Calendar::Julian];

    #[test]
    fn known_days_have_their_numbers() {
        for (calendar, year, month, day, number) in [
            (Calendar::Gregorian, 1970, 1, 1, 0),
            (Calendar::Gregorian, 2000, 2, 29, 11_016),
            (Calendar::Gregorian, 1582, 10, 15, -141_427),
            (Calendar::Julian, 1582, 10, 5, -141_427),
            (Calendar::Julian, 1582, 10, 4, -141_428),
            // Julian day number 0, noon of 1 January 4713 before Christ.
            (Calendar::Julian, -4712, 1, 1, -2_440_588),
            (Calendar::Gregorian, -4713, 11, 24, -2_440_588),
        ] {
            assert_eq!(calendar.day_number(year, month, day), number, "{calendar} {year}-{month}-{day}");
            assert_eq!(calendar.civil(number), (year, month, day), "{calendar} {number}");
        }
    }

    #[test]
    fn each_day_of_eight_centuries_follows_the_day_before() {
        for calendar in CALENDARS {
            let mut number = calendar.day_number(-401, 1, 1);
            for year in -401..=401 {
                for month in 1..=12 {
                    for day in 1..=calendar.days_in_month(year, month) {
                        assert_eq!(
                            calendar.day_number(year, month, day),
                            number,
                            "{calendar} {year}-{month}-{day}"
                        );
                        assert_eq!(calendar.civil(number), (year, month, day));
                        number += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn enormous_years_saturate() {
        for calendar in CALENDARS {
            assert_eq!(calendar.day_number(i64::MAX, 12, 31), LAST_DAY);
            assert_eq!(calendar.day_number(i64::MIN, 1, 1), FIRST_DAY);
            assert_eq!(calendar.day_number(ENORMOUS_YEAR, 1, 1), LAST_DAY);
            assert_eq!(calendar.day_number(-ENORMOUS_YEAR, 12, 31), FIRST_DAY);
        }
    }

    proptest! {
        #[test]
        fn a_day_number_reads_back(number in FIRST_DAY..=LAST_DAY) {
            for calendar in CALENDARS {
                let (year, month, day) = calendar.civil(number);
                prop_assert!((1..=12).contains(&month));
                prop_assert!((1..=calendar.days_in_month(year, month)).contains(&day));
                prop_assert_eq!(calendar.day_number(year, month, day), number);
            }
        }
    }
}
