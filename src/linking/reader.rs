//! A text read word by word: where each begins and ends, how it is written, what stands around it. Never looks at what
//! words mean.

use std::collections::VecDeque;

use super::fold::{fold, sound};
use super::letter::{is_apostrophe, is_blank, is_ignored, is_mark, is_quote, is_unspaced};
use super::lists;
use super::nicknames;
use super::stem::stems;
use super::token::{Case, Gap, Token};

/// The most scalar values of a word that count: what is longer is no name.
const WORD_LENGTH: usize = 60;
/// How many scalar values a text has for a word, with what stands between words: fewer than most.
const LETTERS: usize = 5;

/// The words of a text in a language; of small words, `near` before and behind each other word.
pub fn words(text: &str, language: &str, near: usize) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let room = if near == usize::MAX { letters.len() / LETTERS } else { 0 };
    let mut reader = Reader {
        letters: &letters,
        language,
        at: 0,
        words: Vec::with_capacity(room),
        near,
        small: 0,
        far: VecDeque::new(),
        is_cut: false,
    };
    reader.read();
    mark_sentences(&letters, &mut reader.words);
    reader.words
}

/// A word as it was read, cut to the length that counts.
struct Read {
    start: usize,
    end: usize,
    folded: String,
    case: Case,
    unspaced: bool,
    possessive: bool,
}

