//! Who may be the same human being as a person: found by names and dates, for whoever merges doubles.

use super::declare::{Enum, Field, Object, Read, Sql, field, rows};

/// How alike two dates of birth or of death are, from equal to years apart; 0 where one is not known. Two
/// arguments: the rows of the two events.
macro_rules! likeness_of_dates {
    ($one:literal, $other:literal) => {
        concat!(
            "CASE WHEN ",
            $one,
            ".date_earliest IS NULL OR ",
            $other,
            ".date_earliest IS NULL THEN 0 ",
            // The same and no vaguer than a decade.
            "WHEN ",
            $one,
            ".date_earliest = ",
            $other,
            ".date_earliest AND ",
            $one,
            ".date_latest = ",
            $other,
            ".date_latest AND ",
            $one,
            ".date_latest < ",
            $one,
            ".date_earliest + 3700 THEN 200 ",
            // Both may mean the same day, which says little where one of them is a century.
            "WHEN ",
            $one,
            ".date_earliest <= ",
            $other,
            ".date_latest AND ",
            $other,
            ".date_earliest <= ",
            $one,
            ".date_latest THEN CASE WHEN ",
            $one,
            ".date_latest < ",
            $one,
            ".date_earliest + 8000 AND ",
            $other,
            ".date_latest < ",
            $other,
            ".date_earliest + 8000 THEN 150 ELSE 20 END ",
            // Three years apart: a slip, or a year told from an age.
            "WHEN ",
            $one,
            ".date_earliest <= ",
            $other,
            ".date_latest + 1100 AND ",
            $other,
            ".date_earliest <= ",
            $one,
            ".date_latest + 1100 THEN 0 ",
            // Eleven years apart.
            "WHEN ",
            $one,
            ".date_earliest <= ",
            $other,
            ".date_latest + 4000 AND ",
            $other,
            ".date_earliest <= ",
            $one,
            ".date_latest + 4000 THEN -200 ELSE -300 END"
        )
    };
}

/// Persons with a name like one of the given person's, scored. What each part does:
///
/// - The innermost two find names by the index of signatures (the same words) and of blocks (the same last name
///   and initial). Each stops at a bounded number of rows, so that a name borne by thousands costs no more.
/// - Around them, a person counts once, by the best pair of names, and `bearers` tells how many bear the very name.
/// - Then dates are compared, and persons who are known to be others are left out.
/// - A name of one word says less, and so does a common name that no date supports.
const ALIKE: Sql = concat!(
    "(SELECT s.person_id AS person_id, s.named AS named, s.born AS born, s.died AS died, s.bearers AS bearers, ",
    "s.supposed AS supposed, s.named + s.born + s.died - s.less AS score FROM (",
    "SELECT d.person_id AS person_id, d.named AS named, d.born AS born, d.died AS died, d.bearers AS bearers, ",
    "d.supposed AS supposed, CASE WHEN d.words = 1 THEN 150 ELSE 0 END + CASE WHEN d.born + d.died > 150 THEN 0 ",
    "WHEN d.bearers > 12 THEN 300 WHEN d.bearers > 1 THEN 25 * (d.bearers - 1) ELSE 0 END AS less FROM (",
    "SELECT c.person_id AS person_id, c.named AS named, c.words AS words, c.bearers AS bearers, ",
    likeness_of_dates!("tb", "pb"),
    " AS born, ",
    likeness_of_dates!("td", "pd"),
    " AS died, CASE WHEN EXISTS (SELECT 1 FROM relation r WHERE r.kind = 'POSSIBLY_SAME' AND r.rank <> 2 AND ",
    "((r.person_id = {t}.id AND r.related_id = c.person_id) OR (r.person_id = c.person_id AND r.related_id = {t}.id))) ",
    "THEN 1 ELSE 0 END AS supposed FROM (",
    "SELECT m.person_id AS person_id, max(m.named) AS named, max(m.words) AS words, ",
    "count(CASE WHEN max(m.named) >= 560 THEN 1 END) OVER () AS bearers FROM (",
    "SELECT * FROM (SELECT x.person_id AS person_id, 600 AS named, CASE WHEN x.block = '' THEN 1 ELSE 2 END AS words ",
    "FROM person_name o JOIN person_name x ON x.signature = o.signature AND x.person_id <> o.person_id ",
    "WHERE o.person_id = {t}.id AND o.rank <> 2 AND x.rank <> 2 AND o.signature <> '' ORDER BY x.person_id, x.id LIMIT 2000) s1 ",
    "UNION ALL SELECT * FROM (SELECT x.person_id, CASE WHEN x.signature = o.signature THEN 600 ",
    "WHEN x.given = o.given THEN 560 ",
    // One has more first names.
    "WHEN substr(x.given, 1, length(o.given) + 1) = concat(o.given, ' ') THEN 500 ",
    "WHEN substr(o.given, 1, length(x.given) + 1) = concat(x.given, ' ') THEN 500 ",
    // One has an initial, or the beginning of a name, where the other goes on.
    "WHEN substr(x.given, 1, length(o.given)) = o.given THEN 450 ",
    "WHEN substr(o.given, 1, length(x.given)) = x.given THEN 450 ELSE 200 END, 2 ",
    "FROM person_name o JOIN person_name x ON x.block = o.block AND x.person_id <> o.person_id ",
    "WHERE o.person_id = {t}.id AND o.rank <> 2 AND x.rank <> 2 AND o.block <> '' ORDER BY x.person_id, x.id LIMIT 2000) s2",
    ") m GROUP BY m.person_id) c JOIN person p ON p.id = c.person_id ",
    "LEFT JOIN event tb ON tb.id = {t}.birth_id LEFT JOIN event td ON td.id = {t}.death_id ",
    "LEFT JOIN event pb ON pb.id = p.birth_id LEFT JOIN event pd ON pd.id = p.death_id ",
    "WHERE NOT EXISTS (SELECT 1 FROM relation r WHERE r.kind = 'NOT_SAME' AND r.rank <> 2 AND ",
    "((r.person_id = {t}.id AND r.related_id = c.person_id) OR (r.person_id = c.person_id AND r.related_id = {t}.id)))",
    ") d) s) {n}"
);

