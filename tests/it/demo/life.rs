//! The life from birth to rehabilitation, in order, each step with its sources.

use serde_json::{Value, json};

use super::{Demo, edges, only, short, sources, text};

/// One step of the life: how a reader asks for it, and the answer.
struct Step {
    kind: &'static str,
    within: &'static str,
    key: &'static str,
    title: &'static str,
    edtf: &'static str,
    place: &'static str,
    role: &'static str,
    sources: &'static [&'static str],
}

/// What a reader asks for by kind and year, from the first revolution to the execution.
const STEPS: &[Step] = &[
    Step {
        kind: "REVOLUTION",
        within: "1905",
        key: "event/revolution-1905",
        title: "The Revolution of 1905",
        edtf: "1905-01-22/1907-06-16",
        place: "Russia",
        role: "PARTICIPANT",
        sources: &[
            "`bukharin-life`: “The revolution of 1905 found him, at seventeen, among the students and strikers on the streets of Moscow” CERTAIN",
            "`another-stalins-victim` (paragraph 2) PROBABLE",
        ],
    },
    Step {
        kind: "EXILE",
        within: "1911/1917",
        key: "event/bukharin-exile",
        title: "Bukharin’s exile",
        edtf: "1911/1917",
        place: "Onega; then Germany, Austria, Switzerland, Scandinavia and New York",
        role: "SUBJECT",
        sources: &[
            "`bukharin-life`: “he was banished in 1911 to Onega in the far north, slipped away, and spent six years abroad” CERTAIN",
            "`another-stalins-victim` (paragraph 2) PROBABLE",
            "`cohen-1973` CERTAIN",
        ],
    },
    Step {
        kind: "RETURN",
        within: "1917",
        key: "event/bukharin-return",
        title: "Bukharin returns to Russia",
        edtf: "1917-05",
        place: "Moscow",
        role: "SUBJECT",
        sources: &[
            "`bukharin-life`: “Bukharin travelled by way of Japan and was in Moscow in May” CERTAIN",
            "`another-stalins-victim` (paragraph 2) PROBABLE",
            "`cohen-1973` CERTAIN",
        ],
    },
    Step {
        kind: "ELECTION",
        within: "1917",
        key: "event/bukharin-central-committee",
        title: "Bukharin is elected to the Central Committee",
        edtf: "1917-08-08/1917-08-16",
        place: "Petrograd",
        role: "SUBJECT",
        sources: &[
            "`bukharin-life`: “In August the Sixth Congress of the Bolsheviks gave him a seat on the Central Committee” CERTAIN",
            "`another-stalins-victim` (paragraph 3) PROBABLE",
            "`cohen-1973` CERTAIN",
        ],
    },
    Step {
        kind: "DISPUTE",
        within: "1918",
        key: "event/truce-dispute",
        title: "The dispute over the truce with Germany",
        edtf: "1918-01/1918-03",
        place: "Petrograd",
        role: "OPPONENT",
        sources: &[
            "`bukharin-life`: “Bukharin wanted to fight on and to let the war set all Europe alight with revolution” CERTAIN",
            "`another-stalins-victim` (paragraph 3) PROBABLE",
            "`cohen-1973` CERTAIN",
        ],
    },
    Step {
        kind: "ALLIANCE",
        within: "1925/1927",
        key: "event/kulak-alliance",
        title: "Stalin and Bukharin make common cause over the kulaks and against collectivization",
        edtf: "1925~/1927~",
        place: "Moscow",
        role: "ALLY",
        sources: &[
            "`bukharin-life`: “both men argued that the better-off peasants, the kulaks, must be left to grow and sell more grain, and that herding the villages into collective farms would be a mistake” CERTAIN",
            "`another-stalins-victim` (paragraph 4) PROBABLE",
            "`cohen-1973` CERTAIN",
        ],
    },
    Step {
        kind: "DISMISSAL",
        within: "1929",
        key: "event/bukharin-politburo",
        title: "Bukharin loses his seat in the Politburo",
        edtf: "1929-11-17",
        place: "Moscow",
        role: "SUBJECT",
        sources: &[
            "`bukharin-life`: “on 17 November 1929 he was put out of the Politburo” CERTAIN",
            "`another-stalins-victim` (paragraph 5) PROBABLE",
            "`cohen-1973` CERTAIN",
        ],
    },
    Step {
        kind: "ARREST",
        within: "1937",
        key: "event/bukharin-arrest",
        title: "Arrest of Bukharin",
        edtf: "1937-02-27",
        place: "Moscow",
        role: "SUBJECT",
        sources: &[
            "`bukharin-life`: “On 27 February 1937 he was arrested in Moscow” CERTAIN",
            "`another-stalins-victim` (paragraph 5) CERTAIN",
            "`cohen-1973` CERTAIN",
        ],
    },
    Step {
        kind: "DEATH",
        within: "1938-03",
        key: "person/bukharin#death",
        title: "Execution of Nikolai Bukharin",
        edtf: "1938-03-15",
        place: "Kommunarka, near Moscow",
        role: "SUBJECT",
        sources: &[
            "`bukharin-life`: “on 15 March 1938, Bukharin was shot at Kommunarka, outside Moscow” CERTAIN",
            "`another-stalins-victim` (paragraph 7) CERTAIN",
            "`cohen-1973` CERTAIN",
        ],
    },
];

