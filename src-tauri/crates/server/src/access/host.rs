//! The names of this machine that requests may carry in `Host`.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv6Addr},
    sync::LazyLock,
};

/// A DNS name is no longer than this (RFC 1035, 2.3.4).
const MAX_NAME: usize = 253;

/// Whether a `Host` header names this machine: by loopback address, as `localhost`, by the machine's own name, or by one
/// that the person allowed (for a reverse proxy or a container). A page whose own name was made to point here (DNS
/// rebinding) carries that name in it.
pub(crate) fn is_this_machine(host: &str, allowed: &BTreeSet<String>) -> bool {
    let Some(name) = name_of(host) else {
        return false;
    };
    name.is_loopback()
        || match name {
            Name::Address(address) => allowed.contains(&address.to_string()),
            Name::Dns(name) => is_own_name(&name) || allowed.contains(&name),
        }
}

/// Whether a `Host` header names this machine in a way that nobody can make to lead elsewhere, as a DNS server can with
/// every other name: browsers resolve `localhost` themselves.
pub(crate) fn is_loopback(host: &str) -> bool {
    name_of(host).is_some_and(|name| name.is_loopback())
}

/// The canonical form of a name that the person may allow: lower case, without a port and the root's dot. `None` if no
/// machine can have it.
pub fn canonical_host(host: &str) -> Option<String> {
    match name_of(host.trim())? {
        Name::Address(address) if address.is_unspecified() => None,
        Name::Address(address) => Some(address.to_string()),
        Name::Dns(name) => Some(name),
    }
}

enum Name {
    Address(IpAddr),
    Dns(String),
}

impl Name {
    fn is_loopback(&self) -> bool {
        match self {
            Self::Address(address) => address.is_loopback(),
            Self::Dns(name) => name == "localhost",
        }
    }
}

/// A host, and behind it a port or nothing (RFC 9110, 7.2).
fn name_of(host: &str) -> Option<Name> {
    let (name, port) = if let Some(rest) = host.strip_prefix('[') {
        let (name, port) = rest.split_once(']')?;
        (Name::Address(IpAddr::V6(name.parse::<Ipv6Addr>().ok()?)), port)
    } else {
        let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
        let name = match name.parse::<IpAddr>() {
            Ok(address) => Name::Address(address),
            Err(_) => Name::Dns(dns_name(name)?),
        };
        (name, port)
    };
    let port_is_one = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|digit| digit.is_ascii_digit()),
        None => port.is_empty(),
    };
    port_is_one.then_some(name)
}

/// Letters, digits, hyphens and underscores between dots; the dot of the root may stand at the end.
fn dns_name(name: &str) -> Option<String> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    // A name whose last label is a number would be an address, written in some other way.
    let last_is_number = name
        .rsplit('.')
        .next()
        .is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    (name.len() <= MAX_NAME && !last_is_number && name.split('.').all(is_label)).then(|| name.to_ascii_lowercase())
}

/// The name that the system has for this machine, whole or without its domain.
fn is_own_name(name: &str) -> bool {
    static OWN: LazyLock<Option<String>> = LazyLock::new(|| dns_name(gethostname::gethostname().to_str()?));
    OWN.as_deref()
        .is_some_and(|own| own == name || own.split('.').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_own(host: &str) -> bool {
        is_this_machine(host, &BTreeSet::new())
    }

    #[test]
    fn s7_only_this_machines_own_names_are_answered() {
        for own in [
            "localhost",
            "LOCALHOST:12345",
            "localhost.",
            "localhost.:12345",
            "127.0.0.1:12345",
            "127.1.2.3",
            "127.0.1.1:12345",
            "[::1]:12345",
            "[::1]",
        ] {
            assert!(is_own(own), "{own}");
        }
        for foreign in [
            "evil.example",
            "evil.example:12345",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "localhost..",
            ".localhost",
            "192.168.0.7:12345",
            "",
            ".",
            "[::2]",
            "[::1]evil",
            "[::1]evil.example:12345",
            "[::1].evil.example",
            "[127.0.0.1]",
            "[localhost]",
            "[::1",
            "::1",
            "localhost:evil",
            "localhost:1@evil.example",
            "127.0.0.1:80:80",
            "127.0.0.1.",
            "0.0.0.0:12345",
            "127.1",
        ] {
            assert!(!is_own(foreign), "{foreign}");
        }
    }

    #[test]
    fn s7_only_loopback_cannot_be_made_to_lead_elsewhere() {
        for host in ["localhost:12345", "LOCALHOST.", "127.0.0.1", "[::1]:12345"] {
            assert!(is_loopback(host), "{host}");
        }
        let own = gethostname::gethostname().into_string().unwrap();
        for host in [own.as_str(), "toys.example", "10.0.2.2", "", "localhost.evil.example"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn this_machine_answers_to_its_own_name() {
        let name = gethostname::gethostname().into_string().unwrap();
        assert!(is_own(&name), "{name}");
        assert!(is_own(&format!("{}.:12345", name.to_uppercase())), "{name}");
        assert!(!is_own(&format!("{name}.evil.example")));
    }

    #[test]
    fn s7_a_name_that_the_person_allowed_is_answered_and_no_other() {
        let allowed: BTreeSet<_> = ["Toys.Example:8443", "host.docker.internal", "10.0.2.2"]
            .into_iter()
            .filter_map(canonical_host)
            .collect();
        assert_eq!(allowed.len(), 3);
        for host in [
            "toys.example",
            "TOYS.example.:443",
            "host.docker.internal:12345",
            "10.0.2.2:12345",
        ] {
            assert!(is_this_machine(host, &allowed), "{host}");
        }
        for host in [
            "example",
            "evil.toys.example",
            "docker.internal",
            "10.0.2.3",
            "toys.example@evil",
        ] {
            assert!(!is_this_machine(host, &allowed), "{host}");
        }
    }

    #[test]
    fn what_is_no_name_of_a_machine_cannot_be_allowed() {
        for wrong in [
            "",
            "*",
            "*.example",
            "https://toys.example",
            "a b",
            "0.0.0.0",
            "[::]",
            "toys.example/x",
            "-.1",
        ] {
            assert_eq!(canonical_host(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_canonical_name_is_its_own_and_is_answered_once_it_is_allowed(host in "[A-Za-z0-9.:\\[\\]_-]{0,20}") {
            if let Some(name) = canonical_host(&host) {
                prop_assert_eq!(canonical_host(&name).or_else(|| canonical_host(&format!("[{name}]"))), Some(name.clone()));
                prop_assert!(is_this_machine(&host, &BTreeSet::from([name])));
            }
        }
    }
}
