//! Finding the passages of a text that name persons of an archive, and deciding who is meant.
//!
//! The way of a text: [`token::tokenise`] takes it apart, [`spot::Piece`] says what to look up, the caller
//! fetches entries, facts and word counts into a [`lookup::Lookup`], [`decide::decide`] says who is meant.
//! The way of a name: [`forms::forms_of`] says under which keys it is found. Nothing here reads or writes
//! anything, knows the time, or holds more than one text and its candidates.

/// Long texts cut.
pub mod cut;
/// Who is meant, decided.
pub mod decide;
/// Words folded, and by their sound.
pub mod fold;
/// What a name may be in a text.
pub mod forms;
/// Who may be meant by a passage.
pub mod gather;
/// What speaks against a name.
pub mod guard;
/// Letters told apart.
pub mod letter;
/// Words of languages: titles, articles, months, places.
pub mod lists;
/// What must be fetched for a text.
pub mod lookup;
/// Pet names.
pub mod nicknames;
/// Names taken apart.
pub mod parts;
/// How likely a candidate is.
pub mod rank;
/// Texts read word by word.
mod reader;
/// Every weight.
pub mod settings;
/// What of a text is looked up.
pub mod spot;
/// Endings.
pub mod stem;
/// Texts taken apart.
pub mod token;
/// Names that are nobody's.
pub mod unresolved;

/// A small archive, and texts that name its persons.
#[cfg(test)]
mod tests;
