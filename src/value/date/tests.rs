//! Tests of dates as a whole: what holds for every date, and what the pages and the cases do not show.

mod conformance;
mod docs;

use edtf_core::{Bound, Edtf};
use proptest::prelude::*;

use super::*;

const CALENDARS: [Calendar; 2] = [Calendar::Gregorian, Calendar::Julian];

fn date(edtf: &str, calendar: Calendar) -> HistoricalDate {
    HistoricalDate::parse(Some(edtf), None, calendar).unwrap_or_else(|error| panic!("{error}"))
}

fn gregorian(edtf: &str) -> HistoricalDate {
    date(edtf, Calendar::Gregorian)
}

#[test]
fn a_date_that_is_only_worded_has_no_bounds_and_sorts_last() {
    let worded =
        HistoricalDate::parse(None, Some("in the year of the great fire"), Calendar::Julian).unwrap();
    assert_eq!(worded.text(), Some("in the year of the great fire"));
    assert_eq!(worded.calendar(), Calendar::Julian);
    assert_eq!((worded.edtf(), worded.level(), worded.bounds()), (None, None, None));
    assert_eq!((worded.gregorian(), worded.julian()), (None, None));
    assert_eq!(worded.sort_day(), UNDATED);
    assert_eq!(lifespan(Some(&worded), None), None);
}

#[test]
fn a_date_without_edtf_and_wording_is_refused() {
    for text in [None, Some(""), Some("  \n")] {
        let error = HistoricalDate::parse(None, text, Calendar::Gregorian).unwrap_err();
        assert_eq!((error.position, &*error.value), (0, text.unwrap_or_default()));
        assert_eq!(error.expected, "a date in EDTF, the wording of the source, or both");
    }
    let error = HistoricalDate::parse(Some(""), Some("1888"), Calendar::Gregorian).unwrap_err();
    assert_eq!(
        error.to_string(),
        "an empty text is not a date; expected a date such as `1938-03-15`, `1938-03` or `1938`"
    );
}

#[test]
fn both_texts_are_kept_as_given() {
    let date = HistoricalDate::parse(Some("?1888-?09"), Some(" c. 1888 "), Calendar::Gregorian).unwrap();
    assert_eq!(date.edtf(), Some("?1888-?09"));
    assert_eq!(date.gregorian(), Some("?1888-?09"));
    assert_eq!(date.text(), Some(" c. 1888 "));
}

#[test]
fn a_position_counts_scalar_values() {
    let error = HistoricalDate::parse(Some("19é8"), None, Calendar::Gregorian).unwrap_err();
    assert_eq!(error.position, 2);
    let error = HistoricalDate::parse(Some("ééé"), None, Calendar::Gregorian).unwrap_err();
    assert_eq!(error.position, 0);
}

#[test]
fn a_long_value_is_shortened_where_it_is_shown() {
    let long = format!("[{}1938-13]", "1938,".repeat(1000));
    let error = HistoricalDate::parse(Some(&long), None, Calendar::Gregorian).unwrap_err();
    assert_eq!(error.position, 5006);
    assert_eq!(error.value, long);
    assert!(error.to_string().len() < 250, "{error}");
}

#[test]
fn dates_sort_by_their_first_day_or_else_their_last() {
    for (edtf, day) in [
        ("1970-01-02/1980", 1),
        ("../1970-01-02", 1),
        ("[..1970-01-02]", 1),
        ("1970-01-02/..", 1),
        ("../..", UNDATED),
    ] {
        assert_eq!(gregorian(edtf).sort_day(), day, "{edtf}");
    }
}

#[test]
fn enormous_years_keep_their_order_and_their_place() {
    let years = [
        "../..",
        "Y-9E18S1",
        "Y-17E17",
        "Y-17E7",
        "-9999",
        "1938",
        "Y17E7",
        "Y10000000000",
        "Y17E17",
        "Y17E100000",
        "[Y1E19,1938]",
    ];
    for edtf in &years[1..] {
        let bounds = gregorian(edtf).bounds().unwrap();
        assert!(OPEN_START < bounds.earliest, "{edtf}");
        assert!(bounds.earliest <= bounds.latest, "{edtf}");
        assert!(bounds.latest < OPEN_END, "{edtf}");
    }
    let days: Vec<i64> = years[1..10].iter().map(|edtf| gregorian(edtf).sort_day()).collect();
    assert!(days.is_sorted(), "{days:?}");
    assert_eq!(gregorian("Y10000000000").bounds().unwrap().from_iso().unwrap(), "+10000000000-01-01");
    assert_eq!(gregorian("[Y1E19,1938]").bounds().unwrap().from_iso().unwrap(), "1938-01-01");
}

