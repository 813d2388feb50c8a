//! What an import must survive: being killed at any moment, a disk without room, others who write and read
//! at the same time. Ordinary runs are short; `VITAE_TEST_KILLS` and `VITAE_TEST_SECONDS` make them long.

/// Writers and readers at once.
mod crowd;
/// A disk without room.
mod full;
/// Killed at any moment.
mod killed;

pub use killed::texts_at;

use serde_json::{Value, json};

/// A number that the environment may set.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// How many lines an import takes at once.
const CHUNK: usize = 1000;

/// Records as a file tells them.
struct Records {
    /// The file.
    text: String,
    /// The kind and key that each line tells of.
    names: Vec<String>,
    /// Whether each line refers to one of a later chunk, and waits for the end of the file.
    waits: Vec<bool>,
}

/// Persons with names and births, events with those who were there, articles that mention them, quotations
/// from those: ten lines of each ten persons' worth, and now and then one that refers to what comes later.
fn records(count: usize) -> Records {
    let mut records = Records { text: String::new(), names: Vec::new(), waits: Vec::new() };
    for index in 0..count {
        let waits = index % 1000 == 507 && index + CHUNK + 12 < count;
        let record = record(index, waits);
        let (kind, told) = record.as_object().unwrap().iter().next().unwrap();
        records.names.push(format!("{kind} {}", told["key"].as_str().unwrap()));
        records.waits.push(waits);
        records.text.push_str(&format!("{record}\n"));
    }
    records
}

fn record(index: usize, waits: bool) -> Value {
    let ten = index - index % 10;
    let person = |place: usize| format!("p{}", ten + place % 5);
    if waits {
        let later = |place: usize| format!("p{}", ten + CHUNK + place);
        return json!({"event": {"key": format!("w{index}"), "kind": "MEETING",
            "participants": [{"person": later(0)}, {"person": later(1)}]}});
    }
    match index % 10 {
        0..=4 => json!({"person": {"key": format!("p{index}"), "gender": "FEMALE",
            "names": [{"text": format!("Person {index}"), "kind": "PREFERRED"},
                {"text": format!("Лицо {index}"), "language": "ru", "note": "as she signed"}],
            "birth": {"edtf": format!("{:04}-{:02}", 1800 + index % 200, 1 + index % 12)}}}),
        5..=7 => {
            json!({"event": {"key": format!("e{index}"), "kind": "MEETING", "title": format!("Meeting {index}"),
            "date": {"edtf": format!("{:04}", 1850 + index % 150)}, "place": "Moscow",
            "participants": [{"person": person(index), "role": "HOST"}, {"person": person(index + 1)}]}})
        }
        8 => json!({"article": {"key": format!("a{index}"), "title": format!("Article {index}"),
            "body": format!("Anna {index} met Boris, and Boris met Anna."), "mentions": [
                {"start": 0, "end": 4, "person": person(0)}, {"start": 10, "end": 15, "person": person(1)}],
            "citations": [{"article": format!("a{index}"), "locator": "p. 1"}]}}),
        _ => json!({"quotation": {"key": format!("q{index}"), "text": format!("Words {index}"),
            "attributions": [{"person": person(2), "status": "DISPUTED"}]}}),
    }
}
