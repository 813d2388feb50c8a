//! What is kept of a record in the index: streams of tokens for each field, and for persons what finds their names
//! by a beginning, by a slip and by sound. Bounded, whatever a text holds.

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::sound::{latin, sound};
use super::stem::{Told, stem, told, unusual};
use super::token::{Token, is_alone, shadow, tokens};
use super::{FOCUS, GAP, JOIN, KIND, PERSONAL, PLACED, STEM, TITLED, WHOLE};
use crate::value::id::RecordKind;

/// What of a record is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// The record.
    pub id: i64,
    /// What it is.
    pub kind: RecordKind,
    /// The language of its text, a BCP 47 tag.
    pub language: Option<String>,
    /// A person's names, each with its number; the title of anything else, with the record's.
    pub names: Vec<(i64, String)>,
    /// Where it happened.
    pub place: Option<String>,
    /// Its text, body or description.
    pub text: Option<String>,
}

impl Searched {
    /// Whether there is anything to be found by.
    pub fn has_anything(&self) -> bool {
        !self.names.is_empty() || self.place.is_some() || self.text.is_some()
    }
}

/// A record as the index keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// The record.
    pub id: i64,
    /// The tokens of its names or title.
    pub name: Stream,
    /// The tokens of its place.
    pub place: Stream,
    /// The tokens of its text, and marks of the whole record.
    pub text: Stream,
    /// Whether PostgreSQL cannot keep all places of its words.
    pub is_long: bool,
    /// Its text as passages are looked for in it.
    pub shadow: Option<String>,
    /// The words of a person's names, in Latin letters too, each once.
    pub words: Vec<String>,
    /// What a person's names begin with, from each of their words on.
    pub starts: Vec<Start>,
    /// The language of its text, where its words have other stems than a search looks for in any archive.
    pub language: Option<&'static str>,
}

/// Tokens in their order, with a space between each two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream(String);

impl Stream {
    /// Each of them.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|token| !token.is_empty())
    }

    fn push(&mut self, mark: &str, word: &str) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(mark);
        self.0.push_str(word);
    }
}

impl From<Stream> for String {
    fn from(stream: Stream) -> String {
        stream.0
    }
}

/// A name from one of its words on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The number of the name.
    pub name: i64,
    /// Which word it begins with, from 0; those of the name in Latin letters are counted from [`IN_LATIN`].
    pub at: i64,
    /// Its rank, one of [`RANKS`], then the folded words, joined by spaces.
    pub start: String,
}

/// Beginnings of a name in Latin letters are counted from here, where it is written in others.
pub const IN_LATIN: i64 = 1000;
/// What a beginning starts with, in the order in which beginnings are suggested: of the whole name, from a later word on,
/// in Latin letters. With it, one index gives the first of each in their order.
pub const RANKS: [char; 3] = ['0', '1', '2'];

/// The most bytes of different tokens, with their places, that one record has in the index: PostgreSQL takes no more
/// than a megabyte. Of a text that has more, what follows is not found.
const BYTES: usize = 800_000;
/// Of a record of so few bytes the index never has too many: folding makes of a letter twelve times its bytes at most, and
/// what a word is found by stands there in some ten ways.
const SHORT: usize = 3000;
/// The most places of a word, and the greatest, that PostgreSQL keeps.
const PLACES: usize = 255;
const PLACE: usize = 16_000;
/// The most bytes of a whole name, and of the beginning of one.
const NAME_BYTES: usize = 240;
/// The most words of names that one person has in the index, and the most beginnings of a name.
const NAME_WORDS: usize = 400;
const STARTS: usize = 12;
/// How many words a text begins with, and how often it says a word that it comes back to.
const BEGINNING: usize = 20;
const OFTEN: usize = 3;

impl Indexed {
    /// What the index keeps of a record.
    pub fn of(record: &Searched) -> Indexed {
        let mut room = Room::of(record);
        let language = record.language.as_deref();
        let rules = told(language);
        let is_person = record.kind == RecordKind::Person;
        let names: Vec<(i64, Vec<Token>)> =
            record.names.iter().map(|(id, name)| (*id, tokens(name))).collect();
        let name = name_tokens(record, &names, rules, &mut room);
        let place = place_tokens(record.place.as_deref().unwrap_or_default(), rules, &mut room);
        let found = tokens(record.text.as_deref().unwrap_or_default());
        let (text, is_long) = text_tokens(record.kind, &found, rules, &mut room);
        Indexed {
            id: record.id,
            name,
            place,
            text,
            is_long,
            shadow: record.text.as_deref().map(|text| shadow(text, &found)),
            words: if is_person { name_words(&names) } else { Vec::new() },
            starts: if is_person { starts(&names) } else { Vec::new() },
            language: language.and_then(unusual),
        }
    }
}

