use std::net::IpAddr;

use super::{PingPolicySetting, Settings, SimulatedKind};

/// What the command line says, for this run only: it is not written to the settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Overrides {
    pub server: ServerOverrides,
    pub ping: PingOverrides,
    pub toys: ToyOverrides,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ServerOverrides {
    pub address: Option<IpAddr>,
    /// 0: any free port.
    pub port: Option<u16>,
    /// Beside those in the settings.
    pub origins: Vec<String>,
    /// Beside those in the settings.
    pub hosts: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PingOverrides {
    pub limit_ms: Option<u32>,
    pub policy: Option<PingPolicySetting>,
    pub connection_limit_ms: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ToyOverrides {
    pub bluetooth: Option<bool>,
    pub only_known: Option<bool>,
    pub device_port: Option<u16>,
    pub device_port_lan: Option<bool>,
    /// Toys on the screen beside those in the settings. They are not settings themselves.
    pub simulate: Vec<SimulatedKind>,
}

/// What is done with each override.
trait Visitor {
    /// Replaces a setting that the person can change in the window.
    fn replaces<T: Clone + PartialEq>(&mut self, wished: &mut Option<T>, place: impl Place<T>);

    /// Replaces a setting that the window does not show.
    fn replaces_unseen<T: Clone + PartialEq>(&mut self, wished: &mut Option<T>, place: impl Place<T>);

    /// Adds to a list.
    fn adds<T: Clone + PartialEq>(&mut self, more: &mut Vec<T>, place: impl Place<Vec<T>>);
}

/// Where a setting is.
trait Place<T>: Fn(&mut Settings) -> &mut T {}
impl<T, F: Fn(&mut Settings) -> &mut T> Place<T> for F {}

impl Overrides {
    /// The one list of all overrides. One that is not in it does not compile.
    fn visit(&mut self, visitor: &mut impl Visitor) {
        let Self { server, ping, toys } = self;
        let ServerOverrides {
            address,
            port,
            origins,
            hosts,
        } = server;
        visitor.replaces_unseen(address, |settings: &mut Settings| &mut settings.server.address);
        visitor.replaces(port, |settings: &mut Settings| &mut settings.server.port);
        visitor.adds(origins, |settings: &mut Settings| &mut settings.server.allowed_origins);
        visitor.adds(hosts, |settings: &mut Settings| &mut settings.server.allowed_hosts);
        let PingOverrides {
            limit_ms,
            policy,
            connection_limit_ms,
        } = ping;
        visitor.replaces(limit_ms, |settings: &mut Settings| &mut settings.ping.limit_ms);
        visitor.replaces(policy, |settings: &mut Settings| &mut settings.ping.policy);
        visitor.replaces(connection_limit_ms, |settings: &mut Settings| {
            &mut settings.ping.connection_limit_ms
        });
        let ToyOverrides {
            bluetooth,
            only_known,
            device_port,
            device_port_lan,
            simulate: _,
        } = toys;
        visitor.replaces(bluetooth, |settings: &mut Settings| &mut settings.bluetooth.enabled);
        let mut known = only_known.map(Some);
        visitor.replaces(&mut known, |settings: &mut Settings| {
            &mut settings.toys.connect_only_known
        });
        *only_known = known.flatten();
        let mut port = device_port.map(Some);
        visitor.replaces(&mut port, |settings: &mut Settings| &mut settings.toys.device_port);
        *device_port = port.flatten();
        visitor.replaces(device_port_lan, |settings: &mut Settings| {
            &mut settings.toys.device_port_lan
        });
    }

    /// A limit on the command line means that every program has to ping, as the protocol says, unless the command line or
    /// the person says something else of those that do not.
    pub(crate) fn complete(mut self, stored: &Settings) -> Self {
        if self.ping.limit_ms.is_some() && stored.ping.is_unchosen() {
            self.ping.policy.get_or_insert(PingPolicySetting::Required);
        }
        self
    }

    /// The settings that hold for this run.
    pub(crate) fn apply(&self, settings: &Settings) -> Settings {
        let mut effective = settings.clone();
        self.clone().visit(&mut Apply(&mut effective));
        effective
    }

    /// The person saved `wished`, having seen the effective settings. What they changed replaces the override; what
    /// they left alone keeps its place in the file. Returns what is to be written.
    pub(crate) fn take_over(&mut self, stored: &Settings, wished: Settings) -> Settings {
        let mut merge = Merge {
            seen: self.apply(stored),
            stored: stored.clone(),
            to_store: wished,
        };
        self.visit(&mut merge);
        merge.to_store
    }
}

/// Puts overrides into settings.
struct Apply<'a>(&'a mut Settings);

impl Visitor for Apply<'_> {
    fn replaces<T: Clone + PartialEq>(&mut self, wished: &mut Option<T>, place: impl Place<T>) {
        if let Some(wished) = wished {
            *place(self.0) = wished.clone();
        }
    }

    fn replaces_unseen<T: Clone + PartialEq>(&mut self, wished: &mut Option<T>, place: impl Place<T>) {
        self.replaces(wished, place);
    }

    fn adds<T: Clone + PartialEq>(&mut self, more: &mut Vec<T>, place: impl Place<Vec<T>>) {
        let list = place(self.0);
        for one in more.iter() {
            if !list.contains(one) {
                list.push(one.clone());
            }
        }
    }
}

