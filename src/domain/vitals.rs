//! A person's birth, death and lifespan, derived from the events that tell of them.

use super::claim::Rank;
use super::date::{DateColumns, sort_day};
use crate::store::PersonRow;
use crate::value::date::{HistoricalDate, UNDATED, lifespan};

/// The derived columns of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    pub birth_id: Option<i64>,
    pub death_id: Option<i64>,
    pub lifespan: DateColumns,
    pub birth_sort_day: i64,
    pub death_sort_day: i64,
}

impl Default for Vitals {
    fn default() -> Vitals {
        Vitals::of(None, None)
    }
}

/// A birth or a death: which event tells it, how good it is, and when it was.
#[derive(Clone, Debug)]
pub struct Vital {
    pub event_id: i64,
    pub rank: Rank,
    pub date: Option<HistoricalDate>,
}

impl Vital {
    /// The one to answer with: of the lowest rank, then the oldest.
    pub fn best(vitals: Vec<Vital>) -> Option<Vital> {
        vitals.into_iter().min_by_key(|vital| (vital.rank, vital.event_id))
    }
}

impl Vitals {
    /// The columns that follow from the best birth and the best death.
    pub fn of(birth: Option<&Vital>, death: Option<&Vital>) -> Vitals {
        let born = birth.and_then(|birth| birth.date.as_ref());
        let died = death.and_then(|death| death.date.as_ref());
        Vitals {
            birth_id: birth.map(|birth| birth.event_id),
            death_id: death.map(|death| death.event_id),
            lifespan: DateColumns::of(lifespan(born, died).as_ref()),
            birth_sort_day: born.map_or(UNDATED, |date| sort_day(Some(date))),
            death_sort_day: died.map_or(UNDATED, |date| sort_day(Some(date))),
        }
    }

    /// What a person's row holds.
    pub fn of_row(row: &PersonRow) -> Vitals {
        Vitals {
            birth_id: row.birth_id,
            death_id: row.death_id,
            lifespan: DateColumns {
                edtf: row.lifespan_edtf.clone(),
                text: row.lifespan_text.clone(),
                calendar: row.lifespan_calendar.clone(),
                gregorian: row.lifespan_gregorian.clone(),
                julian: row.lifespan_julian.clone(),
                from: row.lifespan_from.clone(),
                to: row.lifespan_to.clone(),
                earliest: row.lifespan_earliest,
                latest: row.lifespan_latest,
            },
            birth_sort_day: row.birth_sort_day,
            death_sort_day: row.death_sort_day,
        }
    }

    /// Puts these columns into a person's row; answers whether that changed it.
    pub fn put_into(self, row: &mut PersonRow) -> bool {
        if Vitals::of_row(row) == self {
            return false;
        }
        row.birth_id = self.birth_id;
        row.death_id = self.death_id;
        row.lifespan_edtf = self.lifespan.edtf;
        row.lifespan_text = self.lifespan.text;
        row.lifespan_calendar = self.lifespan.calendar;
        row.lifespan_gregorian = self.lifespan.gregorian;
        row.lifespan_julian = self.lifespan.julian;
        row.lifespan_from = self.lifespan.from;
        row.lifespan_to = self.lifespan.to;
        row.lifespan_earliest = self.lifespan.earliest;
        row.lifespan_latest = self.lifespan.latest;
        row.birth_sort_day = self.birth_sort_day;
        row.death_sort_day = self.death_sort_day;
        true
    }
}
