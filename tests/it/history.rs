//! History: what a record was before, and every change in the order of commit, however many write.

/// Changes as they come.
pub mod follow;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use vitae::domain::{Archive, ImportOptions, OnError, Unobserved};
use vitae::graphql::{Endpoint, Request};
use vitae::store::{Dialect, Statement, Store};

use crate::support::{TestDatabase, endpoint, for_each_dialect};

/// An archive and what answers for it.
struct History {
    archive: Archive,
    endpoint: Endpoint,
    store: Store,
    database: TestDatabase,
}

impl History {
    async fn new(dialect: Dialect) -> History {
        let database = TestDatabase::migrated(dialect).await;
        let store = database.open().await;
        let endpoint = endpoint(&store, store.readers().await.unwrap());
        History { archive: archive(&store), endpoint, store, database }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let variables = variables.as_object().cloned().unwrap_or_default();
        let request = Request { query: query.to_owned(), variables, ..Request::default() };
        let answer: Value = serde_json::from_str(&self.endpoint.answer(request).await.body).unwrap();
        assert!(answer["errors"].is_null(), "{query}: {answer}");
        answer["data"].clone()
    }

    async fn import(&self, actor: &str, records: &[Value]) {
        import(&self.archive, actor, records, OnError::Stop).await;
    }

    /// The archive's revisions, as the table has them.
    async fn revisions(&self) -> Vec<String> {
        let numbers = match self.store.dialect() {
            Dialect::Sqlite => "group_concat(id, ' ' ORDER BY id)",
            Dialect::Postgres => "string_agg(id::text, ' ' ORDER BY id)",
        };
        let sql = format!("SELECT coalesce({numbers}, '') FROM revision");
        let statement = Statement { sql: sql.into(), binds: Vec::new() };
        let numbers = self.store.readers().await.unwrap().fetch(statement).await.unwrap();
        numbers.split_whitespace().map(|number| format!("revision:{number}")).collect()
    }
}

fn archive(store: &Store) -> Archive {
    Archive::new(store.clone(), Arc::new(|| "2026-11-23T12:00:00Z".to_owned()))
}

async fn import(archive: &Archive, actor: &str, records: &[Value], on_error: OnError) {
    let file: String = records.iter().map(|record| format!("{record}\n")).collect();
    let options = ImportOptions { actor: actor.to_owned(), label: None, on_error, dry_run: false };
    let summary = archive.import(file.as_bytes(), &options, &mut Unobserved).await.unwrap();
    assert_eq!(summary.rejected, 0);
}

fn person(key: &str, description: &str) -> Value {
    json!({"person": {"key": key, "names": [{"text": key}], "description": description}})
}

/// The nodes of a connection.
fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().unwrap_or_else(|| panic!("no list: {connection}"));
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn ids(connection: &Value) -> Vec<String> {
    nodes(connection).iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_record_tells_each_of_its_changes_and_what_it_was_before() {
    const QUERY: &str = r#"{ person(by: {key: "ada"}) { revision revisions { edges { node {
        number operation recordKey before after at record { ... on Person { description } }
        batch { kind actor changes { totalCount } } } } } } }"#;
    for_each_dialect(async |dialect| {
        let history = History::new(dialect).await;
        history.import("one", &[person("ada", "a countess"), person("bob", "nobody")]).await;
        history.import("two", &[person("ada", "a mathematician")]).await;
        let ada = &history.ask(QUERY, json!({})).await["person"];
        assert_eq!(ada["revision"], 2);
        let batch =
            |actor: &str, count| json!({"kind": "import", "actor": actor, "changes": {"totalCount": count}});
        let now = json!({"description": "a mathematician"});
        let at = "2026-11-23T12:00:00Z";
        let made = json!({"number": 1, "operation": "CREATE", "recordKey": "ada", "before": null,
            "after": person("ada", "a countess"), "at": at, "record": now, "batch": batch("one", 2)});
        let changed = json!({"number": 2, "operation": "UPDATE", "recordKey": "ada",
            "before": {"person": {"key": "ada", "description": "a countess"}},
            "after": {"person": {"key": "ada", "description": "a mathematician"}},
            "at": at, "record": now, "batch": batch("two", 1)});
        assert_eq!(nodes(&ada["revisions"]), [made, changed]);
    })
    .await;
}

#[tokio::test]
async fn changes_come_in_the_order_of_commit_and_each_cursor_holds_still() {
    const PAGE: &str = "query($first: Int, $after: String) { changes(first: $first, after: $after) {
        edges { cursor node { id cursor } } pageInfo { endCursor } } }";
    for_each_dialect(async |dialect| {
        let history = History::new(dialect).await;
        let some: Vec<Value> = (0..7).map(|at| person(&format!("p{at}"), "first")).collect();
        history.import("one", &some).await;
        let before = history.revisions().await;
        let whole = history.ask(PAGE, json!({"first": 100})).await;
        assert_eq!(ids(&whole["changes"]), before);
        for edge in whole["changes"]["edges"].as_array().unwrap() {
            assert_eq!(edge["cursor"], edge["node"]["cursor"]);
        }
        let end = &whole["changes"]["pageInfo"]["endCursor"];
        assert_eq!(history.ask(PAGE, json!({"after": end})).await["changes"]["edges"], json!([]));
        history.import("two", &[person("p3", "second"), person("p9", "first")]).await;
        let more = history.ask(PAGE, json!({"after": end})).await;
        let after = history.revisions().await;
        assert_eq!(ids(&more["changes"]), after[before.len()..]);
        for size in [1, 2, 3, 8, 9] {
            let (mut found, mut at) = (Vec::new(), Value::Null);
            loop {
                let page = history.ask(PAGE, json!({"first": size, "after": at})).await;
                let page = &page["changes"];
                if page["edges"] == json!([]) {
                    break;
                }
                found.extend(ids(page));
                at = page["pageInfo"]["endCursor"].clone();
            }
            assert_eq!(found, after, "{size} at once");
        }
    })
    .await;
}

