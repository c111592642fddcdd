use std::{collections::BTreeSet, net::IpAddr};

use thiserror::Error;
use vigil_core::limits;

use super::Settings;

/// A setting that cannot hold, in words for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidSetting {
    #[error("The limit has to be off, or between {min} and {max} ms. {limit_ms} ms is not.",
        min = limits::PING_LIMIT_MS.start(), max = limits::PING_LIMIT_MS.end())]
    LimitOutOfRange { limit_ms: u32 },
    #[error("The port has to be a number from 1 to 65535.")]
    PortZero,
    #[error("{0} can be reached by other machines. This version listens on this machine only, such as 127.0.0.1.")]
    NotLoopback(IpAddr),
    #[error("The server needs a name of 1 to {SERVER_NAME_CHARS} characters.")]
    ServerName,
    #[error("A program's name cannot be empty.")]
    EmptyProgramName,
    #[error("“{0}” is no address of a web page that could do without a limit.")]
    ExemptOrigin(String),
    #[error("“{0}” is no address of a web page. It looks like https://player.example, without anything after it.")]
    Origin(String),
    #[error("The port for toys has to be a number from 1 to 65535, and another one than the programs'.")]
    DevicePort,
    #[error("Two toys on the screen cannot have the same number, {0}.")]
    ToyIndexTwice(u32),
}

const SERVER_NAME_CHARS: usize = 64;

impl InvalidSetting {
    /// The path of the setting, as in the settings file.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::LimitOutOfRange { .. } => "ping.limit_ms",
            Self::PortZero => "server.port",
            Self::NotLoopback(_) => "server.address",
            Self::ServerName => "server.name",
            Self::EmptyProgramName | Self::ExemptOrigin(_) => "ping.exempt_programs",
            Self::Origin(_) => "server.allowed_origins",
            Self::DevicePort => "toys.device_port",
            Self::ToyIndexTwice(_) => "simulated_toys",
        }
    }
}

/// Whether all settings can hold.
pub fn check(settings: &Settings) -> Result<(), InvalidSetting> {
    let limit_ms = settings.ping.limit_ms;
    if limit_ms != 0 && !limits::PING_LIMIT_MS.contains(&limit_ms) {
        return Err(InvalidSetting::LimitOutOfRange { limit_ms });
    }
    if settings
        .ping
        .exempt_programs
        .iter()
        .any(|program| program.name.trim().is_empty())
    {
        return Err(InvalidSetting::EmptyProgramName);
    }
    let mut pages = settings
        .ping
        .exempt_programs
        .iter()
        .filter_map(|program| program.origin.as_ref());
    if let Some(origin) = pages.find(|origin| vigil_server::canonical_origin(origin).is_none()) {
        return Err(InvalidSetting::ExemptOrigin(origin.clone()));
    }
    if settings.server.port == 0 {
        return Err(InvalidSetting::PortZero);
    }
    loopback(settings.server.address)?;
    let name = settings.server.name.trim();
    if name.is_empty() || name.chars().count() > SERVER_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(InvalidSetting::ServerName);
    }
    let mut origins = settings.server.allowed_origins.iter();
    if let Some(origin) = origins.find(|origin| vigil_server::canonical_origin(origin).is_none()) {
        return Err(InvalidSetting::Origin(origin.clone()));
    }
    if let Some(port) = settings.toys.device_port
        && (port == 0 || port == settings.server.port)
    {
        return Err(InvalidSetting::DevicePort);
    }
    let mut indexes = BTreeSet::new();
    match settings.simulated_toys.iter().find(|toy| !indexes.insert(toy.index)) {
        Some(twice) => Err(InvalidSetting::ToyIndexTwice(twice.index)),
        None => Ok(()),
    }
}

/// Other machines come in only once they have to show that the person invited them (S7).
pub fn loopback(address: IpAddr) -> Result<IpAddr, InvalidSetting> {
    if address.is_loopback() {
        Ok(address)
    } else {
        Err(InvalidSetting::NotLoopback(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{ExemptProgram, SimulatedKind, SimulatedToy};

    fn with(change: impl FnOnce(&mut Settings)) -> Result<(), InvalidSetting> {
        let mut settings = Settings::default();
        change(&mut settings);
        check(&settings)
    }

    fn native(name: &str) -> ExemptProgram {
        ExemptProgram {
            name: name.to_owned(),
            origin: None,
        }
    }

    #[test]
    fn an_exemption_of_version_1_is_for_a_native_program() {
        let stored = r#"{"version":1,"ping":{"exempt_programs":["Old",{"name":"Web","origin":"https://a.example"}]}}"#;
        let settings: Settings = serde_json::from_str(stored).unwrap();
        let page = ExemptProgram {
            name: "Web".to_owned(),
            origin: Some("https://a.example".to_owned()),
        };
        assert_eq!(settings.ping.exempt_programs, [native("Old"), page.clone()]);
        let again: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
        assert_eq!(again, settings);
        let nobody = ExemptProgram {
            origin: Some("null".to_owned()),
            ..page
        };
        assert_eq!(
            with(|s| s.ping.exempt_programs = vec![nobody]),
            Err(InvalidSetting::ExemptOrigin("null".to_owned()))
        );
    }

    #[test]
    fn the_defaults_hold() {
        assert_eq!(check(&Settings::default()), Ok(()));
    }

    #[test]
    fn limits_at_the_edges() {
        for (limit_ms, valid) in [
            (0, true),
            (1, false),
            (49, false),
            (50, true),
            (600_000, true),
            (600_001, false),
        ] {
            assert_eq!(with(|s| s.ping.limit_ms = limit_ms).is_ok(), valid, "{limit_ms}");
        }
    }

    #[test]
    fn each_refusal_names_its_field() {
        assert_eq!(with(|s| s.server.port = 0), Err(InvalidSetting::PortZero));
        let everywhere = IpAddr::from([0, 0, 0, 0]);
        assert_eq!(
            with(|s| s.server.address = everywhere),
            Err(InvalidSetting::NotLoopback(everywhere))
        );
        assert_eq!(with(|s| s.server.name = " ".into()), Err(InvalidSetting::ServerName));
        assert_eq!(
            with(|s| s.server.name = "x".repeat(65)),
            Err(InvalidSetting::ServerName)
        );
        assert_eq!(
            with(|s| s.ping.exempt_programs = vec![native("")]),
            Err(InvalidSetting::EmptyProgramName)
        );
        assert_eq!(
            with(|s| s.toys.device_port = Some(s.server.port)),
            Err(InvalidSetting::DevicePort)
        );
        assert_eq!(with(|s| s.toys.device_port = Some(0)), Err(InvalidSetting::DevicePort));
        assert_eq!(with(|s| s.toys.device_port = Some(54_817)), Ok(()));
        let toy = SimulatedToy {
            index: 3,
            kind: SimulatedKind::Rotator,
        };
        assert_eq!(
            with(|s| s.simulated_toys = vec![toy.clone(), toy]),
            Err(InvalidSetting::ToyIndexTwice(3))
        );
        assert_eq!(InvalidSetting::LimitOutOfRange { limit_ms: 1 }.field(), "ping.limit_ms");
    }

    #[test]
    fn web_pages_are_named_by_their_origin() {
        for (origin, valid) in [
            ("https://player.example", true),
            ("http://localhost:8080/", true),
            ("https://player.example/page", false),
            ("player.example", false),
            ("null", false),
        ] {
            let allowed = vec![origin.to_owned()];
            assert_eq!(with(|s| s.server.allowed_origins = allowed).is_ok(), valid, "{origin}");
        }
    }
}
