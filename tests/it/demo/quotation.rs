//! The letters to Stalin, the quotations with their speakers, addressees and standing, and who is called Koba.

use serde_json::json;

use super::{Demo, edges, only, short, sources, text, texts};

#[tokio::test]
async fn his_letters_to_stalin_were_never_answered() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {and: [
                    {participation: {person: {key: "demo:person/bukharin"}, roles: ["AUTHOR"]}},
                    {participation: {person: {key: "demo:person/stalin"}, roles: ["RECIPIENT"]}}]}) {
                edges { node { key kind participants(roles: ["RECIPIENT"]) { edges {
                    note node { name } citations { ...source } } } citations { ...source } } } } }"#,
        )
        .await;
    let mut letters: Vec<_> = edges(&answer["events"])
        .iter()
        .map(|edge| {
            let recipient = only(&edge["node"]["participants"]);
            (short(text(edge, "/node/key")), text(edge, "/node/kind"), text(recipient, "/note"))
        })
        .collect();
    letters.sort();
    assert_eq!(
        letters,
        [
            ("event/bukharin-letters", "CORRESPONDENCE", "answered none of them"),
            ("event/letter-koba", "LETTER", "addressed as Koba; did not answer"),
            ("event/letter-wife-hostage", "LETTER", "did not answer"),
        ]
    );
    let all = edges(&answer["events"]).iter().find(|edge| edge["node"]["kind"] == "CORRESPONDENCE");
    let all = &all.expect("it is one of the three")["node"];
    assert_eq!(
        sources(only(&all["participants"])),
        [
            "`another-stalins-victim` (paragraph 6) PROBABLE",
            "`bukharin-life`: “No reply came to that letter or to any other” PROBABLE",
        ]
    );
    assert_eq!(sources(all)[2], "`getty-naumov-1999` PROBABLE");
    demo.close().await;
}

#[tokio::test]
async fn one_letter_offers_his_wife_as_a_hostage() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {kinds: ["LETTER"], participation: {roles: ["HOSTAGE"]}}) { edges { node {
                    key date { edtf } description participants { edges { role note node { key } citations { ...source } } }
                    citations { ...source note } } } } }"#,
        )
        .await;
    let letter = &only(&answer["events"])["node"];
    assert_eq!(short(text(letter, "/key")), "event/letter-wife-hostage");
    assert_eq!(letter["date"]["edtf"], "1937-12-10");
    assert_eq!(
        letter["description"],
        "He offers to fight Trotsky in America, and to leave his wife behind as a pledge. Unanswered."
    );
    let hostage = &edges(&letter["participants"])[2];
    assert_eq!(hostage["node"]["key"], "demo:person/bukharins-wife");
    assert_eq!(hostage["note"], "offered, not taken");
    assert_eq!(
        sources(hostage),
        ["`another-stalins-victim` (paragraph 6) PROBABLE", "`getty-naumov-1999` (pp. 556–560) CERTAIN"]
    );
    assert_eq!(
        sources(letter),
        [
            "`bukharin-life`: “On 10 December 1937 he proposed to go to America and campaign there against Trotsky, leaving his wife behind for half a year as a hostage for his good faith” CERTAIN",
            "`another-stalins-victim` (paragraph 6) PROBABLE",
            "`getty-naumov-1999` (pp. 556–560) PROBABLE",
        ]
    );
    assert!(text(&letter["citations"][2], "/note").ends_with("is an inference."));
    demo.close().await;
}

/// Found when Stalin was dead, in his desk, as it is said: possible, and doubted.
#[tokio::test]
async fn a_letter_is_said_to_have_lain_in_stalins_desk() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/stalin"}) {
                death { date { latest } }
                events(roles: ["OWNER"]) { edges { role note node {
                    title description date { edtf text earliest } citations { ...source } } } } } }"#,
        )
        .await;
    let found = only(&answer["person"]["events"]);
    assert_eq!(found["node"]["title"], "The letter to Koba is found in Stalin’s desk");
    assert_eq!(found["note"], "in whose desk it is said to have lain");
    assert_eq!(found["node"]["date"]["text"], "after Stalin’s death");
    assert_eq!(found["node"]["date"]["edtf"], "1953-03-06?/1953?");
    assert_eq!(answer["person"]["death"]["date"]["latest"], "1953-03-05");
    assert!(text(found, "/node/date/earliest") > text(&answer["person"], "/death/date/latest"));
    assert!(text(found, "/node/description").starts_with("Disputed"));
    assert_eq!(
        sources(&found["node"]),
        [
            "`bukharin-life`: “The note that held the line is said to have lain in Stalin’s desk, and to have been found there after his death on 5 March 1953” POSSIBLE",
            "`another-stalins-victim` (paragraph 6) POSSIBLE",
            "`medvedev-2003` (the chapter on the murder of Bukharin) POSSIBLE",
            "`furr-bobrov` DOUBTFUL",
        ]
    );
    demo.close().await;
}

