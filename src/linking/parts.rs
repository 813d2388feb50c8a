//! A recorded name taken apart: given names, particles, surname, ordinals, in whatever order it is written.
//! Never guesses what a part means beyond its place.

use std::collections::HashSet;

use super::fold::sound;
use super::forms::{CROSSED, FURTHER_NAMES, NameInput, NameKind};
use super::lists;
use super::nicknames;
use super::token::{Gap, Token, tokenise};

/// A name taken apart. Each part is a word or a compound of words.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The given names.
    pub given: Vec<Vec<String>>,
    /// Particles before the surname.
    pub particles: Vec<String>,
    /// The surname: one part, perhaps of several words.
    pub surname: Vec<String>,
    /// "II", "Jr.".
    pub ordinals: Vec<String>,
    /// What follows "the" or "of".
    pub tail: Vec<String>,
    /// The titles before it.
    pub titles: Vec<String>,
    /// Whether these are several persons: "A and B".
    pub several: bool,
}

/// The spellings in one recorded name: escapes read, what stands in brackets apart.
pub fn spellings(text: &str) -> Vec<String> {
    let text: String = unescaped(&text.replace('_', " ")).chars().take(200).collect();
    let Some((name, rest)) = text.split_once('(') else { return vec![text] };
    let (inside, behind) = rest.split_once(')').unwrap_or((rest, ""));
    let mut spellings = vec![format!("{} {behind}", name.trim_end())];
    let words = tokenise(inside, "").words;
    if words.len() >= 2 && words.iter().all(Token::is_name_like) {
        spellings.push(inside.to_owned());
    }
    spellings
}

/// Reads `%28` and the like, which names taken from addresses have.
fn unescaped(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut read = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(code) if byte == b'%' => {
                read.push(code);
                at += 3;
            }
            _ => {
                read.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(read).unwrap_or_else(|_| text.to_owned())
}

/// Takes a name apart.
pub fn parts(text: &str, language: &str) -> Parts {
    let (front, behind) = match text.split_once(',') {
        Some((surname, given)) if !is_suffix(given) => (surname, Some(given)),
        Some((name, _)) => (name, None),
        None => (text, None),
    };
    let several = tokenise(text, language)
        .words
        .iter()
        .any(|word| matches!(word.folded.as_str(), "and" | "und" | "et" | "и"));
    let mut parts = Parts { several, ..Parts::default() };
    match behind {
        Some(given) => {
            let surname = units(front, language, &mut parts);
            let (particles, words): (Vec<_>, Vec<_>) =
                surname.into_iter().partition(|unit| unit.iter().all(|word| lists::particle(word)));
            parts.surname = words.concat();
            parts.particles = particles.concat();
            let given = units(given, language, &mut parts);
            for unit in given {
                if unit.iter().all(|word| lists::particle(word)) {
                    parts.particles.extend(unit);
                } else {
                    parts.given.push(unit);
                }
            }
        }
        None => in_order(units(front, language, &mut parts), &mut parts),
    }
    parts
}

/// Whether what stands behind a comma is no given name: "Jr.", "Baron", nothing.
fn is_suffix(text: &str) -> bool {
    let words = tokenise(text, "").words;
    words.iter().all(|word| {
        lists::ordinal(&word.folded) || lists::title(&word.folded).is_some() || !word.is_name_like()
    }) || words.first().is_some_and(|word| lists::title(&word.folded).is_some())
}

/// The words of a name with hyphened ones together, titles and ordinals taken away.
fn units(text: &str, language: &str, parts: &mut Parts) -> Vec<Vec<String>> {
    let words = tokenise(text, language).words;
    let many = words.len() > 1;
    let mut units: Vec<Vec<String>> = Vec::new();
    let mut unspaced = String::new();
    for word in words.iter().take(12) {
        if word.is_unspaced() {
            unspaced.push_str(&word.folded);
        } else if word.gap == Gap::Hyphen
            && let Some(unit) = units.last_mut()
        {
            unit.push(word.folded.clone());
        } else if many && units.is_empty() && lists::title(&word.folded).is_some() {
            parts.titles.push(word.folded.clone());
        } else if !units.is_empty() && lists::ordinal(&word.folded) {
            parts.ordinals.push(word.folded.clone());
        } else if !word.folded.is_empty() {
            units.push(vec![word.folded.clone()]);
        }
    }
    if !unspaced.is_empty() {
        units.push(vec![unspaced]);
    }
    if units.is_empty() && many {
        units.extend(words.iter().take(12).map(|word| vec![word.folded.clone()]));
    }
    units
}

/// Sorts the parts of a name in its usual order.
fn in_order(mut units: Vec<Vec<String>>, parts: &mut Parts) {
    let is = |unit: &Vec<String>, words: &[&str]| {
        unit.len() == 1 && unit.first().is_some_and(|word| words.contains(&word.as_str()))
    };
    if let Some(at) =
        units.iter().skip(1).position(|unit| is(unit, &["the", "of", "der", "die"])).map(|at| at + 1)
        && at <= 2
        && at + 1 < units.len()
        && (is(&units[at], &["the", "of"]) || at == 1)
        && !units.get(at.wrapping_sub(1)).is_some_and(|unit| is(unit, &["von", "van", "de"]))
    {
        parts.tail = units.split_off(at).concat();
    }
    let Some(surname) = units.pop() else { return };
    parts.surname = surname;
    // Particles count as such only with something behind them and, at the very front, with more behind.
    while units.len() > 1 && units.last().is_some_and(|unit| unit.iter().all(|word| lists::particle(word))) {
        let particle = units.pop().unwrap_or_default();
        parts.particles.splice(0..0, particle);
    }
    if units.len() == 1 && units.first().is_some_and(|unit| unit.iter().all(|word| lists::particle(word))) {
        parts.particles.splice(0..0, units.concat());
        units.clear();
    }
    parts.given = units;
}

/// Whether a name has given names and nothing else.
pub fn all_given(parts: &Parts) -> bool {
    !parts.given.is_empty()
        && parts.given.iter().chain([&parts.surname]).flatten().all(|word| nicknames::is_given(word))
}

/// Which part of a name a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The first given name.
    Given,
    /// A further given name.
    Middle,
    /// A surname.
    Surname,
    /// A title before a name: never looked for by itself.
    Title,
    /// Anything else: a particle, an ordinal, a word of an alias that may be either.
    Other,
}