#[tokio::test]
async fn changes_can_be_those_of_some_records_kinds_operations_and_people() {
    for_each_dialect(async |dialect| {
        let history = History::new(dialect).await;
        let event = json!({"event": {"key": "e", "kind": "TRIAL"}});
        history.import("one", &[person("a", "x"), event, person("b", "x")]).await;
        history.import("two", &[person("a", "y")]).await;
        history.import("two", &[person("b", "y")]).await;
        let told = async |arguments: &str| -> Vec<String> {
            let query = format!(
                "{{ changes({arguments}) {{ edges {{ node {{ recordKey operation batch {{ actor }} }} }} }} }}"
            );
            let answer = history.ask(&query, json!({})).await;
            let told = |node: &Value| {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                [text(&node["recordKey"]), text(&node["operation"]), text(&node["batch"]["actor"])].join(" ")
            };
            nodes(&answer["changes"]).iter().map(told).collect()
        };
        let made = ["a CREATE one", "e CREATE one", "b CREATE one"];
        let changed = ["a UPDATE two", "b UPDATE two"];
        assert_eq!(told("first: 9").await, [&made[..], &changed[..]].concat());
        assert_eq!(told("operations: [CREATE]").await, made);
        assert_eq!(told(r#"actors: ["two"]"#).await, changed);
        assert_eq!(told("kinds: EVENT").await, [made[1]]);
        assert_eq!(told("kinds: [EVENT, PERSON], operations: UPDATE, direction: DESC").await, [changed[1], changed[0]]);
        let b = history.ask(r#"{ person(by: {key: "b"}) { id } }"#, json!({})).await;
        let id = b["person"]["id"].as_str().unwrap();
        assert_eq!(told(&format!(r#"ids: ["{id}"]"#)).await, [made[2], changed[1]]);
        let other = id.replace("person", "event");
        assert!(told(&format!(r#"ids: ["{other}"]"#)).await.is_empty(), "the kind is a part of the id");
        assert!(told("ids: []").await.is_empty());
        let batches = r#"{ batches(actors: ["two"]) { edges { node { id changes { edges { node { id } } } } } } }"#;
        let found = nodes(&history.ask(batches, json!({})).await["batches"]);
        let [batch, _] = found.as_slice() else { panic!("two batches: {found:?}") };
        let query = "query($id: ID!, $first: ID!) { batch(id: $id) { actor } revision(id: $first) { id } }";
        let first = &ids(&batch["changes"])[0];
        let found = history.ask(query, json!({"id": batch["id"], "first": first})).await;
        assert_eq!(found, json!({"batch": {"actor": "two"}, "revision": {"id": first}}));
    })
    .await;
}

/// Several writers, each with a store of its own as another process would have, in chunks that others come
/// between; and somebody who reads the changes after the last that they saw, all the while.
#[tokio::test]
async fn who_goes_on_after_the_last_change_misses_none_however_many_write() {
    const WRITERS: usize = 4;
    const PAGE: &str = "query($after: String) { changes(first: 7, after: $after) {
        edges { node { id } } pageInfo { endCursor } } }";
    for_each_dialect(async |dialect| {
        let history = History::new(dialect).await;
        let busy = Arc::new(AtomicUsize::new(WRITERS));
        let mut writers = Vec::new();
        for writer in 0..WRITERS {
            let (store, busy) = (history.database.open().await, busy.clone());
            writers.push(std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(write(archive(&store).taking(2), writer));
                busy.fetch_sub(1, Ordering::SeqCst);
            }));
        }
        let (mut found, mut at, mut pages) = (Vec::new(), Value::Null, 0);
        loop {
            let is_last = busy.load(Ordering::SeqCst) == 0;
            let page = history.ask(PAGE, json!({"after": at})).await;
            let new = ids(&page["changes"]);
            if new.is_empty() && is_last {
                break;
            }
            pages += usize::from(!new.is_empty());
            if !new.is_empty() {
                at = page["changes"]["pageInfo"]["endCursor"].clone();
            }
            found.extend(new);
        }
        for writer in writers {
            writer.join().unwrap();
        }
        assert_eq!(found, history.revisions().await);
        assert_eq!(found.len(), WRITERS * (30 + 30 + 10), "in {pages} pages");
    })
    .await;
}

/// Thirty records in chunks between which others write, told twice: an update takes no number but its
/// revision's, so that one left over from an earlier chunk would be found here. Beside them ten small imports.
async fn write(archive: Archive, writer: usize) {
    let record = |at: usize, description| person(&format!("{writer}/{at}"), description);
    let many = async {
        for description in ["x", "y"] {
            let records: Vec<Value> = (0..30).map(|at| record(at, description)).collect();
            import(&archive, "many", &records, OnError::Skip).await;
        }
    };
    let small = async {
        for at in 30..40 {
            import(&archive, "small", &[record(at, "x")], OnError::Stop).await;
        }
    };
    tokio::join!(many, small);
}
