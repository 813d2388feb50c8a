//! The forms a name may take in a text, each as a look-up key. Finite and few: at most [`FORMS`] for a
//! name, [`PERSON_FORMS`] and [`FURTHER_NAMES`] for a person. Pet names are not forms: the text's words are looked up as the
//! names they stand for. Never says that a form means the person: only that it may.

use foldhash::HashSet;

use super::fold::sound;
use super::lists;
use super::nicknames;
use super::parts::{Parts, all_given, parts, spellings};

/// The most forms of one name; a name of two words has some 14.
pub const FORMS: usize = 24;

/// The most forms of a person, whatever the number of names.
pub const PERSON_FORMS: usize = 400;

/// The most names that are looked for as they are written beyond those whose forms fill [`PERSON_FORMS`].
pub const FURTHER_NAMES: usize = 1000;

/// The most aliases that are crossed with the preferred name.
pub(super) const CROSSED: usize = 12;

/// How a form is made from a name. The numbers are stored: they may grow, not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// All words of the name: "Nikolai Ivanovich Bukharin".
    Full = 0,
    /// First and last name, something between left out: "Nikolai Bukharin".
    FirstLast = 1,
    /// The surname in front: "Bukharin, Nikolai".
    Inverted = 2,
    /// Initials and surname: "N. I. Bukharin".
    InitialsSurname = 3,
    /// The given name and an initial, or a further given name: "Nikolai B.", "Nikolai Ivanovich".
    GivenInitial = 4,
    /// The surname alone.
    Surname = 5,
    /// A given name alone.
    Given = 6,
    /// A further given name alone, or with the surname left out.
    Middle = 7,
    /// Two or more initials: "N. B.".
    Initials = 8,
    /// One letter: "B.".
    Letter = 9,
    /// The beginning of a name: "Buch.", "Nik.".
    Prefix = 10,
    /// An alias of one word.
    Alias = 11,
    /// What stands before "the Great" or "of Bavaria".
    Head = 12,
    /// A name of one word.
    Mononym = 13,
    /// None of the person's names: people say that some passage means them by it. Kept with no person.
    Confirmed = 14,
}

impl How {
    /// The number to store.
    pub fn ordinal(self) -> i16 {
        self as i16
    }

    /// The way with that number.
    pub fn from_ordinal(ordinal: i16) -> Option<Self> {
        const ALL: [How; 15] = [
            How::Full,
            How::FirstLast,
            How::Inverted,
            How::InitialsSurname,
            How::GivenInitial,
            How::Surname,
            How::Given,
            How::Middle,
            How::Initials,
            How::Letter,
            How::Prefix,
            How::Alias,
            How::Head,
            How::Mononym,
            How::Confirmed,
        ];
        usize::try_from(ordinal).ok().and_then(|at| ALL.get(at).copied())
    }

    /// A name for people.
    pub fn name(self) -> &'static str {
        match self {
            How::Full => "full",
            How::FirstLast => "first-last",
            How::Inverted => "inverted",
            How::InitialsSurname => "initials-surname",
            How::GivenInitial => "given-initial",
            How::Surname => "surname",
            How::Given => "given",
            How::Middle => "middle",
            How::Initials => "initials",
            How::Letter => "letter",
            How::Prefix => "prefix",
            How::Alias => "alias",
            How::Head => "head",
            How::Mononym => "mononym",
            How::Confirmed => "confirmed",
        }
    }

    /// The weight of such a form: how much it says of who is meant.
    pub fn weight(self) -> u16 {
        match self {
            How::Full => 1000,
            How::FirstLast => 950,
            How::Inverted => 900,
            How::InitialsSurname => 850,
            How::GivenInitial => 700,
            How::Alias => 650,
            How::Surname => 600,
            How::Head => 450,
            How::Mononym => 620,
            How::Given => 400,
            How::Initials => 350,
            How::Middle => 200,
            How::Prefix => 200,
            How::Letter => 50,
            How::Confirmed => 1,
        }
    }

    /// Whether such a form says nearly by itself who is meant.
    pub fn is_strong(self) -> bool {
        matches!(self, How::Full | How::FirstLast | How::Inverted | How::InitialsSurname)
    }
}

/// What kind of name it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameKind {
    /// The name the record goes by.
    #[default]
    Preferred,
    /// Any other name: maiden, married, pseudonym, spelling.
    Alias,
}

