//! Passages that look like persons' names and are nobody's in the archive, for a list of names that nobody
//! has yet. Careful rather than complete: never a word alone without a title.

use super::decide::Found;
use super::guard;
use super::lists;
use super::lookup::Lookup;
use super::nicknames;
use super::settings::Weights;
use super::token::{Case, Gap, Token, Tokens};

/// The names of a text that are not among the passages found, and those of which only the last word is: behind a given
/// name that nobody with that last name has.
pub fn names(tokens: &Tokens, lookup: &Lookup, found: &[Found]) -> Vec<Found> {
    let mut names = Vec::new();
    let mut at = 0;
    let mut covered = found.iter().filter(|found| !is_of_another(tokens, lookup, found)).peekable();
    while let Some(word) = tokens.words.get(at) {
        while covered.next_if(|found| found.end <= word.start).is_some() {}
        let bound = covered.peek().map_or(usize::MAX, |found| found.start);
        let is_covered = |word: &Token| bound < word.end;
        if is_covered(word) || !may_be_name(word, lookup, tokens) {
            at += 1;
            continue;
        }
        let mut last = at;
        while let Some(next) = tokens.words.get(last + 1) {
            let joined = matches!(next.gap, Gap::Space | Gap::Hyphen)
                || (next.gap == Gap::Stop && tokens.words[last].letters() == 1);
            if !joined || is_covered(next) || !may_be_name(next, lookup, tokens) || last - at >= 3 {
                break;
            }
            last += 1;
        }
        if is_person(tokens, at, last, lookup) {
            let (start, end) = (word.start, tokens.words[last].end);
            names.push(Found { start, end, candidates: Vec::new(), linked: false, unambiguous: false });
        }
        at = last + 1;
    }
    names
}

/// Whether a passage of one word, of which nobody is sure whom it names, stands behind a given name: whoever is thought of
/// has another, or both words would have been found.
fn is_of_another(tokens: &Tokens, lookup: &Lookup, found: &Found) -> bool {
    let at = tokens.words.binary_search_by_key(&found.start, |word| word.start);
    let Some((word, before)) =
        at.ok().and_then(|at| Some((tokens.words.get(at)?, tokens.words.get(at.checked_sub(1)?)?)))
    else {
        return false;
    };
    !found.linked
        && word.end == found.end
        && word.gap == Gap::Space
        && before.letters() > 1
        && may_be_name(before, lookup, tokens)
        && is_given(before, lookup)
}

fn is_given(word: &Token, lookup: &Lookup) -> bool {
    let bearers = || lookup.forms.of_word(word).into_iter().flat_map(|hits| hits.entries);
    nicknames::is_given(&word.folded) || bearers().any(|entry| entry.how == super::forms::How::Given)
}

/// Whether a word can be part of a name that is nobody's.
fn may_be_name(word: &Token, lookup: &Lookup, tokens: &Tokens) -> bool {
    if !matches!(word.case, Case::Capital | Case::Uncased) || word.is_unspaced() {
        return false;
    }
    let listed = lists::function_word(&word.folded)
        || lists::calendar_or_people(&word.folded)
        || lists::of_place(&word.folded);
    if listed || lists::title(&word.folded).is_some() || word.case == Case::Uncased {
        return false;
    }
    if word.letters() == 1 {
        return word.dotted;
    }
    let uses = lookup.uses(word);
    let noun = tokens.language == "de" && uses.upper >= 3 && uses.determined * 4 > uses.upper;
    uses.lower * 4 <= uses.upper && !noun
}

/// Whether a run of capitalised words is a person: behind a title, or led by a given name.
fn is_person(tokens: &Tokens, first: usize, last: usize, lookup: &Lookup) -> bool {
    let Some(head) = tokens.words.get(first) else { return false };
    let Some(tail) = tokens.words.get(last) else { return false };
    if tail.letters() == 1 {
        return false;
    }
    let around = guard::look(tokens, first, last, lookup, &Weights::default());
    if around.addressed || (around.is_titled() && has_office(tokens, first, last, lookup)) {
        return true;
    }
    last > first && (is_given(head, lookup) || (head.letters() == 1 && head.dotted)) && !tail.starts_sentence
}

/// Whether a name stands behind a rank or an office, and none of its words is known as a word: "General Staff" is nobody.
fn has_office(tokens: &Tokens, first: usize, last: usize, lookup: &Lookup) -> bool {
    let title = first.checked_sub(1).and_then(|at| tokens.words.get(at));
    let mut words = tokens.words.get(first..=last).unwrap_or_default().iter();
    let is_of_thing = tokens
        .words
        .get(last + 1)
        .is_some_and(|next| matches!(next.gap, Gap::Space | Gap::Hyphen) && lists::of_place(&next.folded));
    title.is_some_and(|title| lists::office(&title.folded))
        && !is_of_thing
        && words.all(|word| word.letters() == 1 || lookup.uses(word).lower == 0)
}
