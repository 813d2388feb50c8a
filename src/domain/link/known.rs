//! What the linker must know of the persons that texts may name: who bears which form, what the archive has of each,
//! how words are used. Fetched for many texts at once, in a constant number of statements.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use indexmap::IndexMap;

use super::circle::circles;
use super::document::Text;
use super::window::Window;
use crate::linking::decide::Found;
use crate::linking::forms::How;
use crate::linking::lists::Sex;
use crate::linking::lookup::{ENTRIES, Entry, Facts, Forms, Hits, Lookup, Named, WordUse};
use crate::linking::parts::NameWord;
use crate::linking::rank::{Document, habit_key};
use crate::store::{AskedHabit, BY_ANYBODY, MentionUseRow, PersonFactRow, StoreError, Transaction};

/// How many bearers of one form are told apart. A form of more says nothing by itself: its bearers are thought of only
/// where the text names them in full or they are close to its author, so that what a text costs does not grow with
/// the archive.
const BEARERS: i64 = ENTRIES as i64;
/// How many bearers a form is taken to have that are not told apart.
const MANY: u32 = 100;
/// How many persons are thought of in one piece of a text, beside those who are close to its author and those who bear
/// one of its names alone.
const PERSONS: usize = 300;
/// How far apart two documents may be that are of about the same time, in years.
pub(super) const NEARBY: i64 = 2;

/// What each entry of a table takes in bytes, beside what follows from its length: room, a key and a list.
const ENTRY: usize = 200;

/// By key, who bears it; nobody where they are too many to be told apart.
pub type Bearers = IndexMap<String, Vec<Entry>, RandomState>;

/// Who bears these keys.
pub async fn bearers(transaction: &Transaction, keys: &[String]) -> Result<Bearers, StoreError> {
    let found = transaction.form_bearers(keys, BEARERS).await?;
    let entry = |bearer: crate::store::FormBearer| {
        let how = How::from_ordinal(i16::try_from(bearer.how).ok()?)?;
        let weight = u16::try_from(bearer.weight).unwrap_or(0);
        Some(Entry { person: bearer.person_id, how, weight })
    };
    Ok(found
        .into_iter()
        .map(|(key, bearers)| (key, bearers.into_iter().filter_map(entry).collect()))
        .collect())
}

/// All that is known for some texts. Who bears what, what the archive has of persons and how often they are named may
/// be of use for the next texts, too.
#[derive(Default)]
pub struct Known {
    forms: Bearers,
    /// Keys that nobody bears.
    unborne: HashSet<String>,
    /// How many bytes the lists of bearers, words and relations have.
    told: usize,
    /// The places of those whose bearers are in their order.
    ordered: HashSet<usize>,
    /// By the number of a piece and the place of a key in it, the place of who bears it, and whether they are told apart.
    borne: Vec<Vec<Option<(usize, bool)>>>,
    facts: HashMap<i64, Facts>,
    /// Whom each text may name.
    thought_of: HashMap<i64, Vec<i64>>,
    /// How often a person is named by an author, or by anybody: of pairs that are not there it is not known.
    uses: HashMap<(i64, i64), Vec<MentionUseRow>>,
    words: HashMap<String, WordUse>,
    /// Whether words of texts are among these that the archive has not counted.
    are_words_own: bool,
    confirmed: HashMap<String, Vec<(i64, u32)>>,
    /// By author and words, when they were taken for whom, and how surely.
    habits: HashMap<(i64, String), Vec<Taken>>,
}

/// A year, the person whom words were taken for in it, and how surely.
type Taken = (i64, i64, u32);

/// How far a reading of texts has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// Nothing is known of how their authors write.
    Counting,
    /// Whom they name is known.
    First,
    /// Whom their words were taken for is known, too.
    Last,
}

