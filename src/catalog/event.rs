//! Something that happened: kind, date, place, and who had a part in it.

use super::claim::{citations, claim_of_edge, note, rank};
use super::date::date_field;
use super::declare::{
    Condition, Connection, Enum, Field, Input, InputObject, Object, Order, Read, Stretch, Transform,
};
use super::declare::{dated, field, input, int, order, rows, text};
use super::record::{combinations, key, record_id, reference};
use super::revision;
use crate::value::id::RecordKind;

pub(super) fn object() -> Object {
    let mut fields = vec![
        record_id(Read::Id { prefix: "event", number: "{t}.id" }),
        key(),
        field(
            "kind",
            "String!",
            "What sort of event: `BIRTH`, `DEATH`, `MARRIAGE`, `ARREST`, `TRIAL`, `EXECUTION`, `TERM`, or any other \
                 word in capitals that the source uses.",
            Read::Word("{t}.kind"),
        ),
        field("title", "String", "What happened, in a few words.", Read::Line("{t}.title")),
        field("description", "String", "What happened, at more length.", Read::Text("{t}.description")),
        date_field("date", "When it happened, as precisely as known.", "date"),
        field("place", "String", "Where it happened, as the source writes it.", Read::Line("{t}.place")),
        rank(),
        participants(),
        quotations(),
        citations(),
    ];
    fields.extend(revision::of_record());
    Object {
        name: "Event",
        description: "Something that happened, or that a source says happened.",
        implements: &["Node"],
        fields,
    }
}

/// What every edge between a person and an event tells.
fn edge_fields() -> Vec<Field> {
    vec![
        claim_of_edge(),
        field(
            "role",
            "String!",
            "The part the person had: `SUBJECT`, `PARTICIPANT`, `ACCUSED`, `SPOUSE`, `CHILD`, or any other word in \
             capitals that the source uses.",
            Read::Word("{t}.role"),
        ),
        note(),
        rank(),
        citations(),
    ]
}

fn roles() -> Input {
    input(
        "roles",
        "[String!]",
        "Only parts with these roles.",
        Condition::Sql("{l}.role IN {list}", Transform::List),
    )
}

fn participants() -> Field {
    let connection = Connection {
        name: "ParticipantConnection",
        edge: "ParticipantEdge",
        node: "Person",
        description: "A person's part in an event.",
        rows: rows("participation {l} JOIN person {n} ON {n}.id = {l}.person_id", "{l}.event_id = {t}.id"),
        orders: vec![order("ENTRY", &[int("{l}.id")])],
        order_input: "",
        edge_fields: edge_fields(),
    };
    field(
        "participants",
        "ParticipantConnection!",
        "Who had a part in it, in the order of entry.",
        Read::Connection(Box::new(connection)),
    )
    .taking([roles(), input("filter", "PersonFilter", "Only persons like this.", Condition::Group)])
}

fn quotations() -> Field {
    let connection = Connection {
        name: "QuotationConnection",
        edge: "QuotationEdge",
        node: "Quotation",
        description: "A quotation in a list.",
        rows: rows("quotation {l} JOIN document {n} ON {n}.id = {l}.id", "{l}.occasion_id = {t}.id"),
        orders: vec![order("ENTRY", &[int("{l}.id")])],
        order_input: "",
        edge_fields: Vec::new(),
    };
    field(
        "quotations",
        "QuotationConnection!",
        "What was said or written on this occasion, in the order of entry.",
        Read::Connection(Box::new(connection)),
    )
}

/// The events in which a person had a part.
pub(super) fn of_person() -> Field {
    let connection = Connection {
        name: "ParticipationConnection",
        edge: "ParticipationEdge",
        node: "Event",
        description: "An event, and the part that a person had in it.",
        rows: rows("participation {l} JOIN event {n} ON {n}.id = {l}.event_id", "{l}.person_id = {t}.id"),
        orders: vec![order("DATE", &[int("{l}.sort_day"), int("{l}.id")])],
        order_input: "",
        edge_fields: edge_fields(),
    };
    field(
        "events",
        "ParticipationConnection!",
        "The events in which this person had a part, in the order of their dates.",
        Read::Connection(Box::new(connection)),
    )
    .taking([
        kinds(),
        roles(),
        input("filter", "EventFilter", "Only events like this.", Condition::Group),
    ])
}

fn kinds() -> Input {
    input(
        "kinds",
        "[String!]",
        "Only events of these kinds.",
        Condition::Sql("{n}.kind IN {list}", Transform::List),
    )
}

