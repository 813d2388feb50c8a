//! GraphQL types as text, taken apart without copying: `[PersonName!]!`.

/// A type reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ty<'a>(pub &'a str);

impl<'a> Ty<'a> {
    /// Whether null is not a value of it.
    pub fn is_non_null(self) -> bool {
        self.0.ends_with('!')
    }

    /// The type of its elements, if it is a list.
    pub fn item(self) -> Option<Ty<'a>> {
        self.0
            .trim_end_matches('!')
            .strip_prefix('[')?
            .strip_suffix(']')
            .map(Ty)
    }

    /// The name inside all lists and exclamation marks.
    pub fn name(self) -> &'a str {
        self.0.trim_matches(|letter| matches!(letter, '[' | ']' | '!'))
    }
}

#[cfg(test)]
mod tests {
    use super::Ty;

    #[test]
    fn a_type_comes_apart() {
        let ty = Ty("[PersonName!]!");
        assert!(ty.is_non_null());
        assert_eq!(ty.item(), Some(Ty("PersonName!")));
        assert_eq!(ty.name(), "PersonName");
        assert_eq!(Ty("[[Int]!]").item(), Some(Ty("[Int]!")));
        assert_eq!(Ty("Int").item(), None);
    }
}
