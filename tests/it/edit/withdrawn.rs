//! What people took away stays away, whatever its place becomes.

use super::*;

fn letter(body: &str, mentions: Value) -> Value {
    json!({"article": {"key": "letter", "body": body, "mentions": mentions}})
}

async fn claim(bench: &Bench, kind: ClaimKind, input: Value) -> String {
    let added = bench.done(Operation::Add(kind), input).await;
    format!("claim:{}", added.claim.unwrap())
}

#[tokio::test]
async fn a_mention_that_was_taken_away_follows_its_words_and_stays_away() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let ada = json!({"person": {"key": "ada"}});
        let told = |start: u32, end: u32| json!({"start": start, "end": end, "person": "ada"});
        bench.import(&[ada.clone(), letter("Ada wrote. Ada waited.", json!([told(0, 3), told(11, 14)]))]).await;
        let update = json!({"by": {"key": "letter"}, "article": {"mentions": [{"start": 11, "end": 14, "person": {"key": "ada"}}]}});
        bench.done(Operation::Update(RecordKind::Article), update).await;
        // The text grows at its beginning, first without its mentions, then with them.
        bench.import(&[json!({"article": {"key": "letter", "body": "So Ada wrote. Ada waited."}})]).await;
        let shifted = letter("So Ada wrote. Ada waited.", json!([told(3, 6), told(14, 17)]));
        assert_eq!(bench.import(&[shifted]).await.contradictions, 1);
        assert_eq!(bench.records().await[1]["article"]["mentions"], json!([told(14, 17)]));
        // Text and mentions in one line.
        let again = letter("And so Ada wrote. Ada waited.", json!([told(7, 10), told(18, 21)]));
        assert_eq!(bench.import(&[again]).await.contradictions, 1);
        assert_eq!(bench.records().await[1]["article"]["mentions"], json!([told(18, 21)]));
        // People correct the text; the next file counts in it.
        let corrected = json!({"by": {"key": "letter"}, "article": {"body": "Ada wrote. Ada waited long."}});
        bench.done(Operation::Update(RecordKind::Article), corrected).await;
        bench.import(&[letter("Ada wrote. Ada waited long.", json!([told(0, 3), told(11, 14)]))]).await;
        assert_eq!(bench.records().await[1]["article"]["mentions"], json!([told(11, 14)]));
        // Said again by people, it may be told again.
        let mention = json!({"document": {"article": {"key": "letter"}}, "mention": {"start": 0, "end": 3, "person": {"key": "ada"}}});
        claim(&bench, ClaimKind::Mention, mention).await;
        let last = letter("Ada wrote. Ada waited long.", json!([told(11, 14), told(0, 3)]));
        assert_eq!(bench.import(&[last]).await.contradictions, 0);
    })
    .await;
}

#[tokio::test]
async fn citations_and_participations_that_were_taken_away_or_changed_stay_so() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let file = |note: &str| {
            vec![
                json!({"article": {"key": "book"}}),
                json!({"person": {"key": "ada", "names": [{"text": "Ada", "citations": [{"article": "book", "locator": "p. 1"}, {"article": "book", "locator": "p. 2"}]}], "description": note}}),
                json!({"person": {"key": "bob"}}),
                json!({"event": {"key": "meeting", "kind": "MEETING", "title": note, "participants": [{"person": "ada"}, {"person": "bob", "role": "GUEST"}]}}),
            ]
        };
        bench.import(&file("one")).await;
        let names = json!([{"text": "Augusta", "citations": [{"article": {"key": "book"}, "locator": "p. 2"}]}]);
        bench.done(Operation::Update(RecordKind::Person), json!({"by": {"key": "ada"}, "person": {"names": names}})).await;
        let participants = json!([{"person": {"key": "bob"}, "role": "HOST"}]);
        bench.done(Operation::Update(RecordKind::Event), json!({"by": {"key": "meeting"}, "event": {"participants": participants}})).await;
        for note in ["one", "two"] {
            bench.import(&file(note)).await;
            let records = bench.records().await;
            assert_eq!(records[0]["person"]["names"], json!([{"text": "Augusta", "citations": [{"article": "book", "locator": "p. 2"}]}]));
            assert_eq!(records[2]["event"]["participants"], json!([{"person": "bob", "role": "HOST"}]));
            assert_eq!(records[2]["event"]["title"], note);
        }
    })
    .await;
}
