//! Records on their way to a service: who sends them, and what the service says line by line.

use reqwest::{Body, Client, RequestBuilder};
use serde_json::Value;

use super::{Program, Server};

/// A new token of an archive.
pub fn token(database: &str, role: &str) -> String {
    let name = format!("an {role}");
    let arguments = ["token", "create", "--role", role, "--name", &name, "--database", database];
    let outcome = Program::new(&arguments).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome.stdout.split_whitespace().find(|word| word.starts_with("vitae_")).unwrap().to_owned()
}

/// A client for services on this machine, which show no certificates: reading the system's takes a while.
pub fn client() -> Client {
    Client::builder().tls_built_in_root_certs(false).build().unwrap()
}

/// Somebody who may write.
#[derive(Clone)]
pub struct Uploader {
    pub client: Client,
    pub url: String,
    pub token: String,
}

impl Uploader {
    /// With a token made for the archive that the service serves.
    pub fn new(server: &Server, database: &str) -> Uploader {
        Uploader::with(server, token(database, "editor"))
    }

    /// With a token that is there already.
    pub fn with(server: &Server, token: String) -> Uploader {
        Uploader { client: client(), url: server.url("/import"), token }
    }

    /// An import, its address ending in `parameters`, such as `?onError=skip`.
    pub fn request(&self, parameters: &str) -> RequestBuilder {
        let request = self.client.post(format!("{}{parameters}", self.url));
        request.bearer_auth(&self.token).header("content-type", "application/x-ndjson")
    }

    /// What is said of an upload, without the progress.
    pub async fn send(&self, parameters: &str, body: impl Into<Body>) -> Vec<Value> {
        hear(self.request(parameters).body(body)).await
    }

    /// The last line that is said of an upload.
    pub async fn last(&self, parameters: &str, body: impl Into<Body>) -> Value {
        self.send(parameters, body).await.pop().unwrap()
    }
}

/// The lines of an answer, without the progress.
pub async fn hear(request: RequestBuilder) -> Vec<Value> {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line.get("progress").is_none())
        .collect()
}
