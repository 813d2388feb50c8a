//! The writer, given anything.

use super::edits::{Known, draw};
use super::spoil::{spoil, spoil_bytes};
use super::*;
use crate::bench::{lines, small_archive};
use serde_json::json;

#[test]
fn whatever_the_writer_is_given_it_takes_whole_or_refuses_with_a_place() {
    run(Dialect::Sqlite, 120, 160, anything);
    run(Dialect::Postgres, 120, 160, anything);
}

/// Records that are right; some refer to others.
pub fn records(draws: &mut Draws) -> Vec<Value> {
    if draws.one_in(12) {
        return vitae::domain::demo::RECORDS
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
    }
    let mut records = small_archive();
    for index in 0..4 {
        let kind = *draws.of_these(&["PARENT", "CHILD", "SPOUSE"]);
        let other = *draws.of_these(&["p0", "p1", "p2", "p3", "bukharin"]);
        let relations =
            if other == format!("p{index}") { json!([]) } else { json!([{"kind": kind, "person": other}]) };
        records.push(json!({"person": {"key": format!("p{index}"), "names": [{"text": format!("Person {index}")}], "relations": relations}}));
    }
    records
}

async fn anything(dialect: Dialect, mut draws: Draws) {
    let bench = Bench::new(dialect).await;
    let records = records(&mut draws);
    bench.import(lines(&records).as_bytes(), OnError::Skip, 1000).await;
    let mut steps = 0;
    while !draws.is_empty() && steps < 12 {
        steps += 1;
        let before = (bench.export().await, bench.revisions().await);
        let is_refused = match draws.below(3) {
            0 => import(&bench, &records, &mut draws).await,
            _ => {
                let known = Known::of(&bench).await;
                let (operation, input) = draw(&mut draws, &known, &records);
                let dry = operation != Operation::Import && input.get("dryRun") == Some(&json!(true));
                println!("{operation:?} {input}");
                let edited = bench.edit(operation, input).await;
                edited.problems.iter().for_each(is_told_well);
                match operation {
                    Operation::Import => edited.batch.is_none(),
                    _ => dry || !edited.problems.is_empty() || edited.batch.is_none(),
                }
            }
        };
        if is_refused {
            let why = "what is refused leaves no trace";
            same(&bench.export().await, &before.0, why);
            assert_eq!(bench.revisions().await, before.1, "{why}");
        }
    }
    can_be_told_again(&bench).await;
    bench.is_sound().await;
    bench.close().await;
}

/// Imports records, spoiled. Answers whether nothing of them was kept.
async fn import(bench: &Bench, records: &[Value], draws: &mut Draws) -> bool {
    let mut told: Vec<Value> = (0..=draws.below(4)).map(|_| draws.of_these(records).clone()).collect();
    for record in &mut told {
        let times = *draws.of_these(&[0, 1, 1, 2, 3]);
        spoil(record, draws, times);
    }
    let mut bytes = lines(&told).into_bytes();
    if draws.one_in(5) {
        spoil_bytes(&mut bytes, draws);
    }
    let on_error = *draws.of_these(&[OnError::Stop, OnError::Skip]);
    let chunk = *draws.of_these(&[1, 2, 1000]);
    println!("import {on_error:?} {chunk} {}", String::from_utf8_lossy(&bytes));
    let Report { summary, problems } = bench.import(&bytes, on_error, chunk).await;
    let told = summary.created + summary.updated + summary.unchanged + summary.rejected;
    assert_eq!(summary.lines, told, "{summary:?}");
    assert_eq!(summary.rejected > 0, !problems.is_empty());
    for problem in &problems {
        assert!(problem.line > 0 && !problem.expected.is_empty(), "{problem:?}");
    }
    summary.batch.is_none()
}

/// What an archive says can be told to an empty one, and says nothing new to itself.
async fn can_be_told_again(bench: &Bench) {
    let export = bench.export().await;
    let other = Bench::new(bench.store.dialect()).await;
    let report = other.import(export.as_bytes(), OnError::Stop, 7).await;
    assert_eq!(report.problems, Vec::new());
    same(&other.export().await, &export, "told to an empty archive");
    for sql in [
        "SELECT k.key || coalesce(p.name, '') || '|' || p.sort_name || '|' || p.birth_sort_day || '|' || p.death_sort_day || '|' \
         || coalesce(p.lifespan_edtf, '') || coalesce(p.lifespan_text, '') AS it FROM person p \
         JOIN record r ON r.id = p.id AND r.deleted = 0 \
         JOIN external_key k ON k.id = (SELECT min(f.id) FROM external_key f WHERE f.record_id = p.id) \
         WHERE NOT EXISTS (SELECT 1 FROM participation q JOIN event e ON e.id = q.event_id WHERE q.person_id = p.id \
         AND q.role = 'SUBJECT' GROUP BY e.kind HAVING count(*) > 1) ORDER BY k.key",
        "SELECT k.key || '|' || a.passages || '|' || a.sort_day || '|' || n.key AS it FROM appearance a \
         JOIN external_key k ON k.id = (SELECT min(f.id) FROM external_key f WHERE f.record_id = a.document_id) \
         JOIN external_key n ON n.id = (SELECT min(f.id) FROM external_key f WHERE f.record_id = a.person_id) ORDER BY k.kind, k.key, n.key",
    ] {
        let (own, told) = (bench.texts(sql).await.join("\n"), other.texts(sql).await.join("\n"));
        same(&own, &told, "what follows from the records");
    }
    let again = other.import(export.as_bytes(), OnError::Stop, 1000).await.summary;
    assert_eq!((again.unchanged, again.batch), (again.lines, None));
    other.is_sound().await;
    other.close().await;
    let own = bench.import(export.as_bytes(), OnError::Stop, 1000).await;
    assert_eq!(own.problems, Vec::new());
    // An event that only a shorthand told is told anew when its own record comes: its claims are made anew.
    let claims =
        |export: &str| super::undo::claims(export).iter().map(|it| format!("{it}\n")).collect::<String>();
    same(&claims(&bench.export().await), &claims(&export), "told to itself");
}