/// Counts what tokens of a record take.
struct Room {
    bytes: usize,
    /// The tokens that were counted, each with how often; of what is short, none are.
    known: Option<HashMap<String, usize>>,
}

impl Room {
    fn of(record: &Searched) -> Room {
        let names: usize = record.names.iter().map(|(_, name)| name.len()).sum();
        let others = [&record.place, &record.text].into_iter().flatten().map(String::len).sum::<usize>();
        Room { bytes: 0, known: (names + others > SHORT).then(HashMap::new) }
    }

    /// Adds a token, if there is room for it.
    fn add(&mut self, stream: &mut Stream, mark: &str, word: &str) -> bool {
        let takes = self.takes(mark, word);
        if takes {
            stream.push(mark, word);
        }
        takes
    }

    fn takes(&mut self, mark: &str, word: &str) -> bool {
        let Some(known) = &mut self.known else { return true };
        if self.bytes > BYTES {
            return false;
        }
        let token = [mark, word].concat();
        match known.get_mut(&token) {
            Some(times) => {
                *times += 1;
                self.bytes += if *times <= PLACES { 2 } else { 0 };
            }
            None => {
                self.bytes += token.len() + 6;
                known.insert(token, 1);
            }
        }
        true
    }

    /// Adds words with a mark, each once, in their order.
    fn add_each<'w>(&mut self, stream: &mut Stream, mark: char, words: impl IntoIterator<Item = &'w str>) {
        let mut words: Vec<&str> = words.into_iter().collect();
        words.sort_unstable();
        words.dedup();
        let mark = mark.to_string();
        for word in words {
            self.add(stream, &mark, word);
        }
    }
}

/// The tokens of names one after another, then what the names are found by as a whole, by stems and by sounds.
fn name_tokens(record: &Searched, names: &[(i64, Vec<Token>)], rules: Told, room: &mut Room) -> Stream {
    let is_person = record.kind == RecordKind::Person;
    let mut kept = Stream::default();
    for (_, found) in names {
        for token in found {
            room.add(&mut kept, "", &token.folded);
        }
        kept.push("", GAP);
    }
    for token in whole_names(record, names) {
        room.add(&mut kept, "", &token);
    }
    let found = || names.iter().flat_map(|(_, found)| found);
    let stems = stems_of(found(), rules);
    room.add_each(&mut kept, STEM, each(&stems));
    let latins: Vec<String> = match is_person {
        true => found().filter_map(|token| latin(&token.folded)).collect(),
        false => Vec::new(),
    };
    let words = || found().map(|token| token.folded.as_str()).chain(latins.iter().map(String::as_str));
    room.add_each(&mut kept, FOCUS, words().chain(each(&stems)));
    if is_person {
        let sounds: Vec<String> = words().filter_map(sounding).collect();
        room.add_each(&mut kept, PERSONAL, sounds.iter().map(String::as_str));
    }
    let own = if is_person { PERSONAL } else { TITLED };
    room.add_each(&mut kept, own, words().chain(each(&stems)));
    kept
}

/// The whole names, and for persons the words in Latin letters: each once, in their order.
fn whole_names(record: &Searched, names: &[(i64, Vec<Token>)]) -> Vec<String> {
    let mut tokens_of_all = Vec::new();
    for ((_, found), (_, text)) in names.iter().zip(&record.names) {
        let words: Vec<&str> = found.iter().map(|token| token.folded.as_str()).collect();
        tokens_of_all.extend(whole(&words));
        if let Some((before, _)) = text.split_once(',') {
            let last = tokens(before).len().min(words.len());
            tokens_of_all.extend(whole(&[&words[last..], &words[..last]].concat()));
        }
        if record.kind == RecordKind::Person {
            tokens_of_all.extend(words.iter().filter_map(|word| latin(word)));
        }
    }
    tokens_of_all.sort();
    tokens_of_all.dedup();
    tokens_of_all
}

/// The tokens of a place, and what it is found by besides.
fn place_tokens(place: &str, rules: Told, room: &mut Room) -> Stream {
    let found = tokens(place);
    let mut kept = Stream::default();
    for token in &found {
        room.add(&mut kept, "", &token.folded);
    }
    let stems = stems_of(&found, rules);
    room.add_each(&mut kept, STEM, each(&stems));
    for mark in [FOCUS, PLACED] {
        let words = found.iter().map(|token| token.folded.as_str());
        room.add_each(&mut kept, mark, words.chain(each(&stems)));
    }
    kept
}

/// A whole name as one token, unless it is too long for one.
pub(super) fn whole(words: &[&str]) -> Option<String> {
    let joined = words.join(JOIN.to_string().as_str());
    (!joined.is_empty() && joined.len() <= NAME_BYTES).then(|| format!("{WHOLE}{joined}"))
}

