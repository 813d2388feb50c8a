//! A name of a person as mutations are told of one.

use super::{ClaimForm, date, language, note, of_claim};
use crate::catalog::declare::told;

pub(super) fn form() -> ClaimForm {
    let mut fields = vec![
        told("text", "String!", "The name as it is written."),
        told("kind", "String", "`PREFERRED`, `ALIAS`, `BIRTH_NAME`, `MARRIED`, or another word in capitals."),
        language("The language and script it is written in, as a BCP 47 tag: `ru-Cyrl`."),
        date("date", "When it was in use."),
        note(),
    ];
    fields.extend(of_claim());
    ClaimForm {
        new: "PersonNameInput",
        changes: "PersonNameChangesInput",
        descriptions: [
            "A name of a person.",
            "What changes of a name. What is left out stays as it is; null clears it, but not `text`.",
        ],
        fields,
    }
}
