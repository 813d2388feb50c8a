//! What the linker keeps: what persons may be called, passages that it found, names that are nobody's, and who and
//! what is to be looked at again. It moves rows; what they mean is the domain's.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Value};

use super::transaction::arrays_of;
use super::{Dialect, MentionRow, Store, StoreError, Transaction};

pub use super::entity::candidate::Model as CandidateRow;
pub use super::entity::candidate_document::Model as CandidateDocumentRow;
pub use super::entity::habit::Model as HabitRow;
pub use super::entity::habit_passage::Model as HabitPassageRow;
pub use super::entity::linked_text::Model as LinkedTextRow;
pub use super::entity::mention_use::Model as MentionUseRow;
pub use super::entity::pending_link::Model as PendingLinkRow;
pub use super::entity::person_fact::Model as PersonFactRow;
pub use super::entity::person_form::Model as PersonFormRow;
pub use super::entity::sure_mention::Model as SureMentionRow;
pub use super::entity::unresolved_name::Model as UnresolvedNameRow;
pub use super::entity::word_use::Model as WordUseRow;

/// How many forms are looked for in one statement.
const FORMS_AT_ONCE: usize = 200;

/// How far it is with looking again at who or what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Of a person, what it may be called.
    Naming = 0,
    /// Of a document, its words and whom it names beyond doubt.
    Counting = 1,
    /// Of a document, whom its words are taken for at the first reading.
    Reading = 2,
    /// Of a document, whom it names.
    Deciding = 3,
    /// Of a document whose mentions are found, its words, which are yet to be counted in the archive.
    Tallying = 4,
    /// Of any, left: the database refused what was to be written of it.
    SetAside = 9,
}

impl Store {
    /// Whether anybody or anything is to be looked at again.
    pub async fn has_pending_links(&self) -> Result<bool, StoreError> {
        let writer = self.writer();
        let sql = format!(
            "SELECT 1 FROM pending_link p CROSS JOIN record r WHERE r.id = p.id AND p.stage < {} AND r.deleted = 0 LIMIT 1",
            Stage::SetAside as i64
        );
        let statement = sea_orm::Statement::from_string(writer.get_database_backend(), sql);
        Ok(writer.query_one_raw(statement).await?.is_some())
    }
}

impl Transaction {
    /// The mentions of documents that people and files tell, in the order of their numbers.
    pub async fn told_mentions(&self, document_ids: &[i64]) -> Result<Vec<MentionRow>, StoreError> {
        let mut rows: Vec<MentionRow> = self.load("document_id", document_ids, "id").await?;
        rows.retain(|row| row.status != "candidate");
        Ok(rows)
    }

    /// The mentions of documents that the service found.
    pub async fn found_mentions(&self, document_ids: &[i64]) -> Result<Vec<MentionRow>, StoreError> {
        let mut rows: Vec<MentionRow> = self.load("document_id", document_ids, "id").await?;
        rows.retain(|row| row.status == "candidate");
        Ok(rows)
    }

    /// Takes mentions that the service found away, with their claims, and what people cited for them.
    pub async fn delete_found(&self, ids: &[i64]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.delete::<MentionRow>("id", ids).await?;
        self.delete::<super::ClaimRow>("id", ids).await
    }

