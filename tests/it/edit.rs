//! Edits: what people ask for is done whole or not at all, whatever imports said before or say after.

use serde_json::{Value, json};
use vitae::domain::{Archive, Edit, Edited, ImportOptions, ImportSummary, OnError, ProblemCode, Unobserved};
use vitae::store::Dialect;
use vitae::value::id::{ClaimKind, RecordKind};
use vitae::value::operation::Operation;

use crate::support::{TestDatabase, for_each_dialect};

/// Nobody is their own ancestor.
mod circle;
/// Many people at one record.
mod crowd;
/// Two persons made one, and two again.
mod merge;
/// Texts corrected.
mod text;
/// Changes undone.
mod undo;
/// What people took away.
mod withdrawn;

/// An archive of its own, with what it takes to keep it.
pub struct Bench {
    pub archive: Archive,
    _database: TestDatabase,
}

impl Bench {
    pub async fn new(dialect: Dialect) -> Bench {
        let database = TestDatabase::migrated(dialect).await;
        let archive = Archive::new(
            database.open().await,
            std::sync::Arc::new(|| "2026-11-23T12:00:00.000Z".to_owned()),
        );
        Bench { archive, _database: database }
    }

    pub async fn edit(&self, operation: Operation, input: Value) -> Edited {
        let edit = Edit { actor: "ada".to_owned(), may_overrule: true, operation, input };
        self.archive.edit(edit).await.unwrap()
    }

    /// An edit that must be done.
    pub async fn done(&self, operation: Operation, input: Value) -> Edited {
        let edited = self.edit(operation, input).await;
        assert_eq!(edited.problems, Vec::new());
        edited
    }

    pub async fn import(&self, records: &[Value]) -> ImportSummary {
        let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
        let options = ImportOptions {
            actor: "script".to_owned(),
            label: None,
            on_error: OnError::Stop,
            dry_run: false,
        };
        self.archive.import(lines.as_bytes(), &options, &mut Unobserved).await.unwrap()
    }

    /// Every record, by its key.
    pub async fn records(&self) -> Vec<Value> {
        let mut lines = Vec::new();
        self.archive.export(&mut lines).await.unwrap();
        let text = String::from_utf8(lines).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub fn id(edited: &Edited) -> String {
    edited.record.unwrap().to_string()
}

#[tokio::test]
async fn a_record_is_put_with_all_that_belongs_to_it() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.done(Operation::Put(RecordKind::Article), json!({"article": {"key": "source", "title": "A book"}})).await;
        let put = bench
            .done(
                Operation::Put(RecordKind::Person),
                json!({"person": {"key": "ada", "names": [{"text": "Ada", "citations": [{"article": {"key": "source"}, "locator": "p. 1"}]}],
                       "birth": {"edtf": "1815-12-10"}}, "label": "first"}),
            )
            .await;
        assert!(put.revision.is_some() && put.batch.is_some());
        assert_eq!(
            bench.records().await,
            [
                json!({"person": {"key": "ada", "names": [{"text": "Ada", "citations": [{"article": "source", "locator": "p. 1"}]}]}}),
                json!({"event": {"key": "ada#birth", "kind": "BIRTH", "date": {"edtf": "1815-12-10"},
                                 "participants": [{"person": "ada", "role": "SUBJECT"}]}}),
                json!({"article": {"key": "source", "title": "A book"}}),
            ]
        );
        let again = bench
            .done(Operation::Put(RecordKind::Person), json!({"person": {"key": "ada", "names": [{"text": "Ada", "citations": [{"article": {"key": "source"}, "locator": "p. 1"}]}]}}))
            .await;
        assert_eq!((again.revision, again.batch), (None, None), "nothing changed");
    })
    .await;
}

