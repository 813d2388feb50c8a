//! Passages of a text that was corrected: where each of them is in the new text, word for word, or that it
//! is not there. A passage never comes to stand for other words, and never silently for the same words
//! elsewhere: what is around it must say that it is the one, or it is lost.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::span::{CONTEXT, Span};
use align::{Alignment, Run};

/// Which stretches of two texts are the same.
mod align;

/// How many letters on each side of a passage must be the same before nothing else is looked at.
const SURE: usize = 8;
/// How many letters around a passage must be the same where its words stand more than once.
const EVIDENCE: usize = 8;
/// How far from its ends a stretch that both texts have is taken for what it seems.
const EDGE: usize = 16;
/// Up to how many letters apart words that stand once in both texts are the same, whatever is around them.
const NEAR: usize = 2000;
/// How many places of one wording are weighed against each other.
const PLACES_MAX: usize = 256;
/// How many letters are searched for wordings altogether.
const SEARCHED_MAX: usize = 1 << 28;

/// Where each passage of `old` is in `new`, in the order of the spans; none where its words are no longer
/// there, or where it cannot be told which of several places is it. No two passages come to the same place.
pub fn reanchor(old: &str, new: &str, spans: &[Span]) -> Vec<Option<Span>> {
    let (old, new) = (Text::of(old), Text::of(new));
    let fits = |span: &Span| span.end() as usize <= old.length;
    if old.text == new.text {
        return spans.iter().map(|span| fits(span).then_some(*span)).collect();
    }
    let mut search = Search::new(old, new);
    let mut places: HashMap<Span, Option<Place>> = HashMap::with_capacity(spans.len());
    for span in spans {
        if !places.contains_key(span) {
            let place = search.place(span.start() as usize..span.end() as usize);
            places.insert(*span, place);
        }
    }
    let mut best: HashMap<usize, HashMap<usize, (usize, u32)>> = HashMap::new();
    for place in places.values().flatten() {
        let best = best.entry(place.at.start).or_default().entry(place.at.end).or_default();
        *best = match place.score.cmp(&best.0) {
            std::cmp::Ordering::Less => *best,
            std::cmp::Ordering::Equal => (best.0, best.1 + 1),
            std::cmp::Ordering::Greater => (place.score, 1),
        };
    }
    let found = |span: &Span| {
        let place = places.get(span)?.as_ref()?;
        let is_best = best.get(&place.at.start)?.get(&place.at.end)? == &(place.score, 1);
        is_best.then(|| span_of(&place.at)).flatten()
    };
    spans.iter().map(found).collect()
}

fn span_of(at: &Range<usize>) -> Option<Span> {
    Span::new(i64::try_from(at.start).ok()?, i64::try_from(at.end).ok()?).ok()
}

/// Whether two letters beside each other belong to one word or one mark.
fn joins(one: Option<char>, other: Option<char>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    const JOINER: char = '\u{200d}';
    let adds = |letter: char| {
        is_combining_mark(letter)
            || matches!(letter, JOINER | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
    };
    // Scripts without spaces between words: each letter for itself.
    let is_apart = |letter: char| {
        matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
    };
    let is_of_word =
        |letter: char| (letter.is_alphanumeric() && !is_apart(letter)) || is_combining_mark(letter);
    adds(other) || one == JOINER || (is_of_word(one) && is_of_word(other))
}

/// A text whose places are told in scalar values and in bytes.
struct Text<'text> {
    text: &'text str,
    /// How many scalar values it has.
    length: usize,
    /// The byte at which each thousandth or so begins.
    marks: Vec<usize>,
}

/// How many scalar values are between two marks.
const STEP: usize = 256;

