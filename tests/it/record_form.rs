//! The record form: what a line may say, what is said of a wrong one, its schema and its page.

use serde_json::{Value, json};
use vitae::domain::{OnError, record_schema};
use vitae::store::Dialect;

use crate::bench::{Bench, lines, small_archive};
use crate::support::{for_each_dialect, project, same_as_file};

/// What is said of a file in which every line is wrong.
async fn problems(file: &[u8]) -> Vec<String> {
    let bench = Bench::new(Dialect::Sqlite).await;
    let report = bench.import_as(file, OnError::Skip, false).await;
    assert_eq!(report.summary.rejected, report.summary.lines);
    assert_eq!(bench.export().await, "", "a wrong line leaves nothing behind");
    report.problems
}

async fn problems_of(record: Value) -> Vec<String> {
    problems(lines(&[record]).as_bytes()).await
}

#[tokio::test]
async fn every_problem_of_a_line_is_told_at_once() {
    let told = problems_of(json!({"person": {"key": "p", "gener": "MALE", "names": [{"text": ""},
        {"text": "Two", "rank": "BEST", "language": "english!"}, {"kind": "ALIAS"}],
        "gender": "male", "identifiers": [{"scheme": "a", "value": 7}], "relations": {}}}))
    .await;
    let expected = [
        "`gener` is `\"MALE\"`; expected one of the fields `key`, `names`, `gender`, `description`, `birth`, `death`, \
         `identifiers`, `relations`, `citations`; hint: did you mean `gender`?",
        "`names[0].text` is ``; expected a text that is not empty; hint: leave the field out, or write null to clear it",
        "`names[1].rank` is `BEST`; expected one of `PREFERRED`, `NORMAL`, `DEPRECATED`",
        "`names[2].text` is missing; expected a value, for this field is never left out",
        "`gender` is `male`; expected a word of capital letters, digits, `_` and `-`, such as `MEMBER_OF`; \
         hint: write `MALE`",
        "`identifiers[0].value` is `7`; expected a text",
        "`relations` is `{}`; expected a list",
    ];
    for expected in expected {
        let expected = format!("1: person `p`: {expected}");
        assert!(told.contains(&expected), "{expected}\nis not in\n{told:#?}");
    }
    assert!(
        told.iter().any(|problem| problem.contains("`names[1].language` is `english!`; expected a BCP 47"))
    );
    assert_eq!(told.len(), expected.len() + 1);
}

#[tokio::test]
async fn rules_of_several_fields_are_told_with_their_place() {
    let told = problems_of(json!({"article": {"key": "a", "body": "Häkel", "mentions": [
        {"start": 3, "end": 3, "person": "p"}, {"start": 0, "end": 6, "person": "p"}]}}))
    .await;
    assert_eq!(
        told,
        [
            "1: article `a`: `mentions[0].end` is `3`; expected more than `start`, which is `3`",
            "1: article `a`: `mentions[1].end` is `6`; expected at most 5, the length of the text in Unicode scalar values",
        ]
    );
    let told =
        problems_of(json!({"article": {"key": "a", "mentions": [{"start": 0, "end": 6, "person": "p"}]}}))
            .await;
    assert_eq!(told.len(), 1, "a mention in an article without a text: {told:?}");
    let told =
        problems_of(json!({"person": {"key": "p", "relations": [{"kind": "ALLY", "person": "p"}]}})).await;
    assert_eq!(told, ["1: person `p`: `relations[0].person` is `p`; expected another person"]);
    let told =
        problems_of(json!({"person": {"key": "p", "birth": {"edtf": "1938-15-03", "calendar": "GREEK"},
        "death": {"edtf": "193"}}}))
        .await;
    assert_eq!(
        told,
        [
            "1: person `p`: `birth.calendar` is `GREEK`; expected `GREGORIAN` or `JULIAN`",
            "1: person `p`: `birth.edtf` is `1938-15-03`; expected a date: in place of `15` at position 5, a month from \
             `01` to `12`, or a season or part of a year from `21` to `41`",
            "1: person `p`: `death.edtf` is `193`; expected a date: at its end, position 3, a year of four digits, such \
             as `1938` or `193X`; hint: a decade is written `193X`, a year with four digits",
        ]
    );
    let told = problems_of(json!({"person": {"key": "p", "birth": {"calendar": "JULIAN"}}})).await;
    assert_eq!(told, ["1: person `p`: `birth` is `{\"calendar\":\"JULIAN\"}`; expected `edtf` or `text`"]);
}