#[tokio::test]
async fn a_record_without_a_key_is_known_by_its_id() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let made = bench
            .done(Operation::Create(RecordKind::Person), json!({"person": {"names": [{"text": "Ada"}]}}))
            .await;
        assert_eq!(bench.records().await[0]["person"]["key"], json!(id(&made)));
        let taken =
            bench.edit(Operation::Create(RecordKind::Person), json!({"person": {"key": id(&made)}})).await;
        assert_eq!(taken.problems[0].code, ProblemCode::Taken);
        assert_eq!(taken.problems[0].field, "person.key");
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_by_its_place() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let wrong = bench
            .edit(
                Operation::Put(RecordKind::Person),
                json!({"person": {"key": "ada", "gender": "female",
                    "names": [{"text": "Ada", "date": {"edtf": "18xx"}, "citations": [{"article": {"key": "nowhere"}}]}],
                    "relations": [{"kind": "SPOUSE", "person": {"id": "event:3"}}]}}),
            )
            .await;
        let mut fields: Vec<&str> = wrong.problems.iter().map(|problem| problem.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            ["person.gender", "person.names[0].citations[0].article", "person.names[0].date.edtf", "person.relations[0].person"]
        );
        assert!(bench.records().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn claims_are_added_changed_ranked_and_withdrawn() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[json!({"article": {"key": "source"}}), json!({"person": {"key": "ada", "names": [{"text": "Ada"}, {"text": "Augusta"}]}})]).await;
        let added = bench.done(Operation::Add(ClaimKind::Name), json!({"person": {"key": "ada"}, "name": {"text": "Countess", "kind": "TITLE"}})).await;
        let claim = format!("claim:{}", added.claim.unwrap());
        let twice = bench.edit(Operation::Add(ClaimKind::Name), json!({"person": {"key": "ada"}, "name": {"text": "Countess", "kind": "TITLE"}})).await;
        assert_eq!(twice.problems[0].code, ProblemCode::Taken);
        bench.done(Operation::Change(ClaimKind::Name), json!({"claim": claim, "name": {"note": "by marriage", "kind": null}})).await;
        bench.done(Operation::Rank, json!({"claim": claim, "rank": "DEPRECATED"})).await;
        let cited = bench.done(Operation::Add(ClaimKind::Citation), json!({"of": {"claim": claim}, "citation": {"article": {"key": "source"}}})).await;
        let citation = format!("claim:{}", cited.claim.unwrap());
        bench.done(Operation::Change(ClaimKind::Citation), json!({"claim": citation, "citation": {"locator": "p. 7"}})).await;
        assert_eq!(
            bench.records().await[0]["person"]["names"][2],
            json!({"text": "Countess", "note": "by marriage", "rank": "DEPRECATED", "citations": [{"article": "source", "locator": "p. 7"}]})
        );
        bench.done(Operation::Withdraw, json!({"claim": citation})).await;
        bench.done(Operation::Withdraw, json!({"claim": claim})).await;
        assert_eq!(bench.records().await[0]["person"]["names"], json!([{"text": "Ada"}, {"text": "Augusta"}]));
        let gone = bench.edit(Operation::Withdraw, json!({"claim": claim})).await;
        assert_eq!(gone.problems[0].code, ProblemCode::NotFound);
    })
    .await;
}

#[tokio::test]
async fn what_people_took_away_no_import_brings_back() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let file = [json!({"person": {"key": "ada", "names": [{"text": "Ada"}, {"text": "Wrong"}], "gender": "MALE"}})];
        bench.import(&file).await;
        bench.done(Operation::Update(RecordKind::Person), json!({"by": {"key": "ada"}, "person": {"names": [{"text": "Ada"}], "gender": "FEMALE"}})).await;
        let again = bench.import(&file).await;
        assert_eq!((again.updated, again.contradictions), (0, 2));
        let corrected = [json!({"person": {"key": "ada", "names": [{"text": "Ada"}, {"text": "Wrong"}, {"text": "Augusta"}], "gender": "MALE"}})];
        let third = bench.import(&corrected).await;
        assert_eq!((third.updated, third.contradictions), (1, 2));
        let person = &bench.records().await[0]["person"];
        assert_eq!(person["names"], json!([{"text": "Ada"}, {"text": "Augusta"}]));
        assert_eq!(person["gender"], "FEMALE");
        // Said again by people, it is there again, and imports may tell it.
        bench.done(Operation::Add(ClaimKind::Name), json!({"person": {"key": "ada"}, "name": {"text": "Wrong"}})).await;
        assert_eq!(bench.import(&corrected).await.contradictions, 1);
    })
    .await;
}

