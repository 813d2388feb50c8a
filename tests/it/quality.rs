//! The report on consistency and the candidates for a merge: what is told, and what nearly is but must not be.

use migration::{Migrator, MigratorTrait};
use serde_json::{Value, json};
use vitae::graphql::Request;

use crate::bench::Bench;
use crate::support::{Program, TestDatabase, endpoint, for_each_dialect};

/// Names that are common words.
mod word;

/// What an archive answers.
async fn ask(bench: &Bench, query: &str) -> Value {
    let readers = bench.store.readers().await.unwrap();
    let endpoint = endpoint(&bench.store, readers.clone());
    let answer = endpoint.answer(Request { query: query.to_owned(), ..Request::default() }).await;
    readers.close().await;
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer["errors"], Value::Null, "{query}");
    answer["data"].clone()
}

const KEY: &str =
    "... on Person { key } ... on Event { key } ... on Article { key } ... on Quotation { key }";

/// The inconsistencies of a kind, as `record: message (other)`.
async fn found(bench: &Bench, kind: &str) -> Vec<String> {
    let query = format!(
        "{{ inconsistencies(kinds: [{kind}]) {{ totalCount edges {{ node {{ kind message record {{ {KEY} }} \
         other {{ {KEY} }} }} }} }} }}"
    );
    let list = ask(bench, &query).await["inconsistencies"].take();
    let edges = list["edges"].as_array().unwrap();
    assert_eq!(list["totalCount"], json!(edges.len()));
    let line = |edge: &Value| {
        let node = &edge["node"];
        assert_eq!(node["kind"], json!(kind));
        let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
        format!(
            "{}: {} ({})",
            text(&node["record"]["key"]),
            text(&node["message"]),
            text(&node["other"]["key"])
        )
    };
    edges.iter().map(line).collect()
}

fn lived(key: &str, birth: Value, death: Value) -> Value {
    let date = |edtf: Value| if edtf.is_null() { Value::Null } else { json!({"edtf": edtf}) };
    json!({"person": {"key": key, "names": [{"text": key}], "birth": date(birth), "death": date(death)}})
}

fn event(key: &str, kind: &str, edtf: &str, participants: Value) -> Value {
    json!({"event": {"key": key, "kind": kind, "date": {"edtf": edtf}, "participants": participants}})
}

