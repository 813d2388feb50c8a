//! Records found by the words in them, and persons by the beginning of a name.
//!
//! A search is read tier by tier, best first, and each tier in the order of the records' numbers, so that a page costs
//! what it holds, however many records a word is in. What the tiers ask of the index is written in
//! `src/value/search/query/engine.rs` and bound as values; both databases take the same SQL around it.

use super::declare::{
    Condition, Connection, Enum, Field, Object, Part, Read, Sql, Transform, field, input, int, order, parts,
    rows,
};

/// What is asked in any language, or, where every text is in a usual one, the second, which has far fewer stems.
macro_rules! either {
    ($any:literal, $usual:literal) => {
        concat!("CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ", $any, " ELSE ", $usual, " END")
    };
}

/// A tier with its score. The values of a search stand in it in the order in which they are bound: the whole name (`q1`),
/// what the other tiers ask (`q2` to `q5`), what was found or is excluded by them (`q6`), words near names (`q7`) and their
/// sounds (`q8`), how many words there are (`q9`), the language's words (`q10` before a name's word, `q11` after it, `q12` or,
/// `q13` and, `q14` not, `q15` nothing), what passages are looked for (`q16`), one of the words in a name (`q17`) and a place
/// (`q18`), passages of words that may stand in a text (`q19`), and for texts in usual languages once more `q2` to `q6` (`q20`
/// to `q24`), `q16` (`q25`) and `q19` (`q26`).
macro_rules! tier {
    ($sort:literal, $score:literal, $asked:expr) => {
        Part {
            sort: $sort,
            id: "i.rowid",
            columns: concat!(
                $score,
                " AS score, CAST(",
                either!("{q16}", "{q25}"),
                " AS text) AS needles, CAST({q17} AS text) AS in_name, \
                 CAST({q18} AS text) AS in_place, CAST(",
                either!("{q19}", "{q26}"),
                " AS text) AS in_text"
            ),
            from: concat!("search_index(concat('(', ", $asked, ", ')', {k1})) i"),
            wheres: "TRUE",
        }
    };
}

/// What the index is asked for persons that have, for each word, a name among those that `$near` gives: the word's letter, a
/// name's word as the index has it of persons, and whether it is near; `$asked` is what is asked of one. Without what was found
/// already, and without what `$but` adds; nothing unless each word has a name.
macro_rules! names {
    ($near:expr, $asked:literal, $but:expr) => {
        concat!(
            "(SELECT CASE WHEN count(g.asked) = {q9} AND {q9} > 0 THEN concat('(', string_agg(g.asked, {q13}), ')', {q14}, ",
            either!("{q6}", "{q24}"),
            $but,
            ") ELSE {q15} END FROM (SELECT '(' || string_agg(",
            $asked,
            ", {q12}) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat({q10}, w.word, {q11}) END, {q12}) || ')' AS spelled FROM (",
            $near,
            " ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)"
        )
    };
}

/// Words of names that share one of these with the words, all or all but one letter.
macro_rules! near {
    () => {
        "SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM {each {q7}} JOIN name_variant v \
         ON v.variant = substr(j.value, 2)"
    };
}

const TIERS: [Part; 7] = [
    tier!("WHOLE_NAME", "1000", "{q1}"),
    tier!("NAME", "800", either!("{q2}", "{q20}")),
    tier!("TITLE", "700", either!("{q3}", "{q21}")),
    tier!("SUBJECT", "600", either!("{q4}", "{q22}")),
    tier!("TEXT", "400", either!("{q5}", "{q23}")),
    tier!("SPELLING", "200", names!(near!(), "concat({q10}, w.word, {q11})", "")),
    tier!(
        "SOUND",
        "100",
        names!(
            concat!(
                near!(),
                " UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM {each {q8}}"
            ),
            // Of one word alone, names that are near are the tier before.
            "CASE WHEN w.near = 0 OR {q9} > 1 THEN concat({q10}, w.word, {q11}) END",
            ", {q14}, CASE WHEN count(g.spelled) = {q9} THEN concat('(', string_agg(g.spelled, {q13}), ')') ELSE {q15} END"
        )
    ),
];

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

