//! Changes undone, as new changes: one revision, or all of a batch. What later edits stand on is not touched
//! unless it is overruled, and then it is said what was overwritten.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::input::Input;
use super::session::{Session, difference};
use super::sides::{fields, in_order, list_back, whole};
use super::{Edited, Problem, ProblemCode, Stopped};
use crate::domain::change::set::{Entry, WorkingSet};
use crate::domain::claim::{EachReference, Reference};
use crate::domain::import::{Difference, read_record, shorten};
use crate::domain::record::Record;
use crate::domain::rows::Gone;
use crate::domain::text::Key;
use crate::store::{BatchRow, MergerRow, RecordRow, Referring, RevisionRow, StoreError};
use crate::value::id::{GlobalId, RecordKind};

/// How many revisions are undone at once.
const REVISIONS_PER_CHUNK: i64 = 2000;
/// How many conflicts, and how many differences, are told.
const TOLD_MAX: usize = 100;

/// An undo under way.
struct Undoing {
    /// The batch whose revisions are undone.
    batch: BatchRow,
    /// The field of the input that names what is undone.
    field: &'static str,
    force: bool,
    /// Whether something stands in the way that not even `force` overrules.
    is_held: bool,
    conflicts: Vec<Problem>,
    /// The records that conflicts are about.
    contested: HashSet<i64>,
    differences: Vec<Difference>,
    gone: Gone,
    /// Records whose making is undone: their keys are free again.
    unmade: Vec<i64>,
    /// The records of which something was undone.
    records: i64,
    last_revision: Option<i64>,
}

impl Session {
    /// Undoes one revision.
    pub async fn undo_revision(&mut self, input: Input) -> Result<Edited, Stopped> {
        let id = input.number("revision", "revision");
        input.check()?;
        let id = id.unwrap_or_default();
        let Some(row) = self.transaction.load::<RevisionRow>("id", &[id], "id").await?.pop() else {
            return Err(not_there("revision", id).into());
        };
        let batch = self.transaction.load::<BatchRow>("id", &[row.batch_id], "id").await?.pop();
        let batch = batch.ok_or_else(|| not_there("revision", id))?;
        let mut undoing = Undoing::new(batch, "revision", input.flag("force"));
        self.refuse_mergers(&undoing)?;
        let record = row.record_id;
        self.undo_rows(&mut undoing, vec![row]).await?;
        let mut edited = self.finish_undo(undoing).await?;
        let kind = self.transaction.load::<RecordRow>("id", &[record], "id").await?.pop();
        edited.record = kind
            .filter(|row| row.deleted == 0)
            .and_then(|row| Some(GlobalId { kind: row.kind.parse().ok()?, number: record }));
        Ok(edited)
    }

    /// Undoes all that a batch did.
    pub async fn undo_batch(&mut self, input: Input) -> Result<Edited, Stopped> {
        let id = input.number("batch", "batch");
        input.check()?;
        let id = id.unwrap_or_default();
        let Some(batch) = self.transaction.load::<BatchRow>("id", &[id], "id").await?.pop() else {
            return Err(not_there("batch", id).into());
        };
        let mut undoing = Undoing::new(batch, "batch", input.flag("force"));
        self.refuse_mergers(&undoing)?;
        // What was deleted comes back first, so that what named it can name it again.
        for deletions in [true, false] {
            let mut before = i64::MAX;
            loop {
                let rows =
                    self.transaction.revisions_of_batch(id, deletions, before, REVISIONS_PER_CHUNK).await?;
                let Some(last) = rows.last() else { break };
                before = last.id;
                self.undo_rows(&mut undoing, rows).await?;
                if undoing.conflicts.len() >= TOLD_MAX && !undoing.force {
                    break;
                }
            }
        }
        self.finish_undo(undoing).await
    }

    /// A merge is undone by what gives both persons back, whatever was edited since.
    fn refuse_mergers(&self, undoing: &Undoing) -> Result<(), Stopped> {
        let field = undoing.field;
        if undoing.force && !self.may_overrule {
            let message = "`force` needs a token of the role `admin`".to_owned();
            return Err(Problem::other(ProblemCode::Forbidden, "force", None, message).into());
        }
        let with = match undoing.batch.kind.as_str() {
            "merge" => "unmergePersons",
            "unmerge" => "mergePersons",
            _ => return Ok(()),
        };
        let message = format!(
            "`{field}` is of a `{}`; expected another; hint: undo it by `{with}`",
            undoing.batch.kind
        );
        Err(Problem::other(ProblemCode::Invalid, field, None, message).into())
    }

