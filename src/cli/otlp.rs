//! Spans on their way to a collector, by OTLP over HTTP in its JSON form. What a collector does not take is
//! dropped and counted: nobody waits for it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::value::trace::{Span, Spans};

use super::failure::Failure;

/// How many spans may wait.
const WAITING_MAX: usize = 8192;
/// How many are sent at once.
const BATCH: usize = 512;
/// How long spans are gathered before they are sent.
const EVERY: Duration = Duration::from_secs(1);
/// How long a collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Spans on their way.
pub struct Exporter {
    /// Takes spans.
    pub spans: Spans,
    sending: JoinHandle<()>,
    stop: Arc<tokio::sync::Notify>,
}

impl Exporter {
    /// Sends spans to the collector at this address.
    pub fn start(endpoint: &str) -> Result<Exporter, Failure> {
        // Reading the system's certificates takes a while, and plain HTTP needs none.
        let is_secure = endpoint.starts_with("https://");
        let client = Client::builder().timeout(PATIENCE).tls_built_in_root_certs(is_secure).build();
        let client = client.map_err(|error| Failure::fault(format!("cannot send traces: {error}")))?;
        let url = match endpoint.trim_end_matches('/') {
            whole if whole.ends_with("/v1/traces") => whole.to_owned(),
            base => format!("{base}/v1/traces"),
        };
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        let stop = Arc::new(tokio::sync::Notify::new());
        let sending = tokio::spawn(send(client, url, receiver, stop.clone()));
        let spans: Spans = Arc::new(move |span| {
            if sender.try_send(span).is_err() {
                dropped(1);
            }
        });
        Ok(Exporter { spans, sending, stop })
    }

    /// Sends what there is, and no more.
    pub async fn close(self) {
        self.stop.notify_one();
        // It ends by itself once it has sent what it had.
        let _ = tokio::time::timeout(PATIENCE, self.sending).await;
    }
}

async fn send(client: Client, url: String, mut spans: mpsc::Receiver<Span>, stop: Arc<tokio::sync::Notify>) {
    let mut is_refused = false;
    let mut is_last = false;
    while !is_last {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.notified() => is_last = true,
        }
        loop {
            let mut batch = Vec::new();
            while batch.len() < BATCH
                && let Ok(span) = spans.try_recv()
            {
                batch.push(span);
            }
            if batch.is_empty() {
                break;
            }
            let post = client.post(&url).header("content-type", "application/json");
            let sent = post.body(message(&batch).to_string()).send().await;
            match sent.and_then(reqwest::Response::error_for_status) {
                Ok(_) => is_refused = false,
                Err(error) => {
                    dropped(batch.len() as u64);
                    // Once, and not for each batch until there is somebody who takes them.
                    if !std::mem::replace(&mut is_refused, true) {
                        tracing::warn!(error = %error.without_url(), "traces cannot be sent");
                    }
                }
            }
        }
    }
}

fn dropped(count: u64) {
    metrics::counter!("vitae_spans_dropped_total").increment(count);
}

/// Spans as OTLP writes them.
fn message(spans: &[Span]) -> Value {
    let service = [
        json!({"key": "service.name", "value": {"stringValue": "vitae"}}),
        json!({"key": "service.version", "value": {"stringValue": env!("CARGO_PKG_VERSION")}}),
    ];
    let spans: Vec<Value> = spans.iter().map(written).collect();
    json!({"resourceSpans": [{
        "resource": {"attributes": service},
        "scopeSpans": [{"scope": {"name": "vitae"}, "spans": spans}],
    }]})
}

fn written(span: &Span) -> Value {
    let nanoseconds = |time: Duration| time.as_nanos().to_string();
    let attributes: Vec<Value> = span
        .attributes
        .iter()
        .map(|(key, value)| json!({"key": key, "value": {"stringValue": value}}))
        .collect();
    json!({
        "traceId": format!("{:032x}", span.place.trace),
        "spanId": format!("{:016x}", span.place.span),
        "parentSpanId": span.parent.map_or_else(String::new, |parent| format!("{parent:016x}")),
        "name": span.name,
        // Of the kinds that OTLP numbers: 2 answers, 3 asks.
        "kind": if span.is_server { 2 } else { 3 },
        "startTimeUnixNano": nanoseconds(span.began),
        "endTimeUnixNano": nanoseconds(span.ended),
        "attributes": attributes,
        "status": if span.has_failed { json!({"code": 2}) } else { json!({}) },
    })
}