#[tokio::test]
async fn a_death_before_the_birth_is_told_only_where_it_is_certain() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                lived("wrong", json!("1900"), json!("1890-05")),
                lived("open-start", json!("1900"), json!("../1890")),
                lived("either", json!("[1900,1910]"), json!("[1880..1899]")),
                lived("same-year", json!("1900"), json!("1900")),
                lived("day-before", json!("1900-05-02"), json!("1900-05-01")),
                lived("approximate", json!("1900~"), json!("1899")),
                lived("uncertain", json!("1900"), json!("1899?")),
                lived("open-end", json!("1900"), json!("1890/..")),
                lived("overlap", json!("1895/1900"), json!("1890/1896")),
                lived("half", json!("1900"), Value::Null),
                // By the calendars they are told in, the dates are in order.
                json!({"person": {"key": "julian", "birth": {"edtf": "1900-05-02", "calendar": "JULIAN"},
                    "death": {"edtf": "1900-05-10"}}}),
                lived("deprecated", json!("1900"), Value::Null),
                json!({"event": {"key": "d", "kind": "DEATH", "rank": "DEPRECATED", "date": {"edtf": "1850"},
                    "participants": [{"person": "deprecated", "role": "SUBJECT"}]}}),
            ])
            .await;
        assert_eq!(
            found(&bench, "DEATH_BEFORE_BIRTH").await,
            [
                "wrong: died 1890-05, before the birth: 1900 (wrong#death)",
                "open-start: died ../1890, before the birth: 1900 (open-start#death)",
                "either: died [1880..1899], before the birth: [1900,1910] (either#death)",
                "day-before: died 1900-05-01, before the birth: 1900-05-02 (day-before#death)",
                "julian: died 1900-05-10, before the birth: 1900-05-15 (julian#death)",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn acts_outside_a_life_are_told_and_what_others_do_for_the_dead_is_not() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let as_role = |role: &str| json!([{"person": "p", "role": role}]);
        bench
            .import(&[
                lived("p", json!("1800-06"), json!("1850")),
                event("speech", "SPEECH", "1851", as_role("SPEAKER")),
                event("school", "SCHOOL", "1799", as_role("PUPIL")),
                event("own-baptism", "BAPTISM", "1800-05-31", as_role("SUBJECT")),
                event("child-of-the-dead", "BIRTH", "1851", as_role("MOTHER")),
                // Near misses.
                event("same-year", "SPEECH", "1850-12-31", as_role("SPEAKER")),
                event("perhaps", "SPEECH", "1851?", as_role("SPEAKER")),
                event("long", "SPEECH", "1840/1860", as_role("SPEAKER")),
                event("open", "SPEECH", "../1860", as_role("SPEAKER")),
                event("undated-end", "SCHOOL", "1790/", as_role("PUPIL")),
                event("burial", "BURIAL", "1851", as_role("SUBJECT")),
                event("rehabilitation", "REHABILITATION", "1951", as_role("SUBJECT")),
                event("letter-about", "LETTER", "1860", as_role("TOPIC")),
                event("charge", "CHARGE", "1860", as_role("ALLEGED_ACCOMPLICE")),
                event("posthumous-child", "BIRTH", "1851", as_role("FATHER")),
                event("parents-wedding", "FAMILY", "1790", as_role("CHILD")),
                event("other-birth", "BIRTH", "1790", as_role("SUBJECT")),
                json!({"event": {"key": "wrong", "kind": "SPEECH", "rank": "DEPRECATED", "date": {"edtf": "1900"},
                    "participants": as_role("SPEAKER")}}),
                event("wrong-part", "SPEECH", "1900", json!([{"person": "p", "role": "SPEAKER", "rank": "DEPRECATED"}])),
                json!({"event": {"key": "undated", "kind": "SPEECH", "participants": as_role("SPEAKER")}}),
            ])
            .await;
        assert_eq!(
            found(&bench, "ACT_AFTER_DEATH").await,
            [
                "p: SPEECH as SPEAKER 1851, after the death: 1850 (speech)",
                "p: BIRTH as MOTHER 1851, after the death: 1850 (child-of-the-dead)",
            ]
        );
        assert_eq!(
            found(&bench, "ACT_BEFORE_BIRTH").await,
            [
                "p: SCHOOL as PUPIL 1799, before the birth: 1800-06 (school)",
                "p: BAPTISM as SUBJECT 1800-05-31, before the birth: 1800-06 (own-baptism)",
            ]
        );
    })
    .await;
}

fn related(key: &str, birth: &str, relations: Value) -> Value {
    json!({"person": {"key": key, "birth": {"edtf": birth}, "relations": relations}})
}