#[tokio::test]
async fn lines_that_are_no_records_are_told_apart() {
    let mut file = Vec::new();
    for line in [
        &b"{\"person\": {\"key\": \"p\""[..],
        b"[1]",
        b"{\"ghost\": {\"key\": \"p\"}}",
        b"{\"person\": {\"key\": \"p\"}, \"event\": {}}",
        b"{\"person\": {\"key\": \"\xff\"}}",
        b"{\"person\": {\"key\": \"a\\u0000b\"}}",
        b"{\"article\": {\"key\": \"a\", \"body\": \"a\\u0007b\"}}",
        b"{\"person\": {\"key\": \"p\", \"key\": \"q\"}}",
    ] {
        file.extend_from_slice(line);
        file.push(b'\n');
    }
    let told = problems(&file).await;
    let beginnings = [
        "1: `{\"person\": {\"key\": \"p\"` cannot be read; expected one JSON object a line (EOF",
        "2: `[1]` cannot be read; expected an object with one field, `person`, `event`, `article` or `quotation`",
        "3: `{\"ghost\": {\"key\": \"p\"}}` cannot be read; expected an object with one field",
        "4: ",
        "5: expected UTF-8, which ends at byte 20 of the line",
        "6: person `a\\u{0}b`: `key` is `a\\u{0}b`; expected no control character, such as the one at position 1",
        "7: article `a`: `body` is `a\\u{7}b`; expected no control character but line breaks and tabs",
        "8: ",
    ];
    assert_eq!(told.len(), beginnings.len(), "{told:#?}");
    for (told, beginning) in told.iter().zip(beginnings) {
        assert!(told.starts_with(beginning), "{told}\ndoes not begin with\n{beginning}");
    }
}

#[tokio::test]
async fn marks_blank_lines_and_line_ends_of_all_systems_are_no_matter() {
    let bench = Bench::new(Dialect::Sqlite).await;
    let file = "\u{feff}{\"person\": {\"key\": \"a\"}}\r\n\r\n   \n{\"person\": {\"key\": \"b\"}}";
    let report = bench.import_as(file.as_bytes(), OnError::Stop, false).await;
    assert_eq!((report.summary.lines, report.summary.created), (2, 2), "{:?}", report.problems);
    let wrong = bench.import_as(b"\n\n{}", OnError::Skip, false).await;
    assert!(wrong.problems[0].starts_with("3: "), "blank lines are counted: {:?}", wrong.problems);
}

#[tokio::test]
async fn a_line_that_is_too_long_is_refused_and_the_next_one_read() {
    let bench = Bench::new(Dialect::Sqlite).await;
    let long = format!("{{\"article\": {{\"key\": \"a\", \"body\": \"{}\"}}}}\n", "x".repeat(16 << 20));
    let file = long + "{\"person\": {\"key\": \"p\"}}\n";
    let report = bench.import_as(file.as_bytes(), OnError::Skip, false).await;
    assert_eq!(report.problems, ["1: expected a line of at most 16777216 bytes"]);
    assert_eq!(report.summary.created, 1);
}

#[tokio::test]
async fn birth_and_death_are_the_same_told_in_brief_or_in_full_in_either_order() {
    for_each_dialect(async |dialect| {
        let person = json!({"person": {"key": "p", "birth": {"edtf": "1888-09-27", "text": "27 Sept.", "calendar": "JULIAN"}}});
        let event = |date: Value, participants: Value| {
            json!({"event": {"key": "p#birth", "kind": "BIRTH", "date": date, "place": "Moscow", "participants": participants}})
        };
        let subject = json!({"person": "p", "role": "SUBJECT"});
        let doctor = json!({"person": "d", "role": "DOCTOR"});
        for (told, contradictions) in [
            (event(json!({"edtf": "1888-09-27"}), json!([doctor, subject])), 0),
            (event(json!({"edtf": "1888-09-27", "text": null}), json!([subject])), 0),
            (event(json!({"edtf": "1888-10"}), json!([subject, doctor])), 1),
            (json!({"event": {"key": "p#birth", "kind": "BIRTH", "place": "Moscow"}}), 0),
            (event(Value::Null, json!([subject])), 1),
        ] {
            let doctor = json!({"person": {"key": "d"}});
            let mut exports = Vec::new();
            for file in [
                [person.clone(), told.clone(), doctor.clone()],
                [told.clone(), doctor.clone(), person.clone()],
            ] {
                let bench = Bench::new(dialect).await;
                let report = bench.import(&file).await;
                let null = told["event"]["date"].is_null() && contradictions == 1;
                assert!(null || report.summary.contradictions == contradictions, "{file:?}: {:?}", report.contradictions);
                let (export, revisions) = (bench.export().await, bench.revisions().await);
                let again = bench.import(&file).await;
                assert_eq!((again.summary.unchanged, again.summary.batch), (3, None));
                assert_eq!((bench.export().await, bench.revisions().await), (export.clone(), revisions));
                exports.push(export);
            }
            assert_eq!(exports[0], exports[1], "the order of {told} and its person makes no difference");
        }
    })
    .await;
}

#[tokio::test]
async fn shorthand_that_changes_changes_the_event_until_it_is_told_in_full() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let person = |date: &str| json!({"person": {"key": "p", "death": {"edtf": date}}});
        bench.import(&[person("1938")]).await;
        bench.import(&[person("1938-03")]).await;
        let date = "SELECT date_edtf FROM event";
        assert_eq!(bench.texts(date).await, [Some("1938-03".to_owned())]);
        bench.import(&[json!({"event": {"key": "p#death", "kind": "DEATH", "date": {"edtf": "1938-03-15"}}})]).await;
        let report = bench.import(&[person("1940")]).await;
        assert_eq!((report.summary.contradictions, report.summary.unchanged), (1, 1));
        assert_eq!(
            report.contradictions[0].to_string(),
            "1: event `p#death`: `date`: the archive says `{\"edtf\":\"1938-03-15\"}`, the file `{\"edtf\":\"1940\"}`; \
             the archive's is kept"
        );
        assert_eq!(bench.texts(date).await, [Some("1938-03-15".to_owned())]);
        assert_eq!(bench.texts("SELECT lifespan_edtf FROM person").await, [Some("/1938-03-15".to_owned())]);
    })
    .await;
}

