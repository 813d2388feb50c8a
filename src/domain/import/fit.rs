//! Whether the places that lines tell are in the texts they count in, and whether the places that the
//! archive has are still in a text that a line changes.

use std::collections::{HashMap, HashSet};

use super::parse::ToldLine;
use super::problem::{LineProblem, shorten};
use super::{Import, ImportError};
use crate::domain::change::reanchor::{ChangedTexts, follow_sources, is_told_a_place, lost_sources};
use crate::domain::change::set::{Name, WorkingSet};
use crate::domain::field::Field;
use crate::domain::mention::{Mention, lost_mentions};
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::{StoreError, Transaction};
use crate::value::id::RecordKind;

/// How many lost places of one line are told.
const LOST_MAX: usize = 100;
/// How many quotations are remembered whose places were told before the bodies that they count in.
const TOLD_MAX: usize = 100_000;

impl Import<'_> {
    /// Refuses spans that do not fit the text they count in, and texts that leave out words of mentions,
    /// where these are in the archive.
    pub(super) async fn refuse_misfits(
        &mut self,
        transaction: &Transaction,
        set: &WorkingSet,
        lines: Vec<ToldLine>,
        held: &HashSet<Name>,
    ) -> Result<Vec<ToldLine>, ImportError> {
        let lengths = source_lengths(transaction, set, &lines).await?;
        let mut left = Vec::with_capacity(lines.len());
        for line in lines {
            // What is held back is asked when its turn comes: an earlier line may change the text.
            let problems = match held.contains(&(line.record.kind(), line.record.key().clone())) {
                true => Vec::new(),
                false => misfits(set, &line, &lengths),
            };
            match problems.is_empty() {
                true => left.push(line),
                false => self.reject(&problems),
            }
        }
        Ok(left)
    }

    /// Refuses articles whose new bodies leave out words that quotations are from. What these lines tell of
    /// a quotation's place counts in the new body, and is not looked for.
    pub(super) async fn refuse_lost_sources(
        &mut self,
        transaction: &Transaction,
        set: &WorkingSet,
        mut lines: Vec<ToldLine>,
    ) -> Result<Vec<ToldLine>, ImportError> {
        loop {
            let refused = misfitting_articles(transaction, set, &lines, &self.told_places).await?;
            if refused.is_empty() {
                return Ok(lines);
            }
            let mut left = Vec::with_capacity(lines.len());
            for line in lines {
                match refused.get(&line.number) {
                    None => left.push(line),
                    Some(problems) => self.reject(problems),
                }
            }
            // Quotations may have been told for the body that is now refused.
            lines = self.refuse_misfits(transaction, set, left, &HashSet::new()).await?;
        }
    }

    /// Makes quotations follow their words in the bodies that these lines changed. What would be lost was
    /// refused, unless it was told anew. Answers with the places, in the set, of quotations that were told
    /// theirs.
    pub(super) async fn follow_sources(
        &self,
        transaction: &Transaction,
        set: &mut WorkingSet,
    ) -> Result<Vec<usize>, StoreError> {
        let entries = set.entries().iter().enumerate();
        let told = entries.filter(|(_, entry)| is_told_a_place(entry)).map(|(place, _)| place).collect();
        follow_sources(transaction, set, &self.told_places).await?;
        Ok(told)
    }

    /// Remembers which quotations were told their places, for bodies that come later in the file.
    pub(super) fn remember_places(&mut self, set: &WorkingSet, told: &[usize]) {
        let left = TOLD_MAX.saturating_sub(self.told_places.len());
        self.told_places.extend(told.iter().take(left).map(|place| set.entries()[*place].id));
    }
}

/// What is wrong with lines whose articles leave out words of quotations, by the number of the line.
async fn misfitting_articles(
    transaction: &Transaction,
    set: &WorkingSet,
    lines: &[ToldLine],
    told_before: &HashSet<i64>,
) -> Result<HashMap<u64, Vec<LineProblem>>, StoreError> {
    let mut texts = ChangedTexts::new();
    let mut by_article: HashMap<i64, (&ToldLine, usize)> = HashMap::new();
    for line in lines.iter().filter(|line| line.record.kind() == RecordKind::Article) {
        let id = set.found(&name_of(line)).map(|row| row.id);
        if let (Some(id), Some((old, new))) = (id, changed_text(set, line)) {
            texts.insert(id, (old, new));
            by_article.insert(id, (line, new.chars().count()));
        }
    }
    let is_told = |line: &ToldLine| match &line.record {
        Record::Quotation(quotation) if !quotation.source.is_absent() && set.is_heard(line, "source") => {
            Some(quotation.key.clone())
        }
        _ => None,
    };
    let told: HashSet<Key> = lines.iter().filter_map(is_told).collect();
    let mut problems: HashMap<u64, Vec<LineProblem>> = HashMap::new();
    for lost in lost_sources(transaction, &texts, told_before).await? {
        let Some((line, length)) = by_article.get(&lost.article_id) else { continue };
        let problems = problems.entry(line.number).or_default();
        if told.contains(&lost.quotation) || problems.len() >= LOST_MAX {
            continue;
        }
        problems.push(lost_problem(
            line,
            *length,
            &lost.words,
            format!(
                "which quotation `{}` has from {} to {}; hint: tell the quotation's `source` anew in the same \
                 file, before this record",
                shorten(&lost.quotation),
                lost.start,
                lost.end
            ),
        ));
    }
    problems.retain(|_, problems| !problems.is_empty());
    Ok(problems)
}