impl Known {
    /// Fetches what does not change while the same texts are read again, as far as it is not known yet.
    /// `own` tells how words are used in those of the texts that are not counted in the archive.
    pub async fn fetch(
        &mut self,
        transaction: &Transaction,
        texts: &[Text],
        own: &HashMap<&str, WordUse>,
    ) -> Result<(), StoreError> {
        let pieces = || texts.iter().flat_map(|text| text.windows.iter().chain(&text.title));
        self.fetch_bearers(transaction, pieces().flat_map(|piece| piece.piece.wanted()).collect()).await?;
        for piece in pieces() {
            self.borne.resize_with(self.borne.len().max(piece.number + 1), Vec::new);
            self.borne[piece.number] = told_apart(&self.forms, piece);
        }
        self.thought_of = texts.iter().map(|text| (text.id, self.persons_of(text))).collect();
        let persons = self.thought_of.values().flatten().copied().collect();
        self.fetch_persons(transaction, persons).await?;
        self.fetch_words(transaction, pieces().flat_map(|piece| piece.piece.words()).collect(), own).await?;
        self.put_in_order();
        Ok(())
    }

    /// Fetches who bears these keys and who was confirmed by them, of those of which that is not known yet.
    async fn fetch_bearers(
        &mut self,
        transaction: &Transaction,
        keys: HashSet<&String>,
    ) -> Result<(), StoreError> {
        let is_new = |key: &&String| !self.forms.contains_key(*key) && !self.unborne.contains(*key);
        let new: Vec<String> = each_once(keys.into_iter().filter(is_new)).into_iter().cloned().collect();
        for (form, person, uses) in transaction.form_uses(&new).await? {
            self.told += size_of::<(i64, u32)>();
            self.confirmed.entry(form).or_default().push((person, small(uses)));
        }
        let found = bearers(transaction, &new).await?;
        self.told += found.values().map(|entries| size_of_val(&entries[..])).sum::<usize>();
        self.forms.extend(found);
        let forms = &self.forms;
        self.unborne.extend(new.into_iter().filter(|key| !forms.contains_key(key)));
        Ok(())
    }

    /// Fetches how these words are used, as far as that is not known: in the archive, and in texts of one's own.
    async fn fetch_words(
        &mut self,
        transaction: &Transaction,
        words: HashSet<&str>,
        own: &HashMap<&str, WordUse>,
    ) -> Result<(), StoreError> {
        if !own.is_empty() {
            self.forget_words();
        }
        self.are_words_own = !own.is_empty();
        let new = each_once(words.into_iter().filter(|word| !self.words.contains_key(*word)));
        let new: Vec<String> = new.into_iter().map(str::to_owned).collect();
        for word in &new {
            self.words.extend(own.get(word.as_str()).map(|uses| (word.clone(), *uses)));
        }
        for row in transaction.word_uses(&new).await? {
            let uses = WordUse {
                lower: small(row.small),
                upper: small(row.capital),
                determined: small(row.determined),
                placed: small(row.placed),
                dotted: small(row.dotted),
                named: small(row.named),
            };
            self.words.entry(row.word).or_default().add(uses);
        }
        Ok(())
    }

    /// Forgets how words are used, which is to be counted anew.
    pub fn forget_words(&mut self) {
        self.words.clear();
    }

    /// Puts those whom texts may name in order, the best documented first. Of them all the facts are known, once.
    fn put_in_order(&mut self) {
        let facts = &self.facts;
        let documented = |person: i64| facts.get(&person).map_or(0, |facts| facts.documented);
        for (form, is_told_apart) in self.borne.iter().flatten().flatten() {
            if *is_told_apart && self.ordered.insert(*form) {
                self.forms[*form]
                    .sort_by_key(|entry| (std::cmp::Reverse(documented(entry.person)), entry.person));
            }
        }
    }

