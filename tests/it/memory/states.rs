//! States of the archive and what is remembered of them, where time stands still: nothing is seen but what is learnt.

use std::sync::Arc;
use std::time::Duration;

use vitae::domain::Archive;
use vitae::graphql::{Admission, Answer, Held, Question, Recalled};
use vitae::store::Dialect;
use vitae::value::position::Position;

use crate::support::{TestDatabase, endpoint};

const QUESTION: Question<'static> = Question { role: None, is_safe: false, text: b"whatever is asked" };

fn answer(position: Position) -> Answer {
    Answer {
        body: format!("{{\"data\":\"{position}\"}}"),
        is_request_error: false,
        has_errors: false,
        refused: None,
        is_too_much: false,
        is_lasting: true,
        position: Some(position),
        held: Held::default(),
    }
}

/// A change of another process is not seen yet, and somebody asks how far the archive has come: from then on nothing counts that
/// was remembered before.
#[tokio::test]
async fn a_position_that_is_learnt_makes_another_state() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let (store, other) = (database.open().await, database.open().await);
    let states = store.states(Arc::new(|| Duration::from_secs(5))).unwrap();
    let readers = store.readers().await.unwrap();
    let before = states.now();
    assert!(before.is_some());
    let position = readers.position().await.unwrap();
    assert_eq!(states.now(), before, "nothing was learnt");
    Archive::new(other, Arc::new(|| "2026-01-02T03:04:05.000Z".to_owned())).seed().await.unwrap();
    assert_eq!(states.now(), before, "the file was looked at a moment ago");
    let further = readers.position().await.unwrap();
    assert!(further.reaches(position) && further != position);
    assert!(readers.have_come_to(further));
    assert_ne!(states.now(), before);
}

/// With replicas an answer is remembered only if it is as new as anything known, and is not given to who asks for a later one.
#[tokio::test]
async fn an_answer_counts_by_the_position_at_which_it_was_read() {
    let database = TestDatabase::seeded(Dialect::Postgres).await;
    let store = database.open().await;
    let states = store.states(Arc::new(|| Duration::from_secs(5))).unwrap();
    let readers = store.readers().await.unwrap();
    let endpoint = endpoint(&store, readers.clone()).remembering(states, 1 << 20);
    let here = readers.position().await.unwrap();
    let (before, after) = (here.revision - 1, here.revision + 1);
    let (before, after) = (Position { revision: before, ..here }, Position { revision: after, ..here });
    // The position that was learnt made another state, of which the server is yet to be asked.
    let first = Question { text: b"asked until it is remembered", ..QUESTION };
    for _ in 0..400 {
        match endpoint.recall(first, None) {
            Recalled::Answer(_) => break,
            Recalled::Nothing(admission) => endpoint.remember(first, admission, &answer(here), None),
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let admitted = |asked| -> Option<Admission> {
        match endpoint.recall(QUESTION, asked) {
            Recalled::Nothing(admission) => admission,
            Recalled::Answer(remembered) => panic!("{} is remembered", remembered.body),
        }
    };
    assert!(admitted(None).is_none(), "it is asked for the first time");
    let admission = admitted(None);
    assert!(admission.is_some());
    endpoint.remember(QUESTION, admission, &answer(before), None);
    assert!(admitted(None).is_some(), "what is older than what is known is not remembered");
    endpoint.remember(QUESTION, admission, &answer(here), None);
    for asked in [None, Some(before), Some(here)] {
        let Recalled::Answer(remembered) = endpoint.recall(QUESTION, asked) else { panic!("{asked:?}") };
        assert_eq!((&*remembered.body, remembered.position), (&*answer(here).body, Some(here)));
    }
    assert!(admitted(Some(after)).is_some(), "it is older than what is asked for");
    store.close().await.unwrap();
}