struct Reader<'a> {
    letters: &'a [char],
    language: &'a str,
    at: usize,
    words: Vec<Token>,
    /// How many small words are wanted beside others.
    near: usize,
    /// How many small words have come since another did, those that are kept.
    small: usize,
    /// Small words that are wanted if another word follows soon: where each starts and ends, and where the word before it ends.
    far: VecDeque<(usize, usize, usize)>,
    /// Whether words were left out before the next.
    is_cut: bool,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn read(&mut self) {
        let mut behind = 0;
        while let Some(&letter) = self.letters.get(self.at) {
            if !letter.is_alphanumeric() {
                self.at += 1;
            } else if is_unspaced(letter) {
                let start = self.at;
                self.at += 1;
                while is_mark(self.peek(0)) {
                    self.at += 1;
                }
                self.push(start, self.at, letter.to_string(), behind, false);
                behind = self.at;
            } else {
                behind = self.plain_word(behind).unwrap_or_else(|| self.word(behind));
            }
        }
    }

    /// Reads a word of plain letters and digits, as most words of many languages are; gives where what follows it begins.
    /// None where a mark, an apostrophe or a hyphen follows at once, which may belong to it.
    fn plain_word(&mut self, behind: usize) -> Option<usize> {
        let letters = self.letters.get(self.at..).unwrap_or_default();
        let length = letters.iter().take_while(|letter| letter.is_ascii_alphanumeric()).count();
        let is_whole = match letters.get(length) {
            Some(next) => next.is_ascii() && !matches!(next, '\'' | '`' | '-'),
            None => true,
        };
        if length == 0 || !is_whole {
            return None;
        }
        let (start, end) = (self.at, self.at + length);
        self.at = end;
        let is_small = letters.first().is_some_and(char::is_ascii_lowercase);
        if is_small && self.small >= self.near {
            self.far.push_back((start, end, behind));
            if self.far.len() > self.near {
                self.far.pop_front();
                self.is_cut = true;
            }
            return Some(end);
        }
        if !is_small {
            self.bring_near();
        }
        self.small = if is_small { self.small + 1 } else { 0 };
        self.add_plain(start, end, behind);
        Some(end)
    }

    fn add_plain(&mut self, start: usize, end: usize, behind: usize) {
        let letters = self.letters.get(start..end.min(start + WORD_LENGTH)).unwrap_or_default();
        let bytes: Vec<u8> = letters.iter().map(|letter| (*letter as u8).to_ascii_lowercase()).collect();
        let folded = String::from_utf8(bytes).unwrap_or_default();
        let case = plain_case(letters);
        self.add(Read { start, end, folded, case, unspaced: false, possessive: false }, behind);
    }

    /// Takes in the small words before one that a name may be near.
    fn bring_near(&mut self) {
        while let Some((start, end, behind)) = self.far.pop_front() {
            self.add_plain(start, end, behind);
        }
    }

    /// Reads a word; gives where what follows it begins.
    fn word(&mut self, behind: usize) -> usize {
        let start = self.at;
        let mut written = String::new();
        let mut end = start;
        let mut possessive = false;
        while let Some(&letter) = self.letters.get(self.at) {
            if is_mark(letter) || (letter.is_alphanumeric() && !is_unspaced(letter)) {
                written.push(letter);
                self.at += 1;
                end = self.at;
            } else if is_ignored(letter) {
                self.at += 1;
            } else if is_apostrophe(letter) {
                if is_elision(&written) && self.peek(1).is_alphabetic() {
                    self.at += 1;
                    break;
                }
                if let Some(tail) = self.clitic() {
                    possessive = true;
                    self.at += tail;
                    break;
                }
                if !self.peek(1).is_alphabetic() {
                    break;
                }
                self.at += 1;
            } else if let Some(skip) = self.line_end_hyphen() {
                self.at += skip;
            } else {
                break;
            }
        }
        self.push(start, end, written, behind, possessive);
        if possessive { self.at } else { end }
    }

    /// How long the ending behind an apostrophe is, if it is one: ’s, ’sche, ’ens; in English ’ll, ’re.
    fn clitic(&self) -> Option<usize> {
        let tail: String =
            (1..8).map(|ahead| self.peek(ahead)).take_while(|letter| letter.is_alphabetic()).collect();
        let known = ["s", "S", "ens", "sche", "schen", "scher", "sches", "schem", "ll", "d", "re", "ve"];
        known.contains(&tail.as_str()).then(|| tail.chars().count() + 1)
    }

    /// The length of a hyphen with a line end behind it, if a word goes on there in small letters.
    fn line_end_hyphen(&self) -> Option<usize> {
        if !matches!(self.peek(0), '-' | '\u{2010}' | '\u{ad}' | '¬') {
            return None;
        }
        let mut ahead = 1;
        if self.peek(ahead) == '\r' {
            ahead += 1;
        }
        if self.peek(ahead) != '\n' {
            return None;
        }
        ahead += 1;
        while matches!(self.peek(ahead), ' ' | '\t') {
            ahead += 1;
        }
        self.peek(ahead).is_lowercase().then_some(ahead)
    }

    fn push(&mut self, start: usize, end: usize, mut written: String, behind: usize, possessive: bool) {
        self.bring_near();
        self.small = 0;
        if written.len() > WORD_LENGTH
            && let Some((bound, _)) = written.char_indices().nth(WORD_LENGTH)
        {
            written.truncate(bound);
        }
        let unspaced = written.chars().next().is_some_and(is_unspaced);
        let case = case(&written);
        let mut folded = fold(&written);
        folded.retain(|letter| letter != '\'');
        self.add(Read { start, end, folded, case, unspaced, possessive }, behind);
    }

    fn add(&mut self, word: Read, behind: usize) {
        let Read { start, end, folded, case, unspaced, possessive } = word;
        let between = self.letters.get(behind..start).unwrap_or_default();
        let is_cut = std::mem::take(&mut self.is_cut);
        let gap = match self.words.last() {
            None => Gap::Break,
            Some(_) if is_cut => Gap::Break,
            Some(before) if behind == start && (unspaced || before.is_unspaced()) => {
                if unspaced && before.is_unspaced() { Gap::Unspaced } else { Gap::Break }
            }
            Some(_) => gap(between),
        };
        let quote_before =
            between.iter().rev().find(|letter| !is_ignored(**letter)).is_some_and(|last| is_quote(*last));
        let ahead = self.letters.get(end..(end + 3).min(self.letters.len())).unwrap_or_default();
        let mut following = ahead.iter().copied().filter(|letter| !is_ignored(*letter));
        let next = following.next().unwrap_or('\0');
        let quote_after = is_quote(next)
            || (matches!(next, '.' | ',' | '!' | '?') && following.next().is_some_and(is_quote));
        let name_like = matches!(case, Case::Capital | Case::Upper | Case::Uncased) && !unspaced;
        let stems = if name_like && !possessive { stems(&folded, self.language) } else { Vec::new() };
        let mut pet_of: Vec<&'static str> =
            if name_like { nicknames::full_names(&folded).to_vec() } else { Vec::new() };
        pet_of.extend(stems.iter().flat_map(|stem| nicknames::full_names(&stem.folded)));
        self.words.push(Token {
            stems,
            pet_of,
            start,
            end,
            // A word written small is part of a name in a text only as a particle or behind a hyphen; short ones have a key for
            // names by themselves that are written small (`key_of` in `domain/link/document.rs`).
            key: if name_like || gap == Gap::Hyphen || folded.len() <= 5 {
                sound(&folded)
            } else {
                String::new()
            },
            case,
            gap,
            starts_sentence: false,
            dotted: next == '.' && !possessive,
            quote_before,
            quote_after,
            possessive,
            folded,
        });
    }
}

