//! Records and claims from document to answer: what is done, what is told of it, and what the archive holds
//! after.

use serde_json::{Value, json};

use super::Archive;
use crate::support::for_each_dialect;

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
                    "document": {"__typename": "Article", "key": "letter", "persons": {"totalCount": 2}}}),
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
