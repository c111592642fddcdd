use std::{fmt, net::Ipv4Addr};

use vigil_core::limits;

/// Labels below which a country's registry registers names for others.
const BEFORE_A_COUNTRY: [&str; 16] = [
    "ac", "co", "com", "ed", "edu", "go", "gob", "gov", "gv", "ltd", "ne", "net", "nom", "or", "org", "plc",
];

/// Hosts that apps of all kinds give their own pages: Electron's, Tauri's, Capacitor's.
const ANY_APP: [&str; 6] = [".", "-", "localhost", "index.html", "app", "bundle"];

/// A web page's origin: `scheme://host[:port]`, in the one form in which it is compared.
///
/// Programs send none; browsers always do, and a page cannot forge it. Some origins name nobody: any number of pages,
/// files and apps have the same one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    text: String,
    names_nobody: bool,
}

/// A web page's origin, `scheme://host[:port]`, in the one form in which origins are compared; `None` if the text is
/// none, or one that names nobody. A trailing slash is accepted.
pub fn canonical_origin(text: &str) -> Option<String> {
    let origin = Origin::parse(text).filter(|origin| !origin.names_nobody);
    origin.map(|origin| origin.text)
}

/// An origin that names nobody, in its one form: that of files (`file://`), of sandboxed frames (`null`), or of apps that
/// show pages of their own (`app://.`). `None` if the text is none of these.
pub fn anonymous_origin(text: &str) -> Option<String> {
    let origin = Origin::parse(text).filter(|origin| origin.names_nobody);
    origin.map(|origin| origin.text)
}

/// Either of these.
pub(crate) fn origin_in_one_form(text: &str) -> Option<String> {
    Origin::parse(text).map(|origin| origin.text)
}

impl Origin {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.len() > limits::MAX_ORIGIN_BYTES {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        Self::anonymous(&lower).or_else(|| Self::named(&lower))
    }

    /// Whether it is anybody's.
    pub(super) const fn names_nobody(&self) -> bool {
        self.names_nobody
    }

    fn anonymous(lower: &str) -> Option<Self> {
        let text = if lower == "null" {
            lower.to_owned()
        } else {
            let (scheme, rest) = lower.split_once("://")?;
            let host = rest.strip_suffix('/').unwrap_or(rest);
            let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
            let is_anybodys = match scheme {
                // A file's path says nothing that could not be said of another one.
                "file" => return is_printable(host).then(|| Self::nobodys("file://".to_owned())),
                "http" | "https" => host == "tauri.localhost",
                _ if scheme.ends_with("-extension") => false,
                _ => host.is_empty() || ANY_APP.contains(&host),
            };
            (is_scheme && is_anybodys).then(|| format!("{scheme}://{host}"))?
        };
        Some(Self::nobodys(text))
    }

    const fn nobodys(text: String) -> Self {
        Self {
            text,
            names_nobody: true,
        }
    }

    /// Lower case, no slash at the end, no port if it is the scheme's default: browsers write origins so, people not
    /// always.
    fn named(lower: &str) -> Option<Self> {
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
        well_formed.then(|| Self {
            text: format!("{scheme}://{host}"),
            names_nobody: false,
        })
    }

    /// The web site, for counting: the registrable domain, to which all of its sub-domains belong. Found without the
    /// list of public suffixes: the last two labels, or three before a country's `co`, `com` and the like
    /// (`player.co.uk`). Sites that share such an ending, such as all pages of one hosting service, are counted
    /// together, which errs on the safe side for a limit.
    pub(super) fn site(&self) -> &str {
        if self.names_nobody {
            return &self.text;
        }
        let host = self.text.split_once("://").map_or(self.text.as_str(), |(_, host)| host);
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
        f.write_str(&self.text)
    }
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
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
            "player.example",
            "https://",
            "https://a.b/page",
            "file://a b",
            "1app://.",
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
    fn s7_what_names_nobody() {
        for (text, one_form) in [
            ("null", "null"),
            ("NULL", "null"),
            ("file://", "file://"),
            ("file:///", "file://"),
            ("file:///home/you/game.html", "file://"),
            ("app://.", "app://."),
            ("app://-", "app://-"),
            ("App://", "app://"),
            ("tauri://localhost", "tauri://localhost"),
            ("http://tauri.localhost/", "http://tauri.localhost"),
            ("capacitor://localhost", "capacitor://localhost"),
        ] {
            assert_eq!(anonymous_origin(text).as_deref(), Some(one_form), "{text}");
            assert_eq!(canonical_origin(text), None, "{text}");
            assert_eq!(Origin::parse(text).unwrap().site(), one_form);
        }
        for somebody in [
            "https://player.example",
            "http://localhost",
            "http://localhost:8080",
            "app://obsidian.md",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            "moz-extension://6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        ] {
            assert_eq!(canonical_origin(somebody).as_deref(), Some(somebody));
            assert_eq!(anonymous_origin(somebody), None, "{somebody}");
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