#[tokio::test]
async fn lenin_called_him_the_favourite_of_the_whole_party() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {identifier: {scheme: "wikidata", value: "Q1394"}}) {
                    quotations(statuses: [VERIFIED]) { edges { role status citations { ...source } node {
                        text work date { edtf } occasion { title }
                        attributions { edges { rank status note node { name } citations { ...source } } } } } } } }"#,
        )
        .await;
    let said = only(&answer["person"]["quotations"]);
    assert_eq!(said["node"]["text"], "Favourite of the whole party");
    assert_eq!(said["node"]["work"], "Letter to the Congress, part II");
    assert_eq!(said["node"]["date"]["edtf"], "1922-12-24");
    assert_eq!(
        said["node"]["occasion"]["title"],
        "Lenin dictates the part of his testament that judges his heirs"
    );
    assert_eq!(
        sources(said),
        [
            "`lenin-letter-to-the-congress` (part II, 24 December 1922): “favourite of the whole Party” CERTAIN",
            "`bukharin-life`: “Lenin had dictated the words in December 1922, in the notes that came to be called his testament” CERTAIN",
        ]
    );
    let [lenin, nobody] = edges(&said["node"]["attributions"]) else { panic!("not two readings: {said}") };
    assert_eq!(lenin["node"]["name"], "Vladimir Lenin");
    assert_eq!(lenin["rank"], "NORMAL");
    assert_eq!(nobody["node"], json!(null));
    assert_eq!(nobody["status"], "ANONYMOUS");
    assert_eq!(nobody["rank"], "DEPRECATED");
    assert_eq!(nobody["note"], "one source quotes the words without a speaker");
    assert_eq!(sources(nobody), ["`another-stalins-victim` (paragraph 1) POSSIBLE"]);
    demo.close().await;
}

#[tokio::test]
async fn the_praise_of_stalin_is_ascribed_to_his_last_plea() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ event(by: {key: "demo:event/bukharin-last-plea"}) { date { edtf } quotations { edges { node {
                    text note attributions { edges { role status node { name } citations { ...source } } }
                    persons { edges { node { name } passages { surface } } } citations { ...source } } } } } }"#,
        )
        .await;
    assert_eq!(answer["event"]["date"]["edtf"], "1938-03-12");
    let words = &only(&answer["event"]["quotations"])["node"];
    assert_eq!(
        words["text"],
        "Everybody perceives the wise leadership of the country that is ensured by Stalin."
    );
    assert!(text(words, "/note").starts_with("Spoken under duress"));
    let speaker = only(&words["attributions"]);
    assert_eq!(speaker["node"]["name"], "Nikolai Bukharin");
    assert_eq!((text(speaker, "/role"), text(speaker, "/status")), ("SPEAKER", "ATTRIBUTED"));
    assert_eq!(
        sources(speaker),
        [
            "`court-proceedings-1938` (evening session, 12 March 1938) PROBABLE",
            "`another-stalins-victim` (paragraph 5) PROBABLE",
            "`bukharin-life`: “In his last plea, on 12 March, he told the judges” PROBABLE",
        ]
    );
    assert_eq!(
        only(&words["persons"]),
        &json!({"node": {"name": "Joseph Stalin"}, "passages": [{"surface": "Stalin"}]})
    );
    demo.close().await;
}

/// From Stalin's side: what was said to him. The line is disputed, and so is that it was his.
#[tokio::test]
async fn the_line_to_koba_is_addressed_to_stalin_and_disputed() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/stalin"}) { quotations(role: ADDRESSEE) { edges {
                    status note citations { ...source } node { text note date { edtf text } occasion { key }
                        attributions(role: SPEAKER) { edges { status note node { name } citations { ...source } } }
                        citations { ...source } } } } }
                disputed: documents(filter: {attribution: {person: {key: "demo:person/bukharin"},
                    statuses: [DISPUTED]}}) { edges { node { key } } } }"#,
        )
        .await;
    let heard = only(&answer["person"]["quotations"]);
    assert_eq!(heard["node"]["text"], "Koba, why do you need me to die?");
    assert_eq!(heard["note"], "addressed by his party name");
    assert_eq!(heard["node"]["occasion"]["key"], "demo:event/letter-koba");
    assert_eq!(
        heard["node"]["date"],
        json!({"edtf": "1937-02-27/1938-03-15", "text": "undated; by tradition shortly before the execution"})
    );
    assert_eq!(
        sources(heard),
        [
            "`another-stalins-victim` (paragraph 6) POSSIBLE",
            "`bukharin-life`: “Koba was the name under which old comrades had known Stalin in the underground” PROBABLE",
        ]
    );
    let speaker = only(&heard["node"]["attributions"]);
    assert_eq!(speaker["node"]["name"], "Nikolai Bukharin");
    assert_eq!((text(heard, "/status"), text(speaker, "/status")), ("DISPUTED", "DISPUTED"));
    assert_eq!(speaker["note"], "authenticity and wording are contested in print");
    assert_eq!(
        sources(speaker),
        [
            "`another-stalins-victim` (paragraph 6) POSSIBLE",
            "`medvedev-2003` (the chapter on the murder of Bukharin) POSSIBLE",
            "`furr-bobrov` DOUBTFUL",
            "`bukharin-life`: “The most famous line of all rests on hearsay” DOUBTFUL",
        ]
    );
    assert_eq!(texts(&answer["disputed"], "/node/key"), ["demo:quotation/koba-why-do-you-need-me-to-die"]);
    demo.close().await;
}

