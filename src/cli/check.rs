//! `vitae check`: prints everything that is inconsistent in the archive, as the API's `inconsistencies`
//! tells it, page by page.

use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::domain::Archive;
use crate::graphql::{Endpoint, Limits, Request};
use crate::store::{Found, preflight};

use super::failure::Failure;
use super::{clock, database, output, settings};

pub const EXAMPLES: &str = "\
Examples:
  vitae check                                     everything that is wrong, a line each
  vitae check --kinds DEATH_BEFORE_BIRTH,ACT_AFTER_DEATH
  vitae check --json | jq .record.key             one JSON object a line

Exit codes: 0 nothing is inconsistent, 1 it failed, 2 a setting is wrong, 3 something is inconsistent.";

/// The exit code when something is inconsistent.
const INCONSISTENT: u8 = 3;
/// How many are asked for at once.
const PAGE: i64 = 1000;
/// How long one page may take: of a very large archive, whole tables are walked.
const PATIENCE: Duration = Duration::from_secs(600);

/// One kind at a time, for which a page is read from where the last one ended.
const QUERY: &str = "query ($kind: InconsistencyKind!, $first: Int!, $after: String) {
  inconsistencies(kinds: [$kind], first: $first, after: $after) {
    edges { node {
      kind message claim
      record { id ...on Person { key } ...on Event { key } ...on Article { key } ...on Quotation { key } }
      other { id ...on Person { key } ...on Event { key } ...on Article { key } ...on Quotation { key } }
    } }
    pageInfo { endCursor }
  }
}";

/// Runs the command; returns the exit code.
pub async fn run(settings: settings::Check) -> Result<ExitCode, Failure> {
    if preflight(settings.database.url.with_password()).await? == Found::Nothing {
        return Err(Failure::fault(format!("there is no archive at `{}`", settings.database.url)));
    }
    let store = database::open(&settings.database.url, (1, PATIENCE)).await?.store;
    let readers = store.readers().await?;
    let limits = Limits { depth: 10, fields: 100, cost: u64::MAX, page: PAGE };
    let endpoint =
        Endpoint::new(Archive::new(store.clone(), clock::system()), readers.clone(), store.dialect(), limits);
    let mut found = 0;
    for kind in kinds(&settings) {
        found += report(&endpoint, &kind, settings.json).await?;
    }
    readers.close().await;
    store.close().await?;
    if !settings.json {
        output::print(&match found {
            0 => "nothing is inconsistent\n".to_owned(),
            1 => "1 inconsistency\n".to_owned(),
            _ => format!("{found} inconsistencies\n"),
        })?;
    }
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::from(INCONSISTENT) })
}

/// The kinds that were asked for, or all, in the order of the report.
fn kinds(settings: &settings::Check) -> Vec<String> {
    let all = known_kinds().map(str::to_owned);
    all.filter(|kind| settings.kinds.is_empty() || settings.kinds.contains(kind)).collect()
}

/// Every kind of inconsistency there is.
pub fn known_kinds() -> impl Iterator<Item = &'static str> {
    Catalog::get().enumeration("InconsistencyKind").into_iter().flat_map(|kinds| kinds.values).map(|it| it.0)
}

/// Prints all of one kind; returns how many there are.
async fn report(endpoint: &Endpoint, kind: &str, as_json: bool) -> Result<u64, Failure> {
    let mut found = 0;
    let mut after = Value::Null;
    loop {
        let page = page(endpoint, kind, &after).await?;
        let edges = page["edges"].as_array().map(Vec::as_slice).unwrap_or_default();
        let lines: String = edges
            .iter()
            .map(|edge| match as_json {
                true => format!("{}\n", edge["node"]),
                false => format!("{}\n", Line(&edge["node"])),
            })
            .collect();
        output::print(&lines)?;
        found += edges.len() as u64;
        if (edges.len() as i64) < PAGE {
            return Ok(found);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn page(endpoint: &Endpoint, kind: &str, after: &Value) -> Result<Value, Failure> {
    let variables = json!({"kind": kind, "first": PAGE, "after": after});
    let variables: Map<String, Value> = variables.as_object().cloned().unwrap_or_default();
    let answer = endpoint.answer(Request { query: QUERY.to_owned(), variables, ..Request::default() }).await;
    let mut answer: Value = serde_json::from_str(&answer.body)
        .map_err(|error| Failure::fault(format!("the archive's answer cannot be read: {error}")))?;
    match answer["errors"][0]["message"].as_str() {
        Some(message) => Err(Failure::fault(format!("cannot look for {kind}: {message}"))),
        None => Ok(answer["data"]["inconsistencies"].take()),
    }
}

/// An inconsistency on one line.
struct Line<'a>(&'a Value);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |value: &'_ Value| printable(value.as_str().unwrap_or_default());
        let node = self.0;
        write!(f, "{} {}", text(&node["kind"]), Record(&node["record"]))?;
        if !node["other"].is_null() {
            write!(f, " ({})", Record(&node["other"]))?;
        }
        write!(f, ": {}", text(&node["message"]))
    }
}

/// A record by its kind and key.
struct Record<'a>(&'a Value);

impl fmt::Display for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.0["id"].as_str().and_then(|id| id.split(':').next()).unwrap_or_default();
        write!(f, "{kind} `{}`", printable(self.0["key"].as_str().unwrap_or_default()))
    }
}

/// A text that cannot steer a terminal or end a line.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
