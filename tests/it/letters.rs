//! Texts with letters that JSON writes otherwise: they are told as they came, whatever they were asked by.

use serde_json::{Value, json};
use vitae::graphql::Request;

use crate::bench::Bench;
use crate::support::{endpoint, for_each_dialect};

/// Quotes and backslashes at each end and beside each other, what looks like an escape, what is one in SQL or a statement's
/// template, letters of several bytes, and those beyond the plane that UTF-16 writes with one number.
const LINE: &str = r#""\"\\" \n \u0022 '' ' %s $1 ?1 {t} {n}.id </script> « é Łódź Троцкий 毛 🙂 \"#;

const QUERY: &str = "query ($key: String!) {
  person(by: {key: $key}) { key name names { text kind language } identifiers { scheme value } gender description
    citations { locator excerpt article { title } }
    events { edges { role node { key kind title place description date { edtf text } } } }
    lines: revisions(first: 1) { edges { node { recordKey } } } }
  article(by: {key: $key}) { key title author text language }
  quotation(by: {key: $key}) { key title work text note }
  search(text: \"Łódź\") { edges { node { ... on Person { name } ... on Article { title } } } }
  suggest(prefix: \"n u0022\") { matchedName name }
}";

#[tokio::test]
async fn what_json_writes_otherwise_is_told_as_it_came() {
    let prose = format!("{LINE}\n\t{LINE}\r\n");
    let cited = json!([{"article": LINE, "locator": LINE, "excerpt": prose}]);
    let records = [
        json!({"article": {"key": LINE, "title": LINE, "author": LINE, "body": prose, "language": "de-Latn"}}),
        json!({"person": {"key": LINE, "names": [{"text": LINE, "kind": "BIRTH_NAME", "language": "ru-Cyrl"}],
            "identifiers": [{"scheme": LINE, "value": LINE}], "gender": "A-B_9", "description": prose, "citations": cited}}),
        json!({"event": {"key": LINE, "kind": "A-B_9", "title": LINE, "place": LINE, "description": prose,
            "date": {"edtf": "1905-03?/..", "text": prose}, "participants": [{"person": LINE, "role": "B_9-"}]}}),
        json!({"quotation": {"key": LINE, "title": LINE, "work": LINE, "text": prose, "note": prose}}),
    ];
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&records).await;
        let readers = bench.store.readers().await.unwrap();
        let variables = json!({ "key": LINE }).as_object().unwrap().clone();
        let request = Request { query: QUERY.to_owned(), variables, ..Request::default() };
        let answer = endpoint(&bench.store, readers.clone()).answer(request).await.body;
        readers.close().await;
        let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert_eq!(
            answer,
            json!({"data": {
                "person": {
                    "key": LINE, "name": LINE,
                    "names": [{"text": LINE, "kind": "BIRTH_NAME", "language": "ru-Cyrl"}],
                    "identifiers": [{"scheme": LINE, "value": LINE}], "gender": "A-B_9", "description": prose,
                    "citations": [{"locator": LINE, "excerpt": prose, "article": {"title": LINE}}],
                    "events": {"edges": [{"role": "B_9-", "node": {
                        "key": LINE, "kind": "A-B_9", "title": LINE, "place": LINE, "description": prose,
                        "date": {"edtf": "1905-03?/..", "text": prose}}}]},
                    "lines": {"edges": [{"node": {"recordKey": LINE}}]}},
                "article": {"key": LINE, "title": LINE, "author": LINE, "text": prose, "language": "de-Latn"},
                "quotation": {"key": LINE, "title": LINE, "work": LINE, "text": prose, "note": prose},
                "search": {"edges": [{"node": {"name": LINE}}, {"node": {"title": LINE}}, {"node": {}}, {"node": {}}]},
                "suggest": [{"matchedName": LINE, "name": LINE}],
            }})
        );
    })
    .await;
}
