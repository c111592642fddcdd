//! What tests of whole sessions share, the fuzzers of `tests/fuzz` included: sessions, devices that answer at once, a
//! watchdog that looks.

#![allow(dead_code, reason = "no test uses all of it")]

use std::{collections::BTreeMap, ops::RangeInclusive, sync::Arc, time::Duration};

use vigil_core::{
    message::{
        Command, CommandError, DeviceDescription, DeviceReading, DeviceTable, Feature, InputAction, InputKind,
        InputRange, OutputKind, OutputRange, Reading, StopScope,
    },
    policy::{Exemption, PingPolicy, PingRequirement},
    session::{EndCause, Session, SessionConfig},
    time::Moment,
    watch::{Deadlines, Inbox, Judge, Judgement},
};

/// The name of a program that is exempt from pings under [`policy`].
pub(crate) const EXEMPT: &str = "Exempt";

pub(crate) fn policy(limit_ms: u32, is_where_supported: bool) -> PingPolicy {
    PingPolicy {
        limit_ms,
        requirement: if is_where_supported {
            PingRequirement::WhereSupported
        } else {
            PingRequirement::Required
        },
        exempt: [Exemption::native(EXEMPT)].into(),
        ..PingPolicy::default()
    }
}

/// A program's, before its handshake.
pub(crate) fn session(policy: PingPolicy, table: Arc<DeviceTable>, deadlines: Arc<Deadlines>, now: Moment) -> Session {
    let config = SessionConfig {
        server_name: "Vigil".into(),
        policy: Arc::new(policy),
        origin: None,
    };
    Session::new(config, table, deadlines, now)
}

/// Why the session is over, if the watchdog says so now. It looks while the session is active; nothing of the program
/// lies unread.
pub(crate) fn verdict(session: &Session, judge: &mut Judge, deadlines: &Deadlines, now: Moment) -> Option<EndCause> {
    let inbox = Inbox {
        messages: 0,
        pending: false,
        drained_at: Moment::default(),
    };
    if !session.is_active() {
        return None;
    }
    match judge.judge(now, deadlines, || inbox) {
        Judgement::InTime(_) => None,
        Judgement::Over(verdict) => Some(verdict.cause),
        other => panic!("nothing lies unread: {other:?}"),
    }
}

/// Those that come from outside the session.
pub(crate) fn causes() -> Vec<EndCause> {
    let span = Duration::from_secs(1);
    vec![
        EndCause::ConnectionLost,
        EndCause::Goodbye,
        EndCause::ConnectionSilent {
            silent: span,
            limit: span,
        },
        EndCause::Violation("A frame that no honest program sends."),
        EndCause::NotReading,
        EndCause::VigilLate { late: span },
        EndCause::ClosedByPerson,
        EndCause::ServerStopped,
        EndCause::Internal,
    ]
}

/// What devices say to a command that they check and do.
pub(crate) fn outcome(table: &DeviceTable, command: &Command) -> Result<Option<DeviceReading>, CommandError> {
    let device_of = |index: &u32| table.get(index).ok_or(CommandError::UnknownDevice(*index));
    match command {
        Command::Output { device: index, outputs } => {
            let device = device_of(index)?;
            for output in outputs {
                device.check_output(*index, output.feature, &output.output)?;
            }
            Ok(None)
        }
        Command::Input {
            device: index,
            feature,
            kind,
            action,
        } => {
            device_of(index)?.check_input(*index, *feature, *kind, *action)?;
            Ok((*action == InputAction::Read).then_some(DeviceReading {
                device: *index,
                feature: *feature,
                reading: Reading { kind: *kind, value: 50 },
            }))
        }
        Command::Stop(StopScope {
            device: Some(index),
            feature,
            ..
        }) => {
            let device = device_of(index)?;
            if let Some(feature) = feature {
                device.feature(*index, *feature)?;
            }
            Ok(None)
        }
        Command::Stop(_) | Command::StartScanning | Command::StopScanning => Ok(None),
    }
}

pub(crate) fn toy(name: &str, features: impl IntoIterator<Item = Feature>) -> DeviceDescription {
    DeviceDescription {
        name: name.to_owned(),
        numbered_name: None,
        display_name: None,
        message_gap_ms: 0,
        features: (0..).zip(features).collect(),
    }
}

pub(crate) fn motor(steps: i32) -> Feature {
    Feature {
        description: "Motor".to_owned(),
        outputs: BTreeMap::from([output(OutputKind::Vibrate, 0..=steps, None)]),
        inputs: BTreeMap::new(),
    }
}

pub(crate) fn battery() -> Feature {
    Feature {
        inputs: BTreeMap::from([input(InputKind::Battery, 0..=100, &[InputAction::Read])]),
        ..Feature::default()
    }
}

pub(crate) fn output(
    kind: OutputKind,
    value: RangeInclusive<i32>,
    duration_ms: Option<RangeInclusive<u32>>,
) -> (OutputKind, OutputRange) {
    (kind, OutputRange { value, duration_ms })
}

pub(crate) fn input(kind: InputKind, values: RangeInclusive<i32>, actions: &[InputAction]) -> (InputKind, InputRange) {
    let range = InputRange {
        values: vec![values],
        actions: actions.iter().copied().collect(),
    };
    (kind, range)
}
