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

/// What is told of an undo names the field that its input has, and what refers to what.
#[tokio::test]
async fn what_stands_in_the_way_of_an_undo_is_told_by_its_own_field() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let imported = bench.import(&file()).await.batch.unwrap();
        let stranger = json!({"person": {"key": "mary", "relations": [{"kind": "FRIEND", "person": {"key": "ada"}}]}});
        bench.done(Operation::Put(RecordKind::Person), stranger).await;
        let told = |edited: &Edited| -> Vec<(ProblemCode, String, String)> {
            let of = |problem: &vitae::domain::Problem| {
                (problem.code, problem.field.clone(), problem.message.clone())
            };
            edited.problems.iter().map(of).collect()
        };
        let held = "person `ada` is referred to by person `mary` (relation), which stays; hint: change that first";
        let in_use = |field: &str| (ProblemCode::InUse, field.to_owned(), held.to_owned());
        let refused = bench.edit(Operation::UndoBatch, batch(imported)).await;
        assert_eq!(told(&refused), [in_use("batch")]);
        // A record that stays because it was changed since is told once, not again for what it refers to.
        let by = json!({"by": {"key": "charles"}, "person": {"description": "a friend"}});
        let changed = bench.done(Operation::Update(RecordKind::Person), by).await;
        let refused = told(&bench.edit(Operation::UndoBatch, batch(imported)).await);
        assert_eq!(refused.len(), 2, "{refused:?}");
        assert_eq!((refused[0].0, refused[0].1.as_str()), (ProblemCode::Conflict, "batch"));
        assert!(refused[0].2.starts_with("person `charles` was changed since"), "{refused:?}");
        assert_eq!(refused[1], in_use("batch"));
        // One revision, too.
        let made = bench.done(Operation::Create(RecordKind::Event), json!({"event": {"key": "e", "kind": "X"}})).await;
        let words = json!({"quotation": {"key": "w", "text": "w", "occasion": {"key": "e"}}});
        bench.done(Operation::Create(RecordKind::Quotation), words).await;
        let refused = told(&bench.edit(Operation::UndoRevision, revision(&made)).await);
        let held = "event `e` is referred to by quotation `w` (occasion), which stays; hint: change that first";
        assert_eq!(refused, [(ProblemCode::InUse, "revision".to_owned(), held.to_owned())]);
        bench.done(Operation::Update(RecordKind::Person), json!({"by": {"key": "charles"}, "person": {"description": "none"}})).await;
        let refused = told(&bench.edit(Operation::UndoRevision, revision(&changed)).await);
        assert_eq!((refused.len(), refused[0].1.as_str()), (1, "revision"));
        let longer = json!({"by": {"key": "source"}, "article": {"body": "Ada wrote. Hm."}});
        let longer = bench.done(Operation::Update(RecordKind::Article), longer).await;
        let source = json!({"by": {"key": "words"}, "quotation": {"source": {"article": {"key": "source"}, "start": 11, "end": 13}}});
        bench.done(Operation::Update(RecordKind::Quotation), source).await;
        let refused = told(&bench.edit(Operation::UndoRevision, revision(&longer)).await);
        assert_eq!((refused.len(), refused[0].0, refused[0].1.as_str()), (1, ProblemCode::InUse, "revision"));
    })
    .await;
}
