//! How two persons hang together: the chain is the shortest, the same on both databases, and a bound that was met is
//! told apart from what is so.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vitae::graphql::{Endpoint, Request};
use vitae::store::Dialect;

use crate::bench::Bench;
use crate::mutation::Archive;
use crate::support::{endpoint, for_each_dialect};

/// Documents by their keys, each with the keys of the persons whom it mentions.
type Documents = BTreeMap<String, BTreeSet<String>>;

/// An archive in which persons without names are mentioned as these documents say.
async fn archive_of(dialect: Dialect, persons: &[String], documents: &Documents) -> (Bench, Endpoint) {
    let bench = Bench::new(dialect).await;
    let people = persons.iter().map(|key| json!({"person": {"key": key}}));
    let articles = documents.iter().map(|(key, named)| {
        let mention =
            |(at, person): (usize, &String)| json!({"start": 2 * at, "end": 2 * at + 1, "person": person});
        let mentions: Vec<Value> = named.iter().enumerate().map(mention).collect();
        json!({"article": {"key": key, "body": "x ".repeat(named.len().max(1)), "mentions": mentions}})
    });
    bench.import(&people.chain(articles).collect::<Vec<_>>()).await;
    let endpoint = endpoint(&bench.store, bench.store.readers().await.unwrap());
    (bench, endpoint)
}

async fn data(endpoint: &Endpoint, query: String) -> Value {
    let answer = endpoint.answer(Request { query: query.clone(), ..Request::default() }).await.body;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert!(answer.get("errors").is_none(), "{query}: {answer}");
    answer["data"].clone()
}

/// The chain between two persons.
async fn path(endpoint: &Endpoint, from: &str, to: &str, steps: usize) -> Value {
    let query = format!(
        "{{ path(from: {{key: {from:?}}}, to: {{key: {to:?}}}, maxSteps: {steps}) {{ outcome length steps {{ from {{ key }} \
         to {{ key }} documents(first: 100) {{ totalCount edges {{ node {{ key }} passages {{ person {{ key }} }} }} }} }} }} }}"
    );
    data(endpoint, query).await["path"].clone()
}

/// How many steps the shortest chain has: level by level from one end, as nobody would do it twice.
fn length(documents: &Documents, from: &str, to: &str) -> Option<usize> {
    let mut seen = BTreeSet::from([from.to_owned()]);
    for steps in 0.. {
        if seen.contains(to) {
            return Some(steps);
        }
        let counts = |named: &&BTreeSet<String>| named.len() <= 100 && !named.is_disjoint(&seen);
        let grown: BTreeSet<String> = documents.values().filter(counts).flatten().cloned().collect();
        let before = seen.len();
        seen.extend(grown);
        if seen.len() == before {
            return None;
        }
    }
    None
}

/// Numbers that look drawn, the same ones each time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// A hundred persons in twelve groups, thick and thin; none is mentioned outside of theirs.
fn drawn() -> (Vec<String>, Documents) {
    let mut draws = Draws(7);
    let (mut persons, mut documents) = (Vec::new(), Documents::new());
    for group in 0..12 {
        let members: Vec<String> = (0..6 + group).map(|at| format!("g{group}/{at}")).collect();
        for at in 0..members.len() + 2 {
            let named = (0..draws.below(4)).map(|_| members[draws.below(members.len())].clone()).collect();
            documents.insert(format!("g{group}/d{at}"), named);
        }
        persons.extend(members);
    }
    (persons, documents)
}

#[tokio::test]
async fn a_chain_is_the_shortest_there_is_and_the_same_on_both_databases() {
    let (persons, documents) = drawn();
    let mut told = Vec::new();
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let (_bench, endpoint) = archive_of(dialect, &persons, &documents).await;
        let mut draws = Draws(11);
        let mut paths = Vec::new();
        for _ in 0..150 {
            let from = &persons[draws.below(persons.len())];
            // Most in the same group.
            let near: Vec<&String> = persons.iter().filter(|it| it[..3] == from[..3]).collect();
            let to = if draws.below(9) == 0 { &persons[0] } else { near[draws.below(near.len())] };
            let steps = 1 + draws.below(6);
            let path = path(&endpoint, from, to, steps).await;
            is_right(&documents, (from, to), steps, &path);
            paths.push(path);
        }
        let of = |outcome: &str| paths.iter().filter(|path| path["outcome"] == outcome).count();
        assert!(of("FOUND") > 30 && of("NONE") > 30 && of("TOO_FAR") > 3, "all of them are met");
        assert!(paths.iter().any(|path| path["length"].as_u64() > Some(4)), "long ones too");
        told.push(paths);
    }
    assert_eq!(told[0], told[1]);
}

