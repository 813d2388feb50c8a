//! The page at `/`: plain text that tells where things are.

/// The page.
pub async fn page() -> &'static str {
    "Vitae: lives, the events in them, and the documents that tell of them.\n\
     \n\
     /graphql        queries: POST {\"query\": \"…\"} as application/json, or GET ?query=…\n\
     /graphiql/      a page to write queries on, with examples, for browsers\n\
     /import         records: POST them, one JSON object a line, as application/x-ndjson\n\
     /health/live    whether the process lives\n\
     /health/ready   whether it can answer\n\
     \n\
     The schema: `vitae schema`, or ask /graphql for __schema.\n"
}
