//! Passages of a text: spans counted in Unicode scalar values, and the words around them.
//! A span is checked once, when it is made and when it meets its text; it never counts bytes for users.

use std::cell::LazyCell;
use std::fmt;

/// How many scalar values of context a passage has at most on either side.
pub const CONTEXT: usize = 32;

/// A passage `[start, end)` of a text, in Unicode scalar values from 0: never empty, never backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

/// Why a span is none, or not one of its text.
///
/// Shown as: `` `start` is `7`; expected a number below `end`, which is `5` ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanError {
    /// The field that is wrong: `start` or `end`.
    pub field: &'static str,
    /// What it was.
    pub value: i64,
    /// What it should have been.
    pub expected: String,
}

impl std::error::Error for SpanError {}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is `{}`; expected {}", self.field, self.value, self.expected)
    }
}

impl Span {
    /// A span from numbers as they come from a file or a request.
    pub fn new(start: i64, end: i64) -> Result<Span, SpanError> {
        let offset = |field: &'static str, value: i64| {
            u32::try_from(value).map_err(|_| SpanError {
                field,
                value,
                expected: format!("a number of characters from `0` to `{}`", u32::MAX),
            })
        };
        let span = Span { start: offset("start", start)?, end: offset("end", end)? };
        if span.start < span.end {
            Ok(span)
        } else {
            Err(SpanError {
                field: "start",
                value: start,
                expected: format!("a number below `end`, which is `{end}`"),
            })
        }
    }

    /// Scalar values before the passage.
    pub fn start(self) -> u32 {
        self.start
    }

    /// Scalar values before the end of the passage.
    pub fn end(self) -> u32 {
        self.end
    }
}

/// A passage as the W3C's text quote selector gives it: the words themselves, and up to [`CONTEXT`] scalar
/// values before and after them, all cut from the text as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Passage<'text> {
    /// What stands directly before.
    pub prefix: &'text str,
    /// The words of the span.
    pub surface: &'text str,
    /// What stands directly after.
    pub suffix: &'text str,
}

/// Cuts a passage for each span, in the order of the spans. A span that reaches beyond the text has an
/// error in its place.
///
/// The text is walked once, however many spans there are, however they overlap and are ordered.
pub fn passages<'text>(text: &'text str, spans: &[Span]) -> Vec<Result<Passage<'text>, SpanError>> {
    let places = Places::of(text, spans);
    let length = LazyCell::new(|| text.chars().count());
    spans
        .iter()
        .map(|span| {
            let (Some(start), Some(end)) = (places.byte(span.start), places.byte(span.end)) else {
                return Err(beyond(*span, *length));
            };
            Ok(Passage {
                prefix: last_of(&text[..start]),
                surface: &text[start..end],
                suffix: first_of(&text[end..]),
            })
        })
        .collect()
}

/// The error of a span that reaches beyond a text of `length` scalar values.
fn beyond(span: Span, length: usize) -> SpanError {
    let starts_within = usize::try_from(span.start).is_ok_and(|start| start < length);
    let (field, value, bound) = match starts_within {
        true => ("end", span.end, "at most"),
        false => ("start", span.start, "below"),
    };
    SpanError {
        field,
        value: i64::from(value),
        expected: format!("a number {bound} `{length}`, the length of the text in characters"),
    }
}

/// Where spans start and end in a text: scalar values before the place, and bytes; sorted.
struct Places(Vec<(u32, usize)>);

impl Places {
    /// Finds the starts and ends of all spans that are within the text, in one walk.
    fn of(text: &str, spans: &[Span]) -> Places {
        let mut wanted: Vec<u32> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let starts_of_letters = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
        let mut letters = (0_u64..).zip(starts_of_letters);
        let places = wanted
            .into_iter()
            .map_while(|scalar| {
                let place = letters.find(|(counted, _)| *counted == u64::from(scalar));
                place.map(|(_, byte)| (scalar, byte))
            })
            .collect();
        Places(places)
    }

    fn byte(&self, scalar: u32) -> Option<usize> {
        let index = self.0.binary_search_by_key(&scalar, |(counted, _)| *counted).ok()?;
        Some(self.0[index].1)
    }
}

