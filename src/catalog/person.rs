//! A human being, or one that a source claims existed: names, life, and everything that leads on from there.

use super::claim::citations;
use super::date::date_field;
use super::declare::{
    Condition, Connection, Enum, Field, InputObject, Object, Read, Transform, field, input,
};
use super::declare::{int, order, rows, text};
use super::record::{combinations, key, record_id, reference};
use super::{attribution, candidate, document, event, merger, relation, revision, timeline};
use crate::value::id::RecordKind;

pub(super) fn object() -> Object {
    let mut fields = vec![
        record_id(Read::Id { prefix: "person", number: "{t}.id" }),
        key(),
        field(
            "name",
            "String",
            "The name to show: the best ranked, then the one of kind `PREFERRED`, then the first. Null when no name is \
             known.",
            Read::Line("{t}.name"),
        ),
        names(),
        field(
            "gender",
            "String",
            "The gender as the source tells it: `FEMALE`, `MALE`, …",
            Read::Word("{t}.gender"),
        ),
        field("description", "String", "Who this is, in a few words.", Read::Text("{t}.description")),
        identifiers(),
    ];
    fields.extend(life());
    fields.extend([
        event::of_person(),
        document::of_person(),
        attribution::of_person(),
        field(
            "relations",
            "RelationConnection!",
            "Ties to other persons, told from either end, in the order of entry.",
            Read::Connection(Box::new(relation::connection())),
        )
        .taking([input(
            "kinds",
            "[String!]",
            "Only ties of these kinds: `SPOUSE`, `PARENT`, …",
            Condition::Sql("{l}.kind IN {list}", Transform::List),
        )]),
        field(
            "appearsWith",
            "[CoMention!]!",
            "Who is mentioned in the same documents, most often first, and in which.",
            Read::List {
                to: "CoMention",
                rows: rows(MENTIONED_BESIDE, ""),
                order: "{n}.documents DESC, {n}.person_id",
            },
        )
        .costing(MENTIONED_BESIDE_RECKONED_AS),
        field(
            "timeline",
            "TimelineConnection!",
            "The life in the order of its dates: events, words said, and documents that mention the person.",
            Read::Connection(Box::new(timeline::connection())),
        ),
        merger::of_person(),
        candidate::of_person(),
        citations(),
    ]);
    fields.extend(revision::of_record());
    Object {
        name: "Person",
        description: "A human being, or one that a source claims existed.",
        implements: &["Node"],
        fields,
    }
}

/// Persons who share a document with the given one, and how many.
/// They are cut before anything is read of one of them.
const MENTIONED_BESIDE: &str = "(SELECT b.person_id AS person_id, a.person_id AS beside_id, count(*) AS documents FROM appearance a \
     JOIN appearance b ON b.document_id = a.document_id AND b.person_id <> a.person_id \
     WHERE a.person_id = {t}.id GROUP BY b.person_id, a.person_id ORDER BY documents DESC, person_id LIMIT {first}) {n}";

/// What they are reckoned as: everybody in every document of the person is counted before one of them is told.
const MENTIONED_BESIDE_RECKONED_AS: u64 = 1_500;

fn names() -> Field {
    let rows = rows("person_name {n}", "{n}.person_id = {t}.id");
    field(
        "names",
        "[PersonName!]!",
        "Every name by which the person is or was known, best ranked first.",
        Read::List { to: "PersonName", rows, order: "{n}.rank, {n}.id" },
    )
    .taking([
        input(
            "kinds",
            "[String!]",
            "Only names of these kinds.",
            Condition::Sql("{n}.kind IN {list}", Transform::List),
        ),
        input("filter", "NameFilter", "Only names like this.", Condition::Group),
    ])
}

fn identifiers() -> Field {
    let rows = rows("identifier {n}", "{n}.person_id = {t}.id");
    field(
        "identifiers",
        "[Identifier!]!",
        "What other catalogues call this person.",
        Read::List { to: "Identifier", rows, order: "{n}.id" },
    )
    .taking([input(
        "schemes",
        "[String!]",
        "Only identifiers in these catalogues.",
        Condition::Sql("{n}.scheme IN {list}", Transform::List),
    )])
}

fn life() -> [Field; 3] {
    let one = |name, description, scope| {
        field(name, "Event", description, Read::One { to: "Event", rows: rows("event {n}", scope) })
    };
    [
        one(
            "birth",
            "The birth: of the events of kind `BIRTH` with this person as `SUBJECT`, the one that ranks best. Others \
             are in `events`.",
            "{n}.id = {t}.birth_id",
        ),
        one(
            "death",
            "The death: of the events of kind `DEATH` with this person as `SUBJECT`, the one that ranks best.",
            "{n}.id = {t}.death_id",
        ),
        date_field(
            "lifespan",
            "From birth to death, as far as known: `1888-10-09/1938-03-15`, `1888/`.",
            "lifespan",
        ),
    ]
}

pub(super) fn co_mention() -> Object {
    let person = rows("person {n}", "{n}.id = {t}.person_id");
    Object {
        name: "CoMention",
        description: "A person mentioned in the same documents as another.",
        implements: &[],
        fields: vec![
            field("person", "Person!", "Who is mentioned beside.", Read::One { to: "Person", rows: person }),
            field(
                "documentCount",
                "Int!",
                "In how many documents both are mentioned.",
                Read::Number("{t}.documents"),
            ),
            document::shared(),
        ],
    }
}