/// The case of a word of plain letters and digits.
fn plain_case(letters: &[char]) -> Case {
    let Some((first, rest)) = letters.split_first() else { return Case::Number };
    let has_letters = || rest.iter().any(char::is_ascii_alphabetic);
    match first {
        'a'..='z' => Case::Lower,
        'A'..='Z' if !rest.iter().any(char::is_ascii_lowercase) && has_letters() => Case::Upper,
        'A'..='Z' => Case::Capital,
        _ => Case::Number,
    }
}

fn case(written: &str) -> Case {
    let mut letters = written.chars();
    let first = letters.next().unwrap_or('0');
    // Georgian letters have capitals in Unicode, for words written in capitals throughout; no name begins with one.
    if matches!(first, '\u{10d0}'..='\u{10ff}') {
        Case::Uncased
    } else if first.is_lowercase() {
        Case::Lower
    } else if first.is_uppercase() {
        let mut rest = letters.filter(|letter| letter.is_alphabetic() && !is_mark(*letter)).peekable();
        if rest.peek().is_some() && rest.all(char::is_uppercase) { Case::Upper } else { Case::Capital }
    } else if first.is_alphabetic() {
        Case::Uncased
    } else {
        Case::Number
    }
}

/// What a stretch between two words means.
fn gap(between: &[char]) -> Gap {
    // What stands between most words.
    match between {
        [' '] => return Gap::Space,
        [',', ' '] => return Gap::Comma,
        _ => {}
    }
    let mut marks = between.iter().copied().filter(|letter| !is_blank(*letter) && !is_ignored(*letter));
    let lines = between.iter().filter(|letter| **letter == '\n').count();
    let blank = between.iter().any(|letter| is_blank(*letter));
    match (marks.next(), marks.next(), marks.next()) {
        _ if lines > 1 => Gap::Break,
        (None, ..) => Gap::Space,
        (Some('-' | '\u{2010}' | '\u{2011}' | '\u{5be}'), None, _) if !blank => Gap::Hyphen,
        (Some('.'), Some('-' | '\u{2010}' | '\u{2011}'), None) if !blank => Gap::Hyphen,
        (Some('.'), None, _) => Gap::Stop,
        (Some(','), None, _) | (Some('.'), Some(','), None) => Gap::Comma,
        (Some('・' | '·' | '‧'), None, _) => Gap::Space,
        (Some('\'' | '’'), None, _) if !blank => Gap::Space,
        _ => Gap::Break,
    }
}

/// Marks the words before which a sentence may have ended: they may be capitalised for that alone.
fn mark_sentences(letters: &[char], words: &mut [Token]) {
    let mut previous: Option<(usize, bool)> = None;
    for word in words.iter_mut() {
        word.starts_sentence = match previous {
            None => true,
            Some((end, abbreviation)) => {
                let between = letters.get(end..word.start).unwrap_or_default();
                let ends = between.iter().any(|letter| {
                    matches!(
                        letter,
                        '!' | '?'
                            | '…'
                            | ':'
                            | '―'
                            | '—'
                            | '–'
                            | '\n'
                            | '。'
                            | '«'
                            | '„'
                            | '“'
                            | '"'
                            | '”'
                    )
                });
                ends || (between.contains(&'.') && !abbreviation)
            }
        };
        let is_short = || word.letters() <= 1 && word.case != Case::Number;
        previous = Some((word.end, word.dotted && (is_short() || lists::title(&word.folded).is_some())));
    }
}

/// Whether what was read is the elided particle of d’Artagnan or l’abbé.
fn is_elision(written: &str) -> bool {
    matches!(written, "d" | "D" | "l" | "L" | "qu" | "Qu")
}
