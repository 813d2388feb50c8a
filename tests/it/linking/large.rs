//! Texts, names and crowds that are too large for anybody to have thought of: they are found whole, within seconds.

use std::pin::Pin;
use std::time::Duration;

use super::later::door;
use super::*;
use crate::support::editor;

/// What must not take longer, even where nothing is optimized and the machine is busy.
fn soon<'a, T: 'a>(doing: impl Future<Output = T> + 'a) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    let within =
        async { tokio::time::timeout(Duration::from_secs(60), doing).await.expect("done within a minute") };
    Box::pin(within)
}

/// A word that no other number has.
fn word(number: usize) -> String {
    let syllable = |place: u32| ["ba", "ke", "lo", "mi", "nu", "ra", "ti"][number / 7_usize.pow(place) % 7];
    (0..5).map(syllable).collect()
}

/// Puts an article whose body is a variable, as one does with a long one.
pub(super) async fn put(archive: &Archive, key: &str, body: &str) {
    let query = format!(
        "mutation Put($body: String!) {{ putArticle(input: {{article: {{key: {key:?}, language: \"en\", body: $body}}}}) \
         {{ userErrors {{ message }} }} }}"
    );
    let told = archive.ask(editor(), &query, json!({"body": body})).await;
    assert_eq!(told, json!({"data": {"putArticle": {"userErrors": []}}}));
}

/// Every mention of a document, page by page: words, person, and where they stand.
async fn all_pages(archive: &Archive, key: &str) -> Vec<(String, String, [usize; 2])> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!(
            "{{ article(by: {{key: {key:?}}}) {{ mentions(first: 1000{after}) {{ pageInfo {{ hasNextPage endCursor }} \
             edges {{ node {{ surface start end person {{ key }} }} }} }} }} }}"
        );
        let told = archive.data(&query).await;
        let page = &told["article"]["mentions"];
        all.extend(page["edges"].as_array().unwrap().iter().map(|edge| {
            let node = &edge["node"];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let place = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
            (
                text(&node["surface"]),
                text(&node["person"]["key"]),
                [place(&node["start"]), place(&node["end"])],
            )
        }));
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
}

#[tokio::test]
async fn a_text_of_megabytes_is_read_to_its_end() {
    let filler = "It rained all day, and nobody of any name came to see the garden. ".repeat(600);
    let part = format!("{TEXT} {filler}\n");
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        soon(put(&archive, "put", &part.repeat(12))).await;
        soon(door(&archive).link_pending(|| true)).await.unwrap();
        let file = json!({"article": {"key": "file", "language": "en", "body": part.repeat(75)}});
        soon(import(&archive, &[file])).await;
        let length = part.chars().count();
        for (key, times) in [("put", 12), ("file", 75)] {
            let found = soon(all_pages(&archive, key)).await;
            assert_eq!(found.len(), 4 * times);
            for (at, mentions) in found.chunks(4).enumerate() {
                let start = at * length;
                assert_eq!(
                    mentions[0],
                    ("Nikolai Bukharin".to_owned(), "bukharin".to_owned(), [start, start + 16])
                );
                assert_eq!(mentions[3].2, [start + 53, start + 64]);
            }
        }
        // A sign more at the beginning moves them all.
        soon(put(&archive, "put", &format!("😀{}", part.repeat(12)))).await;
        soon(door(&archive).link_pending(|| true)).await.unwrap();
        assert_eq!(all_pages(&archive, "put").await[4].2, [length + 1, length + 17]);
        archive.done("deleteArticle(input: {by: {key: \"file\"}}) { userErrors { message } }").await;
    })
    .await;
}

