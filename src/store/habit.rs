//! Whom authors' words were taken for, and whom they name most: summed up by author and year, with every document
//! that is read. It moves rows; what they mean is the domain's.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rusqlite::Row;
use sea_orm::Value;

use super::link::{HabitPassageRow, HabitRow, LinkedTextRow, MentionUseRow, SureMentionRow};
use super::lookup::BY_ANYBODY;
use super::{StoreError, Transaction};

/// An author, words of theirs, and the years from the one to the other.
pub type AskedHabit<'w> = (i64, &'w str, i64, i64);

impl Transaction {
    /// Puts whom documents name beyond doubt in the place of what was known of them, and sums it up; `texts` tells by whom
    /// they are and from when, `old_texts` what was known of that. Of documents that are in neither nothing was known.
    /// Answers with what that adds to how often each person is named.
    pub async fn replace_sure(
        &self,
        old_texts: &[LinkedTextRow],
        texts: &[LinkedTextRow],
        rows: Vec<SureMentionRow>,
    ) -> Result<Vec<MentionUseRow>, StoreError> {
        let known: Vec<i64> = old_texts.iter().map(|row| row.document_id).collect();
        let old: Vec<SureMentionRow> = self.load("document_id", &known, "document_id, person_id").await?;
        if old == rows && old_texts == texts {
            return Ok(Vec::new());
        }
        let mut uses: BTreeMap<(i64, i64, i64), [i64; 2]> = BTreeMap::new();
        for (rows, texts, sign) in [(&old, old_texts, -1), (&rows, texts, 1)] {
            let known: HashMap<i64, &LinkedTextRow> =
                texts.iter().map(|row| (row.document_id, row)).collect();
            for row in rows {
                let text = known.get(&row.document_id);
                let (author, year) = text.map_or((0, 0), |text| (text.author, text.year));
                let by_author = (author > 0).then_some((author, year));
                for (author, year) in by_author.into_iter().chain([(BY_ANYBODY, 0)]) {
                    let [passages, called] = uses.entry((row.person_id, author, year)).or_default();
                    *passages += sign * row.passages;
                    *called += sign * row.called;
                }
            }
        }
        self.delete::<SureMentionRow>("document_id", &known).await?;
        self.delete::<LinkedTextRow>("document_id", &known).await?;
        self.insert(texts.to_vec()).await?;
        self.insert(rows).await?;
        uses.retain(|_, sums| *sums != [0; 2]);
        let more = |((person_id, author, year), [passages, called]): ((i64, i64, i64), [i64; 2])| {
            MentionUseRow { person_id, author, year, passages, called }
        };
        let more: Vec<MentionUseRow> = uses.into_iter().map(more).collect();
        let row = |row: &MentionUseRow| {
            [row.person_id, row.author, row.year, row.passages, row.called].map(Value::from).to_vec()
        };
        let rows = more.iter().map(row).collect();
        self.add_up("mention_use", &["person_id", "author", "year"], &["passages", "called"], rows).await?;
        Ok(more)
    }

    /// Puts whom documents' words were taken for in the place of what was known of them, and sums it up.
    pub async fn replace_habits(
        &self,
        document_ids: &[i64],
        rows: Vec<HabitPassageRow>,
    ) -> Result<(), StoreError> {
        let old: Vec<HabitPassageRow> =
            self.load("document_id", document_ids, "document_id, words, person_id").await?;
        if old == rows {
            return Ok(());
        }
        let texts: Vec<LinkedTextRow> = self.load("document_id", document_ids, "document_id").await?;
        let texts: HashMap<i64, &LinkedTextRow> = texts.iter().map(|row| (row.document_id, row)).collect();
        let mut sums: BTreeMap<(i64, &str, i64, i64), i64> = BTreeMap::new();
        for (row, sign) in old.iter().map(|row| (row, -1)).chain(rows.iter().map(|row| (row, 1))) {
            let Some(text) = texts.get(&row.document_id) else { continue };
            *sums.entry((text.author, &row.words, text.year, row.person_id)).or_default() += sign * row.score;
        }
        sums.retain(|_, score| *score != 0);
        let row = |((author, words, year, person), score): ((i64, &str, i64, i64), i64)| {
            vec![author.into(), words.into(), year.into(), person.into(), score.into()]
        };
        let keys = ["author", "words", "year", "person_id"];
        self.add_up("habit", &keys, &["score"], sums.into_iter().map(row).collect()).await?;
        self.delete::<HabitPassageRow>("document_id", document_ids).await?;
        self.insert(rows).await
    }

