//! Lines that refer to what has not come yet: they wait, at no cost of memory, for the end of the file.
//! Then those that refer to nothing are refused, and those that refer to them, until none is left; the
//! others' records are made bare, so that they can refer to each other in circles, and told.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};

use super::chunk::without_repeated_documents;
use super::circle::circles;
use super::fit::misfits;
use super::parse::{ToldLine, parse_line};
use super::problem::{LineProblem, shorten};
use super::{Import, ImportError};
use crate::domain::article::Article;
use crate::domain::change::set::{Name, WorkingSet};
use crate::domain::event::Event;
use crate::domain::field::Field;
use crate::domain::person::Person;
use crate::domain::record::Record;
use crate::domain::rows::Rows;
use crate::domain::text::{Key, Token};
use crate::store::{ExternalKeyRow, RecordRow, StoreError, Transaction, WaitingLine};
use crate::value::id::RecordKind;

/// How many waiting lines are taken at once, and how many characters, whichever comes first.
const LINES_PER_PAGE: i64 = 1000;
const CHARACTERS_PER_PAGE: i64 = 4 * 1024 * 1024;

/// A number that no other import of this process has.
pub(super) fn next_session() -> i64 {
    static SESSIONS: AtomicI64 = AtomicI64::new(1);
    SESSIONS.fetch_add(1, Ordering::Relaxed)
}

