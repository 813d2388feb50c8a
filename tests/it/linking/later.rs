//! Mentions that are found, and words that are counted, after the edit that they concern.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use vitae::domain::{Archive as Door, ImportOptions, Linking, OnError};
use vitae::store::Dialect;

use super::large::put;
use super::{PEOPLE, TEXT, Unheard, all_named, article, make, named, pairs};
use crate::mutation::Archive;
use crate::support::{Server, TestDatabase, Uploader, for_each_dialect};

pub(super) fn door(archive: &Archive) -> Door {
    Door::new(archive.store.clone(), Arc::new(|| "2026-01-02T03:04:05.000Z".to_owned()))
}

/// How often a word is counted in the archive, whatever its use.
async fn counted(archive: &Archive, word: &str) -> i64 {
    let transaction = archive.store.write().await.unwrap();
    let uses = transaction.word_uses(&[word.to_owned()]).await.unwrap();
    transaction.rollback().await.unwrap();
    uses.iter().map(|uses| uses.small + uses.capital).sum()
}

#[tokio::test]
async fn words_are_counted_once_however_often_a_text_is_put() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        let body = "He wrote letters, many letters, to a friend.";
        make(&archive, &article("note", body)).await;
        assert_eq!(counted(&archive, "letters").await, 0, "the edit leaves it");
        assert_eq!(door(&archive).link_pending(|| true).await.unwrap(), 1);
        assert_eq!(counted(&archive, "letters").await, 2);
        assert_eq!(door(&archive).link_pending(|| true).await.unwrap(), 0);
        door(&archive).relink().await.unwrap();
        assert!(door(&archive).link_pending(|| true).await.unwrap() > 0);
        assert_eq!(counted(&archive, "letters").await, 2, "read again, not counted again");
    })
    .await;
}

#[tokio::test]
async fn a_name_concerns_documents_whose_words_are_counted_and_those_whose_are_not() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, &article("old", "Koba, why do you need me to die? Yours, a friend.")).await;
        make(&archive, &article("other", "Nothing happened in Tiflis.")).await;
        door(&archive).link_pending(|| true).await.unwrap();
        make(&archive, &article("new", "They said that Koba was angry.")).await;
        archive
            .done(r#"addPersonName(input: {person: {key: "stalin"}, name: {text: "Koba"}}) { name { id } userErrors { message } }"#)
            .await;
        assert_eq!(named(&archive, "old").await, pairs(&[("Koba", "stalin")]));
        assert_eq!(named(&archive, "new").await, pairs(&[("Koba", "stalin")]));
        assert_eq!(named(&archive, "other").await, []);
        // The one whose words were not counted before is still to be counted, and nothing else.
        assert_eq!(door(&archive).link_pending(|| true).await.unwrap(), 1);
    })
    .await;
}

/// How many persons who are gone are thought of in texts.
async fn gone_but_thought_of(archive: &Archive) -> i64 {
    let sql = "SELECT count(*) FROM candidate c WHERE NOT EXISTS (SELECT 1 FROM person p JOIN record r ON r.id = p.id AND r.deleted = 0 \
         WHERE p.id = c.person_id)";
    let writer = archive.store.writer();
    let statement = Statement::from_string(writer.get_database_backend(), sql);
    writer.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn who_goes_is_thought_of_nowhere_whether_words_are_counted_or_not() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        make(&archive, r#"v: createPerson(input: {person: {key: "vasily", names: [{text: "Vasily Stalin"}]}}) { userErrors { message } }"#).await;
        // More of each than an edit reads again at once.
        for number in 0..24 {
            make(&archive, &article(&format!("old{number}"), "Stalin did not answer.")).await;
        }
        door(&archive).link_pending(|| true).await.unwrap();
        for number in 0..24 {
            make(&archive, &article(&format!("new{number}"), "Nobody wrote to Stalin.")).await;
        }
        for key in ["old23", "new23"] {
            assert_eq!(named(&archive, key).await, [], "either may be meant in {key}");
        }
        archive.done(r#"deletePerson(input: {by: {key: "vasily"}}) { userErrors { message } }"#).await;
        assert_eq!(gone_but_thought_of(&archive).await, 0);
        door(&archive).link_pending(|| true).await.unwrap();
        for key in ["old23", "new23"] {
            assert_eq!(named(&archive, key).await, pairs(&[("Stalin", "stalin")]), "{key}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_service_may_find_mentions_after_the_write() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Server::with(database.url(), &["--no-seed", "--linking", "later"]);
        let uploader = Uploader::new(&server, database.url());
        let person = |key: &str, name: &str| json!({"person": {"key": key, "names": [{"text": name}]}});
        let records = [
            person("bukharin", "Nikolai Ivanovich Bukharin"),
            person("stalin", "Joseph Stalin"),
            person("larina", "Anna Larina"),
            json!({"article": {"key": "note", "language": "en", "body": TEXT}}),
        ];
        let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
        assert_eq!(uploader.last("", lines).await["summary"]["created"], 4);
        let archive = Archive::on(database, dialect).await;
        let found = async {
            while named(&archive, "note").await != all_named() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), found).await.expect("found soon after");
    })
    .await;
}

#[tokio::test]
async fn a_long_text_is_left_to_the_task_beside() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        let body =
            format!("{} Nikolai Bukharin went on.", "The old man went down to the river.\n".repeat(6_000));
        put(&archive, "long", &body).await;
        assert_eq!(named(&archive, "long").await, [], "an edit does not hold the others up");
        make(&archive, &article("short", TEXT)).await;
        door(&archive).link_pending(|| true).await.unwrap();
        assert_eq!(named(&archive, "long").await, pairs(&[("Nikolai Bukharin", "bukharin")]));
        assert_eq!(named(&archive, "short").await, all_named());
    })
    .await;
}

