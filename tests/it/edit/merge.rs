//! Two persons made one, and two again: nothing is lost, and no import doubles them.

use super::*;

fn two_sources() -> Vec<Value> {
    vec![
        json!({"person": {"key": "a:koba", "names": [{"text": "Koba"}, {"text": "Soso"}], "gender": "MALE", "birth": {"edtf": "1878-12-18"}}}),
        json!({"person": {"key": "b:stalin", "names": [{"text": "Stalin"}], "description": "a politician"}}),
        json!({"person": {"key": "lenin", "names": [{"text": "Lenin"}], "relations": [{"kind": "ALLY", "person": "a:koba"}]}}),
        json!({"event": {"key": "meeting", "kind": "MEETING", "participants": [{"person": "a:koba"}, {"person": "lenin"}]}}),
        json!({"article": {"key": "note", "body": "Koba met Stalin.", "mentions": [
            {"start": 0, "end": 4, "person": "a:koba"}, {"start": 9, "end": 15, "person": "b:stalin"}]}}),
        json!({"quotation": {"key": "words", "text": "Hm", "attributions": [{"person": "a:koba"}]}}),
    ]
}

fn merge() -> Value {
    json!({"from": {"key": "a:koba"}, "into": {"key": "b:stalin"}})
}

#[tokio::test]
async fn two_records_become_one_and_two_again() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&two_sources()).await;
        let before = bench.records().await;
        let merged = bench.done(Operation::Merge, merge()).await;
        let records = bench.records().await;
        assert_eq!(records.len(), before.len() - 1);
        let stalin = records.iter().find(|record| record["person"]["key"] == "b:stalin").unwrap();
        assert_eq!(
            stalin["person"]["names"],
            json!([{"text": "Koba"}, {"text": "Soso"}, {"text": "Stalin"}])
        );
        assert_eq!(stalin["person"]["gender"], "MALE");
        assert!(records.iter().all(|record| !record.to_string().contains("\"person\":\"a:koba\"")));
        // The old key leads to the one that it became.
        let found = bench
            .done(
                Operation::Update(RecordKind::Person),
                json!({"by": {"key": "a:koba"}, "person": {"description": "a dictator"}}),
            )
            .await;
        assert_eq!(found.record, merged.record);
        bench
            .done(
                Operation::Add(ClaimKind::Name),
                json!({"person": {"key": "b:stalin"}, "name": {"text": "Man of steel"}}),
            )
            .await;
        let unmerged = bench.done(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        assert_eq!(unmerged.record, merged.record);
        assert!(unmerged.restored.is_some());
        let mut expected = before;
        let stalin = expected.iter_mut().find(|record| record["person"]["key"] == "b:stalin").unwrap();
        stalin["person"]["description"] = json!("a dictator");
        stalin["person"]["names"] = json!([{"text": "Stalin"}, {"text": "Man of steel"}]);
        assert_eq!(bench.records().await, expected);
        let again = bench.edit(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        assert_eq!(again.problems[0].code, ProblemCode::NotFound);
    })
    .await;
}

#[tokio::test]
async fn an_import_of_either_source_changes_nothing_that_was_merged() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&two_sources()).await;
        bench.done(Operation::Merge, merge()).await;
        let merged = bench.records().await;
        for _ in 0..2 {
            let again = bench.import(&two_sources()).await;
            assert_eq!((again.created, again.updated, again.contradictions), (0, 0, 0));
        }
        assert_eq!(bench.records().await, merged);
        // A corrected source corrects what it gave, and nothing else.
        let mut corrected = two_sources();
        corrected[0] = json!({"person": {"key": "a:koba", "names": [{"text": "Koba"}, {"text": "Soselo"}], "gender": "MALE", "birth": {"edtf": "1878-12-18"}}});
        let summary = bench.import(&corrected).await;
        assert_eq!((summary.updated, summary.contradictions), (1, 0));
        assert_eq!(bench.import(&corrected).await.updated, 0);
        bench.done(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        let koba = bench.records().await[0].clone();
        assert_eq!(koba["person"]["names"], json!([{"text": "Koba"}, {"text": "Soselo"}]));
    })
    .await;
}

