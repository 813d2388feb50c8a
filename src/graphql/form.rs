//! The form of a document: its words and signs, but for what makes no difference (blanks, commas, comments) and for the
//! texts that stand in it as arguments, of which it tells only which are equal. Documents of one form are valid together
//! and have the same plans, so that a client that writes names and ids into its documents has each form of them compiled
//! once. The texts are bound as variables are.

use async_graphql::Name;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationType, Selection, SelectionSet,
};
use async_graphql::{Pos, Positioned};
use async_graphql_value::Value;
use foldhash::HashMap;

use super::measure::words;
use super::parse::is_unusual;
use crate::catalog::Catalog;
use crate::plan::text_variable;

/// A document's form, and the texts that stand in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// Its words and signs, with [`TEXT`] and its place among the others for each text.
    pub key: String,
    /// The texts, each once, in the order in which they first come.
    pub texts: Vec<String>,
}

/// Texts, each once.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    places: HashMap<String, usize>,
}

impl Texts {
    /// The place of a text.
    fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        self.places.insert(text.to_owned(), self.texts.len());
        self.texts.push(text.to_owned());
        self.texts.len() - 1
    }
}

/// The field of federation that takes values as they stand.
const ENTITIES: &str = "_entities";

/// What stands for a text. No word or sign of a document is it.
const TEXT: char = '\u{1}';

impl Form {
    /// The form of a document, which need not be one; none for what is unusual.
    pub fn of(text: &str) -> Option<Form> {
        if is_unusual(text) {
            return None;
        }
        let (mut key, mut texts) = (String::with_capacity(text.len()), Texts::default());
        // Texts are taken out of selections only: the default of a variable stands in brackets of another kind.
        let (mut depth, mut is_selection) = (0_usize, false);
        for word in words(text) {
            match word.as_bytes()[0] {
                b'"' if is_selection => {
                    let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'))?;
                    key.push(TEXT);
                    key.push_str(&text_variable(texts.place(inner)));
                }
                sign @ (b'{' | b'(' | b'[') => {
                    is_selection = if depth == 0 { sign == b'{' } else { is_selection };
                    depth += 1;
                    key.push_str(word);
                }
                b'}' | b')' | b']' => {
                    depth = depth.checked_sub(1)?;
                    is_selection &= depth > 0;
                    key.push_str(word);
                }
                b'\x01' => return None,
                // A variable's name apart from its sign is read by one of the parsers alone.
                b'$' if !next_to(text, word) => return None,
                _ => key.push_str(word),
            }
            key.push(' ');
        }
        Some(Form { key, texts: texts.texts })
    }

    /// Whether documents of it have the same plans, if one of it is valid. Not so where a text may be an enum's value, for
    /// which async-graphql lets it pass, or a part of a value that is taken as it stands.
    pub fn is_shared(&self, catalog: &Catalog) -> bool {
        !self.texts.iter().any(|text| catalog.is_enum_value(text)) && !self.key.contains(ENTITIES)
    }
}

/// Whether what follows a word of a text is a part of a name.
fn next_to(text: &str, word: &str) -> bool {
    let end = word.as_ptr().addr() - text.as_ptr().addr() + word.len();
    text.as_bytes().get(end).is_some_and(|letter| letter.is_ascii_alphanumeric() || *letter == b'_')
}

/// Takes the texts out of the selections of a query, each once, in the order in which they first come, and puts a variable
/// into the place of each.
pub fn take_texts(document: &mut ExecutableDocument) -> Vec<String> {
    let mut sets: Vec<(Pos, &mut SelectionSet)> = Vec::new();
    match &mut document.operations {
        DocumentOperations::Single(it) => sets.push((it.pos, &mut it.node.selection_set.node)),
        DocumentOperations::Multiple(them) => {
            sets.extend(them.values_mut().map(|it| (it.pos, &mut it.node.selection_set.node)));
        }
    }
    sets.extend(document.fragments.values_mut().map(|it| (it.pos, &mut it.node.selection_set.node)));
    sets.sort_by_key(|(pos, _)| *pos);
    let mut texts = Texts::default();
    for (_, set) in sets {
        take_from_set(set, &mut texts);
    }
    texts.texts
}

/// Whether texts may be taken out: of queries alone, whose plans are kept.
pub fn is_query(document: &ExecutableDocument) -> bool {
    document.operations.iter().all(|(_, operation)| operation.node.ty == OperationType::Query)
}

