//! The rows of the answers as JSON. Both databases give the same columns in the same order, so what a row
//! becomes is written here once, and is compiled for each.

use crate::json::Json;
use crate::passage;

/// A row's cells by position.
pub trait Cells {
    /// A text, or nothing for NULL.
    fn text(&self, column: usize) -> Option<&[u8]>;
    /// An integer, or nothing for NULL.
    fn int(&self, column: usize) -> Option<i64>;
}

/// `key, name, birth id, birth edtf, whether birth has a wording, death id, …`: up to the names.
pub fn person(json: &mut Json, number: i64, row: &impl Cells) {
    json.raw("{\"data\":{\"person\":{\"id\":\"person:");
    json.int(number);
    json.raw("\",\"key\":");
    json.text(row.text(0));
    json.raw(",\"name\":");
    json.text(row.text(1));
    json.raw(",\"names\":[");
}

/// What follows the names, of the same row as [`person`]: up to the events.
pub fn life(json: &mut Json, row: &impl Cells) {
    json.raw("],\"birth\":");
    life_event(json, row, 2);
    json.raw(",\"death\":");
    life_event(json, row, 5);
    json.raw(",\"events\":{\"edges\":[");
}

/// The same for one name: `name`.
pub fn one_name(json: &mut Json, id: i64, row: &impl Cells) {
    json.raw("{\"data\":{\"person\":{\"id\":\"person:");
    json.int(id);
    json.raw("\",\"name\":");
    json.text(row.text(0));
    json.raw("}}}");
}

/// The answer for a person who is not there.
pub const NOBODY: &str = "{\"data\":{\"person\":null}}";

/// `text, kind, language`.
pub fn name(json: &mut Json, row: &impl Cells) {
    json.raw("{\"text\":");
    json.text(row.text(0));
    json.raw(",\"kind\":");
    json.text(row.text(1));
    json.raw(",\"language\":");
    json.text(row.text(2));
    json.raw("}");
}

/// `role, id, kind, title, place, edtf, wording`: up to the participants, which end in `]}}}`.
pub fn event(json: &mut Json, row: &impl Cells) {
    json.raw("{\"role\":");
    json.text(row.text(0));
    json.raw(",\"node\":{\"id\":\"event:");
    number(json, row, 1);
    json.raw("\",\"kind\":");
    json.text(row.text(2));
    json.raw(",\"title\":");
    json.text(row.text(3));
    json.raw(",\"place\":");
    json.text(row.text(4));
    match (row.text(5), row.text(6)) {
        (None, None) => json.raw(",\"date\":null"),
        (edtf, wording) => {
            json.raw(",\"date\":{\"edtf\":");
            json.text(edtf);
            json.raw(",\"text\":");
            json.text(wording);
            json.raw("}");
        }
    }
    json.raw(",\"participants\":{\"edges\":[");
}

/// `id, kind, title, place, edtf, whether it has a wording`: up to the participants, which end in `]}}}`.
pub fn overlapping(json: &mut Json, row: &impl Cells) {
    json.raw("{\"node\":{\"id\":\"event:");
    number(json, row, 0);
    json.raw("\",\"kind\":");
    json.text(row.text(1));
    json.raw(",\"title\":");
    json.text(row.text(2));
    json.raw(",\"place\":");
    json.text(row.text(3));
    json.raw(",\"date\":");
    date(json, row, 4);
    json.raw(",\"participants\":{\"edges\":[");
}

/// `role, person id, name`.
pub fn participant(json: &mut Json, row: &impl Cells) {
    json.raw("{\"role\":");
    json.text(row.text(0));
    json.raw(",\"node\":{\"id\":\"person:");
    number(json, row, 1);
    json.raw("\",\"name\":");
    json.text(row.text(2));
    json.raw("}}");
}

/// `passages, kind, id, title, edtf, whether it has a wording`: up to the passages.
pub fn document_before(json: &mut Json, row: &impl Cells) {
    json.raw("{\"passageCount\":");
    number(json, row, 0);
    json.raw(",\"passages\":[");
}

/// What follows the passages, of the same row.
pub fn document_after(json: &mut Json, row: &impl Cells) {
    json.raw("],\"node\":{\"id\":");
    document_id(json, row, 1);
    json.raw(",\"title\":");
    json.text(row.text(3));
    json.raw(",\"date\":");
    date(json, row, 4);
    json.raw("}}");
}

