//! What follows when an article's body changes: the quotations that say where in it their words are. They
//! are other records; their places follow in the same transaction, with a revision of their own, or what
//! would lose them is told, to be refused.

use std::collections::{HashMap, HashSet};

use super::set::{Entry, WorkingSet};
use crate::domain::quotation::Source;
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::{QuotationRow, StoreError, Transaction};
use crate::value::anchor::reanchor;
use crate::value::id::RecordKind;
use crate::value::span::Span;

/// A quotation whose words the article that it is from no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostSource {
    /// The article's number.
    pub article_id: i64,
    /// The quotation's key.
    pub quotation: Key,
    /// The words of the old body.
    pub words: String,
    /// Where they began in it.
    pub start: u32,
    /// Where they ended in it.
    pub end: u32,
}

/// The bodies of articles that change, by the articles' numbers: as they were, and as they become.
pub type ChangedTexts<'a> = HashMap<i64, (&'a str, &'a str)>;

/// The quotations in the archive that would lose their places, were the texts to change so; but for those
/// `told`, whose places count in the new texts already.
pub async fn lost_sources(
    transaction: &Transaction,
    texts: &ChangedTexts<'_>,
    told: &HashSet<i64>,
) -> Result<Vec<LostSource>, StoreError> {
    let mut rows = quotations_from(transaction, texts).await?;
    rows.retain(|row| !told.contains(&row.id));
    let mut spans: HashMap<i64, Vec<(i64, Span)>> = HashMap::new();
    for row in rows {
        let span = row.source_start.zip(row.source_end).and_then(|(start, end)| Span::new(start, end).ok());
        if let Some((article, span)) = row.source_id.zip(span) {
            spans.entry(article).or_default().push((row.id, span));
        }
    }
    let mut lost: Vec<(i64, i64, Span)> = Vec::new();
    for (article, spans) in spans {
        let only: Vec<Span> = spans.iter().map(|(_, span)| *span).collect();
        let places = texts.get(&article).map_or(Vec::new(), |(old, new)| reanchor(old, new, &only));
        let gone = spans.into_iter().zip(places).filter(|(_, place)| place.is_none());
        lost.extend(gone.map(|((quotation, span), _)| (article, quotation, span)));
    }
    lost.sort_unstable();
    let ids: Vec<i64> = lost.iter().map(|(_, quotation, _)| *quotation).collect();
    let keys: HashMap<i64, Key> = transaction
        .keys_of(&ids)
        .await?
        .into_iter()
        .map(|row| (row.record_id, Key::stored(row.key)))
        .collect();
    let told = |(article_id, quotation, span): (i64, i64, Span)| {
        let old = texts.get(&article_id)?.0;
        Some(LostSource {
            article_id,
            quotation: keys.get(&quotation)?.clone(),
            words: words(old, span),
            start: span.start(),
            end: span.end(),
        })
    };
    Ok(lost.into_iter().filter_map(told).collect())
}

/// Makes the quotations from articles whose bodies change in the set follow their words, those that are not
/// in the set too. Called when all is told and nothing is written. A quotation that was itself told
/// another place, in the set or before it (`told`), stays there. Answers with those that are lost; they
/// stay where they were.
pub async fn follow_sources(
    transaction: &Transaction,
    set: &mut WorkingSet,
    told: &HashSet<i64>,
) -> Result<Vec<LostSource>, StoreError> {
    let texts: HashMap<i64, (String, String, u64)> = changed_texts(set);
    let borrowed: ChangedTexts<'_> =
        texts.iter().map(|(id, (old, new, _))| (*id, (old.as_str(), new.as_str()))).collect();
    let rows = quotations_from(transaction, &borrowed).await?;
    let wanted = rows.iter().filter(|row| row.source_start.is_some() && !told.contains(&row.id));
    let ids: Vec<i64> = wanted.map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let known = set.entries().len();
    set.load_ids(transaction, &ids).await?;
    set.entries_mut()[known..].iter_mut().for_each(|entry| entry.follows = true);
    let mut places: HashMap<i64, Vec<(usize, Span)>> = HashMap::new();
    for (place, entry) in set.entries().iter().enumerate() {
        let source = source_of(&entry.current);
        let is_told = entry.is_deleted || is_told_a_place(entry) || told.contains(&entry.id);
        let span = source.and_then(span_of);
        if let (false, Some(source), Some(span)) = (is_told, source, span) {
            places.entry(source.article.id).or_default().push((place, span));
        }
    }
    let mut lost = Vec::new();
    for (article_id, (old, new, line)) in &texts {
        let sources = places.remove(article_id).unwrap_or_default();
        let spans: Vec<Span> = sources.iter().map(|(_, span)| *span).collect();
        for ((place, span), found) in sources.into_iter().zip(reanchor(old, new, &spans)) {
            let entry = &mut set.entries_mut()[place];
            entry.line = entry.line.max(*line);
            let Record::Quotation(quotation) = &mut entry.current else { continue };
            match (found, quotation.source.value_mut()) {
                (Some(found), Some(source)) => {
                    (source.start, source.end) = (Some(found.start()), Some(found.end()));
                }
                _ => lost.push(LostSource {
                    article_id: *article_id,
                    quotation: quotation.key.clone(),
                    words: words(old, span),
                    start: span.start(),
                    end: span.end(),
                }),
            }
        }
    }
    Ok(lost)
}

/// Whether a record of a set is a quotation that is told another place than it had.
pub fn is_told_a_place(entry: &Entry) -> bool {
    let source = source_of(&entry.current);
    source.and_then(span_of).is_some() && entry.original.as_ref().and_then(source_of) != source
}

/// The bodies of the articles of a set that change, and the last line that tells each.
fn changed_texts(set: &WorkingSet) -> HashMap<i64, (String, String, u64)> {
    let text = |record: &Record| match record {
        Record::Article(article) => Some(article.text().to_owned()),
        _ => None,
    };
    let articles = set.entries().iter().filter(|entry| entry.current.kind() == RecordKind::Article);
    let changed = articles.filter_map(|entry| {
        let (old, new) = (text(entry.original.as_ref()?)?, text(&entry.current)?);
        (old != new).then_some((entry.id, (old, new, entry.line)))
    });
    changed.collect()
}

/// The quotations in the archive that are from one of these articles.
async fn quotations_from(
    transaction: &Transaction,
    texts: &ChangedTexts<'_>,
) -> Result<Vec<QuotationRow>, StoreError> {
    let ids: Vec<i64> = texts.keys().copied().collect();
    transaction.load("source_id", &ids, "id").await
}

fn source_of(record: &Record) -> Option<&Source> {
    match record {
        Record::Quotation(quotation) => quotation.source.value(),
        _ => None,
    }
}

fn span_of(source: &Source) -> Option<Span> {
    Span::new(source.start?.into(), source.end?.into()).ok()
}

fn words(text: &str, span: Span) -> String {
    let (start, end) = (span.start() as usize, span.end() as usize);
    text.chars().skip(start).take(end - start).collect()
}
