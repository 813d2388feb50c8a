//! Subscriptions: each has its own place in the archive's changes and reads on from there, a page at a time,
//! as fast as its client takes them. What is committed meanwhile waits in the archive, not in memory.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Endpoint, Inner, Request, Route, error};
use crate::graphql::Answer;
use crate::plan::{FeedPlan, Variables};
use crate::store::{Feed, Follower, StoreError};

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
    /// The number of the last change that was read or passed over.
    place: i64,
    /// How many items are read at once.
    size: usize,
    /// Responses that were read and not yet taken.
    ready: VecDeque<String>,
    has_failed: bool,
}

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
        let _place = match self.inner.place().await {
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
        match self.begin(plan, variables).await {
            Ok(changes) => Opened::Changes(Box::new(changes)),
            Err(answer) => Opened::Answer(answer),
        }
    }

    async fn begin(&self, plan: Box<FeedPlan>, variables: Variables) -> Result<Changes, Answer> {
        let start = plan.start(&variables).map_err(|refusal| error::refusal(&refusal))?;
        let size = plan.size(&variables).map_err(|refusal| error::refusal(&refusal))?;
        let follower = self.feed.as_ref().and_then(Feed::follow).ok_or_else(error::too_many_subscriptions)?;
        let place = match start {
            Some(place) => place,
            None => self.inner.latest().await.map_err(|fault| error::store(&fault))?,
        };
        let (inner, ready) = (self.inner.clone(), VecDeque::new());
        metrics::gauge!("vitae_subscriptions").increment(1);
        Ok(Changes { inner, plan, variables, follower, place, size, ready, has_failed: false })
    }
}

impl Inner {
    async fn latest(&self) -> Result<i64, StoreError> {
        let number = self.engine.readers.fetch(Feed::latest()).await?;
        Ok(number.parse().unwrap_or(0))
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

    /// Reads the next page of what was committed up to a number.
    async fn read_until(&mut self, until: i64) -> Result<(), Answer> {
        let page = self.plan.page(&self.variables, self.place, until, self.size);
        let page = page.map_err(|refusal| error::refusal(&refusal))?;
        let lines = self.inner.engine.readers.fetch(page).await.map_err(|fault| error::store(&fault))?;
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
