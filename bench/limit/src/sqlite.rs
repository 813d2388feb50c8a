//! The answers from SQLite: statements prepared once, run inline on the thread that serves, in one read
//! transaction a request. The connection is set up as the service sets up its readers.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, Statement};

use crate::Question;
use crate::answer::{self, Cells};
use crate::create::Writer;
use crate::json::{Json, Separator};
use crate::passage;

/// What the service tells each of its connections.
const PRAGMAS: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA foreign_keys = ON;
PRAGMA busy_timeout = 10000;
PRAGMA cache_size = -65536;
PRAGMA mmap_size = 1099511627776;
PRAGMA temp_store = FILE;
PRAGMA query_only = ON;
";

const PERSON: &str = "
SELECT (SELECT k.key FROM external_key k WHERE k.record_id = p.id ORDER BY k.id LIMIT 1), p.name,
       b.id, b.date_edtf, b.date_text IS NOT NULL, d.id, d.date_edtf, d.date_text IS NOT NULL
FROM person p LEFT JOIN event b ON b.id = p.birth_id LEFT JOIN event d ON d.id = p.death_id
WHERE p.id = ?1";
const NAMES: &str =
    "SELECT text, kind, language FROM person_name WHERE person_id = ?1 ORDER BY rank, id LIMIT 100";
const EVENTS: &str = "
SELECT l.role, e.id, e.kind, e.title, e.place, e.date_edtf, e.date_text
FROM participation l JOIN event e ON e.id = l.event_id
WHERE l.person_id = ?1 ORDER BY l.sort_day, l.id LIMIT 100";
const PARTICIPANTS: &str = "
SELECT l.role, p.id, p.name FROM participation l JOIN person p ON p.id = l.person_id
WHERE l.event_id = ?1 ORDER BY l.id LIMIT 20";
const DOCUMENTS: &str = "
SELECT l.passages, d.kind, d.id, d.title, d.date_edtf, d.date_text IS NOT NULL
FROM appearance l JOIN document d ON d.id = l.document_id
WHERE l.person_id = ?1 ORDER BY l.sort_day, l.document_id LIMIT 10";
const PASSAGES: &str = "
SELECT span_start, span_end, surface, prefix, suffix FROM mention
WHERE document_id = ?1 AND person_id = ?2 ORDER BY span_start, id LIMIT 100";
const QUOTATIONS: &str = "
SELECT l.status, d.kind, d.id, d.text FROM attribution l JOIN document d ON d.id = l.quotation_id
WHERE l.person_id = ?1 AND l.role = 'SPEAKER' ORDER BY l.sort_day, l.id LIMIT 20";
const PERSONS: &str = "
SELECT id, name FROM person WHERE (sort_name, id) > (?1, ?2) ORDER BY sort_name, id LIMIT 50";
const FIRST_EVENTS: &str = "
SELECT l.role, e.id, e.title, e.date_edtf, e.date_text IS NOT NULL
FROM participation l JOIN event e ON e.id = l.event_id
WHERE l.person_id = ?1 ORDER BY l.sort_day, l.id LIMIT 20";
const FIRST_DOCUMENTS: &str = "
SELECT d.kind, d.id, d.title FROM appearance l JOIN document d ON d.id = l.document_id
WHERE l.person_id = ?1 ORDER BY l.sort_day, l.document_id LIMIT 3";
/// `?4` is how far back an event may begin that still goes on: no event lasts longer than the longest.
const OVERLAPPING: &str = "
SELECT id, kind, title, place, date_edtf, date_text IS NOT NULL FROM event
WHERE kind = ?1 AND sort_day >= ?4 AND sort_day <= ?3 AND date_earliest <= ?3 AND date_latest >= ?2
ORDER BY sort_day, id LIMIT 50";
const LONGEST: &str = "SELECT coalesce(max(date_latest - date_earliest), 0) FROM event";
const PAGE: &str = "
SELECT id, name, sort_name FROM person WHERE (sort_name, id) > (?1, ?2) ORDER BY sort_name, id LIMIT 21";
const NAME: &str = "SELECT name FROM person WHERE id = ?1";
/// The index that `bench/archives.py` adds for those who search by hand.
const SEARCH: &str = "
SELECT d.id, d.title, d.text FROM document_fts f JOIN document d ON d.id = f.rowid
WHERE document_fts MATCH ?1 AND d.kind = 'article' ORDER BY f.rank LIMIT 20";