/// Each is a bug or a lack of the crate that `docs/dates.md` lists and our code works around.
#[test]
fn edtf_core_still_needs_its_detours() {
    for refused in ["-01XX", "-1985-04-12T23:20:30", "../..", "/..", "../"] {
        assert!(Edtf::parse(refused).is_err(), "{refused}");
        assert_eq!(gregorian(refused).edtf(), Some(refused));
    }
    for accepted in ["2016-05-02T01:01:60", "2016-05-02T12:00:00-14:00"] {
        assert!(Edtf::parse(accepted).is_ok(), "{accepted}");
        assert!(HistoricalDate::parse(Some(accepted), None, Calendar::Gregorian).is_err());
    }
    assert_eq!(Edtf::parse("?2001").unwrap().level(), 1);
    assert_eq!(Edtf::parse("193").unwrap_err().offset, 2);
    for unbounded in ["Y1E19", "Y9E18S1", "[Y1E19,1985]"] {
        assert_eq!(Edtf::parse(unbounded).unwrap().bounds().earliest, Bound::Unknown, "{unbounded}");
    }
    assert!(Edtf::parse("1900-02-29").is_err());
    for too_long in ["Y99999999999999999999", "Y1E100001"] {
        assert!(Edtf::parse(too_long).is_err(), "{too_long}");
        assert!(HistoricalDate::parse(Some(too_long), None, Calendar::Gregorian).is_err());
    }
}

#[test]
fn a_leap_second_ends_a_day_of_utc() {
    for (time, valid) in [
        ("23:59:60Z", true),
        ("02:59:60+03:00", true),
        ("05:29:60+05:30", true),
        ("23:59:60", true),
        ("23:59:60+03:00", false),
        ("23:58:60Z", false),
        ("12:00:60", false),
    ] {
        let text = format!("2016-12-31T{time}");
        let date = HistoricalDate::parse(Some(&text), None, Calendar::Gregorian);
        assert_eq!(date.is_ok(), valid, "{text}");
    }
}

#[test]
fn julian_leap_days_are_found_wherever_a_date_may_stand() {
    for (edtf, from, to) in [
        ("1900-02-?29", "1900-03-13", "1900-03-13"),
        ("X900-02-29", "0900-03-05", "9900-05-12"),
        ("-0100-02-29", "-0100-02-26", "-0100-02-26"),
        ("-X900-02-29", "-9901-12-14", "-0900-02-20"),
        ("1900-02-29/1900-03-01", "1900-03-13", "1900-03-14"),
        ("[..1700-02-29,1900-02-29]", "open", "1900-03-13"),
        ("1900-02-29T12:00:00Z", "1900-03-13", "1900-03-13"),
    ] {
        let bounds = date(edtf, Calendar::Julian).bounds().unwrap();
        assert_eq!(docs::iso(bounds), (from.to_owned(), to.to_owned()), "{edtf}");
        assert!(HistoricalDate::parse(Some(edtf), None, Calendar::Gregorian).is_err(), "{edtf}");
    }
}

#[test]
fn the_end_of_february_in_the_julian_calendar_keeps_its_order() {
    let backwards = HistoricalDate::parse(Some("1900-02-29/1900-02-28"), None, Calendar::Julian);
    assert_eq!(backwards.unwrap_err().position, 11);
}

/// A single date of any kind, valid in the Gregorian calendar or not.
fn any_date() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[?~%]?-?[012X][0-9X]{3}[?~%]?(-[?~%]?[01X][0-9X][?~%]?(-[?~%]?[0123X][0-9X][?~%]?)?)?",
        1 => "-?[0-9]{4}-(2[1-9]|3[0-9]|4[01])[?~%]?",
        1 => "-?[0-9]{4}S[1-4]",
        1 => "Y-?[1-9][0-9]{0,9}(E[0-9]{1,3})?(S[1-5])?",
        1 => "-?[0-9]{4}-[01][0-9]-[0123][0-9]T[012][0-9]:[0-5][0-9]:[0-6][0-9](Z|[+-][01][0-9](:[0-5][0-9])?)?",
    ]
}

/// A text that is often, not always, EDTF.
fn any_text() -> impl Strategy<Value = String> {
    let end = prop_oneof![3 => any_date(), 1 => Just(String::new()), 1 => Just("..".to_owned())];
    let element = prop_oneof![
        3 => any_date(),
        1 => any_date().prop_map(|date| format!("..{date}")),
        1 => any_date().prop_map(|date| format!("{date}..")),
        1 => (any_date(), any_date()).prop_map(|(first, last)| format!("{first}..{last}")),
    ];
    prop_oneof![
        6 => any_date(),
        3 => (end.clone(), end).prop_map(|(start, end)| format!("{start}/{end}")),
        2 => prop::collection::vec(element, 1..4).prop_map(|elements| format!("[{}]", elements.join(","))),
        1 => "[0-9XYEST?~%./,:+\\[\\]{}-]{0,24}",
        1 => "\\PC{0,12}",
    ]
}

