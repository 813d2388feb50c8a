//! Subscriptions: each has its own place in the archive's changes and reads on from there, a page at a time,
//! as fast as its client takes them. What is committed meanwhile waits in the archive, not in memory.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::{Endpoint, Held, Inner, Request, Route, error};
use crate::graphql::Answer;
use crate::plan::{FeedPlan, Variables};
use crate::store::{Feed, Follower, Source, StoreError, Turn};
use crate::value::position::Position;
use crate::value::share::Share;

/// What a request leads to.
pub enum Opened {
    /// One answer: of a query, or a refusal.
    Answer(Answer),
    /// A subscription that has begun.
    Changes(Box<Changes>),
}

/// How many numbers one statement looks at, at most: who begins long ago and wants few of the changes must
/// not make the database read all of them at once.
const SPAN: i64 = 100_000;

/// A subscription under way. It ends when its client lets go of it.
pub struct Changes {
    inner: Arc<Inner>,
    plan: Box<FeedPlan>,
    variables: Variables,
    follower: Follower,
    client: Option<IpAddr>,
    _share: Option<Share<IpAddr>>,
    /// The number of the last change that was read or passed over.
    place: i64,
    /// How many items are read at once.
    size: usize,
    /// Responses that were read and not yet taken.
    ready: VecDeque<String>,
    /// The room that they have.
    held: Held,
    has_failed: bool,
}

/// How long it is until a page is read again for which there was no room, or no server that has it.
const READ_AGAIN: Duration = Duration::from_secs(1);

impl Endpoint {
    /// This endpoint with subscriptions to the changes of a feed.
    pub fn following(self, feed: Feed) -> Endpoint {
        Endpoint { feed: Some(feed), ..self }
    }

    /// Answers a query, or begins a subscription.
    pub async fn open(&self, request: Request) -> Opened {
        let opened = self.open_at_once(request).await;
        if let Opened::Answer(answer) = &opened {
            self.inner.slow_down(answer).await;
        }
        opened
    }

    async fn open_at_once(&self, mut request: Request) -> Opened {
        let _place = match self.inner.place(request.client).await {
            Ok(place) => place,
            Err(answer) => return Opened::Answer(answer),
        };
        if let Err(refused) = self.resolve(&mut request) {
            return Opened::Answer(refused);
        }
        let (plan, variables) = match self.inner.route(&request).await {
            Ok(Route::Feed { plan, variables }) => (plan, variables),
            Ok(route) => return Opened::Answer(self.take(route, request).await),
            Err(answer) => return Opened::Answer(answer),
        };
        match self.begin(plan, variables, &request).await {
            Ok(changes) => Opened::Changes(Box::new(changes)),
            Err(answer) => Opened::Answer(answer),
        }
    }

    async fn begin(
        &self,
        plan: Box<FeedPlan>,
        variables: Variables,
        request: &Request,
    ) -> Result<Changes, Answer> {
        let (client, at_least) = (request.client, request.at_least);
        let start = plan.start(&variables).map_err(|refusal| error::refusal(&refusal))?;
        let size = plan.size(&variables).map_err(|refusal| error::refusal(&refusal))?;
        let followers = &self.inner.followers;
        let share = client.map(|client| followers.take(client, 1).ok_or(followers.most())).transpose();
        let share = share.map_err(error::too_many_of_one)?;
        let follower = self.feed.as_ref().and_then(Feed::follow).ok_or_else(error::too_many_subscriptions)?;
        let place = match start {
            Some(place) => place,
            None => self.inner.latest(at_least).await.map_err(|fault| error::store(&fault))?,
        };
        metrics::gauge!("vitae_subscriptions").increment(1);
        Ok(Changes {
            inner: self.inner.clone(),
            plan,
            variables,
            follower,
            client,
            _share: share,
            place,
            size,
            ready: VecDeque::new(),
            held: Held::default(),
            has_failed: false,
        })
    }
}

impl Inner {
    async fn latest(&self, at_least: Option<Position>) -> Result<i64, StoreError> {
        let source = Source::PRIMARY_FIRST.at_least(at_least);
        let read = self.engine.readers.read(Feed::latest(), Turn::default(), source).await?;
        Ok(read.text.parse().unwrap_or(0))
    }
}

impl Changes {
    /// The next response, once there is one. None when the service stops, or after a response that told of
    /// a fault.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(response) = self.ready.pop_front() {
                return Some(response);
            }
            if self.has_failed {
                return None;
            }
            let until = self.follower.beyond(self.place).await?;
            let until = until.min(self.place.saturating_add(SPAN));
            if let Err(answer) = self.read_until(until).await {
                self.has_failed = true;
                return Some(answer.body);
            }
        }
    }

    /// Reads the next page of what was committed up to a number, or finds out that fewer are to be read at once.
    async fn read_until(&mut self, until: i64) -> Result<(), Answer> {
        let page = self.plan.page(&self.variables, self.place, until, self.size);
        let (page, price) = page.map_err(|refusal| error::refusal(&refusal))?;
        let turn = self.inner.engine.turn(self.client, price);
        self.held = Held::default();
        let readers = &self.inner.engine.readers;
        // A replica that has not come as far would leave out what is then passed over.
        let there = readers.has_replicas().then_some(Position { revision: until, round: 0 });
        let lines = match readers.read(page, turn, Source::ANY.at_least(there)).await {
            Err(StoreError::TooLarge { .. }) if self.size > 1 => {
                self.size /= 2;
                return Ok(());
            }
            Err(
                StoreError::BehindPosition { .. } | StoreError::UnknownPosition { .. } | StoreError::Lost,
            ) => {
                tokio::time::sleep(READ_AGAIN).await;
                return Ok(());
            }
            lines => lines.map_err(|fault| error::store(&fault))?.text,
        };
        let patience = self.inner.rules.patience;
        let Some(held) = self.inner.room.hold(lines.len(), self.client, patience).await else {
            drop(lines);
            tokio::time::sleep(READ_AGAIN).await;
            return Ok(());
        };
        self.held = held;
        let mut last = None;
        for (number, response) in lines.lines().filter_map(|line| line.split_once(' ')) {
            last = number.parse().ok();
            self.ready.push_back(response.to_owned());
        }
        // A page that is not full was the last one up to there.
        self.place = match last {
            Some(last) if self.ready.len() >= self.size => last,
            _ => until,
        };
        Ok(())
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        metrics::gauge!("vitae_subscriptions").decrement(1);
    }
}
