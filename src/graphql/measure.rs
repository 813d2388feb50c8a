//! How deep and how wide a document is with its fragments spread, and how much of everything it holds. It runs before validation, so it must
//! not trust the document: each fragment is measured once, and one that contains itself ends there. How deep
//! brackets nest is told from the text alone, before anything walks down a tree.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::Value as Literal;
use serde_json::Value;

/// How deep brackets of any sort nest in a document's text. Those in strings and comments do not count.
pub fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '(', ')', '[', ']', '"', '#']) {
        let from = &rest[at..];
        let skipped = match from.as_bytes()[0] {
            b'#' => from.find(['\n', '\r']).unwrap_or(from.len()),
            b'"' if from.starts_with("\"\"\"") => block_string_length(from),
            b'"' => string_length(from),
            bracket => {
                depth = if b"{([".contains(&bracket) { depth + 1 } else { depth.saturating_sub(1) };
                deepest = deepest.max(depth);
                1
            }
        };
        rest = &from[skipped..];
    }
    deepest
}

/// The words and signs of a document's text, without blanks, commas and comments. It need not be GraphQL.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let first = rest.chars().next()?;
            let (length, counts) = match first {
                ' ' | '\t' | '\n' | '\r' | ',' | '\u{feff}' => (first.len_utf8(), false),
                '#' => (rest.find(['\n', '\r']).unwrap_or(rest.len()), false),
                '"' if rest.starts_with("\"\"\"") => (block_string_length(rest), true),
                '"' => (string_length(rest), true),
                '.' if rest.starts_with("...") => (3, true),
                'a'..='z' | 'A'..='Z' | '_' => {
                    (run(rest, |letter| letter.is_ascii_alphanumeric() || letter == b'_'), true)
                }
                '0'..='9' | '-' => {
                    (run(rest, |letter| letter.is_ascii_alphanumeric() || b".+-".contains(&letter)), true)
                }
                other => (other.len_utf8(), true),
            };
            let (word, behind) = rest.split_at(length);
            rest = behind;
            if counts {
                return Some(word);
            }
        }
    })
}

/// How many words and signs a document's text holds, which is what its parser has to do; and how many of
/// them make an alias, as often as it is written. It need not be GraphQL.
pub fn tokens(text: &str) -> (usize, usize) {
    let (mut count, mut aliases, mut arguments) = (0, 0, 0_usize);
    for word in words(text) {
        match word {
            "(" => arguments += 1,
            ")" => arguments = arguments.saturating_sub(1),
            // Other colons stand in parentheses.
            ":" => aliases += usize::from(arguments == 0),
            _ => {}
        }
        count += 1;
    }
    (count, aliases)
}

/// How many bytes at the start of a text are of one kind.
fn run(text: &str, is_part: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|letter| !is_part(letter)).unwrap_or(text.len())
}

/// How many bytes a string takes, quotes included; to the end of its line if it does not end.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '"' if !is_escaped => return at + 1,
            '\n' | '\r' => return at,
            _ => is_escaped = letter == '\\' && !is_escaped,
        }
    }
    text.len()
}

/// How many bytes a block string takes, quotes included.
fn block_string_length(text: &str) -> usize {
    let mut from = 3;
    while let Some(at) = text[from..].find("\"\"\"") {
        let end = from + at + 3;
        if !text[..from + at].ends_with('\\') {
            return end;
        }
        from = end;
    }
    text.len()
}

/// The size of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// How many fields lie one in another, at most.
    pub depth: usize,
    /// How many fields are selected, each as often as its fragment is spread.
    pub fields: usize,
    /// How many lists of the schema's own lie one in another: each multiplies the answer by the schema's size.
    pub introspection: usize,
    /// How many fields have another name in the answer, each as often as its fragment is spread.
    pub aliases: usize,
    /// How many fields lie side by side here; of a document, at its root.
    pub roots: usize,
    /// How many directives there are, each as often as its fragment is spread.
    pub directives: usize,
    /// How many fragments are spread, each as often as it is; of a document, with the definitions.
    pub fragments: usize,
    /// How many lists lie one in another in arguments, at most.
    pub lists: usize,
    /// Whether the schema itself is asked for.
    pub asks_schema: bool,
}

