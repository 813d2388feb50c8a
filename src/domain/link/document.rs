//! Documents: their texts fetched and taken apart, their words counted, and whom they name decided and written.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::known::{Known, Reading, bearers, year_of};
use super::window::Window;
use crate::domain::change::Batch;
use crate::linking::cut::windows;
use crate::linking::decide::{Document, Found, Settings};
use crate::linking::forms::How;
use crate::linking::lookup::{WordUse, key_token};
use crate::linking::rank::habit_key;
use crate::linking::token::{Tokens, tokenise, tokenise_near_names};
use crate::store::{
    ArticleRow, AttributionRow, CandidateRow, ClaimRow, DocumentRow, HabitPassageRow, LinkedTextRow,
    MentionRow, StoreError, SureMentionRow, Transaction, UnresolvedNameRow,
};
use crate::value::id::ClaimKind;
use crate::value::span::{Span, passages};

/// How many scalar values of a text are decided together.
const WINDOW: usize = 20_000;

/// Of how many words what was found is kept from one reading to the next: some two pieces, or two dozen short texts. Where
/// each word is a name that many bear it takes kilobytes a word.
const KEPT_WORDS: usize = 8000;

/// How many keys a document is found by at most: PostgreSQL's vectors hold a megabyte, some 61,000 of them. A text of more
/// different names than that is read again only when it is put again, or all is.
const KEYS_KEPT: usize = 60_000;

/// A document's text, taken apart.
pub struct Text {
    /// The document.
    pub id: i64,
    /// The text.
    text: String,
    /// Its pieces.
    pub windows: Vec<Window>,
    /// Its title.
    pub title: Option<Window>,
    /// By whom it is, and from when.
    pub document: Document,
}

/// Documents that are worked on: their texts and what must be known for them, fetched once for all stages that follow
/// one another.
pub struct Work {
    /// The documents.
    ids: Vec<i64>,
    texts: Vec<Text>,
    /// Those whose words are not counted in the archive yet.
    uncounted: BTreeSet<i64>,
    /// What was known of them before: nothing was ever found in those that are not there.
    before: Vec<LinkedTextRow>,
    known: Known,
    /// Whether what must be known for these texts was fetched.
    is_fetched: bool,
}

impl Work {
    /// Begins. `is_read_again`: whether more than one stage follows; `known`: what is known from other texts.
    pub async fn on(
        transaction: &Transaction,
        ids: Vec<i64>,
        is_read_again: bool,
        known: Known,
    ) -> Result<Work, StoreError> {
        let before: Vec<LinkedTextRow> = transaction.load("document_id", &ids, "document_id").await?;
        let counted: BTreeSet<i64> =
            before.iter().filter(|row| row.tallied == 1).map(|row| row.document_id).collect();
        let texts = fetch(transaction, &ids, &counted, is_read_again).await?;
        let uncounted = texts.iter().map(|text| text.id).filter(|id| !counted.contains(id)).collect();
        Ok(Work { ids, texts, uncounted, before, known, is_fetched: false })
    }

    /// The documents.
    pub fn ids(&self) -> &[i64] {
        &self.ids
    }

    /// Those whose words are not counted in the archive yet.
    pub fn uncounted(&self) -> Vec<i64> {
        self.uncounted.iter().copied().collect()
    }

    /// Those in which anything may have been found before.
    fn known_before(&self) -> Vec<i64> {
        self.before.iter().map(|row| row.document_id).collect()
    }

    fn uncounted_texts(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(|text| self.uncounted.contains(&text.id))
    }

    /// How the words are used in the texts that are not counted in the archive yet.
    fn own_words(&self) -> HashMap<&str, WordUse> {
        let mut uses: HashMap<&str, WordUse> = HashMap::default();
        for window in self.uncounted_texts().flat_map(|text| &text.windows) {
            WordUse::count(&window.piece.tokens, |word, more| uses.entry(word).or_default().add(more));
        }
        uses
    }

