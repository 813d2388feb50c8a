//! Names that are common words in the archive's texts.

use serde_json::{Value, json};

use super::found;
use crate::bench::Bench;
use crate::support::for_each_dialect;

#[tokio::test]
async fn names_that_are_common_words_are_told() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let named = |key: &str, names: &[(&str, Option<&str>)]| {
            let names: Vec<Value> =
                names.iter().map(|(text, rank)| json!({"text": text, "rank": rank.unwrap_or("NORMAL")})).collect();
            json!({"person": {"key": key, "names": names}})
        };
        let text = "May I say that Koba will come? He may, or he may not; a will is a will. Koba has met the King, a King, \
            the King, the King and the King.";
        bench
            .import(&[
                named("a", &[("May", None), ("Koba", None), ("May Day", None)]),
                named("b", &[("Will", Some("DEPRECATED")), ("King", None), ("Nobody", None)]),
                json!({"article": {"key": "note", "language": "en", "body": text}}),
            ])
            .await;
        assert_eq!(
            found(&bench, "COMMON_WORD").await,
            [
                "a: the name `May` is a common word in the texts (2 times in small letters, 0 with a capital, 0 of these \
                 behind an article): alone it is linked only where a text tells more (none)",
                "b: the name `King` is a common word in the texts (0 times in small letters, 5 with a capital, 5 of these \
                 behind an article): alone it is linked only where a text tells more (none)",
            ]
        );
    })
    .await;
}