/// A name of a person as recorded.
#[derive(Clone, Debug, Default)]
pub struct NameInput<'a> {
    /// The name.
    pub text: &'a str,
    /// What kind of name.
    pub kind: NameKind,
    /// Its language tag, or empty.
    pub language: &'a str,
}

/// A form of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The key: words by their sound, joined by blanks; beginnings end in `~`.
    pub text: String,
    /// How it was made.
    pub how: How,
    /// Its weight, up to 1000.
    pub weight: u16,
}

/// The forms of one name.
pub fn forms_of(name: &NameInput) -> Vec<Form> {
    let mut forms = Collected::default();
    collect(name, &mut forms);
    forms.finish(FORMS)
}

fn collect(name: &NameInput, forms: &mut Collected) {
    for text in spellings(name.text) {
        let parts = parts(&text, name.language);
        let mut parts = parts;
        if name.kind == NameKind::Alias && all_given(&parts) {
            // "Lucie Paula" has no surname.
            forms.add(join(&[&parts.given.concat(), &parts.surname]), How::Full);
            parts.given.clear();
        }
        if name.kind == NameKind::Alias && parts.given.is_empty() && parts.tail.is_empty() {
            let given = parts.surname.len() == 1
                && parts.surname.first().is_some_and(|word| nicknames::is_given(word));
            // "Dr. Hartley" tells a surname; an alias of one word may be anything.
            let how = if parts.titles.is_empty() { How::Alias } else { How::Surname };
            forms.add(parts.surname.join(" "), if given { How::Middle } else { how });
            letters_and_beginnings(&parts.surname, forms);
        } else {
            add_forms(&parts, forms);
        }
    }
}

/// The forms of a person with all names: those of each name, and the aliases of one word put in place of
/// the given name or the surname of the first name. Where these are many, further names are looked for in full alone.
pub fn forms_of_all(names: &[NameInput]) -> Vec<Form> {
    let mut forms = Collected::default();
    let mut names_left = names.iter();
    for name in names_left.by_ref() {
        collect(name, &mut forms);
        if forms.list.len() >= PERSON_FORMS {
            break;
        }
    }
    let further = names_left.take(FURTHER_NAMES).flat_map(in_full).collect();
    let Some((first, others)) = names.split_first() else { return Vec::new() };
    let preferred = parts(spellings(first.text).first().map_or("", String::as_str), first.language);
    let own = preferred.given.first().and_then(|given| given.first()).map_or("", String::as_str);
    let aliases = others.iter().filter_map(|name| single(name)).take(CROSSED);
    for alias in aliases {
        if preferred.surname.is_empty() || preferred.given.is_empty() {
            break;
        }
        let Some(given) = preferred.given.first() else { break };
        let called = alias.first().is_some_and(|word| nicknames::nicknames(own).contains(&word.as_str()));
        if called && alias.len() == 1 {
            forms.add(join(&[&alias]), How::Given);
        }
        if preferred.given.contains(&alias) || preferred.surname == alias {
            continue;
        }
        for (given, surname) in [(given, &alias), (&alias, &preferred.surname)] {
            forms.add(join(&[given, surname]), How::FirstLast);
            forms.add(join(&[&initials(given), surname]), How::InitialsSurname);
            forms.add(join(&[given, &initials(surname)]), How::GivenInitial);
            forms.add(join(&[&initials(given), &initials(surname)]), How::Initials);
        }
    }
    forms.finish_with(PERSON_FORMS, further)
}

/// The strongest forms of a name.
fn in_full(name: &NameInput) -> Vec<Form> {
    let mut forms = forms_of(name);
    forms.retain(|form| matches!(form.how, How::Full | How::Alias));
    forms
}

/// The words of an alias that is one part: a surname or a given name by itself.
fn single(name: &NameInput) -> Option<Vec<String>> {
    let text = spellings(name.text).into_iter().next()?;
    let parts = parts(&text, name.language);
    (parts.given.is_empty() && parts.tail.is_empty() && !parts.surname.is_empty()).then_some(parts.surname)
}

#[derive(Default)]
struct Collected {
    list: Vec<Form>,
    seen: HashSet<(String, How)>,
    /// Whether the name has an ordinal that its shorter forms leave out.
    unnumbered: bool,
}

impl Collected {
    fn add(&mut self, text: String, how: How) {
        let worth = text.chars().any(char::is_alphabetic) && text.len() <= 240;
        // A letter or a number alone tells no more as a whole name than as an initial.
        let how = if text.chars().count() < 2 || lists::ordinal(&text) { How::Letter } else { how };
        if worth && self.seen.insert((text.clone(), how)) {
            let weight =
                if self.unnumbered && how == How::FirstLast { how.weight() / 4 } else { how.weight() };
            self.list.push(Form { text, how, weight });
        }
    }

