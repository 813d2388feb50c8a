//! The settings of deciding: the threshold and the weights of every rule, in logarithms of odds.
//! Chosen by hand; nothing is learned from any archive's answers.

/// What the caller may set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The least score, of 1000, of a passage that is linked.
    pub threshold: u16,
    /// The least lead of the best candidate over the second.
    pub margin: u16,
    /// The weights of the rules.
    pub weights: Weights,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threshold: 500, margin: 50, weights: Weights::default() }
    }
}

/// The weights of the rules, each a logarithm of odds.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Weight of a full name.
    pub full: f64,
    /// Weight of first and last name.
    pub first_last: f64,
    /// Weight of the surname in front.
    pub inverted: f64,
    /// Weight of initials and surname.
    pub initials_surname: f64,
    /// Weight of a given name and an initial.
    pub given_initial: f64,
    /// Weight of a surname alone.
    pub surname: f64,
    /// Weight of a given name alone.
    pub given: f64,
    /// Weight of a further given name alone.
    pub middle: f64,
    /// Weight of several initials.
    pub initials: f64,
    /// Weight of one letter.
    pub letter: f64,
    /// Weight of the beginning of a name.
    pub prefix: f64,
    /// Weight of an alias of one word.
    pub alias: f64,
    /// Weight of what stands before "the Great".
    pub head: f64,
    /// A pet name.
    pub nickname: f64,
    /// An ending cut off.
    pub stem: f64,
    /// Spelled otherwise.
    pub sounds: f64,
    /// An abbreviation that is no beginning.
    pub loose: f64,
    /// How well the person is documented, by the logarithm.
    pub documented: f64,
    /// How often the person is mentioned, by the logarithm.
    pub popular: f64,
    /// The same by the author of the document.
    pub by_author: f64,
    /// The same about the date of the document.
    pub nearby: f64,
    /// The person is named in a longer form in the document.
    pub anchored: f64,
    /// The person is related to one named in the document.
    pub related: f64,
    /// The person is of the author's family, and named by a given name.
    pub family: f64,
    /// The person is of the author's family, and named by the surname.
    pub family_surname: f64,
    /// The author is named in a short form.
    pub oneself: f64,
    /// The title is that of the other sex.
    pub sex: f64,
    /// The person is born after the document.
    pub unborn: f64,
    /// The person is a small child and named by the surname.
    pub infant: f64,
    /// The person is dead and named by a given name or initials.
    pub dead_short: f64,
    /// The person is dead and named by the surname.
    pub dead: f64,
    /// Curators confirmed the form, by the logarithm.
    pub confirmed: f64,
    /// Weight of a form that is none of the person's names but for a confirmed passage.
    pub told: f64,
    /// The titles before the passage are those of one of the person's names; of "Mr." and the like a third counts.
    pub title: f64,
    /// Against whom people confirmed behind a form that others bear by their names.
    pub borne_by_others: f64,
    /// Against: the person's names have titles, and others stand before the passage.
    pub other_title: f64,
    /// Against: a plural behind an article, as families are named.
    pub group: f64,
    /// A title stands before a surname.
    pub address: f64,
    /// Against: the word is mostly written with a small letter.
    pub common: f64,
    /// Against: a month, a season, a people.
    pub calendar: f64,
    /// Against: an article stands before the word.
    pub determined: f64,
    /// Against: the word mostly has an article before it.
    pub noun: f64,
    /// Against: a capitalised word stands by that is another name's.
    pub conflict: f64,
    /// Against: a preposition of place stands before.
    pub place: f64,
    /// Against: a word like street or university follows.
    pub of_place: f64,
    /// Against: alone in quotation marks, as titles of works are.
    pub quoted: f64,
    /// Against: a sentence starts here.
    pub sentence: f64,
    /// Against: a letter among other abbreviations.
    pub abbreviations: f64,
    /// Against: how many more persons have the form, by the logarithm.
    pub more: f64,
    /// Weight of a name of one word.
    pub mononym: f64,
    /// A name in the text with a middle name that the record lacks.
    pub skipped: f64,
    /// Named by the given name, though the author mostly uses the surname, by the logarithm.
    pub rare_given: f64,
    /// A woman named by the bare surname, before 1960.
    pub woman: f64,
    /// Against: the word mostly stands behind prepositions of place.
    pub city: f64,
    /// Against an abbreviation: the word mostly stands without a full stop.
    pub word: f64,
    /// Against: capitals alone.
    pub acronym: f64,
    /// How often the person is named in longer forms in the document, by the logarithm.
    pub often: f64,
    /// A surname that is mostly a given name, without a title.
    pub given_word: f64,
    /// How often the author was taken to mean the person by the form, by the logarithm of the share.
    pub habit: f64,
    /// Against a surname: the word never stands behind a title or a given name.
    pub unnamed: f64,
    /// The author never names the person in a longer form.
    pub stranger: f64,
    /// The part of that which counts where no article stands.
    pub noun_elsewhere: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            full: 6.5,
            first_last: 6.0,
            inverted: 3.5,
            initials_surname: 4.5,
            given_initial: 3.0,
            surname: 2.5,
            given: 0.5,
            middle: -1.5,
            initials: -1.0,
            letter: -3.0,
            prefix: -0.5,
            alias: 1.5,
            head: 0.3,
            nickname: -0.7,
            stem: -0.3,
            sounds: -2.5,
            loose: -0.7,
            documented: 0.8,
            popular: 0.4,
            by_author: 0.3,
            nearby: 0.5,
            anchored: 4.0,
            related: 0.7,
            family: 3.0,
            family_surname: -1.0,
            oneself: -3.0,
            sex: -6.0,
            unborn: -9.0,
            infant: -1.5,
            dead_short: -2.0,
            dead: -0.4,
            confirmed: 1.5,
            told: 3.5,
            title: 7.5,
            other_title: 1.0,
            borne_by_others: 2.5,
            group: 12.0,
            address: 2.0,
            common: 9.0,
            calendar: 5.0,
            determined: 2.0,
            noun: 8.0,
            conflict: 4.0,
            place: 1.5,
            of_place: 6.0,
            quoted: 2.5,
            sentence: 0.3,
            abbreviations: 3.0,
            more: 0.5,
            mononym: 2.0,
            skipped: -1.5,
            rare_given: -0.6,
            woman: -2.0,
            city: 5.0,
            word: 4.0,
            acronym: 2.0,
            often: 0.5,
            given_word: -2.5,
            habit: 0.5,
            unnamed: 3.0,
            stranger: -1.5,
            noun_elsewhere: 1.0,
        }
    }
}

