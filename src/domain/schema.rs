//! The record form as a JSON Schema, derived from the types that read it.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::record::Record;

/// The JSON Schema (draft 2020-12) of one line of an import.
///
/// It says what a schema can say. Beyond it an import checks that dates are EDTF, that language tags are
/// well formed, that spans fit their text, and that keys lead to records.
pub fn record_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Record>();
    schema.insert("title".to_owned(), "A record of an archive, one a line".into());
    schema.to_value()
}