    /// Forgets all that was found in documents: they change, or go.
    pub async fn forget_found(&self, document_ids: &[i64]) -> Result<(), StoreError> {
        if document_ids.is_empty() {
            return Ok(());
        }
        let found = self.found_mentions(document_ids).await?;
        self.delete_found(&found.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
        self.forget_appearances("document_id", document_ids).await?;
        self.delete::<CandidateRow>("document_id", document_ids).await?;
        self.replace_unresolved(document_ids, Vec::new()).await?;
        self.delete_keys(document_ids).await?;
        self.replace_habits(document_ids, Vec::new()).await?;
        let texts: Vec<LinkedTextRow> = self.load("document_id", document_ids, "document_id").await?;
        self.replace_sure(&texts, &[], Vec::new()).await?;
        self.delete::<PendingLinkRow>("id", document_ids).await
    }

    /// Forgets what is found of persons who go, and has the documents looked at again in which it was.
    pub async fn forget_person_forms(&self, person_ids: &[i64]) -> Result<(), StoreError> {
        if person_ids.is_empty() {
            return Ok(());
        }
        self.reckon_facts().await?;
        let documents = self.documents_thinking_of(person_ids).await?;
        self.look_again_at_documents_of(person_ids).await?;
        for table in ["candidate", "sure_mention"] {
            let sql = format!(
                "DELETE FROM {table} WHERE document_id {} AND person_id {}",
                self.one_of(),
                self.one_of().replace("$1", "$2")
            );
            self.execute(sql, vec![self.bind_ids(&documents), self.bind_ids(person_ids)]).await?;
        }
        self.delete::<CandidateDocumentRow>("person_id", person_ids).await?;
        let sql =
            format!("SELECT id FROM mention WHERE status = 'candidate' AND person_id {}", self.one_of());
        let rows = self.query(sql, vec![self.bind_ids(person_ids)]).await?;
        let found: Result<Vec<i64>, StoreError> =
            rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect();
        self.delete_found(&found?).await?;
        self.forget_appearances("person_id", person_ids).await?;
        self.delete::<PersonFormRow>("person_id", person_ids).await?;
        self.delete::<PersonFactRow>("person_id", person_ids).await?;
        self.delete::<MentionUseRow>("person_id", person_ids).await?;
        self.delete::<HabitPassageRow>("person_id", person_ids).await?;
        self.delete::<HabitRow>("person_id", person_ids).await?;
        self.delete::<PendingLinkRow>("id", person_ids).await
    }

    /// Forgets who appears in which document but for what people and files say.
    async fn forget_appearances(&self, column: &str, ids: &[i64]) -> Result<(), StoreError> {
        let sql = format!(
            "DELETE FROM appearance WHERE {column} {} AND NOT EXISTS (SELECT 1 FROM mention m WHERE \
             m.document_id = appearance.document_id AND m.person_id = appearance.person_id AND m.status = 'confirmed')",
            self.one_of()
        );
        self.execute(sql, vec![self.bind_ids(ids)]).await?;
        Ok(())
    }

    /// Has the documents looked at again in which these persons were found, or thought of.
    pub async fn look_again_at_documents_of(&self, person_ids: &[i64]) -> Result<(), StoreError> {
        // Joined crosswise, so that SQLite keeps to the order of tables: where it has counted rows before there were any of
        // these, it would read all records instead.
        let sql = format!(
            "INSERT INTO pending_link (id, stage) SELECT DISTINCT f.document_id, 1 FROM \
             (SELECT document_id FROM mention WHERE status = 'candidate' AND person_id {} UNION ALL {}) f \
             CROSS JOIN record r WHERE r.id = f.document_id AND r.deleted = 0 ON CONFLICT (id) DO UPDATE SET stage = 1",
            self.one_of(),
            self.thinking_of()
        );
        self.execute(sql, vec![self.bind_ids(person_ids)]).await?;
        Ok(())
    }

    /// The documents in which these persons are thought of, or were: nothing is forgotten of that until a person goes.
    async fn documents_thinking_of(&self, person_ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        let sql = format!("SELECT DISTINCT document_id FROM ({}) f", self.thinking_of());
        let rows = self.query(sql, vec![self.bind_ids(person_ids)]).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// The query for them. Of documents whose words are yet to be counted, the candidates themselves are asked: it is kept
    /// with the words.
    fn thinking_of(&self) -> String {
        let one_of = self.one_of();
        let waiting = |table: &str| {
            format!(
                "SELECT l.document_id FROM linked_text l WHERE l.tallied = 0 AND EXISTS \
                 (SELECT 1 FROM {table} c WHERE c.document_id = l.document_id AND c.person_id {one_of})"
            )
        };
        format!(
            "SELECT document_id FROM candidate_document WHERE person_id {one_of} UNION ALL {} UNION ALL {}",
            waiting("candidate"),
            waiting("sure_mention")
        )
    }

    /// Keeps who is thought of in documents, so that these are found when that person changes.
    pub async fn keep_thought_of(&self, document_ids: &[i64]) -> Result<(), StoreError> {
        if document_ids.is_empty() {
            return Ok(());
        }
        let one_of = self.one_of();
        let sql = format!(
            "INSERT INTO candidate_document (person_id, document_id) \
             SELECT t.person_id, t.document_id FROM (SELECT person_id, document_id FROM candidate WHERE document_id {one_of} \
             UNION SELECT person_id, document_id FROM sure_mention WHERE document_id {one_of}) t WHERE true \
             ON CONFLICT (person_id, document_id) DO NOTHING"
        );
        self.execute(sql, vec![self.bind_ids(document_ids)]).await?;
        Ok(())
    }

    /// Whether any text was ever read for mentions.
    pub async fn has_linked_texts(&self) -> Result<bool, StoreError> {
        let sql = "SELECT document_id FROM linked_text LIMIT 1".to_owned();
        Ok(!self.query(sql, Vec::new()).await?.is_empty())
    }

    /// Has persons and documents looked at again.
    pub async fn look_again(&self, ids: &[i64]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "INSERT INTO pending_link (id, stage) SELECT id, CASE kind WHEN 'person' THEN 0 ELSE 1 END FROM record \
             WHERE id {} AND kind <> 'event' ON CONFLICT (id) DO UPDATE SET stage = excluded.stage",
            self.one_of()
        );
        self.execute(sql, vec![self.bind_ids(ids)]).await?;
        Ok(())
    }

    /// Has those looked at again that were left.
    pub async fn take_up_set_aside(&self) -> Result<(), StoreError> {
        let sql = "UPDATE pending_link SET stage = CASE (SELECT r.kind FROM record r WHERE r.id = pending_link.id) \
             WHEN 'person' THEN 0 ELSE 1 END WHERE stage = $1";
        self.execute(sql.to_owned(), vec![Value::from(Stage::SetAside as i64)]).await?;
        Ok(())
    }

    /// Has everybody and everything looked at again.
    pub async fn look_again_at_all(&self) -> Result<(), StoreError> {
        let sql = "INSERT INTO pending_link (id, stage) SELECT id, CASE kind WHEN 'person' THEN 0 ELSE 1 END FROM record \
             WHERE deleted = 0 AND kind <> 'event' ON CONFLICT (id) DO UPDATE SET stage = excluded.stage";
        self.execute(sql.to_owned(), Vec::new()).await?;
        Ok(())
    }

    /// Some of those that are at a stage of being looked at again. Deleted ones are left.
    pub async fn pending(&self, stage: Stage, count: i64) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT p.id FROM pending_link p CROSS JOIN record r WHERE r.id = p.id AND p.stage = $1 AND r.deleted = 0 \
             ORDER BY p.id LIMIT $2";
        let rows = self.query(sql.to_owned(), vec![Value::from(stage as i64), Value::from(count)]).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// Some of the documents whose mentions are to be found again, those of the earliest stage first: their numbers, their
    /// stages, and the lengths of their texts in Unicode scalar values.
    pub async fn pending_documents(&self, count: i64) -> Result<Vec<(i64, i64, i64)>, StoreError> {
        let query = "SELECT p.id, p.stage, coalesce((SELECT length(d.text) FROM document d WHERE d.id = p.id), 0) AS length \
             FROM pending_link p CROSS JOIN record r WHERE r.id = p.id AND p.stage BETWEEN 1 AND 3 AND r.deleted = 0 \
             ORDER BY p.stage, p.id LIMIT $1";
        let mut told: Vec<(i64, i64, i64)> =
            self.told("t.id, t.stage, t.length", query, vec![Value::from(count)]).await?;
        told.sort_by_key(|(id, stage, _)| (*stage, *id));
        Ok(told)
    }

    /// Says that documents are at a stage now.
    pub async fn advance(&self, ids: &[i64], stage: Stage) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let sql = format!("UPDATE pending_link SET stage = $2 WHERE id {}", self.one_of());
        self.execute(sql, vec![self.bind_ids(ids), Value::from(stage as i64)]).await?;
        Ok(())
    }

