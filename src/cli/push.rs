//! `vitae import --server`: sends records to a running service, and tells what it says of them as a local
//! import does. Repeating an import is free, so a connection that is cut is tried again.

use std::process::ExitCode;
use std::time::Duration;

use async_compression::tokio::bufread::ZstdEncoder;
use futures_util::StreamExt;
use reqwest::{Body, Client, RequestBuilder, Response, StatusCode, header};
use tokio_util::io::ReaderStream;

use crate::domain::{ImportObserver, ImportOptions, ImportSummary, OnError, Packing, ReportLine};

use super::failure::Failure;
use super::import::{self, Source};
use super::progress::Progress;
use super::settings;

/// How long to pause before each further attempt.
const PAUSES: &[Duration] = &[Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(9)];
/// How long a connection may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(10);
/// How long a service may be silent once it has begun to answer: it says something every second.
const SILENCE_MAX: Duration = Duration::from_secs(120);
/// The longest line of an answer: a difference tells a record twice.
const LINE_MAX: usize = 1 << 28;
/// The longest answer of a service that refuses an import.
const REFUSAL_MAX: usize = 1 << 16;

/// Why an attempt came to nothing.
enum Setback {
    /// It may go better the next time.
    Passing(String),
    /// It never will.
    Lasting(Failure),
}

/// Runs the command; returns the exit code.
pub async fn run(settings: &settings::Import, server: &str) -> Result<ExitCode, Failure> {
    let push = Push::new(settings, server)?;
    // Standard input can be read once only.
    let pauses = if settings.file.as_os_str() == "-" { &[] } else { PAUSES };
    let mut pauses = pauses.iter();
    loop {
        let reason = match push.attempt(settings).await {
            Ok(summary) => return import::conclude(&summary, &push.options),
            Err(Setback::Lasting(failure)) => return Err(failure),
            Err(Setback::Passing(reason)) => reason,
        };
        let Some(pause) = pauses.next() else {
            return Err(Failure::fault(format!("{server}: {reason}")));
        };
        let seconds = pause.as_secs();
        eprintln!(
            "vitae: {server}: {reason}; trying again in {seconds} s (what is there already is left alone)"
        );
        tokio::time::sleep(*pause).await;
    }
}

struct Push<'a> {
    client: Client,
    server: &'a str,
    token: Option<&'a str>,
    options: ImportOptions,
}

impl<'a> Push<'a> {
    fn new(settings: &'a settings::Import, server: &'a str) -> Result<Push<'a>, Failure> {
        let client = Client::builder()
            .connect_timeout(CONNECT_PATIENCE)
            // Reading the system's certificates takes a while, and is for nothing where none is shown.
            .tls_built_in_root_certs(server.starts_with("https:"))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("vitae/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure::fault(format!("cannot make connections: {error}")))?;
        let token = settings.token.as_ref().map(|token| token.reveal());
        Ok(Push { client, server, token, options: import::options(settings) })
    }

    /// Sends the file once, and tells what comes of it.
    async fn attempt(&self, settings: &settings::Import) -> Result<ImportSummary, Setback> {
        let source = Source::open(&settings.file).await.map_err(Setback::Lasting)?;
        self.ask_first().await?;
        let size = source.size.filter(|_| source.packing == Packing::Plain);
        let mut progress = Progress::new(&settings.file, size);
        let (body, encoding) = body(source);
        let on_error = match self.options.on_error {
            OnError::Stop => "stop",
            OnError::Skip => "skip",
        };
        let request = self.request(on_error, self.options.dry_run);
        let request = request.header(header::CONTENT_ENCODING, encoding).body(body);
        let outcome = match request.send().await {
            Ok(response) => self.hear(response, &mut progress).await,
            Err(error) => Err(passing(&error)),
        };
        progress.finish();
        outcome
    }

