//! The GraphQL schema, made from the catalog: nothing is declared here that the catalog does not hold,
//! but for the shapes that every connection shares.

use std::sync::Arc;

use async_graphql::dynamic::{self, Schema, SchemaBuilder, TypeRef};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Name, Response, SDLExportOptions, Value};

use super::executor::{self, Engine, SubgraphSdl};
use crate::catalog::declare::{
    Abstract, Connection, Enum, Field, Input, InputObject, Mutation, Object, Read,
};
use crate::catalog::declare::{feed_start, list_size, page_arguments};
use crate::catalog::{Catalog, MUTATION, QUERY, SUBSCRIPTION};
use crate::plan::Ty;

/// The schema that executes.
pub fn build(engine: Engine) -> Schema {
    let mut builder = declare(engine.catalog, Entities::Plain);
    if engine.catalog.is_federated {
        builder = builder.data(SubgraphSdl(subgraph_sdl()));
    }
    builder.data(engine).finish().expect(VALID)
}

/// The schema in SDL, as it is served.
pub fn sdl() -> String {
    let schema = declare(Catalog::get(), Entities::Plain).finish().expect(VALID);
    let sdl = schema.sdl_with_options(SDLExportOptions::new().include_specified_by());
    format!("{}\n", sdl.trim_end())
}

/// The schema in SDL as a part of a larger graph: records can be referred to by id and by key.
pub fn subgraph_sdl() -> String {
    let schema = declare(Catalog::get(), Entities::Keyed).finish().expect(VALID);
    let sdl = schema.sdl_with_options(SDLExportOptions::new().include_specified_by().federation());
    format!("{}\n", sdl.trim_end())
}

const VALID: &str = "the catalog declares a valid schema: a test builds it";

/// Whether types say by which of their fields other services may refer to them. Where they do, async-graphql adds
/// roots of its own, which would read record by record: such a schema is printed only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entities {
    Plain,
    Keyed,
}

/// The schema that validates a request and stops before it executes anything.
pub fn validator(catalog: &'static Catalog) -> Schema {
    declare(catalog, Entities::Plain).extension(StopBeforeExecution).finish().expect(VALID)
}

struct StopBeforeExecution;