#[tokio::test]
async fn a_parent_is_told_from_either_end() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                // Their PARENT is …, their CHILD is …: the first two are wrong, the next two right.
                related("young", "1900", json!([{"kind": "CHILD", "person": "old"}])),
                related("old", "1870", json!([{"kind": "MOTHER", "person": "young"}])),
                related(
                    "son",
                    "1900",
                    json!([{"kind": "PARENT", "person": "old"}, {"kind": "SPOUSE", "person": "old"}]),
                ),
                related("father", "1860", json!([{"kind": "CHILD", "person": "old"}])),
                related(
                    "twin",
                    "1870~",
                    json!([{"kind": "PARENT", "person": "son"},
                    {"kind": "PARENT", "person": "young", "rank": "DEPRECATED"}]),
                ),
                related("doubt", "1850", json!([{"kind": "PARENT", "person": "son", "rank": "DEPRECATED"}])),
            ])
            .await;
        assert_eq!(
            found(&bench, "PARENT_YOUNGER_THAN_CHILD").await,
            [
                "young: a parent born 1900, after the child: 1870 (old)",
                "young: a parent born 1900, after the child: 1870 (old)",
            ]
        );
        assert_eq!(found(&bench, "SELF_RELATION").await, [""; 0]);
        // No import says so; two persons who become one may come to.
        bench.execute("UPDATE relation SET related_id = person_id WHERE kind = 'SPOUSE'").await;
        assert_eq!(found(&bench, "SELF_RELATION").await, ["son: is their own SPOUSE (none)"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_claimed_twice_is_told_once_for_each_too_many() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let known_as =
            |key: &str, identifiers: Value| json!({"person": {"key": key, "identifiers": identifiers}});
        let wikidata = |value: &str| json!([{"scheme": "wikidata", "value": value}]);
        bench
            .import(&[
                known_as("Ada", wikidata("Q1")),
                known_as("ada", wikidata("Q1")),
                known_as("A da", wikidata("Q1")),
                known_as(
                    "b",
                    json!([{"scheme": "gnd", "value": "Q1"}, {"scheme": "wikidata", "value": "Q2"}]),
                ),
                known_as("c", json!([{"scheme": "wikidata", "value": "Q2", "rank": "DEPRECATED"}])),
                known_as("ada-b", wikidata("q1")),
                json!({"article": {"key": "ADA"}}),
            ])
            .await;
        assert_eq!(
            found(&bench, "DUPLICATE_IDENTIFIER").await,
            [
                "ada: wikidata Q1 is claimed for another person too (Ada)",
                "A da: wikidata Q1 is claimed for another person too (Ada)",
            ]
        );
        assert_eq!(
            found(&bench, "DUPLICATE_KEY").await,
            [
                "ada: the key `ada` differs from another by case or spaces alone (Ada)",
                "A da: the key `A da` differs from another by case or spaces alone (Ada)",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn passages_that_their_text_does_not_have_are_told() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let mention = |start: u32, end: u32| json!({"start": start, "end": end, "person": "p"});
        bench
            .import(&[
                lived("p", Value::Null, Value::Null),
                json!({"article": {"key": "a", "body": "Čapek 🖋 wrote. Čapek waited.",
                    "mentions": [mention(0, 5), mention(15, 20)]}}),
                json!({"article": {"key": "b", "body": "Čapek", "mentions": [mention(0, 5)]}}),
                json!({"quotation": {"key": "q", "text": "wrote", "source": {"article": "a", "start": 8, "end": 13}}}),
                json!({"quotation": {"key": "r", "text": "waited", "source": {"article": "a", "start": 21, "end": 28}}}),
            ])
            .await;
        assert_eq!(found(&bench, "MENTION_OUTSIDE_TEXT").await, [""; 0]);
        assert_eq!(found(&bench, "QUOTATION_OUTSIDE_SOURCE").await, [""; 0]);
        // No import makes such a thing; what would is a fault.
        bench.execute("UPDATE mention SET surface = 'Capek' WHERE span_start = 15").await;
        bench.execute("UPDATE document SET text = 'Čape' WHERE title IS NULL AND text = 'Čapek'").await;
        bench.execute("UPDATE quotation SET source_end = 29 WHERE source_start = 21").await;
        assert_eq!(
            found(&bench, "MENTION_OUTSIDE_TEXT").await,
            [
                "a: the text does not have `Capek` from 15 to 20 (p)",
                "b: the text does not have `Čapek` from 0 to 5 (p)",
            ]
        );
        assert_eq!(
            found(&bench, "QUOTATION_OUTSIDE_SOURCE").await,
            ["r: ends at character 29 of a source that has 28 (a)"]
        );
    })
    .await;
}

#[tokio::test]
async fn claims_that_nobody_stands_behind_are_told() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let cited = json!([{"article": "book"}]);
        bench
            .import(&[
                json!({"article": {"key": "book", "body": "Ada", "mentions": [{"start": 0, "end": 3, "person": "b"}]}}),
                json!({"person": {"key": "a", "names": [{"text": "Ada", "citations": cited}, {"text": "A."},
                    {"text": "Wrong", "rank": "DEPRECATED"}, {"text": "B.", "citations":
                        [{"article": "book", "rank": "DEPRECATED"}]}], "birth": {"edtf": "1815"},
                    "identifiers": [{"scheme": "gnd", "value": "1"}], "relations": [{"kind": "FRIEND", "person": "b"}]}}),
                json!({"person": {"key": "b", "names": [{"text": "Bee"}], "birth": {"edtf": "1816"},
                    "relations": [{"kind": "FRIEND", "person": "a"}], "citations": cited}}),
                json!({"event": {"key": "told", "kind": "BALL", "participants": [{"person": "a"}], "citations": cited}}),
                json!({"event": {"key": "untold", "kind": "BALL",
                    "participants": [{"person": "a", "citations": cited}, {"person": "b", "role": "HOST"}]}}),
                json!({"quotation": {"key": "q", "text": "Ha", "attributions": [{"person": "a"}]}}),
                json!({"quotation": {"key": "r", "text": "Ho", "attributions": [{"person": "a"}],
                    "source": {"article": "book"}}}),
            ])
            .await;
        let mut found = found(&bench, "UNCITED_CLAIM").await;
        found.sort();
        assert_eq!(
            found,
            [
                "a#birth: no source for the event (none)",
                "a: no source for the name `A.` (none)",
                "a: no source for the name `B.` (none)",
                "a: no source for the relation FRIEND (b)",
                "q: no source for the attribution (a)",
                "untold: no source for the event (none)",
                "untold: no source for the part HOST (b)",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn the_report_is_read_page_by_page_across_kinds_in_both_directions() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let mut records: Vec<Value> =
            (0..3).map(|at| lived(&format!("p{at}"), json!("1900"), json!("1800"))).collect();
        records.extend((0..3).map(|at| {
            related(&format!("r{at}"), "1900", json!([{"kind": "CHILD", "person": "old"}]))
        }));
        records.push(related("old", "1850", json!([])));
        bench.import(&records).await;
        let whole = ask(&bench, "{ inconsistencies(first: 100) { edges { cursor } } }").await;
        let cursors = |data: &Value| -> Vec<String> {
            let edges = data["inconsistencies"]["edges"].as_array().unwrap();
            edges.iter().map(|edge| edge["cursor"].as_str().unwrap().to_owned()).collect()
        };
        let whole = cursors(&whole);
        assert!(whole.len() > 8, "{whole:?}");
        for direction in ["ASC", "DESC"] {
            for (size, beyond) in [("first", "after"), ("last", "before")] {
                let is_forward = size == "first";
                let mut read: Vec<String> = Vec::new();
                loop {
                    let edge = if is_forward { read.last() } else { read.first() };
                    let from = edge.map(|cursor| format!(", {beyond}: \"{cursor}\"")).unwrap_or_default();
                    let page = ask(
                        &bench,
                        &format!(
                            "{{ inconsistencies({size}: 2{from}, direction: {direction}) {{ edges {{ cursor }} \
                             pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
                        ),
                    )
                    .await;
                    let found = cursors(&page);
                    read = if is_forward { [read, found].concat() } else { [found, read].concat() };
                    let more = if is_forward { "hasNextPage" } else { "hasPreviousPage" };
                    let has_more = page["inconsistencies"]["pageInfo"][more].as_bool().unwrap();
                    assert_eq!(has_more, read.len() < whole.len(), "{direction} {size}: {read:?}");
                    if !has_more {
                        break;
                    }
                }
                if direction == "DESC" {
                    read.reverse();
                }
                assert_eq!(read, whole, "{direction} {size}");
            }
        }
    })
    .await;
}

