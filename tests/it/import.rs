//! Import through the one door for writes: what the record form promises, on both databases.

use serde_json::{Value, json};
use vitae::domain::{OnError, Outcome};

use crate::bench::{Bench, lines, small_archive};
use crate::support::for_each_dialect;

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn records_refer_to_each_other_in_any_order_and_in_circles() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let report = bench.import(&small_archive()).await;
        assert_eq!((report.summary.lines, report.summary.created), (6, 6));
        let mut backwards = small_archive();
        backwards.reverse();
        for file in [small_archive(), backwards] {
            for lines_per_chunk in [1, 2, 4] {
                let other = Bench::taking(dialect, lines_per_chunk).await;
                let report = other.import(&file).await;
                assert_eq!(report.summary.created, 6);
                assert_eq!(bench.export().await, other.export().await, "{lines_per_chunk} at once");
                assert_eq!(other.revisions().await, 8, "six records, a birth and a death");
                assert_eq!(other.number("SELECT count(*) FROM record WHERE revision <> 1").await, 0);
                let again = other.import(&file).await;
                assert_eq!((again.summary.unchanged, again.summary.batch), (6, None));
            }
        }
        assert_eq!(bench.number("SELECT count(*) FROM citation").await, 4);
        assert_eq!(bench.number("SELECT count(*) FROM mention").await, 4);
        assert_eq!(bench.revisions().await, 8, "six records, a birth and a death");
        assert_eq!(bench.number("SELECT count(*) FROM record WHERE revision <> 1").await, 0);
    })
    .await;
}

/// A birth that an earlier import told in short is not made by the line that tells it in full; one that this import
/// made is, in whichever chunk.
#[tokio::test]
async fn an_event_told_in_full_counts_as_created_where_the_same_import_made_it() {
    for_each_dialect(async |dialect| {
        let person = json!({"person": {"key": "p", "birth": {"edtf": "1900"}}});
        let subject = json!([{"person": "p", "role": "SUBJECT"}]);
        let birth = json!({"event": {"key": "p#birth", "kind": "BIRTH", "date": {"edtf": "1900"}, "participants": subject}});
        let mut placed = birth.clone();
        placed["event"]["place"] = json!("Vienna");
        for lines_per_chunk in [1, 2] {
            let bench = Bench::taking(dialect, lines_per_chunk).await;
            let both = bench.import(&[person.clone(), birth.clone()]).await;
            assert_eq!(both.summary.created, 2, "{lines_per_chunk} at once");
            for (told, outcome, counts) in
                [(&birth, Outcome::Unchanged, (0, 0, 1)), (&placed, Outcome::Updated, (0, 1, 0))]
            {
                let bench = Bench::taking(dialect, lines_per_chunk).await;
                bench.import(std::slice::from_ref(&person)).await;
                let file = lines(std::slice::from_ref(told));
                for is_dry in [true, false] {
                    let report = bench.import_as(file.as_bytes(), OnError::Stop, is_dry).await;
                    let summary = &report.summary;
                    assert_eq!((summary.created, summary.updated, summary.unchanged), counts, "{told}");
                    let outcomes: Vec<Outcome> =
                        report.differences.iter().map(|difference| difference.outcome).collect();
                    assert_eq!(outcomes, if is_dry { vec![outcome] } else { Vec::new() }, "{told}");
                }
            }
        }
    })
    .await;
}