impl ExtensionFactory for StopBeforeExecution {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(StopBeforeExecution)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for StopBeforeExecution {
    async fn execute(
        &self,
        _context: &ExtensionContext<'_>,
        _operation_name: Option<&str>,
        _next: NextExecute<'_>,
    ) -> Response {
        Response::new(Value::Null)
    }
}

fn declare(catalog: &'static Catalog, entities: Entities) -> SchemaBuilder {
    // Our own measures of depth and width come first; this one is a net below them.
    let roots = Schema::build(QUERY, Some(MUTATION), Some(SUBSCRIPTION));
    let mut builder = roots.limit_recursive_depth(64).register(subscription(&catalog.subscription));
    for object in &catalog.objects {
        builder = builder.register(object_type(object, entities));
    }
    for abstract_type in &catalog.abstracts {
        builder = if abstract_type.is_union {
            builder.register(union(abstract_type))
        } else {
            builder.register(interface(abstract_type))
        };
    }
    for connection in catalog.connections() {
        builder = builder.register(connection_type(connection)).register(edge_type(connection));
    }
    for object in &catalog.inputs {
        builder = builder.register(input_object(object));
    }
    for enumeration in &catalog.enums {
        builder = builder.register(enum_type(enumeration));
    }
    for scalar in &catalog.scalars {
        let is_text = scalar.is_text;
        let scalar = dynamic::Scalar::new(scalar.name)
            .description(scalar.description)
            .specified_by_url(scalar.specified_by)
            .validator(move |value| !is_text || matches!(value, Value::String(_)));
        builder = builder.register(scalar);
    }
    builder.register(mutation_root(&catalog.mutations)).register(page_info(entities))
}

/// The root of mutations, which are described here and carried out elsewhere.
fn mutation_root(mutations: &'static [Mutation]) -> dynamic::Object {
    let declared = dynamic::Object::new(MUTATION).description("What can be changed.");
    mutations.iter().fold(declared, |declared, mutation| {
        let input = dynamic::InputValue::new("input", type_ref(Ty(mutation.input)))
            .description("What is to be done.");
        let field = dynamic::Field::new(mutation.name, type_ref(Ty(mutation.payload)), executor::child);
        declared.field(field.description(mutation.description).argument(input))
    })
}

fn object_type(object: &'static Object, entities: Entities) -> dynamic::Object {
    let mut declared = dynamic::Object::new(object.name).description(object.description);
    for interface in object.implements {
        declared = declared.implement(*interface);
    }
    if entities == Entities::Keyed && object.implements.contains(&"Node") {
        declared = declared.key("id").key("key");
    }
    object.fields.iter().fold(declared, |declared, it| declared.field(field(it, object.name == QUERY)))
}

/// What can be followed. Its items are read by their plan; the executor is never asked for them.
fn subscription(object: &'static Object) -> dynamic::Subscription {
    let declared = dynamic::Subscription::new(object.name).description(object.description);
    object.fields.iter().fold(declared, |declared, it| {
        let plain = dynamic::SubscriptionField::new(it.name, type_ref(Ty(it.ty)), executor::never);
        let plain = plain.description(it.description);
        declared.field(arguments(it).into_iter().fold(plain, dynamic::SubscriptionField::argument))
    })
}

fn interface(abstract_type: &'static Abstract) -> dynamic::Interface {
    let declared = dynamic::Interface::new(abstract_type.name).description(abstract_type.description);
    abstract_type.fields.iter().fold(declared, |declared, field| {
        let plain =
            dynamic::InterfaceField::new(field.name, type_ref(Ty(field.ty))).description(field.description);
        let with_arguments = arguments(field).into_iter().fold(plain, dynamic::InterfaceField::argument);
        declared.field(with_arguments)
    })
}

fn union(abstract_type: &'static Abstract) -> dynamic::Union {
    let declared = dynamic::Union::new(abstract_type.name).description(abstract_type.description);
    abstract_type.members.iter().fold(declared, |declared, member| declared.possible_type(member.object))
}

fn field(field: &'static Field, is_root: bool) -> dynamic::Field {
    let is_whole = Catalog::get().scalars.iter().any(|it| !it.is_text && it.name == Ty(field.ty).name());
    let resolver = match (&field.read, is_root, is_whole) {
        (Read::Served, true, _) => executor::service,
        (Read::Served, false, _) => executor::subgraph_sdl,
        (_, true, _) => executor::root,
        (_, false, true) => executor::whole,
        (_, false, false) => executor::child,
    };
    let declared =
        dynamic::Field::new(field.name, type_ref(Ty(field.ty)), resolver).description(field.description);
    arguments(field).into_iter().fold(declared, dynamic::Field::argument)
}

/// A field's own arguments, and those that come with how it is read.
fn arguments(field: &Field) -> Vec<dynamic::InputValue> {
    let own = field.arguments.iter().map(input_value);
    let paging: Vec<Input> = match &field.read {
        Read::List { .. } if field.arguments.iter().any(|input| input.name == "first") => Vec::new(),
        Read::List { .. } => vec![list_size()],
        Read::Connection(connection) => {
            let mut inputs = Vec::from(page_arguments());
            inputs.push(connection.order_argument());
            inputs
        }
        Read::Feed { .. } => vec![feed_start()],
        _ => Vec::new(),
    };
    own.chain(paging.iter().map(input_value)).collect()
}

fn input_value(input: &Input) -> dynamic::InputValue {
    let declared =
        dynamic::InputValue::new(input.name, type_ref(Ty(input.ty))).description(input.description);
    match input.default {
        Some(default) => declared.default_value(default_value(default)),
        None => declared,
    }
}

/// A default of the catalog: a number, a flag, or an enum's value.
fn default_value(default: &str) -> Value {
    match serde_json::from_str(default).map(Value::from_json) {
        Ok(Ok(value)) => value,
        _ => Value::Enum(Name::new(default)),
    }
}

fn plain(name: &str, ty: &str, description: &str) -> dynamic::Field {
    dynamic::Field::new(name, type_ref(Ty(ty)), executor::child).description(description)
}

fn connection_type(connection: &Connection) -> dynamic::Object {
    let description = format!("A page of a list of `{}`.", connection.node);
    dynamic::Object::new(connection.name)
        .description(description)
        .field(plain("edges", &format!("[{}!]!", connection.edge), "The page, in order."))
        .field(plain("pageInfo", "PageInfo!", "What comes before and after the page."))
        .field(plain("totalCount", "Int!", "How many there are on all pages. Counted only when selected."))
}

fn edge_type(connection: &'static Connection) -> dynamic::Object {
    let declared = dynamic::Object::new(connection.edge)
        .description(connection.description)
        .field(plain("node", connection.node, "What the edge leads to."))
        .field(plain("cursor", "String!", "Its place in the list, for `after` and `before`. Opaque."));
    connection.edge_fields.iter().fold(declared, |declared, it| declared.field(field(it, false)))
}

fn page_info(entities: Entities) -> dynamic::Object {
    let declared = dynamic::Object::new("PageInfo");
    // Every service with pages has the same.
    let declared = if entities == Entities::Keyed { declared.shareable() } else { declared };
    declared
        .description("What comes before and after a page.")
        .field(plain("hasNextPage", "Boolean!", "Whether there is more after it."))
        .field(plain("hasPreviousPage", "Boolean!", "Whether there is more before it."))
        .field(plain("startCursor", "String", "The cursor of the first edge; null when there is none."))
        .field(plain("endCursor", "String", "The cursor of the last edge; null when there is none."))
}

fn input_object(object: &'static InputObject) -> dynamic::InputObject {
    let declared = dynamic::InputObject::new(object.name).description(object.description);
    let declared = object.fields.iter().fold(declared, |declared, input| declared.field(input_value(input)));
    if object.one_of { declared.oneof() } else { declared }
}

fn enum_type(enumeration: &'static Enum) -> dynamic::Enum {
    let declared = dynamic::Enum::new(enumeration.name).description(enumeration.description);
    enumeration.values.iter().fold(declared, |declared, (name, description)| {
        declared.item(dynamic::EnumItem::new(*name).description(*description))
    })
}

fn type_ref(ty: Ty<'_>) -> TypeRef {
    if ty.is_non_null() {
        return TypeRef::NonNull(Box::new(type_ref(Ty(&ty.0[..ty.0.len() - 1]))));
    }
    match ty.item() {
        Some(item) => TypeRef::List(Box::new(type_ref(item))),
        None => TypeRef::named(ty.name()),
    }
}