impl Measured {
    /// This and what stands beside it.
    fn beside(self, other: Measured) -> Measured {
        Measured {
            depth: self.depth.max(other.depth),
            fields: self.fields.saturating_add(other.fields),
            introspection: self.introspection.max(other.introspection),
            aliases: self.aliases.saturating_add(other.aliases),
            roots: self.roots.saturating_add(other.roots),
            directives: self.directives.saturating_add(other.directives),
            fragments: self.fragments.saturating_add(other.fragments),
            lists: self.lists.max(other.lists),
            asks_schema: self.asks_schema || other.asks_schema,
        }
    }

    /// The larger of both in everything.
    fn or(self, other: Measured) -> Measured {
        Measured {
            fields: self.fields.max(other.fields),
            aliases: self.aliases.max(other.aliases),
            roots: self.roots.max(other.roots),
            directives: self.directives.max(other.directives),
            fragments: self.fragments.max(other.fragments),
            ..self.beside(other)
        }
    }

    /// This with directives at it.
    fn with_directives(self, directives: &[Positioned<Directive>]) -> Measured {
        let lists = directives.iter().flat_map(|directive| &directive.node.arguments);
        let lists = lists.map(|(_, value)| lists_in(&value.node)).max().unwrap_or(0);
        Measured {
            directives: self.directives.saturating_add(directives.len()),
            lists: self.lists.max(lists),
            ..self
        }
    }
}

/// The fields of introspection whose lists lead back to types.
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// Measures the largest operation of a document.
pub fn measure(document: &ExecutableDocument) -> Measured {
    let mut fragments = HashMap::new();
    let largest = document.operations.iter().fold(Measured::default(), |largest, (_, operation)| {
        largest.or(measure_operation(document, &operation.node, &mut fragments))
    });
    Measured { fragments: largest.fragments.saturating_add(document.fragments.len()), ..largest }
}

fn measure_operation<'d>(
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    fragments: &mut HashMap<&'d str, Measured>,
) -> Measured {
    let mut size = measure_set(document, &operation.selection_set.node, fragments);
    size = size.with_directives(&operation.directives);
    for variable in &operation.variable_definitions {
        size = size.with_directives(&variable.node.directives);
        let default = variable.node.default_value.as_ref();
        let lists = default.map_or(0, |value| lists_in(&value.node.clone().into_value()));
        size.lists = size.lists.max(lists);
    }
    size
}

fn measure_set<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    fragments: &mut HashMap<&'d str, Measured>,
) -> Measured {
    set.items.iter().fold(Measured::default(), |size, selection| {
        size.beside(match &selection.node {
            Selection::Field(field) => measure_field(document, &field.node, fragments),
            Selection::InlineFragment(fragment) => {
                let inner = measure_set(document, &fragment.node.selection_set.node, fragments);
                spread(inner).with_directives(&fragment.node.directives)
            }
            Selection::FragmentSpread(spreading) => {
                let name = spreading.node.fragment_name.node.as_str();
                let inner = measure_fragment(document, name, fragments);
                spread(inner).with_directives(&spreading.node.directives)
            }
        })
    })
}

fn spread(inner: Measured) -> Measured {
    Measured { fragments: inner.fragments.saturating_add(1), ..inner }
}

fn measure_field<'d>(
    document: &'d ExecutableDocument,
    field: &'d Field,
    fragments: &mut HashMap<&'d str, Measured>,
) -> Measured {
    let inner = measure_set(document, &field.selection_set.node, fragments);
    let name = field.name.node.as_str();
    let lists = field.arguments.iter().map(|(_, value)| lists_in(&value.node)).max().unwrap_or(0);
    let size = Measured {
        depth: inner.depth + 1,
        fields: inner.fields.saturating_add(1),
        introspection: inner.introspection + usize::from(INTROSPECTION_LISTS.contains(&name)),
        aliases: inner.aliases.saturating_add(usize::from(field.alias.is_some())),
        roots: 1,
        lists: inner.lists.max(lists),
        asks_schema: inner.asks_schema || matches!(name, "__schema" | "__type"),
        ..inner
    };
    size.with_directives(&field.directives)
}

