//! A text corrected by people: what stands on its words follows them, or the correction is refused.

use super::*;

fn file() -> Vec<Value> {
    vec![
        json!({"person": {"key": "ada", "names": [{"text": "Ada"}]}}),
        json!({"article": {"key": "letter", "body": "Once Ada wrote: never mind. Ada left.", "mentions": [
            {"start": 5, "end": 8, "person": "ada"}, {"start": 28, "end": 31, "person": "ada"}]}}),
        json!({"quotation": {"key": "words", "text": "never mind", "source": {"article": "letter", "start": 16, "end": 26}}}),
    ]
}

fn correction(body: &str) -> Value {
    json!({"by": {"key": "letter"}, "article": {"body": body}})
}

#[tokio::test]
async fn mentions_and_quotations_keep_to_their_words() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&file()).await;
        let before = bench.records().await;
        let update = Operation::Update(RecordKind::Article);
        let corrected =
            bench.done(update, correction("Once upon a time Ada wrote: never mind. Then Ada left.")).await;
        let records = bench.records().await;
        let spans = |record: &Value| {
            let mentions = record["article"]["mentions"].as_array().unwrap().clone();
            mentions.iter().map(|it| (it["start"].clone(), it["end"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(spans(&records[1]), [(json!(17), json!(20)), (json!(45), json!(48))]);
        assert_eq!(records[2]["quotation"]["source"], json!({"article": "letter", "start": 28, "end": 38}));
        assert_eq!(bench.import(&file()).await.updated, 0, "nothing that people corrected is told back");
        assert_eq!(bench.records().await, records);
        // Undone as it was done: places and all.
        bench
            .done(Operation::UndoBatch, json!({"batch": format!("batch:{}", corrected.batch.unwrap())}))
            .await;
        assert_eq!(bench.records().await, before);
    })
    .await;
}

#[tokio::test]
async fn what_would_lose_its_words_refuses_the_correction() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&file()).await;
        let before = bench.records().await;
        let update = Operation::Update(RecordKind::Article);
        let lost = bench.edit(update, correction("Once she wrote: never mind. Ada left.")).await;
        assert_eq!(lost.problems.len(), 1);
        assert_eq!((lost.problems[0].code, lost.problems[0].field.as_str()), (ProblemCode::InUse, "article.body"));
        let quoted = bench.edit(update, correction("Once Ada wrote. Ada left.")).await;
        assert!(quoted.problems[0].message.contains("words"), "{:?}", quoted.problems);
        assert_eq!(bench.records().await, before);
        // Told anew beside the text, they are where they are told.
        let told = json!({"by": {"key": "letter"}, "article": {"body": "She wrote: never mind. Ada left.",
            "mentions": [{"start": 23, "end": 26, "person": {"key": "ada"}}]}});
        bench.done(update, told).await;
        let beyond = json!({"document": {"article": {"key": "letter"}}, "mention": {"start": 30, "end": 99, "person": {"key": "ada"}}});
        let refused = bench.edit(Operation::Add(ClaimKind::Mention), beyond).await;
        assert_eq!(refused.problems[0].code, ProblemCode::Invalid);
    })
    .await;
}

#[tokio::test]
async fn a_correction_on_which_a_later_mention_stands_is_not_undone() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&file()).await;
        let update = Operation::Update(RecordKind::Article);
        let corrected = bench.done(update, correction("Lovelace: Once Ada wrote: never mind. Ada left.")).await;
        let mention = json!({"document": {"article": {"key": "letter"}}, "mention": {"start": 0, "end": 8, "person": {"key": "ada"}}});
        bench.done(Operation::Add(ClaimKind::Mention), mention).await;
        let batch = json!({"batch": format!("batch:{}", corrected.batch.unwrap()), "force": true});
        let refused = bench.edit(Operation::UndoBatch, batch).await;
        assert!(refused.problems.iter().any(|problem| problem.message.contains("Lovelace")), "{:?}", refused.problems);
    })
    .await;
}

#[tokio::test]
async fn a_text_whose_mentions_keep_their_places_is_given_back() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&file()).await;
        let before = bench.records().await;
        // Other words stand where the mentions are said to be, and the telling says so.
        let told = json!({"by": {"key": "letter"}, "article": {"body": "Once she wrote: never mind. She went.", "mentions": [
            {"start": 5, "end": 8, "person": {"key": "ada"}}, {"start": 28, "end": 31, "person": {"key": "ada"}}]}});
        let told = bench.done(Operation::Update(RecordKind::Article), told).await.batch.unwrap();
        let after = bench.records().await;
        let undo = |batch: i64| json!({"batch": format!("batch:{batch}")});
        let undone = bench.done(Operation::UndoBatch, undo(told)).await.batch.unwrap();
        assert_eq!(bench.records().await, before);
        bench.done(Operation::UndoBatch, undo(undone)).await;
        assert_eq!(bench.records().await, after);
    })
    .await;
}
