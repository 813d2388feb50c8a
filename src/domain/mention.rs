//! Mentions: the passages of a document that name a person, and the rows they become.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::citation::{Citation, citation_rows};
use super::claim::{ClaimId, Element, Rank, Reference};
use super::rows::Rows;
use crate::store::{AppearanceRow, MentionRow};
use crate::value::id::{ClaimKind, RecordKind};
use crate::value::span::{Span, passages};

/// A passage that names a person: the span `[start, end)`, in Unicode scalar values of the text.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// How many Unicode scalar values stand before the passage.
    pub start: u32,
    /// How many stand before its end.
    pub end: u32,
    /// The key of the person.
    pub person: Reference,
    /// Which of several to believe first.
    #[serde(default, skip_serializing_if = "Rank::is_normal")]
    pub rank: Rank,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Its row.
    #[serde(skip)]
    pub claim: ClaimId,
}

/// What of a document its mentions' rows repeat.
pub struct Mentioning<'a> {
    /// The document's number.
    pub document_id: i64,
    /// Article or quotation.
    pub kind: RecordKind,
    /// Where the document's date sorts.
    pub sort_day: i64,
    /// What the spans count in.
    pub text: &'a str,
}

/// Adds the rows of a document's mentions, and of the persons who appear in it.
pub fn mention_rows(mentions: &[Mention], document: &Mentioning<'_>, rows: &mut Rows) {
    let span = |mention: &Mention| Span::new(mention.start.into(), mention.end.into());
    let spans: Vec<Span> =
        mentions.iter().map(|mention| span(mention).expect("a span was checked when it was read")).collect();
    let mut appearances: BTreeMap<i64, i64> = BTreeMap::new();
    for (mention, passage) in mentions.iter().zip(passages(document.text, &spans)) {
        let passage = passage.expect("a span that does not fit its text was refused before");
        rows.claim(&mention.claim, ClaimKind::Mention);
        rows.mentions.push(MentionRow {
            id: mention.claim.id,
            document_id: document.document_id,
            person_id: mention.person.id,
            rank: mention.rank.number(),
            span_start: i64::from(mention.start),
            span_end: i64::from(mention.end),
            prefix: passage.prefix.to_owned(),
            surface: passage.surface.to_owned(),
            suffix: passage.suffix.to_owned(),
        });
        citation_rows(&mention.citations, mention.claim.id, rows);
        *appearances.entry(mention.person.id).or_default() += 1;
    }
    rows.appearances.extend(appearances.into_iter().map(|(person_id, passages)| AppearanceRow {
        person_id,
        document_id: document.document_id,
        document_kind: document.kind.as_str().to_owned(),
        passages,
        sort_day: document.sort_day,
    }));
}

impl Element for Mention {
    const KIND: ClaimKind = ClaimKind::Mention;

    type Identity<'a> = (u32, u32, &'a str);

    fn identity(&self) -> Self::Identity<'_> {
        (self.start, self.end, &self.person.key)
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

    fn citations_mut(&mut self) -> Option<&mut Vec<Citation>> {
        Some(&mut self.citations)
    }

    fn reference_mut(&mut self) -> Option<(&'static str, RecordKind, &mut Reference)> {
        Some(("person", RecordKind::Person, &mut self.person))
    }
}