/// Why, as a JSON list: the name first, each text with its comma but the first.
const REASONS: Sql = r#"concat('[', CASE WHEN {t}.named >= 560 THEN '"SAME_NAME"' WHEN {t}.named >= 450 THEN
     '"SHORTER_NAME"' ELSE '"SAME_LAST_NAME"' END,
     CASE WHEN {t}.born = 200 THEN ',"SAME_BIRTH"' WHEN {t}.born > 0 THEN ',"COMPATIBLE_BIRTH"'
     WHEN {t}.born < 0 THEN ',"OTHER_BIRTH"' ELSE '' END,
     CASE WHEN {t}.died = 200 THEN ',"SAME_DEATH"' WHEN {t}.died > 0 THEN ',"COMPATIBLE_DEATH"'
     WHEN {t}.died < 0 THEN ',"OTHER_DEATH"' ELSE '' END,
     CASE WHEN {t}.bearers > 1 AND {t}.born + {t}.died <= 150 THEN ',"COMMON_NAME"' ELSE '' END,
     CASE WHEN {t}.supposed = 1 THEN ',"POSSIBLY_SAME"' ELSE '' END, ']')"#;

pub(super) fn object() -> Object {
    let person = rows("person {n}", "{n}.id = {t}.person_id");
    Object {
        name: "MergeCandidate",
        description: "A person who may be the same human being as another.",
        implements: &[],
        fields: vec![
            field("person", "Person!", "Who it may be.", Read::One { to: "Person", rows: person }),
            field(
                "score",
                "Int!",
                "How likely, from 500 to 1000: 1000 is the same name with the same birth and death. An order, not a \
                 probability.",
                Read::Number("{t}.score"),
            ),
            field("reasons", "[MergeReason!]!", "What speaks for it, and what against.", Read::Json(REASONS)),
        ],
    }
}

/// Who may be the same human being as a person.
pub(super) fn of_person() -> Field {
    field(
        "mergeCandidates",
        "[MergeCandidate!]!",
        "Who may be the same human being, by names and dates, most likely first. Persons with a relation `NOT_SAME` \
         between them, told from either end, are left out.",
        Read::List {
            to: "MergeCandidate",
            rows: rows(ALIKE, "{n}.score >= 500"),
            order: "{n}.score DESC, {n}.person_id",
        },
    )
    .costing(CANDIDATES_RECKONED_AS)
}

/// What looking for candidates is reckoned as: a common name is met thousands of times.
const CANDIDATES_RECKONED_AS: u64 = 200;

pub(super) fn enums() -> Enum {
    Enum {
        name: "MergeReason",
        description: "Why two persons may be one, or not.",
        values: &[
            ("SAME_NAME", "A name of one has the words of a name of the other, in whatever order."),
            (
                "SHORTER_NAME",
                "The same last name; the first names of one are fewer, or initials of the other's.",
            ),
            ("SAME_LAST_NAME", "The same last name, and first names with the same initial."),
            ("SAME_BIRTH", "The same date of birth."),
            ("COMPATIBLE_BIRTH", "Two dates of birth that may mean the same day."),
            ("OTHER_BIRTH", "Two dates of birth that lie years apart."),
            ("SAME_DEATH", "The same date of death."),
            ("COMPATIBLE_DEATH", "Two dates of death that may mean the same day."),
            ("OTHER_DEATH", "Two dates of death that lie years apart."),
            ("COMMON_NAME", "Others bear the same name, and the dates do not say who is who."),
            ("POSSIBLY_SAME", "Somebody has supposed so: there is a relation `POSSIBLY_SAME`."),
        ],
    }
}
