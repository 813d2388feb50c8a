//! What is told of a mutation, as it reaches the domain: absent and null apart, defaults filled in, enums as
//! their names, and nothing doubtful let through.

use async_graphql::parser::parse_query;
use serde_json::{Value, json};
use vitae::catalog::Catalog;
use vitae::plan::{PlanError, Planner, coerce, definitions};
use vitae::store::Dialect;

use super::{Archive, code, none};
use crate::query::LIMITS;
use crate::support::editor;

/// The keys and inputs of the mutations in a document, or why it is refused.
fn told(text: &str, variables: &Value) -> Result<Vec<(String, Value)>, String> {
    let parsed = parse_query(text).expect("the text is GraphQL");
    let (_, operation) = parsed.operations.iter().next().expect("there is an operation");
    let given = variables.as_object().cloned().unwrap_or_default();
    let variables = coerce(&definitions(&operation.node), &given).map_err(|doubt| format!("{doubt:?}"))?;
    let planner = Planner {
        catalog: Catalog::get(),
        fragments: &parsed.fragments,
        variables: &variables,
        dialect: Dialect::Sqlite,
        limits: LIMITS,
    };
    match planner.mutations(&operation.node) {
        Ok(wanted) => Ok(wanted.into_iter().filter_map(|it| Some((it.key, it.task?.input))).collect()),
        Err(PlanError::Refused(refusal)) => Err(refusal.message),
        Err(PlanError::NotTaken(reason)) => Err(reason.to_owned()),
    }
}

fn one(text: &str, variables: &Value) -> Value {
    let mut told = told(text, variables).unwrap();
    assert_eq!(told.len(), 1);
    told.remove(0).1
}

/// `updatePerson` with its input as written.
fn update(input: &str) -> String {
    format!("mutation {{ updatePerson(input: {input}) {{ userErrors {{ code }} }} }}")
}

#[test]
fn what_is_absent_stays_absent_and_null_stays_null() {
    let text =
        update(r#"{by: {key: "a"}, person: {gender: null, names: [{text: "A", kind: null}]}, label: null}"#);
    let expected = json!({
        "by": {"key": "a"},
        "person": {"gender": null, "names": [{"text": "A", "kind": null}]},
        "label": null,
    });
    assert_eq!(one(&text, &none()), expected);
    let by_variable =
        "mutation($input: UpdatePersonInput!) { updatePerson(input: $input) { userErrors { code } } }";
    assert_eq!(one(by_variable, &json!({"input": expected})), expected);
}

#[test]
fn a_variable_inside_an_object_may_be_absent_null_or_there() {
    let text = "mutation($g: String, $d: String = \"x\", $n: [PersonNameInput!]) { updatePerson(input: \
        {by: {key: \"a\"}, person: {gender: $g, description: $d, names: $n}}) { userErrors { code } } }";
    let person = |variables: Value| one(text, &variables)["person"].clone();
    assert_eq!(person(none()), json!({"description": "x"}));
    assert_eq!(person(json!({"g": null, "d": null})), json!({"gender": null, "description": null}));
    // A single value stands for a list of it, in a variable and in a literal.
    let names = json!({"description": "x", "names": [{"text": "A", "rank": "PREFERRED"}]});
    assert_eq!(person(json!({"n": {"text": "A", "rank": "PREFERRED"}})), names);
    let literal = update(r#"{by: {id: "person:1"}, person: {names: {text: "A", rank: PREFERRED}}}"#);
    assert_eq!(one(&literal, &none())["person"]["names"], json!([{"text": "A", "rank": "PREFERRED"}]));
}

#[test]
fn defaults_are_filled_in_where_nothing_is_told() {
    let import = "mutation { importRecords(input: {records: []}) { records } }";
    assert_eq!(one(import, &none()), json!({"records": [], "onError": "STOP", "dryRun": false}));
    let delete = "mutation($yes: Boolean!) { deletePerson(input: {by: {id: \"person:1\"}, cascade: $yes}) { deletedId } }";
    assert_eq!(one(delete, &json!({"yes": true}))["cascade"], json!(true));
}

#[test]
fn numbers_and_ids_are_taken_as_they_are() {
    let text = r#"mutation { addMention(input: {document: {article: {id: 7}}, mention: {start: 0, end: 2147483647,
        person: {identifier: {scheme: "wikidata", value: "Q1"}}}, expectedRevision: 3}) { userErrors { code } } }"#;
    assert_eq!(
        one(text, &none()),
        json!({
            "document": {"article": {"id": "7"}},
            "mention": {"start": 0, "end": 2147483647,
                "person": {"identifier": {"scheme": "wikidata", "value": "Q1"}}},
            "expectedRevision": 3,
        })
    );
}

