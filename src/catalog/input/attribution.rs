//! An attribution of a quotation as mutations are told of one.

use super::{ClaimForm, note, of_claim};
use crate::catalog::declare::told;

pub(super) fn form() -> ClaimForm {
    let mut fields = vec![
        told("person", "PersonRef", "Who it is; left out if nobody knows."),
        told(
            "role",
            "AttributionRole",
            "Whether the person said it or was told it: `SPEAKER` in what is new.",
        ),
        told(
            "status",
            "AttributionStatus",
            "How well it stands: `ATTRIBUTED` in what is new, or `ANONYMOUS` without a person.",
        ),
        note(),
    ];
    fields.extend(of_claim());
    ClaimForm {
        new: "AttributionInput",
        changes: "AttributionChangesInput",
        descriptions: [
            "Who is said to have said a quotation, or to whom it was said.",
            "What changes of an attribution. What is left out stays as it is, and null clears it.",
        ],
        fields,
    }
}
