//! Those who ask a service: one, and many at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{Server, uploader};

/// How many persons there are.
pub const COUNT: &str = "{ persons { totalCount } }";

/// Somebody who asks a service.
pub struct Client<'s> {
    pub server: &'s Server,
    pub client: reqwest::Client,
    pub token: String,
}

impl<'s> Client<'s> {
    pub fn new(server: &'s Server, token: &str) -> Client<'s> {
        let client =
            reqwest::Client::builder().tls_built_in_root_certs(false).timeout(Duration::from_secs(10));
        Client { server, client: client.build().unwrap(), token: token.to_owned() }
    }

    pub fn post(&self, body: &Value) -> RequestBuilder {
        self.client.post(self.server.url("/graphql")).json(body)
    }

    /// How many persons there are, to somebody without a token, as an answer that is not older than a position.
    pub async fn count_at(&self, position: Option<&str>) -> u64 {
        let request = self.post(&json!({ "query": COUNT }));
        let request = position.into_iter().fold(request, |request, it| request.header("vitae-position", it));
        let answer = told(request.send().await.unwrap()).await;
        answer["data"]["persons"]["totalCount"].as_u64().unwrap_or_else(|| panic!("{answer}"))
    }

    pub async fn count(&self) -> u64 {
        self.count_at(None).await
    }

    /// Puts a person; the answer, and the position that it tells.
    pub async fn put(&self, key: &str) -> (Value, String) {
        let query = "mutation ($key: String!) { putPerson(input: {person: {key: $key}}) \
             { person { key } userErrors { message } } }";
        let request = self.post(&json!({"query": query, "variables": {"key": key}})).bearer_auth(&self.token);
        let response = request.send().await.unwrap();
        let position = position(&response);
        (told(response).await, position)
    }

    /// Puts a person, which must be done; the position.
    pub async fn do_put(&self, key: &str) -> String {
        let (answer, position) = self.put(key).await;
        assert_eq!(answer["data"]["putPerson"]["person"]["key"], key, "{answer}");
        position
    }

    pub async fn figure(&self, name: &str) -> f64 {
        let text = self.client.get(self.server.url("/metrics")).send().await.unwrap().text().await.unwrap();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        value.unwrap_or_default()
    }

    /// How many statements of queries a server has answered.
    pub async fn reads(&self, server: &str) -> f64 {
        self.figure(&format!("vitae_reads_total{{server=\"{server}\"}} ")).await
    }

    pub async fn ready(&self) -> (u16, String) {
        let response = self.client.get(self.server.url("/health/ready")).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Waits until the service says so of its servers.
    pub async fn until_ready_says(&self, words: &str) {
        let last = Mutex::new(String::new());
        let is_said = async || {
            let said = self.ready().await.1;
            let is_said = said.contains(words);
            *last.lock().unwrap() = said;
            is_said
        };
        if !comes_true(is_said).await {
            let (last, log) = (last.lock().unwrap(), self.server.errors());
            panic!("never said: {words}\nsaid last: {last}\nthe service's log:\n{log}");
        }
    }
}

pub fn position(response: &Response) -> String {
    let header = response.headers().get("vitae-position");
    header.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

pub async fn told(response: Response) -> Value {
    response.json().await.unwrap()
}

pub async fn wait_until(what: &str, look: impl AsyncFn() -> bool) {
    assert!(comes_true(look).await, "never: {what}");
}

/// Looks again and again, for ten seconds at least; tells whether it came true.
async fn comes_true(look: impl AsyncFn() -> bool) -> bool {
    for _ in 0..400 {
        if look().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    false
}

pub fn parts(position: &str) -> (i64, i64) {
    let (revision, round) = position.split_once('.').unwrap_or_else(|| panic!("`{position}` is no position"));
    (revision.parse().unwrap(), round.parse().unwrap())
}

/// Many who ask all the time, each answer looked at.
pub struct Crowd {
    is_over: Arc<AtomicBool>,
    /// How many answers each has.
    answers: Vec<Arc<AtomicUsize>>,
    asking: Vec<tokio::task::JoinHandle<()>>,
}

impl Crowd {
    pub fn ask(server: &Server, expected: u64) -> Crowd {
        let is_over = Arc::new(AtomicBool::new(false));
        let answers: Vec<Arc<AtomicUsize>> = (0..8).map(|_| Arc::default()).collect();
        let asking = answers
            .iter()
            .map(|answers| {
                let (is_over, answers, url) = (is_over.clone(), answers.clone(), server.url("/graphql"));
                let client = uploader::client();
                tokio::spawn(async move {
                    while !is_over.load(Ordering::Relaxed) {
                        let asked = client.post(&url).json(&json!({ "query": COUNT })).send();
                        let response = tokio::time::timeout(Duration::from_secs(8), asked).await;
                        let response = response.expect("an answer in time").expect("an answer");
                        let status = response.status();
                        let answer = told(response).await;
                        assert_eq!(
                            (status.as_u16(), &answer["data"]["persons"]["totalCount"]),
                            (200, &json!(expected)),
                            "{answer}"
                        );
                        answers.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        Crowd { is_over, answers, asking }
    }

    /// Waits until so many more are answered, of each of them some.
    pub async fn go_on(&self, more: usize) {
        let each = more / self.answers.len();
        let wanted: Vec<usize> =
            self.answers.iter().map(|answers| answers.load(Ordering::Relaxed) + each).collect();
        let is_there = async || {
            assert!(!self.asking.iter().any(|one| one.is_finished()), "somebody was not answered");
            self.answers
                .iter()
                .zip(&wanted)
                .all(|(answers, wanted)| answers.load(Ordering::Relaxed) >= *wanted)
        };
        wait_until("more answers", is_there).await;
    }

    pub async fn end(self) {
        self.is_over.store(true, Ordering::Relaxed);
        for one in self.asking {
            one.await.unwrap();
        }
    }
}
