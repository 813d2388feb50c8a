//! Arrest, trial, charges, confession, sentence: what was done, by whom, and how far sources agree.

use serde_json::json;

use super::{Demo, edges, only, short, sources, text, texts};

#[tokio::test]
async fn the_arrest_of_1937_was_instigated_by_stalin() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {kinds: ["ARREST"], date: {within: "1937", certainty: CERTAINLY},
                    participation: {person: {key: "demo:person/bukharin"}, roles: ["SUBJECT"]}}) { edges { node {
                    date { edtf } place participants { edges { role node { name } } }
                    citations { ...source } } } } }"#,
        )
        .await;
    let arrest = &only(&answer["events"])["node"];
    assert_eq!(arrest["date"]["edtf"], "1937-02-27");
    assert_eq!(arrest["place"], "Moscow");
    assert_eq!(
        edges(&arrest["participants"]),
        [
            json!({"role": "SUBJECT", "node": {"name": "Nikolai Bukharin"}}),
            json!({"role": "INSTIGATOR", "node": {"name": "Joseph Stalin"}}),
        ]
    );
    assert_eq!(
        sources(arrest),
        [
            "`bukharin-life`: “On 27 February 1937 he was arrested in Moscow” CERTAIN",
            "`another-stalins-victim` (paragraph 5) CERTAIN",
            "`cohen-1973` CERTAIN",
        ]
    );
    demo.close().await;
}

#[tokio::test]
async fn the_show_trial_has_its_accused_its_judge_and_its_prosecutor() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {kinds: ["TRIAL"], date: {within: "1938"}}) { edges { node {
                    title description date { edtf } participants { edges { role note node { name } } }
                    citations { ...source } } } } }"#,
        )
        .await;
    let trial = &only(&answer["events"])["node"];
    assert_eq!(trial["title"], "The third Moscow trial (the Trial of the Twenty-One)");
    assert_eq!(trial["description"], "The last of the three great show trials.");
    assert_eq!(trial["date"]["edtf"], "1938-03-02/1938-03-13");
    assert_eq!(
        edges(&trial["participants"]),
        [
            json!({"role": "ACCUSED", "note": null, "node": {"name": "Nikolai Bukharin"}}),
            json!({"role": "PROSECUTOR", "note": null, "node": {"name": "Andrey Vyshinsky"}}),
            json!({"role": "JUDGE", "note": null, "node": {"name": "Vasily Ulrikh"}}),
            json!({"role": "INSTIGATOR", "note": null, "node": {"name": "Joseph Stalin"}}),
            json!({"role": "ALLEGED_LEADER", "note": "in absence", "node": {"name": "Leon Trotsky"}}),
        ]
    );
    assert_eq!(
        sources(trial),
        [
            "`bukharin-life`: “The show trial of twenty-one defendants opened on 2 March 1938” CERTAIN",
            "`another-stalins-victim` (paragraph 5) PROBABLE",
            "`court-proceedings-1938` CERTAIN",
        ]
    );
    demo.close().await;
}

#[tokio::test]
async fn he_was_charged_with_trotsky_and_with_a_plot_against_stalin() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {kinds: ["CHARGE"], participation: {person: {key: "demo:person/bukharin"},
                    roles: ["ACCUSED"]}}, orderBy: {field: TITLE}) { edges { node { title description
                    participants(roles: ["ALLEGED_ACCOMPLICE", "ALLEGED_VICTIM", "ACCUSER"]) { edges {
                        role node { name } } } citations { ...source } } } } }"#,
        )
        .await;
    assert_eq!(
        texts(&answer["events"], "/node/title"),
        ["Charge of collaborating with Trotsky", "Charge of planning to assassinate Stalin"]
    );
    let alleged = [("ALLEGED_ACCOMPLICE", "Leon Trotsky"), ("ALLEGED_VICTIM", "Joseph Stalin")];
    for (edge, (role, name)) in edges(&answer["events"]).iter().zip(alleged) {
        let charge = &edge["node"];
        assert_eq!(
            edges(&charge["participants"]),
            [
                json!({"role": "ACCUSER", "node": {"name": "Andrey Vyshinsky"}}),
                json!({"role": role, "node": {"name": name}}),
            ]
        );
        assert_eq!(
            charge["description"],
            "The charge was made, and it was false: the verdict was annulled in 1988."
        );
        assert_eq!(
            sources(charge),
            [
                "`bukharin-life`: “Bukharin stood accused of working hand in glove with Trotsky and of plotting to murder Stalin” CERTAIN",
                "`another-stalins-victim` (paragraph 5) CERTAIN",
                "`court-proceedings-1938` CERTAIN",
            ]
        );
    }
    demo.close().await;
}

