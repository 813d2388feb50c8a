//! What documents and their variables may hold at most, beside what the plan limits, and what they may ask.

use std::time::Duration;

use serde_json::Value;

use super::measure::{Measured, lists_in_json};
use super::{Answer, error};
use crate::plan::{Refusal, Variables};

/// What one request may hold, and how many may be answered at once; see the settings of the command line.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The most bytes of a document.
    pub length: usize,
    /// The most words and signs of a document.
    pub tokens: usize,
    /// The most aliases, each as often as its fragment is spread.
    pub aliases: usize,
    /// The most fields at the root, each as often as its fragment is spread.
    pub roots: usize,
    /// The most directives, each as often as its fragment is spread.
    pub directives: usize,
    /// The most fragments: definitions, and what is spread, as often as it is.
    pub fragments: usize,
    /// How deep lists may nest in arguments and variables.
    pub lists: usize,
    /// The most bytes of all variables, written as JSON.
    pub variables: usize,
    /// How many requests are answered at once.
    pub concurrent: usize,
    /// How long one more may wait for one of them to end.
    pub patience: Duration,
    /// The most bytes of an answer.
    pub answer: u64,
    /// The most bytes of all answers that wait for their clients.
    pub unsent: u64,
    /// Queries that cost more than this leave one reader to the others.
    pub dear: u64,
    /// How many subscriptions one client may have under way.
    pub subscriptions: u64,
    /// How long whoever asks for more of something than is allowed waits for the refusal.
    pub refusal_delay: Duration,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// Whether errors guess what a name that does not exist was meant to be.
    pub suggestions: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            length: 100_000,
            tokens: 15_000,
            aliases: 500,
            roots: 250,
            directives: 250,
            fragments: 1_000,
            lists: 16,
            variables: 1 << 20,
            concurrent: 512,
            patience: Duration::from_secs(5),
            answer: 16 << 20,
            unsent: 256 << 20,
            dear: 5_000,
            subscriptions: 100,
            refusal_delay: Duration::from_millis(100),
            introspection: true,
            suggestions: true,
        }
    }
}

impl Rules {
    /// Refuses a document that holds too much of something, or asks what may not be asked.
    pub fn check(&self, measured: &Measured) -> Result<(), Answer> {
        if measured.asks_schema && !self.introspection {
            return Err(error::no_introspection());
        }
        within("aliases", measured.aliases, self.aliases)?;
        within("roots", measured.roots, self.roots)?;
        within("directives", measured.directives, self.directives)?;
        within("fragments", measured.fragments, self.fragments)?;
        within("lists", measured.lists, self.lists)
    }

    /// Refuses variables that are too large, or whose lists nest too deep.
    pub fn check_variables(&self, variables: &Variables) -> Result<(), Answer> {
        let size = variables.iter().map(|(name, value)| name.len() + 4 + size(value)).sum();
        within("variables", size, self.variables)?;
        let lists = variables.values().map(lists_in_json).max().unwrap_or(0);
        within("lists", lists, self.lists)
    }
}

/// Refuses what is more than allowed.
pub fn within(what: &str, measured: usize, allowed: usize) -> Result<(), Answer> {
    match measured > allowed {
        true => Err(error::refusal(&Refusal::too_costly(what, measured as u64, allowed as u64))),
        false => Ok(()),
    }
}

/// How many bytes a value takes as JSON, near enough: what must be escaped counts once.
fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Number(number) => number.to_string().len(),
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| size(item) + 1).sum::<usize>() + 1,
        Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() + 4 + size(value)).sum::<usize>() + 1
        }
    }
}
