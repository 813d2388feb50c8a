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

/// What is asked before, what then, with which variables, and whether that is answered.
type Asked<'a> = (&'a str, &'a str, Value, bool);

/// Whatever was asked before, each is answered as if it were new.
async fn as_if_new(cases: &[Asked<'_>]) {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let new = || endpoint(&archive.store, archive.readers.clone());
    let answer = async |endpoint: &Endpoint, query: &str, variables: &Value| {
        let variables = variables.as_object().cloned().unwrap();
        endpoint.answer(Request { query: query.to_owned(), variables, ..Request::default() }).await.body
    };
    for (before, query, variables, is_answered) in cases {
        let warm = new();
        answer(&warm, before, variables).await;
        let given = answer(&warm, query, variables).await;
        assert_eq!(given, answer(&new(), query, variables).await, "{query}");
        assert_eq!(given.contains("\"data\":{"), *is_answered, "{query}: {given}");
    }
    archive.store.close().await.unwrap();
}

const OTHER: &str = "{ events { totalCount } }";

#[tokio::test]
async fn documents_that_look_alike_are_told_apart() {
    as_if_new(&[
        // What is in the place of an enum's value, and is not planned.
        (
            "{ persons(orderBy: {field: \"BIRTH\"}) @skip(if: true) { totalCount } events { totalCount } }",
            "{ persons(orderBy: {field: \"NOPE\"}) @skip(if: true) { totalCount } events { totalCount } }",
            json!({}),
            false,
        ),
        (
            "query($k: RecordKind!) { search(text: \"Lenin\", kinds: [\"x\", $k]) { totalCount } }",
            "query($k: RecordKind!) { search(text: \"Lenin\", kinds: [\"EVENT\", $k]) { totalCount } }",
            json!({"k": "PERSON"}),
            true,
        ),
        (
            "query($d: OrderDirection, $s: Boolean!) { persons(orderBy: {field: \"x\", direction: $d}) @skip(if: $s) { totalCount } events { totalCount } }",
            "query($d: OrderDirection, $s: Boolean!) { persons(orderBy: {field: \"BIRTH\", direction: $d}) @skip(if: $s) { totalCount } events { totalCount } }",
            json!({"s": true}),
            true,
        ),
        // What one of the parsers takes for something else.
        (
            "{ node(id: \"a:1\") { ... on Person { name } } }",
            "{ node(id: \"person:2\") { ... on#c\nPerson { id } } }",
            json!({}),
            true,
        ),
        (
            "{ node(id: \"person:1\") { ... on Person { id } } }",
            "{ node(id: \"person:2\") { ... on#c\nPerson { id } } }",
            json!({}),
            true,
        ),
        (
            "{ ...on#c\nevents { totalCount } } fragment on on Query { persons { totalCount } }",
            "{ ...on events { totalCount } } fragment on on Query { persons { totalCount } }",
            json!({}),
            false,
        ),
        (
            "query($a: Int!) { persons(first: $a) { totalCount } }",
            "query($ a: Int !) { persons(first: $ a) { totalCount } }",
            json!({"a": 1}),
            false,
        ),
        // Where a mistake stands.
        (
            "query($n: Int) { persons(first: $n) { totalCount } }",
            "\n\n  query($n: Int) { persons(first: $n) { totalCount } }",
            json!({"n": "x"}),
            false,
        ),
    ])
    .await;
}

/// async-graphql's own parser takes no blank within a type.
#[tokio::test]
async fn what_the_specification_allows_is_answered_by_whoever_answers_it() {
    let schema = "query($a: Int !) { __type(name: \"Person\") { name } persons(first: $a) { totalCount } }";
    let text = "query($a: Int !) { persons(first: $a, orderBy: {field: \"BIRTH\"}) { totalCount } }";
    as_if_new(&[(OTHER, schema, json!({"a": 1}), true), (OTHER, text, json!({"a": 1}), true)]).await;
}

#[tokio::test]
async fn what_costs_too_much_together_is_refused_whoever_would_answer_it() {
    let root = |at: usize, field: &str| {
        format!(
            "a{at}: persons(first: 1000, orderBy: {{field: {field}}}) \
             {{ edges {{ node {{ events(first: 9) {{ totalCount }} }} }} }}"
        )
    };
    let text = format!("{{ {} {} }}", root(0, "\"BIRTH\""), root(1, "BIRTH"));
    let schema =
        format!("{{ __type(name: \"Person\") {{ name }} {} {} }}", root(0, "BIRTH"), root(1, "BIRTH"));
    let one = format!("{{ __type(name: \"Person\") {{ name }} {} }}", root(0, "BIRTH"));
    let cases = [(text.as_str(), false), (schema.as_str(), false), (one.as_str(), true)];
    as_if_new(&cases.map(|(query, is_answered)| (OTHER, query, json!({}), is_answered))).await;
}

/// async-graphql would panic over the default.
#[tokio::test]
async fn a_default_of_a_type_that_is_not_there_is_refused() {
    let cases = [
        "query($k: [Nope!] = [\"x\"]) { persons { totalCount } }",
        "query($k: [[Nope]] = \"x\") { persons(first: $k) { totalCount } }",
    ];
    as_if_new(&cases.map(|query| (OTHER, query, json!({}), false))).await;
}

/// What is taken as it stands is no argument that values are bound for.
#[tokio::test]
async fn a_text_in_a_reference_of_a_gateway_stays_where_it_is() {
    let archive = Archive::seeded(Dialect::Sqlite).await;
    let endpoint = endpoint(&archive.store, archive.readers.clone()).federated();
    for key in ["lenin", "stalin", "nobody"] {
        let query = format!(
            "{{ _entities(representations: [{{__typename: \"Person\", key: \"demo:person/{key}\"}}]) \
             {{ ... on Person {{ key }} }} }}"
        );
        let answer = endpoint.answer(Request { query, ..Request::default() }).await.body;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let expected = format!("demo:person/{key}");
        let found = &answer["data"]["_entities"][0]["key"];
        assert!(*found == expected || (key == "nobody" && found.is_null()), "{answer}");
    }
    archive.store.close().await.unwrap();
}
