//! The values that settings take: each knows how it is written and says what it expects.

use std::fmt;
use std::net::{Ipv6Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use axum::http::HeaderValue;

use crate::domain::TokenName;
use crate::http::Network;
use crate::store::{Dialect, mask_password};
use crate::value::access::Role;
use crate::value::moment::Moment;

use super::check::known_kinds;

/// The address of a database. It is never shown with its password, not even by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address of a SQLite file.
    pub fn of_file(file: &Path) -> DatabaseUrl {
        DatabaseUrl(format!("sqlite://{}", file.display()))
    }

    /// The file of a SQLite archive; none on a server.
    pub fn file(&self) -> Option<&str> {
        let rest = self.with_password().strip_prefix("sqlite:")?.trim_start_matches("//");
        rest.split('?').next()
    }

    /// The address with its password: for the driver alone.
    pub fn with_password(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask_password(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

/// A token for a service. It is never shown, not even by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceToken(String);

impl ServiceToken {
    /// The token itself: for the one who asks for it alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ServiceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A token that can stand in a header: visible ASCII.
pub fn service_token(text: &str) -> Result<ServiceToken, String> {
    match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(ServiceToken(text.to_owned())),
        false => Err("a token, of letters, digits and signs without spaces".to_owned()),
    }
}

/// `sqlite://FILE` or `postgres://USER:PASSWORD@HOST:PORT/NAME`.
pub fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    let is_file = |rest: &str| !rest.is_empty() && !rest.contains(['?', '#']) && rest != ":memory:";
    let is_good = match (Dialect::of(text), text.split_once("://")) {
        (Some(Dialect::Sqlite), Some((_, rest))) => is_file(rest),
        (Some(Dialect::Postgres), Some((_, rest))) => !rest.is_empty(),
        _ => false,
    };
    match is_good {
        true => Ok(DatabaseUrl(text.to_owned())),
        false => {
            // The name of a file alone, as other commands take it.
            let is_name = is_file(text) && !text.contains(':');
            let hint =
                if is_name { format!("; hint: did you mean `sqlite://{text}`?") } else { String::new() };
            Err(format!("`sqlite://FILE` or `postgres://USER:PASSWORD@HOST:PORT/NAME`{hint}"))
        }
    }
}

/// `postgres://USER:PASSWORD@HOST:PORT/NAME`, of a replica.
pub fn replica_url(text: &str) -> Result<DatabaseUrl, String> {
    let url = database_url(text.trim()).ok();
    url.filter(|url| Dialect::of(url.with_password()) == Some(Dialect::Postgres)).ok_or_else(|| {
        "addresses as `postgres://USER:PASSWORD@HOST:PORT/NAME`, with commas between them".to_owned()
    })
}

/// How far a replica may be behind: for so long it is known where the primary was.
pub fn replica_lag(text: &str) -> Result<Duration, String> {
    let time = duration(text).ok().filter(|time| *time <= REPLICA_LAG_MAX);
    time.ok_or_else(|| "a time from `1ms` to `5m`, written with `ms`, `s` or `m`, such as `10s`".to_owned())
}

const REPLICA_LAG_MAX: Duration = Duration::from_secs(300);

/// An IP address and a port.
pub fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an IP address and a port, such as `127.0.0.1:8000` or `[::1]:0`".to_owned())
}

/// A kind of inconsistency.
pub fn inconsistency_kind(text: &str) -> Result<String, String> {
    let known: Vec<String> = known_kinds().map(|kind| format!("`{kind}`")).collect();
    match known_kinds().any(|kind| kind == text) {
        true => Ok(text.to_owned()),
        false => Err(format!("some of {}", known.join(", "))),
    }
}

/// How many queries run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// As many as the machine has cores.
    Cores,
    /// So many.
    Count(NonZeroUsize),
}

impl Readers {
    /// The number that is meant on this machine.
    pub fn count(self) -> usize {
        match self {
            // One is kept for queries that are cheap.
            Readers::Cores => std::thread::available_parallelism().map_or(1, NonZeroUsize::get).max(2),
            Readers::Count(count) => count.get(),
        }
    }
}

/// `cores` or a number up to 1,000.
pub fn readers(text: &str) -> Result<Readers, String> {
    if text == "cores" {
        return Ok(Readers::Cores);
    }
    text.parse()
        .ok()
        .filter(|count: &NonZeroUsize| count.get() <= 1000)
        .map(Readers::Count)
        .ok_or_else(|| "`cores` or a whole number from 1 to 1000".to_owned())
}

