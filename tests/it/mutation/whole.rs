//! What a whole document, a whole batch or a whole archive is changed by: merging, undoing, importing; several
//! mutations at once; and what goes wrong in the middle.

use std::task::Poll;
use std::time::Duration;

use serde_json::{Value, json};
use vitae::store::Dialect;
use vitae::value::access::Role;

use super::{Archive, none};
use crate::support::{editor, for_each_dialect, project, with_role};

#[tokio::test]
async fn persons_are_merged_and_unmerged_and_a_dry_run_shows_it_first() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        for key in ["koba", "stalin"] {
            let name = format!(r#"createPerson(input: {{person: {{key: "{key}", names: [{{text: "{key}"}}]}}}})"#);
            archive.done(&format!("{name} {{ userErrors {{ message }} }}")).await;
        }
        let merge = |dry| {
            format!(
                r#"mergePersons(input: {{from: {{key: "koba"}}, into: {{key: "stalin"}}, dryRun: {dry}}}) {{
                    person {{ key names {{ text }} }} batch {{ id }} changes {{ kind key outcome fields {{ field }} }}
                    userErrors {{ message }} }}"#
            )
        };
        let shown = archive.done(&merge(true)).await;
        assert_eq!(shown["batch"], Value::Null);
        let touched: Vec<&Value> = shown["changes"].as_array().unwrap().iter().map(|it| &it["key"]).collect();
        assert!(touched.contains(&&json!("stalin")), "{shown}");
        assert_eq!(archive.data("{ persons { totalCount } }").await["persons"]["totalCount"], 2);

        let merged = archive.done(&merge(false)).await;
        assert_eq!(merged["person"], json!({"key": "stalin", "names": [{"text": "koba"}, {"text": "stalin"}]}));
        assert!(merged["batch"]["id"].as_str().unwrap().starts_with("batch:"), "{merged}");
        let unmerged = archive
            .done(
                r#"unmergePersons(input: {person: {key: "koba"}}) {
                    person { key names { text } } restored { key names { text } } userErrors { message } }"#,
            )
            .await;
        assert_eq!(unmerged["restored"], json!({"key": "koba", "names": [{"text": "koba"}]}));
        assert_eq!(unmerged["person"], json!({"key": "stalin", "names": [{"text": "stalin"}]}));
        archive.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_change_and_a_batch_are_undone_by_their_ids() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let made = archive
            .done(r#"createPerson(input: {person: {key: "ada", gender: "MALE"}}) { revision { batch { id } } userErrors { message } }"#)
            .await;
        let changed = archive
            .done(
                r#"updatePerson(input: {by: {key: "ada"}, person: {gender: "FEMALE"}}) {
                    revision { id } userErrors { message } }"#,
            )
            .await;
        let revision = changed["revision"]["id"].as_str().unwrap();
        let undone = archive
            .done(&format!(
                r#"undoChange(input: {{revision: "{revision}"}}) {{ record {{ ... on Person {{ gender }} }}
                    revision {{ operation }} changes {{ kind key outcome fields {{ field before after }} }}
                    overwritten {{ field }} userErrors {{ message }} }}"#
            ))
            .await;
        assert_eq!(undone["record"], json!({"gender": "MALE"}));
        assert_eq!(undone["revision"]["operation"], "UNDO");
        assert_eq!(
            undone["changes"],
            json!([{"kind": "PERSON", "key": "ada", "outcome": "UPDATED",
                "fields": [{"field": "gender", "before": "FEMALE", "after": "MALE"}]}])
        );
        let batch = made["revision"]["batch"]["id"].as_str().unwrap();
        let undo = format!(
            r#"mutation {{ undoBatch(input: {{batch: "{batch}", force: true}}) {{ batch {{ kind }}
                changes {{ key outcome }} userErrors {{ message }} }} }}"#
        );
        let told = archive.ask(with_role(Role::Admin), &undo, none()).await;
        assert_eq!(told["data"]["undoBatch"]["userErrors"], json!([]), "{told}");
        assert_eq!(told["data"]["undoBatch"]["changes"], json!([{"key": "ada", "outcome": "DELETED"}]));
        assert_eq!(archive.data("{ persons { totalCount } }").await["persons"]["totalCount"], 0);
        archive.close().await;
    })
    .await;
}

