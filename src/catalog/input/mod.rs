//! What mutations are told: the forms of records and claims, a noun a file. Each field is declared once;
//! from it come the form of what is made, the form with a key, and the form of changes.

use super::declare::{Enum, Input, InputObject, told};

/// Articles.
mod article;
/// Attributions of a quotation.
mod attribution;
/// Citations.
mod citation;
/// Dates.
mod date;
/// Events.
mod event;
/// Identifiers of a person.
mod identifier;
/// Mentions in a document.
mod mention;
/// Names of a person.
mod name;
/// Parts in an event.
mod participation;
/// Persons.
mod person;
/// Quotations.
mod quotation;
/// References to one of several kinds, and records of any kind.
mod reference;
/// Ties between persons.
mod relation;

/// How the fields of a record are told: the names of its three forms, and what they have in common.
struct RecordForm {
    /// The form of a record that is made.
    new: &'static str,
    /// The form with a key.
    keyed: &'static str,
    /// The form of changes to a record that is there.
    changes: &'static str,
    /// What API readers see of each.
    descriptions: [&'static str; 3],
    /// The fields beside the key and `citations`, as they are when a record is made.
    fields: Vec<Input>,
}

impl RecordForm {
    fn objects(self) -> [InputObject; 3] {
        let [new, keyed, changes] = self.descriptions;
        let changed = self.fields.iter().map(optional).chain([record_citations()]).collect();
        let with_key = |ty, description| {
            let key = told("key", ty, description);
            [key].into_iter().chain(self.fields.iter().map(same)).chain([record_citations()]).collect()
        };
        let fresh =
            with_key("String", "Your own stable name for it, unique among its kind; left out, one is made.");
        let named = with_key("String!", "Your own stable name for it, unique among its kind.");
        [
            object(self.new, new, fresh),
            object(self.keyed, keyed, named),
            object(self.changes, changes, changed),
        ]
    }
}

/// How a claim is told: the form of a new one, and the form of changes.
struct ClaimForm {
    new: &'static str,
    changes: &'static str,
    descriptions: [&'static str; 2],
    fields: Vec<Input>,
}

impl ClaimForm {
    fn objects(self) -> [InputObject; 2] {
        let [new, changes] = self.descriptions;
        let changed = self.fields.iter().map(optional).collect();
        [object(self.new, new, self.fields), object(self.changes, changes, changed)]
    }
}

fn object(name: &'static str, description: &'static str, fields: Vec<Input>) -> InputObject {
    InputObject { name, description, one_of: false, fields }
}

/// The same field.
fn same(input: &Input) -> Input {
    told(input.name, input.ty, input.description)
}

/// The same field, which may be left out: it stays as it is.
fn optional(input: &Input) -> Input {
    let ty = input.ty.strip_suffix('!').unwrap_or(input.ty);
    told(input.name, ty, input.description)
}

/// Where a record itself comes from.
fn record_citations() -> Input {
    told("citations", "[CitationInput!]", "Where the record itself comes from.")
}

/// What every claim may be told.
fn of_claim() -> [Input; 2] {
    [rank(), told("citations", "[CitationInput!]", "Where it comes from.")]
}

fn rank() -> Input {
    told("rank", "Rank", "How far it is preferred to others that contradict it: `NORMAL` in what is new.")
}

fn note() -> Input {
    told("note", "String", "A remark.")
}

fn date(name: &'static str, description: &'static str) -> Input {
    told(name, "HistoricalDateInput", description)
}

fn language(description: &'static str) -> Input {
    told("language", "String", description)
}

pub(super) fn inputs() -> Vec<InputObject> {
    let records = [person::form(), event::form(), article::form(), quotation::form()];
    let claims = [
        name::form(),
        identifier::form(),
        participation::form(),
        relation::form(),
        attribution::form(),
        mention::form(),
        citation::form(),
    ];
    let records = records.into_iter().flat_map(RecordForm::objects);
    let claims = claims.into_iter().flat_map(ClaimForm::objects);
    let others = [date::input(), quotation::source()].into_iter().chain(reference::inputs());
    records.chain(claims).chain(others).collect()
}

pub(super) fn enums() -> [Enum; 1] {
    [reference::on_error()]
}
