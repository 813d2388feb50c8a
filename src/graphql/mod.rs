//! GraphQL: text in, JSON out. A query that was seen before goes from the document cache to its plan and
//! from there to the database in one statement; a new one is parsed and validated by async-graphql first.
//! What the plan does not take, async-graphql's executor answers whole. No SQL is put together here.

/// Who may ask for what.
mod access;
/// Documents checked: how long, how deep, whether they are valid.
mod check;
/// Documents that were parsed and validated, with their plans.
mod document;
/// Errors as clients read them.
mod error;
/// Generic resolvers: async-graphql's executor over plans of single root fields.
mod executor;
/// What answers tell of themselves.
mod extensions;
/// Documents but for the texts in them.
mod form;
/// Answers to clients that may have them already.
mod fresh;
/// How deep and how wide a document is, before it is validated.
mod measure;
/// Answers that are remembered.
mod memory;
/// Mutations carried out, and their payloads read.
mod mutate;
/// Documents from their text.
mod parse;
/// Documents that are named instead of sent.
mod persisted;
/// Values that variables might have.
mod placeholder;
/// Places for what is under way.
mod places;
/// Room for answers until their clients have taken them.
mod room;
/// Which way a request goes: from its text to a plan.
mod route;
/// What documents and variables may hold at most.
mod rules;
/// The GraphQL schema made from the catalog.
mod schema;
/// Subscriptions: changes as they come.
mod subscription;

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::dynamic::Schema;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::catalog::Catalog;
use crate::domain::Archive;
use crate::plan::Limits as PlanLimits;
use crate::plan::{Plan, Variables};
use crate::store::{Dialect, Feed, Read, Readers, Source, Statement, StoreError};
use crate::value::access::Caller;
use crate::value::position::Position;
use crate::value::share::Shares;

use document::{Documents, Plans};
use fresh::Seen;
use memory::Memory;
use persisted::Persisted;
use room::Room;
use route::Route;

pub use check::Checker;
pub use fresh::{Checked, Known, Tag};
pub use memory::{Admission, Question, Recalled, Remembered};
pub use persisted::{DocumentName, Trusted, hash};
pub use places::Places;
pub use room::Held;
pub use rules::Rules;
pub use schema::{sdl, subgraph_sdl};
pub use subscription::{Changes, Opened};

pub use crate::store::Asking;

/// What a query may ask for at most; see the settings of the command line.
pub type Limits = PlanLimits;

/// A GraphQL request, taken from its envelope.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The document; empty where it is only named.
    pub query: String,
    /// What the document is called, if it is named.
    pub name: Option<DocumentName>,
    /// Which of its operations to run, when it has several.
    pub operation_name: Option<String>,
    /// The variables' values as sent.
    pub variables: Variables,
    /// Who asks; somebody without a token where nothing else is said.
    pub caller: Caller,
    /// Where they ask from, as far as clients are told apart; nowhere for the service itself.
    pub client: Option<IpAddr>,
    /// Whether it came by a method that must change nothing, such as GET.
    pub is_safe: bool,
    /// Whether the answer is to tell the price of the query.
    pub tells_cost: bool,
    /// How far the archive must have come where it is read.
    pub at_least: Option<Position>,
    /// Whether the answer is to tell how far it had come.
    pub tells_position: bool,
    /// Under what the answer may be remembered, if it may be.
    pub admission: Option<Admission>,
}

impl Request {
    /// Which operation is named, if one is.
    fn operation_name(&self) -> Option<&str> {
        self.operation_name.as_deref().filter(|name| !name.is_empty())
    }
}

/// A response as it goes to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The JSON.
    pub body: String,
    /// Whether the request was refused before anything was executed; then there is no `data`.
    pub is_request_error: bool,
    /// Whether it tells of an error, of whatever kind.
    pub has_errors: bool,
    /// Why whoever asked may not ask so, where that is why it was refused.
    pub refused: Option<Refused>,
    /// Whether it asked for more of something than is allowed.
    pub is_too_much: bool,
    /// Whether it may be remembered: it is what the request is answered for as long as the archive does not change.
    pub is_lasting: bool,
    /// How far the archive had come when it was read, or changed; where that is known.
    pub position: Option<Position>,
    /// The room that it has until it is sent; to be kept as long as the body is.
    pub held: Held,
}

/// Why somebody may not ask what they asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// They have no token.
    NeedsToken,
    /// Their token's role is too low.
    NeedsRole,
    /// They came by a method that must change nothing.
    NeedsPost,
    /// As many requests as may be are being answered.
    Crowded,
}

impl Answer {
    /// An answer to a request that was executed.
    fn answered(body: String) -> Answer {
        Answer {
            body,
            is_request_error: false,
            has_errors: false,
            refused: None,
            is_too_much: false,
            is_lasting: false,
            position: None,
            held: Held::default(),
        }
    }
}

