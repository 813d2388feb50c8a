//! What settings say of limits and of who is let in, as the layers below take it; and the process's own
//! limits.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::graphql::Rules;
use crate::http::{Bounds, Certificate, Forwarding, Guards, Hosts, Origins, Proxies, Rate};

use super::failure::Failure;
use super::settings::{ForwardedHeader, Guard, Serve};

/// What a document may hold, and how many requests are answered at once.
pub fn rules(settings: &Guard) -> Rules {
    let Guard { documents, connections, shares, .. } = settings;
    Rules {
        length: documents.max_query_length,
        tokens: documents.max_tokens as usize,
        aliases: documents.max_aliases as usize,
        roots: documents.max_root_fields as usize,
        directives: documents.max_directives as usize,
        fragments: documents.max_fragments as usize,
        lists: documents.max_lists as usize,
        variables: documents.max_variables,
        concurrent: connections.max_concurrent as usize,
        patience: connections.concurrent_wait,
        answer: shares.max_answer as u64,
        unsent: shares.max_unsent as u64,
        dear: u64::from(shares.dear_cost),
        subscriptions: u64::from(shares.max_subscriptions_per_client),
        refusal_delay: documents.refusal_delay,
        introspection: documents.introspection,
        suggestions: documents.suggestions,
    }
}

/// Who is let in.
pub fn guards(settings: &Serve) -> Guards {
    let (sites, connections) = (&settings.guard.sites, &settings.guard.connections);
    let origins = match sites.cors_origins.iter().any(|origin| origin == "*") {
        true => Origins::Any,
        false => Origins::These(sites.cors_origins.clone()),
    };
    let per_second = connections.max_rate.and_then(NonZeroU32::new);
    Guards {
        proxies: proxies(&settings.guard),
        hosts: hosts(settings.listen, &sites.allowed_hosts),
        origins,
        rate: per_second
            .zip(NonZeroU32::new(connections.max_burst))
            .map(|(per_second, burst)| Rate { per_second, burst }),
        body_patience: connections.body_timeout,
    }
}

fn proxies(settings: &Guard) -> Proxies {
    let forwarding = match settings.sites.forwarded_header {
        ForwardedHeader::XForwardedFor => Forwarding::XForwardedFor,
        ForwardedHeader::Forwarded => Forwarding::Forwarded,
    };
    Proxies { networks: settings.sites.trusted_proxies.clone(), forwarding }
}

/// On an address of this machine alone, only this machine's names count, and those that are allowed.
fn hosts(listen: SocketAddr, allowed: &[String]) -> Hosts {
    let mut names = allowed.to_vec();
    if listen.ip().is_loopback() {
        let own = match listen {
            SocketAddr::V4(address) => address.ip().to_string(),
            SocketAddr::V6(address) => format!("[{}]", address.ip()),
        };
        names.extend(["localhost", "127.0.0.1", "[::1]", &own].map(str::to_owned));
    }
    if names.is_empty() { Hosts::Any } else { Hosts::These(names) }
}

/// Files that are not connections: of the database, of uploads, of logs.
const OTHER_FILES: u64 = 256;

/// How many connections there may be. Each is a file to the system, so as many as it allows are asked for
/// first.
pub fn bounds(settings: &Guard) -> Bounds {
    let connections = &settings.connections;
    let wanted = u64::from(connections.max_connections);
    let files = allow_files();
    let possible = files.saturating_sub(OTHER_FILES).max(files / 2).max(1);
    if wanted > possible {
        tracing::warn!(wanted, possible, "the system allows fewer open files than connections are wanted");
    }
    Bounds {
        connections: usize::try_from(wanted.min(possible)).unwrap_or(usize::MAX),
        per_client: connections.max_connections_per_client as usize,
        proxies: proxies(settings),
        header_timeout: connections.header_timeout,
        keep_alive_timeout: connections.keep_alive_timeout,
        write_timeout: connections.write_timeout,
    }
}

/// Asks for as many open files as the process may have; tells how many it has.
fn allow_files() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Where it is refused, what is there must do.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    getrlimit(Resource::Nofile).current.or(current).unwrap_or(u64::MAX)
}

/// The certificate, where one is named.
pub fn certificate(settings: &Guard) -> Result<Option<Arc<Certificate>>, Failure> {
    let connections = &settings.connections;
    let Some((certificate, key)) = connections.tls_certificate.as_ref().zip(connections.tls_key.as_ref())
    else {
        return Ok(None);
    };
    let loaded = Certificate::load(certificate, key)
        .map_err(|reason| Failure::fault(format!("cannot serve by TLS: {reason}")))?;
    let loaded = Arc::new(loaded);
    let hangup = signal(SignalKind::hangup())
        .map_err(|error| Failure::fault(format!("cannot listen for signals: {error}")))?;
    tokio::spawn(renew(loaded.clone(), hangup));
    Ok(Some(loaded))
}

/// How often the certificate's files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Reads the certificate again now and then, and at once on SIGHUP.
async fn renew(certificate: Arc<Certificate>, mut hangup: Signal) {
    let mut told = String::new();
    loop {
        tokio::select! {
            _ = hangup.recv() => told.clear(),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        match certificate.reload() {
            Ok(true) => {
                told.clear();
                tracing::info!("the certificate was read again");
            }
            Ok(false) => {}
            Err(reason) if reason != told => {
                tracing::error!(%reason, "the certificate could not be read again; the one before it is in use");
                told = reason;
            }
            Err(_) => {}
        }
    }
}
