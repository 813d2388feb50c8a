//! What an import says, kept until the client has read it. A client that reads slowly, or not at all, must
//! not hold up the import, which may hold the place of the one writer: beyond a little that is kept in
//! memory, what it has not read waits in a file that is gone with the answer.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use futures_util::{FutureExt, Stream};
use tempfile::SpooledTempFile;
use tokio::sync::Notify;
use tokio::time::{Interval, MissedTickBehavior};

use crate::domain::{Contradiction, Difference, ImportObserver, LineProblem, ReportLine, ReportProgress};

/// How much waits in memory.
const IN_MEMORY: usize = 1 << 20;
/// How much is sent at once.
const PIECE: usize = 1 << 16;
/// How often the client hears how far the import has come.
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

/// One import's words on their way to the client.
pub struct Outbox {
    inside: Mutex<Inside>,
    news: Notify,
    /// How many bytes may be said.
    said_max: u64,
}

struct Inside {
    /// What was said and is not yet sent begins at `sent` and ends at `said`.
    waiting: SpooledTempFile,
    sent: u64,
    said: u64,
    /// Bytes said since the beginning.
    total: u64,
    progress: ReportProgress,
    /// The last line, once there is one; nothing is said after it.
    last: Option<String>,
    is_finished: bool,
    /// The client reads no more.
    is_abandoned: bool,
    /// Why no more can be kept.
    failure: Option<io::Error>,
}

impl Outbox {
    /// Nothing said yet.
    pub fn new(said_max: u64) -> Arc<Outbox> {
        let inside = Inside {
            waiting: SpooledTempFile::new(IN_MEMORY),
            sent: 0,
            said: 0,
            total: 0,
            progress: ReportProgress::default(),
            last: None,
            is_finished: false,
            is_abandoned: false,
            failure: None,
        };
        Arc::new(Outbox { inside: Mutex::new(inside), news: Notify::new(), said_max })
    }

    /// So many more bytes of the upload have arrived.
    pub fn receive(&self, bytes: u64) {
        self.inside().progress.received += bytes;
    }

    /// Why no more can be said, if so.
    pub fn failure(&self) -> Option<io::Error> {
        self.inside().failure.take()
    }

    /// Says the last line; nothing that is said later counts.
    pub fn finish(&self, line: &ReportLine) {
        let mut inside = self.inside();
        if !inside.is_finished {
            inside.last = Some(line.to_text());
            inside.is_finished = true;
        }
        drop(inside);
        self.news.notify_one();
    }

    /// What is said, as it is said, with a line now and then that tells how far it is.
    pub fn into_stream(self: Arc<Outbox>) -> impl Stream<Item = io::Result<Bytes>> + Send {
        let mut ticks = tokio::time::interval(PROGRESS_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.reset();
        let reading = Reading { outbox: self, ticks, is_between_lines: true };
        futures_util::stream::unfold(reading, |mut reading| async {
            let piece = reading.next().await?;
            Some((piece, reading))
        })
    }

    fn say(&self, line: &ReportLine) {
        let text = line.to_text();
        let mut inside = self.inside();
        if inside.failure.is_some() || inside.is_finished {
            return;
        }
        inside.total += text.len() as u64;
        let kept = match inside.total <= self.said_max {
            true => inside.keep(text.as_bytes()),
            false => {
                let limit = self.said_max;
                let words = format!("the answer would be larger than {limit} bytes");
                Err(io::Error::new(io::ErrorKind::FileTooLarge, words))
            }
        };
        inside.failure = kept.err();
        drop(inside);
        self.news.notify_one();
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn keep(&mut self, text: &[u8]) -> io::Result<()> {
        self.waiting.seek(SeekFrom::Start(self.said))?;
        self.waiting.write_all(text)?;
        self.said += text.len() as u64;
        Ok(())
    }

    /// The next piece to send; the last line when all before it is sent.
    fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.sent == self.said {
            return Ok(self.last.take().map(Bytes::from));
        }
        let mut piece = vec![0; PIECE.min(usize::try_from(self.said - self.sent).unwrap_or(PIECE))];
        self.waiting.seek(SeekFrom::Start(self.sent))?;
        self.waiting.read_exact(&mut piece)?;
        self.sent += piece.len() as u64;
        if self.sent == self.said {
            self.waiting.set_len(0)?;
            (self.sent, self.said) = (0, 0);
        }
        Ok(Some(piece.into()))
    }
}

/// The client's end. When it is let go of, the import is told.
struct Reading {
    outbox: Arc<Outbox>,
    ticks: Interval,
    /// Whether what was sent so far ends with a line: a piece may end anywhere.
    is_between_lines: bool,
}

impl Reading {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            let is_time = self.is_between_lines && self.ticks.tick().now_or_never().is_some();
            if is_time && !self.outbox.inside().is_finished {
                return Some(Ok(self.progress()));
            }
            let (piece, is_finished) = {
                let mut inside = self.outbox.inside();
                (inside.next(), inside.is_finished)
            };
            match piece {
                Ok(Some(piece)) => {
                    self.is_between_lines = piece.ends_with(b"\n");
                    return Some(Ok(piece));
                }
                Ok(None) if is_finished => return None,
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
            tokio::select! {
                () = self.outbox.news.notified() => {}
                _ = self.ticks.tick() => return Some(Ok(self.progress())),
            }
        }
    }

