//! The values that a search binds: what the index is asked, in its own language, made of what was read from the text.
//! A text that is no search is refused with the place where it ceases to be one.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::bind::bound;
use super::error::Refusal;
use crate::store::Bind;
use crate::value::search::indexed::RANKS;
use crate::value::search::query::{Engine, Query, SyntaxError, beginning};

/// The search that was read last: a statement may ask for its values in several places.
#[derive(Default)]
pub(super) struct Searches(Option<(String, Search)>);

/// A search that was read, and the same where each text is in a usual language.
struct Search {
    any: Query,
    usual: Query,
}

impl Searches {
    /// Appends those of a search's values that are named.
    pub(super) fn values(
        &mut self,
        text: &str,
        named: u64,
        engine: Engine,
        out: &mut Vec<Bind>,
    ) -> Result<(), SyntaxError> {
        let search = match self.0.take() {
            Some((known, search)) if known == text => search,
            _ => {
                let any = Query::parse(text)?;
                Search { usual: any.in_usual_languages(), any }
            }
        };
        search.values(named, engine, out);
        self.0 = Some((text.to_owned(), search));
        Ok(())
    }
}

impl Search {
    /// Appends those of its values that are named, in their order, which `src/catalog/search.rs` tells.
    fn values(&self, named: u64, engine: Engine, out: &mut Vec<Bind>) {
        let Search { any, usual } = self;
        let words = engine.words();
        let list = |texts: Vec<String>| serde_json::to_string(&texts).expect("texts are always JSON");
        // What several values are made from, made where one of them is named.
        let is_named =
            |numbers: RangeInclusive<u32>| numbers.into_iter().any(|number| named >> number & 1 == 1);
        let made = |is_named: bool, make: &dyn Fn() -> [String; 4]| {
            if is_named { make() } else { Default::default() }
        };
        let any_tiers = made(is_named(2..=5), &|| any.tiers(engine));
        let usual_tiers = made(is_named(6..=9), &|| usual.tiers(engine));
        let any_asked = made(is_named(10..=13), &|| any.asked(engine));
        let usual_asked = made(is_named(14..=17), &|| usual.asked(engine));
        for number in (1..u64::BITS).filter(|number| named >> number & 1 == 1) {
            let at = number as usize;
            out.push(match number {
                1 => bound(&any.whole_name(engine)),
                2..=5 => bound(&any_tiers[at - 2]),
                6..=9 => bound(&usual_tiers[at - 6]),
                10..=13 => bound(&any_asked[at - 10]),
                14..=17 => bound(&usual_asked[at - 14]),
                18 => bound(&any.rest(engine)),
                19 => bound(&usual.rest(engine)),
                20 => bound(&any.without(engine)),
                21 => bound(&usual.without(engine)),
                22 => bound(&list(any.near())),
                23 => bound(&list(any.sounds())),
                24 => Bind::Int(any.names()),
                25 => bound(&any.own_names(engine)),
                26 => bound(words.open),
                27 => bound(words.close),
                28 => bound(words.or),
                29 => bound(words.and),
                30 => bound(words.not),
                31 => bound(words.nothing),
                32 => bound(&list(any.needles())),
                33 => bound(&list(usual.needles())),
                34 => bound(&any.in_names(engine)),
                35 => bound(&any.in_places(engine)),
                36 => bound(&list(any.needles_in_text())),
                37 => bound(&list(usual.needles_in_text())),
                _ => unreachable!("a search has no such value"),
            });
        }
    }
}

/// What is added to a search for some kinds of records alone.
pub(super) fn kinds(value: &Value, engine: Engine) -> Bind {
    let kinds = value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_lowercase);
    let kinds: Vec<String> = kinds.collect();
    bound(&engine.of_kinds(&kinds.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// The first and one after the last of the beginnings that go on from a text, rank by rank.
pub(super) fn name_start(text: &str) -> Result<Vec<Bind>, &'static str> {
    let start = beginning(text).ok_or("at least one letter or digit")?;
    let bounds =
        RANKS.into_iter().flat_map(|rank| [format!("{rank}{start}"), format!("{rank}{start}\u{10FFFF}")]);
    Ok(bounds.map(|bound_of| bound(&bound_of)).collect())
}

/// The refusal that a client sees: beside what every argument's refusal tells, the position.
pub(super) fn refusal(error: &SyntaxError, argument: &str, value: &Value) -> Refusal {
    let SyntaxError { position, expected } = error;
    let mut refusal = Refusal::argument(argument, value, &format!("{expected}, at position {position}"));
    refusal.extensions["expected"] = json!(expected);
    refusal.extensions["position"] = json!(position);
    refusal
}
