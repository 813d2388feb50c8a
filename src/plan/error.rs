//! What a plan refuses. A refusal is the client's to mend and says how; the rest is passed on to the executor.

use serde_json::{Value, json};

/// Why there is no plan.
#[derive(Debug)]
pub enum PlanError {
    /// The plan does not take this; the executor answers it. The reason is counted.
    NotTaken(&'static str),
    /// The request is refused.
    Refused(Refusal),
}

/// The code of a query that asks for too much of something.
pub const TOO_COSTLY: &str = "TOO_COSTLY";

/// A refusal in words and in `extensions`.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What is wrong, what was expected.
    pub message: String,
    /// What a client program reads: `code` and what belongs to it.
    pub extensions: Value,
}

impl From<Refusal> for PlanError {
    fn from(refusal: Refusal) -> PlanError {
        PlanError::Refused(refusal)
    }
}

impl Refusal {
    /// An argument whose value cannot be used. `argument` is its path, such as `by.id`.
    pub fn argument(argument: &str, value: &Value, expected: &str) -> Refusal {
        let shown = shorten(value);
        Refusal {
            message: format!("`{shown}` is not a value for the argument `{argument}`: expected {expected}"),
            extensions: json!({"code": "INVALID", "argument": argument, "value": shown, "expected": expected}),
        }
    }

    /// A query that asks for too much of something.
    pub fn too_costly(what: &str, measured: u64, allowed: u64) -> Refusal {
        let (asks, hint) = match what {
            "depth" => ("nests too deep", "ask for the inner parts by their ids in a second query"),
            "fields" => ("selects too many fields", "split it into several queries"),
            "nesting" => {
                ("nests brackets too deep", "write inner filters as variables, or ask several queries")
            }
            "introspection" => ("asks the schema in circles", "ask for types by name with `__type`"),
            "tokens" => ("is too long", "send values as variables, or ask several queries"),
            "aliases" => ("has too many aliases", "use list filters such as `keys`, or ask several queries"),
            "roots" => ("has too many root fields", "ask several queries"),
            "directives" => ("has too many directives", "select only what is wanted"),
            "fragments" => {
                ("spreads too many fragments", "select the fields themselves, or ask several queries")
            }
            "lists" => ("nests lists too deep", "write flat lists"),
            "variables" => ("comes with too much", "send records to `/import`, or ask several queries"),
            "conditions" => {
                ("sets too many conditions", "use list filters such as `keys`, or ask several queries")
            }
            _ => ("is too dear", "ask for smaller pages with `first`, or select fewer nested lists"),
        };
        Refusal {
            message: format!(
                "the query {asks}: its {what} is {measured}, and {allowed} is allowed; hint: {hint}"
            ),
            extensions: json!({"code": TOO_COSTLY, "limit": what, "measured": measured, "allowed": allowed}),
        }
    }
}

/// A value as it is shown in an error: its text, cut where it is long.
fn shorten(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(80) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}
