//! A quotation as mutations are told of one.

use super::{RecordForm, date, language, note, object};
use crate::catalog::declare::{InputObject, told};

pub(super) fn form() -> RecordForm {
    RecordForm {
        new: "QuotationInput",
        keyed: "KeyedQuotationInput",
        changes: "QuotationChangesInput",
        descriptions: [
            "A quotation that is not in the archive yet.",
            "A quotation by key: made if the key is new, changed if it is known. What is left out stays as it is, null \
             clears it, and a list replaces what was there.",
            "What changes of a quotation. What is left out stays as it is, null clears it (but not `text`), and a list \
             replaces what was there.",
        ],
        fields: vec![
            told("text", "String!", "The words."),
            told("title", "String", "What the quotation is called."),
            language("The language of the words, as a BCP 47 tag."),
            date("date", "When they were said or written."),
            told("work", "String", "Where they were printed."),
            note(),
            told("attributions", "[AttributionInput!]", "Who is said to have said them, and to whom."),
            told("source", "QuotationSourceInput", "The article that quotes them, and where in it."),
            told("occasion", "EventRef", "The event at which they were said."),
            told("mentions", "[MentionInput!]", "The passages of the words that name a person."),
        ],
    }
}

/// The article that quotes the words.
pub(super) fn source() -> InputObject {
    object(
        "QuotationSourceInput",
        "The article that quotes the words, and the span `[start, end)` of its text.",
        vec![
            told("article", "ArticleRef!", "The article."),
            told("start", "Int", "How many Unicode scalar values of the text stand before the words."),
            told("end", "Int", "How many stand before their end."),
        ],
    )
}