/// A whole number of 1 or more that fits 32 bits.
pub fn at_least_one(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| *number >= 1)
        .ok_or_else(|| format!("a whole number from 1 to {}", u32::MAX))
}

/// A whole number from 1 to 1,000,000.
pub fn up_to_a_million(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| (1..=1_000_000).contains(number));
    number.ok_or_else(|| "a whole number from 1 to 1000000".to_owned())
}

/// A network, such as `10.0.0.0/8`, or one address.
pub fn network(text: &str) -> Result<Network, String> {
    text.trim().parse().map_err(|()| "a network such as `10.0.0.0/8`, or an address such as `::1`".to_owned())
}

/// A name by which a service is asked, without a port.
pub fn host(text: &str) -> Result<String, String> {
    let name = text.trim().to_ascii_lowercase();
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_good = match bare {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        }
    };
    is_good
        .then_some(name)
        .ok_or_else(|| "a name without a port, such as `vitae.example` or `[::1]`".to_owned())
}

/// A site as browsers name it, or `*`.
pub fn origin(text: &str) -> Result<HeaderValue, String> {
    let text = text.trim();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_site = rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest == rest.to_ascii_lowercase()
            && !rest.contains(['/', '?', '#', '@', ' ', '*'])
    });
    let value = HeaderValue::from_str(text).ok().filter(|_| is_site || text == "*");
    value.ok_or_else(|| {
        "`*`, or a site in lower case and without a path, such as `https://app.example`".to_owned()
    })
}

/// A time such as `500ms`, `10s` or `2m`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000)];
    units
        .into_iter()
        .find_map(|(unit, milliseconds)| {
            let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
            let total = number.checked_mul(milliseconds)?;
            (1..=MILLISECONDS_MAX).contains(&total).then(|| Duration::from_millis(total))
        })
        .ok_or_else(|| {
            "a time from `1ms` to `1440m`, written with `ms`, `s` or `m`, such as `10s`".to_owned()
        })
}

/// A day: no wait of ours should be longer.
const MILLISECONDS_MAX: u64 = 24 * 60 * 60 * 1000;

/// A role of a token.
pub fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|()| "`reader`, `editor` or `admin`".to_owned())
}

/// Whose a token is.
pub fn token_name(text: &str) -> Result<TokenName, String> {
    text.to_owned().try_into()
}

/// The number of a token.
pub fn token_id(text: &str) -> Result<i64, String> {
    text.parse()
        .ok()
        .filter(|id| *id >= 1)
        .ok_or_else(|| "a token's number, such as `3`; hint: see `vitae token list`".to_owned())
}

/// Until when a token holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Until a moment.
    At(Moment),
    /// So long from now.
    After(Duration),
}

/// A moment in RFC 3339, a day (its beginning in UTC), or a length of time such as `30d`.
pub fn expiry(text: &str) -> Result<Expiry, String> {
    const DAYS_MAX: u64 = 36_500;
    let units = [("m", 60), ("h", 3600), ("d", 86_400), ("w", 7 * 86_400)];
    let after = units.into_iter().find_map(|(unit, seconds)| {
        let digits =
            text.strip_suffix(unit).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let total = digits.parse::<u64>().ok()?.checked_mul(seconds)?;
        (1..=DAYS_MAX * 86_400).contains(&total).then(|| Expiry::After(Duration::from_secs(total)))
    });
    let at = || text.parse().or_else(|()| format!("{text}T00:00:00Z").parse()).map(Expiry::At);
    after.map_or_else(at, Ok).map_err(|()| {
        "a time such as `2027-01-31T18:00:00Z`, a day such as `2027-01-31` (its beginning in UTC), or how long, \
         such as `90m`, `12h`, `30d` or `8w`"
            .to_owned()
    })
}

/// A number of bytes such as `1048576`, `512KiB` or `1MiB`.
pub fn byte_size(text: &str) -> Result<usize, String> {
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("", 1_usize)];
    units
        .into_iter()
        .find_map(|(unit, bytes)| text.strip_suffix(unit)?.parse::<usize>().ok()?.checked_mul(bytes))
        .filter(|bytes| *bytes >= 1)
        .ok_or_else(|| "a number of bytes, such as `65536`, `512KiB` or `1MiB`".to_owned())
}