/// How long the articles are that quotations say they are from, as far as the archive or these lines tell.
async fn source_lengths(
    transaction: &Transaction,
    set: &WorkingSet,
    lines: &[ToldLine],
) -> Result<HashMap<Key, usize>, StoreError> {
    let mut keys: HashMap<i64, Key> = HashMap::new();
    for key in lines.iter().filter_map(|line| Some(source_of(line)?.0)) {
        let row = set.found(&(RecordKind::Article, key.clone()));
        if let Some(row) = row.filter(|row| row.revision > 0) {
            keys.insert(row.id, key.clone());
        }
    }
    let ids: Vec<i64> = keys.keys().copied().collect();
    let stored = transaction.text_lengths(&ids).await?;
    let size = |length: Option<i64>| length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut lengths: HashMap<Key, usize> =
        stored.into_iter().filter_map(|(id, length)| Some((keys.remove(&id)?, size(length)))).collect();
    if lines.iter().any(|line| source_of(line).is_some()) {
        for line in lines {
            if let Record::Article(article) = &line.record
                && !article.body.is_absent()
                && set.is_heard(line, "body")
            {
                lengths.insert(article.key.clone(), article.text().chars().count());
            }
        }
    }
    Ok(lengths)
}

/// The article that a quotation says it is from, and where in it its words end, if it says so.
fn source_of(line: &ToldLine) -> Option<(&Key, u32)> {
    match &line.record {
        Record::Quotation(quotation) => {
            let source = quotation.source.value()?;
            Some((&source.article.key, source.end?))
        }
        _ => None,
    }
}

fn name_of(line: &ToldLine) -> Name {
    (line.record.kind(), line.record.key().clone())
}

/// The text of a document in the archive and the one that a line makes of it; none if it stays.
fn changed_text<'a>(set: &'a WorkingSet, line: &'a ToldLine) -> Option<(&'a str, &'a str)> {
    let (old, new, field) = match (set.current(&name_of(line))?, &line.record) {
        (Record::Article(stored), Record::Article(told)) if !told.body.is_absent() => {
            (stored.text(), told.text(), "body")
        }
        (Record::Quotation(stored), Record::Quotation(told)) => (&*stored.text, &*told.text, "text"),
        _ => return None,
    };
    (old != new && set.is_heard(line, field)).then_some((old, new))
}

/// What is wrong with the spans of a line, and with those in the archive that its text would leave
/// without their words, in the texts as they are when its turn comes.
pub(super) fn misfits(set: &WorkingSet, line: &ToldLine, lengths: &HashMap<Key, usize>) -> Vec<LineProblem> {
    let mut problems = Vec::new();
    if let Some((key, end)) = source_of(line)
        && let Some(length) = lengths.get(key).filter(|length| end as usize > **length)
    {
        let expected = format!("at most {length}, the length of the article's body in Unicode scalar values");
        problems.push(problem(line, "source.end".to_owned(), end.to_string(), expected));
    }
    let stored = set.current(&name_of(line));
    let (told_text, told) = match &line.record {
        Record::Article(article) => match &article.body {
            Field::Absent => (None, &article.mentions),
            _ => (Some(article.text()), &article.mentions),
        },
        Record::Quotation(quotation) => (Some(&*quotation.text), &quotation.mentions),
        _ => return problems,
    };
    let (stored_text, stored) = match stored {
        Some(Record::Article(article)) => (article.text(), article.mentions.items()),
        Some(Record::Quotation(quotation)) => (&*quotation.text, quotation.mentions.items()),
        _ => ("", &[][..]),
    };
    if !told.items().is_empty() {
        let length = told_text.unwrap_or(stored_text).chars().count();
        let is_beyond = |(_, mention): &(usize, &Mention)| mention.end as usize > length;
        for (index, mention) in told.items().iter().enumerate().filter(is_beyond) {
            let expected = format!("at most {length}, the length of the text in Unicode scalar values");
            problems.push(problem(line, format!("mentions[{index}].end"), mention.end.to_string(), expected));
        }
    }
    if let Some((old, new)) = changed_text(set, line).filter(|_| !stored.is_empty()) {
        let length = new.chars().count();
        for lost in lost_mentions(stored, told, (old, new), false).into_iter().take(LOST_MAX) {
            let person = shorten(&lost.person);
            let expected = format!(
                "which a mention of `{person}` has from {} to {}; hint: tell `mentions` anew in the same record, \
                 or withdraw that mention first",
                lost.start, lost.end
            );
            problems.push(lost_problem(line, length, &lost.words, expected));
        }
    }
    problems
}

/// That a new text leaves out words that something is at.
fn lost_problem(line: &ToldLine, length: usize, words: &str, whose: String) -> LineProblem {
    let field = if line.record.kind() == RecordKind::Article { "body" } else { "text" };
    let expected = format!("one with `{}`, {whose}", shorten(words));
    problem(line, field.to_owned(), format!("a text of {length} characters"), expected)
}

fn problem(line: &ToldLine, field: String, value: String, expected: String) -> LineProblem {
    LineProblem {
        line: line.number,
        record: Some((line.record.kind(), line.record.key().to_string())),
        field,
        value: Some(value),
        expected,
    }
}
