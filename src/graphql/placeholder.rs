//! Values that variables might have: with them async-graphql looks at all of an argument in which variables stand. Without
//! any it passes such arguments over, and with those of a request what is valid would depend on what is asked first.

use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::plan::{Ty, VariableDefinition, Variables};

/// A value for each of these variables.
pub fn placeholders(catalog: &Catalog, variables: &[VariableDefinition]) -> Variables {
    let value = |variable: &VariableDefinition| (variable.name.clone(), value(catalog, Ty(&variable.ty)));
    variables.iter().map(value).collect()
}

/// The least value of a type that is not null; null for a type that is not there.
fn value(catalog: &Catalog, ty: Ty<'_>) -> Value {
    if let Some(item) = ty.item() {
        return Value::Array(vec![value(catalog, item)]);
    }
    let name = ty.name();
    match name {
        "Int" | "Float" => return Value::from(0),
        "Boolean" => return Value::Bool(false),
        "String" | "ID" => return Value::from(""),
        _ => {}
    }
    if let Some(enumeration) = catalog.enumeration(name) {
        return enumeration.values.first().map_or(Value::Null, |(name, _)| Value::from(*name));
    }
    let Some(object) = catalog.input(name) else {
        return if catalog.scalars.iter().any(|it| it.name == name) { Value::from("") } else { Value::Null };
    };
    let is_wanted = |ty: Ty<'_>, default: Option<&str>| ty.is_non_null() && default.is_none();
    let fields = object.fields.iter().filter(|field| object.one_of || is_wanted(Ty(field.ty), field.default));
    let fields = fields.take(if object.one_of { 1 } else { usize::MAX });
    let fields: Map<String, Value> =
        fields.map(|field| (field.name.to_owned(), value(catalog, Ty(field.ty)))).collect();
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::coerce;

    #[test]
    fn there_is_a_value_of_every_type_that_a_variable_may_have() {
        let catalog = Catalog::federated();
        let own = catalog.inputs.iter().map(|it| it.name).chain(catalog.enums.iter().map(|it| it.name));
        let own = own.chain(catalog.scalars.iter().map(|it| it.name));
        for name in own.chain(["Int", "Float", "Boolean", "String", "ID"]) {
            for ty in [format!("{name}!"), format!("[{name}!]!"), format!("[[{name}]]")] {
                let variable = VariableDefinition { name: "v".to_owned(), ty, default: None };
                let given = placeholders(catalog, std::slice::from_ref(&variable));
                assert!(coerce(&[variable], &given).is_ok(), "{name}: {given:?}");
            }
        }
        let strange = VariableDefinition { name: "v".to_owned(), ty: "Nope!".to_owned(), default: None };
        assert_eq!(placeholders(catalog, &[strange])["v"], Value::Null);
    }
}