    /// Says that the words of documents are counted.
    pub async fn tallied(&self, ids: &[i64]) -> Result<(), StoreError> {
        let sql = format!("UPDATE linked_text SET tallied = 1 WHERE document_id {}", self.one_of());
        self.execute(sql, vec![self.bind_ids(ids)]).await?;
        Ok(())
    }

    /// Says that these were looked at.
    pub async fn looked_at(&self, ids: &[i64]) -> Result<(), StoreError> {
        self.delete::<PendingLinkRow>("id", ids).await
    }

    /// Says that what was found is another than before: answers that were remembered no longer hold.
    pub async fn count_linking(&self) -> Result<(), StoreError> {
        self.execute("UPDATE link_state SET number = number + 1".to_owned(), Vec::new()).await?;
        Ok(())
    }

    /// Adds to how words are used: with a small letter, with a capital, behind an article, behind a preposition of
    /// place, with a full stop, behind a given name.
    pub async fn count_words(&self, uses: Vec<(String, [i64; 6])>) -> Result<(), StoreError> {
        const COLUMNS: [&str; 6] = ["small", "capital", "determined", "placed", "dotted", "named"];
        let row = |(word, uses): (String, [i64; 6])| {
            std::iter::once(Value::from(word)).chain(uses.map(Value::from)).collect()
        };
        self.add_up("word_use", &["word"], &COLUMNS, uses.into_iter().map(row).collect()).await
    }