/// The same, or 0 for none.
pub fn byte_size_or_none(text: &str) -> Result<usize, String> {
    match text {
        "0" => Ok(0),
        _ => byte_size(text).map_err(|expected| format!("{expected}, or 0")),
    }
}

/// A filter for logs.
pub fn log_filter(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("a level such as `info`, or levels by module such as `warn,vitae=debug`".to_owned()),
    }
}

/// The address of a service: `http://HOST:PORT`, with or without a path (which is left out).
pub fn http_url(text: &str) -> Result<String, String> {
    text.strip_prefix("http://")
        .map(|rest| rest.split('/').next().unwrap_or_default())
        .filter(|authority| !authority.is_empty())
        .map(|authority| match authority.rsplit_once(':') {
            Some((_, port)) if port.parse::<u16>().is_ok() => authority.to_owned(),
            _ => format!("{authority}:80"),
        })
        .ok_or_else(|| "an address such as `http://127.0.0.1:8000`".to_owned())
}

/// The address of a service: `http://HOST:PORT` or `https://HOST`, with a path where it has one.
pub fn service_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let is_good = rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['?', '#', '@', ' '])
    });
    match is_good {
        true => Ok(text.trim_end_matches('/').to_owned()),
        false => Err("an address such as `https://vitae.example` or `http://127.0.0.1:8000`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let url = database_url("postgres://vitae:se:c@ret@db:5432/vitae").unwrap();
        assert_eq!(
            format!("{url} {url:?}"),
            "postgres://vitae:***@db:5432/vitae `postgres://vitae:***@db:5432/vitae`"
        );
    }

    #[test]
    fn an_address_that_names_no_database_is_refused() {
        for text in [
            "",
            "vitae.db",
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite://a?mode=ro",
            "mysql://db",
            "postgres://",
        ] {
            assert!(database_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_and_sizes_need_a_unit_that_they_know() {
        assert_eq!(duration("1500ms"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        for text in ["", "10", "0s", "-1s", "1.5s", "1441m", "99999999999999999999m", "s"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(byte_size("1MiB"), Ok(1 << 20));
        assert_eq!(byte_size("65536"), Ok(65_536));
        for text in ["", "0", "1MB", "MiB", "-1", "99999999999999999999GiB"] {
            assert!(byte_size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_service_is_named_by_its_address_without_the_last_stroke() {
        assert_eq!(service_url("https://vitae.example/"), Ok("https://vitae.example".to_owned()));
        assert_eq!(service_url("http://[::1]:8000/a/b"), Ok("http://[::1]:8000/a/b".to_owned()));
        for text in ["", "vitae.example", "ftp://a", "http://", "http:///a", "http://u:p@h", "http://h?a=b"] {
            assert!(service_url(text).is_err(), "{text}");
        }
        assert_eq!(format!("{:?}", service_token("abc")), "Ok(***)");
        assert!(service_token("a b").is_err() && service_token("").is_err() && service_token("a\n").is_err());
    }

    #[test]
    fn a_token_holds_until_a_moment_or_for_a_time() {
        let moment = |text: &str| Ok(Expiry::At(text.parse().unwrap()));
        assert_eq!(expiry("30d"), Ok(Expiry::After(Duration::from_secs(30 * 86_400))));
        assert_eq!(expiry("90m"), Ok(Expiry::After(Duration::from_secs(5400))));
        assert_eq!(expiry("2027-01-31"), moment("2027-01-31T00:00:00Z"));
        assert_eq!(expiry("2027-01-31T18:00:00+01:00"), moment("2027-01-31T17:00:00Z"));
        for text in [
            "",
            "d",
            "0d",
            "-1d",
            "+1d",
            "1.5d",
            "30",
            "30 d",
            "36501d",
            "2027-02-30",
            "tomorrow",
            "99999999999999999999w",
        ] {
            assert!(expiry(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_service_without_a_port_is_asked_on_port_80() {
        assert_eq!(http_url("http://vitae.example/graphql"), Ok("vitae.example:80".to_owned()));
        assert_eq!(http_url("http://[::1]:8000"), Ok("[::1]:8000".to_owned()));
        assert!(http_url("https://vitae.example").is_err());
        assert!(http_url("http://").is_err());
    }
}
