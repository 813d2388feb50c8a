//! `POST /import`: records come in as lines, and what becomes of them goes out as lines, while they come.
//! The caller must be allowed to write, and is who the archive's history names.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::{Archive, ImportError, ImportOptions, ImportSummary, OnError, Packing, ReportLine};
use crate::graphql::{Endpoint, Places};
use crate::value::access::Caller;

use super::Service;
use super::error::RequestError;
use super::outbox::{Outbox, Teller};
use super::upload::{self, Source};

/// How much may be imported, and how many at once.
#[derive(Clone)]
pub struct Imports {
    bytes_max: u64,
    patience: Duration,
    places: Arc<Semaphore>,
    /// Those of each token.
    by_token: Arc<Places<String>>,
}

/// The place of an import under way, in all and among its token's.
type Place = [OwnedSemaphorePermit; 2];

/// How many imports are under way at once: each holds a connection and some memory. They write in turn.
const AT_ONCE: usize = 16;
/// How many of them one token may have.
const OF_ONE_TOKEN: usize = AT_ONCE / 4;
/// How long an import waits for one of those places.
const WAIT_FOR_PLACE: Duration = Duration::from_secs(10);
/// The media types of lines of JSON.
const MEDIA_TYPES: &[&str] = &[
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
    "application/json-lines",
];
/// The longest label, in Unicode scalar values.
const LABEL_MAX: usize = 4096;

impl Imports {
    /// Uploads of at most so many bytes, that pause for at most so long.
    pub fn new(bytes_max: u64, patience: Duration) -> Imports {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        Imports { bytes_max, patience, places, by_token: Arc::new(Places::new(OF_ONE_TOKEN)) }
    }

