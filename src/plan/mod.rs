//! From a validated selection to one statement whose single text is the response.
//!
//! A plan depends on the document and on the shape of its variables (what is there, what is null, which
//! enum value or flag), never on a value: values are bound when it runs. It names no noun: what a field or
//! a filter means stands in the catalog.

/// Names of rows.
mod alias;
/// Arguments: what of them shapes the statement, and what is bound when it runs.
mod argument;
/// Bound values: from the API's text to what the database compares.
mod bind;
/// Which fields of a selection apply to an object, merged by response key.
mod collect;
/// Filters and references as SQL conditions.
mod condition;
/// Pages: rows between cursors, in an order, with what comes before and after.
mod connection;
/// The few expressions in which the two databases differ.
mod dialect;
/// What a plan refuses, in words for API clients.
mod error;
/// Subscriptions: rows as they come.
mod feed;
/// JSON as the arguments of one expression.
mod json;
/// Rows of several sorts, each in a select of its own.
mod part;
/// Mutations: what is to be done, and how each payload is read.
mod payload;
/// The price of a query, known before the database is asked.
mod price;
/// Records as other services refer to them.
mod representation;
/// What a search asks of the index.
mod search;
/// Objects as JSON that the database writes.
mod statement;
/// What overlaps a stretch of time, in the order of dates.
mod stretch;
/// GraphQL types as the catalog and documents write them.
mod ty;
/// Variables: coerced from the catalog, and the shape they have.
mod variable;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Name;
use async_graphql::Positioned;
use async_graphql::parser::types::{FragmentDefinition, OperationDefinition};

pub use error::{PlanError, Refusal, TOO_COSTLY};
pub use feed::FeedPlan;
pub use payload::{Outcome, Payload, Task, Wanted};
pub use ty::Ty;
pub use variable::{
    NotSure, VariableDefinition, Variables, add_sizes, coerce, definitions, shape, sizes, text_variable,
};

use crate::catalog::Catalog;
use crate::store::{Bind, Dialect, Statement};

/// What a query may ask for at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How deep fields may nest.
    pub depth: usize,
    /// How many fields a document may select, fragments spread.
    pub fields: usize,
    /// The highest price.
    pub cost: u64,
    /// The most rows of one page or list.
    pub page: i64,
}

/// A statement without its values, and how to get them.
#[derive(Debug)]
pub struct Plan {
    sql: Arc<str>,
    binds: Vec<bind::BindSpec>,
    price: price::Price,
    limits: Limits,
    dialect: Dialect,
}

/// What a plan is made from.
pub struct Planner<'a> {
    /// What there is to ask.
    pub catalog: &'static Catalog,
    /// The document's fragments.
    pub fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// The variables, coerced; only their shape may matter.
    pub variables: &'a Variables,
    /// The database's language.
    pub dialect: Dialect,
    /// What may be asked at most.
    pub limits: Limits,
}

impl Planner<'_> {
    /// Plans a whole operation: one statement whose text is `{"data":{…}}`.
    pub fn operation(&self, operation: &OperationDefinition) -> Result<Plan, PlanError> {
        let mut writer = statement::Writer::new(self, false);
        let body = writer.root(&[&operation.selection_set.node])?;
        Ok(writer.finish(&body))
    }

    /// The price of all root fields of an operation that can be planned; nothing where it cannot be told.
    pub fn price(&self, operation: &OperationDefinition) -> Option<u64> {
        let mut writer = statement::Writer::new(self, false);
        writer.priced_roots(&operation.selection_set.node).ok()?;
        writer.finish("NULL").price_of(self.variables)
    }

    /// Plans one root field alone, for the executor: a statement whose text is the field's value, with the
    /// type of each abstract object told in [`HIDDEN_TYPE`].
    pub fn root_field(&self, field: &async_graphql::parser::types::Field) -> Result<Plan, PlanError> {
        let mut writer = statement::Writer::new(self, true);
        let body = writer.root_field(field)?;
        Ok(writer.finish(&body))
    }
}

/// The key under which the executor finds an abstract object's type. No GraphQL name may begin so.
pub const HIDDEN_TYPE: &str = "__vitae_type";

impl Plan {
    /// The statement's text.
    pub fn sql(&self) -> &Arc<str> {
        &self.sql
    }

    /// What it takes in memory, reckoned in bytes.
    pub fn size(&self) -> usize {
        self.sql.len()
            + self.binds.len() * std::mem::size_of::<bind::BindSpec>() * 2
            + self.price.parts() * 64
    }

    /// The price of one request; nothing where its values cannot be bound.
    fn price_of(&self, variables: &Variables) -> Option<u64> {
        Some(self.price.total(&self.values(variables).ok()?))
    }

    fn values(&self, variables: &Variables) -> Result<Vec<Bind>, Refusal> {
        let mut values = Vec::with_capacity(self.binds.len());
        let mut searches = search::Searches::default();
        for spec in &self.binds {
            spec.evaluate(variables, self.limits.page, self.dialect, &mut searches, &mut values)?;
        }
        Ok(values)
    }

    /// Binds the values of one request, and refuses what is malformed or too dear, before the database
    /// is asked. Returns the statement and its price.
    pub fn bind(&self, variables: &Variables) -> Result<(Statement, u64), Refusal> {
        let values = self.values(variables)?;
        let price = self.price.total(&values);
        if price > self.limits.cost {
            return Err(Refusal::too_costly("cost", price, self.limits.cost));
        }
        Ok((Statement { sql: self.sql.clone(), binds: values }, price))
    }
}
