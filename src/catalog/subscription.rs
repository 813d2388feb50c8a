//! What can be followed.

use super::declare::{Object, Read, field, rows};
use super::revision;

pub(super) fn object() -> Object {
    let feed = Read::Feed { to: "Revision", rows: rows("revision {n}", ""), order: revision::by_commit() };
    Object {
        name: super::SUBSCRIPTION,
        description: "What can be followed, by server-sent events.",
        implements: &[],
        fields: vec![
            field(
                "changed",
                "Revision!",
                "Every change of the archive from now on, or from where `after` says, in the order of commit, by \
                 whichever process: none is missed and none comes twice.",
                feed,
            )
            .taking([revision::kinds(), revision::ids()]),
        ],
    }
}
