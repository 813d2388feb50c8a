//! Answers that are remembered where replicas lag behind: never older than what is known, and each with the position at which it was
//! read.

use serde_json::json;

use super::client::{COUNT, Client, parts, position, told, wait_until};
use super::cluster::{self, Cluster};

const HITS: &str = "vitae_cache_lookups_total{cache=\"answers\",outcome=\"hit\"} ";

/// How many persons there are, and at which position that was read.
async fn count(client: &Client<'_>) -> (u64, String) {
    let response = client.post(&json!({ "query": COUNT })).send().await.unwrap();
    let position = position(&response);
    let answer = told(response).await;
    (answer["data"]["persons"]["totalCount"].as_u64().unwrap_or_else(|| panic!("{answer}")), position)
}

/// Asks until the answer comes from memory; the answer.
async fn until_remembered(client: &Client<'_>) -> (u64, String) {
    wait_until("an answer from memory", async || {
        let before = client.figure(HITS).await;
        count(client).await;
        client.figure(HITS).await > before
    })
    .await;
    count(client).await
}

#[tokio::test]
async fn nothing_that_a_replica_has_not_yet_is_remembered() {
    let mut cluster = Cluster::start().await;
    cluster::migrate(&cluster);
    let token = cluster::token(&cluster, "editor");
    let (server, second) = (cluster.serve_remembering(&[]), cluster.serve_remembering(&[]));
    let (client, other) = (Client::new(&server, &token), Client::new(&second, &token));
    client.until_ready_says("primary: in use\nreplica 1: in use\nreplica 2: in use\n").await;
    let mut last = client.do_put("first").await;
    wait_until("the person everywhere", async || client.count().await == 1 && client.count().await == 1)
        .await;
    for number in 2..=6 {
        let (known, at) = until_remembered(&client).await;
        assert_eq!(known, number - 1);
        assert!(parts(&at) >= parts(&last), "{at} is the position of {last}, or further");
        for replica in [1, 2] {
            cluster.pause(replica, true).await;
        }
        // Now by this service, now by another one.
        let writer = if number % 2 == 0 { &client } else { &other };
        last = writer.do_put(&format!("person-{number}")).await;
        if number % 2 == 0 {
            // What the replicas have is old, its position says so, and nobody remembers it.
            let hits = client.figure(HITS).await;
            for _ in 0..6 {
                let (found, at) = count(&client).await;
                assert_eq!(found, known);
                assert!(parts(&at) < parts(&last), "{at} is before {last}");
            }
            assert_eq!(client.figure(HITS).await, hits, "the old came from memory");
        }
        for _ in 0..6 {
            assert_eq!(client.count_at(Some(&last)).await, number, "what was remembered is older");
        }
        // What was read from the primary is new, and may be remembered for those who do not ask for it.
        wait_until("the new from memory", async || {
            assert_eq!(client.count_at(Some(&last)).await, number);
            let before = client.figure(HITS).await;
            let (found, at) = count(&client).await;
            let is_remembered = client.figure(HITS).await > before;
            assert!(!is_remembered || parts(&at) >= parts(&last), "{at} is before {last}");
            is_remembered && found == number
        })
        .await;
        for replica in [1, 2] {
            cluster.pause(replica, false).await;
        }
        wait_until("the change on the replicas", async || client.count().await == number).await;
    }
    without_the_primary(&mut cluster, &client).await;
}

/// Nobody tells of changes while the primary is lost, so nothing is remembered.
async fn without_the_primary(cluster: &mut Cluster, client: &Client<'_>) {
    until_remembered(client).await;
    cluster.kill(0);
    client.until_ready_says("primary: lost\n").await;
    wait_until("nothing from memory", async || {
        let before = client.figure(HITS).await;
        assert_eq!(client.count().await, 6);
        client.figure(HITS).await == before
    })
    .await;
    let hits = client.figure(HITS).await;
    for _ in 0..5 {
        assert_eq!(client.count().await, 6);
    }
    assert_eq!(client.figure(HITS).await, hits);
    cluster.restart(0).await;
    client.until_ready_says("primary: in use\n").await;
    assert_eq!(until_remembered(client).await.0, 6);
}
