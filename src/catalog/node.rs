//! Anything with an id of its own.

use super::declare::{Abstract, Member, rows};
use super::record::{ID_BY_KIND, record_id};

pub(super) fn interface() -> Abstract {
    let person =
        Member { value: "person", object: "Person", rows: Some(rows("person {n}", "{n}.id = {t}.id")) };
    let event = Member { value: "event", object: "Event", rows: Some(rows("event {n}", "{n}.id = {t}.id")) };
    let article =
        Member { value: "article", object: "Article", rows: Some(rows("document {n}", "{n}.id = {t}.id")) };
    let quotation = Member {
        value: "quotation",
        object: "Quotation",
        rows: Some(rows("document {n}", "{n}.id = {t}.id")),
    };
    Abstract {
        name: "Node",
        description: "A record: a person, an event, an article or a quotation.",
        fields: vec![record_id(ID_BY_KIND)],
        is_union: false,
        discriminator: "{t}.kind",
        members: vec![person, event, article, quotation],
    }
}
