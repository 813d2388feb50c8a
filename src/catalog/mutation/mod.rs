//! Every mutation: its name, its input, its payload, what it does. All have one form,
//! `verbNoun(input: VerbNounInput!): VerbNounPayload!`, and every payload tells under `userErrors` why
//! nothing was done.

use super::declare::{
    Field, Input, InputObject, Mutation, Object, Part, Read, Rows, View, field, rows, told,
};
use crate::value::operation::Operation;

/// What belongs to no one record: merging, undoing, importing.
mod archive;
/// Adding and changing claims.
mod claim;
/// What payloads tell of what was done and what was not.
mod outcome;
/// Making, changing and deleting records.
mod record;

pub(super) use outcome::{enums, objects};

/// A mutation with the types that are its own.
pub(super) struct Declared {
    pub(super) mutation: Mutation,
    pub(super) input: InputObject,
    pub(super) payload: Object,
}

/// The names of a mutation and of its types.
#[derive(Clone, Copy)]
struct Names {
    mutation: &'static str,
    input: &'static str,
    payload: &'static str,
    /// What API readers see of its input and of its payload.
    descriptions: [&'static str; 2],
}

/// Makes the names from the verb, as the mutation and as its types spell it, and from the noun.
macro_rules! names {
    ($verb:literal, $Verb:literal, $noun:expr) => {
        $crate::catalog::mutation::Names {
            mutation: concat!($verb, $noun),
            input: concat!($Verb, $noun, "Input!"),
            payload: concat!($Verb, $noun, "Payload!"),
            descriptions: [
                concat!("What `", $verb, $noun, "` is told."),
                concat!("What came of `", $verb, $noun, "`."),
            ],
        }
    };
}
use names;

impl Names {
    /// The mutation of these names.
    fn declare(
        self,
        description: &'static str,
        operation: Operation,
        inputs: Vec<Input>,
        mut fields: Vec<Field>,
    ) -> Declared {
        let Names { mutation: name, input, payload, descriptions: [of_input, of_payload] } = self;
        fields.push(outcome::user_errors());
        Declared {
            mutation: Mutation { name, description, input, payload, operation },
            input: InputObject {
                name: input.trim_end_matches('!'),
                description: of_input,
                one_of: false,
                fields: inputs,
            },
            payload: Object {
                name: payload.trim_end_matches('!'),
                description: of_payload,
                implements: &[],
                fields,
            },
        }
    }
}

/// Every mutation, in the order of the schema.
pub(super) fn declared() -> Vec<Declared> {
    record::declared().into_iter().chain(claim::declared()).chain(archive::declared()).collect()
}

/// The row that a part of the outcome leads to.
fn row(
    name: &'static str,
    ty: &'static str,
    description: &'static str,
    part: Part,
    from: &'static str,
) -> Field {
    let rows = rows(from, "{n}.id = {1}");
    field(name, ty, description, Read::Outcome { part, rows, view: View::Row(ty) })
}

/// The record that was changed, as it is now.
fn record(name: &'static str, ty: &'static str, from: &'static str) -> Field {
    row(name, ty, "The record as it is now; null when nothing was done.", Part::Record, from)
}

/// A record of whatever kind, as it is now.
fn any_record() -> Field {
    row(
        "record",
        "Node",
        "The record as it is now; null when nothing was done, and where it is gone.",
        Part::Record,
        "record {n}",
    )
}

fn revision() -> Field {
    let description = "The change to the record; null when nothing changed.";
    row("revision", "Revision", description, Part::Revision, "revision {n}")
}

fn batch() -> Field {
    let description = "What was changed at once; null when nothing changed.";
    row("batch", "Batch", description, Part::Batch, "batch {n}")
}

/// What is read where a part leads that is no row of its own.
fn view(
    name: &'static str,
    ty: &'static str,
    description: &'static str,
    (part, rows, view): (Part, Rows, View),
) -> Field {
    field(name, ty, description, Read::Outcome { part, rows, view })
}

fn label() -> Input {
    told("label", "String", "A remark on the change, kept with its batch.")
}

fn expected_revision() -> Input {
    told(
        "expectedRevision",
        "Int",
        "The record's `revision` when you read it. Where the same field or claim was changed since, nothing is done, \
         and the conflict is told.",
    )
}

fn dry_run() -> Input {
    told("dryRun", "Boolean!", "Whether to tell only what would change.").or("false")
}

fn force() -> Input {
    told("force", "Boolean!", "Whether to overwrite what others changed since; for admins only.").or("false")
}
