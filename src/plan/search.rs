//! The values that a search binds: what the index is asked, in its own language, made of what was read from the text.
//! A text that is no search is refused with the place where it ceases to be one.

use serde_json::{Value, json};

use super::bind::{BindSpec, bound};
use super::error::Refusal;
use crate::catalog::declare::Transform;
use crate::store::Bind;
use crate::value::search::NOTHING;
use crate::value::search::indexed::RANKS;
use crate::value::search::query::{Engine, Query, SyntaxError, beginning};

/// The values that an argument of a search binds; a text is one that the database may be given.
pub(super) fn evaluate(spec: &BindSpec, value: &Value, engine: Engine) -> Result<Vec<Bind>, Refusal> {
    let text = value.as_str().unwrap_or_default();
    match spec.transform {
        Transform::SearchKinds => Ok(vec![kinds(value, engine)]),
        Transform::NameStart => {
            name_start(text).map_err(|expected| Refusal::argument(&spec.argument, value, expected))
        }
        _ => values(text, engine).map_err(|error| refusal(&error, &spec.argument, value)),
    }
}

/// The values of a search in the order that `src/catalog/search.rs` tells.
fn values(text: &str, engine: Engine) -> Result<Vec<Bind>, SyntaxError> {
    let query = Query::parse(text)?;
    let words = engine.words();
    let asked = query.asked(engine);
    let list = |texts: Vec<String>| bound(&json!(texts).to_string());
    let mut values: Vec<Bind> = asked.iter().map(|text| bound(text)).collect();
    values.extend([list(query.near()), list(query.sounds()), Bind::Int(query.names())]);
    values.extend([words.open, words.close, words.or, words.and, words.not].map(bound));
    values.push(bound(&engine.word(NOTHING)));
    values.push(list(query.needles()));
    values.extend(query.fields(engine).iter().map(|text| bound(text)));
    values.push(list(query.needles_in_text()));
    // The whole name has no stems.
    let in_usual = query.in_usual_languages();
    let [_, usual @ ..] = in_usual.asked(engine);
    values.extend(usual.iter().map(|text| bound(text)));
    values.extend([list(in_usual.needles()), list(in_usual.needles_in_text())]);
    Ok(values)
}

/// What is added to a search for some kinds of records alone.
fn kinds(value: &Value, engine: Engine) -> Bind {
    let kinds = value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_lowercase);
    let kinds: Vec<String> = kinds.collect();
    bound(&engine.of_kinds(&kinds.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// The first and one after the last of the beginnings that go on from a text, rank by rank.
fn name_start(text: &str) -> Result<Vec<Bind>, &'static str> {
    let start = beginning(text).ok_or("at least one letter or digit")?;
    let bounds =
        RANKS.into_iter().flat_map(|rank| [format!("{rank}{start}"), format!("{rank}{start}\u{10FFFF}")]);
    Ok(bounds.map(|bound_of| bound(&bound_of)).collect())
}

/// The refusal that a client sees: beside what every argument's refusal tells, the position.
fn refusal(error: &SyntaxError, argument: &str, value: &Value) -> Refusal {
    let SyntaxError { position, expected } = error;
    let mut refusal = Refusal::argument(argument, value, &format!("{expected}, at position {position}"));
    refusal.extensions["expected"] = json!(expected);
    refusal.extensions["position"] = json!(position);
    refusal
}
