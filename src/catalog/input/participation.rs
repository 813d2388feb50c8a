//! A person's part in an event as mutations are told of one.

use super::{ClaimForm, note, of_claim};
use crate::catalog::declare::told;

pub(super) fn form() -> ClaimForm {
    let mut fields = vec![
        told("person", "PersonRef!", "Whose part it is."),
        told(
            "role",
            "String",
            "`SUBJECT`, `ACCUSED`, or another word in capitals; `PARTICIPANT` in what is new.",
        ),
        note(),
    ];
    fields.extend(of_claim());
    ClaimForm {
        new: "ParticipationInput",
        changes: "ParticipationChangesInput",
        descriptions: [
            "A person's part in an event.",
            "What changes of a part in an event. What is left out stays as it is; null clears it, but not `person`.",
        ],
        fields,
    }
}
