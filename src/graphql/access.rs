//! Who may ask for what: the one place of the API that decides, before anything of a document runs.

use async_graphql::parser::types::OperationType;

use super::document::Operation;
use super::{Answer, Request, error};
use crate::value::access::Permission;

/// Refuses whoever may not even read, before their document is looked at.
pub fn admit(request: &Request) -> Result<(), Answer> {
    request.caller.check(Permission::Read).map_err(error::denied)
}

/// Refuses an operation whole if the caller may not do all that it names, or came by a way that must
/// change nothing.
pub fn permit(request: &Request, operation: &Operation) -> Result<(), Answer> {
    if operation.kind == OperationType::Mutation && request.is_safe {
        return Err(error::needs_post());
    }
    for mutation in &operation.mutations {
        request.caller.check(mutation.operation.permission()).map_err(error::denied)?;
    }
    Ok(())
}