#[test]
fn one_key_is_one_mutation_and_several_keys_are_several_in_their_order() {
    let create = r#"createPerson(input: {person: {key: "a"}})"#;
    let text = format!("mutation {{ {create} {{ person {{ id }} }} {create} {{ revision {{ id }} }} }}");
    assert_eq!(told(&text, &none()).unwrap().len(), 1);
    let text = format!(
        "mutation($no: Boolean = false) {{ b: {create} {{ person {{ id }} }} ...rest c: {create} @include(if: $no) \
         {{ person {{ id }} }} }} fragment rest on Mutation {{ a: {create} {{ person {{ id }} }} }}"
    );
    let keys: Vec<String> = told(&text, &none()).unwrap().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["b", "a"]);
}

#[tokio::test]
async fn what_is_no_input_is_refused_before_anything_is_done() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let update_by =
        "mutation($by: PersonRef!) { updatePerson(input: {by: $by, person: {}}) { userErrors { code } } }";
    for (text, variables) in [
        (update("{by: {}, person: {}}"), none()),
        (update(r#"{by: {id: "person:1", key: "a"}, person: {}}"#), none()),
        (update("{by: {key: null}, person: {}}"), none()),
        (update(r#"{by: "person:1", person: {}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {nick: "b"}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {key: "b"}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {names: ["b"]}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {names: [{kind: "ALIAS", text: null}]}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {names: [null]}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {names: [{text: "b", rank: BEST}]}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {birth: {edtf: 1888}}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {birth: "1888"}}"#), none()),
        (update(r#"{by: {key: "a"}, person: {}, expectedRevision: 2147483648}"#), none()),
        (update(r#"{by: {key: "a"}, person: {}, expectedRevision: "1"}"#), none()),
        (update(r#"{by: {key: "a"}}"#), none()),
        (update_by.to_owned(), json!({"by": {"id": "person:1", "key": "a"}})),
        (update_by.to_owned(), json!({"by": {"nick": "a"}})),
        (update_by.to_owned(), none()),
        ("mutation { updatePerson { userErrors { code } } }".to_owned(), none()),
        ("mutation { updatePerson(input: null) { userErrors { code } } }".to_owned(), none()),
        (r#"mutation { undoChange(input: {revision: "revision:1"}) { nothing } }"#.to_owned(), none()),
        // What of the payload cannot be read is known before, too.
        (
            "mutation { createPerson(input: {person: {}}) { person { events(first: -1) { totalCount } } } }"
                .to_owned(),
            none(),
        ),
        (
            "mutation { createPerson(input: {person: {}}) { person { events(first: 1000) { edges { node { \
             participants(first: 1000) { edges { node { name } } } } } } } } }"
                .to_owned(),
            none(),
        ),
    ] {
        let answer = archive.answer(editor(), &text, variables).await;
        assert!(answer.is_request_error, "{text} was done: {}", answer.body);
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        assert!(told.get("data").is_none() && !code(&told).is_empty(), "{text}: {told}");
    }
    assert!(archive.recording.lock().unwrap().is_empty(), "a refused document reached the database");
    archive.close().await;
}

#[tokio::test]
async fn lists_are_no_longer_than_a_page_and_imports_no_longer_than_a_thousand_records() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let create = "mutation($input: CreatePersonInput!) { createPerson(input: $input) { person { id } \
        userErrors { code field message } } }";
    let names = vec![json!({"text": "A"}); 1001];
    let told = archive.ask(editor(), create, json!({"input": {"person": {"names": names}}})).await;
    assert_eq!(
        told["data"]["createPerson"],
        json!({"person": null, "userErrors": [{"code": "INVALID", "field": "input.person.names",
            "message": "`person.names` has 1001 elements; expected at most 1000 elements in one list"}]})
    );
    let import = "mutation($records: [RecordInput!]!) { importRecords(input: {records: $records}) { records \
        userErrors { code field message } } }";
    let records: Vec<Value> = (0..1001).map(|at| json!({"person": {"key": format!("p{at}")}})).collect();
    let told = archive.ask(editor(), import, json!({"records": records})).await;
    let errors = &told["data"]["importRecords"]["userErrors"];
    assert_eq!((&errors[0]["code"], &errors[0]["field"]), (&json!("INVALID"), &json!("input.records")));
    assert!(errors[0]["message"].as_str().unwrap().contains("POST /import"), "{told}");
    archive.close().await;
}
