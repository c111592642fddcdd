use std::{collections::BTreeSet, net::IpAddr};

use thiserror::Error;
use vigil_core::{limits, text};
use vigil_server::{anonymous_origin, canonical_host, canonical_origin};

use super::{Settings, StopKey};
use crate::{
    causes::AlertCause,
    limits::{MAX_TOY_INDEX, ZOOM_PERCENT},
};

/// A setting that cannot hold, in words for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum InvalidSetting {
    #[error("The limit must be off or between {min} and {max} ms, not {limit_ms} ms.",
        min = limits::PING_LIMIT_MS.start(), max = limits::PING_LIMIT_MS.end())]
    LimitOutOfRange { limit_ms: u32 },
    #[error("The limit for connections must be between {min} and {max} ms, not {limit_ms} ms.",
        min = limits::CONNECTION_LIMIT_MS.start(), max = limits::CONNECTION_LIMIT_MS.end())]
    ConnectionLimitOutOfRange { limit_ms: u32 },
    #[error("The port must be a number from 1 to 65535.")]
    PortZero,
    #[error("Other computers can reach {0}. This version listens on this computer only, for example on 127.0.0.1.")]
    NotLoopback(IpAddr),
    #[error("The server needs a name of 1 to {SERVER_NAME_CHARS} characters.")]
    ServerName,
    #[error("A program's name cannot be empty.")]
    EmptyProgramName,
    #[error("“{0}” is not the address of a web page, so it cannot be exempted from the limit.")]
    ExemptOrigin(String),
    #[error("“{0}” is not the address of a web page. Enter it like https://player.example, without anything after it.")]
    Origin(String),
    #[error("“{0}” is not the address of a web page. Enter it like https://player.example, without anything after it.")]
    RefusedOrigin(String),
    #[error("Any file or app can call itself “{0}”, so it cannot always be allowed. Vigil asks you each time.")]
    NamelessOrigin(String),
    #[error("“{0}” is not the name of a computer. Enter it like toys.example, without a port.")]
    Host(String),
    #[error("The port for toys must be a number from 1 to 65535 and differ from the port for programs.")]
    DevicePort,
    #[error("Vigil always tells you of a stop that failed, a toy that may still move, and what could not be kept.")]
    AlwaysTold(AlertCause),
    #[error("“{0}” cannot be the key that stops everything.")]
    StopKey(String),
    #[error("The window can show everything at {min} to {max} % of its usual size, not at {percent} %.",
        min = ZOOM_PERCENT.start(), max = ZOOM_PERCENT.end())]
    Zoom { percent: u32 },
    #[error("Two toys on the screen cannot have the same number, {0}.")]
    ToyIndexTwice(u32),
    #[error("A toy on the screen cannot have the number {0}; {MAX_TOY_INDEX} is the highest.")]
    ToyIndexTooLarge(u32),
}

/// A setting that can be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    PingLimit,
    ConnectionLimit,
    ExemptPrograms,
    Port,
    Address,
    ServerName,
    AllowedOrigins,
    RefusedOrigins,
    AllowedHosts,
    DevicePort,
    Muted,
    StopKey,
    Zoom,
    SimulatedToys,
}

pub(crate) const SERVER_NAME_CHARS: usize = 64;

impl InvalidSetting {
    /// What it is about.
    pub(crate) const fn field(&self) -> Field {
        match self {
            Self::LimitOutOfRange { .. } => Field::PingLimit,
            Self::ConnectionLimitOutOfRange { .. } => Field::ConnectionLimit,
            Self::PortZero => Field::Port,
            Self::NotLoopback(_) => Field::Address,
            Self::ServerName => Field::ServerName,
            Self::EmptyProgramName | Self::ExemptOrigin(_) => Field::ExemptPrograms,
            Self::Origin(_) | Self::NamelessOrigin(_) => Field::AllowedOrigins,
            Self::RefusedOrigin(_) => Field::RefusedOrigins,
            Self::Host(_) => Field::AllowedHosts,
            Self::DevicePort => Field::DevicePort,
            Self::AlwaysTold(_) => Field::Muted,
            Self::StopKey(_) => Field::StopKey,
            Self::Zoom { .. } => Field::Zoom,
            Self::ToyIndexTwice(_) | Self::ToyIndexTooLarge(_) => Field::SimulatedToys,
        }
    }
}

