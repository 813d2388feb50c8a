//! What people say of mentions stands: the service never says otherwise again.

use super::*;

/// The id of the mention whose words are these.
async fn id_of(archive: &Archive, key: &str, surface: &str) -> String {
    let query = format!(
        "{{ article(by: {{key: {key:?}}}) {{ mentions(first: 100) {{ edges {{ node {{ id surface }} }} }} }} }}"
    );
    let told = archive.data(&query).await;
    let edges = told["article"]["mentions"]["edges"].as_array().unwrap().clone();
    let found = edges.iter().find(|edge| edge["node"]["surface"] == surface);
    found.unwrap_or_else(|| panic!("`{surface}` is not in {told}"))["node"]["id"].as_str().unwrap().to_owned()
}

fn judge(verb: &str, id: &str) -> String {
    format!(
        "{verb}Mention(input: {{mention: {id:?}}}) {{ mention {{ id status origin score person {{ key }} }} revision {{ batch {{ id }} }} userErrors {{ message }} }}"
    )
}

#[tokio::test]
async fn what_is_confirmed_is_of_the_record() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", TEXT)).await;
        let id = id_of(&archive, "note", "Joseph Stalin").await;
        let told = archive.done(&judge("confirm", &id)).await;
        let mention = json!({"id": id, "status": "CONFIRMED", "origin": "CURATED", "score": null, "person": {"key": "stalin"}});
        assert_eq!(told["mention"], mention);
        assert_eq!(named(&archive, "note").await, all_named());
        // Even without the name that it was found by.
        archive
            .done(r#"updatePerson(input: {by: {key: "stalin"}, person: {names: [{text: "Soso"}]}}) { userErrors { message } }"#)
            .await;
        assert_eq!(named(&archive, "note").await, all_named());
        let batch = told["revision"]["batch"]["id"].as_str().unwrap();
        let undo = format!("undoBatch(input: {{batch: {batch:?}, force: true}}) {{ userErrors {{ message }} }}");
        let told = archive.ask(crate::support::with_role(vitae::value::access::Role::Admin), &format!("mutation {{ it: {undo} }}"), json!({})).await;
        assert_eq!(told["data"]["it"]["userErrors"], json!([]), "{told}");
        assert_eq!(named(&archive, "note").await.len(), 3, "it was people who said so, and nobody does any more");
    })
    .await;
}

#[tokio::test]
async fn what_is_rejected_is_never_found_again() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", TEXT)).await;
        let id = id_of(&archive, "note", "Joseph Stalin").await;
        archive.done(&judge("reject", &id)).await;
        let left: Vec<_> = all_named().into_iter().filter(|(_, person)| person != "stalin").collect();
        assert_eq!(named(&archive, "note").await, left);
        let rejected = r#"{ article(by: {key: "note"}) { mentions(rejected: true) { edges { node { id status } } } } }"#;
        let told = archive.data(rejected).await;
        assert_eq!(told["article"]["mentions"]["edges"], json!([{"node": {"id": id, "status": "REJECTED"}}]));
        // The text moves, the person is told anew, everything is looked at again: it stays rejected.
        let door = Door::new(archive.store.clone(), std::sync::Arc::new(|| "2026-01-02T03:04:05.000Z".to_owned()));
        let moved = format!("Yesterday: {TEXT}");
        archive
            .done(&format!("updateArticle(input: {{by: {{key: \"note\"}}, article: {{body: {moved:?}}}}}) {{ userErrors {{ message }} }}"))
            .await;
        archive
            .done(r#"addPersonName(input: {person: {key: "stalin"}, name: {text: "J. Stalin"}}) { userErrors { message } }"#)
            .await;
        door.relink().await.unwrap();
        door.link_pending(|| true).await.unwrap();
        assert_eq!(named(&archive, "note").await, left);
        let told = archive.data(r#"{ person(by: {key: "stalin"}) { documents { totalCount } } }"#).await;
        assert_eq!(told["person"]["documents"]["totalCount"], 0);
        // Whoever changes their mind is heard.
        archive.done(&judge("confirm", &id)).await;
        assert_eq!(named(&archive, "note").await, all_named());
    })
    .await;
}

#[tokio::test]
async fn a_mention_may_be_given_to_somebody_else_or_taken_away() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", TEXT)).await;
        let id = id_of(&archive, "note", "Joseph Stalin").await;
        let moved = format!("changeMention(input: {{claim: {id:?}, mention: {{person: {{key: \"larina\"}}}}}}) {{ mention {{ status origin person {{ key }} }} userErrors {{ message }} }}");
        let told = archive.done(&moved).await;
        assert_eq!(told["mention"], json!({"status": "CONFIRMED", "origin": "CURATED", "person": {"key": "larina"}}));
        let id = id_of(&archive, "note", "Nikolai Bukharin").await;
        archive.done(&format!("withdrawClaim(input: {{claim: {id:?}}}) {{ userErrors {{ message }} }}")).await;
        assert!(!named(&archive, "note").await.iter().any(|(surface, _)| surface == "Nikolai Bukharin"));
        let cited = id_of(&archive, "note", "Anna Larina").await;
        let cite = format!("addCitation(input: {{of: {{claim: {cited:?}}}, citation: {{article: {{key: \"note\"}}}}}}) {{ userErrors {{ message }} }}");
        archive.done(&cite).await;
        assert_eq!(id_of(&archive, "note", "Anna Larina").await, cited);
        let unknown = archive.payload(&judge("confirm", "claim:999999")).await;
        assert!(unknown["userErrors"][0]["message"].as_str().unwrap().contains("claim:999999"), "{unknown}");
    })
    .await;
}

