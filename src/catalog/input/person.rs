//! A person as mutations are told of one.

use super::{RecordForm, date};
use crate::catalog::declare::told;

pub(super) fn form() -> RecordForm {
    RecordForm {
        new: "PersonInput",
        keyed: "KeyedPersonInput",
        changes: "PersonChangesInput",
        descriptions: [
            "A person who is not in the archive yet.",
            "A person by key: made if the key is new, changed if it is known. What is left out stays as it is, null \
             clears it, and a list replaces what was there.",
            "What changes of a person. What is left out stays as it is, null clears it, and a list replaces what was \
             there.",
        ],
        fields: vec![
            told("names", "[PersonNameInput!]", "What the person is or was called."),
            told("gender", "String", "A word in capitals, such as `FEMALE`."),
            told("description", "String", "Who this is, in a line or two."),
            date(
                "birth",
                "Shorthand for an event of kind `BIRTH` with the person as `SUBJECT`, of the key `<key>#birth`.",
            ),
            date(
                "death",
                "Shorthand for an event of kind `DEATH` with the person as `SUBJECT`, of the key `<key>#death`.",
            ),
            told("identifiers", "[IdentifierInput!]", "What other catalogues call the person."),
            told("relations", "[RelationInput!]", "Ties to other persons."),
        ],
    }
}
