//! The linker as a whole, over an archive small enough to read.

use foldhash::HashMap;

use super::cut::windows;
use super::decide::{self, Document, Found, Settings};
use super::forms::{NameInput, NameKind, forms_of_all, key_of};
use super::lists::Sex;
use super::lookup::{ENTRIES, Entry, Facts, Forms, Hits, Lookup, Named, WordUse};
use super::parts::{NameWord, words_of};
use super::spot::Piece;
use super::token::{tokenise, tokenise_near_names};

fn decide(document: &Document, piece: &Piece, lookup: &Lookup) -> Vec<Found> {
    let mut prepared = decide::prepare(document, piece, lookup);
    decide::decide(&mut prepared, document, piece, lookup, &Settings::default())
}

#[derive(Default)]
struct Archive {
    forms: HashMap<String, (Vec<Entry>, u32)>,
    facts: HashMap<i64, Facts>,
    words: HashMap<String, WordUse>,
}

impl Archive {
    fn of(persons: &[(i64, &[&str], Facts)]) -> Self {
        let mut archive = Self::default();
        for (person, names, facts) in persons {
            archive.add(*person, names, facts.clone());
        }
        archive
    }

    fn add(&mut self, person: i64, names: &[&str], facts: Facts) {
        let kind = |at| if at == 0 { NameKind::Preferred } else { NameKind::Alias };
        let names: Vec<NameInput> = names
            .iter()
            .enumerate()
            .map(|(at, text)| NameInput { text, kind: kind(at), language: "" })
            .collect();
        for form in forms_of_all(&names) {
            let (entries, more) = self.forms.entry(form.text).or_default();
            if entries.len() < ENTRIES {
                entries.push(Entry { person, how: form.how, weight: form.weight });
            } else {
                *more += 1;
            }
        }
        self.facts.insert(person, Facts { words: words_of(&names).into(), ..facts });
    }

    /// What is known of a piece, of whose keys these are looked up.
    fn lookup<'k>(&'k self, piece: &'k Piece, is_asked: impl Fn(&str) -> bool) -> Lookup<'k> {
        let forms = Forms::of(&piece.keys, |_, key| {
            let (entries, more) = self.forms.get(key).filter(|_| is_asked(key))?;
            Some(Hits { entries, more: *more })
        });
        Lookup::of(forms, &self.words, &self.facts, &|_| Named::default())
    }

    fn find(&self, document: &Document, text: &str, language: &str) -> Vec<Found> {
        let piece = Piece::of(tokenise(text, language));
        let found = decide(document, &piece, &self.lookup(&piece, |_| true));
        // What is far from every name makes no difference.
        let piece = Piece::of(tokenise_near_names(text, language));
        assert_eq!(decide(document, &piece, &self.lookup(&piece, |_| true)), found, "{text}");
        found
    }

    fn links(&self, text: &str, language: &str) -> Vec<(String, i64)> {
        self.links_of(&Document::default(), text, language)
    }

    fn links_of(&self, document: &Document, text: &str, language: &str) -> Vec<(String, i64)> {
        let cut = |found: &Found| text.chars().skip(found.start).take(found.end - found.start).collect();
        let found = self.find(document, text, language);
        found.iter().filter(|found| found.linked).map(|found| (cut(found), found.candidates[0].0)).collect()
    }
}

fn facts(documented: u32) -> Facts {
    Facts { documented, ..Facts::default() }
}

fn party() -> Archive {
    Archive::of(&[
        (1, &["Nikolai Ivanovich Bukharin", "Николай Бухарин"], facts(9)),
        (2, &["Leon Trotsky", "Bronstein"], facts(9)),
        (3, &["Anna Larina"], Facts { sex: Some(Sex::Female), ..facts(3) }),
        (4, &["Karl May"], facts(5)),
        (5, &["Jack London"], facts(5)),
    ])
}

fn linked(text: &str, person: i64) -> (String, i64) {
    (text.to_owned(), person)
}

