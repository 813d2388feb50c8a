//! The list of questions and answers (`tests/data/demo_questions.md`), row by row: what a row says is what the
//! archive answers, so that the two cannot drift. Each cell is written anew from the answer and compared; it
//! may end in a remark of its own, after a full stop.

use serde_json::Value;

use super::{Demo, edges, last_part, short, sources, text, texts};
use crate::support::project;

const FILE: &str = "tests/data/demo_questions.md";

/// A record or one of its claims as a row writes it: in the list, or in the archive.
#[derive(PartialEq)]
struct Row {
    /// `` `person/bukharin#birth` ``, or `` `person/bukharin`, relations `` for one of its relations.
    record: String,
    expected: String,
    sources: String,
}

impl Row {
    /// Whether this row of the list is what the archive tells. It may end in a remark of its own.
    fn is(&self, told: &Row) -> bool {
        let remark = self.expected.strip_prefix(&told.expected);
        self.record == told.record
            && self.sources == told.sources
            && remark.is_some_and(|remark| remark.is_empty() || remark.starts_with(". "))
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "| {} | {} | {} |", self.record, self.expected, self.sources)
    }
}

fn file() -> String {
    std::fs::read_to_string(project(FILE)).unwrap()
}

/// The text between a heading and the next one.
fn section(heading: &str) -> String {
    let file = file();
    let (_, after) = file.split_once(heading).unwrap_or_else(|| panic!("{FILE} has no `{heading}`"));
    after.split("\n## ").next().unwrap_or(after).to_owned()
}

/// The cells of the lines of a table, its head left out.
fn cells(text: &str) -> Vec<Vec<String>> {
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(1);
    let inner = |line: &str| line.trim_start_matches("| ").trim_end_matches(" |").to_owned();
    rows.filter(|line| !line.starts_with("|--"))
        .map(|line| inner(line).split(" | ").map(str::to_owned).collect())
        .collect()
}

/// The cells of the table under a heading.
pub fn table(heading: &str) -> Vec<Vec<String>> {
    cells(&section(heading))
}

/// The rows of the list: the questions, and what else the archive holds.
fn rows() -> Vec<Row> {
    let sections = ["# What the demo archive must answer", "## What else it holds"];
    let cells = sections.into_iter().flat_map(table);
    cells
        .map(|cells| {
            let [_question, record, expected, sources] =
                cells.try_into().unwrap_or_else(|cells| panic!("a row has four cells: {cells:?}"));
            Row { record, expected, sources }
        })
        .collect()
}

/// Every record and claim that a row is about.
async fn archive(demo: &Demo) -> Vec<Row> {
    let keys = demo
        .ask(
            "{ events(first: 100) { edges { node { key } } } persons(first: 100) { edges { node { key } } }
               documents(kinds: [QUOTATION]) { edges { node { key } } } }",
        )
        .await;
    let keys = |list: &str| texts(&keys[list], "/node/key").into_iter().map(short).collect::<Vec<_>>();
    let mut told = Vec::new();
    for key in keys("events") {
        told.push(event(demo, key).await);
    }
    for key in keys("persons") {
        told.extend(names(demo, key).await);
        told.extend(relations(demo, key).await);
    }
    for key in keys("documents") {
        told.push(quotation(demo, key).await);
        told.extend(attributions(demo, key).await);
    }
    told
}

#[tokio::test]
async fn every_row_is_what_the_archive_answers_and_nothing_is_without_a_row() {
    let demo = Demo::open().await;
    let (rows, told) = (rows(), archive(&demo).await);
    let wrong = rows.iter().filter(|row| !told.iter().any(|told| row.is(told)));
    let wrong: Vec<_> = wrong.map(|row| format!("the archive does not say so: {row}")).collect();
    let missing = told.iter().filter(|told| !rows.iter().any(|row| row.is(told)));
    let missing: Vec<_> = missing.map(|row| format!("no row says so:              {row}")).collect();
    assert!(wrong.is_empty() && missing.is_empty(), "{}", [wrong, missing].concat().join("\n"));
    assert!(told.len() > 120, "only {} records and claims were found", told.len());
    demo.close().await;
}

