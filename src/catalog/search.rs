//! Records found by the words in them, and persons by the beginning of a name.
//!
//! A search is read tier by tier, best first, and each tier in the order of the records' numbers, so that a page costs
//! what it holds, however many records a word is in. What the tiers ask of the index is written in
//! `src/value/search/query/engine.rs` and bound as values; both databases take the same SQL around it.

use super::declare::{
    Condition, Connection, Enum, Field, Object, Overlap, Part, Read, Rows, Sql, Transform, field, input, int,
    order, parts, rows,
};

/// What is asked in any language, or, where every text is in a usual one, the second, which has far fewer stems.
macro_rules! either {
    ($any:literal, $usual:literal) => {
        concat!("CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ", $any, " ELSE ", $usual, " END")
    };
}

/// A tier with its score. The values of a search, of which those that a statement names are bound in the order of their numbers:
/// the whole name (`q1`); what each of the next four tiers asks without those before it, in any language and in the usual ones (`q2`
/// to `q5`, `q6` to `q9`), and with them (`q10` to `q13`, `q14` to `q17`); all that those tiers find or that is excluded (`q18`,
/// `q19`), and what is excluded, as it is added to a condition (`q20`, `q21`); words near names (`q22`) and their sounds (`q23`), how
/// many words there are (`q24`), what is asked for names that are these words (`q25`); the language's words (`q26` before a
/// name's word, `q27` after it, `q28` or, `q29` and, `q30` not, `q31` nothing); what passages are looked for (`q32`, `q33`), one of the
/// words in a name (`q34`), in a place (`q35`), and passages of words that may stand in a text (`q36`, `q37`).
macro_rules! tier {
    ($sort:literal, $kinds:expr, $score:literal, $from:expr) => {
        Part {
            sort: $sort,
            kinds: $kinds,
            id: "i.rowid",
            columns: concat!($score, " AS score"),
            from: $from,
            wheres: "TRUE",
        }
    };
}

/// The rows of the index that a select asks for, of some kinds.
macro_rules! index {
    ($select:expr) => {
        concat!("{index {k1} ", $select, "}")
    };
}

/// Words of names that share one of these with the words, all or all but one letter.
macro_rules! near {
    () => {
        "(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM {each {q22}} CROSS JOIN name_variant v \
         WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400)"
    };
}

/// The same and what sounds like the words, which in the index of persons' names is a word as well. Of one word alone, names that are
/// near are the tier before.
macro_rules! sounding {
    ($near:expr) => {
        concat!(
            "(SELECT s.letter AS letter, s.word AS word FROM ",
            $near,
            " s WHERE {q24} > 1 UNION ALL \
             SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM {each {q23}})"
        )
    };
}

/// A select of what the index is asked for persons that have, for each word, a name among `$words`, with `$and` added to it: a
/// row, or none where a word has no name or `$wheres` does not hold of it (`q.asked`).
macro_rules! names {
    ($words:expr, $and:expr, $tables:literal, $wheres:literal) => {
        concat!(
            "SELECT concat('((', q.asked, ')', ", $and, ", ')') AS asked FROM (SELECT count(*) AS words, string_agg(g.asked, {q29}) \
             AS asked FROM (SELECT concat('(', string_agg(concat({q26}, w.word, {q27}), {q28}), ')') AS asked FROM ", $words,
            " w GROUP BY w.letter) g) q", $tables, " WHERE q.words = {q24} AND q.words > 0", $wheres
        )
    };
}

/// Records of any kind.
const ANY: &[&str] = &[];
/// Records that have names.
const PERSONS: &[&str] = &["PERSON"];
/// Records that have a title.
const TITLED: &[&str] = &["EVENT", "ARTICLE", "QUOTATION"];