impl Field {
    /// In the order in which they are checked and mended: a port for toys depends on the programs' port.
    pub(crate) const ALL: [Self; 14] = [
        Self::PingLimit,
        Self::ConnectionLimit,
        Self::ExemptPrograms,
        Self::Port,
        Self::Address,
        Self::ServerName,
        Self::AllowedOrigins,
        Self::RefusedOrigins,
        Self::AllowedHosts,
        Self::DevicePort,
        Self::Muted,
        Self::StopKey,
        Self::Zoom,
        Self::SimulatedToys,
    ];

    /// The path of the setting, as in the settings file.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::PingLimit => "ping.limit_ms",
            Self::ConnectionLimit => "ping.connection_limit_ms",
            Self::ExemptPrograms => "ping.exempt_programs",
            Self::Port => "server.port",
            Self::Address => "server.address",
            Self::ServerName => "server.name",
            Self::AllowedOrigins => "server.allowed_origins",
            Self::RefusedOrigins => "server.refused_origins",
            Self::AllowedHosts => "server.allowed_hosts",
            Self::DevicePort => "toys.device_port",
            Self::Muted => "alerts.muted",
            Self::StopKey => "stop_key",
            Self::Zoom => "zoom_percent",
            Self::SimulatedToys => "simulated_toys",
        }
    }

    fn check(self, settings: &Settings) -> Result<(), InvalidSetting> {
        let wrong = match self {
            Self::PingLimit => {
                let limit_ms = settings.ping.limit_ms;
                let holds = limit_ms == 0 || limits::PING_LIMIT_MS.contains(&limit_ms);
                (!holds).then_some(InvalidSetting::LimitOutOfRange { limit_ms })
            }
            Self::ConnectionLimit => {
                let limit_ms = settings.ping.connection_limit_ms;
                let holds = limits::CONNECTION_LIMIT_MS.contains(&limit_ms);
                (!holds).then_some(InvalidSetting::ConnectionLimitOutOfRange { limit_ms })
            }
            Self::ExemptPrograms => settings.ping.exempt_programs.iter().find_map(|program| {
                let origin = program.origin.as_ref();
                if program.name.trim().is_empty() {
                    return Some(InvalidSetting::EmptyProgramName);
                }
                let origin = origin.filter(|origin| canonical_origin(origin).is_none())?;
                Some(InvalidSetting::ExemptOrigin(origin.clone()))
            }),
            Self::Port => (settings.server.port == 0).then_some(InvalidSetting::PortZero),
            Self::Address => loopback(settings.server.address).err(),
            Self::ServerName => {
                let name = settings.server.name.trim();
                let holds = !name.is_empty()
                    && name.chars().count() <= SERVER_NAME_CHARS
                    && !name.chars().any(text::is_deceptive);
                (!holds).then_some(InvalidSetting::ServerName)
            }
            Self::AllowedOrigins => {
                let mut origins = settings.server.allowed_origins.iter();
                origins.find_map(|one| origin(one).err())
            }
            Self::RefusedOrigins => {
                let mut origins = settings.server.refused_origins.iter();
                origins
                    .find(|origin| !is_origin(origin))
                    .map(|origin| InvalidSetting::RefusedOrigin(origin.clone()))
            }
            Self::AllowedHosts => {
                let mut hosts = settings.server.allowed_hosts.iter();
                hosts
                    .find(|host| canonical_host(host).is_none())
                    .map(|host| InvalidSetting::Host(host.clone()))
            }
            Self::DevicePort => settings
                .toys
                .device_port
                .filter(|port| *port == 0 || *port == settings.server.port)
                .map(|_| InvalidSetting::DevicePort),
            Self::Muted => {
                let mut muted = settings.alerts.muted.iter();
                muted
                    .find(|cause| cause.is_important())
                    .map(|cause| InvalidSetting::AlwaysTold(*cause))
            }
            Self::StopKey => {
                let key = settings.stop_key.as_ref();
                key.filter(|key| key.parse::<StopKey>().is_err())
                    .map(|key| InvalidSetting::StopKey(key.clone()))
            }
            Self::Zoom => {
                let percent = settings.zoom_percent;
                (!ZOOM_PERCENT.contains(&percent)).then_some(InvalidSetting::Zoom { percent })
            }
            Self::SimulatedToys => {
                let mut indices = BTreeSet::new();
                settings.simulated_toys.iter().find_map(|toy| {
                    if toy.index > MAX_TOY_INDEX {
                        Some(InvalidSetting::ToyIndexTooLarge(toy.index))
                    } else {
                        (!indices.insert(toy.index)).then_some(InvalidSetting::ToyIndexTwice(toy.index))
                    }
                })
            }
        };
        wrong.map_or(Ok(()), Err)
    }

    /// Makes it hold: the nearest value that does, or, in a list, without what does not. Never looser than what stood
    /// there.
    fn mend(self, settings: &mut Settings) {
        let defaults = Settings::default();
        match self {
            Self::PingLimit => {
                let (least, most) = limits::PING_LIMIT_MS.into_inner();
                settings.ping.limit_ms = settings.ping.limit_ms.clamp(least, most);
            }
            Self::ConnectionLimit => {
                let (least, most) = limits::CONNECTION_LIMIT_MS.into_inner();
                settings.ping.connection_limit_ms = settings.ping.connection_limit_ms.clamp(least, most);
            }
            Self::ExemptPrograms => settings.ping.exempt_programs.retain(|program| {
                let origin = program.origin.as_ref();
                !program.name.trim().is_empty() && origin.is_none_or(|origin| canonical_origin(origin).is_some())
            }),
            Self::Port => settings.server.port = defaults.server.port,
            Self::Address => settings.server.address = defaults.server.address,
            Self::ServerName => {
                let name = settings.server.name.chars();
                let name: String = name
                    .filter(|c| !text::is_deceptive(*c))
                    .take(SERVER_NAME_CHARS)
                    .collect();
                settings.server.name = Some(name)
                    .filter(|name| !name.trim().is_empty())
                    .unwrap_or(defaults.server.name);
            }
            Self::AllowedOrigins => settings
                .server
                .allowed_origins
                .retain(|origin| canonical_origin(origin).is_some()),
            Self::RefusedOrigins => settings.server.refused_origins.retain(|origin| is_origin(origin)),
            Self::AllowedHosts => settings
                .server
                .allowed_hosts
                .retain(|host| canonical_host(host).is_some()),
            Self::DevicePort => settings.toys.device_port = None,
            Self::Muted => settings.alerts.muted.retain(|cause| !cause.is_important()),
            Self::StopKey => settings.stop_key = None,
            Self::Zoom => {
                let (least, most) = ZOOM_PERCENT.into_inner();
                settings.zoom_percent = settings.zoom_percent.clamp(least, most);
            }
            Self::SimulatedToys => {
                let mut indices = BTreeSet::new();
                settings
                    .simulated_toys
                    .retain(|toy| toy.index <= MAX_TOY_INDEX && indices.insert(toy.index));
            }
        }
    }
}

