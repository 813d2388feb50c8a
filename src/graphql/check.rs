//! Documents checked before anything of them is planned: how long they are, how deep and how wide, and whether
//! they are valid.

use async_graphql::dynamic::Schema;
use async_graphql::parser::Error;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument};
use serde_json::Value;

use super::document::{Document, Operation};
use super::parse::{SETS, parse};
use super::placeholder::placeholders;
use super::rules::{Rules, within};
use super::{Answer, Limits, Request, error, measure, schema};
use crate::catalog::Catalog;
use crate::plan::{Refusal, Ty};

/// How deep brackets may nest in a document: parsing and validation walk down them on the stack, and a
/// debug build's ends at 300.
const NESTING: usize = 128;
/// How many lists of the schema's own may lie one in another; the query that tools send has two.
const INTROSPECTION: usize = 2;

/// Refuses a document that is too long to be looked at.
pub fn length(rules: &Rules, request: &Request) -> Result<(), Answer> {
    match request.query.len() {
        length if length > rules.length => Err(error::document_too_long(length, rules.length)),
        _ => Ok(()),
    }
}

/// Parses a document, measures it, and has it validated, whatever its variables are. Tells beside it whether the quick parser
/// read it.
pub async fn admit(
    validator: &Schema,
    catalog: &Catalog,
    limits: &Limits,
    rules: &Rules,
    request: &Request,
) -> Result<(Document, bool), Answer> {
    let (tokens, aliases) = measure::tokens(&request.query);
    within("tokens", tokens, rules.tokens)?;
    within("aliases", aliases, rules.aliases)?;
    within("nesting", measure::nesting(&request.query), NESTING)?;
    let (mut parsed, is_quick) = parse(&request.query).map_err(|fault| match fault {
        Error::RecursionLimitExceeded => {
            // The outermost set has fields too.
            let (measured, allowed) = (SETS as u64 + 2, limits.depth.min(SETS + 1) as u64);
            error::refusal(&Refusal::too_costly("depth", measured, allowed))
        }
        fault => error::server(fault.into()),
    })?;
    let measured = measure::measure(&parsed);
    within("depth", measured.depth, limits.depth)?;
    within("fields", measured.fields, limits.fields)?;
    rules.check(&measured)?;
    within("introspection", measured.introspection, INTROSPECTION)?;
    forget_strange_defaults(validator, &mut parsed);
    let document = Document::new(parsed);
    let variables = document.only().map(|only| placeholders(catalog, &only.variables)).unwrap_or_default();
    match validate(validator, rules, document.request(request.operation_name(), variables)).await {
        Some(errors) => Err(errors),
        None => {
            document.only().into_iter().for_each(Operation::was_checked);
            Ok((document, is_quick))
        }
    }
}

/// Has an operation validated whatever its variables are, if it was not yet: each of several is when it is first asked for.
pub async fn operation(
    validator: &Schema,
    catalog: &Catalog,
    rules: &Rules,
    document: &Document,
    operation: &Operation,
) -> Result<(), Answer> {
    if operation.is_checked() {
        return Ok(());
    }
    let variables = placeholders(catalog, &operation.variables);
    match validate(validator, rules, document.request_alone(operation, variables)).await {
        Some(errors) => Err(errors),
        None => {
            operation.was_checked();
            Ok(())
        }
    }
}

/// Takes defaults from variables whose type is not in the schema, over which async-graphql would panic before it tells
/// that there is no such type.
fn forget_strange_defaults(validator: &Schema, parsed: &mut ExecutableDocument) {
    let operations: Vec<_> = match &mut parsed.operations {
        DocumentOperations::Single(one) => vec![one],
        DocumentOperations::Multiple(several) => several.values_mut().collect(),
    };
    let types = &validator.registry().types;
    for variable in operations.into_iter().flat_map(|operation| &mut operation.node.variable_definitions) {
        let ty = variable.node.var_type.node.to_string();
        if !types.contains_key(Ty(&ty).name()) {
            variable.node.default_value = None;
        }
    }
}

/// What async-graphql has against a request, if anything; nothing is executed.
pub async fn validate(validator: &Schema, rules: &Rules, request: async_graphql::Request) -> Option<Answer> {
    let mut response = validator.execute(request).await;
    // Some are found by going through a set, which has no order.
    response
        .errors
        .sort_by(|one, other| (&one.locations, &one.message).cmp(&(&other.locations, &other.message)));
    if !rules.suggestions {
        error::without_suggestions(&mut response.errors);
    }
    (!response.errors.is_empty()).then(|| error::request_errors(&response.errors))
}

/// Checks documents against the schema, without an archive.
pub struct Checker {
    validator: Schema,
}

/// Limits that only whoever serves the archive knows.
const UNLIMITED: Limits = Limits { depth: usize::MAX, fields: usize::MAX, cost: u64::MAX, page: i64::MAX };

impl Checker {
    /// A checker against the schema that this program serves.
    #[expect(clippy::new_without_default, reason = "it makes a schema, which is not what a default does")]
    pub fn new() -> Checker {
        Checker { validator: schema::validator(Catalog::get()) }
    }

    /// The names of a document's operations, none for one without a name; or what is wrong with it.
    pub async fn operations(&self, text: &str) -> Result<Vec<Option<String>>, Vec<String>> {
        let parsed = async_graphql::parser::parse_query(text)
            .map_err(|fault| messages(&error::server(fault.into())))?;
        let mut operations: Vec<_> = parsed.operations.iter().collect();
        operations.sort_by_key(|(_, operation)| operation.pos);
        let names: Vec<Option<String>> =
            operations.iter().map(|(name, _)| name.map(ToString::to_string)).collect();
        let of = |name: &Option<String>| Request {
            query: text.to_owned(),
            operation_name: name.clone(),
            ..Request::default()
        };
        let rules = Rules::default();
        let first = of(names.first().unwrap_or(&None));
        length(&rules, &first).map_err(|it| messages(&it))?;
        let (document, _) = admit(&self.validator, Catalog::get(), &UNLIMITED, &rules, &first)
            .await
            .map_err(|it| messages(&it))?;
        for name in &names {
            let Some(one) = document.operation(name.as_deref()) else { continue };
            let checked = operation(&self.validator, Catalog::get(), &rules, &document, one);
            checked.await.map_err(|it| messages(&it))?;
        }
        Ok(names)
    }
}

/// The messages of an answer that tells of errors.
fn messages(answer: &Answer) -> Vec<String> {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let errors = body["errors"].as_array().into_iter().flatten();
    errors.filter_map(|error| error["message"].as_str()).map(str::to_owned).collect()
}
