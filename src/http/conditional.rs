//! What clients and proxies may keep of an answer, and for how long: `ETag`, `Cache-Control`, and 304 for those
//! that have it already.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::graphql::{Checked, Known, Question, Request, Tag};
use crate::value::position::Position;

use super::graphql::respond;
use super::media::Media;
use super::recall::Manner;
use super::{Service, position};

/// What an answer depends on beside its address.
pub const VARY: &str = "accept, authorization, accept-encoding, vitae-position";

/// Answers a GET, or tells that the client has the answer; and remembers it, where it may be.
pub async fn answer(
    service: &Service,
    request: Request,
    question: Question<'_>,
    manner: Manner<'_>,
) -> Response {
    let Manner { media, headers, .. } = manner;
    let admission = request.admission;
    let known = known(headers, media);
    let (mut response, tag) = match service.endpoint.answer_unless(request, &known).await {
        Checked::Same(tag, position, answer) => {
            if let Some(answer) = answer {
                service.endpoint.remember(question, admission, &answer, Some(tag));
            }
            return same(tag, position, media, headers);
        }
        Checked::Other(answer, tag) => {
            service.endpoint.remember(question, admission, &answer, tag);
            (respond(answer, media), tag)
        }
    };
    tell(response.headers_mut(), tag, media, headers);
    response
}

/// Tells a client that it has the answer with this tag, and how far the archive had come.
pub fn same(tag: Tag, position: Option<Position>, media: Media, asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    position::tell(response.headers_mut(), position);
    tell(response.headers_mut(), Some(tag), media, asked);
    response
}

/// Tells with an answer to a GET what may be kept of it: nothing without a tag. `asked` are the headers of the request.
pub fn tell(answered: &mut HeaderMap, tag: Option<Tag>, media: Media, asked: &HeaderMap) {
    let kept = match (tag, asked.contains_key(header::AUTHORIZATION)) {
        (None, _) => "no-store",
        // Kept by anyone, and asked about before every use: no change of the archive goes unseen.
        (Some(_), false) => "public, max-age=0, must-revalidate",
        (Some(_), true) => "private, max-age=0, must-revalidate",
    };
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    answered.insert(header::VARY, HeaderValue::from_static(VARY));
    if let Some(tag) = tag
        && let Ok(tag) = HeaderValue::from_str(&written(tag, media))
    {
        answered.insert(header::ETAG, tag);
    }
}

/// A tag as it stands in a header. It is weak, for a compressed answer has the same one; and it tells the media
/// type, for the same text as another type is another answer.
fn written(tag: Tag, media: Media) -> String {
    format!("W/\"{tag}{}\"", ending(media))
}

fn ending(media: Media) -> &'static str {
    match media {
        Media::Json => "-j",
        Media::GraphqlResponse => "-g",
    }
}

/// What `If-None-Match` tells. What is no tag of ours matches nothing.
pub fn known(headers: &HeaderMap, media: Media) -> Known {
    let mut sent =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).peekable();
    if sent.peek().is_none() {
        return Known::Nothing;
    }
    let mut tags = Vec::new();
    // No comma stands in a tag of ours.
    for one in sent.flat_map(|value| value.split(',')).map(str::trim) {
        if one == "*" {
            return Known::Anything;
        }
        let quoted = one.strip_prefix("W/").unwrap_or(one);
        let text = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        tags.extend(text.and_then(|text| text.strip_suffix(ending(media))).and_then(Tag::parse));
        if tags.len() == TAGS_MAX {
            break;
        }
    }
    match tags.is_empty() {
        true => Known::Nothing,
        false => Known::These(tags),
    }
}

/// How many tags of one request are looked at.
const TAGS_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_from_lists_strong_or_weak() {
        let text = "0123456789abcdef0123456789abcdef";
        let tag = Tag::parse(text).unwrap();
        let these = || Known::These(vec![tag]);
        for (sent, expected) in [
            (&[][..], Known::Nothing),
            (&["*"], Known::Anything),
            (&["\"other\", *"], Known::Anything),
            (&["W/\"0123456789abcdef0123456789abcdef-j\""], these()),
            (&["\"0123456789abcdef0123456789abcdef-j\""], these()),
            (&["\"a\" , W/\"0123456789abcdef0123456789abcdef-j\",\"b\""], these()),
            (&["\"a\"", "\"0123456789abcdef0123456789abcdef-j\""], these()),
            (&["\"0123456789abcdef0123456789abcdef-g\""], Known::Nothing),
            (&["0123456789abcdef0123456789abcdef-j"], Known::Nothing),
            (&["", "\"", "W/"], Known::Nothing),
        ] {
            let mut headers = HeaderMap::new();
            for value in sent {
                headers.append(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            }
            assert_eq!(known(&headers, Media::Json), expected, "{sent:?}");
        }
    }
}