/// A word of a person's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameWord {
    /// Folded.
    pub folded: String,
    /// Its key.
    pub key: String,
    /// The key of its first letter.
    pub initial: String,
    /// Which part it is.
    pub role: Role,
}

impl NameWord {
    /// Words as a text to be kept: a line each, the part, the word, its key and that of its first letter.
    pub fn written(words: &[NameWord]) -> String {
        let line = |word: &NameWord| {
            let role = match word.role {
                Role::Given => 'g',
                Role::Middle => 'm',
                Role::Surname => 's',
                Role::Title => 't',
                Role::Other => 'o',
            };
            format!("{role} {} {} {}", word.folded, word.key, word.initial)
        };
        words.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The words that a text tells; lines that tell none are left out.
    pub fn read(text: &str) -> Vec<NameWord> {
        let word = |line: &str| {
            let mut fields = line.split(' ');
            let role = match fields.next()? {
                "g" => Role::Given,
                "m" => Role::Middle,
                "s" => Role::Surname,
                "t" => Role::Title,
                "o" => Role::Other,
                _ => return None,
            };
            let [folded, key, initial] = [fields.next()?, fields.next()?, fields.next()?].map(str::to_owned);
            Some(NameWord { folded, key, initial, role })
        };
        text.lines().filter_map(word).collect()
    }
}

/// The most words of a person's first names that count, each as the part that it is.
pub const NAME_WORDS: usize = 48;

/// The different words of a person's names, those of the first name first. The words of further names, which are
/// looked for in full alone, are no part of any other form.
pub fn words_of(names: &[NameInput]) -> Vec<NameWord> {
    let (first, further) = names.split_at(names.len().min(CROSSED + 4));
    let mut words = words_of_first(first);
    let mut known: HashSet<String> = words.iter().map(|word| word.folded.clone()).collect();
    for text in further.iter().take(FURTHER_NAMES) {
        for spelling in spellings(text.text) {
            let Parts { given, particles, surname, ordinals, tail, .. } = parts(&spelling, text.language);
            let all = [given.concat(), particles, surname, ordinals, tail].concat();
            let new = all.into_iter().filter(|word| known.insert(word.clone()));
            words.extend(new.map(|folded| word(folded, Role::Other)).collect::<Vec<_>>());
        }
    }
    words
}

fn word(folded: String, role: Role) -> NameWord {
    let initial = folded.chars().next().map_or_else(String::new, |letter| sound(&letter.to_string()));
    NameWord { key: sound(&folded), initial, folded, role }
}

fn words_of_first(names: &[NameInput]) -> Vec<NameWord> {
    let mut words: Vec<NameWord> = Vec::new();
    for text in names {
        for spelling in spellings(text.text) {
            let mut parts = parts(&spelling, text.language);
            if text.kind == NameKind::Alias && all_given(&parts) {
                parts.given.push(std::mem::take(&mut parts.surname));
                parts.given.insert(0, Vec::new());
            }
            let alone = parts.given.is_empty() && text.kind == NameKind::Alias;
            let compound = parts
                .given
                .iter()
                .chain([&parts.surname])
                .filter(|part| part.len() > 1)
                .map(|part| (part.concat(), Role::Other))
                .collect::<Vec<_>>();
            let first = parts.given.first().map_or(0, Vec::len);
            let first = if parts.several { 0 } else { first };
            let given = parts
                .given
                .concat()
                .into_iter()
                .enumerate()
                .map(|(at, word)| (word, if at < first { Role::Given } else { Role::Middle }));
            let surname_role = if parts.several || (alone && parts.tail.is_empty()) || parts.surname.len() > 1
            {
                Role::Other
            } else if parts.given.is_empty() && !(parts.tail.is_empty() && parts.ordinals.is_empty()) {
                Role::Given
            } else {
                Role::Surname
            };
            let surname = parts.surname.into_iter().map(|word| (word, surname_role));
            let others = parts
                .particles
                .into_iter()
                .chain(parts.ordinals)
                .chain(parts.tail)
                .map(|word| (word, Role::Other));
            let titles = parts.titles.into_iter().map(|word| (word, Role::Title));
            for (folded, role) in given.chain(surname).chain(others).chain(compound).chain(titles) {
                if words.len() < NAME_WORDS && !words.iter().any(|word| word.folded == folded) {
                    words.push(word(folded, role));
                }
            }
        }
    }
    words
}
