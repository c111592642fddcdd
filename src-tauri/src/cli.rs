//! The command line.

use std::{error::Error, net::IpAddr, path::PathBuf};

use clap::{Args, Parser, ValueEnum};

use crate::settings::{
    self, InvalidSetting, Overrides, PingOverrides, PingPolicySetting, ServerOverrides, SimulatedKind, ToyOverrides,
};

/// A Buttplug server that stops every toy when the program that drives it stops answering.
///
/// Without options Vigil opens its window. Options hold for this run and are not saved.
#[derive(Debug, Parser)]
#[command(version, after_long_help = EVENTS)]
pub(crate) struct Arguments {
    /// Serve without a window: one JSON object per event on stdout, the log on stderr
    #[arg(long)]
    pub headless: bool,
    /// Start in the desktop's tray, without showing the window; without a tray, the window is shown after a moment
    #[arg(long, conflicts_with = "headless")]
    #[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only a window is hidden"))]
    pub hidden: bool,
    #[command(flatten)]
    pub server: ServerArguments,
    #[command(flatten)]
    pub ping: PingArguments,
    #[command(flatten)]
    pub toys: ToyArguments,
    /// Keep settings, alerts and logs in this directory
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    #[command(flatten)]
    pub command: CommandArguments,
    #[command(flatten)]
    pub process: ProcessArguments,
}

/// What is wanted of a Vigil that runs. The process says what happened, and ends.
#[derive(Debug, Args)]
#[group(multiple = false, conflicts_with_all = ["headless", "ServerArguments", "PingArguments", "ToyArguments"])]
pub(crate) struct CommandArguments {
    /// Tell the Vigil that runs to stop every toy and to hold it still, also after a restart. Exit code 0: every toy has
    /// confirmed its stop; 3: no Vigil is running; 4: it did not answer within 2 s; 5: everything is held, but a toy did
    /// not confirm its stop, or the hold could not be saved; 1: Vigil could not be asked
    #[arg(long)]
    pub stop: bool,
    /// Let programs move toys again after everything was stopped. Exit code 0: they may; 4: the Vigil that runs did not
    /// answer; 5: there is something to look at first; 1: Vigil could not be asked
    #[arg(long)]
    pub release: bool,
}

/// Who connects, and where.
#[derive(Debug, Args)]
pub(crate) struct ServerArguments {
    /// Listen on this loopback address
    #[arg(long, value_name = "ADDR", value_parser = listen_address)]
    pub listen: Option<IpAddr>,
    /// Listen on this port; 0 takes any free port
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Let this web page connect, such as https://player.example, unless it is refused for good in the settings; may be
    /// given several times. Files and apps whose origin names nobody (null, file://, app://.) are let in by the window alone
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub allow_origin: Vec<String>,
    /// Let programs call this computer by this name, such as a reverse proxy's; may be given several times
    #[arg(long, value_name = "HOST", value_parser = host)]
    pub allow_host: Vec<String>,
}

/// How programs are watched.
#[derive(Debug, Args)]
pub(crate) struct PingArguments {
    /// Stop everything when a program sends no ping for this long: 0 (off) or 50 to 600000
    #[arg(long, value_name = "MS", value_parser = ping_limit)]
    pub max_ping_time: Option<u32>,
    /// What happens to a program that does not ping; with --max-ping-time, 'required' unless the settings say otherwise
    #[arg(long, value_name = "POLICY")]
    pub ping_policy: Option<Policy>,
    /// Treat a program's connection as lost when it does not answer for this long: 1000 to 60000
    #[arg(long, value_name = "MS", value_parser = connection_limit)]
    pub connection_limit: Option<u32>,
}

/// Which toys connect.
#[derive(Debug, Args)]
pub(crate) struct ToyArguments {
    /// Add a toy that exists on the screen only; may be given several times
    #[arg(long, value_name = "KIND")]
    pub simulate: Vec<Kind>,
    /// Let toys connect over WebSocket on this port; 0 takes any free port
    #[arg(long, value_name = "N")]
    pub device_port: Option<u16>,
    /// Let toys on the whole network reach that port, not only this computer; programs cannot connect there
    #[arg(long)]
    pub device_port_lan: bool,
    /// Take over the names, limits and permissions of toys from this file of Intiface Central or intiface-engine, and the
    /// kinds of toys that it describes; of two limits, the stricter one applies
    #[arg(long, value_name = "FILE")]
    pub user_device_config: Option<PathBuf>,
    /// Connect only toys that were connected before; in the window, others wait for a click. Without a window, Vigil
    /// otherwise connects every toy of a kind that it knows
    #[arg(long)]
    pub only_known: bool,
    /// Do not use Bluetooth
    #[arg(long)]
    pub no_bluetooth: bool,
}

/// What else a process of Vigil can be. Vigil starts these automatically.
#[derive(Debug, Args)]
pub(crate) struct ProcessArguments {
    /// Be the guardian of this process
    #[arg(long, value_name = "PID", hide = true)]
    pub guardian: Option<u32>,
    /// Show this in a message box, and do nothing else
    #[cfg(feature = "gui")]
    #[arg(long, value_name = "TEXT", hide = true)]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Policy {
    /// It is disconnected when the limit runs out
    Required,
    /// Only its connection is watched, until it has pinged in time twice in a row
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
    /// Whether whoever typed this reads what Vigil prints.
    #[cfg(windows)]
    pub(crate) fn is_for_a_console(&self) -> bool {
        self.headless || self.command.stop || self.command.release
    }

    /// What they change about the settings.
    pub(crate) fn overrides(&self) -> Overrides {
        let Self { server, ping, toys, .. } = self;
        Overrides {
            server: ServerOverrides {
                address: server.listen,
                port: server.port,
                origins: server.allow_origin.clone(),
                hosts: server.allow_host.clone(),
            },
            ping: PingOverrides {
                limit_ms: ping.max_ping_time,
                policy: ping.ping_policy.map(PingPolicySetting::from),
                connection_limit_ms: ping.connection_limit,
            },
            toys: ToyOverrides {
                bluetooth: toys.no_bluetooth.then_some(false),
                only_known: toys.only_known.then_some(true),
                device_port: toys.device_port,
                device_port_lan: toys.device_port_lan.then_some(true),
                simulate: toys.simulate.iter().copied().map(SimulatedKind::from).collect(),
            },
        }
    }
}

impl From<Policy> for PingPolicySetting {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Required => Self::Required,
            Policy::WhereSupported => Self::WhereSupported,
        }
    }
}

impl From<Kind> for SimulatedKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Vibrator => Self::Vibrator,
            Kind::Rotator => Self::Rotator,
            Kind::Stroker => Self::Stroker,
            Kind::Constrictor => Self::Constrictor,
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

fn origin(text: &str) -> Result<String, Box<dyn Error + Send + Sync>> {
    Ok(settings::origin(text)?)
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
    fn the_definition_is_sound_and_says_what_vigil_is() {
        use clap::CommandFactory;
        let mut command = Arguments::command();
        command.clone().debug_assert();
        let help = command.render_help().to_string();
        assert!(help.starts_with("A Buttplug server"), "{help}");
        assert!(!help.contains("--guardian"), "{help}");
    }

    #[test]
    fn what_names_nobody_is_not_allowed_for_good() {
        for nobody in ["null", "file://", "app://."] {
            let refused = origin(nobody).unwrap_err().to_string();
            assert!(refused.contains("cannot always be allowed"), "{nobody}: {refused}");
        }
        assert!(origin("player.example").is_err());
        assert_eq!(origin("HTTPS://Player.example/").unwrap(), "https://player.example");
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