#[tokio::test]
async fn each_step_of_the_life_is_found_by_kind_and_time() {
    let demo = Demo::open().await;
    for step in STEPS {
        let answer = demo
            .ask(&format!(
                r#"{{ person(by: {{key: "demo:person/bukharin"}}) {{
                    events(kinds: ["{}"], filter: {{date: {{within: "{}"}}}}) {{ edges {{ role node {{
                        key title place date {{ gregorian }} citations {{ ...source }} }} }} }} }} }}"#,
                step.kind, step.within
            ))
            .await;
        let edge = only(&answer["person"]["events"]);
        let event = &edge["node"];
        assert_eq!(short(text(event, "/key")), step.key);
        assert_eq!(event["title"], step.title, "{}", step.key);
        assert_eq!(event["date"]["gregorian"], step.edtf, "{}", step.key);
        assert_eq!(event["place"], step.place, "{}", step.key);
        assert_eq!(edge["role"], step.role, "{}", step.key);
        assert_eq!(sources(event), step.sources, "{}", step.key);
    }
    demo.close().await;
}

/// The events of his life by the first day that each can mean. Those of one day stand in no order.
#[tokio::test]
async fn the_life_runs_in_order() {
    const LIFE: &[(&str, &[&str])] = &[
        ("1888-10-09", &["person/bukharin#birth"]),
        ("1905-01-22", &["event/revolution-1905"]),
        ("1906-01-01", &["event/bukharin-joins-the-bolsheviks"]),
        ("1909-01-01", &["event/bukharin-arrests"]),
        ("1911-01-01", &["event/bukharin-exile"]),
        ("1917-05-01", &["event/bukharin-return"]),
        ("1917-08-08", &["event/bukharin-central-committee"]),
        ("1917-11-07", &["event/october-revolution"]),
        ("1918-01-01", &["event/truce-dispute"]),
        ("1922-12-24", &["event/lenin-testament"]),
        ("1925-01-01", &["event/kulak-alliance"]),
        ("1927-11-01", &["event/opposition-expelled"]),
        ("1929-11-17", &["event/bukharin-politburo"]),
        (
            "1937-02-27",
            &[
                "event/bukharin-arrest",
                "event/bukharin-denial",
                "event/bukharin-imprisonment",
                "event/bukharin-letters",
                "event/letter-koba",
                "event/threat-to-the-wife",
            ],
        ),
        ("1937-06-01", &["event/bukharin-confession-in-custody"]),
        ("1937-12-10", &["event/letter-wife-hostage"]),
        (
            "1938-03-02",
            &[
                "event/bukharin-confession",
                "event/charge-collaboration-with-trotsky",
                "event/charge-plot-against-stalin",
                "event/trial-of-the-twenty-one",
            ],
        ),
        ("1938-03-12", &["event/bukharin-last-plea"]),
        ("1938-03-13", &["event/bukharin-sentence"]),
        ("1938-03-15", &["person/bukharin#death"]),
        ("1953-03-06", &["event/letter-found"]),
        ("1988-02-04", &["event/bukharin-rehabilitation"]),
        ("1988-07-01", &["event/bukharin-party-membership-restored"]),
    ];
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/bukharin"}) {
                events(first: 100) { totalCount edges { node { key date { earliest } } } } } }"#,
        )
        .await;
    let events = &answer["person"]["events"];
    let expected: Vec<(String, Vec<String>)> = LIFE
        .iter()
        .map(|(day, keys)| ((*day).to_owned(), keys.iter().map(|key| (*key).to_owned()).collect()))
        .collect();
    assert_eq!(by_day(events), expected);
    assert_eq!(events["totalCount"], 31);
    demo.close().await;
}

/// The keys of the events of each day in turn, sorted within the day.
fn by_day(events: &Value) -> Vec<(String, Vec<String>)> {
    let mut days: Vec<(String, Vec<String>)> = Vec::new();
    for edge in edges(events) {
        let (day, key) = (text(edge, "/node/date/earliest"), short(text(edge, "/node/key")).to_owned());
        match days.last_mut() {
            Some((last, keys)) if last == day => keys.push(key),
            _ => days.push((day.to_owned(), vec![key])),
        }
    }
    for (_, keys) in &mut days {
        keys.sort();
    }
    days
}

