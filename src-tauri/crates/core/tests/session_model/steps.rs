use std::{ops::RangeInclusive, time::Duration};

use proptest::prelude::*;
use serde_json::json;
use vigil_core::session::EndCause;

use super::{support, toys};

#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Time goes by, the watchdog looks, and the session hears its verdict.
    Pass(Duration),
    /// Time goes by and the watchdog looks, but its verdict has yet to reach the session.
    VerdictUnderWay(Duration),
    /// Time passes while the session's task is busy.
    PassUnnoticed(Duration),
    /// To the deadline and so much further, or not quite.
    UntilDeadline {
        nanos_more: i64,
    },
    Ask(u32, Asked),
    /// So many requests at once, then a scan.
    Flood(u32),
    /// The devices did, or failed to do, one of the requests that are open.
    Answer {
        place: usize,
        done: bool,
    },
    Table(usize),
    ScanningFinished,
    End(EndCause),
}

/// What a program sends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    Hello { version: u32, exempt: bool },
    Ping,
    StartScanning,
    StopScanning,
    RequestDeviceList,
    // v4
    Output,
    ReadBattery,
    Stop,
    Disconnect,
    // v0 to v3
    StopAllDevices,
    Vibrate,
    VibrateTooMuch,
    SensorReadCmd,
    BatteryLevelCmd,
    LovenseCmd,
    Test,
    RequestLog,
    // No version
    Nonsense,
    NoSuchMessage,
    FieldMissing,
    StopOfTheWrongType,
    FieldOfTheWrongType,
    IdTooLarge,
    IdZero,
}

impl Asked {
    pub(super) fn json(self, id: u32) -> String {
        let message = match self {
            Self::Hello { version, exempt } => {
                let name = if exempt { support::EXEMPT } else { "Game" };
                match version {
                    0 => json!({"RequestServerInfo": {"Id": id, "ClientName": name}}),
                    1..=3 => json!({"RequestServerInfo": {"Id": id, "ClientName": name, "MessageVersion": version}}),
                    _ => json!({"RequestServerInfo": {"Id": id, "ClientName": name,
                        "ProtocolVersionMajor": version, "ProtocolVersionMinor": 0}}),
                }
            }
            Self::Ping => json!({"Ping": {"Id": id}}),
            Self::StartScanning => json!({"StartScanning": {"Id": id}}),
            Self::StopScanning => json!({"StopScanning": {"Id": id}}),
            Self::RequestDeviceList => json!({"RequestDeviceList": {"Id": id}}),
            Self::Output => json!({"OutputCmd": {"Id": id, "DeviceIndex": 1, "FeatureIndex": 0,
                "Command": {"Vibrate": {"Value": 3}}}}),
            Self::ReadBattery => json!({"InputCmd": {"Id": id, "DeviceIndex": 1, "FeatureIndex": 1,
                "Type": "Battery", "Command": "Read"}}),
            Self::Stop => json!({"StopCmd": {"Id": id}}),
            Self::Disconnect => json!({"Disconnect": {"Id": id}}),
            Self::StopAllDevices => json!({"StopAllDevices": {"Id": id}}),
            Self::Vibrate => json!({"VibrateCmd": {"Id": id, "DeviceIndex": 1,
                "Speeds": [{"Index": 0, "Speed": 0.5}]}}),
            Self::VibrateTooMuch => json!({"VibrateCmd": {"Id": id, "DeviceIndex": 1,
                "Speeds": [{"Index": 0, "Speed": 1.5}]}}),
            Self::SensorReadCmd => json!({"SensorReadCmd": {"Id": id, "DeviceIndex": 1, "SensorIndex": 0,
                "SensorType": "Battery"}}),
            Self::BatteryLevelCmd => json!({"BatteryLevelCmd": {"Id": id, "DeviceIndex": 1}}),
            Self::LovenseCmd => json!({"LovenseCmd": {"Id": id, "DeviceIndex": 1, "Command": "Vibrate:20;"}}),
            Self::Test => json!({"Test": {"Id": id, "TestString": "hello"}}),
            Self::RequestLog => json!({"RequestLog": {"Id": id, "LogLevel": "Debug"}}),
            Self::Nonsense => return "[{".to_owned(),
            Self::NoSuchMessage => json!({"Pong": {"Id": id}}),
            Self::StopOfTheWrongType => json!({"StopCmd": {"Id": id, "Outputs": "yes"}}),
            Self::FieldMissing => json!({"OutputCmd": {"Id": id, "DeviceIndex": 1}}),
            Self::FieldOfTheWrongType => json!({"OutputCmd": {"Id": id, "DeviceIndex": "1", "FeatureIndex": 0,
                "Command": {"Vibrate": {"Value": 3}}}}),
            Self::IdTooLarge => json!({"Ping": {"Id": u64::from(id) + (1 << 32)}}),
            Self::IdZero => json!({"Ping": {"Id": 0}}),
        };
        format!("[{message}]")
    }

