//! Documents that are named instead of sent: those that clients registered by sending them once with their
//! hash (Apollo's automatic persisted queries), and those that whoever runs the service trusts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::document::Operation;
use super::{Answer, Endpoint, Inner, Request, error};
use crate::store::AskedDocument;

/// Counts whether something was in a cache. A macro, so that the figure's labels are made once.
macro_rules! looked_up {
    ($cache:literal, $is_there:expr) => {
        match $is_there {
            true => metrics::counter!("vitae_cache_lookups_total", "cache" => $cache, "outcome" => "hit"),
            false => metrics::counter!("vitae_cache_lookups_total", "cache" => $cache, "outcome" => "miss"),
        }
        .increment(1)
    };
}
pub(super) use looked_up;

/// How a request names its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentName {
    /// By the SHA-256 of its text, which may be sent beside it to register it.
    Hash(String),
    /// By `documentId`: its SHA-256, or a name that a manifest gives.
    Id(String),
}

/// Documents that may run where no others may.
#[derive(Debug, Default)]
pub struct Trusted {
    by_id: HashMap<String, Arc<str>>,
    texts: HashSet<Arc<str>>,
}

impl Trusted {
    /// Adds a document, which is known by its SHA-256 and by `ids`. An id that names another document already
    /// keeps its document, and is returned.
    pub fn add(&mut self, text: &str, ids: impl IntoIterator<Item = String>) -> Option<String> {
        let text: Arc<str> = text.into();
        self.texts.insert(text.clone());
        let mut taken = None;
        for id in ids.into_iter().chain([hash(&text)]) {
            match self.by_id.get(&id) {
                Some(other) if *other != text => taken = Some(id),
                _ => {
                    self.by_id.insert(id, text.clone());
                }
            }
        }
        taken
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The documents that clients registered, the most useful of them.
pub struct Persisted {
    cache: Cache<String, Arc<str>, ByLength>,
}

#[derive(Clone)]
struct ByLength;

impl Weighter<String, Arc<str>> for ByLength {
    fn weight(&self, hash: &String, text: &Arc<str>) -> u64 {
        (hash.len() + text.len()) as u64
    }
}

/// What all of them may take in memory.
const BYTES_AT_MOST: u64 = 16 << 20;
/// How many are expected.
const EXPECTED: usize = 1024;

impl Persisted {
    /// None yet.
    pub fn new() -> Persisted {
        Persisted { cache: Cache::with_weighter(EXPECTED, BYTES_AT_MOST, ByLength) }
    }

    fn get(&self, hash: &str) -> Option<Arc<str>> {
        let found = self.cache.get(hash);
        looked_up!("persisted", found.is_some());
        found
    }

    /// How many there are, and what they take in bytes.
    pub fn size(&self) -> (usize, u64) {
        (self.cache.len(), self.cache.weight())
    }

    /// Keeps the document of a request that registers it; called once it is known to be valid.
    pub fn register(&self, request: &Request) {
        if let Some(DocumentName::Hash(hash)) = &request.name
            && self.cache.peek(hash).is_none()
        {
            self.cache.insert(hash.clone(), request.query.as_str().into());
        }
    }
}

/// How much of an operation's name is told.
const NAME_TOLD: usize = 128;

/// What is told of a request in logs and traces.
pub fn told(request: &Request, operation: &Operation) -> AskedDocument {
    AskedDocument {
        operation: operation.name().map(|name| name.chars().take(NAME_TOLD).collect()),
        kind: match operation.kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        },
        hash: hash(&request.query),
    }
}

/// The SHA-256 of a document, in lower-case hexadecimal digits.
pub fn hash(text: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(text).into();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Endpoint {
    /// This endpoint, where nothing but these documents may run.
    pub fn trusting(self, trusted: Trusted) -> Endpoint {
        Endpoint { trusted: Some(Arc::new(trusted)), ..self }
    }

    /// Puts in the text of a document that is named, and refuses one that may not run.
    pub(super) fn resolve(&self, request: &mut Request) -> Result<(), Answer> {
        let trusted = self.trusted.as_deref();
        let known = |id: &str| match trusted {
            Some(trusted) => trusted.by_id.get(id).cloned().ok_or_else(error::unknown_trusted),
            None => self.inner.persisted.get(id).ok_or_else(error::unknown_persisted),
        };
        match &request.name {
            Some(DocumentName::Hash(hash)) if request.query.is_empty() => {
                request.query = known(hash)?.to_string();
                return Ok(());
            }
            Some(DocumentName::Hash(given)) if hash(&request.query) != *given => {
                return Err(error::other_hash(given));
            }
            Some(DocumentName::Id(id)) => {
                request.query = known(id.strip_prefix("sha256:").unwrap_or(id))?.to_string();
                return Ok(());
            }
            Some(DocumentName::Hash(_)) | None => {}
        }
        match trusted {
            Some(trusted) if !trusted.texts.contains(request.query.as_str()) => {
                Err(error::untrusted_document())
            }
            _ => Ok(()),
        }
    }
}

impl Inner {
    /// Whether a document that was sent may be kept under its hash.
    pub(super) fn register(&self, request: &Request) {
        if request.name.is_some() {
            self.persisted.register(request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trusted_document_is_known_by_its_hash_and_its_names() {
        let mut trusted = Trusted::default();
        assert!(trusted.is_empty());
        assert_eq!(trusted.add("{ a }", ["one".to_owned()]), None);
        assert_eq!(trusted.add("{ a }", ["uno".to_owned()]), None);
        assert_eq!(trusted.add("{ b }", ["one".to_owned()]), Some("one".to_owned()));
        assert_eq!(trusted.len(), 2);
        let of = |id: &str| trusted.by_id.get(id).map(|text| text.to_string());
        assert_eq!(of("one"), Some("{ a }".to_owned()));
        assert_eq!(of("uno"), of("one"));
        assert_eq!(of(&hash("{ b }")), Some("{ b }".to_owned()));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let persisted = Persisted::new();
        for number in 0..2000 {
            let query = format!("{number:20000}");
            let name = Some(DocumentName::Hash(hash(&query)));
            persisted.register(&Request { query, name, ..Request::default() });
        }
        let (count, bytes) = persisted.size();
        assert!(bytes <= BYTES_AT_MOST && (100..1000).contains(&count), "{count} documents, {bytes} bytes");
    }

    #[test]
    fn a_hash_is_written_in_lower_case() {
        assert_eq!(hash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