#[tokio::test]
async fn records_are_imported_tried_first_and_never_over_what_people_set() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let import = |gender, more| {
            format!(
                r#"importRecords(input: {{label: "two", {more} records: [
                    {{event: {{key: "wedding", kind: "MARRIAGE", participants: [{{person: {{key: "ada"}}, role: "SPOUSE"}}]}}}}
                    {{person: {{key: "ada", gender: "{gender}", names: [{{text: "Ada"}}]}}}}]}}) {{
                    records created updated unchanged rejected batch {{ kind label actor }}
                    changes {{ kind key outcome fields {{ field after }} }}
                    contradictions {{ code field before current }} userErrors {{ code field value }} }}"#
            )
        };
        let tried = archive.done(&import("FEMALE", "dryRun: true")).await;
        assert_eq!((&tried["created"], &tried["batch"]), (&json!(2), &Value::Null));
        let kinds: Vec<&Value> = tried["changes"].as_array().unwrap().iter().map(|it| &it["outcome"]).collect();
        assert_eq!(kinds, ["CREATED", "CREATED"]);
        assert_eq!(archive.data("{ persons { totalCount } }").await["persons"]["totalCount"], 0);

        let taken = archive.done(&import("FEMALE", "")).await;
        assert_eq!((&taken["records"], &taken["created"]), (&json!(2), &json!(2)));
        assert_eq!(taken["batch"], json!({"kind": "import", "label": "two", "actor": "the editor"}));
        archive
            .done(r#"updatePerson(input: {by: {key: "ada"}, person: {gender: "OTHER"}}) { userErrors { message } }"#)
            .await;
        let again = archive.done(&import("MALE", "")).await;
        assert_eq!((&again["unchanged"], &again["batch"]), (&json!(2), &Value::Null));
        assert_eq!(
            again["contradictions"],
            json!([{"code": "CONFLICT", "field": "input.records[1].person.gender", "before": "MALE", "current": "OTHER"}])
        );
        let wrong = archive.payload(&import("male", "onError: SKIP")).await;
        assert_eq!(wrong["rejected"], 1);
        assert_eq!(
            wrong["userErrors"],
            json!([{"code": "INVALID", "field": "input.records[1].person.gender", "value": "male"}])
        );
        archive.close().await;
    })
    .await;
}

#[tokio::test]
async fn mutations_of_one_document_are_done_in_order_and_one_key_is_done_once() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let text = r#"mutation {
            z: createPerson(input: {person: {key: "a"}}) { person { key } userErrors { code } }
            createPerson(input: {person: {names: [{text: "No key"}]}}) { person { name } }
            createPerson(input: {person: {names: [{text: "No key"}]}}) { person { revision } __typename }
            again: createPerson(input: {person: {key: "a"}}) { person { key } userErrors { code field } }
            a: updatePerson(input: {by: {key: "a"}, person: {gender: "MALE"}}) { person { gender } }
            __typename
        }"#;
        let answer = archive.answer(editor(), text, none()).await;
        assert_eq!(
            answer.body,
            r#"{"data":{"z":{"person":{"key":"a"},"userErrors":[]},"createPerson":{"person":{"name":"No key","revision":1},"__typename":"CreatePersonPayload"},"again":{"person":null,"userErrors":[{"code":"TAKEN","field":"input.person.key"}]},"a":{"person":{"gender":"MALE"}},"__typename":"Mutation"}}"#
        );
        // Each payload is one statement.
        assert_eq!(archive.recording.lock().unwrap().len(), 4);
        assert_eq!(archive.data("{ persons { totalCount } }").await["persons"]["totalCount"], 2);
        archive.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_fault_says_whether_the_change_was_made() {
    let archive = Archive::empty(Dialect::Sqlite).await;
    // Without its readers the service still writes, and cannot tell.
    archive.readers.clone().close().await;
    let text = r#"mutation { it: createPerson(input: {person: {key: "a"}}) { person { key } } }"#;
    let told = archive.ask(editor(), text, none()).await;
    assert_eq!(told["data"], Value::Null);
    let error = &told["errors"][0];
    assert_eq!((&error["path"], &error["extensions"]["done"]), (&json!(["it"]), &json!(true)), "{told}");
    assert_eq!(error["extensions"]["code"], "UNAVAILABLE");
    archive.close().await;
}

