//! Historical dates as the API shows them, and filters by them.

use super::declare::{Condition, Enum, Field, InputObject, Object, Read, Scalar, field, input};

/// A date of the row, from the columns with the given prefix.
pub(super) fn date_field(name: &'static str, description: &'static str, prefix: &'static str) -> Field {
    let present = match prefix {
        "lifespan" => "{t}.lifespan_edtf IS NOT NULL",
        _ => "({t}.date_edtf IS NOT NULL OR {t}.date_text IS NOT NULL)",
    };
    field(name, "HistoricalDate", description, Read::Embedded { object: "HistoricalDate", prefix, present })
}

pub(super) fn object() -> Object {
    let read = |name, ty, description, sql| field(name, ty, description, Read::Word(sql));
    Object {
        name: "HistoricalDate",
        description: "A date as precise as its source and no more: a year is a year, and nothing invents a month or a \
                      day. `earliest` and `latest` tell the days between which it lies.",
        implements: &[],
        fields: vec![
            read(
                "edtf",
                "Edtf",
                "The date in EDTF, in the calendar of the source: `1888-09-27`, `1911~/1917`, `193X`, `[1710,1716]`. \
                 Null when only the wording is known.",
                "{t}.{p}_edtf",
            ),
            field(
                "text",
                "String",
                "The wording of the source, where it was kept: `c. 1710 or 1716`.",
                Read::Text("{t}.{p}_text"),
            ),
            read(
                "calendar",
                "Calendar!",
                "The calendar in which the source gives the date, and in which `edtf` is written.",
                "coalesce({t}.{p}_calendar, 'GREGORIAN')",
            ),
            read(
                "gregorian",
                "Edtf",
                "The date in the Gregorian calendar, in EDTF; null where it cannot be converted without inventing \
                 precision (a Julian month lies in two Gregorian ones).",
                "{t}.{p}_gregorian",
            ),
            read(
                "julian",
                "Edtf",
                "The date in the Julian calendar, in EDTF; null where it cannot be converted without inventing precision.",
                "{t}.{p}_julian",
            ),
            read(
                "earliest",
                "String",
                "The first day on which it may have been (Gregorian, ISO 8601: `1888-10-09`); null when open.",
                "{t}.{p}_from",
            ),
            read(
                "latest",
                "String",
                "The last day on which it may have been (Gregorian, ISO 8601: `1888-10-09`); null when open.",
                "{t}.{p}_to",
            ),
        ],
    }
}

pub(super) fn inputs() -> InputObject {
    InputObject {
        name: "DateFilter",
        description: "A stretch of time, and how sure one must be that a date lies in it. What has no date is never \
                      found.",
        one_of: false,
        fields: vec![
            input(
                "within",
                "Edtf!",
                "The stretch, in EDTF (Gregorian): a day `1938-03-15`, a year `1937`, an interval `1937/1938-03`, \
                 open `1917/..`.",
                Condition::None,
            ),
            input("certainty", "DateCertainty!", "How sure one must be.", Condition::None).or("POSSIBLY"),
        ],
    }
}

pub(super) fn enums() -> Vec<Enum> {
    vec![
        Enum {
            name: "Calendar",
            description: "A calendar in which sources give dates.",
            values: &[
                ("GREGORIAN", "The calendar in use today, also carried back before 1582."),
                (
                    "JULIAN",
                    "The calendar before it: until 1918 in Russia, 13 days behind in the 20th century.",
                ),
            ],
        },
        Enum {
            name: "DateCertainty",
            description: "How sure one must be that a date lies in a stretch of time.",
            values: &[
                ("POSSIBLY", "It may lie in it: the two overlap."),
                (
                    "CERTAINLY",
                    "It lies in it whole: no day that it can mean is outside. That a source is unsure of a date (`1888?`, `1888~`) adds no days to it.",
                ),
            ],
        },
    ]
}

pub(super) fn scalars() -> Vec<Scalar> {
    vec![Scalar {
        name: "Edtf",
        description: "A date in the Extended Date/Time Format (ISO 8601-2:2019, levels 0 to 2). Examples: `1938-03-15`, \
                      `1905`, `1888-09-27`, `1911~` (about), `1878?` (uncertain), `193X` (some year of the 1930s), \
                      `1937/1938` (from, to), `1917/..` (open), `[1710,1716]` (one of), `-0521` (522 BCE), \
                      `Y-17000000`.",
        specified_by: "https://www.loc.gov/standards/datetime/",
        is_text: true,
    }]
}