/// Takes overrides out of settings that a person saved, having seen them with the overrides.
struct Merge {
    seen: Settings,
    stored: Settings,
    to_store: Settings,
}

impl Visitor for Merge {
    fn replaces<T: Clone + PartialEq>(&mut self, wished: &mut Option<T>, place: impl Place<T>) {
        if place(&mut self.to_store) != place(&mut self.seen) {
            *wished = None;
        }
        if wished.is_some() {
            self.replaces_unseen(wished, place);
        }
    }

    fn replaces_unseen<T: Clone + PartialEq>(&mut self, _: &mut Option<T>, place: impl Place<T>) {
        *place(&mut self.to_store) = place(&mut self.stored).clone();
    }

    /// What is in the list may be kept or taken out in the window.
    fn adds<T: Clone + PartialEq>(&mut self, more: &mut Vec<T>, place: impl Place<Vec<T>>) {
        let (to_store, stored) = (place(&mut self.to_store), place(&mut self.stored));
        more.retain(|one| to_store.contains(one));
        to_store.retain(|one| !more.contains(one) || stored.contains(one));
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    /// One of each, none of them the default.
    fn all() -> Overrides {
        Overrides {
            server: ServerOverrides {
                address: Some(Ipv4Addr::new(127, 0, 0, 2).into()),
                port: Some(0),
                origins: vec!["https://a.example".into()],
                hosts: vec!["a.example".into()],
            },
            ping: PingOverrides {
                limit_ms: Some(1000),
                policy: Some(PingPolicySetting::WhereSupported),
                connection_limit_ms: Some(2000),
            },
            toys: ToyOverrides {
                bluetooth: Some(false),
                only_known: Some(true),
                device_port: Some(5000),
                device_port_lan: Some(true),
                simulate: vec![SimulatedKind::Rotator],
            },
        }
    }

    #[test]
    fn what_the_person_left_alone_stays_as_it_was_in_the_file() {
        let stored = Settings::default();
        let mut overrides = all();
        let mut wished = overrides.apply(&stored);
        assert_ne!(wished, stored);
        wished.server.name = "Mine".into();
        let written = overrides.take_over(&stored, wished);
        let mut expected = stored;
        expected.server.name = "Mine".into();
        assert_eq!(written, expected);
        assert_eq!(overrides, all(), "the command line still holds");
    }

    #[test]
    fn what_the_person_changed_replaces_the_command_line() {
        let stored = Settings::default();
        let changes: [fn(&mut Settings); 9] = [
            |settings| settings.server.port = 4000,
            |settings| settings.server.allowed_origins.clear(),
            |settings| settings.server.allowed_hosts.clear(),
            |settings| settings.ping.limit_ms = 2000,
            |settings| settings.ping.policy = PingPolicySetting::Required,
            |settings| settings.ping.connection_limit_ms = 3000,
            |settings| settings.bluetooth.enabled = true,
            |settings| settings.toys.connect_only_known = Some(false),
            |settings| (settings.toys.device_port, settings.toys.device_port_lan) = (None, false),
        ];
        for change in changes {
            let mut overrides = all();
            let mut wished = overrides.apply(&stored);
            change(&mut wished);
            let written = overrides.take_over(&stored, wished.clone());
            assert_ne!(overrides, all(), "one of them holds no more");
            assert_eq!(overrides.apply(&written), wished, "what was wished holds");
            let mut expected = stored.clone();
            change(&mut expected);
            assert_eq!(written, expected, "and nothing else is written");
        }
    }

    #[test]
    fn a_limit_on_the_command_line_holds_for_every_program_unless_somebody_chose_otherwise() {
        let with = |policy, stored: fn(&mut Settings)| {
            let mut settings = Settings::default();
            stored(&mut settings);
            let ping = PingOverrides {
                limit_ms: Some(1000),
                policy,
                connection_limit_ms: None,
            };
            let overrides = Overrides {
                ping,
                ..Overrides::default()
            };
            overrides.complete(&settings).apply(&settings).ping.policy
        };
        let (required, supported) = (PingPolicySetting::Required, PingPolicySetting::WhereSupported);
        assert_eq!(with(None, |_| ()), required);
        assert_eq!(with(Some(supported), |_| ()), supported);
        assert_eq!(with(None, |settings| settings.ping.limit_ms = 1000), supported);
        let unlimited = Overrides::default().complete(&Settings::default());
        assert_eq!(unlimited, Overrides::default(), "without one, nothing is said");
    }

    #[test]
    fn the_address_cannot_be_changed_in_the_window() {
        for mut overrides in [Overrides::default(), all()] {
            let (before, stored) = (overrides.clone(), Settings::default());
            let mut wished = overrides.apply(&stored);
            wished.server.address = Ipv4Addr::UNSPECIFIED.into();
            assert_eq!(overrides.take_over(&stored, wished), stored);
            assert_eq!(overrides, before);
        }
    }
}
