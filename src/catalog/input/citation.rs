//! Where a claim comes from as mutations are told of it.

use super::{ClaimForm, note, rank};
use crate::catalog::declare::told;

pub(super) fn form() -> ClaimForm {
    ClaimForm {
        new: "CitationInput",
        changes: "CitationChangesInput",
        descriptions: [
            "Where a claim comes from: an article, and where in it.",
            "What changes of a citation. What is left out stays as it is; null clears it, but not `article`.",
        ],
        fields: vec![
            told("article", "ArticleRef!", "The source."),
            told("locator", "String", "Where in it: a page, a chapter."),
            told("excerpt", "String", "The very words of the source."),
            told("certainty", "CitationCertainty", "How certain the source is of it."),
            note(),
            rank(),
        ],
    }
}
