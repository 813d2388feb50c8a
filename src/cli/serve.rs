//! `vitae serve`: opens the archive, wires the layers together, listens, and answers until it is told
//! to stop; then it finishes what is in flight and closes the archive.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::domain::{Archive, Gate, IssuedToken, Linking};
use crate::graphql::{self, Endpoint, Trusted};
use crate::http;
use crate::store::{Dialect, Feed, Readers, ReplicaOptions, Store, StoreError, preflight};

use super::failure::Failure;
use super::linker::Linker;
use super::seen::Seen;
use super::settings::{self, Metrics, Replicating, Serve};
use super::{clock, database, documents, figures, guard, output, ready, secret};

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
    let seen = Seen::begin(&settings).await?;
    let trusted = trusted(&settings).await?;
    // The address first: when it is taken, no archive has been made or changed.
    let listener = listen(&settings).await?;
    let certificate = guard::certificate(&settings.guard)?;
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let (store, is_new) = open(&settings).await?;
    let (store, readers, feed) = read(store, &seen, &settings).await?;
    let endpoint = endpoint(&settings, &store, readers.clone(), trusted)?.following(feed.clone());
    let figures = seen.figures.clone().map(|figures| figures::shown(figures, endpoint.clone()));
    let sockets = sockets(&settings);
    let door = http::door(http::Service {
        endpoint,
        readiness: ready::readiness(store.clone(), readers.clone()),
        gate: Gate::new(readers.clone(), clock::system()),
        anonymous_reading: settings.anonymous_reading,
        metrics: figures
            .clone()
            .filter(|_| settings.metrics != Metrics::False)
            .map(|figures| http::Metrics { figures, is_open: settings.metrics == Metrics::Open }),
        observer: Arc::new(seen.observer(&settings)),
        compression: settings.answering.compression,
        body_size_max: settings.limits.max_body,
        archive: served(&settings, &store),
        imports: http::Imports::new(settings.limits.max_import as u64, settings.limits.import_idle_timeout),
        sockets: sockets.clone(),
        guards: guard::guards(&settings),
    });
    let address = listener
        .local_addr()
        .map_err(|error| Failure::fault(format!("cannot tell the address listened on: {error}")))?;
    let (finish, finishing) = oneshot::channel::<()>();
    let stopping = async {
        // An error means that the sender is gone, which is a reason to stop as well.
        let _ = finishing.await;
    };
    let bounds = guard::bounds(&settings.guard);
    let server = tokio::spawn(http::serve(listener, door, bounds, certificate, stopping));
    let first_token = if is_new && settings.first_token { first_token(&store).await? } else { String::new() };
    let (told, aside) = seen.serve_figures(figures)?;
    let linker = Linker::start(store.clone());
    let url = &settings.database.url;
    output::print(&format!(
        "Vitae serves {url} at {scheme}://{address}/graphql\n\
         To try queries in a browser: {scheme}://{address}/graphiql/\n{told}{first_token}"
    ))?;
    stop.wait().await;
    tracing::info!("told to stop; finishing what is in flight");
    let _ = finish.send(());
    feed.stop();
    sockets.stop();
    let finished = async {
        let _ = server.await;
        sockets.closed().await;
    };
    tokio::select! {
        () = finished => tracing::info!("stopped"),
        () = tokio::time::sleep(settings.stop_timeout) => {
            tracing::warn!("requests in flight did not finish in time and were dropped");
        }
        () = stop.wait() => tracing::warn!("told to stop again; requests in flight were dropped"),
    }
    aside.close().await;
    linker.stop().await;
    close(store, readers, feed).await
}

/// The documents that alone may run, where only some may.
async fn trusted(settings: &Serve) -> Result<Option<Trusted>, Failure> {
    match &settings.answering.trusted_documents {
        Some(directory) => Ok(Some(documents::trusted(directory).await?)),
        None => Ok(None),
    }
}

/// The archive that is served: a task beside finds the mentions that edits leave.
fn served(settings: &Serve, store: &Store) -> Archive {
    let linking = match settings.linking {
        settings::Linking::AtOnce => Linking::AtOnce,
        settings::Linking::Later => Linking::Later,
    };
    Archive::new(store.clone(), clock::system()).linking(linking)
}

/// What answers GraphQL requests, as the settings want it.
fn endpoint(
    settings: &Serve,
    store: &Store,
    readers: Readers,
    trusted: Option<Trusted>,
) -> Result<Endpoint, Failure> {
    let archive = served(settings, store);
    let rules = guard::rules(&settings.guard);
    let mut endpoint = Endpoint::with_rules(archive, readers, store.dialect(), limits(settings), rules);
    if let Some(trusted) = trusted {
        endpoint = endpoint.trusting(trusted);
    }
    if settings.federation.is_on {
        endpoint = endpoint.federated();
    }
    match settings.answering.answer_memory {
        0 => Ok(endpoint),
        bytes => Ok(endpoint.remembering(store.states(clock::timer())?, bytes as u64)),
    }
}

/// Starts what reads the archive: queries, and what follows its changes.
async fn read(store: Store, seen: &Seen, settings: &Serve) -> Result<(Store, Readers, Feed), Failure> {
    let followers = settings.limits.max_subscriptions as usize;
    let Replicating { replicas, max_replica_lag } = &settings.replicating;
    if replicas.is_empty() {
        let readers = seen.watch(store.readers().await?, &store, settings);
        let feed = store.feed(followers);
        return Ok((store, readers, feed));
    }
    let replicas = ReplicaOptions {
        urls: replicas.iter().map(|url| url.with_password().to_owned()).collect(),
        lag_max: *max_replica_lag,
        timer: clock::timer(),
    };
    let readers = seen.watch(store.readers_with(replicas).await?, &store, settings);
    let feed = readers.feed(followers);
    Ok((store.guarded(&readers), readers, feed))
}

async fn listen(settings: &Serve) -> Result<TcpListener, Failure> {
    TcpListener::bind(settings.listen).await.map_err(|error| {
        let hint = match error.kind() {
            ErrorKind::AddrInUse => {
                "; hint: another program listens there; `--listen 127.0.0.1:0` takes a free port"
            }
            _ => "",
        };
        Failure::fault(format!("cannot listen on `{}`: {error}{hint}", settings.listen))
    })
}

/// Opens the archive, and fills it with the demo life if this process made it; tells whether it did.
async fn open(settings: &Serve) -> Result<(Store, bool), Failure> {
    let readers = (settings.readers.count(), settings.query_timeout);
    let (url, replicas) = (&settings.database.url, &settings.replicating.replicas);
    if !replicas.is_empty() && Dialect::of(url.with_password()) != Some(Dialect::Postgres) {
        return Err(Failure::settings(format!(
            "`--replicas (VITAE_REPLICAS)` goes with a database of PostgreSQL alone; `{url}` is none"
        )));
    }
    if !replicas.is_empty()
        && let Err(error @ StoreError::Open { .. }) = preflight(url.with_password()).await
    {
        let opened = database::open_without_primary(url, replicas, readers, error).await?;
        return Ok((opened.store, false));
    }
    let opened = database::open(url, readers).await?;
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

fn sockets(settings: &Serve) -> http::Sockets {
    let per_client = settings.guard.shares.max_websockets_per_client;
    let settings = &settings.sockets;
    http::Sockets::new(http::SocketLimits {
        connections: settings.max_websockets,
        per_client,
        operations: settings.max_websocket_operations as usize,
        init_timeout: settings.websocket_init_timeout,
        idle_timeout: settings.websocket_idle_timeout,
        send_timeout: settings.websocket_send_timeout,
    })
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