#[tokio::test]
async fn to_overrule_others_is_for_admins() {
    let archive = Archive::empty(Dialect::Sqlite).await;
    let made = archive
        .done(r#"createPerson(input: {person: {key: "ada"}}) { revision { id } userErrors { message } }"#)
        .await;
    let revision = made["revision"]["id"].as_str().unwrap();
    let undo = format!(
        r#"undoChange(input: {{revision: "{revision}", force: true}}) {{ batch {{ id }} userErrors {{ code field }} }}"#
    );
    assert_eq!(
        archive.payload(&undo).await,
        json!({"batch": null, "userErrors": [{"code": "FORBIDDEN", "field": "input.force"}]})
    );
    let told = archive.ask(with_role(Role::Admin), &format!("mutation {{ it: {undo} }}"), none()).await;
    assert_eq!(told["data"]["it"]["userErrors"], json!([]));
    archive.close().await;
}

#[tokio::test]
async fn whoever_hangs_up_in_the_middle_stops_nothing() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let text = r#"mutation { createPerson(input: {person: {key: "a"}}) { person { key } }
            two: createPerson(input: {person: {key: "b"}}) { person { key } } }"#;
        let mut answer = Box::pin(archive.answer(editor(), text, none()));
        std::future::poll_fn(|context| {
            let polled = answer.as_mut().poll(context);
            assert!(polled.is_pending(), "nothing was left to be done");
            Poll::Ready(())
        })
        .await;
        drop(answer);
        let mut count = json!(0);
        for _ in 0..250 {
            count = archive.data("{ persons { totalCount } }").await["persons"]["totalCount"].clone();
            if count == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(count, 2);
        archive.close().await;
    })
    .await;
}

/// The person whom the examples merge another with.
const WIFE: &str = "demo:person/bukharins-wife";

#[tokio::test]
async fn the_examples_of_the_documentation_do_what_they_show() {
    let page = std::fs::read_to_string(project("docs/mutations.md")).unwrap();
    let blocks = page.split("```graphql\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(rest));
    let blocks: Vec<&str> = blocks.collect();
    let [create, change, put, update, merge, unmerge, delete, batches, undo] = blocks.as_slice() else {
        panic!("{} examples", blocks.len())
    };
    for_each_dialect(async |dialect| {
        let archive = Archive::seeded(dialect).await;
        let made = archive.ask(editor(), create, none()).await["data"]["createPerson"].clone();
        assert_eq!(made["userErrors"], json!([]), "{made}");
        assert_eq!((&made["person"]["name"], &made["person"]["revision"]), (&json!("Anna Larina"), &json!(1)));
        let names = archive.data(r#"{ person(by: {key: "example:larina"}) { names { id } } }"#).await;
        let claim = json!({"claim": names["person"]["names"][0]["id"]});
        let changed = archive.ask(editor(), change, claim).await["data"]["changePersonName"].clone();
        assert_eq!(
            changed,
            json!({"name": {"text": "Anna Larina", "kind": "BIRTH_NAME"}, "person": {"revision": 2}, "userErrors": []})
        );
        let found = archive.data(batches).await["batches"]["edges"][0]["node"].clone();
        assert_eq!((&found["kind"], &found["changes"]["totalCount"]), (&json!("edit"), &json!(2)), "{found}");
        let batch = json!({"batch": found["id"]});
        let undone = archive.ask(with_role(Role::Admin), undo, batch).await["data"]["undoBatch"].clone();
        assert_eq!(undone["userErrors"][0]["field"], "input.batch", "it was changed since: {undone}");
        let stale = archive.ask(editor(), put, json!({"seen": 1})).await["data"]["putPerson"].clone();
        assert_eq!(stale["userErrors"][0]["code"], "CONFLICT", "{stale}");
        for (example, variables, expected) in [
            (
                put,
                json!({"seen": 2}),
                json!({"putPerson": {"userErrors": [], "person": {"revision": 3, "names": [{"text": "Anna Larina"}, {"text": "Anna Bukharina"}]}}}),
            ),
            (
                update,
                none(),
                json!({"updatePerson": {"userErrors": [], "person": {"revision": 4, "gender": "FEMALE"}}}),
            ),
        ] {
            assert_eq!(archive.ask(editor(), example, variables).await["data"], expected, "{example}");
        }
        let merged = archive.ask(editor(), merge, none()).await["data"]["mergePersons"].clone();
        assert_eq!((&merged["userErrors"], &merged["person"]["key"]), (&json!([]), &json!(WIFE)), "{merged}");
        let parted = archive.ask(editor(), unmerge, none()).await["data"]["unmergePersons"].clone();
        let expected = json!({"person": {"key": WIFE}, "restored": {"key": "example:larina"}, "userErrors": []});
        assert_eq!(parted, expected);
        let deleted = archive.ask(editor(), delete, none()).await["data"]["deletePerson"].clone();
        assert_eq!(deleted["userErrors"], json!([]), "{deleted}");
        assert!(deleted["deletedId"].is_string(), "{deleted}");
        archive.close().await;
    })
    .await;
}
