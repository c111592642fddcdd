//! The first bytes of a connection: an HTTP request that wants to become a WebSocket, or a person who looks with a
//! browser.

use std::collections::BTreeSet;

use thiserror::Error;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use vigil_core::text::Shown;

use crate::access;

/// No honest request has a longer head.
const MAX_HEAD_BYTES: usize = 16 * 1024;

const MAX_HEADERS: usize = 64;

/// What a request asks for.
#[derive(Debug)]
pub(super) enum HttpRequest {
    /// A WebSocket; not answered yet.
    Upgrade(Upgrade),
    /// A WebSocket, but under a foreign `Host`; not answered yet, since it is reported first.
    ForeignHost { origin: String, host: String },
    /// Anything else: a person looked, or a browser asked whether a page may connect; it was answered.
    Answered,
}

/// A well-formed request for a WebSocket (RFC 6455, 4.2.1).
#[derive(Debug)]
pub(super) struct Upgrade {
    /// The page it is for, which browsers send; `None` for programs.
    pub(super) origin: Option<String>,
    key: String,
    /// Bytes that came after the request.
    pub(super) rest: Vec<u8>,
}

/// Why a well-formed request for a WebSocket is refused.
#[derive(Debug, Clone, Copy)]
pub(super) enum HttpRefusal {
    NotAllowed,
    /// A page whose name was made to point here (DNS rebinding), or a proxy that nobody allowed.
    ForeignHost,
    /// The page sent more before it was answered.
    TooEarly,
    Stopping,
    /// Vigil is out of file descriptors, and without another one it could not watch the program.
    OutOfFiles,
}

