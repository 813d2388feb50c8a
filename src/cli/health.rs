//! `vitae health`: asks a running service whether it is ready, so that a container needs no other
//! program to find out. It speaks just enough HTTP for that one question.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::failure::Failure;
use super::{output, settings};

/// How long the service may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// More than the answer to this question ever needs.
const ANSWER_SIZE_MAX: u64 = 64 * 1024;

/// Runs the command.
pub async fn run(settings: settings::Health) -> Result<(), Failure> {
    let address = match settings.address {
        Some(address) => address,
        None => reachable(settings.listen).to_string(),
    };
    let answer = match tokio::time::timeout(PATIENCE, ask(&address)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            return Err(Failure::fault(format!("nothing answers at `{address}`: {error}")));
        }
        Err(_) => {
            let seconds = PATIENCE.as_secs();
            return Err(Failure::fault(format!("`{address}` did not answer within {seconds} s")));
        }
    };
    let status = answer.split(' ').nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body.trim());
    match status {
        "200" => output::print("ready\n"),
        _ => Err(Failure::fault(format!("`{address}` is not ready: {body}"))),
    }
}

/// The same port on this machine, where the service listens on every address.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// One question, one answer, as text. HTTP/1.0, so that the answer comes whole and the connection ends.
async fn ask(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let question = format!("GET /health/ready HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(question.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_SIZE_MAX).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn a_service_that_listens_everywhere_is_asked_on_this_machine() {
        for (listen, asked) in [
            ("0.0.0.0:8000", "127.0.0.1:8000"),
            ("[::]:8000", "[::1]:8000"),
            ("192.0.2.7:80", "192.0.2.7:80"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), asked);
        }
    }
}