    pub(super) fn is_stop(self) -> bool {
        matches!(self, Self::Stop | Self::StopAllDevices | Self::StopOfTheWrongType)
    }

    /// The Id that the answer has to carry.
    pub(super) fn readable_id(self, id: u32) -> u32 {
        match self {
            Self::Nonsense | Self::IdTooLarge | Self::IdZero => 0,
            _ => id,
        }
    }

    /// The versions of the specification that have it; none has what cannot be understood.
    pub(super) fn versions(self) -> Option<RangeInclusive<u32>> {
        Some(match self {
            Self::Hello { .. } | Self::Ping | Self::StartScanning | Self::StopScanning | Self::RequestDeviceList => {
                0..=4
            }
            Self::Output | Self::ReadBattery | Self::Stop | Self::Disconnect => 4..=4,
            Self::StopAllDevices | Self::LovenseCmd => 0..=3,
            Self::Vibrate | Self::VibrateTooMuch => 1..=3,
            Self::SensorReadCmd => 3..=3,
            Self::BatteryLevelCmd => 2..=2,
            Self::Test => 0..=2,
            Self::RequestLog => 0..=1,
            Self::Nonsense
            | Self::NoSuchMessage
            | Self::FieldMissing
            | Self::StopOfTheWrongType
            | Self::FieldOfTheWrongType
            | Self::IdTooLarge
            | Self::IdZero => return None,
        })
    }

    pub(super) fn is_read(self) -> bool {
        matches!(self, Self::ReadBattery | Self::SensorReadCmd | Self::BatteryLevelCmd)
    }
}

pub(super) fn limit_ms() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(50), Just(1000), Just(600_000), 50_u32..=600_000]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => time().prop_map(Step::Pass),
        2 => time().prop_map(Step::PassUnnoticed),
        2 => time().prop_map(Step::VerdictUnderWay),
        2 => prop_oneof![Just(-1_i64), Just(0), Just(1), -1_000_000_i64..1_000_000]
            .prop_map(|nanos_more| Step::UntilDeadline { nanos_more }),
        4 => hello(),
        12 => (id(), asked()).prop_map(|(id, asked)| Step::Ask(id, asked)),
        // A program that lives long.
        12 => id().prop_map(|id| Step::Ask(id, Asked::Ping)),
        6 => (any::<prop::sample::Index>(), any::<bool>())
            .prop_map(|(place, done)| Step::Answer { place: place.index(1 << 20), done }),
        2 => (0..toys::TABLES).prop_map(Step::Table),
        1 => Just(Step::ScanningFinished),
        1 => prop_oneof![1_u32..20, 1000_u32..1100].prop_map(Step::Flood),
        1 => ending().prop_map(Step::End),
    ]
}

/// Few, so that they are used twice at a time too.
fn id() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 1_u32..8, 1 => Just(u32::MAX)]
}

fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        8 => (0_u64..60).prop_map(Duration::from_millis),
        4 => (0_u64..1_000_000_000).prop_map(Duration::from_nanos),
        2 => (0_u64..600).prop_map(Duration::from_secs),
        // Up to ten years.
        1 => (0_u64..3650).prop_map(|days| Duration::from_secs(days * 24 * 60 * 60)),
    ]
}

fn hello() -> impl Strategy<Value = Step> {
    let version = prop_oneof![3 => Just(4), 3 => 0_u32..4, 1 => 5_u32..7];
    (id(), version, prop::bool::weighted(0.1))
        .prop_map(|(id, version, exempt)| Step::Ask(id, Asked::Hello { version, exempt }))
}

fn asked() -> impl Strategy<Value = Asked> {
    let common = [
        Asked::Ping,
        Asked::StartScanning,
        Asked::StopScanning,
        Asked::RequestDeviceList,
    ];
    let new = [Asked::Output, Asked::ReadBattery, Asked::Stop];
    let old = [
        Asked::StopAllDevices,
        Asked::Vibrate,
        Asked::VibrateTooMuch,
        Asked::SensorReadCmd,
        Asked::BatteryLevelCmd,
        Asked::LovenseCmd,
        Asked::Test,
        Asked::RequestLog,
    ];
    let bad = [
        Asked::Nonsense,
        Asked::NoSuchMessage,
        Asked::FieldMissing,
        Asked::StopOfTheWrongType,
        Asked::FieldOfTheWrongType,
        Asked::IdTooLarge,
        Asked::IdZero,
    ];
    prop_oneof![
        10 => prop::sample::select(Vec::from(common)),
        15 => prop::sample::select(Vec::from(new)),
        15 => prop::sample::select(Vec::from(old)),
        8 => prop::sample::select(Vec::from(bad)),
        1 => Just(Asked::Disconnect),
    ]
}

fn ending() -> impl Strategy<Value = EndCause> {
    // The most usual one is drawn twice as often.
    let mut causes = support::causes();
    causes.push(EndCause::ConnectionLost);
    prop::sample::select(causes)
}