/// A word of a text.
#[derive(Default)]
struct Counted {
    /// How often it is said, with what it counts for more at the beginning.
    times: usize,
    stem: Option<Rc<str>>,
}

/// The mark of the record's kind, the tokens of its text, those that it is about, and its stems; and whether it is long: see
/// [`is_long`].
fn text_tokens(kind: RecordKind, found: &[Token], language: Told, room: &mut Room) -> (Stream, bool) {
    let mut text = Stream::default();
    text.push(&KIND.to_string(), kind.as_str());
    let mut counted: HashMap<&str, Counted> = HashMap::new();
    let mut is_cut = false;
    for (at, token) in found.iter().enumerate() {
        // The rest of the room is for what is made of the words.
        if room.bytes > BYTES / 2 || !room.add(&mut text, "", &token.folded) {
            is_cut = true;
            break;
        }
        let word = counted.entry(&token.folded).or_default();
        word.times += if at < BEGINNING { OFTEN } else { 1 };
        if word.stem.is_none() {
            word.stem = stem(token.lower(), language);
        }
    }
    let prominent = || counted.iter().filter(|(_, counted)| counted.times >= OFTEN);
    let stems = prominent().filter_map(|(_, counted)| counted.stem.as_deref());
    room.add_each(&mut text, FOCUS, prominent().map(|(word, _)| *word).chain(stems));
    room.add_each(&mut text, STEM, counted.values().filter_map(|word| word.stem.as_deref()));
    // Words of the beginning count for more than they are: what holds for these numbers holds for less.
    let may_be_long = is_cut || counted.values().any(|word| word.times > PLACES) || found.len() > PLACE;
    (text, may_be_long && is_long(found))
}

/// The stem of each word that has one; of words that fold alike that of the first.
fn stems_of<'t>(found: impl IntoIterator<Item = &'t Token>, language: Told) -> Vec<Rc<str>> {
    let mut stems: HashMap<&str, Rc<str>> = HashMap::new();
    for token in found {
        if !stems.contains_key(token.folded.as_str())
            && let Some(stem) = stem(token.lower(), language)
        {
            stems.insert(&token.folded, stem);
        }
    }
    stems.into_values().collect()
}

fn each(stems: &[Rc<str>]) -> impl Iterator<Item = &str> {
    stems.iter().map(|stem| &**stem)
}

/// What a word of a person's name sounds like, with a mark of its own; none where that says nothing.
fn sounding(word: &str) -> Option<String> {
    let sound = sound(word);
    (!sound.is_empty()).then(|| format!("{PERSONAL}{}", sound.to_ascii_lowercase()))
}

/// Whether a text has a word more often, or further on, than PostgreSQL keeps.
fn is_long(found: &[Token]) -> bool {
    if found.len() <= PLACES {
        return false;
    }
    let mut counted: HashMap<&str, usize> = HashMap::new();
    found.len() > PLACE
        || found.iter().any(|token| {
            let times = counted.entry(&token.folded).or_default();
            *times += 1;
            *times > PLACES
        })
}

fn name_words(names: &[(i64, Vec<Token>)]) -> Vec<String> {
    let found = names.iter().flat_map(|(_, found)| found).map(|token| &token.folded);
    let found = found.filter(|word| word.chars().any(char::is_alphabetic));
    let mut words: Vec<String> =
        found.flat_map(|word| [Some(word.clone()), latin(word)]).flatten().take(NAME_WORDS).collect();
    words.sort();
    words.dedup();
    words
}

fn starts(names: &[(i64, Vec<Token>)]) -> Vec<Start> {
    let mut starts = Vec::new();
    for (name, found) in names {
        let words: Vec<String> = found.iter().map(|token| token.folded.clone()).collect();
        let latins: Vec<String> =
            words.iter().map(|word| latin(word).unwrap_or_else(|| word.clone())).collect();
        let forms = if latins == words { vec![(0, words)] } else { vec![(0, words), (IN_LATIN, latins)] };
        for (first, words) in forms {
            for (at, from) in (first..).zip(0..words.len().min(STARTS)) {
                let rank = RANKS[if at >= IN_LATIN { 2 } else { usize::from(at > 0) }];
                let start = words[from..].join(" ");
                let start = format!("{rank}{}", &start[..start.floor_char_boundary(NAME_BYTES)]);
                starts.push(Start { name: *name, at, start });
            }
        }
    }
    starts
}