#[test]
fn the_schema_is_what_the_types_say() {
    let schema = serde_json::to_string_pretty(&record_schema()).unwrap() + "\n";
    same_as_file("docs/import.schema.json", &schema);
}

#[test]
fn the_schema_takes_what_an_import_takes_and_refuses_what_it_refuses() {
    let validator = jsonschema::validator_for(&record_schema()).unwrap();
    let demo = vitae::domain::demo::RECORDS.lines().map(|line| serde_json::from_str(line).unwrap());
    for record in small_archive().into_iter().chain(demo) {
        let errors: Vec<String> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{record}: {errors:?}");
    }
    for wrong in [
        json!({}),
        json!({"person": {}}),
        json!({"person": {"key": ""}}),
        json!({"person": {"key": "p", "nmaes": []}}),
        json!({"person": {"key": "p", "gender": "male"}}),
        json!({"person": {"key": "p", "birth": {}}}),
        json!({"person": {"key": "p"}, "event": {"key": "e", "kind": "TRIAL"}}),
        json!({"event": {"key": "e"}}),
        json!({"article": {"key": "a", "mentions": [{"start": -1, "end": 2, "person": "p"}]}}),
        json!({"quotation": {"key": "q", "text": "t", "attributions": [{"status": "SURE"}]}}),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
        assert!(serde_json::from_value::<vitae::domain::Record>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn the_first_file_of_the_page_can_be_imported() {
    let page = std::fs::read_to_string(project("docs/import.md")).unwrap();
    let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let bench = Bench::new(Dialect::Sqlite).await;
    let report = bench.import_as(example.as_bytes(), OnError::Stop, false).await;
    assert_eq!(report.problems, Vec::<String>::new());
    assert_eq!(report.summary.created, 6);
}

#[tokio::test]
async fn every_limit_holds_at_its_edge_and_is_told_one_beyond() {
    let person = |fields: Value| json!({ "person": fields });
    let article = |fields: Value| json!({ "article": fields });
    let text = |length: usize| "x".repeat(length);
    let name = |fields: Value| json!({"person": {"key": "p", "names": [fields]}});
    let upper = |length: usize| "X".repeat(length);
    type Told<'a> = Box<dyn Fn(usize) -> Value + 'a>;
    let limits: Vec<(&str, usize, Told<'_>)> = vec![
        ("key", 512, Box::new(|length| person(json!({"key": text(length)})))),
        ("key", 506, Box::new(|length| person(json!({"key": text(length), "birth": {"edtf": "1900"}})))),
        ("gender", 64, Box::new(|length| person(json!({"key": "p", "gender": upper(length)})))),
        ("names[0].text", 4096, Box::new(|length| name(json!({"text": text(length)})))),
        ("names[0].kind", 64, Box::new(|length| name(json!({"text": "x", "kind": upper(length)})))),
        ("title", 4096, Box::new(|length| article(json!({"key": "a", "title": text(length)})))),
        ("author", 4096, Box::new(|length| article(json!({"key": "a", "author": text(length)})))),
        (
            "url",
            4096,
            Box::new(|length| article(json!({"key": "a", "url": format!("https://{}", text(length - 8))}))),
        ),
        (
            "identifiers",
            100_000,
            Box::new(|length| {
                person(json!({"key": "p", "identifiers": vec![json!({"scheme": "s", "value": "v"}); length]}))
            }),
        ),
        (
            "names[0].citations",
            100_000,
            Box::new(|length| name(json!({"text": "x", "citations": vec![json!({"article": "a"}); length]}))),
        ),
    ];
    let schema = jsonschema::validator_for(&vitae::domain::record_schema()).unwrap();
    let bench = Bench::new(Dialect::Sqlite).await;
    bench.import(&[article(json!({"key": "a"}))]).await;
    for (field, most, told) in limits {
        let is_list = most == 100_000;
        if !is_list {
            let taken = bench.import_as(lines(&[told(most)]).as_bytes(), OnError::Stop, true).await;
            assert_eq!(taken.problems, Vec::<String>::new(), "{field}");
            assert!(schema.is_valid(&told(most)), "{field}");
        }
        let refused = bench.import_as(lines(&[told(most + 1)]).as_bytes(), OnError::Stop, true).await;
        let limit =
            if is_list { format!("at most {most} elements") } else { format!("at most {most} characters") };
        assert_eq!(refused.problems.len(), 1, "{field}: {:?}", refused.problems);
        let problem = &refused.problems[0];
        assert!(problem.contains(&format!("`{field}`")) && problem.contains(&limit), "{problem:.300}");
    }
}
