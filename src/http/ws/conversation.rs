//! One connection, from its first message to its end. One task reads, writes and keeps the order; each operation
//! under way has a task of its own, which hands over what it has to say through a short queue. Nothing is kept
//! for a client that does not read: the operations wait, and after a while the connection is closed.
//!
//! What an operation says after its client ended it is dropped, so that its name can be used again at once.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::http::StatusCode;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{Interval, MissedTickBehavior, timeout};

use super::super::Service;
use super::super::access::{Standing, Watch};
use super::super::error::RequestError;
use super::SocketLimits;
use super::message::{self, FromClient};
use crate::domain::TokenRefused;
use crate::graphql::{Changes, Endpoint, Held, Opened, Request};
use crate::value::access::Permission;

/// How many responses wait to be sent, of all operations together.
const QUEUE: usize = 8;
/// How many bytes the reason of an end may have, by the protocol of WebSocket itself.
const REASON_MAX: usize = 123;

/// Holds a conversation to its end.
pub async fn hold(service: Arc<Service>, socket: WebSocket, standing: Standing, has_token: bool) {
    let limits = service.sockets.limits;
    let (queue, queued) = mpsc::channel(QUEUE);
    let mut ticks = tokio::time::interval(limits.idle_timeout / 2);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.reset();
    let (operations, tasks) = (HashMap::new(), JoinSet::new());
    let watch = standing.watch();
    let state = State { is_open: false, is_stopping: false, silent_ticks: 0, has_token };
    let mut conversation =
        Conversation { service, limits, socket, watch, state, operations, tasks, queue, queued, ticks };
    let end = conversation.run().await;
    conversation.end(end).await;
}

struct Conversation {
    service: Arc<Service>,
    limits: SocketLimits,
    socket: WebSocket,
    watch: Watch,
    state: State,
    /// The operations under way, by the client's names.
    operations: HashMap<String, AbortHandle>,
    /// Their tasks; those that are left end with the conversation.
    tasks: JoinSet<()>,
    queue: mpsc::Sender<Said>,
    queued: mpsc::Receiver<Said>,
    ticks: Interval,
}

struct State {
    /// Whether the client was welcomed.
    is_open: bool,
    /// Whether the service stops: nothing begins any more.
    is_stopping: bool,
    /// How many halves of the time that a client may be silent it was.
    silent_ticks: u8,
    /// Whether a token came with the request.
    has_token: bool,
}

/// What an operation says.
struct Said {
    id: String,
    /// Which task says it: the name may mean another operation by now.
    task: Id,
    what: What,
}

enum What {
    /// One response of several.
    Next(String),
    /// The only response, with the room that it has until it is sent.
    Only(String, Held),
    /// The operation was refused.
    Refused(String),
    /// There are no more responses.
    Complete,
}

/// Why a conversation ends.
enum End {
    /// The connection is lost.
    Gone,
    /// The client said goodbye.
    Left,
    /// The client is told why.
    Told { code: u16, reason: String },
}

impl End {
    fn told(code: u16, reason: impl Into<String>) -> End {
        End::Told { code, reason: reason.into() }
    }
}

/// Codes of the protocol, and of WebSocket itself.
mod code {
    pub const GOING_AWAY: u16 = 1001;
    pub const TOO_LARGE: u16 = 1009;
    pub const TRY_AGAIN_LATER: u16 = 1013;
    pub const BAD_REQUEST: u16 = 4400;
    pub const UNAUTHORIZED: u16 = 4401;
    pub const FORBIDDEN: u16 = 4403;
    pub const INIT_TIMEOUT: u16 = 4408;
    pub const SUBSCRIBER_EXISTS: u16 = 4409;
    pub const TOO_MANY_INITS: u16 = 4429;
}

/// What a conversation waits for.
enum Event {
    Heard(Option<Result<Message, axum::Error>>),
    Said(Said),
    Joined(Result<(), JoinError>),
    InitTimeout,
    Tick,
    TokenOver(TokenRefused),
    Stopping,
}

impl Conversation {
    async fn run(&mut self) -> End {
        let init_timeout = tokio::time::sleep(self.limits.init_timeout);
        tokio::pin!(init_timeout);
        let stopping = self.service.sockets.stopping.clone();
        loop {
            if self.state.is_stopping && self.operations.is_empty() {
                return End::told(code::GOING_AWAY, "the service stops");
            }
            let event = tokio::select! {
                message = self.socket.recv() => Event::Heard(message),
                Some(said) = self.queued.recv() => Event::Said(said),
                Some(joined) = self.tasks.join_next() => Event::Joined(joined),
                () = &mut init_timeout, if !self.state.is_open => Event::InitTimeout,
                _ = self.ticks.tick() => Event::Tick,
                refused = self.watch.over(), if self.state.is_open => Event::TokenOver(refused),
                () = stopping.cancelled(), if !self.state.is_stopping => Event::Stopping,
            };
            if let Err(end) = self.meet(event).await {
                return end;
            }
        }
    }

