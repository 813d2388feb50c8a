//! Answers that are remembered: the same request of the same role is answered by the same bytes, before anything of it is
//! parsed, for as long as the archive is in the state in which they were read.
//!
//! What is asked is compared byte by byte, so no two requests share an answer by chance. An answer is remembered when its
//! request comes a second time: whoever reads through the whole archive once leaves no trace. All of it is bounded by what
//! it takes in memory.

use std::hash::{BuildHasher, Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, Equivalent, OptionsBuilder, Weighter};

use super::persisted::looked_up;
use super::{Answer, Endpoint, Held, Request, Tag, error};
use crate::store::{AskedDocument, Asking, Stamp, States};
use crate::value::access::Role;
use crate::value::position::Position;

/// A request as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Question<'a> {
    /// What whoever asks may do: nobody is told what only others may be.
    pub role: Option<Role>,
    /// Whether it came by a method that must change nothing; its text is another form then.
    pub is_safe: bool,
    /// The body, or the parameters of the address.
    pub text: &'a [u8],
}

/// An answer that is remembered.
pub struct Remembered {
    /// The JSON.
    pub body: Box<str>,
    /// What it is known by, where clients are told.
    pub tag: Option<Tag>,
    /// How far the archive had come where it was read; known only where there are replicas.
    pub position: Option<Position>,
    /// The state of the archive in which it was read.
    stamp: Stamp,
    /// What is told of its request in traces.
    asked: Option<AskedDocument>,
}

/// What is remembered of a request.
pub enum Recalled {
    /// Its answer.
    Answer(Arc<Remembered>),
    /// Nothing. Its answer may be remembered under this, if it is still what the archive holds then.
    Nothing(Option<Admission>),
}

/// That an answer may be remembered.
#[derive(Clone, Copy, Debug)]
pub struct Admission {
    hash: u64,
    stamp: Stamp,
}

/// The answers that are remembered.
pub struct Memory {
    cache: Cache<Kept, Arc<Remembered>, BySize, AsIs, DefaultLifecycle<Kept, Arc<Remembered>>>,
    doorkeeper: Doorkeeper,
    hasher: DefaultHashBuilder,
    states: States,
    /// How large a body may be that is remembered, in bytes.
    largest: usize,
}

/// What an entry takes beside its texts, reckoned, in bytes.
const ENTRY: usize = 256;
/// How large an answer is expected to be, in bytes: no more than a guess is needed.
const EXPECTED: u64 = 4 << 10;
/// How much of the memory is looked after by one lock at least, in bytes, unless all of it is less. No answer is larger
/// than half of that.
const SHARD: u64 = 16 << 20;
/// How many locks there are at most.
const SHARDS_MAX: u64 = 64;

impl Memory {
    /// An empty memory of so many bytes, for answers from the archive of these states.
    fn new(states: States, bytes: u64) -> Memory {
        let shards = 1 << (bytes / SHARD).clamp(1, SHARDS_MAX).ilog2();
        let options = OptionsBuilder::new()
            .weight_capacity(bytes)
            .estimated_items_capacity(usize::try_from((bytes / EXPECTED).max(1)).unwrap_or(usize::MAX))
            .shards(shards)
            .build()
            .expect("both capacities are given");
        let cache = Cache::with_options(options, BySize, AsIs, DefaultLifecycle::default());
        let largest = usize::try_from(bytes.min(SHARD) / 2).unwrap_or(usize::MAX);
        Memory {
            cache,
            doorkeeper: Doorkeeper::new(),
            hasher: DefaultHashBuilder::default(),
            states,
            largest,
        }
    }

    /// Looks for the answer to a request. `is_reached` tells whether the archive is known to have come as far as `at_least`.
    fn recall(&self, question: Question<'_>, at_least: Option<Position>, is_reached: bool) -> Recalled {
        let hash = self.hasher.hash_one(question);
        let now = self.states.now();
        let kept = self.cache.get(&Sought { hash, question });
        let is_new_enough = |kept: &Remembered| match (at_least, kept.position) {
            (None, _) => true,
            (Some(asked), Some(position)) => position.reaches(asked),
            (Some(_), None) => is_reached,
        };
        let is_known = match kept {
            Some(kept) if now == Some(kept.stamp) && is_new_enough(&kept) => return Recalled::Answer(kept),
            Some(_) => true,
            None => self.doorkeeper.has_met(hash),
        };
        Recalled::Nothing(now.filter(|_| is_known).map(|stamp| Admission { hash, stamp }))
    }

