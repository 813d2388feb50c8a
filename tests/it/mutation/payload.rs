//! How payloads are read: by one statement, whatever is selected, with what is told beside what is read.

use async_graphql::parser::parse_query;
use serde_json::{Map, Value, json};
use vitae::catalog::Catalog;
use vitae::catalog::declare::{Made, Mutation, Object, Read, View};
use vitae::plan::{Outcome, Planner, Ty, Variables};
use vitae::value::id::{ClaimKind, RecordKind};
use vitae::value::operation::Operation;

use super::{Archive, none};
use crate::query::LIMITS;
use crate::support::{editor, for_each_dialect};

/// Everything of a payload: each field, with the scalars of what it leads to.
fn everything(object: &Object) -> String {
    let fields = object.fields.iter().map(|field| format!("{}{}", field.name, inside(&field.read, field.ty)));
    format!("{{ __typename {} }}", fields.collect::<Vec<_>>().join(" "))
}

fn inside(read: &Read, ty: &str) -> String {
    let catalog = Catalog::get();
    match read {
        Read::Outcome { view: View::Edge { .. }, .. } => {
            " { __typename cursor claim node { key } }".to_owned()
        }
        Read::Told => catalog.object(Ty(ty).name()).map_or(String::new(), |object| {
            let fields =
                object.fields.iter().map(|field| format!("{}{}", field.name, inside(&field.read, field.ty)));
            format!(" {{ {} }}", fields.collect::<Vec<_>>().join(" "))
        }),
        _ => " { __typename id }".to_owned(),
    }
}

/// Ids of the demo archive: a record and a claim of every kind, a revision, a batch.
struct Known(Value);

impl Known {
    async fn of(archive: &Archive) -> Known {
        const QUERY: &str = r#"{
            person(by: {key: "demo:person/bukharin"}) { id names { id citations { id } } identifiers { id }
                relations { edges { claim } } events { edges { claim node { id } } }
                quotations { edges { claim node { id } } } documents { edges { passages { id } node { id } } }
                revisions { edges { node { id batch { id } } } } } }"#;
        const ADD: &str = r#"mutation { addIdentifier(input: {person: {key: "demo:person/bukharin"},
            identifier: {scheme: "wikidata", value: "Q169029"}}) { userErrors { message } } }"#;
        archive.ask(editor(), ADD, none()).await;
        let told = archive.ask(editor(), QUERY, none()).await;
        Known(told["data"]["person"].clone())
    }

    /// The number at a place.
    fn number(&self, place: &str) -> i64 {
        let id = self.0.pointer(place).and_then(Value::as_str);
        let id = id.unwrap_or_else(|| panic!("there is nothing at {place} of {}", self.0));
        id.rsplit_once(':').and_then(|(_, digits)| digits.parse().ok()).unwrap()
    }

    fn record(&self, kind: RecordKind) -> i64 {
        match kind {
            RecordKind::Person => self.number("/id"),
            RecordKind::Event => self.number("/events/edges/0/node/id"),
            RecordKind::Article => self.number("/documents/edges/0/node/id"),
            RecordKind::Quotation => self.number("/quotations/edges/0/node/id"),
        }
    }

    /// A claim, and the record whose claim it is.
    fn claim(&self, kind: ClaimKind) -> (i64, i64) {
        let (claim, record) = match kind {
            ClaimKind::Record => panic!("a record is no claim of its own"),
            ClaimKind::Name => ("/names/0/id", RecordKind::Person),
            ClaimKind::Identifier => ("/identifiers/0/id", RecordKind::Person),
            ClaimKind::Relation => ("/relations/edges/0/claim", RecordKind::Person),
            ClaimKind::Participation => ("/events/edges/0/claim", RecordKind::Event),
            ClaimKind::Attribution => ("/quotations/edges/0/claim", RecordKind::Quotation),
            ClaimKind::Mention => ("/documents/edges/0/passages/0/id", RecordKind::Article),
            ClaimKind::Citation => ("/names/0/citations/0/id", RecordKind::Person),
        };
        (self.number(claim), self.record(record))
    }

    /// What a mutation might have come to.
    fn outcome(&self, operation: Operation) -> Outcome {
        let (claim, record) = match operation {
            Operation::Create(kind)
            | Operation::Put(kind)
            | Operation::Update(kind)
            | Operation::Delete(kind) => (0, self.record(kind)),
            Operation::Add(kind) | Operation::Change(kind) => self.claim(kind),
            Operation::Confirm | Operation::Reject => self.claim(ClaimKind::Mention),
            _ => (0, self.record(RecordKind::Person)),
        };
        let parts = vec![
            (Made::Record, record),
            (Made::Restored, record),
            (Made::Claim, claim),
            (Made::Revision, self.number("/revisions/edges/0/node/id")),
            (Made::Batch, self.number("/revisions/edges/0/node/batch/id")),
        ];
        Outcome { parts, told: told() }
    }
}

