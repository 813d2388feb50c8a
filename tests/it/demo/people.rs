//! The others: parents, wives, Kamenev and Zinoviev, Trotsky; and disagreements kept side by side.

use serde_json::{Value, json};

use super::{Demo, edges, only, short, sources, text, texts};

#[tokio::test]
async fn his_parents_were_teachers() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/bukharin"}) { relations(kinds: ["PARENT"]) { edges {
                    direction node { name description } citations { ...source } } } } }"#,
        )
        .await;
    let parents = edges(&answer["person"]["relations"]);
    assert_eq!(
        texts(&answer["person"]["relations"], "/node/name"),
        ["Ivan Gavrilovich Bukharin", "Lyubov Ivanovna Bukharina"]
    );
    for parent in parents {
        assert_eq!(parent["direction"], "OUTGOING");
        assert!(text(parent, "/node/description").starts_with("Schoolteacher in Moscow"));
        assert_eq!(
            sources(parent),
            [
                "`bukharin-life`: “Ivan Gavrilovich and Lyubov Ivanovna, his parents, both taught school” CERTAIN",
                "`gorelov-1988` CERTAIN",
            ]
        );
    }
    demo.close().await;
}

/// One source says "Bukharin's wife" and no name; who she is, is an inference, and marked as one.
#[tokio::test]
async fn the_wife_is_known_by_her_role() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ persons(filter: {name: {equals: "Bukharin’s wife", kinds: ["DESCRIPTION"]}}) { edges { node {
                    key name description
                    names(kinds: ["DESCRIPTION", "PREFERRED"]) { text kind note citations { ...source note } }
                    events { edges { role node { key } } } } } } }"#,
        )
        .await;
    let wife = &only(&answer["persons"])["node"];
    assert_eq!(short(text(wife, "/key")), "person/bukharins-wife");
    assert_eq!(wife["name"], "Anna Larina");
    assert!(text(wife, "/description").starts_with("Known to one source only as the wife"));
    let [described, named] = wife["names"].as_array().unwrap().as_slice() else { panic!("{wife}") };
    assert_eq!(described["note"], "all that one source says of her");
    assert_eq!(
        sources(described),
        ["`another-stalins-victim` (paragraph 5) CERTAIN", "`another-stalins-victim` (paragraph 6) CERTAIN"]
    );
    assert_eq!(text(named, "/text"), "Anna Larina");
    assert_eq!(
        sources(named),
        ["`larina-1993` PROBABLE", "`bukharin-life`: “Anna Larina, the widow” PROBABLE"]
    );
    assert!(text(named, "/citations/0/note").contains("is an inference"));
    let mut roles: Vec<_> = edges(&wife["events"])
        .iter()
        .map(|edge| (text(edge, "/role"), short(text(edge, "/node/key"))))
        .collect();
    roles.sort();
    assert_eq!(
        roles,
        [
            ("HOSTAGE", "event/letter-wife-hostage"),
            ("SUBJECT", "event/wife-arrest"),
            ("SUBJECT", "person/bukharins-wife#birth"),
            ("SUBJECT", "person/bukharins-wife#death"),
            ("THREATENED", "event/bukharin-confession"),
            ("THREATENED", "event/bukharin-confession-in-custody"),
            ("THREATENED", "event/threat-to-the-wife"),
        ]
    );
    demo.close().await;
}

/// Passages that stand for her without naming her carry a source of their own; those that name her need none.
#[tokio::test]
async fn passages_that_mean_the_wife_without_her_name_say_why() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ article(by: {key: "demo:article/bukharin-life"}) {
                mentions(person: {key: "demo:person/bukharins-wife"}) { edges { node {
                    surface citations { ...source } } } } } }"#,
        )
        .await;
    let mentions = edges(&answer["article"]["mentions"]);
    assert_eq!(
        texts(&answer["article"]["mentions"], "/node/surface"),
        ["His young wife", "his wife", "his wife", "Anna Larina", "the widow", "Bukharin’s wife"]
    );
    for mention in mentions {
        let expected: &[&str] =
            if mention["node"]["surface"] == "Anna Larina" { &[] } else { &["`larina-1993` PROBABLE"] };
        assert_eq!(sources(&mention["node"]), expected, "{mention}");
    }
    demo.close().await;
}

/// "One of Stalin's agents" is Mercader because memoirs say so, and the passage carries them as its source.
#[tokio::test]
async fn the_agent_without_a_name_is_mercader_by_a_source() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/ramon-mercader"}) { documents { edges { passages {
                surface citations { ...source note } } } } } }"#,
        )
        .await;
    let passages = &only(&answer["person"]["documents"])["passages"];
    assert_eq!(
        (text(passages, "/0/surface"), text(passages, "/1/surface")),
        ("one of Stalin’s agents", "Ramón Mercader")
    );
    assert_eq!(sources(&passages[0]), ["`sudoplatov-1994` PROBABLE"]);
    assert_eq!(
        passages[0]["citations"][0]["note"],
        "The passage names nobody; the memoirs of the man who directed the operation do."
    );
    demo.close().await;
}

