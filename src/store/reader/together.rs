//! Several runs of one statement, made one statement of PostgreSQL's: to begin a statement costs it as much as to
//! look up the page of a life. Each value becomes a list of values, one for each run, and each run's answer tells its number.

use super::{Bind, Statement};

/// The column that tells which run an answer is of; the first is 1.
pub const NUMBER: &str = "asked.number";

/// One value of every run, in their order.
#[derive(Debug, PartialEq, Eq)]
pub enum List {
    /// Integers.
    Ints(Vec<i64>),
    /// Texts.
    Texts(Vec<Option<String>>),
}

/// What is selected from, to have the answers of all runs as rows with the column `a`.
///
/// The lists are selected, or PostgreSQL would see how long they are, find a plan for just these a little cheaper than one
/// for any, and plan anew each time.
pub fn source(statement: &Statement) -> String {
    let list = |(at, bind): (usize, &Bind)| format!("(SELECT ${}::{}[])", at + 1, bind.ty());
    let lists: Vec<_> = statement.binds.iter().enumerate().map(list).collect();
    let columns: Vec<_> = (1..=lists.len()).map(|slot| format!("p{slot}")).collect();
    format!(
        "unnest({}) WITH ORDINALITY AS asked ({}, number) CROSS JOIN LATERAL ({} OFFSET 0) AS q (a)",
        lists.join(", "),
        columns.join(", "),
        with_columns(&statement.sql)
    )
}

/// The values of runs of one statement.
pub fn lists(runs: &[Statement]) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    for run in runs {
        for (at, bind) in run.binds.iter().enumerate() {
            match (lists.get_mut(at), bind) {
                (Some(List::Ints(list)), Bind::Int(value)) => list.push(*value),
                (Some(List::Texts(list)), Bind::Text(value)) => {
                    list.push(value.as_deref().map(str::to_owned))
                }
                (None, Bind::Int(value)) => lists.push(List::Ints(vec![*value])),
                (None, Bind::Text(value)) => {
                    lists.push(List::Texts(vec![value.as_deref().map(str::to_owned)]))
                }
                (Some(_), _) => unreachable!("runs of one statement have values of the same types"),
            }
        }
    }
    lists
}

/// A statement with a column of `asked` for each value: `asked.p1` for `$1`. What is quoted stays as it is.
fn with_columns(sql: &str) -> String {
    let mut written = String::with_capacity(sql.len() + sql.len() / 4);
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', '"', '$']) {
        let (before, found) = rest.split_at(at);
        written.push_str(before);
        let quote = &found[..1];
        let (taken, left) = match quote {
            "$" if found[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                written.push_str("asked.p");
                ("", &found[1..])
            }
            "$" => found.split_at(1),
            // A quote within is written twice: two quoted parts side by side.
            quote => found.split_at(found[1..].find(quote).map_or(found.len(), |end| end + 2)),
        };
        written.push_str(taken);
        rest = left;
    }
    written + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_lists_and_what_is_quoted_stays() {
        let sql = r#"SELECT '$1''$2' || "$1" || name FROM person WHERE id = $1 AND name = $12 LIMIT $2"#;
        let run = |id: i64, name: Option<&str>| Statement {
            sql: sql.into(),
            binds: vec![Bind::Int(id), Bind::Text(name.map(Into::into))],
        };
        assert_eq!(
            source(&run(1, None)),
            "unnest((SELECT $1::bigint[]), (SELECT $2::text[])) WITH ORDINALITY AS asked (p1, p2, number) \
             CROSS JOIN LATERAL (SELECT '$1''$2' || \"$1\" || name FROM person \
             WHERE id = asked.p1 AND name = asked.p12 LIMIT asked.p2 OFFSET 0) AS q (a)"
        );
        let runs = [run(7, Some("Koba")), run(8, None)];
        let texts = List::Texts(vec![Some("Koba".to_owned()), None]);
        assert_eq!(lists(&runs), [List::Ints(vec![7, 8]), texts]);
    }

    #[test]
    fn a_quote_that_does_not_end_is_kept() {
        assert_eq!(with_columns("a '$1"), "a '$1");
        assert_eq!(with_columns("$ $1$"), "$ asked.p1$");
    }
}