/// Denial and threat begin with the arrest, in no order; the confession comes when they end.
#[tokio::test]
async fn he_denied_was_threatened_through_his_wife_and_confessed() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {kinds: ["DENIAL", "THREAT", "CONFESSION"]}) { edges { node {
                    key date { edtf text latest } participants { edges { role note node { name } } }
                    citations { ...source } } } } }"#,
        )
        .await;
    let steps = edges(&answer["events"]);
    let keys = texts(&answer["events"], "/node/key");
    assert_eq!(keys.len(), 4);
    let step = |key: &str| {
        let at =
            keys.iter().position(|found| short(found) == key).unwrap_or_else(|| panic!("no {key}: {keys:?}"));
        &steps[at]["node"]
    };
    let (denial, threat) = (step("event/bukharin-denial"), step("event/threat-to-the-wife"));
    assert_eq!(denial["date"]["text"], "for about three months after the arrest");
    assert_eq!(threat["date"]["edtf"], "1937-02-27/1937-06~");
    assert_eq!(
        edges(&threat["participants"]),
        [
            json!({"role": "THREATENED", "note": null, "node": {"name": "Anna Larina"}}),
            json!({"role": "TARGET", "note": "to make him confess", "node": {"name": "Nikolai Bukharin"}}),
        ]
    );
    assert_eq!(
        sources(threat)[0],
        "`bukharin-life`: “Then threats were made against his wife, and he gave way” PROBABLE"
    );
    assert_eq!(short(keys[2]), "event/bukharin-confession-in-custody");
    assert_eq!(short(keys[3]), "event/bukharin-confession");
    assert_eq!(steps[2]["node"]["date"]["text"], "about June 1937");
    let court = edges(&steps[3]["node"]["participants"]);
    assert_eq!(
        court[0],
        json!({"role": "SUBJECT", "note": "under duress", "node": {"name": "Nikolai Bukharin"}})
    );
    assert_eq!(
        court[1],
        json!({"role": "THREATENED", "note": "her safety was the price", "node": {"name": "Anna Larina"}})
    );
    demo.close().await;
}

/// How far the confession went is told in two manners; both stand, each with its source.
#[tokio::test]
async fn the_two_readings_of_the_confession_stand_side_by_side() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ event(by: {key: "demo:event/bukharin-confession"}) {
                description date { edtf } citations { ...source note } } }"#,
        )
        .await;
    let confession = &answer["event"];
    assert_eq!(confession["date"]["edtf"], "1938-03-02/1938-03-12");
    assert_eq!(
        confession["description"],
        "Two accounts of its extent: everything, or the whole in general and few of the particulars."
    );
    assert_eq!(
        sources(confession),
        [
            "`bukharin-life`: “In one telling he owned up to every charge” POSSIBLE",
            "`bukharin-life`: “in the printed record of the court he takes the whole guilt upon himself and then disputes one particular after another” CERTAIN",
            "`another-stalins-victim` (paragraph 5) POSSIBLE",
            "`court-proceedings-1938` CERTAIN",
        ]
    );
    assert_eq!(confession["citations"][2]["note"], "Says that he admitted to all of the charges.");
    demo.close().await;
}

#[tokio::test]
async fn sentence_execution_and_annulment_are_events_of_their_own() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/bukharin"}) {
                events(filter: {date: {within: "1938-03-13/1988-06", certainty: CERTAINLY},
                        not: {kinds: ["DISCOVERY"]}}) { edges { role node {
                    kind date { edtf } place participants { edges { role node { name } } }
                    citations { ...source } } } }
                death { kind place date { edtf text } } } }"#,
        )
        .await;
    let person = &answer["person"];
    assert_eq!(texts(&person["events"], "/node/kind"), ["SENTENCE", "DEATH", "REHABILITATION"]);
    assert_eq!(texts(&person["events"], "/node/date/edtf"), ["1938-03-13", "1938-03-15", "1988-02-04"]);
    assert_eq!(
        person["death"],
        json!({"kind": "DEATH", "place": "Kommunarka, near Moscow",
            "date": {"edtf": "1938-03-15", "text": "15 March 1938"}})
    );
    let [sentence, death, annulment] = edges(&person["events"]) else { panic!("three were counted") };
    assert_eq!(texts(&sentence["node"]["participants"], "/node/name"), ["Nikolai Bukharin", "Vasily Ulrikh"]);
    assert_eq!(texts(&death["node"]["participants"], "/role"), ["SUBJECT", "INSTIGATOR"]);
    assert_eq!(
        sources(&sentence["node"])[0],
        "`bukharin-life`: “The court pronounced sentence on 13 March 1938” CERTAIN"
    );
    assert_eq!(
        sources(&annulment["node"]),
        [
            "`bukharin-life`: “On 4 February 1988 the Supreme Court of the Soviet Union annulled the verdict” CERTAIN",
            "`mandel-1988` CERTAIN",
        ]
    );
    assert_eq!(text(death, "/role"), "SUBJECT");
    demo.close().await;
}
