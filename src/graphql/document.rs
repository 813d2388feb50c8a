//! Documents that were parsed and validated, kept with the plans of their operations, bounded by size.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::parser::types::{
    ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType,
};
use async_graphql::{Name, Positioned};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::Request;
use crate::plan::{Plan, VariableDefinition, definitions};

/// A valid document.
pub struct Document {
    parsed: ExecutableDocument,
    operations: Vec<Operation>,
}

/// One operation of a document.
pub struct Operation {
    name: Option<Name>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// The variables it declares.
    pub variables: Vec<VariableDefinition>,
    plans: Mutex<HashMap<String, Arc<Plan>>>,
}

/// How many plans an operation keeps; another shape of its variables is planned anew each time then.
const PLANS_PER_OPERATION: usize = 64;

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
                plans: Mutex::default(),
            })
            .collect();
        Document { parsed, operations }
    }

    /// The operation of that name, or the only one.
    pub fn operation(&self, name: Option<&str>) -> Option<&Operation> {
        match (name, self.operations.as_slice()) {
            // The parser drops the name of a single operation, so any name chooses it, as the executor has it.
            (None, [one]) => Some(one),
            (Some(_), [one]) if one.name.is_none() => Some(one),
            (Some(name), several) => several
                .iter()
                .find(|operation| operation.name.as_deref() == Some(name)),
            (None, _) => None,
        }
    }

    /// Its fragments, by name.
    pub fn fragments(&self) -> &HashMap<Name, Positioned<FragmentDefinition>> {
        &self.parsed.fragments
    }

    /// The parsed form of an operation of this document.
    pub fn definition(&self, operation: &Operation) -> &OperationDefinition {
        let found = self
            .parsed
            .operations
            .iter()
            .find(|(name, _)| *name == operation.name.as_ref());
        &found
            .expect("operations are made from the parsed document")
            .1
            .node
    }

    /// A request to async-graphql that need not be parsed again.
    pub fn request(&self, request: &Request) -> async_graphql::Request {
        let mut bare = bare_request(request);
        bare.set_parsed_query(self.parsed.clone());
        bare
    }
}

/// A request to async-graphql from its text.
pub fn bare_request(request: &Request) -> async_graphql::Request {
    let variables = serde_json::Value::Object(request.variables.clone());
    let mut bare = async_graphql::Request::new(request.query.clone())
        .variables(async_graphql::Variables::from_json(variables));
    if let Some(name) = request.operation_name.as_deref().filter(|name| !name.is_empty()) {
        bare = bare.operation_name(name);
    }
    bare
}

impl Operation {
    /// The plan for variables of this shape, if it was made before.
    pub fn plan(&self, shape: &str) -> Option<Arc<Plan>> {
        self.plans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(shape)
            .cloned()
    }

    /// Keeps a plan for variables of this shape.
    pub fn remember(&self, shape: String, plan: Arc<Plan>) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if plans.len() < PLANS_PER_OPERATION {
            plans.insert(shape, plan);
        }
    }
}

/// The documents seen so far, the most useful of them.
pub struct Documents {
    cache: Cache<String, Arc<Document>, BySize>,
}

#[derive(Clone)]
struct BySize;

/// What a parsed document takes, reckoned from its text: the tree and a plan or two.
const BYTES_PER_CHARACTER: u64 = 30;
/// What all documents may take together, as reckoned.
const BYTES_AT_MOST: u64 = 64 << 20;
/// How many documents are expected.
const EXPECTED: usize = 1024;

impl Weighter<String, Arc<Document>> for BySize {
    fn weight(&self, query: &String, _document: &Arc<Document>) -> u64 {
        query.len() as u64 * BYTES_PER_CHARACTER
    }
}

impl Documents {
    /// None yet.
    pub fn new() -> Documents {
        Documents {
            cache: Cache::with_weighter(EXPECTED, BYTES_AT_MOST, BySize),
        }
    }

    /// The document with this text.
    pub fn get(&self, query: &str) -> Option<Arc<Document>> {
        self.cache.get(query)
    }

    /// Keeps a document.
    pub fn insert(&self, query: &str, document: Arc<Document>) {
        self.cache.insert(query.to_owned(), document);
    }
}
