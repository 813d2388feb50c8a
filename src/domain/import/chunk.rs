//! One chunk of lines: read, checked, looked up, compared, written.

use std::collections::{HashMap, HashSet};

use tokio::io::AsyncBufRead;

use super::lines::{Lines, RawLine};
use super::parse::{ToldLine, parse_line};
use super::problem::{Contradiction, LineProblem};
use super::{Conflict, Difference, Import, ImportError, Outcome};
use crate::domain::change::set::{Name, WorkingSet};
use crate::domain::field::Field;
use crate::domain::mention::Mention;
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::{StoreError, Transaction};
use crate::value::id::RecordKind;

/// How many lines are taken at once if nobody says otherwise, and how many bytes, whichever comes first.
pub const LINES_PER_CHUNK: usize = 1000;
const BYTES_PER_CHUNK: usize = 4 * 1024 * 1024;

/// What lines came to when they were read: what they tell, or what is wrong with them.
pub(super) type Parsed = Vec<Result<ToldLine, Vec<LineProblem>>>;

/// The next lines of a stream, read and checked; none at its end. The checking is done on another thread,
/// so that the database works meanwhile.
pub(super) async fn next_chunk<R: AsyncBufRead + Unpin>(
    lines: &mut Lines<R>,
    count: usize,
) -> Result<Option<Parsed>, ImportError> {
    match read_chunk(lines, count).await? {
        Some(chunk) => Ok(Some(parse_chunk(chunk).await)),
        None => Ok(None),
    }
}

/// The next lines of a stream; none at its end.
async fn read_chunk<R: AsyncBufRead + Unpin>(
    lines: &mut Lines<R>,
    count: usize,
) -> Result<Option<Vec<RawLine>>, ImportError> {
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < count && bytes < BYTES_PER_CHUNK {
        let line = lines.next().await.map_err(|reason| ImportError::Read { line: lines.number(), reason })?;
        let Some(line) = line else { break };
        bytes += line.text.as_ref().map_or(0, String::len);
        chunk.push(line);
    }
    Ok((!chunk.is_empty()).then_some(chunk))
}

