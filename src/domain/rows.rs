//! The rows that records become, and the difference between two sets of them: what to insert, to
//! write over and to delete. Derived columns are rows' columns like any other, so they follow.

use std::collections::HashMap;

use super::claim::ClaimId;
use crate::store::{
    AppearanceRow, ArticleRow, AttributionRow, CitationRow, ClaimRow, DocumentRow, EventRow, ExternalKeyRow,
    IdentifierRow, MentionRow, ParticipationRow, PersonNameRow, PersonRow, QuotationRow, RecordRow,
    RelationRow, Row, StoreError, Transaction,
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
}

impl Rows {
    /// Adds the row that a claim shares with all others.
    pub fn claim(&mut self, claim: &ClaimId, kind: ClaimKind) {
        self.claim_row(claim.id, self.record_id, kind, claim.curated);
    }

    /// Adds the row of a record as a claim.
    pub fn record_claim(&mut self, id: i64) {
        self.claim_row(id, id, ClaimKind::Record, false);
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
        self.put(transaction, false).await
    }

    /// Makes the database hold `self` where it held `before`, the rows of the same records.
    pub async fn replace(self, before: Rows, transaction: &Transaction) -> Result<(), StoreError> {
        let removed_claims = missing(&before.claims, &self.claims, |row| row.id);
        let new_claims = changed(self.claims, &before.claims, |row| row.id, |_, _| true);
        transaction.insert(new_claims).await?;
        let is_same = |one: &AppearanceRow, other: &AppearanceRow| one == other;
        let pair = |row: &AppearanceRow| (row.person_id, row.document_id);
        let gone: Vec<(i64, i64)> = missing(&before.appearances, &self.appearances, pair);
        transaction.delete_appearances(&gone).await?;
        macro_rules! remove {
            ($($table:ident),*) => {$(
                let ids = missing(&before.$table, &self.$table, |row| row.id);
                delete(&before.$table, &ids, transaction).await?;
            )*};
        }
        remove!(citations, names, identifiers, relations, participations, attributions, mentions);
        macro_rules! keep_changed {
            ($($table:ident),*) => {
                Rows {
                    record_id: 0,
                    batch_id: 0,
                    claims: Vec::new(),
                    external_keys: Vec::new(),
                    appearances: changed(self.appearances, &before.appearances, pair, is_same),
                    $($table: changed(self.$table, &before.$table, |row| row.id, |one, other| one == other)),*
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
            citations
        );
        changed.put(transaction, true).await?;
        transaction.delete::<ClaimRow>("id", &removed_claims).await
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
        put!(participations, attributions, mentions, citations, appearances);
        Ok(())
    }
}

/// The keys of the rows that were there before and are not now.
fn missing<R, K: Eq + std::hash::Hash>(before: &[R], now: &[R], key: impl Fn(&R) -> K) -> Vec<K> {
    let now: std::collections::HashSet<K> = now.iter().map(&key).collect();
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
