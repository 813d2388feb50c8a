//! Finds mentions in the background of a service: what edits left to be looked at, and what other processes did.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::clock;
use crate::domain::Archive;
use crate::store::Store;

/// How often it is asked whether there is anything to do.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long it waits after a failure.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The task, until it is stopped.
pub struct Linker {
    stopping: CancellationToken,
    task: JoinHandle<()>,
}

impl Linker {
    /// Begins.
    pub fn start(store: Store) -> Linker {
        let stopping = CancellationToken::new();
        let task = tokio::spawn(link(store, stopping.clone()));
        Linker { stopping, task }
    }

    /// Ends after the part that it is at.
    pub async fn stop(self) {
        self.stopping.cancel();
        // If it was aborted, it has ended.
        let _ = self.task.await;
    }
}

async fn link(store: Store, stopping: CancellationToken) {
    let archive = Archive::new(store.clone(), clock::system());
    if let Err(error) = archive.take_up_set_aside().await {
        tracing::warn!(%error, "what was left when mentions were looked for is left still");
    }
    while !stopping.is_cancelled() {
        let linked = match store.has_pending_links().await {
            Ok(true) => archive.link_pending(|| !stopping.is_cancelled()).await.map(|_| ()),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        let pause = match linked {
            Ok(()) => LOOK_EVERY,
            Err(error) => {
                tracing::warn!(%error, "mentions cannot be found at the moment");
                LOOK_AGAIN
            }
        };
        tokio::select! {
            () = stopping.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
