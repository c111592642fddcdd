//! The command line.

use std::{error::Error, net::IpAddr, path::PathBuf};

use clap::{Parser, ValueEnum};

use crate::settings::{self, InvalidSetting, Overrides, PingPolicySetting, SimulatedKind};

/// The Buttplug server that keeps watch: stops every toy when the program that drives it stops answering.
///
/// Without options it opens its window. Options hold for this run and are not saved.
#[derive(Debug, Parser)]
#[command(version, after_long_help = EVENTS)]
pub(crate) struct Arguments {
    /// Serve without a window: one JSON object per event on stdout, logs on stderr
    #[arg(long)]
    pub headless: bool,
    /// Listen on this address of this machine
    #[arg(long, value_name = "ADDR", value_parser = listen_address)]
    pub listen: Option<IpAddr>,
    /// Listen on this port; 0 takes any free one
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Stop everything when a program is silent for so long: 0 (off) or 50 to 600000
    #[arg(long, value_name = "MS", value_parser = ping_limit)]
    pub max_ping_time: Option<u32>,
    /// What holds for a program that never pings
    #[arg(long, value_name = "POLICY")]
    pub ping_policy: Option<Policy>,
    /// Count a program's connection as lost when it does not answer for so long: 1000 to 60000
    #[arg(long, value_name = "MS", value_parser = connection_limit)]
    pub connection_limit: Option<u32>,
    /// Add a toy on the screen; may be given several times
    #[arg(long, value_name = "KIND")]
    pub simulate: Vec<Kind>,
    /// Let toys connect over WebSocket on this port; 0 takes any free one
    #[arg(long, value_name = "N")]
    pub device_port: Option<u16>,
    /// Let toys of the whole network reach that port, not only those of this machine; no program comes in there
    #[arg(long)]
    pub device_port_lan: bool,
    /// Take over the names, limits and permissions of toys from this file of Intiface Central or intiface-engine; of two
    /// limits the stricter holds
    #[arg(long, value_name = "FILE")]
    pub user_device_config: Option<PathBuf>,
    /// Leave Bluetooth alone
    #[arg(long)]
    pub no_bluetooth: bool,
    /// Let this web page connect; may be given several times
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// Answer to this name of the computer, too, such as a reverse proxy's; may be given several times
    #[arg(long, value_name = "HOST", value_parser = host)]
    pub allow_host: Vec<String>,
    /// Keep settings, history and logs here
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Be the guardian of the Vigil that is this process. Vigil starts it by itself
    #[arg(long, value_name = "PID", hide = true)]
    pub guardian: Option<u32>,
    /// Show this in a message box, and do nothing else. Vigil starts it by itself
    #[cfg(feature = "gui")]
    #[arg(long, value_name = "TEXT", hide = true)]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Policy {
    /// No ping within the limit: out
    Required,
    /// Until its first ping, only the program's connection is watched
    WhereSupported,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    Vibrator,
    Rotator,
    Stroker,
    Constrictor,
}

impl Arguments {
    /// What they change about the settings.
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides {
            address: self.listen,
            port: self.port,
            limit_ms: self.max_ping_time,
            policy: self.ping_policy.map(|policy| match policy {
                Policy::Required => PingPolicySetting::Required,
                Policy::WhereSupported => PingPolicySetting::WhereSupported,
            }),
            connection_limit_ms: self.connection_limit,
            origins: self.allow_origin.clone(),
            hosts: self.allow_host.clone(),
            no_bluetooth: self.no_bluetooth,
            device_port: self.device_port,
            device_port_lan: self.device_port_lan,
            simulate: self
                .simulate
                .iter()
                .map(|kind| match kind {
                    Kind::Vibrator => SimulatedKind::Vibrator,
                    Kind::Rotator => SimulatedKind::Rotator,
                    Kind::Stroker => SimulatedKind::Stroker,
                    Kind::Constrictor => SimulatedKind::Constrictor,
                })
                .collect(),
        }
    }
}

/// 0 or what the protocol's core can enforce.
fn ping_limit(text: &str) -> Result<u32, Box<dyn Error + Send + Sync>> {
    let limit_ms = text.parse()?;
    if limit_ms == 0 || vigil_core::limits::PING_LIMIT_MS.contains(&limit_ms) {
        Ok(limit_ms)
    } else {
        Err(InvalidSetting::LimitOutOfRange { limit_ms }.into())
    }
}

/// What the protocol's core can enforce.
fn connection_limit(text: &str) -> Result<u32, Box<dyn Error + Send + Sync>> {
    let limit_ms = text.parse()?;
    if vigil_core::limits::CONNECTION_LIMIT_MS.contains(&limit_ms) {
        Ok(limit_ms)
    } else {
        Err(InvalidSetting::ConnectionLimitOutOfRange { limit_ms }.into())
    }
}

fn host(text: &str) -> Result<String, Box<dyn Error + Send + Sync>> {
    Ok(vigil_server::canonical_host(text).ok_or_else(|| InvalidSetting::Host(text.to_owned()))?)
}

/// Loopback, in this version.
fn listen_address(text: &str) -> Result<IpAddr, Box<dyn Error + Send + Sync>> {
    Ok(settings::loopback(text.parse()?)?)
}

const EVENTS: &str = include_str!("headless/EVENTS.md");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn limits_that_cannot_hold_are_refused() {
        for (text, valid) in [
            ("0", true),
            ("49", false),
            ("50", true),
            ("600001", false),
            ("-1", false),
            ("x", false),
        ] {
            assert_eq!(ping_limit(text).is_ok(), valid, "{text}");
        }
        for (text, valid) in [
            ("0", false),
            ("999", false),
            ("1000", true),
            ("60001", false),
            ("x", false),
        ] {
            assert_eq!(connection_limit(text).is_ok(), valid, "{text}");
        }
    }
}
