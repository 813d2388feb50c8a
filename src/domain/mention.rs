//! Mentions: the passages of a document that name a person, and the rows they become.

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::citation::{Citation, citation_rows};
use super::claim::{ClaimId, Element, Rank, Reference};
use super::field::Field;
use super::rows::Rows;
use super::telling::Telling;
use super::text::Key;
use crate::store::{AppearanceRow, MentionRow};
use crate::value::anchor::reanchor;
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
    /// Whether it does name the person. Where people say that it does not, the service never finds it again.
    #[serde(default, skip_serializing_if = "MentionStatus::is_confirmed")]
    pub status: MentionStatus,
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

/// Whether a passage names a person, as people and files say. What the service finds by itself is neither: it is no
/// part of the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum MentionStatus {
    /// It does.
    #[default]
    Confirmed,
    /// It does not.
    Rejected,
}

impl MentionStatus {
    /// As the database has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            MentionStatus::Confirmed => "confirmed",
            MentionStatus::Rejected => "rejected",
        }
    }

    /// What the database has it by.
    pub fn stored(text: &str) -> MentionStatus {
        match text {
            "rejected" => MentionStatus::Rejected,
            _ => MentionStatus::Confirmed,
        }
    }

    /// Whether an export leaves it out.
    pub fn is_confirmed(&self) -> bool {
        *self == MentionStatus::Confirmed
    }
}

/// What the words of a passage are looked up by.
pub fn form_of(surface: &str) -> String {
    super::link::key_of(surface)
}

/// A document's text that is told otherwise than the archive has it.
pub struct TextChange {
    stored: String,
    told: String,
}

impl TextChange {
    /// The change from one text to another; none if they are the same. No text is an empty one.
    pub fn of(stored: &str, told: &str) -> Option<TextChange> {
        (stored != told).then(|| TextChange { stored: stored.to_owned(), told: told.to_owned() })
    }
}

/// Tells a document's mentions after its text, which is now `text`. Where the text changed, the mentions
/// that the archive has follow their words first, so that those told again are found to be the same. Where
/// people had a say in the text and it stays, those told are looked for in it: they count in the file's.
///
/// What [`lost_mentions`] tells of must have been refused before; it stays where it was.
pub fn tell_mentions(
    stored: &mut Field<Vec<Mention>>,
    told: Field<Vec<Mention>>,
    change: Option<&TextChange>,
    text: &str,
    telling: &mut Telling<'_>,
) {
    let mut told = told;
    match change {
        None => keep_rejections(stored, &mut told, telling),
        Some(change) if change.told == text => {
            follow_withdrawn(telling, &change.stored, &change.told);
            let lost = match stored {
                Field::Value(mentions) => follow(mentions, &change.stored, &change.told),
                _ => Vec::new(),
            };
            keep_rejections(stored, &mut told, telling);
            if let Field::Value(mentions) = stored {
                mentions.extend(lost.into_iter().map(|(_, mention)| mention));
            }
        }
        Some(change) => {
            if let Field::Value(mentions) = &mut told {
                for (index, mention) in follow(mentions, &change.told, &change.stored) {
                    telling.contradiction(&format!("mentions[{index}]"), None::<&Mention>, &mention);
                }
            }
        }
    }
    telling.list("mentions", stored, told);
}

/// Adds to a list that people tell what they said before is no mention: a list tells whom the text names, and whoever
/// reads mentions and writes them back has not seen those. A rejection ends by being taken away itself, or being told as a
/// mention.
fn keep_rejections(stored: &Field<Vec<Mention>>, told: &mut Field<Vec<Mention>>, telling: &Telling<'_>) {
    if told.is_absent() || !telling.by_people || telling.is_undoing {
        return;
    }
    let again: HashSet<_> = told.items().iter().map(Element::identity).collect();
    let is_kept = |mention: &&Mention| {
        mention.status == MentionStatus::Rejected && !again.contains(&mention.identity())
    };
    let mut kept: Vec<Mention> = stored.items().iter().filter(is_kept).cloned().collect();
    if kept.is_empty() {
        return;
    }
    for mention in &mut kept {
        mention.claim = ClaimId::default();
        mention.citations.iter_mut().for_each(|citation| citation.claim = ClaimId::default());
    }
    let mut mentions = told.items().to_vec();
    mentions.append(&mut kept);
    *told = Field::Value(mentions);
}

/// Makes what people took away follow its words too: told at its new place, it stays away.
fn follow_withdrawn(telling: &mut Telling<'_>, old: &str, new: &str) {
    let mut known: Vec<(ClaimKind, String, Withdrawn)> = Vec::new();
    for (kind, identity) in telling.withdrawn.iter() {
        let read = Withdrawn::read(*kind, identity);
        known.extend(read.map(|withdrawn| (*kind, identity.clone(), withdrawn)));
    }
    let span = |withdrawn: &Withdrawn| Span::new(withdrawn.start.into(), withdrawn.end.into()).ok();
    known.retain(|(_, _, withdrawn)| span(withdrawn).is_some());
    if known.is_empty() {
        return;
    }
    known.sort_by(|one, other| one.1.cmp(&other.1));
    let spans: Vec<Span> = known.iter().filter_map(|(_, _, withdrawn)| span(withdrawn)).collect();
    let mut left = telling.withdrawn.clone().into_owned();
    let mut moved = Vec::new();
    for ((kind, identity, withdrawn), place) in known.into_iter().zip(reanchor(old, new, &spans)) {
        // Of words that are gone, it is only known where they were.
        let Some(place) = place else { continue };
        let now = (kind, withdrawn.at(place));
        if now.1 != identity {
            left.remove(&(kind, identity.clone()));
            moved.push(now.clone());
            telling.renewals.push((kind, identity));
            telling.withdrawals.push(now);
        }
    }
    left.extend(moved);
    telling.withdrawn = std::borrow::Cow::Owned(left);
}

