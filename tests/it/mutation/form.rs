//! The form of every mutation, and who may ask for it. Everything here walks the catalog, so that a new
//! mutation is held to it without a word.

use serde_json::{Map, Value, json};
use vitae::catalog::Catalog;
use vitae::catalog::declare::Mutation;
use vitae::graphql::Refused;
use vitae::plan::Ty;
use vitae::store::Dialect;
use vitae::value::access::{Caller, Permission, Role};
use vitae::value::id::{ClaimKind, RecordKind};
use vitae::value::operation::Operation;

use super::{Archive, code};
use crate::support::with_role;

#[test]
fn every_operation_has_one_mutation() {
    let records = RecordKind::ALL.iter().flat_map(|kind| {
        [Operation::Create(*kind), Operation::Put(*kind), Operation::Update(*kind), Operation::Delete(*kind)]
    });
    let claims = ClaimKind::ALL.iter().filter(|kind| **kind != ClaimKind::Record);
    let claims = claims.flat_map(|kind| [Operation::Add(*kind), Operation::Change(*kind)]);
    let others = [
        Operation::Rank,
        Operation::Withdraw,
        Operation::Confirm,
        Operation::Reject,
        Operation::Name,
        Operation::Merge,
        Operation::Unmerge,
        Operation::UndoRevision,
        Operation::UndoBatch,
        Operation::Import,
    ];
    let operations: Vec<Operation> = records.chain(claims).chain(others).collect();
    let mutations = &Catalog::get().mutations;
    for operation in &operations {
        let named: Vec<_> = mutations.iter().filter(|it| it.operation == *operation).collect();
        assert_eq!(named.len(), 1, "{operation:?}: {named:?}");
    }
    assert_eq!(mutations.len(), operations.len());
}

#[test]
fn every_mutation_has_the_same_form() {
    let catalog = Catalog::get();
    for mutation in &catalog.mutations {
        let name = mutation.name;
        let at = name.find(char::is_uppercase).expect("a verb and a noun");
        assert!(at > 2, "`{name}` begins with a verb");
        let upper = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        assert_eq!(mutation.input, format!("{upper}Input!"));
        assert_eq!(mutation.payload, format!("{upper}Payload!"));
        let input = catalog.input(Ty(mutation.input).name()).expect("the input is declared");
        assert!(input.fields.iter().any(|field| field.name == "label"), "`{name}` takes a label");
        let payload = catalog.object(Ty(mutation.payload).name()).expect("the payload is declared");
        let errors = payload.fields.last().expect("a payload has fields");
        assert_eq!((errors.name, errors.ty), ("userErrors", "[UserError!]!"), "{name}");
        // What was asked for may not be there, and then only the errors tell why.
        for field in &payload.fields {
            let may_be_missing = !field.ty.ends_with('!') || field.ty.starts_with('[') || field.ty == "Int!";
            assert!(may_be_missing, "`{name}` promises `{}`", field.name);
        }
    }
}

#[test]
fn what_changes_is_told_in_the_same_fields_as_what_is_made_and_none_of_it_must_be() {
    let catalog = Catalog::get();
    let mut seen = 0;
    for changes in catalog.inputs.iter().filter(|input| input.name.ends_with("ChangesInput")) {
        seen += 1;
        let noun = changes.name.trim_end_matches("ChangesInput");
        let made = catalog.input(&format!("{noun}Input")).expect("there is a form of what is made");
        let fields = made.fields.iter().filter(|field| field.name != "key");
        let optional: Vec<_> = fields.map(|field| (field.name, field.ty.trim_end_matches('!'))).collect();
        let told: Vec<_> = changes.fields.iter().map(|field| (field.name, field.ty)).collect();
        assert_eq!(told, optional, "{noun}");
    }
    assert_eq!(seen, RecordKind::ALL.len() + ClaimKind::ALL.len() - 1);
}

