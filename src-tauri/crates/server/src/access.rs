//! Who may connect (S7).

use std::{collections::BTreeSet, net::IpAddr};

/// Whether a connection with this `Origin` header comes in.
///
/// Programs send none; browsers always do, and a page cannot forge it. `null` is what sandboxed frames and files send:
/// it names nobody, so it cannot be allowed.
pub(crate) fn may_connect(origin: Option<&str>, allowed: &BTreeSet<String>) -> bool {
    match origin {
        None => true,
        Some(origin) => {
            origin != "null"
                && allowed
                    .iter()
                    .any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(origin))
        }
    }
}

/// Whether a `Host` header names this machine. A page whose own name was made to point here (DNS rebinding) carries that
/// name in it.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_only_programs_and_allowed_pages_come_in() {
        let allowed = BTreeSet::from(["https://player.example/".to_owned(), "null".to_owned()]);
        assert!(may_connect(None, &allowed));
        assert!(may_connect(Some("https://player.example"), &allowed));
        assert!(may_connect(Some("https://PLAYER.example"), &allowed));
        assert!(!may_connect(Some("https://evil.example"), &allowed));
        assert!(!may_connect(Some("https://player.example.evil.example"), &allowed));
        assert!(
            !may_connect(Some("http://player.example"), &allowed),
            "another scheme is another origin"
        );
        assert!(!may_connect(Some("null"), &allowed));
        assert!(!may_connect(Some(""), &allowed));
    }

    #[test]
    fn s7_only_this_machines_own_names_are_answered() {
        for own in [
            "localhost",
            "LOCALHOST:12345",
            "127.0.0.1:12345",
            "127.1.2.3",
            "[::1]:12345",
        ] {
            assert!(is_this_machine(own), "{own}");
        }
        for foreign in [
            "evil.example",
            "evil.example:12345",
            "127.0.0.1.evil.example",
            "192.168.0.7:12345",
            "",
            "[::2]",
        ] {
            assert!(!is_this_machine(foreign), "{foreign}");
        }
    }
}
