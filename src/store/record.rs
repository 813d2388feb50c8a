//! Records by their keys, and what an import must know of each before it writes.

use sea_orm::Value;

use super::{StoreError, Transaction};
use crate::value::id::RecordKind;

pub use super::entity::external_key::Model as ExternalKeyRow;
pub use super::entity::record::Model as RecordRow;

/// A record as a key finds it.
#[derive(Clone, Debug)]
pub struct FoundRecord {
    /// Its kind and the key it was found by.
    pub kind: RecordKind,
    /// The key it was found by.
    pub key: String,
    /// The record that the key was given to, where a merge moved it; 0 otherwise.
    pub home_id: i64,
    /// The record's own first key.
    pub own_key: String,
    /// Its row.
    pub row: RecordRow,
}

impl Transaction {
    /// The records with these keys; keys that nothing has are left out.
    pub async fn records_by_keys(&self, keys: &[(RecordKind, &str)]) -> Result<Vec<FoundRecord>, StoreError> {
        // No key has a NUL in it, and PostgreSQL takes no text that has.
        let keys: Vec<(RecordKind, &str)> =
            keys.iter().copied().filter(|(_, key)| !key.contains('\0')).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let each = self.json_elements("$1");
        let sql = format!(
            "SELECT k.kind AS key_kind, k.key, m.home_id, CASE WHEN m.id IS NULL THEN k.key ELSE \
             (SELECT f.key FROM external_key f WHERE f.record_id = r.id ORDER BY f.id LIMIT 1) END AS own_key, r.id, r.kind, r.revision, r.curated, r.import_hash, r.import_revision, r.deleted \
             FROM (SELECT value ->> 0 AS kind, value ->> 1 AS key FROM {each}) w JOIN external_key k ON k.kind = w.kind AND k.key = w.key \
             JOIN record r ON r.id = k.record_id LEFT JOIN moved_key m ON m.id = k.id"
        );
        let rows = self.query(sql, vec![json_pairs(&keys)]).await?;
        rows.iter().filter_map(|row| self.found(row).transpose()).collect()
    }

    fn found(&self, row: &super::sqlite::Fetched) -> Result<Option<FoundRecord>, StoreError> {
        let Ok(kind) = row.try_get::<String>("key_kind")?.parse() else {
            return Ok(None);
        };
        Ok(Some(FoundRecord {
            kind,
            key: row.try_get("key")?,
            home_id: row.try_get::<Option<i64>>("home_id")?.unwrap_or(0),
            own_key: row.try_get("own_key")?,
            row: RecordRow {
                id: row.try_get("id")?,
                kind: row.try_get("kind")?,
                revision: row.try_get("revision")?,
                curated: row.try_get("curated")?,
                import_hash: row.try_get("import_hash")?,
                import_revision: row.try_get("import_revision")?,
                deleted: row.try_get("deleted")?,
            },
        }))
    }

    /// Gives a record a key, under the number `id`.
    pub async fn give_key(
        &self,
        id: i64,
        record_id: i64,
        kind: RecordKind,
        key: &str,
    ) -> Result<(), StoreError> {
        let (kind, key) = (kind.as_str().to_owned(), key.to_owned());
        self.insert(vec![ExternalKeyRow { id, record_id, kind, key }]).await
    }

    /// Makes the keys of these records free for others.
    pub async fn free_keys(&self, record_ids: &[i64]) -> Result<(), StoreError> {
        self.delete::<ExternalKeyRow>("record_id", record_ids).await
    }

    /// The key of each of these records: the first it was given.
    pub async fn keys_of(&self, record_ids: &[i64]) -> Result<Vec<ExternalKeyRow>, StoreError> {
        let mut rows: Vec<ExternalKeyRow> = self.load("record_id", record_ids, "record_id, id").await?;
        rows.dedup_by_key(|row| row.record_id);
        Ok(rows)
    }

    /// A page of the records of one kind, ordered by key (bytewise), after the key `after`.
    pub async fn keys_after(
        &self,
        kind: RecordKind,
        after: &str,
        count: u64,
    ) -> Result<Vec<ExternalKeyRow>, StoreError> {
        let sql = "SELECT id, record_id, kind, key FROM external_key WHERE kind = $1 AND key > $2 ORDER BY key LIMIT $3";
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let binds = vec![Value::from(kind.as_str()), after.into(), count.into()];
        let rows = self.query(sql.to_owned(), binds).await?;
        rows.iter()
            .map(|row| {
                Ok(ExternalKeyRow {
                    id: row.try_get("id")?,
                    record_id: row.try_get("record_id")?,
                    kind: row.try_get("kind")?,
                    key: row.try_get("key")?,
                })
            })
            .collect()
    }
}

/// Pairs of kind and key as one bound JSON text.
pub(super) fn json_pairs(keys: &[(RecordKind, &str)]) -> Value {
    let pairs: Vec<(&str, &str)> = keys.iter().map(|(kind, key)| (kind.as_str(), *key)).collect();
    let text = serde_json::to_string(&pairs).expect("texts are always JSON");
    Value::String(Some(text))
}
