use super::{PingPolicySetting, Settings};

/// `before`, with those parts of `wished` that only restrict what programs and toys may do. They hold at once, saved or
/// not; the rest holds once it is saved.
pub(crate) fn restricted(before: &Settings, wished: &Settings) -> Settings {
    let mut settings = before.clone();
    if is_stricter(wished.ping.limit_ms, before.ping.limit_ms) {
        settings.ping.limit_ms = wished.ping.limit_ms;
    }
    if wished.ping.policy == PingPolicySetting::Required {
        settings.ping.policy = PingPolicySetting::Required;
    }
    settings
        .ping
        .exempt_programs
        .retain(|program| wished.ping.exempt_programs.contains(program));
    settings
        .server
        .allowed_origins
        .retain(|origin| wished.server.allowed_origins.contains(origin));
    for refused in &wished.server.refused_origins {
        if !settings.server.refused_origins.contains(refused) {
            settings.server.refused_origins.push(refused.clone());
        }
    }
    settings
        .server
        .allowed_hosts
        .retain(|host| wished.server.allowed_hosts.contains(host));
    settings.lost_program_stops_every_toy |= wished.lost_program_stops_every_toy;
    settings.stop_when_locked |= wished.stop_when_locked;
    settings.bluetooth.enabled &= wished.bluetooth.enabled;
    if caution(wished.toys.connect_only_known) > caution(before.toys.connect_only_known) {
        settings.toys.connect_only_known = wished.toys.connect_only_known;
    }
    settings.toys.device_port_lan &= wished.toys.device_port_lan;
    if wished.toys.device_port.is_none() {
        settings.toys.device_port = None;
    }
    settings
}

/// Of two limits; 0 is none.
fn is_stricter(limit_ms: u32, than_ms: u32) -> bool {
    limit_ms != 0 && (than_ms == 0 || limit_ms < than_ms)
}

/// Of the setting that new toys wait: not chosen is more cautious than no, wherever Vigil runs.
const fn caution(only_known: Option<bool>) -> u8 {
    match only_known {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::settings::ExemptProgram;

    /// Nothing is allowed by `after` that `before` did not allow. Written down once more, in another way.
    fn is_no_looser(after: &Settings, before: &Settings) -> bool {
        let limit = |settings: &Settings| match settings.ping.limit_ms {
            0 => u64::MAX,
            limit_ms => limit_ms.into(),
        };
        let within = |one: &[String], other: &[String]| one.iter().all(|item| other.contains(item));
        limit(after) <= limit(before)
            && (after.ping.policy == PingPolicySetting::Required
                || before.ping.policy == PingPolicySetting::WhereSupported)
            && after
                .ping
                .exempt_programs
                .iter()
                .all(|program| before.ping.exempt_programs.contains(program))
            && within(&after.server.allowed_origins, &before.server.allowed_origins)
            && within(&before.server.refused_origins, &after.server.refused_origins)
            && within(&after.server.allowed_hosts, &before.server.allowed_hosts)
            && (after.lost_program_stops_every_toy || !before.lost_program_stops_every_toy)
            && (!after.bluetooth.enabled || before.bluetooth.enabled)
            && [true, false].iter().all(|has_window| {
                let waits = |settings: &Settings| settings.toys.connect_only_known.unwrap_or(*has_window);
                waits(after) || !waits(before)
            })
            && (after.toys.device_port.is_none() || after.toys.device_port == before.toys.device_port)
            && (!after.toys.device_port_lan || before.toys.device_port_lan)
            && after.server.port == before.server.port
            && after.server.address == before.server.address
    }

    fn settings() -> impl Strategy<Value = Settings> {
        let names = || proptest::sample::subsequence(vec!["a", "b", "c"], 0..=3);
        (
            prop_oneof![Just(0), 50_u32..=600_000],
            (any::<[bool; 5]>(), any::<Option<bool>>()),
            names(),
            (names(), names()),
            proptest::option::of(1_u16..4),
            1_u16..4,
        )
            .prop_map(
                |(limit_ms, (flags, only_known), exempt, (origins, refused), device_port, port)| {
                    let mut settings = Settings::default();
                    settings.ping.limit_ms = limit_ms;
                    if flags[0] {
                        settings.ping.policy = PingPolicySetting::WhereSupported;
                    }
                    settings.ping.exempt_programs = exempt
                        .iter()
                        .map(|name| ExemptProgram {
                            name: (*name).to_owned(),
                            origin: None,
                        })
                        .collect();
                    settings.server.allowed_origins = origins.iter().map(|name| format!("https://{name}")).collect();
                    settings.server.refused_origins = refused.iter().map(|name| format!("https://{name}")).collect();
                    settings.server.allowed_hosts = origins.iter().map(|name| format!("{name}.example")).collect();
                    settings.lost_program_stops_every_toy = flags[1];
                    settings.bluetooth.enabled = flags[2];
                    settings.toys.connect_only_known = only_known;
                    settings.toys.device_port = device_port;
                    settings.toys.device_port_lan = flags[4];
                    settings.server.port = port;
                    settings
                },
            )
    }

    proptest! {
        #[test]
        fn s8_what_holds_unsaved_is_never_looser(before in settings(), wished in settings()) {
            let held = restricted(&before, &wished);
            prop_assert!(is_no_looser(&held, &before));
            prop_assert_eq!(restricted(&held, &wished), held.clone(), "all of it at once");
            // Whatever of the wish was stricter holds.
            if is_no_looser(&wished, &before) {
                prop_assert!(is_no_looser(&held, &wished));
            }
        }

        #[test]
        fn a_wish_that_changes_nothing_restricts_nothing(before in settings()) {
            prop_assert_eq!(restricted(&before, &before), before);
        }
    }

    #[test]
    fn a_mixed_wish_is_taken_apart() {
        let mut before = Settings::default();
        before.ping.limit_ms = 1000;
        let mut wished = before.clone();
        wished.ping.limit_ms = 500;
        wished.server.allowed_origins.push("https://a.example".to_owned());
        let held = restricted(&before, &wished);
        assert_eq!(held.ping.limit_ms, 500);
        assert!(held.server.allowed_origins.is_empty());
    }
}
