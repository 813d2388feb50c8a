//! What a gateway of Apollo Federation asks of a subgraph, beside what everybody may ask. It is served only where
//! the service was started for it.

use super::declare::{Abstract, Condition, Field, Object, Read, Scalar, Transform, field, input};
use super::node;
use super::record::ID_OR_KEY_IS;

/// More roots of queries.
pub(super) fn roots() -> [Field; 2] {
    let entities = Read::Nodes { to: "_Entity", number: ID_OR_KEY_IS, by: Transform::Representations };
    [
        field("_service", "_Service!", "This service as a part of a larger graph.", Read::Served),
        field(
            "_entities",
            "[_Entity]!",
            "The records that these representations stand for, in the same order, with null where there is none.",
            entities,
        )
        .taking([input(
            "representations",
            "[_Any!]!",
            "Each with its `__typename` and either its `id` or its `key`; at most as many as a page may have rows.",
            Condition::None,
        )]),
    ]
}

/// What the service tells of itself.
pub(super) fn service() -> Object {
    Object {
        name: "_Service",
        description: "A service as a part of a larger graph.",
        implements: &[],
        fields: vec![field("sdl", "String!", "Its schema, for composition with others.", Read::Served)],
    }
}

/// What other services may know by its id or its key: every record.
pub(super) fn entity() -> Abstract {
    let node = node::interface();
    Abstract {
        name: "_Entity",
        description: "What other services of the graph may refer to: a record.",
        fields: Vec::new(),
        is_union: true,
        discriminator: node.discriminator,
        members: node.members,
    }
}

/// What stands for a record in another service.
pub(super) fn representation() -> Scalar {
    Scalar {
        name: "_Any",
        description: "What stands for a record in another service: `{__typename: \"Person\", key: \"…\"}`.",
        specified_by: "https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec",
        is_text: false,
    }
}
