//! Changes undone: one, or a whole batch, and nothing that later edits stand on.

use super::*;

fn file() -> Vec<Value> {
    vec![
        json!({"article": {"key": "source", "title": "A book", "body": "Ada wrote.", "mentions": [{"start": 0, "end": 3, "person": "ada"}]}}),
        json!({"person": {"key": "ada", "names": [{"text": "Ada", "citations": [{"article": "source"}]}], "birth": {"edtf": "1815"}}}),
        json!({"person": {"key": "charles", "names": [{"text": "Charles"}], "relations": [{"kind": "ALLY", "person": "ada"}]}}),
        json!({"event": {"key": "meeting", "kind": "MEETING", "participants": [{"person": "ada"}, {"person": "charles"}]}}),
        json!({"quotation": {"key": "words", "text": "Hm", "source": {"article": "source"}, "occasion": "meeting"}}),
    ]
}

fn batch(number: i64) -> Value {
    json!({"batch": format!("batch:{number}")})
}

fn revision(edited: &Edited) -> Value {
    json!({"revision": format!("revision:{}", edited.revision.unwrap())})
}

#[tokio::test]
async fn a_whole_import_is_undone_and_may_be_made_again() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[json!({"person": {"key": "before", "names": [{"text": "Before"}]}})]).await;
        let kept = bench.records().await;
        let imported = bench.import(&file()).await;
        let all = bench.records().await;
        let mut dry = batch(imported.batch.unwrap());
        dry["dryRun"] = json!(true);
        let shown = bench.done(Operation::UndoBatch, dry).await;
        assert_eq!((shown.differences.len(), shown.batch), (6, None));
        assert_eq!(bench.records().await, all);
        let undone = bench.done(Operation::UndoBatch, batch(imported.batch.unwrap())).await;
        assert_eq!(bench.records().await, kept);
        let again = bench.import(&file()).await;
        assert_eq!(again.created, 5);
        assert_eq!(bench.records().await, all);
        // What was made again has taken the keys: the first undo cannot be undone.
        let refused = bench.edit(Operation::UndoBatch, batch(undone.batch.unwrap())).await;
        assert!(refused.problems.iter().all(|problem| problem.code == ProblemCode::Conflict));
        assert!(!refused.problems.is_empty());
        bench.done(Operation::UndoBatch, batch(again.batch.unwrap())).await;
        bench.done(Operation::UndoBatch, batch(undone.batch.unwrap())).await;
        assert_eq!(bench.records().await, all);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_import_is_undone_to_what_it_corrected() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&file()).await;
        let before = bench.records().await;
        let mut corrected = file();
        corrected[1] = json!({"person": {"key": "ada", "names": [{"text": "Augusta"}, {"text": "Ada", "note": "short", "citations": [{"article": "source"}]}], "gender": "FEMALE", "birth": {"edtf": "1816"}}});
        let second = bench.import(&corrected).await;
        let after = bench.records().await;
        bench.done(Operation::UndoBatch, batch(second.batch.unwrap())).await;
        assert_eq!(bench.records().await, before);
        assert_eq!(bench.import(&corrected).await.updated, 1, "it may be told again");
        assert_eq!(bench.records().await, after);
    })
    .await;
}

#[tokio::test]
async fn what_later_edits_stand_on_is_not_undone_unless_it_is_overruled() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&file()).await;
        let by = json!({"key": "ada"});
        let first = bench
            .done(
                Operation::Update(RecordKind::Person),
                json!({"by": by, "person": {"description": "one", "gender": "FEMALE"}}),
            )
            .await;
        bench
            .done(Operation::Update(RecordKind::Person), json!({"by": by, "person": {"description": "two"}}))
            .await;
        let refused = bench.edit(Operation::UndoRevision, revision(&first)).await;
        assert_eq!(refused.problems.len(), 1);
        assert_eq!(refused.problems[0].code, ProblemCode::Conflict);
        let states = (refused.problems[0].before.as_deref(), refused.problems[0].current.as_deref());
        assert_eq!(states, (Some(&json!("one")), Some(&json!("two"))));
        let mut forced = revision(&first);
        forced["force"] = json!(true);
        let done = bench.done(Operation::UndoRevision, forced).await;
        assert_eq!(done.overwritten.len(), 1);
        let ada = bench.records().await[0].clone();
        assert_eq!(
            (ada["person"]["description"].clone(), ada["person"]["gender"].clone()),
            (Value::Null, Value::Null)
        );
        // A claim that others changed is a conflict, another claim is none.
        let added = bench
            .done(Operation::Add(ClaimKind::Name), json!({"person": by, "name": {"text": "Countess"}}))
            .await;
        bench.done(Operation::Add(ClaimKind::Name), json!({"person": by, "name": {"text": "Augusta"}})).await;
        bench.done(Operation::UndoRevision, revision(&added)).await;
        let names = bench.records().await[0]["person"]["names"].clone();
        assert_eq!(names.as_array().unwrap().len(), 2);
        let import = bench.edit(Operation::UndoBatch, batch(1)).await;
        assert!(!import.problems.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_deleted_comes_back() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&file()).await;
        let before = bench.records().await;
        let deleted = bench
            .done(Operation::Delete(RecordKind::Person), json!({"by": {"key": "ada"}, "cascade": true}))
            .await;
        assert_ne!(bench.records().await, before);
        bench.done(Operation::UndoBatch, batch(deleted.batch.unwrap())).await;
        let mut back = bench.records().await;
        // A claim that comes back is the youngest of its list.
        back[3]["event"]["participants"].as_array_mut().unwrap().reverse();
        assert_eq!(back, before);
        let nothing = bench.edit(Operation::UndoBatch, batch(999_999)).await;
        assert_eq!(nothing.problems[0].code, ProblemCode::NotFound);
        let again = bench.import(&file()).await;
        assert_eq!((again.created, again.updated, again.contradictions), (0, 0, 0));
    })
    .await;
}
