//! A person and events made by hand in SQLite: the rows that the service writes for them, its revisions and the rows of its
//! index among them, by prepared statements in one transaction.
//!
//! What is told of the records is the same to the byte. What follows from it (forms of the name, tokens of the index) has
//! as many rows and words as the service's, made by simpler rules. Names are expected in plain Latin letters.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Statement, params_from_iter};

use crate::json::{Json, Separator};

/// The service's writer has the pragmas of its readers, but for the last one of those.
const PRAGMAS: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA foreign_keys = ON;
PRAGMA busy_timeout = 10000;
PRAGMA cache_size = -65536;
PRAGMA mmap_size = 1099511627776;
PRAGMA temp_store = FILE;
";
const UNDATED: i64 = 4_000_000_000_000;

/// What `createPerson` is told.
#[derive(serde::Deserialize)]
pub struct Told {
    person: Person,
    events: Vec<Event>,
}

#[derive(serde::Deserialize)]
struct Person {
    names: Vec<Name>,
    description: String,
}

#[derive(serde::Deserialize)]
struct Name {
    text: String,
    kind: String,
}

#[derive(serde::Deserialize)]
struct Event {
    kind: String,
    title: String,
    date: Date,
    place: String,
}

#[derive(serde::Deserialize)]
struct Date {
    edtf: String,
}

/// The one who writes, with a connection of its own.
pub struct Writer {
    begin: Statement<'static>,
    commit: Statement<'static>,
    numbers: Statement<'static>,
    rows: Vec<Statement<'static>>,
}

/// The tables that are written, each with its columns, in the order of [`Row`].
const ROWS: &[&str] = &[
    "INSERT INTO batch (id, kind, actor, started_at, finished_at) VALUES (?, 'edit', 'bench', ?, ?)",
    "INSERT INTO claim (id, kind, record_id, origin, batch_id) VALUES (?, ?, ?, ?, ?)",
    "INSERT INTO record (id, kind, revision, curated) VALUES (?, ?, 1, ?)",
    "INSERT INTO external_key (id, record_id, kind, key) VALUES (?, ?, ?, ?)",
    "INSERT INTO revision (id, record_id, record_kind, record_key, number, batch_id, operation, at, after)
     VALUES (?, ?, ?, ?, 1, ?, 'create', ?, ?)",
    "INSERT INTO event (id, rank, kind, title, title_folded, place, place_folded, date_edtf, date_calendar, date_gregorian,
     date_julian, date_from, date_to, date_earliest, date_latest, sort_day, told_in_full, date_length)
     VALUES (?, 1, ?, ?, ?, ?, ?, ?, 'GREGORIAN', ?, ?, ?, ?, ?, ?, ?, 19, 0)",
    "INSERT INTO person (id, name, sort_name, description, birth_sort_day, death_sort_day) VALUES (?, ?, ?, ?, ?, ?)",
    "INSERT INTO person_name (id, person_id, rank, kind, text, folded, signature, block, given) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO participation (id, event_id, person_id, rank, role, sort_day) VALUES (?, ?, ?, 1, 'PARTICIPANT', ?)",
    "INSERT INTO person_form (person_id, form, how, weight) VALUES (?, ?, ?, ?)",
    "INSERT INTO person_fact (person_id, words, claims, ties) VALUES (?, ?, 2, '')",
    "INSERT INTO search_index (rowid, name, place, text) VALUES (?, ?, ?, ?)",
    "INSERT INTO search_text (id, is_long, shadow) VALUES (?, 0, ?)",
    "INSERT INTO name_word (word, sound) VALUES (?, ?) ON CONFLICT DO NOTHING",
    "INSERT INTO name_variant (variant, word) VALUES (?, ?) ON CONFLICT DO NOTHING",
    "INSERT INTO name_start (name, place, person, start) VALUES (?, ?, ?, ?)",
];

#[derive(Clone, Copy)]
enum Row {
    Batch,
    Claim,
    Record,
    Key,
    Revision,
    Event,
    Person,
    Name,
    Participation,
    Form,
    Words,
    Index,
    Text,
    NameWord,
    Variant,
    Start,
}

