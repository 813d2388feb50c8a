//! Words as they are looked up: folded as names are searched, and further to a key under which spellings
//! that sound alike fall together. Never says whether two words are the same name: that is judged later,
//! on the folded words.

use crate::value::name;

/// Folds a text as names are searched. Most words are plain, and only lowered.
pub fn fold(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_ascii_lowercase();
    }
    name::fold(text)
}

/// The key of a folded word: Cyrillic in Latin letters, doubled letters single, and the spellings that
/// vary between writers (c and k, ph and f, y and i, oe and o) made one. `sound("trotsky")`,
/// `sound("trotzki")` and `sound("троцкии")` are equal.
pub fn sound(folded: &str) -> String {
    if folded.is_ascii() {
        // What nearly all words are in many languages: nothing is to be spelled otherwise but one letter.
        let letters = folded.as_bytes();
        let letter = |at: usize| Some(if *letters.get(at)? == b'y' { 'i' } else { char::from(letters[at]) });
        return key_of(letter, letters.len());
    }
    let mut letters: Vec<char> = Vec::with_capacity(folded.len() + 4);
    for letter in folded.chars() {
        match romanised(letter) {
            Some(spelling) => letters.extend(spelling.chars()),
            None if letter == 'y' => letters.push('i'),
            None => letters.push(letter),
        }
    }
    key_of(|at| letters.get(at).copied(), letters.len())
}

/// The key of so many letters.
fn key_of(letter_at: impl Fn(usize) -> Option<char>, count: usize) -> String {
    let mut key = String::with_capacity(count);
    let mut last = '\0';
    let mut at = 0;
    while let Some(letter) = letter_at(at) {
        let next = letter_at(at + 1).unwrap_or('\0');
        let (spoken, taken) = spoken(letter, next, at + 2 >= count);
        if spoken != last {
            key.push(spoken);
        }
        last = spoken;
        at += taken;
    }
    key
}

/// How a letter sounds before the next one, and how many letters that takes.
fn spoken(letter: char, next: char, at_end: bool) -> (char, usize) {
    match (letter, next) {
        ('p', 'h') => ('f', 2),
        ('k', 'h') => ('h', 2),
        ('t', 'h') => ('t', 2),
        ('t', 'z' | 's') => ('z', 2),
        ('d', 't') => ('t', 2),
        ('c', 'k') => ('k', 2),
        ('c', 'h') => ('x', 2),
        ('c' | 'q', _) => ('k', 1),
        ('w', _) => ('v', 1),
        ('a' | 'o' | 'u', 'e') => (letter, 2),
        ('i', 'e') if !at_end => ('e', 2),
        ('i', 'e' | 'j') => ('i', 2),
        _ => (letter, 1),
    }
}

/// A Cyrillic letter, folded before, in Latin letters.
fn romanised(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' | 'є' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'ы' | 'і' | 'ї' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "z",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "iu",
        'я' => "ia",
        'ъ' | 'ь' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_sound_alike_share_a_key() {
        for (one, other) in [
            ("Trotsky", "Trotzki"),
            ("Троцкий", "Trotskij"),
            ("Бухарин", "Bukharin"),
            ("Kamenev", "Kameniev"),
            ("Stefan", "Stephan"),
            ("Carl", "Karl"),
            ("Müller", "Mueller"),
            ("Fany", "Fanny"),
        ] {
            assert_eq!(sound(&fold(one)), sound(&fold(other)), "{one} {other}");
        }
        assert_ne!(sound("mann"), sound("mahn"));
    }

    #[test]
    fn folding_drops_case_and_accents() {
        assert_eq!(fold("Łódź Straße İstanbul"), "lodz strasse istanbul");
        assert_eq!(fold("e\u{301}"), fold("é"));
    }
}