#[test]
fn check_prints_what_is_wrong_and_tells_by_its_exit_code() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let run = |arguments: &[&str]| {
            Program::new(&[&["check", "--database", database.url()], arguments].concat()).run()
        };
        let nothing = run(&[]);
        assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(0), "nothing is inconsistent\n"));
        let file = tempfile::NamedTempFile::new().unwrap();
        let records = [lived("x", json!("1900"), json!("1800")), lived("y", json!("1900"), Value::Null)];
        std::fs::write(file.path(), crate::bench::lines(&records)).unwrap();
        let imported =
            Program::new(&["import", "--database", database.url(), file.path().to_str().unwrap()]).run();
        assert_eq!(imported.code, Some(0), "{imported:?}");
        let found = run(&["--kinds", "DEATH_BEFORE_BIRTH,DUPLICATE_KEY"]);
        let line = "DEATH_BEFORE_BIRTH person `x` (event `x#death`): died 1800, before the birth: 1900";
        assert_eq!((found.code, found.stderr.as_str()), (Some(3), ""));
        assert_eq!(found.stdout, format!("{line}\n1 inconsistency\n"));
        let found = run(&["--json"]);
        let lines: Vec<Value> =
            found.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[0]["record"]["key"], json!("x"));
        assert_eq!(lines[0]["kind"], json!("DEATH_BEFORE_BIRTH"));
        assert_eq!(run(&["--kinds", "DEATH"]).code, Some(2));
    }));
    let absent = Program::new(&["check", "--database", "sqlite:///nowhere/at/all.db"]).run();
    assert_eq!(absent.code, Some(1));
}

