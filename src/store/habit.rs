//! Whom authors' words were taken for, and whom they name most: summed up by author and year, with every document
//! that is read. It moves rows; what they mean is the domain's.

use std::collections::{BTreeMap, HashMap};

use sea_orm::Value;

use super::link::{HabitPassageRow, HabitRow, LinkedTextRow, MentionUseRow, SureMentionRow};
use super::lookup::BY_ANYBODY;
use super::{Dialect, StoreError, Transaction};

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

    /// Whom an author's words were taken for from one year to another.
    pub async fn habits(
        &self,
        author: i64,
        words: &[String],
        (from, to): (i64, i64),
    ) -> Result<Vec<HabitRow>, StoreError> {
        let value = match self.dialect() {
            Dialect::Sqlite => "k.value",
            Dialect::Postgres => "(k.value #>> '{}')",
        };
        let query = format!(
            "SELECT h.words, h.year, h.person_id, h.score FROM {} k JOIN habit h ON h.author = $2 \
             AND h.words = {value} AND h.year BETWEEN $3 AND $4 WHERE h.score > 0",
            self.json_elements("$1")
        );
        let words = serde_json::to_string(words).expect("texts are always JSON");
        let binds = vec![words.into(), Value::from(author), Value::from(from), Value::from(to)];
        let mut told: Vec<(String, i64, i64, i64)> =
            self.told("t.words, t.person_id, t.year, t.score", &query, binds).await?;
        told.sort();
        let row = |(words, person_id, year, score)| HabitRow { author, words, year, person_id, score };
        Ok(told.into_iter().map(row).collect())
    }

    /// Whom an author names more than `least` times from one year to another, most often first.
    pub async fn named_most(
        &self,
        author: i64,
        (from, to): (i64, i64),
        least: i64,
        count: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT person_id FROM mention_use WHERE author = $1 AND author > 0 AND year BETWEEN $2 AND $3 AND person_id <> $1 \
             GROUP BY person_id HAVING sum(passages) > $4 ORDER BY sum(passages) DESC, person_id LIMIT $5";
        let binds = [author, from, to, least, count].map(Value::from);
        let rows = self.query(sql.to_owned(), binds.to_vec()).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}
