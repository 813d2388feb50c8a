//! A life in the order of its dates: events, quotations and the documents that tell of it.

use super::declare::{Abstract, Connection, Member, Read, field, int, order, rows};

pub(super) fn union() -> Abstract {
    let member = |value, object, table| Member { value, object, rows: Some(rows(table, "{n}.id = {t}.id")) };
    Abstract {
        name: "TimelineItem",
        description: "What a life is made of: an event, the words of a person, a document that mentions them.",
        fields: Vec::new(),
        is_union: true,
        discriminator: "{t}.kind",
        members: vec![
            member("event", "Event", "event {n}"),
            member("article", "Article", "document {n}"),
            member("quotation", "Quotation", "document {n}"),
        ],
    }
}

/// What a person had a part in, said, or is mentioned in. UNION drops what is there twice: an event with
/// two roles, a quotation that also names its speaker.
const OF_PERSON: &str = "(SELECT 'event' AS kind, pa.event_id AS id, pa.sort_day AS sort_day FROM participation pa \
     WHERE pa.person_id = {t}.id \
     UNION SELECT 'quotation', at.quotation_id, at.sort_day FROM attribution at \
     WHERE at.person_id = {t}.id AND at.role = 'SPEAKER' \
     UNION SELECT ap.document_kind, ap.document_id, ap.sort_day FROM appearance ap WHERE ap.person_id = {t}.id) {n}";

pub(super) fn connection() -> Connection {
    Connection {
        name: "TimelineConnection",
        edge: "TimelineEdge",
        node: "TimelineItem",
        description: "An item of a life.",
        rows: rows(OF_PERSON, ""),
        orders: vec![order("DATE", &[int("{n}.sort_day"), int("{n}.id")])],
        order_input: "",
        edge_fields: vec![field(
            "kind",
            "String!",
            "What the item is: `event`, `article` or `quotation`.",
            Read::Word("{t}.kind"),
        )],
    }
}