#[tokio::test]
async fn a_file_may_tell_of_mentions_and_of_what_is_none() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        let records = json!({"records": [{"article": {"key": "note", "body": TEXT, "mentions": [
            {"start": 0, "end": 16, "person": {"key": "bukharin"}},
            {"start": 21, "end": 34, "person": {"key": "stalin"}, "status": "REJECTED"}]}}]});
        let told = archive
            .ask(crate::support::editor(), "mutation($input: ImportRecordsInput!) { importRecords(input: $input) { created userErrors { message } } }", json!({"input": records}))
            .await;
        assert_eq!(told["data"]["importRecords"], json!({"created": 1, "userErrors": []}), "{told}");
        let left: Vec<_> = all_named().into_iter().filter(|(_, person)| person != "stalin").collect();
        assert_eq!(named(&archive, "note").await, left);
        assert_eq!(mentions(&archive, "note").await[0].2, "CONFIRMED IMPORTED");
    })
    .await;
}

#[tokio::test]
async fn a_name_that_is_nobodys_becomes_somebodys() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("one", "On that day Ivan Smirnov spoke. Everybody listened to Ivan Smirnov.")).await;
        make(&archive, &article("two", "Mr. Ivan Tovstukha was silent.")).await;
        let unresolved = "{ unresolvedNames { edges { node { name passageCount passages { surface document { key } } } } } }";
        let told = archive.data(unresolved).await;
        let first = &told["unresolvedNames"]["edges"][0]["node"];
        assert_eq!((&first["name"], &first["passageCount"]), (&json!("Ivan Smirnov"), &json!(2)), "{told}");
        assert_eq!(first["passages"][0]["document"]["key"], "one");
        let make = r#"createPersonFromName(input: {name: "Ivan Smirnov", key: "smirnov"}) { person { key name } userErrors { message } }"#;
        let made = archive.done(make).await;
        assert_eq!(made["person"], json!({"key": "smirnov", "name": "Ivan Smirnov"}));
        let smirnov = ("Ivan Smirnov", "smirnov");
        assert_eq!(named(&archive, "one").await, pairs(&[smirnov, smirnov]));
        let told = archive.data(unresolved).await;
        let names: Vec<&Value> = told["unresolvedNames"]["edges"].as_array().unwrap().iter().map(|it| &it["node"]["name"]).collect();
        assert!(!names.contains(&&json!("Ivan Smirnov")), "{told}");
        let again = archive.payload(make).await;
        let message = again["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("the person `smirnov` is called so already"), "{again}");
        let nobody = archive.payload(&make.replace("Ivan Smirnov", "Nobody At All")).await;
        assert!(nobody["userErrors"][0]["message"].as_str().unwrap().contains("unresolvedNames"), "{nobody}");
    })
    .await;
}

#[tokio::test]
async fn a_name_that_a_text_breaks_over_lines_is_taken_as_it_is_told() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        let broken = "Ivan\nSmirnov";
        make(&archive, &article("one", &format!("Then Mr. {broken} spoke. Everybody listened to Mr. {broken}."))).await;
        let told = archive.data("{ unresolvedNames(first: 1) { edges { node { name passageCount } } } }").await;
        let first = &told["unresolvedNames"]["edges"][0]["node"];
        assert_eq!(first["passageCount"], 2, "{told}");
        assert_eq!(first["name"], broken, "{told}");
        let make = format!("createPersonFromName(input: {{name: {broken:?}}}) {{ person {{ name }} userErrors {{ message }} }}");
        assert_eq!(archive.done(&make).await["person"]["name"], "Ivan Smirnov");
        let passages = named(&archive, "one").await.into_iter().map(|(words, _)| words).collect::<Vec<_>>();
        assert_eq!(passages, [broken, broken]);
    })
    .await;
}

#[tokio::test]
async fn a_list_that_is_told_anew_leaves_what_was_rejected() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", TEXT)).await;
        let id = id_of(&archive, "note", "Joseph Stalin").await;
        archive.done(&judge("reject", &id)).await;
        let left: Vec<_> = all_named().into_iter().filter(|(_, person)| person != "stalin").collect();
        let put = |mentions: &str| {
            format!(
                "putArticle(input: {{article: {{key: \"note\", body: {TEXT:?}, language: \"en\", mentions: {mentions}}}}}) {{ userErrors {{ message }} }}"
            )
        };
        for mentions in ["[]", "null", r#"[{start: 0, end: 16, person: {key: "bukharin"}}]"#] {
            archive.done(&put(mentions)).await;
            assert_eq!(named(&archive, "note").await, left, "{mentions}");
        }
        // Told as a mention, it is one.
        let again = TEXT.find("Joseph").unwrap();
        let stalin = format!("[{{start: {again}, end: {}, person: {{key: \"stalin\"}}}}]", again + "Joseph Stalin".len());
        archive.done(&put(&stalin)).await;
        assert_eq!(named(&archive, "note").await, all_named());
    })
    .await;
}

