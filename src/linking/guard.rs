//! What speaks against a passage being a name at all, and what its surroundings say of who is meant:
//! titles, articles, places, quotation marks, neighbours. Never looks at who the candidates are.

use super::forms::How;
use super::lists::{self, Sex};
use super::lookup::{Lookup, WordUse};
use super::nicknames;
use super::settings::Weights;
use super::token::{Case, Gap, Token, Tokens};

/// What stands around a passage.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Whether a title stands before it that needs a name.
    pub addressed: bool,
    /// How many titles stand before it.
    pub titles: usize,
    /// Whether it may be the plural of a name: "the Hartleys".
    pub grouped: bool,
    /// Whether a family or a house is called so: "the Hartley brothers".
    pub family: bool,
    /// What the titles say.
    pub sex: Option<Sex>,
    /// The word before, if it may be part of another name.
    pub before: Option<usize>,
    /// The word behind, if it may be part of another name.
    pub behind: Option<usize>,
    /// The weight of nobody being meant, as a logarithm of odds.
    pub nobody: f64,
}

impl Surroundings {
    /// Whether a title stands before it.
    pub fn is_titled(&self) -> bool {
        self.titles > 0
    }
}

/// Looks around a passage.
pub fn look(tokens: &Tokens, first: usize, last: usize, lookup: &Lookup, weights: &Weights) -> Surroundings {
    let mut around = Surroundings::default();
    titles(tokens, first, &mut around);
    let (Some(head), Some(tail)) = (tokens.words.get(first), tokens.words.get(last)) else { return around };
    let single = first == last;
    around.before = neighbour_before(tokens, first, lookup);
    around.behind = neighbour_behind(tokens, last, lookup);
    if of_title(tokens, first) {
        around.nobody += weights.of_place;
    }
    around.grouped = single && is_grouped(tokens, first, tail);
    around.family = single && is_family(tokens, first);
    if single {
        around.nobody += word_alone(head, determined(tokens, first), lookup, weights, &around);
    }
    let before = first.checked_sub(1).and_then(|at| tokens.words.get(at)).filter(|_| head.gap == Gap::Space);
    if let Some(before) = before
        && !around.is_titled()
    {
        around.nobody += behind_word(before, tokens, single, weights);
    }
    if head.quote_before && tail.quote_after && last - first < 3 {
        around.nobody += weights.quoted;
    }
    if let Some(next) = tokens.words.get(last + 1)
        && matches!(next.gap, Gap::Space | Gap::Hyphen)
        && next.is_name_like()
        && lists::of_place(&next.folded)
    {
        around.nobody += if single { weights.of_place } else { weights.of_place / 2.0 };
    }
    around
}

/// The titles before a passage, at most three.
fn titles(tokens: &Tokens, first: usize, around: &mut Surroundings) {
    let mut at = first;
    for _ in 0..3 {
        let Some(word) = at.checked_sub(1).and_then(|before| tokens.words.get(before)) else { return };
        let Some(next) = tokens.words.get(at) else { return };
        let joined = next.gap == Gap::Space || (next.gap == Gap::Stop && word.dotted);
        let Some(sex) = lists::title(&word.folded).filter(|_| joined) else { return };
        let written = word.is_name_like() || tokens.language != "de" && lists::address(&word.folded);
        let short = word.letters() <= 4 && !lists::address(&word.folded);
        if !written || (short && !word.dotted && word.letters() <= 3 && word.folded != "don") {
            return;
        }
        around.addressed |= lists::address(&word.folded);
        if sex != Sex::Open && around.sex.is_none() {
            around.sex = Some(sex);
        }
        around.titles += 1;
        at -= 1;
    }
}

/// Whether a name stands for those who share it: "the Hartley brothers", "Familie Hartley".
fn is_family(tokens: &Tokens, at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| tokens.words.get(at));
    let (before, next) = (word(at.checked_sub(1)), word(at.checked_add(1)));
    let joined = word(Some(at)).is_some_and(|word| word.gap == Gap::Space);
    let is_article = before.is_some_and(|word| joined && lists::article_of_many(&word.folded));
    let is_led = before.is_some_and(|word| joined && lists::family_before(&word.folded));
    is_led
        || (is_article
            && next.is_some_and(|word| word.gap == Gap::Space && lists::family_behind(&word.folded)))
}

/// Whether a word in -s stands behind an article of many, or one and a small word: "the two Hartleys".
fn is_grouped(tokens: &Tokens, at: usize, word: &Token) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.words.get(at));
    let is_article = |word: Option<&Token>| word.is_some_and(|word| lists::article_of_many(&word.folded));
    let between = before(1).is_some_and(|word| word.case == Case::Lower && word.gap == Gap::Space);
    word.folded.ends_with('s')
        && !word.possessive
        && word.gap == Gap::Space
        && (is_article(before(1)) || (between && is_article(before(2))))
}

/// Whether an article or an adjective stands before a word.
fn determined(tokens: &Tokens, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.words.get(before));
    let joined = tokens.words.get(at).is_some_and(|word| word.gap == Gap::Space);
    joined
        && before.is_some_and(|word| {
            lists::determiner(&word.folded) || lists::adjective(&word.folded, &tokens.language)
        })
}

/// Whether a passage is the seat in a title: "Earl of Burlesdon".
fn of_title(tokens: &Tokens, first: usize) -> bool {
    let word = |back: usize| first.checked_sub(back).and_then(|at| tokens.words.get(at));
    let (Some(of), Some(title)) = (word(1), word(2)) else { return false };
    matches!(of.folded.as_str(), "of" | "von" | "de")
        && title.is_name_like()
        && lists::title(&title.folded).is_some()
}