    fn progress(&self) -> Bytes {
        let progress = self.outbox.inside().progress;
        ReportLine::Progress(progress).to_text().into()
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.outbox.inside().is_abandoned = true;
    }
}

/// Puts what an import says into the outbox.
pub struct Teller(pub Arc<Outbox>);

impl ImportObserver for Teller {
    fn progress(&mut self, lines: u64, bytes: u64) {
        let mut inside = self.0.inside();
        (inside.progress.lines, inside.progress.bytes) = (lines, bytes);
    }

    fn difference(&mut self, difference: &Difference) {
        self.0.say(&difference.into());
    }

    fn problem(&mut self, problem: &LineProblem) {
        self.0.say(&problem.into());
    }

    fn contradiction(&mut self, contradiction: &Contradiction) {
        self.0.say(&contradiction.into());
    }

    fn is_gone(&mut self) -> bool {
        let inside = self.0.inside();
        inside.is_abandoned || inside.failure.is_some()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    fn line(number: u64) -> ReportLine {
        ReportLine::from(&LineProblem {
            line: number,
            record: None,
            field: String::new(),
            value: None,
            expected: "a".repeat(1000),
        })
    }

    #[tokio::test]
    async fn all_that_is_said_arrives_in_order_however_much_waits() {
        let outbox = Outbox::new(u64::MAX);
        let mut expected = String::new();
        for number in 0..5000 {
            outbox.say(&line(number));
            expected.push_str(&line(number).to_text());
        }
        outbox.finish(&line(5000));
        outbox.say(&line(5001));
        expected.push_str(&line(5000).to_text());
        let pieces: Vec<_> = outbox.into_stream().map(Result::unwrap).collect().await;
        assert_eq!(String::from_utf8(pieces.concat()).unwrap(), expected);
    }

    #[tokio::test]
    async fn progress_stands_on_a_line_of_its_own() {
        let outbox = Outbox::new(u64::MAX);
        for number in 0..300 {
            outbox.say(&line(number));
        }
        let mut stream = Box::pin(outbox.clone().into_stream());
        let mut text = Vec::new();
        for _ in 0..4 {
            text.extend_from_slice(&stream.next().await.unwrap().unwrap());
            tokio::time::sleep(PROGRESS_EVERY * 2).await;
        }
        outbox.finish(&line(300));
        while let Some(piece) = stream.next().await {
            text.extend_from_slice(&piece.unwrap());
        }
        let lines: Vec<ReportLine> = text
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        assert_eq!(lines.iter().filter(|line| matches!(line, ReportLine::Problem(_))).count(), 301);
    }

    #[tokio::test]
    async fn an_answer_that_grows_too_large_ends_the_import() {
        let outbox = Outbox::new(5000);
        let mut teller = Teller(outbox.clone());
        for number in 0..3 {
            assert!(!teller.is_gone());
            outbox.say(&line(number));
        }
        assert!(teller.is_gone());
        assert_eq!(outbox.failure().unwrap().to_string(), "the answer would be larger than 5000 bytes");
    }

    #[tokio::test]
    async fn a_client_that_goes_away_ends_the_import() {
        let outbox = Outbox::new(3000);
        let mut teller = Teller(outbox.clone());
        let stream = outbox.into_stream();
        assert!(!teller.is_gone());
        drop(stream);
        assert!(teller.is_gone());
    }
}
