//! Citations: where a claim comes from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::claim::{ClaimId, Element, Rank, Reference};
use super::rows::Rows;
use super::text::{Line, Prose};
use crate::store::CitationRow;
use crate::value::id::{ClaimKind, RecordKind};

/// Where a claim comes from: an article, and where in it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The key of the article.
    pub article: Reference,
    /// Where in the article: a page, a chapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Line>,
    /// The very words of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Prose>,
    /// How sure whoever entered it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Prose>,
    /// Which of several to believe first.
    #[serde(default, skip_serializing_if = "Rank::is_normal")]
    pub rank: Rank,
    /// Its row.
    #[serde(skip)]
    pub claim: ClaimId,
}

/// How sure a citation is that its source says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Certainty {
    /// Beyond doubt.
    Certain,
    /// More likely than not.
    Probable,
    /// It may be so.
    Possible,
    /// It hardly is.
    Doubtful,
}

impl Certainty {
    const ALL: [(Certainty, &'static str); 4] = [
        (Certainty::Certain, "CERTAIN"),
        (Certainty::Probable, "PROBABLE"),
        (Certainty::Possible, "POSSIBLE"),
        (Certainty::Doubtful, "DOUBTFUL"),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    fn of(text: &str) -> Option<Certainty> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(it, _)| *it)
    }
}

impl Element for Citation {
    const KIND: ClaimKind = ClaimKind::Citation;

    type Identity<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

    fn identity(&self) -> Self::Identity<'_> {
        (&self.article.key, self.locator.as_deref(), self.excerpt.as_deref())
    }

    fn claim(&self) -> &ClaimId {
        &self.claim
    }

    fn claim_mut(&mut self) -> &mut ClaimId {
        &mut self.claim
    }

    fn rank_mut(&mut self) -> &mut Rank {
        &mut self.rank
    }

    fn reference_mut(&mut self) -> Option<(&'static str, RecordKind, &mut Reference)> {
        Some(("article", RecordKind::Article, &mut self.article))
    }
}

/// Adds the rows of the citations of one claim.
pub fn citation_rows(citations: &[Citation], claim_id: i64, rows: &mut Rows) {
    for citation in citations {
        rows.claim(&citation.claim, ClaimKind::Citation);
        rows.citations.push(CitationRow {
            id: citation.claim.id,
            claim_id,
            article_id: citation.article.id,
            rank: citation.rank.number(),
            locator: citation.locator.clone().map(Into::into),
            excerpt: citation.excerpt.clone().map(Into::into),
            certainty: citation.certainty.map(|certainty| certainty.as_str().to_owned()),
            note: citation.note.clone().map(Into::into),
        });
    }
}

impl Citation {
    /// A stored citation of the article `article`.
    pub fn stored(row: CitationRow, article: Reference, claim: ClaimId) -> Citation {
        Citation {
            article,
            locator: row.locator.map(Line::stored),
            excerpt: row.excerpt.map(Prose::stored),
            certainty: row.certainty.as_deref().and_then(Certainty::of),
            note: row.note.map(Prose::stored),
            rank: Rank::of(row.rank),
            claim,
        }
    }
}