/// All persons.
pub(super) fn all() -> Field {
    let connection = Connection {
        name: "PersonConnection",
        edge: "PersonEdge",
        node: "Person",
        description: "A person in a list.",
        rows: rows("person {n}", ""),
        orders: vec![
            order("NAME", &[text("{n}.sort_name"), int("{n}.id")]),
            order("BIRTH", &[int("{n}.birth_sort_day"), int("{n}.id")]),
            order("DEATH", &[int("{n}.death_sort_day"), int("{n}.id")]),
            order("ENTRY", &[int("{n}.id")]),
        ],
        order_input: "PersonOrder",
        edge_fields: Vec::new(),
    };
    field(
        "persons",
        "PersonConnection!",
        "Persons, by name unless told otherwise.",
        Read::Connection(Box::new(connection)),
    )
    .taking([input("filter", "PersonFilter", "Only persons like this.", Condition::Group)])
}

/// One person.
pub(super) fn by_reference() -> Field {
    let one = Read::One { to: "Person", rows: rows("person {n}", "") };
    field("person", "Person", "The person with this id, key or identifier; null when there is none.", one)
        .taking([input("by", "PersonRef!", "Which person.", Condition::Ref("{n}.id = {ref}"))])
}

/// Bounds of an event's date that a person's column points to.
fn life_event(around: &'static str) -> Condition {
    Condition::Date { earliest: "{x}.date_earliest", latest: "{x}.date_latest", around }
}

pub(super) fn inputs() -> Vec<InputObject> {
    let mut by = reference(
        RecordKind::Person,
        "(SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = {1})",
    );
    by.push(input(
        "identifier",
        "IdentifierRef",
        "An identifier in another catalogue. When several persons claim it, the best ranked claim answers; \
         `persons(filter: {identifier: …})` shows all.",
        Condition::Exists(
            "(SELECT {x}.person_id FROM identifier {x} WHERE {inner} ORDER BY {x}.rank, {x}.id LIMIT 1)",
        ),
    ));
    vec![
        InputObject {
            name: "PersonRef",
            description: "Which person: exactly one of these. A name is not a reference: it may be shared. Search by name \
                          with `persons(filter: {name: …})`.",
            one_of: true,
            fields: by,
        },
        InputObject {
            name: "PersonFilter",
            description: "What persons must be like. All given conditions must hold.",
            one_of: false,
            fields: filter_fields(),
        },
    ]
}

fn filter_fields() -> Vec<super::declare::Input> {
    let mut fields = vec![
        input(
            "name",
            "NameFilter",
            "One of their names is like this.",
            Condition::Exists("{n}.id IN (SELECT {x}.person_id FROM person_name {x} WHERE {inner})"),
        ),
        input(
            "genders",
            "[String!]",
            "They have one of these genders.",
            Condition::Sql("{n}.gender IN {list}", Transform::List),
        ),
        input(
            "livedWithin",
            "DateFilter",
            "Their life lay in this stretch: possibly, some of it; certainly, all of it.",
            Condition::Date { earliest: "{n}.lifespan_earliest", latest: "{n}.lifespan_latest", around: "" },
        ),
        input(
            "bornWithin",
            "DateFilter",
            "They were born in this stretch.",
            life_event("EXISTS (SELECT 1 FROM event {x} WHERE {x}.id = {n}.birth_id AND {inner})"),
        ),
        input(
            "diedWithin",
            "DateFilter",
            "They died in this stretch.",
            life_event("EXISTS (SELECT 1 FROM event {x} WHERE {x}.id = {n}.death_id AND {inner})"),
        ),
        input(
            "identifier",
            "IdentifierFilter",
            "One of their identifiers is this.",
            Condition::Exists("{n}.id IN (SELECT {x}.person_id FROM identifier {x} WHERE {inner})"),
        ),
        input(
            "keys",
            "[String!]",
            "They have one of these keys.",
            Condition::Sql(
                "{n}.id IN (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key IN {list})",
                Transform::List,
            ),
        ),
        input(
            "participation",
            "ParticipationFilter",
            "They had such a part in an event.",
            Condition::Exists(
                "EXISTS (SELECT 1 FROM participation {x} WHERE {x}.person_id = {n}.id AND {inner})",
            ),
        ),
        input(
            "isMentioned",
            "Boolean",
            "Whether some document mentions them.",
            Condition::Flag(
                "EXISTS (SELECT 1 FROM appearance ap WHERE ap.person_id = {n}.id)",
                "NOT EXISTS (SELECT 1 FROM appearance ap WHERE ap.person_id = {n}.id)",
            ),
        ),
    ];
    fields.extend(combinations("[PersonFilter!]", "PersonFilter"));
    fields
}

pub(super) fn enums() -> Vec<Enum> {
    vec![Enum {
        name: "PersonOrderField",
        description: "What persons are ordered by.",
        values: &[
            ("NAME", "By the name shown, without accents and case."),
            ("BIRTH", "By the first day on which they may have been born."),
            ("DEATH", "By the first day on which they may have died."),
            ("ENTRY", "In the order in which they were entered."),
        ],
    }]
}
