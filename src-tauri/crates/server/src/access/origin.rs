use std::{fmt, net::Ipv4Addr};

use vigil_core::limits;

/// Labels below which a country's registry registers names for others.
const BEFORE_A_COUNTRY: [&str; 16] = [
    "ac", "co", "com", "ed", "edu", "go", "gob", "gov", "gv", "ltd", "ne", "net", "nom", "or", "org", "plc",
];

/// A web page's origin: `scheme://host[:port]`, in the one form in which it is compared.
///
/// Programs send none; browsers always do, and a page cannot forge it. `null` is what sandboxed frames and files send:
/// it names no page, and is no origin here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin(String);

/// A web page's origin, `scheme://host[:port]`, in the one form in which origins are compared; `None` if the text is
/// none. A trailing slash is accepted.
pub fn canonical_origin(text: &str) -> Option<String> {
    Origin::parse(text).map(|origin| origin.0)
}

impl Origin {
    /// Lower case, no slash at the end, no port if it is the scheme's default: browsers write origins so, people not
    /// always.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.len() > limits::MAX_ORIGIN_BYTES {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        let (scheme, rest) = lower.split_once("://")?;
        let host = rest.strip_suffix('/').unwrap_or(rest);
        let host = match scheme {
            "https" => host.strip_suffix(":443").unwrap_or(host),
            "http" => host.strip_suffix(":80").unwrap_or(host),
            _ => host,
        };
        let mut letters = scheme.chars();
        let well_formed = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'));
        well_formed.then(|| Self(format!("{scheme}://{host}")))
    }

    /// The web site, for counting: the registrable domain, to which all of its sub-domains belong. Found without the
    /// list of public suffixes: the last two labels, or three before a country's `co`, `com` and the like
    /// (`player.co.uk`). Sites that share such an ending, such as all pages of one hosting service, are counted
    /// together, which errs on the safe side for a limit.
    pub(super) fn site(&self) -> &str {
        let host = self.0.split_once("://").map_or(self.0.as_str(), |(_, host)| host);
        let end = if host.starts_with('[') {
            host.find(']').map_or(host.len(), |end| end + 1)
        } else {
            host.find(':').unwrap_or(host.len())
        };
        let name = host[..end].trim_end_matches('.');
        if name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok() {
            return name;
        }
        let mut from_the_end = name.rmatch_indices('.').map(|(at, _)| at);
        let (Some(last), Some(second)) = (from_the_end.next(), from_the_end.next()) else {
            return name;
        };
        let is_public_pair = name.len() - last <= 3 && BEFORE_A_COUNTRY.contains(&&name[second + 1..last]);
        if is_public_pair {
            from_the_end.next().map_or(name, |third| &name[third + 1..])
        } else {
            &name[second + 1..]
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_origin() {
        for good in [
            "https://player.example",
            "http://localhost:8080",
            "https://a.b/",
            "file+x://h",
            "http://[::1]:80",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        ] {
            assert!(Origin::parse(good).is_some(), "{good}");
        }
        let long = format!("https://{}.example", "x".repeat(limits::MAX_ORIGIN_BYTES));
        for bad in [
            "",
            "null",
            "file://",
            "player.example",
            "https://",
            "https://a.b/page",
            "https://a b",
            "https://pl\u{e4}yer.example",
            "://a",
            "*",
            &long,
        ] {
            assert!(Origin::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn one_page_in_two_spellings() {
        for (one, other) in [
            ("https://player.example", "HTTPS://Player.Example/"),
            ("https://player.example", "https://player.example:443"),
            ("http://player.example:80/", "http://player.example"),
        ] {
            assert_eq!(Origin::parse(one), Origin::parse(other), "{one} {other}");
        }
    }

    #[test]
    fn the_site_that_a_page_belongs_to() {
        for (origin, site) in [
            ("https://player.example", "player.example"),
            ("https://a.b.c.player.example:8443", "player.example"),
            ("https://player.example.", "player.example"),
            ("https://shop.player.co.uk", "player.co.uk"),
            ("https://player.co.uk", "player.co.uk"),
            ("https://x.player.de", "player.de"),
            ("https://x.abc.de", "abc.de"),
            ("http://localhost:8080", "localhost"),
            ("http://127.0.0.1:8080", "127.0.0.1"),
            ("http://[::1]:80", "[::1]"),
            ("chrome-extension://abcdefgh", "abcdefgh"),
            ("https://..", ""),
        ] {
            assert_eq!(Origin::parse(origin).unwrap().site(), site, "{origin}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_page_has_a_site(host in "[a-z0-9.:\\[\\]_-]{1,40}") {
            if let Some(origin) = Origin::parse(&format!("https://{host}")) {
                proptest::prop_assert!(origin.to_string().contains(origin.site()));
            }
        }
    }

    #[test]
    fn s7_two_pages_that_look_alike() {
        for other in [
            "http://player.example",
            "https://player.example:8443",
            "https://player.example:80",
            "https://player.example.evil.example",
            "https://www.player.example",
        ] {
            assert_ne!(Origin::parse("https://player.example"), Origin::parse(other), "{other}");
        }
    }
}
