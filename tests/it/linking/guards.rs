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
async fn common_words_are_no_names_in_an_archive_of_many_texts() {
    let sayings = [
        "May we go? We may. In May it rained.",
        "Will it rain? It will. The will of the people.",
        "The king is dead. King and queen. A king spoke.",
        "Plan B failed. Take vitamin B. B is a letter.",
        "Grace was said. Hope is good. Faith and hope and grace, but most of all faith.",
        "A young man came to the rich bishop, who was brown and bald.",
    ];
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let names = [&["Theresa May", "May"][..], &["Will"], &["King"], &["B"], &["Grace", "Hope", "Faith"]];
        let more = [&["Andrew Young", "Young"][..], &["Rich"], &["Brown", "Bishop"]];
        let people = names.iter().chain(&more).enumerate().map(|(at, names)| {
            let names: Vec<Value> = names.iter().map(|name| json!({"text": name})).collect();
            json!({"person": {"key": format!("p{at}"), "names": names}})
        });
        let texts = (0..180).map(|at| {
            let body = format!("{} {}", sayings[at % 6], sayings[(at / 6) % 6]);
            json!({"article": {"key": format!("t{at}"), "language": "en", "body": body}})
        });
        import(&archive, &people.chain(texts).collect::<Vec<_>>()).await;
        let query = "{ documents(first: 200) { edges { node { mentions(first: 20) { edges { node { surface score rule context } } } } } } }";
        let told = archive.data(query).await;
        let found: Vec<String> = told["documents"]["edges"].as_array().unwrap().iter()
            .flat_map(|edge| edge["node"]["mentions"]["edges"].as_array().unwrap())
            .map(|edge| format!("{} {} {}", edge["node"]["surface"], edge["node"]["score"], edge["node"]["rule"]))
            .collect();
        assert_eq!(found, Vec::<String>::new());
        make(&archive, &article("full", "Theresa May spoke.")).await;
        assert_eq!(named(&archive, "full").await, pairs(&[("Theresa May", "p0")]));
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

#[tokio::test]
async fn a_given_name_that_another_surname_follows_is_somebody_else() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, &person("larina", &["Anna Larina"])).await;
        let body = "Anna Larina was at home. She read Anna Karenina all night. Then Anna wept.";
        make(&archive, &article("night", body)).await;
        let found = [("Anna Larina", "larina"), ("Anna", "larina")];
        assert_eq!(named(&archive, "night").await, pairs(&found));
        let start = archive
            .data(r#"{ article(by: {key: "night"}) { mentions { edges { node { start } } } } }"#)
            .await;
        assert_eq!(start["article"]["mentions"]["edges"][1]["node"]["start"], json!(64));
    })
    .await;
}

#[tokio::test]
async fn names_that_are_nobodys_are_read_page_by_page() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let body = "Conrad Smirnov met Olga Petrova and Ivan Sidorov. Olga Petrova wept.";
        make(&archive, &article("names", body)).await;
        let page = async |arguments: &str| {
            let query = format!("{{ unresolvedNames({arguments}) {{ edges {{ cursor node {{ name }} }} pageInfo {{ hasNextPage }} }} }}");
            archive.data(&query).await["unresolvedNames"].clone()
        };
        let names = |page: &Value| -> Vec<Value> {
            page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["name"].clone()).collect()
        };
        let whole = names(&page("first: 10").await);
        assert_eq!(whole.len(), 3, "{whole:?}");
        let (mut read, mut after) = (Vec::new(), String::new());
        loop {
            let next = page(&format!("first: 1{after}")).await;
            read.extend(names(&next));
            after = format!(", after: {}", next["edges"][0]["cursor"]);
            if next["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
        }
        assert_eq!(read, whole);
    })
    .await;
}

#[tokio::test]
async fn who_goes_speaks_against_nobody_whether_thought_of_or_not() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        for (key, name) in [
            ("a", "Adam Smirnov"),
            ("b", "Boris Smirnov"),
            ("c", "Carl Smirnov"),
            ("d", "David Smirnov"),
            ("e", "Emil Smirnov"),
        ] {
            make(&archive, &person(key, &[name])).await;
        }
        make(&archive, &article("note", "Nobody knew where Smirnov was.")).await;
        door(&archive).link_pending(|| true).await.unwrap();
        let undecided = async || {
            archive
                .data(
                    r#"{ article(by: {key: "note"}) { undecided { candidates { score person { key } } } } }"#,
                )
                .await
        };
        let before = undecided().await;
        let thought_of = before["article"]["undecided"][0]["candidates"].as_array().unwrap().clone();
        assert_eq!(thought_of.len(), 3, "{before}");
        for key in ["a", "b", "c", "d", "e"] {
            if thought_of.iter().all(|one| one["person"]["key"] != key) {
                let delete = format!(
                    r#"deletePerson(input: {{by: {{key: "{key}"}}}}) {{ userErrors {{ message }} }}"#
                );
                archive.done(&delete).await;
            }
        }
        door(&archive).link_pending(|| true).await.unwrap();
        let after = undecided().await;
        assert_ne!(after, before, "there are fewer who may be meant");
        door(&archive).relink().await.unwrap();
        door(&archive).link_pending(|| true).await.unwrap();
        assert_eq!(undecided().await, after, "and nothing is left to find");
    })
    .await;
}