const TIERS: [Part; 7] = [
    tier!("WHOLE_NAME", ANY, "1000", index!("SELECT {q1} AS asked")),
    tier!("NAME", PERSONS, "800", index!(concat!("SELECT ", either!("{q2}", "{q6}"), " AS asked"))),
    tier!("TITLE", TITLED, "700", index!(concat!("SELECT ", either!("{q3}", "{q7}"), " AS asked"))),
    tier!("SUBJECT", ANY, "600", index!(concat!("SELECT ", either!("{q4}", "{q8}"), " AS asked"))),
    tier!("TEXT", ANY, "400", index!(concat!("SELECT ", either!("{q5}", "{q9}"), " AS asked"))),
    tier!(
        "SPELLING",
        PERSONS,
        "200",
        index!(names!(near!(), concat!("{q30}, ", either!("{q18}", "{q19}")), "", ""))
    ),
    tier!(
        "SOUND",
        PERSONS,
        "100",
        index!(names!(
            sounding!(near!()),
            concat!(
                "{q30}, ",
                either!("{q18}", "{q19}"),
                ", {q30}, coalesce((",
                names!(near!(), "''", "", ""),
                "), {q31})"
            ),
            "",
            ""
        ))
    ),
];

/// The first page: what tiers before have found is passed over by its number, names near the words are looked up once, and
/// asked for only where they are others than the words; sounds where there are any.
const FIRST: Overlap = Overlap {
    shared: &[
        (
            concat!(
                "asked AS MATERIALIZED (SELECT ",
                either!("{q10}", "{q14}"),
                " AS named, ",
                either!("{q11}", "{q15}"),
                " AS titled, ",
                either!("{q12}", "{q16}"),
                " AS prominent, ",
                either!("{q13}", "{q17}"),
                " AS text, ",
                either!("{q20}", "{q21}"),
                " AS but)"
            ),
            &[2, 3, 4, 5, 6, 7],
        ),
        (concat!("near AS MATERIALIZED ", near!()), &[6, 7]),
        (
            concat!(
                "spelled AS MATERIALIZED (",
                names!("near", "a.but", " CROSS JOIN asked a", " AND q.asked <> {q25}"),
                ")"
            ),
            &[6],
        ),
        (
            concat!(
                "sounding AS MATERIALIZED (",
                names!(sounding!("near"), "a.but", " CROSS JOIN asked a", " AND {q23} <> '[]'"),
                ")"
            ),
            &[7],
        ),
    ],
    from: &[
        index!("SELECT {q1} AS asked"),
        index!("SELECT a.named AS asked FROM asked a"),
        index!("SELECT a.titled AS asked FROM asked a"),
        index!("SELECT a.prominent AS asked FROM asked a"),
        index!("SELECT a.text AS asked FROM asked a"),
        index!("SELECT a.asked AS asked FROM spelled a"),
        index!("SELECT a.asked AS asked FROM sounding a"),
    ],
    same: &[
        ("needles", concat!("CAST(", either!("{q32}", "{q33}"), " AS text)")),
        ("in_name", "CAST({q34} AS text)"),
        ("in_place", "CAST({q35} AS text)"),
        ("in_text", concat!("CAST(", either!("{q36}", "{q37}"), " AS text)")),
    ],
};

/// Which fields have one of the words, each with its comma but the first; names that are nearly so are names. A text is looked
/// at itself: to ask the index for one field of a record it walks through all that have the word elsewhere. What was found
/// and has the words in neither name nor place has them in its text.
const FIELDS: Sql = r#"concat('[', CASE WHEN {t}.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     {t}.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = {t}.id AND {asked {t}.in_name}) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = {t}.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = {t}.id AND {asked {t}.in_place}) > 0 END AS placed,
     coalesce((SELECT max({position}(x.shadow, j.value)) FROM search_text x CROSS JOIN {each {t}.in_text}
     WHERE x.id = {t}.id), 0) > 0 AS told LIMIT 1) f) END, ']')"#;

