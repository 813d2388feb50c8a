//! Names as they are searched: without case, accents and doubled spaces, in any script; and as they are
//! compared with other people's: word by word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a text for comparison: compatibility decomposition, combining marks dropped, lower case,
/// white space joined to single spaces, and the Latin letters that do not decompose spelled out.
///
/// `fold("Lev  TROTSKIJ") == "lev trotskij"`, `fold("Łódź") == "lodz"`, `fold("Straße") == "strasse"`.
/// Folding twice changes nothing more.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut pending_space = false;
    if text.is_ascii() {
        // What nearly all texts are in many languages: nothing is decomposed.
        for letter in text.chars() {
            if letter.is_whitespace() {
                pending_space = !folded.is_empty();
                continue;
            }
            if std::mem::take(&mut pending_space) {
                folded.push(' ');
            }
            folded.push(letter.to_ascii_lowercase());
        }
        return folded;
    }
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        // Lower case may bring marks of its own: a dotted capital I gives i and a dot above.
        for letter in letter.nfkd().filter(|letter| !is_combining_mark(*letter)) {
            if letter.is_whitespace() {
                pending_space = !folded.is_empty();
                continue;
            }
            if std::mem::take(&mut pending_space) {
                folded.push(' ');
            }
            match undecomposable(letter) {
                Some(spelling) => folded.push_str(spelling),
                None => folded.push(letter),
            }
        }
    }
    folded
}

/// Latin letters that Unicode does not decompose, spelled as people without that key type them.
fn undecomposable(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        '’' | 'ʼ' | 'ʹ' => "'",
        '‐' | '‑' => "-",
        _ => return None,
    })
}

/// A name taken apart, to be compared with names of other persons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Its words in the order of the alphabet, without titles, particles and punctuation: equal for one
    /// name however it is turned round. Empty for what has no words.
    pub signature: String,
    /// The last name and the initial of the first one: where like names are looked for. Empty for a
    /// name of one word.
    pub block: String,
    /// The first names in their order.
    pub given: String,
}

/// Words that say nothing of who is meant: articles, particles, titles.
const IDLE: &[&str] = &[
    "the", "of", "and", "de", "da", "di", "do", "dos", "del", "della", "van", "von", "der", "den", "zu",
    "la", "le", "du", "des", "y", "e", "et", "ibn", "bin", "al", "el", "sir", "dame", "lord", "lady", "mr",
    "mrs", "ms", "miss", "dr", "prof", "rev", "saint", "st", "count", "countess", "baron", "baroness",
];

/// Words after a name that tell one bearer from another: no last names.
const ORDINALS: &[&str] =
    &["jr", "sr", "junior", "senior", "younger", "elder", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];

/// The most bytes of a part that is kept: an index takes no more than some 2,700.
const PART_LENGTH: usize = 240;

/// Takes a folded name apart. `Surname, Given` is turned round; of a last name of several words the last counts.
///
/// Stored names hold what this gave when they were written: a change here needs a migration step.
pub fn parts(folded: &str) -> Parts {
    let (last, first) = folded.split_once(',').unwrap_or(("", folded));
    let mut words: Vec<String> = [first, last].iter().flat_map(|text| words(text)).collect();
    let mut ordinals: Vec<String> = Vec::new();
    // The only word of a name is a name, whatever it means elsewhere.
    if words.iter().any(|word| !ORDINALS.contains(&word.as_str())) {
        ordinals = words.extract_if(.., |word| ORDINALS.contains(&word.as_str())).collect();
    }
    let mut sorted: Vec<&str> = words.iter().chain(&ordinals).map(String::as_str).collect();
    sorted.sort_unstable();
    let signature = shortened(&sorted.join(" "));
    let surname = words.pop().unwrap_or_default();
    let given = shortened(&words.join(" "));
    let block = given.chars().next().map(|initial| shortened(&format!("{surname} {initial}")));
    Parts { signature, block: block.unwrap_or_default(), given }
}

/// The words of a text that say who is meant.
fn words(text: &str) -> Vec<String> {
    let text = text.replace(['\'', '`', '´'], "");
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !IDLE.contains(word)).map(str::to_owned).collect()
}

fn shortened(text: &str) -> String {
    text[..text.floor_char_boundary(PART_LENGTH)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_spacing_fold_away() {
        for (text, folded) in [
            ("Lev  TROTSKIJ ", "lev trotskij"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("Бухарин Николай", "бухарин николаи"),
            ("İstanbul", "istanbul"),
            ("\u{fb01}n", "fin"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn a_name_comes_apart_however_it_is_turned() {
        let of = |text: &str| {
            let Parts { signature, block, given } = parts(&fold(text));
            [signature, block, given]
        };
        for (text, signature, block, given) in [
            ("Anthony van Dyck", "anthony dyck", "dyck a", "anthony"),
            ("Dyck, Anthony van, Sir", "anthony dyck", "dyck a", "anthony"),
            ("Murray, Charles Fairfax", "charles fairfax murray", "murray c", "charles fairfax"),
            ("Fairfax Murray, Charles", "charles fairfax murray", "murray c", "charles fairfax"),
            ("Hans Holbein the Younger", "hans holbein younger", "holbein h", "hans"),
            ("J.-B. O’Keeffe Jr.", "b j jr okeeffe", "okeeffe j", "j b"),
            ("Nicholas II", "ii nicholas", "", ""),
            ("Senior", "senior", "", ""),
            ("Николай Бухарин", "бухарин николаи", "бухарин н", "николаи"),
            ("the", "", "", ""),
            ("—", "", "", ""),
        ] {
            assert_eq!(of(text), [signature, block, given], "{text}");
        }
        assert_eq!(parts(&"é".repeat(4096)).signature.len(), PART_LENGTH);
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn plain_text_folds_as_it_does_beside_other_letters(text in "[ -~\t\n\r]*") {
            let beside = fold(&format!("{text}я"));
            proptest::prop_assert_eq!(beside.trim_end_matches('я').trim_end(), fold(&text));
        }
    }
}
