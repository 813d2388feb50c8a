//! How likely a candidate is the one who is meant: the form, what the archive knows of the person, what the
//! document says. Never decides: it gives weights, as logarithms of odds.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::forms::How;
use super::gather::{Candidate, Fit, Span, fit};
use super::guard::{Surroundings, among_abbreviations};
use super::lists::{self, Sex};
use super::lookup::{Facts, Lookup, Named};
use super::nicknames;
use super::parts::{NameWord, Role};
use super::settings::Weights;
use super::spot::Manner;
use super::token::{Case, Tokens};

/// The most persons of a circle that count.
pub const CIRCLE: usize = 256;

/// What is known of a document beside its text.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The person who wrote it, if a person of the archive.
    pub author: Option<i64>,
    /// The year it was written.
    pub year: Option<i32>,
    /// Persons it is about: those its title names.
    pub about: Vec<i64>,
    /// Persons close to the author, whose short forms are looked for even when too many have them: those
    /// of the author's last name, and whom the author names most. At most [`CIRCLE`] count.
    pub circle: Vec<i64>,
}

/// A person named in a longer form in the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// How surely.
    pub sure: f64,
    /// How often.
    pub times: u32,
    /// Whether nobody was named before.
    pub first: bool,
}

/// What ranking a candidate needs to see.
pub struct Scene<'a> {
    /// The text.
    pub tokens: &'a Tokens,
    /// What was looked up.
    pub lookup: &'a Lookup<'a>,
    /// The document.
    pub document: &'a Document,
    /// The persons named in a longer form, with how surely.
    pub anchored: &'a HashMap<i64, Anchor>,
    /// The weights.
    pub weights: &'a Weights,
}

/// The weight of a candidate. What it is but for the others of the document is reckoned once: passages are weighed
/// again whenever it is known better who else is named.
pub fn weigh(scene: &Scene, span: &Span, candidate: &Candidate, around: &Surroundings) -> f64 {
    static NONE: LazyLock<Facts> = LazyLock::new(Facts::default);
    let facts = scene.lookup.facts.get(&candidate.person).unwrap_or(&NONE);
    let alone = candidate.alone.get().unwrap_or_else(|| alone(scene, span, candidate, facts, around));
    candidate.alone.set(Some(alone));
    alone + company(scene, facts, candidate, around)
}

/// The weight of a candidate, whoever else is named in the document.
fn alone(scene: &Scene, span: &Span, candidate: &Candidate, facts: &Facts, around: &Surroundings) -> f64 {
    let weights = scene.weights;
    let mut weight = form(candidate, weights);
    weight += archive(facts, (scene.lookup.named)(candidate.person), candidate.how, weights);
    if candidate.how == How::Surname
        && !around.is_titled()
        && facts.sex.or_else(|| sex_by_name(&facts.words)) == Some(Sex::Female)
        && scene.document.year.is_some_and(|year| year < 1960)
    {
        weight += weights.woman;
    }
    weight += dates(scene.document, facts, candidate.how, weights);
    weight += neighbours(scene, span, candidate, facts, around);
    weight += habit(scene, span, candidate.person);
    weight += weights.confirmed * f64::from(candidate.confirmed).ln_1p();
    weight += titles(scene, span, facts, around);
    if candidate.how == How::Confirmed && span.candidates.iter().any(|other| other.how != How::Confirmed) {
        weight -= weights.borne_by_others;
    }
    if around.family || (around.grouped && candidate.fit == Fit::Stem) {
        weight -= weights.group;
    }
    if let Some(sex) = around.sex {
        let known = facts.sex.filter(|sex| *sex != Sex::Open).or_else(|| sex_by_name(&facts.words));
        if known.is_some_and(|known| known != sex) {
            weight += weights.sex;
        }
    }
    if around.addressed && matches!(candidate.how, How::Surname | How::Alias | How::Confirmed) {
        weight += weights.address;
    }
    let bare = span.words() == 1 && !around.is_titled();
    if bare && matches!(candidate.how, How::Surname | How::Alias | How::Confirmed) {
        let head = scene.tokens.words.get(span.first);
        weight +=
            if head.is_some_and(|word| nicknames::is_given(&word.folded)) { weights.given_word } else { 0.0 };
    }
    if bare && matches!(candidate.how, How::Surname | How::Alias | How::Confirmed | How::Prefix) {
        weight -= weights.unnamed * unnamed(scene, span);
    }
    if candidate.manner == Manner::Shortened {
        weight -= weights.word * whole_word(scene, span);
    }
    if matches!(candidate.how, How::Letter | How::Prefix)
        && among_abbreviations(scene.tokens, span.first, span.last)
    {
        weight -= weights.abbreviations;
    }
    weight
}