    /// Whom authors' words were taken for in some years.
    pub async fn habits(&self, asked: &[AskedHabit<'_>]) -> Result<Vec<HabitRow>, StoreError> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(sqlite) = self.on_sqlite() {
            let sql = "SELECT author, words, year, person_id, score FROM habit \
                 WHERE author = ?1 AND words = ?2 AND year BETWEEN ?3 AND ?4 AND score > 0";
            let mut rows = Vec::new();
            let take = |_, row: &Row<'_>| {
                rows.push(HabitRow {
                    author: row.get(0)?,
                    words: row.get(1)?,
                    year: row.get(2)?,
                    person_id: row.get(3)?,
                    score: row.get(4)?,
                });
                Ok(())
            };
            sqlite.look_up(sql, asked.to_vec(), take).await?;
            return Ok(rows);
        }
        let query = format!(
            "SELECT h.author, h.words, h.year, h.person_id, h.score FROM {} k JOIN habit h \
             ON h.author = CAST(k.value ->> 0 AS bigint) AND h.words = k.value ->> 1 \
             AND h.year BETWEEN CAST(k.value ->> 2 AS bigint) AND CAST(k.value ->> 3 AS bigint) WHERE h.score > 0",
            self.json_elements("$1")
        );
        let asked = serde_json::to_string(asked).expect("numbers and texts are always JSON");
        let columns = "t.author, t.words, t.year, t.person_id, t.score";
        let told: Vec<(i64, String, i64, i64, i64)> = self.told(columns, &query, vec![asked.into()]).await?;
        let row =
            |(author, words, year, person_id, score)| HabitRow { author, words, year, person_id, score };
        Ok(told.into_iter().map(row).collect())
    }

    /// Whom authors name more than `least` times from one year to another, most often first, and of each no more than `count`.
    /// Of each author and years that were asked for there is one list.
    pub async fn named_most(
        &self,
        asked: &[(i64, i64, i64)],
        least: i64,
        count: i64,
    ) -> Result<Vec<Vec<i64>>, StoreError> {
        let sql = |author: &str, from: &str, to: &str, least: &str, count: &str| {
            format!(
                "SELECT u.person_id, sum(u.passages) AS passages FROM mention_use u WHERE u.author = {author} AND u.author > 0 \
                 AND u.year BETWEEN {from} AND {to} AND u.person_id <> {author} GROUP BY u.person_id \
                 HAVING sum(u.passages) > {least} ORDER BY sum(u.passages) DESC, u.person_id LIMIT {count}"
            )
        };
        let mut named = vec![Vec::new(); asked.len()];
        if let Some(sqlite) = self.on_sqlite() {
            let lists = asked.iter().map(|(author, from, to)| (author, from, to, least, count)).collect();
            let take = |at: usize, row: &Row<'_>| {
                named[at].push(row.get(0)?);
                Ok(())
            };
            sqlite.look_up(&sql("?1", "?2", "?3", "?4", "?5"), lists, take).await?;
            return Ok(named);
        }
        let number = |place: usize| format!("CAST(k.value ->> {place} AS bigint)");
        let query = format!(
            "SELECT {} AS place, n.person_id, n.passages FROM {} k CROSS JOIN LATERAL ({}) n",
            number(3),
            self.json_elements("$1"),
            sql(&number(0), &number(1), &number(2), "$2", "$3")
        );
        let asked: Vec<_> =
            asked.iter().enumerate().map(|(at, (author, from, to))| (author, from, to, at)).collect();
        let asked = serde_json::to_string(&asked).expect("numbers are always JSON");
        let binds = vec![asked.into(), Value::from(least), Value::from(count)];
        let mut told: Vec<(usize, i64, i64)> =
            self.told("t.place, t.person_id, t.passages", &query, binds).await?;
        told.sort_unstable_by_key(|(place, person, passages)| (*place, Reverse(*passages), *person));
        told.into_iter().for_each(|(place, person, _)| named[place].push(person));
        Ok(named)
    }
}
