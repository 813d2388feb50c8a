//! A search in the languages of the two indexes, SQLite's FTS5 and PostgreSQL's tsquery. Both have tokens in quotation
//! marks, fields, sequences and beginnings, and conditions joined by and, or and not. Tokens are letters and digits
//! and marks from the private use area, so that nothing in them needs to be escaped.

use super::{FOCUS, Field, Form, KIND, PERSONAL, PLACED, Query, STEM, TITLED, Term, Word, whole};
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
    /// Before a word of a person's name.
    pub open: &'static str,
    /// After it.
    pub close: &'static str,
    /// One of two holds.
    pub or: &'static str,
    /// Both hold.
    pub and: &'static str,
    /// The first holds and the second does not.
    pub not: &'static str,
    /// What holds of no record.
    pub nothing: &'static str,
}

impl Engine {
    /// The words of its language.
    pub fn words(self) -> Words {
        match self {
            Engine::Fts5 => Words {
                open: "\"\u{E007}",
                close: "\"",
                or: " OR ",
                and: " AND ",
                not: " NOT ",
                nothing: "\"\"",
            },
            Engine::Tsquery => Words {
                open: "'\u{E007}",
                close: "'",
                or: " | ",
                and: " & ",
                not: " & !",
                nothing: "'\u{E000}\u{E000}'",
            },
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
        let any = if each.is_empty() { self.words().nothing.to_owned() } else { self.any(&each) };
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

    /// One of these tokens, each with the mark before it. A search is mostly made of them, so they are written in place.
    fn any_of<'t>(
        self,
        tokens: impl Iterator<Item = (Option<char>, &'t str)>,
        column: Option<Column>,
    ) -> String {
        let (before, after) = match (self, column) {
            (Engine::Fts5, None) => ("\"", "\""),
            (Engine::Fts5, Some(Column::Name)) => ("name : \"", "\""),
            (Engine::Fts5, Some(Column::Place)) => ("place : \"", "\""),
            (Engine::Fts5, Some(Column::Text)) => ("text : \"", "\""),
            (Engine::Tsquery, None) => ("'", "'"),
            (Engine::Tsquery, Some(Column::Name)) => ("'", "':A"),
            (Engine::Tsquery, Some(Column::Place)) => ("'", "':B"),
            (Engine::Tsquery, Some(Column::Text)) => ("'", "':D"),
        };
        let mut text = String::with_capacity(200);
        for (mark, token) in tokens {
            text.push_str(if text.is_empty() { "(" } else { self.words().or });
            text.push_str(before);
            text.extend(mark);
            text.push_str(token);
            text.push_str(after);
        }
        text.push(')');
        text
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
    fn but(self, condition: &str, others: &[String]) -> String {
        let mut text = condition.to_owned();
        for other in others {
            text.push_str(&format!("{}{other}", self.words().not));
        }
        format!("({text})")
    }
}

/// What tiers ask by themselves, whatever is excluded.
struct Conditions {
    persons: String,
    titles: String,
    prominent: String,
    text: String,
}

impl Query {
    /// What the index is asked for the whole name or title, without what is excluded.
    pub fn whole_name(&self, engine: Engine) -> String {
        engine.but(&self.whole_asked(engine), &self.excluded(engine))
    }

    /// What it is asked for each of the next four tiers, without what is excluded: for names and for titles that have all words,
    /// for what is about them, for what has them anywhere.
    pub fn asked(&self, engine: Engine) -> [String; 4] {
        let excluded = self.excluded(engine);
        let Conditions { persons, titles, prominent, text } = self.conditions(engine);
        [persons, titles, prominent, text].map(|condition| engine.but(&condition, &excluded))
    }

    /// The same, each without the tiers before it.
    pub fn tiers(&self, engine: Engine) -> [String; 4] {
        let excluded = self.excluded(engine);
        let whole_name = self.whole_asked(engine);
        let Conditions { persons, titles, prominent, text } = self.conditions(engine);
        let name = self.each(engine, |term| match term.field {
            None => Some(term.asked(engine, Some(Column::Name))),
            Some(Field::Name | Field::Title) => Some(term.asked(engine, None)),
            Some(Field::Text | Field::Place) => None,
        });
        let without = |condition: &str, tiers: &[&String]| {
            let others: Vec<String> = tiers.iter().copied().chain(&excluded).cloned().collect();
            engine.but(condition, &others)
        };
        [
            without(&persons, &[&whole_name]),
            without(&titles, &[&whole_name]),
            without(&prominent, &[&whole_name, &name]),
            without(&text, &[&whole_name, &prominent]),
        ]
    }

    /// Everything that these tiers find or that is excluded. A name whose stem is the word is found by it as what a record is about,
    /// and perhaps not by the words of its text.
    pub fn rest(&self, engine: Engine) -> String {
        let Conditions { prominent, text, .. } = self.conditions(engine);
        let mut rest = vec![self.whole_asked(engine), text, prominent];
        rest.extend(self.excluded(engine));
        engine.any(&rest)
    }

    /// What is added to a condition for what is not excluded; nothing where nothing is.
    pub fn without(&self, engine: Engine) -> String {
        let excluded = self.excluded(engine);
        excluded.iter().map(|excluded| format!("{}{excluded}", engine.words().not)).collect()
    }

    /// What the index is asked for persons whose names are these very words, in the form that the statement gives it.
    pub fn own_names(&self, engine: Engine) -> String {
        let Words { open, close, and, .. } = engine.words();
        let words = self.names_only().unwrap_or_default();
        let each: Vec<String> = words.iter().map(|word| format!("({open}{}{close})", word.folded)).collect();
        each.join(and)
    }

    /// What the index is asked for what has one of the words in its name.
    pub fn in_names(&self, engine: Engine) -> String {
        self.in_column(engine, Column::Name)
    }

    /// The same of its place.
    pub fn in_places(&self, engine: Engine) -> String {
        self.in_column(engine, Column::Place)
    }

    fn in_column(&self, engine: Engine, column: Column) -> String {
        let fits = |term: &&Term| term.field.is_none() || term.column() == Some(column);
        let any: Vec<String> =
            self.wanted().filter(fits).map(|term| term.asked(engine, Some(column))).collect();
        if any.is_empty() { engine.words().nothing.to_owned() } else { engine.any(&any) }
    }

    fn conditions(&self, engine: Engine) -> Conditions {
        let person = engine.kind(RecordKind::Person.as_str());
        let of_kind = |mark: char, own: Field, is_person: bool| {
            self.each(engine, |term| match (term.field, term.form, term.words.as_slice()) {
                (Some(field), ..) if field != own => None,
                (_, Form::Word, [word]) => Some(word.marked(&[mark], engine, None)),
                _ => {
                    let named = term.asked(engine, Some(Column::Name));
                    Some(if is_person {
                        engine.all(&[named, person.clone()])
                    } else {
                        engine.but(&named, std::slice::from_ref(&person))
                    })
                }
            })
        };
        Conditions {
            persons: of_kind(PERSONAL, Field::Name, true),
            titles: of_kind(TITLED, Field::Title, false),
            prominent: self.each(engine, |term| Some(term.prominent(engine))),
            text: self.each(engine, |term| Some(term.asked(engine, None))),
        }
    }

    /// All terms that are wanted hold; nothing where one of them cannot.
    fn each(&self, engine: Engine, asked: impl Fn(&Term) -> Option<String>) -> String {
        let all: Option<Vec<String>> = self.wanted().map(asked).collect();
        all.map_or_else(|| engine.words().nothing.to_owned(), |all| engine.all(&all))
    }

    /// What is excluded, as one condition; none where nothing is.
    fn excluded(&self, engine: Engine) -> Vec<String> {
        let excluded = self.terms.iter().filter(|term| term.is_excluded);
        let excluded: Vec<String> = excluded.map(|term| term.asked(engine, None)).collect();
        if excluded.is_empty() { Vec::new() } else { vec![engine.any(&excluded)] }
    }

    fn whole_asked(&self, engine: Engine) -> String {
        self.whole().map_or_else(|| engine.words().nothing.to_owned(), |token| engine.word(&token))
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
        let asked = match (self.form, self.words.as_slice(), column) {
            (Form::Word, [word], Some(Column::Name)) => {
                // Lists of their own: those of the words themselves are mostly of texts.
                return match self.field {
                    Some(Field::Name) => word.marked(&[PERSONAL], engine, None),
                    Some(Field::Title) => word.marked(&[TITLED], engine, None),
                    _ => word.marked(&[PERSONAL, TITLED], engine, None),
                };
            }
            (Form::Word, [word], Some(Column::Place)) => word.marked(&[PLACED], engine, None),
            (Form::Word, [word], _) => {
                let stems = word.stems.iter().map(|stem| (Some(STEM), stem.as_str()));
                let plain = [Some(&word.folded), word.latin.as_ref()].into_iter().flatten();
                engine.any_of(plain.map(|word| (None, word.as_str())).chain(stems), column)
            }
            _ => engine.sequence(&words, self.form == Form::Beginning, column),
        };
        let person = engine.kind(RecordKind::Person.as_str());
        match self.field {
            Some(Field::Name) => engine.all(&[asked, person]),
            Some(Field::Title) => engine.but(&asked, &[person]),
            _ => asked,
        }
    }

    /// It stands in a name, a title or a place, or the text is about it.
    fn prominent(&self, engine: Engine) -> String {
        if matches!(self.field, Some(Field::Name | Field::Title | Field::Place)) {
            return self.asked(engine, None);
        }
        // What is asked of texts alone is not found in names.
        let is_of_text = self.field.is_some();
        if let (Form::Word, [word]) = (self.form, self.words.as_slice()) {
            return word.marked(&[FOCUS], engine, is_of_text.then_some(Column::Text));
        }
        let last = self.words.len() - 1;
        let mut about: Vec<String> = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            about.push(if self.form == Form::Beginning && at == last {
                engine.sequence(&[&format!("{FOCUS}{}", word.folded)], true, Some(Column::Text))
            } else {
                word.marked(&[FOCUS], engine, Some(Column::Text))
            });
        }
        if self.words.len() > 1 {
            about.push(self.asked(engine, Some(Column::Text)));
        }
        let about = engine.all(&about);
        if is_of_text {
            return about;
        }
        engine.any(&[self.asked(engine, Some(Column::Name)), self.asked(engine, Some(Column::Place)), about])
    }
}

impl Word {
    /// It or one of its stems, where the index has them with one of the marks.
    fn marked(&self, marks: &[char], engine: Engine, column: Option<Column>) -> String {
        let mut forms: Vec<&String> = self.stems.iter().chain(&self.latin).chain([&self.folded]).collect();
        forms.sort();
        forms.dedup();
        let forms = &forms;
        let tokens = marks.iter().flat_map(|mark| forms.iter().map(|form| (Some(*mark), form.as_str())));
        engine.any_of(tokens, column)
    }
}
