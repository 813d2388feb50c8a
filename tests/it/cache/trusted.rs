//! Documents that alone may run.

use super::*;

/// A file, a manifest of relay-compiler, and one of Apollo's.
fn documents() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "count.graphql", &format!("{COUNT}\n"));
    std::fs::create_dir(directory.path().join("relay")).unwrap();
    let manifest = json!({"5f4dcc3b": "query Names { persons { edges { node { key } } } }"});
    write(directory.path(), "relay/persisted-documents.json", &manifest.to_string());
    let apollo = json!({"format": "apollo-persisted-query-manifest", "version": 1, "operations":
        [{"id": "typename", "name": "T", "type": "query", "body": "query T { __typename }"}]});
    write(directory.path(), "apollo.json", &apollo.to_string());
    write(directory.path(), "README", "nothing of ours");
    directory
}

#[tokio::test]
async fn only_trusted_documents_run() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let directory = documents();
        let trusted = directory.path().to_str().unwrap();
        let server = Server::with(database.url(), &["--no-seed", "--trusted-documents", trusted]);
        let told = async |body: Value| {
            let request = uploader::client().post(server.url("/graphql")).json(&body);
            request.send().await.unwrap().json::<Value>().await.unwrap()
        };
        let count = json!({"data": {"persons": {"totalCount": 15}}});
        let with_end = format!("{COUNT}\n");
        let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": sha256(COUNT)}});
        for body in [
            json!({ "query": COUNT }),
            json!({ "query": with_end }),
            json!({ "documentId": sha256(COUNT) }),
            json!({ "documentId": format!("sha256:{}", sha256(&with_end)) }),
            json!({ "extensions": extensions }),
            json!({ "query": COUNT, "extensions": extensions }),
        ] {
            assert_eq!(told(body.clone()).await, count, "{body}");
        }
        assert!(told(json!({"documentId": "5f4dcc3b"})).await["data"]["persons"]["edges"].is_array());
        assert_eq!(told(json!({"documentId": "typename"})).await, json!({"data": {"__typename": "Query"}}));
        let other = "{ events { totalCount } }";
        let register = json!({"persistedQuery": {"version": 1, "sha256Hash": sha256(other)}});
        for body in [
            json!({ "query": other }),
            json!({ "query": other, "extensions": register }),
            json!({ "extensions": register }),
            json!({ "documentId": "unknown" }),
            json!({ "query": "{ __schema { queryType { name } } }" }),
            json!({ "query": "" }),
        ] {
            let answer = told(body.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "DOCUMENT_NOT_TRUSTED", "{body}: {answer}");
            assert!(answer.get("data").is_none(), "{answer}");
        }
        let events = get(&server, &[("query", "subscription { changed { id } }")]);
        let body = events.header("accept", "text/event-stream").send().await.unwrap().text().await.unwrap();
        assert!(body.contains("DOCUMENT_NOT_TRUSTED"), "{body}");
    })
    .await;
}

#[test]
fn a_directory_of_documents_is_listed_and_checked() {
    let directory = documents();
    let listed = Program::new(&["documents", directory.path().to_str().unwrap()]).run();
    let typename = "query T { __typename }";
    let names = "query Names { persons { edges { node { key } } } }";
    let expected = format!(
        "{}  T  apollo.json (typename)\n{}  -  count.graphql\n{}  Names  relay/persisted-documents.json (5f4dcc3b)\n\
         3 documents, 0 of them not valid\n",
        sha256(typename),
        sha256(&format!("{COUNT}\n")),
        sha256(names)
    );
    assert_eq!((listed.code, listed.stdout, listed.stderr), (Some(0), expected, String::new()));
    write(
        directory.path(),
        "old.gql",
        "query A($id: ID!) { person(id: $id) { shoeSize } } query B { __typename }",
    );
    write(
        directory.path(),
        "several.gql",
        "query A($id: ID!) { node(id: $id) { id } } query B { __typename }",
    );
    write(directory.path(), "torn.gql", "query {");
    let listed = Program::new(&["documents", "--json", directory.path().to_str().unwrap()]).run();
    assert_eq!(listed.code, Some(3), "{}", listed.stdout);
    let lines: Vec<Value> = listed.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |file: &str| lines.iter().find(|line| line["file"] == file).unwrap();
    assert_eq!(of("several.gql")["operations"], json!(["A", "B"]), "{}", of("several.gql"));
    assert_eq!(of("several.gql")["problems"], json!([]));
    assert!(of("old.gql")["problems"].to_string().contains("shoeSize"), "{}", of("old.gql"));
    assert!(!of("torn.gql")["problems"].as_array().unwrap().is_empty());
    assert_eq!(of("apollo.json")["id"], "typename");
}

#[test]
fn what_is_no_directory_of_documents_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let told = |database: &str| {
        Program::new(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--trusted-documents",
            path,
            "--database",
            database,
        ])
        .run()
    };
    let file = directory.path().join("never.db");
    let database = format!("sqlite://{}", file.display());
    let none = told(&database);
    assert_eq!((none.code, none.stderr), (Some(1), format!("vitae: there is no document in `{path}`\n")));
    write(directory.path(), "a.json", r#"{"one": 1}"#);
    let wrong =
        "vitae: `a.json` is no manifest of documents: expected the text of a document under each id\n";
    assert_eq!(told(&database).stderr, wrong);
    write(directory.path(), "a.json", r#"{"one": "{ a }"}"#);
    write(directory.path(), "b.json", r#"{"one": "{ b }"}"#);
    assert!(told(&database).stderr.ends_with(&format!("vitae: `one` names two documents in `{path}`\n")));
    assert!(!file.exists(), "nothing was begun");
}
