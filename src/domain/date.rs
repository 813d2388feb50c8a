//! A historical date as a record tells it, and its columns.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::text::{Line, Prose};
use crate::value::date::{Calendar, HistoricalDate, UNDATED};

/// A date, and which of its parts the record told. Two dates are equal if they are the same date,
/// however much of it was spelled out.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "DateForm")]
pub struct Date {
    /// The date.
    pub value: HistoricalDate,
    /// Whether `text` was told, be it as null.
    pub told_text: bool,
    /// Whether `calendar` was told.
    pub told_calendar: bool,
}

/// A historical date: EDTF (ISO 8601-2, levels 0 to 2), the wording of the source, or both.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "Date")]
struct DateForm {
    /// The date in EDTF, such as `1938-03-15`, `1888~`, `1905/1917`, `-0521`.
    edtf: Option<Line>,
    /// The date as the source words it, such as `um 1870`.
    #[serde(default)]
    text: super::field::Field<Prose>,
    /// The calendar in which `edtf` is given; GREGORIAN if it is left out.
    calendar: Option<CalendarForm>,
}

/// What an error begins with that is about `edtf`, not about the whole date.
pub const WRONG_EDTF: &str = "edtf: ";

#[derive(Deserialize, JsonSchema)]
#[serde(rename = "Calendar", rename_all = "UPPERCASE")]
enum CalendarForm {
    Gregorian,
    Julian,
}

impl Date {
    /// A date as it is stored.
    pub fn stored(value: HistoricalDate) -> Date {
        Date { value, told_text: false, told_calendar: false }
    }

    /// Forgets which parts were told, where nothing depends on it.
    pub fn forget_told(&mut self) {
        self.told_text = false;
        self.told_calendar = false;
    }

    /// This date, told of one that was `before`: where the EDTF is the same, a wording and a calendar
    /// that were not told are those of before.
    pub fn told_over(self, before: Option<&Date>) -> Date {
        let Some(before) = before.filter(|before| before.value.edtf() == self.value.edtf()) else {
            return Date::stored(self.value);
        };
        let text = if self.told_text { &self.value } else { &before.value }.text();
        let calendar = if self.told_calendar { &self.value } else { &before.value }.calendar();
        match HistoricalDate::parse(self.value.edtf(), text, calendar) {
            Ok(value) => Date::stored(value),
            // The day exists in one calendar only: what was told stands as it was told.
            Err(_) => Date::stored(self.value),
        }
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Date) -> bool {
        self.value == other.value
    }
}

impl TryFrom<DateForm> for Date {
    type Error = String;

    fn try_from(form: DateForm) -> Result<Date, String> {
        let told_calendar = form.calendar.is_some();
        let calendar = match form.calendar {
            Some(CalendarForm::Julian) => Calendar::Julian,
            _ => Calendar::Gregorian,
        };
        let text = form.text.value().map(|text| &**text);
        if form.edtf.is_none() && text.is_none() {
            return Err("`edtf` or `text`".to_owned());
        }
        let value = HistoricalDate::parse(form.edtf.as_deref(), text, calendar)
            .map_err(|error| format!("{WRONG_EDTF}{}", error.expectation()))?;
        Ok(Date { value, told_text: !form.text.is_absent(), told_calendar })
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(edtf) = self.value.edtf() {
            map.serialize_entry("edtf", edtf)?;
        }
        match self.value.text() {
            Some(text) => map.serialize_entry("text", text)?,
            None if self.told_text => map.serialize_entry("text", &())?,
            None => {}
        }
        if self.told_calendar || self.value.calendar() != Calendar::Gregorian {
            map.serialize_entry("calendar", self.value.calendar().as_str())?;
        }
        map.end()
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = DateForm::json_schema(generator);
        let either = serde_json::json!([{ "required": ["edtf"] }, { "required": ["text"] }]);
        schema.insert("anyOf".to_owned(), either);
        schema
    }
}

/// The columns of a date, in the order of the tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateColumns {
    pub edtf: Option<String>,
    pub text: Option<String>,
    pub calendar: Option<String>,
    pub gregorian: Option<String>,
    pub julian: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub earliest: Option<i64>,
    pub latest: Option<i64>,
}

impl DateColumns {
    /// The columns of a date; all NULL if there is none.
    pub fn of(date: Option<&HistoricalDate>) -> DateColumns {
        let Some(date) = date else {
            return DateColumns::default();
        };
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let bounds = date.bounds();
        DateColumns {
            edtf: owned(date.edtf()),
            text: owned(date.text()),
            calendar: Some(date.calendar().as_str().to_owned()),
            gregorian: owned(date.gregorian()),
            julian: owned(date.julian()),
            from: bounds.as_ref().and_then(|bounds| bounds.from_iso()),
            to: bounds.as_ref().and_then(|bounds| bounds.to_iso()),
            earliest: bounds.as_ref().map(|bounds| bounds.earliest),
            latest: bounds.as_ref().map(|bounds| bounds.latest),
        }
    }
}

/// A stored date from its columns. A date that no longer reads (a newer version wrote it) is its wording.
pub fn from_columns(
    edtf: Option<&str>,
    text: Option<&str>,
    calendar: Option<&str>,
) -> Option<HistoricalDate> {
    if edtf.is_none() && text.is_none() {
        return None;
    }
    let calendar = calendar.and_then(|name| name.parse().ok()).unwrap_or(Calendar::Gregorian);
    HistoricalDate::parse(edtf, text, calendar)
        .or_else(|_| HistoricalDate::parse(None, text.or(edtf), calendar))
        .ok()
}

/// Where a date sorts, in days; what has no date comes last.
pub fn sort_day(date: Option<&HistoricalDate>) -> i64 {
    date.map_or(UNDATED, HistoricalDate::sort_day)
}

/// How long a date may last, as what overlaps a stretch is looked for; none for one without a day.
pub fn date_length(date: &HistoricalDate) -> Option<i64> {
    date.bounds().map(|bounds| bounds.length())
}