/// What is refused tells nothing of a record, not even that it stays the same.
#[tokio::test]
async fn a_dry_run_tells_no_difference_of_a_line_that_is_left_out() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let article =
            json!({"article": {"key": "life", "mentions": [{"start": 0, "end": 400, "person": "stalin"}]}});
        let stranger =
            json!({"person": {"key": "stalin", "relations": [{"kind": "ALLY", "person": "nobody"}]}});
        let file = lines(&[article, stranger]);
        let report = bench.import_as(file.as_bytes(), OnError::Skip, true).await;
        assert_eq!((report.summary.rejected, report.differences), (2, Vec::new()));
    })
    .await;
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let (before, revisions) = (bench.export().await, bench.revisions().await);
        let again = bench.import(&small_archive()).await;
        assert_eq!((again.summary.unchanged, again.summary.batch), (6, None));
        // Another spelling of the same: more space, another order of fields, defaults spelled out.
        let spelled = r#"{ "person": {"relations": [{"person": "bukharin", "kind": "OPPONENT", "rank": "NORMAL"}],
            "names": [{"text": "Stalin"}, {"kind": "ALIAS", "text": "Koba"}], "key": "stalin"}}"#;
        let again = bench
            .import_as(spelled.replace('\n', " ").as_bytes(), OnError::Stop, false)
            .await;
        assert_eq!(again.summary.unchanged, 1, "{:?}", again.problems);
        assert_eq!((bench.export().await, bench.revisions().await), (before, revisions));
        assert_eq!(bench.number("SELECT count(*) FROM batch").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_file_changes_only_what_differs() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let name = "SELECT id FROM person_name WHERE text = 'Koba'";
        let (before, id) = (bench.revisions().await, bench.number(name).await);
        let mut corrected = small_archive();
        corrected[4] = json!({"person": {"key": "stalin", "gender": "MALE",
            "names": [{"text": "Stalin"}, {"text": "Koba", "kind": "ALIAS", "note": "after a novel"}],
            "relations": [{"kind": "OPPONENT", "person": "bukharin"}]}});
        let report = bench.import(&corrected).await;
        assert_eq!((report.summary.updated, report.summary.unchanged), (1, 5));
        assert_eq!(bench.revisions().await, before + 1);
        assert_eq!(bench.number(name).await, id, "a claim whose note changes stays the same claim");
        let sides = "SELECT before || after FROM revision WHERE operation = 'update'";
        let before = json!({"person": {"gender": null, "key": "stalin",
            "names": [{"text": "Stalin"}, {"text": "Koba", "kind": "ALIAS"}]}});
        let after = json!({"person": {"gender": "MALE", "key": "stalin",
            "names": [{"text": "Stalin"}, {"text": "Koba", "kind": "ALIAS", "note": "after a novel"}]}});
        let told = bench.texts(sides).await.remove(0).unwrap();
        let told: Vec<Value> =
            serde_json::Deserializer::from_str(&told).into_iter().map(Result::unwrap).collect();
        assert_eq!(told, [before, after]);
        let batches = "SELECT label || ' by ' || actor || ' ' || finished_at FROM batch ORDER BY id";
        let batch = some("a file by a test 2026-11-23T12:00:00Z");
        assert_eq!(bench.texts(batches).await, [batch.clone(), batch]);
    })
    .await;
}

#[tokio::test]
async fn an_absent_field_stays_null_clears_and_a_list_replaces() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let names = json!([{"text": "One"}, {"text": "Two", "citations": [{"article": "a"}]}]);
        bench
            .import(&[
                json!({"article": {"key": "a", "title": "A"}}),
                json!({"person": {"key": "p", "names": names, "gender": "FEMALE", "description": "d"}}),
            ])
            .await;
        let (article, said) = (bench.records().await.remove(1), bench.import(&[json!({"person": {"key": "p"}})]).await);
        assert_eq!(said.summary.unchanged, 1, "a record that says nothing changes nothing");
        bench.import(&[json!({"person": {"key": "p", "gender": null, "names": [{"text": "Two"}, {"text": "Three"}]}})]).await;
        let person = json!({"person": {"key": "p", "names": [{"text": "Two"}, {"text": "Three"}], "description": "d"}});
        assert_eq!(bench.records().await, [person, article.clone()]);
        assert_eq!(bench.number("SELECT count(*) FROM citation").await, 0);
        assert_eq!(bench.number("SELECT count(*) FROM claim WHERE kind IN ('name', 'citation')").await, 2);
        bench.import(&[json!({"person": {"key": "p", "names": null}})]).await;
        assert_eq!(bench.records().await, [json!({"person": {"key": "p", "description": "d"}}), article]);
        assert_eq!(bench.texts("SELECT name FROM person").await, [None]);
    })
    .await;
}

