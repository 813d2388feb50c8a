//! Mentions that the service finds by itself: as records arrive and change, whatever people say of them stands, on
//! both databases alike.

use std::sync::Arc;

use serde_json::{Value, json};
use vitae::domain::{Archive as Door, ImportObserver, ImportOptions, OnError};
use vitae::store::Dialect;

use crate::mutation::Archive;
use crate::support::for_each_dialect;

/// What the service is not to take for a name.
mod guards;
/// What people say of mentions.
mod judged;
/// Texts, names and crowds of great size.
mod large;
/// What is left to the task beside.
mod later;
/// Names in every script.
mod scripts;

/// Two who bear one surname, and somebody whom nobody could take for another.
const PEOPLE: &str = r#"
    a: createPerson(input: {person: {key: "bukharin", gender: "MALE", names: [{text: "Nikolai Ivanovich Bukharin"}]}}) { userErrors { message } }
    b: createPerson(input: {person: {key: "stalin", gender: "MALE", names: [{text: "Joseph Stalin"}]}}) { userErrors { message } }
    c: createPerson(input: {person: {key: "larina", gender: "FEMALE", names: [{text: "Anna Larina"}]}}) { userErrors { message } }"#;

const TEXT: &str = "Nikolai Bukharin met Joseph Stalin. Bukharin’s wife, Anna Larina, was not there.";

/// Makes records by mutations, none of which may be refused.
async fn make(archive: &Archive, mutations: &str) {
    let told = archive.data(&format!("mutation {{ {mutations} }}")).await;
    for payload in told.as_object().unwrap().values() {
        assert_eq!(payload["userErrors"], json!([]), "{told}");
    }
}

fn door(archive: &Archive) -> Door {
    Door::new(archive.store.clone(), Arc::new(|| "2026-01-02T03:04:05.000Z".to_owned()))
}

/// An import that nobody listens to.
struct Unheard;
impl ImportObserver for Unheard {}

/// Imports records that are right, and looks at all that they concern.
async fn import(archive: &Archive, records: &[Value]) {
    let options =
        ImportOptions { actor: "a test".to_owned(), label: None, on_error: OnError::Stop, dry_run: false };
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let door = door(archive);
    let summary = door.import(lines.as_bytes(), &options, &mut Unheard).await.unwrap();
    assert_eq!(summary.created, records.len() as u64);
    door.link_pending(|| true).await.unwrap();
}

fn article(key: &str, body: &str) -> String {
    let body = json!(body);
    format!(
        "createArticle(input: {{article: {{key: {key:?}, language: \"en\", body: {body}}}}}) {{ userErrors {{ message }} }}"
    )
}

/// The mentions of a document: words, who is meant, what is said of it.
async fn mentions(archive: &Archive, key: &str) -> Vec<(String, String, String)> {
    let query = format!(
        "{{ article(by: {{key: {key:?}}}) {{ mentions(first: 100) {{ edges {{ node {{ surface status origin person {{ key }} }} }} }} }} }}"
    );
    let told = archive.data(&query).await;
    let edges = told["article"]["mentions"]["edges"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    edges
        .iter()
        .map(|edge| {
            let node = &edge["node"];
            let said = format!("{} {}", text(&node["status"]), text(&node["origin"]));
            (text(&node["surface"]), text(&node["person"]["key"]), said)
        })
        .collect()
}

/// The same, words and persons alone.
async fn named(archive: &Archive, key: &str) -> Vec<(String, String)> {
    mentions(archive, key).await.into_iter().map(|(surface, person, _)| (surface, person)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(surface, person)| ((*surface).to_owned(), (*person).to_owned())).collect()
}

/// Who is meant in [`TEXT`].
fn all_named() -> Vec<(String, String)> {
    pairs(&[
        ("Nikolai Bukharin", "bukharin"),
        ("Joseph Stalin", "stalin"),
        ("Bukharin", "bukharin"),
        ("Anna Larina", "larina"),
    ])
}

#[tokio::test]
async fn an_article_finds_its_people() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", TEXT)).await;
        assert_eq!(named(&archive, "note").await, all_named());
        assert!(mentions(&archive, "note").await.iter().all(|(_, _, said)| said == "CANDIDATE AUTOMATIC"));
        let query = r#"{ person(by: {key: "bukharin"}) { documents { edges { passageCount node { key }
            passages { start end surface score rule candidates { person { key } score } } } } } }"#;
        let told = archive.data(query).await;
        let edge = &told["person"]["documents"]["edges"][0];
        assert_eq!((&edge["passageCount"], &edge["node"]["key"]), (&json!(2), &json!("note")));
        assert_eq!((&edge["passages"][0]["start"], &edge["passages"][0]["end"]), (&json!(0), &json!(16)));
        assert!(edge["passages"][0]["score"].as_i64() > Some(500), "{told}");
        assert!(edge["passages"][0]["rule"].is_string(), "{told}");
        assert_eq!(edge["passages"][0]["candidates"][0]["person"]["key"], "bukharin");
    })
    .await;
}

