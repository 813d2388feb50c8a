//! Mutations from document to answer: what is done, what is told of it, and what the archive holds after.

use serde_json::{Value, json};
use vitae::store::Dialect;
use vitae::value::access::Role;

use super::{Archive, none};
use crate::support::{TestDatabase, editor, for_each_dialect, project, with_role};

impl Archive {
    /// An archive without a record.
    async fn empty(dialect: Dialect) -> Archive {
        Archive::on(TestDatabase::migrated(dialect).await, dialect).await
    }

    /// The payload of a document's one mutation, which must be done.
    async fn done(&self, text: &str) -> Value {
        let payload = self.payload(text).await;
        assert_eq!(payload["userErrors"], json!([]), "{text}");
        payload
    }

    /// The payload of a document's one mutation, done or not.
    async fn payload(&self, text: &str) -> Value {
        let text = format!("mutation {{ it: {text} }}");
        let told = self.ask(editor(), &text, none()).await;
        assert!(told.get("errors").is_none(), "{text}: {told}");
        told["data"]["it"].clone()
    }

    async fn data(&self, text: &str) -> Value {
        self.ask(editor(), text, none()).await["data"].clone()
    }
}

#[tokio::test]
async fn a_record_is_made_put_updated_and_deleted_and_read_in_the_same_answer() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        archive.done(r#"createArticle(input: {article: {key: "book", title: "A book"}}) { userErrors { message } }"#).await;
        let made = archive
            .done(
                r#"createPerson(input: {label: "first", person: {key: "ada", gender: "FEMALE",
                    birth: {edtf: "1815-12-10"},
                    names: [{text: "Ada Lovelace", kind: "PREFERRED", rank: PREFERRED,
                             citations: [{article: {key: "book"}, locator: "p. 1", certainty: CERTAIN}]}]}}) {
                  person { name gender revision birth { kind date { edtf } participants { edges { role } } }
                           names(first: 1) { rank citations { locator certainty article { title } recordedBy } } }
                  revision { number operation after batch { actor label kind } } userErrors { message } }"#,
            )
            .await;
        assert_eq!(made["person"], json!({
            "name": "Ada Lovelace", "gender": "FEMALE", "revision": 1,
            "birth": {"kind": "BIRTH", "date": {"edtf": "1815-12-10"}, "participants": {"edges": [{"role": "SUBJECT"}]}},
            "names": [{"rank": "PREFERRED", "citations": [{"locator": "p. 1", "certainty": "CERTAIN",
                "article": {"title": "A book"}, "recordedBy": "the editor"}]}],
        }));
        assert_eq!((&made["revision"]["number"], &made["revision"]["operation"]), (&json!(1), &json!("CREATE")));
        assert_eq!(made["revision"]["after"]["person"]["gender"], "FEMALE");
        assert_eq!(made["revision"]["batch"]["actor"], "the editor");
        assert_eq!(made["revision"]["batch"]["label"], "first");

        let put = r#"putPerson(input: {person: {key: "ada", gender: null, description: "a mathematician"}}) {
            person { gender description revision } revision { number } userErrors { message } }"#;
        assert_eq!(archive.done(put).await, json!({
            "person": {"gender": null, "description": "a mathematician", "revision": 2},
            "revision": {"number": 2}, "userErrors": [],
        }));
        // Asked again it changes nothing, and says so.
        assert_eq!(archive.done(put).await["revision"], Value::Null);

        let updated = archive
            .done(
                r#"updatePerson(input: {by: {key: "ada"}, person: {description: "a poet's daughter"}, expectedRevision: 2}) {
                  person { description revision } userErrors { message } }"#,
            )
            .await;
        assert_eq!(updated["person"], json!({"description": "a poet's daughter", "revision": 3}));

        let deleted = archive
            .done(
                r#"deletePerson(input: {by: {key: "ada"}, cascade: true}) {
                  deletedId revision { operation recordKey } batch { actor } userErrors { message } }"#,
            )
            .await;
        assert!(deleted["deletedId"].as_str().unwrap().starts_with("person:"), "{deleted}");
        assert_eq!(deleted["batch"]["actor"], "the editor");
        assert_eq!(archive.data("{ persons { totalCount } documents { totalCount } }").await,
            json!({"persons": {"totalCount": 0}, "documents": {"totalCount": 1}}));
        archive.close().await;
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_is_told_by_its_place_in_the_input_and_nothing_is_done() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let refused = archive
            .payload(
                r#"createPerson(input: {person: {key: "ada", gender: "female",
                    names: [{text: "Ada", citations: [{article: {key: "nowhere"}}]}]}}) {
                  person { name } revision { number } userErrors { code field value } }"#,
            )
            .await;
        assert_eq!((&refused["person"], &refused["revision"]), (&Value::Null, &Value::Null));
        let mut errors: Vec<String> =
            refused["userErrors"].as_array().unwrap().iter().map(Value::to_string).collect();
        errors.sort();
        assert_eq!(errors.len(), 2, "{refused}");
        assert!(
            errors[0].contains(r#""code":"INVALID","field":"input.person.gender","value":"female""#),
            "{errors:?}"
        );
        assert!(
            errors[1].contains(r#""NOT_FOUND","field":"input.person.names[0].citations[0].article"#),
            "{errors:?}"
        );
        assert_eq!(archive.data("{ persons { totalCount } }").await["persons"]["totalCount"], 0);
        archive.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_update_is_a_conflict_with_both_states() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        archive.done(r#"createEvent(input: {event: {key: "e", kind: "TRIAL", place: "Moscow"}}) { userErrors { message } }"#).await;
        archive
            .done(r#"updateEvent(input: {by: {key: "e"}, event: {place: "Leningrad"}, expectedRevision: 1}) { userErrors { message } }"#)
            .await;
        let stale = archive
            .payload(
                r#"updateEvent(input: {by: {key: "e"}, event: {place: "Kyiv"}, expectedRevision: 1}) {
                  event { place } userErrors { code field before current } }"#,
            )
            .await;
        assert_eq!(
            stale["userErrors"],
            json!([{"code": "CONFLICT", "field": "input.expectedRevision", "before": "Moscow", "current": "Leningrad"}])
        );
        assert_eq!(archive.data(r#"{ event(by: {key: "e"}) { place } }"#).await["event"]["place"], "Leningrad");
        archive.close().await;
    })
    .await;
}

/// Persons, an event and documents to add claims to.
const RECORDS: &[&str] = &[
    r#"createArticle(input: {article: {key: "letter", body: "Koba wrote to Ada.", language: "en"}})"#,
    r#"createPerson(input: {person: {key: "ada", names: [{text: "Ada"}]}})"#,
    r#"createPerson(input: {person: {key: "bob", names: [{text: "Bob"}]}})"#,
    r#"createEvent(input: {event: {key: "trial", kind: "TRIAL"}})"#,
    r#"createQuotation(input: {quotation: {key: "words", text: "Hello, Ada"}})"#,
];

#[tokio::test]
async fn claims_of_every_kind_are_added_and_read_with_their_records() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        for text in RECORDS {
            archive.done(&format!("{text} {{ userErrors {{ message }} }}")).await;
        }
        for (text, expected) in [
            (
                r#"addPersonName(input: {person: {key: "ada"}, name: {text: "Countess", kind: "TITLE", date: {edtf: "1838/"}}}) {
                    name { text kind date { edtf } } person { names { text } }"#,
                json!({"name": {"text": "Countess", "kind": "TITLE", "date": {"edtf": "1838/"}},
                    "person": {"names": [{"text": "Ada"}, {"text": "Countess"}]}}),
            ),
            (
                r#"addIdentifier(input: {person: {key: "ada"}, identifier: {scheme: "wikidata", value: "Q7259"}}) {
                    identifier { value rank } person { key }"#,
                json!({"identifier": {"value": "Q7259", "rank": "NORMAL"}, "person": {"key": "ada"}}),
            ),
            (
                r#"addRelation(input: {person: {identifier: {scheme: "wikidata", value: "Q7259"}},
                    relation: {kind: "FRIEND", person: {key: "bob"}, note: "in London"}}) {
                    relation { kind direction note node { key } } person { key }"#,
                json!({"relation": {"kind": "FRIEND", "direction": "OUTGOING", "note": "in London", "node": {"key": "bob"}},
                    "person": {"key": "ada"}}),
            ),
            (
                r#"addParticipation(input: {event: {key: "trial"}, participation: {person: {key: "ada"}, role: "JUDGE"}}) {
                    participation { role node { name } } event { participants { totalCount } }"#,
                json!({"participation": {"role": "JUDGE", "node": {"name": "Ada"}}, "event": {"participants": {"totalCount": 1}}}),
            ),
            (
                r#"addAttribution(input: {quotation: {key: "words"}, attribution: {person: {key: "bob"}, status: DISPUTED}}) {
                    attribution { role status node { key } } quotation { text }"#,
                json!({"attribution": {"role": "SPEAKER", "status": "DISPUTED", "node": {"key": "bob"}},
                    "quotation": {"text": "Hello, Ada"}}),
            ),
            (
                r#"addAttribution(input: {quotation: {key: "words"}, attribution: {role: ADDRESSEE}}) {
                    attribution { role status node { key } } quotation { key }"#,
                json!({"attribution": {"role": "ADDRESSEE", "status": "ANONYMOUS", "node": null}, "quotation": {"key": "words"}}),
            ),
            (
                r#"addMention(input: {document: {article: {key: "letter"}}, mention: {start: 0, end: 4, person: {key: "bob"}}}) {
                    mention { surface person { key } } document { __typename key persons { totalCount } }"#,
                json!({"mention": {"surface": "Koba", "person": {"key": "bob"}},
                    "document": {"__typename": "Article", "key": "letter", "persons": {"totalCount": 1}}}),
            ),
            (
                r#"addMention(input: {document: {quotation: {key: "words"}}, mention: {start: 7, end: 10, person: {key: "ada"}}}) {
                    mention { surface } document { __typename }"#,
                json!({"mention": {"surface": "Ada"}, "document": {"__typename": "Quotation"}}),
            ),
            (
                r#"addCitation(input: {of: {event: {key: "trial"}}, citation: {article: {key: "letter"}, certainty: PROBABLE}}) {
                    citation { certainty supports } record { __typename ... on Event { citations { article { key } } } }"#,
                json!({"citation": {"certainty": "PROBABLE", "supports": "record"},
                    "record": {"__typename": "Event", "citations": [{"article": {"key": "letter"}}]}}),
            ),
        ] {
            let payload = archive.done(&format!("{text} revision {{ operation }} userErrors {{ message }} }}")).await;
            assert_eq!(payload["revision"]["operation"], "UPDATE", "{text}");
            for (name, value) in expected.as_object().unwrap() {
                assert_eq!(&payload[name], value, "{dialect:?}: {text}");
            }
        }
        archive.close().await;
    })
    .await;
}

