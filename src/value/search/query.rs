//! What a search asks: words, `"phrases"`, beginnings`*`, `-`exclusions and `field:` before any of them, all of which
//! must hold. Read here and written in the language of either index; no text of a request enters such a language but
//! as folded letters and digits.

use super::indexed::{stands_alone, whole};
use super::sound::{latin, sound, variants};
use super::stem::stems;
use super::token::{Token, tokens};
use super::{FOCUS, KIND, PERSONAL, PLACED, STEM, TITLED};

/// How an index is asked.
mod engine;

pub use engine::Engine;

/// What a search asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

/// A part of a search that must hold, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    is_excluded: bool,
    field: Option<Field>,
    form: Form,
    /// Its words; never none.
    words: Vec<Word>,
}

/// A word that is looked for, with all that is made of it: every tier asks for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    folded: String,
    /// The stems that it may have in a text, that of the most usual language first; none of words that must stand as they
    /// are.
    stems: Vec<String>,
    latin: Option<String>,
}

impl Word {
    fn of(token: Token, form: Form) -> Word {
        let stems = if form == Form::Word { stems(token.lower()) } else { Vec::new() };
        Word { latin: latin(&token.folded), folded: token.folded, stems }
    }

    /// Its stems that are long enough to be shown for it.
    fn shown_stems(&self) -> impl Iterator<Item = &String> {
        let least = 4.max(self.folded.chars().count() / 2);
        self.stems.iter().filter(move |stem| stem.chars().count() >= least)
    }
}

/// What the words of a term are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A word, or several that were written as one.
    Word,
    /// Words one after another.
    Phrase,
    /// The same, of which the last may go on.
    Beginning,
}

/// Where a term is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Name,
    Title,
    Text,
    Place,
}

const FIELDS: [(&str, Field); 4] =
    [("name", Field::Name), ("title", Field::Title), ("text", Field::Text), ("place", Field::Place)];

/// Why a text is no search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in Unicode scalar values from 0.
    pub position: usize,
    /// What was expected there.
    pub expected: &'static str,
}

/// The most words of a search.
const WORDS: usize = 20;
/// The fewest letters of the beginning of a word.
const BEGINNING: usize = 2;

const A_WORD: &str = "a word or a phrase to find, beside what is excluded";
const A_FIELD: &str = "one of the fields `name`, `title`, `text` and `place` before `:`";
const AFTER_FIELD: &str = "a word or a phrase right after `:`";
const NO_END: &str = "`\"` at the end of the phrase";
const IN_PHRASE: &str = "words between the quotation marks";
const STAR: &str = "`*` only at the end of a word that has two letters or more";
const FEWER: &str = "at most 20 words";

impl Query {
    /// Reads a search. Punctuation but for the signs of the language parts words and says nothing.
    pub fn parse(text: &str) -> Result<Query, SyntaxError> {
        let letters: Vec<char> = text.chars().map(straight).collect();
        let mut reader = Reader { letters: &letters, at: 0, words: 0 };
        let mut terms = Vec::new();
        while reader.skip_spaces() {
            terms.extend(reader.term()?);
        }
        if terms.iter().all(|term: &Term| term.is_excluded) {
            return Err(SyntaxError { position: letters.len(), expected: A_WORD });
        }
        Ok(Query { terms })
    }

    fn wanted(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| !term.is_excluded)
    }

    /// What passages are looked for in a shadow: each begins with a space where a word does.
    pub fn needles(&self) -> Vec<String> {
        needles(self.wanted())
    }

    /// The same of what may stand in a text.
    pub fn needles_in_text(&self) -> Vec<String> {
        needles(self.wanted().filter(|term| matches!(term.field, None | Some(Field::Text))))
    }

    /// Whether names that are nearly so, or sound so, may be meant: all that is asked is words, of names or of anything.
    fn names_only(&self) -> Option<Vec<&Word>> {
        let mut words = Vec::new();
        for term in self.wanted() {
            let is_name = matches!(term.field, None | Some(Field::Name));
            // The letters of a script without spaces are no names by themselves.
            let is_apart = term.words.iter().any(|word| stands_alone(&word.folded));
            if term.form != Form::Word || !is_name || is_apart {
                return None;
            }
            words.extend(&term.words);
        }
        Some(words)
    }

    /// For each word, words of names that share one of these are near to it. Each has the word's letter before it.
    pub fn near(&self) -> Vec<String> {
        self.for_each_name(variants)
    }

    /// For each word, what the index has of names that sound like it but for the mark of persons' names, with the word's
    /// letter before it.
    pub fn sounds(&self) -> Vec<String> {
        let marked = |sound: String| format!("{PERSONAL}{}", sound.to_ascii_lowercase());
        self.for_each_name(|word| {
            Some(sound(word)).filter(|sound| !sound.is_empty()).map(marked).into_iter().collect()
        })
    }

    /// The same search where each text is in the most usual language of its script, or in one without rules.
    pub fn in_usual_languages(&self) -> Query {
        let mut query = self.clone();
        query.terms.iter_mut().flat_map(|term| &mut term.words).for_each(|word| word.stems.truncate(1));
        query
    }

    /// How many words must have a name near them; 0 where names are not what is asked.
    pub fn names(&self) -> i64 {
        self.names_only().map_or(0, |words| i64::try_from(words.len()).unwrap_or(0))
    }

    fn for_each_name(&self, made: impl Fn(&str) -> Vec<String>) -> Vec<String> {
        let words = self.names_only().unwrap_or_default();
        let each = ('a'..).zip(words).flat_map(|(letter, word)| {
            let forms = [Some(word.folded.as_str()), word.latin.as_deref()];
            let made: Vec<String> = forms.into_iter().flatten().flat_map(&made).collect();
            made.into_iter().map(move |variant| format!("{letter}{variant}"))
        });
        let mut all: Vec<String> = each.collect();
        all.sort();
        all.dedup();
        all
    }
}

