use std::net::{IpAddr, Ipv6Addr};

/// Whether a `Host` header names this machine. A page whose own name was made to point here (DNS rebinding) carries that
/// name in it.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) if name.parse::<Ipv6Addr>().is_ok() => (name, port),
            _ => return false,
        },
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    // Behind the name there is a port or nothing.
    let port_is_one = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|digit| digit.is_ascii_digit()),
        None => port.is_empty(),
    };
    if !port_is_one {
        return false;
    }
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_only_this_machines_own_names_are_answered() {
        for own in [
            "localhost",
            "LOCALHOST:12345",
            "127.0.0.1:12345",
            "127.1.2.3",
            "[::1]:12345",
            "[::1]",
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
        ] {
            assert!(!is_this_machine(foreign), "{foreign}");
        }
    }
}