#[tokio::test]
async fn he_was_married_three_times() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/bukharin"}) { relations(kinds: ["SPOUSE"]) { edges {
                    note date { edtf } node { name } citations { ...source } } } }
                other_side: person(by: {key: "demo:person/nadezhda-lukina"}) { relations { edges {
                    kind direction node { name } } } } }"#,
        )
        .await;
    let marriages: Vec<_> = edges(&answer["person"]["relations"])
        .iter()
        .map(|edge| (text(edge, "/node/name"), text(edge, "/date/edtf")))
        .collect();
    assert_eq!(
        marriages,
        [("Nadezhda Lukina", "1911~/"), ("Esfir Gurvich", "1921~/1929~"), ("Anna Larina", "1934/1938-03-15"),]
    );
    let third = &edges(&answer["person"]["relations"])[2];
    assert_eq!(third["note"], "third wife; the wife of the arrest, the trial and the letters");
    assert_eq!(sources(third), ["`larina-1993` CERTAIN", "`another-stalins-victim` (paragraph 5) POSSIBLE"]);
    assert_eq!(
        only(&answer["other_side"]["relations"]),
        &json!({"kind": "SPOUSE", "direction": "INCOMING", "node": {"name": "Nikolai Bukharin"}})
    );
    demo.close().await;
}

#[tokio::test]
async fn kamenev_and_zinoviev_were_tried_together_and_shot_on_one_day() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ died: persons(filter: {diedWithin: {within: "1936", certainty: CERTAINLY}}) { edges { node {
                    name death { title place date { edtf } participants(roles: ["INSTIGATOR"]) { edges { node { name } } }
                        citations { ...source } } } } }
                tried: events(filter: {kinds: ["TRIAL"], and: [
                    {participation: {person: {key: "demo:person/kamenev"}, roles: ["ACCUSED"]}},
                    {participation: {person: {key: "demo:person/zinoviev"}, roles: ["ACCUSED"]}}]}) { edges { node {
                    title date { edtf } participants { edges { role node { name } } } citations { ...source } } } } }"#,
        )
        .await;
    assert_eq!(texts(&answer["died"], "/node/name"), ["Grigory Zinoviev", "Lev Kamenev"]);
    for edge in edges(&answer["died"]) {
        let death = &edge["node"]["death"];
        assert_eq!(death["title"], format!("Execution of {}", text(edge, "/node/name")));
        assert_eq!((text(death, "/date/edtf"), text(death, "/place")), ("1936-08-25", "Moscow"));
        assert_eq!(only(&death["participants"])["node"]["name"], "Joseph Stalin");
        assert_eq!(
            sources(death),
            [
                "`bukharin-life`: “sentenced on 24 August 1936, they were shot the next day” CERTAIN",
                "`another-stalins-victim` (paragraph 4) PROBABLE",
                "`conquest-1990` CERTAIN",
            ]
        );
    }
    let trial = &only(&answer["tried"])["node"];
    assert_eq!(trial["title"], "The first Moscow trial (the Trial of the Sixteen)");
    assert_eq!(trial["date"]["edtf"], "1936-08-19/1936-08-24");
    assert_eq!(
        texts(&trial["participants"], "/role"),
        ["ACCUSED", "ACCUSED", "ALLEGED_LEADER", "PROSECUTOR", "JUDGE", "INSTIGATOR"]
    );
    assert_eq!(sources(trial)[1], "`conquest-1990` CERTAIN");
    demo.close().await;
}

/// His friends, as one source has it; in politics they were not, and the relation says so.
#[tokio::test]
async fn that_they_were_friends_is_possible_only() {
    let demo = Demo::open().await;
    for friend in ["kamenev", "zinoviev"] {
        let answer = demo
            .ask(&format!(
                r#"{{ person(by: {{key: "demo:person/{friend}"}}) {{ relations(kinds: ["FRIEND"]) {{ edges {{
                        direction note node {{ name }} citations {{ ...source }} }} }} }} }}"#
            ))
            .await;
        let relation = only(&answer["person"]["relations"]);
        assert_eq!(relation["direction"], "INCOMING");
        assert_eq!(relation["node"]["name"], "Nikolai Bukharin");
        assert_eq!(relation["note"], "In politics they stood on opposite sides from 1925 on.");
        assert_eq!(
            sources(relation),
            [
                "`another-stalins-victim` (paragraph 4) POSSIBLE",
                "`bukharin-life`: “whom Bukharin counted among his friends” POSSIBLE",
            ]
        );
    }
    demo.close().await;
}

