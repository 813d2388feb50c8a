//! A person's identifier in another catalogue as mutations are told of one.

use super::{ClaimForm, of_claim};
use crate::catalog::declare::told;

pub(super) fn form() -> ClaimForm {
    let mut fields = vec![
        told("scheme", "String!", "The catalogue, such as `wikidata` or `gnd`."),
        told("value", "String!", "The identifier in it, such as `Q160279`."),
    ];
    fields.extend(of_claim());
    ClaimForm {
        new: "IdentifierInput",
        changes: "IdentifierChangesInput",
        descriptions: [
            "What another catalogue calls a person.",
            "What changes of an identifier. What is left out stays as it is.",
        ],
        fields,
    }
}
