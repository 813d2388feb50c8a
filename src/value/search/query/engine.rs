//! A search in the languages of the two indexes, SQLite's FTS5 and PostgreSQL's tsquery. Both have tokens in quotation
//! marks, fields, sequences and beginnings, and conditions joined by and, or and not. Tokens are letters and digits
//! and marks from the private use area, so that nothing in them needs to be escaped.

use super::{FOCUS, Field, Form, KIND, NOTHING, Query, STEM, Term, latin, stems, whole};
use crate::value::id::RecordKind;

/// Which index is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite's.
    Fts5,
    /// PostgreSQL's.
    Tsquery,
}

/// A field of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Place,
    Text,
}

/// The words of the language, as the statement puts names together that are near to those that were asked.
pub struct Words {
    /// Before a word of a name.
    pub open: &'static str,
    /// After it.
    pub close: &'static str,
    /// One of two holds.
    pub or: &'static str,
    /// Both hold.
    pub and: &'static str,
    /// The first holds and the second does not.
    pub not: &'static str,
}

impl Engine {
    /// The words of its language.
    pub fn words(self) -> Words {
        match self {
            Engine::Fts5 => Words { open: "name : \"", close: "\"", or: " OR ", and: " AND ", not: " NOT " },
            Engine::Tsquery => Words { open: "'", close: "':A", or: " | ", and: " & ", not: " & !" },
        }
    }

    /// A token, wherever it stands.
    pub fn word(self, token: &str) -> String {
        match self {
            Engine::Fts5 => format!("\"{token}\""),
            Engine::Tsquery => format!("'{token}'"),
        }
    }

    /// A record of this kind.
    pub fn kind(self, kind: &str) -> String {
        self.word(&format!("{KIND}{kind}"))
    }

    /// What is added to a search for records of one of these kinds alone.
    pub fn of_kinds(self, kinds: &[&str]) -> String {
        let each: Vec<String> = kinds.iter().map(|kind| self.kind(kind)).collect();
        let any = if each.is_empty() { self.word(NOTHING) } else { self.any(&each) };
        format!("{}{any}", self.words().and)
    }

    /// Tokens one after another, in one field or any, of which the last may go on.
    pub(super) fn sequence(self, tokens: &[&str], goes_on: bool, column: Option<Column>) -> String {
        match self {
            Engine::Fts5 => {
                let field = match column {
                    None => "",
                    Some(Column::Name) => "name : ",
                    Some(Column::Place) => "place : ",
                    Some(Column::Text) => "text : ",
                };
                format!("{field}\"{}\"{}", tokens.join(" "), if goes_on { " *" } else { "" })
            }
            Engine::Tsquery => {
                let weight = match column {
                    None => "",
                    Some(Column::Name) => "A",
                    Some(Column::Place) => "B",
                    Some(Column::Text) => "D",
                };
                let last = tokens.len().saturating_sub(1);
                let each = tokens.iter().enumerate().map(|(at, token)| {
                    let star = if goes_on && at == last { "*" } else { "" };
                    let flags = if star.is_empty() && weight.is_empty() { "" } else { ":" };
                    format!("'{token}'{flags}{star}{weight}")
                });
                format!("({})", each.collect::<Vec<_>>().join(" <-> "))
            }
        }
    }

    /// One of these holds.
    pub(super) fn any(self, conditions: &[String]) -> String {
        format!("({})", conditions.join(self.words().or))
    }

    /// All of these hold.
    fn all(self, conditions: &[String]) -> String {
        format!("({})", conditions.join(self.words().and))
    }

    /// The first holds and the others do not.
    fn but(self, condition: &str, others: &[&str]) -> String {
        let mut text = condition.to_owned();
        for other in others {
            text.push_str(&format!("{}{other}", self.words().not));
        }
        format!("({text})")
    }
}

