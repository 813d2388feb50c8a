//! Answers from memory: looked for once it is known who asks and how they take it, and before anything of what they ask
//! is parsed.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::graphql::{Admission, Held, Question, Recalled, Remembered};
use crate::value::position::Position;

use super::graphql::{one_text, respond};
use super::media::Media;
use super::{Service, conditional};

/// How an answer is to be given.
#[derive(Clone, Copy)]
pub struct Manner<'h> {
    /// As which media type.
    pub media: Media,
    /// The headers of the request.
    pub headers: &'h HeaderMap,
    /// How far the archive must have come.
    pub at_least: Option<Position>,
    /// Where whoever asks is, as far as clients are told apart.
    pub client: Option<IpAddr>,
}

/// The answer to a request, if it is remembered; else under what it may be.
pub async fn recall(
    service: &Service,
    question: Question<'_>,
    manner: Manner<'_>,
) -> Result<Response, Option<Admission>> {
    let remembered = match service.endpoint.recall(question, manner.at_least) {
        Recalled::Answer(remembered) => remembered,
        Recalled::Nothing(admission) => return Err(admission),
    };
    metrics::counter!("vitae_graphql_requests_total").increment(1);
    if question.is_safe
        && let Some(tag) =
            remembered.tag.filter(|tag| conditional::known(manner.headers, manner.media).has(*tag))
    {
        metrics::counter!("vitae_unchanged_total", "read" => "false").increment(1);
        return Ok(conditional::same(tag, remembered.position, manner.media, manner.headers));
    }
    let held = match service.endpoint.hold(&remembered, manner.client).await {
        Ok(held) => held,
        Err(refused) => return Ok(respond(refused, manner.media)),
    };
    let (tag, position) = (remembered.tag, remembered.position);
    let body = Body::from(Bytes::from_owner(Given { remembered, _held: held }));
    let mut response = one_text(body, manner.media, position);
    if question.is_safe {
        conditional::tell(response.headers_mut(), tag, manner.media, manner.headers);
    }
    Ok(response)
}

/// A remembered answer on its way to a client.
struct Given {
    remembered: Arc<Remembered>,
    _held: Held,
}

impl AsRef<[u8]> for Given {
    fn as_ref(&self) -> &[u8] {
        self.remembered.body.as_bytes()
    }
}