/// Parts of a cell, those that are there.
fn join(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// `name “value”`, where there is a value.
fn quoted(name: &str, value: &Value) -> Option<String> {
    value.as_str().map(|value| format!("{name} “{value}”"))
}

/// ``name `value` ``, where there is a value.
fn coded(name: &str, value: &Value) -> Option<String> {
    value.as_str().map(|value| format!("{name} `{value}`"))
}

/// The cell of sources that a row without any has.
fn or_none(sources: String) -> String {
    if sources.is_empty() { "none".to_owned() } else { sources }
}

/// One claim of a record as a row.
fn claim(key: &str, claims: &str, expected: String, claim: &Value) -> Row {
    Row { record: format!("`{key}`, {claims}"), expected, sources: or_none(sources(claim).join("<br>")) }
}

fn rank(claim: &Value) -> Option<String> {
    let rank = text(claim, "/rank");
    (rank != "NORMAL").then(|| format!("rank {rank}"))
}

/// A date with its calendar and its wording.
fn date(date: &Value) -> Option<String> {
    let day = coded("date", &date["edtf"])?;
    let julian =
        (date["calendar"] == "JULIAN").then(|| format!(" JULIAN, Gregorian `{}`", text(date, "/gregorian")));
    Some(join([Some(day + &julian.unwrap_or_default()), quoted("wording", &date["text"])]))
}

async fn event(demo: &Demo, key: &str) -> Row {
    let answer = demo
        .ask(&format!(
            r#"{{ event(by: {{key: "demo:{key}"}}) {{ kind date {{ edtf calendar gregorian text }} place rank
                participants(first: 100) {{ edges {{ role note node {{ key }} citations {{ ...source }} }} }}
                citations {{ ...source }} }} }}"#
        ))
        .await;
    let event = &answer["event"];
    assert!(!event.is_null(), "there is no event `{key}`");
    let parts = edges(&event["participants"]);
    let part = |edge: &Value| {
        let note = edge["note"].as_str().map(|note| format!(" (note “{note}”)"));
        format!(
            "{} `{}`{}",
            text(edge, "/role"),
            last_part(text(edge, "/node/key")),
            note.unwrap_or_default()
        )
    };
    let expected = join([
        coded("kind", &event["kind"]),
        date(&event["date"]),
        quoted("place", &event["place"]),
        rank(event),
        Some(parts.iter().map(part).collect::<Vec<_>>().join(", ")),
    ]);
    let mut all = sources(event);
    for edge in parts {
        let of_part = sources(edge).join("<br>");
        if !of_part.is_empty() {
            let (role, person) = (text(edge, "/role"), last_part(text(edge, "/node/key")));
            all.push(format!("*{role} `{person}`:* {of_part}"));
        }
    }
    Row { record: format!("`{key}`"), expected, sources: or_none(all.join("<br>")) }
}

async fn relations(demo: &Demo, key: &str) -> Vec<Row> {
    let answer = demo
        .ask(&format!(
            r#"{{ person(by: {{key: "demo:{key}"}}) {{ relations(first: 100) {{ edges {{
                direction kind note rank date {{ edtf calendar gregorian text }} node {{ key }}
                citations {{ ...source }} }} }} }} }}"#
        ))
        .await;
    let told = edges(&answer["person"]["relations"]).iter().filter(|edge| edge["direction"] == "OUTGOING");
    told.map(|edge| {
        let person = format!("person `{}`", short(text(edge, "/node/key")));
        let parts = [
            coded("kind", &edge["kind"]),
            Some(person),
            date(&edge["date"]),
            quoted("note", &edge["note"]),
            rank(edge),
        ];
        claim(key, "relations", join(parts), edge)
    })
    .collect()
}

async fn names(demo: &Demo, key: &str) -> Vec<Row> {
    let answer = demo
        .ask(&format!(
            r#"{{ person(by: {{key: "demo:{key}"}}) {{ names {{
                text kind language note rank date {{ edtf calendar gregorian text }} citations {{ ...source }} }} }} }}"#
        ))
        .await;
    let names = answer["person"]["names"].as_array().unwrap_or_else(|| panic!("there is no person `{key}`"));
    let row = |name: &Value| {
        let parts = [
            coded("text", &name["text"]),
            coded("kind", &name["kind"]),
            coded("language", &name["language"]),
            date(&name["date"]),
            quoted("note", &name["note"]),
            rank(name),
        ];
        claim(key, "names", join(parts), name)
    };
    names.iter().map(row).collect()
}

async fn quotation(demo: &Demo, key: &str) -> Row {
    let answer = demo
        .ask(&format!(
            r#"{{ quotation(by: {{key: "demo:{key}"}}) {{ text source {{ key }} sourceStart sourceEnd
                occasion {{ key }} date {{ edtf calendar gregorian }}
                mentions {{ edges {{ node {{ start end surface person {{ key }} }} }} }}
                citations {{ ...source }} }} }}"#
        ))
        .await;
    let quotation = &answer["quotation"];
    let mentions: Vec<_> =
        edges(&quotation["mentions"]).iter().map(|edge| &edge["node"]).map(mention).collect();
    let source = short(text(quotation, "/source/key"));
    let expected = join([
        quoted("text", &quotation["text"]),
        Some(format!("source `{source}` [{}, {})", quotation["sourceStart"], quotation["sourceEnd"])),
        Some(format!("occasion `{}`", short(text(quotation, "/occasion/key")))),
        date(&quotation["date"]),
        (!mentions.is_empty()).then(|| format!("mentions {}", mentions.join(", "))),
    ]);
    Row { record: format!("`{key}`"), expected, sources: sources(quotation).join("<br>") }
}