async fn parse_chunk(chunk: Vec<RawLine>) -> Parsed {
    let parse = move || chunk.into_iter().map(parse_raw).collect();
    match tokio::task::spawn_blocking(parse).await {
        Ok(parsed) => parsed,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

fn parse_raw(line: RawLine) -> Result<ToldLine, Vec<LineProblem>> {
    match line.text {
        Ok(text) => parse_line(line.number, &text),
        Err(expected) => Err(vec![LineProblem {
            line: line.number,
            record: None,
            field: String::new(),
            value: None,
            expected,
        }]),
    }
}

impl Import<'_> {
    /// Takes lines as they were parsed.
    pub(super) async fn take_chunk(
        &mut self,
        transaction: &Transaction,
        parsed: Parsed,
    ) -> Result<(), ImportError> {
        self.summary.lines += parsed.len() as u64;
        let mut lines = Vec::with_capacity(parsed.len());
        for line in parsed {
            match line {
                Ok(line) => lines.push(line),
                Err(problems) => self.reject(&problems),
            }
        }
        for lines in without_repeated_documents(lines) {
            self.take(transaction, lines, false).await?;
        }
        Ok(())
    }

    /// Takes lines that can be told. `is_last`: no line will come that these could wait for.
    pub(super) async fn take(
        &mut self,
        transaction: &Transaction,
        mut lines: Vec<ToldLine>,
        is_last: bool,
    ) -> Result<(), ImportError> {
        self.go_on()?;
        let mut set = WorkingSet::find(transaction, &mut lines).await?;
        let held = if is_last { HashSet::new() } else { self.held_names(transaction, &lines).await? };
        let lines = self.leave_unchanged(&set, lines, &held);
        set.load(transaction, &lines).await?;
        let lines = self.refuse_misfits(transaction, &set, lines, &held).await?;
        let lines = if is_last { lines } else { self.set_aside(transaction, &set, lines, &held).await? };
        for line in lines {
            for contradiction in set.tell(line) {
                self.summary.contradictions += 1;
                self.observer.contradiction(&contradiction);
            }
        }
        let written = self.batch.write(transaction, &mut set).await?;
        self.count(&set, &written.changes);
        self.report(&set, &written.changes);
        Ok(())
    }

    /// Leaves out the lines that tell what was told before, unless an earlier line says otherwise.
    fn leave_unchanged(
        &mut self,
        set: &WorkingSet,
        lines: Vec<ToldLine>,
        held: &HashSet<Name>,
    ) -> Vec<ToldLine> {
        let mut touched: HashSet<Name> = HashSet::new();
        let mut left = Vec::with_capacity(lines.len());
        for mut line in lines {
            let name = (line.record.kind(), line.record.key().clone());
            if set.is_deleted(&name) || set.is_outlived(&mut line) {
                self.summary.unchanged += 1;
                self.report_unchanged(&line);
                self.contradict_deletion(&line);
                continue;
            }
            if set.is_unchanged(&line) && !touched.contains(&name) && !held.contains(&name) {
                self.summary.unchanged += 1;
                self.report_unchanged(&line);
                continue;
            }
            if set.found(&name).is_some() {
                touched.insert(name);
            }
            left.push(line);
        }
        left
    }

    /// The line tells of what people deleted, or names it: that stays deleted.
    fn contradict_deletion(&mut self, line: &ToldLine) {
        self.summary.contradictions += 1;
        self.observer.contradiction(&Contradiction {
            line: line.number,
            kind: line.record.kind(),
            key: line.record.key().to_string(),
            conflict: Conflict {
                field: "key".to_owned(),
                archive: None,
                file: Some(line.record.key().to_string().into()),
                is_settled: false,
            },
        });
    }

    fn report_unchanged(&mut self, line: &ToldLine) {
        if self.options.dry_run {
            self.observer.difference(&Difference {
                line: line.number,
                kind: line.record.kind(),
                key: line.record.key().to_string(),
                outcome: Outcome::Unchanged,
                fields: Vec::new(),
            });
        }
    }

    /// Refuses spans that do not fit the text they count in, where that is in the archive.
    async fn refuse_misfits(
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
}

/// Parts a chunk so that no part tells of one document twice: what fits its text is asked of the
/// text as it was before the part.
pub(super) fn without_repeated_documents(lines: Vec<ToldLine>) -> Vec<Vec<ToldLine>> {
    let mut parts = vec![Vec::with_capacity(lines.len())];
    let mut seen: HashSet<Name> = HashSet::new();
    for line in lines {
        let kind = line.record.kind();
        let is_document = matches!(kind, RecordKind::Article | RecordKind::Quotation);
        if is_document && !seen.insert((kind, line.record.key().clone())) {
            seen = HashSet::from([(kind, line.record.key().clone())]);
            parts.push(Vec::new());
        }
        parts.last_mut().expect("there is always a last part").push(line);
    }
    parts
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
            {
                let length = article.body.value().map_or(0, |body| body.chars().count());
                lengths.insert(article.key.clone(), length);
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

/// What is wrong with the spans of a line, in the texts as they are when its turn comes.
pub(super) fn misfits(set: &WorkingSet, line: &ToldLine, lengths: &HashMap<Key, usize>) -> Vec<LineProblem> {
    let name = (line.record.kind(), line.record.key().clone());
    let problem = |field: String, value: String, expected: String| LineProblem {
        line: line.number,
        record: Some((name.0, name.1.to_string())),
        field,
        value: Some(value),
        expected,
    };
    let mut problems = Vec::new();
    if let Some((key, end)) = source_of(line)
        && let Some(length) = lengths.get(key).filter(|length| end as usize > **length)
    {
        let expected = format!("at most {length}, the length of the article's body in Unicode scalar values");
        problems.push(problem("source.end".to_owned(), end.to_string(), expected));
    }
    let (stored_text, stored) = match set.current(&name) {
        Some(Record::Article(article)) => {
            (article.body.value().map(|body| &**body), article.mentions.items())
        }
        Some(Record::Quotation(quotation)) => (Some(&*quotation.text), quotation.mentions.items()),
        _ => (None, &[][..]),
    };
    let (text, told) = match &line.record {
        Record::Article(article) => match &article.body {
            Field::Absent => (stored_text, &article.mentions),
            body => (body.value().map(|body| &**body), &article.mentions),
        },
        Record::Quotation(quotation) => (Some(&*quotation.text), &quotation.mentions),
        _ => return problems,
    };
    let is_told = !told.is_absent();
    let stays = |mention: &&Mention| !is_told || mention.claim.curated;
    let kept: Vec<&Mention> = stored.iter().filter(stays).collect();
    if told.items().is_empty() && kept.is_empty() {
        return problems;
    }
    let length = text.map_or(0, |text| text.chars().count());
    for (index, mention) in told.items().iter().enumerate().filter(|(_, it)| it.end as usize > length) {
        let expected = format!("at most {length}, the length of the text in Unicode scalar values");
        problems.push(problem(format!("mentions[{index}].end"), mention.end.to_string(), expected));
    }
    if let Some(mention) = kept.iter().find(|mention| mention.end as usize > length) {
        let field = if name.0 == RecordKind::Article { "body" } else { "text" };
        let expected = format!(
            "a text of at least {} characters, where the archive has a mention that ends there; \
             hint: tell `mentions` anew in the same record",
            mention.end
        );
        problems.push(problem(field.to_owned(), format!("a text of {length} characters"), expected));
    }
    problems
}
