//! What belongs to no one kind: ranks and withdrawals of claims, merging, undoing, importing.

use super::claim::claim;
use super::outcome::{changes, contradictions, counts, overwritten};
use super::{
    Declared, any_record, batch, dry_run, expected_revision, force, label, names, record, revision, row,
};
use crate::catalog::declare::{Field, Input, Made, told};
use crate::value::operation::Operation;

pub(super) fn declared() -> Vec<Declared> {
    vec![
        rank_claim(),
        withdraw_claim(),
        confirm_mention(),
        reject_mention(),
        create_person_from_name(),
        merge_persons(),
        unmerge_persons(),
        undo_change(),
        undo_batch(),
        import_records(),
    ]
}

fn rank_claim() -> Declared {
    names!("rank", "Rank", "Claim").declare(
        "Says how far a claim is preferred to others that contradict it. Nothing is lost by it.",
        Operation::Rank,
        vec![claim(), told("rank", "Rank!", "How far it is to be preferred."), expected_revision(), label()],
        vec![any_record(), revision()],
    )
}

fn withdraw_claim() -> Declared {
    names!("withdraw", "Withdraw", "Claim").declare(
        "Takes a claim away. No later import brings it back; undoing does. Where a source really says it, rank it \
         `DEPRECATED` instead.",
        Operation::Withdraw,
        vec![claim(), expected_revision(), label()],
        vec![any_record(), revision()],
    )
}

/// A mention, by its id.
fn mention() -> Input {
    told("mention", "ID!", "Which mention: its id, such as `claim:17`.")
}

fn mention_fields() -> Vec<Field> {
    let now = "The mention as it is now; null when nothing was done.";
    vec![row("mention", "Mention", now, Made::Claim, "mention {n}"), any_record(), revision()]
}

fn confirm_mention() -> Declared {
    names!("confirm", "Confirm", "Mention").declare(
        "Says that a passage does name the person: from then on people say so, and the service goes by it.",
        Operation::Confirm,
        vec![mention(), expected_revision(), label()],
        mention_fields(),
    )
}

fn reject_mention() -> Declared {
    names!("reject", "Reject", "Mention").declare(
        "Says that a passage does not name the person. The service never finds that mention again.",
        Operation::Reject,
        vec![mention(), expected_revision(), label()],
        mention_fields(),
    )
}

fn create_person_from_name() -> Declared {
    names!("create", "Create", "PersonFromName").declare(
        "Makes a person of a name that stands in documents and is nobody's; its passages then name that person.",
        Operation::Name,
        vec![
            told("name", "String!", "The name, as `unresolvedNames` tells it."),
            told("key", "String", "Your own stable name for the person; left out, one is made."),
            label(),
        ],
        vec![record("person", "Person", "person {n}"), revision()],
    )
}

fn merge_persons() -> Declared {
    names!("merge", "Merge", "Persons").declare(
        "Makes one person of two records of the same human being. The id and the key of the one merged away lead to \
         the other from then on.",
        Operation::Merge,
        vec![
            told("from", "PersonRef!", "The one merged away."),
            told("into", "PersonRef!", "The one that stays."),
            expected_revision(),
            force(),
            dry_run(),
            label(),
        ],
        vec![record("person", "Person", "person {n}"), revision(), batch(), changes(), overwritten()],
    )
}

fn unmerge_persons() -> Declared {
    let restored = row(
        "restored",
        "Person",
        "The one who had been merged away, and is back; null when nothing was done.",
        Made::Restored,
        "person {n}",
    );
    names!("unmerge", "Unmerge", "Persons").declare(
        "Makes two persons again of what was merged; what was changed since stays with the one that it is told of.",
        Operation::Unmerge,
        vec![
            told("person", "PersonRef!", "The one merged away, by the id or the key of then."),
            dry_run(),
            label(),
        ],
        vec![
            record("person", "Person", "person {n}"),
            restored,
            revision(),
            batch(),
            changes(),
            overwritten(),
        ],
    )
}

fn undo_change() -> Declared {
    names!("undo", "Undo", "Change").declare(
        "Takes one change back. What was changed again since is a conflict, unless an admin forces it.",
        Operation::UndoRevision,
        vec![
            told("revision", "ID!", "Which change: its id, such as `revision:17`."),
            force(),
            dry_run(),
            label(),
        ],
        vec![any_record(), revision(), batch(), changes(), overwritten()],
    )
}

fn undo_batch() -> Declared {
    names!("undo", "Undo", "Batch").declare(
        "Takes back everything that was changed at once, such as an import; for admins only.",
        Operation::UndoBatch,
        vec![told("batch", "ID!", "Which batch: its id, such as `batch:12`."), force(), dry_run(), label()],
        vec![batch(), changes(), overwritten()],
    )
}

fn import_records() -> Declared {
    let mut fields = Vec::from(counts());
    fields.extend([batch(), changes(), contradictions()]);
    names!("import", "Import", "Records").declare(
        "Takes up to 1000 records as an import does: by key, in any order, and never over what people have set since. \
         Larger files go to `POST /import`.",
        Operation::Import,
        vec![
            told("records", "[RecordInput!]!", "The records, which may refer to each other."),
            told("onError", "OnError!", "What a wrong record means for the others.").or("STOP"),
            dry_run(),
            label(),
        ],
        fields,
    )
}