macro_rules! row {
    ($($value:expr),* $(,)?) => { [$(Value::from($value)),*] };
}

impl Writer {
    /// Opens the file and prepares every statement.
    pub fn open(path: &str) -> rusqlite::Result<Writer> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // It lives as long as the process: its statements may borrow it for ever.
        let connection: &'static Connection = Box::leak(Box::new(Connection::open_with_flags(path, flags)?));
        connection.execute_batch(PRAGMAS)?;
        let numbers = "UPDATE claim_id SET last_value = last_value + ?1 RETURNING last_value - ?1";
        Ok(Writer {
            begin: connection.prepare("BEGIN IMMEDIATE")?,
            commit: connection.prepare("COMMIT")?,
            numbers: connection.prepare(numbers)?,
            rows: ROWS.iter().map(|sql| connection.prepare(sql)).collect::<rusqlite::Result<_>>()?,
        })
    }

    /// Makes them, and answers what was made.
    pub fn create(&mut self, told: &Told) -> rusqlite::Result<Vec<u8>> {
        self.begin.raw_execute()?;
        let answer = self.write(told)?;
        self.commit.raw_execute()?;
        Ok(answer)
    }

    fn write(&mut self, told: &Told) -> rusqlite::Result<Vec<u8>> {
        let (names, events) = (told.person.names.len() as i64, told.events.len() as i64);
        // The person, its events, names and parts, the batch, and for each record a revision and a key.
        let count = 1 + events + names + events + 1 + 2 * (1 + events);
        let person = self.numbers.query_row([count], |row| row.get::<_, i64>(0))? + 1;
        let (event, name) = (person + 1, person + 1 + events);
        let (part, batch) = (name + names, name + names + events);
        let now = moment();
        self.insert(Row::Batch, row![batch, now.clone(), now.clone()])?;
        for (number, kind, record, origin) in std::iter::once((person, "record", person, "import"))
            .chain((0..events).map(|at| (event + at, "record", event + at, "import")))
            .chain((0..names).map(|at| (name + at, "name", person, "curated")))
            .chain((0..events).map(|at| (part + at, "participation", event + at, "curated")))
        {
            let row = row![number, kind.to_owned(), record, origin.to_owned(), batch];
            self.insert(Row::Claim, row)?;
        }
        self.record(person, "person", "description", batch + 1, batch, &now, person_told(person, told))?;
        self.person(person, name, &told.person)?;
        for (at, each) in (0..).zip(&told.events) {
            let after = event_told(event + at, person, each);
            self.record(event + at, "event", "date,place,title", batch + 3 + 2 * at, batch, &now, after)?;
            self.event(event + at, part + at, person, each)?;
        }
        Ok(answer(person, event, told))
    }

    /// A record with its key and its first revision, which have the number and the one after it.
    #[expect(clippy::too_many_arguments, reason = "the columns of three rows")]
    fn record(
        &mut self,
        record: i64,
        kind: &str,
        curated: &str,
        number: i64,
        batch: i64,
        now: &str,
        after: String,
    ) -> rusqlite::Result<()> {
        let key = format!("{kind}:{record}");
        self.insert(Row::Record, row![record, kind.to_owned(), curated.to_owned()])?;
        self.insert(Row::Key, row![number + 1, record, kind.to_owned(), key.clone()])?;
        let row = row![number, record, kind.to_owned(), key, batch, now.to_owned(), after];
        self.insert(Row::Revision, row)
    }

    fn person(&mut self, person: i64, first: i64, told: &Person) -> rusqlite::Result<()> {
        let shown = told.names.first().map(|name| name.text.clone());
        let sorted = shown.as_deref().unwrap_or_default().to_lowercase();
        let row = row![person, shown, sorted.clone(), told.description.clone(), UNDATED, UNDATED];
        self.insert(Row::Person, row)?;
        for (number, name) in (first..).zip(&told.names) {
            let folded = name.text.to_lowercase();
            let (given, last) = folded.rsplit_once(' ').unwrap_or(("", &folded));
            let mut words: Vec<&str> = folded.split(' ').collect();
            words.sort_unstable();
            let block = format!("{last} {}", initial(given));
            let row = row![
                number,
                person,
                name.kind.clone(),
                name.text.clone(),
                folded.clone(),
                words.join(" "),
                block,
                given.to_owned()
            ];
            self.insert(Row::Name, row)?;
            self.forms(person, given, last)?;
            self.beginnings(person, number, &folded)?;
        }
        let row = row![person, named(&sorted, true), None::<String>, marked("person", &told.description)];
        self.insert(Row::Index, row)?;
        self.insert(Row::Text, row![person, shadow(&told.description)])
    }

    /// What a person may be called in a text.
    fn forms(&mut self, person: i64, given: &str, last: &str) -> rusqlite::Result<()> {
        let (first, other) = (initial(given), initial(last));
        let forms = [
            (format!("{given} {last}"), 0, 1000),
            (format!("{last} {given}"), 2, 900),
            (format!("{last} {first}"), 2, 900),
            (format!("{first} {last}"), 3, 850),
            (format!("{given} {other}"), 4, 700),
            (last.to_owned(), 5, 600),
            (given.to_owned(), 6, 400),
            (format!("{first} {other}"), 8, 350),
            (first.to_owned(), 9, 50),
            (format!("{other}."), 9, 50),
        ];
        for (form, how, weight) in forms {
            self.insert(Row::Form, row![person, form, how, weight])?;
        }
        let words = format!("g {given} {given} {first}\ns {last} {last} {other}");
        self.insert(Row::Words, row![person, words])
    }

    /// What finds a name by its beginning, by a slip and by sound.
    fn beginnings(&mut self, person: i64, name: i64, folded: &str) -> rusqlite::Result<()> {
        let mut rest = folded;
        for (place, word) in (0..).zip(folded.split(' ')) {
            self.insert(Row::Start, row![name, place, person, format!("{}{rest}", i64::from(place > 0))])?;
            rest = rest.get(word.len() + 1..).unwrap_or_default();
            self.insert(Row::NameWord, row![word.to_owned(), consonants(word)])?;
            self.insert(Row::Variant, row![word.to_owned(), word.to_owned()])?;
            for at in 0..word.len() {
                let variant = format!("{}{}", &word[..at], &word[at + 1..]);
                self.insert(Row::Variant, row![variant, word.to_owned()])?;
            }
        }
        Ok(())
    }

    fn event(&mut self, event: i64, part: i64, person: i64, told: &Event) -> rusqlite::Result<()> {
        let (title, place) = (told.title.to_lowercase(), told.place.to_lowercase());
        let edtf = &told.date.edtf;
        let day = day_of(edtf);
        let row = row![
            event,
            told.kind.clone(),
            told.title.clone(),
            title.clone(),
            told.place.clone(),
            place.clone(),
            edtf.clone(),
            edtf.clone(),
            julian(day),
            edtf.clone(),
            edtf.clone(),
            day,
            day,
            day
        ];
        self.insert(Row::Event, row)?;
        self.insert(Row::Participation, row![part, event, person, day])?;
        let place = format!("{place} \u{E001}{place} \u{E002}{place} \u{E009}{place}");
        self.insert(Row::Index, row![event, named(&title, false), place, "\u{E003}event".to_owned()])
    }

    fn insert<const COUNT: usize>(&mut self, row: Row, values: [Value; COUNT]) -> rusqlite::Result<()> {
        self.rows[row as usize].execute(params_from_iter(values)).map(|_| ())
    }
}

