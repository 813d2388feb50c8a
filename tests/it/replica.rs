//! A primary and two replicas, real ones: who answers, what a client reads of what it wrote, and what each loss costs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::history::follow::Events;
use crate::support::{Program, Server, TestDatabase};
use client::{COUNT, Client, Crowd, parts, position, told, wait_until};
use cluster::Cluster;

/// Those who ask.
mod client;
/// Three servers of PostgreSQL.
mod cluster;
/// Answers that are remembered, read from whichever server.
mod remembered;

#[tokio::test]
async fn replicas_answer_and_whoever_writes_reads_what_they_wrote() {
    let cluster = Cluster::start().await;
    cluster::migrate(&cluster);
    let token = cluster::token(&cluster, "editor");
    let server = cluster.serve(&[]);
    let client = Client::new(&server, &token);
    client.until_ready_says("primary: in use\nreplica 1: in use\nreplica 2: in use\n").await;
    spread_evenly(&client).await;
    for number in 1..=20 {
        let position = client.do_put(&format!("person-{number}")).await;
        assert_eq!(client.count_at(Some(&position)).await, number);
    }
    let replicas = client.reads("replica 1").await + client.reads("replica 2").await;
    assert!(replicas >= 55.0, "own changes are read from replicas, too: {replicas} reads there");
    by_wrong_positions(&client).await;
    while_replicas_pause(&cluster, &client).await;
    followers_miss_nothing(&cluster, &client).await;
    a_lag_has_a_bound(&cluster, &token).await;
}

/// What needs no position is read from both replicas, and nothing from the primary.
async fn spread_evenly(client: &Client<'_>) {
    for _ in 0..40 {
        assert_eq!(client.count().await, 0);
    }
    let (one, other) = (client.reads("replica 1").await, client.reads("replica 2").await);
    assert!(one >= 15.0 && other >= 15.0, "{one} and {other}");
    assert_eq!(client.reads("primary").await, 0.0);
}

async fn by_wrong_positions(client: &Client<'_>) {
    let ask = |position: &str| client.post(&json!({ "query": COUNT })).header("vitae-position", position);
    let refused = ask("yesterday").send().await.unwrap();
    assert_eq!(refused.status(), 400);
    let message = told(refused).await["errors"][0]["message"].take();
    let expected = "the header `Vitae-Position` is `yesterday`; expected a position such as `1742.88`, as an answer told it";
    assert_eq!(message, expected);
    let body = json!({"query": COUNT, "extensions": {"position": 7}});
    let refused = client.post(&body).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    let message = told(refused).await["errors"][0]["message"].take();
    assert_eq!(
        message,
        "`extensions.position` is a number; expected `true`, or a position such as `1742.88` as a string"
    );
    let unknown = ask("999999.0").header("accept", "application/graphql-response+json").send().await.unwrap();
    assert_eq!(unknown.status(), 400);
    let error = told(unknown).await["errors"][0].take();
    assert_eq!(error["extensions"]["code"], "POSITION_UNKNOWN", "{error}");
    assert_eq!(error["extensions"]["asked"], "999999.0", "{error}");
}

/// Replicas that take no changes show the archive as it was, and to nobody who knows of a change.
async fn while_replicas_pause(cluster: &Cluster, client: &Client<'_>) {
    let get = || client.client.get(client.server.url("/graphql")).query(&[("query", COUNT)]);
    let first = get().send().await.unwrap();
    let (before, tag) = (position(&first), first.headers()["etag"].to_str().unwrap().to_owned());
    for replica in [1, 2] {
        cluster.pause(replica, true).await;
    }
    let after = client.do_put("a-secret").await;
    assert!(parts(&after) > parts(&before), "{after} follows {before}");
    let primary = client.reads("primary").await;
    let old = client.post(&json!({ "query": COUNT })).send().await.unwrap();
    assert_eq!(position(&old), before, "an answer tells how old it is");
    assert_eq!(client.count().await, 20, "an older answer may come");
    assert_eq!(client.reads("primary").await, primary);
    assert_eq!(client.count_at(Some(&after)).await, 21);
    let same = get().header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(same.status(), 304, "what was is still the same there");
    assert_eq!(position(&same), before, "a 304 tells how old what it says is");
    let body = json!({ "query": COUNT });
    let event = client.post(&body).header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(position(&event), before, "so does an answer by events");
    let new = get().header("if-none-match", &tag).header("vitae-position", &after).send().await.unwrap();
    assert_eq!(new.status(), 200);
    assert!(new.text().await.unwrap().contains("21"));
    let body = json!({"query": COUNT, "extensions": {"position": after}});
    let answer = told(client.post(&body).send().await.unwrap()).await;
    assert_eq!(answer["data"]["persons"]["totalCount"], 21, "{answer}");
    assert_eq!(answer["extensions"]["position"], after, "{answer}");
    assert!(client.reads("primary").await >= primary + 3.0);
    for replica in [1, 2] {
        cluster.pause(replica, false).await;
    }
    wait_until("the change on the replicas", async || client.count().await == 21).await;
}