#[tokio::test]
async fn he_was_seventeen_in_1905() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ event(by: {key: "demo:event/revolution-1905"}) {
                participants(filter: {keys: ["demo:person/bukharin"]}) { edges {
                    note role node { name birth { date { gregorian } } } citations { ...source } } } } }"#,
        )
        .await;
    let part = only(&answer["event"]["participants"]);
    let note = text(part, "/note");
    assert!(note.starts_with("aged 17;"), "{note}");
    assert_eq!(
        part["node"],
        json!({"name": "Nikolai Bukharin", "birth": {"date": {"gregorian": "1888-10-09"}}})
    );
    assert_eq!(
        sources(part),
        [
            "`bukharin-life`: “The revolution of 1905 found him, at seventeen, among the students and strikers on the streets of Moscow” CERTAIN",
            "`another-stalins-victim` (paragraph 2) PROBABLE",
            "`cohen-1973` PROBABLE",
        ]
    );
    demo.close().await;
}

#[tokio::test]
async fn the_exile_lies_between_the_arrests_and_the_fall_of_the_tsar() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {date: {within: "1909/1917-05"}, or: [
                    {participation: {person: {key: "demo:person/bukharin"}, roles: ["SUBJECT"]}},
                    {kinds: ["ABDICATION"]}]}) { edges { node { key title kind } } } }"#,
        )
        .await;
    let found: Vec<_> = edges(&answer["events"]).iter().map(|edge| short(text(edge, "/node/key"))).collect();
    assert_eq!(
        found,
        [
            "event/bukharin-arrests",
            "event/bukharin-exile",
            "event/nicholas-ii-abdication",
            "event/bukharin-return",
        ]
    );
    demo.close().await;
}

/// The two sides of the quarrel over the truce, and the friendship that outlived it.
#[tokio::test]
async fn bukharin_was_against_the_truce_and_lenin_for_it() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {title: {contains: "truce with germany"}}) { edges { node {
                    description participants { edges { role note node { name } } } } } }
                person(by: {key: "demo:person/bukharin"}) {
                    relations(kinds: ["FRIEND", "OPPONENT"]) { edges {
                        kind direction node { name } date { edtf } } } } }"#,
        )
        .await;
    let dispute = &only(&answer["events"])["node"];
    assert_eq!(
        dispute["description"],
        "Bukharin led the Left Communists against Lenin’s separate peace with Germany. He lost; the peace was signed at Brest-Litovsk on 3 March 1918."
    );
    assert_eq!(
        edges(&dispute["participants"]),
        [
            json!({"role": "PROPONENT", "note": "for peace at almost any price", "node": {"name": "Vladimir Lenin"}}),
            json!({"role": "OPPONENT", "note": "for carrying the war on until it became a European revolution",
                "node": {"name": "Nikolai Bukharin"}}),
        ]
    );
    let to_lenin: Vec<_> = edges(&answer["person"]["relations"])
        .iter()
        .filter(|edge| edge["node"]["name"] == "Vladimir Lenin")
        .map(|edge| (text(edge, "/kind"), edge["date"]["edtf"].as_str()))
        .collect();
    assert_eq!(to_lenin.len(), 2, "{to_lenin:?}");
    assert!(to_lenin.contains(&("FRIEND", None)));
    assert!(to_lenin.contains(&("OPPONENT", Some("1918-01/1918-03"))));
    demo.close().await;
}

/// The common cause over the kulaks, as an event, as a relation, and as a matter of judgement.
#[tokio::test]
async fn he_and_stalin_were_allies_and_then_opponents() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ alliance: events(filter: {title: {contains: "kulaks"}, participation: {
                    person: {key: "demo:person/bukharin"}, roles: ["ALLY"]}}) { edges { node {
                    description
                    participants(filter: {keys: ["demo:person/stalin"]}) { edges {
                        role note citations { ...source } } } } } }
                person(by: {key: "demo:person/bukharin"}) {
                    relations(kinds: ["ALLY", "OPPONENT"]) { edges {
                        kind node { key } date { edtf } citations { ...source } } } } }"#,
        )
        .await;
    let alliance = &only(&answer["alliance"])["node"];
    assert_eq!(
        alliance["description"],
        "Both held that the kulaks should be left to raise the yield of the farms and that collectivization was the wrong way."
    );
    let stalin = only(&alliance["participants"]);
    assert_eq!(stalin["role"], "ALLY");
    assert_eq!(stalin["note"], "by one account as a lure for his rivals");
    assert_eq!(
        sources(stalin),
        [
            "`another-stalins-victim` (paragraph 4) POSSIBLE",
            "`bukharin-life`: “one telling has it that his moderation was bait, laid out so that rivals would show themselves” POSSIBLE",
            "`bukharin-life`: “others see a man who changed his course when it paid” PROBABLE",
        ]
    );
    let with_stalin: Vec<_> = edges(&answer["person"]["relations"])
        .iter()
        .filter(|edge| edge["node"]["key"] == "demo:person/stalin")
        .map(|edge| (text(edge, "/kind"), text(edge, "/date/edtf"), sources(edge).len()))
        .collect();
    assert_eq!(with_stalin, [("ALLY", "1925~/1927~", 3), ("OPPONENT", "1928/1938-03-15", 2)]);
    demo.close().await;
}
