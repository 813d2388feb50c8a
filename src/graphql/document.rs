//! Documents that were parsed and validated, by their text and by their form, and the plans of their operations: kept as
//! long as there is room, bounded by what they take in memory.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType,
    Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::form::{self, Form};
use super::parse::parse;
use super::persisted::looked_up;
use super::{Request, executor};
use crate::catalog::Catalog;
use crate::catalog::declare::Mutation;
use crate::plan::{Plan, VariableDefinition, Variables, definitions, sizes, text_variable};

/// How many operations were taken in so far.
static OPERATIONS: AtomicU64 = AtomicU64::new(0);

/// A valid document.
pub struct Document {
    parsed: ExecutableDocument,
    operations: Vec<Operation>,
    /// The variables that tell how many rows lists have.
    pub sizes: Vec<String>,
    /// Whether it is kept as that of its form.
    is_of_its_form: AtomicBool,
}

/// A document as it is asked: with the texts that variables stand for in it.
#[derive(Clone)]
pub struct Asked {
    /// The document, which may be that of others too.
    pub document: Arc<Document>,
    /// Its own texts.
    pub texts: Arc<[String]>,
    /// The key of its form, if others of its form may be answered by it.
    pub form: Option<Arc<str>>,
}

impl Asked {
    /// Puts the texts to the values of the variables that were sent.
    pub fn give_texts(&self, variables: &mut Variables) {
        for (place, text) in self.texts.iter().enumerate() {
            variables.insert(text_variable(place), text.as_str().into());
        }
    }
}

/// One operation of a document.
pub struct Operation {
    name: Option<Name>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// The variables it declares.
    pub variables: Vec<VariableDefinition>,
    /// The mutations that it names, skipped or not; none for a query.
    pub mutations: Vec<&'static Mutation>,
    /// What no other operation of any document that is still kept has.
    number: u64,
    /// Whether it was validated whatever its variables are.
    is_checked: AtomicBool,
}

impl Operation {
    /// Its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether it was validated whatever its variables are.
    pub fn is_checked(&self) -> bool {
        self.is_checked.load(Ordering::Relaxed)
    }

    /// Remembers that it was.
    pub fn was_checked(&self) {
        self.is_checked.store(true, Ordering::Relaxed);
    }
}

impl Document {
    /// A document with no plans yet.
    pub fn new(parsed: ExecutableDocument) -> Document {
        let operations = parsed
            .operations
            .iter()
            .map(|(name, operation)| Operation {
                name: name.cloned(),
                kind: operation.node.ty,
                variables: definitions(&operation.node),
                mutations: mutations(&parsed, &operation.node),
                number: OPERATIONS.fetch_add(1, Ordering::Relaxed),
                is_checked: AtomicBool::new(false),
            })
            .collect();
        let sizes = sizes(&parsed);
        let is_of_its_form = AtomicBool::new(false);
        Document { parsed, operations, sizes, is_of_its_form }
    }

    /// Takes the texts out of the selections of a query, so that it may be that of all of its form; answers with them.
    pub fn take_texts(&mut self, form: &Form) -> Vec<String> {
        match form.texts.is_empty() || !form::is_query(&self.parsed) {
            true => Vec::new(),
            false => form::take_texts(&mut self.parsed),
        }
    }

    /// The operation of that name, or the only one.
    pub fn operation(&self, name: Option<&str>) -> Option<&Operation> {
        match (name, self.operations.as_slice()) {
            (None, [one]) => Some(one),
            (Some(name), several) => several.iter().find(|operation| operation.name.as_deref() == Some(name)),
            (None, _) => None,
        }
    }

    /// Its fragments, by name.
    pub fn fragments(&self) -> &HashMap<Name, Positioned<FragmentDefinition>> {
        &self.parsed.fragments
    }

    /// The parsed form of an operation of this document.
    pub fn definition(&self, operation: &Operation) -> &OperationDefinition {
        let found = self.parsed.operations.iter().find(|(name, _)| *name == operation.name.as_ref());
        &found.expect("operations are made from the parsed document").1.node
    }

    /// The only operation of a document that has one.
    pub fn only(&self) -> Option<&Operation> {
        match self.operations.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// A request to async-graphql for the whole document.
    pub fn request(&self, operation_name: Option<&str>, variables: Variables) -> async_graphql::Request {
        asked(self.parsed.clone(), operation_name, variables)
    }

    /// The same for one operation of several, without the others and what only they use: async-graphql passes over
    /// arguments of operations that are not asked for.
    pub fn request_alone(&self, operation: &Operation, variables: Variables) -> async_graphql::Request {
        let definition = self.definition(operation);
        let mut used = HashSet::new();
        self.name_fragments(&definition.selection_set.node, &mut used);
        let is_used = |(name, _): &(&Name, _)| used.contains(name.as_str());
        let fragments = self.parsed.fragments.iter().filter(is_used);
        let one = Positioned::new(definition.clone(), definition.selection_set.pos);
        let alone = ExecutableDocument {
            operations: DocumentOperations::Single(one),
            fragments: fragments.map(|(name, fragment)| (name.clone(), fragment.clone())).collect(),
        };
        asked(alone, None, variables)
    }

    fn name_fragments<'d>(&'d self, set: &'d SelectionSet, used: &mut HashSet<&'d str>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.name_fragments(&field.node.selection_set.node, used),
                Selection::InlineFragment(fragment) => {
                    self.name_fragments(&fragment.node.selection_set.node, used);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.parsed.fragments.get(name)
                        && used.insert(name.as_str())
                    {
                        self.name_fragments(&fragment.node.selection_set.node, used);
                    }
                }
            }
        }
    }
}

