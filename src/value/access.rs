//! Who may do what: roles, permissions, and the one place where the two meet.

use std::fmt;
use std::str::FromStr;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads.
    Reader,
    /// Reads and writes.
    Editor,
    /// Reads, writes, and overrules what others wrote.
    Admin,
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Ask what the archive holds.
    Read,
    /// Change it.
    Write,
    /// Overrule others: undo whole batches, overwrite what conflicts, see the service's figures.
    Administer,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The token's name, as the archive's history will tell it.
    pub name: String,
    /// What the token allows; nothing without one where anonymous reading is off.
    pub role: Option<Role>,
}

/// Why somebody may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// A token is needed, of this role at least.
    NeedsToken(Role),
    /// The token is good, and its role too low.
    NeedsRole(Role),
}

/// The name of callers without a token.
pub const ANONYMOUS: &str = "anonymous";

impl Caller {
    /// Somebody without a token.
    pub fn anonymous(may_read: bool) -> Caller {
        Caller { name: ANONYMOUS.to_owned(), role: may_read.then_some(Role::Reader) }
    }

    /// The one place where it is decided who may do what. Whoever has no token never writes.
    pub fn check(&self, permission: Permission) -> Result<(), Denied> {
        let needed = match permission {
            Permission::Read => Role::Reader,
            Permission::Write => Role::Editor,
            Permission::Administer => Role::Admin,
        };
        match self.role {
            Some(role) if role >= needed => Ok(()),
            _ if self.name == ANONYMOUS => Err(Denied::NeedsToken(needed)),
            _ => Err(Denied::NeedsRole(needed)),
        }
    }
}

impl Default for Caller {
    /// Somebody without a token who may read.
    fn default() -> Caller {
        Caller::anonymous(true)
    }
}

impl Role {
    /// Every role, from the least.
    pub const ALL: &'static [Role] = &[Role::Reader, Role::Editor, Role::Admin];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Editor => "editor",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Role, ()> {
        Role::ALL.iter().copied().find(|role| role.as_str() == text).ok_or(())
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Denied::NeedsToken(role) => {
                write!(f, "this needs a token of the role `{role}`; hint: send `Authorization: Bearer TOKEN`")
            }
            Denied::NeedsRole(role) => write!(f, "this needs the role `{role}`, which the token has not"),
        }
    }
}
