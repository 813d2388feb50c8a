//! What cannot be true together, and what nobody stands behind: the report on an archive's consistency.
//!
//! Dates are uncertain, so that a contradiction of dates is one only where every day that the one may mean lies
//! before every day that the other may mean, and neither is called uncertain or approximate. Claims of rank
//! deprecated are known to be wrong, and left out.

use super::declare::{
    Condition, Connection, Enum, Field, Object, Part, Read, Sql, field, input, int, order, parts, rows,
};

/// That an event's date is meant as it stands: no `?`, `~`, `%`. A date that is not known is not certain either.
macro_rules! is_certain {
    ($event:literal) => {
        concat!(
            "(replace(replace(replace(",
            $event,
            ".date_edtf, '?', ''), '~', ''), '%', '') = ",
            $event,
            ".date_edtf AND ",
            $event,
            ".rank <> 2)"
        )
    };
}

/// An event's date as it is shown.
macro_rules! date {
    ($event:literal) => {
        concat!("coalesce(", $event, ".date_gregorian, ", $event, ".date_edtf)")
    };
}

/// The columns that every part has beside its keys: the record at fault, the other one (0 for none), the claim (0
/// for the record itself), and what is wrong.
macro_rules! columns {
    ($record:literal, $other:literal, $claim:literal, $message:expr) => {
        concat!(
            $record,
            " AS record_id, ",
            $other,
            " AS other_id, ",
            $claim,
            " AS claim_id, concat(",
            $message,
            ") AS message"
        )
    };
}

/// A part of an event that needs the living, against death or birth. Whose other birth or death it is stands
/// beside the one to go by, and is no act.
macro_rules! act {
    ($kinds:literal, $roles:literal) => {
        concat!(
            "pa.rank <> 2 AND e.kind NOT IN (",
            $kinds,
            ") AND pa.role NOT IN (",
            $roles,
            ") AND pa.role NOT LIKE 'ALLEGED%' AND NOT (pa.role = 'SUBJECT' AND e.kind IN ('BIRTH', 'DEATH'))"
        )
    };
}

/// In the order of their places, which cursors hold: new ones come last.
static PARTS: [Part; 11] = [
    DEATH_BEFORE_BIRTH,
    ACT_AFTER_DEATH,
    ACT_BEFORE_BIRTH,
    PARENT_YOUNGER_THAN_CHILD,
    SELF_RELATION,
    DUPLICATE_IDENTIFIER,
    DUPLICATE_KEY,
    MENTION_OUTSIDE_TEXT,
    QUOTATION_OUTSIDE_SOURCE,
    UNCITED_CLAIM,
    COMMON_WORD,
];

/// What looking for one kind is reckoned as: whole tables are walked to find few.
const PART_RECKONED_AS: u64 = 2000;

const DEATH_BEFORE_BIRTH: Part = Part {
    sort: "DEATH_BEFORE_BIRTH",
    kinds: &[],
    id: "p.id",
    columns: columns!(
        "p.id",
        "d.id",
        "0",
        concat!("'died ', ", date!("d"), ", ', before the birth: ', ", date!("b"))
    ),
    // Where a date sorts is one of the days it may mean: most persons are passed over without their events.
    from: "person p CROSS JOIN event b CROSS JOIN event d",
    wheres: concat!(
        "p.death_sort_day <= p.birth_sort_day AND b.id = p.birth_id AND d.id = p.death_id ",
        "AND d.date_latest < b.date_earliest AND ",
        is_certain!("d"),
        " AND ",
        is_certain!("b")
    ),
};

const ACT_AFTER_DEATH: Part = Part {
    sort: "ACT_AFTER_DEATH",
    kinds: &[],
    id: "pa.id",
    columns: columns!(
        "p.id",
        "e.id",
        "pa.id",
        concat!("e.kind, ' as ', pa.role, ' ', ", date!("e"), ", ', after the death: ', ", date!("d"))
    ),
    from: "participation pa CROSS JOIN person p CROSS JOIN event d CROSS JOIN event e",
    wheres: concat!(
        "p.id = pa.person_id AND pa.sort_day > p.death_sort_day AND d.id = p.death_id AND e.id = pa.event_id ",
        "AND e.date_earliest > d.date_latest AND ",
        act!(
            "'BURIAL', 'REBURIAL', 'FUNERAL', 'CREMATION', 'EXHUMATION', 'AUTOPSY', 'INQUEST', 'OBITUARY', 'PROBATE', \
             'MEMORIAL', 'COMMEMORATION', 'ANNIVERSARY', 'BEATIFICATION', 'CANONIZATION', 'REHABILITATION', \
             'EXONERATION', 'PARDON', 'DISCOVERY', 'PUBLICATION', 'EXHIBITION'",
            "'TOPIC', 'NAMESAKE', 'DEDICATEE', 'HONOREE', 'HONOUREE', 'DECEASED', 'PREDECESSOR', 'ANCESTOR', 'PARENT', \
             'FATHER'"
        ),
        " AND ",
        is_certain!("e"),
        " AND ",
        is_certain!("d")
    ),
};