/// Tokens with the places that PostgreSQL keeps of them, as the text of a `tsvector`. Names have the weight A, places B,
/// texts D.
pub fn vector(record: &Indexed) -> String {
    let mut places: HashMap<&str, Vec<(usize, char)>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut at = 0;
    for (field, weight) in [(&record.name, 'A'), (&record.place, 'B'), (&record.text, 'D')] {
        for token in field.tokens() {
            at += 1;
            let is_marked = token.starts_with([STEM, FOCUS, KIND, WHOLE, PERSONAL, TITLED, PLACED]);
            let known = places.entry(token).or_insert_with(|| {
                order.push(token);
                Vec::new()
            });
            let is_kept = known.len() < PLACES - 2 || known.iter().all(|(_, of)| *of != weight);
            if token != GAP && is_kept && (!is_marked || known.iter().all(|(_, of)| *of != weight)) {
                known.push((at.min(PLACE), weight));
            }
        }
        // No phrase goes on in another field.
        at += 1;
    }
    let mut text = String::new();
    for token in order.into_iter().filter(|token| *token != GAP) {
        text.push('\'');
        text.push_str(token);
        text.push_str("':");
        for (index, (place, weight)) in places[token].iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.push_str(&place.to_string());
            if *weight != 'D' {
                text.push(*weight);
            }
        }
        text.push(' ');
    }
    text
}

/// Whether the words stand in a text one after another.
pub fn has_phrase(tokens: &[Token], phrase: &[String]) -> bool {
    !phrase.is_empty()
        && tokens
            .windows(phrase.len())
            .any(|window| window.iter().zip(phrase).all(|(token, word)| token.folded == *word))
}

/// Whether a word is one letter of a script without spaces.
pub(super) fn stands_alone(word: &str) -> bool {
    word.chars().next().is_some_and(is_alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(names: &[&str]) -> Searched {
        let names = names.iter().zip(10..).map(|(name, id)| (id, (*name).to_owned())).collect();
        Searched { id: 7, kind: RecordKind::Person, language: None, names, place: None, text: None }
    }

    #[test]
    fn a_person_is_kept_by_each_name_in_each_script() {
        let indexed = Indexed::of(&person(&["Trotsky, Leon", "Троцкий"]));
        let name: Vec<&str> = indexed.name.tokens().collect();
        assert_eq!(&name[..5], ["trotsky", "leon", GAP, "троцкии", GAP]);
        assert!(name.contains(&&*format!("{WHOLE}leon{JOIN}trotsky")));
        assert!(name.contains(&"trotskii"));
        assert!(name.contains(&&*format!("{FOCUS}trotskii")));
        assert_eq!(indexed.words, ["leon", "trotskii", "trotsky", "троцкии"]);
        let starts: Vec<(i64, &str)> = indexed.starts.iter().map(|it| (it.name, &*it.start)).collect();
        assert_eq!(starts, [(10, "0trotsky leon"), (10, "1leon"), (11, "0троцкии"), (11, "2trotskii")]);
        assert!(vector(&indexed).starts_with("'trotsky':1A 'leon':2A 'троцкии':4A "), "{}", vector(&indexed));
    }

    #[test]
    fn words_that_fold_alike_have_one_stem() {
        let title = Searched { kind: RecordKind::Event, ..person(&["Résumé resume"]) };
        let title = Searched { language: Some("en".to_owned()), ..title };
        let name = Indexed::of(&title).name;
        let stems: Vec<&str> = name.tokens().filter(|token| token.starts_with(STEM)).collect();
        assert_eq!(stems, [format!("{STEM}resume")]);
    }

    #[test]
    fn a_text_of_any_size_is_kept_within_bounds() {
        let text: String = (0..400_000).map(|number| format!("w{number} ")).collect();
        let record = Searched { kind: RecordKind::Article, text: Some(text), ..person(&[]) };
        let indexed = Indexed::of(&record);
        assert!(indexed.is_long);
        assert!(vector(&indexed).len() < 2 * BYTES + 100_000);
    }

    #[test]
    fn what_is_short_needs_no_counting() {
        // Letters that become many when folded, words of one letter, and words of three, each of them another.
        let words: [fn(usize) -> String; 3] = [
            |at| format!("{}", char::from(b'a' + (at % 26) as u8)),
            |at| format!("{at:03}"),
            |at| format!("\u{FDFA}{}", char::from(b'a' + (at % 26) as u8)),
        ];
        for word in words {
            let mut text: String = (0..SHORT).map(|at| format!("{} ", word(at))).collect();
            text.truncate(text.floor_char_boundary(SHORT));
            let names: Vec<&str> = text.split(' ').filter(|name| !name.is_empty()).collect();
            let article = Searched { kind: RecordKind::Article, text: Some(text.clone()), ..person(&[]) };
            for record in [article, person(&names), person(&[&text])] {
                let Indexed { name, place, text, .. } = Indexed::of(&record);
                let tokens = [&name, &place, &text].into_iter().flat_map(Stream::tokens);
                let bytes: usize = tokens.map(|it| it.len() + 6).sum();
                assert!(bytes < BYTES / 2, "{bytes} of {record:?}");
            }
        }
    }
}