/// The passage of a record's text that begins a little before the first word that was asked: step by step, the place of
/// that word, of the word at which the passage begins, and of the one at which it ends. Each step is reckoned once: as
/// plain sub-selects, both databases would put the first into every place that names it. The shadow has one character
/// more before the text, and words stand in it between spaces.
const PASSAGE: Sql = "(WITH h AS MATERIALIZED (\
     SELECT x.id AS id, x.shadow AS shadow, {t}.needles AS needles, \
     coalesce((SELECT min(f.at) FROM (SELECT {position}(x.shadow, j.value) AS at FROM {each {t}.needles}) f \
     WHERE f.at > 0), 0) AS hit FROM search_text x WHERE x.id = {t}.id), \
     s AS MATERIALIZED (SELECT h.*, CASE WHEN h.hit <= 62 THEN 0 ELSE h.hit - 62 + \
     {position}(substr(h.shadow, CAST(h.hit - 60 AS INTEGER), 60), ' ') END AS opens FROM h), \
     a AS MATERIALIZED (SELECT s.*, {position}(substr(s.shadow, s.opens + 202), ' ') AS rest FROM s), \
     b AS MATERIALIZED (SELECT a.*, CASE WHEN a.rest = 0 OR a.rest > 40 THEN 200 ELSE 199 + a.rest END AS length FROM a) \
     SELECT b.id AS id, b.needles AS needles, substr(coalesce((SELECT d.text FROM document d WHERE d.id = b.id), \
     (SELECT p.description FROM person p WHERE p.id = b.id), (SELECT e.description FROM event e WHERE e.id = b.id)), \
     b.opens + 1, b.length) AS text, concat(substr(b.shadow, b.opens + 1, b.length + 1), ' ') AS shadow FROM b) {n}";

/// Each place in a passage where a word stands that was asked: places in a shadow count from 1, and a word begins
/// after its space.
const SPANS: Sql = "(SELECT DISTINCT f.begins AS begins, CASE WHEN substr(f.needle, 1, 1) = ' ' \
     THEN f.begins + {position}(substr(f.shadow, CAST(f.begins + 2 AS INTEGER)), ' ') - 1 ELSE f.begins + length(f.needle) END AS ends FROM (\
     WITH RECURSIVE found (needle, shadow, at) AS (\
     SELECT j.value, {t}.shadow, {position}({t}.shadow, j.value) FROM {each {t}.needles} \
     UNION ALL SELECT o.needle, o.shadow, o.at + {position}(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) FROM found o \
     WHERE o.at > 0 AND {position}(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) > 0) \
     SELECT found.needle AS needle, found.shadow AS shadow, CASE WHEN substr(found.needle, 1, 1) = ' ' THEN found.at - 1 \
     ELSE found.at - 2 END AS begins FROM found WHERE found.at > 0) f) {n}";

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
        rows: parts("({parts}) {l} JOIN record {n} ON {n}.id = {l}.id", &TIERS, TIER_RECKONED_AS),
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
            field("matchedBy", "SearchMatch!", "Why it was found.", Read::Text("{t}.sort")),
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
        input("text", "String!", "What to look for.", Condition::InRows('q', Transform::Search)),
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
macro_rules! beginnings {
    ($from:literal, $to:literal) => {
        concat!(
            "SELECT * FROM (SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s \
             WHERE s.start >= {",
            $from,
            "} AND s.start < {",
            $to,
            "} AND (SELECT count(*) FROM name_start o WHERE o.person = s.person \
             AND (o.start, o.name, o.place) < (s.start, s.name, s.place) \
             AND substr(o.start, 2) >= substr({b1}, 2) AND substr(o.start, 2) < substr({b2}, 2)) = 0 \
             ORDER BY s.start, s.person, s.name, s.place LIMIT {f1}) ",
            $from
        )
    };
}

/// Names that go on from a beginning, rank by rank: later ones are read only where there are too few before.
const BEGINNINGS: Sql = concat!(
    "(SELECT * FROM (",
    beginnings!("b1", "b2"),
    " UNION ALL ",
    beginnings!("b3", "b4"),
    " UNION ALL ",
    beginnings!("b5", "b6"),
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
                Read::Text("(SELECT p.name FROM person p WHERE p.id = {t}.person)"),
            ),
            field(
                "matchedName",
                "String!",
                "The name that goes on from what was typed.",
                Read::Text("(SELECT m.text FROM person_name m WHERE m.id = {t}.name)"),
            ),
            field(
                "lifespan",
                "String",
                "From birth to death as EDTF, as far as known, such as `1888-10-09/1938-03-15`; `Person.lifespan` tells more.",
                Read::Text("(SELECT p.lifespan_edtf FROM person p WHERE p.id = {t}.person)"),
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
