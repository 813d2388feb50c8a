//! The words in which mutations are declared: what they take, what they do, and what their outcome leads to.

use crate::value::operation::Operation;

/// A mutation: one argument `input`, one payload, and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Mutation {
    /// Its name in GraphQL: verb and noun.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// The type of its argument, such as `CreatePersonInput!`.
    pub input: &'static str,
    /// The type of its payload, such as `CreatePersonPayload!`.
    pub payload: &'static str,
    /// What it does, and so who may ask for it.
    pub operation: Operation,
}

/// A part of a mutation's outcome: the number of what it changed or made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// The record that changed.
    Record,
    /// The record that is back.
    Restored,
    /// The claim that was made or changed.
    Claim,
    /// The change to the record.
    Revision,
    /// All that was changed at once.
    Batch,
}

impl Made {
    /// Every part.
    pub const ALL: &'static [Made] =
        &[Made::Record, Made::Restored, Made::Claim, Made::Revision, Made::Batch];

    /// Its name among the values that a plan binds.
    pub const fn name(self) -> &'static str {
        match self {
            Made::Record => "record",
            Made::Restored => "restored",
            Made::Claim => "claim",
            Made::Revision => "revision",
            Made::Batch => "batch",
        }
    }
}

/// What is read of the row that an outcome leads to.
pub enum View {
    /// The row itself, as this type.
    Row(&'static str),
    /// An edge of the row: the one whose link has the number `{1}`.
    Edge {
        /// The row's type.
        object: &'static str,
        /// Its connection.
        field: &'static str,
    },
}
