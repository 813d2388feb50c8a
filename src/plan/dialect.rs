//! The few expressions in which SQLite and PostgreSQL differ; everything else is one text for both.

use super::alias::Alias;
use super::price::Size;
use crate::store::Dialect;

impl Dialect {
    /// The place of a bound value, from 0.
    pub(super) fn place(self, slot: usize) -> String {
        match self {
            Dialect::Sqlite => format!("?{}", slot + 1),
            Dialect::Postgres => format!("${}", slot + 1),
        }
    }

    /// How many rows a page may have.
    pub(super) fn size(self, size: Size) -> String {
        match size {
            Size::Known(size) => size.to_string(),
            Size::Bound(slot) => self.place(slot),
        }
    }

    /// What makes JSON of a text or NULL, before and behind it.
    pub(super) fn quote(self, non_null: bool) -> (&'static str, &'static str) {
        match (self, non_null) {
            (Dialect::Sqlite, _) => ("json_quote(", ")"),
            (Dialect::Postgres, true) => ("to_json(", ")::text"),
            (Dialect::Postgres, false) => ("coalesce(to_json(", ")::text, 'null')"),
        }
    }

    /// What makes JSON of a text of one line or NULL. There is nothing in it that JSON writes otherwise but quotes and backslashes
    /// (`chr(92)`, for how a literal writes one is a setting); `to_json` looks up the type of its argument at each call.
    pub(super) fn quote_line(self, non_null: bool) -> (&'static str, &'static str) {
        match (self, non_null) {
            (Dialect::Sqlite, _) => self.quote(non_null),
            (Dialect::Postgres, true) => {
                ("'\"' || replace(replace(", ", chr(92), chr(92) || chr(92)), '\"', chr(92) || '\"') || '\"'")
            }
            (Dialect::Postgres, false) => (
                "coalesce('\"' || replace(replace(",
                ", chr(92), chr(92) || chr(92)), '\"', chr(92) || '\"') || '\"', 'null')",
            ),
        }
    }

