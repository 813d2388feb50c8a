//! Which fields of a selection apply to an object: fragments spread, `@skip` and `@include` decided,
//! selections with one response key merged, in the order in which the document first names them.

use async_graphql::parser::types::{Directive, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Literal;
use serde_json::Value;

use super::{PlanError, Planner};

/// A selected field under its response key.
pub struct Selected<'d> {
    /// The key in the answer: the alias, or the name.
    pub key: &'d str,
    /// The field as the document first writes it; its arguments are those of all merged ones.
    pub field: &'d Field,
    /// What is selected on its value, by every merged field.
    pub sets: Vec<&'d SelectionSet>,
}

impl<'d> Selected<'d> {
    /// The field's name in the schema.
    pub fn name(&self) -> &'d str {
        self.field.name.node.as_str()
    }

    /// An argument as the document writes it.
    pub fn argument(&self, name: &str) -> Option<&'d Literal> {
        self.field.get_argument(name).map(|value| &value.node)
    }
}

/// The fields that apply to an object of the given type.
pub fn collect<'d>(
    planner: &Planner<'d>,
    object: &str,
    sets: &[&'d SelectionSet],
) -> Result<Vec<Selected<'d>>, PlanError> {
    let mut collected = Vec::new();
    for set in sets {
        visit(planner, object, set, &mut collected)?;
    }
    Ok(collected)
}

fn visit<'d>(
    planner: &Planner<'d>,
    object: &str,
    set: &'d SelectionSet,
    collected: &mut Vec<Selected<'d>>,
) -> Result<(), PlanError> {
    for selection in &set.items {
        if !is_included(planner, selection.node.directives())? {
            continue;
        }
        match &selection.node {
            Selection::Field(field) => {
                let field = &field.node;
                let key = field.response_key().node.as_str();
                match collected.iter_mut().find(|known| known.key == key) {
                    Some(known) => known.sets.push(&field.selection_set.node),
                    None => collected.push(Selected { key, field, sets: vec![&field.selection_set.node] }),
                }
            }
            Selection::InlineFragment(fragment) => {
                let condition =
                    fragment.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                if applies(planner, object, condition) {
                    visit(planner, object, &fragment.node.selection_set.node, collected)?;
                }
            }
            Selection::FragmentSpread(spread) => {
                let fragment = planner.fragments.get(&spread.node.fragment_name.node);
                let fragment = &fragment.ok_or(PlanError::NotTaken("a fragment that is not there"))?.node;
                if !is_included(planner, &fragment.directives)? {
                    continue;
                }
                if applies(planner, object, Some(&fragment.type_condition.node.on.node)) {
                    visit(planner, object, &fragment.selection_set.node, collected)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether a fragment on a type applies to an object: its own type, an interface of it, a union with it.
fn applies(planner: &Planner<'_>, object: &str, condition: Option<&Name>) -> bool {
    let Some(condition) = condition.map(Name::as_str) else {
        return true;
    };
    condition == object
        || planner
            .catalog
            .abstract_type(condition)
            .is_some_and(|abstract_type| abstract_type.members.iter().any(|member| member.object == object))
}

/// What `@skip` and `@include` say. A directive that is neither is not ours to understand.
fn is_included(planner: &Planner<'_>, directives: &[Positioned<Directive>]) -> Result<bool, PlanError> {
    for directive in directives {
        let wanted = match directive.node.name.node.as_str() {
            "include" => true,
            "skip" => false,
            _ => return Err(PlanError::NotTaken("a directive other than skip and include")),
        };
        let flag = match directive.node.get_argument("if").map(|value| &value.node) {
            Some(Literal::Boolean(flag)) => *flag,
            Some(Literal::Variable(name)) => match planner.variables.get(name.as_str()) {
                Some(Value::Bool(flag)) => *flag,
                _ => return Err(PlanError::NotTaken("a condition that is no boolean")),
            },
            _ => return Err(PlanError::NotTaken("a condition that is no boolean")),
        };
        if flag != wanted {
            return Ok(false);
        }
    }
    Ok(true)
}
