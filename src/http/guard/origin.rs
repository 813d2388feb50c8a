//! What pages of other sites may do: read nothing unless their site is named, and change nothing whatever
//! they send.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tower_http::cors::{AllowHeaders, AllowOrigin, Any, CorsLayer};

use super::super::error::RequestError;
use super::super::position::POSITION;

/// The sites whose pages may ask.
#[derive(Clone, Debug)]
pub enum Origins {
    /// Every site's, without what the browser knows of its user.
    Any,
    /// These sites' alone, each as `https://HOST` or `https://HOST:PORT`.
    These(Vec<HeaderValue>),
}

/// How long a browser may remember what it was allowed.
const REMEMBERED: Duration = Duration::from_secs(3600);

impl Origins {
    /// What tells browsers which pages may ask; nothing is told where none may.
    pub fn cors(&self) -> Option<CorsLayer> {
        let cors = CorsLayer::new()
            .allow_methods([Method::GET, Method::POST])
            .expose_headers([
                header::ETAG,
                header::RETRY_AFTER,
                header::WWW_AUTHENTICATE,
                POSITION,
                HeaderName::from_static("x-request-id"),
            ])
            .max_age(REMEMBERED);
        match self {
            Origins::These(none) if none.is_empty() => None,
            Origins::These(origins) => Some(
                cors.allow_origin(AllowOrigin::list(origins.iter().cloned()))
                    .allow_headers(AllowHeaders::mirror_request())
                    .allow_credentials(true),
            ),
            Origins::Any => Some(cors.allow_origin(Any).allow_headers(AllowHeaders::mirror_request())),
        }
    }

    /// Refuses what another site's page sends, if it could change something or opens a connection that pages
    /// may read without being asked whose they are.
    pub fn check(&self, request: &Request) -> Result<(), RequestError> {
        let headers = request.headers();
        let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        if is_safe && !headers.contains_key(header::UPGRADE) && request.method() != Method::CONNECT {
            return Ok(());
        }
        let origin = headers.get(header::ORIGIN);
        if origin.is_some_and(|origin| self.allows(origin)) {
            return Ok(());
        }
        let is_foreign = match headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes) {
            Some(b"same-origin" | b"none") => false,
            Some(_) => true,
            None => origin.is_some_and(|origin| !is_own(origin, request)),
        };
        match is_foreign {
            true => Err(foreign(headers)),
            false => Ok(()),
        }
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        match self {
            Origins::Any => true,
            Origins::These(allowed) => allowed.contains(origin),
        }
    }
}

/// Where browsers say whose page a request comes from.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Whether an origin is the service itself, by the name that it is asked by.
fn is_own(origin: &HeaderValue, request: &Request) -> bool {
    let Some((scheme, origin)) = origin.to_str().ok().and_then(|origin| origin.split_once("://")) else {
        return false;
    };
    // Which of the two it was is not looked at: whoever takes TLS off in front of the service does not tell.
    let port = match &*scheme.to_ascii_lowercase() {
        "https" => ":443",
        "http" => ":80",
        _ => return false,
    };
    let named = request.uri().authority().map(|authority| authority.as_str());
    let named = named.or_else(|| request.headers().get(header::HOST)?.to_str().ok());
    let bare = |authority: &str| authority.strip_suffix(port).unwrap_or(authority).to_ascii_lowercase();
    named.is_some_and(|named| bare(named) == bare(origin))
}

fn foreign(headers: &HeaderMap) -> RequestError {
    let origin =
        headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or("another site");
    RequestError {
        status: StatusCode::FORBIDDEN,
        code: "FORBIDDEN",
        message: format!(
            "a page of `{origin}` may not ask so; hint: the setting `--cors-origins` names the sites whose pages may"
        ),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_page_is_of_this_site_if_it_names_the_host_that_was_asked() {
        for (origin, host, same) in [
            ("http://127.0.0.1:8000", "127.0.0.1:8000", true),
            ("https://Vitae.example", "vitae.example", true),
            ("https://vitae.example", "vitae.example:443", true),
            ("http://vitae.example:80", "vitae.example", true),
            ("http://[::1]:8000", "[::1]:8000", true),
            ("http://vitae.example", "vitae.example:443", false),
            ("http://127.0.0.1:8001", "127.0.0.1:8000", false),
            ("http://localhost:8000", "127.0.0.1:8000", false),
            ("https://vitae.example.evil", "vitae.example", false),
            ("https://evil.example/vitae.example", "vitae.example", false),
            ("https://vitae.example@evil.example", "vitae.example", false),
            ("null", "vitae.example", false),
            ("file://vitae.example", "vitae.example", false),
            ("", "", false),
        ] {
            let given = HeaderValue::from_static(origin);
            let request = Request::builder().header(header::HOST, host).body(Body::empty());
            let request = request.expect("the parts are those of a request");
            assert_eq!(is_own(&given, &request), same, "{origin} at {host}");
        }
    }
}