    /// What makes JSON of a word or NULL.
    pub(super) fn quote_word(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => self.quote(false),
            Dialect::Postgres => ("coalesce('\"' || ", " || '\"', 'null')"),
        }
    }

    /// What makes JSON of an integer or NULL, before and behind it.
    pub(super) fn number(self, non_null: bool) -> (&'static str, &'static str) {
        match (self, non_null) {
            (_, true) => ("", ""),
            (Dialect::Sqlite, false) => ("coalesce(", ", 'null')"),
            (Dialect::Postgres, false) => ("coalesce((", ")::text, 'null')"),
        }
    }

    /// The texts of rows, joined by commas.
    pub(super) fn join(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => format!("group_concat({text}, ',')"),
            Dialect::Postgres => format!("string_agg({text}, ',')"),
        }
    }

    /// The first text of the rows as JSON; `null` without rows. The text has no quotes of its own.
    pub(super) fn first(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => {
                format!(
                    "coalesce(json_quote(json_extract('[\"' || group_concat({text}, '\",\"') || '\"]', '$[0]')), 'null')"
                )
            }
            Dialect::Postgres => format!("coalesce('\"' || (array_agg({text}))[1] || '\"', 'null')"),
        }
    }

    /// The last text of the rows as JSON; `null` without rows. The text has no quotes of its own.
    pub(super) fn last(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => {
                format!(
                    "coalesce(json_quote(json_extract('[\"' || group_concat({text}, '\",\"') || '\"]', '$[#-1]')), 'null')"
                )
            }
            Dialect::Postgres => format!("coalesce('\"' || (array_agg({text}))[count(*)] || '\"', 'null')"),
        }
    }

    /// The elements of a bound JSON list of texts, as a sub-select.
    pub(super) fn list(self, slot: usize) -> String {
        match self {
            Dialect::Sqlite => format!("(SELECT value FROM json_each({}))", self.place(slot)),
            Dialect::Postgres => format!("(SELECT json_array_elements_text({}::json))", self.place(slot)),
        }
    }

    /// The end of a condition that holds for the numbers of a bound JSON list of ids. PostgreSQL takes a
    /// sub-select for long and reads the whole table beside it; an array it looks up.
    pub(super) fn among(self, slot: usize) -> String {
        let place = self.place(slot);
        match self {
            Dialect::Sqlite => format!(
                "IN (SELECT CAST(substr(value, instr(value, ':') + 1) AS INTEGER) FROM json_each({place}))"
            ),
            Dialect::Postgres => format!(
                "= ANY (ARRAY(SELECT split_part(json_array_elements_text({place}::json), ':', 2)::bigint))"
            ),
        }
    }

    /// The end of a condition that holds for the texts of a bound JSON list, and has the rows stay in their order.
    pub(super) fn one_of(self, slot: usize) -> String {
        let place = self.place(slot);
        match self {
            Dialect::Sqlite => format!("IN (SELECT value FROM json_each({place}))"),
            Dialect::Postgres => {
                format!("= ANY (ARRAY(SELECT json_array_elements_text({place}::json)))")
            }
        }
    }

    /// Texts of rows, a line each.
    pub(super) fn lines(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => format!("group_concat({text}, char(10))"),
            Dialect::Postgres => format!("string_agg({text}, chr(10))"),
        }
    }

    /// The rows `{n}` of a bound JSON list of ids, in order, with their columns `kind` and `id`; `number` makes an
    /// id of what was given: a number `{1}`, a kind `{2}`, a key `{3}`.
    pub(super) fn ids(self, slot: usize, row: Alias, number: &str) -> String {
        let place = self.place(slot);
        match self {
            Dialect::Sqlite => format!(
                "(SELECT json_extract(value, '$.k') AS kind, {} AS id FROM json_each({place}) \
                 ORDER BY key) {row}",
                number
                    .replace("{1}", "json_extract(value, '$.n')")
                    .replace("{2}", "json_extract(value, '$.k')")
                    .replace("{3}", "json_extract(value, '$.key')"),
            ),
            Dialect::Postgres => format!(
                "(SELECT value ->> 'k' AS kind, {} AS id \
                 FROM json_array_elements({place}::json) WITH ORDINALITY AS ids (value, place) ORDER BY place) {row}",
                number
                    .replace("{1}", "(value ->> 'n')::bigint")
                    .replace("{2}", "(value ->> 'k')")
                    .replace("{3}", "(value ->> 'key')"),
            ),
        }
    }

    /// A statement with what the databases call differently: `{position}`, `{each x}` for the elements of a JSON list
    /// of texts, as rows `j` with the column `value`, `{joined x}` for the texts of rows, joined by commas, `{asked x}` for
    /// whether a row `y` of the search index is one that `x` asks for, and `{index k x}` for the rows `i` of the index that are asked
    /// for by the column `asked` of the select `x`, which has one row or none, and by `k`. `{sqlite x}` and `{postgres x}` are there on one
    /// of them alone. No other text of a statement has such words in brackets.
    pub(super) fn worded(self, sql: String) -> String {
        if !sql.contains('{') {
            return sql;
        }
        let each = |list: &str| match self {
            Dialect::Sqlite => format!("json_each({list}) j"),
            Dialect::Postgres => format!("json_array_elements_text(({list})::json) j (value)"),
        };
        let position = if self == Dialect::Sqlite { "instr" } else { "strpos" };
        let asked = |asked: &str| match self {
            Dialect::Sqlite => format!("y.search_index MATCH {asked}"),
            Dialect::Postgres => format!("y.vector @@ CAST({asked} AS tsquery)"),
        };
        // SQLite reads the index in its order where nothing stands beside it. PostgreSQL puts its function into the statement only
        // where the argument has no select in it, and plans it anew each time elsewhere.
        let index = |inner: &str| {
            let (kinds, select) = inner.split_once(' ').unwrap_or((inner, "SELECT NULL AS asked"));
            match self {
                Dialect::Sqlite => {
                    format!("search_index(concat('(', coalesce(({select}), '\"\"'), ')', {kinds})) i")
                }
                Dialect::Postgres => format!(
                    "({select} LIMIT 1) a CROSS JOIN search_index(concat('(', a.asked, ')', {kinds})) i"
                ),
            }
        };
        let mut written = String::with_capacity(sql.len());
        let mut rest = sql.as_str();
        while let Some(at) = rest.find('{') {
            written.push_str(&rest[..at]);
            let from = &rest[at..];
            let word = WORDS.iter().find_map(|word| Some((*word, from.strip_prefix(word)?)));
            // What stands in brackets is worded first: there may be words in it.
            let inner = word.and_then(|(word, inner)| Some((word, inner, closing(inner)?)));
            let Some((word, inner, end)) = inner else {
                written.push('{');
                rest = &from[1..];
                continue;
            };
            let text = self.worded(inner[..end].to_owned());
            match (word, self) {
                (POSITION, _) => written.push_str(position),
                (EACH, _) => written.push_str(&each(&text)),
                (ASKED, _) => written.push_str(&asked(&text)),
                (INDEX, _) => written.push_str(&index(&text)),
                (JOINED, _) => written.push_str(&self.join(&text)),
                (SQLITE, Dialect::Sqlite) | (POSTGRES, Dialect::Postgres) => written.push_str(&text),
                _ => {}
            }
            rest = &inner[end + 1..];
        }
        written.push_str(rest);
        written
    }

    /// A text in hexadecimal.
    pub(super) fn hex(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => format!("hex({text})"),
            Dialect::Postgres => format!("upper(encode(convert_to({text}, 'UTF8'), 'hex'))"),
        }
    }
}

/// The words that [`Dialect::worded`] knows.
const WORDS: [&str; 7] = [POSITION, EACH, ASKED, INDEX, JOINED, SQLITE, POSTGRES];
const POSITION: &str = "{position";
const EACH: &str = "{each ";
const ASKED: &str = "{asked ";
const INDEX: &str = "{index ";
const JOINED: &str = "{joined ";
const SQLITE: &str = "{sqlite ";
const POSTGRES: &str = "{postgres ";

/// Where the bracket closes that is open before a text.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| match byte {
        b'{' => {
            open += 1;
            false
        }
        b'}' if open > 0 => {
            open -= 1;
            false
        }
        byte => byte == b'}',
    })
}