fn orders() -> Vec<Order> {
    vec![
        order("DATE", &[int("{n}.sort_day"), int("{n}.id")]),
        order("TITLE", &[text("coalesce({n}.title_folded, '')"), int("{n}.id")]),
        order("ENTRY", &[int("{n}.id")]),
    ]
}

/// Events of a kind, or of any, are read by how long they may have lasted.
const STRETCH: Stretch = Stretch {
    table: "event",
    order: "DATE",
    asked: ["filter", "date"],
    kinds: ("kinds", Transform::List),
    kind: "kind",
    leads_with_kind: true,
};

/// All events.
pub(super) fn all() -> Field {
    let connection = Connection {
        name: "EventConnection",
        edge: "EventEdge",
        node: "Event",
        description: "An event in a list.",
        rows: dated("event {n}", &STRETCH),
        orders: orders(),
        order_input: "EventOrder",
        edge_fields: Vec::new(),
    };
    field(
        "events",
        "EventConnection!",
        "Events, by date unless told otherwise.",
        Read::Connection(Box::new(connection)),
    )
    .taking([input("filter", "EventFilter", "Only events like this.", Condition::Group)])
}

/// One event.
pub(super) fn by_reference() -> Field {
    let one = Read::One { to: "Event", rows: rows("event {n}", "") };
    field("event", "Event", "The event with this id or key; null when there is none.", one).taking([input(
        "by",
        "EventRef!",
        "Which event.",
        Condition::Ref("{n}.id = {ref}"),
    )])
}

pub(super) fn inputs() -> Vec<InputObject> {
    let by_key = "(SELECT k.record_id FROM external_key k WHERE k.kind = 'event' AND k.key = {1})";
    vec![
        InputObject {
            name: "EventRef",
            description: "Which event: exactly one of these.",
            one_of: true,
            fields: reference(RecordKind::Event, by_key),
        },
        InputObject {
            name: "EventFilter",
            description: "What events must be like. All given conditions must hold.",
            one_of: false,
            fields: filter_fields(),
        },
        InputObject {
            name: "ParticipationFilter",
            description: "What one part of a person in an event must be. All given conditions must hold for the same part.",
            one_of: false,
            fields: vec![
                input("person", "PersonRef", "It is this person's.", Condition::Ref("{n}.person_id = {ref}")),
                input(
                    "roles",
                    "[String!]",
                    "It has one of these roles.",
                    Condition::Sql("{n}.role IN {list}", Transform::List),
                ),
                input(
                    "personLike",
                    "PersonFilter",
                    "It is the part of a person like this.",
                    Condition::Exists(
                        "EXISTS (SELECT 1 FROM person {x} WHERE {x}.id = {n}.person_id AND {inner})",
                    ),
                ),
                input(
                    "eventLike",
                    "EventFilter",
                    "It is a part in an event like this.",
                    Condition::Exists(
                        "EXISTS (SELECT 1 FROM event {x} WHERE {x}.id = {n}.event_id AND {inner})",
                    ),
                ),
            ],
        },
    ]
}

fn filter_fields() -> Vec<Input> {
    let mut fields = vec![
        input(
            "kinds",
            "[String!]",
            "They are of one of these kinds.",
            Condition::Sql("{n}.kind IN {list}", Transform::List),
        ),
        input("title", "TextFilter", "Their title is like this.", Condition::Column("{n}.title_folded")),
        input("place", "TextFilter", "Their place is like this.", Condition::Column("{n}.place_folded")),
        input(
            "date",
            "DateFilter",
            "They happened in this stretch.",
            Condition::Date { earliest: "{n}.date_earliest", latest: "{n}.date_latest", around: "" },
        ),
        input(
            "participation",
            "ParticipationFilter",
            "Somebody had such a part in them.",
            Condition::Exists("{n}.id IN (SELECT {x}.event_id FROM participation {x} WHERE {inner})"),
        ),
        input(
            "keys",
            "[String!]",
            "They have one of these keys.",
            Condition::Sql(
                "{n}.id IN (SELECT k.record_id FROM external_key k WHERE k.kind = 'event' AND k.key IN {list})",
                Transform::List,
            ),
        ),
    ];
    fields.extend(combinations("[EventFilter!]", "EventFilter"));
    fields
}

pub(super) fn enums() -> Vec<Enum> {
    vec![Enum {
        name: "EventOrderField",
        description: "What events are ordered by.",
        values: &[
            ("DATE", "By the first day on which they may have happened."),
            ("TITLE", "By title, without accents and case."),
            ("ENTRY", "In the order in which they were entered."),
        ],
    }]
}
