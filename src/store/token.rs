//! Tokens: their rows, and the one statement by which a request's token is looked up.

use super::{Bind, Dialect, Readers, Source, Statement, Store, StoreError, Transaction, Turn};

pub use super::entity::token::Model as TokenRow;

/// What a request must know of the token that it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenStanding {
    /// The hash of its secret.
    pub hash: String,
    /// Its role.
    pub role: String,
    /// Until when it holds.
    pub expires_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// Whose it is.
    pub name: String,
}

/// The number that names "whoever changes tokens" among PostgreSQL's advisory locks. It is not the
/// writer's: a token is revoked at once, even while an import runs.
const TOKEN_LOCK: i64 = 0x0076_6974_746f;

/// The parts of a token's standing, a line each; the name last, which holds no line break.
const STANDING: &str = "SELECT coalesce((SELECT hash || '\n' || role || '\n' || coalesce(expires_at, '') || '\n' || \
     coalesce(revoked_at, '') || '\n' || name FROM token WHERE id = $1), '')";

impl Store {
    /// Begins a transaction that changes tokens. SQLite has one writer for everything; on PostgreSQL
    /// only those who change tokens wait for each other.
    pub async fn change_tokens(&self) -> Result<Transaction, StoreError> {
        let transaction = self.begin().await?;
        if self.dialect() == Dialect::Postgres {
            let sql = "SELECT pg_advisory_xact_lock($1)".to_owned();
            transaction.query(sql, vec![TOKEN_LOCK.into()]).await?;
        }
        Ok(transaction)
    }
}

impl Transaction {
    /// The number of the next token.
    pub async fn next_token_id(&self) -> Result<i64, StoreError> {
        let rows =
            self.query("SELECT coalesce(max(id), 0) + 1 AS id FROM token".to_owned(), Vec::new()).await?;
        let first = rows.first().map(|row| row.try_get("id")).transpose()?;
        Ok(first.unwrap_or(1))
    }

    /// The newest tokens, the oldest of them first.
    pub async fn newest_tokens(&self, count: i64) -> Result<Vec<TokenRow>, StoreError> {
        let sql = "SELECT id FROM token ORDER BY id DESC LIMIT $1".to_owned();
        let rows = self.query(sql, vec![count.into()]).await?;
        let ids: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get("id")).collect();
        self.load("id", &ids?, "id").await
    }

    /// The token with this number.
    pub async fn token(&self, id: i64) -> Result<Option<TokenRow>, StoreError> {
        Ok(self.load("id", &[id], "id").await?.pop())
    }

    /// Says when a token was revoked.
    pub async fn revoke_token(&self, id: i64, at: &str) -> Result<(), StoreError> {
        let sql = "UPDATE token SET revoked_at = $1 WHERE id = $2".to_owned();
        self.execute(sql, vec![at.into(), id.into()]).await?;
        Ok(())
    }
}

impl Readers {
    /// How it stands with a token at this moment: one look-up by its number, on the primary as long as it is there, for a
    /// replica may not know yet that a token was revoked.
    pub async fn token_standing(&self, id: i64) -> Result<Option<TokenStanding>, StoreError> {
        let statement = Statement { sql: STANDING.into(), binds: vec![Bind::Int(id)] };
        let text = self.read(statement, Turn::default(), Source::PRIMARY_FIRST).await?.text;
        let mut parts = text.splitn(5, '\n').map(str::to_owned);
        let mut next = || parts.next().filter(|part| !part.is_empty());
        let Some(hash) = next() else { return Ok(None) };
        let role = next().unwrap_or_default();
        let (expires_at, revoked_at) = (next(), next());
        Ok(Some(TokenStanding { hash, role, expires_at, revoked_at, name: next().unwrap_or_default() }))
    }
}