/// Imports records, of which few mentions are found at once, or none.
async fn tell(door: Door, linking: Linking, records: &[Value]) {
    let options =
        ImportOptions { actor: "a test".to_owned(), label: None, on_error: OnError::Stop, dry_run: false };
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    door.linking(linking).import(lines.as_bytes(), &options, &mut Unheard).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_between_two_parts_counts_in_the_second() {
    for_each_dialect(async |dialect| {
        for is_another_process in [false, true] {
            let database = TestDatabase::migrated(dialect).await;
            let other = database.open().await;
            let archive = Archive::on(database, dialect).await;
            let stalin = |names: &[&str]| {
                let names: Vec<Value> = names.iter().map(|name| json!({"text": name})).collect();
                json!({"person": {"key": "stalin", "names": names}})
            };
            // Far more texts than one part takes.
            let text = |number: usize| {
                let body = format!("Koba met Joseph Stalin in the year {number}.");
                json!({"article": {"key": format!("note{number}"), "language": "en", "body": body}})
            };
            let texts: Vec<Value> = (0..250).map(text).collect();
            tell(door(&archive), Linking::AtOnce, &[stalin(&["Joseph Stalin"])]).await;
            tell(door(&archive), Linking::Later, &texts).await;
            let between = match is_another_process {
                true => Door::new(other, Arc::new(|| "2026-01-02T03:04:06.000Z".to_owned())),
                false => door(&archive),
            };
            let mut parts = 0;
            let go_on = || {
                parts += 1;
                if parts == 3 {
                    let told = [stalin(&["Joseph Stalin", "Koba"])];
                    let telling = tell(between.clone(), Linking::AtOnce, &told);
                    tokio::task::block_in_place(|| Handle::current().block_on(telling));
                }
                true
            };
            door(&archive).link_pending(go_on).await.unwrap();
            assert!(parts > 3, "{parts}");
            let expected = pairs(&[("Koba", "stalin"), ("Joseph Stalin", "stalin")]);
            for number in 0..250 {
                let found = named(&archive, &format!("note{number}")).await;
                assert_eq!(found, expected, "note{number}, {dialect:?}, by another: {is_another_process}");
            }
        }
    })
    .await;
}

/// Has the database refuse mentions in the documents whose text begins so.
async fn refuse(archive: &Archive, dialect: Dialect) {
    let steps: &[&str] = match dialect {
        Dialect::Sqlite => &[
            "CREATE TRIGGER refuse BEFORE INSERT ON mention WHEN (SELECT text FROM document WHERE id = new.document_id) \
             LIKE 'Refused%' BEGIN SELECT RAISE(ABORT, 'refused'); END",
        ],
        Dialect::Postgres => &[
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF (SELECT text FROM document WHERE id = new.document_id) LIKE 'Refused%' THEN RAISE EXCEPTION 'refused'; END IF; \
             RETURN new; END $$",
            "CREATE TRIGGER refuse BEFORE INSERT ON mention FOR EACH ROW EXECUTE FUNCTION refuse()",
        ],
    };
    for step in steps {
        archive.store.writer().execute_unprepared(step).await.unwrap();
    }
}

async fn allow(archive: &Archive, dialect: Dialect) {
    let step = match dialect {
        Dialect::Sqlite => "DROP TRIGGER refuse",
        Dialect::Postgres => "DROP TRIGGER refuse ON mention",
    };
    archive.store.writer().execute_unprepared(step).await.unwrap();
}

#[tokio::test]
async fn a_text_whose_mentions_the_database_refuses_keeps_no_other_waiting() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        make(&archive, PEOPLE).await;
        refuse(&archive, dialect).await;
        let text = |key: &str, body: &str| json!({"article": {"key": key, "language": "en", "body": body}});
        let refused = format!("Refused: {TEXT}");
        let records =
            [text("a", TEXT), text("b", &refused), text("c", TEXT), text("d", &refused), text("e", TEXT)];
        let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
        let options = ImportOptions {
            actor: "a test".to_owned(),
            label: None,
            on_error: OnError::Stop,
            dry_run: false,
        };
        door(&archive).import(lines.as_bytes(), &options, &mut Unheard).await.unwrap();
        door(&archive).link_pending(|| true).await.unwrap();
        for key in ["a", "c", "e"] {
            assert_eq!(named(&archive, key).await, all_named(), "{key}");
        }
        assert_eq!(named(&archive, "b").await, []);
        assert!(!archive.store.has_pending_links().await.unwrap(), "it is not tried again and again");
        allow(&archive, dialect).await;
        door(&archive).take_up_set_aside().await.unwrap();
        door(&archive).link_pending(|| true).await.unwrap();
        for key in ["b", "d"] {
            let persons: Vec<String> =
                named(&archive, key).await.into_iter().map(|(_, person)| person).collect();
            assert_eq!(persons, ["bukharin", "stalin", "bukharin", "larina"], "{key}");
        }
    })
    .await;
}
