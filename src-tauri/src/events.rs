//! What happens, as the headless mode prints it. Documented in `headless/EVENTS.md`.

use serde::Serialize;
use vigil_core::{policy::WatchMode, session::EndCause, time::Moment};
use vigil_devices::{DeviceEvent, FeatureOutput, Urgency};
use vigil_server::{Refusal, ServerEvent, StoppedToy};

use crate::{
    alerts::alert::{silence, stops},
    hold::StoppedFrom,
    units::milliseconds,
    view::{AlertCause, BluetoothState, StoppedToyView},
};

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    Listening {
        url: String,
    },
    /// Toys can connect over WebSocket.
    ToysListening {
        url: String,
        /// Machines of the whole network reach it, too.
        lan: bool,
    },
    Failed {
        sentence: String,
    },
    /// Every toy is held still: the person stopped everything, or nobody knows what they had set.
    Held {
        sentence: String,
        /// From where the person stopped everything.
        from: Option<StoppedFrom>,
        /// When, in UTC, as RFC 3339 has it.
        since: Option<String>,
    },
    /// Toys may move again.
    Released,
    Bluetooth {
        state: BluetoothState,
        sentence: Option<String>,
        adapter: Option<String>,
        scanning: bool,
    },
    /// It is new here, and is not connected unless the person does it.
    ToyWaiting {
        address: String,
        name: Option<String>,
        model: Option<String>,
    },
    ToyAdded {
        toy: u32,
        name: String,
    },
    ToyRemoved {
        toy: u32,
        name: String,
    },
    ToyOutput {
        toy: u32,
        outputs: Vec<ToyOutput>,
        stop: bool,
        at_ms: f64,
        took_ms: f64,
    },
    ToyWriteFailed {
        toy: u32,
        stop: bool,
        error: String,
    },
    ToyStopUnconfirmed {
        toy: u32,
        name: String,
    },
    /// What connected to the toys' port.
    ToyRefused {
        address: String,
        reason: String,
    },
    ProgramConnected {
        session: u64,
        name: String,
        address: String,
        origin: Option<String>,
        protocol: u32,
        max_ping_time_ms: u32,
        watch: &'static str,
    },
    ProgramRefused {
        address: String,
        origin: String,
        host: Option<String>,
        reason: &'static str,
    },
    ProgramSlowed {
        name: String,
        address: String,
        origin: Option<String>,
    },
    ProgramEnded {
        session: u64,
        name: Option<String>,
        address: String,
        cause: &'static str,
        silent_ms: Option<u32>,
        limit_ms: Option<u32>,
        late_ms: f64,
        pings: u64,
        toys: Vec<StoppedToyView>,
    },
    MessagesRefused {
        session: u64,
        name: String,
        count: u64,
        last: String,
    },
    VigilLate {
        session: u64,
        name: String,
        toys: Vec<StoppedToyView>,
    },
    Alert {
        cause: AlertCause,
        sentence: String,
        hint: Option<String>,
    },
    EventsLost {
        count: u64,
    },
    Stopped {
        all_toys_confirmed: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ToyOutput {
    pub feature: u32,
    pub output: &'static str,
    pub value: i32,
    pub duration_ms: Option<u32>,
}

/// `None` for what the stream does not tell.
pub(crate) fn of_device(event: &DeviceEvent, origin: Moment) -> Option<Event> {
    Some(match event {
        DeviceEvent::Added { device, name } => Event::ToyAdded {
            toy: *device,
            name: name.clone(),
        },
        DeviceEvent::Removed { device, name } => Event::ToyRemoved {
            toy: *device,
            name: name.clone(),
        },
        DeviceEvent::Written {
            device,
            outputs,
            urgency,
            sent,
            took,
        } => Event::ToyOutput {
            toy: *device,
            outputs: outputs.iter().map(output).collect(),
            stop: *urgency == Urgency::Stop,
            at_ms: milliseconds(*sent - origin),
            took_ms: milliseconds(*took),
        },
        DeviceEvent::WriteFailed { device, urgency, error } => Event::ToyWriteFailed {
            toy: *device,
            stop: *urgency == Urgency::Stop,
            error: error.clone(),
        },
        DeviceEvent::StopUnconfirmed { device, name } => Event::ToyStopUnconfirmed {
            toy: *device,
            name: name.clone(),
        },
        DeviceEvent::ToyRefused { peer, why } => Event::ToyRefused {
            address: peer.to_string(),
            reason: why.to_string(),
        },
        DeviceEvent::BatteryRead { .. } => return None,
    })
}

/// `None` for what the stream does not tell.
pub(crate) fn of_server(event: &ServerEvent) -> Option<Event> {
    Some(match event {
        ServerEvent::Connected {
            session,
            name,
            address,
            origin,
            version,
            watch,
        } => Event::ProgramConnected {
            session: session.0,
            name: name.clone(),
            address: address.to_string(),
            origin: origin.clone(),
            protocol: version.major(),
            max_ping_time_ms: watch.max_ping_time_ms(),
            watch: match watch.mode {
                WatchMode::Off => "off",
                WatchMode::Exempt => "exempt",
                WatchMode::Required { .. } => "required",
                WatchMode::WhereSupported { .. } => "where_supported",
            },
        },
        ServerEvent::Slowed { name, address, origin } => Event::ProgramSlowed {
            name: name.clone(),
            address: address.to_string(),
            origin: origin.clone(),
        },
        ServerEvent::MessagesRefused {
            session,
            name,
            refusals,
        } => Event::MessagesRefused {
            session: session.0,
            name: name.clone(),
            count: refusals.count,
            last: refusals.last.clone(),
        },
        ServerEvent::ReportsLost { count } => Event::EventsLost { count: *count },
        // Where there is a stream there is nobody to ask.
        ServerEvent::Asks { .. } => return None,
        ServerEvent::Refused {
            address,
            origin,
            host,
            why,
        } => Event::ProgramRefused {
            address: address.to_string(),
            origin: origin.clone(),
            host: host.clone(),
            reason: reason(*why),
        },
        ServerEvent::Late {
            session, name, stopped, ..
        } => Event::VigilLate {
            session: session.0,
            name: name.clone(),
            toys: stopped_toys(stopped),
        },
        ServerEvent::Ended(end) => {
            let (silent_ms, limit_ms) = silence(&end.cause);
            Event::ProgramEnded {
                session: end.program.session.0,
                name: end.program.name.clone(),
                address: end.program.address.to_string(),
                cause: cause(&end.cause),
                silent_ms,
                limit_ms,
                late_ms: milliseconds(end.late),
                pings: end.pings,
                toys: stopped_toys(&end.stopped),
            }
        }
    })
}

fn output(feature_output: &FeatureOutput) -> ToyOutput {
    ToyOutput {
        feature: feature_output.feature,
        output: feature_output.output.kind.name(),
        value: feature_output.output.value,
        duration_ms: feature_output.output.duration_ms,
    }
}

fn stopped_toys(toys: &[StoppedToy]) -> Vec<StoppedToyView> {
    stops(toys).iter().map(StoppedToyView::from).collect()
}

const fn reason(why: Refusal) -> &'static str {
    match why {
        Refusal::NotAllowed => "not_allowed",
        Refusal::ForeignHost => "foreign_host",
        Refusal::Nameless => "nameless",
        Refusal::TurnedAway => "turned_away",
        Refusal::Never => "never",
        Refusal::Unanswered => "unanswered",
        Refusal::TooMany => "too_many",
    }
}

const fn cause(cause: &EndCause) -> &'static str {
    match cause {
        EndCause::Goodbye => "goodbye",
        EndCause::PingTimeout { .. } => "ping_timeout",
        EndCause::HandshakeTimeout => "handshake_timeout",
        EndCause::UnsupportedVersion { .. } => "unsupported_version",
        EndCause::TooOften => "too_often",
        EndCause::ConnectionSilent { .. } => "connection_silent",
        EndCause::ConnectionLost => "connection_lost",
        EndCause::Violation(_) => "violation",
        EndCause::NotReading => "not_reading",
        EndCause::VigilLate { .. } => "vigil_late",
        EndCause::ClosedByPerson => "closed_by_person",
        EndCause::ServerStopped => "server_stopped",
        EndCause::Internal => "internal",
    }
}
