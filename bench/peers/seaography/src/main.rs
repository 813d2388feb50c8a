//! Seaography over the bench's archive: the schema that it makes of the tables, behind axum, as its examples have it.
//!
//! `seaography-peer FILE ADDRESS`

/// The tables.
mod entities;

use std::sync::LazyLock;

use async_graphql_axum::GraphQL;
use axum::Router;
use axum::routing::post_service;
use entities::{
    appearance, attribution, document, event, external_key, mention, participation, person, person_name,
};
use sea_orm::{ConnectOptions, Database};
use seaography::{Builder, BuilderContext};

static CONTEXT: LazyLock<BuilderContext> = LazyLock::new(BuilderContext::default);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, address] = arguments.as_slice() else {
        return Err("expected `seaography-peer FILE ADDRESS`".into());
    };
    let mut options = ConnectOptions::new(format!("sqlite://{file}?mode=rw"));
    options.max_connections(2).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| {
        options.pragma("mmap_size", "1099511627776").pragma("cache_size", "-65536")
    });
    let database = Database::connect(options).await?;
    let mut builder = Builder::new(&CONTEXT, database.clone());
    seaography::register_entities!(
        builder,
        [person, event, external_key, person_name, participation, appearance, document, mention, attribution]
    );
    let schema = builder.schema_builder().data(database).finish()?;
    let router = Router::new().route("/graphql", post_service(GraphQL::new(schema)));
    Ok(axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?)
}