/// Whether the word before may belong to the same name and make it another.
fn neighbour_before(tokens: &Tokens, first: usize, lookup: &Lookup) -> Option<usize> {
    let at = first.checked_sub(1)?;
    let (word, head) = (tokens.words.get(at)?, tokens.words.get(first)?);
    let joined =
        matches!(head.gap, Gap::Space | Gap::Hyphen) || (head.gap == Gap::Stop && word.letters() <= 2);
    if !joined || !word.is_name_like() || word.is_unspaced() || lists::title(&word.folded).is_some() {
        return None;
    }
    if lists::function_word(&word.folded)
        || lists::calendar_or_people(&word.folded)
        || word.case == Case::Number
    {
        return None;
    }
    if head.gap == Gap::Hyphen || nicknames::is_given(&word.folded) || (word.dotted && word.letters() <= 2) {
        return Some(at);
    }
    let uses = lookup.uses(word);
    if word.starts_sentence && uses.lower > 0 {
        return None;
    }
    let given = || {
        lookup
            .forms
            .of_word(word)
            .is_some_and(|hits| hits.entries.iter().any(|entry| entry.how == How::Given))
    };
    let names_only = tokens.language != "de" && uses.lower <= uses.upper;
    (names_only || (given() && noun_share(uses) < 0.3)).then_some(at)
}

/// Whether the word behind may belong to the same name and make it another.
fn neighbour_behind(tokens: &Tokens, last: usize, lookup: &Lookup) -> Option<usize> {
    let at = last + 1;
    let (word, tail) = (tokens.words.get(at)?, tokens.words.get(last)?);
    let joined = matches!(word.gap, Gap::Space) || (word.gap == Gap::Stop && tail.letters() == 1);
    if !joined || !word.is_name_like() || word.is_unspaced() || tail.possessive {
        return None;
    }
    if lists::function_word(&word.folded)
        || lists::calendar_or_people(&word.folded)
        || lists::title(&word.folded).is_some()
    {
        return None;
    }
    let uses = lookup.uses(word);
    if tokens.language != "de" {
        return (uses.lower <= uses.upper).then_some(at);
    }
    let surname = lookup
        .forms
        .of_word(word)
        .is_some_and(|hits| hits.entries.iter().any(|entry| matches!(entry.how, How::Surname | How::Alias)));
    let initial = word.dotted && word.letters() == 1;
    (initial || (surname && noun_share(uses) < 0.3 && !nicknames::is_given(&word.folded))).then_some(at)
}

/// How much speaks against one word being a name, by the word itself.
fn word_alone(
    word: &Token,
    determined: bool,
    lookup: &Lookup,
    weights: &Weights,
    around: &Surroundings,
) -> f64 {
    let mut against = 0.0;
    let uses = lookup.uses(word);
    let lower = f64::from(uses.lower) / f64::from((uses.lower + uses.upper).max(1));
    if lower > 0.2 && !around.addressed {
        against += weights.common * lower.min(0.8) / 0.8;
    } else if word.starts_sentence && uses.lower > 0 && !around.is_titled() {
        against += weights.common / 2.0;
    }
    if !around.is_titled() {
        // What stands behind titles and given names too is a name, with or without an article.
        let named = 1.0 - (2.0 * f64::from(uses.named) / f64::from(uses.upper.max(1))).min(1.0);
        let here = if determined { 1.0 } else { weights.noun_elsewhere };
        against += weights.noun * noun_share(uses) * named * here;
    }
    if !around.addressed {
        against += weights.city * city_share(uses);
    }
    if word.case == Case::Upper && word.letters() <= 4 {
        against += weights.acronym;
    }
    if lists::title(&word.folded).is_some() {
        against += weights.calendar;
    }
    if lists::calendar_or_people(&word.folded) && !around.addressed {
        against += weights.calendar;
    }
    if word.starts_sentence && !around.is_titled() {
        against += weights.sentence;
    }
    against
}

/// The share of uses behind an article, above what names have.
fn noun_share(uses: WordUse) -> f64 {
    if uses.determined < 2 {
        return 0.0;
    }
    let share = (f64::from(uses.determined) + 0.1) / (f64::from(uses.upper) + 2.0);
    ((share - 0.12) * 5.0).clamp(0.0, 1.0)
}

/// The share of uses behind a preposition of place, above what names have.
fn city_share(uses: WordUse) -> f64 {
    let share = (f64::from(uses.placed) + 0.05) / (f64::from(uses.upper) + 1.0);
    ((share - 0.1) * 6.0).clamp(0.0, 1.0)
}

/// How much the word before speaks against a name.
fn behind_word(before: &Token, tokens: &Tokens, single: bool, weights: &Weights) -> f64 {
    if !single {
        return 0.0;
    }
    if lists::determiner(&before.folded) {
        let spoken = tokens.language != "en" && lists::spoken_article(&before.folded);
        return if spoken { weights.determined / 3.0 } else { weights.determined };
    }
    if before.is_name_like() && lists::before_place(&before.folded) {
        return weights.of_place;
    }
    if lists::toward_place(&before.folded) && before.case == Case::Lower {
        return weights.place;
    }
    0.0
}

/// Whether a letter stands among other abbreviations, as in "N. Fr. Pr." or "z. B.".
pub fn among_abbreviations(tokens: &Tokens, first: usize, last: usize) -> bool {
    let short = |word: &Token| word.dotted && word.letters() <= 2 && lists::title(&word.folded).is_none();
    let before = first
        .checked_sub(1)
        .and_then(|at| tokens.words.get(at))
        .is_some_and(|word| short(word) && tokens.words.get(first).is_some_and(|head| head.gap == Gap::Stop));
    let behind = tokens.words.get(last + 1).is_some_and(|word| short(word) && word.gap == Gap::Stop);
    before || behind
}