fn initial(word: &str) -> &str {
    word.get(..1).unwrap_or_default()
}

fn consonants(word: &str) -> String {
    word.chars().filter(|letter| !"aeiou".contains(*letter)).collect::<String>().to_uppercase()
}

/// The tokens of a name or title: its words, the whole of it, and each word marked, twice for persons.
fn named(folded: &str, is_person: bool) -> String {
    let mut tokens = format!("{folded} \u{E000} \u{E004}{}", folded.replace(' ', "\u{E005}"));
    for mark in ['\u{E002}', if is_person { '\u{E007}' } else { '\u{E008}' }] {
        for word in folded.split(' ') {
            tokens.push_str(&format!(" {mark}{word}"));
        }
    }
    if is_person {
        for word in folded.split(' ') {
            tokens.push_str(&format!(" \u{E007}\u{E007}{}", consonants(word).to_lowercase()));
        }
    }
    tokens
}

/// The tokens of a text: the kind of the record, its words, and each marked, for all of a short text is its beginning.
fn marked(kind: &str, text: &str) -> String {
    let folded = shadow(text);
    let mut tokens = format!("\u{E003}{kind}");
    for mark in ["", "\u{E002}", "\u{E001}"] {
        for word in folded.split_whitespace() {
            tokens.push_str(&format!(" {mark}{word}"));
        }
    }
    tokens
}