/// `start, end, surface, prefix, suffix`.
pub fn passage(json: &mut Json, row: &impl Cells) {
    json.raw("{\"start\":");
    number(json, row, 0);
    json.raw(",\"end\":");
    number(json, row, 1);
    json.raw(",\"surface\":");
    json.text(row.text(2));
    json.raw(",\"context\":\"");
    for part in [row.text(3), row.text(2), row.text(4)].into_iter().flatten() {
        json.inside(part);
    }
    json.raw("\"}");
}

/// `status, kind, id, text`.
pub fn quotation(json: &mut Json, row: &impl Cells) {
    json.raw("{\"status\":");
    json.text(row.text(0));
    json.raw(",\"node\":{\"id\":");
    document_id(json, row, 1);
    json.raw(",\"text\":");
    json.text(row.text(3));
    json.raw("}}");
}

/// `id, name`: up to the events.
pub fn listed_person(json: &mut Json, row: &impl Cells) {
    json.raw("{\"node\":{\"id\":\"person:");
    number(json, row, 0);
    json.raw("\",\"name\":");
    json.text(row.text(1));
    json.raw(",\"events\":{\"edges\":[");
}

/// `role, id, title, edtf, whether it has a wording`.
pub fn listed_event(json: &mut Json, row: &impl Cells) {
    json.raw("{\"role\":");
    json.text(row.text(0));
    json.raw(",\"node\":{\"id\":\"event:");
    number(json, row, 1);
    json.raw("\",\"title\":");
    json.text(row.text(2));
    json.raw(",\"date\":");
    date(json, row, 3);
    json.raw("}}");
}

/// `kind, id, title`.
pub fn listed_document(json: &mut Json, row: &impl Cells) {
    json.raw("{\"node\":{\"id\":");
    document_id(json, row, 0);
    json.raw(",\"title\":");
    json.text(row.text(2));
    json.raw("}}");
}

/// `id, name`.
pub fn person_of_page(json: &mut Json, row: &impl Cells) {
    json.raw("{\"node\":{\"id\":\"person:");
    number(json, row, 0);
    json.raw("\",\"name\":");
    json.text(row.text(1));
    json.raw("}}");
}

/// What follows the persons of a page, of which the last one had this sort name and number.
pub fn page_info(json: &mut Json, has_more: bool, last: Option<(&[u8], i64)>) {
    json.raw("],\"pageInfo\":{\"hasNextPage\":");
    json.raw(if has_more { "true" } else { "false" });
    json.raw(",\"endCursor\":");
    match last {
        None => json.raw("null"),
        Some((name, number)) => {
            json.raw("\"NAME.");
            json.hexadecimal(name);
            json.raw(".");
            json.int(number);
            json.raw("\"");
        }
    }
    json.raw("}}}}");
}

/// An article that was found: `id, title, text`, and the words that were asked.
pub fn found(json: &mut Json, words: &[String], row: &impl Cells) {
    json.raw("{\"node\":{\"id\":\"article:");
    number(json, row, 0);
    json.raw("\",\"title\":");
    json.text(row.text(1));
    json.raw("},\"snippet\":");
    passage::write(json, row.text(2), words);
    json.raw("}");
}

fn number(json: &mut Json, row: &impl Cells, column: usize) {
    json.int(row.int(column).unwrap_or_default());
}

/// The id of a document whose kind and number stand in two columns.
fn document_id(json: &mut Json, row: &impl Cells, column: usize) {
    json.raw("\"");
    json.inside(row.text(column).unwrap_or_default());
    json.raw(":");
    number(json, row, column + 1);
    json.raw("\"");
}

/// A birth or a death: its number, its EDTF, and whether there is a wording.
fn life_event(json: &mut Json, row: &impl Cells, column: usize) {
    if row.int(column).is_none() {
        json.raw("null");
        return;
    }
    json.raw("{\"date\":");
    date(json, row, column + 1);
    json.raw("}");
}

/// A date of which only the EDTF is asked: that column, and whether there is a wording.
fn date(json: &mut Json, row: &impl Cells, column: usize) {
    let edtf = row.text(column);
    if edtf.is_none() && row.int(column + 1) == Some(0) {
        json.raw("null");
        return;
    }
    json.raw("{\"edtf\":");
    json.text(edtf);
    json.raw("}");
}
