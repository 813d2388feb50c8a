//! What to look up for a text: the keys of all passages that may be names, with the endings, pet names and
//! abbreviations they may stand for. Never says which passages are names.

use foldhash::HashSet;
use foldhash::fast::RandomState;
use indexmap::IndexSet;

use super::fold::sound;
use super::lists;
use super::nicknames;
use super::token::{Case, Gap, Token, Tokens};

/// The most words of a name in a text.
pub const WORDS: usize = 5;

/// The most keys looked up for one window of text.
pub const KEYS: usize = 50_000;

/// How the words of a passage were turned into a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// As they stand.
    Plain,
    /// An ending cut off.
    Stem,
    /// A pet name replaced by a given name.
    Nickname,
    /// Abbreviated words taken as initials or beginnings.
    Shortened,
    /// Words between the first and the last left out.
    Skipped,
}

/// The keys of a piece of text, each once, in the order of the text; each has its place among them.
pub type Keys = IndexSet<String, RandomState>;

/// A key with the passage it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The first word.
    pub first: usize,
    /// The last word.
    pub last: usize,
    /// The place of its key.
    pub key: usize,
    /// How it was made.
    pub manner: Manner,
    /// Whether a comma stands within.
    pub comma: bool,
}

/// A text taken apart, or a window of one, with the passages that may be names.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its words.
    pub tokens: Tokens,
    /// The passages.
    pub readings: Vec<Reading>,
    /// Their keys. The first [`KEYS`] of them are looked up.
    pub keys: Keys,
}

impl Piece {
    /// The piece of these words.
    pub fn of(tokens: Tokens) -> Piece {
        let Readings { list, keys } = readings(&tokens);
        Piece { tokens, readings: list, keys }
    }

    /// The keys to look up for it.
    pub fn wanted(&self) -> impl Iterator<Item = &String> {
        self.keys.iter().take(KEYS)
    }

