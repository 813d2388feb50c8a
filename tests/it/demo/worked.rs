//! The worked queries of `docs/queries.md`: each is asked of the demo archive on both databases, and the
//! answer printed below it is the answer. Those over other data are asked too, but only to be answerable:
//! their data is not part of the project.

use serde_json::Value;

use super::Demo;
use crate::support::{project, same_as_file};

const FILE: &str = "docs/queries.md";

/// Where the queries over other data begin.
const BEYOND: &str = "## Real archives";

/// The most characters of a line of an answer that is laid out.
const WIDTH: usize = 110;

#[tokio::test]
async fn every_worked_query_has_the_answer_that_stands_below_it() {
    let text = std::fs::read_to_string(project(FILE)).unwrap();
    let (ours, beyond) = text.split_once(BEYOND).expect("the page has a part on other data");
    let demo = Demo::open().await;
    let mut written = String::new();
    let mut examples = 0;
    for part in parts(ours) {
        written.push_str(part.before);
        written.push_str(&lay_out(&demo.answer(part.query).await, 0));
        written.push_str(part.after);
        examples += 1;
        let answer: Value = serde_json::from_str(&demo.answer(part.query).await).unwrap();
        assert!(answer.get("errors").is_none(), "{}: {answer}", part.query);
    }
    assert!(examples >= 10, "only {examples} queries were found");
    for part in parts(beyond) {
        demo.ask(part.query).await;
        let answer: Value =
            serde_json::from_str(part.answer).unwrap_or_else(|error| panic!("{error}: {}", part.answer));
        assert!(answer["data"].is_object(), "{answer}");
        assert_eq!(part.answer, lay_out(part.answer, 0), "laid out as the others are");
    }
    same_as_file(FILE, &format!("{written}{BEYOND}{beyond}"));
    demo.close().await;
}

/// One query of the page with what surrounds its answer.
struct Part<'a> {
    /// From the end of the part before to the beginning of the answer.
    before: &'a str,
    query: &'a str,
    answer: &'a str,
    /// The end of the answer's block; with the last part, the rest of the page.
    after: &'a str,
}

fn parts(page: &str) -> Vec<Part<'_>> {
    const QUERY: &str = "```graphql\n";
    const ANSWER: &str = "\n```\n\n```json\n";
    const END: &str = "\n```\n";
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find(QUERY) {
        let query = &rest[at + QUERY.len()..];
        let query_end = query.find(END).expect("the block of a query ends");
        assert!(query[query_end..].starts_with(ANSWER), "an answer follows `{}`", &query[..query_end]);
        let begin = at + QUERY.len() + query_end + ANSWER.len();
        let end = begin + rest[begin..].find(END).expect("the block of an answer ends");
        let next = rest[end..].find(QUERY).map_or(rest.len(), |_| end + END.len());
        found.push(Part {
            before: &rest[..begin],
            query: &query[..query_end],
            answer: &rest[begin..end],
            after: &rest[end..next],
        });
        rest = &rest[next..];
    }
    found
}

/// JSON on as few lines as fit, its fields in their order.
fn lay_out(json: &str, indentation: usize) -> String {
    let flat = flat(json);
    if indentation + flat.chars().count() <= WIDTH {
        return flat;
    }
    let (Some(open), Some(close)) = (flat.chars().next(), flat.chars().last()) else { return flat };
    if !"[{".contains(open) {
        return flat;
    }
    let inner = " ".repeat(indentation + 2);
    let members = members(&flat[1..flat.len() - 1]).into_iter().map(|member| match member.split_once(": ") {
        Some((name, value)) if open == '{' => format!("{inner}{name}: {}", lay_out(value, indentation + 2)),
        _ => format!("{inner}{}", lay_out(member, indentation + 2)),
    });
    format!("{open}\n{}\n{}{close}", members.collect::<Vec<_>>().join(",\n"), " ".repeat(indentation))
}

/// JSON on one line, with a blank after each colon and comma.
fn flat(json: &str) -> String {
    let mut flat = String::new();
    scan(json, |letter, _, in_text| match letter {
        letter if in_text => flat.push(letter),
        ':' => flat.push_str(": "),
        ',' => flat.push_str(", "),
        letter if letter.is_whitespace() => {}
        letter => flat.push(letter),
    });
    flat
}

/// The members of a list or an object, as written.
fn members(inside: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut begin, mut at) = (0, 0);
    scan(inside, |letter, depth, in_text| {
        if letter == ',' && depth == 0 && !in_text {
            found.push(inside[begin..at].trim());
            begin = at + 1;
        }
        at += letter.len_utf8();
    });
    found.push(inside[begin..].trim());
    found
}

/// Goes through JSON: each character, how deep it stands, and whether it is part of a text.
fn scan(json: &str, mut each: impl FnMut(char, usize, bool)) {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for letter in json.chars() {
        let quote = letter == '"' && !escaped;
        if !in_text && "]}".contains(letter) {
            depth -= 1;
        }
        each(letter, depth, in_text || quote);
        if !in_text && "[{".contains(letter) {
            depth += 1;
        }
        in_text ^= quote;
        escaped = in_text && letter == '\\' && !escaped;
    }
}

#[test]
fn answers_are_laid_out_on_as_few_lines_as_fit() {
    assert_eq!(lay_out(r#"{"a":[1,"b, \": {"]}"#, 0), r#"{"a": [1, "b, \": {"]}"#);
    let long = format!(r#"{{"a":{{"b":"{}"}},"c":[{{}},null]}}"#, "x".repeat(WIDTH));
    let laid_out =
        format!("{{\n  \"a\": {{\n    \"b\": \"{}\"\n  }},\n  \"c\": [{{}}, null]\n}}", "x".repeat(WIDTH));
    assert_eq!(lay_out(&long, 0), laid_out);
    assert_eq!(lay_out(&laid_out, 0), laid_out);
}