    /// One form a key, the one that says most; the strongest first.
    fn finish(self, bound: usize) -> Vec<Form> {
        self.finish_with(bound, Vec::new())
    }

    /// The same, and what goes beyond the bound.
    fn finish_with(mut self, bound: usize, beyond: Vec<Form>) -> Vec<Form> {
        self.list.iter_mut().for_each(|form| form.text = key_of(&form.text));
        self.list.sort_by(|one, other| other.weight.cmp(&one.weight).then_with(|| one.text.cmp(&other.text)));
        let mut keys = HashSet::default();
        self.list.retain(|form| keys.insert(form.text.clone()));
        self.list.truncate(bound);
        self.list.extend(beyond.into_iter().filter(|form| keys.insert(form.text.clone())));
        self.list
    }
}

fn initials(words: &[String]) -> Vec<String> {
    words.iter().filter_map(|word| word.chars().next()).map(String::from).collect()
}

fn join(pieces: &[&[String]]) -> String {
    let words: Vec<&str> = pieces
        .iter()
        .flat_map(|piece| piece.iter())
        .map(String::as_str)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn add_forms(parts: &Parts, forms: &mut Collected) {
    let Parts { given, particles, surname, ordinals, tail, .. } = parts;
    if parts.several {
        forms.add(join(&[&given.concat(), surname]), How::Full);
        return;
    }
    let all: Vec<String> = given.concat();
    if !given.is_empty()
        || !particles.is_empty()
        || !ordinals.is_empty()
        || !tail.is_empty()
        || surname.len() > 1
    {
        forms.add(join(&[&all, particles, surname, ordinals, tail]), How::Full);
    }
    if !tail.is_empty() {
        forms.add(join(&[&all, particles, surname, ordinals]), How::Head);
    }
    let Some(first) = given.first() else {
        let how = if !ordinals.is_empty() || !tail.is_empty() {
            How::Head
        } else if !parts.titles.is_empty() {
            How::Surname
        } else {
            How::Mononym
        };
        forms.add(join(&[surname]), how);
        letters_and_beginnings(surname, forms);
        return;
    };
    if !tail.is_empty() {
        return;
    }
    forms.unnumbered = !ordinals.is_empty();
    let short = if given.len() > 1 || !ordinals.is_empty() { How::FirstLast } else { How::Full };
    forms.add(join(&[first, particles, surname]), short);
    forms.add(join(&[first, surname]), short);
    for further in given.iter().skip(1).take(2) {
        forms.add(join(&[further, surname]), How::FirstLast);
        forms.add(join(&[further]), How::Middle);
        // As people are spoken of whose second name is their father's: "Nikolai Ivanovich".
        forms.add(join(&[first, further]), How::GivenInitial);
    }
    forms.add(join(&[surname, first]), How::Inverted);
    forms.add(join(&[surname, &initials(first)]), How::Inverted);
    forms.add(join(&[&initials(first), surname]), How::InitialsSurname);
    forms.add(join(&[&initials(first), particles, surname]), How::InitialsSurname);
    forms.add(join(&[&initials(&all), surname]), How::InitialsSurname);
    forms.add(join(&[first, &initials(surname)]), How::GivenInitial);
    if surname.len() > 1
        && let Some((head, tail)) = surname.split_first()
    {
        forms.add(join(&[&initials(std::slice::from_ref(head)), tail]), How::InitialsSurname);
        forms.add(join(&[&initials(surname)]), How::Initials);
        forms.add(join(&[first, tail]), How::FirstLast);
        forms.add(surname.concat(), How::Surname);
        forms.add(format!("{} {}", join(&[first]), surname.concat()), How::Full);
    }
    forms.add(join(&[&initials(first), &initials(surname)]), How::Initials);
    forms.add(join(&[&initials(&all), &initials(surname)]), How::Initials);
    forms.add(join(&[&initials(first), &initials(particles), &initials(surname)]), How::Initials);
    forms.add(join(&[surname]), How::Surname);
    forms.add(join(&[particles, surname]), How::Surname);
    forms.add(join(&[first]), How::Given);
    letters_and_beginnings(first, forms);
    letters_and_beginnings(surname, forms);
    forms.unnumbered = false;
}

/// One letter, the first two and three, and the consonants behind the first letter, as they are abbreviated.
fn letters_and_beginnings(words: &[String], forms: &mut Collected) {
    let Some(word) = words.first() else { return };
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    let Some(first) = letters.first() else { return };
    forms.add(first.to_string(), How::Letter);
    if letters.len() < 3 {
        return;
    }
    let consonants: String = std::iter::once(*first)
        .chain(
            letters
                .iter()
                .skip(1)
                .copied()
                .filter(|letter| !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')),
        )
        .collect();
    for length in [2, 3] {
        forms.add(beginning(&letters, length), How::Prefix);
        forms.add(beginning(&consonants.chars().collect::<Vec<_>>(), length), How::Prefix);
    }
}

fn beginning(letters: &[char], length: usize) -> String {
    if letters.len() < length {
        return String::new();
    }
    letters.iter().take(length).chain(&['~']).collect()
}

/// The key of a form's words.
pub fn key_of(words: &str) -> String {
    let keys: Vec<String> = words
        .split(' ')
        .map(|word| if word.ends_with('~') { word.to_owned() } else { sound(word) })
        .collect();
    keys.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, How)> {
        forms_of(&NameInput { text, ..NameInput::default() })
            .into_iter()
            .map(|form| (form.text, form.how))
            .collect()
    }

    fn has(text: &str, form: &str, how: How) -> bool {
        all(text).contains(&(key_of(form), how))
    }

    #[test]
    fn a_name_is_found_in_its_usual_forms() {
        for (form, how) in [
            ("nikolai ivanovich bukharin", How::Full),
            ("nikolai bukharin", How::FirstLast),
            ("nikolai ivanovich", How::GivenInitial),
            ("bukharin nikolai", How::Inverted),
            ("n i bukharin", How::InitialsSurname),
            ("n bukharin", How::InitialsSurname),
            ("nikolai b", How::GivenInitial),
            ("bukharin", How::Surname),
            ("nikolai", How::Given),
            ("n b", How::Initials),
            ("b", How::Letter),
            ("buk~", How::Prefix),
        ] {
            assert!(has("Nikolai Ivanovich Bukharin", form, how), "{form}");
            assert!(has("Bukharin, Nikolai Ivanovich", form, how), "inverted: {form}");
        }
    }

    #[test]
    fn titles_particles_and_hyphens_are_understood() {
        assert!(has("Sir Arthur Evans", "arthur evans", How::Full));
        assert!(has("Hugo von Hofmannsthal", "hofmannsthal", How::Surname));
        assert!(has("Hugo von Hofmannsthal", "hugo hofmannsthal", How::Full));
        assert!(has("Richard Beer-Hofmann", "beer hofmann", How::Surname));
        assert!(has("Richard Beer-Hofmann", "b h", How::Initials));
        assert!(has("Pachomius the Great", "pachomius", How::Head));
        assert!(has("Michael Skinner %28magician%29", "michael skinner", How::Full));
        assert!(has("Black Widow (Natasha Romanova)", "romanova", How::Surname));
    }

    #[test]
    fn other_scripts_share_keys_or_stand_alone() {
        let latin: Vec<String> = all("Nikolai Bukharin").into_iter().map(|form| form.0).collect();
        assert!(all("Николай Бухарин").iter().any(|form| latin.contains(&form.0) && form.1 == How::Full));
        assert_eq!(all("布哈林").first().map(|form| form.0.as_str()), Some("布哈林"));
        assert!(!all("محمد علي").is_empty());
    }

    #[test]
    fn awkward_names_have_few_forms_or_none() {
        for text in [
            "",
            " ",
            "—",
            "()",
            ",",
            "%",
            "%zz",
            "von",
            "II",
            "Dr.",
            "X",
            "…(",
            "a b c d e f g h i j k l m n o p",
        ] {
            assert!(all(text).len() <= FORMS, "{text}");
        }
        assert!(all("").is_empty());
        assert!(!all("von").is_empty());
    }

    #[test]
    fn an_alias_of_one_word_stands_for_either_part() {
        let names = [
            NameInput { text: "Olga Schnitzler", ..NameInput::default() },
            NameInput { text: "Gussmann", kind: NameKind::Alias, language: "de" },
        ];
        let forms = forms_of_all(&names);
        assert!(forms.iter().any(|form| form.text == key_of("olga gussmann") && form.how == How::FirstLast));
        assert!(forms.iter().any(|form| form.text == key_of("gussmann") && form.how == How::Alias));
    }
}