#[tokio::test]
async fn what_people_added_or_set_stays_and_contradictions_are_reported() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let person = |gender: &str, note: &str| {
            json!({"person": {"key": "p", "gender": gender,
                "names": [{"text": "One", "note": note}, {"text": "Two"}]}})
        };
        bench.import(&[person("FEMALE", "n")]).await;
        // As a person would: sets the gender, changes the note of one name, adds another, removes the second.
        bench.execute("UPDATE person SET gender = 'MALE'").await;
        bench.execute("UPDATE record SET curated = 'gender', revision = revision + 1").await;
        bench.execute("UPDATE person_name SET note = 'better' WHERE text = 'One'").await;
        bench
            .execute("UPDATE claim SET origin = 'curated' WHERE id = (SELECT id FROM person_name WHERE text = 'One')")
            .await;
        bench.execute("DELETE FROM person_name WHERE text = 'Two'").await;
        let (export, revisions) = (bench.export().await, bench.revisions().await);
        for _ in 0..2 {
            let again = bench.import(&[person("FEMALE", "n")]).await;
            assert_eq!((again.summary.unchanged, again.summary.contradictions), (1, 3));
            let fields: Vec<&str> = again.contradictions.iter().map(|it| it.conflict.field.as_str()).collect();
            assert_eq!(fields, ["names[0]", "names[1]", "gender"]);
            assert_eq!(
                again.contradictions[2].to_string(),
                "1: person `p`: `gender`: the archive says `\"MALE\"`, the file `\"FEMALE\"`; the archive's is kept"
            );
        }
        assert_eq!((bench.export().await, bench.revisions().await), (export, revisions));
        // A file that says something new is heard where people have said nothing.
        let corrected = json!({"person": {"key": "p", "gender": "OTHER", "description": "new",
            "names": [{"text": "One", "note": "n2"}, {"text": "Three"}]}});
        let report = bench.import(std::slice::from_ref(&corrected)).await;
        assert_eq!((report.summary.updated, report.summary.contradictions), (1, 2));
        let kept = json!({"person": {"key": "p", "gender": "MALE", "description": "new",
            "names": [{"text": "One", "note": "better"}, {"text": "Three"}]}});
        assert_eq!(bench.records().await, [kept]);
        let again = bench.import(&[corrected]).await;
        assert_eq!((again.summary.unchanged, again.summary.contradictions), (1, 2), "reported again");
    })
    .await;
}

#[tokio::test]
async fn what_people_cited_is_not_removed_with_what_it_supports() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let name = json!({"text": "One", "citations": [{"article": "a"}]});
        bench
            .import(&[json!({"article": {"key": "a"}}), json!({"person": {"key": "p", "names": [name]}})])
            .await;
        bench.execute("UPDATE claim SET origin = 'curated' WHERE kind = 'citation'").await;
        let report = bench.import(&[json!({"person": {"key": "p", "names": []}})]).await;
        assert_eq!((report.summary.unchanged, report.summary.contradictions), (1, 1));
        assert_eq!(bench.records().await[0], json!({"person": {"key": "p", "names": [name]}}));
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_shows_the_difference_and_writes_nothing() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let (before, revisions) = (bench.export().await, bench.revisions().await);
        let file = lines(&[
            json!({"person": {"key": "stalin", "gender": "MALE"}}),
            json!({"person": {"key": "trotsky", "names": [{"text": "Trotsky"}]}}),
            small_archive().remove(5),
        ]);
        let report = bench.import_as(file.as_bytes(), OnError::Stop, true).await;
        let told: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "same article `book`",
                "update person `stalin`\n  gender: nothing -> \"MALE\"",
                "create person `trotsky`"
            ]
        );
        let created = report.differences.iter().find(|it| it.outcome == Outcome::Created).unwrap();
        assert_eq!(created.fields.last().unwrap().after, Some(json!([{"text": "Trotsky"}])));
        assert_eq!((report.summary.created, report.summary.updated, report.summary.unchanged), (1, 1, 1));
        assert_eq!((bench.export().await, bench.revisions().await), (before, revisions));
        assert_eq!(bench.number("SELECT count(*) FROM batch").await, 1);
    })
    .await;
}