#[tokio::test]
async fn what_was_merged_may_be_merged_again() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let mut records = two_sources();
        records.push(json!({"person": {"key": "c:dzhugashvili", "names": [{"text": "Dzhugashvili"}]}}));
        bench.import(&records).await;
        let before = bench.records().await;
        bench.done(Operation::Merge, merge()).await;
        let into = json!({"from": {"key": "b:stalin"}, "into": {"key": "c:dzhugashvili"}});
        let last = bench.done(Operation::Merge, into).await;
        let found = json!({"by": {"key": "a:koba"}, "person": {"gender": "MALE"}});
        assert_eq!(bench.done(Operation::Update(RecordKind::Person), found).await.record, last.record);
        let names = bench.records().await[0]["person"]["names"].clone();
        assert_eq!(names.as_array().unwrap().len(), 4);
        // Out of the last, with what had become part of it; then that, too.
        bench.done(Operation::Unmerge, json!({"person": {"key": "b:stalin"}})).await;
        assert_eq!(bench.records().await.len(), before.len() - 1);
        bench.done(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        assert_eq!(bench.records().await, before);
        let again = bench.import(&records).await;
        assert_eq!((again.created, again.updated, again.contradictions), (0, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn persons_who_are_known_to_be_two_are_not_merged() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&two_sources()).await;
        bench
            .done(Operation::Add(ClaimKind::Relation), json!({"person": {"key": "a:koba"}, "relation": {"kind": "NOT_SAME", "person": {"key": "b:stalin"}}}))
            .await;
        let refused = bench.edit(Operation::Merge, merge()).await;
        assert_eq!(refused.problems[0].code, ProblemCode::Conflict);
        assert!(refused.problems[0].message.ends_with("hint: `force: true` overrules it"), "{refused:?}");
        let friend = bench
            .done(Operation::Add(ClaimKind::Relation), json!({"person": {"key": "b:stalin"}, "relation": {"kind": "FRIEND", "person": {"key": "a:koba"}}}))
            .await;
        let mut forced = merge();
        forced["force"] = json!(true);
        let refused = bench.edit(Operation::Merge, forced.clone()).await;
        assert_eq!(refused.problems.len(), 1, "{refused:?}");
        let hint = "hint: change or withdraw that claim first, which `force` does not overrule";
        assert!(refused.problems[0].message.ends_with(hint), "{refused:?}");
        let claim = format!("claim:{}", friend.claim.unwrap());
        bench.done(Operation::Withdraw, json!({"claim": claim})).await;
        bench.done(Operation::Merge, forced).await;
        let own = bench.edit(Operation::Merge, json!({"from": {"key": "lenin"}, "into": {"key": "lenin"}})).await;
        assert_eq!(own.problems[0].code, ProblemCode::Invalid);
    })
    .await;
}

#[tokio::test]
async fn out_of_the_middle_of_a_chain_everybody_has_their_own_again() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let records = [
            json!({"person": {"key": "a"}}),
            json!({"person": {"key": "b", "description": "of b"}}),
            json!({"person": {"key": "e", "description": "of e"}}),
        ];
        bench.import(&records).await;
        let before = bench.records().await;
        bench.done(Operation::Merge, json!({"from": {"key": "b"}, "into": {"key": "a"}})).await;
        bench.done(Operation::Merge, json!({"from": {"key": "a"}, "into": {"key": "e"}})).await;
        bench.done(Operation::Unmerge, json!({"person": {"key": "b"}})).await;
        bench.done(Operation::Unmerge, json!({"person": {"key": "a"}})).await;
        assert_eq!(bench.records().await, before);
    })
    .await;
}

#[tokio::test]
async fn what_was_thought_of_the_two_is_thought_again_when_they_are_two() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let records = [
            json!({"article": {"key": "source"}}),
            json!({"person": {"key": "a", "relations": [{"kind": "POSSIBLY_SAME", "person": "b", "citations": [{"article": "source"}]}]}}),
            json!({"person": {"key": "b", "relations": [{"kind": "NOT_SAME", "person": "a", "note": "two births"}]}}),
        ];
        bench.import(&records).await;
        let before = bench.records().await;
        bench.done(Operation::Merge, json!({"from": {"key": "a"}, "into": {"key": "b"}, "force": true})).await;
        bench.done(Operation::Unmerge, json!({"person": {"key": "a"}})).await;
        assert_eq!(bench.records().await, before);
    })
    .await;
}

#[tokio::test]
async fn who_became_part_of_somebody_deleted_waits_for_them() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&two_sources()).await;
        bench.done(Operation::Merge, merge()).await;
        let merged = bench.records().await;
        let deleted = bench
            .done(Operation::Delete(RecordKind::Person), json!({"by": {"key": "b:stalin"}, "cascade": true}))
            .await;
        let unmerged = bench.edit(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        assert!(unmerged.problems[0].message.contains("deleted"), "{:?}", unmerged.problems);
        let put = bench.edit(Operation::Put(RecordKind::Person), json!({"person": {"key": "a:koba"}})).await;
        assert_eq!(put.problems[0].code, ProblemCode::NotFound);
        bench.done(Operation::UndoBatch, json!({"batch": format!("batch:{}", deleted.batch.unwrap())})).await;
        assert_eq!(bench.records().await.len(), merged.len());
    })
    .await;
}