/// What a mutation tells of itself.
fn told() -> Map<String, Value> {
    let error = json!({"code": "CONFLICT", "field": "input.by", "message": "\"no\" \\ \u{7}", "value": null,
        "before": {"b": [1]}, "current": null});
    let field = json!({"field": "gender", "before": null, "after": "MALE"});
    let difference = json!({"kind": "PERSON", "key": "a", "outcome": "CREATED", "fields": [field]});
    let mut told = Map::new();
    for name in ["userErrors", "overwritten", "contradictions"] {
        told.insert(name.to_owned(), json!([error]));
    }
    told.insert("deletedId".to_owned(), json!("person:1"));
    told.insert("changes".to_owned(), json!([difference]));
    for (at, name) in ["records", "created", "updated", "unchanged", "rejected"].into_iter().enumerate() {
        told.insert(name.to_owned(), json!(at));
    }
    told
}

async fn read(archive: &Archive, mutation: &Mutation, outcome: &Outcome) -> Value {
    let payload = Catalog::get().object(Ty(mutation.payload).name()).expect("the payload is declared");
    let input = "$input";
    let text = format!(
        "mutation($input: {}) {{ {}(input: {input}) {} }}",
        mutation.input,
        mutation.name,
        everything(payload)
    );
    let parsed = parse_query(&text).expect("the text is GraphQL");
    let (_, operation) = parsed.operations.iter().next().expect("there is an operation");
    let mut variables = Variables::new();
    variables.insert("input".to_owned(), super::form::least(Ty(mutation.input)));
    let planner = Planner {
        catalog: Catalog::get(),
        fragments: &parsed.fragments,
        variables: &variables,
        dialect: archive.dialect,
        limits: LIMITS,
    };
    let wanted = planner.mutations(&operation.node).map_err(|_| text).unwrap();
    let task = wanted[0].task.as_ref().expect("there is something to do");
    let (statement, _price) = task.payload.bind(&variables, outcome).unwrap();
    serde_json::from_str(&archive.readers.fetch(statement).await.unwrap()).unwrap()
}

#[tokio::test]
async fn every_field_of_every_payload_is_read_by_one_statement() {
    for_each_dialect(async |dialect| {
        let archive = Archive::seeded(dialect).await;
        let known = Known::of(&archive).await;
        for mutation in &Catalog::get().mutations {
            let outcome = known.outcome(mutation.operation);
            let payload = read(&archive, mutation, &outcome).await;
            for (name, value) in payload.as_object().expect("a payload is an object") {
                assert!(!value.is_null(), "{dialect:?}: {}.{name} is null", mutation.name);
                if let Some(told) = outcome.told.get(name) {
                    assert_eq!(value, told, "{dialect:?}: {}.{name}", mutation.name);
                }
            }
            // Of what was not done there is nothing but what is told.
            let nothing = Outcome { parts: Vec::new(), told: told() };
            let payload = read(&archive, mutation, &nothing).await;
            for (name, value) in payload.as_object().expect("a payload is an object") {
                let is_told = name == "__typename" || nothing.told.contains_key(name);
                assert_eq!(value.is_null(), !is_told, "{dialect:?}: {}.{name} is {value}", mutation.name);
            }
        }
        archive.close().await;
    })
    .await;
}
