//! One edit under way: its transaction, its batch, the records that it changes.

use std::collections::HashSet;

use super::input::Input;
use super::reference::{Named, Wanted, look_up};
use super::{Edit, Edited, Problem, ProblemCode, Stopped};
use crate::domain::change::reanchor::{LostSource, follow_sources, is_told_a_place};
use crate::domain::change::set::{Entry, WorkingSet};
use crate::domain::change::{Batch, Change, fields_between};
use crate::domain::import::{Difference, Outcome, shorten};
use crate::domain::link::{AT_ONCE, Known, look_again};
use crate::domain::mention::{LostMention, Mention, lost_mentions};
use crate::domain::record::Record;
use crate::domain::{Archive, Linking};
use crate::store::{StoreError, Transaction};
use crate::value::id::{GlobalId, RecordKind};
use crate::value::operation::Operation;

/// One edit under way.
pub struct Session {
    /// Where it writes.
    pub transaction: Transaction,
    /// What it writes.
    pub batch: Batch,
    /// The records that it changes.
    pub set: WorkingSet,
    /// Whether the caller may overrule others.
    pub may_overrule: bool,
    /// Whether nothing is to be kept.
    pub is_dry_run: bool,
    /// What it does.
    pub operation: Operation,
    /// The ties that it tells of a person, in the order of the input: their kinds, and to whom.
    pub ties: Vec<(String, i64)>,
}

impl Session {
    /// Waits for its turn to write.
    pub async fn begin(archive: &Archive, edit: &Edit, input: &Input) -> Result<Session, Stopped> {
        let label = input.label();
        input.check()?;
        let now = (archive.clock)();
        let batch = |kind: &'static str| Batch::new(kind, edit.actor.clone(), label.clone(), now.clone());
        let batch = match edit.operation {
            Operation::Merge => batch("merge").called("merge"),
            Operation::Unmerge => batch("unmerge").called("unmerge"),
            Operation::UndoRevision | Operation::UndoBatch => batch("undo").called("undo"),
            _ => batch("edit"),
        };
        Ok(Session {
            transaction: archive.store.write().await?,
            batch,
            set: WorkingSet::default(),
            may_overrule: edit.may_overrule,
            is_dry_run: input.flag("dryRun"),
            operation: edit.operation,
            ties: Vec::new(),
        })
    }

    /// Keeps what was done, or in a dry run leaves everything as it was.
    pub async fn end(mut self, archive: &Archive, is_done: bool) -> Result<(), StoreError> {
        if self.is_dry_run || !is_done {
            return self.give_up().await;
        }
        if self.batch.number().is_some() && archive.linking != Linking::Later {
            // What is left to be looked at follows.
            look_again(&self.transaction, &mut self.batch, AT_ONCE, Known::default()).await?;
        }
        self.batch.finish(&self.transaction, &(archive.clock)()).await?;
        self.transaction.commit().await
    }

    /// Leaves everything as it was.
    pub async fn give_up(self) -> Result<(), StoreError> {
        self.transaction.rollback().await
    }

    /// The record that a field of the input names. What was wrong with other fields is told with it.
    pub async fn named(&self, input: &Input, field: &str, kind: RecordKind) -> Result<Named, Stopped> {
        let value = input.required(field, "a reference to a record");
        let found = match value.map(|value| Wanted::read(field, kind, value)) {
            Some(Ok(wanted)) => look_up(&self.transaction, &[wanted]).await?.pop(),
            Some(Err(problem)) => Some(Err(problem)),
            None => None,
        };
        match found {
            Some(Ok(named)) => input.check().map(|()| named),
            Some(Err(problem)) => {
                input.wrong(problem);
                Err(input.stopped())
            }
            None => Err(input.stopped()),
        }
    }

    /// Writes what the set has become. `record` is the one that the edit is about.
    pub async fn write(&mut self, record: i64, expected: Option<i64>) -> Result<Edited, Stopped> {
        self.follow_texts().await?;
        if let (Some(expected), Some(entry)) = (expected, self.set.entry(record)) {
            super::stale::check(&self.transaction, entry, expected).await?;
        }
        let written = self.batch.write(&self.transaction, &mut self.set).await?;
        let entries = self.set.entries();
        let differences =
            entries.iter().zip(&written.changes).filter_map(|(entry, change)| difference(entry, change));
        let mut edited = Edited { differences: differences.collect(), ..Edited::default() };
        for (entry, revision) in entries.iter().zip(&written.revisions) {
            if entry.id == record {
                let id = GlobalId { kind: entry.current.kind(), number: record };
                edited.record = (!entry.is_deleted).then_some(id);
                edited.revision = (*revision != 0 && !self.is_dry_run).then_some(*revision);
            }
        }
        edited.batch = self.batch.number().filter(|_| !self.is_dry_run);
        Ok(edited)
    }