#[test]
fn a_name_is_found_however_it_is_spelled() {
    let archive = party();
    for (text, language, surface, person) in [
        ("Then N. I. Bukharin spoke.", "en", "N. I. Bukharin", 1),
        ("Then Trotzky's army came.", "en", "Trotzky", 2),
        ("Речь о Бухарине была долгой.", "ru", "Бухарине", 1),
        ("Man las Bucharin und Bukharins Rede.", "de", "Bukharins", 1),
        ("A letter of Leon Trotskij came.", "en", "Leon Trotskij", 2),
    ] {
        assert!(
            archive.links(text, language).contains(&linked(surface, person)),
            "{text}: {:?}",
            archive.links(text, language)
        );
    }
}

#[test]
fn a_short_form_takes_the_person_named_in_full() {
    let mut archive = party();
    archive.add(6, &["Fanny Bukharina", "Fanny Bukharin"], facts(9));
    let links = archive.links("Nikolai Bukharin came in. Later Bukharin left.", "en");
    assert_eq!(links, [linked("Nikolai Bukharin", 1), linked("Bukharin", 1)]);
}

#[test]
fn months_places_and_common_words_are_guarded() {
    let mut archive = party();
    archive.words.insert("london".to_owned(), WordUse { upper: 40, placed: 25, ..WordUse::default() });
    assert!(archive.links("It rained all May in London.", "en").is_empty());
    assert_eq!(archive.links("The author Karl May wrote on.", "en"), [linked("Karl May", 4)]);
    archive.add(7, &["Otto Mann"], facts(8));
    archive.words.insert("mann".to_owned(), WordUse { upper: 500, determined: 240, ..WordUse::default() });
    assert!(archive.links("Da kam der Mann herein.", "de").is_empty());
}

#[test]
fn a_title_tells_man_from_woman() {
    let archive = Archive::of(&[
        (1, &["Josef Kainz"], Facts { sex: Some(Sex::Male), ..facts(9) }),
        (2, &["Margarethe Kainz"], Facts { sex: Some(Sex::Female), ..facts(5) }),
    ]);
    assert_eq!(archive.links("Abends bei Frau Kainz.", "de"), [linked("Kainz", 2)]);
    assert_eq!(archive.links("Abends bei Herrn Kainz.", "de"), [linked("Kainz", 1)]);
}

/// Two of one surname, one of whom is recorded with a title.
fn hartleys() -> Archive {
    Archive::of(&[(1, &["Eleanor Hartley", "Dr. Hartley"], facts(2)), (2, &["James Hartley"], facts(6))])
}

#[test]
fn a_recorded_title_is_told_from_others() {
    let archive = hartleys();
    assert_eq!(archive.links("Then Dr. Hartley spoke at length.", "en"), [linked("Hartley", 1)]);
    assert_eq!(archive.links("Then Doctor Hartley spoke at length.", "en"), [linked("Hartley", 1)]);
    assert_eq!(archive.links("Then Mr. Hartley spoke at length.", "en"), [linked("Hartley", 2)]);
    // The recorded title says more than that another of the surname was named in full.
    let named = archive.links("James Hartley came in. Dr. Hartley spoke at length.", "en");
    assert_eq!(named, [linked("James Hartley", 2), linked("Hartley", 1)]);
    let named = archive.links("James Hartley came in. Mr. Hartley spoke at length.", "en");
    assert_eq!(named, [linked("James Hartley", 2), linked("Hartley", 2)]);
}

#[test]
fn a_title_with_a_stop_is_no_given_name() {
    let archive = Archive::of(&[
        (1, &["Mary Pottley"], Facts { sex: Some(Sex::Female), ..facts(5) }),
        (2, &["James Pottley"], Facts { sex: Some(Sex::Male), ..facts(5) }),
        (3, &["Drusilla Kemp"], facts(5)),
        (4, &["Dr. Kemp"], facts(1)),
    ]);
    assert_eq!(archive.links("Then Mr. Pottley sat down.", "en"), [linked("Pottley", 2)]);
    assert_eq!(archive.links("Then Dr. Kemp sat down.", "en"), [linked("Kemp", 4)]);
    assert_eq!(archive.links("Then M. Pottley sat down.", "en"), [linked("M. Pottley", 1)]);
}