    /// Keeps what may be of use for other texts.
    pub fn keep(&mut self) {
        self.borne.clear();
        self.thought_of.clear();
        self.habits.clear();
        if self.are_words_own {
            self.forget_words();
        }
        // How often authors name somebody is asked for their own texts, which are seldom in two parts.
        self.uses.retain(|(_, author), _| *author == BY_ANYBODY);
    }

    /// About how many bytes all that is known takes.
    pub fn size(&self) -> usize {
        let entries =
            self.forms.len() + self.unborne.len() + self.facts.len() + self.uses.len() + self.words.len();
        self.told + entries * ENTRY
    }

    /// Fetches what a further reading of the texts knows more, and tells the texts whom they are about and who is close
    /// to their authors.
    pub async fn read_on(
        &mut self,
        transaction: &Transaction,
        texts: &mut [Text],
        reading: Reading,
    ) -> Result<(), StoreError> {
        if reading > Reading::Counting {
            circles(transaction, texts).await?;
        }
        let authors: BTreeSet<i64> = texts.iter().filter_map(|text| text.document.author).collect();
        let close = texts.iter().flat_map(|text| text.document.circle.iter().copied());
        let close = close.chain(authors.iter().copied()).collect();
        self.fetch_persons(transaction, close).await?;
        self.fetch_uses(transaction, texts).await?;
        if reading == Reading::Last {
            self.fetch_habits(transaction, texts).await?;
        }
        for text in texts.iter_mut() {
            text.document.about = self.about(text);
        }
        Ok(())
    }

    /// Adds to how often persons are named, as far as it is known: what has just been counted.
    pub fn add_uses(&mut self, more: Vec<MentionUseRow>) {
        for row in more {
            let Some(uses) = self.uses.get_mut(&(row.person_id, row.author)) else { continue };
            match uses.iter_mut().find(|one| one.year == row.year) {
                Some(one) => {
                    one.passages += row.passages;
                    one.called += row.called;
                }
                None => uses.push(row),
            }
        }
    }

    /// Fetches how often those whom a text may name are named by its author and by anybody, as far as it is not known yet:
    /// of each text its own author alone, for many texts together have as many authors.
    async fn fetch_uses(&mut self, transaction: &Transaction, texts: &[Text]) -> Result<(), StoreError> {
        let mut by: Vec<(i64, i64)> = Vec::new();
        for text in texts {
            let close = text.document.author.iter().chain(&text.document.circle);
            for person in self.thought_of.get(&text.id).into_iter().flatten().chain(close) {
                by.push((*person, text.document.author.unwrap_or(BY_ANYBODY)));
            }
        }
        let by = each_once(by.into_iter());
        let anybody = by.iter().map(|(person, _)| (*person, BY_ANYBODY)).collect();
        self.fetch_uses_of(transaction, anybody).await?;
        // Whom nobody names the author does not name either.
        let is_named = |(person, _): &(i64, i64)| !self.uses[&(*person, BY_ANYBODY)].is_empty();
        let by_authors = by.into_iter().filter(is_named).collect();
        self.fetch_uses_of(transaction, by_authors).await
    }

    async fn fetch_uses_of(
        &mut self,
        transaction: &Transaction,
        mut pairs: Vec<(i64, i64)>,
    ) -> Result<(), StoreError> {
        pairs.dedup();
        pairs.retain(|pair| !self.uses.contains_key(pair));
        self.uses.extend(pairs.iter().map(|pair| (*pair, Vec::new())));
        for row in transaction.mention_uses(&pairs).await? {
            self.uses.entry((row.person_id, row.author)).or_default().push(row);
        }
        Ok(())
    }

    /// Fetches what is known of those of whom nothing is known yet.
    async fn fetch_persons(
        &mut self,
        transaction: &Transaction,
        mut persons: Vec<i64>,
    ) -> Result<(), StoreError> {
        persons.retain(|person| !self.facts.contains_key(person));
        let persons = each_once(persons.into_iter());
        for fact in transaction.person_facts(&persons).await? {
            self.told += 4 * fact.words.len() + 8 * fact.ties.len();
            self.facts.insert(fact.person_id, facts(&fact));
        }
        Ok(())
    }