    fn remember(&self, question: Question<'_>, admission: Admission, answer: &Answer, tag: Option<Tag>) {
        let Admission { hash, stamp } = admission;
        let is_small = answer.body.len() + question.text.len() < self.largest;
        if answer.is_lasting && is_small && self.states.holds(stamp, answer.position) {
            let Question { role, is_safe, text } = question;
            let asked = Asking::now().and_then(|asking| asking.document().cloned());
            let (body, position) = (answer.body.as_str().into(), answer.position);
            let remembered = Remembered { body, tag, position, stamp, asked };
            self.cache.insert(Kept { hash, role, is_safe, text: text.into() }, Arc::new(remembered));
        }
    }

    /// How many there are, and what they are reckoned to take in bytes.
    pub fn size(&self) -> (usize, u64) {
        (self.cache.len(), self.cache.weight())
    }
}

impl Endpoint {
    /// The same endpoint, which remembers so many bytes of answers from the archive of these states.
    pub fn remembering(self, states: States, bytes: u64) -> Endpoint {
        Endpoint { memory: Some(Arc::new(Memory::new(states, bytes))), ..self }
    }

    /// Looks for the answer to a request, which must not be older than `at_least`.
    pub fn recall(&self, question: Question<'_>, at_least: Option<Position>) -> Recalled {
        let Some(memory) = &self.memory else { return Recalled::Nothing(None) };
        // Before the state of the archive is asked for: what is learnt to be there makes it another one.
        let is_reached = at_least.is_some_and(|at_least| self.inner.engine.readers.have_come_to(at_least));
        let recalled = memory.recall(question, at_least, is_reached);
        looked_up!("answers", matches!(recalled, Recalled::Answer(_)));
        if let Recalled::Answer(remembered) = &recalled {
            Asking::tell(|| remembered.asked.clone().unwrap_or_default());
        }
        recalled
    }

    /// Remembers an answer, if it may be and is still what the archive holds.
    pub fn remember(
        &self,
        question: Question<'_>,
        admission: Option<Admission>,
        answer: &Answer,
        tag: Option<Tag>,
    ) {
        if let (Some(memory), Some(admission)) = (&self.memory, admission) {
            memory.remember(question, admission, answer, tag);
        }
    }

    /// Room for a remembered answer until its client has taken it, or the refusal where there is none: it may be forgotten
    /// meanwhile.
    pub async fn hold(&self, remembered: &Remembered, client: Option<IpAddr>) -> Result<Held, Answer> {
        let held = self.inner.room.hold(remembered.body.len(), client, self.inner.rules.patience).await;
        held.ok_or_else(error::no_room)
    }
}

impl Request {
    /// The same request, whose answer may be remembered. One that has a document kept by its hash does more than ask, and
    /// must come as far as that each time.
    pub fn admitted(self, admission: Option<Admission>) -> Request {
        let is_asking = self.name.is_none() || self.query.is_empty();
        Request { admission: admission.filter(|_| is_asking), ..self }
    }
}

/// A request whose answer is remembered.
struct Kept {
    hash: u64,
    role: Option<Role>,
    is_safe: bool,
    text: Box<[u8]>,
}

impl Kept {
    fn question(&self) -> Question<'_> {
        Question { role: self.role, is_safe: self.is_safe, text: &self.text }
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Kept) -> bool {
        self.question() == other.question()
    }
}

impl Eq for Kept {}

impl Hash for Kept {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// A request whose answer is looked for.
struct Sought<'a> {
    hash: u64,
    question: Question<'a>,
}

impl Hash for Sought<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Equivalent<Kept> for Sought<'_> {
    fn equivalent(&self, kept: &Kept) -> bool {
        self.hash == kept.hash && self.question == kept.question()
    }
}

#[derive(Clone)]
struct BySize;

impl Weighter<Kept, Arc<Remembered>> for BySize {
    fn weight(&self, kept: &Kept, remembered: &Arc<Remembered>) -> u64 {
        (kept.text.len() + remembered.body.len() + ENTRY) as u64
    }
}

/// Takes what was hashed once as it is.
#[derive(Clone)]
struct AsIs;

struct Hashed(u64);

impl BuildHasher for AsIs {
    type Hasher = Hashed;

    fn build_hasher(&self) -> Hashed {
        Hashed(0)
    }
}

impl Hasher for Hashed {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Knows which requests came before: the last of those that share a place.
struct Doorkeeper(Box<[AtomicU32]>);

/// How many places there are: as many as the processor has at hand.
const PLACES: usize = 1 << 14;

impl Doorkeeper {
    fn new() -> Doorkeeper {
        Doorkeeper((0..PLACES).map(|_| AtomicU32::new(0)).collect())
    }

    /// Whether a request of this hash came before; from now on it did.
    fn has_met(&self, hash: u64) -> bool {
        let (place, mark) = (&self.0[hash as usize % PLACES], (hash >> 32) as u32);
        let is_known = place.load(Ordering::Relaxed) == mark;
        if !is_known {
            place.store(mark, Ordering::Relaxed);
        }
        is_known
    }
}
