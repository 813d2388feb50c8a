//! Queries that wait for a reader. Clients take turns, however many queries each of them sends; and queries that are
//! dear never have all readers, so that those that are cheap always find one.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::StoreError;
use super::reader::Job;

/// Whose turn a query is, and how much it asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Who asks; the service itself where nobody is named.
    pub client: Option<IpAddr>,
    /// How much it asks for.
    pub weight: Weight,
}

/// How much a query asks for, as it is reckoned beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// No more than what it takes to hear the request: it need not wait for its turn where a reader is free.
    Small,
    /// What most ask for.
    #[default]
    Usual,
    /// It may take long: one reader is kept for those that do not.
    Dear,
}

/// The queries that wait, shared by those who ask and the readers.
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    changed: Notify,
    readers: usize,
    /// How many dear queries may run at once.
    dear_at_once: usize,
}

struct Waiting {
    /// One for each client that waits; whose turn it is stands first.
    lines: VecDeque<Line>,
    count: usize,
    dear_running: usize,
    is_closed: bool,
}

/// What one client waits for.
struct Line {
    client: Option<IpAddr>,
    cheap: VecDeque<Job>,
    dear: VecDeque<Job>,
}

/// The place of a dear query that runs.
pub(super) struct DearPlace(Arc<Queue>);

/// Among how many of those that wait it is looked for such that can be run with another.
const LOOKED_THROUGH: usize = 64;
/// From how many on it is looked for those whose callers have gone.
const LOOK_FROM: usize = 256;

impl Queue {
    /// An empty one for so many readers.
    pub(super) fn new(readers: usize) -> Arc<Queue> {
        let waiting = Waiting { lines: VecDeque::new(), count: 0, dear_running: 0, is_closed: false };
        let dear_at_once = readers.saturating_sub(1).max(1);
        Arc::new(Queue { waiting: Mutex::new(waiting), changed: Notify::new(), readers, dear_at_once })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a query; refused once the queue is closed.
    pub(super) fn put(&self, turn: Turn, job: Job) -> Result<(), StoreError> {
        let mut waiting = self.waiting();
        if waiting.is_closed {
            return Err(StoreError::Closed);
        }
        if waiting.count >= LOOK_FROM {
            waiting.forget_abandoned();
        }
        waiting.put(turn, job);
        drop(waiting);
        self.changed.notify_one();
        Ok(())
    }

    /// Whether nobody waits, and more may come.
    pub(super) fn is_idle(&self) -> bool {
        let waiting = self.waiting();
        waiting.count == 0 && !waiting.is_closed
    }

    /// The next query, once there is one that may run; none when the queue is closed and nothing is left.
    pub(super) async fn take(self: &Arc<Queue>) -> Option<(Job, Option<DearPlace>)> {
        loop {
            // Listening begins before it is looked, or what comes between would be missed.
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            {
                let mut waiting = self.waiting();
                let may_be_dear = waiting.dear_running < self.dear_at_once;
                if let Some((job, is_dear)) = waiting.take(may_be_dear) {
                    waiting.dear_running += usize::from(is_dear);
                    return Some((job, is_dear.then(|| DearPlace(self.clone()))));
                }
                if waiting.is_closed {
                    return None;
                }
            }
            changed.await;
        }
    }

    /// Takes those that can be run as one with this: so many at most, one reader's share of those that wait, so that no reader
    /// is idle for it, and of each client in its turn.
    pub(super) fn take_alike(&self, job: &Job, most: usize) -> Vec<Job> {
        let mut waiting = self.waiting();
        let share = waiting.count / self.readers;
        waiting.take_alike(job, most.min(share))
    }

    /// Takes no more; what waits is still done.
    pub(super) fn close(&self) {
        self.waiting().is_closed = true;
        self.changed.notify_waiters();
    }
}

impl Waiting {
    fn put(&mut self, turn: Turn, job: Job) {
        self.count += 1;
        let line = match self.lines.iter().position(|line| line.client == turn.client) {
            Some(at) => &mut self.lines[at],
            None => {
                let line = Line { client: turn.client, cheap: VecDeque::new(), dear: VecDeque::new() };
                self.lines.push_back(line);
                let last = self.lines.len() - 1;
                &mut self.lines[last]
            }
        };
        match turn.weight {
            Weight::Small | Weight::Usual => line.cheap.push_back(job),
            Weight::Dear => line.dear.push_back(job),
        }
    }

    /// The next job of the first client that has one that may run, and whether it is dear. That client then goes
    /// to the end.
    fn take(&mut self, may_be_dear: bool) -> Option<(Job, bool)> {
        let at = self
            .lines
            .iter()
            .position(|line| !line.cheap.is_empty() || (may_be_dear && !line.dear.is_empty()))?;
        let mut line = self.lines.remove(at)?;
        let (job, is_dear) = match line.cheap.pop_front() {
            Some(job) => (job, false),
            None => (line.dear.pop_front()?, true),
        };
        self.count -= 1;
        if !line.is_empty() {
            self.lines.push_back(line);
        }
        Some((job, is_dear))
    }

    /// So many of those that are cheap and like this one, if there are.
    fn take_alike(&mut self, job: &Job, most: usize) -> Vec<Job> {
        let (mut taken, mut looks) = (Vec::new(), LOOKED_THROUGH);
        loop {
            let before = taken.len();
            for line in &mut self.lines {
                if taken.len() == most {
                    break;
                }
                let found = line.cheap.iter().take(looks).position(|other| other.is_alike(job));
                looks -= found.map_or(line.cheap.len().min(looks), |at| at + 1);
                taken.extend(found.and_then(|at| line.cheap.remove(at)));
            }
            if taken.len() == before {
                break;
            }
        }
        self.count -= taken.len();
        self.lines.retain(|line| !line.is_empty());
        taken
    }