impl<'text> Text<'text> {
    fn of(text: &'text str) -> Text<'text> {
        let mut length = 0;
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        for (byte, _) in text.char_indices() {
            if length % STEP == 0 {
                marks.push(byte);
            }
            length += 1;
        }
        Text { text, length, marks }
    }

    /// The byte at which a scalar value begins.
    fn byte(&self, scalar: usize) -> usize {
        let Some(mark) = self.marks.get(scalar / STEP) else {
            return self.text.len();
        };
        let rest = self.text[*mark..].char_indices().nth(scalar % STEP);
        rest.map_or(self.text.len(), |(byte, _)| mark + byte)
    }

    /// How many scalar values stand before a byte.
    fn scalar(&self, byte: usize) -> usize {
        let Some(mark) = self.marks.partition_point(|mark| *mark <= byte).checked_sub(1) else {
            return 0;
        };
        mark * STEP + self.text[self.marks[mark]..byte].chars().count()
    }

    fn bytes(&self, scalars: &Range<usize>) -> Range<usize> {
        self.byte(scalars.start)..self.byte(scalars.end)
    }

    /// Whether no word goes on across this byte.
    fn parts_at(&self, byte: usize) -> bool {
        !joins(self.text[..byte].chars().next_back(), self.text[byte..].chars().next())
    }
}

/// Where a passage is in the new text, in scalar values, and how much around it is the same.
#[derive(Clone, Debug)]
struct Place {
    at: Range<usize>,
    score: usize,
}

/// The wordings that were looked for, each in a stretch of the old text and of the new: where they stand.
type Found<'text> = HashMap<(usize, usize, &'text str), Option<Vec<usize>>>;

struct Search<'text> {
    old: Text<'text>,
    new: Text<'text>,
    alignment: Alignment,
    /// The inner parts of long stretches that both texts have.
    cores: Vec<Run>,
    found_in_old: Found<'text>,
    found_in_new: Found<'text>,
    searched: usize,
}

