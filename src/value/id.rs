//! Ids: a kind and a number inside, one opaque text in the API (`person:4711`).
//! Records and claims share one sequence of numbers, so a number alone is already unique.

use std::fmt;
use std::str::FromStr;

/// Declares a closed set of kinds with the one spelling that the database and the API use.
macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every kind, in the order in which an export writes them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling in the database, in keys and in ids.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

kinds! {
    /// What a record is.
    RecordKind {
        /// A human being, or one that a source claims existed.
        Person => "person",
        /// Something that happened.
        Event => "event",
        /// A document of prose.
        Article => "article",
        /// Words ascribed to someone.
        Quotation => "quotation",
    }
}

kinds! {
    /// What a claim is: anything that can be wrong and that a citation can support.
    ClaimKind {
        /// The record itself: that it exists, and its own fields.
        Record => "record",
        /// A name of a person.
        Name => "name",
        /// An identifier of a person in some other catalogue.
        Identifier => "identifier",
        /// A person's part in an event.
        Participation => "participation",
        /// A tie from one person to another.
        Relation => "relation",
        /// The tie of a quotation to who said it, or to whom.
        Attribution => "attribution",
        /// A passage that names a person.
        Mention => "mention",
        /// Where a claim comes from.
        Citation => "citation",
    }
}

/// The id of a record as the API shows it: its kind and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalId {
    /// What the record is.
    pub kind: RecordKind,
    /// Its number in the database.
    pub number: i64,
}

impl fmt::Display for GlobalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.number)
    }
}

impl FromStr for GlobalId {
    type Err = ();

    /// Accepts exactly what [`fmt::Display`] writes: no sign, no leading zero, nothing around it.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, digits) = text.split_once(':').ok_or(())?;
        let number: i64 = digits.parse().map_err(|_| ())?;
        let id = GlobalId { kind: kind.parse()?, number };
        if number > 0 && id.to_string() == text { Ok(id) } else { Err(()) }
    }
}

/// The number in an id of something that is no record, such as `revision:17`; only as it was written.
pub fn numbered(prefix: &str, text: &str) -> Option<i64> {
    let digits = text.strip_prefix(prefix)?.strip_prefix(':')?;
    let number: i64 = digits.parse().ok()?;
    (number > 0 && number.to_string() == digits).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = GlobalId { kind: RecordKind::Quotation, number: i64::MAX };
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn what_no_id_was_ever_written_as_is_refused() {
        for text in [
            "",
            "person",
            "person:",
            "person:0",
            "person:-1",
            "person:+1",
            "person:01",
            " person:1",
            "ghost:1",
        ] {
            assert_eq!(text.parse::<GlobalId>(), Err(()), "{text}");
        }
    }
}
