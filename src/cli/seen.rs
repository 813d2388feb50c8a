//! What is seen of a service from outside, put together as the settings say: figures, traces, slow queries.

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::http::{Figures, Observer};
use crate::store::{Readers, Store, Watch};
use crate::value::trace::{Numbers, Timer};

use super::failure::Failure;
use super::otlp::Exporter;
use super::settings::{Metrics, Serve};
use super::{clock, figures, secret};

/// What is seen of a service from outside.
pub struct Seen {
    /// The figures, if any are kept.
    pub figures: Option<PrometheusHandle>,
    listener: Option<TcpListener>,
    exporter: Option<Exporter>,
    timer: Timer,
    numbers: Numbers,
}

/// What runs beside the service.
pub struct Aside {
    figures: Option<JoinHandle<()>>,
    exporter: Option<Exporter>,
}

impl Seen {
    /// Begins to keep what the settings ask for.
    pub async fn begin(settings: &Serve) -> Result<Seen, Failure> {
        let observing = &settings.observing;
        let listener = match observing.metrics_listen {
            Some(address) => Some(figures::listen(address).await?),
            None => None,
        };
        let keeps_figures = settings.metrics != Metrics::False || listener.is_some();
        Ok(Seen {
            figures: keeps_figures.then(figures::install).transpose()?,
            listener,
            exporter: observing.otlp_endpoint.as_deref().map(Exporter::start).transpose()?,
            timer: clock::timer(),
            numbers: secret::numbers()?,
        })
    }

    /// The readers, watched if there is something to see.
    pub fn watch(&self, readers: Readers, store: &Store, settings: &Serve) -> Readers {
        let slow = settings.observing.slow_query.map(|limit| store.slow(limit));
        if self.figures.is_none() && self.exporter.is_none() && slow.is_none() {
            return readers;
        }
        let servers = 1 + settings.replicating.replicas.len();
        metrics::gauge!("vitae_readers").set((settings.readers.count() * servers) as f64);
        let spans = self.exporter.as_ref().map(|exporter| (exporter.spans.clone(), self.numbers.clone()));
        readers.watched(Watch { timer: self.timer.clone(), spans, slow })
    }

    /// Who looks at requests.
    pub fn observer(&self, settings: &Serve) -> Observer {
        Observer {
            numbers: self.numbers.clone(),
            timer: self.timer.clone(),
            keeps_figures: self.figures.is_some(),
            watches_documents: settings.observing.slow_query.is_some(),
            spans: self.exporter.as_ref().map(|exporter| exporter.spans.clone()),
        }
    }

    /// Serves the figures at their own address, if they have one; returns what is told of it.
    pub fn serve_figures(self, figures: Option<Figures>) -> Result<(String, Aside), Failure> {
        let exporter = self.exporter;
        let (Some(listener), Some(figures)) = (self.listener, figures) else {
            return Ok((String::new(), Aside { figures: None, exporter }));
        };
        let address = listener
            .local_addr()
            .map_err(|error| Failure::fault(format!("cannot tell the address of the figures: {error}")))?;
        let told = format!("Figures at http://{address}/metrics\n");
        Ok((told, Aside { figures: Some(figures::serve(listener, figures)), exporter }))
    }
}

impl Aside {
    /// Ends it, once the service has.
    pub async fn close(self) {
        if let Some(figures) = self.figures {
            figures.abort();
        }
        if let Some(exporter) = self.exporter {
            exporter.close().await;
        }
    }
}