impl<'text> Search<'text> {
    fn new(old: Text<'text>, new: Text<'text>) -> Search<'text> {
        let alignment = Alignment::of(old.text, new.text);
        let core = |run: &Run| {
            let begin = if run.old == 0 && run.new == 0 { 0 } else { EDGE };
            let is_last = run.old_end() == old.length && run.new_end() == new.length;
            let end = if is_last { 0 } else { EDGE };
            let length = run.length.checked_sub(begin + end).filter(|length| *length >= 2 * EDGE)?;
            Some(Run { old: run.old + begin, new: run.new + begin, length })
        };
        let cores = alignment.runs.iter().filter_map(core).collect();
        let (found_in_old, found_in_new) = (HashMap::new(), HashMap::new());
        Search { old, new, alignment, cores, found_in_old, found_in_new, searched: 0 }
    }

    fn place(&mut self, old: Range<usize>) -> Option<Place> {
        if old.end > self.old.length {
            return None;
        }
        let run = self.alignment.run_of(&old).copied();
        if let Some(run) = run.filter(|run| self.is_sure(run, &old)) {
            return Some(Place { at: shifted(&old, &run), score: 2 * CONTEXT });
        }
        let near = self.near(&old, run.map(|run| shifted(&old, &run)));
        if near.as_ref().is_some_and(|place| place.score >= 3 * EVIDENCE) {
            return near;
        }
        let moved = self.alignment.moved_run_of(&old).map(|run| shifted(&old, run));
        let moved =
            moved.map(|at| Place { score: self.score(&self.old.bytes(&old), &self.new.bytes(&at)), at });
        match (near, moved) {
            (Some(near), Some(moved)) if moved.score > near.score => Some(moved),
            (near, moved) => near.or(moved),
        }
    }

    /// Whether a stretch goes far enough beyond a passage on both sides.
    fn is_sure(&self, run: &Run, old: &Range<usize>) -> bool {
        let is_first = run.old == 0 && run.new == 0;
        let is_last = run.old_end() == self.old.length && run.new_end() == self.new.length;
        (is_first || old.start - run.old >= SURE) && (is_last || run.old_end() - old.end >= SURE)
    }

    /// The place between the stretches around it that are surely the same, if it is the only one that
    /// fits, or what is around it says that it is the one. `usual`: where a comparison in order has it.
    fn near(&mut self, old: &Range<usize>, usual: Option<Range<usize>>) -> Option<Place> {
        let bytes = self.old.bytes(old);
        let words = &self.old.text[bytes.clone()];
        let (in_old, in_new) = self.around(old);
        let others = occurrences(&self.old, &in_old, words, &mut self.found_in_old, &mut self.searched)?;
        let places = occurrences(&self.new, &in_new, words, &mut self.found_in_new, &mut self.searched)?;
        let parts = |text: &Text<'_>, at: &Range<usize>| (text.parts_at(at.start), text.parts_at(at.end));
        let (starts, ends) = parts(&self.old, &bytes);
        // A whole word stays a whole word: no `Stalin` in `Stalingrad`.
        let fits = |text: &Text<'_>, at: &Range<usize>| {
            let (other_starts, other_ends) = parts(text, at);
            (!starts || other_starts) && (!ends || other_ends)
        };
        let whole = |at: &usize| *at..at + words.len();
        let places: Vec<Range<usize>> = places.iter().map(whole).filter(|at| fits(&self.new, at)).collect();
        let others: Vec<Range<usize>> =
            others.iter().map(whole).filter(|at| *at != bytes && fits(&self.old, at)).collect();
        let usual = usual.map(|usual| self.new.bytes(&usual));
        let is_small = in_old.len().max(in_new.len()) <= NEAR;
        // As many in the new text as in the old, and this one in the same turn, is as good as evidence.
        let turn =
            |all: &[Range<usize>], at: &Range<usize>| all.iter().filter(|it| it.start < at.start).count();
        let is_in_turn = |at: &Range<usize>| {
            is_small && places.len() == others.len() + 1 && turn(&places, at) == turn(&others, &bytes)
        };
        let weigh = |at: &Range<usize>| {
            let is_usual = usual.as_ref() == Some(at);
            let score = self.score(&bytes, at);
            (if is_usual && is_in_turn(at) { score + EVIDENCE } else { score }, is_usual)
        };
        let weighed = places.iter().map(|at| (weigh(at), at));
        let ((score, is_usual), at) = weighed.max_by_key(|(weight, _)| *weight)?;
        let rivals = places.iter().filter(|rival| *rival != at && weigh(rival).0 == score).count();
        let is_rivalled = others.iter().any(|other| {
            let rival = self.score(other, at);
            rival > score || (rival == score && !is_usual)
        });
        let is_only = places.len() == 1 && others.is_empty();
        let is_told = score >= EVIDENCE || (is_only && (is_usual || is_small));
        let is_it = is_told && !is_rivalled && (rivals == 0 || is_usual);
        is_it.then(|| Place { at: self.new.scalar(at.start)..self.new.scalar(at.end), score })
    }

    /// The stretches of both texts in which a passage and its place must be, in scalar values.
    fn around(&self, old: &Range<usize>) -> (Range<usize>, Range<usize>) {
        let end = self.cores.partition_point(|core| core.old_end() <= old.start);
        let before = end.checked_sub(1).map(|index| self.cores[index]);
        let before = before.map_or((0, 0), |core| (core.old_end(), core.new_end()));
        let after = self.cores[end..].iter().find(|core| core.old >= old.end);
        let after = after.map_or((self.old.length, self.new.length), |core| (core.old, core.new));
        let mut around = (before.0..after.0, before.1..after.1);
        // A passage that begins or ends in what surely is the same begins or ends there still.
        if let Some(core) = self.cores.get(end).filter(|core| core.old <= old.start) {
            around = (old.start..around.0.end, core.new + (old.start - core.old)..around.1.end);
        }
        let last = self.cores[end..].iter().find(|core| core.old < old.end && old.end <= core.old_end());
        if let Some(core) = last {
            around = (around.0.start..old.end, around.1.start..core.new + (old.end - core.old));
        }
        around
    }

    /// How much around two places is the same, in scalar values, at most [`CONTEXT`] on each side. Where
    /// both texts begin or end is worth as much as [`SURE`] letters.
    fn score(&self, old: &Range<usize>, new: &Range<usize>) -> usize {
        let (old_text, new_text) = (self.old.text, self.new.text);
        let before = (old_text[..old.start].chars().rev(), new_text[..new.start].chars().rev());
        let after = (old_text[old.end..].chars(), new_text[new.end..].chars());
        same(before.0, before.1) + same(after.0, after.1)
    }
}

/// How many letters two texts begin with that are the same, as [`Search::score`] counts.
fn same(mut old: impl Iterator<Item = char>, mut new: impl Iterator<Item = char>) -> usize {
    for count in 0..CONTEXT {
        match (old.next(), new.next()) {
            (None, None) => return (count + SURE).min(CONTEXT),
            (one, other) if one == other => {}
            _ => return count,
        }
    }
    CONTEXT
}