#[tokio::test]
async fn of_two_who_make_a_person_of_one_name_at_once_one_does() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        // More documents than an edit looks at.
        for number in 0..25 {
            make(&archive, &article(&format!("n{number}"), "We saw that Conrad Smirnov left for home.")).await;
        }
        let make = r#"createPersonFromName(input: {name: "Conrad Smirnov"}) { person { name } userErrors { code message } }"#;
        let (one, other) = tokio::join!(archive.payload(make), archive.payload(make));
        let made: Vec<&Value> = [&one, &other].into_iter().filter(|payload| !payload["person"].is_null()).collect();
        assert_eq!(made.len(), 1, "{one} {other}");
        let refused = if one["person"].is_null() { &one } else { &other };
        assert_eq!(refused["userErrors"][0]["code"], "NOT_FOUND", "{refused}");
        let told = archive.data(r#"{ persons(filter: {name: {equals: "Conrad Smirnov"}}) { totalCount } }"#).await;
        assert_eq!(told["persons"]["totalCount"], 1);
    })
    .await;
}

#[tokio::test]
async fn somebody_of_a_known_last_name_and_another_given_name_is_nobodys_yet() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("note", "We saw that Ivan Bukharin left for home.")).await;
        assert_eq!(named(&archive, "note").await, []);
        let told = archive.data("{ unresolvedNames { edges { node { name } } } }").await;
        assert_eq!(told["unresolvedNames"]["edges"], json!([{"node": {"name": "Ivan Bukharin"}}]));
        archive.done(r#"createPersonFromName(input: {name: "Ivan Bukharin", key: "ivan"}) { userErrors { message } }"#).await;
        assert_eq!(named(&archive, "note").await, pairs(&[("Ivan Bukharin", "ivan")]));
    })
    .await;
}

#[tokio::test]
async fn a_passage_that_is_not_decided_is_shown_in_its_words() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, r#"v: createPerson(input: {person: {key: "vasily", names: [{text: "Vasily Stalin"}]}}) { userErrors { message } }"#).await;
        let long = "Тогда, как говорили, долго и очень тихо спорили; but Stalin did not answer anybody who asked him then.";
        for (key, body) in [("start", "Stalin came."), ("long", long)] {
            make(&archive, &article(key, body)).await;
        }
        for (key, context) in [
            ("start", "Stalin came."),
            ("long", "долго и очень тихо спорили; but Stalin did not answer anybody who aske"),
        ] {
            let query = format!(
                "{{ article(by: {{key: {key:?}}}) {{ undecided {{ surface context document {{ key }} candidates {{ person {{ key }} }} }} mentions {{ edges {{ node {{ context }} }} }} }} }}"
            );
            let told = archive.data(&query).await;
            let undecided = &told["article"]["undecided"][0];
            assert_eq!((&undecided["surface"], &undecided["document"]["key"]), (&json!("Stalin"), &json!(key)), "{told}");
            assert_eq!(undecided["context"].as_str().map(str::trim), Some(context), "{told}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_people_say_of_a_passage_is_heard_in_other_texts_and_no_longer_once_they_take_it_back() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("first", "Bukharin, whom they called Snaggles, came.")).await;
        for key in ["second", "third"] {
            make(&archive, &article(key, "Then Snaggles left.")).await;
        }
        let door = Door::new(archive.store.clone(), std::sync::Arc::new(|| "2026-01-02T03:04:05.000Z".to_owned()));
        // Of one of them the words are counted, of the others not yet.
        door.link_pending(|| true).await.unwrap();
        make(&archive, &article("fourth", "They saw Snaggles again.")).await;
        let start = "Bukharin, whom they called ".len();
        let add = format!(
            "addMention(input: {{document: {{article: {{key: \"first\"}}}}, mention: {{start: {start}, end: {}, person: {{key: \"bukharin\"}}}}}}) {{ mention {{ id }} userErrors {{ message }} }}",
            start + "Snaggles".len()
        );
        let told = archive.done(&add).await;
        for key in ["second", "third", "fourth"] {
            assert_eq!(named(&archive, key).await, pairs(&[("Snaggles", "bukharin")]), "{key}");
        }
        let id = told["mention"]["id"].as_str().unwrap();
        archive.done(&format!("changeMention(input: {{claim: {id:?}, mention: {{person: {{key: \"larina\"}}}}}}) {{ userErrors {{ message }} }}")).await;
        assert_eq!(named(&archive, "second").await, pairs(&[("Snaggles", "larina")]));
        archive.done(&format!("withdrawClaim(input: {{claim: {id:?}}}) {{ userErrors {{ message }} }}")).await;
        for key in ["second", "third", "fourth"] {
            assert_eq!(named(&archive, key).await, [], "{key}");
        }
    })
    .await;
}