    /// Undoes revisions, the newest first.
    async fn undo_rows(&mut self, undoing: &mut Undoing, rows: Vec<RevisionRow>) -> Result<(), Stopped> {
        self.set = WorkingSet::default();
        let ids: Vec<i64> = rows.iter().map(|row| row.record_id).collect();
        self.set.load_ids(&self.transaction, &ids).await?;
        let records: Vec<RecordRow> = self.transaction.load("id", &ids, "id").await?;
        let mut records: HashMap<i64, RecordRow> = records.into_iter().map(|row| (row.id, row)).collect();
        if undoing.batch.kind == "import" {
            // An import that is undone may be made again: what it said was not said.
            for entry in self.set.entries_mut() {
                entry.row.iter_mut().for_each(|row| row.import_hash = None);
            }
        }
        let (rows, origins) = self.follow_mergers(rows).await?;
        for row in &rows {
            match (&row.before, &row.after) {
                (None, Some(_)) => self.unmake(undoing, row).await?,
                (Some(before), None) => self.bring_back(undoing, row, before, &mut records).await?,
                (Some(before), Some(after)) => self.change_back(undoing, row, before, after),
                (None, None) => {}
            }
        }
        self.number_references(undoing).await?;
        for (place, message) in self.give_origins(origins).await? {
            undoing.conflict_at(place, message);
        }
        self.follow_texts().await.map_err(|stopped| undoing.named(stopped))?;
        let (written, gone) = self.batch.write_all_but_deletions(&self.transaction, &mut self.set).await?;
        undoing.gone.append(gone);
        for ((entry, change), revision) in
            self.set.entries().iter().zip(&written.changes).zip(&written.revisions)
        {
            if *revision != 0 {
                undoing.records += 1;
                undoing.last_revision = Some(*revision);
            }
            if undoing.differences.len() < TOLD_MAX {
                undoing.differences.extend(difference(entry, change));
            }
        }
        Ok(())
    }

    /// Deletes a record that the revision made.
    async fn unmake(&mut self, undoing: &mut Undoing, row: &RevisionRow) -> Result<(), Stopped> {
        let later = self.transaction.revisions_after(row.record_id, row.number).await?;
        let own = self.batch.number();
        let mut others =
            later.iter().filter(|later| later.batch_id != row.batch_id && Some(later.batch_id) != own);
        // Changes that were undone since have left it as it was: nothing stands on it.
        let current =
            self.set.entry(row.record_id).and_then(|entry| serde_json::to_value(&entry.current).ok());
        let is_as_made = current
            .is_some_and(|now| in_order(now) == in_order(row.after.as_deref().map_or(Value::Null, whole)));
        if let Some(later) = others.next().filter(|_| !is_as_made) {
            let message = format!(
                "{} `{}` was changed since by revision {} (revision:{}); expected nothing to stand on what is undone",
                row.record_kind,
                shorten(&row.record_key),
                later.number,
                later.id
            );
            undoing.conflict(row, "", message, None, later.after.as_deref().map(whole));
            if !undoing.force {
                return Ok(());
            }
        }
        if let Some(place) = self.set.place_of(row.record_id) {
            self.set.entries_mut()[place].is_deleted = true;
            // Deleted again, it keeps the key that it kept when it was deleted before.
            if row.operation != "restore" {
                undoing.unmade.push(row.record_id);
            }
        }
        Ok(())
    }

    /// Makes a record again that the revision deleted.
    async fn bring_back(
        &mut self,
        undoing: &mut Undoing,
        row: &RevisionRow,
        before: &str,
        records: &mut HashMap<i64, RecordRow>,
    ) -> Result<(), Stopped> {
        if self.set.place_of(row.record_id).is_some() {
            let message =
                format!("{} `{}` is there again already", row.record_kind, shorten(&row.record_key));
            undoing.conflict(row, "", message, None, None);
            return Ok(());
        }
        let kind: Option<RecordKind> = row.record_kind.parse().ok();
        let told = read_record(&whole(before)).ok();
        let (Some(kind), Some(told), Some(record)) = (kind, told, records.remove(&row.record_id)) else {
            let message = format!("{} `{}` cannot be read", row.record_kind, shorten(&row.record_key));
            undoing.conflict(row, "", message, None, None);
            return Ok(());
        };
        let found = self.transaction.records_by_keys(&[(kind, told.key())]).await?.pop();
        match found {
            Some(found) if found.row.id == row.record_id => {}
            Some(found) => {
                let message = format!(
                    "the key `{}` belongs to another record now ({kind}:{})",
                    shorten(told.key()),
                    found.row.id
                );
                undoing.conflict(row, "key", message, None, None);
                return Ok(());
            }
            None => {
                self.batch.reserve(&self.transaction, 1).await?;
                let id = self.batch.next_id();
                self.transaction.give_key(id, row.record_id, kind, told.key()).await?;
            }
        }
        let mut entry = Entry::new(row.record_id, Some(record), None, Record::bare(&told));
        entry.tell_again(|record, telling| record.tell(told, telling));
        self.set.add_named(entry);
        Ok(())
    }

