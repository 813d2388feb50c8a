//! How far an archive has come: a place in its history that every server of the same archive passes, one sooner than
//! another. Whoever writes is told one, and may ask to read nothing that is older.

use std::fmt;

/// How far an archive has come. Everything that an answer shows changes only together with one of the two numbers, which
/// are committed in order and never go back; so a server that has come as far as this shows all that was there then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The number of the last change.
    pub revision: i64,
    /// How often something was written without a change of a record: mentions that were found, imports that ended.
    pub round: i64,
}

impl Position {
    /// The position that is written so: two whole numbers with a point between them.
    pub fn parse(text: &str) -> Option<Position> {
        let (revision, round) = text.split_once('.')?;
        Some(Position { revision: number(revision)?, round: number(round)? })
    }

    /// Whether it is as far as another, or further.
    pub fn reaches(self, other: Position) -> bool {
        self.revision >= other.revision && self.round >= other.round
    }

    /// The nearest that reaches both.
    pub fn and(self, other: Position) -> Position {
        Position { revision: self.revision.max(other.revision), round: self.round.max(other.round) }
    }
}

/// A number as it is written, and no other way.
fn number(text: &str) -> Option<i64> {
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    is_plain.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.revision, self.round)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_is_written_and_no_other_way() {
        for text in ["0.0", "17.4", "9223372036854775807.10"] {
            assert_eq!(Position::parse(text).map(|position| position.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            ".",
            "17",
            "17.",
            ".4",
            "17.4.1",
            "+17.4",
            "-1.0",
            "017.4",
            "17.04",
            "17, 4",
            "9223372036854775808.0",
        ] {
            assert_eq!(Position::parse(text), None, "{text}");
        }
    }

    #[test]
    fn one_position_reaches_another_if_neither_number_is_smaller() {
        let at = |revision, round| Position { revision, round };
        assert!(at(2, 1).reaches(at(2, 1)) && at(3, 1).reaches(at(2, 1)));
        assert!(!at(3, 0).reaches(at(2, 1)) && !at(1, 9).reaches(at(2, 1)));
        assert_eq!(at(3, 0).and(at(2, 1)), at(3, 1));
    }
}