#[tokio::test]
async fn undoing_around_a_merge_doubles_nothing() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let records = [
            json!({"person": {"key": "b"}}),
            json!({"person": {"key": "e"}}),
            json!({"event": {"key": "ev", "kind": "MEETING", "participants": [{"person": "e", "role": "GUEST"}]}}),
        ];
        bench.import(&records).await;
        let added = bench
            .done(Operation::Add(ClaimKind::Participation), json!({"event": {"key": "ev"}, "participation": {"person": {"key": "b"}, "role": "GUEST"}}))
            .await;
        let mut batches = vec![added.batch.unwrap()];
        let undo = |batch: i64| json!({"batch": format!("batch:{batch}"), "force": true});
        for _ in 0..2 {
            let undone = bench.done(Operation::UndoBatch, undo(*batches.last().unwrap())).await;
            batches.push(undone.batch.unwrap());
        }
        bench.done(Operation::Merge, json!({"from": {"key": "b"}, "into": {"key": "e"}})).await;
        for batch in batches.iter().chain(&batches) {
            // Some of these are refused; none is a fault, and none makes more of what is there.
            bench.edit(Operation::UndoBatch, undo(*batch)).await;
        }
        let records = bench.records().await;
        let event = records.iter().find(|record| record["event"]["key"] == "ev").unwrap();
        let participants = event["event"]["participants"].as_array().map_or(0, Vec::len);
        assert!((1..=2).contains(&participants), "{event}");
    })
    .await;
}

#[tokio::test]
async fn what_went_away_and_came_back_meanwhile_is_whose_it_was() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let mut records = two_sources();
        records.push(json!({"article": {"key": "book"}}));
        records[0]["person"]["names"][0]["citations"] = json!([{"article": "book", "locator": "p. 1"}]);
        records[0]["person"]["relations"] = json!([{"kind": "COMRADE", "person": "lenin"}]);
        bench.import(&records).await;
        let before = sorted(bench.records().await);
        bench.done(Operation::Merge, merge()).await;
        let undo =
            async |batch: i64| bench.done(Operation::UndoBatch, json!({"batch": format!("batch:{batch}")})).await;
        let changes = [
            (Operation::Update(RecordKind::Person), json!({"by": {"key": "b:stalin"}, "person": {"names": [{"text": "Nobody"}], "relations": []}})),
            (Operation::Update(RecordKind::Person), json!({"by": {"key": "b:stalin"}, "person": {"names": []}})),
            (Operation::Update(RecordKind::Event), json!({"by": {"key": "meeting"}, "event": {"participants": []}})),
            (Operation::Update(RecordKind::Person), json!({"by": {"key": "lenin"}, "person": {"relations": []}})),
            (Operation::Update(RecordKind::Article), json!({"by": {"key": "note"}, "article": {"mentions": []}})),
            (Operation::Delete(RecordKind::Quotation), json!({"by": {"key": "words"}})),
        ];
        for (operation, input) in changes {
            // Taken away, brought back, taken away again, and brought back: by undoing what was undone.
            let mut batch = bench.done(operation, input).await.batch.unwrap();
            for _ in 0..3 {
                batch = undo(batch).await.batch.unwrap();
            }
        }
        bench.done(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        assert_eq!(sorted(bench.records().await), before);
        let again = bench.import(&records).await;
        assert_eq!((again.created, again.updated, again.contradictions), (0, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_went_away_before_a_merge_comes_back_to_whom_it_named() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&two_sources()).await;
        let before = sorted(bench.records().await);
        let input = json!({"by": {"key": "meeting"}, "event": {"participants": []}});
        let gone = bench.done(Operation::Update(RecordKind::Event), input).await.batch.unwrap();
        bench.done(Operation::Merge, merge()).await;
        bench.done(Operation::UndoBatch, json!({"batch": format!("batch:{gone}")})).await;
        bench.done(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        assert_eq!(sorted(bench.records().await), before);
    })
    .await;
}

#[tokio::test]
async fn what_went_away_from_a_merged_person_does_not_come_back_to_the_wrong_one() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&two_sources()).await;
        let before = sorted(bench.records().await);
        bench.done(Operation::Merge, merge()).await;
        let names = json!({"by": {"key": "b:stalin"}, "person": {"names": [{"text": "Stalin"}]}});
        let names = bench.done(Operation::Update(RecordKind::Person), names).await.batch.unwrap();
        let event = json!({"by": {"key": "meeting"}, "event": {"participants": []}});
        let event = bench.done(Operation::Update(RecordKind::Event), event).await.batch.unwrap();
        bench.done(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        let undo = |batch: i64| json!({"batch": format!("batch:{batch}")});
        // Who took part was Koba, and is again.
        bench.done(Operation::UndoBatch, undo(event)).await;
        // The names were of Koba, not of whom they would come back to.
        let refused = bench.edit(Operation::UndoBatch, undo(names)).await;
        assert_eq!(refused.problems[0].code, ProblemCode::Conflict);
        assert!(refused.problems[0].message.contains("merge them first"), "{:?}", refused.problems);
        bench.done(Operation::Merge, merge()).await;
        bench.done(Operation::UndoBatch, undo(names)).await;
        bench.done(Operation::Unmerge, json!({"person": {"key": "a:koba"}})).await;
        assert_eq!(sorted(bench.records().await), before);
    })
    .await;
}

/// Records whose lists are in an order of their own: what came back is the youngest of its list.
fn sorted(mut records: Vec<Value>) -> Vec<Value> {
    for list in records.iter_mut().flat_map(|it| it.as_object_mut().unwrap().values_mut()) {
        for field in list.as_object_mut().unwrap().values_mut() {
            if let Some(items) = field.as_array_mut() {
                items.sort_by_key(Value::to_string);
            }
        }
    }
    records
}
