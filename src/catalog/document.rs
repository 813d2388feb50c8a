//! What mentions people: the fields that articles and quotations share, and lists of both.

use super::claim::citations;
use super::date::date_field;
use super::declare::{
    Abstract, Condition, Connection, Enum, Field, Input, InputObject, Member, Read, Stretch, Transform,
};
use super::declare::{dated, field, input, int, order, rows, text};
use super::record::{ID_BY_KIND, combinations, key, record_id};
use super::{mention, revision};

/// The fields of every document. `date` means what the member says: published, or said.
pub(super) fn fields(date: &'static str) -> Vec<Field> {
    let mut fields = vec![
        record_id(ID_BY_KIND),
        key(),
        field(
            "kind",
            "DocumentKind!",
            "What the document is.",
            Read::Json(r#"CASE {t}.kind WHEN 'article' THEN '"ARTICLE"' ELSE '"QUOTATION"' END"#),
        ),
        field("title", "String", "Its title.", Read::Line("{t}.title")),
        field(
            "text",
            "String",
            "Its text, in which mentions are counted; null for a source of which only the title is known.",
            Read::Text("{t}.text"),
        )
        // A body is a thousand times as large as a name.
        .costing(10),
        field("language", "String", "Its language as a BCP 47 tag.", Read::Word("{t}.language")),
        date_field("date", date, "date"),
        mentions(),
        mention::segments_of_document(),
        mention::undecided_of_document(),
        persons(),
        citations(),
    ];
    fields.extend(revision::of_record());
    fields
}

fn mentions() -> Field {
    field(
        "mentions",
        "MentionConnection!",
        "The passages that name persons, in the order of the text.",
        Read::Connection(Box::new(mention::connection())),
    )
    .taking([
        input(
            "person",
            "PersonRef",
            "Only passages that name this person.",
            Condition::Ref("{n}.person_id = {ref}"),
        ),
        input(
            "rejected",
            "Boolean",
            "Whether those are listed that people rejected, and only they.",
            Condition::Flag("{n}.status = 'rejected'", "{n}.status <> 'rejected'"),
        )
        .or("false"),
    ])
    .taking(mention::conditions())
}

/// What an edge between a person and a document tells: the passages.
fn passages() -> Vec<Field> {
    let rows = rows(
        "mention {n}",
        "{n}.document_id = {t}.document_id AND {n}.person_id = {t}.person_id AND {n}.status <> 'rejected'",
    );
    vec![
        field(
            "passages",
            "[Mention!]!",
            "Where the document names the person, in the order of the text.",
            Read::List { to: "Mention", rows, order: "{n}.span_start, {n}.id" },
        ),
        field(
            "passageCount",
            "Int!",
            "How often the document names the person.",
            Read::Number("{t}.passages"),
        ),
    ]
}

fn persons() -> Field {
    let connection = Connection {
        name: "MentionedPersonConnection",
        edge: "MentionedPersonEdge",
        node: "Person",
        description: "A person whom a document mentions.",
        rows: rows("appearance {l} JOIN person {n} ON {n}.id = {l}.person_id", "{l}.document_id = {t}.id"),
        orders: vec![order("ENTRY", &[int("{l}.person_id")])],
        order_input: "",
        edge_fields: passages(),
    };
    field(
        "persons",
        "MentionedPersonConnection!",
        "The persons whom it mentions, each once.",
        Read::Connection(Box::new(connection)),
    )
    .taking([input("filter", "PersonFilter", "Only persons like this.", Condition::Group)])
}

pub(super) fn interface() -> Abstract {
    Abstract {
        name: "Document",
        description: "What mentions people: an article or a quotation.",
        fields: fields("Its date: of publication, or of when it was said."),
        is_union: false,
        discriminator: "{t}.kind",
        members: vec![
            Member { value: "article", object: "Article", rows: None },
            Member { value: "quotation", object: "Quotation", rows: None },
        ],
    }
}

/// The documents that mention a person.
pub(super) fn of_person() -> Field {
    let connection = Connection {
        name: "AppearanceConnection",
        edge: "AppearanceEdge",
        node: "Document",
        description: "A document that mentions a person, and where.",
        rows: rows("appearance {l} JOIN document {n} ON {n}.id = {l}.document_id", "{l}.person_id = {t}.id"),
        orders: vec![order("DATE", &[int("{l}.sort_day"), int("{l}.document_id")])],
        order_input: "",
        edge_fields: passages(),
    };
    field(
        "documents",
        "AppearanceConnection!",
        "The documents that mention this person, by their dates; each edge carries the passages.",
        Read::Connection(Box::new(connection)),
    )
    .taking([
        kinds(),
        input("filter", "DocumentFilter", "Only documents like this.", Condition::Group),
        input(
            "mentions",
            "MentionFilter",
            "Only documents with such a mention of the person.",
            Condition::Exists(
                "EXISTS (SELECT 1 FROM mention {x} WHERE {x}.document_id = {n}.id AND {x}.person_id = {l}.person_id \
                 AND {x}.status <> 'rejected' AND {inner})",
            ),
        ),
    ])
}

/// Where two persons are mentioned together: of a row with the columns `person_id` and `beside_id`.
pub(super) fn shared() -> Field {
    const BOTH: &str = "(SELECT a.document_id AS document_id, a.sort_day AS sort_day, a.person_id AS person_id, \
         b.person_id AS beside_id FROM appearance a JOIN appearance b ON b.document_id = a.document_id \
         WHERE a.person_id = {t}.person_id AND b.person_id = {t}.beside_id) {l} JOIN document {n} ON {n}.id = {l}.document_id";
    let passages = rows(
        "mention {n}",
        "{n}.document_id = {t}.document_id AND {n}.person_id IN ({t}.person_id, {t}.beside_id) AND {n}.status <> 'rejected'",
    );
    let connection = Connection {
        name: "SharedDocumentConnection",
        edge: "SharedDocumentEdge",
        node: "Document",
        description: "A document that mentions two persons, and where.",
        rows: rows(BOTH, ""),
        orders: vec![order("DATE", &[int("{l}.sort_day"), int("{l}.document_id")])],
        order_input: "",
        edge_fields: vec![field(
            "passages",
            "[Mention!]!",
            "Where the document names one of the two, in the order of the text.",
            Read::List { to: "Mention", rows: passages, order: "{n}.span_start, {n}.id" },
        )],
    };
    field(
        "documents",
        "SharedDocumentConnection!",
        "The documents that mention both, by their dates; each edge carries the passages.",
        Read::Connection(Box::new(connection)),
    )
    .costing(SHARED_RECKONED_AS)
}

/// What documents shared by two persons are reckoned as beside their page: those of one are walked through.
const SHARED_RECKONED_AS: u64 = 300;

fn kinds() -> Input {
    input(
        "kinds",
        "[DocumentKind!]",
        "Only documents of these kinds.",
        Condition::Sql("{n}.kind IN {list}", Transform::LowerList),
    )
}

/// There are two kinds of documents: no index leads with them.
const STRETCH: Stretch = Stretch {
    table: "document",
    order: "DATE",
    asked: ["filter", "date"],
    kinds: ("kinds", Transform::LowerList),
    kind: "kind",
    leads_with_kind: false,
};

/// All documents.
pub(super) fn all() -> Field {
    let connection = Connection {
        name: "DocumentConnection",
        edge: "DocumentEdge",
        node: "Document",
        description: "A document in a list.",
        rows: dated("document {n}", &STRETCH),
        orders: vec![
            order("DATE", &[int("{n}.sort_day"), int("{n}.id")]),
            order("TITLE", &[text("coalesce({n}.title_folded, '')"), int("{n}.id")]),
            order("ENTRY", &[int("{n}.id")]),
        ],
        order_input: "DocumentOrder",
        edge_fields: Vec::new(),
    };
    field(
        "documents",
        "DocumentConnection!",
        "Articles and quotations, by date unless told otherwise.",
        Read::Connection(Box::new(connection)),
    )
    .taking([kinds(), input("filter", "DocumentFilter", "Only documents like this.", Condition::Group)])
}

pub(super) fn inputs() -> Vec<InputObject> {
    vec![InputObject {
        name: "DocumentFilter",
        description: "What documents must be like. All given conditions must hold.",
        one_of: false,
        fields: filter_fields(),
    }]
}

fn filter_fields() -> Vec<Input> {
    const MENTIONS: &str = "{n}.id IN (SELECT ap.document_id FROM appearance ap WHERE ap.person_id = {ref})";
    let mut fields = vec![
        kinds(),
        input("title", "TextFilter", "Their title is like this.", Condition::Column("{n}.title_folded")),
        input(
            "languages",
            "[String!]",
            "They are in one of these languages, exactly as tagged: `de`.",
            Condition::Sql("{n}.language IN {list}", Transform::List),
        ),
        input(
            "date",
            "DateFilter",
            "They are of this stretch: published, or said.",
            Condition::Date { earliest: "{n}.date_earliest", latest: "{n}.date_latest", around: "" },
        ),
        input("mentions", "PersonRef", "They mention this person.", Condition::Ref(MENTIONS)),
        input(
            "mentionsAll",
            "[PersonRef!]",
            "They mention every one of these persons.",
            Condition::EachRef(MENTIONS),
        ),
        input(
            "attribution",
            "AttributionFilter",
            "They are quotations with such an attribution.",
            Condition::Exists("{n}.id IN (SELECT {x}.quotation_id FROM attribution {x} WHERE {inner})"),
        ),
        input(
            "keys",
            "[String!]",
            "They have one of these keys.",
            Condition::Sql(
                "{n}.id IN (SELECT k.record_id FROM external_key k WHERE k.kind IN ('article', 'quotation') \
                 AND k.key IN {list})",
                Transform::List,
            ),
        ),
    ];
    fields.extend(combinations("[DocumentFilter!]", "DocumentFilter"));
    fields
}

pub(super) fn enums() -> Vec<Enum> {
    vec![
        Enum {
            name: "DocumentKind",
            description: "What a document is.",
            values: &[("ARTICLE", "Prose with a body."), ("QUOTATION", "Words ascribed to someone.")],
        },
        Enum {
            name: "DocumentOrderField",
            description: "What documents are ordered by.",
            values: &[
                ("DATE", "By the first day on which they may have been published or said."),
                ("TITLE", "By title, without accents and case; those without one first."),
                ("ENTRY", "In the order in which they were entered."),
            ],
        },
    ]
}