#[test]
fn slavic_names_are_found_in_their_cases_in_full() {
    let archive = Archive::of(&[
        (1, &["Иван Петрович Колосов"], Facts { sex: Some(Sex::Male), ..facts(5) }),
        (2, &["Мария Колосова"], Facts { sex: Some(Sex::Female), ..facts(5) }),
    ]);
    for (text, surface, person) in [
        ("Марию Колосову видели вчера.", "Марию Колосову", 2),
        ("Говорили с Марией Колосовой вчера.", "Марией Колосовой", 2),
        ("Говорили с Иваном Колосовым вчера.", "Иваном Колосовым", 1),
        ("Не было Ивана Колосова вчера.", "Ивана Колосова", 1),
    ] {
        assert_eq!(archive.links(text, "ru"), [linked(surface, person)], "{text}");
    }
}

#[test]
fn one_confirmed_passage_says_little_where_others_bear_the_name() {
    let archive = hartleys();
    let whom = |text: &str, times: u32| {
        let piece = Piece::of(tokenise(text, "en"));
        let (key, confirmed) = (key_of("hartley"), [(1, times)]);
        let mut lookup = archive.lookup(&piece, |asked| asked == key);
        lookup.confirmed.extend(piece.keys.get_index_of(&key).map(|place| (place, &confirmed[..])));
        let found = decide(&Document::default(), &piece, &lookup);
        found.first().filter(|found| found.linked).map(|found| (found.candidates[0].0, found.candidates[0].2))
    };
    assert_eq!(
        whom("Then Mr. Hartley spoke at length.", 1),
        Some((2, "surname")),
        "as if nobody had said so"
    );
    assert_eq!(whom("Then Hartley spoke at length.", 20), Some((1, "surname")), "many say more than one");
    assert_eq!(whom("Then the Hartleys spoke at length.", 20), None);
    assert_eq!(whom("Then the two Hartleys spoke at length.", 20), None);
    assert_eq!(whom("Then Hartley's speech was over.", 20), Some((1, "surname")));
}

#[test]
fn one_confirmed_passage_takes_no_name_from_who_bears_it() {
    let archive = Archive::of(&[(1, &["Karl Zobel"], facts(3)), (2, &["Ida Krantz"], facts(3))]);
    let whom = |times: u32| {
        let piece = Piece::of(tokenise("Then Zobel sat down.", "en"));
        let (key, confirmed) = (key_of("zobel"), [(2, times)]);
        let mut lookup = archive.lookup(&piece, |asked| asked == key);
        lookup.confirmed.extend(piece.keys.get_index_of(&key).map(|place| (place, &confirmed[..])));
        let found = decide(&Document::default(), &piece, &lookup);
        found.first().filter(|found| found.linked).map(|found| found.candidates[0].0)
    };
    assert_eq!((whom(1), whom(20)), (Some(1), Some(2)));
}

#[test]
fn a_family_is_none_of_its_members() {
    let archive = Archive::of(&[(1, &["James Hartley"], facts(6)), (2, &["Emil Jacobs"], facts(6))]);
    assert_eq!(archive.links("James Hartley came. Then the Hartleys spoke.", "en").len(), 1);
    assert_eq!(archive.links("Emil Jacobs came. Then Jacobs spoke.", "en").len(), 2);
    assert_eq!(archive.links("Dann sprachen die beiden Hartleys.", "de"), []);
    for text in
        ["Then the Hartley brothers spoke.", "They saw the Hartley house.", "Dort wohnt Familie Hartley."]
    {
        assert_eq!(archive.links(text, "en"), [], "{text}");
    }
}

#[test]
fn nobody_is_named_before_birth() {
    let archive = Archive::of(&[
        (1, &["Paul Keller"], Facts { born: Some(1900), ..facts(9) }),
        (2, &["Emil Keller"], Facts { born: Some(1850), ..facts(2) }),
    ]);
    let document = Document { year: Some(1890), ..Document::default() };
    assert_eq!(archive.links_of(&document, "Then Keller spoke at length.", "en"), [linked("Keller", 2)]);
}

#[test]
fn another_given_name_is_another_person() {
    let archive = Archive::of(&[(1, &["Carl Hauptmann"], facts(9))]);
    assert!(archive.links("Then William Hauptmann spoke.", "en").is_empty());
}

