//! A tie between two persons as mutations are told of one.

use super::{ClaimForm, date, note, of_claim};
use crate::catalog::declare::told;

pub(super) fn form() -> ClaimForm {
    let mut fields = vec![
        told(
            "kind",
            "String!",
            "What the other person is to the one whose record tells it: `SPOUSE`, `PARENT`, `TEACHER`, or another word \
             in capitals.",
        ),
        told("person", "PersonRef!", "The other person."),
        date("date", "When it held."),
        note(),
    ];
    fields.extend(of_claim());
    ClaimForm {
        new: "RelationInput",
        changes: "RelationChangesInput",
        descriptions: [
            "A tie from one person to another.",
            "What changes of a tie. What is left out stays as it is; null clears it, but not `kind` and `person`.",
        ],
        fields,
    }
}
