//! Adding and changing claims: two mutations for each kind.

use super::{Declared, Names, any_record, expected_revision, label, names, record, revision, row, view};
use crate::catalog::declare::{Field, Input, Part, View, rows, told};
use crate::value::id::ClaimKind;
use crate::value::operation::Operation;

/// What the two mutations of a kind of claim need to know of it.
struct Noun {
    kind: ClaimKind,
    /// To what a new one is added.
    owner: fn() -> Input,
    /// As the fields of inputs and payloads spell it.
    name: &'static str,
    /// The types by which it is told.
    new: &'static str,
    changes: &'static str,
    /// What of it and of its record the payload shows.
    fields: fn() -> Vec<Field>,
    add: (Names, &'static str),
    change: (Names, &'static str),
}

macro_rules! noun {
    ($kind:ident, $name:literal, $noun:literal, $one:literal, $owner:ident, $fields:ident) => {
        Noun {
            kind: ClaimKind::$kind,
            owner: $owner,
            name: $name,
            new: concat!($noun, "Input!"),
            changes: concat!($noun, "ChangesInput!"),
            fields: $fields,
            add: (names!("add", "Add", $noun), concat!("Adds ", $one, ".")),
            change: (names!("change", "Change", $noun), concat!("Changes ", $one, ".")),
        }
    };
}

const NOUNS: [Noun; 7] = [
    noun!(Name, "name", "PersonName", "a name of a person", person, name_fields),
    noun!(Identifier, "identifier", "Identifier", "an identifier of a person", person, identifier_fields),
    noun!(Participation, "participation", "Participation", "a part in an event", event, participation_fields),
    noun!(Relation, "relation", "Relation", "a tie to another person", person, relation_fields),
    noun!(
        Attribution,
        "attribution",
        "Attribution",
        "an attribution of a quotation",
        quotation,
        attribution_fields
    ),
    noun!(Mention, "mention", "Mention", "a passage that names a person", document, mention_fields),
    noun!(Citation, "citation", "Citation", "a citation", cited, citation_fields),
];

pub(super) fn declared() -> Vec<Declared> {
    NOUNS.iter().flat_map(of_noun).collect()
}

fn of_noun(noun: &Noun) -> [Declared; 2] {
    let form = |ty, description| told(noun.name, ty, description);
    let (add, change) = (noun.add, noun.change);
    let shown = || {
        let mut fields = (noun.fields)();
        fields.push(revision());
        fields
    };
    [
        add.0.declare(
            add.1,
            Operation::Add(noun.kind),
            vec![(noun.owner)(), form(noun.new, "What is to be added."), expected_revision(), label()],
            shown(),
        ),
        change.0.declare(
            change.1,
            Operation::Change(noun.kind),
            vec![claim(), form(noun.changes, "What is to change."), expected_revision(), label()],
            shown(),
        ),
    ]
}

/// Which claim.
pub(super) fn claim() -> Input {
    told("claim", "ID!", "Which claim: its id, such as `claim:17`.")
}

fn person() -> Input {
    told("person", "PersonRef!", "To which person.")
}

fn event() -> Input {
    told("event", "EventRef!", "To which event.")
}

fn quotation() -> Input {
    told("quotation", "QuotationRef!", "To which quotation.")
}

fn document() -> Input {
    told("document", "DocumentRef!", "To which document.")
}

fn cited() -> Input {
    told("of", "CitedRef!", "What rests on the source: a record or a claim.")
}

const CLAIM: &str = "The claim as it is now; null when nothing was done.";

fn of_person(claim: Field) -> Vec<Field> {
    vec![claim, record("person", "Person", "person {n}")]
}

/// An edge of the record whose claim it is.
fn edge(
    name: &'static str,
    ty: &'static str,
    from: &'static str,
    object: &'static str,
    field: &'static str,
) -> Field {
    let rows = rows(from, "{n}.id = (SELECT c.record_id FROM claim c WHERE c.id = {1})");
    let description = "The claim as it is now, as an edge from its record; null when nothing was done.";
    view(name, ty, description, (Part::Claim, rows, View::Edge { object, field }))
}

fn name_fields() -> Vec<Field> {
    of_person(row("name", "PersonName", CLAIM, Part::Claim, "person_name {n}"))
}

fn identifier_fields() -> Vec<Field> {
    of_person(row("identifier", "Identifier", CLAIM, Part::Claim, "identifier {n}"))
}

fn relation_fields() -> Vec<Field> {
    of_person(edge("relation", "RelationEdge", "person {n}", "Person", "relations"))
}

fn participation_fields() -> Vec<Field> {
    vec![
        edge("participation", "ParticipantEdge", "event {n}", "Event", "participants"),
        record("event", "Event", "event {n}"),
    ]
}

fn attribution_fields() -> Vec<Field> {
    vec![
        edge("attribution", "AttributionEdge", "document {n}", "Quotation", "attributions"),
        record("quotation", "Quotation", "document {n}"),
    ]
}

fn mention_fields() -> Vec<Field> {
    vec![
        row("mention", "Mention", CLAIM, Part::Claim, "mention {n}"),
        record("document", "Document", "document {n}"),
    ]
}

fn citation_fields() -> Vec<Field> {
    vec![row("citation", "Citation", CLAIM, Part::Claim, "citation {n}"), any_record()]
}
