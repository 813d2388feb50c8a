//! What the linker looks up for texts: who bears which form, what is known of persons, how words and forms are used.
//! What any of it means is the domain's.

use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

use rusqlite::Row;
use sea_orm::Value;
use serde::de::DeserializeOwned;

use super::link::{MentionUseRow, PersonFactRow, WordUseRow};
use super::sqlite::Fetched;
use super::{Dialect, StoreError, Transaction};

/// The author under whom it is counted how often a person is named by anybody at any time.
pub const BY_ANYBODY: i64 = -1;
/// How many of a person's claims are counted; who has more is as well documented as can be.
const CLAIMS: i64 = 1000;
/// Of how many persons facts wait to be reckoned at most: some megabytes of numbers.
const FACTS_WAITING: usize = 200_000;
/// Of how many they are reckoned by one statement.
const FACTS_AT_ONCE: usize = 1000;
/// How many confirmed passages of a form count: the last ones.
const CONFIRMED: i64 = 200;

/// Someone who may be called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormBearer {
    /// The person.
    pub person_id: i64,
    /// How the form is made from the name.
    pub how: i64,
    /// How much it says.
    pub weight: i64,
}

/// A name as people and files tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldName {
    /// Whose it is.
    pub person_id: i64,
    /// The name.
    pub text: String,
    /// Its language, where it is known.
    pub language: Option<String>,
    /// What kind of name it is.
    pub kind: Option<String>,
    /// Its rank.
    pub rank: i64,
}

/// Of a name: whose it is, its rank, its number, its text, language and kind.
type NameColumns = (i64, i64, i64, String, Option<String>, Option<String>);

impl Transaction {
    /// The rows of a query; `columns` are those of `t`, the query. PostgreSQL tells them as one text, which costs less than
    /// to take hundreds of rows from a socket; SQLite's are read where they stand.
    pub(super) async fn told<T: DeserializeOwned>(
        &self,
        columns: &str,
        query: &str,
        binds: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        if self.dialect() == Dialect::Sqlite {
            let rows = self.query(format!("SELECT {columns} FROM ({query}) t"), binds).await?;
            let row = |row: Fetched| {
                serde_json::from_value(row.into_json()).expect("the statement has these columns")
            };
            return Ok(rows.into_iter().map(row).collect());
        }
        let told = format!("CAST(coalesce(json_agg(json_build_array({columns})), '[]') AS text)");
        let rows = self.query(format!("SELECT {told} AS told FROM ({query}) t"), binds).await?;
        let Some(row) = rows.first() else { return Ok(Vec::new()) };
        let told: String = row.try_get("told")?;
        Ok(serde_json::from_str(&told).expect("the statement makes JSON of these columns"))
    }