/// The mutations that an operation names, in fragments too. The document may not be valid yet: each
/// fragment is looked into once.
fn mutations(parsed: &ExecutableDocument, operation: &OperationDefinition) -> Vec<&'static Mutation> {
    let mut found = Vec::new();
    if operation.ty == OperationType::Mutation {
        name_mutations(parsed, &operation.selection_set.node, &mut HashSet::new(), &mut found);
    }
    found
}

fn name_mutations<'d>(
    parsed: &'d ExecutableDocument,
    set: &'d SelectionSet,
    seen: &mut HashSet<&'d str>,
    found: &mut Vec<&'static Mutation>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => found.extend(Catalog::get().mutation(&field.node.name.node)),
            Selection::InlineFragment(fragment) => {
                name_mutations(parsed, &fragment.node.selection_set.node, seen, found);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if seen.insert(name.as_str())
                    && let Some(fragment) = parsed.fragments.get(name)
                {
                    name_mutations(parsed, &fragment.node.selection_set.node, seen, found);
                }
            }
        }
    }
}

fn asked(
    parsed: ExecutableDocument,
    operation_name: Option<&str>,
    variables: Variables,
) -> async_graphql::Request {
    let variables = async_graphql::Variables::from_json(serde_json::Value::Object(variables));
    let mut request = async_graphql::Request::new("").variables(variables);
    if let Some(name) = operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(parsed);
    request
}

/// A request to async-graphql, its text read as all are.
pub fn parsed_request(request: &Request) -> async_graphql::Request {
    let variables = serde_json::Value::Object(request.variables.clone());
    let mut bare = async_graphql::Request::new(request.query.clone())
        .variables(async_graphql::Variables::from_json(variables))
        .data(executor::AskedFrom { client: request.client, at_least: request.at_least });
    if let Some(name) = request.operation_name() {
        bare = bare.operation_name(name);
    }
    if let Ok((parsed, _)) = parse(&request.query) {
        bare.set_parsed_query(parsed);
    }
    bare
}

/// The documents seen so far, the most useful of them.
pub struct Documents {
    by_text: Cache<String, Asked, BySize>,
    by_form: Cache<String, Arc<Document>, BySize>,
}

#[derive(Clone)]
struct BySize;

/// What a parsed document takes for each byte of its text, reckoned: a field of five letters is half a kilobyte.
const BYTES_PER_BYTE: u64 = 100;
/// What all documents, all forms, and all plans, may take.
const BYTES_AT_MOST: u64 = 64 << 20;
/// How many of each are expected.
const EXPECTED: usize = 1024;

impl<D> Weighter<String, D> for BySize {
    fn weight(&self, text: &String, _document: &D) -> u64 {
        text.len() as u64 * BYTES_PER_BYTE
    }
}

/// Which plan: the operation's number, and the shape of its variables.
type PlanKey = (u64, String);

impl Weighter<PlanKey, Arc<Plan>> for BySize {
    fn weight(&self, (_, shape): &PlanKey, plan: &Arc<Plan>) -> u64 {
        (shape.len() + plan.size()) as u64
    }
}

/// The plans made so far, the most useful of them.
pub struct Plans {
    cache: Cache<PlanKey, Arc<Plan>, BySize>,
}

impl Plans {
    /// None yet.
    pub fn new() -> Plans {
        Plans { cache: Cache::with_weighter(EXPECTED, BYTES_AT_MOST, BySize) }
    }

    /// The plan of an operation for variables of this shape; made and kept if it is not there.
    pub fn get_or_make<E>(
        &self,
        operation: &Operation,
        shape: String,
        make: impl FnOnce() -> Result<Plan, E>,
    ) -> Result<Arc<Plan>, E> {
        let key = (operation.number, shape);
        let kept = self.cache.get(&key);
        looked_up!("plans", kept.is_some());
        if let Some(plan) = kept {
            return Ok(plan);
        }
        let plan = Arc::new(make()?);
        self.cache.insert(key, plan.clone());
        Ok(plan)
    }

    /// How many there are, and what they are reckoned to take in bytes.
    pub fn size(&self) -> (usize, u64) {
        (self.cache.len(), self.cache.weight())
    }
}

impl Documents {
    /// None yet.
    pub fn new() -> Documents {
        let by_text = Cache::with_weighter(EXPECTED, BYTES_AT_MOST, BySize);
        let by_form = Cache::with_weighter(EXPECTED, BYTES_AT_MOST, BySize);
        Documents { by_text, by_form }
    }

    /// The document with this text.
    pub fn get(&self, query: &str) -> Option<Asked> {
        let kept = self.by_text.get(query);
        looked_up!("documents", kept.is_some());
        kept
    }

    /// The document of this form.
    pub fn get_form(&self, key: &str) -> Option<Arc<Document>> {
        let kept = self.by_form.get(key);
        looked_up!("forms", kept.is_some());
        kept
    }

    /// How many there are by their text, and what they are reckoned to take in bytes.
    pub fn size(&self) -> (usize, u64) {
        (self.by_text.len(), self.by_text.weight())
    }

    /// The same by their form.
    pub fn form_size(&self) -> (usize, u64) {
        (self.by_form.len(), self.by_form.weight())
    }

    /// Keeps a document.
    pub fn insert(&self, query: &str, asked: Asked) {
        self.by_text.insert(query.to_owned(), asked);
    }

    /// Keeps a document as that of all of its form, once what it asks was planned: what is valid but not planned is
    /// looked at anew each time.
    pub fn was_planned(&self, asked: &Asked) {
        let is_of_its_form = &asked.document.is_of_its_form;
        if let Some(key) = &asked.form
            && !is_of_its_form.load(Ordering::Relaxed)
            && !is_of_its_form.swap(true, Ordering::Relaxed)
        {
            self.by_form.insert(key.to_string(), asked.document.clone());
        }
    }
}
