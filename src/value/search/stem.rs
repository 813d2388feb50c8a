//! The stems of words, by Snowball's rules: of a text by its language, of a search by the script it is written in.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use foldhash::HashMap;
use rust_stemmers::{Algorithm, Stemmer};

use super::super::name::fold;

/// A script that some language's rules are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Tamil,
}

/// Languages by the first part of their tag, with the script that their rules are for; the first of a script is
/// taken where a text does not tell its language.
const LANGUAGES: &[(&str, Script, Algorithm)] = &[
    ("en", Script::Latin, Algorithm::English),
    ("ru", Script::Cyrillic, Algorithm::Russian),
    ("el", Script::Greek, Algorithm::Greek),
    ("ar", Script::Arabic, Algorithm::Arabic),
    ("ta", Script::Tamil, Algorithm::Tamil),
    ("da", Script::Latin, Algorithm::Danish),
    ("nl", Script::Latin, Algorithm::Dutch),
    ("fi", Script::Latin, Algorithm::Finnish),
    ("fr", Script::Latin, Algorithm::French),
    ("de", Script::Latin, Algorithm::German),
    ("hu", Script::Latin, Algorithm::Hungarian),
    ("it", Script::Latin, Algorithm::Italian),
    ("nb", Script::Latin, Algorithm::Norwegian),
    ("nn", Script::Latin, Algorithm::Norwegian),
    ("no", Script::Latin, Algorithm::Norwegian),
    ("pt", Script::Latin, Algorithm::Portuguese),
    ("ro", Script::Latin, Algorithm::Romanian),
    ("es", Script::Latin, Algorithm::Spanish),
    ("sv", Script::Latin, Algorithm::Swedish),
    ("tr", Script::Latin, Algorithm::Turkish),
];

/// Words shorter or longer than this are their own stems.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=40;

/// The rules of each of [`LANGUAGES`], in the same order.
static STEMMERS: LazyLock<Vec<Stemmer>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(.., algorithm)| Stemmer::create(*algorithm)).collect());

/// How many stems are remembered of each language by each thread that makes them.
const REMEMBERED: usize = 16_384;

/// Stems by their words.
type Made = HashMap<String, Rc<str>>;

thread_local! {
    /// Stems that were made, by the place of the language and the word: most words of a text are in many.
    static MADE: RefCell<[Option<Made>; LANGUAGES.len()]> = const { RefCell::new([const { None }; LANGUAGES.len()]) };
}

/// The language whose rules are taken for a text.
#[derive(Clone, Copy, Debug)]
pub struct Told(Option<usize>);

/// What a text tells of its language, a BCP 47 tag.
pub fn told(language: Option<&str>) -> Told {
    let tag = language.and_then(|tag| tag.split('-').next());
    Told(tag.and_then(|tag| LANGUAGES.iter().position(|(known, ..)| known.eq_ignore_ascii_case(tag))))
}

/// The folded stem of a word of a text in a language. A language that has no rules, or a word in another script than the
/// language's, is taken as the language that is most usual in the word's script. None where there are no rules.
pub fn stem(lower: &str, language: Told) -> Option<Rc<str>> {
    let script = script_of(lower)?;
    let is_of_script = |at: &usize| LANGUAGES[*at].1 == script;
    let usual = || LANGUAGES.iter().position(|(_, of, _)| *of == script);
    let at = language.0.filter(is_of_script).or_else(usual)?;
    let stem = MADE.with_borrow_mut(|made| {
        let made = made[at].get_or_insert_default();
        if let Some(stem) = made.get(lower) {
            return stem.clone();
        }
        let stem: Rc<str> = folded_stem(&STEMMERS[at], lower).into();
        // Those that are frequent are soon there again.
        if made.len() >= REMEMBERED {
            made.clear();
        }
        made.insert(lower.to_owned(), stem.clone());
        stem
    });
    Some(stem).filter(|stem| !stem.is_empty())
}

/// The language of a tag, where it has rules and is not the most usual one of its script.
pub fn unusual(tag: &str) -> Option<&'static str> {
    let tag = tag.split('-').next().unwrap_or_default();
    let at = LANGUAGES.iter().position(|(known, ..)| known.eq_ignore_ascii_case(tag))?;
    let (language, script, _) = LANGUAGES[at];
    LANGUAGES[..at].iter().any(|(_, of, _)| *of == script).then_some(language)
}

/// Every folded stem that a word may have in one of the languages of its script, each once; that of the most usual one comes
/// first.
pub fn stems(lower: &str) -> Vec<String> {
    let Some(script) = script_of(lower) else { return Vec::new() };
    // Norwegian has three tags and one set of rules.
    let of_script = LANGUAGES
        .iter()
        .zip(STEMMERS.iter())
        .filter(|((tag, of, _), _)| *of == script && !matches!(*tag, "nn" | "no"));
    let mut stems: Vec<String> = Vec::new();
    for (_, stemmer) in of_script {
        let stem = folded_stem(stemmer, lower);
        if !stem.is_empty() && !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

fn folded_stem(stemmer: &Stemmer, lower: &str) -> String {
    let stem = if lower.contains('ё') {
        stemmer.stem(&lower.replace('ё', "е")).into_owned()
    } else {
        stemmer.stem(lower).into_owned()
    };
    // What nearly all stems are in many languages: folded by lower case alone.
    if stem.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
        return stem.to_ascii_lowercase();
    }
    fold(&stem).chars().filter(|it| it.is_alphanumeric()).collect()
}

/// The script of a word that has stems; none for words of several scripts, with digits, and of odd lengths.
fn script_of(word: &str) -> Option<Script> {
    let mut found = None;
    let mut length = 0;
    for letter in word.chars() {
        let script = match letter as u32 {
            0x61..=0x7A | 0xDF..=0xF6 | 0xF8..=0x24F | 0x1E00..=0x1EFF => Script::Latin,
            0x400..=0x52F => Script::Cyrillic,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
            0x600..=0x6FF => Script::Arabic,
            0xB80..=0xBFF => Script::Tamil,
            _ => return None,
        };
        if *found.get_or_insert(script) != script {
            return None;
        }
        length += 1;
    }
    found.filter(|_| LENGTHS.contains(&length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_stemmed_by_the_language_of_its_text() {
        for (word, language, expected) in [
            ("revolutionary", Some("en"), Some("revolutionari")),
            ("opposed", None, Some("oppos")),
            ("революции", Some("ru"), Some("революц")),
            ("революции", Some("de"), Some("революц")),
            ("häuser", Some("de"), Some("haus")),
            ("run", Some("en-GB"), Some("run")),
            ("1917", Some("en"), None),
            ("習", Some("ja"), None),
        ] {
            for _ in ["made", "remembered"] {
                assert_eq!(stem(word, told(language)).as_deref(), expected, "{word}");
            }
        }
        assert!(stems("revolutions").contains(&"revolut".to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn no_word_makes_it_panic(word in "[a-zß-öø-ÿ]{0,45}|[а-яё]{0,45}|[α-ώ]{0,45}|[ء-ي]{0,45}|[அ-ஹ]{0,45}|\\PC*") {
            let lower = word.to_lowercase();
            let _ = stems(&lower);
        }
    }
}
