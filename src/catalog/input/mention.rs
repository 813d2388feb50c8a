//! A passage that names a person as mutations are told of one.

use super::{ClaimForm, of_claim};
use crate::catalog::declare::told;

pub(super) fn form() -> ClaimForm {
    let mut fields = vec![
        told("start", "Int!", "How many Unicode scalar values of the text stand before the passage."),
        told("end", "Int!", "How many stand before its end."),
        told("person", "PersonRef!", "Whom it names."),
        told(
            "status",
            "MentionStatus",
            "`CONFIRMED`, which it is unless told otherwise, or `REJECTED`: it does not name the person, and is not to \
             be found again.",
        ),
    ];
    fields.extend(of_claim());
    ClaimForm {
        new: "MentionInput",
        changes: "MentionChangesInput",
        descriptions: [
            "A passage that names a person: the span `[start, end)`, in Unicode scalar values of the text.",
            "What changes of a mention. What is left out stays as it is.",
        ],
        fields,
    }
}
