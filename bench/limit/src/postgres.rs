//! The answers from PostgreSQL: statements prepared once a connection, all of a request sent at once in
//! one read transaction, so that the request costs one round trip. The same columns as from SQLite.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::{join3, try_join_all};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, NoTls, Row, Statement};

use crate::Question;
use crate::answer::{self, Cells};
use crate::json::{Json, Separator};
use crate::passage;

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The statements of the page of a life, in the order in which the answer needs them. Rows of a list inside
/// of a list end in what they belong to.
const LIFE: [&str; 7] = [
    "SELECT (SELECT k.key FROM external_key k WHERE k.record_id = p.id ORDER BY k.id LIMIT 1), p.name,
            b.id, b.date_edtf, (b.date_text IS NOT NULL)::int::bigint,
            d.id, d.date_edtf, (d.date_text IS NOT NULL)::int::bigint
     FROM person p LEFT JOIN event b ON b.id = p.birth_id LEFT JOIN event d ON d.id = p.death_id
     WHERE p.id = $1",
    "SELECT text, kind, language FROM person_name WHERE person_id = $1 ORDER BY rank, id LIMIT 100",
    "SELECT l.role, e.id, e.kind, e.title, e.place, e.date_edtf, e.date_text, l.id
     FROM participation l JOIN event e ON e.id = l.event_id
     WHERE l.person_id = $1 ORDER BY l.sort_day, l.id LIMIT 100",
    "SELECT x.role, x.person, x.name, l.id
     FROM (SELECT * FROM participation WHERE person_id = $1 ORDER BY sort_day, id LIMIT 100) l
     CROSS JOIN LATERAL (SELECT a.id, a.role, p.id AS person, p.name
                         FROM participation a JOIN person p ON p.id = a.person_id
                         WHERE a.event_id = l.event_id ORDER BY a.id LIMIT 20) x
     ORDER BY l.sort_day, l.id, x.id",
    "SELECT l.passages, d.kind, d.id, d.title, d.date_edtf, (d.date_text IS NOT NULL)::int::bigint
     FROM appearance l JOIN document d ON d.id = l.document_id
     WHERE l.person_id = $1 ORDER BY l.sort_day, l.document_id LIMIT 10",
    "SELECT x.span_start, x.span_end, x.surface, x.prefix, x.suffix, l.document_id
     FROM (SELECT * FROM appearance WHERE person_id = $1 ORDER BY sort_day, document_id LIMIT 10) l
     CROSS JOIN LATERAL (SELECT * FROM mention m WHERE m.document_id = l.document_id AND m.person_id = $1
                         ORDER BY m.span_start, m.id LIMIT 100) x
     ORDER BY l.sort_day, l.document_id, x.span_start, x.id",
    "SELECT l.status, d.kind, d.id, d.text FROM attribution l JOIN document d ON d.id = l.quotation_id
     WHERE l.person_id = $1 AND l.role = 'SPEAKER' ORDER BY l.sort_day, l.id LIMIT 20",
];

/// The statements of fifty persons.
const FIFTY: [&str; 3] = [
    "SELECT id, name FROM person WHERE (sort_name, id) > ($1, $2) ORDER BY sort_name, id LIMIT 50",
    "SELECT x.role, x.event, x.title, x.edtf, x.has_wording, p.id
     FROM (SELECT id, sort_name FROM person WHERE (sort_name, id) > ($1, $2)
           ORDER BY sort_name, id LIMIT 50) p
     CROSS JOIN LATERAL (SELECT l.role, e.id AS event, e.title, e.date_edtf AS edtf,
                                (e.date_text IS NOT NULL)::int::bigint AS has_wording, l.sort_day, l.id
                         FROM participation l JOIN event e ON e.id = l.event_id
                         WHERE l.person_id = p.id ORDER BY l.sort_day, l.id LIMIT 20) x
     ORDER BY p.sort_name, p.id, x.sort_day, x.id",
    "SELECT x.kind, x.document, x.title, p.id
     FROM (SELECT id, sort_name FROM person WHERE (sort_name, id) > ($1, $2)
           ORDER BY sort_name, id LIMIT 50) p
     CROSS JOIN LATERAL (SELECT d.kind, d.id AS document, d.title, l.sort_day
                         FROM appearance l JOIN document d ON d.id = l.document_id
                         WHERE l.person_id = p.id ORDER BY l.sort_day, l.document_id LIMIT 3) x
     ORDER BY p.sort_name, p.id, x.sort_day, x.document",
];