    fn forget_abandoned(&mut self) {
        for line in &mut self.lines {
            line.cheap.retain(Job::is_wanted);
            line.dear.retain(Job::is_wanted);
        }
        self.lines.retain(|line| !line.is_empty());
        self.count = self.lines.iter().map(|line| line.cheap.len() + line.dear.len()).sum();
    }
}

impl Line {
    fn is_empty(&self) -> bool {
        self.cheap.is_empty() && self.dear.is_empty()
    }
}

impl Drop for DearPlace {
    fn drop(&mut self) {
        self.0.waiting().dear_running -= 1;
        self.0.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::super::{Bind, Statement};
    use super::*;

    fn put(
        queue: &Queue,
        client: u8,
        is_dear: bool,
        sql: &str,
    ) -> oneshot::Receiver<super::super::reader::Answered> {
        let weight = if is_dear { Weight::Dear } else { Weight::Usual };
        let turn = Turn { client: Some([192, 0, 2, client].into()), weight };
        let (job, answer) = Job::new(Statement { sql: sql.into(), binds: Vec::new() }, u64::MAX, false);
        queue.put(turn, job).unwrap();
        answer
    }

    #[tokio::test]
    async fn clients_take_turns_and_one_reader_is_kept_for_what_is_cheap() {
        let queue = Queue::new(2);
        let mut kept =
            vec![put(&queue, 1, false, "a1"), put(&queue, 1, false, "a2"), put(&queue, 1, true, "a3")];
        kept.push(put(&queue, 2, true, "b1"));
        kept.push(put(&queue, 3, false, "c1"));
        let mut order = Vec::new();
        let mut places = Vec::new();
        for _ in 0..4 {
            let (job, place) = queue.take().await.unwrap();
            order.push(job.statement().sql.to_string());
            places.extend(place);
        }
        // Of the two dear ones one runs; the other waits until it has ended.
        assert_eq!(order, ["a1", "b1", "c1", "a2"]);
        let blocked = tokio::time::timeout(std::time::Duration::from_millis(50), queue.take()).await;
        assert!(blocked.is_err());
        places.clear();
        assert_eq!(&*queue.take().await.unwrap().0.statement().sql, "a3");
        queue.close();
        assert!(queue.take().await.is_none());
    }

    /// A statement with a value, of this client.
    fn ask(
        queue: &Queue,
        client: u8,
        sql: &str,
        bind: Bind,
    ) -> oneshot::Receiver<super::super::reader::Answered> {
        let turn = Turn { client: Some([192, 0, 2, client].into()), weight: Weight::Usual };
        let (job, answer) = Job::new(Statement { sql: sql.into(), binds: vec![bind] }, u64::MAX, false);
        queue.put(turn, job).unwrap();
        answer
    }

    fn numbers(jobs: &[Job]) -> Vec<i64> {
        let number = |job: &Job| match job.statement().binds[..] {
            [Bind::Int(number)] => number,
            _ => panic!("{:?}", job.statement()),
        };
        jobs.iter().map(number).collect()
    }

    #[tokio::test]
    async fn those_alike_are_taken_of_each_client_in_turn_and_others_left() {
        let queue = Queue::new(1);
        let int = |client, sql: &str, number| ask(&queue, client, sql, Bind::Int(number));
        let _first = int(1, "a", 0);
        let _kept: Vec<_> = (1..=9).map(|number| int(1, "a", number)).collect();
        let _others =
            (int(2, "b", 20), ask(&queue, 2, "a", Bind::Text(None)), int(2, "a", 21), int(3, "a", 31));
        drop(int(3, "a", 32));
        let _dear = put(&queue, 3, true, "a");
        let (first, _) = queue.take().await.unwrap();
        // Client 1 went to the end when its first job was taken.
        assert_eq!(numbers(&queue.take_alike(&first, 7)), [21, 31, 1, 2, 3, 4, 5]);
        assert_eq!(numbers(&queue.take_alike(&first, 7)), [6, 7, 8, 9]);
        assert!(queue.take_alike(&first, 7).is_empty());
        let mut left = Vec::new();
        while queue.waiting().count > 0 {
            let (job, place) = queue.take().await.unwrap();
            left.push((job.statement().binds.first().cloned(), place.is_some(), job.is_wanted()));
        }
        let expected = [
            (Some(Bind::Int(20)), false, true),
            (Some(Bind::Int(32)), false, false),
            (Some(Bind::Text(None)), false, true),
            (None, true, true),
        ];
        assert_eq!(left, expected);
    }

    #[tokio::test]
    async fn a_reader_takes_no_more_than_its_share() {
        let queue = Queue::new(3);
        let kept: Vec<_> = (0..8).map(|number| ask(&queue, 1, "a", Bind::Int(number))).collect();
        let (first, _) = queue.take().await.unwrap();
        // Of the seven that wait a third.
        assert_eq!(numbers(&queue.take_alike(&first, 7)), [1, 2]);
        let (first, _) = queue.take().await.unwrap();
        assert_eq!(numbers(&queue.take_alike(&first, 7)), [4]);
        assert_eq!(queue.waiting().count, 3);
        drop(kept);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_forgotten() {
        let queue = Queue::new(1);
        for _ in 0..LOOK_FROM {
            drop(put(&queue, 1, true, "gone"));
        }
        let _kept = put(&queue, 1, true, "wanted");
        assert_eq!(queue.waiting().count, 1);
    }
}
