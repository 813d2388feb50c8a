//! Search: how texts become tokens, what is kept of a record in the index, and what a search asks of it.
//!
//! Both databases index the tokens that are made here and nothing of their own making, so that both find the
//! same. A token is a folded word; marks from Unicode's private use, which no word can hold, tell tokens of
//! another sort from words. Nothing here touches a database.
//!
//! What is stored was made by these rules: whoever changes one must count [`RULES`] up.

/// What is kept of a record in the index.
pub mod indexed;
/// Passages around the words that were looked for.
pub mod passage;
/// What a search asks, read from its text.
pub mod query;
/// Names as they sound, and names that are nearly the same.
pub mod sound;
/// The stems of words, by language and by script.
pub mod stem;
/// Words of a text and where they stand.
pub mod token;

/// The number of these rules. An archive whose index was made by other ones is indexed anew when it is opened.
pub const RULES: i64 = 2;

/// Stands between the names of a person, so that no phrase reaches from one into the next.
pub const GAP: &str = "\u{E000}";
/// Before the stem of a word.
pub const STEM: char = '\u{E001}';
/// Before a word, or a stem, that a record is about: of its names, title and place, and what a text begins with or comes back
/// to. Far fewer records have it than have the word, so that asking for names does not walk through texts.
pub const FOCUS: char = '\u{E002}';
/// Before the kind of a record.
pub const KIND: char = '\u{E003}';
/// Before a whole name or title, its words joined.
pub const WHOLE: char = '\u{E004}';
/// Between the words of a whole name.
pub const JOIN: char = '\u{E005}';
/// Before a word, or a stem, of a person's name, and twice before what such a word sounds like: asking for persons walks
/// through persons alone.
pub const PERSONAL: char = '\u{E007}';
/// The same of the title of anything else.
pub const TITLED: char = '\u{E008}';
/// The same of a place.
pub const PLACED: char = '\u{E009}';
/// Fills up the place of a word that folding made shorter.
pub const FILL: char = '\u{E006}';