#[tokio::test]
async fn a_person_of_ten_thousand_names_can_be_changed_and_is_found_by_a_thousand() {
    let name = |number: usize| format!("Al{} Su{}", word(number), word(number));
    let body: String = [0, 17, 250, 990].map(|number| format!("Then {} came too. ", name(number))).concat();
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, &article("note", &format!("{body} Then Xerxes Fubarov left."))).await;
        let names: Vec<Value> = (0..10_000).map(|number| json!({"text": name(number), "kind": "ALIAS"})).collect();
        soon(import(&archive, &[json!({"person": {"key": "many", "names": names}})])).await;
        let found = pairs(&[0, 17, 250, 990].map(name).each_ref().map(|name| (name.as_str(), "many")));
        assert_eq!(named(&archive, "note").await, found);
        let claim = r#"{ person(by: {key: "many"}) { names(first: 1) { id } } }"#;
        let claim = archive.data(claim).await["person"]["names"][0]["id"].clone();
        let change = |text: &str| format!("changePersonName(input: {{claim: {claim}, name: {{text: {text:?}}}}}) {{ userErrors {{ message }} }}");
        soon(archive.done(&change("Xerxes Fubarov"))).await;
        let mut changed = found[1..].to_vec();
        changed.push(("Xerxes Fubarov".to_owned(), "many".to_owned()));
        assert_eq!(named(&archive, "note").await, changed);
        let add = r#"addPersonName(input: {person: {key: "many"}, name: {text: "Last Ofall"}}) { userErrors { message } }"#;
        soon(archive.done(add)).await;
        soon(archive.done(r#"deletePerson(input: {by: {key: "many"}}) { userErrors { message } }"#)).await;
        assert_eq!(named(&archive, "note").await, []);
    })
    .await;
}

#[tokio::test]
async fn an_article_that_names_five_thousand_persons_names_them_all() {
    let name = |number: usize| format!("Ge{} Fu{}", word(number), word(4_999 - number));
    let people: Vec<Value> = (0..5_000)
        .map(|number| json!({"person": {"key": format!("p{number}"), "names": [{"text": name(number)}]}}))
        .collect();
    let body: String = (0..5_000).map(|number| format!("{} came. ", name(number))).collect();
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        soon(import(&archive, &people)).await;
        for (text, moved) in [(body.clone(), 0), (format!("So. {body}"), 4)] {
            soon(put(&archive, "crowd", &text)).await;
            let found = soon(all_pages(&archive, "crowd")).await;
            let mut at = moved;
            for (number, mention) in found.iter().enumerate() {
                let length = name(number).chars().count();
                assert_eq!(*mention, (name(number), format!("p{number}"), [at, at + length]));
                at += length + 7;
            }
            assert_eq!(found.len(), 5_000);
        }
        let query = "{ article(by: {key: \"crowd\"}) { persons { totalCount } segments(first: 1000) { start end mention { surface } text } } }";
        let told = soon(archive.data(query)).await;
        assert_eq!(told["article"]["persons"]["totalCount"], 5_000);
        let segments = told["article"]["segments"].as_array().unwrap();
        assert_eq!(segments[1]["mention"]["surface"], name(0));
        assert_eq!(segments.len(), 1000);
        let beside = "{ person(by: {key: \"p1\"}) { appearsWith(first: 1000) { documents { edges { passages { surface } } } } } }";
        let told = soon(archive.data(beside)).await;
        let beside = told["person"]["appearsWith"].as_array().unwrap();
        assert!(beside.iter().all(|it| it["documents"]["edges"][0]["passages"].as_array().unwrap().len() == 2));
        assert_eq!(beside.len(), 1000);
        soon(archive.done("deleteArticle(input: {by: {key: \"crowd\"}}) { userErrors { message } }")).await;
    })
    .await;
}

#[tokio::test]
async fn a_text_of_more_names_than_are_kept_keeps_nobody_from_being_found() {
    let syllable = |number: usize, place: u32| {
        ["ba", "ke", "lo", "mi", "nu", "ra", "ti"][number / 7_usize.pow(place) % 7]
    };
    let name = |number: usize| -> String {
        let letters: String = (0..6).map(|place| syllable(number, place)).collect();
        format!("{}{}. ", letters[..1].to_uppercase(), &letters[1..])
    };
    let body: String = (0..66_000).map(name).collect();
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        soon(put(&archive, "names", &body)).await;
        soon(door(&archive).link_pending(|| true)).await.unwrap();
        soon(put(&archive, "letter", TEXT)).await;
        assert_eq!(named(&archive, "letter").await, all_named());
    })
    .await;
}
