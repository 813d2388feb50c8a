//! Persons, their names, identifiers and relations: the rows, as plain structs.

pub use super::entity::identifier::Model as IdentifierRow;
pub use super::entity::person::Model as PersonRow;
pub use super::entity::person_name::Model as PersonNameRow;
pub use super::entity::relation::Model as RelationRow;
