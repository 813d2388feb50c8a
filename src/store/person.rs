//! Persons, their names, identifiers and relations: the rows, as plain structs.

use sea_orm::Value;

use super::{StoreError, Transaction};

pub use super::entity::identifier::Model as IdentifierRow;
pub use super::entity::person::Model as PersonRow;
pub use super::entity::person_name::Model as PersonNameRow;
pub use super::entity::relation::Model as RelationRow;

impl Transaction {
    /// The person with an identifier in another catalogue: of several, the one whose claim ranks best.
    pub async fn person_by_identifier(&self, scheme: &str, value: &str) -> Result<Option<i64>, StoreError> {
        // PostgreSQL takes no text with a NUL in it, and no identifier has one.
        if scheme.contains('\0') || value.contains('\0') {
            return Ok(None);
        }
        let sql =
            "SELECT person_id FROM identifier WHERE scheme = $1 AND value = $2 ORDER BY rank, id LIMIT 1";
        let rows = self.query(sql.to_owned(), vec![Value::from(scheme), Value::from(value)]).await?;
        Ok(rows.first().map(|row| row.try_get_by_index(0)).transpose()?)
    }
}