#[test]
fn a_name_that_is_nobodys_is_told() {
    let archive = party();
    let found =
        archive.find(&Document::default(), "We met Mrs. Bauchtman and then William Fairweather spoke.", "en");
    let nobody: Vec<(usize, usize)> = found
        .iter()
        .filter(|found| found.candidates.is_empty())
        .map(|found| (found.start, found.end))
        .collect();
    assert_eq!(nobody, [(12, 21), (31, 50)]);
}

#[test]
fn a_name_behind_a_rank_is_told_and_a_thing_is_not() {
    let mut archive = party();
    archive.words.insert("staff".to_owned(), WordUse { lower: 3, upper: 9, ..WordUse::default() });
    for (text, name) in [
        ("We met Captain Crabbe there.", Some("Crabbe")),
        ("We met Colonel Josiah Crabbe there.", Some("Josiah Crabbe")),
        ("We met the General Staff there.", None),
        ("We met at Admiral Crabbe Street then.", None),
        ("We met Captain there.", None),
        ("We ate Crabbe there.", None),
    ] {
        let found = archive.find(&Document::default(), text, "en");
        let nobody = found.iter().find(|found| found.candidates.is_empty());
        let words = nobody.map(|found| text.get(found.start..found.end).unwrap());
        assert_eq!(words, name, "{text}");
    }
}

#[test]
fn confirmed_forms_are_followed() {
    let mut archive = party();
    archive.facts.insert(9, facts(1));
    let text = "Spaziergang mit Kolap im Prater.";
    let piece = Piece::of(tokenise(text, "de"));
    let confirmed = [(9, 3)];
    let mut lookup = archive.lookup(&piece, |_| false);
    lookup.confirmed.extend(piece.keys.get_index_of("kolap").map(|place| (place, &confirmed[..])));
    let found = decide(&Document::default(), &piece, &lookup);
    assert!(
        found
            .iter()
            .any(|found| found.linked && found.candidates[0].0 == 9 && found.candidates[0].2 == "confirmed")
    );
}

#[test]
fn offsets_hold_in_awkward_text() {
    let archive = party();
    for text in [
        "👩‍👩‍👧 e\u{301} Leon Trotsky 👍",
        "\u{202b}שלום\u{202c} Leon Trotsky",
        "«Leon Trotsky»",
        "\u{feff}Leon Trotsky\r\n",
        "布哈林和Leon Trotsky说",
        "كتب Leon Trotsky",
    ] {
        let links = archive.links(text, "");
        assert!(links.contains(&linked("Leon Trotsky", 2)), "{text}: {links:?}");
    }
}

#[test]
fn other_scripts_are_linked() {
    let archive = Archive::of(&[
        (1, &["布哈林"], facts(5)),
        (2, &["محمد علي"], facts(5)),
        (3, &["ニコライ・ブハーリン"], facts(5)),
    ]);
    assert_eq!(archive.links("他是布哈林的朋友。", "zh"), [linked("布哈林", 1)]);
    assert_eq!(archive.links("ثم جاء محمد علي اليوم", "ar"), [linked("محمد علي", 2)]);
    assert_eq!(archive.links("これはニコライ・ブハーリンです", "ja"), [linked("ニコライ・ブハーリン", 3)]);
}

#[test]
fn letters_alone_link_nobody() {
    let archive = Archive::of(&[(1, &["X"], facts(9)), (2, &["Ian I"], facts(9)), (3, &["A. B."], facts(9))]);
    assert!(archive.links("I saw X. and I. in a B flat", "en").is_empty());
}

#[test]
fn a_long_text_is_decided_window_by_window() {
    let archive = party();
    let text = "Leon Trotsky met Anna Larina, and I. B. in May. ".repeat(22_000);
    let windows = windows(&text, 65_536);
    assert!(windows.len() > 10);
    let (start, last) = windows.last().unwrap();
    assert!(archive.links(last, "en").len() > 10);
    assert_eq!(start + last.chars().count(), text.chars().count());
}

#[test]
fn those_who_are_not_thought_of_speak_against_whoever_is_close() {
    let mut archive = Archive::of(&[(1, &["Arthur Schnitzler"], facts(9)), (2, &["Paul Richter"], facts(9))]);
    let author = Document { author: Some(1), circle: vec![2], ..Document::default() };
    let text = "In the evening with Paul at the theatre.";
    assert_eq!(archive.links_of(&author, text, "en"), [("Paul".to_owned(), 2)]);
    // Many bear the name, so many that none of them is told apart.
    archive.forms.insert("paul".to_owned(), (Vec::new(), 100));
    assert_eq!(archive.links_of(&author, text, "en"), []);
    let named = "Paul Richter came. In the evening with Paul at the theatre.";
    assert_eq!(archive.links_of(&author, named, "en").len(), 2, "who is named in full is meant all the same");
}