/// However it is spelled, the name leads to Stalin and to nobody else.
#[tokio::test]
async fn koba_is_a_name_of_stalin_alone() {
    let demo = Demo::open().await;
    for filter in [
        r#"{contains: "koba"}"#,
        r#"{startsWith: "KOB"}"#,
        r#"{equals: "Koba", kinds: ["PSEUDONYM"], languages: ["ka-Latn"]}"#,
        r#"{contains: "коба"}"#,
        r#"{equals: "კობა"}"#,
    ] {
        let answer = demo
            .ask(&format!(
                r#"{{ persons(filter: {{name: {filter}}}) {{ edges {{ node {{ key name }} }} }} }}"#
            ))
            .await;
        let found = only(&answer["persons"]);
        assert_eq!(found["node"], json!({"key": "demo:person/stalin", "name": "Joseph Stalin"}), "{filter}");
    }
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/stalin"}) { names(filter: {equals: "Koba"}) {
                    text kind date { edtf text } note citations { ...source } } } }"#,
        )
        .await;
    let name = &answer["person"]["names"][0];
    assert_eq!(answer["person"]["names"].as_array().map(Vec::len), Some(1));
    assert_eq!((text(name, "/text"), text(name, "/kind")), ("Koba", "PSEUDONYM"));
    assert_eq!(name["date"]["edtf"], "1903~/");
    assert_eq!(
        sources(name),
        [
            "`bukharin-life`: “Koba was the name under which old comrades had known Stalin in the underground” CERTAIN",
            "`another-stalins-victim` (paragraph 6) CERTAIN",
            "`getty-naumov-1999` (letter of 10 December 1937) PROBABLE",
        ]
    );
    demo.close().await;
}

/// Every passage that says Koba, in whatever document, is known to name Stalin.
#[tokio::test]
async fn every_passage_that_says_koba_names_stalin() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/stalin"}) { documents { edges {
                    passageCount passages { surface start context } node { key text } } } } }"#,
        )
        .await;
    let mut said = Vec::new();
    for edge in edges(&answer["person"]["documents"]) {
        let passages = edge["passages"].as_array().unwrap();
        assert_eq!(edge["passageCount"].as_u64(), Some(passages.len() as u64));
        let koba = passages.iter().filter(|passage| passage["surface"] == "Koba").count();
        assert_eq!(koba, text(edge, "/node/text").matches("Koba").count(), "{edge}");
        said.push((short(text(edge, "/node/key")), koba));
    }
    said.sort();
    assert_eq!(
        said,
        [
            ("article/bukharin-life", 2),
            ("article/two-calendars", 1),
            ("quotation/koba-why-do-you-need-me-to-die", 1),
            ("quotation/wise-leadership", 0),
        ]
    );
    demo.close().await;
}

/// A quotation's place in its source is the quotation, letter for letter.
#[tokio::test]
async fn every_quotation_stands_in_its_source() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            "{ documents(kinds: [QUOTATION]) { edges { node { ... on Quotation {
            key text sourceStart sourceEnd source { text quotations { edges { node { key } } } } } } } } }",
        )
        .await;
    let quotations = edges(&answer["documents"]);
    assert_eq!(quotations.len(), 3);
    for edge in quotations {
        let quotation = &edge["node"];
        let source: Vec<char> = text(quotation, "/source/text").chars().collect();
        let at = |end: &str| usize::try_from(quotation[end].as_u64().unwrap()).unwrap();
        let standing: String = source[at("sourceStart")..at("sourceEnd")].iter().collect();
        assert_eq!(quotation["text"], standing);
        assert!(texts(&quotation["source"]["quotations"], "/node/key").contains(&text(quotation, "/key")));
    }
    demo.close().await;
}
