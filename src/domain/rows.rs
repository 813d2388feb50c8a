//! The rows that records become, and the difference between two sets of them: what to insert, to
//! write over and to delete. Derived columns are rows' columns like any other, so they follow.

use std::collections::{HashMap, HashSet};

use super::claim::ClaimId;
use super::search::reindex;
use crate::store::{
    AppearanceRow, ArticleRow, AttributionRow, CitationRow, ClaimRow, DocumentRow, EventRow, ExternalKeyRow,
    IdentifierRow, MentionRow, MovedClaimRow, ParticipationRow, PersonNameRow, PersonRow, QuotationRow,
    RecordRow, RelationRow, Row, StoreError, Transaction,
};
use crate::value::id::ClaimKind;

/// Rows of many records, table by table.
#[derive(Default)]
pub struct Rows {
    /// The record whose claims are being added.
    pub record_id: i64,
    /// The batch that new claims belong to.
    pub batch_id: i64,
    pub claims: Vec<ClaimRow>,
    pub records: Vec<RecordRow>,
    pub external_keys: Vec<ExternalKeyRow>,
    pub events: Vec<EventRow>,
    pub persons: Vec<PersonRow>,
    pub documents: Vec<DocumentRow>,
    pub articles: Vec<ArticleRow>,
    pub quotations: Vec<QuotationRow>,
    pub names: Vec<PersonNameRow>,
    pub identifiers: Vec<IdentifierRow>,
    pub relations: Vec<RelationRow>,
    pub participations: Vec<ParticipationRow>,
    pub attributions: Vec<AttributionRow>,
    pub mentions: Vec<MentionRow>,
    pub citations: Vec<CitationRow>,
    pub appearances: Vec<AppearanceRow>,
    pub moved: Vec<MovedClaimRow>,
    /// The claims that people make or change just now.
    pub touched: Vec<i64>,
}

impl Rows {
    /// Adds the row that a claim shares with all others.
    pub fn claim(&mut self, claim: &ClaimId, kind: ClaimKind) {
        self.claim_row(claim.id, self.record_id, kind, claim.curated);
        if claim.touched {
            self.touched.push(claim.id);
        }
        if claim.home != 0 || claim.target != 0 {
            let some = |id: i64| (id != 0).then_some(id);
            let (home_id, target_id) = (some(claim.home), some(claim.target));
            self.moved.push(MovedClaimRow { id: claim.id, home_id, target_id });
        }
    }

    /// Of whom these claims tell: the number of each, and who is tied to whom or took part in an event.
    pub fn told_of(&self) -> HashSet<(i64, [i64; 2])> {
        let tied = self.relations.iter().map(|row| (row.id, [row.person_id, row.related_id]));
        let participants = self.participations.iter().map(|row| (row.id, [row.person_id, row.person_id]));
        tied.chain(participants).collect()
    }

    /// Adds the row of a record as a claim.
    pub fn record_claim(&mut self, id: i64) {
        self.claim_row(id, id, ClaimKind::Record, false);
    }

    /// Adds what stays of a record that is deleted.
    pub fn only_the_record(&mut self, id: i64) {
        self.record_id = id;
        self.record_claim(id);
    }

    fn claim_row(&mut self, id: i64, record_id: i64, kind: ClaimKind, curated: bool) {
        self.claims.push(ClaimRow {
            id,
            kind: kind.as_str().to_owned(),
            record_id,
            origin: if curated { "curated" } else { "import" }.to_owned(),
            batch_id: self.batch_id,
        });
    }

    /// Writes rows of records and claims that are all new, what is referred to first.
    pub async fn insert(mut self, transaction: &Transaction) -> Result<(), StoreError> {
        transaction.insert(std::mem::take(&mut self.claims)).await?;
        let searched = self.searched();
        self.put(transaction, false).await?;
        transaction.index(&searched).await
    }

