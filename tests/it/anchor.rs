//! Texts that are corrected: mentions and the places of quotations keep to their words, or the correction
//! is refused and says whose words are gone.

use serde_json::{Value, json};
use vitae::domain::OnError;

use crate::bench::{Bench, Report, lines, small_archive};
use crate::support::for_each_dialect;

const LIFE: &str = "Bukharin wrote to Koba. Bukharin waited.";

/// The words and places of all mentions of an article, each with the number of its claim.
async fn mentions(bench: &Bench) -> Vec<String> {
    let sql = "SELECT m.span_start || '-' || m.span_end || ' ' || m.surface || ' of ' || k.key || ' as ' || m.id \
         FROM mention m JOIN external_key k ON k.record_id = m.person_id JOIN document d ON d.id = m.document_id \
         WHERE d.kind = 'article' AND m.status <> 'candidate' ORDER BY m.span_start";
    bench.texts(sql).await.into_iter().flatten().collect()
}

/// The same without the claims.
async fn places(bench: &Bench) -> Vec<String> {
    let told = mentions(bench).await;
    told.iter().map(|mention| mention.split(" as ").next().unwrap().to_owned()).collect()
}

fn claims(mentions: &[String]) -> Vec<&str> {
    mentions.iter().map(|mention| mention.split(" as ").last().unwrap()).collect()
}

/// Where the quotations are from, and which words these are.
async fn sources(bench: &Bench) -> Vec<String> {
    let sql = "SELECT q.source_start || '-' || q.source_end || ' ' || \
         substr(d.text, CAST(q.source_start + 1 AS int), CAST(q.source_end - q.source_start AS int)) \
         FROM quotation q JOIN document d ON d.id = q.source_id ORDER BY q.id";
    bench.texts(sql).await.into_iter().flatten().collect()
}

fn life(body: &str) -> Value {
    json!({"article": {"key": "life", "body": body}})
}

async fn skipping(bench: &Bench, records: &[Value]) -> Report {
    bench.import_as(lines(records).as_bytes(), OnError::Skip, false).await
}

#[tokio::test]
async fn mentions_and_sources_follow_a_correction() {
    for_each_dialect(async |dialect| {
        for (body, told, source) in [
            (
                "In 1938 Bukharin wrote to Koba. Bukharin waited.",
                ["8-16 Bukharin of bukharin", "26-30 Koba of stalin", "32-40 Bukharin of bukharin"],
                "8-16 Bukharin",
            ),
            (
                "Bukharin wrote his last letter to Koba. Bukharin waited.",
                ["0-8 Bukharin of bukharin", "34-38 Koba of stalin", "40-48 Bukharin of bukharin"],
                "0-8 Bukharin",
            ),
            (
                "Bukharin wrote to Koba. Bukharin waited in his cell.",
                ["0-8 Bukharin of bukharin", "18-22 Koba of stalin", "24-32 Bukharin of bukharin"],
                "0-8 Bukharin",
            ),
        ] {
            let bench = Bench::new(dialect).await;
            bench.import(&small_archive()).await;
            let (before, revisions) = (mentions(&bench).await, bench.revisions().await);
            let report = bench.import(&[life(body)]).await;
            assert_eq!((report.summary.updated, report.summary.contradictions), (1, 0));
            assert_eq!(places(&bench).await, told);
            assert_eq!(claims(&mentions(&bench).await), claims(&before), "the same claims");
            assert_eq!(sources(&bench).await, [source]);
            let moved = i64::from(source != "0-8 Bukharin");
            assert_eq!(bench.revisions().await, revisions + 1 + moved, "one of each record that changed");
            let export = bench.export().await;
            let again = bench.import(&[life(body)]).await;
            assert_eq!((again.summary.unchanged, again.summary.batch), (1, None));
            let mut rest = small_archive();
            rest.remove(1);
            let again = bench.import(&rest).await;
            assert_eq!((again.summary.unchanged, again.summary.contradictions), (5, 0));
            assert_eq!(bench.export().await, export);
        }
    })
    .await;
}

#[tokio::test]
async fn the_context_of_mentions_and_the_revision_of_a_quotation_follow() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        bench.import(&[life("Then Bukharin wrote to our Koba. Bukharin waited.")]).await;
        let koba = "SELECT prefix || '|' || surface || '|' || suffix FROM mention WHERE surface = 'Koba' ORDER BY id DESC";
        let koba = bench.texts(koba).await.into_iter().flatten().find(|told| told.contains("wrote"));
        assert_eq!(koba.as_deref(), Some("Then Bukharin wrote to our |Koba|. Bukharin waited."));
        let revision = "SELECT r.operation || ' ' || b.label || ' ' || r.before || ' ' || r.after FROM revision r \
             JOIN batch b ON b.id = r.batch_id WHERE r.record_kind = 'quotation' ORDER BY r.id DESC";
        let source = |start: u32| json!({"quotation": {"key": "q", "source": {"article": "life", "start": start, "end": start + 8}}});
        assert_eq!(
            bench.texts(revision).await[0].as_deref(),
            Some(&*format!("update a file {} {}", source(0), source(5)))
        );
        let batches = "SELECT count(*) FROM (SELECT DISTINCT batch_id FROM revision WHERE operation = 'update') b";
        assert_eq!(bench.number(batches).await, 1);
    })
    .await;
}

