//! Texts that are no search are refused with their place; hostile ones find nothing or what their letters say, never more.

use serde_json::{Value, json};

use super::{FOUND, answer, article, found, person};
use crate::bench::Bench;
use crate::support::for_each_dialect;

/// The refusal of a search: its position and what was expected.
async fn refused(bench: &Bench, text: &str) -> String {
    let answer = answer(bench, FOUND, json!({"text": text})).await;
    assert_eq!(answer["data"], Value::Null, "{text}");
    let said = &answer["errors"][0]["extensions"];
    assert_eq!(said["code"], json!("INVALID"), "{answer}");
    assert_eq!(said["argument"], json!("text"));
    format!("{} {}", said["position"], said["expected"].as_str().unwrap())
}

#[tokio::test]
async fn a_text_that_is_no_search_is_refused_where_it_ceases_to_be_one() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        for (text, expected) in [
            ("", "0 a word or a phrase to find, beside what is excluded"),
            (" ( ) ", "5 a word or a phrase to find, beside what is excluded"),
            ("-lenin", "6 a word or a phrase to find, beside what is excluded"),
            ("лев \"тро", "8 `\"` at the end of the phrase"),
            ("лев author:x", "4 one of the fields `name`, `title`, `text` and `place` before `:`"),
            ("title: x", "6 a word or a phrase right after `:`"),
            ("*", "0 `*` only at the end of a word that has two letters or more"),
            ("le*nin", "2 `*` only at the end of a word that has two letters or more"),
        ] {
            assert_eq!(refused(&bench, text).await, expected, "{text}");
        }
        assert!(refused(&bench, &"word ".repeat(21)).await.ends_with("at most 20 words"));
        assert!(refused(&bench, &"w".repeat(1_000_000)).await.ends_with("at most 10000 bytes"));
        assert!(refused(&bench, "a\0b").await.ends_with("a text without the character U+0000"));
    })
    .await;
}

#[tokio::test]
async fn no_text_reaches_the_language_of_an_index() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[person("p", &["Ada"]), article("a", "Near", "Ada and not Bob, or near Eve.")]).await;
        for (text, expected) in [
            ("NEAR(ada bob)", ""),
            ("ada AND bob", "a SUBJECT"),
            ("ada OR nobody", ""),
            ("ada NOT bob", "a SUBJECT"),
            ("' OR 1=1 --", ""),
            ("ada' | 'bob", "a SUBJECT"),
            ("ada & !bob", "a SUBJECT"),
            ("{near} ada", "a SUBJECT"),
            ("^ada", "p WHOLE_NAME, a SUBJECT"),
            ("ada + eve", "a SUBJECT"),
            ("ada <-> bob", "a SUBJECT"),
            ("\\ada\\", "p WHOLE_NAME, a SUBJECT"),
            ("%", "none"),
            ("a%a", ""),
            ("🙂 ada", "p WHOLE_NAME, a SUBJECT"),
            ("\u{202E}ada\u{202C}", "p WHOLE_NAME, a SUBJECT"),
            ("a\u{301}da", "p WHOLE_NAME, a SUBJECT"),
            ("\u{E003}person", ""),
            ("\u{E000}\u{E000}", "none"),
            ("\u{FEFF}", "none"),
            ("ada\n\tbob", "a SUBJECT"),
        ] {
            if expected == "none" {
                let _ = refused(&bench, text).await;
            } else {
                assert_eq!(found(&bench, text).await.join(", "), expected, "{text:?}");
            }
        }
        // Long words, and as many as there may be, each with as many slips as a word can have.
        assert_eq!(found(&bench, &"ж".repeat(4_000)).await.len(), 0);
        assert_eq!(found(&bench, &"abcdefghijklmnopqrstuvwx ".repeat(20)).await.len(), 0);
        assert_eq!(found(&bench, &"習".repeat(20)).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_text_as_large_as_may_be_is_indexed_within_bounds() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let unlike: String = (0..300_000).map(|number| format!("wört{number} ")).collect();
        let alike = format!("{} zebra", "the same ".repeat(100_000));
        let report = bench
            .import(&[
                article("unlike", "One", &unlike),
                article("alike", "Two", &alike),
                article("one", "Three", &"x".repeat(1_000_000)),
                person("many", &(0..200).map(|_| "a b c d e f g h").collect::<Vec<_>>()),
                person("long", &[&"né".repeat(2000)]),
            ])
            .await;
        assert_eq!(report.problems, Vec::<String>::new());
        assert_eq!(found(&bench, "wort17").await, ["unlike SUBJECT"]);
        assert_eq!(found(&bench, "zebra same").await, ["alike TEXT"]);
    })
    .await;
}
