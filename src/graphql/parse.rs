//! Documents from their text, in async-graphql's form. Most are read by bluejay's parser, which takes an eighth of the
//! time that async-graphql's own does; what it does not read is given to the other, which words what is wrong. Both give
//! the same document, places included: a test compares them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::measure::words;
use async_graphql::parser::types::{
    BaseType, Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition, FragmentSpread,
    InlineFragment, OperationDefinition, OperationType, Selection, SelectionSet, Type, TypeCondition,
    VariableDefinition,
};
use async_graphql::parser::{Error, parse_query};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::{ConstValue, Value};
use bluejay_core::executable::{
    ExplicitOperationDefinition as _, Field as _, FragmentDefinition as _, FragmentSpread as _,
    InlineFragment as _, VariableDefinition as _,
};
use bluejay_core::{AsIter, Directive as _};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::{self, Parse, executable as read};

/// How many sets of fields may lie one in another: as many as async-graphql's parser takes.
pub const SETS: usize = 64;

/// Reads a document, and tells whether the quick parser did. What is wrong is told in async-graphql's words.
pub fn parse(text: &str) -> Result<(ExecutableDocument, bool), Error> {
    match parse_usual(text) {
        Some(document) => Ok((document, true)),
        None => Ok((parse_query(text)?, false)),
    }
}

/// Whether there are escapes or block strings in a document: the parsers do not agree on all of them.
pub fn is_unusual(text: &str) -> bool {
    memchr::memchr(b'\\', text.as_bytes()).is_some()
        || memchr::memmem::find(text.as_bytes(), b"\"\"\"").is_some()
}

/// Reads a document that has nothing unusual in it.
fn parse_usual(text: &str) -> Option<ExecutableDocument> {
    if is_unusual(text) {
        return None;
    }
    let document = read::ExecutableDocument::parse(text).ok()?;
    Reader { text, at: 0, pos: START }.document(&document)
}

const START: Pos = Pos { line: 1, column: 1 };

/// Makes async-graphql's form, and reckons lines and columns on the way. None for what async-graphql does not take.
struct Reader<'t> {
    text: &'t str,
    /// How far lines and columns are reckoned.
    at: usize,
    pos: Pos,
}

type Arguments = Vec<(Positioned<Name>, Positioned<Value>)>;

