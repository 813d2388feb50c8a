//! The words that every layer shares: ids, historical dates, folded text, spans.
//! A leaf: no I/O, and nothing of ours is imported here.

/// Roles, permissions, and who may do what.
pub mod access;
/// Passages of a text that was corrected: where they are in the new text.
pub mod anchor;
/// Dates as sources give them: EDTF, original wording, calendar, and bounds as day numbers.
pub mod date;
/// Which kind of record or claim an id names, and how ids are written in the API.
pub mod id;
/// JSON as it was sent.
pub mod json;
/// Moments of our own time: when something was made, until when it holds.
pub mod moment;
/// Names without accents and case, so that a search finds them however they are typed.
pub mod name;
/// What a mutation does.
pub mod operation;
/// How far an archive has come.
pub mod position;
/// Search: tokens, what is kept of a record, what is asked of it.
pub mod search;
/// How much of something each of many may have.
pub mod share;
/// Passages of a text, counted in Unicode scalar values.
pub mod span;
/// Traces: where in one something happens, and what it is made of.
pub mod trace;
