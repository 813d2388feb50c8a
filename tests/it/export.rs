//! Export: the whole archive in the record form, whatever way it came in.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use vitae::domain::OnError;
use vitae::store::Dialect;

use crate::bench::{Bench, lines, small_archive};
use crate::support::{for_each_dialect, project};

#[tokio::test]
async fn an_export_imported_and_exported_again_is_the_same_bytes() {
    for_each_dialect(async |dialect| {
        let demo = vitae::domain::demo::RECORDS;
        let small = lines(&small_archive());
        for file in [demo, &small] {
            let bench = Bench::new(dialect).await;
            bench.import_as(file.as_bytes(), OnError::Stop, false).await;
            let export = bench.export().await;
            let other = Bench::new(dialect).await;
            let report = other.import_as(export.as_bytes(), OnError::Stop, false).await;
            assert_eq!(report.problems, Vec::<String>::new());
            assert_eq!(other.export().await, export);
            let again = bench.import_as(export.as_bytes(), OnError::Stop, false).await;
            let lines = export.lines().count() as u64;
            assert_eq!(
                (again.summary.unchanged, again.summary.batch),
                (lines, None),
                "an export tells its archive nothing"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_export_is_in_the_order_of_kinds_and_keys_without_what_goes_without_saying() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let records = [
            json!({"quotation": {"key": "q", "text": "t", "attributions": [{"status": "ANONYMOUS", "role": "SPEAKER"}]}}),
            json!({"article": {"key": "a", "body": "b"}}),
            json!({"event": {"key": "e", "kind": "TRIAL", "rank": "NORMAL",
                "participants": [{"person": "b", "role": "PARTICIPANT", "rank": "NORMAL"}]}}),
            json!({"person": {"key": "é"}}),
            json!({"person": {"key": "b", "names": []}}),
            json!({"person": {"key": "Z", "birth": {"edtf": "1900", "calendar": "GREGORIAN"}}}),
        ];
        bench.import(&records).await;
        let expected = [
            r#"{"person":{"key":"Z"}}"#,
            r#"{"person":{"key":"b"}}"#,
            r#"{"person":{"key":"é"}}"#,
            r#"{"event":{"key":"Z#birth","kind":"BIRTH","date":{"edtf":"1900"},"participants":[{"person":"Z","role":"SUBJECT"}]}}"#,
            r#"{"event":{"key":"e","kind":"TRIAL","participants":[{"person":"b"}]}}"#,
            r#"{"article":{"key":"a","body":"b"}}"#,
            r#"{"quotation":{"key":"q","text":"t","attributions":[{}]}}"#,
        ];
        assert_eq!(bench.export().await.lines().collect::<Vec<_>>(), expected);
    })
    .await;
}

#[tokio::test]
async fn members_of_congress_come_in_without_loss() {
    let file = std::fs::read_to_string(project("tests/data/congress.ndjson")).unwrap();
    let records: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |list: &str| -> i64 {
        let length = |record: &Value| {
            let fields = record.as_object().unwrap().values().next().unwrap();
            fields[list].as_array().map_or(0, Vec::len)
        };
        records.iter().map(length).sum::<usize>() as i64
    };
    let has =
        |field: &str| records.iter().filter(|record| record["person"][field].is_object()).count() as i64;
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let report = bench.import_as(file.as_bytes(), OnError::Stop, false).await;
        assert_eq!(report.summary.created, records.len() as u64);
        for (table, expected) in [
            ("person_name", count("names")),
            ("identifier", count("identifiers")),
            ("participation", count("participants") + has("birth")),
            ("record", records.len() as i64 + has("birth")),
        ] {
            assert_eq!(bench.number(&format!("SELECT count(*) FROM {table}")).await, expected, "{table}");
        }
        let again = bench.import_as(file.as_bytes(), OnError::Stop, false).await;
        assert_eq!(again.summary.unchanged, records.len() as u64);
    })
    .await;
}