/// The text of the record `b` that has passages.
macro_rules! text_of {
    () => {
        "coalesce((SELECT d.text FROM document d WHERE d.id = b.id), (SELECT p.description FROM person p WHERE p.id = b.id), \
         (SELECT e.description FROM event e WHERE e.id = b.id))"
    };
}

/// The passage of a record's text that begins a little before the first word that was asked. SQLite has a function for it
/// (`src/value/search/passage.rs`); PostgreSQL reckons step by step the place of that word, of the word at which the passage
/// begins, and of the one at which it ends. Each step is reckoned once, for it ends in
/// `OFFSET 0`: else the first would stand in every place that names it. `z.shadow || ''` is a copy that is not compressed. `near`
/// is what stands from `base` on, which counts from 1: all that the later steps need. The shadow has one character more
/// before the text, and words stand in it between spaces.
const PASSAGE: Sql = concat!(
    "{sqlite (SELECT b.id AS id, b.found AS found, substr(",
    text_of!(),
    ", json_extract(b.found, '$[0]') + 1, json_extract(b.found, '$[1]')) AS text FROM \
     (SELECT x.id AS id, passage(x.shadow, {t}.needles) AS found FROM search_text x WHERE x.id = {t}.id LIMIT 1) b)}{postgres (SELECT b.id AS id, b.needles AS needles, substr(",
    text_of!(),
    ", b.base + b.skipped, b.length) AS text, concat(substr(b.near, b.skipped + 1, b.length + 1), ' ') AS shadow FROM (\
     SELECT a.*, CASE WHEN a.rest = 0 THEN 200 ELSE 199 + a.rest END AS length FROM (\
     SELECT s.*, strpos(substr(s.near, s.skipped + 202, 40), ' ') AS rest FROM (\
     SELECT w.*, CASE WHEN w.base = 1 THEN 0 ELSE strpos(substr(w.near, 2, 60), ' ') END AS skipped FROM (\
     SELECT h.id, h.needles, h.base, substr(h.shadow, h.base, 301) AS near FROM (\
     SELECT y.id, y.needles, y.shadow, CASE WHEN y.hit <= 62 THEN 1 ELSE y.hit - 61 END AS base FROM (\
     SELECT x.id, x.shadow, {t}.needles AS needles, coalesce((SELECT min(f.at) FROM (\
     SELECT strpos(x.shadow, j.value) AS at FROM {each {t}.needles}) f WHERE f.at > 0), 0) AS hit FROM (\
     SELECT z.id, z.shadow || '' AS shadow FROM search_text z WHERE z.id = {t}.id OFFSET 0) x \
     OFFSET 0) y OFFSET 0) h OFFSET 0) w OFFSET 0) s OFFSET 0) a OFFSET 0) b)} {n}"
);

/// Each place in a passage where a word stands that was asked: on PostgreSQL places in a shadow count from 1, and a word begins
/// after its space.
const SPANS: Sql = "{sqlite (SELECT j.value >> 32 AS begins, j.value & 4294967295 AS ends \
     FROM json_each({t}.found, '$[2]') j)}{postgres (SELECT DISTINCT f.begins AS begins, CASE WHEN substr(f.needle, 1, 1) = ' ' \
     THEN f.begins + strpos(substr(f.shadow, CAST(f.begins + 2 AS INTEGER)), ' ') - 1 ELSE f.begins + length(f.needle) END AS ends FROM (\
     WITH RECURSIVE found (needle, shadow, at) AS (\
     SELECT j.value, {t}.shadow, strpos({t}.shadow, j.value) FROM {each {t}.needles} \
     UNION ALL SELECT o.needle, o.shadow, o.at + strpos(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) FROM found o \
     WHERE o.at > 0 AND strpos(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) > 0) \
     SELECT found.needle AS needle, found.shadow AS shadow, CASE WHEN substr(found.needle, 1, 1) = ' ' THEN found.at - 1 \
     ELSE found.at - 2 END AS begins FROM found WHERE found.at > 0) f)} {n}";

pub(super) fn objects() -> [Object; 3] {
    [snippet(), span(), suggestion()]
}