/// A connection and its statements.
pub struct Archive {
    begin: Statement<'static>,
    commit: Statement<'static>,
    person: Statement<'static>,
    names: Statement<'static>,
    events: Statement<'static>,
    participants: Statement<'static>,
    documents: Statement<'static>,
    passages: Statement<'static>,
    quotations: Statement<'static>,
    persons: Statement<'static>,
    first_events: Statement<'static>,
    first_documents: Statement<'static>,
    overlapping: Statement<'static>,
    page: Statement<'static>,
    name: Statement<'static>,
    /// Nothing where the archive has no such index.
    search: Option<Statement<'static>>,
    longest: i64,
    writer: Writer,
}

impl Archive {
    /// Opens the file and prepares every statement.
    pub fn open(path: &str) -> rusqlite::Result<Archive> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // It lives as long as the process: its statements may borrow it for ever.
        let connection: &'static Connection = Box::leak(Box::new(Connection::open_with_flags(path, flags)?));
        connection.execute_batch(PRAGMAS)?;
        Ok(Archive {
            begin: connection.prepare("BEGIN")?,
            commit: connection.prepare("COMMIT")?,
            person: connection.prepare(PERSON)?,
            names: connection.prepare(NAMES)?,
            events: connection.prepare(EVENTS)?,
            participants: connection.prepare(PARTICIPANTS)?,
            documents: connection.prepare(DOCUMENTS)?,
            passages: connection.prepare(PASSAGES)?,
            quotations: connection.prepare(QUOTATIONS)?,
            persons: connection.prepare(PERSONS)?,
            first_events: connection.prepare(FIRST_EVENTS)?,
            first_documents: connection.prepare(FIRST_DOCUMENTS)?,
            overlapping: connection.prepare(OVERLAPPING)?,
            page: connection.prepare(PAGE)?,
            name: connection.prepare(NAME)?,
            search: connection.prepare(SEARCH).ok(),
            longest: connection.query_row(LONGEST, [], |row| row.get(0))?,
            writer: Writer::open(path)?,
        })
    }

    /// The bytes of an answer, from one snapshot.
    pub fn answer(&mut self, question: &Question) -> rusqlite::Result<Vec<u8>> {
        if let Question::Create(told) = question {
            return self.writer.create(told);
        }
        self.begin.raw_execute()?;
        let answer = match question {
            Question::Life(number) => self.life(*number),
            Question::Fifty(name, number) => self.fifty(name, *number),
            Question::Overlap { kind, from, to } => self.overlap(kind, *from, *to),
            Question::Search(text) => self.search(text),
            Question::Page(name, number) => self.page(name, *number),
            Question::Name(number) => self.name(*number),
            Question::Create(_) => Err(rusqlite::Error::InvalidQuery),
        };
        self.commit.raw_execute()?;
        answer
    }

    fn life(&mut self, number: i64) -> rusqlite::Result<Vec<u8>> {
        let mut json = Json::with_room(8 << 10);
        let found = each(&mut self.person, number, |row| {
            answer::person(&mut json, number, row);
            let mut separator = Separator::default();
            each(&mut self.names, number, |row| {
                separator.write(&mut json);
                answer::name(&mut json, row);
                Ok(())
            })?;
            answer::life(&mut json, row);
            Ok(())
        })?;
        if !found {
            json.raw(answer::NOBODY);
            return Ok(json.finish());
        }
        self.events(&mut json, number)?;
        json.raw("]},\"documents\":{\"edges\":[");
        self.documents(&mut json, number)?;
        json.raw("]},\"quotations\":{\"edges\":[");
        let mut separator = Separator::default();
        each(&mut self.quotations, number, |row| {
            separator.write(&mut json);
            answer::quotation(&mut json, row);
            Ok(())
        })?;
        json.raw("]}}}}");
        Ok(json.finish())
    }

    fn events(&mut self, json: &mut Json, number: i64) -> rusqlite::Result<()> {
        let mut separator = Separator::default();
        each(&mut self.events, number, |row| {
            separator.write(json);
            answer::event(json, row);
            let mut separator = Separator::default();
            each(&mut self.participants, row.int(1), |row| {
                separator.write(json);
                answer::participant(json, row);
                Ok(())
            })?;
            json.raw("]}}}");
            Ok(())
        })?;
        Ok(())
    }

    fn documents(&mut self, json: &mut Json, number: i64) -> rusqlite::Result<()> {
        self.passages.raw_bind_parameter(2, number)?;
        let mut separator = Separator::default();
        each(&mut self.documents, number, |row| {
            separator.write(json);
            answer::document_before(json, row);
            let mut separator = Separator::default();
            each(&mut self.passages, row.int(2), |row| {
                separator.write(json);
                answer::passage(json, row);
                Ok(())
            })?;
            answer::document_after(json, row);
            Ok(())
        })?;
        Ok(())
    }

    fn fifty(&mut self, name: &str, number: i64) -> rusqlite::Result<Vec<u8>> {
        let mut json = Json::with_room(64 << 10);
        json.raw("{\"data\":{\"persons\":{\"edges\":[");
        self.persons.raw_bind_parameter(2, number)?;
        let mut separator = Separator::default();
        each(&mut self.persons, name, |row| {
            separator.write(&mut json);
            answer::listed_person(&mut json, row);
            let mut separator = Separator::default();
            each(&mut self.first_events, row.int(0), |row| {
                separator.write(&mut json);
                answer::listed_event(&mut json, row);
                Ok(())
            })?;
            json.raw("]},\"documents\":{\"edges\":[");
            let mut separator = Separator::default();
            each(&mut self.first_documents, row.int(0), |row| {
                separator.write(&mut json);
                answer::listed_document(&mut json, row);
                Ok(())
            })?;
            json.raw("]}}}");
            Ok(())
        })?;
        json.raw("]}}}");
        Ok(json.finish())
    }

    fn overlap(&mut self, kind: &str, from: i64, to: i64) -> rusqlite::Result<Vec<u8>> {
        let mut json = Json::with_room(32 << 10);
        json.raw("{\"data\":{\"events\":{\"edges\":[");
        self.overlapping.raw_bind_parameter(2, from)?;
        self.overlapping.raw_bind_parameter(3, to)?;
        self.overlapping.raw_bind_parameter(4, from - self.longest)?;
        let mut separator = Separator::default();
        each(&mut self.overlapping, kind, |row| {
            separator.write(&mut json);
            answer::overlapping(&mut json, row);
            let mut separator = Separator::default();
            each(&mut self.participants, row.int(0), |row| {
                separator.write(&mut json);
                answer::participant(&mut json, row);
                Ok(())
            })?;
            json.raw("]}}}");
            Ok(())
        })?;
        json.raw("]}}}");
        Ok(json.finish())
    }

    fn search(&mut self, text: &str) -> rusqlite::Result<Vec<u8>> {
        let Some(search) = &mut self.search else { return Err(rusqlite::Error::InvalidQuery) };
        let words = passage::words(text);
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let mut json = Json::with_room(16 << 10);
        json.raw("{\"data\":{\"search\":{\"edges\":[");
        let mut separator = Separator::default();
        each(search, quoted.join(" "), |row| {
            separator.write(&mut json);
            answer::found(&mut json, &words, row);
            Ok(())
        })?;
        json.raw("]}}}");
        Ok(json.finish())
    }

    fn page(&mut self, name: &str, number: i64) -> rusqlite::Result<Vec<u8>> {
        let mut json = Json::with_room(4 << 10);
        json.raw("{\"data\":{\"persons\":{\"edges\":[");
        self.page.raw_bind_parameter(2, number)?;
        let (mut separator, mut count, mut last) = (Separator::default(), 0, None);
        each(&mut self.page, name, |row| {
            count += 1;
            if count <= 20 {
                separator.write(&mut json);
                answer::person_of_page(&mut json, row);
                last = row.text(2).map(<[u8]>::to_vec).zip(row.int(0));
            }
            Ok(())
        })?;
        answer::page_info(
            &mut json,
            count > 20,
            last.as_ref().map(|(name, number)| (name.as_slice(), *number)),
        );
        Ok(json.finish())
    }

    fn name(&mut self, number: i64) -> rusqlite::Result<Vec<u8>> {
        let mut json = Json::with_room(256);
        let found = each(&mut self.name, number, |row| {
            answer::one_name(&mut json, number, row);
            Ok(())
        })?;
        if !found {
            json.raw(answer::NOBODY);
        }
        Ok(json.finish())
    }
}

/// Runs a statement whose first value is given and hands over each row; whether there was one.
fn each(
    statement: &mut Statement<'static>,
    first: impl rusqlite::ToSql,
    mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<bool> {
    statement.raw_bind_parameter(1, first)?;
    let mut rows = statement.raw_query();
    let mut found = false;
    while let Some(row) = rows.next()? {
        found = true;
        visit(row)?;
    }
    Ok(found)
}

impl Cells for Row<'_> {
    fn text(&self, column: usize) -> Option<&[u8]> {
        match self.get_ref(column) {
            Ok(ValueRef::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn int(&self, column: usize) -> Option<i64> {
        match self.get_ref(column) {
            Ok(ValueRef::Integer(number)) => Some(number),
            _ => None,
        }
    }
}
