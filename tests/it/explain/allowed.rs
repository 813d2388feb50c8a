//! What plans may do that no index bounds, and why: a part of the example's name, the beginning of the step, the reason. An empty
//! name stands for every example. Whoever adds a line says what bounds the rows, or that nothing does.

/// Tables that do not grow with the archive, and what holds them small.
pub const FIXED: &[(&str, &str)] = &[
    ("claim_id", "one row"),
    ("link_state", "a row for each sort of work"),
    ("search_rules", "one row"),
    ("search_language", "a row for each language"),
    ("seaql_migrations", "a row for each step"),
];

const IN_ORDER: &str =
    "a list read in its order until the page is full; where a filter passes over rows, as far as that takes";
const COUNTED: &str = "`totalCount` without a filter: the smallest index is counted, and the price knows it";
const LOOKED_THROUGH: &str = "not bounded: no index answers the filter, and the price knows it";
const BY_NUMBER: &str = "a list in the order of entry, read until the page is full";
const OWN_LISTS: &str = "no table: the aliases `a` and `k` are those of the chain's own lists, too";
const REPORT: &str = "not bounded: the report looks at every record of a sort, and the price knows it";

/// Steps of SQLite that read a table or an index from end to end.
pub const WALKED: &[(&str, &str, &str)] = &[
    ("", "SCAN person USING INDEX person_name_order", IN_ORDER),
    ("", "SCAN person USING COVERING INDEX person_name_order", IN_ORDER),
    ("", "SCAN person USING INDEX person_birth_order", IN_ORDER),
    ("", "SCAN person USING INDEX person_death_order", IN_ORDER),
    ("", "SCAN event USING INDEX event_order", IN_ORDER),
    ("", "SCAN event USING INDEX event_title_order", IN_ORDER),
    ("", "SCAN document USING INDEX document_title_order", IN_ORDER),
    ("", "SCAN person USING COVERING INDEX person_death", COUNTED),
    ("variables/null_is_no_filter", "SCAN event USING COVERING INDEX event_title_order", COUNTED),
    ("event/filters", "SCAN event USING COVERING INDEX event_title", LOOKED_THROUGH),
    ("person/filters_by_name", "SCAN person_name", LOOKED_THROUGH),
    ("document/filters", "SCAN attribution", LOOKED_THROUGH),
    ("variables/whole_filter", "SCAN event", LOOKED_THROUGH),
    ("history/changes", "SCAN batch", "not bounded: the batches of an actor, of whom there is no index"),
    ("history/batches", "SCAN batch", BY_NUMBER),
    ("history/of_documents", "SCAN document", BY_NUMBER),
    ("history/of_documents", "SCAN event", BY_NUMBER),
    ("selection/inline_fragments_on_interface", "SCAN document", BY_NUMBER),
    ("quality/inconsistencies", "SCAN ", REPORT),
    ("person/path", "SCAN appearance", OWN_LISTS),
    ("person/path", "SCAN external_key", OWN_LISTS),
];

const FOUND: &str = "not bounded: all that an index finds for the filter is put in the order of the list";
const NAMED: &str = "as many as the request names, which is no more than a page";
const LIFE: &str = "not bounded but by one life: a timeline is put together whole for each of its pages";
const FOR_ONE_PERSON: &str = "all names like those of one person, and the price knows it";
const TIERS: &str = "the parts of a search, each no longer than the page";
const WAVES: &str = "the lists of a chain, which have bounds of their own: see `src/catalog/path.rs`";

/// Steps of SQLite that are the first of those whose rows are put in order. Digits of aliases are left out.
pub const SORTED: &[(&str, &str, &str)] = &[
    ("", "SCAN b", "a page, turned round"),
    ("", "SCAN json_each", NAMED),
    ("", "SEARCH citation USING INDEX citation_of_claim (claim_id=?)", "the citations of one claim"),
    ("", "SEARCH attribution USING INDEX attribution_of_quotation (quotation_id=?)", "of one quotation"),
    (
        "",
        "SEARCH quotation USING COVERING INDEX quotation_source (source_id=?)",
        "the quotations from one text",
    ),
    ("", "SEARCH identifier USING INDEX identifier_value (scheme=? AND value=?)", "who has one identifier"),
    ("person/relations", "MULTI-INDEX OR", "the ties of one person, told from either end"),
    ("history/by_id", "SEARCH revision USING INDEX sqlite_autoindex_revision_1 (record_id=?)", NAMED),
    ("page/of_nothing", "SEARCH person USING INTEGER PRIMARY KEY (rowid=?)", NAMED),
    ("history/changes", "SEARCH revision USING INDEX revision_of_batch", FOUND),
    ("document/filters", "SEARCH document USING", FOUND),
    ("event/filters", "SEARCH event USING", FOUND),
    ("event/overlapping_and_more", "SEARCH event USING INDEX event_place", FOUND),
    ("person/filters_by_name", "SEARCH person USING INTEGER PRIMARY KEY (rowid=?)", FOUND),
    ("variables/inside_literals", "MULTI-INDEX OR", FOUND),
    ("person/timeline", "SCAN n", LIFE),
    ("selection/typename_everywhere", "SCAN n", LIFE),
    (
        "person/appears_with",
        "SEARCH appearance USING COVERING INDEX appearance_of_person (person_id=?)",
        "not bounded but by one person: everybody in all of their documents, and the price knows it",
    ),
    ("search/", "SCAN l", TIERS),
    ("search/", "SCAN n", TIERS),
    ("search/snippet", "SCAN j VIRTUAL TABLE", "the words of one passage"),
    ("person/path", "SCAN ", WAVES),
    ("person/path", "SEARCH appearance USING COVERING INDEX appearance_of_person (person_id=?)", WAVES),
    ("quality/merge_candidates", "SCAN c", FOR_ONE_PERSON),
    ("quality/merge_candidates", "SEARCH person_name USING INDEX person_name_of_person", FOR_ONE_PERSON),
    ("quality/inconsistencies", "SCAN ", REPORT),
];

/// Tables that PostgreSQL reads from end to end, even where it is told to do without.
pub const READ_WHOLE: &[(&str, &str, &str)] = &[
    ("history/batches", "batch", BY_NUMBER),
    ("quality/inconsistencies", "relation", REPORT),
    ("quality/inconsistencies", "identifier", REPORT),
    ("quality/inconsistencies", "claim", REPORT),
    ("variables/whole_filter", "event", LOOKED_THROUGH),
];
