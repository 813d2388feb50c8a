//! Events and who took part: the rows, as plain structs, and the births and deaths of many persons.

use super::{StoreError, Transaction};

pub use super::entity::event::Model as EventRow;
pub use super::entity::participation::Model as ParticipationRow;

/// An event of kind BIRTH or DEATH, and whose it is.
#[derive(Clone, Debug)]
pub struct BirthOrDeath {
    /// The person in the role SUBJECT.
    pub person_id: i64,
    /// The event.
    pub event_id: i64,
    /// `BIRTH` or `DEATH`.
    pub kind: String,
    /// 0 preferred, 1 normal, 2 deprecated.
    pub rank: i64,
    /// The date in EDTF.
    pub edtf: Option<String>,
    /// The date as the source words it.
    pub text: Option<String>,
    /// The calendar of the EDTF.
    pub calendar: Option<String>,
    /// Where the date sorts, in days.
    pub sort_day: i64,
}

impl Transaction {
    /// All events of kind BIRTH or DEATH whose SUBJECT is one of these persons.
    pub async fn births_and_deaths(&self, person_ids: &[i64]) -> Result<Vec<BirthOrDeath>, StoreError> {
        if person_ids.is_empty() {
            return Ok(Vec::new());
        }
        // Not by the index of kinds: half of all events are births or deaths.
        let sql = format!(
            "SELECT p.person_id, e.id, e.kind, e.rank, e.date_edtf, e.date_text, e.date_calendar, e.sort_day \
             FROM participation p JOIN event e ON e.id = p.event_id \
             WHERE p.person_id {} AND p.role = 'SUBJECT' AND e.kind || '' IN ('BIRTH', 'DEATH')",
            self.one_of()
        );
        let rows = self.query(sql, vec![self.bind_ids(person_ids)]).await?;
        rows.iter()
            .map(|row| {
                Ok(BirthOrDeath {
                    person_id: row.try_get("person_id")?,
                    event_id: row.try_get("id")?,
                    kind: row.try_get("kind")?,
                    rank: row.try_get("rank")?,
                    edtf: row.try_get("date_edtf")?,
                    text: row.try_get("date_text")?,
                    calendar: row.try_get("date_calendar")?,
                    sort_day: row.try_get("sort_day")?,
                })
            })
            .collect()
    }
}
