//! What payloads tell of what was done and what was not: user errors, differences, counts.

use crate::catalog::declare::{Enum, Field, Object, Read, field};

fn told(name: &'static str, ty: &'static str, description: &'static str) -> Field {
    field(name, ty, description, Read::Told)
}

pub(super) fn user_errors() -> Field {
    told(
        "userErrors",
        "[UserError!]!",
        "Why nothing was done, or why a record was left out of it (`onError: SKIP`): everything that is wrong, at once. \
         Empty when all of it was done.",
    )
}

pub(super) fn deleted_id() -> Field {
    told("deletedId", "ID", "The id that the record had; null when nothing was done.")
}

pub(super) fn changes() -> Field {
    told(
        "changes",
        "[RecordDifference!]!",
        "What changed in each record, or would, where only that was asked (`dryRun`).",
    )
}

pub(super) fn overwritten() -> Field {
    told(
        "overwritten",
        "[UserError!]!",
        "What others had changed since and was overwritten, or would be (`force`).",
    )
}

pub(super) fn contradictions() -> Field {
    told(
        "contradictions",
        "[UserError!]!",
        "What the records say and the archive does not, because people have set it since; the archive's is kept.",
    )
}

/// What the records of an import came to.
pub(super) fn counts() -> [Field; 5] {
    [
        told("records", "Int!", "How many records were given."),
        told("created", "Int!", "How many are new."),
        told("updated", "Int!", "How many changed a record."),
        told("unchanged", "Int!", "How many changed nothing."),
        told("rejected", "Int!", "How many were left out because something is wrong with them."),
    ]
}

pub(in crate::catalog) fn objects() -> [Object; 3] {
    [
        Object {
            name: "UserError",
            description: "Something that stands in the way, and that whoever asks can mend.",
            implements: &[],
            fields: vec![
                told("code", "UserErrorCode!", "What sort of thing it is."),
                told("field", "String!", "Where in the input, as a path: `input.person.names[1].date.edtf`."),
                told("message", "String!", "What is wrong, and what was expected."),
                told("value", "String", "The value that stands there, shortened."),
                told("before", "JSON", "Of a conflict: what it was when you last saw it."),
                told("current", "JSON", "Of a conflict: what it is now."),
            ],
        },
        Object {
            name: "RecordDifference",
            description: "What a change does to one record.",
            implements: &[],
            fields: vec![
                told("kind", "RecordKind!", "What the record is."),
                told("key", "String!", "Its key."),
                told("outcome", "RecordOutcome!", "What becomes of it."),
                told(
                    "fields",
                    "[FieldDifference!]!",
                    "The fields that change; all of them for a new record.",
                ),
            ],
        },
        Object {
            name: "FieldDifference",
            description: "A field before and after, in the form of an import.",
            implements: &[],
            fields: vec![
                told("field", "String!", "The field's name in the form of an import."),
                told("before", "JSON", "What it was; null when there was nothing."),
                told("after", "JSON", "What it becomes; null when there is nothing any more."),
            ],
        },
    ]
}

pub(in crate::catalog) fn enums() -> [Enum; 2] {
    [
        Enum {
            name: "UserErrorCode",
            description: "What stands in the way.",
            values: &[
                ("INVALID", "A value is not what it must be."),
                ("NOT_FOUND", "What is referred to is not there."),
                ("TAKEN", "The key belongs to another record."),
                ("CONFLICT", "Others changed it since."),
                ("IN_USE", "Others refer to it."),
                ("FORBIDDEN", "The token's role is too low for it."),
            ],
        },
        Enum {
            name: "RecordOutcome",
            description: "What becomes of a record.",
            values: &[
                ("CREATED", "It is new."),
                ("UPDATED", "Some of it changes."),
                ("UNCHANGED", "It stays as it was."),
                ("DELETED", "It is gone."),
            ],
        },
    ]
}
