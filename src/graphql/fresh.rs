//! Answers to clients that have one already: told that it is still the same, where it can be known without
//! reading it from the archive again, and else by its hash.
//!
//! A tag is a hash of an answer's text, so it is the same on every process and either database. That an answer
//! was not read again rests on two things: what a statement answers depends on its text, its values and the
//! archive alone; and every change of the archive makes a revision, whose number grows. The archive's version is
//! read before the answer. Should there be a change between the two, the answer is remembered under a version
//! that will never be the archive's again.

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::{Answer, Endpoint, Inner, Request, Route};
use crate::plan::{Plan, Variables};
use crate::store::{Bind, Feed, Read, Source, Statement, Turn};
use crate::value::position::Position;

/// What an answer's text is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag(u128);

/// Which answers a client has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// None, as far as it tells.
    Nothing,
    /// Some; it does not tell which.
    Anything,
    /// Those with these tags.
    These(Vec<Tag>),
}

/// What a request for an answer that may be known leads to.
pub enum Checked {
    /// The client has it already; with it comes how far the archive had come when that was seen, where that is known, and
    /// the answer itself, where it was read.
    Same(Tag, Option<Position>, Option<Answer>),
    /// An answer, with its tag if it may be kept.
    Other(Answer, Option<Tag>),
}

/// The tags of answers that were read, by their statements and the archive's versions.
pub struct Seen {
    cache: Cache<u128, Tag>,
}

/// How many are kept; each takes about a hundred bytes.
const SEEN_AT_MOST: usize = 10_000;

impl Tag {
    fn of(body: &str) -> Tag {
        Tag(digest(Sha256::new().chain_update(body)))
    }

    /// The tag that is written so.
    pub fn parse(text: &str) -> Option<Tag> {
        let is_ours = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_ours.then(|| u128::from_str_radix(text, 16).ok().map(Tag)).flatten()
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Known {
    /// Whether the one with this tag is among them.
    pub fn has(&self, tag: Tag) -> bool {
        match self {
            Known::Nothing => false,
            Known::Anything => true,
            Known::These(tags) => tags.contains(&tag),
        }
    }
}

impl Seen {
    /// Nothing yet.
    pub fn new() -> Seen {
        Seen { cache: Cache::new(SEEN_AT_MOST) }
    }
}

impl Endpoint {
    /// Answers a request, unless the client has the answer.
    pub async fn answer_unless(&self, request: Request, known: &Known) -> Checked {
        let checked = self.answer_unless_at_once(request, known).await;
        if let Checked::Other(answer, _) = &checked {
            self.inner.slow_down(answer).await;
        }
        checked
    }

    async fn answer_unless_at_once(&self, mut request: Request, known: &Known) -> Checked {
        let _place = match self.inner.place(request.client).await {
            Ok(place) => place,
            Err(crowded) => return Checked::Other(crowded, None),
        };
        if let Err(refused) = self.resolve(&mut request) {
            return Checked::Other(refused, None);
        }
        match self.inner.route(&request).await {
            Ok(Route::Plan { plan, variables }) if !request.tells_cost && !request.tells_position => {
                self.inner.run_unless(&plan, &variables, known, &request).await
            }
            Ok(route) => check(self.take(route, request).await, known),
            Err(refused) => Checked::Other(refused, None),
        }
    }
}

impl Inner {
    async fn run_unless(
        &self,
        plan: &Plan,
        variables: &Variables,
        known: &Known,
        request: &Request,
    ) -> Checked {
        let (statement, price) = match self.bind(plan, variables) {
            Ok(bound) => bound,
            Err(refused) => return Checked::Other(refused, None),
        };
        let client = request.client;
        let (place, position) = match known {
            Known::These(_) => self.remembered_by(&statement, request.at_least).await.unzip(),
            Known::Nothing | Known::Anything => (None, None),
        };
        let position = position.flatten();
        let seen = place.and_then(|place| self.seen.cache.get(&place)).filter(|tag| known.has(*tag));
        if let Some(tag) = seen {
            metrics::counter!("vitae_unchanged_total", "read" => "false").increment(1);
            return Checked::Same(tag, position, None);
        }
        let answer = self.fetch(statement, price, request, position.or(request.at_least)).await;
        let checked = match check(answer, known) {
            Checked::Other(answer, tag) => {
                let answer = self.hold(answer, client).await;
                let tag = tag.filter(|_| !answer.has_errors);
                Checked::Other(answer, tag)
            }
            same => same,
        };
        if let (Some(place), Checked::Same(tag, ..) | Checked::Other(_, Some(tag))) = (place, &checked) {
            self.seen.cache.insert(place, *tag);
        }
        checked
    }

    /// What the answer of a statement is remembered by: the statement, and the archive's version. None if
    /// that cannot be read (then the answer itself tells why), or does not tell of all that the statement reads. With it
    /// comes how far that server had come, where that is known: the answer must not be read where that is not reached.
    async fn remembered_by(
        &self,
        statement: &Statement,
        at_least: Option<Position>,
    ) -> Option<(u128, Option<Position>)> {
        if !Feed::is_versioned(statement) {
            return None;
        }
        let source = Source::ANY.at_least(at_least);
        let Read { text: version, position } =
            self.engine.readers.read(Feed::version(), Turn::default(), source).await.ok()?;
        let mut hasher = Sha256::new();
        let mut add = |part: &[u8]| {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        };
        add(version.as_bytes());
        add(statement.sql.as_bytes());
        for bind in &statement.binds {
            match bind {
                Bind::Int(value) => add(&value.to_le_bytes()),
                Bind::Text(None) => add(b"-"),
                Bind::Text(Some(text)) => {
                    add(b"+");
                    add(text.as_bytes());
                }
            }
        }
        Some((digest(hasher), position))
    }
}

/// Holds an answer against those that the client has. One with errors is never kept.
fn check(answer: Answer, known: &Known) -> Checked {
    if answer.has_errors {
        return Checked::Other(answer, None);
    }
    let tag = Tag::of(&answer.body);
    match known.has(tag) {
        true => {
            metrics::counter!("vitae_unchanged_total", "read" => "true").increment(1);
            Checked::Same(tag, answer.position, Some(answer))
        }
        false => Checked::Other(answer, Some(tag)),
    }
}

fn digest(hasher: Sha256) -> u128 {
    let hash: [u8; 32] = hasher.finalize().into();
    hash[..16].iter().fold(0, |number, byte| number << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_it_is_written() {
        let tag = Tag::of("{}");
        assert_eq!(Tag::parse(&tag.to_string()), Some(tag));
        assert_eq!(Tag::parse(&tag.to_string().to_uppercase()), None);
        assert_eq!(Tag::parse("0123"), None);
        assert_eq!(Tag::parse(&format!("+{}", &tag.to_string()[1..])), None);
    }
}
