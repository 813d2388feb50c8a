//! The request that is being answered, for those who tell of what is done for it: logs, traces.

use std::sync::{Arc, OnceLock};

use crate::value::trace::Place;

/// A request that is being answered.
#[derive(Debug, Default)]
pub struct Asking {
    /// Its id, as the client gave it or was told it.
    pub id: String,
    /// Where in a trace it is answered; none where none is kept.
    pub place: Option<Place>,
    /// Whether somebody will want to know its document.
    pub is_watched: bool,
    document: OnceLock<AskedDocument>,
}

/// What is asked, told without its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedDocument {
    /// The operation's name, if it has one.
    pub operation: Option<String>,
    /// `query`, `mutation` or `subscription`.
    pub kind: &'static str,
    /// The SHA-256 of the text.
    pub hash: String,
}

tokio::task_local! {
    static ASKING: Arc<Asking>;
}

impl Asking {
    /// A request with this id.
    pub fn new(id: String, place: Option<Place>, is_watched: bool) -> Asking {
        Asking { id, place, is_watched, document: OnceLock::new() }
    }

    /// Does what answers a request, in whose course [`Asking::now`] is that request.
    pub async fn scope<T>(asking: Arc<Asking>, answering: impl Future<Output = T>) -> T {
        ASKING.scope(asking, answering).await
    }

    /// The request that this task answers.
    pub fn now() -> Option<Arc<Asking>> {
        ASKING.try_with(Arc::clone).ok()
    }

    /// Its id, for logs; empty where no request is answered.
    pub fn id_now() -> String {
        ASKING.try_with(|asking| asking.id.clone()).unwrap_or_default()
    }

    /// Says what is asked, if somebody will want to know.
    pub fn tell(document: impl FnOnce() -> AskedDocument) {
        // Outside of a request nobody wants to know.
        let _ = ASKING.try_with(|asking| {
            if asking.is_watched {
                asking.document.get_or_init(document);
            }
        });
    }

    /// What is asked, once it is known.
    pub fn document(&self) -> Option<&AskedDocument> {
        self.document.get()
    }
}
