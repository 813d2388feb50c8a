//! Where every query begins.

use super::declare::{Condition, Object, Read, Transform, field, input, rows};
use super::record::WHERE_IT_IS;
use super::{
    article, batch, document, event, inconsistency, path, person, quotation, revision, search, unresolved,
};

pub(super) fn object() -> Object {
    let record = rows("record {n}", "");
    let by_id = Condition::Sql(
        "({n}.kind = {1} AND {n}.id = coalesce((SELECT m.moved_to FROM merger m WHERE m.id = {2}), {2}))",
        Transform::AnyId,
    );
    Object {
        name: super::QUERY,
        description: "What can be asked.",
        implements: &[],
        fields: vec![
            field(
                "node",
                "Node",
                "The record with this id; null when there is none.",
                Read::One { to: "Node", rows: record },
            )
            .taking([input("id", "ID!", "The record's id, as any `id` field gave it.", by_id)]),
            field(
                "nodes",
                "[Node]!",
                "The records with these ids, in the same order, with null where there is none.",
                Read::Nodes { to: "Node", number: WHERE_IT_IS, by: Transform::AnyIds },
            )
            .taking([input(
                "ids",
                "[ID!]!",
                "At most as many ids as a page may have.",
                Condition::None,
            )]),
            person::by_reference(),
            event::by_reference(),
            article::by_reference(),
            quotation::by_reference(),
            person::all(),
            path::between(),
            event::all(),
            document::all(),
            revision::all(),
            revision::by_id(),
            batch::all(),
            batch::by_id(),
            inconsistency::all(),
            unresolved::all(),
            search::all(),
            search::suggestions(),
        ],
    }
}