    fn request(&self, on_error: &str, dry_run: bool) -> RequestBuilder {
        let mut parameters = vec![("onError", on_error.to_owned()), ("dryRun", dry_run.to_string())];
        parameters.extend(self.options.label.clone().map(|label| ("label", label)));
        let request = self.client.post(format!("{}/import", self.server)).query(&parameters);
        let request = request.header(header::CONTENT_TYPE, "application/x-ndjson");
        match self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Imports nothing, to hear whether an import would be let in at all: a service that refuses it closes
    /// the connection, and whoever is still sending a large file may not hear why.
    async fn ask_first(&self) -> Result<(), Setback> {
        let request = self.request("skip", false).body("");
        let response = request.send().await.map_err(|error| passing(&error))?;
        let answer = self.let_in(response).await?;
        answer.bytes().await.map(drop).map_err(|error| passing(&error))
    }

    /// The response to an import that the service takes.
    async fn let_in(&self, response: Response) -> Result<Response, Setback> {
        let status = response.status();
        let content_type = response.headers().get(header::CONTENT_TYPE);
        let is_report = content_type
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/x-ndjson"));
        if status == StatusCode::OK && is_report {
            return Ok(response);
        }
        let reason = match refusal(response).await {
            Some(message) => format!("the service refused the import: {message}"),
            None if status == StatusCode::OK => "this is no service that takes imports".to_owned(),
            None => format!("the service answered `{status}`"),
        };
        match status {
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => {
                Err(Setback::Passing(reason))
            }
            _ => Err(Setback::Lasting(Failure::fault(format!("{}: {reason}", self.server)))),
        }
    }

    /// Tells what the service says, line by line, to the last.
    async fn hear(&self, response: Response, progress: &mut Progress) -> Result<ImportSummary, Setback> {
        let mut response = self.let_in(response).await?;
        let mut text: Vec<u8> = Vec::new();
        loop {
            let piece = match tokio::time::timeout(SILENCE_MAX, response.chunk()).await {
                Ok(piece) => piece.map_err(|error| passing(&error))?,
                Err(_) => return Err(Setback::Passing("the service fell silent".to_owned())),
            };
            let Some(piece) = piece else {
                return Err(Setback::Passing("the connection was cut".to_owned()));
            };
            let searched = text.len();
            text.extend_from_slice(&piece);
            let Some(end) = text[searched..].iter().rposition(|byte| *byte == b'\n') else {
                if text.len() > LINE_MAX {
                    return Err(self.not_ours());
                }
                continue;
            };
            let rest = text.split_off(searched + end + 1);
            for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                if let Some(summary) = self.tell(line, progress)? {
                    return Ok(summary);
                }
            }
            text = rest;
        }
    }

    /// Tells one line; the last one ends the import.
    fn tell(&self, line: &[u8], progress: &mut Progress) -> Result<Option<ImportSummary>, Setback> {
        let line: ReportLine = serde_json::from_slice(line).map_err(|_| self.not_ours())?;
        match line {
            ReportLine::Progress(so_far) => progress.progress(so_far.lines, so_far.bytes),
            ReportLine::Problem(problem) => {
                progress.problem(&problem.try_into().map_err(|()| self.not_ours())?);
            }
            ReportLine::Contradiction(told) => {
                progress.contradiction(&told.try_into().map_err(|()| self.not_ours())?);
            }
            ReportLine::Difference(change) => {
                progress.difference(&change.try_into().map_err(|()| self.not_ours())?);
            }
            ReportLine::Summary(summary) => return Ok(Some(summary.into())),
            ReportLine::Error(fault) if fault.code == "UNAVAILABLE" => {
                return Err(Setback::Passing(fault.message));
            }
            ReportLine::Error(fault) => {
                let sentence = format!("{}: the import broke off: {}", self.server, fault.message);
                return Err(Setback::Lasting(Failure::fault(sentence)));
            }
        }
        Ok(None)
    }

    fn not_ours(&self) -> Setback {
        let server = self.server;
        Setback::Lasting(Failure::fault(format!(
            "{server}: the answer cannot be read; is it another version?"
        )))
    }
}

/// The file as it goes out, and what HTTP calls the way it is compressed.
fn body(source: Source) -> (Body, &'static str) {
    match source.packing {
        Packing::Plain => {
            let packed = ReaderStream::with_capacity(ZstdEncoder::new(source.bytes), 1 << 16);
            (Body::wrap_stream(packed), Packing::Zstd.as_str())
        }
        packing => (Body::wrap_stream(ReaderStream::with_capacity(source.bytes, 1 << 16)), packing.as_str()),
    }
}

/// What a service said that refused an import, in GraphQL's shape.
async fn refusal(response: Response) -> Option<String> {
    let mut body = Vec::new();
    let mut pieces = response.bytes_stream();
    while let Some(Ok(piece)) = pieces.next().await {
        body.extend_from_slice(&piece);
        if body.len() > REFUSAL_MAX {
            return None;
        }
    }
    let body: serde_json::Value = serde_json::from_slice(&body).ok()?;
    Some(body["errors"][0]["message"].as_str()?.to_owned())
}

/// The innermost reason: reqwest's own words name its layers.
fn passing(error: &reqwest::Error) -> Setback {
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    Setback::Passing(format!("the connection failed: {reason}"))
}
