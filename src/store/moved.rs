//! What edits leave behind beside the records themselves: persons that became part of others, keys and
//! claims that moved with them, and what people took away.

use sea_orm::Value;

use super::{StoreError, Transaction};
use crate::value::id::ClaimKind;

pub use super::entity::merger::Model as MergerRow;
pub use super::entity::moved_claim::Model as MovedClaimRow;
pub use super::entity::moved_key::Model as MovedKeyRow;
pub use super::entity::parted_claim::Model as PartedClaimRow;
pub use super::entity::withdrawal::Model as WithdrawalRow;

/// One record that names another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referring {
    /// The record that is named.
    pub to: i64,
    /// The record that names it.
    pub by: i64,
    /// With what: the kind of a claim, `source` or `occasion`.
    pub what: String,
}

impl Transaction {
    /// Gives the keys of the record `from` to the record `to`: after its own, whatever their age, so that its own
    /// first key stays the first. `ids` are as many new numbers as there are keys.
    pub async fn move_key(&self, old_id: i64, new_id: i64, to: i64) -> Result<(), StoreError> {
        self.execute("DELETE FROM moved_key WHERE id = $1".to_owned(), vec![old_id.into()]).await?;
        let sql = "UPDATE external_key SET id = $2, record_id = $3 WHERE id = $1".to_owned();
        self.execute(sql, vec![old_id.into(), new_id.into(), to.into()]).await?;
        Ok(())
    }

    /// Forgets that people took something away: they say it again.
    pub async fn forget_withdrawal(
        &self,
        record_id: i64,
        kind: ClaimKind,
        identity: &str,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM withdrawal WHERE record_id = $1 AND kind = $2 AND identity = $3".to_owned();
        self.execute(sql, vec![record_id.into(), kind.as_str().into(), identity.into()]).await?;
        Ok(())
    }

    /// What people took away from these records, and from those that became part of them: the record, the kind of
    /// claim, and what makes it the same claim.
    pub async fn withdrawn(&self, ids: &[i64]) -> Result<Vec<(i64, ClaimKind, String)>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let one_of = self.one_of();
        let sql = format!(
            "SELECT record_id, kind, identity FROM withdrawal WHERE record_id {one_of} UNION ALL \
             SELECT m.moved_to, w.kind, w.identity FROM merger m JOIN withdrawal w ON w.record_id = m.id \
             WHERE m.moved_to {one_of}"
        );
        let rows = self.query(sql, vec![self.bind_ids(ids)]).await?;
        let read = |row: &super::sqlite::Fetched| {
            let kind: String = row.try_get_by_index(1)?;
            let kind = kind.parse().expect("kinds are written by this program");
            Ok((row.try_get_by_index(0)?, kind, row.try_get_by_index(2)?))
        };
        rows.iter().map(read).collect()
    }

    /// Says that what became part of the record `from` is now at `to`.
    pub async fn move_mergers(&self, ids: &[i64], to: i64) -> Result<(), StoreError> {
        let sql = format!("UPDATE merger SET moved_to = $2 WHERE id {}", self.one_of());
        self.execute(sql, vec![self.bind_ids(ids), to.into()]).await?;
        Ok(())
    }

    /// The claims of which a merge changed what they name, from the persons `ids`.
    pub async fn claims_once_naming(&self, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        let sql = format!("SELECT id FROM moved_claim WHERE target_id {}", self.one_of());
        let rows = self.query(sql, vec![self.bind_ids(ids)]).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// The records, other than they themselves, that refer to one of these records: with the kind of what
    /// refers. At most `limit` of them.
    pub async fn referring_records(&self, ids: &[i64], limit: i64) -> Result<Vec<(i64, String)>, StoreError> {
        let references = self.references();
        let sql = format!("SELECT DISTINCT id, what FROM ({references}) u ORDER BY id, what LIMIT $2");
        let rows = self.query(sql, vec![self.bind_ids(ids), Value::from(limit)]).await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, row.try_get("what")?))).collect()
    }

    /// The same, each with the record that it refers to.
    pub async fn references_to(&self, ids: &[i64], limit: i64) -> Result<Vec<Referring>, StoreError> {
        let references = self.references();
        let sql = format!(
            "SELECT DISTINCT target, id, what FROM ({references}) u ORDER BY target, id, what LIMIT $2"
        );
        let rows = self.query(sql, vec![self.bind_ids(ids), Value::from(limit)]).await?;
        rows.iter()
            .map(|row| {
                Ok(Referring {
                    to: row.try_get("target")?,
                    by: row.try_get("id")?,
                    what: row.try_get("what")?,
                })
            })
            .collect()
    }

    /// What refers to one of the records `$1`, from others that are there.
    fn references(&self) -> String {
        let one_of = self.one_of();
        let by = |table: &str, column: &str, what: &str| {
            // What the service found by itself refers to nothing for long.
            let told = if table == "mention" { " AND x.status <> 'candidate'" } else { "" };
            format!(
                "SELECT x.{column} AS target, c.record_id AS id, '{what}' AS what FROM {table} x JOIN claim c ON c.id = x.id \
                 JOIN record r ON r.id = c.record_id AND r.deleted = 0 \
                 WHERE x.{column} {one_of}{told} AND NOT c.record_id {one_of}"
            )
        };
        let each = [
            by("participation", "person_id", "participation"),
            by("relation", "related_id", "relation"),
            by("attribution", "person_id", "attribution"),
            by("mention", "person_id", "mention"),
            by("citation", "article_id", "citation"),
            by("quotation", "source_id", "source"),
            by("quotation", "occasion_id", "occasion"),
        ];
        each.join(" UNION ALL ")
    }
}
