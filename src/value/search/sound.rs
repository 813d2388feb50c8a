//! Names as they sound and names that are nearly the same: what finds `Trotsky` for `Trotzky` and `Троцкий`.
//! Both are made word by word from folded words.

/// A folded word in Latin letters, where it is Cyrillic: `троцкии` is `trotskii`. None for other words.
pub fn latin(word: &str) -> Option<String> {
    let mut written = String::with_capacity(word.len());
    let mut is_cyrillic = false;
    for letter in word.chars() {
        match cyrillic(letter) {
            Some(spelling) => {
                written.push_str(spelling);
                is_cyrillic = true;
            }
            None => written.push(letter),
        }
    }
    (is_cyrillic && !written.is_empty()).then_some(written)
}

/// Folding has already made и of й, and е of ё.
fn cyrillic(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' | 'ђ' => "d",
        'е' | 'є' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'ѕ' => "dz",
        'и' | 'і' | 'ј' => "i",
        'к' | 'ќ' => "k",
        'л' => "l",
        'љ' => "lj",
        'м' => "m",
        'н' => "n",
        'њ' => "nj",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'ћ' => "c",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'џ' => "dzh",
        'ш' => "sh",
        'щ' => "shch",
        'ы' => "y",
        'ь' | 'ъ' => "",
        'ю' => "yu",
        'я' => "ya",
        'ѣ' => "e",
        _ => return None,
    })
}

/// Letters that are read together, before one by one, and the sound they are taken for. Sounds: B, D, F (also v and
/// w), G (also k, q, hard c), H, L, M, N, P, R, S (also z), T, X (sh, zh, ch) and C (ts, tz).
const TOGETHER: &[(&str, &str)] = &[
    ("shch", "X"),
    ("schtsch", "X"),
    ("szcz", "X"),
    ("tsch", "X"),
    ("sch", "X"),
    ("tch", "X"),
    ("tzsch", "X"),
    ("dsch", "X"),
    ("dzh", "X"),
    ("tzk", "CG"),
    ("tsk", "CG"),
    ("tz", "C"),
    ("ts", "C"),
    ("cz", "X"),
    ("sz", "X"),
    ("sh", "X"),
    ("zh", "X"),
    ("ch", "X"),
    ("kh", "H"),
    ("gh", "G"),
    ("ph", "F"),
    ("th", "T"),
    ("ck", "G"),
    ("cs", "X"),
    ("rz", "R"),
    ("dz", "S"),
    ("ks", "GS"),
];

/// How a folded word sounds, roughly: its consonants by kind, double ones once, vowels left out but for one that
/// it begins with. Empty for what is not in Latin or Cyrillic letters, and where fewer than three sounds are left,
/// for these say nothing.
pub fn sound(word: &str) -> String {
    let latin = latin(word);
    let word = latin.as_deref().unwrap_or(word);
    if !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return String::new();
    }
    let mut sounds = String::new();
    let mut rest = word;
    let mut last = ' ';
    while let Some(letter) = rest.chars().next() {
        let together = TOGETHER.iter().filter(|(letters, _)| rest.starts_with(letters));
        let (length, heard) = match together.max_by_key(|(letters, _)| letters.len()) {
            Some((letters, heard)) => (letters.len(), *heard),
            None => (1, alone(letter, rest.as_bytes().get(1).copied().unwrap_or(b' '))),
        };
        for sound in heard.chars() {
            let is_vowel = sound == 'A';
            if sound != last && (!is_vowel || sounds.is_empty()) {
                sounds.push(sound);
            }
            last = sound;
        }
        rest = &rest[length..];
    }
    if sounds.chars().filter(|sound| *sound != 'A').count() < SOUNDS { String::new() } else { sounds }
}

/// The fewest consonants that are a sound.
const SOUNDS: usize = 3;

fn alone(letter: char, next: u8) -> &'static str {
    match letter {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' => "A",
        'b' => "B",
        'c' if matches!(next, b'e' | b'i' | b'y') => "S",
        'c' | 'k' | 'q' | 'g' => "G",
        'd' => "D",
        'f' | 'v' | 'w' => "F",
        'h' => "H",
        'l' => "L",
        'm' => "M",
        'n' => "N",
        'p' => "P",
        'r' => "R",
        's' | 'z' => "S",
        't' => "T",
        'x' => "GS",
        _ => "",
    }
}

/// The word itself and the word with any one of its letters left out. Two words that share one of these are a slip
/// apart, or two: a letter more, less, another, or two exchanged. Short and very long words are none but themselves.
pub fn variants(word: &str) -> Vec<String> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let mut variants = vec![word.to_owned()];
    if (SLIPS_FROM..=SLIPS_TO).contains(&letters.len()) {
        for (at, letter) in letters {
            variants.push(format!("{}{}", &word[..at], &word[at + letter.len_utf8()..]));
        }
    }
    variants.sort();
    variants.dedup();
    variants
}

/// Words shorter than this are too near to too many.
const SLIPS_FROM: usize = 4;
/// Words longer than this have too many variants.
const SLIPS_TO: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::name::fold;

    #[test]
    fn names_in_many_spellings_sound_alike() {
        for names in [
            &["Trotsky", "Trotzky", "Троцкий", "Trotskij", "Trotzki", "Trotski"][..],
            &["Kamenev", "Kameniev", "Каменев", "Kamenew", "Kameneff"],
            &["Zinoviev", "Зиновьев", "Sinowjew", "Zinov'ev"],
            &["Bukharin", "Бухарин", "Bukharine"],
            &["Khrushchev", "Хрущёв", "Khrushchov"],
            &["Dzerzhinsky", "Dzerzhinskii", "Дзержинский"],
        ] {
            let sounds: Vec<String> = names.iter().map(|name| sound(&fold(name).replace('\'', ""))).collect();
            assert!(sounds.iter().all(|it| *it == sounds[0] && !it.is_empty()), "{names:?} {sounds:?}");
        }
        assert_ne!(sound("lenin"), sound("stalin"));
        assert_eq!(sound("習"), "");
        assert_eq!(sound("li"), "");
    }

    #[test]
    fn words_a_slip_apart_share_a_variant() {
        let share = |one: &str, other: &str| variants(one).iter().any(|it| variants(other).contains(it));
        for (one, other) in
            [("kamenev", "kameniev"), ("bukharin", "bukahrin"), ("lenin", "lenim"), ("stalin", "stalin")]
        {
            assert!(share(one, other), "{one} {other}");
        }
        assert!(!share("lenin", "stalin"));
        assert!(!share("tito", "tino-"));
        assert_eq!(variants("li"), ["li"]);
    }
}