#[tokio::test]
async fn words_that_are_gone_refuse_the_line_and_are_named() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let before = bench.export().await;
        let body = "Trotsky wrote to Stalin. Bukharin waited.";
        let other = json!({"person": {"key": "other"}});
        let report = skipping(&bench, &[life(body), other]).await;
        let hint = "hint: tell `mentions` anew in the same record, or withdraw that mention first";
        let lost = |words: &str, person: &str, start: u32, end: u32| {
            format!(
                "1: article `life`: `body` is `a text of 41 characters`; expected one with `{words}`, which a mention \
                 of `{person}` has from {start} to {end}; {hint}"
            )
        };
        assert_eq!(report.problems, [lost("Bukharin", "bukharin", 0, 8), lost("Koba", "stalin", 18, 22)]);
        assert_eq!((report.summary.created, report.summary.rejected), (1, 1));
        let left: Vec<String> = bench.export().await.lines().filter(|line| !line.contains("other")).map(str::to_owned).collect();
        assert_eq!(left, before.lines().collect::<Vec<_>>());
        // Told anew in the same record, they are right, and those that are still there are the same claims.
        let (claim, gone) = (mentions(&bench).await.remove(2), json!({"quotation": {"key": "q", "text": "Koba, why do you need me to die?", "source": null}}));
        let told = json!({"article": {"key": "life", "body": body, "mentions": [{"start": 25, "end": 33, "person": "bukharin"}]}});
        bench.import(&[gone, told.clone()]).await;
        assert_eq!(mentions(&bench).await, [claim.replace("24-32", "25-33")]);
        assert_eq!(bench.import(&[told]).await.summary.unchanged, 1);
    })
    .await;
}

#[tokio::test]
async fn a_source_that_is_gone_refuses_the_line_unless_it_is_told_anew() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let body = "He wrote to Koba. Bukharin waited.";
        let article = json!({"article": {"key": "life", "body": body, "mentions": []}});
        let report = skipping(&bench, std::slice::from_ref(&article)).await;
        assert_eq!(
            report.problems,
            ["1: article `life`: `body` is `a text of 34 characters`; expected one with `Bukharin`, which quotation `q` has \
              from 0 to 8; hint: tell the quotation's `source` anew in the same file, before this record"]
        );
        assert_eq!(sources(&bench).await, ["0-8 Bukharin"]);
        let quotation = |source: Value| json!({"quotation": {"key": "q", "text": "Koba, why do you need me to die?", "source": source}});
        let place = |start: u32, end: u32| quotation(json!({"article": "life", "start": start, "end": end}));
        // A quotation that fits the new body only is refused with it.
        let lost = json!({"article": {"key": "life", "body": format!("{body} And waited."), "mentions": null, "url": "none"}});
        let report = skipping(&bench, &[lost, place(36, 45)]).await;
        assert_eq!((report.problems.len(), report.summary.rejected), (2, 2), "{:?}", report.problems);
        let report = bench.import(&[article, place(18, 26)]).await;
        assert_eq!((report.summary.updated, report.summary.contradictions), (2, 0));
        assert_eq!(sources(&bench).await, ["18-26 Bukharin"]);
        let article = json!({"article": {"key": "life", "body": body, "mentions": []}});
        let before = format!("Now {LIFE}");
        for lines_per_chunk in [1, 1000] {
            let bench = Bench::taking(dialect, lines_per_chunk).await;
            bench.import(&small_archive()).await;
            // What is told before its article counts in the article's new body, whatever is taken at once.
            let other = json!({"quotation": {"key": "r", "text": "t", "source": {"article": "life", "start": 4, "end": 12}}});
            bench.import(&[place(28, 36), other, life(&before)]).await;
            assert_eq!(sources(&bench).await, ["28-36 Bukharin", "4-12 Bukharin"]);
            bench.import(&[life(LIFE)]).await;
            assert_eq!(sources(&bench).await, ["24-32 Bukharin", "0-8 Bukharin"]);
            let other = json!({"quotation": {"key": "r", "text": "t", "source": null}});
            bench.import(&[other, place(18, 26), article.clone()]).await;
            assert_eq!(sources(&bench).await, ["18-26 Bukharin"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_paragraph_that_moved_takes_its_mentions_along() {
    let (one, two) = (
        "In the spring Bukharin travelled to Paris to buy the archive of the party.",
        "Koba stayed in Moscow and read every report that came from abroad.",
    );
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let start = one.chars().count() + 1;
        bench
            .import(&[
                json!({"person": {"key": "b"}}),
                json!({"person": {"key": "k"}}),
                json!({"article": {"key": "life", "body": format!("{one}\n{two}"), "mentions": [
                    {"start": 14, "end": 22, "person": "b"}, {"start": start, "end": start + 4, "person": "k"}]}}),
            ])
            .await;
        let before = mentions(&bench).await;
        bench.import(&[life(&format!("{two}\n{one}"))]).await;
        assert_eq!(places(&bench).await, ["0-4 Koba of k", "81-89 Bukharin of b"]);
        let mut after: Vec<String> = mentions(&bench).await;
        after.reverse();
        assert_eq!(claims(&after), claims(&before));
    })
    .await;
}

#[tokio::test]
async fn what_people_said_of_a_text_follows_too() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        bench
            .execute("UPDATE claim SET origin = 'curated' WHERE id = (SELECT id FROM mention WHERE span_start = 18)")
            .await;
        let told = |body: &str, start: u32| {
            json!({"article": {"key": "life", "body": body, "mentions": [{"start": start, "end": start + 8, "person": "bukharin"}]}})
        };
        let report = skipping(&bench, &[told("Bukharin wrote. Bukharin waited.", 16)]).await;
        assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
        assert!(report.problems[0].contains("`Koba`, which a mention of `stalin` has from 18 to 22"));
        let before = mentions(&bench).await;
        bench.import(&[told("Then Bukharin wrote to Koba. And Bukharin waited.", 33)]).await;
        assert_eq!(places(&bench).await, ["23-27 Koba of stalin", "33-41 Bukharin of bukharin"]);
        assert_eq!(claims(&mentions(&bench).await), claims(&before[1..]));
        let curated = "SELECT count(*) FROM claim WHERE origin = 'curated'";
        assert_eq!(bench.number(curated).await, 1);
    })
    .await;
}

