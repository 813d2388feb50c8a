//! Documents of one form: compiled once, and each answered with the texts of its own.

use serde_json::{Value, json};
use vitae::graphql::{Endpoint, Request};
use vitae::store::Dialect;

use crate::query::{Archive, examples};
use crate::support::{Server, TestDatabase, endpoint, for_each_dialect, project};

/// How often something was found in a cache, and how often not.
async fn lookups(server: &Server, cache: &str) -> (u64, u64) {
    let told = reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    let count = |outcome: &str| {
        let name = format!("vitae_cache_lookups_total{{cache=\"{cache}\",outcome=\"{outcome}\"}} ");
        told.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |count| count.parse().unwrap())
    };
    (count("hit"), count("miss"))
}

#[tokio::test]
async fn documents_of_one_form_are_compiled_once() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--answer-memory", "0", "--metrics=open"]);
    let ask = async |query: String| server.query(&query).await["data"]["person"]["id"].clone();
    let persons = server.query("{ persons(first: 5) { edges { node { id } } } }").await;
    let ids = persons["data"]["persons"]["edges"].as_array().unwrap().iter();
    let ids: Vec<&str> = ids.map(|edge| edge["node"]["id"].as_str().unwrap()).collect();
    for (number, id) in ids.iter().enumerate() {
        let query = format!("# {number}\n{{ person(by: {{{}id: \"{id}\"}}) {{ id }} }}", " ".repeat(number));
        assert_eq!(ask(query).await, *id, "each is told of whom it asked");
    }
    assert_eq!(lookups(&server, "documents").await, (0, 6), "no text came twice");
    assert_eq!(lookups(&server, "forms").await, (4, 2));
    assert_eq!(lookups(&server, "plans").await, (4, 2));
    // What is not a text makes another form, and another plan.
    assert_eq!(ask(format!("{{ person(by: {{id: \"{}\"}}) {{ id name }} }}", ids[0])).await, ids[0]);
    assert_eq!(lookups(&server, "forms").await, (4, 3));
    assert_eq!(lookups(&server, "plans").await, (4, 3));
}

#[tokio::test]
async fn a_form_is_known_once_one_of_it_was_planned() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--answer-memory", "0", "--metrics=open"]);
    let query = |name: &str| {
        format!(
            "query Q($n: Int!) {{ persons(first: $n, filter: {{name: {{contains: \"{name}\"}}}}) {{ totalCount }} }}"
        )
    };
    // Its variables are wrong: it is valid, and not planned.
    let refused = server.query(&query("lenin")).await;
    assert!(refused["errors"].is_array(), "{refused}");
    for (name, hits) in [("lenin", 0), ("trotsky", 1), ("lenin", 1), ("stalin", 2)] {
        let answer = server.query_with(&query(name), json!({"n": 1})).await;
        assert!(answer["data"]["persons"]["totalCount"].as_u64() > Some(0), "{answer}");
        assert_eq!(lookups(&server, "forms").await.0, hits, "{name}");
    }
}

/// The document with other texts in it, one after another, and other blanks and comments between its lines.
fn other_texts(query: &str, texts: &[&str]) -> Vec<String> {
    let other = |text: &str| {
        let parts: Vec<&str> = query.split('"').collect();
        let replaced = parts.iter().enumerate().map(|(at, part)| if at % 2 == 0 { *part } else { text });
        replaced.collect::<Vec<_>>().join("\"").replace('\n', "  \n# another\n,")
    };
    texts.iter().map(|text| other(text)).collect()
}

#[tokio::test]
async fn every_example_is_answered_with_other_texts_as_if_it_were_new() {
    for_each_dialect(async |dialect| {
        let archive = Archive::seeded(dialect).await;
        let new = || endpoint(&archive.store, archive.readers.clone());
        let answer = async |endpoint: &Endpoint, request: &Request, query: &str| {
            let request = Request { query: query.to_owned(), ..request.clone() };
            endpoint.answer(request).await.body
        };
        let mut differ = 0;
        for example in examples(&project("tests/query")) {
            let request = &example.request;
            let warm = new();
            let own = answer(&warm, request, &request.query).await;
            let reworded = request.query.replace('\n', " # ,\n\n");
            assert_eq!(answer(&warm, request, &reworded).await, own, "{} with comments", example.path);
            if !request.query.contains('"') || request.query.contains('\\') {
                continue;
            }
            for query in
                other_texts(&request.query, &["", "person:3", "trial", "1938", "ARTICLE", "ä\u{10FFFF}"])
            {
                let by_form = answer(&warm, request, &query).await;
                assert_eq!(by_form, answer(&new(), request, &query).await, "{}: {query}", example.path);
                differ += usize::from(by_form != own);
            }
        }
        assert!(differ > 100, "only {differ} documents with other texts are answered otherwise");
        archive.store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_a_plan_depends_on_is_not_taken_for_a_text() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let endpoint = endpoint(&archive.store, archive.readers.clone());
    let ask = async |query: &str| -> Value {
        let request = Request { query: query.to_owned(), ..Request::default() };
        serde_json::from_str(&endpoint.answer(request).await.body).unwrap()
    };
    // async-graphql lets a text pass for an enum's value.
    for kind in ["PERSON", "EVENT", "PERSON"] {
        let query = "search(text: \"bukharin\", kinds: K) { edges { node { __typename } } }";
        let given = ask(&format!("{{ {} }}", query.replace('K', &format!("\"{kind}\"")))).await;
        assert_eq!(given, ask(&format!("{{ {} }}", query.replace('K', kind))).await, "{kind}");
        let found = given["data"]["search"]["edges"].as_array().expect("it is answered");
        assert!(found.iter().all(|edge| edge["node"]["__typename"].as_str().unwrap().to_uppercase() == kind));
    }
    let refused =
        ask("{ search(text: \"bukharin\", kinds: \"SAINT\") { edges { node { __typename } } } }").await;
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("SAINT"), "{refused}");
    // A type's name is read by async-graphql.
    for name in ["Person", "Event"] {
        let query =
            format!("{{ __type(name: \"{name}\") {{ name }} person(by: {{id: \"person:1\"}}) {{ id }} }}");
        let expected = json!({"data": {"__type": {"name": name}, "person": {"id": "person:1"}}});
        assert_eq!(ask(&query).await, expected);
    }
    // A name that a filter does not have is found missing where another of its form was planned.
    for value in ["person:1", "nobody", "event:1"] {
        let answer = ask(&format!("{{ person(by: {{id: \"{value}\"}}) {{ id }} }}")).await;
        match value {
            "person:1" => assert_eq!(answer["data"]["person"]["id"], value),
            _ => {
                let message = answer["errors"][0]["message"].as_str().expect("it is refused");
                assert!(message.contains("by.id") && message.contains(value), "{message}");
            }
        }
    }
    archive.store.close().await.unwrap();
}