    /// Whom a text and its title may name: the bearers of names that are told apart, and those who were confirmed.
    fn persons_of(&self, text: &Text) -> Vec<i64> {
        let pieces = || text.windows.iter().chain(&text.title);
        let told_apart = pieces().flat_map(|piece| self.borne[piece.number].iter().flatten());
        let told_apart = told_apart.filter(|(_, is_told_apart)| *is_told_apart);
        let borne = told_apart.flat_map(|(form, _)| &self.forms[*form]).map(|entry| entry.person);
        let keys = pieces().filter(|_| !self.confirmed.is_empty()).flat_map(|piece| piece.piece.wanted());
        let confirmed = keys.filter_map(|key| self.confirmed.get(key)).flatten().map(|(person, _)| *person);
        each_once(borne.chain(confirmed).collect::<HashSet<i64>>().into_iter())
    }

    async fn fetch_habits(&mut self, transaction: &Transaction, texts: &[Text]) -> Result<(), StoreError> {
        let mut wanted: BTreeMap<i64, (BTreeSet<String>, i64, i64)> = BTreeMap::new();
        for text in texts {
            let (Some(author), Some(year)) = (text.document.author, text.document.year.map(i64::from)) else {
                continue;
            };
            let (words, from, to) = wanted.entry(author).or_insert((BTreeSet::new(), year, year));
            (*from, *to) = ((*from).min(year), (*to).max(year));
            for window in &text.windows {
                let places = window.piece.places().into_iter();
                words.extend(places.map(|(first, last)| habit_key(&window.piece.tokens, first, last)));
            }
        }
        let mut asked: Vec<AskedHabit> = Vec::new();
        for (author, (words, from, to)) in &wanted {
            let years = (from - NEARBY, to + NEARBY);
            asked.extend(words.iter().map(|words| (*author, words.as_str(), years.0, years.1)));
        }
        for row in transaction.habits(&asked).await? {
            let taken = (row.year, row.person_id, small(row.score));
            self.habits.entry((row.author, row.words)).or_default().push(taken);
        }
        Ok(())
    }

    /// Whom the title of a text names in full.
    fn about(&self, text: &Text) -> Vec<i64> {
        let Some(title) = &text.title else { return Vec::new() };
        let found = self.found_in(title, &Document::default());
        let in_full = |found: &Found| {
            let best = found.candidates.first().filter(|_| found.linked)?;
            matches!(best.2, "full" | "first-last").then_some(best.0)
        };
        found.iter().filter_map(in_full).collect()
    }

    /// Whom a piece of a document names, as the linker finds it; spans count in the piece.
    pub fn found_in(&self, window: &Window, document: &Document) -> Vec<Found> {
        window.read(document, &self.lookup(window, document, &|person| self.named(person, document)))
    }

