//! Tokens: what lets a caller do more than read, or read where that is not everybody's. A token's text is
//! told once, when it is made; the archive keeps a hash of its secret. The secret is 32 random bytes, so a
//! plain hash is enough: there is nothing to guess.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Archive, Clock};
use crate::store::{Readers, StoreError, TokenRow};
use crate::value::access::{ANONYMOUS, Caller, Role};
use crate::value::moment::Moment;

/// The random part of a new token, handed in by whoever has randomness. `Debug` does not show it.
pub struct Secret {
    text: String,
}

/// How many random bytes a secret has.
const SECRET_BYTES: usize = 32;

/// What every token's text begins with.
const PREFIX: &str = "vitae_";

impl Secret {
    /// The secret made of these bytes, which nobody may be able to guess.
    pub fn new(bytes: [u8; SECRET_BYTES]) -> Secret {
        Secret { text: hexadecimal(&bytes) }
    }

    /// The secret at the end of a token's text.
    fn read(text: &str) -> Option<Secret> {
        let is_hexadecimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_hexadecimal && text.len() == 2 * SECRET_BYTES).then(|| Secret { text: text.to_owned() })
    }

    fn hash(&self) -> String {
        hexadecimal(&Sha256::digest(self.text.as_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whose a token is, as the archive's history will tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

impl TokenName {
    const MAX: usize = 100;
}

impl TryFrom<String> for TokenName {
    type Error = String;

    /// Refuses with what was expected, in words.
    fn try_from(text: String) -> Result<TokenName, String> {
        let is_good = !text.is_empty()
            && text.chars().count() <= TokenName::MAX
            && text.trim() == text
            && !text.chars().any(is_unseen)
            && !text.eq_ignore_ascii_case(ANONYMOUS);
        let expected = || {
            let max = TokenName::MAX;
            format!("1 to {max} characters on one line, no space around them, and not `{ANONYMOUS}`")
        };
        is_good.then_some(TokenName(text)).ok_or_else(expected)
    }
}

/// What steers a terminal, or turns the direction of what is read.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose it is.
    pub name: TokenName,
    /// What it allows.
    pub role: Role,
    /// Until when it holds; without end if not given.
    pub expires_at: Option<Moment>,
}

/// A token that was just made: the only time that its text is known. `Debug` does not show it.
pub struct IssuedToken {
    /// Its number.
    pub id: i64,
    text: String,
}

impl IssuedToken {
    /// The whole text, for whoever asked for the token and nobody else.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IssuedToken({PREFIX}{}_***)", self.id)
    }
}

/// A token as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub name: String,
    /// What it allows: a role's name.
    pub role: String,
    /// When it was made.
    pub created_at: String,
    /// Until when it holds.
    pub expires_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// Whether it holds now.
    pub state: TokenState,
}

/// Whether a token holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// It does.
    Active,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl TokenState {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            TokenState::Active => "active",
            TokenState::Expired => "expired",
            TokenState::Revoked => "revoked",
        }
    }

    fn at(now: &str, expires_at: Option<&str>, revoked_at: Option<&str>) -> TokenState {
        match (revoked_at, expires_at) {
            (Some(_), _) => TokenState::Revoked,
            (None, Some(end)) if is_over(now, end) => TokenState::Expired,
            _ => TokenState::Active,
        }
    }
}

/// Whether `end` is reached. A time that cannot be read is over: a token never holds by accident.
fn is_over(now: &str, end: &str) -> bool {
    match (now.parse::<Moment>(), end.parse::<Moment>()) {
        (Ok(now), Ok(end)) => now >= end,
        _ => true,
    }
}

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It would hold at no time.
    #[error("`{0}` is over already; expected a time to come")]
    Over(Moment),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of a token that was to be revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It is revoked now.
    Done(Token),
    /// It was revoked before.
    DoneBefore(Token),
    /// There is no token of that number.
    Unknown,
}

/// How many tokens a list shows at most: the newest.
const TOKENS_LISTED: i64 = 10_000;

/// Whose the first token of a new archive is.
const FIRST_NAME: &str = "first token";

impl Archive {
    /// Makes a token.
    pub async fn create_token(&self, new: &NewToken, secret: Secret) -> Result<IssuedToken, TokenError> {
        let now = (self.clock)();
        if let Some(end) = new.expires_at.filter(|end| is_over(&now, &end.to_string())) {
            return Err(TokenError::Over(end));
        }
        let transaction = self.store.change_tokens().await?;
        let id = transaction.next_token_id().await?;
        transaction.insert(vec![row(id, new, &secret, now)]).await?;
        transaction.commit().await?;
        Ok(IssuedToken { id, text: format!("{PREFIX}{id}_{}", secret.text) })
    }

    /// Makes a token of the role `admin` if the archive never had any. Of several processes that ask at
    /// once, one gets it.
    pub async fn create_first_token(&self, secret: Secret) -> Result<Option<IssuedToken>, StoreError> {
        let new = NewToken { name: TokenName(FIRST_NAME.to_owned()), role: Role::Admin, expires_at: None };
        let transaction = self.store.change_tokens().await?;
        let id = transaction.next_token_id().await?;
        if id != 1 {
            transaction.rollback().await?;
            return Ok(None);
        }
        transaction.insert(vec![row(id, &new, &secret, (self.clock)())]).await?;
        transaction.commit().await?;
        Ok(Some(IssuedToken { id, text: format!("{PREFIX}{id}_{}", secret.text) }))
    }