    async fn meet(&mut self, event: Event) -> Result<(), End> {
        match event {
            Event::Heard(message) => {
                self.state.silent_ticks = 0;
                self.hear(message).await
            }
            Event::Said(said) => self.pass_on(said).await,
            Event::Joined(Ok(())) => Ok(()),
            Event::Joined(Err(fault)) => self.broken_off(&fault).await,
            Event::InitTimeout => Err(End::told(code::INIT_TIMEOUT, "Connection initialisation timeout")),
            Event::Tick => {
                self.state.silent_ticks += 1;
                match self.state.silent_ticks {
                    0 | 1 => self.send(Message::Ping(Default::default())).await,
                    _ => Err(End::told(code::GOING_AWAY, "nothing was heard from the client")),
                }
            }
            Event::TokenOver(refused) => Err(not_good(refused)),
            Event::Stopping => {
                self.state.is_stopping = true;
                Ok(())
            }
        }
    }

    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let text = match message {
            None => return Err(End::Gone),
            Some(Ok(Message::Close(_))) => return Err(End::Left),
            Some(Err(error)) => return Err(self.unreadable(&error)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => {
                return Err(End::told(code::BAD_REQUEST, "the message is binary; expected text"));
            }
            Some(Ok(Message::Text(text))) => text,
        };
        match FromClient::read(&text).map_err(|reason| End::told(code::BAD_REQUEST, reason))? {
            FromClient::Init(payload) => self.init(payload).await,
            FromClient::Ping(payload) => self.say(message::pong(payload)).await,
            FromClient::Pong => Ok(()),
            FromClient::Subscribe { id, request } => self.subscribe(id, *request).await,
            FromClient::Complete { id } => {
                if let Some(task) = self.operations.remove(&id) {
                    task.abort();
                }
                Ok(())
            }
        }
    }

    /// What cannot be read: a message that is too large, or a connection that is lost.
    fn unreadable(&self, error: &axum::Error) -> End {
        // The library that reads messages keeps its errors to itself: they can be told apart by their words only.
        match error.to_string().contains("Space limit exceeded") {
            true => {
                let largest = self.service.body_size_max;
                End::told(code::TOO_LARGE, format!("the message is larger than {largest} bytes"))
            }
            false => End::Gone,
        }
    }

    async fn init(&mut self, payload: Map<String, Value>) -> Result<(), End> {
        if self.state.is_open {
            return Err(End::told(code::TOO_MANY_INITS, "Too many initialisation requests"));
        }
        let mut sent = payload.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        match (sent.next(), sent.next(), self.state.has_token) {
            (None, _, _) => {}
            (Some((_, Value::String(text))), None, false) => {
                let standing = Standing::of_bearer(&self.service, text).await.map_err(not_good)?;
                self.watch = standing.from(self.watch.standing.client).watch();
            }
            (Some(_), None, false) => {
                let reason = "`payload.authorization` is not a string; expected `Bearer TOKEN`";
                return Err(End::told(code::BAD_REQUEST, reason));
            }
            _ => return Err(End::told(code::BAD_REQUEST, "a token is given more than once; expected one")),
        }
        if self.watch.standing.caller.check(Permission::Read).is_err() {
            let reason = "this needs a token; expected `authorization` in the payload of `connection_init`";
            return Err(End::told(code::FORBIDDEN, reason));
        }
        self.state.is_open = true;
        self.say(message::ack()).await
    }

    async fn subscribe(&mut self, id: String, request: Request) -> Result<(), End> {
        if !self.state.is_open {
            return Err(End::told(code::UNAUTHORIZED, "Unauthorized: `connection_init` comes first"));
        }
        if self.operations.contains_key(&id) {
            return Err(End::told(code::SUBSCRIBER_EXISTS, format!("Subscriber for {id} already exists")));
        }
        if self.state.is_stopping {
            return Ok(());
        }
        if self.operations.len() >= self.limits.operations {
            let message = format!(
                "{} operations are under way on this connection, and no more are taken",
                self.limits.operations
            );
            return self.say(message::error(&id, &unavailable(message).body())).await;
        }
        match self.watch.standing.check().await {
            Ok(()) => {}
            Err(refused @ TokenRefused::Unchecked) => {
                return self.say(message::error(&id, &unavailable(refused.to_string()).body())).await;
            }
            Err(refused) => return Err(not_good(refused)),
        }
        metrics::counter!("vitae_graphql_requests_total").increment(1);
        let Standing { caller, client, .. } = &self.watch.standing;
        let request = Request { caller: caller.clone(), client: *client, ..request };
        let endpoint = self.service.endpoint.clone();
        let speaker = Speaker { id: id.clone(), queue: self.queue.clone() };
        let task = self.tasks.spawn(carry_out(endpoint, request, speaker));
        self.operations.insert(id, task);
        Ok(())
    }

