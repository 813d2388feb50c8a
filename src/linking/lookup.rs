//! What the caller fetches for a text: who has which form, what is known of them, how words are used.
//! Only data: nothing here fetches.

use std::sync::Arc;

use foldhash::HashMap;

use sha2::{Digest, Sha256};

use super::forms::How;
use super::lists::{self, Sex};
use super::nicknames;
use super::parts::NameWord;
use super::spot::{KEYS, Keys, is_counted};
use super::token::{Case, Gap, Token, Tokens};

/// The most entries that count for one key; a caller that has more says how many more.
pub const ENTRIES: usize = 64;

/// A person who has a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The person.
    pub person: i64,
    /// How the form was made from the person's name.
    pub how: How,
    /// The weight of the form, up to 1000.
    pub weight: u16,
}

/// The persons of one key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hits<'k> {
    /// The first of them, best documented first: at most [`ENTRIES`] count.
    pub entries: &'k [Entry],
    /// How many more there are.
    pub more: u32,
}

/// The persons of the keys of a piece of text.
#[derive(Clone, Debug)]
pub struct Forms<'k> {
    keys: &'k Keys,
    hits: Vec<Option<Hits<'k>>>,
}

impl<'k> Forms<'k> {
    /// What `of` has for each of these keys and its place.
    pub fn of(keys: &'k Keys, mut of: impl FnMut(usize, &'k str) -> Option<Hits<'k>>) -> Forms<'k> {
        let keys_asked = keys.iter().take(KEYS).enumerate();
        Forms { keys, hits: keys_asked.map(|(place, key)| of(place, key)).collect() }
    }

    /// The persons of the key at a place.
    pub fn get(&self, key: usize) -> Option<&Hits<'k>> {
        self.hits.get(key)?.as_ref()
    }

    /// The persons of a word by itself.
    pub fn of_word(&self, word: &Token) -> Option<&Hits<'k>> {
        self.get(self.keys.get_index_of(&word.key)?)
    }
}

/// What is known of a candidate.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The words of the person's names: see [`super::parts::words_of`].
    pub words: Arc<[NameWord]>,
    /// Man or woman, if known.
    pub sex: Option<Sex>,
    /// The year of birth.
    pub born: Option<i32>,
    /// The year of death.
    pub died: Option<i32>,
    /// How many events, identifiers and claims the archive has of the person.
    pub documented: u32,
    /// Persons related to this one.
    pub relations: Arc<[i64]>,
}

/// How often the archive's texts name a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// How many confirmed or unambiguous mentions they have of the person.
    pub popularity: u32,
    /// How many of those are by this document's author at any time.
    pub by_author: u32,
    /// How many are by this document's author, within two years of its date.
    pub nearby: u32,
    /// How many of those by the author have a given name in them, at any time.
    pub called: u32,
}

/// How a word stands in the archive's texts, where no sentence starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordUse {
    /// With a small letter.
    pub lower: u32,
    /// With a capital.
    pub upper: u32,
    /// With a capital, behind an article, another determiner or an adjective.
    pub determined: u32,
    /// With a capital, behind a preposition of place.
    pub placed: u32,
    /// With a capital and a full stop behind, wherever it stands.
    pub dotted: u32,
    /// With a capital, behind a title, a given name or an initial, wherever it stands.
    pub named: u32,
}

impl WordUse {
    /// Counts the words of a text; `count` is called with each folded word and what it adds.
    pub fn count<'t>(tokens: &'t Tokens, mut count: impl FnMut(&'t str, WordUse)) {
        let mut before: Option<&Token> = None;
        for word in &tokens.words {
            let mut uses = WordUse::default();
            if !word.is_name_like() {
                uses.lower = 1;
            } else if word.starts_sentence {
                uses.dotted = u32::from(word.dotted);
            } else {
                uses.upper = 1;
                uses.dotted = u32::from(word.dotted);
                if let Some(before) =
                    before.filter(|before| word.gap == Gap::Space && before.case == Case::Lower)
                {
                    uses.determined = u32::from(
                        lists::determiner(&before.folded)
                            || lists::adjective(&before.folded, &tokens.language),
                    );
                    uses.placed = u32::from(lists::toward_place(&before.folded));
                }
            }
            if word.is_name_like()
                && let Some(before) = before
                    .filter(|before| before.is_name_like() && matches!(word.gap, Gap::Space | Gap::Stop))
            {
                let given = nicknames::is_given(&before.folded) && word.gap == Gap::Space;
                let initial = before.dotted && before.letters() <= 2;
                uses.named = u32::from(given || initial || lists::title(&before.folded).is_some());
            }
            count(&word.folded, uses);
            before = Some(word);
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: WordUse) {
        self.lower = self.lower.saturating_add(other.lower);
        self.upper = self.upper.saturating_add(other.upper);
        self.determined = self.determined.saturating_add(other.determined);
        self.placed = self.placed.saturating_add(other.placed);
        self.named = self.named.saturating_add(other.named);
        self.dotted = self.dotted.saturating_add(other.dotted);
    }
}

/// All that is known for one piece of text.
pub struct Lookup<'k> {
    /// The persons of each key.
    pub forms: Forms<'k>,
    /// The facts of each person of these and of those who are near the author, whatever others are there.
    pub facts: &'k HashMap<i64, Facts>,
    /// How often a person is named, in the sight of this document: asked of those alone who are weighed.
    pub named: &'k dyn Fn(i64) -> Named,
    /// The use of words, by the folded word.
    words: &'k HashMap<String, WordUse>,
    /// Whom curators confirmed behind a key, with how often: by the place of the key, for this author and period.
    pub confirmed: HashMap<usize, &'k [(i64, u32)]>,
    /// How this author's words were taken before, about this time: by the first and last word of a passage, the persons
    /// with the sum of their scores.
    pub habits: HashMap<(usize, usize), Vec<(i64, u32)>>,
}

impl<'k> Lookup<'k> {
    /// What is known of a piece with these forms, of which nobody confirmed anything: how words are used is that of
    /// [`super::spot::Piece::words`], whatever others are there.
    pub fn of(
        forms: Forms<'k>,
        words: &'k HashMap<String, WordUse>,
        facts: &'k HashMap<i64, Facts>,
        named: &'k dyn Fn(i64) -> Named,
    ) -> Lookup<'k> {
        Lookup { forms, facts, named, words, confirmed: HashMap::default(), habits: HashMap::default() }
    }

    /// How a word is used in the archive's texts.
    pub fn uses(&self, word: &Token) -> WordUse {
        self.words.get(&word.folded).copied().filter(|_| is_counted(word)).unwrap_or_default()
    }
}

/// The token that a key is found by: neither database takes it apart.
pub fn key_token(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many forms documents are looked for by at most: a person of thousands of names has no more.
const FORMS: usize = 5000;

/// The keys by which the documents are found that one of these forms stands in.
pub fn looked_for<'f>(forms: impl Iterator<Item = &'f String>) -> Vec<Vec<String>> {
    forms.filter_map(|form| keys_of(form)).take(FORMS).collect()
}

/// The keys of a form: of its words, those that say something. None for letters and beginnings alone, which stand
/// everywhere: texts that hold them are looked at when they change.
fn keys_of(form: &str) -> Option<Vec<String>> {
    let words = form.split(' ').filter(|word| word.chars().count() > 1 && !word.ends_with('~'));
    let keys: Vec<String> = words.map(key_token).collect();
    (!keys.is_empty()).then_some(keys)
}
