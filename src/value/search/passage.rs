//! The passage of a text around the first of the words that were looked for, and where such words stand in it. What is
//! reckoned here is what PostgreSQL reckons in `src/catalog/search.rs`; on SQLite it is a function of the statement.

use memchr::memmem;

/// Up to which place of the first word, from 1, a passage begins with its text.
const FROM_THE_BEGINNING: usize = 62;
/// How many characters before the first word it is looked for the beginning of a passage.
const BEFORE: usize = 60;
/// How many characters a passage has where no word ends soon after.
const LENGTH: usize = 200;
/// How many characters on a word may end with which a passage ends.
const TO_THE_END_OF_A_WORD: usize = 40;

/// A passage, in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where in the text it begins, from 0.
    pub opens: usize,
    /// How many characters it has at most.
    pub length: usize,
    /// Where in it words begin and end that were looked for, in order, each once.
    pub spans: Vec<(usize, usize)>,
}

/// The passage of the text with this shadow: the text's folded form of the same length, with one character more before it
/// and words between spaces. A needle that begins with a space is the beginning of a word, and marks all of it.
pub fn passage(shadow: &str, needles: &[String]) -> Passage {
    let hit = needles.iter().filter_map(|needle| memmem::find(shadow.as_bytes(), needle.as_bytes())).min();
    let from = hit.map_or(0, |hit| opening(shadow, hit));
    let (length, end) = extent(&shadow[from..]);
    Passage {
        opens: shadow[..from].chars().count(),
        length,
        spans: spans(&format!("{} ", &shadow[from..from + end]), needles),
    }
}

/// Where in the shadow a passage begins whose first word is there, in bytes.
fn opening(shadow: &str, hit: usize) -> usize {
    let mut before = shadow[..hit].char_indices().rev();
    let Some((start, _)) = before.nth(FROM_THE_BEGINNING - 1) else { return 0 };
    // The place counts from 1, so there is one character more before the window.
    let mut window = shadow[start..hit].char_indices().skip(FROM_THE_BEGINNING - BEFORE);
    let space = window.find(|(_, letter)| *letter == ' ');
    match space {
        // The text has one character less before it, so it begins with what follows the space.
        Some((at, _)) => start + at,
        None => start + shadow[start..].chars().next().map_or(0, char::len_utf8),
    }
}

/// How many characters a passage has that begins here, and how many bytes its shadow has.
fn extent(rest: &str) -> (usize, usize) {
    let byte = |characters: usize| rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at);
    let after = &rest[byte(LENGTH + 1)..];
    let space = after.chars().take(TO_THE_END_OF_A_WORD).position(|letter| letter == ' ');
    let length = LENGTH + space.unwrap_or(0);
    (length, byte(length + 1))
}

/// Where words stand in a passage; `shadow` has one character before it and a space behind.
fn spans(shadow: &str, needles: &[String]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for needle in needles.iter().filter(|needle| !needle.is_empty()) {
        let starts_a_word = needle.starts_with(' ');
        let mut from = 0;
        while let Some(at) = memmem::find(&shadow.as_bytes()[from..], needle.as_bytes()) {
            let at = from + at;
            let place = shadow[..at].chars().count();
            let mut letters = shadow[at..].chars();
            from = at + letters.next().map_or(1, char::len_utf8);
            let span = match starts_a_word {
                true => Some((place, place + letters.take_while(|letter| *letter != ' ').count())),
                false => place.checked_sub(1).map(|begins| (begins, begins + needle.chars().count())),
            };
            found.extend(span);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prop_oneof;
    use proptest::strategy::Strategy;

    use super::*;

    /// The same as the statement has it for PostgreSQL, place by place.
    fn by_the_statement(shadow: &str, needles: &[String]) -> Passage {
        let letters: Vec<char> = shadow.chars().collect();
        let substr = |text: &[char], from: i64, length: i64| -> Vec<char> {
            let place = |place: i64| usize::try_from(place - 1).unwrap_or(0).min(text.len());
            text[place(from)..place(from + length)].to_vec()
        };
        let strpos = |text: &[char], needle: &str| -> i64 {
            let needle: Vec<char> = needle.chars().collect();
            let at = text.windows(needle.len()).position(|window| window == needle);
            at.map_or(0, |at| at as i64 + 1)
        };
        let hits = needles.iter().map(|needle| strpos(&letters, needle)).filter(|at| *at > 0);
        let hit = hits.min().unwrap_or(0);
        let base = if hit <= 62 { 1 } else { hit - 61 };
        let near = substr(&letters, base, 301);
        let skipped = if base == 1 { 0 } else { strpos(&substr(&near, 2, 60), " ") };
        let rest = strpos(&substr(&near, skipped + 202, 40), " ");
        let length = if rest == 0 { 200 } else { 199 + rest };
        let opens = base + skipped - 1;
        let mut cut = substr(&near, skipped + 1, length + 1);
        cut.push(' ');
        let mut spans = Vec::new();
        for needle in needles {
            for at in 1..=cut.len() as i64 {
                let here = &cut[at as usize - 1..];
                if strpos(here, needle) != 1 {
                    continue;
                }
                let begins = if needle.starts_with(' ') { at - 1 } else { at - 2 };
                let ends = match needle.starts_with(' ') {
                    true => begins + strpos(&cut[begins as usize + 1..], " ") - 1,
                    false => begins + needle.chars().count() as i64,
                };
                if begins >= 0 {
                    spans.push((begins as usize, ends as usize));
                }
            }
        }
        spans.sort_unstable();
        spans.dedup();
        Passage { opens: opens as usize, length: length as usize, spans }
    }

    #[test]
    fn a_passage_begins_and_ends_with_words() {
        let words = " one two ".repeat(20) + "kulak " + &"three ".repeat(60);
        let passage = passage(&words, &[" kulak".to_owned()]);
        assert_eq!(passage, by_the_statement(&words, &[" kulak".to_owned()]));
        assert_eq!(passage.spans.len(), 1);
        let (begins, ends) = passage.spans[0];
        assert_eq!((ends - begins, begins < 62, passage.opens > 100), (5, true, true));
    }

    /// Words of which few are looked for, so that many are found far into the text.
    fn words() -> impl Strategy<Value = Vec<String>> {
        let word = prop_oneof![40 => "[cé東]{1,9}", 1 => "c{70}", 1 => "b", 1 => "ba"];
        proptest::collection::vec(word, 0..120)
    }

    fn needles() -> impl Strategy<Value = Vec<String>> {
        let (rare, any) =
            (proptest::collection::vec(" b| ba|ba", 1..3), proptest::collection::vec(" b| é|é東|c", 0..4));
        prop_oneof![3 => rare, 1 => any]
    }

    proptest::proptest! {
        #[test]
        fn it_is_what_the_statement_reckons(words in words(), needles in needles()) {
            let shadow = format!(" {} ", words.join(" "));
            proptest::prop_assert_eq!(passage(&shadow, &needles), by_the_statement(&shadow, &needles));
        }
    }
}