/// Right lines around wrong ones: line 2 is no record, 4 refers to nothing, 5 to 4.
fn flawed_file() -> String {
    [
        r#"{"person": {"key": "one", "names": [{"text": "One"}]}}"#,
        r#"{"person": {"key": "two", "names": "Two"}}"#,
        r#"{"event": {"key": "e", "kind": "MEETING", "participants": [{"person": "one"}]}}"#,
        r#"{"person": {"key": "three", "relations": [{"kind": "ALLY", "person": "two"}]}}"#,
        r#"{"event": {"key": "f", "kind": "MEETING", "participants": [{"person": "one"}, {"person": "three"}]}}"#,
        r#"{"person": {"key": "four", "relations": [{"kind": "ALLY", "person": "five"}]}}"#,
        r#"{"person": {"key": "five"}}"#,
    ]
    .join("\n")
}

const FLAWS: [&str; 3] = [
    "2: person `two`: `names` is `Two`; expected a list",
    "4: person `three`: `relations[0].person` is `two`; expected a record that is taken, and line 2, which tells it, is left out",
    "5: event `f`: `participants[1].person` is `three`; expected a record that is taken, and line 4, which tells it, is left out",
];

#[tokio::test]
async fn stop_leaves_the_archive_as_it_was() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let before = bench.export().await;
        let report = bench.import_as(flawed_file().as_bytes(), OnError::Stop, false).await;
        assert_eq!(report.problems, FLAWS);
        assert_eq!(bench.export().await, before);
        assert_eq!(bench.number("SELECT count(*) FROM batch").await, 1);
    })
    .await;
}

#[tokio::test]
async fn skip_leaves_out_wrong_lines_and_those_that_refer_to_them() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let report = bench.import_as(flawed_file().as_bytes(), OnError::Skip, false).await;
        assert_eq!(report.problems, FLAWS);
        assert_eq!((report.summary.created, report.summary.rejected), (4, 3));
        let keys = "SELECT key FROM external_key ORDER BY key";
        assert_eq!(bench.texts(keys).await, ["e", "five", "four", "one"].map(some));
        let single = Bench::taking(dialect, 1).await;
        let report = single.import_as(flawed_file().as_bytes(), OnError::Skip, false).await;
        assert_eq!((report.problems.len(), single.export().await), (3, bench.export().await));
        let again = bench.import_as(flawed_file().as_bytes(), OnError::Skip, false).await;
        assert_eq!((again.summary.unchanged, again.summary.rejected), (4, 3));
    })
    .await;
}

#[tokio::test]
async fn the_second_line_with_a_key_changes_what_the_first_said() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let file = [
            json!({"person": {"key": "p", "gender": "FEMALE", "relations": [{"kind": "ALLY", "person": "late"}]}}),
            json!({"person": {"key": "p", "names": [{"text": "P"}]}}),
            json!({"person": {"key": "late"}}),
        ];
        let person = json!({"person": {"key": "p", "names": [{"text": "P"}], "gender": "FEMALE",
            "relations": [{"kind": "ALLY", "person": "late"}]}});
        let single = Bench::taking(dialect, 1).await;
        for bench in [bench, single] {
            let report = bench.import(&file).await;
            assert_eq!((report.summary.created, report.summary.updated), (2, 1));
            assert_eq!(bench.records().await[1], person);
            let again = bench.import(&file).await;
            assert_eq!((again.summary.unchanged, again.summary.batch), (3, None));
        }
    })
    .await;
}

#[tokio::test]
async fn two_lines_of_which_the_second_takes_the_first_back_leave_no_trace() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let person = json!({"person": {"key": "p", "names": [{"text": "P"}]}});
        bench.import(std::slice::from_ref(&person)).await;
        let report = bench.import(&[json!({"person": {"key": "p", "names": []}}), person.clone()]).await;
        assert_eq!((report.problems.len(), report.summary.batch), (0, None));
        assert_eq!(bench.records().await, [person]);
    })
    .await;
}

