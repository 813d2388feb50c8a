//! Which media type an answer takes: what the client's `Accept` prefers among the two that GraphQL
//! over HTTP knows.

use axum::http::StatusCode;

/// A media type for answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status tells whether the request itself was good.
    GraphqlResponse,
    /// `application/json`: older clients, for which every well-formed request is a 200.
    Json,
}

impl Media {
    /// The media type for this `Accept`; `None` when it names neither. What a client does not tell is
    /// taken for `application/json`.
    pub fn negotiate(accept: Option<&str>) -> Option<Media> {
        let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
            return Some(Media::Json);
        };
        let of = |media: Media| quality(accept, media);
        let (response, json) = (of(Media::GraphqlResponse), of(Media::Json));
        match (response.quality, json.quality) {
            (0, 0) => None,
            // Wanted as much as each other: the one that was named, and the newer one if both were.
            (one, other) if one == other => {
                match response.specificity > json.specificity || response.specificity == Specificity::Named {
                    true => Some(Media::GraphqlResponse),
                    false => Some(Media::Json),
                }
            }
            (one, other) if one > other => Some(Media::GraphqlResponse),
            _ => Some(Media::Json),
        }
    }

    /// The `Content-Type` of an answer.
    pub fn content_type(self) -> &'static str {
        match self {
            Media::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Media::Json => "application/json; charset=utf-8",
        }
    }

    /// The status of an answer to a well-formed request.
    pub fn status(self, is_request_error: bool) -> StatusCode {
        match (self, is_request_error) {
            (Media::GraphqlResponse, true) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        }
    }

    fn subtype(self) -> &'static str {
        match self {
            Media::GraphqlResponse => "graphql-response+json",
            Media::Json => "json",
        }
    }
}

/// Whether an `Accept` names `text/event-stream`. A range such as `*/*` does not: who takes anything does not
/// ask for an answer without an end.
pub fn names_events(accept: &str) -> bool {
    accept.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("text/event-stream"));
        is_named && parts.find_map(thousandths) != Some(0)
    })
}

/// How exactly a range of `Accept` names a media type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Specificity {
    #[default]
    Absent,
    Anything,
    Application,
    Named,
}

/// How much a client wants a media type: thousandths, as the most specific range says.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted {
    quality: u16,
    specificity: Specificity,
}

fn quality(accept: &str, media: Media) -> Wanted {
    let mut wanted = Wanted::default();
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let specificity = match name.split_once('/') {
            Some(("*", "*")) => Specificity::Anything,
            Some(("application", "*")) => Specificity::Application,
            Some(("application", subtype)) if subtype == media.subtype() => Specificity::Named,
            _ => continue,
        };
        if specificity > wanted.specificity {
            let quality = parts.find_map(thousandths).unwrap_or(1000);
            wanted = Wanted { quality, specificity };
        }
    }
    wanted
}

/// `q=0.8` as 800; `None` for any other parameter. A quality that is none counts as nothing wanted.
fn thousandths(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let quality: f32 = value.trim().parse().unwrap_or(0.0);
    Some((quality.clamp(0.0, 1.0) * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_for_those_who_name_them() {
        for (accept, named) in [
            ("text/event-stream", true),
            ("Text/Event-Stream;q=0.5", true),
            ("application/json, text/event-stream", true),
            ("text/event-stream;q=0", false),
            ("text/*", false),
            ("*/*", false),
            ("", false),
        ] {
            assert_eq!(names_events(accept), named, "{accept}");
        }
    }

    #[test]
    fn the_client_gets_what_it_prefers() {
        use Media::{GraphqlResponse, Json};
        for (accept, media) in [
            (None, Some(Json)),
            (Some(""), Some(Json)),
            (Some("*/*"), Some(Json)),
            (Some("application/*"), Some(Json)),
            (Some("application/json"), Some(Json)),
            (Some("application/graphql-response+json"), Some(GraphqlResponse)),
            (Some("Application/GraphQL-Response+JSON; charset=utf-8"), Some(GraphqlResponse)),
            (Some("application/graphql-response+json, application/json"), Some(GraphqlResponse)),
            (Some("application/json, application/graphql-response+json"), Some(GraphqlResponse)),
            (Some("application/graphql-response+json;q=0.5, application/json"), Some(Json)),
            (Some("application/graphql-response+json;q=0.9, */*;q=0.1"), Some(GraphqlResponse)),
            (Some("application/graphql-response+json, */*"), Some(GraphqlResponse)),
            (Some("application/json, */*"), Some(Json)),
            (Some("application/json;q=0, */*"), Some(GraphqlResponse)),
            (Some("text/html, */*;q=0.8"), Some(Json)),
            (Some("text/html"), None),
            (Some("*/*;q=0"), None),
            (Some("application/json;q=nonsense"), None),
        ] {
            assert_eq!(Media::negotiate(accept), media, "{accept:?}");
        }
    }
}