fn shadow(text: &str) -> String {
    let folded =
        text.chars().map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' });
    std::iter::once(' ').chain(folded).chain([' ']).collect()
}

fn person_told(person: i64, told: &Told) -> String {
    let mut json = Json::with_room(256);
    json.raw("{\"person\":{\"key\":\"person:");
    json.int(person);
    json.raw("\",\"names\":[");
    let mut separator = Separator::default();
    for name in &told.person.names {
        separator.write(&mut json);
        json.field("{\"text\":", &name.text);
        json.field(",\"kind\":", &name.kind);
        json.raw("}");
    }
    json.field("],\"description\":", &told.person.description);
    json.raw("}}");
    String::from_utf8(json.finish()).unwrap_or_default()
}

fn event_told(event: i64, person: i64, told: &Event) -> String {
    let mut json = Json::with_room(256);
    json.raw("{\"event\":{\"key\":\"event:");
    json.int(event);
    json.field("\",\"kind\":", &told.kind);
    json.field(",\"title\":", &told.title);
    json.field(",\"date\":{\"edtf\":", &told.date.edtf);
    json.field("},\"place\":", &told.place);
    json.raw(",\"participants\":[{\"person\":\"person:");
    json.int(person);
    json.raw("\"}]}}");
    String::from_utf8(json.finish()).unwrap_or_default()
}

fn answer(person: i64, event: i64, told: &Told) -> Vec<u8> {
    let mut json = Json::with_room(512);
    json.raw("{\"data\":{\"createPerson\":{\"person\":{\"id\":\"person:");
    json.int(person);
    json.raw("\",\"name\":");
    json.text(told.person.names.first().map(|name| name.text.as_bytes()));
    json.raw(",\"events\":{\"edges\":[");
    let mut separator = Separator::default();
    for (number, each) in (event..).zip(&told.events) {
        separator.write(&mut json);
        json.raw("{\"role\":\"PARTICIPANT\",\"node\":{\"id\":\"event:");
        json.int(number);
        json.field("\",\"title\":", &each.title);
        json.field(",\"date\":{\"edtf\":", &each.date.edtf);
        json.raw("}}}");
    }
    json.raw("]}},\"userErrors\":[]}}}");
    json.finish()
}

/// This moment as the service writes it.
fn moment() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (seconds, milliseconds) = (since.as_secs() as i64, since.subsec_millis());
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let date = written(gregorian(seconds / 86_400));
    format!("{date}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z")
}

fn written((year, month, day): (i64, i64, i64)) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day, from days since 1970, by years that begin in March.
fn gregorian(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    in_march(year + era * 400, of_era - (365 * year + year / 4 - year / 100))
}

fn in_march(year: i64, of_year: i64) -> (i64, i64, i64) {
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + i64::from(month <= 2), month, day)
}

/// The same day as those say it who keep the Julian calendar.
fn julian(days: i64) -> String {
    let days = days + 719_470;
    let (era, of_era) = (days.div_euclid(1461), days.rem_euclid(1461));
    let year = (of_era - of_era / 1460) / 365;
    written(in_march(year + era * 4, of_era - 365 * year))
}

/// Days since 1970 of `YYYY-MM-DD`.
fn day_of(edtf: &str) -> i64 {
    let mut parts = edtf.splitn(3, '-').map(|part| part.parse().unwrap_or(1));
    let mut next = || parts.next().unwrap_or(1);
    let (year, month, day): (i64, i64, i64) = (next(), next(), next());
    let year = year - i64::from(month <= 2);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}