fn mention(mention: &Value) -> String {
    let person = last_part(text(mention, "/person/key"));
    format!("[{}, {}) “{}” `{person}`", mention["start"], mention["end"], text(mention, "/surface"))
}

async fn attributions(demo: &Demo, key: &str) -> Vec<Row> {
    let answer = demo
        .ask(&format!(
            r#"{{ quotation(by: {{key: "demo:{key}"}}) {{ attributions {{ edges {{
                role status note rank node {{ key }} citations {{ ...source }} }} }} }} }}"#
        ))
        .await;
    let row = |edge: &Value| {
        let person = edge["node"]["key"].as_str();
        let person = person.map_or_else(|| "no person".to_owned(), |key| format!("person `{}`", short(key)));
        let parts = [
            coded("role", &edge["role"]),
            Some(person),
            coded("status", &edge["status"]),
            quoted("note", &edge["note"]),
            rank(edge),
        ];
        claim(key, "attributions", join(parts), edge)
    };
    edges(&answer["quotation"]["attributions"]).iter().map(row).collect()
}

/// The numbered list of days: each day's events in any order.
#[tokio::test]
async fn the_list_of_days_is_the_order_of_his_events() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/bukharin"}) { events(first: 100) { edges {
                role node { key date { earliest } } } } } }"#,
        )
        .await;
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for edge in edges(&answer["person"]["events"]) {
        let day = text(edge, "/node/date/earliest");
        let event = format!("`{}` ({})", short(text(edge, "/node/key")), text(edge, "/role"));
        match told.last_mut() {
            Some((last, events)) if last == day => events.push(event),
            _ => told.push((day.to_owned(), vec![event])),
        }
    }
    let section = section("## The order of his events");
    let mut listed: Vec<(String, Vec<String>)> = Vec::new();
    for line in section.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())) {
        let (number, line) = line.split_once(". ").unwrap();
        assert_eq!(number, (listed.len() + 1).to_string());
        let (day, events) = line.split_once(": ").unwrap();
        listed.push((day.to_owned(), events.split("; ").map(str::to_owned).collect()));
    }
    let participations: usize = listed.iter().map(|(_, events)| events.len()).sum();
    assert!(section.contains(&format!("That is {participations} participations")));
    for (_, events) in told.iter_mut().chain(&mut listed) {
        events.sort();
    }
    assert_eq!(listed, told);
    demo.close().await;
}

#[tokio::test]
async fn the_list_of_passages_is_every_mention() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            "{ persons(first: 100) { edges { node { key documents(first: 100) { edges {
                passageCount passages { start end surface } node { key } } } } } } }",
        )
        .await;
    let mut told = Vec::new();
    for person in edges(&answer["persons"]) {
        for edge in edges(&person["node"]["documents"]) {
            let passage = |passage: &Value| {
                format!("“{}” [{}, {})", text(passage, "/surface"), passage["start"], passage["end"])
            };
            let passages: Vec<_> = edge["passages"].as_array().unwrap().iter().map(passage).collect();
            told.push(vec![
                format!("`{}`", last_part(text(person, "/node/key"))),
                format!("`{}`", short(text(edge, "/node/key"))),
                format!("{}: {}", edge["passageCount"], passages.join(", ")),
            ]);
        }
    }
    told.sort();
    assert_eq!(table("## Passages that name a person"), told);
    demo.close().await;
}

#[tokio::test]
async fn the_counts_are_those_of_the_archive() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            "{ persons { totalCount } events { totalCount } articles: documents(kinds: [ARTICLE]) { totalCount }
               quotations: documents(kinds: [QUOTATION]) { totalCount }
               documents(first: 100) { edges { node { mentions { totalCount } } } } }",
        )
        .await;
    let count = |list: &str| answer[list]["totalCount"].as_u64().unwrap();
    let mentions =
        edges(&answer["documents"]).iter().map(|edge| edge["node"]["mentions"]["totalCount"].as_u64());
    let expected = format!(
        "{} persons, {} events, {} articles, {} quotations; {} mentions.",
        count("persons"),
        count("events"),
        count("articles"),
        count("quotations"),
        mentions.map(|count| count.expect("a count is a number")).sum::<u64>()
    );
    assert_eq!(section("## Counts").trim().lines().next(), Some(expected.as_str()));
    demo.close().await;
}
