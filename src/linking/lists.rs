//! General word lists of English, German, French and Russian: titles, particles, articles, the calendar,
//! peoples. Folded, sorted by use and kept short. Never a list drawn from any archive.

use foldhash::{HashMap, HashSet};
use std::sync::OnceLock;

/// What a title says of who bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// A man.
    Male,
    /// A woman.
    Female,
    /// Either.
    Open,
}

const MALE: &str = "\
    mr mister sir lord herr herrn hr hrn monsieur mons graf baron bar prinz prince konig king kaiser \
    emperor tsar czar zar herzog duke erzherzog count viscount earl father brother uncle onkel \
    vetter bruder hofrat pater abbe pere don signor senor господин товарищ граф князь царь roi comte \
    duc marquis squire messrs baronet dom freiherr frh rabbi pope papst";

const FEMALE: &str = "\
    mrs miss ms lady dame frau fr frl fraulein madame mme mlle mademoiselle grafin baronin \
    prinzessin princess queen konigin kaiserin empress duchess countess baroness aunt auntie tante \
    cousine schwester sister mother mutter hofratin signora senora госпожа графиня княгиня madam \
    mistress reine comtesse duchesse donna fraul";

const OPEN: &str = "\
    dr drs doctor doktor prof professor rev reverend saint st president prasident senator sen rep \
    representative governor gov mayor minister general gen colonel col captain capt major maj \
    lieutenant lieut lt sergeant sgt corporal judge justice chancellor secretary ambassador bishop \
    archbishop cardinal pastor direktor director dir hauptmann oberst leutnant oberleutnant \
    commissar comrade genosse maitre docteur доктор профессор генерал coach chief commander admiral \
    inspector officer candidate cousin hofr reg rechtsanwalt ing mag fursten furst chairman premier";

/// Whether a folded word is a title, and of whom.
pub fn title(word: &str) -> Option<Sex> {
    static TITLES: OnceLock<HashMap<&str, Sex>> = OnceLock::new();
    let titles = TITLES.get_or_init(|| {
        let of = |words: &'static str, sex: Sex| words.split_whitespace().map(move |word| (word, sex));
        of(OPEN, Sex::Open).chain(of(FEMALE, Sex::Female)).chain(of(MALE, Sex::Male)).collect()
    });
    titles.get(word).copied()
}

/// Whether two titles are the same, perhaps one of them abbreviated: "dr" and "doctor".
pub fn same_title(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut letters = long.chars();
    one == other
        || (short.chars().count() <= 4
            && title(short) == title(long)
            && short.chars().next() == long.chars().next()
            && short.chars().all(|letter| letters.any(|next| next == letter)))
}

/// Titles that anybody of one sex has.
pub fn common_address(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mister"
            | "mrs"
            | "ms"
            | "miss"
            | "herr"
            | "herrn"
            | "hr"
            | "hrn"
            | "frau"
            | "fr"
            | "frl"
            | "fraulein"
            | "monsieur"
            | "mons"
            | "madame"
            | "mme"
            | "mlle"
            | "mademoiselle"
            | "madam"
            | "signor"
            | "signora"
            | "senor"
            | "senora"
            | "господин"
            | "госпожа"
            | "товарищ"
            | "comrade"
            | "genosse"
    )
}

/// Words behind an article and a name that stand for those who share it, or what is theirs.
pub fn family_behind(word: &str) -> bool {
    matches!(
        word,
        "family"
            | "brothers"
            | "sisters"
            | "boys"
            | "girls"
            | "twins"
            | "children"
            | "couple"
            | "house"
            | "household"
            | "home"
            | "estate"
            | "clan"
            | "dynasty"
    )
}

/// Words before a name that then stands for those who share it.
pub fn family_before(word: &str) -> bool {
    matches!(
        word,
        "familie"
            | "geschwister"
            | "gebruder"
            | "eheleute"
            | "семья"
            | "семьи"
            | "семье"
            | "братья"
            | "famille"
    )
}

