//! A text as tokens: words with their places in Unicode scalar values, whatever the script.
//! Never changes the text, and never looks anything up.

use super::fold::{fold, sound};
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

/// Takes a text apart. `language` is a language tag; only its primary subtag counts.
pub fn tokenise(text: &str, language: &str) -> Tokens {
    let letters: Vec<char> = text.chars().collect();
    let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let mut reader = Reader { letters: &letters, language: &language, at: 0, words: Vec::new() };
    reader.read();
    let mut tokens = Tokens { words: reader.words, language: language.clone() };
    mark_sentences(&letters, &mut tokens.words);
    tokens
}

/// The pieces of a text that are decided one by one, each with where it starts in scalar values: a text
/// of up to `limit` scalar values in one, a longer one cut where no name goes on, if there is such a place in its second
/// half.
pub fn windows(text: &str, limit: usize) -> Vec<(usize, &str)> {
    let limit = limit.max(64);
    let mut windows = Vec::new();
    let (mut rest, mut start) = (text, 0);
    loop {
        let Some((bound, _)) = rest.char_indices().nth(limit) else {
            windows.push((start, rest));
            return windows;
        };
        let head = rest.get(..bound).unwrap_or(rest);
        let (window, tail) = rest.split_at_checked(cut(head)).unwrap_or((rest, ""));
        windows.push((start, window));
        start += window.chars().count();
        rest = tail;
    }
}

/// Where to cut a piece that is as long as may be: behind a paragraph, a line, a sentence, between two words that begin
/// small, behind a comma, at a blank; anywhere if need be.
fn cut(piece: &str) -> usize {
    let half = piece.len() / 2;
    let behind = |mark: &str| piece.rfind(mark).filter(|at| *at > half).map(|at| at + mark.len());
    let blanks = || piece.rmatch_indices(' ').map(|(at, _)| at).take_while(|at| *at > half);
    let between = |is_there: fn(&str, &str) -> bool| {
        blanks().find(|at| is_there(&piece[..*at], &piece[at + 1..])).map(|at| at + 1)
    };
    behind("\n\n")
        .or_else(|| behind("\n"))
        .or_else(|| between(ends_sentence))
        .or_else(|| behind("。"))
        .or_else(|| between(|before, after| begins_small(last_word(before)) && begins_small(after)))
        .or_else(|| behind(", "))
        .or_else(|| behind(" "))
        .unwrap_or(piece.len())
}

/// Whether a text ends with a sentence: a word of some length that begins small, so that it is no abbreviation of a name,
/// and a stop, perhaps in quotation marks.
fn ends_sentence(before: &str, _: &str) -> bool {
    let bare = before.trim_end_matches(['"', '\'', '”', '’', '»', '«', ')']);
    let word = last_word(bare.trim_end_matches(['.', '!', '?', '…']));
    bare.ends_with(['.', '!', '?', '…']) && begins_small(word) && word.chars().count() > 3
}

fn last_word(text: &str) -> &str {
    text.rsplit([' ', '\n']).next().unwrap_or(text)
}

fn begins_small(text: &str) -> bool {
    text.chars().next().is_some_and(|letter| letter.is_alphabetic() && !letter.is_uppercase())
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
                behind = self.word(behind);
            }
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

    fn push(&mut self, start: usize, end: usize, written: String, behind: usize, possessive: bool) {
        let between = self.letters.get(behind..start).unwrap_or_default();
        let unspaced = written.chars().next().is_some_and(is_unspaced);
        let after_unspaced = self.words.last().is_some_and(Token::is_unspaced);
        let gap = match self.words.last() {
            None => Gap::Break,
            Some(_) if behind == start && unspaced && after_unspaced => Gap::Unspaced,
            Some(_) if behind == start && unspaced != after_unspaced => Gap::Break,
            Some(_) => gap(between),
        };
        let mut written = written;
        if let Some((bound, _)) = written.char_indices().nth(WORD_LENGTH) {
            written.truncate(bound);
        }
        let mut folded = fold(&written);
        folded.retain(|letter| letter != '\'');
        let quote_before =
            between.iter().rev().find(|letter| !is_ignored(**letter)).is_some_and(|last| is_quote(*last));
        let ahead = self.letters.get(end..(end + 3).min(self.letters.len())).unwrap_or_default();
        let mut following = ahead.iter().copied().filter(|letter| !is_ignored(*letter));
        let next = following.next().unwrap_or('\0');
        let quote_after = is_quote(next)
            || (matches!(next, '.' | ',' | '!' | '?') && following.next().is_some_and(is_quote));
        let case = case(&written);
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
        let short = word.letters() <= 1 && word.case != Case::Number;
        previous = Some((word.end, word.dotted && (short || lists::title(&word.folded).is_some())));
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | '`' | '´' | '\u{2018}')
}

/// Whether what was read is the elided particle of d’Artagnan or l’abbé.
fn is_elision(written: &str) -> bool {
    matches!(written, "d" | "D" | "l" | "L" | "qu" | "Qu")
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '„' | '“' | '”' | '«' | '»' | '‚' | '‘' | '›' | '‹' | '「' | '」' | '『' | '』')
}

/// Combining marks: part of the word they stand in.
fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && unicode_normalization::char::is_combining_mark(letter)
}

/// What stands between words: U+200B, too, by which Khmer and Thai show where a word ends without a gap to see.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{200b}'
}

/// Controls of writing direction, joiners and soft hyphens: nothing to read.
fn is_ignored(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Scripts written without spaces whose words cannot be told by sight: Han and Hiragana. Katakana words,
/// Thai and the like stand between other letters or blanks often enough to be read as words.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
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

    #[test]
    fn long_texts_are_cut_at_blanks_and_lose_nothing() {
        let text = "Wort é ".repeat(50_000);
        let windows = windows(&text, 10_000);
        assert_eq!(windows.iter().map(|(_, window)| *window).collect::<String>(), text);
        assert!(windows.iter().all(|(_, window)| window.chars().count() <= 10_000));
        assert_eq!(windows[1].0, windows[0].1.chars().count());
    }

    #[test]
    fn nothing_and_noise_are_no_words() {
        for text in ["", " \n ", "…—!", "\u{202e}\u{feff}", "\u{301}"] {
            assert!(words(text).is_empty(), "{text:?}");
        }
    }
}