#[tokio::test]
async fn an_edit_of_what_others_changed_since_is_refused_with_both_states() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[json!({"person": {"key": "ada", "names": [{"text": "Ada"}, {"text": "Augusta"}], "description": "who"}})]).await;
        let by = json!({"key": "ada"});
        bench.done(Operation::Update(RecordKind::Person), json!({"by": by, "person": {"description": "a mathematician"}, "expectedRevision": 1})).await;
        let stale = bench.edit(Operation::Update(RecordKind::Person), json!({"by": by, "person": {"description": "a poet"}, "expectedRevision": 1})).await;
        assert_eq!(stale.problems.len(), 1);
        let problem = &stale.problems[0];
        assert_eq!((problem.code, problem.field.as_str()), (ProblemCode::Conflict, "expectedRevision"));
        assert_eq!(problem.before.as_deref(), Some(&json!("who")));
        assert_eq!(problem.current.as_deref(), Some(&json!("a mathematician")));
        // Another field, and another claim, of the same old revision: no conflict.
        bench.done(Operation::Update(RecordKind::Person), json!({"by": by, "person": {"gender": "FEMALE"}, "expectedRevision": 1})).await;
        bench.done(Operation::Add(ClaimKind::Name), json!({"person": by, "name": {"text": "Countess"}, "expectedRevision": 1})).await;
        let renamed = bench.edit(Operation::Update(RecordKind::Person), json!({"by": by, "person": {"names": [{"text": "Ada"}]}, "expectedRevision": 1})).await;
        assert_eq!(renamed.problems[0].code, ProblemCode::Conflict, "it would remove a name it has not seen");
        let future = bench.edit(Operation::Update(RecordKind::Person), json!({"by": by, "person": {"gender": "MALE"}, "expectedRevision": 99})).await;
        assert_eq!(future.problems[0].code, ProblemCode::Invalid);
    })
    .await;
}

#[tokio::test]
async fn what_others_refer_to_is_deleted_only_with_what_refers_to_it() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                json!({"person": {"key": "ada", "names": [{"text": "Ada"}], "birth": {"edtf": "1815"}}}),
                json!({"article": {"key": "letter", "body": "Ada wrote.", "mentions": [{"start": 0, "end": 3, "person": "ada"}]}}),
                json!({"quotation": {"key": "words", "text": "Hello", "attributions": [{"person": "ada"}]}}),
            ])
            .await;
        let refused = bench.edit(Operation::Delete(RecordKind::Person), json!({"by": {"key": "ada"}})).await;
        assert_eq!(refused.problems.len(), 2);
        assert!(refused.problems.iter().all(|problem| problem.code == ProblemCode::InUse));
        assert_eq!(bench.records().await.len(), 4);
        let deleted = bench.done(Operation::Delete(RecordKind::Person), json!({"by": {"key": "ada"}, "cascade": true})).await;
        assert!(deleted.deleted.is_some() && deleted.record.is_none());
        assert_eq!(
            bench.records().await,
            [json!({"article": {"key": "letter", "body": "Ada wrote."}}), json!({"quotation": {"key": "words", "text": "Hello"}})]
        );
        // Put again by people, it is the same record.
        let back = bench.done(Operation::Put(RecordKind::Person), json!({"person": {"key": "ada", "names": [{"text": "Ada"}]}})).await;
        assert_eq!(back.record, deleted.deleted);
    })
    .await;
}

