//! Two calendars: days of the Julian calendar with their Gregorian ones, and the two births of Stalin.

use serde_json::{Value, json};

use super::{Demo, edges, only, short, sources, text};

/// Both calendars of a date.
fn days(date: &Value) -> (&str, &str, &str) {
    (text(date, "/calendar"), text(date, "/julian"), text(date, "/gregorian"))
}

#[tokio::test]
async fn his_birth_is_told_in_both_calendars() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/bukharin"}) { birth {
                    kind place date { edtf text calendar julian gregorian earliest latest }
                    participants { edges { role node { name } } } citations { ...source } }
                lifespan { edtf calendar } } }"#,
        )
        .await;
    let birth = &answer["person"]["birth"];
    assert_eq!((text(birth, "/kind"), text(birth, "/place")), ("BIRTH", "Moscow"));
    assert_eq!(
        birth["date"],
        json!({"edtf": "1888-09-27", "text": "27 September 1888 (Old Style)", "calendar": "JULIAN",
            "julian": "1888-09-27", "gregorian": "1888-10-09", "earliest": "1888-10-09", "latest": "1888-10-09"})
    );
    assert_eq!(
        edges(&birth["participants"]),
        [
            json!({"role": "SUBJECT", "node": {"name": "Nikolai Bukharin"}}),
            json!({"role": "FATHER", "node": {"name": "Ivan Gavrilovich Bukharin"}}),
            json!({"role": "MOTHER", "node": {"name": "Lyubov Ivanovna Bukharina"}}),
        ]
    );
    assert_eq!(
        sources(birth),
        [
            "`bukharin-life`: “Bukharin was born in Moscow on 27 September 1888 by the calendar that Russia then kept, which is 9 October by ours” CERTAIN",
            "`two-calendars`: “Nikolai Bukharin was born there on 27 September 1888; in Paris or Vienna it was already 9 October” CERTAIN",
            "`gorelov-1988` CERTAIN",
            "`another-stalins-victim` (paragraph 2) PROBABLE",
        ]
    );
    assert_eq!(
        answer["person"]["lifespan"],
        json!({"edtf": "1888-10-09/1938-03-15", "calendar": "GREGORIAN"})
    );
    demo.close().await;
}

/// A filter is Gregorian: it finds the day by our calendar, not the day as the register wrote it.
#[tokio::test]
async fn a_filter_finds_the_gregorian_day() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ new: persons(filter: {bornWithin: {within: "1888-10-09", certainty: CERTAINLY}}) { edges { node { name } } }
                old: persons(filter: {bornWithin: {within: "1888-09-27"}}) { edges { node { name } } }
                october: events(filter: {kinds: ["REVOLUTION"], date: {within: "1917-11"}}) { edges { node { title date { julian } } } }
                not_october: events(filter: {kinds: ["REVOLUTION"], date: {within: "1917-10"}}) { totalCount } }"#,
        )
        .await;
    assert_eq!(only(&answer["new"])["node"]["name"], "Nikolai Bukharin");
    assert!(edges(&answer["old"]).is_empty(), "nobody was born on that Gregorian day");
    assert_eq!(
        only(&answer["october"])["node"],
        json!({"title": "The October Revolution", "date": {"julian": "1917-10-25"}})
    );
    assert_eq!(answer["not_october"]["totalCount"], 0);
    demo.close().await;
}

#[tokio::test]
async fn the_tsar_gave_up_the_throne_on_two_dates_that_are_one_day() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ events(filter: {kinds: ["ABDICATION"]}) { edges { node {
                    place date { calendar julian gregorian } participants { edges { node { name } } }
                    citations { ...source } } } } }"#,
        )
        .await;
    let event = &only(&answer["events"])["node"];
    assert_eq!(days(&event["date"]), ("JULIAN", "1917-03-02", "1917-03-15"));
    assert_eq!(event["place"], "Pskov");
    assert_eq!(only(&event["participants"])["node"]["name"], "Nicholas II");
    assert_eq!(
        sources(event)[1],
        "`two-calendars`: “Nicholas II gave up the throne on 2 March 1917 in Pskov, which was 15 March in London” CERTAIN"
    );
    demo.close().await;
}

#[tokio::test]
async fn the_register_gives_one_birth_of_stalin_and_the_official_biography_another() {
    let demo = Demo::open().await;
    let answer = demo
        .ask(
            r#"{ person(by: {key: "demo:person/stalin"}) {
                birth { key } lifespan { earliest }
                events(kinds: ["BIRTH"]) { edges { role node {
                    key rank place date { calendar julian gregorian text } citations { ...source } } } } } }"#,
        )
        .await;
    let person = &answer["person"];
    assert_eq!(short(text(person, "/birth/key")), "person/stalin#birth");
    assert_eq!(person["lifespan"]["earliest"], "1878-12-18", "the preferred birth begins the life");
    let [register, official] = edges(&person["events"]) else { panic!("not two births: {person}") };
    assert_eq!(text(register, "/node/rank"), "PREFERRED");
    assert_eq!(days(&register["node"]["date"]), ("JULIAN", "1878-12-06", "1878-12-18"));
    assert_eq!(
        sources(&register["node"]),
        [
            "`two-calendars`: “The register of a church in Gori says that Ioseb Jughashvili was born on 6 December 1878” CERTAIN",
            "`britannica-stalin-birth` CERTAIN",
            "`izvestiya-tsk-1990` CERTAIN",
        ]
    );
    assert_eq!(short(text(official, "/node/key")), "event/stalin-birth-official");
    assert_eq!(text(official, "/node/rank"), "DEPRECATED");
    assert_eq!(days(&official["node"]["date"]), ("JULIAN", "1879-12-09", "1879-12-21"));
    assert_eq!(official["node"]["date"]["text"], "9 December 1879 (Old Style), celebrated on 21 December");
    assert_eq!(
        sources(&official["node"]),
        [
            "`two-calendars`: “The Soviet Union celebrated 21 December 1879, that is 9 December in the Old Style” DOUBTFUL",
            "`stalin-short-biography` DOUBTFUL",
            "`britannica-stalin-birth` DOUBTFUL",
        ]
    );
    demo.close().await;
}