/// Ranks and offices that stand before the name of who has them: such a name is a person's where no sign of another thing
/// is there.
pub fn office(word: &str) -> bool {
    matches!(
        word,
        "captain"
            | "capt"
            | "colonel"
            | "col"
            | "major"
            | "maj"
            | "general"
            | "gen"
            | "lieutenant"
            | "lieut"
            | "lt"
            | "sergeant"
            | "sgt"
            | "corporal"
            | "admiral"
            | "commander"
            | "inspector"
            | "commissar"
            | "comrade"
            | "genosse"
            | "hauptmann"
            | "oberst"
            | "leutnant"
            | "oberleutnant"
            | "senator"
            | "governor"
            | "mayor"
            | "judge"
            | "justice"
            | "bishop"
            | "archbishop"
            | "cardinal"
            | "pastor"
            | "reverend"
            | "rabbi"
            | "ambassador"
            | "president"
            | "prasident"
            | "count"
            | "countess"
            | "graf"
            | "grafin"
            | "baron"
            | "baroness"
            | "baronin"
            | "hofrat"
            | "uncle"
            | "aunt"
            | "brother"
            | "sister"
            | "father"
            | "pater"
            | "doctor"
            | "doktor"
            | "генерал"
            | "доктор"
            | "профессор"
            | "граф"
            | "князь"
    )
}

/// Articles that stand before the name of a family.
pub fn article_of_many(word: &str) -> bool {
    matches!(
        word,
        "the" | "these" | "those" | "both" | "all" | "die" | "beiden" | "beide" | "alle" | "les" | "los"
    )
}

/// Titles that stand with a name so seldom otherwise that the name needs no other sign.
pub fn address(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "herr"
            | "herrn"
            | "hr"
            | "frau"
            | "frl"
            | "fraulein"
            | "dr"
            | "prof"
            | "mme"
            | "mlle"
            | "monsieur"
            | "madame"
            | "sir"
            | "lady"
            | "lord"
            | "rev"
            | "tante"
            | "onkel"
            | "professor"
            | "signor"
            | "signora"
            | "господин"
            | "госпожа"
            | "товарищ"
    )
}

/// Whether a folded word joins parts of a name: von, de, of.
pub fn particle(word: &str) -> bool {
    matches!(
        word,
        "l" | "von"
            | "v"
            | "van"
            | "vom"
            | "zu"
            | "zum"
            | "zur"
            | "der"
            | "den"
            | "ten"
            | "ter"
            | "de"
            | "da"
            | "di"
            | "do"
            | "dos"
            | "das"
            | "del"
            | "della"
            | "dello"
            | "d"
            | "du"
            | "des"
            | "la"
            | "le"
            | "les"
            | "y"
            | "e"
            | "af"
            | "av"
            | "ibn"
            | "bin"
            | "ben"
            | "bint"
            | "al"
            | "el"
            | "of"
            | "the"
    )
}

/// What stands after a name and tells bearers apart: no last names.
pub fn ordinal(word: &str) -> bool {
    matches!(
        word,
        "jr" | "sr"
            | "junior"
            | "senior"
            | "jun"
            | "sen"
            | "jnr"
            | "snr"
            | "ii"
            | "iii"
            | "iv"
            | "vi"
            | "vii"
            | "viii"
            | "ix"
            | "xi"
            | "xii"
            | "xiii"
            | "xiv"
            | "xv"
            | "xvi"
            | "phd"
            | "md"
            | "esq"
            | "frs"
            | "obe"
            | "cbe"
            | "kcb"
    )
}

/// Whether a folded word is an article, a pronoun or the like, before a common noun.
pub fn determiner(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| DETERMINERS.split_whitespace().collect()).contains(word)
}

const DETERMINERS: &str = "\
    the a an this these those every each my your his her its our their der die das den dem des ein \
    eine einen einem einer eines kein keine keinen im am zum zur vom seinen seines meines ihren \
    ihres unser unsere unserer unserm unserem unsern unseren dessen deren welche welcher welchen \
    solche solcher diesen jener jene jenes jenem jenen manche mancher viel viele wenig keiner keinem \
    allerlei zwei drei vier ganze ganzen aller allen etwas mehr mon ma mes son sa ses leur leurs \
    notre votre cet ces beim ins ans mein meine meinem meiner meinen sein seine seiner seinem ihr \
    ihre ihrer ihrem dieser diese dieses diesem jeder jede jeden jedes alle le la les un une du au \
    aux ce cette";

