//! Which Origins on the toys' port are a web page's.
//!
//! A browser gives each page's Origin, and no page can choose it. Many WebSocket libraries of other programs give one,
//! too: `file://`, nothing, or the address that they connect to.

use std::net::{IpAddr, SocketAddr};

use tokio_tungstenite::tungstenite::http::{HeaderMap, Uri, header, uri::Scheme};

use crate::limits;

/// The Origin of the web page that this request is from; `None` if it is no page's. `own` is the address that was
/// connected to.
pub(super) fn page(headers: &HeaderMap, own: SocketAddr) -> Option<String> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let page = origins.find(|origin| is_page(origin.as_bytes(), own))?;
    let page = String::from_utf8_lossy(page.as_bytes());
    Some(page.chars().take(limits::ORIGIN_CHARS).collect())
}

fn is_page(origin: &[u8], own: SocketAddr) -> bool {
    let origin = origin.trim_ascii();
    // What a browser says for a page that it keeps apart: any page can put itself into such a frame.
    if origin.eq_ignore_ascii_case(b"null") {
        return true;
    }
    let is_web = [b"http:".as_slice(), b"https:"].iter().any(|scheme| {
        origin
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    is_web && !is_own(origin, own)
}

/// Whether it is the address that was connected to. Vigil serves no page there. By number only, and `localhost`: every
/// other name can be made to lead here by whoever owns it.
fn is_own(origin: &[u8], own: SocketAddr) -> bool {
    let Ok(uri) = Uri::try_from(origin) else { return false };
    let (Some(scheme), Some(host)) = (uri.scheme(), uri.host()) else {
        return false;
    };
    let port = uri
        .port_u16()
        .unwrap_or(if *scheme == Scheme::HTTPS { 443 } else { 80 });
    let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let here = own.ip().to_canonical();
    let is_here = match number {
        Ok(ip) => ip.to_canonical() == here,
        Err(_) => here.is_loopback() && host.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
    };
    port == own.port() && is_here
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_page_at(origin: &str, own: &str) -> bool {
        is_page(origin.as_bytes(), own.parse().unwrap())
    }

    #[test]
    fn what_other_programs_say_comes_in() {
        for (origin, own) in [
            ("", "127.0.0.1:54817"),
            ("file://", "127.0.0.1:54817"),
            ("file://", "192.168.1.20:54817"),
            ("http://127.0.0.1:54817", "127.0.0.1:54817"),
            ("HTTP://localhost:54817", "127.0.0.1:54817"),
            ("http://localhost.:54817", "[::1]:54817"),
            ("http://[::1]:54817", "[::1]:54817"),
            ("http://192.168.1.20:54817", "[::ffff:192.168.1.20]:54817"),
            ("http://192.168.1.20", "192.168.1.20:80"),
            ("ws://192.168.1.20:54817", "192.168.1.20:54817"),
            ("arduino", "192.168.1.20:54817"),
        ] {
            assert!(!is_page_at(origin, own), "{origin} at {own}");
        }
    }

    #[test]
    fn web_pages_do_not() {
        for (origin, own) in [
            ("https://evil.example", "127.0.0.1:54817"),
            (" https://evil.example", "127.0.0.1:54817"),
            ("HTTPS://EVIL.EXAMPLE", "127.0.0.1:54817"),
            // The name leads here by now.
            ("http://evil.example:54817", "127.0.0.1:54817"),
            ("http://localhost.evil.example:54817", "127.0.0.1:54817"),
            ("http://127.0.0.1:54817@evil.example", "127.0.0.1:54817"),
            ("http://127.0.0.1:54817.evil.example", "127.0.0.1:54817"),
            ("http://127.0.0.1:8080", "127.0.0.1:54817"),
            ("http://127.0.0.1", "127.0.0.1:54817"),
            ("http://localhost:54817", "192.168.1.20:54817"),
            ("http://192.168.1.21:54817", "192.168.1.20:54817"),
            ("http://", "127.0.0.1:54817"),
            ("http:", "127.0.0.1:54817"),
            ("null", "127.0.0.1:54817"),
        ] {
            assert!(is_page_at(origin, own), "{origin} at {own}");
        }
    }

    proptest! {
        #[test]
        fn no_name_but_localhost_is_our_own(name in "[a-z]{1,8}(\\.[a-z]{2,8}){0,3}", port in 1_u16..) {
            prop_assume!(name != "localhost");
            let origin = format!("http://{name}:{port}");
            let own = format!("127.0.0.1:{port}");
            prop_assert!(is_page_at(&origin, &own));
        }
    }
}
