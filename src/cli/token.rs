//! `vitae token`: makes, lists and revokes tokens. A new token is all that `create` prints, so that
//! scripts can take it; it is shown this once.

use std::fmt::Write;

use serde_json::json;

use crate::domain::{Archive, NewToken, Revocation, Token, TokenError};
use crate::store::{Found, Store, preflight};

use super::failure::Failure;
use super::settings::{CreateToken, Database, ListTokens, RevokeToken, TokenCommand};
use super::value::Expiry;
use super::{clock, database, output, secret, settings};

pub const EXAMPLES: &str = "\
Examples:
  vitae token create --role editor --name ada              print a token that may write
  vitae token create --role reader --name app --expires 90d
  vitae token list                                         every token, but not its secret
  vitae token revoke 3                                     from now on it opens nothing

A request sends its token as `Authorization: Bearer TOKEN`. A service that runs already takes new
tokens, and refuses revoked ones, at once.";

/// Runs the command.
pub async fn run(settings: settings::Token) -> Result<(), Failure> {
    match settings.command {
        TokenCommand::Create(settings) => create(settings).await,
        TokenCommand::List(settings) => list(settings).await,
        TokenCommand::Revoke(settings) => revoke(settings).await,
    }
}

/// The archive, which must be there: a token for an archive that nobody has opens nothing.
async fn open(settings: &Database) -> Result<(Store, Archive), Failure> {
    if preflight(settings.url.with_password()).await? == Found::Nothing {
        return Err(Failure::fault(format!("there is no archive at `{}`", settings.url)));
    }
    let opened = database::open(&settings.url, database::ONE_READER).await?;
    let archive = Archive::new(opened.store.clone(), clock::system());
    Ok((opened.store, archive))
}

async fn create(settings: CreateToken) -> Result<(), Failure> {
    let expires_at = settings.expires.map(|expiry| match expiry {
        Expiry::At(moment) => moment,
        Expiry::After(time) => clock::now().later(time),
    });
    let (store, archive) = open(&settings.database).await?;
    let new = NewToken { name: settings.name, role: settings.role, expires_at };
    let issued = archive.create_token(&new, secret::random()?).await;
    store.close().await?;
    let issued = issued.map_err(|error| match error {
        TokenError::Store(error) => error.into(),
        TokenError::Over(_) => Failure::fault(error.to_string()),
    })?;
    output::print(&format!("{}\n", issued.text()))
}

async fn list(settings: ListTokens) -> Result<(), Failure> {
    let (store, archive) = open(&settings.database).await?;
    let tokens = archive.tokens().await;
    store.close().await?;
    let tokens = tokens?;
    output::print(&if settings.json { as_json(&tokens) } else { as_table(&tokens) })
}

async fn revoke(settings: RevokeToken) -> Result<(), Failure> {
    let (store, archive) = open(&settings.database).await?;
    let outcome = archive.revoke_token(settings.id).await;
    store.close().await?;
    let told = match outcome? {
        Revocation::Done(token) => format!("revoked token {} ({})", token.id, token.name),
        Revocation::DoneBefore(token) => {
            let at = token.revoked_at.unwrap_or_default();
            format!("nothing to do: token {} ({}) was revoked at {at}", token.id, token.name)
        }
        Revocation::Unknown => {
            let id = settings.id;
            return Err(Failure::fault(format!("there is no token `{id}`; hint: see `vitae token list`")));
        }
    };
    output::print(&format!("{told}\n"))
}

/// One object a token, in a list.
fn as_json(tokens: &[Token]) -> String {
    let objects: Vec<_> = tokens
        .iter()
        .map(|token| {
            json!({
                "id": token.id,
                "name": token.name,
                "role": token.role,
                "createdAt": token.created_at,
                "expiresAt": token.expires_at,
                "revokedAt": token.revoked_at,
                "state": token.state.as_str(),
            })
        })
        .collect();
    format!("{}\n", json!(objects))
}

/// A line a token, in columns.
fn as_table(tokens: &[Token]) -> String {
    let head = ["ID", "NAME", "ROLE", "CREATED", "EXPIRES", "STATE"].map(str::to_owned);
    let mut rows = vec![head];
    rows.extend(tokens.iter().map(|token| {
        let expires = token.expires_at.as_deref().unwrap_or("never");
        [
            token.id.to_string(),
            token.name.clone(),
            token.role.clone(),
            token.created_at.clone(),
            expires.to_owned(),
            token.state.as_str().to_owned(),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut table = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}