    /// Counts the words in the archive, and keeps the keys that the documents are found by.
    pub async fn tally(&mut self, transaction: &Transaction) -> Result<(), StoreError> {
        let numbers = |uses: WordUse| {
            [uses.lower, uses.upper, uses.determined, uses.placed, uses.dotted, uses.named].map(i64::from)
        };
        let mut uses: Vec<(String, [i64; 6])> =
            self.own_words().into_iter().map(|(word, uses)| (word.to_owned(), numbers(uses))).collect();
        // In the order in which the table has them.
        uses.sort_unstable();
        transaction.count_words(uses).await?;
        self.known.forget_words();
        let keys = |text: &Text| {
            let own = text.windows.iter().flat_map(|window| window.piece.wanted());
            let own: BTreeSet<&String> = own.filter(|key| !key.contains([' ', '~'])).collect();
            (text.id, own.into_iter().take(KEYS_KEPT).map(|key| key_token(key)).collect())
        };
        let keys: Vec<(i64, Vec<String>)> = self.uncounted_texts().map(keys).collect();
        transaction.replace_keys(&keys).await?;
        transaction.tallied(&self.uncounted()).await?;
        self.uncounted.clear();
        Ok(())
    }

    /// What is known at a reading.
    async fn known(
        &mut self,
        transaction: &Transaction,
        reading: Reading,
    ) -> Result<(&[Text], &Known), StoreError> {
        if !self.is_fetched {
            let mut known = std::mem::take(&mut self.known);
            known.fetch(transaction, &self.texts, &self.own_words()).await?;
            (self.known, self.is_fetched) = (known, true);
        }
        self.known.read_on(transaction, &mut self.texts, reading).await?;
        Ok((&self.texts, &self.known))
    }

    /// What is known at the end.
    pub fn into_known(self) -> Known {
        self.known
    }
}

/// Counts whom documents name beyond doubt.
pub async fn count(transaction: &Transaction, work: &mut Work) -> Result<(), StoreError> {
    let uncounted = work.uncounted.clone();
    let (texts, known) = work.known(transaction, Reading::Counting).await?;
    let (mut rows, mut sure) = (Vec::new(), Vec::new());
    for text in texts {
        rows.push(LinkedTextRow {
            document_id: text.id,
            author: text.document.author.unwrap_or(0),
            year: text.document.year.map_or(0, i64::from),
            tallied: i64::from(!uncounted.contains(&text.id)),
        });
        let mut persons: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for found in find(text, known).into_iter().filter(|found| found.unambiguous) {
            let Some((person, _, rule)) = found.candidates.first() else { continue };
            let (passages, called) = persons.entry(*person).or_default();
            *passages += 1;
            // Whoever is called by a given name and an initial is close.
            *called += match *rule {
                "full" | "first-last" => 1,
                "given-initial" => 3,
                _ => 0,
            };
        }
        sure.extend(persons.into_iter().map(|(person_id, (passages, called))| SureMentionRow {
            document_id: text.id,
            person_id,
            passages,
            called,
        }));
    }
    let more = transaction.replace_sure(&work.before, &rows, sure).await?;
    work.known.add_uses(more);
    Ok(())
}

/// Reads documents for the first time: whom their words are taken for, of those whose author and year are known.
pub async fn read(transaction: &Transaction, work: &mut Work) -> Result<(), StoreError> {
    let has_habits = |text: &Text| text.document.author.is_some() && text.document.year.is_some();
    if !work.texts.iter().any(has_habits) {
        return transaction.replace_habits(&work.known_before(), Vec::new()).await;
    }
    let (texts, known) = work.known(transaction, Reading::First).await?;
    let mut rows = Vec::new();
    for text in texts.iter().filter(|text| has_habits(text)) {
        let mut taken: BTreeMap<(String, i64), i64> = BTreeMap::new();
        for window in &text.windows {
            for found in known.found_in(window, &text.document) {
                let words = words_of_span(&window.piece.tokens, found.start, found.end);
                for (person, score, _) in &found.candidates {
                    *taken.entry((words.clone(), *person)).or_default() += i64::from(*score);
                }
            }
        }
        rows.extend(taken.into_iter().filter(|(_, score)| *score > 0).map(|((words, person_id), score)| {
            HabitPassageRow { document_id: text.id, words, person_id, score }
        }));
    }
    transaction.replace_habits(&work.ids, rows).await
}

/// The words of a passage as habits are kept by.
fn words_of_span(tokens: &Tokens, start: usize, end: usize) -> String {
    let first = tokens.words.iter().position(|word| word.end > start).unwrap_or(0);
    let last = tokens.words.iter().rposition(|word| word.start < end).unwrap_or(first);
    habit_key(tokens, first, last)
}