    /// Makes the database hold `self` where it held `before`, the rows of the same records. Rows of records that are
    /// gone stay until [`Gone::delete`]: others may still point to them.
    pub async fn replace(mut self, before: Rows, transaction: &Transaction) -> Result<Gone, StoreError> {
        let removed_claims = missing(&before.claims, &self.claims, |row| row.id);
        let (searched_before, searched) = (before.searched(), self.searched());
        self.move_claims(&before, transaction).await?;
        let touched = std::mem::take(&mut self.touched);
        let known: HashSet<i64> = before.claims.iter().map(|row| row.id).collect();
        let changed_claims: Vec<i64> = touched.into_iter().filter(|id| known.contains(id)).collect();
        transaction.mark_curated(&changed_claims, self.batch_id).await?;
        let new_claims = self.claims.into_iter().filter(|row| !known.contains(&row.id)).collect();
        transaction.insert(new_claims).await?;
        let is_same = |one: &AppearanceRow, other: &AppearanceRow| one == other;
        let pair = |row: &AppearanceRow| (row.person_id, row.document_id);
        let vanished: Vec<(i64, i64)> = missing(&before.appearances, &self.appearances, pair);
        transaction.delete_appearances(&vanished).await?;
        macro_rules! remove {
            ($($table:ident),*) => {$(
                let ids = missing(&before.$table, &self.$table, |row| row.id);
                delete(&before.$table, &ids, transaction).await?;
            )*};
        }
        remove!(moved, citations, names, identifiers, relations, participations, attributions, mentions);
        let gone = Gone {
            quotations: missing(&before.quotations, &self.quotations, |row| row.id),
            articles: missing(&before.articles, &self.articles, |row| row.id),
            persons: missing(&before.persons, &self.persons, |row| row.id),
            events: missing(&before.events, &self.events, |row| row.id),
        };
        macro_rules! keep_changed {
            ($($table:ident),*) => {
                Rows {
                    appearances: changed(self.appearances, &before.appearances, pair, is_same),
                    $($table: changed(self.$table, &before.$table, |row| row.id, |one, other| one == other),)*
                    ..Rows::default()
                }
            };
        }
        let changed = keep_changed!(
            records,
            events,
            persons,
            documents,
            articles,
            quotations,
            names,
            identifiers,
            relations,
            participations,
            attributions,
            mentions,
            citations,
            moved
        );
        changed.put(transaction, true).await?;
        reindex(searched_before, searched, transaction).await?;
        transaction.delete::<ClaimRow>("id", &removed_claims).await?;
        Ok(gone)
    }

    /// Gives claims that were another record's to the one whose they are now.
    async fn move_claims(&self, before: &Rows, transaction: &Transaction) -> Result<(), StoreError> {
        let owners: HashMap<i64, i64> = before.claims.iter().map(|row| (row.id, row.record_id)).collect();
        let mut moved: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in &self.claims {
            if owners.get(&row.id).is_some_and(|owner| *owner != row.record_id) {
                moved.entry(row.record_id).or_default().push(row.id);
            }
        }
        for (record_id, ids) in moved {
            transaction.move_claims(&ids, record_id).await?;
        }
        Ok(())
    }

    async fn put(self, transaction: &Transaction, over: bool) -> Result<(), StoreError> {
        macro_rules! put {
            ($($table:ident),*) => {$(
                match over {
                    true => transaction.upsert(self.$table).await?,
                    false => transaction.insert(self.$table).await?,
                }
            )*};
        }
        put!(
            records,
            external_keys,
            events,
            persons,
            documents,
            articles,
            quotations,
            names,
            identifiers,
            relations
        );
        put!(participations, attributions, mentions, citations, appearances, moved);
        Ok(())
    }
}

/// Records that are deleted, of which the bare rows are left.
#[derive(Default)]
pub struct Gone {
    quotations: Vec<i64>,
    articles: Vec<i64>,
    persons: Vec<i64>,
    events: Vec<i64>,
}

impl Gone {
    /// Adds more of them.
    pub fn append(&mut self, more: Gone) {
        self.quotations.extend(more.quotations);
        self.articles.extend(more.articles);
        self.persons.extend(more.persons);
        self.events.extend(more.events);
    }

    /// Every one of them.
    pub fn ids(&self) -> Vec<i64> {
        [&self.quotations, &self.articles, &self.persons, &self.events]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }

    /// Deletes their rows, those that refer to others first. Nothing else may point to them any more.
    pub async fn delete(self, transaction: &Transaction) -> Result<(), StoreError> {
        transaction.delete::<QuotationRow>("id", &self.quotations).await?;
        transaction.delete::<DocumentRow>("id", &self.quotations).await?;
        transaction.delete::<ArticleRow>("id", &self.articles).await?;
        transaction.delete::<DocumentRow>("id", &self.articles).await?;
        transaction.delete::<PersonRow>("id", &self.persons).await?;
        transaction.delete::<EventRow>("id", &self.events).await
    }
}

/// The keys of the rows that were there before and are not now.
fn missing<R, K: Eq + std::hash::Hash>(before: &[R], now: &[R], key: impl Fn(&R) -> K) -> Vec<K> {
    let now: HashSet<K> = now.iter().map(&key).collect();
    before.iter().map(key).filter(|key| !now.contains(key)).collect()
}

/// The rows that were not there before, or not like this.
fn changed<R, K: Eq + std::hash::Hash>(
    now: Vec<R>,
    before: &[R],
    key: impl Fn(&R) -> K,
    is_same: impl Fn(&R, &R) -> bool,
) -> Vec<R> {
    let before: HashMap<K, &R> = before.iter().map(|row| (key(row), row)).collect();
    now.into_iter().filter(|row| !before.get(&key(row)).is_some_and(|old| is_same(old, row))).collect()
}

/// Deletes rows by id; `rows` names the table.
async fn delete<R: Row>(_rows: &[R], ids: &[i64], transaction: &Transaction) -> Result<(), StoreError> {
    transaction.delete::<R>("id", ids).await
}