fn is_right(documents: &Documents, (from, to): (&str, &str), steps: usize, path: &Value) {
    let within = length(documents, from, to).filter(|length| *length <= steps);
    let Some(length) = within else {
        let outcome = path["outcome"].as_str().unwrap();
        assert!(matches!(outcome, "NONE" | "TOO_FAR"), "{from} to {to}: {path}");
        assert!(
            outcome == "TOO_FAR" || self::length(documents, from, to).is_none(),
            "{from} to {to}: {path}"
        );
        assert_eq!((&path["length"], &path["steps"]), (&Value::Null, &json!([])));
        return;
    };
    assert_eq!((&path["outcome"], &path["length"]), (&json!("FOUND"), &json!(length)), "{from} to {to}");
    let mut at = json!(from);
    for step in path["steps"].as_array().unwrap() {
        assert_eq!(step["from"]["key"], at, "{path}");
        at = step["to"]["key"].clone();
        let both = [step["from"]["key"].as_str().unwrap(), at.as_str().unwrap()];
        let shared: BTreeSet<&str> = documents
            .iter()
            .filter(|(_, named)| both.iter().all(|person| named.contains(*person)))
            .map(|(key, _)| key.as_str())
            .collect();
        let edges = step["documents"]["edges"].as_array().unwrap();
        let told: BTreeSet<&str> = edges.iter().map(|edge| edge["node"]["key"].as_str().unwrap()).collect();
        assert_eq!((&told, &step["documents"]["totalCount"]), (&shared, &json!(shared.len())), "{path}");
        assert!(!told.is_empty() && edges.iter().all(|edge| edge["passages"].as_array().unwrap().len() == 2));
    }
    assert_eq!(at, json!(to), "{path}");
    assert_eq!(path["steps"].as_array().unwrap().len(), length);
}

fn keys(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{prefix}{at:03}")).collect()
}

#[tokio::test]
async fn a_document_of_very_many_persons_ties_nobody() {
    let persons = keys("p", 102);
    let named = |range: std::ops::Range<usize>| persons[range].iter().cloned().collect::<BTreeSet<_>>();
    let documents =
        Documents::from([("many".to_owned(), named(0..101)), ("fewer".to_owned(), named(2..102))]);
    for_each_dialect(async |dialect| {
        let (_bench, endpoint) = archive_of(dialect, &persons, &documents).await;
        assert_eq!(path(&endpoint, "p000", "p001", 6).await["outcome"], "NONE");
        assert_eq!(path(&endpoint, "p002", "p101", 6).await["length"], 1);
        // Both are mentioned together all the same.
        let beside = "{ person(by: {key: \"p000\"}) { appearsWith(first: 1) { documents { totalCount } } } }";
        let told = data(&endpoint, beside.to_owned()).await;
        assert_eq!(told["person"]["appearsWith"][0]["documents"]["totalCount"], 1);
    })
    .await;
}

