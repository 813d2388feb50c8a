//! Lists of what has a date, where a stretch of time is asked for: declared here, read in `plan/stretch.rs`.

use super::{Rows, Sql, Transform, rows};

/// Rows that have a date each, where they are listed in the order of their dates and a stretch of time is asked for. They are
/// read length by length (the column `date_length`): what is no longer than that and overlaps the stretch begins no earlier
/// than so long before it. The table has the columns of a date and `sort_day`, and an index by `date_length, sort_day, id`.
pub struct Stretch {
    /// The table.
    pub table: &'static str,
    /// The order in which the rows are read so: by `sort_day` and `id`.
    pub order: &'static str,
    /// The argument in which the stretch is asked for, and its field there. Only those of `kinds` may be asked for beside it:
    /// what else is asked may have an index that leaves less.
    pub asked: [&'static str; 2],
    /// The argument or field of that argument by which kinds are asked for, and what is made of its list.
    pub kinds: (&'static str, Transform),
    /// The column of the kind.
    pub kind: &'static str,
    /// Whether an index by the same columns leads with the kind.
    pub leads_with_kind: bool,
}

/// Shorthand for all rows of a table that is also read by stretches of time.
pub const fn dated(from: Sql, stretch: &'static Stretch) -> Rows {
    Rows { stretch: Some(stretch), ..rows(from, "") }
}