impl Reader<'_> {
    /// The line and the column of a byte. Places are asked for in the order of the text, but for fragments, which come
    /// after operations.
    fn pos(&mut self, at: usize) -> Pos {
        if at < self.at {
            (self.at, self.pos) = (0, START);
        }
        for byte in &self.text.as_bytes()[self.at..at] {
            match byte {
                b'\r' => self.pos.column = 1,
                b'\n' => self.pos = Pos { line: self.pos.line + 1, column: 1 },
                // What continues a letter is none.
                byte => self.pos.column += usize::from(byte & 0xC0 != 0x80),
            }
        }
        self.at = at;
        self.pos
    }

    fn start(&mut self, node: &impl HasSpan) -> Pos {
        self.pos(node.span().byte_range().start)
    }

    fn name(&mut self, name: &str, at: usize) -> Positioned<Name> {
        Positioned::new(Name::new(name), self.pos(at))
    }

    fn document(&mut self, document: &read::ExecutableDocument<'_>) -> Option<ExecutableDocument> {
        let mut named = HashMap::new();
        let mut single = None;
        for definition in document.operation_definitions() {
            let pos = self.start(definition);
            let (name, operation) = self.operation(definition)?;
            match name {
                Some(name) => match named.entry(name) {
                    Entry::Vacant(entry) => _ = entry.insert(Positioned::new(operation, pos)),
                    Entry::Occupied(_) => return None,
                },
                None if single.is_none() => single = Some(Positioned::new(operation, pos)),
                None => return None,
            }
        }
        let operations = match (single, named.is_empty()) {
            (Some(single), true) => DocumentOperations::Single(single),
            (None, false) => DocumentOperations::Multiple(named),
            _ => return None,
        };
        let mut fragments = HashMap::new();
        for definition in document.fragment_definitions() {
            let pos = self.start(definition);
            let fragment = Positioned::new(self.fragment(definition)?, pos);
            match fragments.entry(Name::new(definition.name())) {
                Entry::Vacant(entry) => _ = entry.insert(fragment),
                Entry::Occupied(_) => return None,
            }
        }
        Some(ExecutableDocument { operations, fragments })
    }

    fn operation(
        &mut self,
        definition: &read::OperationDefinition<'_>,
    ) -> Option<(Option<Name>, OperationDefinition)> {
        let explicit = match definition {
            read::OperationDefinition::Explicit(explicit) => explicit,
            read::OperationDefinition::Implicit(_) => {
                let operation = OperationDefinition {
                    ty: OperationType::Query,
                    variable_definitions: Vec::new(),
                    directives: Vec::new(),
                    selection_set: self.set(definition.selection_set(), SETS)?,
                };
                return Some((None, operation));
            }
        };
        let ty = match bluejay_core::executable::ExplicitOperationDefinition::operation_type(explicit) {
            bluejay_core::OperationType::Query => OperationType::Query,
            bluejay_core::OperationType::Mutation => OperationType::Mutation,
            bluejay_core::OperationType::Subscription => OperationType::Subscription,
        };
        let mut variable_definitions = Vec::new();
        for variable in explicit.variable_definitions().into_iter().flat_map(|them| them.iter()) {
            variable_definitions.push(self.variable(variable)?);
        }
        let operation = OperationDefinition {
            ty,
            variable_definitions,
            directives: self.directives(explicit.directives())?,
            selection_set: self.set(definition.selection_set(), SETS)?,
        };
        Some((explicit.name().map(|name| Name::new(name.as_str())), operation))
    }

    fn variable(
        &mut self,
        variable: &read::VariableDefinition<'_>,
    ) -> Option<Positioned<VariableDefinition>> {
        let at = variable.variable().span().byte_range().start;
        let pos = self.pos(at);
        let name = self.name(bluejay_core::Variable::name(variable.variable()), at + "$".len());
        let var_type = variable.r#type();
        let var_type = Positioned::new(type_of(var_type), self.start(var_type));
        let default_value = match variable.default_value() {
            Some(value) => Some(self.constant(value)?),
            None => None,
        };
        // async-graphql wants them elsewhere, and there are none for variables.
        if variable.directives().is_some_and(|directives| !directives.is_empty()) {
            return None;
        }
        let directives = Vec::new();
        Some(Positioned::new(VariableDefinition { name, var_type, directives, default_value }, pos))
    }

    fn fragment(&mut self, definition: &read::FragmentDefinition<'_>) -> Option<FragmentDefinition> {
        Some(FragmentDefinition {
            type_condition: self
                .condition(definition.type_condition(), definition.name().span().byte_range().end),
            directives: self.directives(definition.directives())?,
            selection_set: self.set(definition.selection_set(), SETS)?,
        })
    }

    /// `on` and a type. Where `on` stands is not told: it is the first word from there on.
    fn condition(&mut self, condition: &read::TypeCondition<'_>, from: usize) -> Positioned<TypeCondition> {
        let on = words(&self.text[from..])
            .next()
            .map_or(0, |word| word.as_ptr().addr() - self.text.as_ptr().addr());
        let pos = self.pos(on);
        let name = condition.named_type();
        let on = self.name(name.as_str(), name.span().byte_range().start);
        Positioned::new(TypeCondition { on }, pos)
    }

    fn set(&mut self, set: &read::SelectionSet<'_>, deeper: usize) -> Option<Positioned<SelectionSet>> {
        let pos = self.start(set);
        let items = set.iter().map(|selection| self.selection(selection, deeper)).collect::<Option<_>>()?;
        Some(Positioned::new(SelectionSet { items }, pos))
    }

    fn selection(&mut self, selection: &read::Selection<'_>, deeper: usize) -> Option<Positioned<Selection>> {
        let (pos, selection) = match selection {
            read::Selection::Field(field) => {
                let pos = self.start(field);
                (pos, Selection::Field(Positioned::new(self.field(field, deeper)?, pos)))
            }
            read::Selection::FragmentSpread(spread) => {
                let pos = self.start(spread);
                let name = spread.name();
                let fragment_name = self.name(name.as_str(), name.span().byte_range().start);
                let directives = self.directives(spread.directives())?;
                let spread = FragmentSpread { fragment_name, directives };
                (pos, Selection::FragmentSpread(Positioned::new(spread, pos)))
            }
            read::Selection::InlineFragment(fragment) => {
                let pos = self.start(fragment);
                let from = fragment.span().byte_range().start + "...".len();
                let type_condition =
                    fragment.type_condition().map(|condition| self.condition(condition, from));
                let directives = self.directives(fragment.directives())?;
                let selection_set = self.set(fragment.selection_set(), deeper.checked_sub(1)?)?;
                let fragment = InlineFragment { type_condition, directives, selection_set };
                (pos, Selection::InlineFragment(Positioned::new(fragment, pos)))
            }
        };
        Some(Positioned::new(selection, pos))
    }

    fn field(&mut self, field: &read::Field<'_>, deeper: usize) -> Option<Field> {
        let at = field.span().byte_range().start;
        let alias = bluejay_core::executable::Field::alias(field).map(|alias| self.name(alias, at));
        let name = read::Field::name(field);
        Some(Field {
            alias,
            name: self.name(name.as_str(), name.span().byte_range().start),
            arguments: self.arguments(read::Field::arguments(field))?,
            directives: self.directives(field.directives())?,
            selection_set: match read::Field::selection_set(field) {
                Some(set) => self.set(set, deeper.checked_sub(1)?)?,
                None => Positioned::default(),
            },
        })
    }

    fn arguments<const CONST: bool>(
        &mut self,
        arguments: Option<&ast::Arguments<'_, CONST>>,
    ) -> Option<Arguments> {
        let mut found = Vec::new();
        for argument in arguments.into_iter().flat_map(|them| them.iter()) {
            let name = argument.name();
            let name = self.name(name.as_str(), name.span().byte_range().start);
            let pos = self.start(argument.value());
            found.push((name, Positioned::new(self.value(argument.value())?, pos)));
        }
        Some(found)
    }

    fn directives<const CONST: bool>(
        &mut self,
        directives: Option<&ast::Directives<'_, CONST>>,
    ) -> Option<Vec<Positioned<Directive>>> {
        let mut found = Vec::new();
        for directive in directives.into_iter().flat_map(|them| them.iter()) {
            let pos = self.start(directive);
            let name = ast::Directive::name(directive);
            let name = self.name(name.as_str(), name.span().byte_range().start);
            let arguments = self.arguments(directive.arguments())?;
            found.push(Positioned::new(Directive { name, arguments }, pos));
        }
        Some(found)
    }

    fn constant(&mut self, value: &ast::ConstValue<'_>) -> Option<Positioned<ConstValue>> {
        let pos = self.start(value);
        Some(Positioned::new(self.value(value)?.into_const()?, pos))
    }

    fn value<const CONST: bool>(&self, value: &ast::Value<'_, CONST>) -> Option<Value> {
        Some(match value {
            ast::Value::Variable(variable) => {
                Value::Variable(Name::new(bluejay_core::Variable::name(variable)))
            }
            // A number is what it is written as: bluejay's have 32 bits.
            ast::Value::Integer(_) | ast::Value::Float(_) => {
                Value::Number(self.text[value.span().byte_range().clone()].parse().ok()?)
            }
            ast::Value::String(text) => Value::String(text.as_str().to_owned()),
            ast::Value::Boolean(_) => {
                Value::Boolean(self.text[value.span().byte_range().clone()].starts_with('t'))
            }
            ast::Value::Null(_) => Value::Null,
            ast::Value::Enum(name) => Value::Enum(Name::new(name.as_str())),
            ast::Value::List(list) => {
                Value::List(list.iter().map(|item| self.value(item)).collect::<Option<_>>()?)
            }
            ast::Value::Object(object) => Value::Object(
                AsIter::iter(object)
                    .map(|(name, value)| Some((Name::new(name.as_str()), self.value(value)?)))
                    .collect::<Option<_>>()?,
            ),
        })
    }
}

