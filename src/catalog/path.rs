//! How two persons hang together: the shortest chain of persons each of whom is mentioned in a document beside the
//! next. It is looked for from both ends at once, within the one statement, and stops at bounds that it tells of.

use super::declare::{Condition, Enum, Field, Object, Read, Sql, Transform, field, input, rows};
use super::document;

/// The number of the record in an element `number parent` of a list.
macro_rules! number {
    () => {
        "CAST(substr(j.value, 1, {position}(j.value, ' ') - 1) AS BIGINT)"
    };
}

/// What becomes of a column from one step to the next: the end that has grown goes on growing while it is the smaller
/// one, otherwise the other end does, and so it does where the first has met the bound.
macro_rules! next {
    ($goes_on:literal, $turns:literal, $blocked:literal) => {
        concat!(
            "CASE WHEN w.grown = '[\"0 0\"]' THEN ",
            $blocked,
            " WHEN w.is_blocked = 1 OR length(w.grown) <= length(w.far) THEN ",
            $goes_on,
            " ELSE ",
            $turns,
            " END"
        )
    };
}

/// 1 where a document mentions more than 100 persons, otherwise NULL.
macro_rules! many_in {
    ($document:literal) => {
        concat!(
            "(SELECT 1 FROM appearance m WHERE m.document_id = ",
            $document,
            " ORDER BY m.person_id LIMIT 1 OFFSET 100)"
        )
    };
}

/// The lowest number that is at both ends.
macro_rules! met {
    () => {
        concat!(
            "(SELECT min(i.node) FROM (SELECT ",
            number!(),
            " AS node FROM {each w.grown} INTERSECT SELECT ",
            number!(),
            " FROM {each w.far}) i)"
        )
    };
}

