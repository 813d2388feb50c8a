//! Nobody is their own ancestor: not by an edit, not by a file, in whatever order and chunks it comes.

use super::*;
use vitae::domain::{ImportObserver, LineProblem};

fn person(key: &str, kind: &str, other: &str) -> Value {
    json!({"person": {"key": key, "relations": [{"kind": kind, "person": other}]}})
}

fn bare(key: &str) -> Value {
    json!({"person": {"key": key}})
}

#[derive(Default)]
struct Problems(Vec<(u64, String)>);

impl ImportObserver for Problems {
    fn problem(&mut self, problem: &LineProblem) {
        self.0.push((problem.line, problem.field.clone()));
    }
}

async fn skip(
    bench: &Bench,
    lines_per_chunk: usize,
    records: &[Value],
) -> (ImportSummary, Vec<(u64, String)>) {
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let options =
        ImportOptions { actor: "script".to_owned(), label: None, on_error: OnError::Skip, dry_run: false };
    let mut problems = Problems::default();
    let archive = bench.archive.clone().taking(lines_per_chunk);
    let summary = archive.import(lines.as_bytes(), &options, &mut problems).await.unwrap();
    (summary, problems.0)
}

#[tokio::test]
async fn of_a_file_only_the_line_that_closes_the_circle_is_left_out() {
    for_each_dialect(async |dialect| {
        for size in [1, 2, 1000] {
            // All are there when the ties are told; one is told the other way round.
            let known = [
                bare("a"),
                bare("b"),
                bare("c"),
                person("a", "PARENT", "b"),
                person("c", "CHILD", "b"),
                json!({"person": {"key": "c", "relations": [{"kind": "CHILD", "person": "b"}, {"kind": "PARENT", "person": "a"}]}}),
                person("d", "PARENT", "c"),
            ];
            let bench = Bench::new(dialect).await;
            let (summary, problems) = skip(&bench, size, &known).await;
            assert_eq!(problems, [(6, "relations[1].person".to_owned())], "{size}");
            assert_eq!((summary.rejected, bench.records().await.len()), (1, 4));
            // None is there, and each names one that comes later: only the last tie is missing then.
            let bench = Bench::new(dialect).await;
            let file = [person("a", "PARENT", "b"), person("b", "PARENT", "c"), person("c", "PARENT", "a")];
            let (_, problems) = skip(&bench, size, &file).await;
            assert_eq!(problems, [(3, "relations[0].person".to_owned())], "{size}");
            assert_eq!(bench.records().await, [file[0].clone(), file[1].clone(), bare("c")]);
            let again = skip(&bench, size, &file).await;
            assert_eq!((again.0.rejected, again.0.unchanged), (1, 2));
            // Stopped by it, nothing is kept.
            let bench = Bench::new(dialect).await;
            assert_eq!(bench.import(&file).await.rejected, 1);
            assert!(bench.records().await.is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_may_turn_a_tie_round_and_a_deprecated_one_counts_for_nothing() {
    for_each_dialect(async |dialect| {
        for size in [1, 1000] {
            let bench = Bench::new(dialect).await;
            bench.import(&[person("a", "PARENT", "b"), bare("b")]).await;
            for turned in [
                [person("b", "PARENT", "a"), json!({"person": {"key": "a", "relations": null}})],
                [person("a", "PARENT", "b"), json!({"person": {"key": "b", "relations": null}})],
            ] {
                let (summary, problems) = skip(&bench, size, &turned).await;
                assert_eq!((summary.rejected, problems), (0, Vec::new()));
            }
            let doubted = json!({"person": {"key": "b", "relations": [{"kind": "PARENT", "person": "a", "rank": "DEPRECATED"}]}});
            assert_eq!(skip(&bench, size, &[doubted]).await.0.rejected, 0);
            // What else ties them goes round as it likes.
            let allies = [person("x", "ALLY", "y"), person("y", "ALLY", "x"), person("y", "GODPARENT", "x")];
            assert_eq!(skip(&bench, size, &allies).await.0.rejected, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn no_edit_makes_anybody_their_own_ancestor() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[person("a", "PARENT", "b"), person("b", "PARENT", "c"), bare("c"), bare("d")]).await;
        let before = bench.records().await;
        let refused = async |operation, input: Value, field: &str| {
            let edited = bench.edit(operation, input).await;
            let fields: Vec<&str> = edited.problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(fields, [field]);
        };
        let ties = json!([{"kind": "SPOUSE", "person": {"key": "d"}}, {"kind": "PARENT", "person": {"key": "a"}}]);
        let put = json!({"person": {"key": "c", "relations": ties}});
        refused(Operation::Put(RecordKind::Person), put, "person.relations[1].person").await;
        let update = json!({"by": {"key": "a"}, "person": {"relations": [{"kind": "PARENT", "person": {"key": "b"}}, {"kind": "CHILD", "person": {"key": "c"}}]}});
        refused(Operation::Update(RecordKind::Person), update, "person.relations[1].person").await;
        let tie = |kind: &str, rank: &str| json!({"person": {"key": "c"}, "relation": {"kind": kind, "person": {"key": "a"}, "rank": rank}});
        refused(Operation::Add(ClaimKind::Relation), tie("PARENT", "NORMAL"), "relation.person").await;
        assert_eq!(bench.records().await, before);
        let doubted = bench.done(Operation::Add(ClaimKind::Relation), tie("PARENT", "DEPRECATED")).await;
        let claim = format!("claim:{}", doubted.claim.unwrap());
        refused(Operation::Rank, json!({"claim": claim, "rank": "NORMAL"}), "rank").await;
        let change = json!({"claim": claim, "relation": {"rank": "PREFERRED"}});
        refused(Operation::Change(ClaimKind::Relation), change, "relation.person").await;
        // One person of a grandchild and a grandparent would be their own grandparent.
        refused(Operation::Merge, json!({"from": {"key": "c"}, "into": {"key": "a"}}), "from").await;
        bench.done(Operation::Withdraw, json!({"claim": claim})).await;
        // A tie that went comes back only while it closes nothing.
        let gone = bench.done(Operation::Update(RecordKind::Person), json!({"by": {"key": "a"}, "person": {"relations": null}})).await;
        let turned = bench.done(Operation::Add(ClaimKind::Relation), tie("PARENT", "NORMAL")).await;
        let revision = |edited: &Edited| json!({"revision": format!("revision:{}", edited.revision.unwrap()), "force": true});
        refused(Operation::UndoRevision, revision(&gone), "revision").await;
        refused(Operation::UndoBatch, json!({"batch": format!("batch:{}", gone.batch.unwrap())}), "batch").await;
        bench.done(Operation::UndoRevision, revision(&turned)).await;
        bench.done(Operation::UndoRevision, revision(&gone)).await;
        assert_eq!(bench.records().await, before);
    })
    .await;
}