#[tokio::test]
async fn who_comes_later_is_found_in_what_is_there() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, &article("note", TEXT)).await;
        assert_eq!(named(&archive, "note").await, []);
        make(&archive, PEOPLE).await;
        assert_eq!(named(&archive, "note").await, all_named());
    })
    .await;
}

#[tokio::test]
async fn a_name_that_is_added_changed_or_withdrawn_is_looked_for_again() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("letter", "Koba, why do you need me to die? Yours, a friend.")).await;
        make(&archive, &article("other", "Nothing happened in Tiflis.")).await;
        assert_eq!(named(&archive, "letter").await, []);
        let added = archive
            .done(r#"addPersonName(input: {person: {key: "stalin"}, name: {text: "Koba"}}) { name { id } userErrors { message } }"#)
            .await;
        let claim = added["name"]["id"].as_str().unwrap().to_owned();
        assert_eq!(named(&archive, "letter").await, pairs(&[("Koba", "stalin")]));
        let change = |text: &str| {
            format!("changePersonName(input: {{claim: {claim:?}, name: {{text: {text:?}}}}}) {{ userErrors {{ message }} }}")
        };
        archive.done(&change("Soso")).await;
        assert_eq!(named(&archive, "letter").await, []);
        archive.done(&change("Koba")).await;
        assert_eq!(named(&archive, "letter").await, pairs(&[("Koba", "stalin")]));
        archive.done(&format!("withdrawClaim(input: {{claim: {claim:?}}}) {{ userErrors {{ message }} }}")).await;
        assert_eq!(named(&archive, "letter").await, []);
        assert_eq!(named(&archive, "other").await, []);
    })
    .await;
}

#[tokio::test]
async fn who_is_merged_deleted_or_parted_is_found_as_who_they_are_now() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, r#"k: createPerson(input: {person: {key: "koba", names: [{text: "Koba"}]}}) { userErrors { message } }"#).await;
        make(&archive, &article("letter", "Koba did not answer.")).await;
        assert_eq!(named(&archive, "letter").await, pairs(&[("Koba", "koba")]));
        archive
            .done(r#"mergePersons(input: {from: {key: "koba"}, into: {key: "stalin"}}) { userErrors { message } }"#)
            .await;
        assert_eq!(named(&archive, "letter").await, pairs(&[("Koba", "stalin")]));
        archive.done(r#"unmergePersons(input: {person: {key: "koba"}}) { userErrors { message } }"#).await;
        assert_eq!(named(&archive, "letter").await, pairs(&[("Koba", "koba")]));
        let deleted = archive
            .done(r#"deletePerson(input: {by: {key: "koba"}}) { deletedId revision { batch { id } } userErrors { message } }"#)
            .await;
        assert!(deleted["deletedId"].is_string());
        assert_eq!(named(&archive, "letter").await, []);
    })
    .await;
}

#[tokio::test]
async fn a_text_that_changes_is_read_again() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", TEXT)).await;
        archive
            .done(r#"updateArticle(input: {by: {key: "note"}, article: {body: "In the end Anna Larina wrote."}}) { userErrors { message } }"#)
            .await;
        assert_eq!(named(&archive, "note").await, pairs(&[("Anna Larina", "larina")]));
        archive.done(r#"deleteArticle(input: {by: {key: "note"}}) { userErrors { message } }"#).await;
        let told = archive.data(r#"{ person(by: {key: "larina"}) { documents { totalCount } } }"#).await;
        assert_eq!(told["person"]["documents"]["totalCount"], 0);
    })
    .await;
}