fn type_of(ty: &read::VariableType<'_>) -> Type {
    match ty {
        read::VariableType::Named { name, is_required, .. } => {
            Type { base: BaseType::Named(Name::new(name.as_str())), nullable: !is_required }
        }
        read::VariableType::List { inner, is_required, .. } => {
            Type { base: BaseType::List(Box::new(type_of(inner))), nullable: !is_required }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Both forms, if async-graphql takes the text; its word is the last.
    fn compare(text: &str) -> bool {
        let quick =
            parse_usual(text).map(|document| serde_json::to_value(document).expect("it has a JSON form"));
        let slow =
            parse_query(text).map(|document| serde_json::to_value(document).expect("it has a JSON form"));
        if let (Some(quick), Ok(slow)) = (&quick, &slow) {
            assert_eq!(quick, slow, "{text}");
        }
        quick.is_some()
    }

    #[test]
    fn every_kind_of_selection_is_read_alike() {
        for text in [
            "{a}",
            "query($id:ID!,$ids:[[ID!]]!=[[\"ä\" 1]]){a:b(c:$id d:{e:[1.50,-2e3,X,true,null]})@skip(if:false){f}}",
            "\u{feff}# ö\r\nmutation M @a(b: 1) {\r ö: 1}",
            "mutation M @a(b: 1) {\r\n  äh\n}",
            "query A {...f ...on B{c} ...@include(if:true){d}}\rfragment f on B @x {e: f(g: 99999999)}",
            "fragment f on B {e} query A {...f} subscription C($a: Int = 3 $b: In = {c: \"#\"}) {c, d ,e}",
        ] {
            compare(text);
        }
        for text in ["{a}", "query Q($a:Int=1){b(c:$a){...d}}fragment d on E{f}", "{a(b:\"ä\") ...on\nC,{d}}"]
        {
            assert!(compare(text), "{text} is read by the quick parser");
        }
    }

    #[test]
    fn what_is_unusual_is_left_to_the_other() {
        for text in [
            "{a(b:\"\\n\")}",
            "{a(b:\"\"\"c\"\"\")}",
            "{a(b:99999999999)}",
            "{a} {b}",
            "{a} query B {c}",
            "query A {a} query A {b}",
            "{...f} fragment f on A {b} fragment f on A {c}",
            "fragment f on A {b}",
            "{a(b:1c)}",
            "",
        ] {
            assert!(parse_usual(text).is_none(), "{text}");
        }
        let nested = |sets: usize| "{a".repeat(sets) + &"}".repeat(sets);
        assert!(compare(&nested(SETS + 1)));
        assert!(parse_usual(&nested(SETS + 2)).is_none());
        assert!(matches!(parse(&nested(SETS + 2)), Err(Error::RecursionLimitExceeded)));
    }

    /// Tokens of a document, some of which make one.
    fn tokens() -> impl Strategy<Value = String> {
        let token = prop::sample::select(vec![
            "{", "}", "(", ")", "[", "]", ":", "$a", "$", "!", "=", "@skip", "...", "on", "fragment",
            "query", "a", "true", "null", "1", "-0", "1.5e3", "\"ä\"", "# ö\n", "\r", "\r\n", "\u{feff}",
            ",",
        ]);
        prop::collection::vec((token, prop::sample::select(vec!["", " ", "\n"])), 0..24)
            .prop_map(|tokens| tokens.into_iter().map(|(token, blank)| format!("{token}{blank}")).collect())
    }

    fn value() -> impl Strategy<Value = String> {
        let leaf =
            prop::sample::select(vec!["1", "-2.5e1", "$a", "\"ä,#\"", "true", "null", "X", "-0", "on"]);
        leaf.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
            let list =
                prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(" ")));
            let object = prop::collection::vec(inner, 0..3).prop_map(|items| {
                let fields: Vec<String> =
                    items.iter().zip('a'..).map(|(item, name)| format!("{name}:{item}")).collect();
                format!("{{{}}}", fields.join(","))
            });
            prop_oneof![list, object]
        })
    }

    fn set() -> impl Strategy<Value = String> {
        let leaf = (value(), 0..4usize).prop_map(|(value, form)| match form {
            0 => "a".to_owned(),
            1 => format!("b: a(c: {value})"),
            2 => format!("...f@skip(if:{value})"),
            _ => format!("a @b @c(d:{value},\r\ne:1)"),
        });
        let set = |items: Vec<String>| format!("{{{}}}", items.join("\n  "));
        prop::collection::vec(leaf, 1..4).prop_map(set).prop_recursive(4, 24, 3, move |inner| {
            let field = (inner, 0..4usize).prop_map(|(set, form)| match form {
                0 => format!("a {set}"),
                1 => format!("ä: a{set}").replace('ä', "b"),
                2 => format!("... on B{set}"),
                _ => format!("... @skip(if: $a) # ö\n{set}"),
            });
            prop::collection::vec(field, 1..4).prop_map(set)
        })
    }

    proptest! {
        #[test]
        fn documents_are_read_alike(one in set(), other in set(), default in value(), names in 0..3usize) {
            let text = match names {
                0 => one,
                1 => format!("query Q($a: [Int!] , $b: B! = {}) {one}\nfragment f on B {other}", default.replace("$a", "1")),
                _ => format!("fragment f on B @a {other} query A {one} mutation B @d {other}"),
            };
            prop_assert!(parse_query(&text).is_ok(), "{text}");
            prop_assert!(compare(&text), "{text}");
        }

        #[test]
        fn whatever_is_sent_is_read_alike_or_not_at_all(text in tokens()) {
            compare(&text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            compare(&text);
        }
    }
}
