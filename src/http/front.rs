//! The page at `/`, which tells where things are: plain text, or with links for browsers.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

const TEXT: &str = "Vitae: lives, the events in them, and the documents that tell of them.\n\
     \n\
     /graphiql/      a page to write queries on, with examples, for browsers\n\
     /graphql        queries: POST {\"query\": \"…\"} as application/json, or GET ?query=…\n\
     /import         records: POST them, one JSON object a line, as application/x-ndjson\n\
     /health/live    whether the process lives\n\
     /health/ready   whether it can answer\n\
     \n\
     The schema: `vitae schema`, or ask /graphql for __schema.\n";

/// What can be followed from the page.
const LINKS: &[&str] = &["/graphiql/", "/health/live", "/health/ready"];

/// What the page with links may do.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The page.
pub async fn page(headers: HeaderMap) -> Response {
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let vary = [(header::VARY, "accept")];
    match accepted.any(|accept| accept.contains("text/html")) {
        true => {
            let told = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, POLICY),
            ];
            (vary, told, with_links()).into_response()
        }
        false => (vary, TEXT).into_response(),
    }
}

/// The same text. Addresses are relative, for a proxy may have put the service under a path.
fn with_links() -> String {
    let mut body = TEXT.to_owned();
    for path in LINKS {
        let link = format!("<a href=\".{path}\">{path}</a>");
        body = body.replacen(path, &link, 1);
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Vitae</title>\n\
         <style>:root {{ color-scheme: light dark }} body {{ margin: 2rem; font-size: 1.1rem }} \
         pre {{ white-space: pre-wrap }}</style>\n<pre>{body}</pre>\n</html>\n"
    )
}
