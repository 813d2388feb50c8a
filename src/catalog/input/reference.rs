//! References to one of several kinds, and records of any kind.

use crate::catalog::declare::{Enum, Input, InputObject, told};

pub(super) fn inputs() -> [InputObject; 3] {
    [
        one_of(
            "DocumentRef",
            "Which document: exactly one of these.",
            vec![
                told("article", "ArticleRef", "An article."),
                told("quotation", "QuotationRef", "A quotation."),
            ],
        ),
        one_of(
            "CitedRef",
            "What rests on a source: exactly one of these.",
            vec![
                told("claim", "ID", "A claim, such as `claim:17`."),
                told("person", "PersonRef", "The record of a person."),
                told("event", "EventRef", "The record of an event."),
                told("article", "ArticleRef", "The record of an article."),
                told("quotation", "QuotationRef", "The record of a quotation."),
            ],
        ),
        one_of(
            "RecordInput",
            "A record by key: exactly one of these.",
            vec![
                told("person", "KeyedPersonInput", "A person."),
                told("event", "KeyedEventInput", "An event."),
                told("article", "KeyedArticleInput", "An article."),
                told("quotation", "KeyedQuotationInput", "A quotation."),
            ],
        ),
    ]
}

fn one_of(name: &'static str, description: &'static str, fields: Vec<Input>) -> InputObject {
    InputObject { name, description, one_of: true, fields }
}

pub(super) fn on_error() -> Enum {
    Enum {
        name: "OnError",
        description: "What a wrong record means for the others.",
        values: &[("STOP", "Nothing is taken."), ("SKIP", "It is left out, and the others are taken.")],
    }
}
