//! How deep and how wide a document is with its fragments spread. It runs before validation, so it must
//! not trust the document: each fragment is measured once, and one that contains itself ends there. How deep
//! brackets nest is told from the text alone, before anything walks down a tree.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

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
}

/// The fields of introspection whose lists lead back to types.
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// Measures the largest operation of a document.
pub fn measure(document: &ExecutableDocument) -> Measured {
    let mut fragments = HashMap::new();
    document.operations.iter().fold(Measured::default(), |largest, (_, operation)| {
        let size = measure_set(document, &operation.node.selection_set.node, &mut fragments);
        Measured {
            depth: largest.depth.max(size.depth),
            fields: largest.fields.max(size.fields),
            introspection: largest.introspection.max(size.introspection),
        }
    })
}

fn measure_set<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    fragments: &mut HashMap<&'d str, Measured>,
) -> Measured {
    let mut size = Measured::default();
    for selection in &set.items {
        let inner = match &selection.node {
            Selection::Field(field) => {
                let inner = measure_set(document, &field.node.selection_set.node, fragments);
                let is_list = INTROSPECTION_LISTS.contains(&field.node.name.node.as_str());
                Measured {
                    depth: inner.depth + 1,
                    fields: inner.fields.saturating_add(1),
                    introspection: inner.introspection + usize::from(is_list),
                }
            }
            Selection::InlineFragment(fragment) => {
                measure_set(document, &fragment.node.selection_set.node, fragments)
            }
            Selection::FragmentSpread(spread) => {
                measure_fragment(document, spread.node.fragment_name.node.as_str(), fragments)
            }
        };
        size.depth = size.depth.max(inner.depth);
        size.fields = size.fields.saturating_add(inner.fields);
        size.introspection = size.introspection.max(inner.introspection);
    }
    size
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
    fragments.insert(name.as_str(), size);
    size
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
}
