//! JSON that is partly known when the statement is written and partly read when it runs: the arguments of a
//! `concat`, written one after another into one text.

use super::statement::{Scope, fill_into};

/// How many arguments one `concat` takes: PostgreSQL allows 100.
const CONCAT_ARGUMENTS: usize = 90;

/// How many bytes an object's expression has, more or less: it is not moved as it grows.
const USUAL: usize = 512;

/// JSON in the making.
pub(super) struct Json {
    /// The arguments without anything between them. A text that may grow has no closing quote yet.
    written: String,
    /// Where each argument ends, but for a text that may grow.
    ends: Vec<usize>,
    begins_with_text: bool,
    ends_with_text: bool,
}

impl Default for Json {
    fn default() -> Json {
        let (written, ends) = (String::with_capacity(USUAL), Vec::with_capacity(USUAL / 32));
        Json { written, ends, begins_with_text: false, ends_with_text: false }
    }
}

impl Json {
    /// Appends known text. It holds names and punctuation of JSON only, never a value.
    pub(super) fn text(&mut self, text: &str) {
        if !self.ends_with_text {
            self.begins_with_text |= self.written.is_empty();
            self.ends_with_text = true;
            self.written.push('\'');
        }
        self.written.push_str(text);
    }

    /// Appends a key, after a comma unless it is the first.
    pub(super) fn key(&mut self, at: usize, key: &str) {
        self.text(if at == 0 { "\"" } else { ",\"" });
        self.text(key);
        self.text("\":");
    }

    /// Appends a text as JSON.
    pub(super) fn quoted(&mut self, text: &str) {
        self.text("\"");
        self.text(text);
        self.text("\"");
    }

    /// Appends an expression that is never NULL.
    pub(super) fn sql(&mut self, sql: &str) {
        self.end_text();
        self.written.push_str(sql);
        self.ends.push(self.written.len());
    }

    /// Appends the expression that a declared text is with its rows filled in, between what stands around it.
    pub(super) fn filled(&mut self, (before, after): (&str, &str), template: &str, row: &Scope) {
        self.end_text();
        self.written.push_str(before);
        fill_into(&mut self.written, template, row);
        self.written.push_str(after);
        self.ends.push(self.written.len());
    }

    /// Appends more of the same.
    pub(super) fn append(&mut self, more: &Json) {
        let mut written = more.written.as_str();
        if written.is_empty() {
            return;
        }
        if self.ends_with_text && more.begins_with_text {
            written = &written[1..];
        } else {
            self.end_text();
            self.begins_with_text |= self.written.is_empty() && more.begins_with_text;
        }
        let skipped = more.written.len() - written.len();
        let moved = self.written.len();
        self.written.push_str(written);
        self.ends.extend(more.ends.iter().map(|end| end - skipped + moved));
        self.ends_with_text = more.ends_with_text;
    }

    fn end_text(&mut self) {
        if self.ends_with_text {
            self.ends_with_text = false;
            self.written.push('\'');
            self.ends.push(self.written.len());
        }
    }

    /// One expression for all of it.
    pub(super) fn render(mut self) -> String {
        self.end_text();
        if self.ends.len() == 1 {
            return self.written;
        }
        // What is too long for one call grows from the left, so that a text that grows too large ends the statement
        // before all the others are in memory as well.
        let more = self.ends.len().saturating_sub(CONCAT_ARGUMENTS).div_ceil(CONCAT_ARGUMENTS - 1);
        let mut text = String::with_capacity(self.written.len() + 2 * self.ends.len() + 8 * (more + 1));
        for _ in 0..=more {
            text.push_str("concat(");
        }
        let mut from = 0;
        for (at, end) in self.ends.iter().enumerate() {
            if at >= CONCAT_ARGUMENTS && (at - CONCAT_ARGUMENTS).is_multiple_of(CONCAT_ARGUMENTS - 1) {
                text.push(')');
            }
            text.push_str(if at == 0 { "" } else { ", " });
            text.push_str(&self.written[from..*end]);
            from = *end;
        }
        text.push(')');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sql: &str) -> Json {
        let mut json = Json::default();
        json.sql(sql);
        json
    }

    #[test]
    fn texts_beside_each_other_are_one() {
        let mut inner = Json::default();
        inner.key(0, "b");
        inner.sql("x.b");
        inner.text("}");
        let mut json = Json::default();
        json.text("{\"a\":{");
        json.append(&inner);
        json.append(&Json::default());
        json.text(",\"c\":");
        json.append(&of("'false'"));
        json.append(&of("x.d"));
        json.text("}");
        assert_eq!(json.render(), r#"concat('{"a":{"b":', x.b, '},"c":', 'false', x.d, '}')"#);
    }

    #[test]
    fn one_argument_stands_alone() {
        assert_eq!(of("x.a").render(), "x.a");
        let mut text = Json::default();
        text.quoted("a");
        assert_eq!(text.render(), r#"'"a"'"#);
    }

    #[test]
    fn what_is_too_long_for_one_call_grows_from_the_left() {
        let of = |count: usize| {
            let mut json = Json::default();
            (0..count).for_each(|at| json.sql(&at.to_string()));
            json.render()
        };
        let list =
            |from: usize, to: usize| (from..to).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
        assert_eq!(of(90), format!("concat({})", list(0, 90)));
        assert_eq!(of(91), format!("concat(concat({}), 90)", list(0, 90)));
        assert_eq!(of(179), format!("concat(concat({}), {})", list(0, 90), list(90, 179)));
        let three = format!("concat(concat(concat({}), {}), 179)", list(0, 90), list(90, 179));
        assert_eq!(of(180), three);
    }
}
