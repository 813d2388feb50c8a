//! Names of rows in a statement: a letter and a number.

use std::fmt;

/// The name of a row, unlike any other of its statement; or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alias {
    letter: &'static str,
    number: usize,
}

impl Alias {
    /// The name of a letter and a number.
    pub(super) fn of(letter: &'static str, number: usize) -> Alias {
        Alias { letter, number }
    }

    /// Writes it behind a text. There are a hundred in a statement, which the machinery of formats would be a tenth of.
    pub(super) fn write(self, text: &mut String) {
        if self.letter.is_empty() {
            return;
        }
        text.push_str(self.letter);
        let mut digits = [b'0'; 20];
        let (mut first, mut rest) = (digits.len(), self.number);
        while rest > 0 || first == digits.len() {
            first -= 1;
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        text.extend(digits[first..].iter().map(|digit| char::from(*digit)));
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(4);
        self.write(&mut text);
        formatter.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::Alias;

    #[test]
    fn an_alias_is_a_letter_and_a_number() {
        for (alias, text) in
            [(Alias::of("n", 1), "n1"), (Alias::of("x", 120), "x120"), (Alias::default(), "")]
        {
            assert_eq!(alias.to_string(), text);
        }
        assert_eq!(Alias::of("l", usize::MAX).to_string(), format!("l{}", usize::MAX));
    }
}