fn snippet() -> Object {
    Object {
        name: "SearchSnippet",
        description: "A passage of a record's text, and in it the words that were looked for.",
        implements: &[],
        fields: vec![
            field("text", "String!", "The passage, as it stands in the text.", Read::Text("{t}.text")),
            field(
                "spans",
                "[SearchSpan!]!",
                "Where words that were looked for stand in `text`, in its order.",
                Read::List {
                    to: "SearchSpan",
                    rows: rows(SPANS, "{n}.begins >= 0"),
                    order: "{n}.begins, {n}.ends",
                },
            ),
        ],
    }
}

fn span() -> Object {
    Object {
        name: "SearchSpan",
        description: "A word in a passage.",
        implements: &[],
        fields: vec![
            field(
                "start",
                "Int!",
                "Where it begins in the passage, in Unicode scalar values from 0.",
                Read::Number("{t}.begins"),
            ),
            field(
                "end",
                "Int!",
                "Where it ends; the character there is no longer part of it.",
                Read::Number("{t}.ends"),
            ),
        ],
    }
}

/// Records found by words.
pub(super) fn all() -> Field {
    let connection = Connection {
        name: "SearchConnection",
        edge: "SearchEdge",
        node: "Node",
        description: "A record that was found, why, and how well it fits.",
        rows: Rows {
            overlap: Some(&FIRST),
            ..parts("({parts}) {l} JOIN record {n} ON {n}.id = {l}.id", &TIERS, TIER_RECKONED_AS)
        },
        orders: vec![order("SCORE", &[int("{l}.place"), int("{l}.id")])],
        order_input: "",
        edge_fields: vec![
            field(
                "score",
                "Int!",
                "How well it fits: 1000 for the whole name, 800 for names, 700 for titles, 600 and 400 for texts, 200 and 100 for \
                 names that are nearly so. The same on every database.",
                Read::Number("{t}.score"),
            ),
            field("matchedBy", "SearchMatch!", "Why it was found.", Read::Word("{t}.sort")),
            field(
                "matchedIn",
                "[SearchField!]!",
                "The fields that have one of the words.",
                Read::Json(FIELDS),
            )
            .costing(5),
            field(
                "snippet",
                "SearchSnippet",
                "The passage of its text around the first of the words; the beginning where none stands in it. Null \
                 without a text.",
                Read::One { to: "SearchSnippet", rows: rows(PASSAGE, "") },
            )
            .costing(20),
        ],
    };
    field(
        "search",
        "SearchConnection!",
        "Records by the words in them, those that fit best first. Words must all stand in a record, in any of its \
         fields and in any form that their language has; case and accents do not matter. `\"two words\"` is a phrase, \
         `trotsk*` the beginning of a word, `-word` what must not stand there; `title:`, `name:`, `text:` or `place:` \
         before any of them says where. Names of persons are found in other spellings, too.",
        Read::Connection(Box::new(connection)),
    )
    .taking([
        input("text", "String!", "What to look for.", Condition::InRows('q', Transform::Search(0))),
        input(
            "kinds",
            "[RecordKind!]",
            "Only records of these kinds.",
            Condition::InRows('k', Transform::SearchKinds),
        ),
    ])
    .costing(SEARCH_RECKONED_AS)
}

/// What a search is reckoned as beside its page: words that are in many records are walked through.
const SEARCH_RECKONED_AS: u64 = 1000;
/// What reading one tier is reckoned as.
const TIER_RECKONED_AS: u64 = 300;