/// A few records that refer to each other at random, each key once.
fn some_records() -> impl Strategy<Value = Vec<Value>> {
    let person = |key: usize| {
        (any::<[bool; 4]>(), 0..4_usize, 1800..1900_u32).prop_map(move |(has, other, year)| {
            let mut person = json!({"key": format!("p{key}"), "names": [{"text": format!("Person {key}")}]});
            if has[0] {
                person["birth"] = json!({"edtf": year.to_string(), "text": format!("in {year}")});
            }
            if has[1] && other != key {
                person["relations"] =
                    json!([{"kind": "ALLY", "person": format!("p{other}"), "rank": "PREFERRED"}]);
            }
            if has[2] {
                person["names"][0]["citations"] = json!([{"article": format!("a{}", other % 2)}]);
            }
            if has[3] {
                person["gender"] = Value::Null;
            }
            json!({"person": person})
        })
    };
    let birth = |key: usize| {
        (any::<[bool; 3]>(), 0..4_usize, 1800..1900_u32).prop_map(move |(has, other, year)| {
            let mut event = json!({"key": format!("p{key}#birth"), "kind": "BIRTH"});
            if has[0] {
                event["date"] = json!({"edtf": year.to_string()});
            }
            if has[1] {
                let subject = json!({"person": format!("p{key}"), "role": "SUBJECT"});
                event["participants"] = json!([{"person": format!("p{other}")}, subject]);
            }
            if has[2] {
                event["place"] = json!("Łódź");
            }
            json!({"event": event})
        })
    };
    let article = |key: usize| {
        prop::collection::vec((0..4_usize, 0..20_usize, 1..9_usize), 0..4).prop_map(move |mentions| {
            let mention = |(person, start, length): &(usize, usize, usize)| {
                json!({"start": start, "end": start + length, "person": format!("p{person}")})
            };
            let mentions: Vec<Value> = mentions.iter().map(mention).collect();
            json!({"article": {"key": format!("a{key}"), "body": "ä€𝄞 and twenty-five more letters", "mentions": mentions}})
        })
    };
    let quotation = (0..4_usize, any::<bool>()).prop_map(|(person, has_occasion)| {
        let mut quotation = json!({"key": "q", "text": "words", "attributions": [{"person": format!("p{person}")}],
            "source": {"article": "a0", "start": 0, "end": 3}});
        if has_occasion {
            quotation["occasion"] = json!("p0#birth");
        }
        json!({"quotation": quotation})
    });
    ((person(0), person(1), person(2), person(3)), (birth(0), birth(1), article(0), article(1), quotation))
        .prop_map(|((a, b, c, d), (e, f, g, h, i))| vec![a, b, c, d, e, f, g, h, i])
}

fn in_any_order() -> impl Strategy<Value = (Vec<Value>, Vec<Value>, usize)> {
    let orders = |records: Vec<Value>| (Just(records.clone()), Just(records).prop_shuffle(), 1..5_usize);
    some_records().prop_flat_map(orders)
}

#[test]
fn records_in_any_order_and_as_often_as_you_like_make_the_same_archive() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (dialect, cases) in [(Dialect::Sqlite, 48), (Dialect::Postgres, 8)] {
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        let result = runner.run(&in_any_order(), |(records, shuffled, lines_per_chunk)| {
            runtime.block_on(async {
                let one = Bench::new(dialect).await;
                let other = Bench::taking(dialect, lines_per_chunk).await;
                one.import(&records).await;
                other.import(&shuffled).await;
                let export = one.export().await;
                prop_assert_eq!(&export, &other.export().await);
                let revisions = other.revisions().await;
                let again = other.import(&shuffled).await;
                prop_assert_eq!(again.summary.unchanged, 9);
                // What was told in another order is the same too.
                let turned = other.import(&records).await;
                prop_assert_eq!((turned.summary.updated, turned.summary.batch), (0, None));
                prop_assert_eq!(other.revisions().await, revisions);
                Ok(())
            })
        });
        result.unwrap_or_else(|error| panic!("on {dialect:?}: {error}"));
    }
}
