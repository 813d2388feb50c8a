//! Edits, drawn: each operation, with what the archive holds and what may be told of it.

use serde_json::{Value, json};
use vitae::value::id::{ClaimKind, RecordKind};
use vitae::value::operation::Operation;

use super::spoil::spoil;
use super::{Bench, Draws};

/// What of an archive an edit may name.
pub struct Known {
    pub claims: Vec<(String, String)>,
    pub revisions: Vec<String>,
    pub batches: Vec<String>,
    /// The kind and key of each record.
    pub keys: Vec<(String, String)>,
    pub merged: Vec<String>,
}

impl Known {
    pub async fn of(bench: &Bench) -> Known {
        let pairs = |texts: Vec<String>| -> Vec<(String, String)> {
            texts
                .iter()
                .filter_map(|text| text.split_once(' '))
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .collect()
        };
        Known {
            claims: pairs(bench.texts("SELECT kind || ' claim:' || id FROM claim WHERE kind <> 'record' ORDER BY id").await),
            revisions: bench.texts("SELECT 'revision:' || id FROM revision ORDER BY id").await,
            batches: bench.texts("SELECT 'batch:' || id FROM batch ORDER BY id").await,
            keys: pairs(bench.texts("SELECT k.kind || ' ' || k.key FROM external_key k JOIN record r ON r.id = k.record_id WHERE r.deleted = 0 ORDER BY k.id").await),
            merged: bench.texts("SELECT 'person:' || id FROM merger ORDER BY id").await,
        }
    }

    fn key(&self, kind: &str, draws: &mut Draws) -> Value {
        let keys: Vec<&String> = self.keys.iter().filter(|(of, _)| of == kind).map(|(_, key)| key).collect();
        match keys.is_empty() || draws.one_in(20) {
            true => json!({"key": "nobody"}),
            false => json!({"key": draws.of_these(&keys)}),
        }
    }

    fn claim(&self, kind: Option<ClaimKind>, draws: &mut Draws) -> Value {
        let is_it = |of: &str| kind.is_none_or(|kind| kind.as_str() == of);
        let claims: Vec<&String> = self.claims.iter().filter(|(of, _)| is_it(of)).map(|(_, id)| id).collect();
        if claims.is_empty() { json!("claim:999999") } else { json!(draws.of_these(&claims)) }
    }
}

const CLAIMS: [ClaimKind; 7] = [
    ClaimKind::Name,
    ClaimKind::Identifier,
    ClaimKind::Relation,
    ClaimKind::Participation,
    ClaimKind::Attribution,
    ClaimKind::Mention,
    ClaimKind::Citation,
];

/// An edit: what is to be done, and its input, which may be spoiled.
pub fn draw(draws: &mut Draws, known: &Known, records: &[Value]) -> (Operation, Value) {
    let kind = *draws.of_these(RecordKind::ALL);
    let claim = *draws.of_these(&CLAIMS);
    let (operation, mut input) = match draws.below(13) {
        0 => (Operation::Create(kind), json!({kind.as_str(): told(kind, records, draws)})),
        1 => (Operation::Put(kind), json!({kind.as_str(): told(kind, records, draws)})),
        2 => {
            let mut fields = told(kind, records, draws);
            fields.as_object_mut().unwrap().remove("key");
            (Operation::Update(kind), json!({"by": known.key(kind.as_str(), draws), kind.as_str(): fields}))
        }
        3 => (
            Operation::Delete(kind),
            json!({"by": known.key(kind.as_str(), draws), "cascade": !draws.one_in(3)}),
        ),
        4 | 5 => (Operation::Add(claim), adding(claim, known, draws)),
        6 | 7 => {
            let (field, element) = element(claim, known, draws);
            (Operation::Change(claim), json!({"claim": known.claim(Some(claim), draws), field: element}))
        }
        8 => {
            let rank = *draws.of_these(&["NORMAL", "PREFERRED", "DEPRECATED"]);
            (Operation::Rank, json!({"claim": known.claim(None, draws), "rank": rank}))
        }
        9 => (Operation::Withdraw, json!({"claim": known.claim(None, draws)})),
        10 => {
            let (from, into) = (known.key("person", draws), known.key("person", draws));
            (Operation::Merge, json!({"from": from, "into": into, "force": draws.one_in(2)}))
        }
        11 if known.merged.is_empty() || draws.one_in(3) => {
            let records: Vec<Value> =
                (0..=draws.below(3)).map(|_| in_api_form(draws.of_these(records))).collect();
            (Operation::Import, json!({"records": records, "onError": *draws.of_these(&["STOP", "SKIP"])}))
        }
        11 => (Operation::Unmerge, json!({"person": {"id": draws.of_these(&known.merged)}})),
        _ if known.revisions.is_empty() => (Operation::Withdraw, json!({"claim": "claim:1"})),
        _ if draws.one_in(3) => {
            (Operation::UndoBatch, json!({"batch": draws.of_these(&known.batches), "force": draws.one_in(2)}))
        }
        _ => (
            Operation::UndoRevision,
            json!({"revision": draws.of_these(&known.revisions), "force": draws.one_in(2)}),
        ),
    };
    if draws.one_in(12) {
        input["dryRun"] = json!(true);
    }
    if draws.one_in(8) {
        input["expectedRevision"] = json!(1 + draws.below(4));
    }
    let times = *draws.of_these(&[0, 0, 0, 1, 2]);
    spoil(&mut input, draws, times);
    (operation, input)
}