/// Two crowds, each of a hundred persons who are mentioned together in 310 documents.
#[tokio::test]
async fn a_search_that_is_given_up_says_so_and_goes_round_a_crowd_where_it_can() {
    let persons = [keys("a", 100), keys("b", 100), keys("c", 3)].concat();
    let of = |named: &[&str]| named.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
    let mut documents: Documents =
        [keys("da", 310), keys("db", 310)].concat().into_iter().map(|key| (key, BTreeSet::new())).collect();
    documents.insert("e".to_owned(), of(&["a007", "c000"]));
    documents.insert("f".to_owned(), of(&["c000", "c001"]));
    documents.insert("g".to_owned(), of(&["c001", "c002"]));
    for_each_dialect(async |dialect| {
        let (bench, endpoint) = archive_of(dialect, &persons, &documents).await;
        // Thousands of mentions would be the same, told slowly.
        bench
            .execute(
                "INSERT INTO appearance (person_id, document_id, document_kind, passages, sort_day) SELECT p.record_id, d.record_id, \
                 'article', 1, 0 FROM external_key p JOIN external_key d ON d.kind = 'article' AND d.key LIKE concat('d', \
                 substr(p.key, 1, 1), '%') WHERE p.kind = 'person' AND p.key < 'c'",
            )
            .await;
        let crowds = path(&endpoint, "a001", "b001", 6).await;
        assert_eq!(crowds, json!({"outcome": "GIVEN_UP", "length": null, "steps": []}));
        // One end is small: what it meets is as near.
        let round = path(&endpoint, "a001", "c002", 6).await;
        assert_eq!(round["length"], 4, "{round}");
        assert_eq!(round["steps"][1]["from"]["key"], "a007");
        let back = path(&endpoint, "c002", "a001", 6).await;
        assert_eq!(back["steps"][2]["to"]["key"], "a007");
        assert_eq!(path(&endpoint, "a001", "c002", 3).await["outcome"], "TOO_FAR");
        assert_eq!(path(&endpoint, "a001", "a099", 6).await["length"], 1);
    })
    .await;
}

#[tokio::test]
async fn who_was_merged_is_who_they_became_and_what_was_rejected_ties_nobody() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        for (key, name) in [("a", "Anna Larina"), ("b", "Joseph Stalin"), ("k", "Koba Djugashvili"), ("c", "Lev Kamenev")] {
            archive
                .done(&format!(
                    "createPerson(input: {{person: {{key: {key:?}, names: [{{text: {name:?}}}]}}}}) {{ userErrors {{ message }} }}"
                ))
                .await;
        }
        for (key, body) in [("one", "Anna Larina saw Joseph Stalin."), ("two", "Koba Djugashvili saw Lev Kamenev.")] {
            archive
                .done(&format!(
                    "createArticle(input: {{article: {{key: {key:?}, language: \"en\", body: {body:?}}}}}) {{ userErrors {{ message }} }}"
                ))
                .await;
        }
        let told = archive.data(r#"{ person(by: {key: "k"}) { id } path(from: {key: "a"}, to: {key: "c"}) { outcome } }"#).await;
        assert_eq!(told["path"]["outcome"], "NONE");
        archive.done(r#"mergePersons(input: {from: {key: "k"}, into: {key: "b"}}) { userErrors { message } }"#).await;
        let asked = format!(
            r#"{{ a: path(from: {{key: "a"}}, to: {{key: "c"}}) {{ length steps {{ to {{ key }} }} }}
                  k: path(from: {{key: "a"}}, to: {{id: {}}}) {{ length steps {{ to {{ key }} }} }} }}"#,
            told["person"]["id"]
        );
        let step = |key: &str| json!({"to": {"key": key}});
        let expected = json!({"a": {"length": 2, "steps": [step("b"), step("c")]}, "k": {"length": 1, "steps": [step("b")]}});
        assert_eq!(archive.data(&asked).await, expected);
        let named = archive.data(r#"{ article(by: {key: "one"}) { mentions { edges { node { id } } } } }"#).await;
        let claim = &named["article"]["mentions"]["edges"][0]["node"]["id"];
        archive.done(&format!("rejectMention(input: {{mention: {claim}}}) {{ userErrors {{ message }} }}")).await;
        assert_eq!(archive.data(r#"{ path(from: {key: "a"}, to: {key: "c"}) { outcome } }"#).await["path"]["outcome"], "NONE");
    })
    .await;
}

#[tokio::test]
async fn how_many_steps_a_chain_may_have_is_bounded() {
    let (_bench, endpoint) = archive_of(Dialect::Sqlite, &keys("p", 1), &Documents::new()).await;
    for steps in [0, 7, -1] {
        let query = format!(
            "{{ path(from: {{key: \"p000\"}}, to: {{key: \"p000\"}}, maxSteps: {steps}) {{ length }} }}"
        );
        let answer = endpoint.answer(Request { query, ..Request::default() }).await.body;
        assert!(answer.contains("a whole number from 1 to 6"), "{answer}");
    }
}