#[tokio::test]
async fn a_text_that_changes_keeps_its_mentions_or_is_refused() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let mentions = json!([{"start": 4, "end": 9, "person": "p"}]);
        bench
            .import(&[
                json!({"person": {"key": "p"}}),
                json!({"article": {"key": "a", "body": "Der Häkel ging.", "mentions": mentions}}),
            ])
            .await;
        let surface = "SELECT prefix || '|' || surface || '|' || suffix FROM mention";
        assert_eq!(bench.texts(surface).await, [some("Der |Häkel| ging.")]);
        bench.import(&[json!({"article": {"key": "a", "body": "Die Häkel blieb."}})]).await;
        assert_eq!(bench.texts(surface).await, [some("Die |Häkel| blieb.")]);
        let short = lines(&[json!({"article": {"key": "a", "body": "Kurz."}})]);
        let report = bench.import_as(short.as_bytes(), OnError::Stop, false).await;
        assert_eq!(
            report.problems,
            ["1: article `a`: `body` is `a text of 5 characters`; expected one with `Häkel`, which a mention of `p` has \
              from 4 to 9; hint: tell `mentions` anew in the same record, or withdraw that mention first"]
        );
        let beyond = json!({"article": {"key": "a", "mentions": [{"start": 9, "end": 99, "person": "p"}]}});
        let report = bench.import_as(lines(&[beyond]).as_bytes(), OnError::Stop, false).await;
        assert_eq!(
            report.problems,
            ["1: article `a`: `mentions[0].end` is `99`; expected at most 16, the length of the text in Unicode scalar values"]
        );
        bench.import(&[json!({"article": {"key": "a", "body": null, "mentions": null}})]).await;
        assert_eq!(bench.number("SELECT count(*) FROM mention").await, 0);
        assert_eq!(bench.number("SELECT count(*) FROM appearance").await, 0);
    })
    .await;
}