/// The statements of events within a stretch: `$4` is how far back one may begin that still goes on.
const OVERLAP: [&str; 2] = [
    "SELECT id, kind, title, place, date_edtf, (date_text IS NOT NULL)::int::bigint FROM event
     WHERE kind = $1 AND sort_day >= $4 AND sort_day <= $3 AND date_earliest <= $3 AND date_latest >= $2
     ORDER BY sort_day, id LIMIT 50",
    "SELECT x.role, x.person, x.name, e.id
     FROM (SELECT id, sort_day FROM event
           WHERE kind = $1 AND sort_day >= $4 AND sort_day <= $3 AND date_earliest <= $3 AND date_latest >= $2
           ORDER BY sort_day, id LIMIT 50) e
     CROSS JOIN LATERAL (SELECT a.id, a.role, p.id AS person, p.name
                         FROM participation a JOIN person p ON p.id = a.person_id
                         WHERE a.event_id = e.id ORDER BY a.id LIMIT 20) x
     ORDER BY e.sort_day, e.id, x.id",
];
const LONGEST: &str = "SELECT coalesce(max(date_latest - date_earliest), 0) FROM event";

/// The index that `bench/archives.py` adds for those who search by hand.
const SEARCH: [&str; 1] =
    ["SELECT d.id, d.title, d.text FROM bench.article_search f JOIN document d ON d.id = f.id
     WHERE f.words @@ websearch_to_tsquery('english', $1)
     ORDER BY ts_rank(f.words, websearch_to_tsquery('english', $1)) DESC LIMIT 20"];

const PAGE: [&str; 1] = ["SELECT id, name, sort_name FROM person WHERE (sort_name, id) > ($1, $2)
     ORDER BY sort_name, id LIMIT 21"];

const NAME: [&str; 1] = ["SELECT name FROM person WHERE id = $1"];

/// A few connections, taken in turn.
pub struct Archive {
    connections: Vec<Connection>,
    next: AtomicUsize,
    longest: i64,
}

struct Connection {
    client: Client,
    life: Vec<Statement>,
    fifty: Vec<Statement>,
    overlap: Vec<Statement>,
    search: Vec<Statement>,
    page: Vec<Statement>,
    name: Vec<Statement>,
}

impl Archive {
    /// Opens the connections and prepares every statement on each.
    pub async fn open(url: &str, connections: usize) -> Result<Archive, Error> {
        let mut opened = Vec::with_capacity(connections);
        for _ in 0..connections {
            opened.push(Connection::open(url).await?);
        }
        let longest = match opened.first() {
            Some(connection) => connection.client.query_one(LONGEST, &[]).await?.get(0),
            None => 0,
        };
        Ok(Archive { connections: opened, next: AtomicUsize::new(0), longest })
    }

    /// The bytes of an answer, from one snapshot.
    pub async fn answer(&self, question: &Question) -> Result<Vec<u8>, Error> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = &self.connections[turn % self.connections.len()];
        match question {
            Question::Life(number) => {
                let rows = connection.ask(&connection.life, &[number]).await?;
                Ok(life(*number, &rows))
            }
            Question::Fifty(name, number) => {
                let rows = connection.ask(&connection.fifty, &[name, number]).await?;
                Ok(fifty(&rows))
            }
            Question::Overlap { kind, from, to } => {
                let values: [&(dyn ToSql + Sync); 4] = [kind, from, to, &(from - self.longest)];
                let rows = connection.ask(&connection.overlap, &values).await?;
                Ok(overlap(&rows))
            }
            Question::Search(text) => {
                let rows = connection.ask(&connection.search, &[text]).await?;
                Ok(search(text, &rows))
            }
            Question::Page(name, number) => {
                let rows = connection.ask(&connection.page, &[name, number]).await?;
                Ok(page(&rows))
            }
            Question::Name(number) => {
                let rows = connection.ask(&connection.name, &[number]).await?;
                Ok(name(*number, &rows))
            }
            // Nobody asks: bench/systems.py knows that it is not written.
            Question::Create(_) => Ok(Vec::new()),
        }
    }
}

impl Connection {
    async fn open(url: &str) -> Result<Connection, Error> {
        let (client, driver) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = driver.await {
                eprintln!("a connection ended: {error}");
            }
        });
        client.batch_execute("SET jit = off").await?;
        let life = prepare(&client, &LIFE).await?;
        let fifty = prepare(&client, &FIFTY).await?;
        let overlap = prepare(&client, &OVERLAP).await?;
        // Without the index nobody is answered, and all else is.
        let search = prepare(&client, &SEARCH).await.unwrap_or_default();
        let page = prepare(&client, &PAGE).await?;
        let name = prepare(&client, &NAME).await?;
        Ok(Connection { client, life, fifty, overlap, search, page, name })
    }

    /// The rows of each statement. All is sent before anything is waited for: futures of this client send
    /// when they are first polled, and these are polled in order.
    async fn ask(
        &self,
        statements: &[Statement],
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Vec<Row>>, Error> {
        let queries = statements.iter().map(|statement| self.client.query(statement, values));
        let (begun, rows, committed) = join3(
            self.client.batch_execute(BEGIN),
            try_join_all(queries),
            self.client.batch_execute("COMMIT"),
        )
        .await;
        begun?;
        committed?;
        rows
    }
}

