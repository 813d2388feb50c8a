//! One chunk of lines: read, checked, looked up, compared, written.

use std::collections::HashSet;

use tokio::io::AsyncBufRead;

use super::lines::{Lines, RawLine};
use super::parse::{ToldLine, parse_line};
use super::problem::{Contradiction, LineProblem};
use super::{Conflict, Difference, Import, ImportError, Outcome};
use crate::domain::change::DELETED;
use crate::domain::change::set::{Name, WorkingSet};
use crate::store::Transaction;
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
        let lines = match is_last {
            true => self.refuse_circles(transaction, &set, lines).await?,
            false => self.set_aside(transaction, &set, lines, &held).await?,
        };
        let lines = self.refuse_lost_sources(transaction, &set, lines).await?;
        for line in lines {
            for contradiction in set.tell(line) {
                self.summary.contradictions += 1;
                self.observer.contradiction(&contradiction);
            }
        }
        let told = self.follow_sources(transaction, &mut set).await?;
        let written = self.batch.write(transaction, &mut set).await?;
        self.remember_places(&set, &told);
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
        for line in lines {
            let name = (line.record.kind(), line.record.key().clone());
            if set.is_deleted(&name) {
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

    /// The line tells of what people deleted: that stays deleted.
    fn contradict_deletion(&mut self, line: &ToldLine) {
        self.summary.contradictions += 1;
        self.observer.contradiction(&Contradiction {
            line: line.number,
            kind: line.record.kind(),
            key: line.record.key().to_string(),
            conflict: Conflict {
                field: "key".to_owned(),
                archive: Some(DELETED.into()),
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