/// A subscription reads from replicas, and passes nothing over that they do not have yet.
async fn followers_miss_nothing(cluster: &Cluster, client: &Client<'_>) {
    let query = "subscription { changed { recordKey } }";
    let mut events =
        Events::of(client.client.post(client.server.url("/graphql")).json(&json!({ "query": query }))).await;
    client.do_put("while-all-is-well").await;
    for replica in [1, 2] {
        cluster.pause(replica, true).await;
    }
    client.do_put("while-they-pause").await;
    let keys: Vec<Value> =
        events.take(2).await.iter().map(|it| it["data"]["changed"]["recordKey"].clone()).collect();
    assert_eq!(keys, ["while-all-is-well", "while-they-pause"]);
    for replica in [1, 2] {
        cluster.pause(replica, false).await;
    }
}

async fn a_lag_has_a_bound(cluster: &Cluster, token: &str) {
    let server = cluster.serve(&["--max-replica-lag", "300ms"]);
    let client = Client::new(&server, token);
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
    let before = client.count().await;
    cluster.pause(1, true).await;
    cluster.pause(2, true).await;
    client.do_put("too-new-for-some").await;
    wait_until("both too far behind", async || {
        client.ready().await.1.matches("behind, not in use").count() == 2
    })
    .await;
    assert_eq!(client.count().await, before + 1, "the primary answers for them");
    cluster.pause(1, false).await;
    cluster.pause(2, false).await;
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loss_of_replicas_costs_no_request() {
    let mut cluster = Cluster::start().await;
    cluster::migrate(&cluster);
    let token = cluster::token(&cluster, "editor");
    let server = cluster.serve(&[]);
    let client = Client::new(&server, &token);
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
    let position = client.do_put("somebody").await;
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
    wait_until("the person everywhere", async || client.count().await == 1 && client.count().await == 1)
        .await;
    let crowd = Crowd::ask(&server, 1);
    crowd.go_on(100).await;
    cluster.kill(1);
    client.until_ready_says("replica 1: lost\nreplica 2: in use\n").await;
    crowd.go_on(100).await;
    let primary = client.reads("primary").await;
    cluster.kill(2);
    client.until_ready_says("replica 1: lost\nreplica 2: lost\n").await;
    crowd.go_on(100).await;
    assert!(client.reads("primary").await >= primary + 50.0, "the primary answers where no replica does");
    assert_eq!(client.count_at(Some(&position)).await, 1);
    assert_eq!(client.ready().await.0, 200);
    cluster.restart(1).await;
    cluster.restart(2).await;
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
    // One that does not even say that it is gone.
    cluster.freeze(1, true);
    client.until_ready_says("replica 1: lost\nreplica 2: in use\n").await;
    crowd.go_on(100).await;
    cluster.freeze(1, false);
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
    crowd.go_on(100).await;
    crowd.end().await;
    let moved = client.figure("vitae_reads_moved_total ").await;
    assert!(moved >= 1.0, "no query met a loss: {moved}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_primary_nothing_is_written_and_all_is_read() {
    let mut cluster = Cluster::start().await;
    cluster::migrate(&cluster);
    let token = cluster::token(&cluster, "editor");
    let server = cluster.serve(&[]);
    let client = Client::new(&server, &token);
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
    let request = client.client.post(server.url("/graphql"));
    let mut events =
        Events::of(request.json(&json!({"query": "subscription { changed { recordKey } }"}))).await;
    let position = client.do_put("before").await;
    events.take(1).await;
    wait_until("the person everywhere", async || client.count().await == 1 && client.count().await == 1)
        .await;
    let crowd = Crowd::ask(&server, 1);
    crowd.go_on(50).await;
    cluster.kill(0);
    for _ in 0..10 {
        refuses_writes(&client).await;
    }
    client.until_ready_says("ready\nprimary: lost\nreplica 1: in use\nreplica 2: in use\n").await;
    let (told, _) = client.put("meanwhile").await;
    let message = told["errors"][0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("cannot be written to at the moment, for its primary is lost"), "{told}");
    crowd.go_on(100).await;
    assert_eq!(client.count_at(Some(&position)).await, 1);
    with_a_token(&client).await;
    beyond_what_is_there(&client, &position).await;
    let second = cluster.serve(&[]);
    let other = Client::new(&second, &token);
    assert_eq!(other.count().await, 1, "a service that starts meanwhile reads, too");
    refuses_writes(&other).await;
    cluster.restart(0).await;
    client.until_ready_says("primary: in use\n").await;
    other.until_ready_says("primary: in use\n").await;
    crowd.end().await;
    let position = client.do_put("after").await;
    assert_eq!(other.count_at(Some(&position)).await, 2);
    assert_eq!(other.count_at(Some(&other.do_put("last").await)).await, 3);
    let keys: Vec<Value> =
        events.take(2).await.iter().map(|it| it["data"]["changed"]["recordKey"].clone()).collect();
    assert_eq!(keys, ["after", "last"]);
    while_the_primary_is_frozen(&cluster, &client).await;
    old_is_better_than_nothing(&mut cluster, &token).await;
    drop(events);
    without_any(&mut cluster, &client).await;
    a_replica_that_follows_nobody_is_not_asked(&cluster, &client).await;
}

/// A primary that does not even say that it is gone keeps nobody waiting for long, not even who was writing.
async fn while_the_primary_is_frozen(cluster: &Cluster, client: &Client<'_>) {
    cluster.freeze(0, true);
    let put = tokio::time::timeout(Duration::from_secs(8), client.put("in-the-middle"));
    let (answer, _) = put.await.expect("a refusal in time");
    assert_eq!(answer["errors"][0]["extensions"], json!({"code": "UNAVAILABLE", "done": false}), "{answer}");
    client.until_ready_says("primary: lost\n").await;
    refuses_writes(client).await;
    assert_eq!(client.count().await, 3);
    cluster.freeze(0, false);
    client.until_ready_says("primary: in use\n").await;
    client.do_put("thawed").await;
}

/// A change is refused in words, at once.
async fn refuses_writes(client: &Client<'_>) {
    let put = tokio::time::timeout(Duration::from_secs(3), client.put("meanwhile"));
    let (answer, position) = put.await.expect("a refusal in time");
    let error = &answer["errors"][0];
    assert_eq!((&error["extensions"]["code"], position.as_str()), (&json!("UNAVAILABLE"), ""), "{answer}");
    assert_eq!(error["extensions"]["done"], false, "{answer}");
    let import = client.client.post(client.server.url("/import")).bearer_auth(&client.token);
    let import =
        import.header("content-type", "application/x-ndjson").body("{\"person\": {\"key\": \"more\"}}\n");
    let refused = import.send().await.unwrap();
    let status = refused.status();
    let text = refused.text().await.unwrap();
    assert!(text.contains("UNAVAILABLE"), "{status}: {text}");
}

/// Who asks is known, from a replica.
async fn with_a_token(client: &Client<'_>) {
    let asked = client.post(&json!({ "query": COUNT })).bearer_auth(&client.token).send().await.unwrap();
    assert_eq!(asked.status(), 200);
    let known = "vitae_1_0000000000000000000000000000000000000000000000000000000000000000";
    let refused = client.post(&json!({ "query": COUNT })).bearer_auth(known).send().await.unwrap();
    assert_eq!(refused.status(), 401);
}

/// What no replica has is not answered by something older.
async fn beyond_what_is_there(client: &Client<'_>, position: &str) {
    let (revision, round) = parts(position);
    let beyond = format!("{}.{round}", revision + 100);
    let request = client.post(&json!({ "query": COUNT })).header("vitae-position", &beyond);
    let refused = request.header("accept", "application/graphql-response+json").send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "1");
    let error = told(refused).await["errors"][0].take();
    assert_eq!(error["extensions"]["code"], "POSITION_NOT_REACHED", "{error}");
    assert_eq!(error["extensions"]["asked"], beyond, "{error}");
    assert!(parts(error["extensions"]["reached"].as_str().unwrap()) >= parts(position), "{error}");
}

/// Without the primary a replica is asked however far behind it is, but not for what it does not have.
async fn old_is_better_than_nothing(cluster: &mut Cluster, token: &str) {
    let server = cluster.serve(&["--max-replica-lag", "200ms"]);
    let client = Client::new(&server, token);
    client.until_ready_says("replica 1: in use\nreplica 2: in use\n").await;
    for replica in [1, 2] {
        cluster.pause(replica, true).await;
    }
    let position = client.do_put("not-replayed").await;
    for replica in [1, 2] {
        cluster.until_received(replica).await;
    }
    wait_until("both too far behind", async || client.ready().await.1.matches("not in use").count() == 2)
        .await;
    assert_eq!(client.count().await, 5);
    cluster.kill(0);
    client.until_ready_says("primary: lost\n").await;
    assert_eq!(client.count().await, 4, "what there is");
    let request = client.post(&json!({ "query": COUNT })).header("vitae-position", &position);
    let refused = request.send().await.unwrap();
    assert_eq!(refused.status(), 503);
    let error = told(refused).await["errors"][0].take();
    assert_eq!(error["extensions"]["code"], "POSITION_NOT_REACHED", "{error}");
    cluster.pause(1, false).await;
    assert_eq!(client.count_at(Some(&position)).await, 5, "it had come, and is replayed now");
    cluster.pause(2, false).await;
    cluster.restart(0).await;
    client.until_ready_says("primary: in use\nreplica 1: in use\nreplica 2: in use\n").await;
}

async fn a_replica_that_follows_nobody_is_not_asked(cluster: &Cluster, client: &Client<'_>) {
    cluster.promote(2).await;
    client.until_ready_says("replica 1: in use\nreplica 2: lost\n").await;
    let before = client.reads("replica 2").await;
    assert_eq!(client.count_at(Some(&client.do_put("without-the-second").await)).await, 7);
    assert_eq!(client.reads("replica 2").await, before);
}

/// With nobody left to ask, that is told, and everything comes back by itself.
async fn without_any(cluster: &mut Cluster, client: &Client<'_>) {
    for node in 0..3 {
        cluster.kill(node);
    }
    client.until_ready_says("the database does not answer").await;
    let asked = client.post(&json!({ "query": COUNT })).send().await.unwrap();
    assert_eq!(asked.status(), 503);
    assert_eq!(told(asked).await["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    for node in 0..3 {
        cluster.restart(node).await;
    }
    client.until_ready_says("primary: in use\nreplica 1: in use\nreplica 2: in use\n").await;
    assert_eq!(client.count_at(Some(&client.do_put("again").await)).await, 6);
}

/// One server alone keeps to positions as well, on either database.
#[tokio::test]
async fn without_replicas_a_position_is_told_and_asked_for_all_the_same() {
    crate::support::for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Server::start(&database);
        let client = Client::new(&server, &crate::support::token(database.url(), "editor"));
        let position = client.do_put("ada").await;
        assert_eq!(client.count_at(Some(&position)).await, 1);
        let asked =
            client.post(&json!({"query": COUNT, "extensions": {"position": true}})).send().await.unwrap();
        assert_eq!(told(asked).await["extensions"]["position"], position);
        let (revision, round) = parts(&position);
        let beyond = format!("{}.{round}", revision + 1);
        let refused =
            client.post(&json!({ "query": COUNT })).header("vitae-position", &beyond).send().await.unwrap();
        assert_eq!(told(refused).await["errors"][0]["extensions"]["code"], "POSITION_UNKNOWN");
        let uploader = crate::support::Uploader::with(&server, client.token.clone());
        let last = uploader.last("?onError=skip", "{\"person\": {\"key\": \"eva\"}}\n").await;
        let imported = last["summary"]["position"].as_str().unwrap_or_else(|| panic!("{last}"));
        assert!(parts(imported) > parts(&position), "{imported} follows {position}");
        assert_eq!(client.count_at(Some(imported)).await, 2);
    })
    .await;
}

#[test]
fn replicas_go_with_postgresql_alone() {
    let replica = "postgres://postgres@127.0.0.1:1/vitae";
    let arguments =
        ["serve", "--database", "sqlite://nowhere.db", "--listen", "127.0.0.1:0", "--replicas", replica];
    let outcome = Program::new(&arguments).directory(tempfile::tempdir().unwrap().path()).run();
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("`--replicas (VITAE_REPLICAS)` goes with a database of PostgreSQL alone"),
        "{}",
        outcome.stderr
    );
    let outcome = Program::new(&["serve", "--replicas", "sqlite://vitae.db"]).run();
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stderr.contains("addresses as `postgres://USER:PASSWORD@HOST:PORT/NAME`"),
        "{}",
        outcome.stderr
    );
}