    /// The folded words whose use in the archive is to be counted for it.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let mut seen: HashSet<&str> = HashSet::default();
        let words = self.tokens.words.iter().filter(|word| is_counted(word)).map(|word| word.folded.as_str());
        words.filter(move |word| seen.insert(word))
    }

    /// The passages, each once: first and last word.
    pub fn places(&self) -> Vec<(usize, usize)> {
        let mut places: Vec<(usize, usize)> =
            self.readings.iter().map(|reading| (reading.first, reading.last)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// Whether it is of use how a word stands in the archive's texts.
pub fn is_counted(word: &Token) -> bool {
    word.is_name_like() && !word.is_unspaced() && word.letters() > 1
}

/// Passages as they are found.
#[derive(Default)]
struct Readings {
    list: Vec<Reading>,
    keys: Keys,
}

impl Readings {
    /// Adds a passage from a first to a last word.
    fn add(&mut self, (first, last): (usize, usize), key: &str, manner: Manner, comma: bool) {
        let key = self.keys.get_index_of(key).unwrap_or_else(|| self.keys.insert_full(key.to_owned()).0);
        self.list.push(Reading { first, last, key, manner, comma });
    }
}

/// All passages of a text that may be names, with their keys.
fn readings(tokens: &Tokens) -> Readings {
    let mut readings = Readings::default();
    for first in 0..tokens.words.len() {
        let Some(word) = tokens.words.get(first) else { break };
        if word.is_unspaced() {
            unspaced(tokens, first, &mut readings);
        } else if word.is_name_like() {
            from(tokens, first, &mut readings);
        }
        if readings.list.len() >= KEYS {
            break;
        }
    }
    readings
}

/// Two to four characters of a script without spaces.
fn unspaced(tokens: &Tokens, first: usize, readings: &mut Readings) {
    let mut key = String::new();
    for (last, word) in tokens.words.iter().enumerate().skip(first).take(4) {
        let han = word.folded.chars().next().is_some_and(|letter| letter > '\u{30ff}');
        if !han || (last > first && word.gap != Gap::Unspaced) {
            break;
        }
        key.push_str(&word.folded);
        if last > first {
            readings.add((first, last), &key, Manner::Plain, false);
        }
    }
}

fn from(tokens: &Tokens, first: usize, readings: &mut Readings) {
    let Some(head) = tokens.words.get(first) else { return };
    let common = lists::function_word(&head.folded);
    if !common {
        alone(first, head, readings);
    }
    if common && (head.starts_sentence || !nicknames::is_given(&head.folded)) && head.letters() > 1 {
        return;
    }
    let mut comma = None;
    let mut span = vec![head];
    for (last, word) in tokens.words.iter().enumerate().skip(first + 1).take(WORDS - 1) {
        let Some(before) = span.last() else { break };
        let joined = match word.gap {
            Gap::Space | Gap::Hyphen => true,
            Gap::Stop => before.dotted && (is_abbreviation(before) || is_initial(before, word)),
            Gap::Comma => comma.is_none() && last - first <= 2,
            Gap::Unspaced | Gap::Break => false,
        };
        let inner = word.is_name_like()
            || word.gap == Gap::Hyphen
            || (word.case == Case::Lower && (lists::particle(&word.folded)));
        if !joined || !inner {
            break;
        }
        if word.gap == Gap::Comma {
            comma = Some(last);
        }
        span.push(word);
        if comma.is_some() && span.len() > 3 {
            break;
        }
        let ends = word.is_name_like() || (word.gap == Gap::Hyphen && word.case == Case::Lower);
        if ends {
            together(first, last, &span, comma.is_some(), readings);
        }
    }
}

/// Whether a word before a full stop may be an abbreviation, so that a name goes on behind it.
pub fn is_abbreviation(word: &Token) -> bool {
    word.letters() == 1
        || (word.letters() <= 5 && !nicknames::is_given(&word.folded) && !lists::ordinal(&word.folded))
}

/// Whether an initial follows a short given name with a full stop: "Rich. B.".
fn is_initial(before: &Token, word: &Token) -> bool {
    word.letters() == 1 && word.dotted && before.letters() <= 5
}

/// The readings of one word.
fn alone(at: usize, word: &Token, readings: &mut Readings) {
    let mut add = |key: &str, manner| readings.add((at, at), key, manner, false);
    let letters = word.letters();
    if letters == 1 {
        if word.dotted || word.possessive {
            add(&word.key, Manner::Shortened);
        }
        return;
    }
    if lists::address(&word.folded) {
        return;
    }
    if lists::ordinal(&word.folded)
        || (word.case == Case::Upper && word.folded.chars().all(|letter| "ivxlc".contains(letter)))
    {
        return;
    }
    add(&word.key, Manner::Plain);
    for full in nicknames::full_names(&word.folded).iter().take(4) {
        add(&sound(full), Manner::Nickname);
    }
    for stem in &word.stems {
        for full in nicknames::full_names(&stem.folded).iter().take(4) {
            add(&sound(full), Manner::Nickname);
        }
        add(&stem.key, Manner::Stem);
    }
    if word.dotted && letters <= 7 {
        let beginning: String = word.folded.chars().take(3).collect();
        add(&format!("{beginning}~"), Manner::Shortened);
    }
}

/// The readings of several words.
fn together(first: usize, last: usize, span: &[&Token], comma: bool, readings: &mut Readings) {
    let mut keys: Vec<(String, Manner)> = vec![(String::new(), Manner::Plain)];
    for (at, word) in span.iter().enumerate() {
        let options = options(word, at == 0, at + 1 == span.len());
        let mut grown = Vec::with_capacity(keys.len() * options.len());
        for (key, manner) in &keys {
            for (option, how) in &options {
                let key = if key.is_empty() { option.clone() } else { format!("{key} {option}") };
                grown.push((key, (*manner).max(*how)));
            }
        }
        grown.truncate(12);
        keys = grown;
    }
    if let [head, .., tail] = span
        && (3..=4).contains(&span.len())
        && !comma
        && !span.iter().skip(1).any(|word| word.key == head.key)
        && !span.iter().rev().skip(1).any(|word| word.key == tail.key)
        && span.iter().skip(1).all(|word| word.is_name_like() && word.gap != Gap::Hyphen)
        && span
            .windows(2)
            .all(|pair| matches!(pair, [one, other] if other.gap != Gap::Stop || one.letters() == 1))
        && head.letters() > 1
        && tail.letters() > 1
    {
        keys.push((format!("{} {}", head.key, tail.key), Manner::Skipped));
    }
    if let [.., before, tail] = span
        && tail.gap == Gap::Hyphen
    {
        let front = span.iter().take(span.len() - 2).map(|word| format!("{} ", word.key)).collect::<String>();
        keys.push((format!("{front}{}", sound(&format!("{}{}", before.folded, tail.folded))), Manner::Plain));
    }
    for (key, manner) in keys {
        readings.add((first, last), &key, manner, comma);
    }
}

/// What a word of several may stand for.
fn options(word: &Token, is_first: bool, is_last: bool) -> Vec<(String, Manner)> {
    let letters = word.letters();
    let mut options = Vec::new();
    if letters == 1 {
        options.push((word.key.clone(), Manner::Shortened));
        return options;
    }
    // "Dr." in front is a title, not the beginning of a name.
    let is_title = is_first && lists::title(&word.folded).is_some();
    if word.dotted && letters <= 7 && word.is_name_like() && !is_title {
        let initial: String = word.folded.chars().take(1).collect();
        options.push((sound(&initial), Manner::Shortened));
        if !is_last && letters <= 2 {
            return options;
        }
    }
    options.push((word.key.clone(), Manner::Plain));
    if is_first {
        options.extend(
            nicknames::full_names(&word.folded).iter().take(4).map(|full| (sound(full), Manner::Nickname)),
        );
    }
    if is_last || word.declines() {
        options.extend(word.stems.iter().take(3).map(|stem| (stem.key.clone(), Manner::Stem)));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::super::token::tokenise;
    use super::*;

    fn keys_of(text: &str, language: &str) -> Vec<String> {
        Piece::of(tokenise(text, language)).wanted().cloned().collect()
    }

    #[test]
    fn endings_and_pet_names_are_looked_up_as_what_they_stand_for() {
        let keys = keys_of("Mit Heinis Freund bei Goethens.", "de");
        assert!(keys.contains(&sound("heinrich")) && keys.contains(&sound("goethe")), "{keys:?}");
        assert!(keys_of("wrote Bob Dole", "en").contains(&"robert dole".to_owned()));
        assert!(keys_of("о Бухарине", "ru").contains(&sound("bukharin")));
    }

    #[test]
    fn abbreviations_are_looked_up_as_initials_and_beginnings() {
        let keys = keys_of("mit Gustav Schw. und Rich. B.-H.", "de");
        for key in ["gustav s", "r b h", "ric~"] {
            assert!(keys.contains(&key.to_owned()), "{key} in {keys:?}");
        }
    }

    #[test]
    fn names_do_not_go_across_sentences() {
        assert!(!keys_of("He met Paul. Richard left.", "en").contains(&"paul richard".to_owned()));
        assert!(!keys_of("He met Clement. Attlee left.", "en").contains(&"klement atle".to_owned()));
    }

    #[test]
    fn other_scripts_are_looked_up() {
        assert!(keys_of("他是布哈林的朋友", "zh").contains(&"布哈林".to_owned()));
        assert!(keys_of("كتب محمد علي", "ar").iter().any(|key| key.contains(' ')));
    }

    #[test]
    fn keys_are_few_for_their_text() {
        let text = "Der Minister Paul Richard von Müller sprach in Berlin mit Frau Anna Schmidt. ".repeat(26);
        assert!(keys_of(&text, "de").len() < 600);
        let noise = "A. B. C. ".repeat(100_000);
        assert!(keys_of(&noise, "").len() <= KEYS);
    }
}
