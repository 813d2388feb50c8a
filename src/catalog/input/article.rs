//! An article as mutations are told of one.

use super::{RecordForm, date, language};
use crate::catalog::declare::told;

pub(super) fn form() -> RecordForm {
    RecordForm {
        new: "ArticleInput",
        keyed: "KeyedArticleInput",
        changes: "ArticleChangesInput",
        descriptions: [
            "An article that is not in the archive yet.",
            "An article by key: made if the key is new, changed if it is known. What is left out stays as it is, null \
             clears it, and a list replaces what was there.",
            "What changes of an article. What is left out stays as it is, null clears it, and a list replaces what was \
             there.",
        ],
        fields: vec![
            told("title", "String", "What it is called."),
            told("body", "String", "Its text; left out of a source that is known only by its title."),
            told("author", "String", "Who wrote it."),
            date("published", "When it was published."),
            language("The language it is written in, as a BCP 47 tag."),
            told("url", "String", "Where it can be read: `https://…` or `http://…`."),
            told("license", "String", "On what terms it may be passed on."),
            told("mentions", "[MentionInput!]", "The passages of the body that name a person."),
        ],
    }
}