    /// Passes on what an operation says, if it is still under way.
    async fn pass_on(&mut self, Said { id, task, what }: Said) -> Result<(), End> {
        if self.operations.get(&id).is_none_or(|current| current.id() != task) {
            return Ok(());
        }
        if let What::Next(response) = what {
            self.watch.holds().await.map_err(not_good)?;
            return self.say(message::next(&id, &response)).await;
        }
        self.operations.remove(&id);
        match what {
            What::Refused(response) => self.say(message::error(&id, &response)).await,
            What::Only(response, _held) => {
                self.say(message::next(&id, &response)).await?;
                self.say(message::complete(&id)).await
            }
            What::Next(_) | What::Complete => self.say(message::complete(&id)).await,
        }
    }

    /// An operation whose task failed; one that was ended is not under way any more.
    async fn broken_off(&mut self, fault: &JoinError) -> Result<(), End> {
        let found = self.operations.iter().find(|(_, task)| task.id() == fault.id());
        let Some(id) = found.map(|(id, _)| id.clone()) else { return Ok(()) };
        tracing::error!(error = %fault, "an operation broke off");
        self.operations.remove(&id);
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let message = "an internal error; the service's log tells more".to_owned();
        let error = RequestError { status, code: "INTERNAL", message };
        self.say(message::error(&id, &error.body())).await
    }

    async fn say(&mut self, text: String) -> Result<(), End> {
        self.send(Message::Text(text.into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        match timeout(self.limits.send_timeout, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::told(code::TRY_AGAIN_LATER, "the client reads too slowly")),
        }
    }

    /// Tells the client why it ends, and lets what is under way go.
    async fn end(mut self, end: End) {
        drop(self.tasks);
        let close = match end {
            End::Gone => return,
            End::Left => None,
            End::Told { code, mut reason } => {
                metrics::counter!("vitae_websockets_closed_total", "code" => code.to_string()).increment(1);
                reason.truncate(reason.floor_char_boundary(REASON_MAX));
                Some(CloseFrame { code, reason: reason.into() })
            }
        };
        let saying_goodbye = async {
            // A client that said goodbye is answered as what it sent is read to its end.
            if let Some(close) = close
                && self.socket.send(Message::Close(Some(close))).await.is_err()
            {
                return;
            }
            // What was sent and not read would make the end look like a fault on the way.
            while let Some(Ok(_)) = self.socket.recv().await {}
        };
        // A client that was too slow may find out a little later.
        let _ = timeout(self.limits.send_timeout, saying_goodbye).await;
    }
}

/// By what an operation says what comes of it.
struct Speaker {
    id: String,
    queue: mpsc::Sender<Said>,
}

/// The conversation is over.
struct Unheard;

impl Speaker {
    async fn say(&self, what: What) -> Result<(), Unheard> {
        let said = Said { id: self.id.clone(), task: tokio::task::id(), what };
        self.queue.send(said).await.map_err(|_| Unheard)
    }

    async fn follow(&self, mut changes: Box<Changes>) -> Result<(), Unheard> {
        while let Some(response) = changes.next().await {
            self.say(What::Next(response)).await?;
        }
        self.say(What::Complete).await
    }
}

/// Carries out an operation, and says what comes of it.
async fn carry_out(endpoint: Endpoint, request: Request, speaker: Speaker) {
    // A conversation that is over ends its operations anyway.
    let _ = match endpoint.open(request).await {
        Opened::Answer(answer) if answer.is_request_error => speaker.say(What::Refused(answer.body)).await,
        Opened::Answer(answer) => speaker.say(What::Only(answer.body, answer.held)).await,
        Opened::Changes(changes) => speaker.follow(changes).await,
    };
}

/// The end for a token that is not good, or not any more.
fn not_good(refused: TokenRefused) -> End {
    match refused {
        TokenRefused::Unchecked => End::told(code::TRY_AGAIN_LATER, refused.to_string()),
        _ => End::told(code::FORBIDDEN, format!("Forbidden: {refused}")),
    }
}

fn unavailable(message: String) -> RequestError {
    RequestError { status: StatusCode::SERVICE_UNAVAILABLE, code: "UNAVAILABLE", message }
}