fn take_from_set(set: &mut SelectionSet, texts: &mut Texts) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                for (_, value) in &mut field.node.arguments {
                    take_from_value(&mut value.node, texts);
                }
                take_from_directives(&mut field.node.directives, texts);
                take_from_set(&mut field.node.selection_set.node, texts);
            }
            Selection::InlineFragment(fragment) => {
                take_from_directives(&mut fragment.node.directives, texts);
                take_from_set(&mut fragment.node.selection_set.node, texts);
            }
            Selection::FragmentSpread(spread) => take_from_directives(&mut spread.node.directives, texts),
        }
    }
}

fn take_from_directives(directives: &mut [Positioned<Directive>], texts: &mut Texts) {
    for (_, value) in directives.iter_mut().flat_map(|directive| &mut directive.node.arguments) {
        take_from_value(&mut value.node, texts);
    }
}

fn take_from_value(value: &mut Value, texts: &mut Texts) {
    match value {
        Value::String(text) => {
            *value = Value::Variable(Name::new(text_variable(texts.place(text))));
        }
        Value::List(items) => items.iter_mut().for_each(|item| take_from_value(item, texts)),
        Value::Object(fields) => fields.values_mut().for_each(|field| take_from_value(field, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn form(text: &str) -> (String, Vec<String>) {
        let form = Form::of(text).expect("it is usual");
        (form.key.replace(TEXT, "T"), form.texts)
    }

    #[test]
    fn blanks_commas_comments_and_texts_make_no_difference() {
        let one = form("query Q($a: Int = 1) { b(c: \"d\", e: [\"{f\"]) { ...g } } # h");
        assert_eq!(one.0, "query Q ( $ a : Int = 1 ) { b ( c : T0 e : [ T1 ] ) { ... g } } ");
        assert_eq!(one.1, ["d", "{f"]);
        let other = form("#\u{feff}\nquery Q($a:Int=1){b(c:\"\"e:[\"ö\"]){...g}}");
        assert_eq!((other.0, other.1), (one.0, vec![String::new(), "ö".to_owned()]));
    }

    #[test]
    fn everything_else_makes_one() {
        let forms = [
            "{a}",
            "{a b}",
            "{ab}",
            "{a:b}",
            "{a(b:1)}",
            "{a(b:2)}",
            "{a(b:\"1\")}",
            "{a(b:\"1\" c:\"2\")}",
            "{a(b:\"1\" c:\"1\")}",
            "{a(b:c)}",
            "{a(b:[\"1\"])}",
            "{...a}",
            "{... a:b}",
            "query($a:ID=\"1\"){a}",
            "query($a:ID=\"2\"){a}",
            "query($a:In={b:\"1\"}){a}",
            "query($a:In={b:\"2\"}){a}",
            "query@a(b:\"1\"){a}",
            "query@a(b:\"2\"){a}",
        ];
        for (at, one) in forms.iter().enumerate() {
            for other in &forms[at + 1..] {
                assert_ne!(form(one).0, form(other).0, "{one} {other}");
            }
        }
    }

    #[test]
    fn what_is_unusual_has_no_form() {
        for text in [
            "{a(b:$ c)}",
            "query($ a:Int){b}",
            "{a(b:\"\\n\")}",
            "{a(b:\"\"\"c\"\"\")}",
            "{a(b:\"c\n\")}",
            "}{a}",
            "{a \u{1}}",
        ] {
            assert_eq!(Form::of(text), None, "{text}");
        }
    }

    #[test]
    fn the_texts_of_a_form_are_those_of_the_document() {
        let text = "fragment f on A @x(y: \"0\") {a(b: \"1\") @c(d: {e: \"2\", f: [[\"3\"] $v, \"1\"]})} \
                    query Q($v: ID = \"0\") {a(b: {c: \"4\", d: 5}) {...f @x(y: \"5\") ... @c(d: \"6\") {e(f: \"7\")}}} \
                    query R {a} fragment g on A {a(b: \"8\")}";
        let mut document = parse_query(text).expect("it is GraphQL");
        let texts = take_texts(&mut document);
        assert_eq!(texts, ["1", "2", "3", "4", "5", "6", "7", "8"]);
        assert_eq!(form(text).1, texts);
        assert!(is_query(&document) && take_texts(&mut document).is_empty());
    }
}
