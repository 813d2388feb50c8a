//! The ways in which the value of a field is read.

use super::{Connection, Made, Order, Rows, Sql, Transform, View};

/// How a field's value is read from its row.
pub enum Read {
    /// A text or NULL, to be quoted.
    Text(Sql),
    /// A text of one line or NULL, without control characters, as `Line` and `Key` of `domain/text.rs` are: to be quoted.
    Line(Sql),
    /// A word or NULL, of letters that JSON writes as they are: a value of an enum, a word of an open vocabulary, a tag of a
    /// language, a date in EDTF.
    Word(Sql),
    /// An integer or NULL.
    Number(Sql),
    /// A text that is JSON already, never NULL.
    Json(Sql),
    /// An id: a known kind and a number.
    Id {
        /// What stands before the colon.
        prefix: &'static str,
        /// The number, never NULL.
        number: Sql,
    },
    /// An object made of other columns of the same row.
    Embedded {
        /// The object's name.
        object: &'static str,
        /// The columns' prefix.
        prefix: &'static str,
        /// When it is there at all.
        present: Sql,
    },
    /// At most one other row.
    One {
        /// The type it leads to.
        to: &'static str,
        /// Where that row is.
        rows: Rows,
    },
    /// A bounded list of other rows; takes the argument `first`.
    List {
        /// The type it leads to.
        to: &'static str,
        /// Where those rows are.
        rows: Rows,
        /// Their order.
        order: Sql,
    },
    /// A connection with cursors.
    Connection(Box<Connection>),
    /// Rows as they come, without end; takes the argument `after`. Of a subscription only.
    Feed {
        /// The type of the items.
        to: &'static str,
        /// Where their rows are.
        rows: Rows,
        /// The order in which they come: one number, which grows with each commit.
        order: Order,
    },
    /// The records of a list of ids, the field's one argument, in that order, null where there is none.
    Nodes {
        /// The abstract type of the records.
        to: &'static str,
        /// The number of the record that an element leads to: its id's number is `{1}`, its kind `{2}`, its key `{3}`.
        number: Sql,
        /// What each element of the list must be.
        by: Transform,
    },
    /// What the service tells of itself. No row is read for it, and no plan is made.
    Served,
    /// What a mutation tells of itself, under the field's name: no row is read for it.
    Told,
    /// What a part of a mutation's outcome leads to; null where the outcome has no such part.
    Outcome {
        /// Which part: its number is `{1}`.
        part: Made,
        /// The row of that number.
        rows: Rows,
        /// What is read there.
        view: View,
    },
}
