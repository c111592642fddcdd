//! What a program of v0 or v1 is told of its own session, if it asked for it: `RequestLog` and `Log`.
//!
//! A session knows nothing of any other, so no line can be about another program.

use std::fmt::{self, Write as _};

use super::Action;
use crate::{
    legacy::{LegacyServerMessage, LogLevel},
    limits,
    message::{Command, DeviceTable, ErrorCode, FeatureOutput, StopScope},
    text::Shown,
    time::{Moment, whole_ms},
};

/// The lines of one session.
#[derive(Debug)]
pub(super) struct ProgramLog {
    least: LogLevel,
    /// Lines that may be said at once; more with time.
    allowed: u32,
    counted: Moment,
    left_out: u32,
    /// By when the next Ping was due.
    ping_due: Option<Moment>,
}

impl ProgramLog {
    /// A log of this level and what is graver; `None` if the program wants none.
    pub(super) fn new(level: LogLevel, now: Moment) -> Option<Box<Self>> {
        (level > LogLevel::Off).then(|| {
            Box::new(Self {
                least: level,
                allowed: limits::MAX_LOG_LINES_AT_ONCE,
                counted: now,
                left_out: 0,
                ping_due: None,
            })
        })
    }

    pub(super) fn begun(&mut self, max_ping_time_ms: u32, actions: &mut Vec<Action>) {
        let pings = match max_ping_time_ms {
            0 => "No Ping is expected.".to_owned(),
            limit => format!("A Ping is due every {limit} ms."),
        };
        let level = self.least;
        self.line(
            LogLevel::Info,
            actions,
            format_args!("This is what the server gets from this program and does for it, at level {level:?}. {pings}"),
        );
    }

    pub(super) fn received(&mut self, name: &str, id: u32, actions: &mut Vec<Action>) {
        let level = if name == "Ping" {
            LogLevel::Trace
        } else {
            LogLevel::Debug
        };
        self.line(level, actions, format_args!("{name}, Id {id}: received."));
    }

    /// A Ping was in time. One that nearly was not is worth a warning.
    pub(super) fn pinged(&mut self, id: u32, now: Moment, next_due: Option<Moment>, actions: &mut Vec<Action>) {
        let due = std::mem::replace(&mut self.ping_due, next_due);
        let Some(next_due) = next_due else { return };
        let limit = next_due - now;
        match due {
            Some(due) if due - now < limit / limits::LOG_PING_MARGIN => self.line(
                LogLevel::Warn,
                actions,
                format_args!(
                    "Ping, Id {id}: came {} ms before its deadline, with MaxPingTime {} ms. Send it at half of that.",
                    whole_ms(due - now),
                    whole_ms(limit)
                ),
            ),
            _ => self.line(
                LogLevel::Trace,
                actions,
                format_args!("Ping, Id {id}: the next one is due in {} ms.", whole_ms(limit)),
            ),
        }
    }

    pub(super) fn executes(&mut self, id: u32, command: &Command, actions: &mut Vec<Action>) {
        self.line(
            LogLevel::Debug,
            actions,
            format_args!("Id {id}: {}", Described(command)),
        );
    }

    pub(super) fn done(&mut self, id: u32, actions: &mut Vec<Action>) {
        self.line(LogLevel::Debug, actions, format_args!("Id {id}: done."));
    }

    pub(super) fn failed(&mut self, id: u32, code: ErrorCode, reason: &str, actions: &mut Vec<Action>) {
        let code = u8::from(code);
        self.line(
            LogLevel::Warn,
            actions,
            format_args!("Id {id}: refused with Error {code}: {reason}"),
        );
    }

    pub(super) fn devices_changed(&mut self, before: &DeviceTable, after: &DeviceTable, actions: &mut Vec<Action>) {
        for (index, device) in before.iter().filter(|(index, device)| after.get(index) != Some(device)) {
            let name = Shown(&device.name);
            self.line(
                LogLevel::Info,
                actions,
                format_args!("Device {index}, {name}: gone or changed."),
            );
        }
        for (index, device) in after.iter().filter(|(index, device)| before.get(index) != Some(device)) {
            let name = Shown(&device.name);
            self.line(LogLevel::Info, actions, format_args!("Device {index}, {name}: there."));
        }
    }

    pub(super) fn scanning_finished(&mut self, actions: &mut Vec<Action>) {
        self.line(
            LogLevel::Info,
            actions,
            format_args!("The scan that this program asked for is over."),
        );
    }

    /// A line could not be sent, because the program does not take what it is sent.
    pub(super) fn not_sent(&mut self) {
        self.left_out = self.left_out.saturating_add(1);
    }

    /// Time has passed, so more lines may be said.
    pub(super) fn allow_more(&mut self, now: Moment) {
        let passed = (now - self.counted).as_millis();
        let more = passed * u128::from(limits::LOG_LINES_PER_SECOND) / 1000;
        if more > 0 {
            let more = u32::try_from(more).unwrap_or(u32::MAX);
            self.allowed = self.allowed.saturating_add(more).min(limits::MAX_LOG_LINES_AT_ONCE);
            self.counted = now;
        }
    }

    fn line(&mut self, level: LogLevel, actions: &mut Vec<Action>, text: fmt::Arguments<'_>) {
        if level > self.least {
            return;
        }
        if self.allowed == 0 {
            return self.not_sent();
        }
        self.allowed -= 1;
        match std::mem::take(&mut self.left_out) {
            0 => {}
            lines => actions.push(message(
                LogLevel::Warn,
                format_args!("{lines} lines were left out here."),
            )),
        }
        actions.push(message(level, text));
    }
}

fn message(level: LogLevel, text: fmt::Arguments<'_>) -> Action {
    let mut line = text.to_string();
    if let Some((end, _)) = line.char_indices().nth(limits::MAX_LOG_LINE_CHARS) {
        line.truncate(end);
        line.push('…');
    }
    Action::Log(LegacyServerMessage::Log {
        id: 0,
        log_level: level,
        log_message: line,
    })
}

/// A command in words, with its values as the device counts them.
struct Described<'a>(&'a Command);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Command::Output { device, outputs } => {
                write!(f, "device {device}")?;
                for FeatureOutput { feature, output } in outputs {
                    write!(f, ", feature {feature} {} {}", output.kind.name(), output.value)?;
                    if let Some(duration) = output.duration_ms {
                        write!(f, " within {duration} ms")?;
                    }
                }
                f.write_char('.')
            }
            Command::Input {
                device,
                feature,
                kind,
                action,
            } => write!(f, "{action:?} {kind:?} of device {device}, feature {feature}."),
            Command::Stop(StopScope { device: None, .. }) => f.write_str("stops every device."),
            Command::Stop(StopScope {
                device: Some(device), ..
            }) => write!(f, "stops device {device}."),
            Command::StartScanning => f.write_str("scans for devices."),
            Command::StopScanning => f.write_str("stops scanning."),
        }
    }
}