/// A day of either calendar that both can write.
fn any_day() -> impl Strategy<Value = String> {
    (-9990_i64..=9990, 1_u8..=12, 1_u8..=31, "[?~%]?").prop_map(|(year, month, day, qualifier)| {
        let day = day.min(Calendar::Gregorian.days_in_month(year, month));
        let sign = if year < 0 { "-" } else { "" };
        format!("{sign}{:04}-{month:02}-{day:02}{qualifier}", year.abs())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_a_date_with_bounds_in_order_or_an_error_within_it(text in any_text()) {
        for calendar in CALENDARS {
            match HistoricalDate::parse(Some(&text), None, calendar) {
                Ok(date) => {
                    let bounds = date.bounds().unwrap();
                    prop_assert!(bounds.earliest <= bounds.latest);
                    prop_assert!(OPEN_START <= bounds.earliest && bounds.latest <= OPEN_END);
                    let within = bounds.earliest..=bounds.latest;
                    prop_assert!(within.contains(&date.sort_day()));
                    prop_assert_eq!(date.edtf(), Some(&*text));
                    let again = HistoricalDate::parse(date.edtf(), date.text(), date.calendar());
                    prop_assert_eq!(again, Ok(date));
                }
                Err(error) => {
                    prop_assert!(error.position <= text.chars().count());
                    prop_assert_eq!(&error.value, &text);
                    prop_assert!(!error.to_string().is_empty());
                }
            }
        }
    }

    #[test]
    fn what_is_told_in_the_other_calendar_is_the_same_days(text in any_text()) {
        for calendar in CALENDARS {
            let Ok(given) = HistoricalDate::parse(Some(&text), None, calendar) else { continue };
            let Some(told) = given.in_calendar(calendar.other()) else { continue };
            let other = date(told, calendar.other());
            prop_assert_eq!(given.bounds(), other.bounds());
            prop_assert!(other.in_calendar(calendar).is_some(), "{} has no way back", told);
        }
    }

    #[test]
    fn a_day_goes_to_the_other_calendar_and_back(text in any_day()) {
        for calendar in CALENDARS {
            let given = date(&text, calendar);
            let told = given.in_calendar(calendar.other()).unwrap();
            let other = date(told, calendar.other());
            prop_assert_eq!(other.in_calendar(calendar), Some(&*text));
        }
    }

    #[test]
    fn edtf_core_finds_the_same_bounds_where_it_finds_any(text in any_text()) {
        let (Ok(theirs), Ok(ours)) = (
            Edtf::parse(&text),
            HistoricalDate::parse(Some(&text), None, Calendar::Gregorian),
        ) else {
            return Ok(());
        };
        let (theirs, ours) = (theirs.bounds(), ours.bounds().unwrap());
        for (theirs, ours) in [(theirs.earliest, ours.earliest), (theirs.latest, ours.latest)] {
            if let Bound::Date(day) = theirs {
                prop_assert_eq!(Calendar::Gregorian.day_number(day.year, day.month, day.day), ours);
            }
        }
    }

    #[test]
    fn what_is_certain_is_possible(one in any_text(), other in any_text()) {
        for (calendar, window_calendar) in CALENDARS.into_iter().zip(CALENDARS.into_iter().rev()) {
            let date = HistoricalDate::parse(Some(&one), None, calendar);
            let window = HistoricalDate::parse(Some(&other), None, window_calendar);
            let (Ok(date), Ok(window)) = (date, window) else { continue };
            let (bounds, window) = (date.bounds().unwrap(), window.bounds().unwrap());
            prop_assert!(certainly_within(bounds, bounds));
            if certainly_within(bounds, window) {
                prop_assert!(possibly_within(bounds, window));
            }
            prop_assert_eq!(possibly_within(bounds, window), possibly_within(window, bounds));
        }
    }

    #[test]
    fn a_lifespan_covers_birth_and_death(
        birth in any_text(),
        death in any_text(),
        birth_calendar in prop::sample::select(&CALENDARS),
        death_calendar in prop::sample::select(&CALENDARS),
    ) {
        let birth = HistoricalDate::parse(Some(&birth), None, birth_calendar).ok();
        let death = HistoricalDate::parse(Some(&death), None, death_calendar).ok();
        let Some(life) = lifespan(birth.as_ref(), death.as_ref()) else { return Ok(()) };
        prop_assert!(life.edtf().unwrap().contains('/'));
        let bounds = life.bounds().unwrap();
        // Where calendars are mixed, months and years are approximate.
        let exact = !life.edtf().unwrap().contains(['~', '%']);
        if let Some(birth) = birth.filter(|_| exact) {
            prop_assert_eq!(bounds.earliest, birth.bounds().unwrap().earliest);
        }
        if let Some(death) = death.filter(|_| exact) {
            prop_assert_eq!(bounds.latest, death.bounds().unwrap().latest);
        }
    }
}