    /// Gives fields of a record back what they were before the revision.
    fn change_back(&mut self, undoing: &mut Undoing, row: &RevisionRow, before: &str, after: &str) {
        let Some(place) = self.set.place_of(row.record_id) else {
            let message = format!("{} `{}` is deleted", row.record_kind, shorten(&row.record_key));
            undoing.conflict(row, "", message, None, None);
            return;
        };
        let entry = &mut self.set.entries_mut()[place];
        let current = fields(&serde_json::to_value(&entry.current).unwrap_or_default());
        let (before, after) = (fields(&whole(before)), fields(&whole(after)));
        let mut told = Map::new();
        for (name, was) in &before {
            let became = after.get(name).unwrap_or(&Value::Null);
            let now = current.get(name).unwrap_or(&Value::Null);
            if name == "key" || was == now {
                continue;
            }
            let back = match (was, became, now) {
                _ if became == now => was.clone(),
                _ if [was, became, now].iter().all(|side| side.is_array() || side.is_null()) => {
                    match list_back(was, became, now) {
                        Ok(list) => list,
                        Err(list) => {
                            undoing.changed_since(row, name, became, now);
                            list
                        }
                    }
                }
                _ => {
                    undoing.changed_since(row, name, became, now);
                    was.clone()
                }
            };
            told.insert(name.clone(), back);
        }
        let kind = entry.current.kind().as_str();
        let is_text = told.contains_key("body") || told.contains_key("text");
        let known = |side: &Map<String, Value>| side.get("mentions").cloned().unwrap_or_default();
        if is_text && known(&after) != known(&current) {
            // What was said of the later text since follows its words into the earlier one.
            told.remove("mentions");
        } else if let (true, Some(mentions)) = (is_text, before.get("mentions")) {
            told.insert("mentions".to_owned(), mentions.clone());
        }
        let mut form = json!({ kind: told });
        super::told::fill_required_of(&mut form[kind], &entry.current);
        match read_record(&form) {
            Ok(told) => {
                if let Some(lost) = self.lost_mentions(place, &told).first() {
                    let message = format!(
                        "what it was has not the words `{}`, which a mention made since is of",
                        shorten(&lost.words)
                    );
                    undoing.conflict(row, "mentions", message, None, None);
                    undoing.is_held = true;
                    return;
                }
                let entry = &mut self.set.entries_mut()[place];
                entry.tell_again(|record, telling| record.tell(told, telling));
            }
            Err(problems) => {
                let first = problems.into_iter().next();
                let what = first.map_or(String::new(), |problem| {
                    format!("{}: expected {}", problem.field, problem.expected)
                });
                undoing.conflict(row, "", format!("what it was cannot stand any more: {what}"), None, None);
            }
        }
    }