impl Import<'_> {
    /// The records of these lines that an earlier line, which waits, tells of: their order must hold.
    pub(super) async fn held_names(
        &self,
        transaction: &Transaction,
        lines: &[ToldLine],
    ) -> Result<HashSet<Name>, StoreError> {
        if !self.has_waiting {
            return Ok(HashSet::new());
        }
        let names: Vec<Name> = lines.iter().map(name_of).collect();
        let keys: Vec<(RecordKind, &str)> = names.iter().map(|(kind, key)| (*kind, &**key)).collect();
        let held = transaction.waited_for(self.session, &keys).await?;
        Ok(held.into_iter().map(|(kind, key)| (kind, Key::stored(key))).collect())
    }

    /// Sets aside the lines that refer to what is neither in the archive nor among these lines, and those that
    /// would make somebody their own ancestor: a later line may give up what stands in the way.
    pub(super) async fn set_aside(
        &mut self,
        transaction: &Transaction,
        set: &WorkingSet,
        mut lines: Vec<ToldLine>,
        held: &HashSet<Name>,
    ) -> Result<Vec<ToldLine>, StoreError> {
        let mut held = held.clone();
        let waits = loop {
            let waits = must_wait(set, &mut lines, &held);
            let left: Vec<&ToldLine> =
                lines.iter().zip(&waits).filter(|(_, waits)| !**waits).map(|(line, _)| line).collect();
            let circles = circles(transaction, set, &left).await?;
            if circles.is_empty() {
                break waits;
            }
            held.extend(left.into_iter().filter(|line| circles.contains_key(&line.number)).map(name_of));
        };
        let (aside, left): (Vec<_>, Vec<_>) = lines.into_iter().zip(waits).partition(|(_, waits)| *waits);
        if !aside.is_empty() {
            if !self.has_waiting {
                transaction.prepare_waiting().await?;
            }
            self.has_waiting = true;
            let waiting: Vec<WaitingLine> = aside.into_iter().map(|(line, _)| waiting_line(line)).collect();
            transaction.wait(self.session, &waiting).await?;
        }
        Ok(left.into_iter().map(|(line, _)| line).collect())
    }

    /// Takes the lines that waited, now that all have come.
    pub(super) async fn take_waiting(&mut self, transaction: &Transaction) -> Result<(), ImportError> {
        if !self.has_waiting {
            return Ok(());
        }
        self.refuse_hopeless(transaction).await?;
        while self.refuse_without_text(transaction).await? {
            self.refuse_hopeless(transaction).await?;
        }
        self.make_bare(transaction).await?;
        // Quotations last: that their words are in an article is asked when all articles have come.
        for is_late in [false, true] {
            let mut after = 0;
            while let Some(last) = self.take_page(transaction, is_late, after).await? {
                after = last;
            }
        }
        Ok(transaction.end_waiting(self.session).await?)
    }

    /// Takes some of the lines that waited, after the line `after`; answers with the last of them.
    async fn take_page(
        &mut self,
        transaction: &Transaction,
        is_late: bool,
        after: i64,
    ) -> Result<Option<i64>, ImportError> {
        let next = transaction.waiting_lines(self.session, is_late, after, LINES_PER_PAGE).await?;
        let mut size = 0;
        let mut page: Vec<i64> = Vec::new();
        for (line, length) in next {
            if !page.is_empty() && size + length > CHARACTERS_PER_PAGE {
                break;
            }
            size += length;
            page.push(line);
        }
        let records = transaction.waiting_records(self.session, &page).await?;
        let lines: Vec<ToldLine> =
            records.iter().filter_map(|(line, record)| reread(*line, record)).collect();
        for lines in without_repeated_documents(lines) {
            self.take(transaction, lines, true).await?;
        }
        Ok(page.last().copied())
    }

    /// Refuses lines that refer to nothing, then those that refer to what these would have made, and so on.
    async fn refuse_hopeless(&mut self, transaction: &Transaction) -> Result<(), ImportError> {
        let (mut after, mut refused) = (0, false);
        loop {
            let hopeless = transaction.hopeless_lines(self.session, after, LINES_PER_PAGE).await?;
            let Some((last, _)) = hopeless.last() else {
                if !refused {
                    return Ok(());
                }
                (after, refused) = (0, false);
                continue;
            };
            (after, refused) = (*last, true);
            let numbers: Vec<i64> = hopeless.iter().map(|(line, _)| *line).collect();
            let mut missing: HashMap<i64, HashSet<Name>> = HashMap::new();
            for (line, kind, key) in transaction.missing_references(self.session, &numbers).await? {
                missing.entry(line).or_default().insert((kind, Key::stored(key)));
            }
            for (line, record) in &hopeless {
                let missing = missing.remove(line).unwrap_or_default();
                if let Some(told) = reread(*line, record) {
                    let problems = unmet(told, &missing, &self.left_out);
                    self.reject(&problems);
                }
            }
            transaction.stop_waiting(self.session, &numbers).await?;
        }
    }

    /// Refuses lines that tell places in the text of an article that has none, or too short a one, when
    /// their turn comes: were such a line alone to tell of its article, a record would be made that
    /// nobody told. Answers whether it refused any.
    async fn refuse_without_text(&mut self, transaction: &Transaction) -> Result<bool, ImportError> {
        let mut set = WorkingSet::default();
        let mut refused = Vec::new();
        for (number, record) in transaction.lines_without_text(self.session).await? {
            let Some(line) = reread(number, &record) else { continue };
            let problems = misfits(&set, &line, &HashMap::new());
            if problems.is_empty() {
                set.tell(line);
            } else {
                self.reject(&problems);
                refused.push(number);
            }
        }
        if !refused.is_empty() {
            transaction.stop_waiting(self.session, &refused).await?;
        }
        Ok(!refused.is_empty())
    }

    /// Makes the records that waiting lines will tell: a number and a key, so that they can be referred to.
    async fn make_bare(&mut self, transaction: &Transaction) -> Result<(), ImportError> {
        let mut after = (String::new(), String::new());
        loop {
            let past = (after.0.as_str(), after.1.as_str());
            let wanted = transaction.wanted_records(self.session, past, LINES_PER_PAGE).await?;
            let Some((kind, key)) = wanted.last() else {
                return Ok(());
            };
            after = (kind.as_str().to_owned(), key.clone());
            self.batch.reserve(transaction, wanted.len() * 2 + 1).await?;
            self.batch.begin(transaction).await?;
            let mut rows = Rows { batch_id: self.batch.row_id(), ..Rows::default() };
            for (kind, key) in wanted {
                let id = self.batch.next_id();
                let key_id = self.batch.next_id();
                rows.records.push(RecordRow {
                    id,
                    kind: kind.as_str().to_owned(),
                    revision: 0,
                    curated: String::new(),
                    import_hash: None,
                    import_revision: Some(0),
                    deleted: 0,
                });
                rows.external_keys.push(ExternalKeyRow {
                    id: key_id,
                    record_id: id,
                    kind: kind.as_str().to_owned(),
                    key: key.clone(),
                });
                bare(kind, Key::stored(key)).rows(id, &mut rows);
            }
            rows.insert(transaction).await?;
        }
    }
}

