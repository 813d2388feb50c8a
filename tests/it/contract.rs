//! What clients rely on: the schema as committed, a description on everything in it, and one shape for
//! everything that is refused, before the database is asked.

use serde_json::{Value, json};
use vitae::graphql::{Endpoint, Request, sdl};
use vitae::store::{Dialect, Recording, Store};

use crate::support::{Server, TestDatabase, endpoint, same_as_file};

/// An endpoint over an archive, and what it asks of the database.
struct Asked {
    endpoint: Endpoint,
    recording: Recording,
    store: Store,
    _database: TestDatabase,
}

async fn seeded(dialect: Dialect) -> Asked {
    let database = TestDatabase::seeded(dialect).await;
    let store = database.open().await;
    let (readers, recording) = store.readers().await.unwrap().recorded();
    let endpoint = endpoint(&store, readers);
    Asked { endpoint, recording, store, _database: database }
}

impl Asked {
    async fn answer(&self, query: &str, variables: Value) -> Value {
        let variables = variables.as_object().cloned().unwrap_or_default();
        let request = Request { query: query.to_owned(), variables, ..Request::default() };
        serde_json::from_str(&self.endpoint.answer(request).await.body).unwrap()
    }

    async fn close(self) {
        drop(self.endpoint);
        self.store.close().await.unwrap();
    }
}

#[test]
fn the_committed_schema_is_what_the_server_serves() {
    same_as_file("schema.graphql", &sdl());
}

#[tokio::test]
async fn every_type_field_argument_and_enum_value_is_described() {
    const QUERY: &str = "{ __schema { types { name description \
        fields { name description args { name description } } \
        inputFields { name description } enumValues { name description } } } }";
    let asked = seeded(Dialect::Sqlite).await;
    let answer = asked.answer(QUERY, json!({})).await;
    let types = answer["data"]["__schema"]["types"].as_array().expect("introspection answers");
    let mut bare = Vec::new();
    let mut seen = 0;
    // The specification describes ID itself; async-graphql leaves its description out.
    let ours = |ty: &&Value| !ty["name"].as_str().is_some_and(|name| name.starts_with("__") || name == "ID");
    for ty in types.iter().filter(ours) {
        let mut visit = |path: String, item: &Value| {
            seen += 1;
            if item["description"].as_str().is_none_or(str::is_empty) {
                bare.push(path);
            }
        };
        let name = ty["name"].as_str().unwrap();
        visit(name.to_owned(), ty);
        for part in ["fields", "inputFields", "enumValues"] {
            for item in ty[part].as_array().into_iter().flatten() {
                let path = format!("{name}.{}", item["name"].as_str().unwrap());
                visit(path.clone(), item);
                for argument in item["args"].as_array().into_iter().flatten() {
                    visit(format!("{path}({})", argument["name"].as_str().unwrap()), argument);
                }
            }
        }
    }
    assert!(seen > 300, "only {seen} things were looked at");
    assert!(bare.is_empty(), "without a description: {bare:?}");
    asked.close().await;
}

/// Requests that must be refused, with their variables.
fn refused() -> Vec<(&'static str, Value)> {
    [refused_arguments(), refused_objects(), refused_variables()].concat()
}

