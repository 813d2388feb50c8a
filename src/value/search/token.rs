//! Words of a text: runs of letters and digits, folded, with their places in Unicode scalar values.
//! Han and kana, which are written without spaces, are a word each.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::name::fold;
use super::FILL;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word without case and accents, letters and digits alone: never empty.
    pub folded: String,
    /// The word in lower case with its accents, composed, where that is not the folded one: see [`Token::lower`].
    lower: Option<String>,
    /// Where it begins, in Unicode scalar values from 0.
    pub start: usize,
    /// Where it ends; the scalar value there is no longer part of it.
    pub end: usize,
}

impl Token {
    /// The word in lower case with its accents, composed: what stems are made from.
    pub fn lower(&self) -> &str {
        self.lower.as_deref().unwrap_or(&self.folded)
    }
}

/// The most letters of a word that are kept.
pub const LENGTH: usize = 64;

/// The words of a text, in its order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut begin = 0;
    let mut count = 0;
    for (at, letter) in text.chars().enumerate() {
        count = at + 1;
        if is_alone(letter) {
            finish(&mut word, begin, at, &mut found);
            word.push(letter);
            finish(&mut word, at, at + 1, &mut found);
        } else if letter.is_alphanumeric() {
            if word.is_empty() {
                begin = at;
            }
            word.push(letter);
        } else if !word.is_empty() && (is_combining_mark(letter) || is_unseen(letter)) {
            word.push(letter);
        } else {
            finish(&mut word, begin, at, &mut found);
        }
    }
    finish(&mut word, begin, count, &mut found);
    found
}

/// The folded words of a text, in its order.
pub fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.folded).collect()
}

/// Whether a word is a single letter of a script that is written without spaces.
pub fn is_alone(letter: char) -> bool {
    matches!(letter as u32, 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x1B000..=0x1B16F | 0x20000..=0x323AF)
}

/// Joiners, soft hyphens and marks of direction: part of a word that they stand in, and never seen.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn finish(word: &mut String, start: usize, end: usize, found: &mut Vec<Token>) {
    if word.is_empty() {
        return;
    }
    if word.is_ascii() {
        // What nearly all words are in many languages: folded by lower case alone.
        word.make_ascii_lowercase();
        let folded = word[..word.len().min(LENGTH)].to_owned();
        found.push(Token { folded, lower: None, start, end });
        word.clear();
        return;
    }
    let folded: String = fold(word).chars().filter(|it| it.is_alphanumeric()).take(LENGTH).collect();
    if !folded.is_empty() {
        let lower = word.nfc().filter(|it| !is_unseen(*it)).flat_map(char::to_lowercase).take(LENGTH);
        let lower = Some(lower.collect()).filter(|lower| *lower != folded);
        found.push(Token { folded, lower, start, end });
    }
    word.clear();
}

/// A text of the same length, and one space before and after it, in which each word stands folded where it
/// stands in the text, and everything else is spaces: there passages are looked for. A word that folding makes
/// longer is cut, one that it makes shorter is filled up.
pub fn shadow(text: &str, tokens: &[Token]) -> String {
    let mut shadow = String::with_capacity(text.len() + 2);
    let mut at = 0;
    shadow.push(' ');
    for token in tokens {
        shadow.extend(std::iter::repeat_n(' ', token.start - at));
        let length = token.end - token.start;
        at = token.end;
        if token.folded.len() == length && token.folded.is_ascii() {
            shadow.push_str(&token.folded);
            continue;
        }
        let mut written = 0;
        for letter in token.folded.chars().take(length) {
            shadow.push(letter);
            written += 1;
        }
        shadow.extend(std::iter::repeat_n(FILL, length - written));
    }
    let all = text.chars().count();
    shadow.extend(std::iter::repeat_n(' ', all - at + 1));
    shadow
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_know_their_places() {
        let found = tokens("Lev  Троцкий’s «Été», l'État; 習近平 x\u{AD}y");
        let seen: Vec<(&str, usize, usize)> =
            found.iter().map(|it| (&*it.folded, it.start, it.end)).collect();
        let expected = [
            ("lev", 0, 3),
            ("троцкии", 5, 12),
            ("s", 13, 14),
            ("ete", 16, 19),
            ("l", 22, 23),
            ("etat", 24, 28),
            ("習", 30, 31),
            ("近", 31, 32),
            ("平", 32, 33),
            ("xy", 34, 37),
        ];
        assert_eq!(seen, expected);
        assert_eq!(found[1].lower(), "троцкий");
    }

    #[test]
    fn a_shadow_stands_where_the_text_stands() {
        for (text, expected) in [
            ("É-tat.", " e tat  "),
            ("E\u{301}tat", " etat\u{E006} "),
            ("Straße x", " strass x "),
            ("", "  "),
        ] {
            assert_eq!(shadow(text, &tokens(text)), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_has_a_shadow_of_its_length(text in "\\PC*") {
            let found = tokens(&text);
            let length = shadow(&text, &found).chars().count();
            proptest::prop_assert_eq!(length, text.chars().count() + 2);
            proptest::prop_assert!(found.iter().all(|it| it.folded.chars().all(char::is_alphanumeric)));
        }
    }
}