    /// Keeps the keys that documents are found by.
    pub async fn replace_keys(&self, documents: &[(i64, Vec<String>)]) -> Result<(), StoreError> {
        let ids: Vec<i64> = documents.iter().map(|(id, _)| *id).collect();
        self.delete_keys(&ids).await?;
        let documents = documents.iter().filter(|(_, keys)| !keys.is_empty());
        let row = |(id, keys): &(i64, Vec<String>)| vec![Value::from(*id), Value::from(keys.join(" "))];
        let rows: Vec<Vec<Value>> = documents.map(row).collect();
        if let Some(sqlite) = self.on_sqlite() {
            let sql = "INSERT INTO document_key (rowid, keys) VALUES (?1, ?2)";
            return sqlite.execute_each(sql, rows.into_iter()).await;
        }
        let sql = "INSERT INTO document_key (document_id, keys) SELECT each.id, array_to_tsvector(string_to_array(each.keys, ' ')) \
             FROM unnest(CAST(CAST($1 AS text) AS bigint[]), CAST(CAST($2 AS text) AS text[])) AS each (id, keys)";
        self.execute(sql.to_owned(), arrays_of(&rows, 2)).await?;
        Ok(())
    }

    async fn delete_keys(&self, document_ids: &[i64]) -> Result<(), StoreError> {
        let column = match self.dialect() {
            Dialect::Sqlite => "rowid",
            Dialect::Postgres => "document_id",
        };
        let sql = format!("DELETE FROM document_key WHERE {column} {}", self.one_of());
        self.execute(sql, vec![self.bind_ids(document_ids)]).await?;
        Ok(())
    }

    /// Has the documents looked at again that hold all keys of one of these forms, and those whose keys are yet to be kept.
    pub async fn look_again_at_documents_with(&self, forms: &[Vec<String>]) -> Result<(), StoreError> {
        if !forms.is_empty() {
            let sql = "UPDATE pending_link SET stage = $1 WHERE stage = $2".to_owned();
            let stages = [Stage::Counting, Stage::Tallying].map(|stage| Value::from(stage as i64));
            self.execute(sql, stages.to_vec()).await?;
        }
        for forms in forms.chunks(FORMS_AT_ONCE) {
            let (and, or) = match self.dialect() {
                Dialect::Sqlite => (" AND ", " OR "),
                Dialect::Postgres => (" & ", " | "),
            };
            let asked: Vec<String> = forms.iter().map(|keys| format!("({})", keys.join(and))).collect();
            let sql = match self.dialect() {
                Dialect::Sqlite => "SELECT rowid, 1 FROM document_key WHERE document_key MATCH $1",
                Dialect::Postgres => {
                    "SELECT document_id, 1 FROM document_key WHERE keys @@ CAST(CAST($1 AS text) AS tsquery)"
                }
            };
            let sql = format!(
                "INSERT INTO pending_link (id, stage) {sql} ON CONFLICT (id) DO UPDATE SET stage = 1"
            );
            self.execute(sql, vec![asked.join(or).into()]).await?;
        }
        Ok(())
    }