/// What answers GraphQL requests. Cheap to clone.
#[derive(Clone)]
pub struct Endpoint {
    inner: Arc<Inner>,
    /// What subscriptions follow; without it there are none.
    feed: Option<Feed>,
    /// The only documents that may run; without it, any may.
    trusted: Option<Arc<Trusted>>,
    /// The answers that are remembered; without it none are.
    memory: Option<Arc<Memory>>,
}

struct Inner {
    /// The door for what mutations change.
    archive: Archive,
    engine: executor::Engine,
    /// Executes what the plan does not take.
    executor: Schema,
    /// Validates without executing.
    validator: Schema,
    documents: Documents,
    plans: Plans,
    /// Documents that clients registered.
    persisted: Persisted,
    /// Answers that clients may have.
    seen: Seen,
    rules: Rules,
    /// One for each request that may be answered at once.
    places: Semaphore,
    /// How many of them each client may have.
    by_client: Places<IpAddr>,
    /// Where answers wait to be sent.
    room: Room,
    /// How many subscriptions each client has.
    followers: Arc<Shares<IpAddr>>,
}

impl Endpoint {
    /// An endpoint that reads by the given readers, and changes the archive that they read.
    pub fn new(archive: Archive, readers: Readers, dialect: Dialect, limits: Limits) -> Endpoint {
        Endpoint::with_rules(archive, readers, dialect, limits, Rules::default())
    }

    /// The same under rules of its own.
    pub fn with_rules(
        archive: Archive,
        readers: Readers,
        dialect: Dialect,
        limits: Limits,
        rules: Rules,
    ) -> Endpoint {
        let (readers, catalog, dear) = (readers.bounded(rules.answer), Catalog::get(), rules.dear);
        let engine = executor::Engine { readers, dialect, limits, catalog, dear };
        let executor = schema::build(engine.clone());
        let validator = schema::validator(engine.catalog);
        let (documents, plans) = (Documents::new(), Plans::new());
        let (persisted, seen) = (Persisted::new(), Seen::new());
        let places = Semaphore::new(rules.concurrent.min(Semaphore::MAX_PERMITS));
        let (room, followers) = (Room::new(rules.unsent, rules.answer), Shares::new(rules.subscriptions));
        let inner = Inner {
            archive,
            engine,
            executor,
            validator,
            documents,
            plans,
            persisted,
            seen,
            rules,
            places,
            by_client: Places::new(rules.concurrent / SHARE_OF_PLACES),
            room,
            followers,
        };
        Endpoint { inner: Arc::new(inner), feed: None, trusted: None, memory: None }
    }

    /// The same endpoint as a part of a larger graph: a gateway of Apollo Federation may ask it too. To be said
    /// before the endpoint is shared.
    pub fn federated(mut self) -> Endpoint {
        let inner = Arc::get_mut(&mut self.inner).expect("an endpoint that is not shared yet");
        inner.engine.catalog = Catalog::federated();
        inner.executor = schema::build(inner.engine.clone());
        inner.validator = schema::validator(inner.engine.catalog);
        self
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request) -> Answer {
        let answer = self.answer_at_once(request).await;
        self.inner.slow_down(&answer).await;
        answer
    }

    async fn answer_at_once(&self, mut request: Request) -> Answer {
        let _place = match self.inner.place(request.client).await {
            Ok(place) => place,
            Err(answer) => return answer,
        };
        if let Err(refused) = self.resolve(&mut request) {
            return refused;
        }
        match self.inner.route(&request).await {
            Ok(route) => self.take(route, request).await,
            Err(answer) => answer,
        }
    }

    async fn take(&self, route: Route, request: Request) -> Answer {
        match route {
            Route::Plan { plan, variables } => {
                let answer = self.inner.run(&plan, &variables, &request).await;
                self.inner.hold(answer, request.client).await
            }
            // What is rare is put elsewhere: what is usual would carry its room about.
            Route::Mutation { document, variables } => {
                Box::pin(self.inner.clone().mutate(request, &document, variables)).await
            }
            Route::Feed { .. } => error::not_by_events(),
            Route::Executor { reason } => {
                metrics::counter!("vitae_plan_fallback_total", "reason" => reason).increment(1);
                let client = request.client;
                let answer = Box::pin(self.inner.execute(request)).await;
                self.inner.hold(answer, client).await
            }
        }
    }

    /// How far the archive has come, after a change that did not come this way; none where it cannot be asked.
    pub async fn position(&self) -> Option<Position> {
        self.inner.position().await
    }

    /// Answers a request by async-graphql's executor alone: the cross-check of the plan.
    pub async fn answer_by_executor(&self, request: Request) -> Answer {
        match self.inner.route(&request).await {
            Ok(Route::Plan { .. }) => self.inner.execute(request).await,
            Ok(Route::Mutation { document, variables }) => {
                self.inner.clone().mutate(request, &document, variables).await
            }
            Ok(Route::Feed { .. }) => error::not_by_events(),
            Ok(Route::Executor { .. }) => self.inner.execute(request).await,
            Err(answer) => answer,
        }
    }
}

