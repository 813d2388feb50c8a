//! A passage of a document that names a person.

use super::claim::{citations, claim_id, rank};
use super::declare::{
    Condition, Connection, Enum, Field, Input, InputObject, Object, Read, Rows, Transform, field, input, int,
    order, rows,
};

pub(super) fn object() -> Object {
    let mut fields = place();
    fields.extend(said());
    fields.extend([rank(), citations()]);
    Object {
        name: "Mention",
        description: "A passage that names a person: where it stands, its words, and the words around it.",
        implements: &[],
        fields,
    }
}

/// Where it stands, and who is meant.
fn place() -> Vec<Field> {
    let number = |name, description, sql| field(name, "Int!", description, Read::Number(sql));
    let text = |name, description, sql| field(name, "String!", description, Read::Text(sql));
    vec![
        claim_id(),
        number(
            "start",
            "Where it begins in the document's text, in Unicode scalar values from 0.",
            "{t}.span_start",
        ),
        number(
            "end",
            "Where it ends, in Unicode scalar values; the character there is no longer part of it.",
            "{t}.span_end",
        ),
        text("surface", "The words that name the person.", "{t}.surface"),
        text("prefix", "Up to 32 characters before it.", "{t}.prefix"),
        text("suffix", "Up to 32 characters after it.", "{t}.suffix"),
        text(
            "context",
            "The passage with what stands before and after it.",
            "concat({t}.prefix, {t}.surface, {t}.suffix)",
        ),
        field(
            "person",
            "Person!",
            "Who is meant.",
            Read::One { to: "Person", rows: rows("person {n}", "{n}.id = {t}.person_id") },
        ),
        field(
            "document",
            "Document!",
            "Where it stands.",
            Read::One { to: "Document", rows: rows("document {n}", "{n}.id = {t}.document_id") },
        ),
    ]
}

/// What is said of it, and by whom.
fn said() -> Vec<Field> {
    vec![
        field(
            "status",
            "MentionStatus!",
            "What people and files say of it: `CANDIDATE` where the service found it and nobody has looked yet.",
            Read::Json(
                r#"CASE {t}.status WHEN 'candidate' THEN '"CANDIDATE"' WHEN 'rejected' THEN '"REJECTED"' ELSE '"CONFIRMED"' END"#,
            ),
        ),
        field("origin", "MentionOrigin!", "Who says so: the service, a file, or people.", Read::Json(ORIGIN)),
        field(
            "score",
            "Int",
            "How sure the service is, from 0 to 1000; null where people or a file say so.",
            Read::Number("{t}.score"),
        ),
        field(
            "rule",
            "String",
            "By which rule the service found it; null where people or a file say so.",
            Read::Word("{t}.rule"),
        ),
        field(
            "candidates",
            "[MentionCandidate!]!",
            "Whom the service thought of, the likeliest first; none where it did not look.",
            Read::List { to: "MentionCandidate", rows: SAME_PASSAGE, order: "{n}.place" },
        ),
    ]
}

const ORIGIN: &str = r#"coalesce((SELECT CASE o.origin WHEN 'automatic' THEN '"AUTOMATIC"' WHEN 'curated' THEN '"CURATED"' ELSE '"IMPORTED"' END FROM claim o WHERE o.id = {t}.id), '"IMPORTED"')"#;

/// The candidates of a passage.
const SAME_PASSAGE: Rows = rows(
    "candidate {n}",
    "{n}.document_id = {t}.document_id AND {n}.span_start = {t}.span_start AND {n}.span_end = {t}.span_end",
);

/// Someone whom a passage may name.
pub(super) fn candidate() -> Object {
    Object {
        name: "MentionCandidate",
        description: "A person whom the service thinks that a passage may name.",
        implements: &[],
        fields: vec![
            field(
                "person",
                "Person!",
                "Who may be meant.",
                Read::One { to: "Person", rows: rows("person {n}", "{n}.id = {t}.person_id") },
            ),
            field("score", "Int!", "How likely, from 0 to 1000.", Read::Number("{t}.score")),
            field("rule", "String!", "By which rule.", Read::Word("{t}.rule")),
        ],
    }
}

/// A passage of which nobody is sure whom it names.
pub(super) fn undecided() -> Object {
    let number = |name, description, sql| field(name, "Int!", description, Read::Number(sql));
    Object {
        name: "UndecidedPassage",
        description: "A passage that names somebody, and it is not sure whom.",
        implements: &[],
        fields: vec![
            number("start", "Where it begins, in Unicode scalar values from 0.", "{t}.span_start"),
            number("end", "Where it ends, in Unicode scalar values.", "{t}.span_end"),
            field("surface", "String!", "Its words.", Read::Text("{t}.surface")),
            field(
                "context",
                "String!",
                "The passage with up to 32 characters before and after it.",
                Read::Text(CONTEXT),
            )
            .costing(2),
            field(
                "document",
                "Document!",
                "Where it stands.",
                Read::One { to: "Document", rows: rows("document {n}", "{n}.id = {t}.document_id") },
            ),
            field(
                "candidates",
                "[MentionCandidate!]!",
                "Whom it may name, the likeliest first.",
                Read::List { to: "MentionCandidate", rows: SAME_PASSAGE, order: "{n}.place" },
            ),
        ],
    }
}

/// Cut out of the text: a passage that was not decided is shown seldom, and written often.
const CONTEXT: &str = "(SELECT CASE WHEN {t}.span_start > 32 \
     THEN substr(ud.text, CAST({t}.span_start - 31 AS int), CAST({t}.span_end - {t}.span_start + 64 AS int)) \
     ELSE substr(ud.text, 1, CAST({t}.span_end + 32 AS int)) END FROM document ud WHERE ud.id = {t}.document_id)";