/// Decides whom documents name, and writes what changed.
pub async fn decide(transaction: &Transaction, batch: &mut Batch, work: &mut Work) -> Result<(), StoreError> {
    let ids = &work.ids.clone();
    let (texts, known) = work.known(transaction, Reading::Last).await?;
    let mentions: Vec<MentionRow> =
        transaction.load("document_id", ids, "document_id, span_start, id").await?;
    let mut by_document: HashMap<i64, Vec<MentionRow>> = HashMap::default();
    for row in mentions {
        by_document.entry(row.document_id).or_default().push(row);
    }
    let mut written = Written::default();
    for text in texts {
        let there = by_document.remove(&text.id).unwrap_or_default();
        let (found, told): (Vec<MentionRow>, Vec<MentionRow>) =
            there.into_iter().partition(|row| row.status == "candidate");
        written.document(text, respect(find(text, known), &told), found);
    }
    let before = work.known_before();
    written.write(transaction, batch, ids, &before).await
}

/// Fetches texts and takes them apart. Documents without a text have no words; of those whose words are `counted` only what
/// names are near to is wanted.
async fn fetch(
    transaction: &Transaction,
    ids: &[i64],
    counted: &BTreeSet<i64>,
    is_read_again: bool,
) -> Result<Vec<Text>, StoreError> {
    let documents: Vec<DocumentRow> = transaction.load("id", ids, "id").await?;
    let articles: Vec<ArticleRow> = transaction.load("id", ids, "id").await?;
    let speakers: Vec<AttributionRow> = transaction.load("quotation_id", ids, "rank DESC, id DESC").await?;
    let mut authors: HashMap<i64, i64> =
        speakers.into_iter().filter_map(|row| Some((row.quotation_id, row.person_id?))).collect();
    let named: HashMap<i64, String> = articles
        .into_iter()
        .filter_map(|row| Some((row.id, key_of(&row.author?))))
        .filter(|(_, key)| !key.is_empty())
        .collect();
    let keys: BTreeSet<&String> = named.values().collect();
    let bearers = bearers(transaction, &keys.into_iter().cloned().collect::<Vec<_>>()).await?;
    for (id, key) in named {
        let mut full = bearers.get(&key).into_iter().flatten().filter(|entry| entry.how == How::Full);
        if let (Some(one), None) = (full.next(), full.next()) {
            authors.insert(id, one.person);
        }
    }
    let mut room = if is_read_again { KEPT_WORDS } else { 0 };
    let mut numbers = 0..;
    let text = |row: DocumentRow| {
        let language = row.language.unwrap_or_default();
        let text = row.text.unwrap_or_default();
        let taken_apart = if counted.contains(&row.id) { tokenise_near_names } else { tokenise };
        let mut window = |start: usize, piece: &str, language: &str| {
            let tokens = taken_apart(piece, language);
            let is_kept = room >= tokens.words.len();
            room = room.saturating_sub(tokens.words.len());
            Window::of(numbers.next().unwrap_or_default(), start, tokens, is_kept)
        };
        let pieces = windows(&text, WINDOW).into_iter();
        let windows = pieces.map(|(start, piece)| window(start, piece, &language)).collect();
        let title = row.title.map(|title| window(0, &title, ""));
        let (author, year) = (authors.get(&row.id).copied(), row.date_earliest.and_then(year_of));
        let document = Document { author, year, ..Document::default() };
        Text { id: row.id, windows, title, text, document }
    };
    Ok(documents.into_iter().map(text).collect())
}

/// What the words of a passage are looked up by.
pub fn key_of(surface: &str) -> String {
    let words: Vec<String> = tokenise(surface, "").words.into_iter().map(|word| word.key).collect();
    words.join(" ")
}

/// Whom a text names, as the linker finds it; spans count in the whole text.
fn find(text: &Text, known: &Known) -> Vec<Found> {
    let moved = |window: &Window| {
        let start = window.start;
        let found = known.found_in(window, &text.document).into_iter();
        found.map(move |found| Found { start: found.start + start, end: found.end + start, ..found })
    };
    text.windows.iter().flat_map(moved).collect()
}

/// What is found beside what people and files say: nothing where they say who is meant, and nobody of whom they say
/// that it is not.
fn respect(found: Vec<Found>, told: &[MentionRow]) -> Vec<Found> {
    let settings = Settings::default();
    let place = |offset: i64| usize::try_from(offset).unwrap_or_default();
    let overlaps = |found: &Found, row: &MentionRow| {
        found.start < place(row.span_end) && place(row.span_start) < found.end
    };
    let mut left = Vec::new();
    for mut found in found {
        let told: Vec<&MentionRow> = told.iter().filter(|row| overlaps(&found, row)).collect();
        if told.iter().any(|row| row.status == "confirmed") {
            continue;
        }
        let before = found.candidates.len();
        found.candidates.retain(|(person, ..)| told.iter().all(|row| row.person_id != *person));
        if found.candidates.len() < before {
            let score = |at: usize| found.candidates.get(at).map_or(0, |(_, score, _)| *score);
            found.linked =
                score(0) >= settings.threshold && score(0) >= score(1).saturating_add(settings.margin);
            if found.candidates.is_empty() {
                continue;
            }
        }
        left.push(found);
    }
    left
}