    /// Gives every reference that was told again the number of what it names.
    async fn number_references(&mut self, undoing: &mut Undoing) -> Result<(), Stopped> {
        let mut wanted: HashSet<(RecordKind, Key)> = HashSet::new();
        for entry in self.set.entries_mut() {
            entry.current.visit(&mut EachReference(|_, kind, reference: &mut Reference| {
                if reference.id == 0 {
                    wanted.insert((kind, reference.key.clone()));
                }
            }));
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let keys: Vec<(RecordKind, &str)> = wanted.iter().map(|(kind, key)| (*kind, &**key)).collect();
        let found = self.transaction.records_by_keys(&keys).await?;
        let mut names: HashMap<(RecordKind, Key), (i64, Key)> = HashMap::new();
        for found in found.into_iter().filter(|found| found.row.deleted == 0) {
            let own = Key::stored(found.own_key);
            names.insert((found.kind, Key::stored(found.key)), (found.row.id, own));
        }
        for entry in self.set.entries().iter().filter(|entry| !entry.is_deleted) {
            let (kind, key) = (entry.current.kind(), entry.current.key().clone());
            names.insert((kind, key.clone()), (entry.id, key));
        }
        for entry in self.set.entries_mut() {
            entry.current.visit(&mut EachReference(|_, kind, reference: &mut Reference| {
                if let (0, Some((id, key))) = (reference.id, names.get(&(kind, reference.key.clone()))) {
                    reference.id = *id;
                    reference.key = key.clone();
                }
            }));
        }
        if let Some((kind, key)) = wanted.iter().find(|name| !names.contains_key(*name)) {
            let message = format!(
                "it names {kind} `{}`, which is not there any more; hint: bring that back first",
                shorten(key)
            );
            return Err(undoing.stop(message));
        }
        Ok(())
    }

    /// Deletes what is to go, if nothing else refers to it, and tells what was done.
    async fn finish_undo(&mut self, mut undoing: Undoing) -> Result<Edited, Stopped> {
        let ids = undoing.gone.ids();
        let mut is_held = undoing.is_held;
        for chunk in ids.chunks(500) {
            for Referring { to, by, what } in self.transaction.references_to(chunk, 20).await? {
                if undoing.contested.contains(&by) && !undoing.force {
                    // It stays only because it is in conflict, which is told already.
                    continue;
                }
                // Not even `force` leaves a reference to nothing.
                is_held = true;
                let (to, by) = (self.spelled(to).await?, self.spelled(by).await?);
                undoing.conflicts.push(undoing.in_use(&to, &by, &what));
            }
        }
        for merger in self.transaction.load::<MergerRow>("moved_to", &undoing.unmade, "id").await? {
            is_held = true;
            let message = format!(
                "person:{} was merged into {}; hint: part them first, by `unmergePersons`",
                merger.id,
                self.spelled(merger.moved_to).await?
            );
            let by = Some(format!("person:{}", merger.id));
            undoing.conflicts.push(Problem::other(ProblemCode::InUse, undoing.field, by, message));
        }
        if !undoing.conflicts.is_empty() && (!undoing.force || is_held) {
            undoing.conflicts.truncate(TOLD_MAX);
            return Err(Stopped::Problems(undoing.conflicts));
        }
        let gone = std::mem::take(&mut undoing.gone);
        gone.delete(&self.transaction).await?;
        self.transaction.free_keys(&undoing.unmade).await?;
        let kept = !self.is_dry_run;
        Ok(Edited {
            revision: undoing.last_revision.filter(|_| kept && undoing.records == 1),
            batch: self.batch.number().filter(|_| kept),
            differences: undoing.differences,
            overwritten: undoing.conflicts,
            ..Edited::default()
        })
    }

    async fn spelled(&self, id: i64) -> Result<String, StoreError> {
        let row = self.transaction.keys_of(&[id]).await?.pop();
        Ok(row.map_or(id.to_string(), |row| format!("{} `{}`", row.kind, shorten(&row.key))))
    }
}

impl Undoing {
    fn new(batch: BatchRow, field: &'static str, force: bool) -> Undoing {
        Undoing {
            batch,
            field,
            force,
            is_held: false,
            conflicts: Vec::new(),
            contested: HashSet::new(),
            differences: Vec::new(),
            gone: Gone::default(),
            unmade: Vec::new(),
            records: 0,
            last_revision: None,
        }
    }

    fn conflict(
        &mut self,
        row: &RevisionRow,
        field: &str,
        message: String,
        before: Option<Value>,
        now: Option<Value>,
    ) {
        self.contested.insert(row.record_id);
        if self.conflicts.len() >= TOLD_MAX {
            return;
        }
        let place = match field {
            "" => format!("{}:{}", row.record_kind, row.record_id),
            field => format!("{}:{}.{field}", row.record_kind, row.record_id),
        };
        let problem = Problem::other(ProblemCode::Conflict, self.field, Some(place), message);
        let (before, current) = (before.map(Box::new), now.map(Box::new));
        self.conflicts.push(Problem { before, current, ..problem });
    }

    fn conflict_at(&mut self, place: String, message: String) {
        if self.conflicts.len() < TOLD_MAX {
            self.conflicts.push(Problem::other(ProblemCode::Conflict, self.field, Some(place), message));
        }
    }

    fn changed_since(&mut self, row: &RevisionRow, field: &str, became: &Value, now: &Value) {
        let message = format!(
            "`{field}` of {} `{}` was changed since revision {}; expected it as that revision left it",
            row.record_kind,
            shorten(&row.record_key),
            row.number
        );
        self.conflict(row, field, message, Some(became.clone()), Some(now.clone()));
    }

    /// A record that is to go and that one names which stays.
    fn in_use(&self, to: &str, by: &str, what: &str) -> Problem {
        let message = format!("{to} is referred to by {by} ({what}), which stays; hint: change that first");
        Problem::other(ProblemCode::InUse, self.field, Some(by.to_owned()), message)
    }

    /// What is wrong with records as they would be, told by the input's own field.
    fn named(&self, stopped: Stopped) -> Stopped {
        match stopped {
            Stopped::Problems(problems) => {
                let own = |problem| Problem { field: self.field.to_owned(), ..problem };
                Stopped::Problems(problems.into_iter().map(own).collect())
            }
            store => store,
        }
    }

    fn stop(&mut self, message: String) -> Stopped {
        self.conflicts.push(Problem::other(ProblemCode::Conflict, self.field, None, message));
        Stopped::Problems(std::mem::take(&mut self.conflicts))
    }
}

fn not_there(field: &str, id: i64) -> Problem {
    let message = format!("`{field}` is `{field}:{id}`; expected a {field} of the archive");
    Problem::other(ProblemCode::NotFound, field, Some(format!("{field}:{id}")), message)
}