    /// Every token, in the order in which they were made; of very many the newest.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let now = (self.clock)();
        let transaction = self.store.snapshot().await?;
        let rows = transaction.newest_tokens(TOKENS_LISTED).await?;
        transaction.rollback().await?;
        Ok(rows.into_iter().map(|row| shown(row, &now)).collect())
    }

    /// Revokes a token: from now on no request is answered for it.
    pub async fn revoke_token(&self, id: i64) -> Result<Revocation, StoreError> {
        let now = (self.clock)();
        let transaction = self.store.change_tokens().await?;
        let outcome = match transaction.token(id).await? {
            None => Revocation::Unknown,
            Some(row) if row.revoked_at.is_some() => Revocation::DoneBefore(shown(row, &now)),
            Some(row) => {
                transaction.revoke_token(id, &now).await?;
                Revocation::Done(shown(TokenRow { revoked_at: Some(now.clone()), ..row }, &now))
            }
        };
        transaction.commit().await?;
        Ok(outcome)
    }
}

fn row(id: i64, new: &NewToken, secret: &Secret, now: String) -> TokenRow {
    TokenRow {
        id,
        name: new.name.0.clone(),
        role: new.role.as_str().to_owned(),
        hash: secret.hash(),
        created_at: now,
        expires_at: new.expires_at.map(|end| end.to_string()),
        revoked_at: None,
    }
}

fn shown(row: TokenRow, now: &str) -> Token {
    let state = TokenState::at(now, row.expires_at.as_deref(), row.revoked_at.as_deref());
    let TokenRow { id, name, role, created_at, expires_at, revoked_at, .. } = row;
    Token { id, name, role, created_at, expires_at, revoked_at, state }
}

/// Tells who asks, from the token that a request comes with. Nothing is remembered from one request to
/// the next, so that a token that was revoked, or whose time is over, is refused at once.
#[derive(Clone)]
pub struct Gate {
    readers: Readers,
    clock: Clock,
}

/// Why a token is not taken. None of it repeats what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// It is not of the form that tokens have.
    #[error("the token is malformed; expected `vitae_NUMBER_SECRET`, as it was printed when it was made")]
    Malformed,
    /// No such token was ever made here.
    #[error("the token is not known here")]
    Unknown,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// It was revoked.
    #[error("the token was revoked")]
    Revoked,
    /// The database cannot be asked; the log tells why.
    #[error("the token cannot be checked at the moment; try again later")]
    Unchecked,
}

impl Gate {
    /// A gate that asks these readers, and this clock.
    pub fn new(readers: Readers, clock: Clock) -> Gate {
        Gate { readers, clock }
    }

    /// Who has this token. Its secret is compared in constant time, and before anything else is told.
    pub async fn caller(&self, text: &str) -> Result<Caller, TokenRefused> {
        let (id, secret) = parts(text).ok_or(TokenRefused::Malformed)?;
        let standing = self.readers.token_standing(id).await.map_err(|error| {
            tracing::warn!(%error, "a token cannot be checked");
            TokenRefused::Unchecked
        })?;
        let standing = standing.ok_or(TokenRefused::Unknown)?;
        if !bool::from(standing.hash.as_bytes().ct_eq(secret.hash().as_bytes())) {
            return Err(TokenRefused::Unknown);
        }
        let now = (self.clock)();
        match TokenState::at(&now, standing.expires_at.as_deref(), standing.revoked_at.as_deref()) {
            TokenState::Revoked => Err(TokenRefused::Revoked),
            TokenState::Expired => Err(TokenRefused::Expired),
            TokenState::Active => {
                let role = standing.role.parse().map_err(|()| TokenRefused::Unknown)?;
                Ok(Caller { name: standing.name, role: Some(role) })
            }
        }
    }
}

/// A token's number and its secret.
fn parts(text: &str) -> Option<(i64, Secret)> {
    let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
    let is_number = id.bytes().all(|byte| byte.is_ascii_digit()) && !id.starts_with('0');
    let id = id.parse().ok().filter(|_| is_number)?;
    Some((id, Secret::read(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_apart_only_if_it_has_the_form() {
        let secret = "0123456789abcdef".repeat(4);
        assert!(parts(&format!("vitae_17_{secret}")).is_some_and(|(id, _)| id == 17));
        for text in [
            String::new(),
            format!("vitae__{secret}"),
            format!("vitae_0_{secret}"),
            format!("vitae_017_{secret}"),
            format!("vitae_+17_{secret}"),
            format!("vitae_-17_{secret}"),
            format!("vitae_99999999999999999999_{secret}"),
            format!("Vitae_17_{secret}"),
            format!("vitae_17_{}", secret.to_uppercase()),
            format!("vitae_17_{secret}0"),
            format!("vitae_17_{}", &secret[1..]),
            format!("vitae_17_{secret} "),
        ] {
            assert!(parts(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn nothing_shows_a_secret() {
        let issued = IssuedToken { id: 3, text: "vitae_3_beef".to_owned() };
        assert_eq!(format!("{:?} {issued:?}", Secret::new([7; 32])), "Secret(***) IssuedToken(vitae_3_***)");
    }

    #[test]
    fn a_name_can_be_read_on_one_line_and_is_somebodys() {
        for name in ["ada", "Ada Lovelace", "импорт", &"x".repeat(100)] {
            assert!(TokenName::try_from(name.to_owned()).is_ok(), "{name}");
        }
        for name in ["", " ada", "a\nb", "a\u{1b}[31m", "a\u{202e}b", "Anonymous", &"x".repeat(101)] {
            assert!(TokenName::try_from(name.to_owned()).is_err(), "{name:?}");
        }
    }

    #[test]
    fn an_end_that_cannot_be_read_is_over() {
        let now = "2026-11-23T09:30:00.000Z";
        assert!(!is_over(now, "2026-11-23T09:30:00.001Z"));
        assert!(is_over(now, now));
        assert!(is_over(now, "some day"));
        assert!(is_over("no time", "2999-01-01T00:00:00.000Z"));
    }
}