/// The candidates for a person, as `key score REASON …`.
async fn candidates(bench: &Bench, key: &str) -> Vec<String> {
    let query = format!(
        "{{ person(by: {{key: \"{key}\"}}) {{ mergeCandidates {{ score reasons person {{ key }} }} }} }}"
    );
    let data = ask(bench, &query).await;
    let line = |candidate: &Value| {
        let reasons: Vec<&str> =
            candidate["reasons"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        format!(
            "{} {} {}",
            candidate["person"]["key"].as_str().unwrap(),
            candidate["score"],
            reasons.join(" ")
        )
    };
    data["person"]["mergeCandidates"].as_array().unwrap().iter().map(line).collect()
}

fn named(key: &str, name: &str, birth: Value, death: Value) -> Value {
    let mut record = lived(key, birth, death);
    record["person"]["names"] = json!([{"text": name}]);
    record
}

#[tokio::test]
async fn candidates_are_found_by_name_and_ordered_by_dates() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                named("dyck", "Sir Anthony van Dyck", json!("1599-03-22"), json!("1641")),
                named("turned", "Dyck, Anthony van", json!("1599-03-22"), json!("1641")),
                named("year", "Anthony Van Dyck", json!("1599"), Value::Null),
                named("initial", "A. van Dyck", Value::Null, json!("1641")),
                named("longer", "Anthony Frederick Van Dyck", json!("1599-03-22"), json!("1641")),
                named("grandson", "Anthony van Dyck", json!("1660"), json!("1700")),
                named("other", "Abraham van Dyck", json!("1635"), json!("1680")),
                named("not", "Anthony van Dyck", json!("1599-03-22"), json!("1641")),
                named("bare", "Anthony van Dyck", Value::Null, Value::Null),
                json!({"person": {"key": "described", "names": [{"text": "Anthony van Dyck", "kind": "DESCRIPTION"}]}}),
                json!({"person": {"key": "wrongly", "names": [{"text": "Anthony van Dyck", "rank": "DEPRECATED"}]}}),
                json!({"person": {"key": "dyck", "relations": [{"kind": "NOT_SAME", "person": "not"}]}}),
                json!({"person": {"key": "bare", "relations": [{"kind": "POSSIBLY_SAME", "person": "dyck"}]}}),
            ])
            .await;
        assert_eq!(
            candidates(&bench, "dyck").await,
            [
                "turned 1000 SAME_NAME SAME_BIRTH SAME_DEATH",
                "longer 900 SHORTER_NAME SAME_BIRTH SAME_DEATH",
                "year 650 SAME_NAME COMPATIBLE_BIRTH COMMON_NAME",
                "initial 650 SHORTER_NAME SAME_DEATH",
                "bare 500 SAME_NAME COMMON_NAME POSSIBLY_SAME",
            ]
        );
        // Told from the other end.
        assert!(!candidates(&bench, "not").await.iter().any(|line| line.starts_with("dyck ")));
        assert_eq!(candidates(&bench, "described").await, [""; 0]);
        assert_eq!(candidates(&bench, "wrongly").await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_supposed_double_is_marked() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                named("a", "Лев Каменев", json!("1883"), Value::Null),
                json!({"person": {"key": "b", "names": [{"text": "Каменев, Лев"}],
                    "relations": [{"kind": "POSSIBLY_SAME", "person": "a"}]}}),
            ])
            .await;
        assert_eq!(candidates(&bench, "a").await, ["b 600 SAME_NAME POSSIBLY_SAME"]);
        assert_eq!(candidates(&bench, "b").await, ["a 600 SAME_NAME POSSIBLY_SAME"]);
    })
    .await;
}

/// Names that were there before the step are taken apart by it as they are when they are written.
#[tokio::test]
async fn names_that_were_there_are_taken_apart_by_the_step() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let names =
            ["Sir Anthony van Dyck", "Holbein, Hans, the Younger", "J.-B. O’Keeffe Jr.", "Nicholas II", "—"];
        let mut records: Vec<Value> = (0..)
            .zip(names)
            .map(|(at, name)| named(&format!("p{at}"), name, Value::Null, Value::Null))
            .collect();
        records.extend(
            (0..1100).map(|at| named(&format!("q{at}"), &format!("Q. No{at}"), Value::Null, Value::Null)),
        );
        records.push(json!({"person": {"key": "d", "names": [{"text": "an agent", "kind": "DESCRIPTION"}]}}));
        bench.import(&records).await;
        let parts = "SELECT signature || '|' || block || '|' || given FROM person_name ORDER BY id";
        let written = bench.texts(parts).await;
        assert_eq!(written[1].as_deref(), Some("hans holbein younger|holbein h|hans"));
        let steps = Migrator::migrations();
        let place = steps.iter().position(|step| step.name().ends_with("_candidates")).unwrap();
        let back = u32::try_from(steps.len() - place).unwrap();
        Migrator::down(bench.store.writer(), Some(back)).await.unwrap();
        Migrator::up(bench.store.writer(), None).await.unwrap();
        assert_eq!(bench.texts(parts).await, written);
    })
    .await;
}
