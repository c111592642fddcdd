use std::fmt;

use vigil_core::limits;

/// A web page's origin: `scheme://host[:port]`, in the one form in which it is compared.
///
/// Programs send none; browsers always do, and a page cannot forge it. `null` is what sandboxed frames and files send: it
/// names nobody, and is no origin here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin(String);

/// A web page's origin, `scheme://host[:port]`, in the one form in which origins are compared; `None` where the text is
/// none. A slash at the end is forgiven.
pub fn canonical_origin(text: &str) -> Option<String> {
    Origin::parse(text).map(|origin| origin.0)
}

impl Origin {
    /// Lower case, no slash at the end, no port where it is the scheme's own: browsers write it so, people do not always.
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
