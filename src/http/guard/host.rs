//! Whether a request was meant for this service. A page of another site can have its own name lead to this
//! machine and then count as the service's own page: the name that it asks by gives it away.

use axum::extract::Request;
use axum::http::{StatusCode, Version, header};

use super::super::error::RequestError;

/// The names under which the service is asked.
#[derive(Clone, Debug)]
pub enum Hosts {
    /// Any.
    Any,
    /// These alone, in lower case and without a port.
    These(Vec<String>),
}

impl Hosts {
    /// Refuses a request to another name. Whether the process lives, everybody may ask by any name.
    pub fn check(&self, request: &Request) -> Result<(), RequestError> {
        let Hosts::These(allowed) = self else { return Ok(()) };
        if request.uri().path().starts_with("/health/") {
            return Ok(());
        }
        let named = request.headers().get_all(header::HOST).iter();
        let named = named.map(|value| value.to_str().unwrap_or("…"));
        for name in request.uri().authority().map(|authority| authority.as_str()).into_iter().chain(named) {
            let host = without_port(name).to_ascii_lowercase();
            if !allowed.contains(&host) {
                return Err(misdirected(&host));
            }
        }
        Ok(())
    }
}

/// Refuses a request of HTTP/1.1 that does not tell whom it is for, or tells it twice.
pub fn require(request: &Request) -> Result<(), RequestError> {
    let count = request.headers().get_all(header::HOST).iter().count();
    match (request.version(), count) {
        (_, 1) => Ok(()),
        (Version::HTTP_11, 0) => Err(RequestError::malformed("the header `Host` is missing")),
        (_, 0) => Ok(()),
        _ => Err(RequestError::malformed("the header `Host` is given more than once; expected one")),
    }
}

fn misdirected(host: &str) -> RequestError {
    RequestError {
        status: StatusCode::MISDIRECTED_REQUEST,
        code: "MISDIRECTED",
        message: format!(
            "`{host}` is not a name of this service; hint: the setting `--allowed-hosts` takes further names"
        ),
    }
}

/// `localhost` of `localhost:8000`, `[::1]` of `[::1]:8000`.
pub fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::without_port;

    #[test]
    fn a_name_stands_without_its_port() {
        for (authority, host) in [
            ("localhost:8000", "localhost"),
            ("localhost", "localhost"),
            ("[::1]:8000", "[::1]"),
            ("[::1]", "[::1]"),
            ("evil.example:80:80", "evil.example:80"),
        ] {
            assert_eq!(without_port(authority), host);
        }
    }
}
