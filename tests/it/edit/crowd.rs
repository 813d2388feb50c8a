//! Many people at one record at the same time, each having read the same revision.

use super::*;

async fn at_once(bench: &Bench, inputs: Vec<(Operation, Value)>) -> Vec<Edited> {
    let edits = inputs.into_iter().map(|(operation, input)| {
        let archive = bench.archive.clone();
        tokio::spawn(async move {
            let edit = Edit { actor: "ada".to_owned(), may_overrule: false, operation, input };
            archive.edit(edit).await.unwrap()
        })
    });
    let mut done = Vec::new();
    for edit in edits.collect::<Vec<_>>() {
        done.push(edit.await.unwrap());
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn different_claims_of_one_revision_are_all_taken_and_of_one_field_only_the_first() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let names: Vec<Value> = (0..4).map(|index| json!({"text": format!("Name {index}")})).collect();
        bench.import(&[json!({"person": {"key": "ada", "names": names}})]).await;
        let by = json!({"key": "ada"});
        let first = bench
            .done(Operation::Add(ClaimKind::Name), json!({"person": by, "name": {"text": "Ada"}}))
            .await
            .claim
            .unwrap();
        // The names of the file have the numbers before this one.
        let mut different: Vec<(Operation, Value)> = (0..4)
            .map(|index| {
                let name = json!({"text": format!("Added {index}")});
                (Operation::Add(ClaimKind::Name), json!({"person": by, "name": name, "expectedRevision": 2}))
            })
            .collect();
        let changed =
            json!({"claim": format!("claim:{first}"), "name": {"note": "n"}, "expectedRevision": 2});
        different.push((Operation::Change(ClaimKind::Name), changed));
        for (field, value) in [("gender", json!("FEMALE")), ("description", json!("who"))] {
            let input = json!({"by": by, "person": {field: value}, "expectedRevision": 2});
            different.push((Operation::Update(RecordKind::Person), input));
        }
        let identifier = json!({"scheme": "gnd", "value": "1"});
        let input = json!({"person": by, "identifier": identifier, "expectedRevision": 2});
        different.push((Operation::Add(ClaimKind::Identifier), input));
        for edited in at_once(&bench, different).await {
            assert_eq!(edited.problems, Vec::new());
        }
        assert_eq!(bench.records().await[0]["person"]["names"].as_array().unwrap().len(), 9);
        let same = (0..8).map(|index| {
            let input =
                json!({"by": by, "person": {"description": format!("{index}")}, "expectedRevision": 10});
            (Operation::Update(RecordKind::Person), input)
        });
        let done = at_once(&bench, same.collect()).await;
        assert_eq!(done.iter().filter(|edited| edited.problems.is_empty()).count(), 1);
        let refused = done.iter().flat_map(|edited| &edited.problems);
        assert!(
            refused.clone().all(|problem| problem.code == ProblemCode::Conflict),
            "{:?}",
            refused.collect::<Vec<_>>()
        );
        let won = done.iter().position(|edited| edited.problems.is_empty()).unwrap();
        assert_eq!(bench.records().await[0]["person"]["description"], won.to_string());
    })
    .await;
}