/// What passages are looked for of some terms.
fn needles<'t>(terms: impl Iterator<Item = &'t Term>) -> Vec<String> {
    let mut needles = Vec::new();
    for term in terms {
        for (at, word) in term.words.iter().enumerate() {
            let is_last = at + 1 == term.words.len();
            if stands_alone(&word.folded) {
                needles.push(word.folded.clone());
            } else if term.form == Form::Beginning && is_last {
                needles.push(format!(" {}", word.folded));
            } else {
                needles.push(format!(" {} ", word.folded));
                needles.push(format!(" {}{}", word.folded, super::FILL));
                if term.form == Form::Word {
                    needles.extend(word.shown_stems().map(|stem| format!(" {stem}")));
                    needles.extend(word.latin.iter().map(|latin| format!(" {latin} ")));
                }
            }
        }
    }
    needles.sort();
    needles.dedup();
    needles
}

/// Quotation marks as keyboards and word processors write them.
fn straight(letter: char) -> char {
    if matches!(letter, '“' | '”' | '„' | '«' | '»' | '＂') { '"' } else { letter }
}

/// Reads a search from its first letter to its last.
struct Reader<'t> {
    letters: &'t [char],
    at: usize,
    words: usize,
}

impl Reader<'_> {
    fn skip_spaces(&mut self) -> bool {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.peek().is_some()
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn refuse<T>(position: usize, expected: &'static str) -> Result<T, SyntaxError> {
        Err(SyntaxError { position, expected })
    }

    /// One term; none where there is but punctuation.
    fn term(&mut self) -> Result<Option<Term>, SyntaxError> {
        let is_excluded = self.peek() == Some('-');
        if is_excluded {
            self.at += 1;
        }
        let field = self.field()?;
        let (form, text, start) = match self.peek() {
            Some('"') => (Form::Phrase, self.phrase()?, self.at),
            _ => self.word()?,
        };
        let words: Vec<Word> = tokens(&text).into_iter().map(|token| Word::of(token, form)).collect();
        self.words += words.len();
        if self.words > WORDS {
            return Self::refuse(start, FEWER);
        }
        match (words.is_empty(), form, field) {
            (true, Form::Phrase, _) => Self::refuse(start, IN_PHRASE),
            (true, Form::Beginning, _) => Self::refuse(start, STAR),
            (true, _, Some(_)) => Self::refuse(start, AFTER_FIELD),
            (true, ..) => Ok(None),
            (false, ..) => Ok(Some(Term { is_excluded, field, form, words })),
        }
    }

    /// A field and its colon, where one stands here.
    fn field(&mut self) -> Result<Option<Field>, SyntaxError> {
        let rest = &self.letters[self.at..];
        let end = rest.iter().position(|letter| letter.is_whitespace() || matches!(letter, ':' | '"'));
        let Some(length) = end.filter(|end| rest[*end] == ':') else { return Ok(None) };
        let name: String = rest[..length].iter().collect();
        let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == name) else {
            return Self::refuse(self.at, A_FIELD);
        };
        self.at += length + 1;
        match self.peek() {
            Some(letter) if !letter.is_whitespace() => Ok(Some(*field)),
            _ => Self::refuse(self.at, AFTER_FIELD),
        }
    }

    /// What stands between quotation marks.
    fn phrase(&mut self) -> Result<String, SyntaxError> {
        let rest = &self.letters[self.at + 1..];
        let Some(length) = rest.iter().position(|letter| *letter == '"') else {
            return Self::refuse(self.letters.len(), NO_END);
        };
        let text = rest[..length].iter().collect();
        self.at += length + 2;
        Ok(text)
    }

    /// A word up to the next space, and the place where it begins.
    fn word(&mut self) -> Result<(Form, String, usize), SyntaxError> {
        let start = self.at;
        let rest = &self.letters[start..];
        let length =
            rest.iter().position(|letter| letter.is_whitespace() || *letter == '"').unwrap_or(rest.len());
        self.at += length;
        let word = &rest[..length];
        let Some(star) = word.iter().position(|letter| *letter == '*') else {
            return Ok((Form::Word, word.iter().collect(), start));
        };
        let text: String = word[..star].iter().collect();
        let last = tokens(&text).pop();
        let ends_in_word = last.as_ref().is_some_and(|token| token.end == star);
        let is_long_enough = last
            .is_some_and(|token| token.folded.chars().count() >= BEGINNING || stands_alone(&token.folded));
        if star + 1 < length || !ends_in_word || !is_long_enough {
            return Self::refuse(start + star, STAR);
        }
        Ok((Form::Beginning, text, start))
    }
}