#[derive(Debug, Error)]
pub(super) enum HttpError {
    #[error("the connection ended before a request: {0}")]
    Io(#[from] std::io::Error),
    #[error("it is no HTTP request: {0}")]
    Parse(#[from] httparse::Error),
    #[error("the request's head is longer than {MAX_HEAD_BYTES} bytes")]
    TooLong,
    #[error("its Host is {}, which is not this server", Shown(.0))]
    ForeignHost(String),
    #[error("it asks for a WebSocket in a way that the protocol does not know: {0}")]
    Upgrade(&'static str),
    #[error("it uses {}", Shown(.0))]
    Method(String),
}

/// The relevant parts of a request.
#[derive(Debug, Default)]
struct Head {
    method: String,
    origin: Option<String>,
    host: Option<String>,
    upgrade: Option<String>,
    key: Option<String>,
    version: Option<String>,
    /// Where the head ends.
    length: usize,
}

impl Upgrade {
    /// Opens the WebSocket.
    pub(super) async fn accept(&self, stream: &mut TcpStream) -> Result<(), std::io::Error> {
        let accept = derive_accept_key(self.key.as_bytes());
        let response = format!(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        );
        stream.write_all(response.as_bytes()).await
    }
}

/// Answers a request for a WebSocket with a refusal.
pub(super) async fn refuse(stream: &mut TcpStream, refusal: HttpRefusal) -> Result<(), std::io::Error> {
    let (status, body) = match refusal {
        HttpRefusal::NotAllowed => ("403 Forbidden", "This web page may not connect to Vigil.\n"),
        HttpRefusal::ForeignHost => ("403 Forbidden", FOREIGN_HOST),
        HttpRefusal::TooEarly => ("400 Bad Request", NO_HANDSHAKE),
        HttpRefusal::Stopping => ("503 Service Unavailable", "Vigil is being closed.\n"),
        HttpRefusal::OutOfFiles => (
            "503 Service Unavailable",
            "Vigil has too many connections open. Close other programs and try again.\n",
        ),
    };
    answer(stream, status, TEXT, body).await
}

/// Reads the request, and answers it unless it wants a WebSocket and is well-formed or has a foreign `Host`. The caller
/// limits the time.
pub(super) async fn read_request(
    stream: &mut TcpStream,
    allowed_hosts: &BTreeSet<String>,
) -> Result<HttpRequest, HttpError> {
    let (head, bytes) = match read_head(stream).await {
        Ok(read) => read,
        Err(error @ (HttpError::Parse(_) | HttpError::TooLong)) => {
            answer(
                stream,
                "400 Bad Request",
                TEXT,
                "This is Vigil; it speaks HTTP and WebSocket.\n",
            )
            .await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    if let Some(host) = &head.host
        && !access::is_this_machine(host, allowed_hosts)
    {
        if head.upgrade.is_none() {
            answer(stream, "403 Forbidden", TEXT, FOREIGN_HOST).await?;
            return Err(HttpError::ForeignHost(host.clone()));
        }
        return Ok(HttpRequest::ForeignHost {
            origin: head.origin.unwrap_or_else(|| host.clone()),
            host: host.clone(),
        });
    }
    match head.method.as_str() {
        "GET" => {}
        // The browser asks on behalf of a page whether it may send a request here at all; that does not admit it.
        "OPTIONS" => {
            answer(stream, "204 No Content", TEXT, "").await?;
            return Ok(HttpRequest::Answered);
        }
        method => {
            answer(stream, "405 Method Not Allowed", TEXT, "GET only.\n").await?;
            return Err(HttpError::Method(method.to_owned()));
        }
    }
    if head.upgrade.is_none() {
        answer(stream, "200 OK", HTML, PAGE).await?;
        return Ok(HttpRequest::Answered);
    }
    let key = match websocket_key(&head) {
        Ok(key) => key.to_owned(),
        Err(wrong) => {
            answer(stream, "400 Bad Request", TEXT, NO_HANDSHAKE).await?;
            return Err(HttpError::Upgrade(wrong));
        }
    };
    let port = stream.local_addr()?.port();
    let host = head.host.unwrap_or_default();
    Ok(HttpRequest::Upgrade(Upgrade {
        rest: bytes[head.length..].to_vec(),
        origin: head.origin.filter(|origin| !is_of_a_program(origin, &host, port)),
        key,
    }))
}

/// Whether this `Origin` is not that of a web page. Some WebSocket libraries send one for native programs: the address
/// that they connect to (Python's websocket-client, Java's Tyrus, the C++ IXWebSocket), or an empty one. No page has
/// it: a page of this address would have to come from this port, where only Vigil's own page is, which connects to
/// nothing.
///
/// That holds for loopback alone. Any other name of this machine, allowed or its own, may lead to a page elsewhere first,
/// and only then here (DNS rebinding). The port counts too: behind a forwarded port there may be pages.
fn is_of_a_program(origin: &str, host: &str, port: u16) -> bool {
    let origin = origin.to_ascii_lowercase();
    let authority = ["http://", "ws://"]
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme))
        .unwrap_or(&origin);
    let is_this_port = authority.ends_with(&format!(":{port}"));
    origin.is_empty() || (is_this_port && access::is_loopback(host) && authority.eq_ignore_ascii_case(host))
}

async fn read_head(stream: &mut TcpStream) -> Result<(Head, Vec<u8>), HttpError> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
        }
        if let Some(head) = parse(&bytes)? {
            return Ok((head, bytes));
        }
        if bytes.len() > MAX_HEAD_BYTES {
            return Err(HttpError::TooLong);
        }
    }
}

/// `None` if the head is incomplete.
fn parse(bytes: &[u8]) -> Result<Option<Head>, HttpError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = request.parse(bytes)? else {
        return Ok(None);
    };
    let mut head = Head {
        method: request.method.unwrap_or_default().to_owned(),
        length,
        ..Head::default()
    };
    for header in request.headers.iter() {
        let field = match header.name.to_ascii_lowercase().as_str() {
            "origin" => &mut head.origin,
            "host" => &mut head.host,
            "upgrade" => &mut head.upgrade,
            "sec-websocket-key" => &mut head.key,
            "sec-websocket-version" => &mut head.version,
            _ => continue,
        };
        // A header that is no text names no page, and is refused as such.
        let text = std::str::from_utf8(header.value).unwrap_or("null").trim();
        *field = Some(text.to_owned());
    }
    Ok(Some(head))
}

fn websocket_key(head: &Head) -> Result<&str, &'static str> {
    if !head
        .upgrade
        .as_deref()
        .is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket"))
    {
        return Err("Upgrade is not websocket");
    }
    if head.version.as_deref() != Some("13") {
        return Err("Sec-WebSocket-Version is not 13");
    }
    // 16 bytes in Base64.
    head.key
        .as_deref()
        .filter(|key| key.len() == 24)
        .ok_or("Sec-WebSocket-Key is missing")
}

