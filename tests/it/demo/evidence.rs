//! What the claims of the demo archive rest on: excerpts that stand in their article letter for letter,
//! passages that are what their span says, and a source for every claim but those that are listed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::table::table;
use super::{Demo, edges, last_part, short, text};
use crate::support::project;

/// How many citations the archive's file has.
fn citations_in_the_file() -> usize {
    fn count(value: &Value) -> usize {
        match value {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(fields) => {
                let own = fields.get("citations").and_then(Value::as_array).map_or(0, Vec::len);
                own + fields.values().map(count).sum::<usize>()
            }
            _ => 0,
        }
    }
    let file = std::fs::read_to_string(project("src/demo/bukharin.ndjson")).unwrap();
    file.lines().map(|line| count(&serde_json::from_str(line).unwrap())).sum()
}

/// Every citation is reached from the article that it cites; what it quotes from an article that we have
/// stands there once.
#[tokio::test]
async fn every_excerpt_stands_in_its_article() {
    let demo = Demo::open().await;
    let keys = demo.ask("{ documents(kinds: [ARTICLE], first: 100) { edges { node { key } } } }").await;
    let (mut citations, mut quoted, mut elsewhere) = (0, 0, Vec::new());
    for edge in edges(&keys["documents"]) {
        let key = text(edge, "/node/key");
        let answer = demo
            .ask(&format!(
                r#"{{ article(by: {{key: "{key}"}}) {{ text
                    supports(first: 500) {{ totalCount edges {{ node {{ excerpt certainty supports }} }} }} }} }}"#
            ))
            .await;
        let supported = edges(&answer["article"]["supports"]);
        assert_eq!(answer["article"]["supports"]["totalCount"], supported.len());
        citations += supported.len();
        for citation in supported {
            assert!(citation["node"]["certainty"].is_string(), "how certain is {key} of it? {citation}");
            let Some(excerpt) = citation["node"]["excerpt"].as_str() else { continue };
            match answer["article"]["text"].as_str() {
                Some(text) => {
                    assert_eq!(text.matches(excerpt).count(), 1, "`{excerpt}` stands once in {key}");
                    quoted += 1;
                }
                None => elsewhere.push((last_part(key).to_owned(), excerpt.to_owned())),
            }
        }
    }
    assert_eq!(citations, citations_in_the_file());
    assert!(quoted > 60, "only {quoted} excerpts were looked at");
    let lenin = ("lenin-letter-to-the-congress".to_owned(), "favourite of the whole Party".to_owned());
    assert_eq!(elsewhere, [lenin], "words of articles whose text we do not have");
    demo.close().await;
}

#[tokio::test]
async fn every_passage_is_what_its_span_says() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            "{ documents(first: 100) { edges { node { key text mentions(first: 100) { edges { node {
                start end surface prefix suffix context } } } } } } }",
        )
        .await;
    let mut seen = 0;
    for document in edges(&answer["documents"]) {
        let letters: Vec<char> = document["node"]["text"].as_str().unwrap_or_default().chars().collect();
        for edge in edges(&document["node"]["mentions"]) {
            let mention = &edge["node"];
            let at = |end: &str| usize::try_from(mention[end].as_u64().unwrap()).unwrap();
            let (start, end) = (at("start"), at("end"));
            let written = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
            let (prefix, suffix) = (text(mention, "/prefix"), text(mention, "/suffix"));
            assert_eq!(text(mention, "/surface"), written(start, end), "{document}");
            assert!(written(0, start).ends_with(prefix), "{mention}");
            assert!(written(end, letters.len()).starts_with(suffix), "{mention}");
            assert_eq!(prefix.chars().count(), start.min(32), "{mention}");
            assert_eq!(suffix.chars().count(), (letters.len() - end).min(32), "{mention}");
            assert_eq!(text(mention, "/context"), format!("{prefix}{}{suffix}", text(mention, "/surface")));
            seen += 1;
        }
    }
    assert_eq!(seen, 64);
    demo.close().await;
}

fn has_no_source(claim: &Value) -> bool {
    claim["citations"].as_array().unwrap_or_else(|| panic!("no citations asked: {claim}")).is_empty()
}

/// What has no source, as the list writes it: `person: what, what; person: what`.
fn listed(mut found: Vec<(String, String)>) -> String {
    found.sort();
    let mut by_person: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (person, what) in found {
        by_person.entry(person).or_default().push(what);
    }
    let of_person = |(person, what): (String, Vec<String>)| format!("`{person}`: {}", what.join(", "));
    by_person.into_iter().map(of_person).collect::<Vec<_>>().join("; ")
}