    /// Quotations follow the words of articles that change, or the change is refused; so is what does not fit.
    pub async fn follow_texts(&mut self) -> Result<(), Stopped> {
        let lost = follow_sources(&self.transaction, &mut self.set, &HashSet::new()).await?;
        let problem = |lost: LostSource| {
            let message = format!(
                "`article.body` no longer has the words `{}`, from {} to {}, that the quotation `{}` is from; hint: \
                 change or clear that quotation's `source` first",
                shorten(&lost.words),
                lost.start,
                lost.end,
                shorten(&lost.quotation)
            );
            Problem::other(ProblemCode::InUse, "article.body", Some(shorten(&lost.words)), message)
        };
        let problems: Vec<Problem> = lost.into_iter().map(problem).collect();
        if !problems.is_empty() {
            return Err(Stopped::Problems(problems));
        }
        self.check_fit()?;
        self.check_sources().await?;
        self.refuse_circles().await
    }

    /// The places that quotations are told must lie in the bodies of their articles.
    async fn check_sources(&self) -> Result<(), Stopped> {
        let mut told: Vec<(i64, u32)> = Vec::new();
        for entry in self.set.entries().iter().filter(|entry| !entry.is_deleted && is_told_a_place(entry)) {
            if let Record::Quotation(quotation) = &entry.current {
                let source = quotation.source.value();
                told.extend(source.and_then(|source| Some((source.article.id, source.end?))));
            }
        }
        let ids: Vec<i64> = told.iter().map(|(article, _)| *article).collect();
        let stored = self.transaction.text_lengths(&ids).await?;
        for (article, end) in told {
            let length = match self.set.entry(article).map(|entry| &entry.current) {
                Some(Record::Article(article)) => {
                    i64::try_from(article.text().chars().count()).unwrap_or(i64::MAX)
                }
                _ => {
                    stored.iter().find(|(id, _)| *id == article).and_then(|(_, length)| *length).unwrap_or(0)
                }
            };
            if i64::from(end) > length {
                let expected =
                    format!("at most {length}, the length of the article's body in Unicode scalar values");
                return Err(Problem::invalid("quotation.source.end", Some(end.to_string()), &expected).into());
            }
        }
        Ok(())
    }

    /// The mentions that would have no words any more, were a document told so; none where its text stays.
    pub fn lost_mentions(&self, place: usize, told: &Record) -> Vec<LostMention> {
        match (&self.set.entries()[place].current, told) {
            (Record::Article(article), Record::Article(told)) if !told.body.is_absent() => {
                lost_mentions(article.mentions.items(), &told.mentions, (article.text(), told.text()), true)
            }
            (Record::Quotation(quotation), Record::Quotation(told)) => {
                lost_mentions(quotation.mentions.items(), &told.mentions, (&quotation.text, &told.text), true)
            }
            _ => Vec::new(),
        }
    }

    /// Spans must lie in their texts, and nobody is tied to themselves.
    fn check_fit(&self) -> Result<(), Stopped> {
        let mut problems = Vec::new();
        for entry in self.set.entries().iter().filter(|entry| !entry.is_deleted) {
            match &entry.current {
                Record::Article(article) => {
                    mentions_fit(article.mentions.items(), article.text(), &mut problems)
                }
                Record::Quotation(quotation) => {
                    mentions_fit(quotation.mentions.items(), &quotation.text, &mut problems);
                }
                Record::Person(person) => {
                    let own = |id: i64, key: &str| id == entry.id && id != 0 || *key == *person.key;
                    let to_self = |at: &(usize, &crate::domain::person::Relation)| {
                        own(at.1.person.id, &at.1.person.key)
                    };
                    if let Some((index, relation)) = person.relations.items().iter().enumerate().find(to_self)
                    {
                        let field = format!("relations[{index}].person");
                        let key = relation.person.key.to_string();
                        problems.push(Problem::invalid(field, Some(key), "another person"));
                    }
                }
                Record::Event(_) => {}
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Stopped::Problems(problems)) }
    }
}

fn mentions_fit(mentions: &[Mention], text: &str, problems: &mut Vec<Problem>) {
    let Some(last) = mentions.iter().map(|mention| mention.end).max() else {
        return;
    };
    // Bytes bound scalar values from above, so most texts are not counted.
    let length = if last as usize > text.len() { text.len() } else { text.chars().count() };
    for (index, mention) in mentions.iter().enumerate().filter(|(_, mention)| mention.end as usize > length) {
        let length = text.chars().count();
        let expected = format!("at most {length}, the length of the text in Unicode scalar values");
        problems.push(Problem::invalid(
            format!("mentions[{index}].end"),
            Some(mention.end.to_string()),
            &expected,
        ));
    }
}

/// What becomes of a record, as it is told; none if nothing does.
pub fn difference(entry: &Entry, change: &Change) -> Option<Difference> {
    let (outcome, fields) = match change {
        Change::Nothing => return None,
        Change::Creation => (Outcome::Created, fields_between(None, &entry.current)),
        Change::Fields(fields) => (Outcome::Updated, fields.clone()),
        Change::Deletion => (Outcome::Deleted, Vec::new()),
    };
    Some(Difference {
        line: 0,
        kind: entry.current.kind(),
        key: entry.current.key().to_string(),
        outcome,
        fields,
    })
}

/// A problem with a record that others refer to.
pub fn in_use(field: &str, by: &str, what: &str) -> Problem {
    let message = format!(
        "`{field}` is referred to by {by} ({what}); hint: change that first, or ask with `cascade: true` to take \
         away what refers to it"
    );
    Problem::other(ProblemCode::InUse, field, Some(by.to_owned()), message)
}