/// `Access-Control-…`: Chrome asks before it lets a public page reach a private address (Private Network Access, Local
/// Network Access). Whether the page may move anything is decided at the WebSocket, by the person.
async fn answer(stream: &mut TcpStream, status: &str, kind: &str, body: &str) -> Result<(), std::io::Error> {
    let length = body.len();
    let response = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\
         Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: GET, OPTIONS\r\n\
         Access-Control-Allow-Headers: *\r\nAccess-Control-Allow-Private-Network: true\r\n\
         Access-Control-Allow-Local-Network: true\r\n\r\n{body}"
    );
    stream.write_all(response.as_bytes()).await?;
    stream.shutdown().await
}

const TEXT: &str = "text/plain; charset=utf-8";
const FOREIGN_HOST: &str =
    "Vigil answers to this machine's own names and to those that were allowed in its settings.\n";
const NO_HANDSHAKE: &str = "This is no WebSocket handshake (RFC 6455).\n";
const HTML: &str = "text/html; charset=utf-8";

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Vigil is running</title>
<style>
  body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem;
         color: #14181d; background: #f5f6f8 }
  @media (prefers-color-scheme: dark) { body { color: #e9edf2; background: #0f1216 } }
</style>
<h1>Vigil is running</h1>
<p>This address is for programs that drive toys, not for looking at. Put it into your game or player where it asks for
the Buttplug server, or for Intiface.</p>
</html>
"#;

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "GET / HTTP/1.1\r\nHost: 127.0.0.1:12345\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    #[test]
    fn a_request_may_come_in_any_number_of_pieces() {
        for end in 0..REQUEST.len() {
            assert!(parse(&REQUEST.as_bytes()[..end]).unwrap().is_none(), "{end}");
        }
        let head = parse(REQUEST.as_bytes()).unwrap().unwrap();
        assert_eq!(head.length, REQUEST.len());
        assert_eq!(websocket_key(&head), Ok("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    #[test]
    fn s7_an_origin_that_is_this_servers_own_address_is_a_programs() {
        for (origin, host) in [
            ("http://127.0.0.1:12345", "127.0.0.1:12345"),
            ("http://localhost:12345", "localhost:12345"),
            ("HTTP://LocalHost:12345", "localhost:12345"),
            ("ws://127.0.0.1:12345", "127.0.0.1:12345"),
            ("127.0.0.1:12345", "127.0.0.1:12345"),
            ("http://[::1]:12345", "[::1]:12345"),
            ("", "127.0.0.1:12345"),
        ] {
            assert!(is_of_a_program(origin, host, 12345), "{origin}");
        }
        for (origin, host) in [
            ("null", "127.0.0.1:12345"),
            ("http://localhost:3000", "localhost:12345"),
            ("http://localhost", "localhost"),
            ("http://localhost", "localhost:12345"),
            ("http://localhost:12345", "127.0.0.1:12345"),
            ("https://localhost:12345", "localhost:12345"),
            ("https://evil.example", "127.0.0.1:12345"),
            ("http://evil.example:12345", "127.0.0.1:12345"),
            ("http://evil.example/127.0.0.1:12345", "127.0.0.1:12345"),
            ("http://127.0.0.1:12345@evil.example", "127.0.0.1:12345"),
            ("file://127.0.0.1:12345", "127.0.0.1:12345"),
            // A port that somebody forwards here.
            ("http://localhost:8080", "localhost:8080"),
            // Names whose owner can point them elsewhere, serve a page there, and point them here.
            ("http://toys.example:12345", "toys.example:12345"),
            ("toys.example:12345", "toys.example:12345"),
            ("http://desktop:12345", "desktop:12345"),
            ("http://10.0.2.2:12345", "10.0.2.2:12345"),
        ] {
            assert!(!is_of_a_program(origin, host, 12345), "{origin}");
        }
    }

    #[test]
    fn what_is_no_handshake_is_told_apart() {
        for (from, to) in [("websocket", "h2c"), ("Version: 13", "Version: 8"), ("dGhl", "x")] {
            let head = parse(REQUEST.replace(from, to).as_bytes()).unwrap().unwrap();
            assert!(websocket_key(&head).is_err(), "{to}");
        }
    }
}
