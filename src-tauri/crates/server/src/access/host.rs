use std::net::IpAddr;

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
