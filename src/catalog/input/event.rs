//! An event as mutations are told of one.

use super::{RecordForm, date, rank};
use crate::catalog::declare::told;

pub(super) fn form() -> RecordForm {
    RecordForm {
        new: "EventInput",
        keyed: "KeyedEventInput",
        changes: "EventChangesInput",
        descriptions: [
            "An event that is not in the archive yet.",
            "An event by key: made if the key is new, changed if it is known. What is left out stays as it is, null \
             clears it, and a list replaces what was there.",
            "What changes of an event. What is left out stays as it is, null clears it (but not `kind`), and a list \
             replaces what was there.",
        ],
        fields: vec![
            told(
                "kind",
                "String!",
                "What sort of event: `BIRTH`, `ARREST`, `TRIAL`, or another word in capitals.",
            ),
            told("title", "String", "What happened, in a few words."),
            told("description", "String", "What happened, at more length."),
            date("date", "When it happened."),
            told("place", "String", "Where it happened."),
            rank(),
            told("participants", "[ParticipationInput!]", "Who had a part in it."),
        ],
    }
}
