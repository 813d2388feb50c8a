//! The program, serving on a free port: started for one test, and killed when the test lets go of it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{Program, TestDatabase};

/// A running service.
pub struct Server {
    child: Child,
    /// The line that it printed when it was ready.
    pub ready_line: String,
    address: String,
    errors: Arc<Mutex<String>>,
    said: Arc<Mutex<String>>,
    listening: Vec<JoinHandle<()>>,
}

impl Server {
    /// Serves a database as it is: a new one stays empty.
    pub fn start(database: &TestDatabase) -> Server {
        Server::with(database.url(), &["--no-seed"])
    }

    /// Serves with further settings.
    pub fn with(url: &str, settings: &[&str]) -> Server {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--database", url];
        Server::run(Program::new(&[&arguments, settings].concat()))
    }

    /// Serves as the program's arguments say; they must name a free port.
    pub fn run(program: Program) -> Server {
        Server::of(program.into_command())
    }

    /// Serves as a command does that becomes the program in the end.
    pub fn of(mut command: Command) -> Server {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let errors = Arc::new(Mutex::new(String::new()));
        let listening = listen(child.stderr.take().unwrap(), errors.clone());
        let mut ready_line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut ready_line).unwrap();
        let address = ready_line
            .rsplit_once(" at ")
            .and_then(|(_, url)| url.trim().strip_suffix("/graphql"))
            .map(str::to_owned);
        let Some(address) = address else {
            let _ = child.kill();
            listening.join().unwrap();
            panic!("the service did not start: {}", errors.lock().unwrap());
        };
        let said = Arc::new(Mutex::new(String::new()));
        let listening = vec![listening, listen(stdout, said.clone())];
        Server { child, ready_line, address, errors, said, listening }
    }

    /// The address of `path`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// `HOST:PORT`.
    pub fn authority(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The answer to a query, as JSON.
    pub async fn query(&self, query: &str) -> serde_json::Value {
        self.query_with(query, serde_json::Value::Null).await
    }

    /// The same with variables.
    pub async fn query_with(&self, query: &str, variables: serde_json::Value) -> serde_json::Value {
        let request = serde_json::json!({ "query": query, "variables": variables });
        let response = super::uploader::client().post(self.url("/graphql")).json(&request).send().await;
        response.unwrap().json().await.unwrap()
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let mut kill = std::process::Command::new("kill");
        let status = kill.arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.unwrap().success());
    }

    /// Waits for its end; gives up after `patience`.
    pub async fn wait(&mut self, patience: Duration) -> ExitStatus {
        let step = Duration::from_millis(10);
        for _ in 0..patience.as_millis() / step.as_millis() {
            if let Some(status) = self.child.try_wait().unwrap() {
                for listening in self.listening.drain(..) {
                    listening.join().unwrap();
                }
                return status;
            }
            tokio::time::sleep(step).await;
        }
        panic!("the service did not end within {patience:?}; it said: {}", self.errors());
    }

    /// What it has printed after the line that told where it is; all of it once the service has ended.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// What it has logged so far.
    pub fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(output: impl Read + Send + 'static, heard: Arc<Mutex<String>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let mut heard = heard.lock().unwrap();
            heard.push_str(&line);
            heard.push('\n');
        }
    })
}
