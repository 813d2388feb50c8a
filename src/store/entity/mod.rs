//! SeaORM entities, one file a table. Private to the store: what leaves it are the plain structs of
//! the rows, renamed where the store gives them out; columns and queries stay inside.

#![expect(missing_docs, reason = "a column is described where it is made, in the migration")]

pub mod appearance;
pub mod article;
pub mod attribution;
pub mod batch;
pub mod candidate;
/// In which document a person was ever thought of.
pub mod candidate_document;
pub mod citation;
pub mod claim;
pub mod document;
pub mod event;
pub mod external_key;
pub mod habit;
pub mod habit_passage;
pub mod identifier;
pub mod linked_text;
pub mod mention;
pub mod mention_use;
pub mod merger;
pub mod moved_claim;
pub mod moved_key;
pub mod name_start;
pub mod name_variant;
pub mod name_word;
pub mod parted_claim;
pub mod participation;
pub mod pending_link;
pub mod person;
pub mod person_fact;
pub mod person_form;
pub mod person_name;
pub mod quotation;
pub mod record;
pub mod relation;
pub mod revision;
pub mod search_index;
pub mod search_text;
pub mod sure_mention;
pub mod token;
pub mod unresolved_name;
pub mod withdrawal;
pub mod word_use;