/// Articles that in German and French stand before the names of persons too.
pub fn spoken_article(word: &str) -> bool {
    matches!(
        word,
        "der" | "die" | "den" | "dem" | "la" | "le" | "zum" | "zur" | "vom" | "beim" | "seine" | "ihr"
    )
}

/// Whether a word written small looks like an adjective before a noun, by its ending.
pub fn adjective(word: &str, language: &str) -> bool {
    language == "de"
        && word.len() > 4
        && ["er", "es", "em"].iter().any(|ending| word.ends_with(ending))
        && !function_word(word)
}

/// Prepositions before a place.
pub fn toward_place(word: &str) -> bool {
    matches!(word, "in" | "nach" | "at" | "near" | "across" | "throughout" | "bis" | "en" | "в")
}

/// Words that follow a proper name which is then that of a place, a body or a work.
pub fn of_place(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| OF_PLACE.split_whitespace().collect()).contains(word)
}

const OF_PLACE: &str = "\
    street road avenue lane square hall house park hill hills river lake bridge university college \
    school institute theater theatre church abbey hospital county city town island islands station \
    airport stadium club company corporation bank group party prize award awards act museum library \
    gasse strasse str platz hof palais verlag preis foundation society association festival valley \
    mountain mountains court place center centre castle palace family gallery records studios medal";

/// Words before a proper name which is then that of a place.
pub fn before_place(word: &str) -> bool {
    matches!(
        word,
        "castle"
            | "mount"
            | "mt"
            | "lake"
            | "port"
            | "fort"
            | "cape"
            | "san"
            | "santa"
            | "north"
            | "south"
            | "east"
            | "west"
            | "new"
            | "camp"
            | "hotel"
            | "cafe"
            | "restaurant"
            | "schloss"
            | "villa"
            | "bad"
            | "sankt"
            | "theater"
            | "pension"
            | "hms"
            | "uss"
            | "project"
            | "operation"
    )
}

/// Months, days, seasons and feasts; peoples and faiths: capitalised, and nobody's name by themselves.
pub fn calendar_or_people(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| CALENDAR.split_whitespace().chain(PEOPLES.split_whitespace()).collect());
    words.contains(word) || word.strip_suffix('s').is_some_and(|one| words.contains(one))
}

const CALENDAR: &str = "\
    january february march april may june july august september october november december januar \
    janner februar feber marz mai juni juli oktober dezember monday tuesday wednesday thursday \
    friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag \
    spring summer autumn winter fruhling sommer herbst easter ostern pfingsten weihnachten christmas \
    nachmittag vormittag abend morgen nacht mittag sonne mond tag woche monat jahr stunde uhr nord \
    sud west ost north south east";

const PEOPLES: &str = "\
    american british english french german russian italian spanish chinese japanese greek roman \
    jewish jew jews christian muslim islamic catholic protestant irish scottish welsh dutch polish \
    turkish arab indian african european austrian hungarian bohme deutscher deutsche franzose \
    englander russe pole ungar jude juden christ god gott lord heaven himmel republican democrat \
    democratic bible bibel internet";

/// Words that often begin a sentence or an exclamation and are somebody's name only by chance.
pub fn function_word(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| FUNCTION.split_whitespace().collect()).contains(word) || determiner(word)
}

const FUNCTION: &str = "\
    i he she it we you they me him us them and or but if in on at to of for by as is are was were be \
    been do did does has have had not so then there here when where what who how why which with from \
    will would can could shall should must oh ah yes well now just all one two after before while \
    since upon dear ich du er sie es wir mir mich dir dich ihm ihn ihnen uns und oder aber mit bei \
    von zu auf aus an um fur uber unter vor nach wie wo wer wenn als dann da hier nun ja nein nicht \
    noch auch war ist hat hatte sehr nur etc vgl vm nm abd abds vorm nachm bzw usw resp ca cf ie eg \
    no nr vol pp et est il elle nous vous ils je tu mais ou dans sur pour par avec и в на не он она \
    они я мы вы но что как это lieber liebe chapter kapitel god";
