//! A person that was merged into another: its old id and key, which lead to the other for ever.

use super::declare::{Object, Read, field};

pub(super) fn object() -> Object {
    let batch = |name, description, sql| field(name, "String!", description, Read::Text(sql));
    Object {
        name: "Merger",
        description: "A person that was taken for another and became part of it.",
        implements: &[],
        fields: vec![
            field(
                "id",
                "ID!",
                "The id that it had. It leads to the person that it became part of.",
                Read::Id { prefix: "person", number: "{t}.id" },
            ),
            field(
                "key",
                "String",
                "The key that it had. It leads there, too.",
                Read::Text(
                    "(SELECT k.key FROM moved_key m JOIN external_key k ON k.id = m.id WHERE m.home_id = {t}.id ORDER BY k.id LIMIT 1)",
                ),
            ),
            batch(
                "mergedAt",
                "When that was (RFC 3339, UTC).",
                "(SELECT b.started_at FROM batch b WHERE b.id = {t}.batch_id)",
            ),
            batch("mergedBy", "Who did it.", "(SELECT b.actor FROM batch b WHERE b.id = {t}.batch_id)"),
        ],
    }
}
