//! GraphiQL, the page on which queries are tried, at `/graphiql/`: files that were bundled and packed when
//! the service was built, and are handed out as they are. The page holds nothing of the archive: what it
//! asks, it asks `/graphql`, as any client does.

use async_compression::tokio::bufread::GzipDecoder;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::io::AsyncReadExt;

use super::error;

/// One file of the bundle.
struct File {
    /// From the folder of the page, such as `assets/index-5cjvCGa7.js`.
    path: &'static str,
    gzip: &'static [u8],
    brotli: &'static [u8],
}

mod bundle {
    use super::File;
    include!(concat!(env!("OUT_DIR"), "/graphiql.rs"));
}

/// What the page may do: run what came from here and ask here, and nothing else. Its editor writes styles
/// into the page, and its style sheets hold fonts.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      font-src 'self' data:; img-src 'self' data:; connect-src 'self'; worker-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const REFERRER: (HeaderName, HeaderValue) =
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));

const PAGE: &str = "index.html";

/// Files whose names change with what is in them.
const HASHED: &str = "assets/";

/// Leads to the page, whatever path stands before this one.
pub async fn redirect() -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, "graphiql/")]).into_response()
}

/// The page, or what is missing.
pub async fn page(headers: HeaderMap) -> Response {
    match bundle::MISSING {
        None => file(PAGE, &headers).await,
        Some(reason) => absent(reason),
    }
}

/// A file of the page.
pub async fn asset(Path(path): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    match path.as_str() {
        PAGE => page(headers).await,
        path if bundle::FILES.iter().any(|file| file.path == path) => file(path, &headers).await,
        _ => error::not_found(uri.path()).into_response(),
    }
}

async fn file(path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = bundle::FILES.iter().find(|file| file.path == path) else { return absent("") };
    let caching = match path.starts_with(HASHED) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let told = [
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::ETAG, HeaderValue::from_static(bundle::MARK)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        REFERRER,
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| is_known(known, bundle::MARK)) {
        return (StatusCode::NOT_MODIFIED, told).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, content_type(path))];
    let (encoding, body) = match encoding(headers) {
        Encoding::Brotli => (Some("br"), file.brotli.into()),
        Encoding::Gzip => (Some("gzip"), file.gzip.into()),
        Encoding::None => match unpack(file.gzip).await {
            Ok(content) => (None, axum::body::Bytes::from(content)),
            Err(error) => {
                tracing::error!(%error, path, "a file of the GraphiQL page cannot be unpacked");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        },
    };
    let mut response = (told, content_type, body).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Whether `If-None-Match` names the mark. A proxy that packs anew makes it a weak one.
fn is_known(known: &HeaderValue, mark: &str) -> bool {
    let known = known.to_str().unwrap_or_default();
    known.split(',').map(|one| one.trim()).any(|one| one == "*" || one.trim_start_matches("W/") == mark)
}

enum Encoding {
    Brotli,
    Gzip,
    None,
}

/// How the client takes the file: the smallest form of those that it names.
fn encoding(headers: &HeaderMap) -> Encoding {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut names: Vec<&str> = Vec::new();
    for one in accepted.flat_map(|value| value.split(',')) {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        if weight.is_none_or(|weight| weight > 0.0) {
            names.push(name.trim());
        }
    }
    let takes = |name: &str| names.iter().any(|taken| taken.eq_ignore_ascii_case(name));
    match () {
        () if takes("br") => Encoding::Brotli,
        () if takes("gzip") => Encoding::Gzip,
        () => Encoding::None,
    }
}

/// For the few clients that take files only as they are.
async fn unpack(gzip: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    GzipDecoder::new(gzip).read_to_end(&mut content).await?;
    Ok(content)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// The page of a service that was built without it. It is a page like any other, so that whoever opens it
/// reads what to do.
fn absent(reason: &str) -> Response {
    let policy =
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    let reason = reason.replace('&', "&amp;").replace('<', "&lt;");
    let body = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>GraphiQL is missing</title>\n\
         <style>body {{ max-width: 40rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }}</style>\n\
         <h1>GraphiQL is not in this build</h1>\n<p>The reason: {reason}</p>\n\
         <p>To have it, install Node.js 20 or newer with npm and build the service again \
         (<code>touch ui/package.json; cargo build --release</code>), \
         or name a bundle that was made elsewhere: <code>VITAE_UI_DIST=FOLDER cargo build --release</code>.</p>\n\
         <p>All else works: any GraphQL client can ask <code>/graphql</code>.</p>\n</html>\n"
    );
    let told = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        REFERRER,
    ];
    (told, body).into_response()
}