/// The least that a type takes.
pub(super) fn least(ty: Ty<'_>) -> Value {
    let catalog = Catalog::get();
    if ty.item().is_some() {
        return json!([]);
    }
    if let Some(object) = catalog.input(ty.name()) {
        let required = |ty: &str| ty.ends_with('!');
        let fields = object.fields.iter().filter(|field| required(field.ty) && field.default.is_none());
        let mut least: Map<String, Value> =
            fields.map(|field| (field.name.to_owned(), self::least(Ty(field.ty)))).collect();
        if let (true, Some(first)) = (object.one_of, object.fields.first()) {
            least.insert(first.name.to_owned(), self::least(Ty(first.ty)));
        }
        return Value::Object(least);
    }
    match catalog.enumeration(ty.name()) {
        Some(enumeration) => json!(enumeration.values[0].0),
        None if ty.name() == "Int" => json!(0),
        None => json!("x"),
    }
}

/// A document that asks for a mutation, and its variables.
fn document(mutation: &Mutation) -> (String, Value) {
    let Mutation { name, input, .. } = mutation;
    let text = format!("mutation($input: {input}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}");
    (text, json!({"input": least(Ty(input))}))
}

fn callers() -> Vec<Caller> {
    let without = [Caller::anonymous(false), Caller::anonymous(true)];
    without.into_iter().chain(Role::ALL.iter().map(|role| with_role(*role))).collect()
}

#[tokio::test]
async fn every_mutation_is_for_those_whose_role_is_high_enough_and_for_nobody_without_a_token() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    for mutation in &Catalog::get().mutations {
        let (text, variables) = document(mutation);
        let needed = match mutation.operation.permission() {
            Permission::Read => panic!("`{}` changes the archive", mutation.name),
            Permission::Write => Role::Editor,
            Permission::Administer => Role::Admin,
        };
        for caller in callers() {
            let (name, role) = (caller.name.clone(), caller.role);
            let answer = archive.answer(caller, &text, variables.clone()).await;
            let told: Value = serde_json::from_str(&answer.body).unwrap();
            let expected = match role {
                _ if name == vitae::value::access::ANONYMOUS => {
                    ("UNAUTHENTICATED", Some(Refused::NeedsToken))
                }
                Some(role) if role >= needed => ("", None),
                _ => ("FORBIDDEN", Some(Refused::NeedsRole)),
            };
            assert_eq!((code(&told), answer.refused), expected, "{name}: {} gives {told}", mutation.name);
            assert_eq!(told.get("data").is_some(), answer.refused.is_none(), "{name}: {told}");
        }
    }
    archive.close().await;
}

#[tokio::test]
async fn whoever_may_not_read_asks_nothing() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    for text in ["{ __typename }", "{ __schema { types { name } } }", "{", "subscription { x }"] {
        let told = archive.ask(Caller::anonymous(false), text, json!({})).await;
        assert_eq!(code(&told), "UNAUTHENTICATED", "{text}: {told}");
    }
    archive.close().await;
}

#[tokio::test]
async fn a_document_with_one_forbidden_mutation_is_refused_whole() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let undo = r#"undoBatch(input: {batch: "batch:1"}) { userErrors { code } }"#;
    let create = r#"createPerson(input: {person: {}}) { person { id } }"#;
    for text in [
        format!("mutation {{ {create} {undo} }}"),
        // A fragment hides nothing, nor does a condition.
        format!(
            "mutation {{ {create} ...more }} fragment more on Mutation {{ ... on Mutation {{ {undo} }} }}"
        ),
        format!("mutation {{ {create} ...more @skip(if: true) }} fragment more on Mutation {{ {undo} }}"),
    ] {
        let answer = archive.answer(with_role(Role::Editor), &text, json!({})).await;
        assert_eq!(answer.refused, Some(Refused::NeedsRole), "{}", answer.body);
        assert!(answer.is_request_error && !answer.body.contains("\"data\""), "{}", answer.body);
    }
    assert!(archive.recording.lock().unwrap().is_empty(), "a refused document reached the database");
    archive.close().await;
}