impl Weights {
    /// Sets a weight by its name; tells whether there is one.
    pub fn set(&mut self, name: &str, value: f64) -> bool {
        let weight = match name {
            "full" => &mut self.full,
            "first_last" => &mut self.first_last,
            "inverted" => &mut self.inverted,
            "initials_surname" => &mut self.initials_surname,
            "given_initial" => &mut self.given_initial,
            "surname" => &mut self.surname,
            "given" => &mut self.given,
            "middle" => &mut self.middle,
            "initials" => &mut self.initials,
            "letter" => &mut self.letter,
            "prefix" => &mut self.prefix,
            "alias" => &mut self.alias,
            "head" => &mut self.head,
            "nickname" => &mut self.nickname,
            "stem" => &mut self.stem,
            "sounds" => &mut self.sounds,
            "loose" => &mut self.loose,
            "documented" => &mut self.documented,
            "popular" => &mut self.popular,
            "by_author" => &mut self.by_author,
            "nearby" => &mut self.nearby,
            "anchored" => &mut self.anchored,
            "related" => &mut self.related,
            "family" => &mut self.family,
            "family_surname" => &mut self.family_surname,
            "oneself" => &mut self.oneself,
            "sex" => &mut self.sex,
            "unborn" => &mut self.unborn,
            "infant" => &mut self.infant,
            "dead_short" => &mut self.dead_short,
            "dead" => &mut self.dead,
            "confirmed" => &mut self.confirmed,
            "told" => &mut self.told,
            "title" => &mut self.title,
            "borne_by_others" => &mut self.borne_by_others,
            "other_title" => &mut self.other_title,
            "group" => &mut self.group,
            "address" => &mut self.address,
            "common" => &mut self.common,
            "calendar" => &mut self.calendar,
            "determined" => &mut self.determined,
            "noun" => &mut self.noun,
            "conflict" => &mut self.conflict,
            "place" => &mut self.place,
            "of_place" => &mut self.of_place,
            "quoted" => &mut self.quoted,
            "sentence" => &mut self.sentence,
            "abbreviations" => &mut self.abbreviations,
            "more" => &mut self.more,
            "mononym" => &mut self.mononym,
            "skipped" => &mut self.skipped,
            "rare_given" => &mut self.rare_given,
            "woman" => &mut self.woman,
            "city" => &mut self.city,
            "word" => &mut self.word,
            "acronym" => &mut self.acronym,
            "often" => &mut self.often,
            "given_word" => &mut self.given_word,
            "habit" => &mut self.habit,
            "unnamed" => &mut self.unnamed,
            "stranger" => &mut self.stranger,
            "noun_elsewhere" => &mut self.noun_elsewhere,
            _ => return false,
        };
        *weight = value;
        true
    }
}