/// Documents and arguments that must be refused.
fn refused_arguments() -> Vec<(&'static str, Value)> {
    let none = json!({});
    vec![
        ("{", none.clone()),
        ("{ nope }", none.clone()),
        ("{ person { name } }", none.clone()),
        ("mutation { x }", none.clone()),
        ("subscription { x }", none.clone()),
        ("query A { __typename } query B { __typename }", none.clone()),
        // Ids, keys, cursors, dates, page sizes: refused by the argument's name.
        (r#"{ person(by: {id: "17"}) { name } }"#, none.clone()),
        (r#"{ person(by: {id: "event:17"}) { name } }"#, none.clone()),
        (r#"{ person(by: {id: "person:1e9"}) { name } }"#, none.clone()),
        (r#"{ node(id: "person:99999999999999999999") { id } }"#, none.clone()),
        (r#"{ nodes(ids: ["person:1", "x"]) { id } }"#, none.clone()),
        (r#"{ person(by: {}) { name } }"#, none.clone()),
        (r#"{ person(by: {id: "person:1", key: "x"}) { name } }"#, none.clone()),
        (r#"{ person(by: {key: null}) { name } }"#, none.clone()),
        ("{ persons(first: -1) { totalCount edges { cursor } } }", none.clone()),
        ("{ persons(first: 1001) { edges { cursor } } }", none.clone()),
        ("{ persons(first: 99999999999) { edges { cursor } } }", none.clone()),
        ("{ persons(first: 1, last: 1) { edges { cursor } } }", none.clone()),
        (r#"{ persons(after: "x") { edges { cursor } } }"#, none.clone()),
        (r#"{ persons(after: "BIRTH.5.7") { edges { cursor } } }"#, none.clone()),
        (r#"{ persons(before: "NAME.zz.7") { edges { cursor } } }"#, none.clone()),
        (r#"{ persons(after: "NAME.00.7") { edges { cursor } } }"#, none.clone()),
        (r#"{ events(filter: {date: {within: "1938-15-03"}}) { totalCount } }"#, none.clone()),
        (r#"{ events(filter: {date: {within: ""}}) { totalCount } }"#, none.clone()),
        (r#"{ events(filter: {date: {within: 1938}}) { totalCount } }"#, none.clone()),
        ("{ persons(filter: {name: {contains: \"a\\u0000b\"}}) { totalCount } }", none.clone()),
        // One letter that folds to eighteen.
        (
            "query($text: String!) { persons(filter: {name: {contains: $text}}) { totalCount } }",
            json!({"text": "\u{fdfa}".repeat(700)}),
        ),
        (r#"{ persons(orderBy: {field: AGE}) { totalCount } }"#, none.clone()),
    ]
}

/// Literals and variables where an object belongs: none is taken for one that asks nothing.
fn refused_objects() -> Vec<(&'static str, Value)> {
    let none = json!({});
    vec![
        (r#"{ persons(filter: {name: "koba"}) { totalCount } }"#, none.clone()),
        (r#"{ persons(filter: "koba") { totalCount } }"#, none.clone()),
        (r#"{ persons(filter: {and: "x"}) { totalCount } }"#, none.clone()),
        (r#"{ persons(filter: {and: ["x"]}) { totalCount } }"#, none.clone()),
        (r#"{ persons(filter: {livedWithin: "1923"}) { totalCount } }"#, none.clone()),
        ("{ persons(orderBy: BIRTH) { totalCount } }", none.clone()),
        (r#"{ persons(orderBy: "BIRTH") { totalCount } }"#, none.clone()),
        (r#"{ person(by: "ada") { name } }"#, none.clone()),
        (r#"{ events(filter: {participation: 3}) { totalCount } }"#, none.clone()),
        ("query($text: String) { persons(filter: {name: $text}) { totalCount } }", json!({"text": "koba"})),
    ]
}

/// Variables that are not what the document declares, and a query that is too dear.
fn refused_variables() -> Vec<(&'static str, Value)> {
    let none = json!({});
    vec![
        // Variables: coerced by what the document declares.
        ("query($n: Int!) { persons(first: $n) { totalCount } }", none.clone()),
        ("query($n: Int!) { persons(first: $n) { totalCount } }", json!({"n": null})),
        ("query($n: Int) { persons(first: $n) { totalCount } }", json!({"n": 2147483648_i64})),
        ("query($n: Int) { persons(first: $n) { totalCount } }", json!({"n": "1"})),
        ("query($n: Int) { persons(first: $n) { totalCount } }", json!({"n": 1.5})),
        ("query($n: Int) { persons(first: $n) { totalCount edges { cursor } } }", json!({"n": -1})),
        ("query($by: PersonRef!) { person(by: $by) { name } }", json!({"by": {}})),
        (
            "query($by: PersonRef!) { person(by: $by) { name } }",
            json!({"by": {"id": "person:1", "key": "a"}}),
        ),
        ("query($by: PersonRef!) { person(by: $by) { name } }", json!({"by": {"nam": "a"}})),
        ("query($by: PersonRef!) { person(by: $by) { name } }", json!({"by": {"id": "x"}})),
        (
            "query($f: EventFilter) { events(filter: $f) { totalCount } }",
            json!({"f": {"date": {"within": "x"}}}),
        ),
        ("query($f: EventFilter) { events(filter: $f) { totalCount } }", json!({"f": {"date": {}}})),
        (
            "query($f: EventFilter) { events(filter: $f) { totalCount } }",
            json!({"f": {"date": {"within": "1938", "certainty": "MAYBE"}}}),
        ),
        (
            "query($f: PersonFilter) { persons(filter: $f) { totalCount } }",
            json!({"f": {"and": [{"or": 1}]}}),
        ),
        ("query($k: [String!]) { events(filter: {kinds: $k}) { totalCount } }", json!({"k": ["A", null]})),
        // Too deep, too wide, too dear.
        (
            "{ persons(first: 1000) { edges { node { events(first: 1000) { edges { node { participants(first: 1000) \
             { edges { node { name } } } } } } } } } }",
            none.clone(),
        ),
    ]
}

#[tokio::test]
async fn what_is_refused_says_what_was_expected_and_asks_nothing_of_the_database() {
    let asked = seeded(Dialect::Sqlite).await;
    let mut told = Vec::new();
    for (query, variables) in refused() {
        let answer = asked.answer(query, variables.clone()).await;
        assert!(answer.get("data").is_none(), "{query} was executed: {answer}");
        for error in answer["errors"].as_array().expect("a refusal has errors") {
            assert!(error["extensions"]["code"].is_string(), "{query} is refused without a code: {error}");
            assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
        }
        told.push(json!({"query": query, "variables": variables, "answer": answer}));
    }
    assert!(asked.recording.lock().unwrap().is_empty(), "a refused request reached the database");
    same_as_file("tests/data/refused.json", &format!("{:#}\n", Value::Array(told)));
    asked.close().await;
}

#[tokio::test]
async fn a_document_is_refused_by_its_size_before_it_is_validated() {
    let asked = seeded(Dialect::Sqlite).await;
    let deep = format!("{{ {} {} }}", "persons { edges { node { ".repeat(10) + "id", "}".repeat(30));
    // Deeper than the parser goes, and no deeper than it is asked to look.
    let deeper = format!("{}x{}", "{ a ".repeat(100), "}".repeat(100));
    let wide = format!("{{ {} }}", "__typename ".repeat(1001));
    let many = format!("{{ {} }}", (0..1001).map(|at| format!("a{at}: __typename ")).collect::<String>());
    let mut doubling = "{ ...f0 }".to_owned();
    for at in 0..40 {
        doubling.push_str(&format!(" fragment f{at} on Query {{ ...f{next} ...f{next} }}", next = at + 1));
    }
    doubling.push_str(" fragment f40 on Query { __typename }");
    let long = format!("{{ __typename }} # {}", "x".repeat(100_000));
    // Each of these walked down the stack until it ended, or answered gigabytes.
    let brackets =
        format!("{{ persons(filter: {{keys: {}{}}}) {{ totalCount }} }}", "[".repeat(2000), "]".repeat(2000));
    let nots =
        format!("{{ persons(filter: {}{}) {{ totalCount }} }}", "{not: ".repeat(2000), "}".repeat(2000));
    let default = format!("query($x: [String!] = {}{}) {{ __typename }}", "[".repeat(2000), "]".repeat(2000));
    let circles = format!(
        "{{ __schema {{ types {{ {}name{} }} }} }}",
        "possibleTypes { interfaces { ".repeat(5),
        "} }".repeat(5)
    );
    let conditions = |count| {
        format!(r#"{{ persons(filter: {{and: [{}]}}) {{ totalCount }} }}"#, r#"{keys: ["a"]} "#.repeat(count))
    };
    let answer = asked.answer(&conditions(20), json!({})).await;
    assert_eq!(answer["data"]["persons"]["totalCount"], 0, "{answer}");
    asked.recording.lock().unwrap().clear();
    let filters = format!(
        "{{ events(filter: {}{{}}{}) {{ totalCount }} }}",
        "{participation: {personLike: {participation: {eventLike: ".repeat(3),
        "}}}}".repeat(3)
    );
    for (document, limit) in [
        (deep, "depth"),
        (deeper, "depth"),
        (wide, "fields"),
        (many, "aliases"),
        (doubling, "fields"),
        (long, "length"),
        (brackets, "nesting"),
        (nots, "nesting"),
        (default, "nesting"),
        (circles, "introspection"),
        (conditions(60), "conditions"),
        (filters, "depth"),
    ] {
        let answer = asked.answer(&document, json!({})).await;
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "TOO_COSTLY", "{answer}");
        assert_eq!(extensions["limit"], limit, "{answer}");
        let (measured, allowed) = (extensions["measured"].as_u64(), extensions["allowed"].as_u64());
        assert!(measured > allowed, "{answer}");
    }
    assert!(asked.recording.lock().unwrap().is_empty());
    asked.close().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_in_the_order_of_the_document() {
    let asked = seeded(Dialect::Sqlite).await;
    let declared: Vec<String> = (0..12).map(|number| format!("$v{number}x: Int")).collect();
    let query = format!("query ({}) {{ persons {{ totalCount }} }}", declared.join(", "));
    let answer = asked.answer(&query, json!({})).await;
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 12, "{answer}");
    for (number, error) in errors.iter().enumerate() {
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&format!("v{number}x")), "{number}: {answer}");
    }
    asked.close().await;
}

#[tokio::test]
async fn an_operation_is_chosen_by_its_name_whether_its_document_is_new_or_not() {
    let asked = seeded(Dialect::Sqlite).await;
    for _ in 0..2 {
        let request = |name: &str| Request {
            query: "query Known { __typename }".to_owned(),
            operation_name: Some(name.to_owned()),
            ..Request::default()
        };
        let known = asked.endpoint.answer(request("Known")).await;
        assert_eq!(known.body, r#"{"data":{"__typename":"Query"}}"#);
        let unknown = asked.endpoint.answer(request("Unknown")).await;
        assert!(unknown.is_request_error && unknown.body.contains("Unknown"), "{}", unknown.body);
    }
    asked.close().await;
}

/// A list of one value makes another statement than a list of several, or than the value by itself.
#[tokio::test]
async fn a_list_may_be_as_long_as_it_likes_each_time_it_is_asked() {
    let query = "query($kinds: [String!], $one: String!) { some: events(filter: {kinds: $kinds}) { totalCount } \
         one: events(filter: {kinds: [$one]}) { totalCount } all: events { totalCount } }";
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let asked = seeded(dialect).await;
        let mut counts = Vec::new();
        for kinds in [
            json!(["BIRTH"]),
            json!(["BIRTH", "DEATH"]),
            json!("DEATH"),
            json!([]),
            json!(["DEATH"]),
            Value::Null,
        ] {
            let data = asked.answer(query, json!({"kinds": kinds, "one": "BIRTH"})).await["data"].take();
            assert_eq!(
                data["one"]["totalCount"].as_i64(),
                Some(counts.first().copied().unwrap_or(data["some"]["totalCount"].as_i64().unwrap()))
            );
            counts.push(data["some"]["totalCount"].as_i64().unwrap());
            if kinds.is_null() {
                assert_eq!(data["some"], data["all"]);
            }
        }
        let [births, both, deaths, none, deaths_again, _] = counts[..] else { panic!("{counts:?}") };
        assert!(births > 0 && deaths > 0 && none == 0, "{counts:?}");
        assert_eq!((births + deaths, deaths), (both, deaths_again));
        asked.close().await;
    }
}

#[tokio::test]
async fn introspection_beside_data_is_answered_by_the_executor() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let asked = seeded(dialect).await;
        let query = r#"{ __type(name: "Person") { name } person(by: {key: "demo:person/stalin"}) { name } }"#;
        let answer = asked.answer(query, json!({})).await;
        assert_eq!(
            answer,
            json!({"data": {"__type": {"name": "Person"}, "person": {"name": "Joseph Stalin"}}})
        );
        asked.close().await;
    }
}

/// Every person by pages of every size, forwards and backwards, in every order.
#[tokio::test]
async fn pages_tile_the_list_whatever_their_size_and_order() {
    const QUERY: &str = "query($first: Int, $after: String, $last: Int, $before: String, $order: PersonOrder) { \
        persons(first: $first, after: $after, last: $last, before: $before, orderBy: $order) { \
        edges { node { key } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let asked = seeded(dialect).await;
        for (field, direction) in
            [("NAME", "ASC"), ("NAME", "DESC"), ("BIRTH", "ASC"), ("DEATH", "DESC"), ("ENTRY", "DESC")]
        {
            let order = json!({"field": field, "direction": direction});
            let whole = asked.answer(QUERY, json!({"first": 1000, "order": order})).await;
            let whole = keys(&whole);
            assert_eq!(whole.len(), 15);
            for size in [1, 2, 4, 14, 15, 16] {
                assert_eq!(
                    walk(&asked, QUERY, &order, size, true).await,
                    whole,
                    "{dialect:?} {order} {size} forwards"
                );
                assert_eq!(
                    walk(&asked, QUERY, &order, size, false).await,
                    whole,
                    "{dialect:?} {order} {size} backwards"
                );
            }
        }
        asked.close().await;
    }
}

async fn walk(asked: &Asked, query: &str, order: &Value, size: usize, forwards: bool) -> Vec<String> {
    let (count, cursor) = if forwards { ("first", "after") } else { ("last", "before") };
    let (more, end) =
        if forwards { ("hasNextPage", "endCursor") } else { ("hasPreviousPage", "startCursor") };
    let (back, _) = if forwards { ("hasPreviousPage", ()) } else { ("hasNextPage", ()) };
    let mut found: Vec<String> = Vec::new();
    let mut at = Value::Null;
    loop {
        let answer = asked.answer(query, json!({count: size, cursor: at, "order": order})).await;
        let page = keys(&answer);
        let info = &answer["data"]["persons"]["pageInfo"];
        assert_eq!(
            info[back],
            !at.is_null(),
            "before the first page there is nothing, before others there is: {answer}"
        );
        if forwards {
            found.extend(page);
        } else {
            found.splice(0..0, page);
        }
        if info[more] == false {
            return found;
        }
        at = info[end].clone();
    }
}

fn keys(answer: &Value) -> Vec<String> {
    let edges = answer["data"]["persons"]["edges"].as_array().unwrap_or_else(|| panic!("no list: {answer}"));
    edges.iter().map(|edge| edge["node"]["key"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_the_plan_does_not_take_is_counted_by_its_reason() {
    let database = TestDatabase::seeded(Dialect::Sqlite).await;
    let server = Server::with(database.url(), &["--no-seed", "--metrics=open"]);
    let figures = async || reqwest::get(server.url("/metrics")).await.unwrap().text().await.unwrap();
    server.query("{ persons { totalCount } }").await;
    assert!(
        !figures().await.contains("vitae_plan_fallback_total"),
        "a planned query counts as one that was not"
    );
    for _ in 0..2 {
        let answer = server.query("{ __schema { queryType { name } } persons { totalCount } }").await;
        assert_eq!(answer["data"]["persons"]["totalCount"], 15, "{answer}");
    }
    let told = figures().await;
    let line = told.lines().find(|line| line.starts_with("vitae_plan_fallback_total{")).unwrap_or(&told);
    assert_eq!(line, r#"vitae_plan_fallback_total{reason="introspection"} 2"#);
}
