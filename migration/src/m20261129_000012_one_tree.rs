//! The linker's tables are one tree each: those whose key is made of several columns are kept in its order, where SQLite
//! would keep their rows in one tree and their key in another. What is written at random places with every text is less:
//! an edit with thirty names changed some 145 pages before and 94 after.
//!
//! `candidate` and `sure_mention` no longer have an index by person: `candidate_document` says in which documents a person
//! was ever thought of, and is written with the words of a text, when it is not waited for. `appearance` is kept by
//! document, and found by person in the order of its list.

use sea_orm_migration::prelude::*;

use crate::dialect;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000012_one_tree"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// A step is taken whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, &format!("{}{UP}", tables(true))).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, &format!("{DOWN}{}", tables(false))).await
    }
}

/// A table that is made anew from what it holds: its name, its columns, the key that it has after this step and had
/// before, and its indexes.
struct Table {
    name: &'static str,
    /// `{person}` stands for a reference that goes with this step.
    columns: &'static str,
    key: [&'static str; 2],
    indexes: [&'static str; 2],
}

const TABLES: &[Table] = &[
    Table {
        name: "person_form",
        columns: "person_id INT NOT NULL REFERENCES person (id), form TEXT NOT NULL, how INT NOT NULL, weight INT NOT NULL",
        key: ["person_id, form, how"; 2],
        indexes: ["CREATE INDEX person_form_form ON person_form (form, person_id, how, weight);\n"; 2],
    },
    Table {
        name: "candidate",
        columns: "document_id INT NOT NULL REFERENCES document (id), span_start INT NOT NULL, span_end INT NOT NULL, \
            place INT NOT NULL, person_id INT NOT NULL {person}, score INT NOT NULL, rule TEXT NOT NULL, surface TEXT NOT NULL",
        key: ["document_id, span_start, span_end, place"; 2],
        indexes: ["", "CREATE INDEX candidate_person ON candidate (person_id, document_id);\n"],
    },
    Table {
        name: "unresolved_name",
        columns: "document_id INT NOT NULL REFERENCES document (id), span_start INT NOT NULL, span_end INT NOT NULL, \
            name TEXT NOT NULL, prefix TEXT NOT NULL, surface TEXT NOT NULL, suffix TEXT NOT NULL",
        key: ["document_id, span_start, span_end"; 2],
        indexes: ["CREATE INDEX unresolved_name_name ON unresolved_name (name, document_id, span_start);\n";
            2],
    },
    Table {
        name: "name_count",
        columns: "name TEXT NOT NULL, passages INT NOT NULL, rarity INT NOT NULL, surface TEXT NOT NULL",
        key: ["name"; 2],
        indexes: ["CREATE INDEX name_count_rarity ON name_count (rarity, name);\n"; 2],
    },
    Table {
        name: "sure_mention",
        columns: "document_id INT NOT NULL REFERENCES document (id), person_id INT NOT NULL {person}, \
            passages INT NOT NULL, called INT NOT NULL",
        key: ["document_id, person_id"; 2],
        indexes: ["", "CREATE INDEX sure_mention_person ON sure_mention (person_id, document_id);\n"],
    },
    Table {
        name: "mention_use",
        columns: "person_id INT NOT NULL REFERENCES person (id), author INT NOT NULL, year INT NOT NULL, \
            passages INT NOT NULL, called INT NOT NULL",
        key: ["person_id, author, year"; 2],
        indexes: ["CREATE INDEX mention_use_author ON mention_use (author, year, person_id, passages) WHERE author > 0;\n";
            2],
    },
    Table {
        name: "habit_passage",
        columns: "document_id INT NOT NULL REFERENCES document (id), words TEXT NOT NULL, \
            person_id INT NOT NULL REFERENCES person (id), score INT NOT NULL",
        key: ["document_id, words, person_id"; 2],
        indexes: ["CREATE INDEX habit_passage_person ON habit_passage (person_id, document_id);\n"; 2],
    },
    Table {
        name: "habit",
        columns: "author INT NOT NULL, words TEXT NOT NULL, year INT NOT NULL, \
            person_id INT NOT NULL REFERENCES person (id), score INT NOT NULL",
        key: ["author, words, year, person_id"; 2],
        indexes: ["CREATE INDEX habit_person ON habit (person_id);\n"; 2],
    },
    Table {
        name: "word_use",
        columns: "word TEXT NOT NULL, small INT NOT NULL, capital INT NOT NULL, determined INT NOT NULL, placed INT NOT NULL, \
            dotted INT NOT NULL, named INT NOT NULL",
        key: ["word"; 2],
        indexes: [""; 2],
    },
    Table {
        name: "appearance",
        columns: "person_id INT NOT NULL REFERENCES person (id), document_id INT NOT NULL REFERENCES document (id), \
            document_kind TEXT NOT NULL, passages INT NOT NULL, sort_day INT NOT NULL",
        key: ["document_id, person_id", "person_id, document_id"],
        indexes: [
            "CREATE INDEX appearance_of_person ON appearance (person_id, sort_day, document_id, passages);\n",
            "CREATE INDEX appearance_of_person ON appearance (person_id, sort_day, document_id, passages);\n\
             CREATE INDEX appearance_of_document ON appearance (document_id, person_id);\n",
        ],
    },
];

/// The statements that make each table anew, as it is after this step or as it was before.
fn tables(is_after: bool) -> String {
    let (at, person, kept) = match is_after {
        true => (0, "", " WITHOUT ROWID"),
        false => (1, "REFERENCES person (id)", ""),
    };
    let table = |table: &Table| {
        let (name, key) = (table.name, table.key[at]);
        let columns = table.columns.replace("{person}", person);
        let names: Vec<&str> = columns.split(", ").filter_map(|column| column.split(' ').next()).collect();
        let names = names.join(", ");
        format!(
            "CREATE TABLE {name}_anew ({columns}, PRIMARY KEY ({key})){kept};\n\
             INSERT INTO {name}_anew ({names}) SELECT {names} FROM {name} ORDER BY {key};\n\
             DROP TABLE {name};\n\
             ALTER TABLE {name}_anew RENAME TO {name};\n{}",
            table.indexes[at]
        )
    };
    TABLES.iter().map(table).collect()
}

const UP: &str = "
CREATE TABLE candidate_document (
    person_id INT NOT NULL REFERENCES person (id),
    document_id INT NOT NULL,
    PRIMARY KEY (person_id, document_id)) WITHOUT ROWID;
INSERT INTO candidate_document (person_id, document_id)
    SELECT person_id, document_id FROM candidate UNION SELECT person_id, document_id FROM sure_mention;
CREATE INDEX linked_text_untallied ON linked_text (document_id) WHERE tallied = 0;
";

const DOWN: &str = "
DROP INDEX linked_text_untallied;
DROP TABLE candidate_document;
";
