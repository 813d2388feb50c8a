//! What is no name is not taken for one, however it is written; and no text is too odd.

use super::*;

fn person(key: &str, names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("{{text: {name:?}}}")).collect();
    format!(
        "createPerson(input: {{person: {{key: {key:?}, names: [{}]}}}}) {{ userErrors {{ message }} }}",
        names.join(", ")
    )
}

#[tokio::test]
async fn a_word_that_is_also_a_name_is_no_flood_of_mentions() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        for (key, names) in [
            ("may", &["Theresa May"][..]),
            ("will", &["William Small", "Will"]),
            ("x", &["X"]),
            ("king", &["King", "Martin King"]),
        ] {
            make(&archive, &person(key, names)).await;
        }
        for (at, body) in [
            "In May it rained. May I come in? Will you? The King of Spain may say so.",
            "You will see. He may. The will of the people. In May, in June.",
            "A small king of a small land. X marks the spot. May they live.",
        ]
        .iter()
        .enumerate()
        {
            make(&archive, &article(&format!("note{at}"), body)).await;
            assert_eq!(named(&archive, &format!("note{at}")).await, [], "{body}");
        }
        make(&archive, &article("full", "Theresa May spoke; later May was silent.")).await;
        assert_eq!(named(&archive, "full").await[0], ("Theresa May".to_owned(), "may".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn texts_in_any_script_keep_their_places() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        for (key, names) in [
            ("trotsky", &["Leon Trotsky", "Лев Троцкий"][..]),
            ("dvorak", &["Antonín Dvořák"]),
            ("lu", &["鲁迅"]),
        ] {
            make(&archive, &person(key, names)).await;
        }
        for (at, (body, surface, who)) in [
            ("😀😀 Leon Trotsky 😀", "Leon Trotsky", "trotsky"),
            ("Вчера Лев Троцкий выступал.", "Лев Троцкий", "trotsky"),
            (
                "Then Antoni\u{301}n Dvor\u{30c}a\u{301}k came.",
                "Antoni\u{301}n Dvor\u{30c}a\u{301}k",
                "dvorak",
            ),
            ("Then Antonin Dvorak came.", "Antonin Dvorak", "dvorak"),
            ("\u{202e}\u{2067}Leon Trotsky\u{2069}", "Leon Trotsky", "trotsky"),
            ("作家鲁迅写了。", "鲁迅", "lu"),
        ]
        .into_iter()
        .enumerate()
        {
            let key = format!("note{at}");
            make(&archive, &article(&key, body)).await;
            assert_eq!(named(&archive, &key).await, pairs(&[(surface, who)]), "{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_ambiguous_is_nobody_until_the_text_tells() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, &person("anna", &["Anna Larina"])).await;
        make(&archive, &person("other", &["Vera Larina"])).await;
        make(&archive, &article("open", "Larina was asked.")).await;
        assert_eq!(named(&archive, "open").await, []);
        let query =
            r#"{ article(by: {key: "open"}) { undecided { surface candidates { person { key } } } } }"#;
        let told = archive.data(query).await;
        assert_eq!(told["article"]["undecided"][0]["surface"], "Larina", "{told}");
        assert_eq!(told["article"]["undecided"][0]["candidates"].as_array().unwrap().len(), 2, "{told}");
        make(&archive, &article("told", "Vera Larina came. Larina was asked.")).await;
        assert_eq!(named(&archive, "told").await, pairs(&[("Vera Larina", "other"), ("Larina", "other")]));
    })
    .await;
}