#[tokio::test]
async fn no_record_is_made_of_refused_lines_that_waited() {
    let mentions = |person: &str| json!([{"start": 0, "end": 5, "person": person}]);
    let file = lines(&[
        json!({"article": {"key": "a", "body": "words", "mentions": mentions("nobody")}}),
        json!({"article": {"key": "a", "mentions": mentions("p")}}),
        json!({"article": {"key": "b", "mentions": mentions("p")}}),
        json!({"event": {"key": "e", "kind": "MEETING", "citations": [{"article": "b"}]}}),
        json!({"article": {"key": "c", "body": "words", "mentions": mentions("p")}}),
        json!({"article": {"key": "c", "mentions": mentions("q")}}),
        json!({"person": {"key": "p"}}),
        json!({"person": {"key": "q"}}),
    ]);
    for_each_dialect(async |dialect| {
        for lines_per_chunk in [1, 2, 1000] {
            let bench = Bench::taking(dialect, lines_per_chunk).await;
            let report = bench.import_as(file.as_bytes(), OnError::Skip, false).await;
            assert_eq!((report.summary.created, report.summary.rejected), (3, 4), "{:?}", report.problems);
            let keys = "SELECT key FROM external_key ORDER BY key";
            assert_eq!(bench.texts(keys).await, ["c", "p", "q"].map(some));
            assert_eq!(bench.number("SELECT count(*) FROM record WHERE revision = 0").await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn derived_columns_follow_what_they_derive_from() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let person = "SELECT name || '|' || sort_name || '|' || lifespan_gregorian FROM person WHERE gender = 'MALE'";
        assert_eq!(
            bench.texts(person).await,
            [some("Nikolai Bukharin|nikolai bukharin|1888-10-09/1938-03-15")]
        );
        let births = "SELECT count(*) FROM person p JOIN event e ON e.id = p.birth_id AND e.kind = 'BIRTH' \
             JOIN event f ON f.id = p.death_id WHERE p.birth_sort_day = e.sort_day AND p.death_sort_day = f.sort_day";
        assert_eq!(bench.number(births).await, 1);
        let mismatched = "SELECT (SELECT count(*) FROM participation p JOIN event e ON e.id = p.event_id \
                WHERE p.sort_day <> e.sort_day) \
             + (SELECT count(*) FROM attribution a JOIN document d ON d.id = a.quotation_id WHERE a.sort_day <> d.sort_day) \
             + (SELECT count(*) FROM appearance a JOIN document d ON d.id = a.document_id \
                WHERE a.sort_day <> d.sort_day OR a.document_kind <> d.kind)";
        let passages = "SELECT sum(passages) FROM appearance WHERE document_kind = 'article'";
        let passages = format!("SELECT CAST(n AS bigint) FROM ({}) s", passages.replace("sum(passages)", "sum(passages) AS n"));
        assert_eq!((bench.number(mismatched).await, bench.number(&passages).await), (0, 3));
        // A better death, a later trial, an earlier quotation, a withdrawn name: all derived columns follow.
        bench
            .import(&[
                json!({"event": {"key": "other", "kind": "DEATH", "rank": "PREFERRED", "date": {"edtf": "1938-03-14"},
                    "participants": [{"person": "bukharin", "role": "SUBJECT"}]}}),
                json!({"event": {"key": "trial", "kind": "TRIAL", "date": {"edtf": "1938-04"}}}),
                json!({"quotation": {"key": "q", "text": "Koba, why do you need me to die?", "date": {"edtf": "1937-12"}}}),
                json!({"person": {"key": "bukharin", "names": [{"text": "Nikolai Bukharin", "kind": "PREFERRED",
                    "rank": "DEPRECATED"}, {"text": "Бухарин"}]}}),
            ])
            .await;
        assert_eq!(bench.texts(person).await, [some("Бухарин|бухарин|1888-10-09/1938-03-14")]);
        assert_eq!((bench.number(mismatched).await, bench.number(births).await), (0, 1));
        assert_eq!(bench.number("SELECT sort_day FROM attribution WHERE role = 'SPEAKER'").await, -11719);
    })
    .await;
}

#[tokio::test]
async fn the_demo_archive_is_imported_whole_and_once() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        assert!(bench.archive.is_empty().await.unwrap());
        let first = bench.archive.seed().await.unwrap();
        assert_eq!((first.rejected, first.contradictions), (0, 0));
        let records = vitae::domain::demo::RECORDS.lines().filter(|line| !line.is_empty()).count();
        assert_eq!(first.created, records as u64);
        assert!(!bench.archive.is_empty().await.unwrap());
        let again = bench.archive.seed().await.unwrap();
        assert_eq!((again.unchanged, again.batch), (records as u64, None));
    })
    .await;
}

#[tokio::test]
async fn a_quotation_is_from_within_its_article_whichever_comes_first() {
    let article = json!({"article": {"key": "a", "body": "words", "mentions": [{"start": 0, "end": 1, "person": "p"}]}});
    let person = json!({"person": {"key": "p"}});
    let quotation = |end: u32| json!({"quotation": {"key": "q", "text": "t", "source": {"article": "a", "start": 0, "end": end}}});
    for_each_dialect(async |dialect| {
        for lines_per_chunk in [1, 2, 1000] {
            for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
                let bench = Bench::taking(dialect, lines_per_chunk).await;
                let file = |end: u32| {
                    let records = [article.clone(), person.clone(), quotation(end)];
                    lines(&order.map(|place| records[place].clone()))
                };
                let report = bench.import_as(file(6).as_bytes(), OnError::Skip, false).await;
                let line = 1 + order.iter().position(|place| *place == 2).unwrap();
                let expected = "quotation `q`: `source.end` is `6`; expected at most 5, the length of the article's body \
                     in Unicode scalar values";
                assert_eq!(report.problems, [format!("{line}: {expected}")]);
                let report = bench.import_as(file(5).as_bytes(), OnError::Skip, false).await;
                assert_eq!((report.summary.created, report.summary.unchanged), (1, 2), "{:?}", report.problems);
            }
        }
    })
    .await;
}