    /// What of it a piece of a document needs.
    fn lookup<'k>(
        &'k self,
        window: &'k Window,
        document: &Document,
        named: &'k dyn Fn(i64) -> Named,
    ) -> Lookup<'k> {
        let Window { number, piece, .. } = window;
        let borne = &self.borne[*number];
        let forms = Forms::of(&piece.keys, |place, _| {
            let (form, is_told_apart) = (*borne.get(place)?)?;
            Some(match is_told_apart {
                true => Hits { entries: &self.forms[form], more: 0 },
                false => Hits { entries: &[], more: MANY },
            })
        });
        let mut lookup = Lookup::of(forms, &self.words, &self.facts, named);
        if !self.confirmed.is_empty() {
            let confirmed = |(place, key)| Some((place, self.confirmed.get(key)?.as_slice()));
            lookup.confirmed = piece.wanted().enumerate().filter_map(confirmed).collect();
        }
        if let (false, Some(author), Some(year)) = (self.habits.is_empty(), document.author, document.year) {
            for (first, last) in piece.places() {
                let words = habit_key(&piece.tokens, first, last);
                let Some(taken) = self.habits.get(&(author, words)) else { continue };
                let mut sums: BTreeMap<i64, u32> = BTreeMap::new();
                for (_, person, score) in
                    taken.iter().filter(|(when, ..)| (when - i64::from(year)).abs() <= NEARBY)
                {
                    *sums.entry(*person).or_default() += score;
                }
                lookup.habits.insert((first, last), sums.into_iter().collect());
            }
        }
        lookup
    }

    /// How often a person is named, by the author of a document, about its time, and by anybody.
    fn named(&self, person: i64, document: &Document) -> Named {
        let rows = |author: i64| self.uses.get(&(person, author)).into_iter().flatten();
        let mut named = Named::default();
        for row in rows(BY_ANYBODY) {
            named.popularity = named.popularity.saturating_add(small(row.passages));
        }
        for row in document.author.into_iter().flat_map(rows) {
            let passages = small(row.passages);
            named.by_author = named.by_author.saturating_add(passages);
            named.called = named.called.saturating_add(small(row.called));
            let year = document.year.map(i64::from).filter(|_| row.year != 0);
            if year.is_some_and(|year| (year - row.year).abs() <= NEARBY) {
                named.nearby = named.nearby.saturating_add(passages);
            }
        }
        named
    }
}

/// The places of those who bear the keys of a piece, and whether they are told apart: those of the fewest bearers first, as
/// long as not too many persons are thought of in all. A name of one bearer costs what its words do, so that a list of
/// names is found whole.
fn told_apart(forms: &Bearers, piece: &Window) -> Vec<Option<(usize, bool)>> {
    let of_key = |key| forms.get_index_of(key).map(|form| (form, false));
    let mut borne: Vec<Option<(usize, bool)>> = piece.piece.wanted().map(of_key).collect();
    let bearers = |(place, borne): (usize, &Option<(usize, bool)>)| {
        let (key, entries) = forms.get_index(borne.as_ref()?.0).filter(|(_, entries)| !entries.is_empty())?;
        Some((entries.len(), key, place))
    };
    let mut keys: Vec<(usize, &String, usize)> = borne.iter().enumerate().filter_map(bearers).collect();
    keys.sort_unstable();
    let mut persons: HashSet<i64> = HashSet::default();
    let places: Vec<usize> = keys
        .into_iter()
        .take_while(|(count, key, _)| {
            if *count > 1 {
                persons.extend(forms[*key].iter().map(|entry| entry.person));
            }
            *count == 1 || persons.len() <= PERSONS
        })
        .map(|(.., place)| place)
        .collect();
    for place in places {
        borne[place] = borne[place].map(|(form, _)| (form, true));
    }
    borne
}

/// Each of them once, in their order.
pub(super) fn each_once<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut each: Vec<T> = all.collect();
    each.sort_unstable();
    each.dedup();
    each
}

/// A count, as far as it is one.
fn small(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

fn facts(fact: &PersonFactRow) -> Facts {
    Facts {
        words: NameWord::read(&fact.words).into(),
        sex: match fact.gender.as_deref() {
            Some("MALE") => Some(Sex::Male),
            Some("FEMALE") => Some(Sex::Female),
            _ => None,
        },
        born: fact.birth.and_then(year_of),
        died: fact.death.and_then(year_of),
        documented: u32::try_from(fact.claims).unwrap_or(u32::MAX),
        relations: fact.ties.split(' ').filter_map(|id| id.parse().ok()).collect(),
    }
}

/// The year of a day, counted from 1970-01-01: near enough for what is judged by it.
pub fn year_of(day: i64) -> Option<i32> {
    i32::try_from(1970 + (day * 400).div_euclid(146_097)).ok().filter(|year| (-9999..=9999).contains(year))
}
