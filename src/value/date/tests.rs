//! Tests of dates as a whole.

use super::*;

fn gregorian(edtf: &str) -> HistoricalDate {
    HistoricalDate::parse(Some(edtf), None, Calendar::Gregorian).unwrap_or_else(|error| panic!("{error}"))
}

fn julian(edtf: &str) -> HistoricalDate {
    HistoricalDate::parse(Some(edtf), None, Calendar::Julian).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_birth_of_bukharin_in_both_calendars() {
    let birth = julian("1888-09-27");
    assert_eq!(birth.gregorian(), Some("1888-10-09"));
    assert_eq!(birth.julian(), Some("1888-09-27"));
    assert_eq!(gregorian("1917-11-07").julian(), Some("1917-10-25"));
}
