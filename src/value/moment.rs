//! Moments of our own time: when something was made, until when it holds. They are written as RFC 3339 in
//! UTC with milliseconds, so that their texts sort as they do. (What sources say of dates is `date`.)

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::date::Calendar;

/// A moment from the year 1970 to the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    milliseconds: i64,
}

const DAY: i64 = 86_400_000;
/// The last millisecond of the year 9999.
const LAST: i64 = 253_402_300_799_999;

impl Moment {
    /// So many milliseconds after the beginning of 1970; what is out of reach is the nearest that is not.
    pub fn since_1970(milliseconds: u128) -> Moment {
        Moment { milliseconds: i64::try_from(milliseconds).unwrap_or(LAST).min(LAST) }
    }

    /// The moment so much later.
    pub fn later(self, by: Duration) -> Moment {
        Moment::since_1970(u128::try_from(self.milliseconds).unwrap_or_default() + by.as_millis())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.milliseconds.div_euclid(DAY), self.milliseconds.rem_euclid(DAY));
        let (year, month, day) = Calendar::Gregorian.civil(days);
        let (seconds, millisecond) = (rest / 1000, rest % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
    }
}

impl FromStr for Moment {
    type Err = ();

    /// Accepts RFC 3339, with any offset, from the year 1970 on; what is finer than a millisecond is cut.
    fn from_str(text: &str) -> Result<Moment, ()> {
        moment(text).filter(|moment| (0..=LAST).contains(&moment.milliseconds)).ok_or(())
    }
}

fn moment(text: &str) -> Option<Moment> {
    let (date, time) = text.split_once(['T', 't'])?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let days = Calendar::Gregorian.day_number(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    // A day that no month has comes back as another.
    let (same_year, same_month, same_day) = Calendar::Gregorian.civil(days);
    if (same_year, i64::from(same_month), i64::from(same_day)) != (year, month, day) {
        return None;
    }
    let clock_end = time.find(['Z', 'z', '+', '-'])?;
    let (clock, offset) = time.split_at(clock_end);
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset_seconds(offset)?;
    let millisecond = fraction.map_or(Some(0), milliseconds)?;
    Some(Moment { milliseconds: seconds * 1000 + millisecond })
}

/// `Z` or `+02:00`.
fn offset_seconds(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let [hours, minutes] = numbers(text.get(1..)?, ':', [2, 2])?;
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60))
}

fn milliseconds(fraction: &str) -> Option<i64> {
    let is_number = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let three: String = fraction.chars().chain("00".chars()).take(3).collect();
    if is_number { three.parse().ok() } else { None }
}

/// Numbers of so many digits each, with `between` between them.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(between);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc() {
        for (milliseconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_426_200_125, "2026-11-23T09:30:00.125Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (u128::MAX, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Moment::since_1970(milliseconds).to_string(), text);
            assert_eq!(text.parse(), Ok(Moment::since_1970(milliseconds)));
        }
    }

    #[test]
    fn a_moment_is_read_in_any_offset() {
        for (text, utc) in [
            ("2026-11-23T09:30:00Z", "2026-11-23T09:30:00.000Z"),
            ("2026-11-23t09:30:00.5z", "2026-11-23T09:30:00.500Z"),
            ("2026-11-23T09:30:00.1259+02:00", "2026-11-23T07:30:00.125Z"),
            ("2026-12-31T23:30:00-01:30", "2027-01-01T01:00:00.000Z"),
        ] {
            assert_eq!(text.parse::<Moment>().map(|moment| moment.to_string()), Ok(utc.to_owned()), "{text}");
        }
        for text in [
            "",
            "2026-11-23",
            "2026-11-23T09:30:00",
            "2026-11-23T09:30Z",
            "2026-11-23 09:30:00Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-00T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T09:30:60Z",
            "2026-11-23T09:30:00.Z",
            "2026-11-23T09:30:00+2:00",
            "2026-11-23T09:30:00+24:00",
            "+026-11-23T09:30:00Z",
            "1969-12-31T23:59:59Z",
            "2026-11-23T09:30:00é",
        ] {
            assert_eq!(text.parse::<Moment>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_moment_moves_on() {
        let moment: Moment = "2026-11-23T09:30:00Z".parse().unwrap();
        assert_eq!(moment.later(Duration::from_secs(86_400)).to_string(), "2026-11-24T09:30:00.000Z");
        assert_eq!(moment.later(Duration::MAX).to_string(), "9999-12-31T23:59:59.999Z");
    }
}
