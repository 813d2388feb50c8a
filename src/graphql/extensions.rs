//! What answers tell of themselves when they are asked to: what they cost, and how far the archive had come.

use super::{Answer, Inner};
use crate::value::position::Position;

impl Inner {
    /// How far the archive has come; none where the database cannot be asked.
    pub(super) async fn position(&self) -> Option<Position> {
        let asked = self.engine.readers.position().await;
        asked.inspect_err(|error| tracing::debug!(%error, "how far the archive has come cannot be told")).ok()
    }

    /// An answer that tells what it was asked to tell of itself.
    pub(super) fn tell(&self, answer: Answer, price: Option<u64>, tells_position: bool) -> Answer {
        let cost = price.map(|price| {
            let allowed = self.engine.limits.cost;
            format!(r#""cost":{{"measured":{price},"allowed":{allowed}}}"#)
        });
        let position = answer.position.filter(|_| tells_position);
        let position = position.map(|position| format!(r#""position":"{position}""#));
        let told: Vec<String> = cost.into_iter().chain(position).collect();
        match told.is_empty() {
            true => answer,
            false => Answer { body: with_extensions(answer.body, &told.join(",")), ..answer },
        }
    }
}

/// An answer that tells more of itself. Its text is not read again: what is told goes before its last brace.
fn with_extensions(mut body: String, told: &str) -> String {
    if body.ends_with('}') {
        body.pop();
        body.push_str(&format!(r#","extensions":{{{told}}}}}"#));
    }
    body
}
