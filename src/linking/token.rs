//! A text as tokens: words with their places in Unicode scalar values, whatever the script.
//! Never changes the text, and never looks anything up.

use super::letter::is_unspaced;
use super::reader;
use super::stem::Stem;

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

/// How many small words beside others are looked at, of a text of which only these are wanted: as far as a name may go, and
/// as what is judged by its surroundings looks around.
const NEAR: usize = super::spot::WORDS;

/// Takes a text apart. `language` is a language tag; only its primary subtag counts.
pub fn tokenise(text: &str, language: &str) -> Tokens {
    read(text, language, usize::MAX)
}

/// The same without the words that no name is near: what is found in it is the same.
pub fn tokenise_near_names(text: &str, language: &str) -> Tokens {
    read(text, language, NEAR)
}

fn read(text: &str, language: &str, near: usize) -> Tokens {
    let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    Tokens { words: reader::words(text, &language, near), language }
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
    fn names_that_are_written_small_have_keys() {
        for name in ["bell hook", "ho chi minh", "agent 007", "布哈林", "Jackie 陳"] {
            assert!(tokenise(name, "").words.iter().all(|word| !word.key.is_empty()), "{name}");
        }
    }

    #[test]
    fn nothing_and_noise_are_no_words() {
        for text in ["", " \n ", "…—!", "\u{202e}\u{feff}", "\u{301}"] {
            assert!(words(text).is_empty(), "{text:?}");
        }
    }
}
