//! Generic resolvers: async-graphql's executor over the catalog. A root field runs the plan of that field
//! alone; a child takes its response key from the JSON of its parent. It answers what the plan does not
//! take, and checks the plan: both must give the same bytes.

use std::net::IpAddr;

use async_graphql::dynamic::{FieldFuture, FieldValue, ResolverContext, SubscriptionFieldFuture};
use async_graphql::{Error, Value};

use super::error;
use crate::catalog::Catalog;
use crate::plan::{HIDDEN_TYPE, Limits, PlanError, Planner, Refusal, coerce, definitions};
use crate::store::{Dialect, Readers, Source, Turn, Weight};
use crate::value::position::Position;

/// What resolvers of root fields need.
#[derive(Clone)]
pub struct Engine {
    /// Where statements run.
    pub readers: Readers,
    /// The database's language.
    pub dialect: Dialect,
    /// What may be asked at most.
    pub limits: Limits,
    /// What there is to ask.
    pub catalog: &'static Catalog,
    /// What costs more than this leaves one reader to the others.
    pub dear: u64,
}

impl Engine {
    /// Whose turn a query of this price is.
    pub fn turn(&self, client: Option<IpAddr>, price: u64) -> Turn {
        let weight = match price {
            price if price > self.dear => Weight::Dear,
            0..=SMALL => Weight::Small,
            _ => Weight::Usual,
        };
        Turn { client, weight }
    }
}

/// Up to which price a query is small: to read so many rows takes no longer than to hear what is asked.
const SMALL: u64 = 64;

/// Where a request comes from, and how far the archive must have come where it is read.
#[derive(Clone, Copy, Default)]
pub struct AskedFrom {
    /// The client.
    pub client: Option<IpAddr>,
    /// The position that is asked for.
    pub at_least: Option<Position>,
}

/// The service's schema, as it tells it to a gateway.
pub struct SubgraphSdl(pub String);

/// Resolves a root field by its own plan. Its JSON is kept as [`Value`], which keeps the order of keys, so
/// that what goes out as it is goes out as it came.
pub fn root(context: ResolverContext<'_>) -> FieldFuture<'_> {
    FieldFuture::new(async move {
        let value = fetch(&context).await?;
        Ok(match value {
            Value::Null => None,
            value => Some(owned(value)),
        })
    })
}

async fn fetch(context: &ResolverContext<'_>) -> Result<Value, Error> {
    let engine = context.ctx.data::<Engine>()?;
    let environment = context.ctx.query_env;
    let given = serde_json::to_value(&environment.variables)?;
    let given = given.as_object().cloned().unwrap_or_default();
    let variables = coerce(&definitions(&environment.operation.node), &given)
        .map_err(|doubt| Error::new(format!("the variable `${}` cannot be used", doubt.name)))?;
    let planner = Planner {
        catalog: engine.catalog,
        fragments: &environment.fragments,
        variables: &variables,
        dialect: engine.dialect,
        limits: engine.limits,
    };
    let plan = planner.root_field(&context.ctx.item.node).map_err(|error| match error {
        PlanError::Refused(refusal) => refused(refusal),
        PlanError::NotTaken(reason) => {
            Error::new(format!("the query has {reason}, which is not supported here"))
        }
    })?;
    let (statement, price) = plan.bind(&variables).map_err(refused)?;
    let AskedFrom { client, at_least } = context.ctx.data_opt::<AskedFrom>().copied().unwrap_or_default();
    // Each root field is a statement of its own, and the primary is the one server that never goes back in between.
    let source = Source::PRIMARY_FIRST.at_least(at_least);
    let read = engine.readers.read(statement, engine.turn(client, price), source).await.map_err(|fault| {
        let (message, extensions) = error::fault(&fault);
        coded(message, &extensions)
    })?;
    Ok(serde_json::from_str(&read.text)?)
}

fn refused(refusal: Refusal) -> Error {
    coded(refusal.message, &refusal.extensions)
}

fn coded(message: String, extensions: &serde_json::Value) -> Error {
    let mut error = Error::new(message);
    let mut values = async_graphql::ErrorExtensionValues::default();
    for (name, value) in extensions.as_object().into_iter().flatten() {
        if let Ok(value) = Value::from_json(value.clone()) {
            values.set(name, value);
        }
    }
    error.extensions = Some(values);
    error
}

/// Resolves any other field from the JSON of its parent.
pub fn child(context: ResolverContext<'_>) -> FieldFuture<'_> {
    let key = context.ctx.item.node.response_key().node.as_str();
    let parent = context.parent_value.downcast_ref::<Value>();
    FieldFuture::Value(match parent.and_then(|parent| member(parent, key)) {
        None | Some(Value::Null) => None,
        Some(value) => Some(borrowed(value)),
    })
}

/// Resolves a field whose value is any JSON: it goes out as it is, objects and lists too.
pub fn whole(context: ResolverContext<'_>) -> FieldFuture<'_> {
    let key = context.ctx.item.node.response_key().node.as_str();
    let parent = context.parent_value.downcast_ref::<Value>();
    FieldFuture::Value(match parent.and_then(|parent| member(parent, key)) {
        None | Some(Value::Null) => None,
        Some(value) => Some(FieldValue::value(value.clone())),
    })
}

/// Resolves `_service`, of which nothing is read but what [`subgraph_sdl`] tells.
pub fn service(_context: ResolverContext<'_>) -> FieldFuture<'_> {
    FieldFuture::Value(Some(FieldValue::owned_any(Value::Null)))
}

/// Resolves the schema that is told to a gateway.
pub fn subgraph_sdl(context: ResolverContext<'_>) -> FieldFuture<'_> {
    FieldFuture::new(async move {
        let SubgraphSdl(sdl) = context.ctx.data::<SubgraphSdl>()?;
        Ok(Some(FieldValue::value(sdl.as_str())))
    })
}

/// Stands where a subscription's resolver must: its items are read by their plan.
pub fn never(_context: ResolverContext<'_>) -> SubscriptionFieldFuture<'_> {
    type Items = futures_util::stream::Empty<Result<FieldValue<'static>, Error>>;
    SubscriptionFieldFuture::new(async { Err::<Items, Error>(Error::new("subscriptions are read by plan")) })
}

fn member<'v>(parent: &'v Value, key: &str) -> Option<&'v Value> {
    match parent {
        Value::Object(members) => members.get(key),
        _ => None,
    }
}

fn owned(value: Value) -> FieldValue<'static> {
    match value {
        Value::List(items) => FieldValue::list(items.into_iter().map(owned)),
        Value::Object(_) => {
            let ty = hidden_type(&value);
            let field = FieldValue::owned_any(value);
            match ty {
                Some(ty) => field.with_type(ty),
                None => field,
            }
        }
        leaf => FieldValue::value(leaf),
    }
}

fn borrowed(value: &Value) -> FieldValue<'_> {
    match value {
        Value::List(items) => FieldValue::list(items.iter().map(borrowed)),
        Value::Object(_) => match hidden_type(value) {
            Some(ty) => FieldValue::borrowed_any(value).with_type(ty),
            None => FieldValue::borrowed_any(value),
        },
        leaf => FieldValue::value(leaf.clone()),
    }
}

fn hidden_type(value: &Value) -> Option<String> {
    match member(value, HIDDEN_TYPE)? {
        Value::String(name) => Some(name.clone()),
        _ => None,
    }
}