fn shifted(old: &Range<usize>, run: &Run) -> Range<usize> {
    let start = run.new + (old.start - run.old);
    start..start + old.len()
}

/// The bytes at which a wording begins within a stretch; none if there are too many, or too much was searched.
fn occurrences<'text>(
    text: &Text<'text>,
    within: &Range<usize>,
    words: &'text str,
    found: &mut Found<'text>,
    searched: &mut usize,
) -> Option<Vec<usize>> {
    let look = || {
        *searched += within.len();
        if *searched > SEARCHED_MAX {
            return None;
        }
        let within = text.bytes(within);
        let (stretch, mut from, mut places) = (&text.text[within.clone()], 0, Vec::new());
        while let Some(at) = stretch[from..].find(words) {
            places.push(within.start + from + at);
            if places.len() > PLACES_MAX {
                return None;
            }
            from += at + stretch[from + at..].chars().next().map_or(1, char::len_utf8);
        }
        Some(places)
    };
    found.entry((within.start, within.end, words)).or_insert_with(look).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The spans of the passages that brackets mark, and the text without them.
    fn marked(text: &str) -> (String, Vec<Span>) {
        let (mut plain, mut spans, mut start) = (String::new(), Vec::new(), 0);
        let mut length = 0;
        for letter in text.chars() {
            match letter {
                '[' => start = length,
                ']' => spans.push(Span::new(start, length).unwrap()),
                _ => {
                    plain.push(letter);
                    length += 1;
                }
            }
        }
        (plain, spans)
    }

    /// The new text with brackets around what was found, and how many were lost.
    fn followed(old: &str, new: &str) -> (String, usize) {
        let (old, spans) = marked(old);
        let places = reanchor(&old, new, &spans);
        let lost = places.iter().filter(|place| place.is_none()).count();
        let mut told = String::new();
        for (at, letter) in new.chars().chain(['\0']).enumerate() {
            let is_at = |offset: u32| offset as usize == at;
            told.extend(places.iter().flatten().filter(|place| is_at(place.end())).map(|_| ']'));
            told.extend(places.iter().flatten().filter(|place| is_at(place.start())).map(|_| '['));
            told.push(letter);
        }
        (told.replace('\0', ""), lost)
    }

    #[test]
    fn passages_follow_their_words_or_are_lost() {
        for (old, new, lost) in [
            ("[Bukharin] wrote to [Koba].", "Once [Bukharin] wrote to [Koba].", 0),
            ("[Bukharin] wrote to [Koba].", "[Bukharin] wrote a letter to [Koba].", 0),
            ("[Bukharin] wrote to [Koba].", "[Bukharin] wrote to [Koba], who did not answer.", 0),
            ("[Bukharin] wrote to [Koba].", "[Bukharin] and [Koba].", 0),
            ("[Bukharin] wrote to [Koba].", "[Bukharin] wrote to Stalin.", 1),
            ("[Bucharin] wrote to [Koba].", "Bukharin wrote to [Koba].", 1),
            ("He spoke of [Stalin].", "He spoke of Stalingrad.", 1),
            ("He spoke of [Stalin]s letter.", "He spoke of [Stalin]'s letter.", 0),
            ("[Koba] came. It rained. [Koba] left.", "[Koba] left.", 1),
            ("We saw [Koba] here and [Koba] there.", "They met [Koba] then, and [Koba] later.", 0),
            ("[Koba] came. It rained. Koba left.", "Koba left.", 1),
            (
                "Then [Koba] wrote. He waited. [Koba] wrote again.",
                "Then [Koba] wrote. He waited. Stalin wrote again.",
                1,
            ),
            ("[Bukharin] wrote to Koba. [Bukharin] waited.", "[Bukharin] wrote to Koba. He waited.", 1),
            ("Bukharin wrote to Koba. [Bukharin] waited.", "Bukharin wrote to Koba. He waited.", 1),
            ("Говорил [Бухарин] 👩‍👩‍👧 [e\u{301}].", "Да, говорил [Бухарин] 👩‍👩‍👧 и [e\u{301}].", 0),
            ("[斯大林]和布哈林", "昨天[斯大林]和布哈林", 0),
            ("Und [Bukharin].", "", 1),
        ] {
            let (plain, _) = marked(new);
            assert_eq!(followed(old, &plain), (new.to_owned(), lost), "{old}");
        }
    }

    #[test]
    fn a_paragraph_that_moved_takes_its_passages_along() {
        let old = "In the spring [Bukharin] travelled to Paris to buy the archive.\n\n[Koba] stayed in Moscow and read every report that came.\n\nNobody else knew of it.";
        let new = "[Koba] stayed in Moscow and read every report that came.\n\nNobody else knew of it.\n\nIn the spring [Bukharin] travelled to Paris to buy the archive.";
        let (plain, _) = marked(new);
        assert_eq!(followed(old, &plain), (new.to_owned(), 0));
    }

    #[test]
    fn a_long_text_changed_in_the_middle_costs_little() {
        let line = |at: usize| format!("In {at} Bukharin{at} met somebody and said {} words. ", at * 7);
        let lines: Vec<String> = (0..18_000).map(line).collect();
        let (old, mut changed) = (lines.concat(), lines.clone());
        assert!(old.len() > 1_000_000);
        for at in (8_000..10_000).step_by(3) {
            changed[at] = format!("Somebody else was there {at}. ");
        }
        changed.swap(2_000, 15_000);
        let new = changed.concat();
        let mut starts = Vec::new();
        let mut length = 0;
        for line in &lines {
            starts.push(length);
            length += i64::try_from(line.len()).unwrap();
        }
        let span = |at: usize| {
            let name = i64::try_from(lines[at].find("Bukharin").unwrap()).unwrap();
            let size = i64::try_from(format!("Bukharin{at}").len()).unwrap();
            Span::new(starts[at] + name, starts[at] + name + size).unwrap()
        };
        let spans: Vec<Span> = (0..18_000).step_by(9).map(span).collect();
        let places = reanchor(&old, &new, &spans);
        for (at, place) in (0..18_000).step_by(9).zip(places) {
            let is_gone = (8_000..10_000).contains(&at) && (at - 8_000) % 3 == 0;
            let words = place.map(|place| &new[place.start() as usize..place.end() as usize]);
            assert_eq!(words, (!is_gone).then(|| format!("Bukharin{at}")).as_deref(), "{at}");
        }
        let other: String = (0..20_000).map(|at| format!("Nichts {} davon. ", at * 3)).collect();
        assert!(reanchor(&old, &other, &spans).iter().all(Option::is_none));
    }

    fn words(text: &str, span: Span) -> String {
        text.chars().skip(span.start() as usize).take((span.end() - span.start()) as usize).collect()
    }

    proptest! {
        #[test]
        fn what_is_found_has_the_same_words(
            old in "[a-c \\.é\u{301}👩\u{200d}ж]{0,60}",
            new in "[a-c \\.é\u{301}👩\u{200d}ж]{0,60}",
            numbers in prop::collection::vec((0_i64..60, 1_i64..12), 0..12),
        ) {
            let spans: Vec<Span> =
                numbers.iter().map(|(start, length)| Span::new(*start, start + length).unwrap()).collect();
            let places = reanchor(&old, &new, &spans);
            prop_assert_eq!(places.len(), spans.len());
            for (span, place) in spans.iter().zip(places) {
                if let Some(place) = place {
                    prop_assert!(place.end() as usize <= new.chars().count());
                    prop_assert_eq!(words(&new, place), words(&old, *span));
                }
            }
            let length = old.chars().count();
            let same = reanchor(&old, &old, &spans);
            let fitting = spans.iter().map(|span| (span.end() as usize <= length).then_some(*span));
            prop_assert_eq!(same, fitting.collect::<Vec<_>>());
        }

        #[test]
        fn edits_around_passages_leave_them_their_words(
            parts in prop::collection::vec(("[a-z ]{0,30}", "[a-z ]{0,30}", any::<bool>()), 1..12),
        ) {
            let (mut old, mut new) = (String::new(), String::new());
            for (at, (before, instead, is_changed)) in parts.iter().enumerate() {
                let name = format!(" [É{at}👩 Бу{at}] ");
                old.extend([before.as_str(), &name]);
                new.extend([if *is_changed { instead.as_str() } else { before }, &name]);
            }
            let (plain, _) = marked(&new);
            prop_assert_eq!(followed(&old, &plain), (new, 0));
        }
    }
}
