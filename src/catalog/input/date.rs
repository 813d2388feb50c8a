//! Historical dates as mutations are told of them.

use super::object;
use crate::catalog::declare::{InputObject, told};

pub(super) fn input() -> InputObject {
    object(
        "HistoricalDateInput",
        "A date as precise as its source and no more: EDTF, the wording of the source, or both.",
        vec![
            told("edtf", "Edtf", "The date in EDTF, in the calendar of the source."),
            told("text", "String", "The wording of the source: `c. 1710 or 1716`."),
            told(
                "calendar",
                "Calendar",
                "The calendar in which `edtf` is written: `GREGORIAN` when left out.",
            ),
        ],
    )
}
