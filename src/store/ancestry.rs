//! Who is whose parent, upwards from some persons.

use super::{StoreError, Transaction};

/// What a person's record says of parents: one tie, read either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParentRow {
    /// The person whose record says so.
    pub told_by: i64,
    /// Who is said to be the child.
    pub child: i64,
    /// Who is said to be the parent.
    pub parent: i64,
}

impl Transaction {
    /// Every tie between these persons and their parents, their parents' parents, and so on. Each person is asked
    /// once, so that what goes round in a circle ends too. Deprecated ties do not count.
    pub async fn parents_above(&self, ids: &[i64]) -> Result<Vec<ParentRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let tie = "relation r ON r.rank <> 2 AND ((r.person_id = up.id AND r.kind = 'PARENT') \
             OR (r.related_id = up.id AND r.kind = 'CHILD'))";
        let sql = format!(
            "WITH RECURSIVE up(id) AS (SELECT id FROM person WHERE id {} \
             UNION SELECT CASE r.kind WHEN 'PARENT' THEN r.related_id ELSE r.person_id END FROM up JOIN {tie}) \
             SELECT r.person_id, r.related_id, r.kind FROM up JOIN {tie}",
            self.one_of()
        );
        let rows = self.query(sql, vec![self.bind_ids(ids)]).await?;
        let read = |row: &super::sqlite::Fetched| {
            let (told_by, other): (i64, i64) = (row.try_get("person_id")?, row.try_get("related_id")?);
            let kind: String = row.try_get("kind")?;
            let (child, parent) = if kind == "PARENT" { (told_by, other) } else { (other, told_by) };
            Ok(ParentRow { told_by, child, parent })
        };
        rows.iter().map(read).collect()
    }
}