const ACT_BEFORE_BIRTH: Part = Part {
    sort: "ACT_BEFORE_BIRTH",
    kinds: &[],
    id: "pa.id",
    columns: columns!(
        "p.id",
        "e.id",
        "pa.id",
        concat!("e.kind, ' as ', pa.role, ' ', ", date!("e"), ", ', before the birth: ', ", date!("b"))
    ),
    from: "participation pa CROSS JOIN person p CROSS JOIN event b CROSS JOIN event e",
    wheres: concat!(
        "p.id = pa.person_id AND pa.sort_day < p.birth_sort_day AND b.id = p.birth_id AND e.id = pa.event_id ",
        "AND e.date_latest < b.date_earliest AND ",
        act!(
            "'PROPHECY', 'ANNUNCIATION', 'CONCEPTION'",
            "'TOPIC', 'SUCCESSOR', 'DESCENDANT', 'CHILD', 'SON', 'DAUGHTER'"
        ),
        " AND ",
        is_certain!("e"),
        " AND ",
        is_certain!("b")
    ),
};

const PARENT_YOUNGER_THAN_CHILD: Part = Part {
    sort: "PARENT_YOUNGER_THAN_CHILD",
    kinds: &[],
    id: "r.id",
    columns: columns!(
        "pp.id",
        "pc.id",
        "r.id",
        concat!("'a parent born ', ", date!("bp"), ", ', after the child: ', ", date!("bc"))
    ),
    // A relation's kind says what the related person is to the one that tells it.
    from: "relation r CROSS JOIN person pp CROSS JOIN person pc CROSS JOIN event bp CROSS JOIN event bc",
    wheres: concat!(
        "r.rank <> 2 AND r.kind IN ('PARENT', 'FATHER', 'MOTHER', 'CHILD', 'SON', 'DAUGHTER') ",
        "AND pp.id = CASE WHEN r.kind IN ('PARENT', 'FATHER', 'MOTHER') THEN r.related_id ELSE r.person_id END ",
        "AND pc.id = CASE WHEN r.kind IN ('PARENT', 'FATHER', 'MOTHER') THEN r.person_id ELSE r.related_id END ",
        "AND bp.id = pp.birth_id AND bc.id = pc.birth_id AND bc.date_latest < bp.date_earliest AND ",
        is_certain!("bp"),
        " AND ",
        is_certain!("bc")
    ),
};

const SELF_RELATION: Part = Part {
    sort: "SELF_RELATION",
    kinds: &[],
    id: "r.id",
    columns: columns!("r.person_id", "0", "r.id", "'is their own ', r.kind"),
    from: "relation r",
    wheres: "r.rank <> 2 AND r.person_id = r.related_id",
};

/// Each later person against the first: as many rows as there are claims too many.
const DUPLICATE_IDENTIFIER: Part = Part {
    sort: "DUPLICATE_IDENTIFIER",
    kinds: &[],
    id: "i.id",
    columns: columns!(
        "i.person_id",
        "i.first_id",
        "i.id",
        "i.scheme, ' ', i.value, ' is claimed for another person too'"
    ),
    from: "(SELECT a.id, a.person_id, a.rank, a.scheme, a.value, (SELECT x.person_id FROM identifier x \
           WHERE x.scheme = a.scheme AND x.value = a.value AND x.rank <> 2 ORDER BY x.person_id LIMIT 1) AS first_id \
           FROM identifier a) i",
    wheres: "i.rank <> 2 AND i.first_id < i.person_id",
};

const DUPLICATE_KEY: Part = Part {
    sort: "DUPLICATE_KEY",
    kinds: &[],
    id: "k.id",
    columns: columns!(
        "k.record_id",
        "k.first_id",
        "0",
        "'the key `', k.key, '` differs from another by case or spaces alone'"
    ),
    from: "(SELECT a.id, a.record_id, a.key, (SELECT x.record_id FROM external_key x JOIN record xr \
           ON xr.id = x.record_id AND xr.deleted = 0 WHERE x.kind = a.kind \
           AND lower(replace(x.key, ' ', '')) = lower(replace(a.key, ' ', '')) ORDER BY x.record_id LIMIT 1) AS first_id \
           FROM external_key a) k CROSS JOIN record kr",
    wheres: "kr.id = k.record_id AND kr.deleted = 0 AND k.first_id < k.record_id",
};