fn measure_fragment<'d>(
    document: &'d ExecutableDocument,
    name: &str,
    fragments: &mut HashMap<&'d str, Measured>,
) -> Measured {
    if let Some(known) = fragments.get(name) {
        return *known;
    }
    let Some((name, fragment)) = document.fragments.get_key_value(name) else {
        return Measured::default();
    };
    // While it is measured it counts as nothing, so a cycle ends; validation refuses cycles later.
    fragments.insert(name.as_str(), Measured::default());
    let size = measure_set(document, &fragment.node.selection_set.node, fragments);
    let size = size.with_directives(&fragment.node.directives);
    fragments.insert(name.as_str(), size);
    size
}

/// How many lists lie one in another, at most. Brackets are counted before, so the way down is short.
fn lists_in(value: &Literal) -> usize {
    match value {
        Literal::List(items) => 1 + items.iter().map(lists_in).max().unwrap_or(0),
        Literal::Object(members) => members.values().map(lists_in).max().unwrap_or(0),
        _ => 0,
    }
}

/// The same of a variable's value, whose depth the parser of JSON limits.
pub fn lists_in_json(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(lists_in_json).max().unwrap_or(0),
        Value::Object(members) => members.values().map(lists_in_json).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(text: &str) -> (usize, usize) {
        let size = measure(&async_graphql::parser::parse_query(text).expect("the text is GraphQL"));
        (size.depth, size.fields)
    }

    #[test]
    fn fragments_count_as_often_as_they_are_spread() {
        assert_eq!(measured("{a {b c}}"), (2, 3));
        assert_eq!(measured("{...f x: a {...f}} fragment f on Query {a {b}}"), (3, 5));
    }

    #[test]
    fn brackets_nest_outside_of_strings_and_comments() {
        assert_eq!(nesting("{a(b:[[1]]){c}}"), 4);
        assert_eq!(nesting(r#"{a(b:"[[[[\"[[[[")}"#), 2);
        assert_eq!(nesting(r#"{a(b:"""[[["[[ \""" [[""") {b}}"#), 2);
        assert_eq!(nesting("{a # [[[[[[[\n{b}}"), 2);
        assert_eq!(nesting("]]]]{a}"), 1);
        assert_eq!(nesting("\"never ends [[["), 0);
    }

    #[test]
    fn doubling_fragments_do_not_take_doubling_time() {
        let mut text = "{...f0}".to_owned();
        for at in 0..60 {
            text.push_str(&format!(" fragment f{at} on Query {{...f{next} ...f{next}}}", next = at + 1));
        }
        text.push_str(" fragment f60 on Query {a}");
        assert_eq!(measured(&text), (1, 1 << 60));
    }

    #[test]
    fn a_fragment_inside_itself_ends() {
        assert_eq!(measured("{...f} fragment f on Query {a {...f}}"), (1, 1));
    }

    #[test]
    fn tokens_are_what_a_parser_reads() {
        for (text, count) in [
            ("{a:b(c:{d:1}) e:f}", 17),
            ("", 0),
            (" ,\n# nothing { here\n", 0),
            ("{a}", 3),
            ("query Q($a:Int!=-1.5e+3){a(b:$a)...f}", 22),
            (r#"{a(b:"{ } \" {" c:"""{ " {""")}"#, 11),
            ("{ä}", 3),
            ("\"never ends", 1),
        ] {
            assert_eq!(tokens(text).0, count, "{text}");
        }
        assert_eq!(tokens("query($v:Int){a:b(c:{d:$v} e:\"(\") f:g}").1, 2);
    }

    #[test]
    fn everything_is_counted_as_often_as_it_is_spread() {
        let text = "query($v: [[Int]] @d = [[1]]) @d {x: a(b: [{c: [[1]]}]) @d ...f ... @d {y: b} ...f} \
                    fragment f on Query @d {z: c @d __type(name: \"x\") {d}}";
        let size = measure(&async_graphql::parser::parse_query(text).expect("the text is GraphQL"));
        assert_eq!((size.aliases, size.roots, size.fields), (4, 6, 8));
        assert_eq!((size.directives, size.fragments, size.lists), (8, 4, 3));
        assert!(size.asks_schema);
    }
}