/// Whether the titles before a passage are those of the person's names: for them if so, against them if they are others.
fn titles(scene: &Scene, span: &Span, facts: &Facts, around: &Surroundings) -> f64 {
    let mut own = facts.words.iter().filter(|word| word.role == Role::Title).peekable();
    let before = span.first.saturating_sub(around.titles)..span.first;
    let before = scene.tokens.words.get(before).unwrap_or_default();
    if before.is_empty() || own.peek().is_none() {
        return 0.0;
    }
    let is_borne = own.any(|title| before.iter().any(|word| lists::same_title(&word.folded, &title.folded)));
    match is_borne {
        false => -scene.weights.other_title,
        // "Mr." is anybody, "Captain" is few.
        true if before.iter().all(|word| lists::common_address(&word.folded)) => scene.weights.title / 3.0,
        true => scene.weights.title,
    }
}

/// How much the author's habit speaks for a person.
fn habit(scene: &Scene, span: &Span, person: i64) -> f64 {
    let Some(counts) = scene.lookup.habits.get(&(span.first, span.last)) else { return 0.0 };
    let all: f64 = counts.iter().map(|(_, count)| f64::from(*count)).sum();
    let own = counts.iter().find(|(other, _)| *other == person).map_or(0.0, |(_, count)| f64::from(*count));
    scene.weights.habit * (1.0 + 20.0 * own / (all + 3000.0)).ln()
}

/// The words of a passage as habits are kept by.
pub fn habit_key(tokens: &Tokens, first: usize, last: usize) -> String {
    let words: Vec<&str> =
        tokens.words.get(first..=last).unwrap_or_default().iter().map(|word| word.folded.as_str()).collect();
    words.join(" ")
}

/// How surely a word that stands often and never behind a title or a given name is no surname.
fn unnamed(scene: &Scene, span: &Span) -> f64 {
    let word = scene.tokens.words.get(span.first);
    let uses = word.map(|word| scene.lookup.uses(word)).unwrap_or_default();
    if uses.upper < 12 {
        return 0.0;
    }
    (1.0 - 40.0 * f64::from(uses.named) / f64::from(uses.upper)).max(0.0)
}

/// How surely a word that was read as an abbreviation is one that is written in full.
fn whole_word(scene: &Scene, span: &Span) -> f64 {
    let words = scene.tokens.words.get(span.first..=span.last).unwrap_or_default();
    let whole = words.iter().filter(|word| word.dotted && word.letters() > 1).map(|word| {
        let uses = scene.lookup.uses(word);
        let all = uses.upper.max(uses.dotted);
        if all < 3 { 0.0 } else { 1.0 - f64::from(uses.dotted) / f64::from(all) }
    });
    whole.fold(0.0, f64::max)
}

/// Given names in -a are women's in most languages of Europe.
fn sex_by_name(words: &[NameWord]) -> Option<Sex> {
    let given = words.iter().find(|word| word.role == Role::Given)?;
    given.folded.ends_with('a').then_some(Sex::Female)
}

fn form(candidate: &Candidate, weights: &Weights) -> f64 {
    let how = match candidate.how {
        How::Full => weights.full,
        How::FirstLast => weights.first_last,
        How::Inverted => weights.inverted,
        How::InitialsSurname => weights.initials_surname,
        How::GivenInitial => weights.given_initial,
        How::Surname => weights.surname,
        How::Given => weights.given,
        How::Middle => weights.middle,
        How::Initials => weights.initials,
        How::Letter => weights.letter,
        How::Prefix => weights.prefix,
        How::Alias => weights.alias,
        How::Confirmed => weights.told,
        How::Head => weights.head,
        How::Mononym => weights.mononym,
    };
    let fit = match candidate.fit {
        Fit::Exact | Fit::Beginning | Fit::Initial => 0.0,
        Fit::Stem => weights.stem,
        Fit::Nickname => weights.nickname,
        Fit::Loose => weights.loose,
        Fit::Sounds => weights.sounds,
    };
    // A whole name written with an abbreviation says less than the name in full.
    let shortened = candidate.manner == Manner::Shortened
        && candidate.how.is_strong()
        && candidate.how != How::InitialsSurname;
    let skipped = if candidate.manner == Manner::Skipped { weights.skipped } else { 0.0 };
    how + fit + skipped + candidate.share.ln() - if shortened { 1.0 } else { 0.0 }
}