/// The chain from the person `{a1}` to `{b1}` of at most `{m1}` steps: one row, none where one of them is no person.
///
/// Persons and documents have numbers of one sequence, so that a chain is one of numbers, every other a document's. What
/// is as far from an end is a list of `number parent`, as JSON: a recursive select may join nothing to itself and
/// group nothing, but may read lists that stand in its row.
///
/// - `ends` has the two, and a document that mentions both: however many mention one of them, that is the chain. The second
///   end then begins at it.
/// - `wave` has a row for each half of a step. `near` and `far` are the outermost lists of the two ends, with their
///   distances `depth` and `far_depth`; `far_back` is the list within `far`. `grown` is what lies beyond `near`: no
///   number of the list within it, and no document of more than 100 persons. `side` is 0 where `near` is of the first
///   end. Whatever is as far is there or the list is `0 0`: it had more than 30,000 rows to walk through. Then the other end
///   grows alone (`is_blocked`), for what is met from there is met as early.
/// - `ended` is the last row. `track` follows the parents from where the ends met.
/// - In `steps`, each is `place person next`.
const CHAIN: Sql = concat!(
    "(WITH RECURSIVE ends (one, other, shared) AS MATERIALIZED (SELECT p.id, o.id, CASE WHEN p.id <> o.id THEN (",
    "SELECT a.document_id FROM appearance a JOIN appearance b ON b.document_id = a.document_id ",
    "WHERE a.person_id = p.id AND b.person_id = o.id AND ",
    many_in!("a.document_id"),
    " IS NULL ORDER BY a.document_id LIMIT 1) END FROM person p JOIN person o ON o.id = {b1} WHERE p.id = {a1}), ",
    "wave (turn, is_blocked, side, depth, near, far_depth, far, far_back, grown) AS (",
    "SELECT 0, 0, 0, CAST(-1 AS BIGINT), '[]', CAST(CASE WHEN e.shared > 0 THEN 1 ELSE 0 END AS BIGINT), ",
    "CASE WHEN e.shared > 0 THEN concat('[\"', e.shared, ' ', e.other, '\"]') ELSE concat('[\"', e.other, ' 0\"]') END, ",
    "CASE WHEN e.shared > 0 THEN concat('[\"', e.other, ' 0\"]') ELSE '[]' END, ",
    "concat('[\"', e.one, ' 0\"]') FROM ends e UNION ALL SELECT w.turn + 1, ",
    "CASE WHEN w.grown = '[\"0 0\"]' THEN 1 ELSE w.is_blocked END, ",
    next!("w.side", "1 - w.side", "1 - w.side"),
    ", ",
    next!("w.depth + 1", "w.far_depth", "w.far_depth"),
    ", ",
    next!("w.grown", "w.far", "w.far"),
    ", ",
    next!("w.far_depth", "w.depth + 1", "w.depth"),
    ", ",
    next!("w.far", "w.grown", "w.near"),
    ", ",
    next!("w.far_back", "w.near", "'[]'"),
    ", (SELECT CASE WHEN coalesce(sum(g.walked), 0) > 30000 THEN '[\"0 0\"]' ELSE concat('[', coalesce({joined CASE ",
    "WHEN g.walked = g.told AND ",
    many_in!("g.node"),
    " IS NULL THEN concat('\"', g.node, ' ', g.parent, '\"') END}, ''), ']') END FROM (",
    "SELECT r.node AS node, min(r.parent) AS parent, count(r.parent) AS walked, count(*) AS told FROM (",
    "SELECT * FROM (SELECT a.document_id AS node, a.person_id AS parent FROM {each ",
    next!("w.grown", "w.far", "w.far"),
    "} JOIN appearance a ON a.person_id = ",
    number!(),
    " UNION ALL SELECT a.person_id, a.document_id FROM {each ",
    next!("w.grown", "w.far", "w.far"),
    "} JOIN appearance a ON a.document_id = ",
    number!(),
    // Which rows these are is left open, for where there are more than so many none of them counts.
    " LIMIT 30001) s UNION ALL SELECT ",
    number!(),
    ", NULL FROM {each ",
    next!("w.near", "w.far_back", "w.far_back"),
    "}) r GROUP BY r.node) g) FROM wave w WHERE w.grown <> '[]' AND CASE WHEN w.grown = '[\"0 0\"]' THEN w.is_blocked = 0 ",
    "ELSE w.depth + 1 + w.far_depth < 2 * {m1} AND ",
    met!(),
    " IS NULL END), ",
    "ended (side, depth, far_depth, far, grown, met) AS MATERIALIZED (",
    "SELECT w.side, w.depth + 1, w.far_depth, w.far, w.grown, ",
    met!(),
    " FROM wave w ORDER BY w.turn DESC LIMIT 1), ",
    "level (side, depth, nodes) AS (SELECT w.side, w.depth, w.near FROM wave w ",
    "UNION ALL SELECT e.side, e.depth, e.grown FROM ended e UNION ALL SELECT 1 - e.side, e.far_depth, e.far FROM ended e), ",
    "track (side, depth, node) AS (SELECT e.side, e.depth, e.met FROM ended e WHERE e.met > 0 ",
    "UNION ALL SELECT 1 - e.side, e.far_depth, e.met FROM ended e WHERE e.met > 0 ",
    "UNION SELECT k.side, k.depth - 1, CAST(substr(j.value, {position}(j.value, ' ') + 1) AS BIGINT) FROM track k ",
    "JOIN level l ON l.side = k.side AND l.depth = k.depth ",
    "JOIN {each l.nodes} ON {position}(j.value, concat(k.node, ' ')) = 1 WHERE k.depth > 0), ",
    "stop (place, node) AS (SELECT DISTINCT CASE WHEN k.side = 0 THEN k.depth ELSE e.depth + e.far_depth - k.depth END, k.node ",
    "FROM track k JOIN ended e ON e.met > 0), ",
    "told (outcome, length, steps) AS MATERIALIZED (SELECT CASE WHEN e.met > 0 THEN 'FOUND' WHEN e.grown = '[\"0 0\"]' ",
    "THEN 'GIVEN_UP' WHEN e.grown = '[]' THEN 'NONE' ELSE 'TOO_FAR' END, ",
    "CASE WHEN e.met > 0 THEN (e.depth + e.far_depth) / 2 END, (SELECT concat('[', coalesce({joined ",
    "concat('\"', a.place / 2 + 1, ' ', a.node, ' ', b.node, '\"')}, ''), ']') FROM stop a JOIN stop b ON b.place = a.place + 2 ",
    "WHERE a.place % 2 = 0) FROM ended e) ",
    "SELECT t.outcome AS outcome, t.length AS length, t.steps AS steps FROM told t) {n}"
);