#[test]
fn words_that_were_kept_are_read_as_they_were() {
    for text in
        ["Nikolai Ivanovich Bukharin", "von der Müller, Hans-Peter II.", "毛泽东", "Koba", "O'Neill", "Ae"]
    {
        let words = words_of(&[NameInput { text, kind: NameKind::Preferred, language: "" }]);
        assert!(
            !words.is_empty() && NameWord::read(&NameWord::written(&words)) == words,
            "{text}: {words:?}"
        );
    }
}

#[test]
fn a_long_text_is_not_cut_within_a_name() {
    let fillers =
        ["The old man went down to the river. ", "and then the old man went down ", "Anna Larina, "];
    for filler in fillers {
        for shift in 0..40 {
            let front: String = filler.repeat(1_000).chars().take(980 + shift).collect();
            let text = format!("{front} Nikolai Ivanovich Bukharin went on. {}", filler.repeat(40));
            for (start, window) in windows(&text, 1_000) {
                let (head, tail) = (window.trim_start(), window.trim_end());
                assert!(!head.starts_with("Ivanovich") && !head.starts_with("Bukharin"), "{start}: {window}");
                assert!(!tail.ends_with("Anna") && !tail.ends_with("Nikolai"), "{start}: {window}");
            }
        }
    }
}

#[test]
fn thousands_of_persons_in_one_article_are_linked() {
    let mut archive = Archive::default();
    let mut text = String::new();
    for number in 0..5_000 {
        let name = format!("Anna {}{}", ["Bar", "Kol", "Mit", "Ros", "Wen"][number % 5], letters(number));
        archive.add(i64::try_from(number).unwrap(), &[&name], facts(3));
        text.push_str(&format!("{name} came. "));
    }
    assert!(archive.links(&text, "en").len() > 4_000);
}

fn letters(mut number: usize) -> String {
    let mut letters = String::new();
    while number > 0 {
        letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number /= 26;
    }
    letters
}

#[test]
fn the_same_text_gives_the_same_answer() {
    let archive = party();
    let text = "Nikolai Bukharin, L. Trotsky and Anna met; later N. B. and A. L. left with Bronstein.";
    let first = archive.find(&Document::default(), text, "en");
    for _ in 0..20 {
        assert_eq!(archive.find(&Document::default(), text, "en"), first);
    }
}

#[test]
fn ten_thousand_aliases_are_bounded() {
    use super::forms::{FURTHER_NAMES, PERSON_FORMS};
    use super::parts::NAME_WORDS;

    let aliases: Vec<String> = (0..10_000).map(|number| format!("Alias{number}")).collect();
    let names: Vec<NameInput> =
        aliases.iter().map(|text| NameInput { text, kind: NameKind::Alias, language: "" }).collect();
    assert!(forms_of_all(&names).len() <= PERSON_FORMS + FURTHER_NAMES);
    assert!(words_of(&names).len() <= NAME_WORDS + FURTHER_NAMES);
}

proptest::proptest! {
    #[test]
    fn what_is_far_from_every_name_makes_no_difference(words in proptest::collection::vec(proptest::sample::select(vec![
        "the", "two", "of", "mr", "earl", "captain", "von", "went", "a", "at", "in", "came.", "came,", "so!", "“he", "he”",
        "semi-", "o'clock", "был", "Earl", "Mr.", "Mrs.", "Captain", "General", "N.", "I.", "Nikolai", "Ivanovich", "Bukharin",
        "Bukharin’s", "Bukharins", "these", "Trotsky", "Trotsky.", "Leon", "William", "Fairweather", "Bronstein,", "Бухарин", "Бухарину", "1917", "The",
    ]), 0..80)) {
        // Each of these is compared where it is found: see `Archive::find`.
        party().find(&Document::default(), &words.join(" "), "en");
    }
}