fn keys(mut found: Vec<String>) -> String {
    found.sort();
    found.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// Names, identifiers, persons and relations without a source.
async fn persons_without_source(demo: &Demo) -> [String; 3] {
    let answer = demo
        .ask(
            "{ persons(first: 100) { edges { node { key citations { id }
                names { text citations { id } } identifiers { scheme value citations { id } }
                relations(first: 100) { edges { kind citations { id } } } } } } }",
        )
        .await;
    let (mut names, mut identifiers, mut persons) = (Vec::new(), Vec::new(), Vec::new());
    for edge in edges(&answer["persons"]) {
        let person = &edge["node"];
        let key = last_part(text(person, "/key")).to_owned();
        for name in person["names"].as_array().unwrap().iter().filter(|name| has_no_source(name)) {
            names.push((key.clone(), format!("“{}”", text(name, "/text"))));
        }
        for identifier in
            person["identifiers"].as_array().unwrap().iter().filter(|claim| has_no_source(claim))
        {
            identifiers.push((
                key.clone(),
                format!("{} {}", text(identifier, "/scheme"), text(identifier, "/value")),
            ));
        }
        for relation in edges(&person["relations"]) {
            assert!(!has_no_source(relation), "every relation has a source: {key} {relation}");
        }
        if has_no_source(person) {
            persons.push(key);
        }
    }
    [listed(names), listed(identifiers), keys(persons)]
}

/// Events without a source. A participation without one rests on its event's.
async fn events_without_source(demo: &Demo) -> Vec<String> {
    let answer = demo
        .ask(
            "{ events(first: 100) { edges { node { key citations { id }
                participants(first: 20) { edges { role node { key } citations { id } } } } } } }",
        )
        .await;
    let mut found = Vec::new();
    for edge in edges(&answer["events"]) {
        let event = &edge["node"];
        let key = short(text(event, "/key"));
        if has_no_source(event) {
            let part = super::only(&event["participants"]);
            assert_eq!(text(part, "/role"), "SUBJECT", "only a birth or death told in short: {event}");
            assert!(key.starts_with("person/"), "only a birth or death told in short: {event}");
            found.push(key.to_owned());
        }
    }
    found
}

/// Articles without a source. Quotations and their attributions all have one.
async fn articles_without_source(demo: &Demo) -> Vec<String> {
    let answer = demo
        .ask(
            "{ documents(first: 100) { edges { node { key kind text citations { id }
                ... on Quotation { attributions { edges { citations { id } } } } } } } }",
        )
        .await;
    let mut found = Vec::new();
    for edge in edges(&answer["documents"]) {
        let document = &edge["node"];
        if document["kind"] == "QUOTATION" {
            assert!(!has_no_source(document), "every quotation has a source: {document}");
            for attribution in edges(&document["attributions"]) {
                assert!(!has_no_source(attribution), "every attribution has a source: {document}");
            }
        } else if has_no_source(document) {
            assert!(document["text"].is_null(), "what we wrote ourselves has sources: {document}");
            found.push(last_part(text(document, "/key")).to_owned());
        }
    }
    found
}

#[tokio::test]
async fn every_claim_has_a_source_but_those_that_are_listed() {
    let demo = Demo::open().await;
    let [names, identifiers, persons] = persons_without_source(&demo).await;
    let (events, articles) = (events_without_source(&demo).await, articles_without_source(&demo).await);
    let found = [
        ("names", names),
        ("identifiers", identifiers),
        ("persons", persons),
        ("events", keys(events)),
        ("articles", keys(articles)),
    ];
    let table = table("## Claims without a source of their own");
    let kinds: Vec<_> = table.iter().map(|cells| cells[0].as_str()).collect();
    assert_eq!(kinds, ["names", "identifiers", "persons", "events", "articles"]);
    for (cells, (kind, which)) in table.iter().zip(found) {
        assert_eq!(cells[1], which, "{kind}");
        assert!(cells[2].len() > 20, "{kind}: the list says why");
    }
    demo.close().await;
}

/// A passage without a source of its own is its own source: it says a name of the person.
#[tokio::test]
async fn a_mention_without_a_source_says_the_persons_name() {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
    }
    let demo = Demo::open().await;
    let names = demo.ask("{ persons(first: 100) { edges { node { key names { text } } } } }").await;
    let names: BTreeMap<&str, &Value> = edges(&names["persons"])
        .iter()
        .map(|edge| (text(edge, "/node/key"), &edge["node"]["names"]))
        .collect();
    let answer = demo
        .ask(
            "{ documents(first: 30) { edges { node { mentions(first: 100) { edges { node {
                surface citations { id } person { key } } } } } } } }",
        )
        .await;
    let (mut bare, mut sourced) = (0, 0);
    for document in edges(&answer["documents"]) {
        for edge in edges(&document["node"]["mentions"]) {
            let mention = &edge["node"];
            if !has_no_source(mention) {
                sourced += 1;
                continue;
            }
            bare += 1;
            let names = names[text(mention, "/person/key")].as_array().unwrap();
            let says_it = names.iter().any(|name| {
                let known: BTreeSet<&str> = words(text(name, "/text")).collect();
                words(text(mention, "/surface")).all(|word| known.contains(word))
            });
            assert!(says_it, "no name of the person: {mention}");
        }
    }
    assert_eq!((bare, sourced), (58, 6));
    demo.close().await;
}