#[tokio::test]
async fn trotsky_was_killed_by_stalins_agent_in_1940() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/trotsky"}) {
                events(kinds: ["ASSASSINATION"], filter: {date: {within: "1940"}}) { edges { role node { place date { edtf }
                    participants { edges { role node { name } citations { ...source } } } citations { ...source } } } }
                death { date { edtf } participants { edges { role node { name } } } citations { ...source } } } }"#,
        )
        .await;
    let killing = only(&answer["person"]["events"]);
    assert_eq!(killing["role"], "VICTIM");
    assert_eq!(killing["node"]["date"]["edtf"], "1940-08-20");
    assert_eq!(killing["node"]["place"], "Coyoacán, Mexico City");
    assert_eq!(
        sources(&killing["node"]),
        [
            "`bukharin-life`: “On 20 August 1940 one of Stalin’s agents, Ramón Mercader, struck him down with an ice axe” CERTAIN",
            "`another-stalins-victim` (paragraph 4) CERTAIN",
            "`deutscher-1963` CERTAIN",
        ]
    );
    let [_, agent, instigator] = edges(&killing["node"]["participants"]) else { panic!("{killing}") };
    assert_eq!((text(agent, "/role"), text(agent, "/node/name")), ("PERPETRATOR", "Ramón Mercader"));
    assert_eq!((text(instigator, "/role"), text(instigator, "/node/name")), ("INSTIGATOR", "Joseph Stalin"));
    assert_eq!(
        sources(instigator),
        ["`another-stalins-victim` (paragraph 4) PROBABLE", "`sudoplatov-1994` CERTAIN"]
    );
    let death = &answer["person"]["death"];
    assert_eq!(death["date"]["edtf"], "1940-08-21", "he died on the following day");
    assert_eq!(sources(death)[0], "`bukharin-life`: “he died on the following day” CERTAIN");
    demo.close().await;
}

/// Deported, says the archive; fled, says one source. The preferred reading does not delete the other.
#[tokio::test]
async fn both_readings_of_how_trotsky_left_are_kept() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/trotsky"}) { events(kinds: ["DEPORTATION", "FLIGHT"]) { edges { node {
                    kind rank place date { edtf text } citations { ...source note } } } } } }"#,
        )
        .await;
    let reading = |kind: &str| -> &Value {
        let mut found = edges(&answer["person"]["events"]).iter().filter(|edge| edge["node"]["kind"] == kind);
        &found.next().unwrap_or_else(|| panic!("no {kind}: {answer}"))["node"]
    };
    assert_eq!(edges(&answer["person"]["events"]).len(), 2);
    let (deportation, flight) = (reading("DEPORTATION"), reading("FLIGHT"));
    assert_eq!((text(deportation, "/rank"), text(deportation, "/date/edtf")), ("PREFERRED", "1929-02"));
    assert_eq!(
        sources(deportation),
        [
            "`bukharin-life`: “in fact he was deported, in February 1929, on a ship bound for Constantinople” CERTAIN",
            "`deutscher-1963` CERTAIN",
        ]
    );
    assert_eq!(text(flight, "/rank"), "DEPRECATED");
    assert_eq!(flight["date"], json!({"edtf": "../1940-08-20", "text": "undated; before his death in 1940"}));
    assert_eq!(
        sources(flight),
        [
            "`another-stalins-victim` (paragraph 4) DOUBTFUL",
            "`bukharin-life`: “Some writers let him flee the country” DOUBTFUL",
        ]
    );
    assert_eq!(flight["citations"][0]["note"], "Says that he fled. He was deported in 1929.");
    demo.close().await;
}

/// Everything that the archive prefers something else to, and nothing more.
#[tokio::test]
async fn what_is_deprecated_is_kept() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            "{ events(first: 100) { edges { node { key rank } } }
               documents(kinds: [QUOTATION]) { edges { node { key ... on Quotation {
                   attributions { edges { rank } } } } } } }",
        )
        .await;
    let deprecated = |edge: &&Value| edge["node"]["rank"] == "DEPRECATED";
    let mut events: Vec<_> = edges(&answer["events"])
        .iter()
        .filter(deprecated)
        .map(|edge| short(text(edge, "/node/key")))
        .collect();
    events.sort_unstable();
    assert_eq!(events, ["event/stalin-birth-official", "event/trotsky-flight"]);
    let quoted: Vec<_> = edges(&answer["documents"])
        .iter()
        .filter(|edge| texts(&edge["node"]["attributions"], "/rank").contains(&"DEPRECATED"))
        .map(|edge| short(text(edge, "/node/key")))
        .collect();
    assert_eq!(quoted, ["quotation/favourite-of-the-whole-party"]);
    demo.close().await;
}