/// The passages of a document of which nobody is sure whom they name.
pub(super) fn undecided_of_document() -> Field {
    field(
        "undecided",
        "[UndecidedPassage!]!",
        "The passages that name somebody of whom the service is not sure enough, in the order of the text.",
        Read::List {
            to: "UndecidedPassage",
            rows: rows(
                "candidate {n}",
                // A passage that was decided is a mention that begins there: looking for any that lies across it would walk
                // through all mentions before it. Nothing is thought of beside what people say.
                "{n}.document_id = {t}.id AND {n}.place = 1 AND NOT EXISTS (SELECT 1 FROM mention um \
                 WHERE um.document_id = {n}.document_id AND um.status <> 'rejected' AND um.span_start = {n}.span_start)",
            ),
            order: "{n}.span_start, {n}.span_end",
        },
    )
}

/// A text cut where mentions begin and end. Where mentions overlap, the first and longest is cut out.
const SEGMENTS: &str = "(SELECT CASE sx.part WHEN 0 THEN sc.before_end ELSE sc.span_start END AS starts, \
     CASE sx.part WHEN 0 THEN sc.span_start ELSE sc.span_end END AS ends, \
     CASE sx.part WHEN 0 THEN NULL ELSE sc.id END AS mention_id, {t}.id AS document_id, \
     substr({t}.text, CAST(CASE sx.part WHEN 0 THEN sc.before_end ELSE sc.span_start END + 1 AS int), \
     CAST(CASE sx.part WHEN 0 THEN sc.span_start - sc.before_end ELSE sc.span_end - sc.span_start END AS int)) AS words \
     FROM (SELECT sk.id, sk.span_start, sk.span_end, lag(sk.span_end, 1, 0) OVER (ORDER BY sk.span_start, sk.span_end DESC, sk.id) AS before_end \
     FROM (SELECT su.span_start, su.span_end, su.id, coalesce(max(su.span_end) OVER (ORDER BY su.span_start, su.span_end DESC, su.id \
     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS reached FROM \
     (SELECT sm.span_start, sm.span_end, sm.id FROM mention sm WHERE sm.document_id = {t}.id AND sm.status <> 'rejected' \
     UNION ALL SELECT length({t}.text), length({t}.text), 0) su) sk WHERE sk.span_start >= sk.reached) sc \
     JOIN (SELECT 0 AS part UNION ALL SELECT 1) sx ON (sx.part = 0 AND sc.span_start > sc.before_end) \
     OR (sx.part = 1 AND sc.id <> 0)) {n}";

/// A piece of a document's text.
pub(super) fn segment() -> Object {
    let number = |name, description, sql| field(name, "Int!", description, Read::Number(sql));
    Object {
        name: "TextSegment",
        description: "A piece of a text: one that names a person, or what stands between two of them.",
        implements: &[],
        fields: vec![
            number("start", "Where it begins, in Unicode scalar values from 0.", "{t}.starts"),
            number("end", "Where it ends, in Unicode scalar values.", "{t}.ends"),
            field("text", "String!", "Its words.", Read::Text("{t}.words")),
            field(
                "mention",
                "Mention",
                "The mention that it is; null between two of them.",
                Read::One { to: "Mention", rows: rows("mention {n}", "{n}.id = {t}.mention_id") },
            ),
        ],
    }
}

/// The text of a document, cut into pieces.
pub(super) fn segments_of_document() -> Field {
    field(
        "segments",
        "[TextSegment!]!",
        "The text cut where mentions begin and end, ready to be shown with links: put together, the pieces are the \
         text. Of mentions that overlap, the first and longest is cut out.",
        Read::List { to: "TextSegment", rows: rows(SEGMENTS, ""), order: "{n}.starts" },
    )
    .costing(10)
}

/// What mentions must be like: as arguments of a list of them, and in filters.
pub(super) fn conditions() -> Vec<Input> {
    vec![
        input(
            "statuses",
            "[MentionStatus!]",
            "Only those of which people and files say this.",
            Condition::Sql("{n}.status IN {list}", Transform::LowerList),
        ),
        input(
            "minScore",
            "Int",
            "Only those of which the service is so sure, from 0 to 1000; what people or a file say counts as 1000.",
            Condition::Sql("coalesce({n}.score, 1000) >= {1}", Transform::Number),
        ),
    ]
}

pub(super) fn inputs() -> InputObject {
    InputObject {
        name: "MentionFilter",
        description: "What mentions must be like. All given conditions must hold.",
        one_of: false,
        fields: conditions(),
    }
}

pub(super) fn enums() -> [Enum; 2] {
    [
        Enum {
            name: "MentionStatus",
            description: "What people and files say of a mention.",
            values: &[
                ("CANDIDATE", "Nothing yet: the service found it."),
                ("CONFIRMED", "That it names the person."),
                ("REJECTED", "That it does not; the service never finds it again."),
            ],
        },
        Enum {
            name: "MentionOrigin",
            description: "Who says that a passage names a person.",
            values: &[
                ("AUTOMATIC", "The service, which found it."),
                ("IMPORTED", "A file."),
                ("CURATED", "People."),
            ],
        },
    ]
}

/// The mentions in a document, in the order of the text.
pub(super) fn connection() -> Connection {
    Connection {
        name: "MentionConnection",
        edge: "MentionEdge",
        node: "Mention",
        description: "A mention in a document.",
        rows: rows("mention {n}", "{n}.document_id = {t}.id"),
        orders: vec![order("PLACE", &[int("{n}.span_start"), int("{n}.id")])],
        order_input: "",
        edge_fields: Vec::new(),
    }
}