/// The last scalar values of `text`, at most [`CONTEXT`].
fn last_of(text: &str) -> &str {
    let start = text.char_indices().rev().take(CONTEXT).last();
    &text[start.map_or(text.len(), |(byte, _)| byte)..]
}

/// The first scalar values of `text`, at most [`CONTEXT`].
fn first_of(text: &str) -> &str {
    let end = text.char_indices().nth(CONTEXT);
    &text[..end.map_or(text.len(), |(byte, _)| byte)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(start: i64, end: i64) -> Span {
        Span::new(start, end).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn numbers_that_are_no_span_are_refused_by_name() {
        for (start, end, error) in [
            (7, 5, "`start` is `7`; expected a number below `end`, which is `5`"),
            (5, 5, "`start` is `5`; expected a number below `end`, which is `5`"),
            (-1, 5, "`start` is `-1`; expected a number of characters from `0` to `4294967295`"),
            (0, 1 << 32, "`end` is `4294967296`; expected a number of characters from `0` to `4294967295`"),
        ] {
            assert_eq!(Span::new(start, end).map_err(|error| error.to_string()), Err(error.to_owned()));
        }
    }

    #[test]
    fn spans_count_scalar_values_and_not_bytes() {
        let text = "Так писал Бухарин — «Коба».";
        let cut = passages(text, &[span(10, 17), span(21, 25)]);
        let cut: Vec<_> = cut.into_iter().map(Result::unwrap).collect();
        assert_eq!(cut[0].surface, "Бухарин");
        assert_eq!(cut[1].surface, "Коба");
        assert_eq!(cut[1].prefix, "Так писал Бухарин — «");
        assert_eq!(cut[1].suffix, "».");
    }

    #[test]
    fn context_is_32_scalar_values_at_most() {
        let text = format!("{}Koba{}", "é".repeat(40), "ß".repeat(40));
        let cut = passages(&text, &[span(40, 44)]);
        let cut = cut[0].clone().unwrap();
        assert_eq!(cut.prefix, "é".repeat(CONTEXT));
        assert_eq!(cut.surface, "Koba");
        assert_eq!(cut.suffix, "ß".repeat(CONTEXT));
    }

    #[test]
    fn a_span_beyond_the_text_is_refused_and_the_others_are_cut() {
        let cut = passages("Koba", &[span(0, 4), span(2, 5), span(4, 6)]);
        assert_eq!(cut[0].as_ref().map(|passage| passage.surface), Ok("Koba"));
        let message = |index: usize| cut[index].as_ref().map_err(ToString::to_string).unwrap_err();
        assert_eq!(
            message(1),
            "`end` is `5`; expected a number at most `4`, the length of the text in characters"
        );
        assert_eq!(
            message(2),
            "`start` is `4`; expected a number below `4`, the length of the text in characters"
        );
    }

    proptest! {
        #[test]
        fn a_passage_is_its_text_at_its_place(
            text in "\\PC{0,80}|[a\\u{301}ж\u{1f600}\n]{0,80}",
            numbers in prop::collection::vec((0_i64..90, 1_i64..90), 0..12),
        ) {
            let spans: Vec<Span> = numbers.iter().map(|(start, length)| span(*start, start + length)).collect();
            let letters: Vec<char> = text.chars().collect();
            let cut = passages(&text, &spans);
            prop_assert_eq!(cut.len(), spans.len());
            for (span, cut) in spans.iter().zip(cut) {
                let (start, end) = (span.start() as usize, span.end() as usize);
                let Ok(passage) = cut else {
                    prop_assert!(end > letters.len());
                    continue;
                };
                prop_assert!(end <= letters.len());
                let from = start.saturating_sub(CONTEXT);
                let to = letters.len().min(end + CONTEXT);
                prop_assert_eq!(passage.prefix, letters[from..start].iter().collect::<String>());
                prop_assert_eq!(passage.surface, letters[start..end].iter().collect::<String>());
                prop_assert_eq!(passage.suffix, letters[end..to].iter().collect::<String>());
                let whole = format!("{}{}{}", passage.prefix, passage.surface, passage.suffix);
                prop_assert!(text.contains(&whole));
            }
        }
    }
}