const MENTION_OUTSIDE_TEXT: Part = Part {
    sort: "MENTION_OUTSIDE_TEXT",
    kinds: &[],
    id: "m.id",
    columns: columns!(
        "m.document_id",
        "m.person_id",
        "m.id",
        "'the text does not have `', substr(m.surface, 1, 100), '` from ', m.span_start, ' to ', m.span_end"
    ),
    from: "mention m CROSS JOIN document d",
    wheres: "m.rank <> 2 AND d.id = m.document_id AND (d.text IS NULL OR m.span_end > length(d.text) OR \
             substr(d.text, CAST(m.span_start + 1 AS INTEGER), CAST(m.span_end - m.span_start AS INTEGER)) \
             <> m.surface)",
};

/// A source known by its title alone has no text to be outside of.
const QUOTATION_OUTSIDE_SOURCE: Part = Part {
    sort: "QUOTATION_OUTSIDE_SOURCE",
    kinds: &[],
    id: "q.id",
    columns: columns!(
        "q.id",
        "q.source_id",
        "0",
        "'ends at character ', q.source_end, ' of a source that has ', length(s.text)"
    ),
    from: "quotation q CROSS JOIN document s",
    wheres: "s.id = q.source_id AND q.source_end > length(s.text)",
};

/// What someone must stand behind: that an event happened, who had a part in it, who was called what, who was what
/// to whom, who said what. A citation of a record stands for its claims; so does the source of a quotation, and
/// for an event that only a person's own birth or death tells, what that person's record rests on. An identifier
/// can be looked up, a mention can be read: neither needs more.
const UNCITED_CLAIM: Part = Part {
    sort: "UNCITED_CLAIM",
    kinds: &[],
    id: "c.id",
    columns: columns!(
        "c.record_id",
        "coalesce(CASE c.kind WHEN 'participation' THEN (SELECT x.person_id FROM participation x WHERE x.id = c.id) \
         WHEN 'relation' THEN (SELECT x.related_id FROM relation x WHERE x.id = c.id) \
         WHEN 'attribution' THEN (SELECT x.person_id FROM attribution x WHERE x.id = c.id) END, 0)",
        "CASE c.kind WHEN 'record' THEN 0 ELSE c.id END",
        "'no source for the ', CASE c.kind WHEN 'record' THEN 'event' \
         WHEN 'name' THEN (SELECT concat('name `', x.text, '`') FROM person_name x WHERE x.id = c.id) \
         WHEN 'participation' THEN (SELECT concat('part ', x.role) FROM participation x WHERE x.id = c.id) \
         WHEN 'relation' THEN (SELECT concat('relation ', x.kind) FROM relation x WHERE x.id = c.id) \
         ELSE c.kind END"
    ),
    from: "claim c",
    // Each looked up by itself, as scalars: PostgreSQL would otherwise read whole tables for a page of few.
    wheres: "c.kind IN ('record', 'name', 'participation', 'relation', 'attribution') \
             AND (SELECT count(*) FROM citation s WHERE s.claim_id = c.id AND s.rank <> 2) = 0 \
             AND (SELECT count(*) FROM citation s WHERE s.claim_id = c.record_id AND s.rank <> 2) = 0 \
             AND CASE c.kind WHEN 'name' THEN (SELECT x.rank FROM person_name x WHERE x.id = c.id) \
             WHEN 'relation' THEN (SELECT x.rank FROM relation x WHERE x.id = c.id) \
             WHEN 'attribution' THEN (SELECT x.rank FROM attribution x JOIN quotation q ON q.id = x.quotation_id \
             WHERE x.id = c.id AND q.source_id IS NULL) \
             WHEN 'participation' THEN (SELECT x.rank FROM participation x JOIN event e ON e.id = x.event_id \
             WHERE x.id = c.id AND e.rank <> 2 AND e.told_in_full <> 0) \
             ELSE (SELECT e.rank FROM event e WHERE e.id = c.id AND (e.told_in_full <> 0 \
             OR (SELECT count(*) FROM participation x JOIN citation s ON s.claim_id = x.person_id AND s.rank <> 2 \
             WHERE x.event_id = e.id) = 0)) END <> 2",
};