#[tokio::test]
async fn what_people_deleted_no_import_brings_back() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let mut file = vec![
            json!({"person": {"key": "ada", "names": [{"text": "Ada"}], "birth": {"edtf": "1815"}}}),
            json!({"person": {"key": "charles", "names": [{"text": "Charles"}]}}),
            json!({"event": {"key": "meeting", "kind": "MEETING", "participants": [{"person": "ada"}, {"person": "charles"}]}}),
        ];
        bench.import(&file).await;
        bench.done(Operation::Delete(RecordKind::Person), json!({"by": {"key": "ada"}, "cascade": true})).await;
        let deleted = bench.records().await;
        let again = bench.import(&file).await;
        assert_eq!((again.created, again.updated, again.unchanged, again.rejected), (0, 0, 3, 0));
        assert_eq!(again.contradictions, 2);
        assert_eq!(bench.records().await, deleted);
        // A line that says something new is taken, but for what it says of who is gone.
        file[2] = json!({"event": {"key": "meeting", "kind": "TALK", "participants": [{"person": "ada"}, {"person": "charles"}]}});
        let corrected = bench.import(&file).await;
        assert_eq!((corrected.rejected, corrected.updated, corrected.contradictions), (0, 1, 2));
        bench.done(Operation::Put(RecordKind::Person), json!({"person": {"key": "ada"}})).await;
        assert_eq!(bench.import(&file).await.rejected, 0);
    })
    .await;
}

#[tokio::test]
async fn records_come_by_mutation_as_they_come_by_file() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let ada = bench.done(Operation::Create(RecordKind::Person), json!({"person": {"key": "ada", "names": [{"text": "Ada"}]}})).await;
        let records = json!([
            {"event": {"key": "meeting", "kind": "MEETING", "participants": [{"person": {"id": id(&ada)}}, {"person": {"key": "charles"}}]}},
            {"person": {"key": "charles", "names": [{"text": "Charles"}]}, "event": null},
        ]);
        let dry = bench.done(Operation::Import, json!({"records": records, "dryRun": true})).await;
        assert_eq!((dry.differences.len(), bench.records().await.len()), (2, 1));
        let done = bench.done(Operation::Import, json!({"records": records})).await;
        assert_eq!(done.import.unwrap().created, 2);
        let again = bench.done(Operation::Import, json!({"records": records})).await;
        assert_eq!((again.import.unwrap().unchanged, again.batch), (2, None));
        let wrong = json!([
            {"person": {"key": "x", "gender": "x"}},
            {"event": {"key": "e", "kind": "E", "participants": [{"person": {"id": "person:999999"}}, {"person": {"key": "nobody"}}]}},
            {"person": {"key": "good"}},
        ]);
        let refused = bench.edit(Operation::Import, json!({"records": wrong})).await;
        let fields: Vec<&str> = refused.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["records[1].event.participants[0].person", "records[0].person.gender"]);
        assert_eq!(bench.records().await.len(), 3);
        let skipped = bench.edit(Operation::Import, json!({"records": wrong, "onError": "SKIP"})).await;
        let summary = skipped.import.unwrap();
        assert_eq!((summary.lines, summary.created, summary.rejected), (3, 1, 2));
    })
    .await;
}