    /// Puts names that are nobody's in the place of those that documents had, and counts them.
    pub async fn replace_unresolved(
        &self,
        document_ids: &[i64],
        rows: Vec<UnresolvedNameRow>,
    ) -> Result<(), StoreError> {
        let old: Vec<UnresolvedNameRow> =
            self.load("document_id", document_ids, "document_id, span_start").await?;
        if old == rows {
            return Ok(());
        }
        let mut more: BTreeMap<&str, i64> = BTreeMap::new();
        for (rows, sign) in [(&old, -1), (&rows, 1)] {
            rows.iter().for_each(|row| *more.entry(&row.name).or_default() += sign);
        }
        let names = serde_json::to_string(&more.keys().collect::<Vec<_>>()).expect("texts are always JSON");
        more.retain(|_, passages| *passages != 0);
        let more = serde_json::to_string(&more.into_iter().collect::<Vec<_>>()).expect("always JSON");
        self.delete::<UnresolvedNameRow>("document_id", document_ids).await?;
        self.insert(rows).await?;
        self.count_names(&names, more).await
    }

    /// Adds to how often names stand in documents, and shows each as it stands in the first; only the difference is
    /// counted, as a name may stand in very many. Both lists are JSON.
    async fn count_names(&self, names: &str, more: String) -> Result<(), StoreError> {
        let passages = match self.dialect() {
            Dialect::Sqlite => "k.value ->> 1",
            Dialect::Postgres => "CAST(k.value ->> 1 AS bigint)",
        };
        let sql = format!(
            "INSERT INTO name_count (name, passages, rarity, surface) SELECT k.value ->> 0, {passages}, -({passages}), '' \
             FROM {} k WHERE true ON CONFLICT (name) DO UPDATE SET passages = name_count.passages + excluded.passages, \
             rarity = name_count.rarity + excluded.rarity",
            self.json_elements("$1")
        );
        self.execute(sql, vec![more.into()]).await?;
        let (each, value) = self.json_texts();
        let sql =
            format!("DELETE FROM name_count WHERE passages <= 0 AND name IN (SELECT {value} FROM {each} k)");
        self.execute(sql, vec![names.into()]).await?;
        let sql = format!(
            "UPDATE name_count SET surface = coalesce((SELECT u.surface FROM unresolved_name u WHERE u.name = name_count.name \
             ORDER BY u.document_id, u.span_start LIMIT 1), '') WHERE name IN (SELECT {value} FROM {each} k)"
        );
        self.execute(sql, vec![names.into()]).await?;
        Ok(())
    }

    /// In how many passages a name stands that is nobody's.
    pub async fn count_of_name(&self, name: &str) -> Result<i64, StoreError> {
        let sql = "SELECT passages FROM name_count WHERE name = $1".to_owned();
        let rows = self.query(sql, vec![name.into()]).await?;
        rows.first().map_or(Ok(0), |row| Ok(row.try_get_by_index(0)?))
    }

    /// Counts the persons who appear in documents anew.
    pub async fn count_appearances(&self, document_ids: &[i64]) -> Result<(), StoreError> {
        let one_of = self.one_of();
        let sql = format!("DELETE FROM appearance WHERE document_id {one_of}");
        self.execute(sql, vec![self.bind_ids(document_ids)]).await?;
        let sql = format!(
            "INSERT INTO appearance (person_id, document_id, document_kind, passages, sort_day) \
             SELECT m.person_id, m.document_id, d.kind, count(*), d.sort_day FROM mention m JOIN document d \
             ON d.id = m.document_id WHERE m.document_id {one_of} AND m.status <> 'rejected' \
             GROUP BY m.person_id, m.document_id, d.kind, d.sort_day"
        );
        self.execute(sql, vec![self.bind_ids(document_ids)]).await?;
        Ok(())
    }
}