/// What people took away that has a place in a text: a mention, or a citation of one.
struct Withdrawn {
    start: u32,
    end: u32,
    person: String,
    /// What makes a citation the same among those of the mention.
    citation: Option<serde_json::Value>,
}

impl Withdrawn {
    /// Reads what [`identity_text`] wrote.
    fn read(kind: ClaimKind, identity: &str) -> Option<Withdrawn> {
        let mention = |text: &str, citation| {
            let (_, (start, end, person)) =
                serde_json::from_str::<(String, (u32, u32, String))>(text).ok()?;
            Some(Withdrawn { start, end, person, citation })
        };
        match kind {
            ClaimKind::Mention => mention(identity, None),
            ClaimKind::Citation => {
                let (of, citation) = serde_json::from_str::<(String, serde_json::Value)>(identity).ok()?;
                mention(&of, Some(citation))
            }
            _ => None,
        }
    }

    /// The same at another place.
    fn at(&self, place: Span) -> String {
        let mention = serde_json::json!(["", [place.start(), place.end(), self.person]]).to_string();
        match &self.citation {
            None => mention,
            Some(citation) => serde_json::json!([mention, citation]).to_string(),
        }
    }
}

/// Moves mentions to where their words are in the new text. Answers with those that are not in it, which
/// are taken out of the list, and their places in it.
fn follow(mentions: &mut Vec<Mention>, old: &str, new: &str) -> Vec<(usize, Mention)> {
    let places = places(mentions, old, new);
    let mut lost = Vec::new();
    for (index, (mut mention, place)) in std::mem::take(mentions).into_iter().zip(places).enumerate() {
        match place {
            Some(place) => {
                (mention.start, mention.end) = (place.start(), place.end());
                mentions.push(mention);
            }
            None => lost.push((index, mention)),
        }
    }
    lost
}

fn places(mentions: &[Mention], old: &str, new: &str) -> Vec<Option<Span>> {
    if mentions.is_empty() {
        return Vec::new();
    }
    let spans: Vec<Option<Span>> =
        mentions.iter().map(|mention| Span::new(mention.start.into(), mention.end.into()).ok()).collect();
    let mut found = reanchor(old, new, &spans.iter().flatten().copied().collect::<Vec<_>>()).into_iter();
    spans.into_iter().map(|span| span.and_then(|_| found.next()).flatten()).collect()
}

/// A mention whose words the new text no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostMention {
    /// The words that it was of.
    pub words: String,
    /// Where they began in the old text.
    pub start: u32,
    /// Where they ended in it.
    pub end: u32,
    /// The key of the person.
    pub person: Key,
}

/// The mentions that would stay and have no words any more, were the text `old` to become `new` and the
/// mentions `told`. `by_people`: what they do not tell does not stay, whoever told it.
pub fn lost_mentions(
    stored: &[Mention],
    told: &Field<Vec<Mention>>,
    (old, new): (&str, &str),
    by_people: bool,
) -> Vec<LostMention> {
    let again: HashSet<_> = told.items().iter().map(Element::identity).collect();
    let stays = |mention: &Mention| {
        let is_curated =
            mention.claim.curated || mention.citations.iter().any(|citation| citation.claim.curated);
        told.is_absent() || (is_curated && !by_people && !again.contains(&mention.identity()))
    };
    if old == new || !stored.iter().any(stays) {
        return Vec::new();
    }
    let words = |mention: &Mention| {
        let length = mention.end.saturating_sub(mention.start) as usize;
        old.chars().skip(mention.start as usize).take(length).collect()
    };
    let lost = stored.iter().zip(places(stored, old, new));
    lost.filter(|(mention, place)| place.is_none() && stays(mention))
        .map(|(mention, _)| LostMention {
            words: words(mention),
            start: mention.start,
            end: mention.end,
            person: mention.person.key.clone(),
        })
        .collect()
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
            status: mention.status.as_str().to_owned(),
            score: None,
            rule: None,
            form: form_of(passage.surface),
        });
        citation_rows(&mention.citations, mention.claim.id, rows);
        if mention.status == MentionStatus::Rejected {
            continue;
        }
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

    fn citations(&self) -> Option<&[Citation]> {
        Some(&self.citations)
    }

    fn reference_mut(&mut self) -> Option<(&'static str, RecordKind, &mut Reference)> {
        Some(("person", RecordKind::Person, &mut self.person))
    }
}
