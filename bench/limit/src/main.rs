//! The limit: the answers of the bench's queries as a skilled person would write them by hand for the
//! least time: prepared statements, one read transaction a request, JSON written straight into a buffer.
//!
//! It takes the body that a GraphQL client posts and chooses by `operationName`; the document itself is
//! never read. It knows these queries and nothing else, and must never answer other bytes than Vitae.
//!
//! `limit URL ADDRESS CONNECTIONS` serves `/limit`, and `/static/SIZE`, which answers bytes without a meaning.
//! `limit words ARCHIVE WORDS` takes the words of an archive's indexes for searching out into a file of their own, and
//! `limit load ARCHIVE WORDS FILE` writes all rows of that archive into one that was only migrated.

/// What an answer is made of, whatever the database.
mod answer;
/// A person and events made by hand, in SQLite.
mod create;
/// JSON written by hand into a buffer.
mod json;
/// All rows of an archive written into another.
mod load;
/// Passages around words that were found.
mod passage;
/// Answers from PostgreSQL.
mod postgres;
/// Answers from SQLite.
mod sqlite;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;

/// What a client posts; the document is skipped.
#[derive(serde::Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "operationName", borrow)]
    operation_name: Cow<'a, str>,
    #[serde(borrow, default)]
    variables: Variables<'a>,
}

#[derive(Default, serde::Deserialize)]
struct Variables<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    after: Option<Cow<'a, str>>,
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    within: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    input: Option<Box<create::Told>>,
}

/// What is asked, its values taken apart.
enum Question {
    /// The page of one life, by the person's number.
    Life(i64),
    /// Fifty persons after a sort name and a number.
    Fifty(String, i64),
    /// Events of a kind that may have been within a stretch, in days from 1970 on.
    Overlap { kind: String, from: i64, to: i64 },
    /// Articles with these words.
    Search(String),
    /// Twenty persons after a sort name and a number.
    Page(String, i64),
    /// One name, by the person's number.
    Name(i64),
    /// A person is made, with events.
    Create(Box<create::Told>),
}

/// What went wrong: a question that is none of ours, or the database.
type Failure = Box<dyn Error + Send + Sync>;

thread_local! {
    /// The SQLite connection of the one thread that serves: statements run inline, nothing is handed over.
    static ARCHIVE: OnceCell<std::cell::RefCell<sqlite::Archive>> = const { OnceCell::new() };
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments.as_slice() {
        ["words", archive, words] => Ok(load::words(archive, words)?),
        ["load", archive, words, into] => Ok(println!("{} rows", load::load(archive, words, into)?)),
        [url, address, connections] => serve(url, address, connections).await,
        _ => Err("expected `limit URL ADDRESS CONNECTIONS`, `limit words ARCHIVE WORDS` or `limit load ARCHIVE WORDS FILE`".into()),
    }
}

async fn serve(url: &str, address: &str, connections: &str) -> Result<(), Failure> {
    let router = match url.strip_prefix("sqlite://") {
        Some(path) => {
            let archive = sqlite::Archive::open(path)?;
            ARCHIVE.with(|cell| cell.set(archive.into())).map_err(|_| "one archive a thread")?;
            Router::new().route("/limit", post(by_sqlite))
        }
        None => {
            let archive = Arc::new(postgres::Archive::open(url, connections.parse()?).await?);
            Router::new().route("/limit", post(by_postgres)).with_state(archive)
        }
    };
    let router = router.route("/static/{size}", post(static_bytes));
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("ready {}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

async fn by_sqlite(body: Bytes) -> Response {
    let answer = question(&body).and_then(|question| {
        ARCHIVE.with(|cell| {
            let archive = cell.get().ok_or("no archive on this thread")?;
            archive.borrow_mut().answer(&question).map_err(Failure::from)
        })
    });
    respond(answer)
}

async fn by_postgres(State(archive): State<Arc<postgres::Archive>>, body: Bytes) -> Response {
    respond(match question(&body) {
        Ok(question) => archive.answer(&question).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    })
}

/// The ceiling: what HTTP and the envelope cost when nothing has to be found.
async fn static_bytes(Path(size): Path<usize>, body: Bytes) -> Response {
    respond(question(&body).map(|_| vec![b'x'; size]))
}

fn respond(answer: Result<Vec<u8>, Failure>) -> Response {
    match answer {
        Ok(body) => ([(CONTENT_TYPE, "application/json")], body).into_response(),
        Err(failure) => (StatusCode::BAD_REQUEST, failure.to_string()).into_response(),
    }
}

fn question(body: &[u8]) -> Result<Question, Failure> {
    let Envelope { operation_name, variables } = serde_json::from_slice(body)?;
    match &*operation_name {
        "Life" => Ok(Question::Life(person(variables.id)?)),
        "Name" => Ok(Question::Name(person(variables.id)?)),
        "Fifty" => after(variables.after).map(|(name, number)| Question::Fifty(name, number)),
        "Page" => after(variables.after).map(|(name, number)| Question::Page(name, number)),
        "Search" => Ok(Question::Search(variables.text.ok_or("expected the variable `text`")?.into_owned())),
        "Create" => Ok(Question::Create(variables.input.ok_or("expected the variable `input`")?)),
        "Overlap" => {
            let kind = variables.kind.ok_or("expected the variable `kind`")?.into_owned();
            let within = variables.within.ok_or("expected the variable `within`")?;
            let (first, last) = within.split_once('/').ok_or("expected two years")?;
            Ok(Question::Overlap {
                kind,
                from: new_year(first.parse()?),
                to: new_year(last.parse::<i64>()? + 1) - 1,
            })
        }
        _ => Err("expected `operationName` to be one of the bench's".into()),
    }
}

fn person(id: Option<Cow<'_, str>>) -> Result<i64, Failure> {
    let id = id.ok_or("expected the variable `id`")?;
    Ok(id.strip_prefix("person:").ok_or("expected the id of a person")?.parse()?)
}

/// The sort name and the number after which a page begins.
fn after(cursor: Option<Cow<'_, str>>) -> Result<(String, i64), Failure> {
    match cursor {
        Some(cursor) => keys(&cursor).ok_or_else(|| "expected a cursor by name".into()),
        // No name sorts before the empty one, and no number is below 1.
        None => Ok((String::new(), 0)),
    }
}

/// The keys in a cursor `NAME.<hexadecimal>.<number>`.
fn keys(cursor: &str) -> Option<(String, i64)> {
    let (name, number) = cursor.strip_prefix("NAME.")?.split_once('.')?;
    let digits: Option<Vec<u8>> = name.chars().map(|digit| digit.to_digit(16).map(|it| it as u8)).collect();
    let bytes = digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    Some((String::from_utf8(bytes).ok()?, number.parse().ok()?))
}

/// The first day of a Gregorian year, counted from that of 1970.
fn new_year(year: i64) -> i64 {
    let before = year - 1;
    before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) - 719_162
}
