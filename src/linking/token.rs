//! A text as tokens: words with their places in Unicode scalar values, whatever the script.
//! Never changes the text, and never looks anything up.

use super::fold::{fold, sound};
use super::letter::{is_apostrophe, is_blank, is_ignored, is_mark, is_quote, is_unspaced};
use super::lists;
use super::nicknames;
use super::stem::{Stem, stems};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Begins with a small letter.
    Lower,
    /// Begins with a capital.
    Capital,
    /// Capitals alone, two or more.
    Upper,
    /// A script without case.
    Uncased,
    /// Begins with a digit.
    Number,
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing, or blanks: the words stand together.
    Space,
    /// A hyphen.
    Hyphen,
    /// A full stop that may be that of an abbreviation.
    Stop,
    /// A comma.
    Comma,
    /// Nothing between two characters of a script without spaces.
    Unspaced,
    /// Anything else: no name goes across.
    Break,
}

/// A word of a text.
#[derive(Clone, Debug)]
pub struct Token {
    /// Where it starts, in Unicode scalar values.
    pub start: usize,
    /// Where it ends, exclusive. The possessive ’s is left out.
    pub end: usize,
    /// The word folded.
    pub folded: String,
    /// Its key: see [`sound`]. Empty for a word that can be no part of a name.
    pub key: String,
    /// How it is written.
    pub case: Case,
    /// What stands before it.
    pub gap: Gap,
    /// Whether it may be capitalised only because a sentence starts.
    pub starts_sentence: bool,
    /// Whether a full stop follows at once.
    pub dotted: bool,
    /// Whether an opening quotation mark stands before it.
    pub quote_before: bool,
    /// Whether a closing quotation mark stands behind it.
    pub quote_after: bool,
    /// Whether a possessive or a like ending was cut off.
    pub possessive: bool,
    /// What it may be without its ending.
    pub stems: Vec<Stem>,
    /// The given names it may be a pet name of, with or without its ending.
    pub pet_of: Vec<&'static str>,
}

impl Token {
    /// Whether it can be a word of a name by the way it is written.
    pub fn is_name_like(&self) -> bool {
        matches!(self.case, Case::Capital | Case::Upper | Case::Uncased)
    }

    /// Whether it takes endings wherever it stands in a name, as the words of Slavic names do.
    pub fn declines(&self) -> bool {
        self.folded.chars().next().is_some_and(|letter| ('а'..='я').contains(&letter))
    }

    /// How many letters it has when folded.
    pub fn letters(&self) -> usize {
        self.folded.chars().count()
    }

    /// Whether it is of a script that is written without spaces.
    pub fn is_unspaced(&self) -> bool {
        self.folded.chars().next().is_some_and(is_unspaced)
    }
}

/// A text taken apart.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// The words in their order.
    pub words: Vec<Token>,
    /// Its language: the primary subtag, or empty.
    pub language: String,
}

/// The most scalar values of a word that count: what is longer is no name.
const WORD_LENGTH: usize = 60;
/// How many scalar values a text has for a word, with what stands between words: fewer than most.
const LETTERS: usize = 5;

/// Takes a text apart. `language` is a language tag; only its primary subtag counts.
pub fn tokenise(text: &str, language: &str) -> Tokens {
    let letters: Vec<char> = text.chars().collect();
    let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let words = Vec::with_capacity(letters.len() / LETTERS);
    let mut reader = Reader { letters: &letters, language: &language, at: 0, words };
    reader.read();
    let mut tokens = Tokens { words: reader.words, language: language.clone() };
    mark_sentences(&letters, &mut tokens.words);
    tokens
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
        let kept = letters.get(..length.min(WORD_LENGTH)).unwrap_or_default();
        let bytes: Vec<u8> = kept.iter().map(|letter| (*letter as u8).to_ascii_lowercase()).collect();
        let folded = String::from_utf8(bytes).unwrap_or_default();
        let start = self.at;
        self.at += length;
        let word =
            Read { start, end: self.at, folded, case: plain_case(kept), unspaced: false, possessive: false };
        self.add(word, behind);
        Some(self.at)
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
        let gap = match self.words.last() {
            None => Gap::Break,
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
            // A word written small is part of a name only as a particle or behind a hyphen.
            key: if name_like || gap == Gap::Hyphen || lists::particle(&folded) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, token: &Token) -> String {
        text.chars().skip(token.start).take(token.end - token.start).collect()
    }

    fn words(text: &str) -> Vec<String> {
        tokenise(text, "").words.iter().map(|token| cut(text, token)).collect()
    }

    #[test]
    fn words_are_cut_without_their_possessives() {
        assert_eq!(words("O.’s Brief an Goldmann’s Frau"), ["O", "s", "Brief", "an", "Goldmann", "Frau"]);
        assert_eq!(words("O'Keeffe and d’Artagnan"), ["O'Keeffe", "and", "d", "Artagnan"]);
    }

    #[test]
    fn a_word_broken_at_a_line_end_is_joined() {
        let tokens = tokenise("Herr Schwarz-\n  kopf kam", "de");
        assert_eq!(tokens.words[1].folded, "schwarzkopf");
        assert_eq!(tokens.words.len(), 3);
    }

    #[test]
    fn offsets_count_scalar_values_whatever_stands_before() {
        for text in [
            "👩‍👩‍👧 Bucharin",
            "e\u{301}e\u{301} Bucharin",
            "\u{202b}שלום\u{202c} Bucharin",
            "布哈林 Bucharin",
            "\u{feff}Bucharin",
        ] {
            let tokens = tokenise(text, "");
            assert_eq!(cut(text, tokens.words.last().unwrap()), "Bucharin", "{text}");
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_word() {
        let (one, other) = (tokenise("Zoë Łódź", ""), tokenise("Zoe\u{308} Ło\u{301}dz\u{301}", ""));
        assert_eq!(one.words[1].folded, other.words[1].folded);
        assert_eq!(other.words[0].end, 4);
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        let tokens = tokenise("Mit Dr. Kaufmann. Abend. ― Paul", "de");
        let starts: Vec<bool> = tokens.words.iter().map(|token| token.starts_sentence).collect();
        assert_eq!(starts, [true, false, false, true, true]);
    }

    #[test]
    fn scripts_without_spaces_give_a_token_a_character() {
        let tokens = tokenise("尼古拉・布哈林", "zh");
        assert_eq!(tokens.words.len(), 6);
        assert_eq!(tokens.words[1].gap, Gap::Unspaced);
        assert_eq!(tokenise("ニコライ・ブハーリン", "ja").words.len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn a_plain_word_is_read_as_it_is_before_a_soft_hyphen(word in "[a-zA-Z0-9]{1,70}") {
            let (plain, other) = (tokenise(&word, "de"), tokenise(&format!("{word}\u{ad}"), "de"));
            proptest::prop_assert_eq!(format!("{plain:?}"), format!("{other:?}"));
        }
    }

    #[test]
    fn nothing_and_noise_are_no_words() {
        for text in ["", " \n ", "…—!", "\u{202e}\u{feff}", "\u{301}"] {
            assert!(words(text).is_empty(), "{text:?}");
        }
    }
}