fn told(kind: RecordKind, records: &[Value], draws: &mut Draws) -> Value {
    let of_kind: Vec<&Value> = records.iter().filter_map(|record| record.get(kind.as_str())).collect();
    let mut record = (*draws.of_these(&of_kind)).clone();
    api_form(&mut record);
    if draws.one_in(3) {
        record["key"] = json!(format!("new{}", draws.below(5)));
    }
    record
}

fn in_api_form(record: &Value) -> Value {
    let mut record = record.clone();
    api_form(&mut record);
    record
}

/// References become objects.
fn api_form(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), &value) {
                    ("person" | "article" | "occasion", Value::String(key)) => *value = json!({"key": key}),
                    _ => api_form(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(api_form),
        _ => {}
    }
}

/// A claim as an input tells it, with the name of its field.
fn element(kind: ClaimKind, known: &Known, draws: &mut Draws) -> (&'static str, Value) {
    let person = known.key("person", draws);
    let (field, mut element) = match kind {
        ClaimKind::Name => ("name", json!({"text": *draws.of_these(&["Ada", "Koba", "N. I."])})),
        ClaimKind::Identifier => {
            ("identifier", json!({"scheme": "gnd", "value": *draws.of_these(&["1", "2"])}))
        }
        ClaimKind::Relation => {
            let kind = *draws.of_these(&["PARENT", "CHILD", "SPOUSE", "POSSIBLY_SAME"]);
            ("relation", json!({"kind": kind, "person": person}))
        }
        ClaimKind::Participation => {
            ("participation", json!({"person": person, "role": *draws.of_these(&["SUBJECT", "GUEST"])}))
        }
        ClaimKind::Attribution => {
            ("attribution", json!({"person": person, "status": *draws.of_these(&["VERIFIED", "DISPUTED"])}))
        }
        ClaimKind::Mention => {
            let start = draws.below(30);
            ("mention", json!({"start": start, "end": start + 1 + draws.below(5), "person": person}))
        }
        _ => (
            "citation",
            json!({"article": known.key("article", draws), "locator": *draws.of_these(&["p. 1", "p. 2"])}),
        ),
    };
    if draws.one_in(4) {
        element["rank"] = json!(*draws.of_these(&["PREFERRED", "DEPRECATED"]));
    }
    if kind != ClaimKind::Citation && draws.one_in(4) {
        element["citations"] = json!([{"article": known.key("article", draws), "note": "n"}]);
    }
    (field, element)
}

fn adding(kind: ClaimKind, known: &Known, draws: &mut Draws) -> Value {
    let (field, element) = element(kind, known, draws);
    let (of, target) = match kind {
        ClaimKind::Participation => ("event", known.key("event", draws)),
        ClaimKind::Attribution => ("quotation", known.key("quotation", draws)),
        ClaimKind::Mention => {
            let kind = *draws.of_these(&["article", "quotation"]);
            ("document", json!({kind: known.key(kind, draws)}))
        }
        ClaimKind::Citation => {
            let kind = *draws.of_these(&["claim", "person", "event", "article", "quotation"]);
            let target = if kind == "claim" { known.claim(None, draws) } else { known.key(kind, draws) };
            ("of", json!({kind: target}))
        }
        _ => ("person", known.key("person", draws)),
    };
    json!({of: target, field: element})
}