    /// Who may be called so, of each form that anybody bears: all of them, or nobody where they are more than `most`.
    pub async fn form_bearers(
        &self,
        forms: &[String],
        most: i64,
    ) -> Result<HashMap<String, Vec<FormBearer>>, StoreError> {
        if let Some(sqlite) = self.on_sqlite() {
            let sql =
                "SELECT person_id, how, weight FROM person_form WHERE form = ?1 ORDER BY person_id LIMIT ?2";
            let mut borne: Vec<Vec<FormBearer>> = vec![Vec::new(); forms.len()];
            let lists = forms.iter().map(|form| (form, most + 1)).collect();
            let take = |at: usize, row: &Row<'_>| {
                borne[at].push(FormBearer { person_id: row.get(0)?, how: row.get(1)?, weight: row.get(2)? });
                Ok(())
            };
            sqlite.look_up(sql, lists, take).await?;
            let told_apart = |mut bearers: Vec<FormBearer>| {
                if i64::try_from(bearers.len()).is_ok_and(|count| count > most) {
                    bearers.clear();
                }
                bearers
            };
            let forms = forms.iter().cloned().zip(borne).filter(|(_, bearers)| !bearers.is_empty());
            return Ok(forms.map(|(form, bearers)| (form, told_apart(bearers))).collect());
        }
        let (each, value) = self.json_texts();
        // No further into a form than it may go: some are borne by thousands.
        let query = format!(
            "SELECT form, CASE WHEN bearers > $2 THEN '' ELSE \
             (SELECT string_agg(concat(g.person_id, ' ', g.how, ' ', g.weight), ' ') FROM person_form g WHERE g.form = f.form) END AS told \
             FROM (SELECT {value} AS form, (SELECT count(*) FROM (SELECT 1 FROM person_form g WHERE g.form = {value} \
             LIMIT $3) c) AS bearers FROM {each} k) f WHERE bearers > 0"
        );
        let forms = serde_json::to_string(forms).expect("texts are always JSON");
        let binds = vec![forms.into(), most.into(), (most + 1).into()];
        let told: Vec<(String, String)> = self.told("t.form, t.told", &query, binds).await?;
        let borne = |told: &str| {
            let mut numbers = told.split(' ').filter_map(|number| number.parse::<i64>().ok());
            let mut borne = Vec::new();
            while let (Some(person_id), Some(how), Some(weight)) =
                (numbers.next(), numbers.next(), numbers.next())
            {
                borne.push(FormBearer { person_id, how, weight });
            }
            borne.sort_by_key(|bearer| bearer.person_id);
            borne
        };
        Ok(told.into_iter().map(|(form, told)| (form, borne(&told))).collect())
    }

    /// The elements of a bound list of texts: what stands after FROM, and a text of it.
    pub(super) fn json_texts(&self) -> (String, &'static str) {
        let value = match self.dialect() {
            Dialect::Sqlite => "k.value",
            Dialect::Postgres => "(k.value #>> '{}')",
        };
        (self.json_elements("$1"), value)
    }

    /// How often passages of each form are said to name each person, by people or files: of the last that were said.
    pub async fn form_uses(&self, forms: &[String]) -> Result<Vec<(String, i64, i64)>, StoreError> {
        let last = format!(
            "SELECT c.person_id FROM mention c WHERE c.form = {{form}} AND c.status = 'confirmed' ORDER BY c.id DESC LIMIT {CONFIRMED}"
        );
        if let Some(sqlite) = self.on_sqlite() {
            let mut uses: BTreeMap<(usize, i64), i64> = BTreeMap::new();
            let take = |at: usize, row: &Row<'_>| {
                *uses.entry((at, row.get(0)?)).or_default() += 1;
                Ok(())
            };
            sqlite
                .look_up(&last.replace("{form}", "?1"), forms.iter().map(|form| [form]).collect(), take)
                .await?;
            let mut uses: Vec<(String, i64, i64)> =
                uses.into_iter().map(|((at, person), uses)| (forms[at].clone(), person, uses)).collect();
            uses.sort();
            return Ok(uses);
        }
        let (each, value) = self.json_texts();
        let query = format!(
            "SELECT form, person_id, count(*) AS uses FROM \
             (SELECT {value} AS form, m.person_id FROM {each} k CROSS JOIN LATERAL ({}) m) u GROUP BY form, person_id",
            last.replace("{form}", value)
        );
        let forms = serde_json::to_string(forms).expect("texts are always JSON");
        let mut uses: Vec<(String, i64, i64)> =
            self.told("t.form, t.person_id, t.uses", &query, vec![forms.into()]).await?;
        uses.sort();
        Ok(uses)
    }

    /// How each word is used; words that were never counted are left out.
    pub async fn word_uses(&self, words: &[String]) -> Result<Vec<WordUseRow>, StoreError> {
        const COLUMNS: &str = "w.word, w.small, w.capital, w.determined, w.placed, w.dotted, w.named";
        if let Some(sqlite) = self.on_sqlite() {
            let sql = format!("SELECT {COLUMNS} FROM word_use w WHERE w.word = ?1");
            let mut rows = Vec::new();
            let take = |_, row: &Row<'_>| {
                rows.push(WordUseRow {
                    word: row.get(0)?,
                    small: row.get(1)?,
                    capital: row.get(2)?,
                    determined: row.get(3)?,
                    placed: row.get(4)?,
                    dotted: row.get(5)?,
                    named: row.get(6)?,
                });
                Ok(())
            };
            sqlite.look_up(&sql, words.iter().map(|word| [word]).collect(), take).await?;
            return Ok(rows);
        }
        let (each, value) = self.json_texts();
        let query = format!("SELECT {COLUMNS} FROM {each} k JOIN word_use w ON w.word = {value}");
        let words = serde_json::to_string(words).expect("texts are always JSON");
        let columns = "t.word, t.small, t.capital, t.determined, t.placed, t.dotted, t.named";
        let told: Vec<(String, i64, i64, i64, i64, i64, i64)> =
            self.told(columns, &query, vec![words.into()]).await?;
        let row = |(word, small, capital, determined, placed, dotted, named)| WordUseRow {
            word,
            small,
            capital,
            determined,
            placed,
            dotted,
            named,
        };
        Ok(told.into_iter().map(row).collect())
    }

    /// All names of persons, by rank and the order in which they were told.
    pub async fn told_names(&self, person_ids: &[i64]) -> Result<Vec<ToldName>, StoreError> {
        if person_ids.is_empty() {
            return Ok(Vec::new());
        }
        let query = format!(
            "SELECT n.id, n.person_id, n.text, n.language, n.kind, n.rank FROM person_name n WHERE n.person_id {}",
            self.one_of()
        );
        let columns = "t.person_id, t.rank, t.id, t.text, t.language, t.kind";
        let mut told: Vec<NameColumns> = self.told(columns, &query, vec![self.bind_ids(person_ids)]).await?;
        told.sort_by_key(|(person_id, rank, id, ..)| (*person_id, *rank, *id));
        let name =
            |(person_id, rank, _, text, language, kind)| ToldName { person_id, text, language, kind, rank };
        Ok(told.into_iter().map(name).collect())
    }

    /// What is known of persons, in the order of their numbers.
    pub async fn person_facts(&self, ids: &[i64]) -> Result<Vec<PersonFactRow>, StoreError> {
        self.reckon_facts().await?;
        let Some(sqlite) = self.on_sqlite() else {
            return self.load("person_id", ids, "person_id").await;
        };
        let sql = "SELECT person_id, words, gender, birth, death, claims, ties FROM person_fact WHERE person_id = ?1";
        let mut rows = Vec::with_capacity(ids.len());
        let take = |_, row: &Row<'_>| {
            rows.push(PersonFactRow {
                person_id: row.get(0)?,
                words: row.get(1)?,
                gender: row.get(2)?,
                birth: row.get(3)?,
                death: row.get(4)?,
                claims: row.get(5)?,
                ties: row.get(6)?,
            });
            Ok(())
        };
        sqlite.look_up(sql, ids.iter().map(|id| [id]).collect(), take).await?;
        rows.sort_by_key(|row| row.person_id);
        Ok(rows)
    }

    /// Keeps what is known of persons beside the words of their names, as the other tables tell it before it is next asked for,
    /// or at the commit: in an import somebody takes part in events of many chunks.
    pub async fn keep_facts(&self, ids: &[i64]) -> Result<(), StoreError> {
        let is_full = {
            let mut waiting = self.to_reckon.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.extend(ids);
            waiting.len() > FACTS_WAITING
        };
        if is_full { self.reckon_facts().await } else { Ok(()) }
    }

    /// Reckons the facts that wait for it. To be done before any are read, changed or deleted.
    pub(super) async fn reckon_facts(&self) -> Result<(), StoreError> {
        let waiting = std::mem::take(&mut *self.to_reckon.lock().unwrap_or_else(PoisonError::into_inner));
        let mut ids: Vec<i64> = waiting.into_iter().collect();
        ids.sort_unstable();
        for ids in ids.chunks(FACTS_AT_ONCE) {
            self.reckon_facts_of(ids).await?;
        }
        Ok(())
    }

    /// Reckons what is known of persons. Births and deaths are those of the lifespan; where it is open, its bound is no year.
    async fn reckon_facts_of(&self, ids: &[i64]) -> Result<(), StoreError> {
        let joined = match self.dialect() {
            Dialect::Sqlite => "group_concat",
            Dialect::Postgres => "string_agg",
        };
        let sql = format!(
            "INSERT INTO person_fact (person_id, words, gender, birth, death, claims, ties) \
             SELECT p.id, '', p.gender, p.lifespan_earliest, p.lifespan_latest, \
             (SELECT count(*) FROM (SELECT 1 FROM claim c WHERE c.record_id = p.id LIMIT {CLAIMS}) one) \
             + (SELECT count(*) FROM (SELECT 1 FROM participation q WHERE q.person_id = p.id LIMIT {CLAIMS}) one), \
             coalesce((SELECT {joined}(CAST(t.other AS text), ' ' ORDER BY t.other) FROM ( \
             SELECT r.related_id AS other FROM relation r WHERE r.person_id = p.id \
             UNION SELECT r.person_id FROM relation r WHERE r.related_id = p.id) t), '') \
             FROM person p JOIN record d ON d.id = p.id AND d.deleted = 0 WHERE p.id {} \
             ON CONFLICT (person_id) DO UPDATE SET gender = excluded.gender, birth = excluded.birth, death = excluded.death, \
             claims = excluded.claims, ties = excluded.ties",
            self.one_of()
        );
        self.execute(sql, vec![self.bind_ids(ids)]).await?;
        Ok(())
    }

    /// Keeps the words of persons' names; of each person something is kept already.
    pub async fn keep_words(&self, words: &[(i64, String)]) -> Result<(), StoreError> {
        if words.is_empty() {
            return Ok(());
        }
        self.reckon_facts().await?;
        let id = match self.dialect() {
            Dialect::Sqlite => "k.value ->> 0",
            Dialect::Postgres => "CAST(k.value ->> 0 AS bigint)",
        };
        let sql = format!(
            "UPDATE person_fact SET words = w.words FROM (SELECT {id} AS id, k.value ->> 1 AS words FROM {} k) w \
             WHERE person_fact.person_id = w.id",
            self.json_elements("$1")
        );
        let words = serde_json::to_string(words).expect("numbers and texts are always JSON");
        self.execute(sql, vec![words.into()]).await?;
        Ok(())
    }

    /// How often persons are named by authors, or by anybody (the author [`BY_ANYBODY`]), in each year: of pairs of a person
    /// and an author.
    pub async fn mention_uses(&self, pairs: &[(i64, i64)]) -> Result<Vec<MentionUseRow>, StoreError> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(sqlite) = self.on_sqlite() {
            let sql = "SELECT person_id, author, year, passages, called FROM mention_use WHERE person_id = ?1 AND author = ?2";
            let mut rows = Vec::with_capacity(pairs.len());
            let take = |_, row: &Row<'_>| {
                rows.push(MentionUseRow {
                    person_id: row.get(0)?,
                    author: row.get(1)?,
                    year: row.get(2)?,
                    passages: row.get(3)?,
                    called: row.get(4)?,
                });
                Ok(())
            };
            sqlite.look_up(sql, pairs.to_vec(), take).await?;
            return Ok(rows);
        }
        let query = format!(
            "SELECT u.person_id, u.author, u.year, u.passages, u.called FROM \
             (SELECT CAST(k.value ->> 0 AS bigint) AS person_id, CAST(k.value ->> 1 AS bigint) AS author FROM {} k) p \
             JOIN mention_use u ON u.person_id = p.person_id AND u.author = p.author",
            self.json_elements("$1")
        );
        let columns = "t.person_id, t.author, t.year, t.passages, t.called";
        let pairs = serde_json::to_string(pairs).expect("numbers are always JSON");
        let told: Vec<(i64, i64, i64, i64, i64)> = self.told(columns, &query, vec![pairs.into()]).await?;
        let row = |(person_id, author, year, passages, called)| MentionUseRow {
            person_id,
            author,
            year,
            passages,
            called,
        };
        Ok(told.into_iter().map(row).collect())
    }
}