/// What is to be written of documents.
#[derive(Default)]
struct Written {
    new: Vec<MentionRow>,
    changed: Vec<MentionRow>,
    gone: Vec<i64>,
    candidates: Vec<CandidateRow>,
    unresolved: Vec<UnresolvedNameRow>,
}

impl Written {
    /// Adds what was found in a text, where `before` was.
    fn document(&mut self, text: &Text, found: Vec<Found>, before: Vec<MentionRow>) {
        let offset = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        let spans: Vec<(Found, Span)> = found
            .into_iter()
            .filter_map(|found| {
                let span = Span::new(offset(found.start), offset(found.end)).ok()?;
                Some((found, span))
            })
            .collect();
        let cut = passages(&text.text, &spans.iter().map(|(_, span)| *span).collect::<Vec<_>>());
        let mut before: HashMap<(i64, i64, i64), MentionRow> =
            before.into_iter().map(|row| ((row.span_start, row.span_end, row.person_id), row)).collect();
        for ((found, span), passage) in spans.into_iter().zip(cut) {
            let Ok(passage) = passage else { continue };
            let (span_start, span_end) = (i64::from(span.start()), i64::from(span.end()));
            if found.candidates.is_empty() {
                self.unresolved.push(UnresolvedNameRow {
                    document_id: text.id,
                    span_start,
                    span_end,
                    name: key_of(passage.surface),
                    prefix: passage.prefix.to_owned(),
                    surface: passage.surface.to_owned(),
                    suffix: passage.suffix.to_owned(),
                });
            }
            for (place, (person_id, score, rule)) in (1..).zip(&found.candidates) {
                self.candidates.push(CandidateRow {
                    document_id: text.id,
                    span_start,
                    span_end,
                    place,
                    person_id: *person_id,
                    score: i64::from(*score),
                    rule: (*rule).to_owned(),
                    surface: passage.surface.to_owned(),
                });
            }
            let Some((person_id, score, rule)) = found.candidates.first().filter(|_| found.linked) else {
                continue;
            };
            let row = MentionRow {
                id: 0,
                document_id: text.id,
                person_id: *person_id,
                rank: 1,
                span_start,
                span_end,
                prefix: passage.prefix.to_owned(),
                surface: passage.surface.to_owned(),
                suffix: passage.suffix.to_owned(),
                status: "candidate".to_owned(),
                score: Some(i64::from(*score)),
                rule: Some((*rule).to_owned()),
                form: key_of(passage.surface),
            };
            match before.remove(&(span_start, span_end, *person_id)) {
                None => self.new.push(row),
                Some(old) => {
                    let row = MentionRow { id: old.id, ..row };
                    self.changed.extend((row != old).then_some(row));
                }
            }
        }
        self.gone.extend(before.into_values().map(|row| row.id));
    }

    async fn write(
        mut self,
        transaction: &Transaction,
        batch: &mut Batch,
        ids: &[i64],
        before: &[i64],
    ) -> Result<(), StoreError> {
        self.gone.sort_unstable();
        transaction.delete_found(&self.gone).await?;
        if !self.new.is_empty() {
            batch.reserve(transaction, self.new.len() + 1).await?;
            batch.begin(transaction).await?;
            batch.reserve(transaction, self.new.len()).await?;
            self.new.iter_mut().for_each(|row| row.id = batch.next_id());
            let claim = |row: &MentionRow| ClaimRow {
                id: row.id,
                kind: ClaimKind::Mention.as_str().to_owned(),
                record_id: row.document_id,
                origin: "automatic".to_owned(),
                batch_id: batch.row_id(),
            };
            transaction.insert(self.new.iter().map(claim).collect()).await?;
            transaction.insert(self.new).await?;
        }
        transaction.upsert(self.changed).await?;
        let old: Vec<CandidateRow> =
            transaction.load("document_id", before, "document_id, span_start, span_end, place").await?;
        if old != self.candidates {
            transaction.delete::<CandidateRow>("document_id", before).await?;
            transaction.insert(self.candidates).await?;
        }
        transaction.replace_unresolved(before, self.unresolved).await?;
        transaction.count_appearances(ids).await
    }
}
