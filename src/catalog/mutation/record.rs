//! Making, changing and deleting records: four mutations for each kind.

use super::outcome::deleted_id;
use super::{Declared, Names, batch, expected_revision, label, names, record, revision};
use crate::catalog::declare::{Input, told};
use crate::value::id::RecordKind;
use crate::value::operation::Operation;

/// What the four mutations of a kind of record need to know of it.
struct Noun {
    kind: RecordKind,
    /// As the fields of inputs and payloads spell it.
    name: &'static str,
    /// Its type, and the types by which it is named and told.
    object: &'static str,
    reference: &'static str,
    new: &'static str,
    keyed: &'static str,
    changes: &'static str,
    /// Where its row is.
    from: &'static str,
    create: (Names, &'static str),
    put: (Names, &'static str),
    update: (Names, &'static str),
    delete: (Names, &'static str),
}

macro_rules! noun {
    ($kind:ident, $name:literal, $object:literal, $one:literal, $from:literal) => {
        Noun {
            kind: RecordKind::$kind,
            name: $name,
            object: $object,
            reference: concat!($object, "Ref!"),
            new: concat!($object, "Input!"),
            keyed: concat!("Keyed", $object, "Input!"),
            changes: concat!($object, "ChangesInput!"),
            from: $from,
            create: (
                names!("create", "Create", $object),
                concat!("Makes ", $one, " that was not in the archive."),
            ),
            put: (
                names!("put", "Put", $object),
                concat!(
                    "Makes ",
                    $one,
                    ", or changes the one with that key. Asked twice, it changes nothing more."
                ),
            ),
            update: (names!("update", "Update", $object), concat!("Changes fields of ", $one, ".")),
            delete: (
                names!("delete", "Delete", $object),
                concat!(
                    "Deletes ",
                    $one,
                    ", unless others refer to it. Its history is kept, and undoing brings it back."
                ),
            ),
        }
    };
}

const NOUNS: [Noun; 4] = [
    noun!(Person, "person", "Person", "a person", "person {n}"),
    noun!(Event, "event", "Event", "an event", "event {n}"),
    noun!(Article, "article", "Article", "an article", "document {n}"),
    noun!(Quotation, "quotation", "Quotation", "a quotation", "document {n}"),
];

pub(super) fn declared() -> Vec<Declared> {
    NOUNS.iter().flat_map(of_noun).collect()
}

fn of_noun(noun: &Noun) -> [Declared; 4] {
    let by = || told("by", noun.reference, "Which record.");
    let form = |ty, description| told(noun.name, ty, description);
    let made = || vec![record(noun.name, noun.object, noun.from), revision()];
    let (create, put, update, delete) = (noun.create, noun.put, noun.update, noun.delete);
    let cascade = "Whether claims of other records that name it go with it: mentions of a person, parts in events, \
                   citations of an article. Otherwise they stand in the way.";
    [
        create.0.declare(
            create.1,
            Operation::Create(noun.kind),
            with_events(noun, "[EventInput!]", vec![form(noun.new, "What is to be made."), label()]),
            made(),
        ),
        put.0.declare(
            put.1,
            Operation::Put(noun.kind),
            with_events(
                noun,
                "[KeyedEventInput!]",
                vec![form(noun.keyed, "What it is to be."), expected_revision(), label()],
            ),
            made(),
        ),
        update.0.declare(
            update.1,
            Operation::Update(noun.kind),
            vec![by(), form(noun.changes, "What is to change."), expected_revision(), label()],
            made(),
        ),
        delete.0.declare(
            delete.1,
            Operation::Delete(noun.kind),
            vec![by(), told("cascade", "Boolean!", cascade).or("false"), expected_revision(), label()],
            vec![deleted_id(), revision(), batch()],
        ),
    ]
}

/// Beside a person its events may be told.
fn with_events(noun: &Noun, ty: &'static str, mut inputs: Vec<Input>) -> Vec<Input> {
    if noun.kind == RecordKind::Person {
        let description = "Events of the person, made in the same transaction. The person takes part where no participants are \
                           told: as `SUBJECT` of a birth or death, otherwise as `PARTICIPANT`.";
        inputs.insert(1, told("events", ty, description));
    }
    inputs
}