/// The first persons with a name that goes on from a beginning, in one rank of beginnings: read from the index in their
/// order, and of each person the best one only: all that go on from it but for their ranks, which a person has in one place.
/// `$but` are those of better ranks. PostgreSQL would join what `NOT EXISTS` asks for, and of `IS NULL` it would expect that nearly
/// nobody is left, and sort all of them.
macro_rules! beginnings {
    ($from:literal, $to:literal $(, $but_from:literal, $but_to:literal)*) => {
        concat!(
            "SELECT * FROM (SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s \
             WHERE s.start >= {", $from, "} AND s.start < {", $to, "} AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person \
             AND o.start >= {", $from, "} AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1",
            $(" AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= {", $but_from, "} AND o.start < {", $but_to,
            "} LIMIT 1), 0) <> 1",)*
            " ORDER BY s.start, s.person, s.name, s.place LIMIT {f1}) ", $from
        )
    };
}

/// Names that go on from a beginning, rank by rank: later ones are read only where there are too few before.
const BEGINNINGS: Sql = concat!(
    "(SELECT * FROM (",
    beginnings!("b1", "b2"),
    " UNION ALL ",
    beginnings!("b3", "b4", "b1", "b2"),
    " UNION ALL ",
    beginnings!("b5", "b6", "b1", "b2", "b3", "b4"),
    ") q LIMIT {f1}) {n}"
);

fn suggestion() -> Object {
    let person = || rows("person {n}", "{n}.id = {t}.person");
    Object {
        name: "Suggestion",
        description: "A person whom a picker may show for what was typed.",
        implements: &[],
        fields: vec![
            field("id", "ID!", "The person's id.", Read::Id { prefix: "person", number: "{t}.person" }),
            field(
                "name",
                "String",
                "The name that is shown for the person.",
                Read::Line("(SELECT p.name FROM person p WHERE p.id = {t}.person)"),
            ),
            field(
                "matchedName",
                "String!",
                "The name that goes on from what was typed.",
                Read::Line("(SELECT m.text FROM person_name m WHERE m.id = {t}.name)"),
            ),
            field(
                "lifespan",
                "String",
                "From birth to death as EDTF, as far as known, such as `1888-10-09/1938-03-15`; `Person.lifespan` tells more.",
                Read::Word("(SELECT p.lifespan_edtf FROM person p WHERE p.id = {t}.person)"),
            ),
            field("person", "Person!", "The person.", Read::One { to: "Person", rows: person() }),
        ],
    }
}

/// Persons by the beginning of a name.
pub(super) fn suggestions() -> Field {
    field(
        "suggest",
        "[Suggestion!]!",
        "Persons for a picker: those with a name that begins so, or has a word from which on it goes so. Case and accents \
         do not matter. Names that begin so come first, then by the alphabet.",
        Read::List {
            to: "Suggestion",
            rows: rows(BEGINNINGS, ""),
            order: "{n}.start, {n}.person",
        },
    )
    .taking([
        input("prefix", "String!", "What was typed.", Condition::InRows('b', Transform::NameStart)),
        input("first", "Int", "At most so many persons.", Condition::InRows('f', Transform::PageSize)).or("10"),
    ])
    .costing(SUGGESTIONS_RECKONED_AS)
}

/// What a suggestion is reckoned as beside its rows.
const SUGGESTIONS_RECKONED_AS: u64 = 100;

pub(super) fn enums() -> [Enum; 2] {
    [
        Enum {
            name: "SearchMatch",
            description: "Why a record was found, best first.",
            values: &[
                ("WHOLE_NAME", "One of its names, or its title, is what was asked."),
                ("NAME", "A person with all words in their names."),
                ("TITLE", "All words are in its title."),
                (
                    "SUBJECT",
                    "Each word is in its names, its title or its place, or its text begins with it or comes back to it.",
                ),
                ("TEXT", "All words are somewhere in it."),
                ("SPELLING", "A person with a name that is a slip away from each word."),
                ("SOUND", "A person with names that sound like the words, or are a slip away."),
            ],
        },
        Enum {
            name: "SearchField",
            description: "What words stand in.",
            values: &[
                ("NAME", "A name of a person, or the title of anything else."),
                ("PLACE", "The place of an event."),
                ("TEXT", "The text of a document, or a description."),
            ],
        },
    ]
}