    /// A place for an import of this token.
    async fn place(&self, token: &str) -> Result<Place, RequestError> {
        let begun = |all, whose| RequestError {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "UNAVAILABLE",
            message: format!("{all} imports{whose} are under way; try again later"),
        };
        let own = self.by_token.of(token.to_owned()).acquire_owned();
        let own = tokio::time::timeout(WAIT_FOR_PLACE, own).await;
        let own = own.ok().and_then(Result::ok).ok_or_else(|| begun(OF_ONE_TOKEN, " of this token"))?;
        let place = tokio::time::timeout(WAIT_FOR_PLACE, self.places.clone().acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or_else(|| begun(AT_ONCE, ""))?;
        Ok([own, place])
    }
}

/// Takes an upload.
pub async fn upload(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, RequestError> {
    require_lines(request.headers())?;
    let packing = packing(request.headers())?;
    let options = options(request.uri(), caller.name.clone())?;
    // Before the upload is taken: what cannot be written need not be sent.
    service.archive.require_writable().map_err(|error| RequestError {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code: error.code(),
        message: error.to_string(),
    })?;
    let imports = service.imports.clone();
    refuse_announced(request.headers(), imports.bytes_max)?;
    let place = imports.place(&caller.name).await?;
    metrics::counter!("vitae_imports_total").increment(1);
    let outbox = Outbox::new(imports.bytes_max);
    let body = request.into_body();
    let (source, begun) = upload::arriving(body, imports.bytes_max, imports.patience, outbox.clone());
    let (archive, endpoint) = (service.archive.clone(), service.endpoint.clone());
    let job = Job { archive, endpoint, imports, packing, options, outbox: outbox.clone() };
    tokio::spawn(async move {
        job.run(source).await;
        drop(place);
    });
    // Its sender is let go of when the upload has begun.
    let _ = begun.await;
    let content_type = [
        (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8"),
        // A proxy that waits for the whole answer would keep the progress from the client.
        (header::CACHE_CONTROL, "no-store, no-transform"),
    ];
    Ok((content_type, Body::from_stream(outbox.into_stream())).into_response())
}

/// One import under way.
struct Job {
    archive: Archive,
    /// Tells how far the archive has come.
    endpoint: Endpoint,
    imports: Imports,
    packing: Packing,
    options: ImportOptions,
    outbox: Arc<Outbox>,
}

/// Sees to it that an answer ends, whatever happens to the import.
struct LastWord(Arc<Outbox>);

impl Drop for LastWord {
    fn drop(&mut self) {
        self.0.finish(&ReportLine::internal());
    }
}

impl Job {
    async fn run(self, source: Source) {
        let last_word = LastWord(self.outbox.clone());
        let line = self.import(source).await.unwrap_or_else(|line| line);
        self.outbox.finish(&line);
        drop(last_word);
    }

    /// The last line of the answer: what the import came to, or why it broke off.
    async fn import(&self, mut source: Source) -> Result<ReportLine, ReportLine> {
        let bytes_max = self.imports.bytes_max;
        let is_all_or_nothing = self.options.on_error == OnError::Stop;
        if is_all_or_nothing || self.options.dry_run {
            // In one transaction: the archive has one writer, which waits for no client.
            source = upload::kept(source).await.map_err(|reason| ReportLine::failure(&reason))?;
        }
        let lines = upload::unpacked(source, self.packing, bytes_max);
        let mut teller = Teller(self.outbox.clone());
        match self.archive.import(lines, &self.options, &mut teller).await {
            Ok(summary) => {
                count(&summary);
                let position = self.endpoint.position().await;
                Ok(ReportLine::summary(&summary, is_all_or_nothing && summary.rejected > 0, position))
            }
            Err(error) => Err(self.fault(&error)),
        }
    }

    fn fault(&self, error: &ImportError) -> ReportLine {
        match error {
            ImportError::Store(error) => tracing::error!(%error, "an import broke off"),
            error => tracing::info!(%error, "an import broke off"),
        }
        match (error, self.outbox.failure()) {
            (ImportError::Abandoned, Some(reason)) => ReportLine::failure(&reason),
            (error, _) => ReportLine::fault(error),
        }
    }
}

/// Counts what became of the records.
fn count(summary: &ImportSummary) {
    for (outcome, records) in summary.outcomes() {
        metrics::counter!("vitae_import_records_total", "outcome" => outcome).increment(records);
    }
}

/// Anything but lines of JSON is refused; forms and plain text are what other sites may send without asking.
fn require_lines(headers: &HeaderMap) -> Result<(), RequestError> {
    let given = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("…"));
    let mut parts = given.unwrap_or_default().split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let is_known = MEDIA_TYPES.iter().any(|known| name.eq_ignore_ascii_case(known));
    let is_utf8 = parts
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .all(|(_, charset)| charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"));
    let expected = "expected `application/x-ndjson`, in UTF-8";
    match given {
        _ if is_known && is_utf8 => Ok(()),
        Some(given) => Err(unsupported(format!("`{given}` is not a content type for records; {expected}"))),
        None => Err(unsupported(format!("the content type is missing; {expected}"))),
    }
}

/// How the body is compressed.
fn packing(headers: &HeaderMap) -> Result<Packing, RequestError> {
    let mut all = headers.get_all(header::CONTENT_ENCODING).iter();
    let (given, more) = (all.next(), all.next());
    let name = given.map_or("identity", |value| value.to_str().unwrap_or("…").trim());
    let known = [Packing::Plain, Packing::Gzip, Packing::Zstd];
    let packing = known.into_iter().find(|packing| name.eq_ignore_ascii_case(packing.as_str()));
    packing.filter(|_| more.is_none()).ok_or_else(|| {
        let expected = "expected one of `identity`, `gzip` and `zstd`";
        unsupported(format!("`{name}` is not a content encoding that is read here; {expected}"))
    })
}

fn unsupported(message: String) -> RequestError {
    RequestError { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, code: "UNSUPPORTED_MEDIA_TYPE", message }
}

fn refuse_announced(headers: &HeaderMap, limit: u64) -> Result<(), RequestError> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    match length.is_some_and(|length| length > limit) {
        true => Err(RequestError {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            code: "PAYLOAD_TOO_LARGE",
            message: format!("the upload is larger than {limit} bytes"),
        }),
        false => Ok(()),
    }
}

/// How the address says that the records are to be imported.
fn options(uri: &Uri, actor: String) -> Result<ImportOptions, RequestError> {
    let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|error| RequestError::malformed(format!("the address is malformed: {error}")))?;
    let mut options = ImportOptions { actor, label: None, on_error: OnError::Stop, dry_run: false };
    for (index, (name, value)) in parameters.iter().enumerate() {
        if parameters[..index].iter().any(|(other, _)| other == name) {
            return Err(RequestError::malformed(format!("`{name}` is given more than once")));
        }
        let wrong = |expected: &str| {
            RequestError::malformed(format!("`{name}` is `{}`; expected {expected}", shown(value)))
        };
        match (name.as_str(), value.as_str()) {
            ("onError", "stop") => options.on_error = OnError::Stop,
            ("onError", "skip") => options.on_error = OnError::Skip,
            ("onError", _) => return Err(wrong("`stop` or `skip`")),
            ("dryRun", "true") => options.dry_run = true,
            ("dryRun", "false") => options.dry_run = false,
            ("dryRun", _) => return Err(wrong("`true` or `false`")),
            ("label", label) if is_label(label) => options.label = Some(label.to_owned()),
            ("label", _) => return Err(wrong("1 to 4096 characters on one line")),
            (other, _) => {
                let other = shown(other);
                let message = format!(
                    "`{other}` is not a parameter of an import; expected `onError`, `dryRun` or `label`"
                );
                return Err(RequestError::malformed(message));
            }
        }
    }
    Ok(options)
}

fn is_label(text: &str) -> bool {
    let is_short = text.chars().nth(LABEL_MAX).is_none();
    is_short && !text.trim().is_empty() && !text.contains(char::is_control)
}

/// A value short enough for a message.
fn shown(value: &str) -> String {
    match value.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