/// What the index is asked for documents whose text has one of these phrases; none without a usable phrase.
pub fn phrase_in_text(phrases: &[Vec<String>], engine: Engine) -> Option<String> {
    let each = phrases.iter().filter_map(|words| {
        // Words are what [`super::token::tokens`] makes; whatever else is handed in, it stays letters and digits.
        let words: Vec<String> = words.iter().flat_map(|word| super::token::words(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        (!words.is_empty()).then(|| engine.sequence(&words, false, Some(engine::Column::Text)))
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| engine.any(&each))
}

/// The beginnings of names that a picker asks for: folded words joined by spaces. None where there is no letter.
pub fn beginning(text: &str) -> Option<String> {
    let words = super::token::words(text);
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (usize, &'static str) {
        let error = Query::parse(text).expect_err(text);
        (error.position, error.expected)
    }

    #[test]
    fn a_search_is_read_term_by_term() {
        let query = Query::parse("Lenin “new policy” -title:trotsk* ( & O'Neill AND").unwrap();
        let seen: Vec<_> = query
            .terms
            .iter()
            .map(|it| {
                (it.is_excluded, it.field, it.form, it.words.iter().map(|it| &*it.folded).collect::<Vec<_>>())
            })
            .collect();
        let expected = [
            (false, None, Form::Word, vec!["lenin"]),
            (false, None, Form::Phrase, vec!["new", "policy"]),
            (true, Some(Field::Title), Form::Beginning, vec!["trotsk"]),
            (false, None, Form::Word, vec!["o", "neill"]),
            (false, None, Form::Word, vec!["and"]),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn what_is_no_search_is_refused_where_it_stands() {
        assert_eq!(error(""), (0, A_WORD));
        assert_eq!(error("-lenin"), (6, A_WORD));
        assert_eq!(error("((("), (3, A_WORD));
        assert_eq!(error("a \"b c"), (6, NO_END));
        assert_eq!(error("author:lenin"), (0, A_FIELD));
        assert_eq!(error("x text: y"), (7, AFTER_FIELD));
        assert_eq!(error("text:!"), (5, AFTER_FIELD));
        assert_eq!(error("a *"), (2, STAR));
        assert_eq!(error("ab*cd"), (2, STAR));
        assert_eq!(error("a*"), (1, STAR));
        assert_eq!(error("\"\""), (2, IN_PHRASE));
        assert_eq!(error(&"w ".repeat(21)), (40, FEWER));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic_or_leaves_letters_and_digits(text in "\\PC*|[a-z\"*: -]*") {
            if let Ok(query) = Query::parse(&text) {
                for engine in [Engine::Fts5, Engine::Tsquery] {
                    let own = [query.whole_name(engine), query.rest(engine), query.without(engine), query.own_names(engine),
                        query.in_names(engine), query.in_places(engine)];
                    for asked in query.asked(engine).into_iter().chain(query.tiers(engine)).chain(own) {
                        let odd = asked.chars().find(|letter| !letter.is_alphanumeric() && !letter.is_whitespace()
                            && !"\"'(){}:*&|!<->\u{E000}\u{E001}\u{E002}\u{E003}\u{E004}\u{E005}\u{E007}\u{E008}\u{E009}".contains(*letter));
                        proptest::prop_assert_eq!(odd, None, "{}", asked);
                    }
                }
                let _ = (query.needles(), query.near(), query.sounds());
            }
        }
    }
}
