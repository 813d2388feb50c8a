//! `vitae serve`: opens the archive, wires the layers together, listens, and answers until it is told
//! to stop; then it finishes what is in flight and closes the archive.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::domain::{Archive, Gate, IssuedToken};
use crate::graphql::{self, Endpoint};
use crate::http;
use crate::store::{Feed, Readers, Store};

use super::failure::Failure;
use super::settings::{Metrics, Serve};
use super::{clock, database, output, ready, secret};

pub const EXAMPLES: &str = "\
Examples:
  vitae serve                                   ./vitae.db at http://127.0.0.1:8000/graphql
  vitae serve --listen 127.0.0.1:0              on a free port; the line it prints tells which
  vitae serve --database postgres://vitae:secret@db:5432/vitae --no-seed
  VITAE_LISTEN=0.0.0.0:80 vitae serve           settings by variable

Ctrl-C or SIGTERM stops it once the requests in flight are answered; a second one stops it at once.";

/// Runs the command. Prints a line with the address once requests are answered; after it, of a new
/// archive, the first token.
pub async fn run(settings: Serve) -> Result<(), Failure> {
    let mut stop = StopSignals::listen()?;
    let metrics = (settings.metrics != Metrics::False).then(install_metrics).transpose()?;
    // The address first: when it is taken, no archive has been made or changed.
    let listener = listen(&settings).await?;
    let (store, is_new) = open(&settings).await?;
    let readers = store.readers().await?;
    let archive = Archive::new(store.clone(), clock::system());
    let feed = store.feed(settings.limits.max_subscriptions as usize);
    let endpoint = Endpoint::new(archive, readers.clone(), store.dialect(), limits(&settings));
    let router = http::router(http::Service {
        endpoint: endpoint.following(feed.clone()),
        readiness: ready::readiness(store.clone(), readers.clone()),
        gate: Gate::new(readers.clone(), clock::system()),
        anonymous_reading: settings.anonymous_reading,
        metrics: metrics.map(|figures| http::Metrics {
            figures: Arc::new(move || figures.render()),
            is_open: settings.metrics == Metrics::Open,
        }),
        body_size_max: settings.limits.max_body,
        archive: Archive::new(store.clone(), clock::system()),
        imports: http::Imports::new(settings.limits.max_import as u64, settings.limits.import_idle_timeout),
    });
    let address = listener
        .local_addr()
        .map_err(|error| Failure::fault(format!("cannot tell the address listened on: {error}")))?;
    let (finish, finishing) = oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        // An error means that the sender is gone, which is a reason to stop as well.
        let _ = finishing.await;
    });
    let server = tokio::spawn(server.into_future());
    let first_token = if is_new && settings.first_token { first_token(&store).await? } else { String::new() };
    let url = &settings.database.url;
    output::print(&format!(
        "Vitae serves {url} at http://{address}/graphql\n\
         To try queries in a browser: http://{address}/graphiql/\n{first_token}"
    ))?;
    stop.wait().await;
    tracing::info!("told to stop; finishing what is in flight");
    let _ = finish.send(());
    feed.stop();
    tokio::select! {
        _ = server => tracing::info!("stopped"),
        () = tokio::time::sleep(settings.stop_timeout) => {
            tracing::warn!("requests in flight did not finish in time and were dropped");
        }
        () = stop.wait() => tracing::warn!("told to stop again; requests in flight were dropped"),
    }
    close(store, readers, feed).await
}

async fn listen(settings: &Serve) -> Result<TcpListener, Failure> {
    TcpListener::bind(settings.listen)
        .await
        .map_err(|error| Failure::fault(format!("cannot listen on `{}`: {error}", settings.listen)))
}

/// Opens the archive, and fills it with the demo life if this process made it; tells whether it did.
async fn open(settings: &Serve) -> Result<(Store, bool), Failure> {
    let readers = (settings.readers.count(), settings.query_timeout);
    let opened = database::open(&settings.database.url, readers).await?;
    let archive = Archive::new(opened.store.clone(), clock::system());
    if opened.is_new && settings.wants_seed() && archive.is_empty().await? {
        let summary = archive
            .seed()
            .await
            .map_err(|error| Failure::fault(format!("cannot fill the new archive: {error}")))?;
        tracing::info!(records = summary.created, "filled the new archive with the demo life");
    }
    Ok((opened.store, opened.is_new))
}

/// Makes the first token of a new archive, and tells of it; of several processes that made the archive
/// at once, one does.
async fn first_token(store: &Store) -> Result<String, Failure> {
    let archive = Archive::new(store.clone(), clock::system());
    let issued = archive.create_first_token(secret::random()?).await?;
    let told = |issued: IssuedToken| {
        format!("A token of the role `admin`, shown only this once:\n{}\n", issued.text())
    };
    Ok(issued.map(told).unwrap_or_default())
}

fn limits(settings: &Serve) -> graphql::Limits {
    let limits = &settings.limits;
    graphql::Limits {
        depth: limits.max_depth as usize,
        fields: limits.max_fields as usize,
        cost: u64::from(limits.max_cost),
        page: i64::from(limits.max_page),
    }
}

/// Closes the archive, the writer last, so that SQLite leaves one file behind; a statement that hangs
/// does not keep the process.
async fn close(store: Store, readers: Readers, feed: Feed) -> Result<(), Failure> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let closing = async {
        feed.close().await;
        readers.close().await;
        store.close().await
    };
    match tokio::time::timeout(PATIENCE, closing).await {
        Ok(closed) => Ok(closed?),
        Err(_) => {
            tracing::warn!("the database did not close in time");
            Ok(())
        }
    }
}

/// Figures are kept from here on; histograms are folded together now and then, or they would grow.
fn install_metrics() -> Result<PrometheusHandle, Failure> {
    const UPKEEP_EVERY: Duration = Duration::from_secs(5);
    let figures = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| Failure::fault(format!("cannot keep figures: {error}")))?;
    let upkeep = figures.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP_EVERY).await;
            upkeep.run_upkeep();
        }
    });
    Ok(figures)
}

/// Ctrl-C and SIGTERM.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// From now on the signals no longer end the process by themselves.
    fn listen() -> Result<StopSignals, Failure> {
        let cannot = |error| Failure::fault(format!("cannot listen for signals: {error}"));
        Ok(StopSignals {
            interrupt: signal(SignalKind::interrupt()).map_err(cannot)?,
            terminate: signal(SignalKind::terminate()).map_err(cannot)?,
        })
    }

    /// Returns at the next of them.
    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
