//! Which address a request comes from: the peer's, or what a proxy that is trusted says. What anybody else
//! says of themselves counts for nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::http::{Extensions, HeaderMap};

/// The other end of a connection; each request carries it among its extensions.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// Whether it speaks TLS with this service itself.
    pub is_tls: bool,
}

/// Where a request comes from; each request carries it among its extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    /// Whom a request with these extensions comes from, as clients are told apart.
    pub fn named_in(extensions: &Extensions) -> Option<IpAddr> {
        extensions.get::<Client>().map(|client| client.network())
    }

    /// What is held to be one client: an address of IPv4, a network of 64 bits of IPv6, for whoever has one
    /// address of it has them all.
    pub fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(address) => address.into(),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        }
    }
}

/// Which header tells where a request comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forwarding {
    /// `X-Forwarded-For: ADDRESS, …`.
    #[default]
    XForwardedFor,
    /// `Forwarded: for=ADDRESS, …` (RFC 7239).
    Forwarded,
}

/// The proxies whose word is taken.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Where they are.
    pub networks: Vec<Network>,
    /// Where they write down who asked them.
    pub forwarding: Forwarding,
}

impl Proxies {
    /// Whether an address is a trusted proxy's.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(address))
    }

    /// Where a request comes from: from the last one in the row that is not a trusted proxy.
    pub fn client(&self, peer: Option<Peer>, headers: &HeaderMap) -> Client {
        let nobody = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let peer = peer.map_or(nobody, |peer| peer.address.ip().to_canonical());
        let mut client = peer;
        if !self.trusts(peer) {
            return Client(client);
        }
        let row = match self.forwarding {
            Forwarding::XForwardedFor => row(headers, "x-forwarded-for", Some),
            Forwarding::Forwarded => row(headers, "forwarded", forwarded_for),
        };
        for entry in row.iter().rev() {
            // A word that is no address ends what can be relied on.
            let Some(address) = address(entry) else { break };
            client = address;
            if !self.trusts(address) {
                break;
            }
        }
        Client(client)
    }
}

fn row<'h>(headers: &'h HeaderMap, name: &str, of: impl Fn(&'h str) -> Option<&'h str>) -> Vec<&'h str> {
    let values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    values.flat_map(|value| value.split(',')).map(|entry| of(entry.trim()).unwrap_or_default()).collect()
}

/// The address in an element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<&str> {
    element
        .split(';')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))
        .map(|(_, value)| value.trim().trim_matches('"'))
}

/// An address as proxies write it: perhaps with a port, IPv6 perhaps in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inner, _)| inner);
    let address = bare.parse::<IpAddr>().ok();
    address.or_else(|| bare.parse::<SocketAddr>().ok().map(|it| it.ip())).map(|it| it.to_canonical())
}

/// A network: an address and how many of its bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32 - self.bits;
                network.to_bits().checked_shr(shift) == address.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128 - self.bits;
                network.to_bits().checked_shr(shift) == address.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Network, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(it, bits)| (it, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| ()))?;
        if bits > most { Err(()) } else { Ok(Network { address, bits }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(forwarding: Forwarding, name: &'static str, value: &str) -> String {
        let networks = vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let peer = Peer { address: "10.1.2.3:4".parse().unwrap(), is_tls: false };
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        Proxies { networks, forwarding }.client(Some(peer), &headers).0.to_string()
    }

    #[test]
    fn the_last_stranger_in_the_row_is_the_client() {
        for (row, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("6.6.6.6, 192.0.2.7", "192.0.2.7"),
            ("6.6.6.6, 192.0.2.7, 10.9.9.9", "192.0.2.7"),
            ("192.0.2.7:1234", "192.0.2.7"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("10.9.9.9", "10.9.9.9"),
            ("192.0.2.7, nonsense", "10.1.2.3"),
            ("", "10.1.2.3"),
        ] {
            assert_eq!(client(Forwarding::XForwardedFor, "x-forwarded-for", row), expected, "{row}");
        }
        let element = "for=6.6.6.6, proto=https;For=\"[2001:db8::1]:80\";by=10.0.0.1";
        assert_eq!(client(Forwarding::Forwarded, "forwarded", element), "2001:db8::1");
        assert_eq!(client(Forwarding::Forwarded, "x-forwarded-for", "192.0.2.7"), "10.1.2.3");
    }

    #[test]
    fn a_stranger_is_not_asked_where_it_comes_from() {
        let peer = Peer { address: "[2001:db8:1:2:3::4]:5".parse().unwrap(), is_tls: false };
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "192.0.2.7".parse().unwrap());
        let client = Proxies::default().client(Some(peer), &headers);
        assert_eq!(client, Client(peer.address.ip()));
        assert_eq!(client.network().to_string(), "2001:db8:1:2::");
    }

    #[test]
    fn networks_are_told_apart_by_their_bits() {
        let contains = |network: &str, address: &str| {
            network.parse::<Network>().unwrap().contains(address.parse().unwrap())
        };
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("0.0.0.0/0", "1.2.3.4") && !contains("0.0.0.0/0", "::1"));
        assert!(contains("192.0.2.7", "192.0.2.7") && !contains("192.0.2.7", "192.0.2.6"));
        assert!(contains("fd00::/8", "fdab::1") && !contains("::1", "::2"));
        for text in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1", "localhost"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