#[tokio::test]
async fn mentions_told_for_a_body_that_people_corrected_count_in_the_files() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let file = small_archive();
        bench.import(&file).await;
        // As a person would: a correction before all mentions, which follow.
        let corrected = format!("In 1938 {LIFE}");
        bench.execute(&format!("UPDATE document SET text = '{corrected}' WHERE text = '{LIFE}'")).await;
        bench.execute("UPDATE mention SET span_start = span_start + 8, span_end = span_end + 8 WHERE suffix <> ', why do you need me to die?'").await;
        bench
            .execute("UPDATE record SET curated = 'body', revision = revision + 1 WHERE id = (SELECT record_id FROM external_key WHERE key = 'life')")
            .await;
        let (export, before) = (bench.export().await, mentions(&bench).await);
        for _ in 0..2 {
            let again = bench.import(&file).await;
            assert_eq!((again.summary.unchanged, again.summary.contradictions), (6, 1), "{:?}", again.contradictions);
            assert_eq!(again.contradictions[0].conflict.field, "body");
            assert_eq!(bench.export().await, export);
        }
        // A file that says more of its own text: one more mention, and one of words that people took out.
        let body = "Bukharin wrote to Koba. Bukharin waited. Yezhov too. Koba did not answer.";
        let told = json!({"article": {"key": "life", "body": body, "mentions": [{"start": 0, "end": 8, "person": "bukharin"},
            {"start": 18, "end": 22, "person": "bukharin"}, {"start": 41, "end": 47, "person": "stalin"}]}});
        let report = bench.import(std::slice::from_ref(&told)).await;
        let fields: Vec<&str> = report.contradictions.iter().map(|it| it.conflict.field.as_str()).collect();
        assert_eq!((report.summary.updated, fields), (1, vec!["body", "mentions[2]"]));
        assert_eq!(places(&bench).await, ["8-16 Bukharin of bukharin", "26-30 Koba of bukharin"]);
        assert_eq!(mentions(&bench).await[0], before[0]);
        let again = bench.import(&[told]).await;
        assert_eq!((again.summary.unchanged, again.summary.contradictions), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn the_words_of_a_quotation_are_corrected_like_a_body() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let quotation = |text: &str| json!({"quotation": {"key": "q", "text": text}});
        bench.import(&[quotation("O Koba, why do you need me to die?")]).await;
        let place = "SELECT span_start || ' ' || surface FROM mention WHERE suffix LIKE ', why%'";
        assert_eq!(bench.texts(place).await, [Some("2 Koba".to_owned())]);
        let report = skipping(&bench, &[quotation("Why do you need me to die?")]).await;
        assert_eq!(
            report.problems,
            ["1: quotation `q`: `text` is `a text of 26 characters`; expected one with `Koba`, which a mention of `stalin` has \
              from 2 to 6; hint: tell `mentions` anew in the same record, or withdraw that mention first"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_shows_what_follows() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&small_archive()).await;
        let before = bench.export().await;
        let body = lines(&[life(&format!("Then {LIFE}"))]);
        let report = bench.import_as(body.as_bytes(), OnError::Stop, true).await;
        let told: Vec<String> =
            report.differences.iter().map(|it| it.to_string().lines().next().unwrap().to_owned()).collect();
        assert_eq!(told, ["update article `life`", "update quotation `q`"]);
        assert_eq!(bench.export().await, before);
    })
    .await;
}