impl Query {
    /// What the index is asked, tier by tier, each without those before it: for the whole name or title, for names
    /// and then titles that have all words, for what is about them, for what has them anywhere; then everything that was found
    /// or is excluded; then what has one of the words in its name, its place and its text.
    pub fn asked(&self, engine: Engine) -> [String; 9] {
        let nothing = engine.word(NOTHING);
        let person = engine.kind(RecordKind::Person.as_str());
        let in_column = |term: &Term, column| term.asked(engine, column);
        let each = |asked: &dyn Fn(&Term) -> Option<String>| -> String {
            let all: Option<Vec<String>> = self.wanted().map(asked).collect();
            all.map_or_else(|| nothing.clone(), |all| engine.all(&all))
        };
        let whole_name = self.whole().map_or_else(|| nothing.clone(), |token| engine.word(&token));
        let name = each(&|term| match term.field {
            None => Some(in_column(term, Some(Column::Name))),
            Some(Field::Name | Field::Title) => Some(in_column(term, None)),
            Some(Field::Text | Field::Place) => None,
        });
        let prominent = each(&|term| Some(term.prominent(engine)));
        let text = each(&|term| Some(in_column(term, None)));
        let excluded: Vec<String> =
            self.terms.iter().filter(|term| term.is_excluded).map(|term| in_column(term, None)).collect();
        let excluded = if excluded.is_empty() { Vec::new() } else { vec![engine.any(&excluded)] };
        let without = |condition: &str, tiers: &[&str]| {
            let others: Vec<&str> =
                tiers.iter().copied().chain(excluded.iter().map(String::as_str)).collect();
            engine.but(condition, &others)
        };
        let somewhere = |column: Column| {
            let fits = |term: &&Term| match term.field {
                None => true,
                Some(Field::Name | Field::Title) => column == Column::Name,
                Some(Field::Text) => column == Column::Text,
                Some(Field::Place) => column == Column::Place,
            };
            let any: Vec<String> =
                self.wanted().filter(fits).map(|term| in_column(term, Some(column))).collect();
            if any.is_empty() { nothing.clone() } else { engine.any(&any) }
        };
        let rest: Vec<String> = [text.clone()].into_iter().chain(excluded.iter().cloned()).collect();
        [
            without(&whole_name, &[]),
            engine.all(&[without(&name, &[&whole_name]), person.clone()]),
            without(&name, &[&whole_name, &person]),
            without(&prominent, &[&name]),
            without(&text, &[&prominent, &name]),
            engine.any(&rest),
            somewhere(Column::Name),
            somewhere(Column::Place),
            somewhere(Column::Text),
        ]
    }

    /// The whole name or title that the search may be, as one token.
    fn whole(&self) -> Option<String> {
        let is_plain = |term: &Term| term.field.is_none() && term.form != Form::Beginning;
        if !self.wanted().all(is_plain) {
            return None;
        }
        let words: Vec<&str> =
            self.wanted().flat_map(|term| &term.words).map(|word| word.folded.as_str()).collect();
        whole(&words)
    }
}

impl Term {
    fn column(&self) -> Option<Column> {
        self.field.map(|field| match field {
            Field::Name | Field::Title => Column::Name,
            Field::Text => Column::Text,
            Field::Place => Column::Place,
        })
    }

    /// Where it is looked for: in its own field, or else in `column`, or else anywhere.
    fn asked(&self, engine: Engine, column: Option<Column>) -> String {
        let column = self.column().or(column);
        let words: Vec<&str> = self.words.iter().map(|word| word.folded.as_str()).collect();
        let mut any = vec![engine.sequence(&words, self.form == Form::Beginning, column)];
        if let (Form::Word, [word]) = (self.form, self.words.as_slice()) {
            let mut others = stemmed(word).map(|stem| format!("{STEM}{stem}")).collect::<Vec<_>>();
            others.extend(latin(&word.folded));
            any.extend(others.iter().map(|token| engine.sequence(&[token], false, column)));
        }
        let asked = engine.any(&any);
        let person = engine.kind(RecordKind::Person.as_str());
        match self.field {
            Some(Field::Name) => engine.all(&[asked, person]),
            Some(Field::Title) => engine.but(&asked, &[&person]),
            _ => asked,
        }
    }

    /// It stands in a name, a title or a place, or the text is about it.
    fn prominent(&self, engine: Engine) -> String {
        let in_name = self.asked(engine, Some(Column::Name));
        if matches!(self.field, Some(Field::Name | Field::Title | Field::Place)) {
            return in_name;
        }
        let mut about: Vec<String> = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            let goes_on = self.form == Form::Beginning && at + 1 == self.words.len();
            let mut forms = vec![format!("{FOCUS}{}", word.folded)];
            if self.form == Form::Word {
                forms.extend(stemmed(word).map(|stem| format!("{FOCUS}{stem}")));
            }
            forms.sort();
            forms.dedup();
            let any: Vec<String> = forms.iter().map(|form| engine.sequence(&[form], goes_on, None)).collect();
            about.push(engine.any(&any));
        }
        if self.words.len() > 1 {
            about.push(self.asked(engine, Some(Column::Text)));
        }
        let about = engine.all(&about);
        // What is asked of texts alone is not found in names.
        if self.field.is_some() {
            return about;
        }
        engine.any(&[in_name, self.asked(engine, Some(Column::Place)), about])
    }
}

/// The stems that a word may have in a text, itself where it may be its own.
fn stemmed(word: &super::Token) -> impl Iterator<Item = String> {
    stems(&word.lower).into_iter()
}