impl Endpoint {
    /// Says how full the caches are: figures that nobody needs before they are looked at.
    pub fn report(&self) {
        let Inner { documents, plans, persisted, .. } = &*self.inner;
        let answers = self.memory.as_ref().map(|memory| ("answers", memory.size()));
        for (cache, (entries, bytes)) in
            [("documents", documents.size()), ("forms", documents.form_size()), ("plans", plans.size())]
                .into_iter()
                .chain([("persisted", persisted.size())])
                .chain(answers)
        {
            metrics::gauge!("vitae_cache_entries", "cache" => cache).set(entries as f64);
            metrics::gauge!("vitae_cache_bytes", "cache" => cache).set(bytes as f64);
        }
    }
}

/// The place of a request that is answered.
struct Place<'p> {
    _own: Option<OwnedSemaphorePermit>,
    _one: SemaphorePermit<'p>,
}

/// One client has this part of all places: the others are not kept waiting by how much it asks at once.
const SHARE_OF_PLACES: usize = 4;

impl Inner {
    /// A place among the requests that are answered, and among its client's, once there is one.
    async fn place(&self, client: Option<IpAddr>) -> Result<Place<'_>, Answer> {
        let patience = self.rules.patience;
        let own = match client.map(|client| self.by_client.of(client).acquire_owned()) {
            Some(own) => Some(
                tokio::time::timeout(patience, own)
                    .await
                    .ok()
                    .and_then(Result::ok)
                    .ok_or_else(|| error::crowded(self.by_client.each(), " of this client"))?,
            ),
            None => None,
        };
        let place = tokio::time::timeout(patience, self.places.acquire()).await;
        let place = place.ok().and_then(Result::ok);
        Ok(Place { _own: own, _one: place.ok_or_else(|| error::crowded(self.rules.concurrent, ""))? })
    }

    /// An answer with room to wait for its client, or the refusal where there is none.
    async fn hold(&self, answer: Answer, client: Option<IpAddr>) -> Answer {
        match self.room.hold(answer.body.len(), client, self.rules.patience).await {
            Some(held) => Answer { held, ..answer },
            None => error::no_room(),
        }
    }

    /// Has whoever asks for too much wait for the refusal: reading what is sent again and again costs more than
    /// sending it, and the others shall not pay for it. Nothing else waits meanwhile.
    async fn slow_down(&self, answer: &Answer) {
        if answer.is_too_much {
            tokio::time::sleep(self.rules.refusal_delay).await;
        }
    }

    /// Runs a plan: one statement, whose text is the answer.
    async fn run(&self, plan: &Plan, variables: &Variables, request: &Request) -> Answer {
        let (statement, price) = match self.bind(plan, variables) {
            Ok(bound) => bound,
            Err(refused) => return refused,
        };
        // Where no answer tells how far the archive had come, it is asked before, and the answer is no older.
        let before = match request.tells_position && !self.engine.readers.has_replicas() {
            true => Box::pin(self.position()).await,
            false => None,
        };
        let mut answer = self.fetch(statement, price, request, request.at_least).await;
        answer.position = answer.position.or(before);
        match answer.has_errors {
            true => answer,
            false => self.tell(answer, request.tells_cost.then_some(price), request.tells_position),
        }
    }

    fn bind(&self, plan: &Plan, variables: &Variables) -> Result<(Statement, u64), Answer> {
        let (statement, price) = plan.bind(variables).map_err(|refusal| error::refusal(&refusal))?;
        metrics::histogram!("vitae_query_cost").record(price as f64);
        Ok((statement, price))
    }

    /// Reads the answer to a request where the archive has come as far as `at_least`.
    async fn fetch(
        &self,
        statement: Statement,
        price: u64,
        request: &Request,
        at_least: Option<Position>,
    ) -> Answer {
        // Where the archive has come by now, only the archive can tell.
        let is_lasting =
            request.admission.is_some() && !request.tells_position && Feed::is_versioned(&statement);
        let (turn, source) = (self.engine.turn(request.client, price), Source::ANY.at_least(at_least));
        match self.engine.readers.read(statement, turn, source).await {
            Ok(Read { text, position }) => Answer { position, is_lasting, ..Answer::answered(text) },
            Err(fault) => error::store(&fault),
        }
    }

    async fn execute(&self, request: Request) -> Answer {
        let response = self.executor.execute(document::parsed_request(&request)).await;
        let answer = error::executed(&response);
        match (answer.body.len() as u64, self.rules.answer) {
            (length, allowed) if length > allowed => {
                error::store(&StoreError::TooLarge { measured: Some(length), allowed })
            }
            _ => answer,
        }
    }
}