#[tokio::test]
async fn claims_are_changed_ranked_and_withdrawn_by_their_ids() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let ada = r#"createPerson(input: {person: {key: "ada", names: [{text: "Ada"}, {text: "Augusta", kind: "ALIAS"}]}}) {
            person { names { id } } userErrors { message } }"#;
        let made = archive.done(ada).await;
        let claim = made["person"]["names"][1]["id"].as_str().unwrap().to_owned();
        let changed = archive
            .done(&format!(
                r#"changePersonName(input: {{claim: "{claim}", name: {{kind: null, note: "at home"}}}}) {{
                    name {{ id text kind note }} person {{ revision }} userErrors {{ message }} }}"#
            ))
            .await;
        assert_eq!(changed["name"], json!({"id": claim, "text": "Augusta", "kind": null, "note": "at home"}));
        let ranked = archive
            .done(&format!(
                r#"rankClaim(input: {{claim: "{claim}", rank: PREFERRED}}) {{
                    record {{ ... on Person {{ name }} }} revision {{ number }} userErrors {{ message }} }}"#
            ))
            .await;
        assert_eq!(ranked["record"], json!({"name": "Augusta"}));
        let withdraw = format!(
            r#"withdrawClaim(input: {{claim: "{claim}"}}) {{ record {{ id ... on Person {{ names {{ text }} }} }}
                userErrors {{ code field value }} }}"#
        );
        assert_eq!(archive.done(&withdraw).await["record"]["names"], json!([{"text": "Ada"}]));
        let gone = archive.payload(&withdraw).await;
        assert_eq!(gone["userErrors"], json!([{"code": "NOT_FOUND", "field": "input.claim", "value": claim}]));
        archive.close().await;
    })
    .await;
}

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
async fn the_examples_of_the_documentation_do_what_they_show() {
    let page = std::fs::read_to_string(project("docs/mutations.md")).unwrap();
    let blocks = page.split("```graphql\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(rest));
    let blocks: Vec<&str> = blocks.collect();
    let [create, change] = blocks.as_slice() else { panic!("{} examples", blocks.len()) };
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
        archive.close().await;
    })
    .await;
}
