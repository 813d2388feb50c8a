//! The search index: rows of records written, written over and taken out, all in the transaction of the change;
//! made anew when the archive's was made by other rules; and documents found by the words in them.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use sea_orm::{ConnectionTrait, Value};

use super::entity::name_start::Model as NameStartRow;
use super::entity::name_variant::Model as NameVariantRow;
use super::entity::name_word::Model as NameWordRow;
use super::entity::search_index::Model as SearchIndexRow;
use super::entity::search_text::Model as SearchTextRow;
use super::transaction::arrays_of;
use super::{Dialect, Store, StoreError, Transaction};
use crate::value::id::RecordKind;
use crate::value::search::indexed::{Indexed, Searched, has_phrase, vector};
use crate::value::search::query::{Engine, phrase_in_text};
use crate::value::search::sound::{sound, variants};
use crate::value::search::token::tokens;
use crate::value::search::{RULES, indexed};

/// How many records are indexed at once when all are.
const AT_ONCE: i64 = 500;
/// How FTS5 keeps its index. It has a part for each transaction, and one more whenever what waits in memory reaches `hashsize`
/// bytes; four parts of a size become one at once (`crisismerge`), for by itself it waits for sixteen where little is written;
/// and where it is told to merge, two are enough (`usermerge`).
const FTS5_SETTINGS: &[(&str, i64)] = &[("hashsize", 16 << 20), ("crisismerge", 4), ("usermerge", 2)];
/// How many pages of 4 kB one transaction merges.
const PAGES_AT_ONCE: i64 = 2000;
/// A share of the archive, one in so many, that is worth putting all of the index together.
const GOOD_PART: u64 = 4;
/// How many phrases one statement looks for.
const PHRASES_AT_ONCE: usize = 50;

impl Dialect {
    /// The index whose language it speaks.
    pub fn engine(self) -> Engine {
        match self {
            Dialect::Sqlite => Engine::Fts5,
            Dialect::Postgres => Engine::Tsquery,
        }
    }
}

/// How many bytes of tokens wait in a transaction at most before they are put into SQLite's index.
const WAITING: usize = 8 << 20;

/// Records that are yet to be put into SQLite's index. It writes what it has in memory, and sorts it for that, whenever a
/// statement of many rows follows in the transaction, as some do for each chunk of an import.
#[derive(Default)]
pub(super) struct ToIndex(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    rows: Vec<SearchIndexRow>,
    bytes: usize,
}

impl ToIndex {
    /// Adds more; whether they are too many by now to wait any longer.
    fn add(&self, rows: Vec<SearchIndexRow>) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = |row: &SearchIndexRow| row.name.len() + row.place.len() + row.text.len();
        waiting.bytes += rows.iter().map(bytes).sum::<usize>();
        waiting.rows.extend(rows);
        waiting.bytes > WAITING
    }

    fn take(&self) -> Vec<SearchIndexRow> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).rows
    }
}

impl Transaction {
    /// Puts into the index what waits for that. To be done before the index is asked or anything is taken out of it.
    pub(super) async fn index_what_waits(&self) -> Result<(), StoreError> {
        self.insert(self.to_index.take()).await
    }

    /// Adds records that the index does not have.
    pub async fn index(&self, records: &[Searched]) -> Result<(), StoreError> {
        let mut records: Vec<Indexed> = records.iter().map(Indexed::of).collect();
        if records.is_empty() {
            return Ok(());
        }
        self.index_words(&records).await?;
        let mut texts = Vec::new();
        let mut starts = Vec::new();
        for record in &mut records {
            texts.extend(record.shadow.take().map(|shadow| SearchTextRow {
                id: record.id,
                is_long: i64::from(record.is_long),
                shadow,
            }));
            starts.extend(std::mem::take(&mut record.starts).into_iter().map(|it| NameStartRow {
                person: record.id,
                start: it.start,
                name: it.name,
                place: it.at,
            }));
        }
        self.insert(texts).await?;
        self.insert(starts).await?;
        let languages: HashSet<&str> = records.iter().filter_map(|record| record.language).collect();
        for language in languages {
            let sql = "INSERT INTO search_language (language) VALUES ($1) ON CONFLICT DO NOTHING";
            self.execute(sql.to_owned(), vec![language.into()]).await?;
        }
        match self.dialect() {
            Dialect::Sqlite => match self.to_index.add(records.into_iter().map(row_of).collect()) {
                true => self.index_what_waits().await,
                false => Ok(()),
            },
            Dialect::Postgres => self.insert_vectors(&records).await,
        }
    }

