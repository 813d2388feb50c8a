//! Lines from a stream, one at a time: a line that is too long is passed over without being kept.

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

use super::packed::Packing;

/// The longest line that is read, in bytes.
pub const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// One line that is not blank.
pub struct RawLine {
    /// Its number, counted from 1, blank lines included.
    pub number: u64,
    /// Its text, or what was expected instead.
    pub text: Result<String, String>,
}

/// Reads lines and counts them.
pub struct Lines<R> {
    source: R,
    number: u64,
    bytes: u64,
}

impl<R: AsyncBufRead + Unpin> Lines<R> {
    /// Reads from the beginning of `source`.
    pub fn new(source: R) -> Lines<R> {
        Lines { source, number: 0, bytes: 0 }
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many lines have been read, blank ones included.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not blank; none at the end.
    pub async fn next(&mut self) -> std::io::Result<Option<RawLine>> {
        loop {
            let Some((line, is_whole)) = self.read().await? else {
                return Ok(None);
            };
            self.number += 1;
            let number = self.number;
            if !is_whole {
                let text = Err(format!("a line of at most {LINE_BYTES_MAX} bytes"));
                return Ok(Some(RawLine { number, text }));
            }
            let packing = if number == 1 { Packing::of_start(&line) } else { Packing::Plain };
            if packing != Packing::Plain {
                let text =
                    Err(format!("lines of text; these bytes are `{}`, which was not said", packing.as_str()));
                return Ok(Some(RawLine { number, text }));
            }
            let text = match String::from_utf8(line) {
                Ok(text) => text,
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    let text = Err(format!("UTF-8, which ends at byte {at} of the line"));
                    return Ok(Some(RawLine { number, text }));
                }
            };
            // A byte order mark is no part of the text, wherever an editor left it.
            let text = match text.strip_prefix('\u{feff}') {
                Some(rest) if number == 1 => rest.to_owned(),
                _ => text,
            };
            if !text.trim_ascii().is_empty() {
                return Ok(Some(RawLine { number, text: Ok(text) }));
            }
        }
    }

    /// The bytes up to the end of the line, and whether they are all of it; none at the end.
    async fn read(&mut self) -> std::io::Result<Option<(Vec<u8>, bool)>> {
        let mut line = Vec::new();
        let mut is_whole = true;
        let mut has_begun = false;
        loop {
            let available = self.source.fill_buf().await?;
            if available.is_empty() {
                return Ok(has_begun.then_some((line, is_whole)));
            }
            has_begun = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            is_whole &= line.len() + part.len() <= LINE_BYTES_MAX;
            match is_whole {
                true => line.extend_from_slice(part),
                false => line = Vec::new(),
            }
            let used = part.len() + usize::from(end.is_some());
            self.source.consume(used);
            self.bytes += used as u64;
            if end.is_some() {
                return Ok(Some((line, is_whole)));
            }
        }
    }
}
