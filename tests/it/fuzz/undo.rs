//! What was done, undone: batch by batch, the last first.

use super::edits::{Known, draw};
use super::spoil::spoil;
use super::*;
use crate::bench::lines;
use serde_json::json;

#[test]
fn whatever_was_done_is_undone_batch_by_batch() {
    run(Dialect::Sqlite, 60, 120, there_and_back);
    run(Dialect::Postgres, 60, 120, there_and_back);
}

/// A step that was kept: its batch, the person merged if it was a merge, and what was there before.
struct Step {
    batch: i64,
    merged: Option<String>,
    before: Vec<Value>,
    told: String,
}

async fn there_and_back(dialect: Dialect, mut draws: Draws) {
    let bench = Bench::new(dialect).await;
    let records = super::writer::records(&mut draws);
    bench.import(lines(&records).as_bytes(), OnError::Skip, 1000).await;
    let mut done: Vec<Step> = Vec::new();
    while !draws.is_empty() && done.len() < 10 {
        let before = claims(&bench.export().await);
        if draws.one_in(3) {
            let mut told = vec![draws.of_these(&records).clone(), draws.of_these(&records).clone()];
            told.iter_mut().for_each(|record| spoil(record, &mut draws, 1));
            let told = lines(&told);
            println!("import {told}");
            let report = bench.import(told.as_bytes(), OnError::Skip, 1000).await;
            done.extend(report.summary.batch.map(|batch| Step { batch, merged: None, before, told }));
            continue;
        }
        let (operation, input) = draw(&mut draws, &Known::of(&bench).await, &records);
        if operation == Operation::Unmerge {
            continue;
        }
        let merged_before = Known::of(&bench).await.merged;
        let told = format!("{operation:?} {input}");
        println!("{told}");
        let edited = bench.edit(operation, input).await;
        let merged = Known::of(&bench).await.merged;
        let merged = merged.into_iter().find(|id| !merged_before.contains(id));
        done.extend(edited.batch.map(|batch| Step { batch, merged, before, told }));
    }
    let story: Vec<&String> = done.iter().map(|step| &step.told).collect();
    let story = format!("{story:#?}");
    for Step { batch, merged, before, told } in done.into_iter().rev() {
        println!("undo {batch} {merged:?}");
        let undone = match merged {
            Some(person) => bench.edit(Operation::Unmerge, json!({"person": {"id": person}})).await,
            None => bench.edit(Operation::UndoBatch, json!({"batch": format!("batch:{batch}")})).await,
        };
        assert_eq!(undone.problems, Vec::new(), "{told}\nof {story}");
        let after = claims(&bench.export().await);
        for (after, before) in after.iter().zip(&before) {
            assert_eq!(after, before, "{told}\nof {story}");
        }
        assert_eq!(after.len(), before.len(), "{told}\nof {story}");
    }
    bench.is_sound().await;
    bench.close().await;
}

/// Records whose lists are in an order of their own.
pub fn claims(export: &str) -> Vec<Value> {
    fn sort(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.values_mut().for_each(sort),
            Value::Array(items) => {
                items.iter_mut().for_each(sort);
                items.sort_by_key(Value::to_string);
            }
            _ => {}
        }
    }
    let mut records: Vec<Value> = export.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    records.iter_mut().for_each(sort);
    records
}
