use std::net::IpAddr;

use super::{PingPolicySetting, Settings, SimulatedKind};

/// What the command line says, for this run only: it is not written to the settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Overrides {
    pub address: Option<IpAddr>,
    /// 0: any free port.
    pub port: Option<u16>,
    pub limit_ms: Option<u32>,
    pub policy: Option<PingPolicySetting>,
    pub connection_limit_ms: Option<u32>,
    pub origins: Vec<String>,
    pub hosts: Vec<String>,
    pub simulate: Vec<SimulatedKind>,
    pub no_bluetooth: bool,
    pub device_port: Option<u16>,
    pub device_port_lan: bool,
}

impl Overrides {
    /// The settings that hold for this run.
    pub(crate) fn apply(&self, settings: &Settings) -> Settings {
        let mut effective = settings.clone();
        self.address.inspect(|address| effective.server.address = *address);
        self.port.inspect(|port| effective.server.port = *port);
        self.limit_ms.inspect(|limit_ms| effective.ping.limit_ms = *limit_ms);
        self.policy.inspect(|policy| effective.ping.policy = *policy);
        self.connection_limit_ms
            .inspect(|limit_ms| effective.ping.connection_limit_ms = *limit_ms);
        effective.bluetooth.enabled &= !self.no_bluetooth;
        effective.toys.device_port = self.device_port.or(effective.toys.device_port);
        effective.toys.device_port_lan |= self.device_port_lan;
        for origin in &self.origins {
            if !effective.server.allowed_origins.contains(origin) {
                effective.server.allowed_origins.push(origin.clone());
            }
        }
        for host in &self.hosts {
            if !effective.server.allowed_hosts.contains(host) {
                effective.server.allowed_hosts.push(host.clone());
            }
        }
        effective
    }

    /// The person saved `wished`, having seen the effective settings. What they changed replaces the override; what
    /// they left alone keeps its place in the file. Gives back what is to be written.
    pub(crate) fn take_over(&mut self, stored: &Settings, wished: Settings) -> Settings {
        let seen = self.apply(stored);
        let mut to_store = wished;
        if to_store.server.port == seen.server.port && self.port.is_some() {
            to_store.server.port = stored.server.port;
        } else {
            self.port = None;
        }
        if to_store.ping.limit_ms == seen.ping.limit_ms && self.limit_ms.is_some() {
            to_store.ping.limit_ms = stored.ping.limit_ms;
        } else {
            self.limit_ms = None;
        }
        if to_store.ping.policy == seen.ping.policy && self.policy.is_some() {
            to_store.ping.policy = stored.ping.policy;
        } else {
            self.policy = None;
        }
        if to_store.ping.connection_limit_ms == seen.ping.connection_limit_ms && self.connection_limit_ms.is_some() {
            to_store.ping.connection_limit_ms = stored.ping.connection_limit_ms;
        } else {
            self.connection_limit_ms = None;
        }
        if to_store.bluetooth.enabled == seen.bluetooth.enabled && self.no_bluetooth {
            to_store.bluetooth.enabled = stored.bluetooth.enabled;
        } else {
            self.no_bluetooth = false;
        }
        if to_store.toys.device_port == seen.toys.device_port && self.device_port.is_some() {
            to_store.toys.device_port = stored.toys.device_port;
        } else {
            self.device_port = None;
        }
        if to_store.toys.device_port_lan == seen.toys.device_port_lan && self.device_port_lan {
            to_store.toys.device_port_lan = stored.toys.device_port_lan;
        } else {
            self.device_port_lan = false;
        }
        // The address has no control in the window, and origins and hosts from the command line may be kept or taken out there.
        to_store.server.address = stored.server.address;
        self.origins
            .retain(|origin| to_store.server.allowed_origins.contains(origin));
        to_store
            .server
            .allowed_origins
            .retain(|origin| !self.origins.contains(origin) || stored.server.allowed_origins.contains(origin));
        self.hosts.retain(|host| to_store.server.allowed_hosts.contains(host));
        to_store
            .server
            .allowed_hosts
            .retain(|host| !self.hosts.contains(host) || stored.server.allowed_hosts.contains(host));
        to_store
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_person_left_alone_stays_as_it_was_in_the_file() {
        let stored = Settings::default();
        let mut overrides = Overrides {
            port: Some(0),
            limit_ms: Some(1000),
            connection_limit_ms: Some(2000),
            device_port_lan: true,
            origins: vec!["https://a.example".into()],
            ..Overrides::default()
        };
        let mut wished = overrides.apply(&stored);
        wished.server.name = "Mine".into();
        let written = overrides.take_over(&stored, wished);
        assert_eq!(written.server.port, 12345);
        assert_eq!(written.ping.limit_ms, 0);
        assert_eq!(written.ping.connection_limit_ms, 10_000);
        assert_eq!(overrides.apply(&written).ping.connection_limit_ms, 2000);
        assert!(!written.toys.device_port_lan);
        assert!(overrides.apply(&written).toys.device_port_lan);
        assert_eq!(written.server.name, "Mine");
        assert!(written.server.allowed_origins.is_empty());
        assert_eq!(
            overrides.apply(&written).ping.limit_ms,
            1000,
            "the command line still holds"
        );
    }

    #[test]
    fn what_the_person_changed_replaces_the_command_line() {
        let stored = Settings::default();
        let mut overrides = Overrides {
            limit_ms: Some(1000),
            device_port_lan: true,
            ..Overrides::default()
        };
        let mut wished = overrides.apply(&stored);
        wished.ping.limit_ms = 2000;
        wished.toys.device_port_lan = false;
        let written = overrides.take_over(&stored, wished);
        assert!(!overrides.apply(&written).toys.device_port_lan);
        assert_eq!(written.ping.limit_ms, 2000);
        assert_eq!(overrides.apply(&written).ping.limit_ms, 2000);
    }
}