/// Which of these lines must wait: those that tell of what is `held`, refer to what is not there, or to what waits.
fn must_wait(set: &WorkingSet, lines: &mut [ToldLine], held: &HashSet<Name>) -> Vec<bool> {
    let mut waits: Vec<bool> = lines.iter().map(|line| held.contains(&name_of(line))).collect();
    loop {
        let told = lines.iter().zip(&waits).filter(|(_, waits)| !**waits);
        let made: HashSet<Name> = told.flat_map(|(line, _)| supplies(line)).collect();
        let mut waiting_names = HashSet::new();
        let mut has_more = false;
        for (line, waits) in lines.iter_mut().zip(&mut waits) {
            let must = *waits || waiting_names.contains(&name_of(line)) || {
                let mut is_met = true;
                line.record.each_reference(|_, kind, key| {
                    let name = (kind, key.clone());
                    is_met &= set.found(&name).is_some() || made.contains(&name);
                });
                !is_met
            };
            has_more |= must && !*waits;
            *waits = must;
            if must {
                waiting_names.insert(name_of(line));
            }
        }
        if !has_more {
            return waits;
        }
    }
}

fn name_of(line: &ToldLine) -> Name {
    (line.record.kind(), line.record.key().clone())
}

/// The records that a line makes: its own, and the births and deaths that it tells.
fn supplies(line: &ToldLine) -> Vec<Name> {
    let mut names = vec![name_of(line)];
    if let Record::Person(person) = &line.record {
        let is_told = |kind: &str| match kind {
            "BIRTH" => matches!(person.birth, Field::Value(_)),
            _ => matches!(person.death, Field::Value(_)),
        };
        let vitals = line.record.vital_keys().into_iter().filter(|(kind, _)| is_told(kind));
        names.extend(vitals.map(|(_, key)| (RecordKind::Event, key)));
    }
    names
}

fn waiting_line(mut line: ToldLine) -> WaitingLine {
    let text = |(kind, key): Name| (kind, String::from(key));
    let mut references = HashSet::new();
    line.record.each_reference(|_, kind, key| {
        references.insert((kind, key.to_string()));
    });
    WaitingLine {
        line: i64::try_from(line.number).expect("no file has 2^63 lines"),
        supplies: supplies(&line).into_iter().map(text).collect(),
        references: references.into_iter().collect(),
        is_late: line.record.kind() == RecordKind::Quotation,
        needs_text: needs_text(&line.record),
        record: line.json,
    }
}

/// Whether an article's mentions are in a text that is not told with them.
fn needs_text(record: &Record) -> bool {
    let Record::Article(article) = record else {
        return false;
    };
    let Some(end) = article.mentions.items().iter().map(|mention| mention.end).max() else {
        return false;
    };
    article.body.value().is_none_or(|body| body.chars().count() < end as usize)
}

/// A waiting line as it was; it was read without a problem before.
fn reread(number: i64, record: &str) -> Option<ToldLine> {
    parse_line(number.unsigned_abs(), record).ok()
}

/// What is wrong with a line that refers to what is missing.
fn unmet(
    mut line: ToldLine,
    missing: &HashSet<Name>,
    left_out: &HashMap<(RecordKind, String), u64>,
) -> Vec<LineProblem> {
    let record = Some((line.record.kind(), line.record.key().to_string()));
    let number = line.number;
    let mut problems = Vec::new();
    line.record.each_reference(|place, kind, key| {
        if missing.contains(&(kind, key.clone())) {
            problems.push(LineProblem {
                line: number,
                record: record.clone(),
                field: place.to_string(),
                value: Some(shorten(key)),
                expected: match left_out.get(&(kind, key.to_string())) {
                    Some(line) => {
                        format!("a record that is taken, and line {line}, which tells it, is left out")
                    }
                    None => format!("the key of {} in the archive or in this file", a(kind)),
                },
            });
        }
    });
    problems
}

fn a(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Person => "a person",
        RecordKind::Event => "an event",
        RecordKind::Article => "an article",
        RecordKind::Quotation => "a quotation",
    }
}

fn bare(kind: RecordKind, key: Key) -> Record {
    match kind {
        RecordKind::Person => Record::Person(Person::bare(key).into()),
        RecordKind::Event => Record::Event(Event::bare(key, Token::stored("EVENT".to_owned())).into()),
        RecordKind::Article | RecordKind::Quotation => Record::Article(Article::bare(key).into()),
    }
}