async fn prepare(client: &Client, texts: &[&str]) -> Result<Vec<Statement>, Error> {
    let mut statements = Vec::with_capacity(texts.len());
    for text in texts {
        statements.push(client.prepare(text).await?);
    }
    Ok(statements)
}

fn life(number: i64, rows: &[Vec<Row>]) -> Vec<u8> {
    let mut json = Json::with_room(8 << 10);
    let [person, names, events, participants, documents, passages, quotations] = rows else {
        return json.finish();
    };
    let Some(person) = person.first() else {
        json.raw(answer::NOBODY);
        return json.finish();
    };
    answer::person(&mut json, number, person);
    each(&mut json, names, answer::name);
    answer::life(&mut json, person);
    let mut participants = participants.as_slice();
    each(&mut json, events, |json, event| {
        answer::event(json, event);
        each(json, take(&mut participants, 3, event.int(7)), answer::participant);
        json.raw("]}}}");
    });
    json.raw("]},\"documents\":{\"edges\":[");
    let mut passages = passages.as_slice();
    each(&mut json, documents, |json, document| {
        answer::document_before(json, document);
        each(json, take(&mut passages, 5, document.int(2)), answer::passage);
        answer::document_after(json, document);
    });
    json.raw("]},\"quotations\":{\"edges\":[");
    each(&mut json, quotations, answer::quotation);
    json.raw("]}}}}");
    json.finish()
}

fn fifty(rows: &[Vec<Row>]) -> Vec<u8> {
    let mut json = Json::with_room(64 << 10);
    let [persons, events, documents] = rows else { return json.finish() };
    json.raw("{\"data\":{\"persons\":{\"edges\":[");
    let (mut events, mut documents) = (events.as_slice(), documents.as_slice());
    each(&mut json, persons, |json, person| {
        answer::listed_person(json, person);
        each(json, take(&mut events, 5, person.int(0)), answer::listed_event);
        json.raw("]},\"documents\":{\"edges\":[");
        each(json, take(&mut documents, 3, person.int(0)), answer::listed_document);
        json.raw("]}}}");
    });
    json.raw("]}}}");
    json.finish()
}

fn overlap(rows: &[Vec<Row>]) -> Vec<u8> {
    let mut json = Json::with_room(32 << 10);
    let [events, participants] = rows else { return json.finish() };
    json.raw("{\"data\":{\"events\":{\"edges\":[");
    let mut participants = participants.as_slice();
    each(&mut json, events, |json, event| {
        answer::overlapping(json, event);
        each(json, take(&mut participants, 3, event.int(0)), answer::participant);
        json.raw("]}}}");
    });
    json.raw("]}}}");
    json.finish()
}

fn search(text: &str, rows: &[Vec<Row>]) -> Vec<u8> {
    let mut json = Json::with_room(16 << 10);
    let [found] = rows else { return json.finish() };
    let words = passage::words(text);
    json.raw("{\"data\":{\"search\":{\"edges\":[");
    each(&mut json, found, |json, row| answer::found(json, &words, row));
    json.raw("]}}}");
    json.finish()
}

fn page(rows: &[Vec<Row>]) -> Vec<u8> {
    let mut json = Json::with_room(4 << 10);
    let [persons] = rows else { return json.finish() };
    let shown = &persons[..persons.len().min(20)];
    json.raw("{\"data\":{\"persons\":{\"edges\":[");
    each(&mut json, shown, answer::person_of_page);
    let last = shown.last().and_then(|row| row.text(2).zip(row.int(0)));
    answer::page_info(&mut json, persons.len() > 20, last);
    json.finish()
}

fn name(number: i64, rows: &[Vec<Row>]) -> Vec<u8> {
    let mut json = Json::with_room(256);
    match rows.first().and_then(|rows| rows.first()) {
        Some(row) => answer::one_name(&mut json, number, row),
        None => json.raw(answer::NOBODY),
    }
    json.finish()
}

fn each(json: &mut Json, rows: &[Row], mut write: impl FnMut(&mut Json, &Row)) {
    let mut separator = Separator::default();
    for row in rows {
        separator.write(json);
        write(json, row);
    }
}

/// The rows at the front that belong to `owner`, by their column of that.
fn take<'r>(rows: &mut &'r [Row], column: usize, owner: Option<i64>) -> &'r [Row] {
    let count = rows.iter().take_while(|row| row.int(column) == owner).count();
    let (taken, rest) = rows.split_at(count);
    *rows = rest;
    taken
}

impl Cells for Row {
    fn text(&self, column: usize) -> Option<&[u8]> {
        self.get::<_, Option<&str>>(column).map(str::as_bytes)
    }

    fn int(&self, column: usize) -> Option<i64> {
        self.get(column)
    }
}