#[tokio::test]
async fn the_pieces_of_a_text_put_together_are_the_text() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        let overlapping = "Mary Jane Watson and Peter went, and so did others.";
        let spans = [(0, 9), (5, 16), (12, 20), (5, 9), (21, 26), (21, 26), (43, 51)];
        let told: Vec<String> = spans.iter().enumerate().map(|(at, (start, end))| {
            let person = ["bukharin", "stalin", "larina"][at % 3];
            format!("{{start: {start}, end: {end}, person: {{key: {person:?}}}}}")
        }).collect();
        let told = format!("putArticle(input: {{article: {{key: \"overlapping\", body: {overlapping:?}, mentions: [{}]}}}}) {{ userErrors {{ message }} }}", told.join(", "));
        make(&archive, &told).await;
        for (key, body) in [
            ("note", TEXT),
            ("none", "Nobody."),
            ("ends", "Anna Larina"),
            ("smile", "😀 Anna Larina 😀"),
            ("overlapping", ""),
        ] {
            if !body.is_empty() {
                make(&archive, &article(key, body)).await;
            }
            let query = format!(
                "{{ article(by: {{key: {key:?}}}) {{ text segments {{ start end text mention {{ surface person {{ key }} }} }} }} }}"
            );
            let told = archive.data(&query).await;
            let segments = told["article"]["segments"].as_array().unwrap().clone();
            let text: String = segments.iter().map(|it| it["text"].as_str().unwrap()).collect();
            assert_eq!(json!(text), told["article"]["text"]);
            let mut end = json!(0);
            for segment in &segments {
                assert_eq!(segment["start"], end, "{told}");
                end = segment["end"].clone();
                if !segment["mention"].is_null() {
                    assert_eq!(segment["text"], segment["mention"]["surface"]);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_found_is_no_part_of_the_record() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", TEXT)).await;
        let door = door(&archive);
        let mut lines = Vec::new();
        door.export(&mut lines).await.unwrap();
        assert!(!String::from_utf8(lines).unwrap().contains("mentions"));
        let told = archive.data(r#"{ article(by: {key: "note"}) { revisions { totalCount } } }"#).await;
        assert_eq!(told["article"]["revisions"]["totalCount"], 1);
        // Found again, it is what it was.
        let before = mentions(&archive, "note").await;
        door.relink().await.unwrap();
        assert!(door.link_pending(|| true).await.unwrap() >= 4);
        assert_eq!(mentions(&archive, "note").await, before);
        assert_eq!(door.link_pending(|| true).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_was_remembered_is_not_given_once_more_is_found() {
    let archive = Archive::empty(Dialect::Sqlite).await;
    make(&archive, PEOPLE).await;
    make(&archive, &article("note", TEXT)).await;
    let door = door(&archive);
    let version = async || archive.readers.fetch(vitae::store::Feed::version()).await.unwrap();
    let before = version().await;
    door.relink().await.unwrap();
    door.link_pending(|| true).await.unwrap();
    assert_ne!(version().await, before);
}

#[tokio::test]
async fn whom_an_author_names_is_thought_of_first_where_many_authors_are_read_together() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let person = |key: &str, name: &str| json!({"person": {"key": key, "names": [{"text": name}]}});
        let mut records = vec![
            person("anna", "Anna Hartley"),
            person("berta", "Berta Hartley"),
            person("x", "Xaver Quillon"),
            person("y", "Yvonne Prattman"),
        ];
        let letter = |key: String, author: &str, body: &str| {
            json!({"article": {"key": key, "author": author, "language": "en", "published": {"edtf": "1920"}, "body": body}})
        };
        let authors = [("x", "Xaver Quillon", "Anna Hartley"), ("y", "Yvonne Prattman", "Berta Hartley")];
        for (by, author, friend) in authors {
            for number in 0..6 {
                let body = format!("I saw {friend} in the street today.");
                records.push(letter(format!("{by}{number}"), author, &body));
            }
            records.push(letter(format!("{by}-last"), author, "In the evening we met Hartley at the door."));
        }
        import(&archive, &records).await;
        assert_eq!(named(&archive, "x-last").await, pairs(&[("Hartley", "anna")]));
        assert_eq!(named(&archive, "y-last").await, pairs(&[("Hartley", "berta")]));
    })
    .await;
}