/// The rule that keeps such a name from being taken for a person wherever it stands (`linking/guard.rs`), as nearly as it can
/// be told without a text: more than a fifth of the uses in small letters, or most of many behind an article.
const COMMON_WORD: Part = Part {
    sort: "COMMON_WORD",
    kinds: &[],
    id: "n.id",
    columns: columns!(
        "n.person_id",
        "0",
        "n.id",
        "'the name `', n.text, '` is a common word in the texts (', w.small, ' times in small letters, ', w.capital, \
         ' with a capital, ', w.determined, ' of these behind an article): alone it is linked only where a text tells more'"
    ),
    from: "person_name n CROSS JOIN word_use w",
    wheres: "n.rank <> 2 AND w.word = n.folded AND (w.small * 4 > w.capital OR (w.capital > 4 AND w.determined * 2 > w.capital))",
};

const ID: Sql = r#"concat('"', {t}.sort, ':', {t}.id, '"')"#;
const CLAIM: Sql = r#"CASE WHEN {t}.claim_id = 0 THEN 'null' ELSE concat('"claim:', {t}.claim_id, '"') END"#;

pub(super) fn object() -> Object {
    let record = |scope| Read::One { to: "Node", rows: rows("record {n}", scope) };
    Object {
        name: "Inconsistency",
        description: "Something in the archive that cannot be true, or that nobody stands behind.",
        implements: &[],
        fields: vec![
            field(
                "id",
                "ID!",
                "The same as long as it stands: its kind, and the number of the claim or record.",
                Read::Json(ID),
            ),
            field("kind", "InconsistencyKind!", "What sort it is.", Read::Word("{t}.sort")),
            field("message", "String!", "What is wrong, in a few words.", Read::Text("{t}.message")),
            field("record", "Node!", "The record to look at.", record("{n}.id = {t}.record_id")),
            field(
                "other",
                "Node",
                "The other record that it is about, where there is one.",
                record("{n}.id = {t}.other_id"),
            ),
            field(
                "claim",
                "ID",
                "The claim at fault; null where it is the record itself.",
                Read::Json(CLAIM),
            ),
        ],
    }
}

/// Everything that is inconsistent in the archive.
pub(super) fn all() -> Field {
    let connection = Connection {
        name: "InconsistencyConnection",
        edge: "InconsistencyEdge",
        node: "Inconsistency",
        description: "An inconsistency in a list.",
        rows: parts("({parts}) {n}", &PARTS, PART_RECKONED_AS),
        orders: vec![order("KIND", &[int("{n}.place"), int("{n}.id")])],
        order_input: "",
        edge_fields: Vec::new(),
    };
    field(
        "inconsistencies",
        "InconsistencyConnection!",
        "What cannot be true together, and what nobody stands behind, kind by kind. Only what is certain is told: a \
         date that may fit is no contradiction, and deprecated claims are left out.",
        Read::Connection(Box::new(connection)),
    )
    .taking([input(
        "kinds",
        "[InconsistencyKind!]",
        "Only these kinds; each kind left out is not looked for.",
        Condition::Parts,
    )])
}

pub(super) fn enums() -> Enum {
    Enum {
        name: "InconsistencyKind",
        description: "What can be wrong. Dates contradict each other only where every day that the one may mean lies before \
                      every day that the other may mean.",
        values: &[
            ("DEATH_BEFORE_BIRTH", "A person's death lies before the birth."),
            (
                "ACT_AFTER_DEATH",
                "A person has a part that needs the living in an event after their death. What others do for the dead \
                 (a burial, a rehabilitation) is none.",
            ),
            ("ACT_BEFORE_BIRTH", "A person has a part that needs the living in an event before their birth."),
            ("PARENT_YOUNGER_THAN_CHILD", "A parent was born after the child."),
            ("SELF_RELATION", "A person has a relation to themselves."),
            ("DUPLICATE_IDENTIFIER", "One identifier in another catalogue is claimed for two persons."),
            ("DUPLICATE_KEY", "Two records of a kind have keys that differ by case or spaces alone."),
            (
                "MENTION_OUTSIDE_TEXT",
                "A mention whose words its document's text does not have at that place.",
            ),
            ("QUOTATION_OUTSIDE_SOURCE", "A quotation's place in its source lies beyond the source's text."),
            (
                "UNCITED_CLAIM",
                "An event, a part in it, a name, a relation or an attribution without a source of its own or of its \
                 record.",
            ),
            (
                "COMMON_WORD",
                "A name of one word that the archive's texts use as a common word: alone it is linked only where a text \
                 tells more. Nothing is wrong with it.",
            ),
        ],
    }
}