/// Whether all settings can hold.
pub(crate) fn check(settings: &Settings) -> Result<(), InvalidSetting> {
    Field::ALL.into_iter().try_for_each(|field| field.check(settings))
}

/// Somebody may have edited the file by hand: what cannot hold is replaced. Gives back what was wrong.
pub(crate) fn mend(settings: &mut Settings) -> Vec<InvalidSetting> {
    let mut wrong = Vec::new();
    for field in Field::ALL {
        if let Err(invalid) = field.check(settings) {
            field.mend(settings);
            wrong.push(invalid);
        }
    }
    wrong
}

/// A page that can always be allowed, in the one form in which origins are compared.
pub(crate) fn origin(text: &str) -> Result<String, InvalidSetting> {
    canonical_origin(text).ok_or_else(|| match anonymous_origin(text) {
        Some(nobody) => InvalidSetting::NamelessOrigin(nobody),
        None => InvalidSetting::Origin(text.to_owned()),
    })
}

/// What names nobody, too, can be refused for good.
fn is_origin(text: &str) -> bool {
    canonical_origin(text).is_some() || anonymous_origin(text).is_some()
}

/// Other machines come in only once they have to show that the person invited them (S7).
pub(crate) fn loopback(address: IpAddr) -> Result<IpAddr, InvalidSetting> {
    if address.is_loopback() {
        Ok(address)
    } else {
        Err(InvalidSetting::NotLoopback(address))
    }
}

#[cfg(test)]
mod tests;