/// What looking for a chain is reckoned as: a dozen lists, each of what takes up to 30,000 rows to walk through.
const CHAIN_RECKONED_AS: u64 = 15_000;

/// The steps of a chain, taken apart.
const STEPS: Sql = "(SELECT s.place AS place, CAST(substr(s.pair, 1, {position}(s.pair, ' ') - 1) AS BIGINT) AS person_id, \
     CAST(substr(s.pair, {position}(s.pair, ' ') + 1) AS BIGINT) AS beside_id FROM (\
     SELECT CAST(substr(j.value, 1, 1) AS BIGINT) AS place, substr(j.value, 3) AS pair FROM {each {t}.steps}) s) {n}";

pub(super) fn objects() -> [Object; 2] {
    [chain(), step()]
}

fn chain() -> Object {
    Object {
        name: "CoMentionPath",
        description: "The shortest chain of persons, each of whom is mentioned in a document beside the next.",
        implements: &[],
        fields: vec![
            field("outcome", "PathOutcome!", "What came of looking for it.", Read::Word("{t}.outcome")),
            field(
                "length",
                "Int",
                "How many steps it has: 0 from a person to themselves; null where none was found.",
                Read::Number("{t}.length"),
            ),
            field(
                "steps",
                "[CoMentionStep!]!",
                "Its steps, from the first person to the last; none where none was found.",
                Read::List { to: "CoMentionStep", rows: rows(STEPS, ""), order: "{n}.place" },
            ),
        ],
    }
}

fn step() -> Object {
    let person = |column| Read::One { to: "Person", rows: rows("person {n}", column) };
    Object {
        name: "CoMentionStep",
        description: "Two persons of a chain who are mentioned in the same documents.",
        implements: &[],
        fields: vec![
            field("from", "Person!", "The person of the step before.", person("{n}.id = {t}.person_id")),
            field("to", "Person!", "The next person.", person("{n}.id = {t}.beside_id")),
            document::shared(),
        ],
    }
}

/// The chain between two persons.
pub(super) fn between() -> Field {
    let who =
        |name, description, letter| input(name, "PersonRef!", description, Condition::RefInRows(letter));
    field(
        "path",
        "CoMentionPath",
        "The shortest chain from one person to another: each is mentioned in a document beside the next. Documents that \
         mention more than 100 persons say little of any two and are left out. Of several chains as short always \
         the same one is told. Null when one of the two is no person.",
        Read::One { to: "CoMentionPath", rows: rows(CHAIN, "") },
    )
    .taking([
        who("from", "Where the chain begins.", 'a'),
        who("to", "Where it ends.", 'b'),
        input(
            "maxSteps",
            "Int!",
            "How many steps it may have, from 1 to 6.",
            Condition::InRows('m', Transform::Within(1, 6)),
        )
        .or("6"),
    ])
    .costing(CHAIN_RECKONED_AS)
}

pub(super) fn enums() -> Enum {
    Enum {
        name: "PathOutcome",
        description: "What came of looking for a chain between two persons.",
        values: &[
            ("FOUND", "There is one, and none is shorter."),
            (
                "NONE",
                "There is none, however long: all that one of the two hangs together with was looked at.",
            ),
            ("TOO_FAR", "There is none of at most `maxSteps` steps. A longer one may be."),
            (
                "GIVEN_UP",
                "The search met its bound: from both ends, what was to be looked at next had more than 30,000 rows. There may be one.",
            ),
        ],
    }
}