    /// Takes records out of the index, with all that it has of their names.
    pub async fn unindex(&self, ids: &[i64]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.index_what_waits().await?;
        self.delete::<SearchIndexRow>("rowid", ids).await?;
        self.delete::<SearchTextRow>("id", ids).await?;
        self.delete::<NameStartRow>("person", ids).await
    }

    /// The documents whose text has any of these phrases, each a list of folded words that stand one after another,
    /// as [`tokens`] makes them: their numbers upwards, at most `limit`.
    pub async fn documents_with(
        &self,
        phrases: &[Vec<String>],
        limit: usize,
    ) -> Result<Vec<i64>, StoreError> {
        self.index_what_waits().await?;
        let mut found = Vec::new();
        for phrases in phrases.chunks(PHRASES_AT_ONCE) {
            let Some(asked) = phrase_in_text(phrases, self.dialect().engine()) else { continue };
            let sql = "SELECT i.rowid FROM search_index($1) i JOIN document d ON d.id = i.rowid ORDER BY i.rowid LIMIT $2";
            let count = i64::try_from(limit).unwrap_or(i64::MAX);
            for row in self.query(sql.to_owned(), vec![asked.into(), count.into()]).await? {
                found.push(row.try_get_by_index(0)?);
            }
            if self.dialect() == Dialect::Postgres {
                found.extend(self.long_documents_with(phrases, count).await?);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(limit);
        Ok(found)
    }

    /// The same for long texts, of which PostgreSQL does not keep all places: those that have all the words are read.
    async fn long_documents_with(&self, phrases: &[Vec<String>], limit: i64) -> Result<Vec<i64>, StoreError> {
        let words: Vec<Vec<String>> = phrases.iter().filter(|words| words.len() > 1).cloned().collect();
        let Some(asked) = query_of_words(&words) else { return Ok(Vec::new()) };
        let sql = "SELECT d.id, d.text FROM search_index($1) i JOIN search_text x ON x.id = i.rowid JOIN document d \
                   ON d.id = i.rowid WHERE x.is_long = 1 ORDER BY d.id LIMIT $2";
        let mut found = Vec::new();
        for row in self.query(sql.to_owned(), vec![asked.into(), limit.into()]).await? {
            let text: Option<String> = row.try_get_by_index(1)?;
            let tokens = tokens(text.as_deref().unwrap_or_default());
            if words.iter().any(|words| has_phrase(&tokens, words)) {
                found.push(row.try_get_by_index(0)?);
            }
        }
        Ok(found)
    }

    /// Notes words of names that no name had before, how they sound, and what they are near to.
    async fn index_words(&self, records: &[Indexed]) -> Result<(), StoreError> {
        let mut words: Vec<&str> =
            records.iter().flat_map(|record| &record.words).map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        if words.is_empty() {
            return Ok(());
        }
        let each = match self.dialect() {
            Dialect::Sqlite => "json_each($1)",
            Dialect::Postgres => "json_array_elements_text(CAST($1 AS json)) AS each (value)",
        };
        let sql = format!("SELECT w.word FROM name_word w WHERE w.word IN (SELECT value FROM {each})");
        let list = serde_json::to_string(&words).expect("texts are always JSON");
        let mut known = HashSet::new();
        for row in self.query(sql, vec![list.into()]).await? {
            known.insert(row.try_get_by_index::<String>(0)?);
        }
        let mut rows = Vec::new();
        let mut near = Vec::new();
        for word in words.into_iter().filter(|word| !known.contains(*word)) {
            rows.push(NameWordRow { word: word.to_owned(), sound: sound(word) });
            near.extend(
                variants(word).into_iter().map(|variant| NameVariantRow { variant, word: word.to_owned() }),
            );
        }
        self.insert(rows).await?;
        self.insert(near).await
    }

    async fn insert_vectors(&self, records: &[Indexed]) -> Result<(), StoreError> {
        let row = |record: &Indexed| vec![Value::from(record.id), Value::from(vector(record))];
        let rows: Vec<Vec<Value>> = records.iter().map(row).collect();
        let sql = "INSERT INTO search_index (rowid, vector) SELECT each.id, CAST(each.vector AS tsvector) FROM unnest( \
                   CAST(CAST($1 AS text) AS bigint[]), CAST(CAST($2 AS text) AS text[])) AS each (id, vector)";
        self.execute(sql.to_owned(), arrays_of(&rows, 2)).await?;
        Ok(())
    }

    /// Records of a kind after the number `after`, as they are searched: at most so many as are indexed at once.
    async fn searched_after(&self, kind: RecordKind, after: i64) -> Result<Vec<Searched>, StoreError> {
        let sql = match kind {
            RecordKind::Person => {
                "SELECT id, NULL AS title, NULL AS place, description AS text, NULL AS language FROM person \
                 WHERE id > $1 ORDER BY id LIMIT $2"
            }
            RecordKind::Event => {
                "SELECT id, title, place, description AS text, NULL AS language FROM event \
                 WHERE id > $1 ORDER BY id LIMIT $2"
            }
            RecordKind::Article | RecordKind::Quotation => {
                "SELECT id, title, NULL AS place, text, language FROM document WHERE kind = $3 AND id > $1 \
                 ORDER BY id LIMIT $2"
            }
        };
        let mut binds = vec![Value::from(after), AT_ONCE.into()];
        if matches!(kind, RecordKind::Article | RecordKind::Quotation) {
            binds.push(kind.as_str().into());
        }
        let mut records = Vec::new();
        for row in self.query(sql.to_owned(), binds).await? {
            let id = row.try_get("id")?;
            let title: Option<String> = row.try_get("title")?;
            records.push(Searched {
                id,
                kind,
                language: row.try_get("language")?,
                names: title.into_iter().map(|title| (id, title)).collect(),
                place: row.try_get("place")?,
                text: row.try_get("text")?,
            });
        }
        if kind == RecordKind::Person {
            self.add_names(&mut records).await?;
        }
        Ok(records)
    }

    async fn add_names(&self, records: &mut [Searched]) -> Result<(), StoreError> {
        let ids: Vec<i64> = records.iter().map(|record| record.id).collect();
        let names: Vec<super::PersonNameRow> = self.load("person_id", &ids, "person_id, id").await?;
        for name in names {
            if let Ok(at) = records.binary_search_by_key(&name.person_id, |record| record.id) {
                records[at].names.push((name.id, name.text));
            }
        }
        Ok(())
    }
}

impl Store {
    /// Indexes every record where the index was made by other rules than these, in one transaction.
    pub(super) async fn index_by_these_rules(&self) -> Result<(), StoreError> {
        if self.is_indexed_by_these_rules().await? {
            return Ok(());
        }
        let transaction = self.write().await?;
        // Another process may have been quicker.
        let rows = transaction.query("SELECT rules FROM search_rules".to_owned(), Vec::new()).await?;
        if rows.first().map_or(Ok(RULES), |row| row.try_get_by_index::<i64>(0))? == RULES {
            return transaction.rollback().await;
        }
        let empty = match self.dialect {
            Dialect::Sqlite => "INSERT INTO search_index (search_index) VALUES ('delete-all')",
            Dialect::Postgres => "DELETE FROM search_index",
        };
        transaction.execute(empty.to_owned(), Vec::new()).await?;
        if self.dialect == Dialect::Sqlite {
            for (setting, value) in FTS5_SETTINGS {
                let sql = "INSERT INTO search_index (search_index, rank) VALUES ($1, $2)";
                transaction.execute(sql.to_owned(), vec![(*setting).into(), (*value).into()]).await?;
            }
        }
        for table in ["search_text", "name_start", "name_variant", "name_word", "search_language"] {
            transaction.execute(format!("DELETE FROM {table}"), Vec::new()).await?;
        }
        for &kind in RecordKind::ALL {
            let mut after = i64::MIN;
            loop {
                let records = transaction.searched_after(kind, after).await?;
                let Some(last) = records.last() else { break };
                after = last.id;
                let records: Vec<Searched> =
                    records.into_iter().filter(indexed::Searched::has_anything).collect();
                transaction.index(&records).await?;
            }
        }
        transaction.execute("UPDATE search_rules SET rules = $1".to_owned(), vec![RULES.into()]).await?;
        transaction.commit().await?;
        self.merge_index(u64::MAX).await
    }

    /// Puts the parts of SQLite's index together that much writing left, a little in each transaction, so that nobody waits
    /// long for the writer: a search looks for each word in every part there is. PostgreSQL's has no such parts. All of them
    /// become one where `changed` records are a good part of the archive's, and else those that are small enough: so it never
    /// costs much more than what was written.
    pub(super) async fn merge_index(&self, changed: u64) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        let count = sea_orm::Statement::from_string(
            self.writer.get_database_backend(),
            "SELECT count(*) FROM record",
        );
        let records: i64 = match self.writer.query_one_raw(count).await? {
            Some(row) => row.try_get_by_index(0)?,
            None => 0,
        };
        // A negative number of pages is how FTS5 is told to begin with everything.
        let is_good_part = changed.saturating_mul(GOOD_PART) >= u64::try_from(records).unwrap_or(0);
        let mut pages = if is_good_part { -PAGES_AT_ONCE } else { PAGES_AT_ONCE };
        loop {
            let transaction = self.write().await?;
            let before = changes(&transaction).await?;
            let sql = "INSERT INTO search_index (search_index, rank) VALUES ('merge', $1)";
            transaction.execute(sql.to_owned(), vec![pages.into()]).await?;
            pages = PAGES_AT_ONCE;
            let written = changes(&transaction).await? - before;
            transaction.commit().await?;
            // The row of the command itself is one.
            if written < 2 {
                return Ok(());
            }
        }
    }

    /// Whether the index was made by the rules of this binary.
    pub(super) async fn is_indexed_by_these_rules(&self) -> Result<bool, StoreError> {
        Ok(self.rules_of_index(&self.writer).await? == RULES)
    }

    async fn rules_of_index(&self, connection: &impl ConnectionTrait) -> Result<i64, StoreError> {
        let backend = connection.get_database_backend();
        let sql = sea_orm::Statement::from_string(backend, "SELECT rules FROM search_rules");
        let row = connection.query_one_raw(sql).await?;
        Ok(row.map_or(Ok(RULES), |row| row.try_get_by_index(0))?)
    }
}

/// How many rows SQLite has written on this connection, its index's own among them.
async fn changes(transaction: &Transaction) -> Result<i64, StoreError> {
    let rows = transaction.query("SELECT total_changes()".to_owned(), Vec::new()).await?;
    Ok(rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

fn row_of(record: Indexed) -> SearchIndexRow {
    SearchIndexRow {
        rowid: record.id,
        name: record.name.into(),
        place: record.place.into(),
        text: record.text.into(),
    }
}

/// What PostgreSQL's index is asked for texts that have all words of one of the phrases, wherever.
fn query_of_words(phrases: &[Vec<String>]) -> Option<String> {
    let each = phrases.iter().map(|words| {
        let words: Vec<String> = words.iter().map(|word| Engine::Tsquery.word(word)).collect();
        format!("({})", words.join(" & "))
    });
    let all: Vec<String> = each.collect();
    (!all.is_empty()).then(|| all.join(" | "))
}