#[tokio::test]
async fn a_person_is_made_with_events_in_one_transaction() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[json!({"article": {"key": "source"}}), json!({"person": {"key": "charles"}})]).await;
        let before = bench.records().await;
        let wrong = json!({"person": {"key": "ada"}, "events": [
            {"key": "x", "kind": "x"}, {"key": "y", "kind": "MEETING", "participants": [{"person": {"key": "nobody"}}]}]});
        let refused = bench.edit(Operation::Put(RecordKind::Person), wrong).await;
        let fields: Vec<&str> = refused.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["events[0].kind", "events[1].participants[0].person"]);
        assert_eq!(bench.records().await, before);
        let whole = json!({"person": {"key": "ada", "names": [{"text": "Ada"}]}, "events": [
            {"key": "born", "kind": "BIRTH", "date": {"edtf": "1815"}},
            {"key": "meeting", "kind": "MEETING", "citations": [{"article": {"key": "source"}}],
             "participants": [{"person": {"key": "ada"}, "role": "HOST"}, {"person": {"key": "charles"}}]}]});
        let put = bench.done(Operation::Put(RecordKind::Person), whole.clone()).await;
        assert_eq!(put.differences.len(), 3);
        assert_eq!(bench.records().await.len(), before.len() + 3);
        let again = bench.done(Operation::Put(RecordKind::Person), whole).await;
        assert_eq!(again.batch, None, "nothing changed");
        let unkeyed = json!({"person": {"names": [{"text": "Ada"}]}, "events": [{"kind": "DEATH", "date": {"edtf": "1852"}}]});
        let made = bench.done(Operation::Create(RecordKind::Person), unkeyed).await;
        assert_eq!(made.differences.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn who_was_deleted_is_put_again_with_a_birth() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let person = json!({"person": {"key": "p", "names": [{"text": "P"}]}});
        bench.done(Operation::Create(RecordKind::Person), person).await;
        bench.done(Operation::Delete(RecordKind::Person), json!({"by": {"key": "p"}})).await;
        let born = json!({"person": {"key": "p", "names": [{"text": "P"}], "birth": {"edtf": "1900"}}});
        bench.done(Operation::Put(RecordKind::Person), born).await;
        assert_eq!(bench.records().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_birth_is_not_told_to_an_event_of_another_kind() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[json!({"person": {"key": "a"}}), json!({"event": {"key": "a#birth", "kind": "DEATH"}})])
            .await;
        let before = bench.records().await;
        let born = json!({"by": {"key": "a"}, "person": {"birth": {"edtf": "1900"}}});
        let refused = bench.edit(Operation::Update(RecordKind::Person), born).await;
        assert_eq!(
            (refused.problems[0].code, refused.problems[0].field.as_str()),
            (ProblemCode::Invalid, "person.birth")
        );
        let imported = bench.import(&[json!({"person": {"key": "a", "birth": {"edtf": "1900"}}})]).await;
        assert_eq!(imported.contradictions, 1);
        assert_eq!(bench.records().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_text_of_blanks_is_no_text() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        for blank in ["   ", "\u{200b}", "\u{a0}", "\u{feff}", "\u{202e}", "\u{ffff}", "\n"] {
            let named = json!({"person": {"key": "a", "names": [{"text": blank}]}});
            let refused = bench.edit(Operation::Put(RecordKind::Person), named).await;
            assert_eq!(refused.problems.len(), 1, "{blank:?}");
            assert_eq!(bench.import(&[json!({"person": {"key": blank}})]).await.rejected, 1, "{blank:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_quotation_is_told_no_place_beyond_its_article() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[json!({"article": {"key": "letter", "body": "Ada wrote."}}), json!({"quotation": {"key": "q", "text": "Ada"}})]).await;
        let told = |end: u32| json!({"by": {"key": "q"}, "quotation": {"source": {"article": {"key": "letter"}, "start": 0, "end": end}}});
        let refused = bench.edit(Operation::Update(RecordKind::Quotation), told(11)).await;
        assert_eq!(refused.problems[0].field, "quotation.source.end");
        assert!(refused.problems[0].message.contains("at most 10"));
        bench.done(Operation::Update(RecordKind::Quotation), told(10)).await;
    })
    .await;
}

#[tokio::test]
async fn a_reference_that_nothing_can_have_is_to_nothing() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        for by in [
            json!({"key": "a\u{0}b"}),
            json!({"identifier": {"scheme": "gnd", "value": "1\u{0}"}}),
            json!({"identifier": {"scheme": "\u{0}", "value": "1"}}),
        ] {
            let refused =
                bench.edit(Operation::Delete(RecordKind::Person), json!({"by": by, "cascade": true})).await;
            assert_eq!(refused.problems[0].code, ProblemCode::NotFound, "{by}");
        }
    })
    .await;
}