fn archive(facts: &Facts, named: Named, how: How, weights: &Weights) -> f64 {
    let by_given = matches!(how, How::Given | How::Middle | How::GivenInitial);
    let documented = weights.documented * f64::from(facts.documented).ln_1p();
    if by_given {
        // Whom the author calls by the surname is seldom called by the given name, however well known.
        let by_surname = f64::from(named.by_author.saturating_sub(named.called));
        let called = f64::from(named.called);
        let near = (f64::from(named.nearby) * called / f64::from(named.by_author.max(1))).ln_1p();
        return documented
            + weights.by_author * called.ln_1p()
            + weights.nearby * near
            + weights.rare_given * (by_surname / (called + 1.0)).ln_1p();
    }
    documented
        + weights.popular * f64::from(named.popularity).ln_1p()
        + weights.by_author * f64::from(named.by_author).ln_1p()
        + weights.nearby * f64::from(named.nearby).ln_1p()
}

/// Whether the person lived when the document was written.
fn dates(document: &Document, facts: &Facts, how: How, weights: &Weights) -> f64 {
    let Some(year) = document.year else { return 0.0 };
    let mut weight = 0.0;
    if let Some(born) = facts.born {
        if born > year {
            return weights.unborn;
        }
        let grown =
            matches!(how, How::Surname | How::InitialsSurname | How::Initials | How::Alias | How::Confirmed);
        if year - born < 14 && grown {
            weight += weights.infant;
        }
    }
    let died = facts.died.or(facts.born.map(|born| born + 100));
    if died.is_some_and(|died| died < year) {
        weight += match how {
            How::Full | How::FirstLast | How::Inverted => 0.0,
            How::Surname | How::InitialsSurname | How::Alias | How::Confirmed | How::Mononym => weights.dead,
            _ => weights.dead_short,
        };
    }
    weight
}

/// The others of the document, and its author. Whoever is named in full is no likelier to be meant by a given name that
/// another surname follows: "Anna Karenina" where Anna Larina was named.
fn company(scene: &Scene, facts: &Facts, candidate: &Candidate, around: &Surroundings) -> f64 {
    let weights = scene.weights;
    let mut weight = 0.0;
    let by_given = matches!(candidate.how, How::Given | How::Middle | How::Letter | How::Prefix);
    if let Some(anchor) = scene.anchored.get(&candidate.person)
        && !candidate.how.is_strong()
        && !(by_given && clashes(scene, around.behind, facts))
    {
        weight += weights.anchored * anchor.sure + weights.often * f64::from(anchor.times).ln_1p();
        weight += if anchor.first { weights.often } else { 0.0 };
    }
    let related =
        |person: &i64| scene.anchored.contains_key(person) || scene.document.author == Some(*person);
    if facts.relations.iter().take(64).any(related) {
        weight += weights.related;
    }
    let Some(author) = scene.document.author else { return weight };
    if author == candidate.person {
        return weight + if candidate.how.is_strong() { 0.0 } else { weights.oneself };
    }
    let Some(own) = scene.lookup.facts.get(&author) else { return weight };
    let surnames = |facts: &'_ Facts, folded: &str| {
        facts
            .words
            .iter()
            .any(|word| !matches!(word.role, Role::Given | Role::Title) && word.folded == folded)
    };
    let family = own.words.iter().any(|word| word.role == Role::Surname && surnames(facts, &word.folded));
    let short = matches!(candidate.how, How::Given | How::Middle | How::Letter | How::Prefix | How::Initials);
    if short
        && !family
        && !scene.anchored.contains_key(&candidate.person)
        && (scene.lookup.named)(candidate.person).by_author == 0
    {
        weight += weights.stranger;
    }
    if family {
        weight += match candidate.how {
            How::Given | How::Middle | How::Letter | How::Alias | How::Confirmed | How::Prefix => {
                weights.family
            }
            How::Surname => weights.family_surname,
            _ => 0.0,
        };
    }
    weight
}

/// Whether a word is none of a person's names.
fn clashes(scene: &Scene, at: Option<usize>, facts: &Facts) -> bool {
    let word = at.and_then(|at| scene.tokens.words.get(at));
    word.is_some_and(|word| fit(word, &facts.words, true).is_none())
}

/// A word next to the passage that belongs to another name.
fn neighbours(
    scene: &Scene,
    span: &Span,
    candidate: &Candidate,
    facts: &Facts,
    around: &Surroundings,
) -> f64 {
    let weights = scene.weights;
    let mut weight = 0.0;
    // Where every word is written alike, the one before a whole name is no sign of another name.
    let alike = scene.tokens.words.get(span.first).is_some_and(|word| word.case == Case::Uncased);
    let short = span.words() == 1 && !(alike && candidate.how == How::Mononym);
    if clashes(scene, around.before, facts) {
        weight -= if short { weights.conflict } else { weights.conflict / 3.0 };
    }
    if clashes(scene, around.behind, facts) {
        weight -= match candidate.how {
            How::Given
            | How::Middle
            | How::Letter
            | How::Alias
            | How::Confirmed
            | How::Prefix
            | How::Head => weights.conflict,
            How::Surname => weights.conflict / 2.0,
            _ => weights.conflict / 4.0,
        };
    }
    weight
}
